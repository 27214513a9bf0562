// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Door} from "../examples/Door.sol";
import {IAvatarchain} from "../src/IAvatarchain.sol";
import {RegistryCase} from "./RegistryCase.sol";
import {Vm} from "./Test.sol";

/// A contract that answers for ERC-165, and for nothing of ours.
contract Stranger is IERC165 {
    function species() external pure returns (bytes32) {
        return keccak256("species");
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId;
    }
}

/// What other contracts see of a registry, and the example of one that asks.
contract InterfaceTest is RegistryCase {
    /// The allele 7 is expressed at locus 2.
    uint256 private constant TRAIT = 7 << 220;

    Door private door;
    uint256 private guest;

    function setUp() public override {
        super.setUp();
        door = new Door(registry, SPECIES, 2, 7);
        guest = registry.register(ALICE, TRAIT | 0x0123);
    }

    function enter(address who, uint256 id) private {
        vm.prank(who);
        door.enter(id);
    }

    function otherRegistry(IAvatarchain which) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Door.OtherRegistry.selector, which);
    }

    /// Whoever asks for this id, asks for these functions: a change of either is a new interface.
    function test_the_interface_has_its_published_id() public view {
        assertEq(bytes32(type(IAvatarchain).interfaceId), bytes32(bytes4(0x56d4b813)));
        assertTrue(registry.supportsInterface(type(IAvatarchain).interfaceId));
    }

    function test_an_avatar_with_the_trait_comes_in_once() public {
        vm.recordLogs();
        enter(ALICE, guest);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        bytes32[] memory topics = new bytes32[](3);
        topics[0] = Door.Entered.selector;
        (topics[1], topics[2]) = (bytes32(guest), bytes32(uint256(uint160(ALICE))));
        assertLog(logs[0], address(door), topics, "");
        assertTrue(door.isInside(guest));
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Door.IsInside.selector, guest));
        door.enter(guest);
    }

    function testFuzz_an_avatar_with_another_trait_stays_outside(uint256 genome) public {
        uint256 expressed = (genome >> 220) & 15;
        vm.assume(expressed != 7);
        uint256 id = registry.register(ALICE, genome);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Door.OtherTrait.selector, id, expressed));
        door.enter(id);
        assertFalse(door.isInside(id));
    }

    function test_a_recessive_gene_is_no_trait() public {
        uint256 id = registry.register(ALICE, TRAIT >> 4);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Door.OtherTrait.selector, id, 0));
        door.enter(id);
    }

    function testFuzz_only_the_holder_brings_it_in(address stranger) public {
        vm.assume(stranger != ALICE && stranger != address(vm));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(Door.NotTheHolder.selector, guest, ALICE));
        door.enter(guest);
    }

    function testFuzz_who_is_not_registered_stays_outside(uint256 id) public {
        vm.assume(id != guest);
        vm.expectRevert(notRegistered(id));
        door.enter(id);
    }

    function test_a_door_is_not_built_on_another_species_or_another_contract() public {
        vm.expectRevert(otherRegistry(registry));
        new Door(registry, keccak256("another species"), 2, 7);
        IAvatarchain stranger = IAvatarchain(address(new Stranger()));
        vm.expectRevert(otherRegistry(stranger));
        new Door(stranger, SPECIES, 2, 7);
    }
}
