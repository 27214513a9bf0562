// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Perfect Merkle trees of leaves in OpenZeppelin's standard format; the number of leaves is a
/// power of two. Inner nodes are the hash of their sorted children.
library Tree {
    function leaf(address to, uint256 genome) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(to, genome))));
    }

    function pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }

    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        bytes32[] memory level = leaves;
        while (level.length > 1) {
            level = above(level);
        }
        return level[0];
    }

    function proof(bytes32[] memory leaves, uint256 index)
        internal
        pure
        returns (bytes32[] memory siblings)
    {
        uint256 depth;
        while (1 << depth < leaves.length) ++depth;
        siblings = new bytes32[](depth);
        bytes32[] memory level = leaves;
        for (uint256 i = 0; i < depth; ++i) {
            siblings[i] = level[index ^ 1];
            index >>= 1;
            level = above(level);
        }
    }

    function above(bytes32[] memory level) private pure returns (bytes32[] memory next) {
        next = new bytes32[](level.length / 2);
        for (uint256 i = 0; i < next.length; ++i) {
            next[i] = pair(level[2 * i], level[2 * i + 1]);
        }
    }
}
