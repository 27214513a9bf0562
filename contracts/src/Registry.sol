// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title The register of births of one species.
/// @notice An avatar is a genome, 16 loci of 4 genes of 4 bits in one word. Its identity, the token
/// id, is the hash of the species and the genome, so a genome is registered once and never again,
/// and what is registered stays: nothing here burns, pauses, upgrades, takes money, or changes a
/// genome, a species or a parent. The issuer (the owner) registers founders and cannot take
/// anything back.
/// @dev The token's existence is the index of genomes; there is no second one to pay for.
contract Registry is ERC721, Ownable2Step {
    /// @notice This genome is registered already: `id` belongs to `holder`.
    error AlreadyRegistered(uint256 id, address holder);

    /// @notice A registry without an issuer is an accident: hand it over instead.
    error RenounceRefused(address issuer);

    /// @notice An avatar came into being. Founders have generation 0, and 0 for both parents.
    event Born(
        uint256 indexed id,
        uint256 indexed mother,
        uint256 indexed father,
        uint256 genome,
        uint256 generation
    );

    struct Birth {
        uint256 mother;
        uint256 father;
        uint64 generation;
    }

    /// @notice The id of the species whose genomes are registered here.
    bytes32 public immutable species;

    mapping(uint256 id => uint256) private _genomes;
    /// @dev Founders are the zero default, and cost nothing.
    mapping(uint256 id => Birth) private _births;

    /// @param species_ keccak256(keccak256(rules) ‖ keccak256(art)) of the species.
    constructor(bytes32 species_) ERC721("Avatarchain", "AVATAR") Ownable(msg.sender) {
        species = species_;
    }

    /// @notice Registers a founder and gives it to `to`, whose code is not called.
    /// @return id The identity of the genome.
    /// @dev The issuer only. Errors: `OwnableUnauthorizedAccount`, `AlreadyRegistered`,
    /// `ERC721InvalidReceiver` for the zero address.
    function register(address to, uint256 genome) external onlyOwner returns (uint256 id) {
        return _bear(to, genome, 0, 0, 0);
    }

    /// @notice The genome of a registered avatar; it never changes.
    /// @dev Error: `ERC721NonexistentToken`.
    function genomeOf(uint256 id) external view returns (uint256) {
        _requireOwned(id);
        return _genomes[id];
    }

    /// @notice The generation and the parents of a registered avatar; they never change.
    /// @dev Error: `ERC721NonexistentToken`.
    function birthOf(uint256 id)
        external
        view
        returns (uint256 generation, uint256 mother, uint256 father)
    {
        _requireOwned(id);
        Birth storage birth = _births[id];
        return (birth.generation, birth.mother, birth.father);
    }

    /// @notice Always refused: the issuer hands over (`transferOwnership`, `acceptOwnership`).
    function renounceOwnership() public view override {
        revert RenounceRefused(owner());
    }

    /// @notice The token id of a genome of this species, registered or not.
    function identityOf(uint256 genome) public view returns (uint256) {
        return uint256(keccak256(abi.encode(species, genome)));
    }

    /// @notice What the avatar is, as a data URI of JSON: name, genome, generation and parents.
    /// @dev Error: `ERC721NonexistentToken`.
    function tokenURI(uint256 id) public view override returns (string memory) {
        _requireOwned(id);
        Birth storage birth = _births[id];
        string memory json = string.concat(
            '{"name":"Avatar ', _hex(id),
            '","genome":"', _hex(_genomes[id]),
            '","generation":', Strings.toString(birth.generation),
            ',"mother":', _parent(birth.mother),
            ',"father":', _parent(birth.father), "}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(bytes(json)));
    }

    /// @dev Every birth passes here. `_mint`, never `_safeMint`: a receiver's hook could block one.
    function _bear(address to, uint256 genome, uint256 mother, uint256 father, uint64 generation)
        private
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

    function _hex(uint256 word) private pure returns (string memory) {
        return Strings.toHexString(word, 32);
    }

    function _parent(uint256 id) private pure returns (string memory) {
        return id == 0 ? "null" : string.concat('"', _hex(id), '"');
    }
}
