// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Heredity} from "../src/Heredity.sol";

/// Opens the inheritance to tests; the registry itself has no use for such a view.
contract HeredityHarness {
    function offspring(uint256 mother, uint256 father, bytes32 seed)
        external
        pure
        returns (uint256)
    {
        return Heredity.offspring(mother, father, seed);
    }

    /// The child of each mother, father and seed at the same place.
    function offspringMany(
        uint256[] calldata mothers,
        uint256[] calldata fathers,
        bytes32[] calldata seeds
    ) external pure returns (uint256[] memory children) {
        children = new uint256[](seeds.length);
        for (uint256 i = 0; i < seeds.length; ++i) {
            children[i] = Heredity.offspring(mothers[i], fathers[i], seeds[i]);
        }
    }

    /// The gas of the inheritance alone, without the call.
    function gasOfOffspring(uint256 mother, uint256 father, bytes32 seed)
        external
        view
        returns (uint256 paid, uint256 child)
    {
        uint256 before = gasleft();
        child = Heredity.offspring(mother, father, seed);
        paid = before - gasleft();
    }
}
