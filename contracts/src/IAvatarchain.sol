// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";

/// @title A register of births of one species, as other contracts see it.
/// @notice An avatar is a genome, 16 loci of 4 genes of 4 bits in one word. Its token id is the
/// hash of the species and the genome. Founders come from the issuer, who is `owner()`; offspring
/// come from two avatars whose owners agree and from a block that comes later.
/// @dev `supportsInterface(type(IAvatarchain).interfaceId)` is true for a registry of this kind.
/// Anyone can deploy a contract that says the same: whom to trust is for the caller to decide, by
/// address. Besides these errors there are those of ERC-6093 and of OpenZeppelin's Ownable.
interface IAvatarchain is IERC721Metadata {
    /// @notice This genome is registered already: `id` belongs to `holder`.
    error AlreadyRegistered(uint256 id, address holder);
    /// @notice Issuance is closed for good.
    error IssuanceIsClosed();
    /// @notice Only `batches` batches are committed, numbered from 0.
    error NoSuchBatch(uint256 batch, uint256 batches);
    /// @notice The proof does not show that the batch promises this genome to this address.
    error NotInBatch(uint256 batch, address to, uint256 genome);
    /// @notice A founding has at least one founder.
    error NoFounders();
    /// @notice The founders of a founding go to an address other than 0, or to a list of
    /// addresses.
    error NoRecipients();
    /// @notice The block of the draw must be block `first` or a later one.
    error DrawTooSoon(uint64 draw, uint256 first);
    /// @notice Only `foundings` foundings are promised, numbered from 0.
    error NoSuchFounding(uint256 founding, uint256 foundings);
    /// @notice The founders of this founding are committed already.
    error FoundingIsCommitted(uint256 founding);
    /// @notice An avatar does not breed with itself.
    error SameAvatar(uint256 id);
    /// @notice Mother and father are parent and child, or share this parent.
    error Related(uint256 mother, uint256 father, uint256 ancestor);
    /// @notice The father's owner is another than `breeder`, the mother's, and has not offered
    /// him.
    error NotOffered(uint256 father, address breeder);
    /// @notice The mother expects the child that block `draw` draws.
    error Expecting(uint256 mother, uint256 draw);
    /// @notice There is no conception to deliver.
    error NotExpecting(uint256 mother);
    /// @notice The child can be delivered after block `draw`, which draws it.
    error TooEarly(uint256 mother, uint256 draw);
    /// @notice The hash of block `draw` can no longer be had: the conception has lapsed.
    error TooLate(uint256 mother, uint256 draw);
    /// @notice This is not the header of block `draw`, whose hash is `hash`.
    error OtherHeader(uint256 draw, bytes32 hash);
    /// @notice A registry without an issuer is an accident: hand it over instead.
    error RenounceRefused(address issuer);
    /// @notice This key was revoked, and that is for good.
    error KeyRevoked(bytes32 key);
    /// @notice 0 stands for no key, and cannot be revoked.
    error NoKey();

    /// @notice An avatar came into being. Founders have generation 0, and 0 for both parents.
    event Born(
        uint256 indexed id,
        uint256 indexed mother,
        uint256 indexed father,
        uint256 genome,
        uint256 generation
    );
    /// @notice `count` founders are promised by a tree with this root.
    event BatchCommitted(uint256 indexed batch, bytes32 root, uint256 count);
    /// @notice `count` founders are promised that block `draw` draws.
    event Founding(uint256 indexed founding, bytes32 recipients, uint64 count, uint64 draw);
    /// @notice The issuer says that the founders of this founding are those of a tree with this
    /// root; they are claimed as batch `batch`. Anyone can compute whether it is the right root.
    event FoundingCommitted(uint256 indexed founding, uint256 indexed batch, bytes32 root);
    /// @notice From now on founders come only by claims, from batches and from foundings.
    event IssuanceClosed();
    /// @notice `breeder` may breed mothers of its own with this father (zero address: nobody may).
    event StudOffered(uint256 indexed father, address indexed owner, address indexed breeder);
    /// @notice The mixHash of block `draw` draws the child.
    event Conceived(uint256 indexed mother, uint256 indexed father, uint256 draw);
    /// @notice The mother's conception before this one was not delivered in time.
    event Lapsed(uint256 indexed mother, uint256 indexed father);
    /// @notice The child was delivered, but its genome was registered already, as `id`.
    event Stillborn(uint256 indexed mother, uint256 indexed father, uint256 indexed id);
    /// @notice From now on `key` signs papers (0: none does).
    event IssuerKey(bytes32 indexed key);
    /// @notice Papers signed with `key` are no longer to be believed. Where it was the key in
    /// force, none is now.
    event IssuerKeyRevoked(bytes32 indexed key);

