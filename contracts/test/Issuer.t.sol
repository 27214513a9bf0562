// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAvatarchain} from "../src/IAvatarchain.sol";
import {RegistryCase} from "./RegistryCase.sol";
import {Vm} from "./Test.sol";

/// The issuer's office and key.
contract IssuerTest is RegistryCase {
    function test_the_issuer_hands_over_in_two_steps() public {
        registry.transferOwnership(ALICE);
        assertEq(registry.owner(), address(this));
        assertEq(registry.pendingOwner(), ALICE);
        vm.prank(BOB);
        vm.expectRevert(notTheIssuer(BOB));
        registry.acceptOwnership();
        vm.prank(ALICE);
        registry.acceptOwnership();
        assertEq(registry.owner(), ALICE);
        vm.expectRevert(notTheIssuer(address(this)));
        registry.register(BOB, 1);
        vm.prank(ALICE);
        registry.register(BOB, 1);
    }

    function testFuzz_renouncing_is_refused_to_everybody(address who) public {
        vm.assume(who != address(vm));
        bytes memory refusal = abi.encodeWithSelector(IAvatarchain.RenounceRefused.selector, this);
        vm.expectRevert(refusal);
        registry.renounceOwnership();
        vm.prank(who);
        vm.expectRevert(refusal);
        registry.renounceOwnership();
        assertEq(registry.owner(), address(this));
    }

    function testFuzz_a_key_is_in_force_until_the_next_one(bytes32 first, bytes32 second) public {
        assertEq(registry.issuerKey(), 0);
        vm.recordLogs();
        registry.setIssuerKey(first);
        assertEq(registry.issuerKey(), first);
        registry.setIssuerKey(second);
        assertEq(registry.issuerKey(), second);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertKeyLog(logs[0], IAvatarchain.IssuerKey.selector, first);
        assertKeyLog(logs[1], IAvatarchain.IssuerKey.selector, second);
        assertFalse(registry.isRevoked(first));
    }

    function testFuzz_a_revoked_key_is_out_of_force_and_never_set_again(bytes32 key) public {
        vm.assume(key != 0);
        registry.setIssuerKey(key);
        vm.recordLogs();
        registry.revokeIssuerKey(key);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertKeyLog(logs[0], IAvatarchain.IssuerKeyRevoked.selector, key);
        assertEq(registry.issuerKey(), 0);
        assertTrue(registry.isRevoked(key));
        bytes memory refusal = abi.encodeWithSelector(IAvatarchain.KeyRevoked.selector, key);
        vm.expectRevert(refusal);
        registry.setIssuerKey(key);
        vm.expectRevert(refusal);
        registry.revokeIssuerKey(key);
    }

    function testFuzz_revoking_another_key_leaves_the_one_in_force(bytes32 key, bytes32 other)
        public
    {
        vm.assume(key != other && other != 0);
        registry.setIssuerKey(key);
        registry.revokeIssuerKey(other);
        assertEq(registry.issuerKey(), key);
        assertTrue(registry.isRevoked(other));
        assertFalse(registry.isRevoked(key));
    }

    function test_no_key_is_no_key_to_revoke() public {
        bytes memory refusal = abi.encodeWithSelector(IAvatarchain.NoKey.selector);
        vm.expectRevert(refusal);
        registry.revokeIssuerKey(0);
        registry.setIssuerKey(keccak256("key"));
        vm.expectRevert(refusal);
        registry.revokeIssuerKey(0);
        assertFalse(registry.isRevoked(0));
        // So that the issuer can always say that no key is in force.
        registry.setIssuerKey(0);
        assertEq(registry.issuerKey(), 0);
    }

    function testFuzz_only_the_issuer_sets_and_revokes_keys(address stranger, bytes32 key) public {
        isSomebody(stranger);
        vm.assume(key != 0);
        vm.prank(stranger);
        vm.expectRevert(notTheIssuer(stranger));
        registry.setIssuerKey(key);
        vm.prank(stranger);
        vm.expectRevert(notTheIssuer(stranger));
        registry.revokeIssuerKey(key);
        registry.setIssuerKey(key);
        registry.revokeIssuerKey(key);
    }

    function assertKeyLog(Vm.Log memory log, bytes32 event_, bytes32 key) private view {
        bytes32[] memory topics = new bytes32[](2);
        (topics[0], topics[1]) = (event_, key);
        assertLog(log, address(registry), topics, "");
    }
}
