// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Heredity} from "../src/Heredity.sol";
import {IAvatarchain} from "../src/IAvatarchain.sol";
import {Headers} from "./Headers.sol";
import {RegistryCase} from "./RegistryCase.sol";
import {Vm} from "./Test.sol";

/// Alice's mother and father in block 1000, and how they breed.
abstract contract BreedingCase is RegistryCase {
    uint256 internal mother;
    uint256 internal father;

    function setUp() public virtual override {
        super.setUp();
        pass(1000);
        mother = founder("mother");
        father = founder("father");
    }

    function conceive(address sender, uint256 m, uint256 f) internal returns (uint256 draw) {
        vm.prank(sender);
        return registry.conceive(m, f);
    }

    function breed(uint256 m, uint256 f) internal returns (uint256 child) {
        conceive(ALICE, m, f);
        pass(9);
        return deliver(m);
    }

    function founder(string memory name) internal returns (uint256) {
        return registry.register(ALICE, uint256(keccak256(bytes(name))));
    }

    function sell(uint256 id, address from, address to) internal {
        vm.prank(from);
        registry.transferFrom(from, to, id);
    }

    function offer(uint256 id, address sender, address breeder) internal {
        vm.prank(sender);
        registry.offerStud(id, breeder);
    }

    /// The genome of the child that a block draws.
    function expected(uint256 m, uint256 f, uint256 draw) internal view returns (uint256) {
        bytes32 seed = keccak256(bytes.concat(Headers.mixOf(draw), bytes32(m), bytes32(f)));
        return Heredity.offspring(registry.genomeOf(m), registry.genomeOf(f), seed);
    }

    function notExpecting(uint256 m) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAvatarchain.NotExpecting.selector, m);
    }

    function expecting(uint256 m, uint256 draw) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAvatarchain.Expecting.selector, m, draw);
    }

    function tooEarly(uint256 m, uint256 draw) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAvatarchain.TooEarly.selector, m, draw);
    }

    function tooLate(uint256 m, uint256 draw) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAvatarchain.TooLate.selector, m, draw);
    }

    function otherHeader(uint256 draw) internal pure returns (bytes memory) {
        bytes32 hash = keccak256(Headers.header(draw));
        return abi.encodeWithSelector(IAvatarchain.OtherHeader.selector, draw, hash);
    }

    function assertConception(uint256 m, uint256 f, uint256 draw) internal view {
        (uint256 f_, uint256 draw_) = registry.conceptionOf(m);
        assertEq(f_, f);
        assertEq(draw_, draw);
    }

    function assertBirth(uint256 id, uint256 generation, uint256 m, uint256 f) internal view {
        (uint256 generation_, uint256 m_, uint256 f_) = registry.birthOf(id);
        assertEq(generation_, generation);
        assertEq(m_, m);
        assertEq(f_, f);
    }

    function assertPairLog(
        Vm.Log memory log,
        bytes32 event_,
        uint256 m,
        uint256 f,
        bytes memory data
    ) internal view {
        bytes32[] memory topics = new bytes32[](3);
        (topics[0], topics[1], topics[2]) = (event_, bytes32(m), bytes32(f));
        assertLog(log, address(registry), topics, data);
    }
}
