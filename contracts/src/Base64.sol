// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBytes} from "solady/utils/LibBytes.sol";

/// @title Base64 (RFC 4648), 24 bytes at a time.
/// @notice A picture in a token URI is encoded twice, which is most of what the URI costs: one
/// byte after another, as the libraries do it, three times as much.
/// @dev 24 bytes are 32 digits of 6 bits. They are drawn apart to one a byte, all of them in each
/// step, and become characters side by side in the 32 bytes of a word.
library Base64 {
    /// @dev The lowest bit of every byte.
    uint256 private constant BYTES =
        0x0101010101010101010101010101010101010101010101010101010101010101;

    /// @notice The characters of some bytes, filled up to a multiple of four with `=`.
    function encode(bytes memory data) internal pure returns (string memory) {
        uint256 length = data.length;
        bytes memory padded = bytes.concat(data, bytes24(0));
        bytes32[] memory words = new bytes32[]((length + 23) / 24);
        for (uint256 i = 0; i < words.length; ++i) {
            words[i] = _characters(_digits(uint256(LibBytes.load(padded, 24 * i)) >> 64));
        }
        bytes memory text = LibBytes.truncate(abi.encodePacked(words), (length + 2) / 3 * 4);
        if (length % 3 != 0) text[text.length - 1] = "=";
        if (length % 3 == 1) text[text.length - 2] = "=";
        return string(text);
    }

    /// @dev 192 bits, six into each byte: the halves move apart, then the halves of each half, down
    /// to single digits.
    function _digits(uint256 bits) private pure returns (uint256) {
        return _apart(_apart(_apart(_apart(_apart(bits, 256), 128), 64), 32), 16);
    }

    /// @dev In every `lane` bits, of which the lower three quarters are used: the upper half of
    /// these moves to the upper half of the lane.
    function _apart(uint256 bits, uint256 lane) private pure returns (uint256) {
        unchecked {
            uint256 lowest = type(uint256).max / (type(uint256).max >> (256 - lane));
            uint256 half = lane * 3 / 8;
            uint256 upper = lowest * (((1 << half) - 1) << half);
            return (bits & upper) << lane / 8 | (bits & ~upper);
        }
    }

    /// @dev 0 … 63 in each byte to A … Z, a … z, 0 … 9, +, /.
    function _characters(uint256 digits) private pure returns (bytes32) {
        unchecked {
            uint256 up = 65 * BYTES + 6 * _from(26, digits) + 3 * _from(63, digits);
            uint256 down = 75 * _from(52, digits) + 15 * _from(62, digits);
            return bytes32(digits + up - down);
        }
    }

    /// @dev 1 in each byte that is not below `least`.
    function _from(uint256 least, uint256 digits) private pure returns (uint256) {
        unchecked {
            return ((digits + (128 - least) * BYTES) >> 7) & BYTES;
        }
    }
}
