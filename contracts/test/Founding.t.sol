// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAvatarchain} from "../src/IAvatarchain.sol";
import {RegistryCase} from "./RegistryCase.sol";
import {Vm} from "./Test.sol";
import {Tree} from "./Tree.sol";

/// Founders promised before they are drawn, and the end of issuance.
contract FoundingTest is RegistryCase {
    using Tree for bytes32[];

    bytes32 private constant LIST = keccak256("addresses");

    function setUp() public override {
        super.setUp();
        pass(1000);
    }

    function leaves(address to) private pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](4);
        for (uint256 i = 0; i < 4; ++i) {
            hashes[i] = Tree.leaf(to, i + 1);
        }
    }

    function noSuchFounding(uint256 founding, uint256 foundings)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IAvatarchain.NoSuchFounding.selector, founding, foundings);
    }

    function isClosed() private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAvatarchain.IssuanceIsClosed.selector);
    }

    // --- the promise

    function testFuzz_foundings_are_numbered_and_logged(
        bytes32 recipients,
        uint64 count,
        uint64 ahead
    ) public {
        vm.assume(recipients != 0 && count != 0);
        uint64 draw = uint64(1008 + ahead % (type(uint64).max - 1008));
        vm.recordLogs();
        assertEq(registry.found(recipients, count, draw), 0);
        assertEq(registry.found(LIST, 3, 1008), 1);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        bytes32[] memory topics = new bytes32[](2);
        topics[0] = IAvatarchain.Founding.selector;
        assertLog(logs[0], address(registry), topics, abi.encode(recipients, count, draw));
        topics[1] = bytes32(uint256(1));
        assertLog(logs[1], address(registry), topics, abi.encode(LIST, uint256(3), uint256(1008)));
        assertEq(registry.foundingCount(), 2);
        assertEq(registry.batchCount(), 0);
        assertFalse(registry.issuanceClosed());
        assertEq(registry.owner(), address(this));
    }

    function testFuzz_a_draw_less_than_eight_blocks_ahead_is_refused(uint64 draw) public {
        draw = draw % 1008;
        vm.expectRevert(
            abi.encodeWithSelector(IAvatarchain.DrawTooSoon.selector, draw, uint256(1008))
        );
        registry.found(LIST, 1, draw);
        assertEq(registry.foundingCount(), 0);
        registry.found(LIST, 1, 1008);
    }

    function test_a_draw_seven_blocks_ahead_is_refused() public {
        vm.expectRevert(
            abi.encodeWithSelector(IAvatarchain.DrawTooSoon.selector, uint256(1007), uint256(1008))
        );
        registry.found(LIST, 1, 1007);
    }

    function test_a_founding_of_nobody_or_for_nobody_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(IAvatarchain.NoFounders.selector));
        registry.found(LIST, 0, 1008);
        vm.expectRevert(abi.encodeWithSelector(IAvatarchain.NoRecipients.selector));
        registry.found(0, 1, 1008);
        assertEq(registry.foundingCount(), 0);
    }

    function testFuzz_only_the_issuer_founds_commits_and_closes(address stranger) public {
        isSomebody(stranger);
        bytes memory refusal = notTheIssuer(stranger);
        vm.prank(stranger);
        vm.expectRevert(refusal);
        registry.found(LIST, 1, 1008);
        registry.found(LIST, 1, 1008);
        vm.prank(stranger);
        vm.expectRevert(refusal);
        registry.commitFounding(0, LIST);
        registry.commitFounding(0, LIST);
        vm.prank(stranger);
        vm.expectRevert(refusal);
        registry.closeIssuance();
        registry.closeIssuance();
        vm.prank(stranger);
        vm.expectRevert(refusal);
        registry.found(LIST, 1, 1008);
    }

    // --- the founders

    function testFuzz_a_founding_is_committed_once_as_a_batch_without_a_batchs_log(bytes32 root)
        public
    {
        registry.commitBatch(LIST, 7);
        registry.found(LIST, 4, 1008);
        registry.found(LIST, 5, 1009);
        vm.recordLogs();
        assertEq(registry.commitFounding(1, root), 1);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        bytes32[] memory topics = new bytes32[](3);
        topics[0] = IAvatarchain.FoundingCommitted.selector;
        (topics[1], topics[2]) = (bytes32(uint256(1)), bytes32(uint256(1)));
        assertLog(logs[0], address(registry), topics, abi.encode(root));
        assertEq(registry.batchCount(), 2);
        assertEq(registry.batchRoot(1), root);
        assertEq(registry.foundingCount(), 2);
        vm.expectRevert(abi.encodeWithSelector(IAvatarchain.FoundingIsCommitted.selector, 1));
        registry.commitFounding(1, root);
        assertEq(registry.commitFounding(0, root), 2);
    }

    function testFuzz_a_founding_that_nobody_promised_is_not_committed(uint256 founding) public {
        vm.expectRevert(noSuchFounding(founding, 0));
        registry.commitFounding(founding, LIST);
        registry.found(LIST, 1, 1008);
        vm.assume(founding != 0);
        vm.expectRevert(noSuchFounding(founding, 1));
        registry.commitFounding(founding, LIST);
        assertEq(registry.batchCount(), 0);
    }

    function test_the_founders_of_a_founding_are_claimed_like_those_of_a_batch() public {
        registry.found(bytes32(uint256(uint160(ALICE))), 4, 1008);
        registry.commitFounding(0, leaves(ALICE).root());
        vm.prank(BOB);
        uint256 id = registry.claim(0, ALICE, 3, leaves(ALICE).proof(2));
        assertEq(registry.ownerOf(id), ALICE);
        assertEq(registry.genomeOf(id), 3);
    }

    // --- the end of issuance

    function test_closing_is_told_and_for_good() public {
        vm.recordLogs();
        registry.closeIssuance();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        bytes32[] memory topics = new bytes32[](1);
        topics[0] = IAvatarchain.IssuanceClosed.selector;
        assertLog(logs[0], address(registry), topics, "");
        assertTrue(registry.issuanceClosed());
        vm.expectRevert(isClosed());
        registry.closeIssuance();
        assertEq(registry.owner(), address(this));
    }

    function test_after_closing_nothing_is_registered_promised_or_founded() public {
        registry.closeIssuance();
        vm.expectRevert(isClosed());
        registry.register(ALICE, 1);
        vm.expectRevert(isClosed());
        registry.registerMany(ALICE, new uint256[](0));
        vm.expectRevert(isClosed());
        registry.commitBatch(LIST, 1);
        vm.expectRevert(isClosed());
        registry.found(LIST, 1, 1008);
        assertEq(registry.balanceOf(ALICE) + registry.batchCount() + registry.foundingCount(), 0);
    }

    function test_a_new_issuer_does_not_open_what_is_closed() public {
        registry.closeIssuance();
        registry.transferOwnership(ALICE);
        vm.prank(ALICE);
        registry.acceptOwnership();
        assertTrue(registry.issuanceClosed());
        vm.prank(ALICE);
        vm.expectRevert(isClosed());
        registry.register(ALICE, 1);
    }

    function test_after_closing_foundings_are_committed_and_claims_and_keys_go_on() public {
        registry.commitBatch(leaves(BOB).root(), 4);
        registry.found(bytes32(uint256(uint160(ALICE))), 4, 1008);
        registry.closeIssuance();
        registry.claim(0, BOB, 1, leaves(BOB).proof(0));
        assertEq(registry.commitFounding(0, leaves(ALICE).root()), 1);
        registry.claim(1, ALICE, 2, leaves(ALICE).proof(1));
        assertEq(registry.balanceOf(ALICE), 1);
        assertEq(registry.balanceOf(BOB), 1);
        registry.setIssuerKey(LIST);
        assertEq(registry.issuerKey(), LIST);
    }

    function test_after_closing_avatars_breed() public {
        uint256 mother = registry.register(ALICE, uint256(keccak256("mother")));
        uint256 father = registry.register(ALICE, uint256(keccak256("father")));
        registry.closeIssuance();
        vm.prank(ALICE);
        registry.conceive(mother, father);
        pass(9);
        assertEq(registry.ownerOf(deliver(mother)), ALICE);
    }
}
