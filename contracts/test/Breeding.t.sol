// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Heredity} from "../src/Heredity.sol";
import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";
import {RegistryCase} from "./RegistryCase.sol";
import {Vm} from "./Test.sol";

/// A registry on a chain whose block hashes cannot be read.
contract Blind is Registry {
    constructor() Registry(0, Portrait(address(0))) {}

    function _hashOf(uint256) internal pure override returns (bytes32) {
        return 0;
    }
}

/// Conception, birth, and everything that refuses them.
contract BreedingTest is RegistryCase {
    /// The present block, kept here because the compiler takes block.number for constant.
    uint256 private present;
    uint256 private mother;
    uint256 private father;

    function setUp() public override {
        super.setUp();
        pass(1000);
        mother = registry.register(ALICE, uint256(keccak256("mother")));
        father = registry.register(ALICE, uint256(keccak256("father")));
    }

    function pass(uint256 blocks) private {
        present += blocks;
        vm.roll(present);
    }

    function conceive(address sender, uint256 m, uint256 f) private {
        vm.prank(sender);
        registry.conceive(m, f);
    }

    function breed(uint256 m, uint256 f) private returns (uint256 child) {
        conceive(ALICE, m, f);
        pass(1);
        return registry.deliver(m);
    }

    function founder(string memory name) private returns (uint256) {
        return registry.register(ALICE, uint256(keccak256(bytes(name))));
    }

    function sell(uint256 id, address from, address to) private {
        vm.prank(from);
        registry.transferFrom(from, to, id);
    }

    function offer(uint256 id, address sender, address breeder) private {
        vm.prank(sender);
        registry.offerStud(id, breeder);
    }

    function expected(uint256 m, uint256 f, uint256 number) private view returns (uint256) {
        bytes32 seed = keccak256(bytes.concat(blockhash(number), bytes32(m), bytes32(f)));
        return Heredity.offspring(registry.genomeOf(m), registry.genomeOf(f), seed);
    }

    function notOffered(uint256 f, address breeder) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Registry.NotOffered.selector, f, breeder);
    }

    function related(uint256 m, uint256 f, uint256 by) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Registry.Related.selector, m, f, by);
    }

    function notExpecting(uint256 m) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Registry.NotExpecting.selector, m);
    }

    function tooLate(uint256 m, uint256 last) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Registry.TooLate.selector, m, last);
    }

    function assertConception(uint256 m, uint256 f, uint256 number) private view {
        (uint256 f_, uint256 number_) = registry.conceptionOf(m);
        assertEq(f_, f);
        assertEq(number_, number);
    }

    function assertBirth(uint256 id, uint256 generation, uint256 m, uint256 f) private view {
        (uint256 generation_, uint256 m_, uint256 f_) = registry.birthOf(id);
        assertEq(generation_, generation);
        assertEq(m_, m);
        assertEq(f_, f);
    }

    function assertPairLog(Vm.Log memory log, bytes32 event_, uint256 m, uint256 f) private view {
        bytes32[] memory topics = new bytes32[](3);
        (topics[0], topics[1], topics[2]) = (event_, bytes32(m), bytes32(f));
        assertLog(log, address(registry), topics, "");
    }

    // --- from conception to birth

    function test_a_conception_is_kept_and_logged() public {
        assertConception(mother, 0, 0);
        vm.recordLogs();
        conceive(ALICE, mother, father);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertPairLog(logs[0], Registry.Conceived.selector, mother, father);
        assertConception(mother, father, present);
        assertConception(father, 0, 0);
    }

    function testFuzz_a_birth_keeps_genome_parents_generation_and_holder(
        uint256 hers,
        uint256 his,
        uint256 start,
        uint256 delay
    ) public {
        vm.assume(hers != his);
        uint256 m = registry.register(BOB, hers);
        uint256 f = registry.register(BOB, his);
        pass(start % 1_000_000);
        uint256 number = present;
        conceive(BOB, m, f);
        pass(1 + delay % 256);
        uint256 genome = expected(m, f, number);
        vm.assume(genome != hers && genome != his);
        vm.recordLogs();
        uint256 id = registry.deliver(m);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertLog(
            logs[0],
            address(registry),
            topicsOf(IERC721.Transfer.selector, 0, uint256(uint160(BOB)), id),
            ""
        );
        assertLog(
            logs[1],
            address(registry),
            topicsOf(Registry.Born.selector, id, m, f),
            abi.encode(genome, uint256(1))
        );
        assertEq(id, registry.identityOf(genome));
        assertEq(registry.genomeOf(id), genome);
        assertEq(registry.ownerOf(id), BOB);
        assertBirth(id, 1, m, f);
        assertConception(m, 0, 0);
        assertEq(registry.genomeOf(m), hers);
        assertEq(registry.genomeOf(f), his);
    }

    function test_a_generation_is_one_more_than_the_older_parents() public {
        uint256 child = breed(mother, father);
        uint256 grandchild = breed(founder("a"), child);
        assertBirth(grandchild, 2, registry.identityOf(uint256(keccak256("a"))), child);
        uint256 late = breed(grandchild, founder("b"));
        assertBirth(late, 3, grandchild, registry.identityOf(uint256(keccak256("b"))));
        uint256 other = breed(founder("c"), founder("d"));
        assertBirth(breed(other, late), 4, other, late);
    }

    function testFuzz_anyone_delivers_and_the_child_goes_to_the_mothers_owner(address stranger)
        public
    {
        vm.assume(stranger != address(vm));
        conceive(ALICE, mother, father);
        sell(mother, ALICE, BOB);
        pass(1);
        vm.prank(stranger);
        assertEq(registry.ownerOf(registry.deliver(mother)), BOB);
    }

    function test_a_holder_whose_code_takes_no_tokens_cannot_block_a_birth() public {
        sell(mother, ALICE, address(this));
        sell(father, ALICE, address(this));
        registry.conceive(mother, father);
        pass(1);
        assertEq(registry.ownerOf(registry.deliver(mother)), address(this));
    }

    function test_one_father_can_be_expected_by_many_mothers() public {
        uint256 second = founder("second");
        conceive(ALICE, mother, father);
        conceive(ALICE, second, father);
        pass(1);
        assertTrue(registry.deliver(mother) != registry.deliver(second));
    }

    function test_a_mother_conceives_again_after_a_birth_and_nothing_lapsed() public {
        uint256 first = breed(mother, father);
        vm.recordLogs();
        conceive(ALICE, mother, father);
        assertEq(vm.getRecordedLogs().length, 1);
        pass(1);
        assertTrue(registry.deliver(mother) != first);
    }

    // --- in time

    function test_a_mother_without_a_conception_delivers_nothing() public {
        vm.expectRevert(notExpecting(mother));
        registry.deliver(mother);
        breed(mother, father);
        vm.expectRevert(notExpecting(mother));
        registry.deliver(mother);
    }

    function testFuzz_nobody_unregistered_delivers(uint256 id) public {
        vm.assume(id != mother);
        vm.expectRevert(notExpecting(id));
        registry.deliver(id);
    }

    function test_a_birth_in_the_block_of_conception_is_too_early() public {
        conceive(ALICE, mother, father);
        vm.expectRevert(abi.encodeWithSelector(Registry.TooEarly.selector, mother, present + 1));
        registry.deliver(mother);
        pass(1);
        registry.deliver(mother);
    }

    function testFuzz_a_birth_after_256_blocks_is_too_late(uint256 delay) public {
        conceive(ALICE, mother, father);
        uint256 last = present + 256;
        pass(257 + delay % 1_000_000);
        vm.expectRevert(tooLate(mother, last));
        registry.deliver(mother);
        vm.roll(last);
        registry.deliver(mother);
    }

    function test_a_block_hash_that_cannot_be_read_draws_nothing() public {
        Blind blind = new Blind();
        uint256 m = blind.register(address(this), 1);
        blind.conceive(m, blind.register(address(this), 2));
        pass(1);
        vm.expectRevert(tooLate(m, present + 255));
        blind.deliver(m);
    }

    function testFuzz_an_expecting_mother_is_refused_for_256_blocks(uint256 delay) public {
        conceive(ALICE, mother, father);
        uint256 last = present + 256;
        pass(delay % 257);
        uint256 other = founder("other");
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Registry.Expecting.selector, mother, last));
        registry.conceive(mother, other);
        assertConception(mother, father, last - 256);
    }

    function testFuzz_a_conception_that_was_not_delivered_is_told_as_lapsed(uint256 delay) public {
        conceive(ALICE, mother, father);
        pass(257 + delay % 1_000_000);
        uint256 other = founder("other");
        vm.recordLogs();
        conceive(ALICE, mother, other);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertPairLog(logs[0], Registry.Lapsed.selector, mother, father);
        assertPairLog(logs[1], Registry.Conceived.selector, mother, other);
        assertConception(mother, other, present);
        uint256 number = present;
        pass(1);
        uint256 genome = expected(mother, other, number);
        assertEq(registry.genomeOf(registry.deliver(mother)), genome);
    }

    function test_a_child_that_is_registered_already_is_not_born_and_not_redrawn() public {
        conceive(ALICE, mother, father);
        uint256 number = present;
        pass(1);
        uint256 taken = registry.register(BOB, expected(mother, father, number));
        bytes memory refusal = alreadyRegistered(taken, BOB);
        vm.expectRevert(refusal);
        registry.deliver(mother);
        assertConception(mother, father, number);
        assertBirth(taken, 0, 0, 0);
        pass(255);
        vm.expectRevert(refusal);
        registry.deliver(mother);
        pass(1);
        vm.expectRevert(tooLate(mother, number + 256));
        registry.deliver(mother);
        conceive(ALICE, mother, father);
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
        pass(1);
        assertEq(registry.ownerOf(registry.deliver(mother)), ALICE);
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
                Registry.StudOffered.selector,
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
        bytes32 event_ = Registry.StudOffered.selector;
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
        vm.expectRevert(abi.encodeWithSelector(Registry.SameAvatar.selector, mother));
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
