// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IAvatarchain} from "./IAvatarchain.sol";

/// @title The avatars: who there is, with which genome, and from whom.
/// @notice A genome is registered once and never again, and what is registered stays.
/// @dev The token's existence is the index of genomes; there is no second one to pay for.
abstract contract Avatars is ERC721, IAvatarchain {
    struct Birth {
        uint256 mother;
        uint256 father;
        uint64 generation;
    }

    /// @inheritdoc IAvatarchain
    bytes32 public immutable species;

    mapping(uint256 id => uint256) internal _genomes;
    /// @dev Founders are the zero default, and cost nothing.
    mapping(uint256 id => Birth) internal _births;

    constructor(bytes32 species_) {
        species = species_;
    }

    /// @inheritdoc IAvatarchain
    function genomeOf(uint256 id) external view returns (uint256) {
        _requireOwned(id);
        return _genomes[id];
    }

    /// @inheritdoc IAvatarchain
    function birthOf(uint256 id)
        external
        view
        returns (uint256 generation, uint256 mother, uint256 father)
    {
        _requireOwned(id);
        Birth storage birth = _births[id];
        return (birth.generation, birth.mother, birth.father);
    }

    /// @inheritdoc IAvatarchain
    function identityOf(uint256 genome) public view returns (uint256) {
        return uint256(keccak256(abi.encode(species, genome)));
    }

    /// @dev Every birth passes here. `_mint`, never `_safeMint`: a receiver's hook could block
    /// one.
    function _bear(address to, uint256 genome, uint256 mother, uint256 father, uint64 generation)
        internal
        returns (uint256 id)
    {
        id = identityOf(genome);
        address holder = _ownerOf(id);
        if (holder != address(0)) revert AlreadyRegistered(id, holder);
        _genomes[id] = genome;
        if (generation != 0) _births[id] = Birth(mother, father, generation);
        _mint(to, id);
        emit Born(id, mother, father, genome, generation);
    }
}
