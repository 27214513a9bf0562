// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Base64} from "./Base64.sol";

/// @title The spelling of what an avatar says of itself to wallets and markets.
library Description {
    /// @notice A data URI of JSON.
    function uri(bytes memory json) internal pure returns (string memory) {
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    /// @notice Members of a JSON object: genome, generation, and parents (null where absent).
    function birth(uint256 genome, uint256 generation, uint256 mother, uint256 father)
        internal
        pure
        returns (string memory)
    {
        return string.concat(
            '"genome":"',
            hexadecimal(genome),
            '","generation":',
            Strings.toString(generation),
            ',"mother":',
            _parent(mother),
            ',"father":',
            _parent(father)
        );
    }

    /// @notice 0x and 64 digits.
    function hexadecimal(uint256 word) internal pure returns (string memory) {
        return Strings.toHexString(word, 32);
    }

    /// @notice 0x and the first twelve digits of an id: enough to tell avatars apart.
    function short(uint256 id) internal pure returns (string memory) {
        return Strings.toHexString(id >> 208, 6);
    }

    function _parent(uint256 id) private pure returns (string memory) {
        return id == 0 ? "null" : string.concat('"', hexadecimal(id), '"');
    }
}
