// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAvatarchain} from "../src/IAvatarchain.sol";
import {BreedingCase} from "./BreedingCase.sol";
import {Vm} from "./Test.sol";

/// Who may breed with whom.
contract BreedingTest is BreedingCase {
    function notOffered(uint256 f, address breeder) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAvatarchain.NotOffered.selector, f, breeder);
    }

    function related(uint256 m, uint256 f, uint256 by) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAvatarchain.Related.selector, m, f, by);
    }

    // --- by whom

    function testFuzz_a_stranger_cannot_breed_a_mother(address stranger) public {
        vm.assume(stranger != ALICE && stranger != address(vm));
        vm.prank(stranger);
        vm.expectRevert(notAllowed(stranger, mother));
        registry.conceive(mother, father);
    }

    function test_an_approval_for_one_token_does_not_allow_breeding() public {
        vm.startPrank(ALICE);
        registry.approve(BOB, mother);
        registry.approve(BOB, father);
        vm.stopPrank();
        vm.prank(BOB);
        vm.expectRevert(notAllowed(BOB, mother));
        registry.conceive(mother, father);
        vm.prank(BOB);
        vm.expectRevert(notAllowed(BOB, father));
        registry.offerStud(father, BOB);
    }

    function test_an_operator_breeds_for_the_owner_until_dismissed() public {
        vm.prank(ALICE);
        registry.setApprovalForAll(BOB, true);
        conceive(BOB, mother, father);
        pass(9);
        assertEq(registry.ownerOf(deliver(mother)), ALICE);
        vm.prank(ALICE);
        registry.setApprovalForAll(BOB, false);
        vm.prank(BOB);
        vm.expectRevert(notAllowed(BOB, mother));
        registry.conceive(mother, father);
    }

    function test_who_sold_a_mother_breeds_her_no_more() public {
        sell(mother, ALICE, BOB);
        vm.prank(ALICE);
        vm.expectRevert(notAllowed(ALICE, mother));
        registry.conceive(mother, father);
    }

    function test_a_father_of_another_owner_needs_an_offer() public {
        sell(father, ALICE, BOB);
        vm.prank(BOB);
        registry.approve(ALICE, father);
        vm.prank(BOB);
        registry.setApprovalForAll(ALICE, true);
        vm.prank(ALICE);
        vm.expectRevert(notOffered(father, ALICE));
        registry.conceive(mother, father);
        offer(father, BOB, ALICE);
        conceive(ALICE, mother, father);
    }

    function testFuzz_an_offer_is_kept_and_logged(address breeder) public {
        assertEq(registry.studOfferOf(father), address(0));
        vm.recordLogs();
        offer(father, ALICE, breeder);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertLog(
            logs[0],
            address(registry),
            topicsOf(
                IAvatarchain.StudOffered.selector,
                father,
                uint256(uint160(ALICE)),
                uint256(uint160(breeder))
            ),
            ""
        );
        assertEq(registry.studOfferOf(father), breeder);
    }

    function testFuzz_only_the_owner_or_an_operator_offers(address stranger) public {
        vm.assume(stranger != ALICE && stranger != address(0) && stranger != address(vm));
        vm.prank(stranger);
        vm.expectRevert(notAllowed(stranger, father));
        registry.offerStud(father, stranger);
        vm.prank(ALICE);
        registry.setApprovalForAll(stranger, true);
        offer(father, stranger, BOB);
        assertEq(registry.studOfferOf(father), BOB);
    }

    function test_an_operators_offer_is_logged_as_the_owners() public {
        vm.prank(ALICE);
        registry.setApprovalForAll(BOB, true);
        vm.recordLogs();
        offer(father, BOB, address(0xCA401));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        bytes32 event_ = IAvatarchain.StudOffered.selector;
        uint256 owner = uint256(uint160(ALICE));
        assertLog(logs[0], address(registry), topicsOf(event_, father, owner, 0xCA401), "");
    }

    function test_an_offer_is_to_one_owner_and_not_to_another() public {
        sell(mother, ALICE, BOB);
        offer(father, ALICE, address(0xCA401));
        vm.prank(BOB);
        vm.expectRevert(notOffered(father, BOB));
        registry.conceive(mother, father);
        offer(father, ALICE, BOB);
        conceive(BOB, mother, father);
    }

    function test_an_offer_to_an_operator_does_not_serve_the_owner() public {
        sell(mother, ALICE, BOB);
        address operator = address(0xCA401);
        vm.prank(BOB);
        registry.setApprovalForAll(operator, true);
        offer(father, ALICE, operator);
        vm.prank(operator);
        vm.expectRevert(notOffered(father, BOB));
        registry.conceive(mother, father);
    }

    function test_a_withdrawn_offer_is_no_offer() public {
        sell(mother, ALICE, BOB);
        offer(father, ALICE, BOB);
        offer(father, ALICE, address(0));
        vm.prank(BOB);
        vm.expectRevert(notOffered(father, BOB));
        registry.conceive(mother, father);
    }

    function test_an_offer_lapses_when_the_father_is_sold() public {
        address carol = address(0xCA401);
        sell(mother, ALICE, BOB);
        offer(father, ALICE, BOB);
        sell(father, ALICE, carol);
        assertEq(registry.studOfferOf(father), address(0));
        vm.prank(BOB);
        vm.expectRevert(notOffered(father, BOB));
        registry.conceive(mother, father);
        sell(father, carol, ALICE);
        assertEq(registry.studOfferOf(father), BOB);
        conceive(BOB, mother, father);
    }

    // --- with whom

    function testFuzz_unregistered_avatars_do_not_breed(uint256 id) public {
        vm.assume(id != mother && id != father);
        vm.startPrank(ALICE);
        vm.expectRevert(notRegistered(id));
        registry.conceive(id, father);
        vm.expectRevert(notRegistered(id));
        registry.conceive(mother, id);
        vm.expectRevert(notRegistered(id));
        registry.offerStud(id, BOB);
        vm.stopPrank();
        vm.expectRevert(notRegistered(id));
        registry.studOfferOf(id);
    }

    function test_an_avatar_does_not_breed_with_itself() public {
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IAvatarchain.SameAvatar.selector, mother));
        registry.conceive(mother, mother);
    }

    function refused(uint256 a, uint256 b, uint256 ancestor) private {
        vm.startPrank(ALICE);
        vm.expectRevert(related(a, b, ancestor));
        registry.conceive(a, b);
        vm.expectRevert(related(b, a, ancestor));
        registry.conceive(b, a);
        vm.stopPrank();
    }

    function test_parent_and_child_do_not_breed() public {
        uint256 child = breed(mother, father);
        refused(child, mother, mother);
        refused(child, father, father);
    }

    function test_full_siblings_do_not_breed() public {
        uint256 first = breed(mother, father);
        refused(first, breed(mother, father), mother);
    }

    function test_half_siblings_do_not_breed() public {
        uint256 other = founder("other");
        uint256 ours = breed(mother, father);
        refused(ours, breed(mother, other), mother);
        refused(ours, breed(other, father), father);
        refused(ours, breed(other, mother), mother);
        refused(ours, breed(father, other), father);
    }

    function test_founders_and_cousins_do_breed() public {
        uint256 aunt = breed(mother, father);
        uint256 uncle = breed(mother, father);
        uint256 hers = breed(aunt, founder("a"));
        uint256 his = breed(founder("b"), uncle);
        assertBirth(breed(hers, his), 3, hers, his);
    }

    function test_a_grandparent_may_breed_with_a_grandchild() public {
        uint256 child = breed(mother, father);
        uint256 grandchild = breed(child, founder("a"));
        assertBirth(breed(mother, grandchild), 3, mother, grandchild);
    }
}
