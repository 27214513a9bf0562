// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Registry} from "../src/Registry.sol";
import {Test} from "./Test.sol";

/// What a sender pays, with the limits that the design sets. Fixed senders and genomes, so that
/// the figures are the same on every machine.
contract GasTest is Test {
    address private constant HOLDER = 0x70997970C51812dc3A010C7d01b50e0d17dc79C8;

    Registry private registry;

    function setUp() public {
        registry = new Registry(keccak256("species"));
        registry.register(HOLDER, genome(0));
    }

    function genome(uint256 number) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("genome", number)));
    }

    function paid(string memory name, uint256 limit) private {
        assertAtMost(vm.snapshotGasLastCall("gas", name), limit);
    }

    function test_gas_of_register() public {
        registry.register(HOLDER, genome(1));
        paid("register, to a holder of another", 79_500);
        registry.register(address(0xBEEF), genome(2));
        paid("register, to a new holder", 96_600);
    }
}
