// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A block's header in RLP: the list of its fields.
/// @notice Nothing here judges a header. What has the hash of a block is the header of that block,
/// whatever a fork of tomorrow adds after the fields that are read, so it has to be read.
/// @dev Read only what was held against a hash: of other bytes the answers mean nothing.
library Header {
    /// @dev After parent, ommers, coinbase, three roots, bloom, difficulty, number, gas limit, gas
    /// used, time and extra data.
    uint256 private constant MIX_HASH = 13;

    /// @notice The 14th field. Since the merge it is the RANDAO mix that the block was given.
    function mixHash(bytes calldata header) internal pure returns (bytes32) {
        (uint256 place,) = _item(header, 0);
        for (uint256 i = 0; i < MIX_HASH; ++i) {
            (, place) = _item(header, place);
        }
        (uint256 start, uint256 end) = _item(header, place);
        return bytes32(header[start:end]);
    }

    /// @dev Where the content of the item at `place` starts, and where it ends.
    function _item(bytes calldata header, uint256 place)
        private
        pure
        returns (uint256 start, uint256 end)
    {
        uint256 length = uint8(header[place]);
        if (length < 0x80) return (place, place + 1);
        length -= length < 0xc0 ? 0x80 : 0xc0;
        start = place + 1;
        if (length > 55) {
            // The length of the length comes first.
            end = start + length - 55;
            length = uint256(bytes32(header[start:end])) >> (8 * (32 - (end - start)));
            start = end;
        }
        end = start + length;
    }
}
