// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title What an avatar says of itself to wallets and markets.
library Description {
    /// @notice A data URI of JSON: name, genome, generation and parents (null where absent).
    function uri(uint256 id, uint256 genome, uint256 generation, uint256 mother, uint256 father)
        internal
        pure
        returns (string memory)
    {
        string memory json = string.concat(
            '{"name":"Avatar ',
            _hex(id),
            '","genome":"',
            _hex(genome),
            '","generation":',
            Strings.toString(generation),
            ',"mother":',
            _parent(mother),
            ',"father":',
            _parent(father),
            "}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(bytes(json)));
    }

    function _hex(uint256 word) private pure returns (string memory) {
        return Strings.toHexString(word, 32);
    }

    function _parent(uint256 id) private pure returns (string memory) {
        return id == 0 ? "null" : string.concat('"', _hex(id), '"');
    }
}
