// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Heredity} from "../src/Heredity.sol";
import {IAvatarchain} from "../src/IAvatarchain.sol";
import {Blocks} from "./Blocks.sol";
import {Headers} from "./Headers.sol";
import {OpenRegistry} from "./OpenRegistry.sol";
import {Tree} from "./Tree.sol";

/// Holders, an issuer and strangers who do anything in any order, and a chronicle of it: who came
/// into being, from whom, and whose it is, kept by the rules alone and without asking the
/// registry. Every call that the rules refuse must be refused, and every other must not:
/// `surprises` counts where the registry decided otherwise.
contract Population is Blocks {
    using Tree for bytes32[];

    struct Life {
        uint256 genome;
        uint256 generation;
        uint256 mother;
        uint256 father;
        address owner;
        address approved;
    }

    struct Conception {
        uint256 father;
        uint256 draw;
    }

    uint256 private constant LEAVES = 16;
    /// The promised genomes are the first of these, those of the foundings the next.
    uint256 public constant GENOMES = 4 * LEAVES;

    OpenRegistry public immutable registry;
    address public immutable issuer;

    uint256[] public ids;
    mapping(uint256 id => Life) public lives;
    mapping(uint256 mother => Conception) public conceptions;
    mapping(address owner => mapping(uint256 father => address)) private offers;
    mapping(address owner => mapping(address operator => bool)) private operators;
    bytes32[] private leaves;
    bytes32[] private drawnLeaves;
    bool[] private commitments;
    /// The batches whose tree is the one of the foundings.
    mapping(uint256 batch => bool) private isDrawn;

    bool public closed;
    uint256 public batches = 1;
    uint256 public surprises;
    uint256 public registered;
    uint256 public claimed;
    uint256 public born;
    uint256 public lapsed;
    uint256 public stillborn;
    uint256 public afterClosing;

    constructor(OpenRegistry registry_) {
        registry = registry_;
        issuer = msg.sender;
        present = 1000;
        keepHistory();
        for (uint256 i = 0; i < LEAVES; ++i) {
            leaves.push(Tree.leaf(holder(i), genome(i)));
            drawnLeaves.push(Tree.leaf(holder(i), genome(LEAVES + i)));
        }
    }

    function root() external view returns (bytes32) {
        return leaves.root();
    }

    function count() external view returns (uint256) {
        return ids.length;
    }

    function holder(uint256 number) public pure returns (address) {
        return address(uint160(0xA11CE + number % 4));
    }

    function now_() external view returns (uint256) {
        return present;
    }

    function foundings() external view returns (uint256) {
        return commitments.length;
    }

    function genome(uint256 number) public pure returns (uint256) {
        return uint256(keccak256(abi.encode("genome", number % GENOMES)));
    }

    function someone(uint256 number) private view returns (address) {
        return number % 5 == 4 ? issuer : holder(number % 5);
    }

    function anyId(uint256 number) private view returns (uint256) {
        return ids.length == 0 ? number : ids[number % ids.length];
    }

    function lives_(uint256 id) private view returns (bool) {
        return lives[id].owner != address(0);
    }

    function serves(address sender, address owner) private view returns (bool) {
        return owner != address(0) && (sender == owner || operators[owner][sender]);
    }

    /// Rather a mother who expects a child, where there is one.
    function expectant(uint256 number) private view returns (uint256 mother) {
        mother = anyId(number);
        for (uint256 i = 0; i < ids.length && conceptions[mother].draw == 0; ++i) {
            mother = anyId(number % ids.length + i);
        }
    }

    function childOf(uint256 mother) private view returns (uint256) {
        uint256 father = conceptions[mother].father;
        bytes32 mixture = Headers.mixOf(conceptions[mother].draw);
        bytes32 seed = keccak256(bytes.concat(mixture, bytes32(mother), bytes32(father)));
        return Heredity.offspring(lives[mother].genome, lives[father].genome, seed);
    }

    function related(uint256 a, uint256 b) private view returns (bool) {
        uint256[2] memory hers = [lives[a].mother, lives[a].father];
        uint256[2] memory his = [lives[b].mother, lives[b].father];
        for (uint256 i = 0; i < 2; ++i) {
            if (hers[i] == b || his[i] == a) return true;
            if (hers[i] != 0 && (hers[i] == his[0] || hers[i] == his[1])) return true;
        }
        return false;
    }

    function call(address sender, bytes memory data, bool allowed) private returns (bool done) {
        vm.roll(present);
        vm.prank(sender == address(0) ? issuer : sender);
        (done,) = address(registry).call(data);
        if (done != allowed) ++surprises;
        done = done && allowed;
    }

    function chronicle(uint256 drawn, address to, uint256 mother, uint256 father) private {
        uint256 id = registry.identityOf(drawn);
        uint256 generation;
        if (mother != 0) {
            (uint256 hers, uint256 his) = (lives[mother].generation, lives[father].generation);
            generation = 1 + (hers < his ? his : hers);
        }
        lives[id] = Life(drawn, generation, mother, father, to, address(0));
        ids.push(id);
    }

    // --- what they do

    function register(uint256 who, uint256 number, uint256 to, bool many, bool spoil) external {
        address sender = who % 3 == 0 ? someone(who / 3) : issuer;
        uint256 mother = spoil ? expectant(number) : 0;
        // At times the very child that a mother expects.
        uint256 drawn = spoil && conceptions[mother].draw != 0 ? childOf(mother) : genome(number);
        bool allowed = sender == issuer && !closed && !lives_(registry.identityOf(drawn));
        uint256[] memory one = new uint256[](1);
        one[0] = drawn;
        bytes memory data = many
            ? abi.encodeCall(IAvatarchain.registerMany, (holder(to), one))
            : abi.encodeCall(IAvatarchain.register, (holder(to), drawn));
        if (!call(sender, data, allowed)) return;
        chronicle(drawn, holder(to), 0, 0);
        ++registered;
    }

    function claim(uint256 who, uint256 leaf, uint256 to, bool honest) external {
        uint256 batch = to % batches;
        leaf %= LEAVES;
        address receiver = honest ? holder(leaf) : holder(to);
        uint256 drawn = isDrawn[batch] ? genome(LEAVES + leaf) : genome(leaf);
        bytes32[] memory proof = isDrawn[batch] ? drawnLeaves.proof(leaf) : leaves.proof(leaf);
        bool allowed = receiver == holder(leaf) && !lives_(registry.identityOf(drawn));
        bytes memory data = abi.encodeCall(IAvatarchain.claim, (batch, receiver, drawn, proof));
        if (!call(someone(who), data, allowed)) return;
        chronicle(drawn, receiver, 0, 0);
        ++claimed;
        if (closed) ++afterClosing;
    }

    /// A founding, whose recipients are a word that could be a genome.
    function found(uint256 who, uint256 number, uint64 founders, uint256 ahead) external {
        address sender = who % 3 == 0 ? someone(who / 3) : issuer;
        (founders, ahead) = (founders % 4, ahead % 64);
        bool allowed = sender == issuer && !closed && founders != 0 && ahead >= 8;
        bytes memory data = abi.encodeCall(
            IAvatarchain.found, (bytes32(genome(number)), founders, uint64(present + ahead))
        );
        if (call(sender, data, allowed)) commitments.push(false);
    }

    function commit(uint256 who, uint256 number, bool founding) external {
        address sender = who % 3 == 0 ? someone(who / 3) : issuer;
        bool allowed = sender == issuer;
        bytes memory data = abi.encodeCall(IAvatarchain.commitBatch, (Tree.root(leaves), 16));
        if (founding) {
            number %= commitments.length + 1;
            allowed = allowed && number < commitments.length && !commitments[number];
            data = abi.encodeCall(IAvatarchain.commitFounding, (number, Tree.root(drawnLeaves)));
        } else {
            allowed = allowed && !closed;
        }
        if (!call(sender, data, allowed)) return;
        if (founding) commitments[number] = isDrawn[batches] = true;
        ++batches;
    }

    function close(uint256 who, uint256 chance) external {
        if (chance % 32 != 0) return;
        address sender = who % 3 == 0 ? someone(who / 3) : issuer;
        bytes memory data = abi.encodeCall(IAvatarchain.closeIssuance, ());
        if (call(sender, data, sender == issuer && !closed)) closed = true;
    }

    function conceive(uint256 who, uint256 hers, uint256 his) external {
        (uint256 mother, uint256 father) = (anyId(hers), anyId(his));
        // Rather a pair that may, where there is one.
        for (uint256 i = 0; i < ids.length && who % 8 != 0; ++i) {
            father = anyId(his % ids.length + i);
            address his_ = lives[father].owner;
            address hers_ = lives[mother].owner;
            bool offered = his_ == hers_ || offers[his_][father] == hers_;
            if (offered && father != mother && !related(mother, father)) break;
        }
        address breeder = lives[mother].owner;
        address owner = lives[father].owner;
        address sender = who % 4 == 0 ? someone(who / 4) : breeder;
        uint256 draw = conceptions[mother].draw;
        bool allowed = serves(sender, breeder) && mother != father && owner != address(0)
            && (owner == breeder || offers[owner][father] == breeder) && !related(mother, father)
            && (draw == 0 || present > draw + KEPT);
        if (draw != 0) know(draw);
        if (!call(sender, abi.encodeCall(IAvatarchain.conceive, (mother, father)), allowed)) {
            return;
        }
        if (draw != 0) ++lapsed;
        conceptions[mother] = Conception(father, present + 8);
    }

    function deliver(uint256 who, uint256 hers) external {
        uint256 mother = who % 8 == 0 ? anyId(hers) : expectant(hers);
        Conception memory conception = conceptions[mother];
        uint256 draw = conception.draw;
        know(draw);
        bool allowed = draw != 0 && present > draw && present <= draw + KEPT;
        uint256 child = childOf(mother);
        bytes memory data = abi.encodeCall(IAvatarchain.deliver, (mother, Headers.header(draw)));
        if (!call(someone(who), data, allowed)) return;
        delete conceptions[mother];
        if (lives_(registry.identityOf(child))) {
            ++stillborn;
            return;
        }
        chronicle(child, lives[mother].owner, mother, conception.father);
        ++born;
    }

    /// The chain gives the block the hash of its header, once it is past.
    function know(uint256 draw) private {
        vm.roll(present);
        remember(draw);
    }

    function offer(uint256 who, uint256 his, uint256 breeder) external {
        uint256 father = anyId(his);
        address owner = lives[father].owner;
        address sender = who % 4 == 0 ? someone(who / 4) : owner;
        bytes memory data = abi.encodeCall(IAvatarchain.offerStud, (father, holder(breeder)));
        if (call(sender, data, serves(sender, owner))) offers[owner][father] = holder(breeder);
    }

    function transfer(uint256 who, uint256 number, uint256 to) external {
        uint256 id = anyId(number);
        address owner = lives[id].owner;
        address sender = who % 2 == 0 ? someone(who / 2) : owner;
        bool allowed = serves(sender, owner) || owner != address(0) && sender == lives[id].approved;
        bytes memory data =
            abi.encodeWithSelector(registry.transferFrom.selector, owner, holder(to), id);
        if (!call(sender, data, allowed)) return;
        lives[id].owner = holder(to);
        lives[id].approved = address(0);
    }

    function approve(uint256 who, uint256 number, uint256 to) external {
        uint256 id = anyId(number);
        address owner = lives[id].owner;
        address sender = who % 4 == 0 ? someone(who / 4) : owner;
        bytes memory data = abi.encodeCall(registry.approve, (someone(to), id));
        if (call(sender, data, serves(sender, owner))) lives[id].approved = someone(to);
    }

    function setOperator(uint256 who, uint256 operator, bool may) external {
        address owner = holder(who);
        bytes memory data = abi.encodeCall(registry.setApprovalForAll, (someone(operator), may));
        if (call(owner, data, true)) operators[owner][someone(operator)] = may;
    }

    function wait(uint256 blocks) external {
        // Now and then past what the history keeps, and to the very edge of it.
        present += blocks % 16 == 0 ? KEPT - 8 + (blocks / 16) % 18 : 1 + (blocks / 16) % 12;
    }
}
