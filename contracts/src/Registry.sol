// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Avatars} from "./Avatars.sol";
import {Births} from "./Births.sol";
import {Description} from "./Description.sol";
import {IAvatarchain} from "./IAvatarchain.sol";
import {Issuance} from "./Issuance.sol";
import {Portrait} from "./Portrait.sol";

/// @title The register of births of one species.
/// @notice Nothing here burns, pauses, upgrades, takes money, or changes a genome, a species or a
/// parent. `IAvatarchain` tells what can be done; founders come by `Issuance`, offspring by
/// `Births`, and this file shows them.
contract Registry is Births, Issuance {
    /// @notice This is no sealed portrait of this species: its code is another, or the species that
    /// it proves to be sealed as is (0: none).
    error OtherPortrait(address portrait, bytes32 sealedAs);

    /// @inheritdoc IAvatarchain
    address public immutable portrait;
    /// @dev The hash of the code that every portrait has.
    bytes32 private immutable _portraitCode;

    /// @param species_ The id of the species: keccak256 of its art.
    /// @param portrait_ Its sealed portrait, or 0. It never changes, so nobody can repaint an
    /// avatar. It must have the very code that this contract was built with, so that none can just
    /// say that it is of this species; and that code must prove the art that is stored there, since
    /// any constructor may lay storage under it.
    /// @param name_ The name of the species, for wallets. Nothing here holds it against the
    /// species.
    /// @dev Error: `OtherPortrait`.
    constructor(bytes32 species_, Portrait portrait_, string memory name_)
        ERC721(name_, "AVATAR")
        Avatars(species_)
    {
        portrait = address(portrait_);
        _portraitCode = keccak256(type(Portrait).runtimeCode);
        if (address(portrait_) != address(0)) _requireGenuine();
    }

    /// @inheritdoc IAvatarchain
    function contractURI() external view returns (string memory) {
        if (portrait != address(0)) {
            _requireGenuine();
            return Portrait(portrait).contractURI();
        }
        return Description.uri(bytes.concat('{"name":"', bytes(Strings.escapeJSON(name())), '"}'));
    }

    /// @notice What the avatar is, as a data URI of JSON: name, genome, generation and parents,
    /// and from the portrait description, image and traits.
    /// @dev Errors: `ERC721NonexistentToken`, and `OtherPortrait` rather than a picture of another.
    function tokenURI(uint256 id)
        public
        view
        override(ERC721, IERC721Metadata)
        returns (string memory)
    {
        _requireOwned(id);
        Birth storage birth = _births[id];
        if (portrait != address(0)) {
            _requireGenuine();
            return Portrait(portrait)
                .tokenURI(id, _genomes[id], birth.generation, birth.mother, birth.father);
        }
        string memory facts =
            Description.birth(_genomes[id], birth.generation, birth.mother, birth.father);
        return Description.uri(
            bytes.concat(
                '{"name":"Avatar ', bytes(Description.hexadecimal(id)), '",', bytes(facts), "}"
            )
        );
    }

    /// @notice Whether this is a registry of avatars, an ERC-721 token with metadata, and so on.
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC721, IERC165)
        returns (bool)
    {
        return interfaceId == type(IAvatarchain).interfaceId || super.supportsInterface(interfaceId);
    }

    /// @dev Refuses a portrait that is not the sealed one of this species. Asked when this registry
    /// is made, and again for every picture: an account that ends in the transaction that made it
    /// can be taken for genuine in between, and come back with other code or other art.
    function _requireGenuine() private view {
        if (portrait.codehash != _portraitCode) revert OtherPortrait(portrait, 0);
        bytes32 proven = Portrait(portrait).provenSpecies();
        if (proven == 0 || proven != species) revert OtherPortrait(portrait, proven);
    }
}
