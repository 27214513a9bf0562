// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

/// Headers of blocks that nobody built: the fields that Prague has, in RLP by OpenZeppelin.
library Headers {
    uint256 internal constant FIELDS = 21;
    uint256 internal constant NUMBER = 8;
    uint256 internal constant EXTRA = 12;
    uint256 internal constant MIX = 13;

    function mixOf(uint256 number) internal pure returns (bytes32) {
        return keccak256(abi.encode("mixHash", number));
    }

    /// The header of a block, as long as one can be: a bloom and extra data without a zero.
    function header(uint256 number) internal pure returns (bytes memory) {
        return encoded(fieldsOf(number));
    }

    /// The same block with other extra data: any builder can have it.
    function variant(uint256 number, bytes32 extra) internal pure returns (bytes memory) {
        bytes[] memory fields = fieldsOf(number);
        fields[EXTRA] = RLP.encode(bytes.concat(extra));
        return encoded(fields);
    }

    function fieldsOf(uint256 number) internal pure returns (bytes[] memory fields) {
        fields = new bytes[](FIELDS);
        for (uint256 i = 0; i < FIELDS; ++i) {
            // Roots and hashes.
            fields[i] = RLP.encode(keccak256(abi.encode(i)));
        }
        fields[2] = RLP.encode(full(20));
        fields[6] = RLP.encode(full(256));
        fields[7] = RLP.encode(uint256(0));
        fields[NUMBER] = RLP.encode(number);
        fields[9] = RLP.encode(uint256(60_000_000));
        fields[10] = RLP.encode(uint256(21_000));
        fields[11] = RLP.encode(1_700_000_000 + 12 * number);
        fields[EXTRA] = RLP.encode(full(32));
        fields[MIX] = RLP.encode(mixOf(number));
        fields[14] = RLP.encode(new bytes(8));
        fields[15] = RLP.encode(uint256(1_000_000_007));
        fields[17] = RLP.encode(uint256(131_072));
        fields[18] = RLP.encode(uint256(0));
    }

    function encoded(bytes[] memory fields) internal pure returns (bytes memory) {
        return RLP.encode(fields);
    }

    function full(uint256 length) internal pure returns (bytes memory content) {
        content = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            content[i] = 0xff;
        }
    }
}
