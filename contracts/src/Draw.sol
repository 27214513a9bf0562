// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {Header} from "./Header.sol";
import {IAvatarchain} from "./IAvatarchain.sol";

/// @dev A draw lies at least so many blocks ahead of what it decides.
uint256 constant AHEAD = 8;

/// @title What a block drew: the mixHash in its header.
/// @notice The hash of a block draws nothing here: who builds a block can try thousands of hashes
/// a second, since 32 bytes of extra data are theirs to choose. On proof of stake mixHash
/// (prevRandao) mixes a signature of every proposer up to the block before. A proposer cannot
/// choose that signature; only leave it out, with the whole block.
/// @dev What remains possible. Who proposes the block before the draw can leave its slot empty:
/// then the next proposer's block takes that number, and draws anew. Who has j slots there has at
/// most 2^j draws to choose from. Empty slots show as gaps in the timestamps. Who proposes all
/// blocks from the conception to the one before the draw knows the child when it is conceived, and
/// no log shows it. To everybody else the draw is public from the block before it on. For chains
/// on proof of stake whose `blockhash` and `block.number` are Ethereum's; where somebody sets
/// mixHash as they like, they choose the draws.
abstract contract Draw {
    /// @dev The call to the history contract gets 63/64 of the gas that there is. Where it ran
    /// out, there is less left than 1/63 of what it needs. It needs about 2,200, so with more than
    /// this left it did not run out, nor would it for less than 126,000. And no call is 1,024
    /// calls deep with so much left, since each gets 63/64 of the one before.
    uint256 private constant LEFT = 2_000;

    /// @dev The hash of a block; 0 where it cannot be had: the block is not past, or past for more
    /// than 256 blocks, or more than 8,191 where the chain keeps EIP-2935's history. For a block
    /// that is past, 0 once is 0 for ever. Never 0 for want of gas: then the call fails, without a
    /// named error, as calls do that run out of gas. A proof may assume any.
    function _hashOf(uint256 number) internal view virtual returns (bytes32 hash) {
        hash = Blockhash.blockHash(number);
        require(hash != 0 || gasleft() > LEFT);
    }

    /// @dev What the block `draw` drew for this mother, by its header. A proof may assume any.
    function _drawn(uint256 mother, uint256 draw, bytes calldata header)
        internal
        view
        virtual
        returns (bytes32)
    {
        if (block.number <= draw) revert IAvatarchain.TooEarly(mother, draw);
        bytes32 hash = _hashOf(draw);
        if (hash == 0) revert IAvatarchain.TooLate(mother, draw);
        if (keccak256(header) != hash) revert IAvatarchain.OtherHeader(draw, hash);
        return Header.mixHash(header);
    }
}
