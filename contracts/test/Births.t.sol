// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IAvatarchain} from "../src/IAvatarchain.sol";
import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";
import {BreedingCase} from "./BreedingCase.sol";
import {Headers} from "./Headers.sol";
import {Vm} from "./Test.sol";

/// From conception to birth, and to births that are none.
contract BirthsTest is BreedingCase {
    function test_a_conception_is_kept_and_logged_with_the_block_of_its_draw() public {
        assertConception(mother, 0, 0);
        vm.recordLogs();
        assertEq(conceive(ALICE, mother, father), 1008);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        bytes memory draw = abi.encode(uint256(1008));
        assertPairLog(logs[0], IAvatarchain.Conceived.selector, mother, father, draw);
        assertConception(mother, father, 1008);
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
        uint256 draw = conceive(BOB, m, f);
        assertEq(draw, present + 8);
        pass(9 + delay % 256);
        uint256 genome = expected(m, f, draw);
        vm.assume(genome != hers && genome != his);
        remember(draw);
        vm.recordLogs();
        uint256 id = registry.deliver(m, Headers.header(draw));
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
            topicsOf(IAvatarchain.Born.selector, id, m, f),
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
        uint256 draw = conceive(ALICE, mother, father);
        sell(mother, ALICE, BOB);
        pass(9);
        remember(draw);
        vm.prank(stranger);
        assertEq(registry.ownerOf(registry.deliver(mother, Headers.header(draw))), BOB);
    }

    function test_a_father_who_was_sold_after_the_conception_is_the_father_still() public {
        conceive(ALICE, mother, father);
        sell(father, ALICE, BOB);
        pass(9);
        uint256 child = deliver(mother);
        assertBirth(child, 1, mother, father);
        assertEq(registry.ownerOf(child), ALICE);
    }

    function test_a_holder_whose_code_takes_no_tokens_cannot_block_a_birth() public {
        sell(mother, ALICE, address(this));
        sell(father, ALICE, address(this));
        registry.conceive(mother, father);
        pass(9);
        assertEq(registry.ownerOf(deliver(mother)), address(this));
    }

    function test_one_block_draws_other_children_for_other_mothers() public {
        uint256 second = founder("second");
        conceive(ALICE, mother, father);
        conceive(ALICE, second, father);
        pass(9);
        assertTrue(deliver(mother) != deliver(second));
    }

    function test_a_mother_conceives_again_after_a_birth_and_nothing_lapsed() public {
        uint256 first = breed(mother, father);
        vm.recordLogs();
        conceive(ALICE, mother, father);
        assertEq(vm.getRecordedLogs().length, 1);
        pass(9);
        assertTrue(deliver(mother) != first);
    }

    function test_a_mother_without_a_conception_delivers_nothing() public {
        bytes memory header = Headers.header(1008);
        vm.expectRevert(notExpecting(mother));
        registry.deliver(mother, header);
        breed(mother, father);
        vm.expectRevert(notExpecting(mother));
        registry.deliver(mother, header);
    }

    function testFuzz_nobody_unregistered_delivers(uint256 id) public {
        vm.assume(id != mother);
        vm.expectRevert(notExpecting(id));
        registry.deliver(id, "");
    }

    // --- stillbirths

    function stillborn(uint256 draw, uint256 taken) private {
        vm.recordLogs();
        assertEq(registry.deliver(mother, Headers.header(draw)), 0);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        bytes32[] memory topics = topicsOf(IAvatarchain.Stillborn.selector, mother, father, taken);
        assertLog(logs[0], address(registry), topics, "");
        assertConception(mother, 0, 0);
    }

    function test_a_child_that_is_registered_already_is_stillborn_and_not_redrawn() public {
        uint256 draw = conceive(ALICE, mother, father);
        pass(9);
        remember(draw);
        uint256 taken = registry.register(BOB, expected(mother, father, draw));
        stillborn(draw, taken);
        assertBirth(taken, 0, 0, 0);
        assertEq(registry.ownerOf(taken), BOB);
        assertEq(registry.balanceOf(ALICE), 2);
        bytes memory header = Headers.header(draw);
        vm.expectRevert(notExpecting(mother));
        registry.deliver(mother, header);
    }

    function test_after_a_stillbirth_the_mother_conceives_again_and_nothing_lapsed() public {
        uint256 draw = conceive(ALICE, mother, father);
        pass(9);
        remember(draw);
        stillborn(draw, registry.register(BOB, expected(mother, father, draw)));
        vm.recordLogs();
        conceive(ALICE, mother, father);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        pass(9);
        assertEq(registry.ownerOf(deliver(mother)), ALICE);
    }

    /// A mother who is her own child, as far as the genome goes.
    function test_a_child_with_its_mothers_genome_is_stillborn() public {
        Still still = new Still();
        uint256 m = still.register(ALICE, 7);
        uint256 f = still.register(ALICE, 8);
        vm.prank(ALICE);
        uint256 draw = still.conceive(m, f);
        pass(9);
        remember(draw);
        assertEq(still.deliver(m, Headers.header(draw)), 0);
        assertEq(still.balanceOf(ALICE), 2);
        assertEq(still.genomeOf(m), 7);
    }
}

/// A registry of a species whose children are all like their mothers.
contract Still is Registry {
    constructor() Registry(0, Portrait(address(0)), "Still") {}

    function _child(uint256 mother, uint256, bytes32) internal pure override returns (uint256) {
        return mother;
    }
}
