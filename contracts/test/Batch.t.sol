// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAvatarchain} from "../src/IAvatarchain.sol";
import {RegistryCase} from "./RegistryCase.sol";
import {Vm} from "./Test.sol";
import {Tree} from "./Tree.sol";

/// Founders promised by a tree, and claimed.
contract BatchTest is RegistryCase {
    using Tree for bytes32[];

    function leaves(address to, uint256 count) private pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            hashes[i] = Tree.leaf(to, genome(i));
        }
    }

    function genome(uint256 number) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("promised", number)));
    }

    function notInBatch(uint256 batch, address to, uint256 promised)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IAvatarchain.NotInBatch.selector, batch, to, promised);
    }

    /// Root and proof as OpenZeppelin's merkle-tree 1.0.8 makes them of the leaves (ALICE, 1),
    /// (BOB, 2), (ALICE, 3).
    function test_a_tree_of_the_standard_library_is_accepted() public {
        registry.commitBatch(0x10bdd6408d73c0bc8a836f99f80d88905823fb8d6969a71737f6879867bcde8c, 3);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = 0xae2cd2f30a6f656a35c9f13a4871d82442c1f32762d80def535d61825c70ca84;
        registry.claim(0, BOB, 2, proof);
        assertEq(registry.ownerOf(registry.identityOf(2)), BOB);
    }

    function testFuzz_batches_are_numbered_and_logged(bytes32 first, bytes32 second, uint256 count)
        public
    {
        vm.recordLogs();
        assertEq(registry.commitBatch(first, count), 0);
        assertEq(registry.commitBatch(second, 7), 1);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        bytes32[] memory topics = new bytes32[](2);
        topics[0] = IAvatarchain.BatchCommitted.selector;
        assertLog(logs[0], address(registry), topics, abi.encode(first, count));
        topics[1] = bytes32(uint256(1));
        assertLog(logs[1], address(registry), topics, abi.encode(second, uint256(7)));
        assertEq(registry.batchCount(), 2);
        assertEq(registry.batchRoot(0), first);
        assertEq(registry.batchRoot(1), second);
    }

    function testFuzz_only_the_issuer_commits(address stranger) public {
        isSomebody(stranger);
        vm.prank(stranger);
        vm.expectRevert(notTheIssuer(stranger));
        registry.commitBatch(0, 0);
        registry.commitBatch(0, 0);
    }

    function testFuzz_anyone_claims_for_the_promised_holder_once(
        address sender,
        address to,
        uint256 index
    ) public {
        isSomebody(to);
        vm.assume(sender != address(vm));
        index %= 16;
        bytes32[] memory tree = leaves(to, 16);
        registry.commitBatch(tree.root(), 16);
        bytes32[] memory proof = tree.proof(index);
        vm.recordLogs();
        vm.prank(sender);
        uint256 id = registry.claim(0, to, genome(index), proof);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertLog(
            logs[1],
            address(registry),
            topicsOf(IAvatarchain.Born.selector, id, 0, 0),
            abi.encode(genome(index), uint256(0))
        );
        assertEq(id, registry.identityOf(genome(index)));
        assertEq(registry.ownerOf(id), to);
        assertEq(registry.genomeOf(id), genome(index));
        vm.expectRevert(alreadyRegistered(id, to));
        registry.claim(0, to, genome(index), proof);
    }

    function testFuzz_a_claim_of_anything_else_is_refused(
        address other,
        uint256 another,
        bytes32 noise
    ) public {
        vm.assume(other != ALICE && another != genome(3) && noise != 0);
        bytes32[] memory tree = leaves(ALICE, 8);
        registry.commitBatch(tree.root(), 8);
        bytes32[] memory proof = tree.proof(3);
        vm.expectRevert(notInBatch(0, other, genome(3)));
        registry.claim(0, other, genome(3), proof);
        vm.expectRevert(notInBatch(0, ALICE, another));
        registry.claim(0, ALICE, another, proof);
        proof[1] ^= noise;
        vm.expectRevert(notInBatch(0, ALICE, genome(3)));
        registry.claim(0, ALICE, genome(3), proof);
        proof[1] ^= noise;
        registry.claim(0, ALICE, genome(3), proof);
    }

    function test_a_claim_from_another_batch_or_none_is_refused() public {
        bytes32[] memory tree = leaves(ALICE, 8);
        registry.commitBatch(tree.root(), 8);
        registry.commitBatch(leaves(BOB, 8).root(), 8);
        bytes32[] memory proof = tree.proof(0);
        vm.expectRevert(notInBatch(1, ALICE, genome(0)));
        registry.claim(1, ALICE, genome(0), proof);
        bytes memory refusal = abi.encodeWithSelector(IAvatarchain.NoSuchBatch.selector, 2, 2);
        vm.expectRevert(refusal);
        registry.claim(2, ALICE, genome(0), proof);
        vm.expectRevert(refusal);
        registry.batchRoot(2);
    }

    function test_a_registration_goes_before_a_promise() public {
        bytes32[] memory tree = leaves(ALICE, 8);
        registry.commitBatch(tree.root(), 8);
        uint256 id = registry.register(BOB, genome(5));
        vm.expectRevert(alreadyRegistered(id, BOB));
        registry.claim(0, ALICE, genome(5), tree.proof(5));
        assertEq(registry.ownerOf(id), BOB);
    }
}