    // --- avatars

    /// @notice The id of the species whose genomes are registered here.
    function species() external view returns (bytes32);

    /// @notice The contract that draws the avatars; 0 where the species is not drawn on chain.
    function portrait() external view returns (address);

    /// @notice What all of them are (ERC-7572), as a data URI of JSON: the name, and from the
    /// portrait description and image.
    function contractURI() external view returns (string memory);

    /// @notice The token id of a genome of this species, registered or not.
    function identityOf(uint256 genome) external view returns (uint256);

    /// @notice The genome of a registered avatar; it never changes.
    /// @dev Error: `ERC721NonexistentToken`.
    function genomeOf(uint256 id) external view returns (uint256);

    /// @notice The generation and the parents of a registered avatar; they never change.
    /// @dev Error: `ERC721NonexistentToken`.
    function birthOf(uint256 id)
        external
        view
        returns (uint256 generation, uint256 mother, uint256 father);

    // --- founders

    /// @notice Registers a founder and gives it to `to`, whose code is not called.
    /// @return id The identity of the genome.
    /// @dev The issuer only. Errors: `OwnableUnauthorizedAccount`, `IssuanceIsClosed`,
    /// `AlreadyRegistered`, `ERC721InvalidReceiver` for the zero address.
    function register(address to, uint256 genome) external returns (uint256 id);

    /// @notice Registers founders for one holder: all of them, or none.
    /// @dev The issuer only. Errors: those of `register`.
    function registerMany(address to, uint256[] calldata genomes) external;

    /// @notice Promises founders, up to millions, by the root of a Merkle tree in OpenZeppelin's
    /// StandardMerkleTree format with leaves (address to, uint256 genome). Until one is claimed,
    /// a registration or birth of the same genome goes before it.
    /// @param count The number of leaves, for readers; the contract does not use it.
    /// @return batch The number of the batch, from 0.
    /// @dev The issuer only. Errors: `OwnableUnauthorizedAccount`, `IssuanceIsClosed`.
    function commitBatch(bytes32 root, uint256 count) external returns (uint256 batch);

    /// @notice Registers a promised founder. Anyone may send this; the avatar goes to `to`.
    /// @return id The identity of the genome.
    /// @dev Errors: `NoSuchBatch`, `NotInBatch`, `AlreadyRegistered`.
    function claim(uint256 batch, address to, uint256 genome, bytes32[] calldata proof)
        external
        returns (uint256 id);

    /// @notice How many batches are committed.
    function batchCount() external view returns (uint256);

    /// @notice The root of a batch.
    /// @dev Error: `NoSuchBatch`.
    function batchRoot(uint256 batch) external view returns (bytes32);

    /// @notice Promises founders that a later block will draw: their genomes follow from the
    /// mixHash of block `draw`, this chain, this registry, the founding and `count`.
    /// @param recipients Below 2^160 the address that gets all founders, else the keccak256 of
    /// `count` addresses, 20 bytes each, in the order of the founders' numbers.
    /// @param draw At least 8 blocks ahead.
    /// @return founding The number of the founding, from 0.
    /// @dev The issuer only. The contract keeps the number of foundings, the log the rest. Errors:
    /// `OwnableUnauthorizedAccount`, `IssuanceIsClosed`, `NoFounders`, `NoRecipients`,
    /// `DrawTooSoon`.
    function found(bytes32 recipients, uint64 count, uint64 draw)
        external
        returns (uint256 founding);

