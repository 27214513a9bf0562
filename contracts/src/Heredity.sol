// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Inheritance: two genomes and a seed make a third.
/// @notice A genome is 16 lanes of 16 bits, a lane four genes of 4 bits, the first of them
/// expressed. In each parent recessive genes may rise, one step at a time; then every gene is
/// taken from either parent by a fair coin; in one birth of eight a gene may mutate.
/// @dev All 16 lanes at once, the same dozen operations as the Python side.
library Heredity {
    /// @dev The lowest bit of every lane.
    uint256 private constant LANES =
        0x0001000100010001000100010001000100010001000100010001000100010001;

    /// @notice The genome of the child that `seed` draws.
    /// @param seed The birth seed: any word, as random as the chain can make it.
    function offspring(uint256 mother, uint256 father, bytes32 seed)
        internal
        pure
        returns (uint256 child)
    {
        uint256 r = uint256(keccak256(abi.encode(seed, uint256(0))));
        uint256 q = uint256(keccak256(abi.encode(seed, uint256(1))));
        uint256 take =
            _genes(r >> 12) | _genes(r >> 13) << 4 | _genes(r >> 14) << 8 | _genes(r >> 15) << 12;
        child = (_shuffle(mother, r) & take) | (_shuffle(father, r >> 6) & ~take);
        if (q & 7 == 0) child ^= ((q >> 9) & 15) << (((q >> 3) & 63) << 2);
    }

    /// @dev Neighbouring genes change places with probability 1/4, the most recessive pair first:
    /// bits 0 and 1 of a lane of `r` decide for the first pair, 2 and 3, 4 and 5 for the next.
    function _shuffle(uint256 genome, uint256 r) private pure returns (uint256) {
        genome = _swap(genome, _genes(r & (r >> 1)));
        genome = _swap(genome, _genes((r >> 2) & (r >> 3)) << 4);
        return _swap(genome, _genes((r >> 4) & (r >> 5)) << 8);
    }

    /// @dev Exchanges the genes that `mask` covers with their left neighbours.
    function _swap(uint256 genome, uint256 mask) private pure returns (uint256) {
        uint256 difference = (genome ^ (genome >> 4)) & mask;
        return genome ^ difference ^ (difference << 4);
    }

    /// @dev 0xf in the last gene of each lane whose lowest bit is set.
    function _genes(uint256 bits) private pure returns (uint256) {
        unchecked {
            return (bits & LANES) * 15;
        }
    }
}
