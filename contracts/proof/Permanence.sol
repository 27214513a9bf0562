// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";

/// The cheat codes of halmos that this proof uses.
interface Svm {
    function createCalldata(string calldata contract_) external returns (bytes memory data);
    function createAddress(string calldata name) external returns (address);
    function createBytes32(string calldata name) external returns (bytes32);
    function createUint256(string calldata name) external returns (uint256);
}

interface Vm {
    function prank(address sender) external;
    function roll(uint256 number) external;
    function assume(bool condition) external pure;
}

/// The registry, where the hash of a block, what it drew and the genome of a child may be anything;
/// but for the first child, so that there can be an avatar with parents.
contract AnyDraw is Registry {
    uint256 private constant FIRST_MOTHER = 1;
    uint256 private constant FIRST_CHILD = 3;
    bytes32 private immutable _hash;
    bytes32 private immutable _mixture;
    uint256 private immutable _genome;

    constructor(bytes32 species_, bytes32 hash, bytes32 mixture, uint256 genome)
        Registry(species_, Portrait(address(0)), "Tester")
    {
        (_hash, _mixture, _genome) = (hash, mixture, genome);
    }

    /// The holder, or 0 where there is no avatar. `ownerOf` would refuse, and halmos passes over
    /// whatever ends in a refusal.
    function holderOf(uint256 id) external view returns (address) {
        return _ownerOf(id);
    }

    function storedOf(uint256 id) external view returns (uint256) {
        return _genomes[id];
    }

    function _hashOf(uint256) internal view override returns (bytes32) {
        return _hash;
    }

    function _drawn(uint256, uint256, bytes calldata) internal view override returns (bytes32) {
        return _mixture;
    }

    function _child(uint256 mother, uint256, bytes32) internal view override returns (uint256) {
        return mother == FIRST_MOTHER ? FIRST_CHILD : _genome;
    }
}

/// What halmos proves of a registry that holds three founders, a daughter of two of them, who is
/// expecting by the third, a batch that may promise anything, and a founding: for one call, by
/// anyone, whatever it says, in whatever block.
contract Permanence {
    Svm private constant svm = Svm(address(uint160(uint256(keccak256("svm cheat code")))));
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    bytes32 private constant SPECIES = keccak256("species");
    address private constant ALICE = address(0xA11CE);
    address private constant BOB = address(0xB0B);

    AnyDraw private registry;
    uint256 private elder;
    uint256 private founder;
    uint256 private daughter;
    uint256 private suitor;
    uint256 private present;

    function setUp() public {
        registry = new AnyDraw(
            SPECIES,
            svm.createBytes32("hash"),
            svm.createBytes32("mixture"),
            svm.createUint256("child")
        );
        elder = registry.register(ALICE, 1);
        founder = registry.register(ALICE, 2);
        suitor = registry.register(BOB, 4);
        registry.commitBatch(svm.createBytes32("root"), 5);
        vm.roll(50);
        registry.found(SPECIES, 3, 58);
        vm.prank(ALICE);
        registry.conceive(elder, founder);
        vm.roll(59);
        daughter = registry.deliver(elder, "");
        vm.prank(BOB);
        registry.offerStud(suitor, ALICE);
        vm.prank(ALICE);
        registry.conceive(daughter, suitor);
        present = svm.createUint256("block");
        vm.roll(present);
    }

    /// Any account but the zero address, as which nobody can send.
    function somebody() private returns (address who) {
        who = svm.createAddress("anyone");
        vm.assume(who != address(0));
    }

    /// One call by `who`; anything may be in it.
    function anything(address who) private returns (bytes4 what) {
        bytes memory data = svm.createCalldata("AnyDraw");
        what = bytes4(data);
        vm.prank(who);
        (bool done,) = address(registry).call(data);
        done;
    }

    function check_one_call_by_anyone_changes_no_avatar() public {
        anything(svm.createAddress("anyone"));
        assert(registry.species() == SPECIES);
        stays(elder, 1, 0, 0, 0);
        stays(founder, 2, 0, 0, 0);
        stays(suitor, 4, 0, 0, 0);
        stays(daughter, 3, 1, elder, founder);
    }

    function check_one_call_by_a_stranger_moves_no_avatar() public {
        address stranger = svm.createAddress("stranger");
        // Nobody can send as the zero address.
        vm.assume(stranger != ALICE && stranger != BOB && stranger != address(0));
        anything(stranger);
        assert(registry.holderOf(elder) == ALICE && registry.holderOf(founder) == ALICE);
        assert(registry.holderOf(daughter) == ALICE && registry.holderOf(suitor) == BOB);
    }

    function check_who_has_an_owner_has_its_genome_and_nobody_else() public {
        uint256 id = svm.createUint256("any id");
        anything(somebody());
        uint256 stored = registry.storedOf(id);
        if (registry.holderOf(id) == address(0)) assert(stored == 0);
        else assert(registry.identityOf(stored) == id);
    }

    function check_a_conception_is_of_no_later_block() public {
        // There is one of block 59 already.
        vm.assume(present >= 59);
        anything(somebody());
        waits(elder);
        waits(founder);
        waits(daughter);
        waits(suitor);
    }

    function check_after_closing_founders_come_by_claims_alone() public {
        registry.closeIssuance();
        uint256 id = svm.createUint256("any id");
        vm.assume(registry.holderOf(id) == address(0));
        bytes4 what = anything(somebody());
        assert(registry.issuanceClosed());
        if (what == registry.claim.selector || what == registry.deliver.selector) return;
        assert(registry.holderOf(id) == address(0));
    }

    // These two have to be refuted: else the proofs above would say nothing of births and claims.

    function check_no_birth_succeeds() public {
        assert(registry.deliver(daughter, "") == 0);
    }

    function check_no_claim_succeeds() public {
        registry.claim(0, ALICE, svm.createUint256("promised"), new bytes32[](0));
        assert(false);
    }

    function waits(uint256 mother) private view {
        (, uint256 draw) = registry.conceptionOf(mother);
        assert(draw <= 67 || draw - 8 <= present);
    }

    function stays(uint256 id, uint256 genome, uint256 generation, uint256 mother, uint256 father)
        private
        view
    {
        assert(registry.holderOf(id) != address(0));
        assert(registry.genomeOf(id) == genome);
        (uint256 generation_, uint256 mother_, uint256 father_) = registry.birthOf(id);
        assert(generation_ == generation && mother_ == mother && father_ == father);
    }
}
