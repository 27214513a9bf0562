// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DynamicBufferLib} from "solady/utils/DynamicBufferLib.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";

/// @title The art of one species: bytes that are stored as code, and sealed.
/// @notice The art comes in chunks, in order, from the account that made this contract. Sealing
/// hashes them; that hash and the hash of the rules make the species id, so what is sealed is the
/// art of that species and of no other. After that nothing changes, for anyone.
abstract contract Art {
    using DynamicBufferLib for DynamicBufferLib.DynamicBuffer;

    /// @notice Only `painter` may add to this art.
    error NotThePainter(address account, address painter);
    /// @notice Chunk `expected` comes next; where that is the number of all chunks, none does.
    error WrongChunk(uint256 number, uint256 expected);
    /// @notice This chunk must be `expected` bytes long.
    error WrongLength(uint256 length, uint256 expected);
    /// @notice `chunks` of `expected` chunks are here.
    error Incomplete(uint256 chunks, uint256 expected);
    /// @notice The art is sealed, as that of this species.
    error Sealed(bytes32 species);
    /// @notice The art is not sealed yet.
    error NotSealed();

    /// @notice The art is complete, and this species' for good.
    event ArtSealed(bytes32 indexed species);

    /// @notice Bytes in every chunk but the last: the most that code can hold, less its first.
    uint256 public constant CHUNK = 24_575;

    // Nothing here is `immutable`, so that all portraits have the same code (see Registry).

    /// @notice keccak256 of the rules of the species.
    bytes32 public rules;
    /// @notice The id of the species, 0 until the art is sealed: keccak256 of `rules` and of the
    /// keccak256 of the art.
    bytes32 public species;
    /// @notice The account that adds the chunks.
    address public painter;
    /// @notice Bytes of art.
    uint64 public length;

    address[] private _chunks;

    constructor(bytes32 rules_, uint64 length_) {
        rules = rules_;
        length = length_;
        painter = msg.sender;
    }

    /// @notice Stores the next chunk: number 0, 1, …, each `CHUNK` bytes, the last what is left.
    /// @dev The painter only. Errors: `NotThePainter`, `WrongChunk`, `WrongLength`.
    function add(uint256 number, bytes calldata chunk) external {
        if (msg.sender != painter) revert NotThePainter(msg.sender, painter);
        uint256 next = _chunks.length;
        if (number != next || next == _expected()) revert WrongChunk(number, next);
        uint256 left = length - next * CHUNK;
        uint256 expected = left < CHUNK ? left : CHUNK;
        if (chunk.length != expected) revert WrongLength(chunk.length, expected);
        _chunks.push(SSTORE2.write(chunk));
    }

    /// @notice Ends the adding. Anyone may send this: complete art has one hash.
    /// @dev Errors: `Sealed`, `Incomplete`.
    function seal() external {
        if (species != 0) revert Sealed(species);
        if (_chunks.length != _expected()) revert Incomplete(_chunks.length, _expected());
        species = keccak256(bytes.concat(rules, keccak256(_read(0, length))));
        emit ArtSealed(species);
    }

    /// @notice How many chunks are here.
    function chunkCount() external view returns (uint256) {
        return _chunks.length;
    }

    /// @notice Where a chunk is: the contract whose code, after its first byte, is the chunk.
    function chunkAt(uint256 number) external view returns (address) {
        return _chunks[number];
    }

    /// @dev `count` bytes of the art from `start` on.
    function _read(uint256 start, uint256 count) internal view returns (bytes memory) {
        DynamicBufferLib.DynamicBuffer memory buffer;
        buffer.reserve(count);
        _append(buffer, start, count);
        return buffer.data;
    }

    /// @dev Adds `count` bytes of the art, from `start` on, to what `buffer` holds.
    function _append(DynamicBufferLib.DynamicBuffer memory buffer, uint256 start, uint256 count)
        internal
        view
    {
        while (count != 0) {
            uint256 from = start % CHUNK;
            uint256 part = count < CHUNK - from ? count : CHUNK - from;
            buffer.p(SSTORE2.read(_chunks[start / CHUNK], from, from + part));
            start += part;
            count -= part;
        }
    }

    /// @dev The number of chunks that hold all of the art.
    function _expected() private view returns (uint256) {
        return (length + CHUNK - 1) / CHUNK;
    }
}