    /// @notice Commits the founders of a founding, once, also after issuance is closed. They are
    /// claimed as those of any batch.
    /// @param root Of the tree that follows from the founding and its draw. The contract cannot
    /// tell whether it does; everyone who reads the chain can.
    /// @return batch The number of the batch.
    /// @dev The issuer only. Errors: `OwnableUnauthorizedAccount`, `NoSuchFounding`,
    /// `FoundingIsCommitted`.
    function commitFounding(uint256 founding, bytes32 root) external returns (uint256 batch);

    /// @notice How many foundings are promised.
    function foundingCount() external view returns (uint256);

    /// @notice Ends `register`, `registerMany`, `commitBatch` and `found` for good. Births, claims
    /// and `commitFounding` go on: once every founding is committed, all founders are promised.
    /// @dev The issuer only. Errors: `OwnableUnauthorizedAccount`, `IssuanceIsClosed`.
    function closeIssuance() external;

    /// @notice Whether issuance is closed.
    function issuanceClosed() external view returns (bool);

    // --- births

    /// @notice Lets `breeder` breed its own mothers with this father, as often as it likes, until
    /// the owner offers him to another (zero address: to nobody) or he changes hands. The offer
    /// holds again should he return to this owner.
    /// @dev His owner or the owner's operator. Errors: `ERC721NonexistentToken`,
    /// `ERC721InsufficientApproval`.
    function offerStud(uint256 father, address breeder) external;

    /// @notice To whom the owner of a father offers him; the zero address where to nobody.
    /// @dev Error: `ERC721NonexistentToken`.
    function studOfferOf(uint256 father) external view returns (address breeder);

    /// @notice Begins a birth: the block that comes eight blocks after this one will draw the
    /// child. The caller is the mother's owner or that owner's operator; the father has the same
    /// owner, or is offered to them. An approval for a single token does not count: it would give
    /// the avatar away.
    /// @return draw The number of the block that draws the child.
    /// @dev Errors: `ERC721NonexistentToken`, `ERC721InsufficientApproval`, `SameAvatar`,
    /// `NotOffered`, `Related`, `Expecting`.
    function conceive(uint256 mother, uint256 father) external returns (uint256 draw);

    /// @notice Ends a birth, in any block after the draw in which the hash of the draw's block can
    /// be had: 256 blocks, or 8,191 where the chain keeps the history of EIP-2935. Anyone may send
    /// this; the child goes to the mother's owner of this moment. Where its genome is registered
    /// already there is no child and no second draw, and the mother may conceive again.
    /// @param header The header of the draw's block, in RLP.
    /// @return id The identity of the child; 0 where its genome was registered already.
    /// @dev Errors: `NotExpecting`, `TooEarly`, `TooLate`, `OtherHeader`.
    function deliver(uint256 mother, bytes calldata header) external returns (uint256 id);

    /// @notice The conception that a mother has not delivered: the father and the number of the
    /// block that draws the child. 0 and 0 where there is none; a lapsed one stays until the next.
    function conceptionOf(uint256 mother) external view returns (uint256 father, uint256 draw);

    // --- the issuer's key

    /// @notice The Ed25519 public key that signs papers; 0 where none does.
    function issuerKey() external view returns (bytes32);

    /// @notice Whether a key was revoked.
    function isRevoked(bytes32 key) external view returns (bool);

    /// @notice Changes the key in force; older ones stay good for what they signed.
    /// @dev The issuer only. Errors: `OwnableUnauthorizedAccount`, `KeyRevoked`.
    function setIssuerKey(bytes32 key) external;

    /// @notice Ends a key for good, whether it was ever in force or not.
    /// @dev The issuer only. Errors: `OwnableUnauthorizedAccount`, `NoKey`, `KeyRevoked` the
    /// second time.
    function revokeIssuerKey(bytes32 key) external;
}
