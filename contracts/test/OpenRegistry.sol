// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";

/// The registry, with what it keeps open to view.
contract OpenRegistry is Registry {
    constructor() Registry(keccak256("species"), Portrait(address(0)), "Tester") {}

    function stored(uint256 id) external view returns (address owner, uint256 genome) {
        return (_ownerOf(id), _genomes[id]);
    }
}
