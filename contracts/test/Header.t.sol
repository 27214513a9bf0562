// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {Header} from "../src/Header.sol";
import {Headers} from "./Headers.sol";
import {Test} from "./Test.sol";

/// What is read from a header, held against OpenZeppelin's parser, and from headers that no fork
/// has yet.
contract HeaderTest is Test {
    function mixHash(bytes calldata header) external pure returns (bytes32) {
        return Header.mixHash(header);
    }

    function reads(bytes[] memory fields) private view {
        bytes memory header = Headers.encoded(fields);
        assertEq(this.mixHash(header), BlockHeader.getPrevRandao(header));
    }

    function noise(uint256 seed, uint256 length) private pure returns (bytes memory content) {
        content = new bytes(length);
        for (uint256 i = 0; i < length; i += 32) {
            bytes32 word = keccak256(abi.encode(seed, i));
            for (uint256 j = i; j < length && j < i + 32; ++j) {
                content[j] = word[j - i];
            }
        }
    }

    /// A number of so many bytes; of none it is 0.
    function number(uint256 seed, uint256 length) private pure returns (uint256) {
        return length == 0 ? 0 : uint256(keccak256(abi.encode(seed))) >> (256 - 8 * length);
    }

    function testFuzz_the_mixture_is_read_whatever_the_fields_hold(
        uint256 seed,
        uint256 fields_,
        uint256 extra,
        bytes32 mixture
    ) public view {
        seed >>= 8; // so that a sum with it never overflows
        bytes[] memory whole = Headers.fieldsOf(seed % 1e9);
        bytes[] memory fields = new bytes[](14 + fields_ % 13);
        for (uint256 i = 0; i < fields.length; ++i) {
            fields[i] = i < whole.length ? whole[i] : RLP.encode(noise(seed + i, (seed >> i) % 70));
        }
        for (uint256 i = 7; i < 12; ++i) {
            fields[i] = RLP.encode(number(seed + i, (seed >> (8 * i)) % 9));
        }
        fields[6] = RLP.encode(noise(seed, 256));
        fields[Headers.EXTRA] = RLP.encode(noise(~seed, extra % 256));
        fields[Headers.MIX] = RLP.encode(mixture);
        assertEq(this.mixHash(Headers.encoded(fields)), mixture);
        reads(fields);
    }

    function test_every_number_of_fields_from_14_to_26_is_read() public view {
        for (uint256 count = 14; count <= 26; ++count) {
            bytes[] memory fields = new bytes[](count);
            for (uint256 i = 0; i < count; ++i) {
                fields[i] = RLP.encode(keccak256(abi.encode(count, i)));
            }
            assertEq(this.mixHash(Headers.encoded(fields)), keccak256(abi.encode(count, 13)));
        }
    }

    function test_every_length_of_extra_data_is_read() public view {
        bytes[] memory fields = Headers.fieldsOf(7);
        for (uint256 length = 0; length < 256; ++length) {
            fields[Headers.EXTRA] = RLP.encode(noise(length, length));
            assertEq(this.mixHash(Headers.encoded(fields)), Headers.mixOf(7));
        }
    }

    function test_every_length_of_a_number_is_read() public view {
        for (uint256 length = 0; length < 9; ++length) {
            bytes[] memory fields = Headers.fieldsOf(7);
            for (uint256 i = 7; i < 12; ++i) {
                fields[i] = RLP.encode(number(i, length));
                assertEq(this.mixHash(Headers.encoded(fields)), Headers.mixOf(7));
            }
        }
    }

    function test_a_single_byte_is_its_own_item() public view {
        bytes[] memory fields = Headers.fieldsOf(7);
        for (uint256 i = 0; i < 256; ++i) {
            fields[Headers.EXTRA] = RLP.encode(abi.encodePacked(bytes1(uint8(i))));
            assertEq(this.mixHash(Headers.encoded(fields)), Headers.mixOf(7));
        }
    }

    // --- forks that nobody knows

    function test_lists_and_long_items_before_and_behind_the_mixture_are_passed_over() public view {
        bytes[] memory fields = new bytes[](16);
        for (uint256 i = 0; i < 16; ++i) {
            fields[i] = RLP.encode(Headers.fieldsOf(i));
        }
        fields[3] = RLP.encode(new bytes[](0));
        fields[4] = RLP.encode(Headers.full(70_000));
        fields[5] = RLP.encode(Headers.full(55));
        fields[6] = RLP.encode(Headers.full(56));
        fields[Headers.MIX] = RLP.encode(Headers.mixOf(7));
        fields[15] = RLP.encode(Headers.full(70_000));
        assertEq(this.mixHash(Headers.encoded(fields)), Headers.mixOf(7));
    }

    function test_a_list_of_fourteen_short_items_is_read() public view {
        assertEq(this.mixHash(hex"ce0102030405060708090a0b0c0d0e"), bytes32(bytes1(0x0e)));
        assertEq(this.mixHash(hex"ce808080808080808080808080800e"), bytes32(bytes1(0x0e)));
        assertEq(this.mixHash(hex"cec0c0c0c0c0c0c0c0c0c0c0c0c0c0"), 0);
    }

    function testFuzz_a_14th_item_of_another_length_is_its_first_32_bytes(uint256 length)
        public
        view
    {
        bytes memory content = noise(length, length % 100);
        bytes[] memory fields = Headers.fieldsOf(7);
        fields[Headers.MIX] = RLP.encode(content);
        assertEq(this.mixHash(Headers.encoded(fields)), bytes32(content));
    }
}
