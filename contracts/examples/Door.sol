// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IAvatarchain} from "../src/IAvatarchain.sol";

/// @title A door for avatars with one trait, each once: an example of what other contracts can do.
/// @dev A trait is an expressed allele: the first gene of a locus. Whether the species hides that
/// locus behind another is not asked here.
contract Door {
    error OtherRegistry(address registry);
    error NotTheHolder(uint256 id, address holder);
    error OtherTrait(uint256 id, uint256 allele);
    error IsInside(uint256 id);

    event Entered(uint256 indexed id, address indexed holder);

    IAvatarchain public immutable registry;
    uint256 public immutable locus;
    uint256 public immutable allele;
    mapping(uint256 id => bool) public isInside;

    /// @param species The id of the species: any contract can say that it is a registry, so choose
    /// the registry by its address, and hold it to the species that you mean.
    constructor(IAvatarchain registry_, bytes32 species, uint256 locus_, uint256 allele_) {
        bool isRegistry = registry_.supportsInterface(type(IAvatarchain).interfaceId);
        if (!isRegistry || registry_.species() != species) {
            revert OtherRegistry(address(registry_));
        }
        (registry, locus, allele) = (registry_, locus_, allele_);
    }

    /// @notice Lets in an avatar of the caller's. One that is not registered has no holder, and
    /// the registry says so: `ERC721NonexistentToken`.
    function enter(uint256 id) external {
        address holder = registry.ownerOf(id);
        if (holder != msg.sender) revert NotTheHolder(id, holder);
        uint256 expressed = (registry.genomeOf(id) >> (252 - 16 * locus)) & 15;
        if (expressed != allele) revert OtherTrait(id, expressed);
        if (isInside[id]) revert IsInside(id);
        isInside[id] = true;
        emit Entered(id, holder);
    }
}
