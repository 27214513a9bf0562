// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Avatars} from "./Avatars.sol";
import {AHEAD} from "./Draw.sol";
import {IAvatarchain} from "./IAvatarchain.sol";
import {Issuer} from "./Issuer.sol";

/// @title How founders come into being: registered, promised and claimed, or drawn.
/// @notice The issuer chooses the founders that it registers or promises in a batch. Those that
/// follow from a founding it does not: it says how many there will be and who gets them, and a
/// later block draws them. Whether what it then commits is what follows, the contract cannot tell;
/// everyone who reads the chain can. It takes nothing back.
/// @dev What remains possible for the issuer of a founding, and shows in the logs. It can commit
/// another root than the one that follows, or one before the draw, or none: so after
/// `closeIssuance` it can still bring in founders of its choice, once for each founding that is
/// not committed. It can promise several foundings and commit the one that pleases. While issuance
/// is open it can register drawn founders for somebody else before they are claimed. For proposers
/// see `Draw`.
abstract contract Issuance is Avatars, Issuer {
    bytes32[] private _roots;
    mapping(uint256 founding => bool) private _committed;

    /// @inheritdoc IAvatarchain
    function register(address to, uint256 genome) external whileOpen returns (uint256 id) {
        return _bear(to, genome, 0, 0, 0);
    }

    /// @inheritdoc IAvatarchain
    function registerMany(address to, uint256[] calldata genomes) external whileOpen {
        for (uint256 i = 0; i < genomes.length; ++i) {
            _bear(to, genomes[i], 0, 0, 0);
        }
    }

    /// @inheritdoc IAvatarchain
    function commitBatch(bytes32 root, uint256 count) external whileOpen returns (uint256 batch) {
        batch = _commit(root);
        emit BatchCommitted(batch, root, count);
    }

    /// @inheritdoc IAvatarchain
    function found(bytes32 recipients, uint64 count, uint64 draw)
        external
        whileOpen
        returns (uint256 founding)
    {
        if (recipients == 0) revert NoRecipients();
        if (count == 0) revert NoFounders();
        uint256 first = block.number + AHEAD;
        if (draw < first) revert DrawTooSoon(draw, first);
        founding = _foundings++;
        emit Founding(founding, recipients, count, draw);
    }

    /// @inheritdoc IAvatarchain
    function commitFounding(uint256 founding, bytes32 root)
        external
        onlyOwner
        returns (uint256 batch)
    {
        if (founding >= _foundings) revert NoSuchFounding(founding, _foundings);
        if (_committed[founding]) revert FoundingIsCommitted(founding);
        _committed[founding] = true;
        batch = _commit(root);
        emit FoundingCommitted(founding, batch, root);
    }

    /// @inheritdoc IAvatarchain
    function claim(uint256 batch, address to, uint256 genome, bytes32[] calldata proof)
        external
        returns (uint256 id)
    {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(to, genome))));
        if (!MerkleProof.verifyCalldata(proof, batchRoot(batch), leaf)) {
            revert NotInBatch(batch, to, genome);
        }
        return _bear(to, genome, 0, 0, 0);
    }

    /// @inheritdoc IAvatarchain
    function batchCount() external view returns (uint256) {
        return _roots.length;
    }

    /// @inheritdoc IAvatarchain
    function foundingCount() external view returns (uint256) {
        return _foundings;
    }

    /// @inheritdoc IAvatarchain
    function batchRoot(uint256 batch) public view returns (bytes32) {
        if (batch >= _roots.length) revert NoSuchBatch(batch, _roots.length);
        return _roots[batch];
    }

    function _commit(bytes32 root) private returns (uint256 batch) {
        batch = _roots.length;
        _roots.push(root);
    }
}
