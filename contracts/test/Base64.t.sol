// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base64 as OpenZeppelin} from "@openzeppelin/contracts/utils/Base64.sol";
import {Base64} from "../src/Base64.sol";
import {Test} from "./Test.sol";

/// The spelling of token URIs, held against OpenZeppelin's.
contract Base64Test is Test {
    function test_the_vectors_of_rfc_4648() public pure {
        assertEq(Base64.encode(""), "");
        assertEq(Base64.encode("f"), "Zg==");
        assertEq(Base64.encode("fo"), "Zm8=");
        assertEq(Base64.encode("foo"), "Zm9v");
        assertEq(Base64.encode("foob"), "Zm9vYg==");
        assertEq(Base64.encode("fooba"), "Zm9vYmE=");
        assertEq(Base64.encode("foobar"), "Zm9vYmFy");
    }

    function test_every_digit_in_every_place_of_a_word() public pure {
        bytes memory data = new bytes(24);
        for (uint256 place = 0; place < 192; place += 6) {
            for (uint256 digit = 0; digit < 64; ++digit) {
                bytes24 word = bytes24(uint192(digit << place));
                data = bytes.concat(word);
                assertEq(Base64.encode(data), OpenZeppelin.encode(data));
                data = bytes.concat(~word);
                assertEq(Base64.encode(data), OpenZeppelin.encode(data));
            }
        }
    }

    function testFuzz_any_bytes_are_spelt_as_by_openzeppelin(bytes memory data) public pure {
        assertEq(Base64.encode(data), OpenZeppelin.encode(data));
    }

    function test_every_length_whatever_lies_behind_it_in_memory() public pure {
        for (uint256 length = 0; length < 100; ++length) {
            bytes memory data = new bytes(length);
            bytes memory behind =
                hex"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
            for (uint256 i = 0; i < length; ++i) {
                data[i] = bytes1(uint8(255 - i));
            }
            assertEq(Base64.encode(data), OpenZeppelin.encode(data));
            assertEq(behind.length, 32);
        }
    }
}
