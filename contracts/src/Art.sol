// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {DynamicBufferLib} from "solady/utils/DynamicBufferLib.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";

/// @title The art of one species: bytes that are stored as code, and sealed.
/// @notice The art comes in chunks, in order, from the account that made this contract. Sealing
/// hashes them; that hash is the species id, so what is sealed is the art of that species and of
/// no other. After that nothing changes, for anyone.
/// @dev Another constructor could return this code and lay any storage under it. So who relies on
/// an art asks for its code and then `provenSpecies`, as the registry does.
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

    /// @notice The id of the species, 0 until the art is sealed: keccak256 of the art.
    bytes32 public species;
    /// @notice The account that adds the chunks.
    address public painter;
    /// @notice Bytes of art.
    uint64 public length;

    address[] private _chunks;

    constructor(uint64 length_) {
        length = length_;
        painter = msg.sender;
    }

    /// @notice Stores the next chunk: number 0, 1, …, each `CHUNK` bytes, the last what is left.
    /// @dev The painter only. Errors: `NotThePainter`, `Sealed`, `WrongChunk`, `WrongLength`.
    function add(uint256 number, bytes calldata chunk) external {
        if (msg.sender != painter) revert NotThePainter(msg.sender, painter);
        if (species != 0) revert Sealed(species);
        uint256 next = _chunks.length;
        if (number != next || next == _expected()) revert WrongChunk(number, next);
        uint256 expected = _lengthOf(next);
        if (chunk.length != expected) revert WrongLength(chunk.length, expected);
        _chunks.push(SSTORE2.write(chunk));
    }

    /// @notice Ends the adding. Anyone may send this: complete art has one hash.
    /// @dev Errors: `Sealed`, `Incomplete`.
    function seal() external {
        if (species != 0) revert Sealed(species);
        if (_chunks.length != _expected()) revert Incomplete(_chunks.length, _expected());
        species = _proof();
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

    /// @notice The species whose art this is for good, worked out from the chunks themselves; 0
    /// where it is not sealed, where a chunk is missing or one too many, where a chunk's code has
    /// another length or could run, or where the art has another hash than `species`.
    /// @dev Believes nothing that storage says. Code whose first byte is 0 stops at once: it can
    /// do nothing, so it never ends itself to make room for other code. Only what ends in the very
    /// transaction that made it is seen too early: asked in a later one, the answer holds for ever.
    function provenSpecies() external view returns (bytes32) {
        return species != 0 && species == _proof() ? species : bytes32(0);
    }

    /// @dev `count` bytes of the art from `start` on.
    function _read(uint256 start, uint256 count) internal view returns (bytes memory) {
        uint256 from = start % CHUNK;
        if (from + count <= CHUNK) return SSTORE2.read(_chunks[start / CHUNK], from, from + count);
        DynamicBufferLib.DynamicBuffer memory buffer;
        buffer.reserve(count);
        while (count != 0) {
            uint256 part = count < CHUNK - from ? count : CHUNK - from;
            buffer.p(SSTORE2.read(_chunks[start / CHUNK], from, from + part));
            start += part;
            count -= part;
            from = 0;
        }
        return buffer.data;
    }

    /// @dev The hash of the art in the chunks; 0 where they are not those of all of it.
    function _proof() private view returns (bytes32) {
        uint256 count = _chunks.length;
        if (count != _expected()) return 0;
        bytes[] memory parts = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes memory code = _chunks[i].code;
            if (code.length != 1 + _lengthOf(i) || code[0] != 0) return 0;
            parts[i] = Bytes.splice(code, 1);
        }
        return keccak256(Bytes.concat(parts));
    }

    /// @dev The number of chunks that hold all of the art.
    function _expected() private view returns (uint256) {
        return (length + CHUNK - 1) / CHUNK;
    }

    /// @dev Bytes in chunk `number`, one of the expected ones.
    function _lengthOf(uint256 number) private view returns (uint256) {
        uint256 left = length - number * CHUNK;
        return left < CHUNK ? left : CHUNK;
    }
}
