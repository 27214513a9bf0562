// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Avatars} from "./Avatars.sol";
import {AHEAD, Draw} from "./Draw.sol";
import {Heredity} from "./Heredity.sol";
import {IAvatarchain} from "./IAvatarchain.sol";

/// @title How offspring come into being: conceived, drawn by a later block, and delivered.
/// @notice A child is drawn by a block that comes after its conception, once. Until it is
/// delivered or has lapsed its mother conceives no other.
/// @dev What remains possible, besides what `Draw` says. A breeder can leave a child undelivered
/// whose face does not please, of as many mothers as it has, though anyone may deliver it in time;
/// the conception stays in the log, and which child it was can be computed for ever. The issuer
/// can register the genome of a child between draw and delivery, as long as issuance is open or a
/// founding is not committed, and later claim one that a batch had guessed, as it can of parents
/// that are nearly alike; then the delivery logs a stillbirth, and who has the genome.
abstract contract Births is Avatars, Draw {
    struct Conception {
        uint256 father;
        uint64 draw;
    }

    mapping(uint256 mother => Conception) private _conceptions;
    /// @dev By owner, so that an offer lapses when the father is sold.
    mapping(address owner => mapping(uint256 father => address breeder)) private _offers;

    /// @inheritdoc IAvatarchain
    function offerStud(uint256 father, address breeder) external {
        address owner = _ownerServed(father);
        _offers[owner][father] = breeder;
        emit StudOffered(father, owner, breeder);
    }

    /// @inheritdoc IAvatarchain
    function conceive(uint256 mother, uint256 father) external returns (uint256 draw) {
        address breeder = _ownerServed(mother);
        if (mother == father) revert SameAvatar(mother);
        address owner = _requireOwned(father);
        if (owner != breeder && _offers[owner][father] != breeder) {
            revert NotOffered(father, breeder);
        }
        _refuseRelatives(mother, father);
        Conception storage conception = _conceptions[mother];
        uint256 before = conception.draw;
        if (before != 0) {
            if (block.number <= before || _hashOf(before) != 0) revert Expecting(mother, before);
            emit Lapsed(mother, conception.father);
        }
        draw = block.number + AHEAD;
        _conceptions[mother] = Conception(father, uint64(draw));
        emit Conceived(mother, father, draw);
    }

    /// @inheritdoc IAvatarchain
    function deliver(uint256 mother, bytes calldata header) external returns (uint256 id) {
        uint256 father = _conceptions[mother].father;
        uint256 draw = _conceptions[mother].draw;
        if (draw == 0) revert NotExpecting(mother);
        bytes32 seed = keccak256(abi.encode(_drawn(mother, draw, header), mother, father));
        delete _conceptions[mother];
        uint256 genome = _child(_genomes[mother], _genomes[father], seed);
        id = identityOf(genome);
        if (_ownerOf(id) != address(0)) {
            emit Stillborn(mother, father, id);
            return 0;
        }
        uint64 older = _births[mother].generation;
        uint64 younger = _births[father].generation;
        return _bear(
            _requireOwned(mother), genome, mother, father, 1 + (older > younger ? older : younger)
        );
    }

    /// @inheritdoc IAvatarchain
    function conceptionOf(uint256 mother) external view returns (uint256 father, uint256 draw) {
        Conception storage conception = _conceptions[mother];
        return (conception.father, conception.draw);
    }

    /// @inheritdoc IAvatarchain
    function studOfferOf(uint256 father) external view returns (address breeder) {
        return _offers[_requireOwned(father)][father];
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
