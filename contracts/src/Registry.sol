// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Description} from "./Description.sol";
import {Heredity} from "./Heredity.sol";
import {Issuer} from "./Issuer.sol";
import {Portrait} from "./Portrait.sol";

/// @title The register of births of one species.
/// @notice An avatar is a genome, 16 loci of 4 genes of 4 bits in one word. Its identity, the token
/// id, is the hash of the species and the genome, so a genome is registered once and never again,
/// and what is registered stays: nothing here burns, pauses, upgrades, takes money, or changes a
/// genome, a species or a parent. The issuer registers founders and cannot take anything back;
/// offspring come from two avatars whose owners agree and from the hash of a block that nobody
/// knew when they did.
/// @dev The token's existence is the index of genomes; there is no second one to pay for. What
/// remains possible: the producer of the block of conception can bias that draw; an owner can
/// let a conception lapse, and the log tells; the issuer can register a child's genome first,
/// which prevents that birth but chooses nothing. For chains whose `blockhash` and `block.number`
/// are Ethereum's.
contract Registry is ERC721, Issuer {
    /// @notice This genome is registered already: `id` belongs to `holder`.
    error AlreadyRegistered(uint256 id, address holder);
    /// @notice This is no sealed portrait of this species: its code is another, or `sealedAs` is
    /// (0: it is not sealed).
    error OtherPortrait(address portrait, bytes32 sealedAs);
    /// @notice Only `batches` batches are committed, numbered from 0.
    error NoSuchBatch(uint256 batch, uint256 batches);
    /// @notice The proof does not show that the batch promises this genome to this address.
    error NotInBatch(uint256 batch, address to, uint256 genome);
    /// @notice An avatar does not breed with itself.
    error SameAvatar(uint256 id);
    /// @notice Mother and father are parent and child, or share this parent.
    error Related(uint256 mother, uint256 father, uint256 ancestor);
    /// @notice The father's owner is another than `breeder`, the mother's, and has not offered him.
    error NotOffered(uint256 father, address breeder);
    /// @notice The mother may conceive again after block `last`.
    error Expecting(uint256 mother, uint256 last);
    /// @notice There is no conception to deliver.
    error NotExpecting(uint256 mother);
    /// @notice The child can be delivered from block `first` on.
    error TooEarly(uint256 mother, uint256 first);
    /// @notice The child could be delivered until block `last`: conceive again.
    error TooLate(uint256 mother, uint256 last);

    /// @notice An avatar came into being. Founders have generation 0, and 0 for both parents.
    event Born(
        uint256 indexed id,
        uint256 indexed mother,
        uint256 indexed father,
        uint256 genome,
        uint256 generation
    );
    /// @notice The hash of this log's block draws the child.
    event Conceived(uint256 indexed mother, uint256 indexed father);
    /// @notice The mother's conception before this one was not delivered in time.
    event Lapsed(uint256 indexed mother, uint256 indexed father);
    /// @notice `breeder` may breed mothers of its own with this father (zero address: nobody may).
    event StudOffered(uint256 indexed father, address indexed owner, address indexed breeder);
    /// @notice `count` founders are promised by a tree with this root.
    event BatchCommitted(uint256 indexed batch, bytes32 root, uint256 count);

    struct Birth {
        uint256 mother;
        uint256 father;
        uint64 generation;
    }

    struct Conception {
        uint256 father;
        uint64 number;
    }

    /// @dev For so many blocks a block's hash can be read, and a child be delivered.
    uint256 private constant TERM = 256;

    /// @notice The id of the species whose genomes are registered here.
    bytes32 public immutable species;
    /// @notice The contract that draws the avatars; 0 where the species is not drawn on chain.
    Portrait public immutable portrait;

    mapping(uint256 id => uint256) private _genomes;
    /// @dev Founders are the zero default, and cost nothing.
    mapping(uint256 id => Birth) private _births;
    mapping(uint256 mother => Conception) private _conceptions;
    /// @dev By owner, so that an offer lapses when the father is sold.
    mapping(address owner => mapping(uint256 father => address breeder)) private _offers;
    bytes32[] private _roots;

    /// @param species_ keccak256(keccak256(rules) ‖ keccak256(art)) of the species.
    /// @param portrait_ Its sealed portrait, or 0. It never changes, so nobody can repaint an
    /// avatar; and it must have the very code that this contract was built with, so that none can
    /// just say that it is of this species.
    /// @dev Error: `OtherPortrait`.
    constructor(bytes32 species_, Portrait portrait_) ERC721("Avatarchain", "AVATAR") {
        species = species_;
        portrait = portrait_;
        if (address(portrait_) == address(0)) return;
        if (address(portrait_).codehash != keccak256(type(Portrait).runtimeCode)) {
            revert OtherPortrait(address(portrait_), 0);
        }
        bytes32 sealedAs = portrait_.species();
        if (sealedAs == 0 || sealedAs != species_) {
            revert OtherPortrait(address(portrait_), sealedAs);
        }
    }

    /// @notice Registers a founder and gives it to `to`, whose code is not called.
    /// @return id The identity of the genome.
    /// @dev The issuer only. Errors: `OwnableUnauthorizedAccount`, `AlreadyRegistered`,
    /// `ERC721InvalidReceiver` for the zero address.
    function register(address to, uint256 genome) external onlyOwner returns (uint256 id) {
        return _bear(to, genome, 0, 0, 0);
    }

    /// @notice Registers founders for one holder: all of them, or none.
    /// @dev The issuer only. Errors: those of `register`.
    function registerMany(address to, uint256[] calldata genomes) external onlyOwner {
        for (uint256 i = 0; i < genomes.length; ++i) {
            _bear(to, genomes[i], 0, 0, 0);
        }
    }

    /// @notice Promises founders, up to millions, by the root of a Merkle tree in OpenZeppelin's
    /// StandardMerkleTree format with leaves (address to, uint256 genome). Until one is claimed,
    /// a registration or birth of the same genome goes before it.
    /// @param count The number of leaves, for readers; the contract does not use it.
    /// @return batch The number of the batch, from 0.
    /// @dev The issuer only. Error: `OwnableUnauthorizedAccount`.
    function commitBatch(bytes32 root, uint256 count) external onlyOwner returns (uint256 batch) {
        batch = _roots.length;
        _roots.push(root);
        emit BatchCommitted(batch, root, count);
    }

    /// @notice Registers a promised founder. Anyone may send this; the avatar goes to `to`.
    /// @return id The identity of the genome.
    /// @dev Errors: `NoSuchBatch`, `NotInBatch`, `AlreadyRegistered`.
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

    /// @notice Lets `breeder` breed its own mothers with this father, as often as it likes, until
    /// the owner offers him to another (zero address: to nobody) or he changes hands. The offer
    /// holds again should he return to this owner.
    /// @dev His owner or the owner's operator. Errors: `ERC721NonexistentToken`,
    /// `ERC721InsufficientApproval`.
    function offerStud(uint256 father, address breeder) external {
        address owner = _ownerServed(father);
        _offers[owner][father] = breeder;
        emit StudOffered(father, owner, breeder);
    }

    /// @notice Begins a birth: the hash of this block will draw the child. The caller is the
    /// mother's owner or that owner's operator; the father has the same owner, or is offered to
    /// them. An approval for a single token does not count: it would give the avatar away.
    /// @dev Errors: `ERC721NonexistentToken`, `ERC721InsufficientApproval`, `SameAvatar`,
    /// `NotOffered`, `Related`, `Expecting`.
    function conceive(uint256 mother, uint256 father) external {
        address breeder = _ownerServed(mother);
        if (mother == father) revert SameAvatar(mother);
        address owner = _requireOwned(father);
        if (owner != breeder && _offers[owner][father] != breeder) {
            revert NotOffered(father, breeder);
        }
        _refuseRelatives(mother, father);
        Conception storage conception = _conceptions[mother];
        uint256 before = conception.number;
        if (before != 0) {
            if (block.number <= before + TERM) revert Expecting(mother, before + TERM);
            emit Lapsed(mother, conception.father);
        }
        _conceptions[mother] = Conception(father, uint64(block.number));
        emit Conceived(mother, father);
    }

    /// @notice Ends a birth, in the 256 blocks after the block of conception. Anyone may send
    /// this; the child goes to the mother's owner. Where its genome is registered already the
    /// birth fails and stays failed: there is no second draw.
    /// @return id The identity of the child.
    /// @dev Errors: `NotExpecting`, `TooEarly`, `TooLate`, `AlreadyRegistered`.
    function deliver(uint256 mother) external returns (uint256 id) {
        uint256 father = _conceptions[mother].father;
        uint256 number = _conceptions[mother].number;
        if (number == 0) revert NotExpecting(mother);
        if (block.number <= number) revert TooEarly(mother, number + 1);
        bytes32 hash = _hashOf(number);
        if (block.number > number + TERM || hash == 0) revert TooLate(mother, number + TERM);
        delete _conceptions[mother];
        bytes32 seed = keccak256(abi.encode(hash, mother, father));
        uint256 genome = _child(_genomes[mother], _genomes[father], seed);
        uint64 older = _births[mother].generation;
        uint64 younger = _births[father].generation;
        return _bear(
            _requireOwned(mother), genome, mother, father, 1 + (older > younger ? older : younger)
        );
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

    /// @notice The conception that a mother has not delivered: the father and the number of its
    /// block. 0 and 0 where there is none; one that is past its 256 blocks stays until the next.
    function conceptionOf(uint256 mother) external view returns (uint256 father, uint256 number) {
        Conception storage conception = _conceptions[mother];
        return (conception.father, conception.number);
    }

    /// @notice To whom the owner of a father offers him; the zero address where to nobody.
    /// @dev Error: `ERC721NonexistentToken`.
    function studOfferOf(uint256 father) external view returns (address breeder) {
        return _offers[_requireOwned(father)][father];
    }

    /// @notice What all of them are (ERC-7572), as a data URI of JSON: the name, and from the portrait
    /// description and image.
    function contractURI() external view returns (string memory) {
        if (address(portrait) != address(0)) return portrait.contractURI();
        return Description.uri('{"name":"Avatarchain"}');
    }

    /// @notice How many batches are committed.
    function batchCount() external view returns (uint256) {
        return _roots.length;
    }

    /// @notice The token id of a genome of this species, registered or not.
    function identityOf(uint256 genome) public view returns (uint256) {
        return uint256(keccak256(abi.encode(species, genome)));
    }

    /// @notice The root of a batch.
    /// @dev Error: `NoSuchBatch`.
    function batchRoot(uint256 batch) public view returns (bytes32) {
        if (batch >= _roots.length) revert NoSuchBatch(batch, _roots.length);
        return _roots[batch];
    }

    /// @notice What the avatar is, as a data URI of JSON: name, genome, generation and parents, and
    /// from the portrait description, image and traits.
    /// @dev Error: `ERC721NonexistentToken`.
    function tokenURI(uint256 id) public view override returns (string memory) {
        _requireOwned(id);
        Birth storage birth = _births[id];
        if (address(portrait) != address(0)) {
            return portrait.tokenURI(id, _genomes[id], birth.generation, birth.mother, birth.father);
        }
        string memory facts =
            Description.birth(_genomes[id], birth.generation, birth.mother, birth.father);
        return Description.uri(
            bytes.concat(
                '{"name":"Avatar ', bytes(Description.hexadecimal(id)), '",', bytes(facts), "}"
            )
        );
    }

    /// @dev The hash of one of the last 256 blocks; 0 for any other. A proof may assume any.
    function _hashOf(uint256 number) internal view virtual returns (bytes32) {
        return blockhash(number);
    }

    /// @dev The genome that two genomes and a birth seed make. A proof may assume any.
    function _child(uint256 mother, uint256 father, bytes32 seed)
        internal
        view
        virtual
        returns (uint256)
    {
        return Heredity.offspring(mother, father, seed);
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

    /// @dev The owner of `id`, where the sender is that owner or the owner's operator.
    function _ownerServed(uint256 id) private view returns (address owner) {
        owner = _requireOwned(id);
        if (owner != msg.sender && !isApprovedForAll(owner, msg.sender)) {
            revert ERC721InsufficientApproval(msg.sender, id);
        }
    }

    /// @dev Refuses parent and child, and a shared parent; the absent parents of founders are
    /// nobody's.
    function _refuseRelatives(uint256 mother, uint256 father) private view {
        Birth storage hers = _births[mother];
        Birth storage his = _births[father];
        (uint256 herMother, uint256 herFather) = (hers.mother, hers.father);
        if (herMother == father || herFather == father) {
            revert Related(mother, father, father);
        }
        (uint256 hisMother, uint256 hisFather) = (his.mother, his.father);
        if (hisMother == mother || hisFather == mother) revert Related(mother, father, mother);
        if (herMother != 0 && (herMother == hisMother || herMother == hisFather)) {
            revert Related(mother, father, herMother);
        }
        if (herFather != 0 && (herFather == hisMother || herFather == hisFather)) {
            revert Related(mother, father, herFather);
        }
    }
}
