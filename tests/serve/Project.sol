// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

import {Caller} from "./Caller.sol";

interface Vm {
    function startBroadcast(uint256 key) external;
    function stopBroadcast() external;
    function envAddress(string calldata name) external returns (address);
}

Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

/// `forge script` sends what this does, signed by dev2.
contract Script {
    bool public constant IS_SCRIPT = true;

    function run() external {
        vm.startBroadcast(0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a);
        Caller made = new Caller();
        made.say(5);
        made.say(6);
        payable(address(0x55)).transfer(9);
        vm.stopBroadcast();
    }
}

/// `forge test --fork-url` runs this on what it reads of the chain.
contract ForkTest {
    bool public constant IS_TEST = true;

    function testReadsTheChain() external {
        Caller there = Caller(vm.envAddress("CALLER"));
        require(there.last() == 6, "another number");
        require(address(0x55).balance == 9, "another balance");
        there.say(7);
        require(there.last() == 7, "not changed");
    }
}
