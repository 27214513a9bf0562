// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAvatarchain} from "../src/IAvatarchain.sol";
import {BreedingCase} from "./BreedingCase.sol";
import {Vm} from "./Test.sol";
import {Tree} from "./Tree.sol";

/// What closing does not end: an issuer who promised, before, the likely children of parents that
/// are nearly alike, for itself. The documents say so.
contract GuessesTest is BreedingCase {
    using Tree for bytes32[];

    /// The parents differ in two genes of the last locus; so most children are one of 16 genomes.
    function guess(uint256 number) private pure returns (uint256) {
        return (number & 1) | (number & 2) << 3 | (number & 4) << 6 | (number & 8) << 9;
    }

    function test_a_child_that_a_batch_guessed_is_claimed_after_closing_and_stillborn() public {
        bytes32[] memory leaves = new bytes32[](16);
        for (uint256 i = 0; i < 16; ++i) {
            leaves[i] = Tree.leaf(BOB, guess(i));
        }
        registry.commitBatch(leaves.root(), 16);
        uint256 hers = registry.register(ALICE, guess(2));
        uint256 his = registry.register(ALICE, guess(1));
        registry.closeIssuance();
        uint256 drawn = aGuessedChild(hers, his);
        uint256 child = registry.identityOf(drawn);
        for (uint256 i = 0; i < 16; ++i) {
            if (guess(i) == drawn) registry.claim(0, BOB, drawn, leaves.proof(i));
        }
        vm.recordLogs();
        assertEq(deliver(hers), 0);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        bytes32[] memory topics = topicsOf(IAvatarchain.Stillborn.selector, hers, his, child);
        assertLog(logs[0], address(registry), topics, "");
        assertEq(registry.ownerOf(child), BOB);
        assertBirth(child, 0, 0, 0);
    }

    /// Of parents that are not alike no batch holds the child.
    function testFuzz_the_child_of_others_is_not_guessed(bytes32 proof) public {
        registry.commitBatch(keccak256("some tree"), 1 << 40);
        registry.closeIssuance();
        uint256 drawn = expected(mother, father, conceive(ALICE, mother, father));
        pass(9);
        bytes32[] memory path = new bytes32[](1);
        path[0] = proof;
        vm.expectRevert(
            abi.encodeWithSelector(IAvatarchain.NotInBatch.selector, 0, address(this), drawn)
        );
        registry.claim(0, address(this), drawn, path);
        assertEq(registry.genomeOf(deliver(mother)), drawn);
    }

    /// Conceives in the first block whose draw is a guess, and none of the parents.
    function aGuessedChild(uint256 hers, uint256 his) private returns (uint256 drawn) {
        for (;; pass(1)) {
            drawn = expected(hers, his, present + 8);
            bool isGuess = drawn & ~uint256(0x1111) == 0;
            if (isGuess && drawn != guess(1) && drawn != guess(2)) break;
        }
        assertEq(conceive(ALICE, hers, his), present + 8);
        pass(9);
    }
}
