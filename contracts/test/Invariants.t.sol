// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OpenRegistry} from "./OpenRegistry.sol";
import {Population} from "./Population.sol";
import {Test} from "./Test.sol";

/// What stays true whatever a population does. Each of these promises has a twin of the registry
/// that betrays it and is caught: see tests/contract/mutants.toml.
contract InvariantsTest is Test {
    error Broken(string what);

    OpenRegistry private registry;
    Population private population;

    function hold(bool kept, string memory what) private pure {
        if (!kept) revert Broken(what);
    }

    function setUp() public {
        registry = new OpenRegistry();
        population = new Population(registry);
        registry.commitBatch(population.root(), 16);
    }

    /// The fuzzer calls the population, and nothing else.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(population);
    }

    function invariant_whatever_a_population_does() public view {
        for (uint256 i = 0; i < population.count(); ++i) {
            try registry.ownerOf(population.ids(i)) {}
            catch {
                revert Broken("who is born exists for ever");
            }
        }
        hold(population.surprises() == 0, "only what the rules allow happens");
        hold(registry.issuanceClosed() == population.closed(), "what is closed stays closed");
        nobodyElse();
        uint256 founders;
        uint256[4] memory held;
        for (uint256 i = 0; i < population.count(); ++i) {
            uint256 id = population.ids(i);
            address owner = ownerOf(id);
            hold(registry.ownerOf(id) == owner, "owners and balances agree");
            if (identityStays(id) == 0) ++founders;
            motherExpects(id);
            ++held[uint160(owner) - uint160(population.holder(0))];
        }
        for (uint256 i = 0; i < 4; ++i) {
            uint256 balance = registry.balanceOf(population.holder(i));
            hold(balance == held[i], "owners and balances agree");
        }
        hold(
            founders == population.registered() + population.claimed()
                && founders + population.born() == population.count(),
            "founders are registered or claimed, all others born"
        );
    }

    /// Who could be a founder is there only by the rules, and only then has a genome.
    function nobodyElse() private view {
        for (uint256 i = 0; i < population.GENOMES(); ++i) {
            uint256 id = registry.identityOf(population.genome(i));
            (address owner, uint256 genome) = registry.stored(id);
            hold((owner == address(0)) == (genome == 0), "who has an owner has a genome");
            hold(owner == ownerOf(id), "founders come by the rules");
        }
    }

    function identityStays(uint256 id) private view returns (uint256 generation) {
        (uint256 genome, uint256 generation_, uint256 mother_, uint256 father_,,) =
            population.lives(id);
        hold(registry.genomeOf(id) == genome, "a genome stays");
        hold(registry.identityOf(genome) == id, "an identity is its genome's");
        uint256 mother;
        uint256 father;
        (generation, mother, father) = registry.birthOf(id);
        hold(mother == mother_ && father == father_, "parents stay");
        hold(generation == generation_, "a generation is one more than the older parent's");
    }

    function motherExpects(uint256 mother) private view {
        (uint256 father, uint256 draw) = registry.conceptionOf(mother);
        (uint256 father_, uint256 draw_) = population.conceptions(mother);
        hold(draw <= population.now_() + 8, "no conception is of a later block");
        hold(father == father_ && draw == draw_, "a mother expects what she conceived");
        if (draw == 0) return;
        (, uint256 hers1, uint256 hers2) = registry.birthOf(mother);
        (, uint256 his1, uint256 his2) = registry.birthOf(father);
        hold(
            father != mother && hers1 != father && hers2 != father && his1 != mother
                && his2 != mother && (hers1 == 0 || hers1 != his1 && hers1 != his2)
                && (hers2 == 0 || hers2 != his1 && hers2 != his2),
            "relatives do not breed"
        );
    }

    function ownerOf(uint256 id) private view returns (address owner) {
        (,,,, owner,) = population.lives(id);
    }

    /// The population is no desert: it does all that the invariants speak of.
    function test_a_population_registers_claims_breeds_and_lets_lapse() public {
        for (uint256 i = 0; i < 600; ++i) {
            uint256[5] memory r;
            for (uint256 j = 0; j < 5; ++j) {
                r[j] = uint256(keccak256(abi.encode(i, j)));
            }
            uint256 what = r[4] % 12;
            if (what == 0) population.register(r[0], r[1], r[2], r[3] % 2 == 0, r[3] % 3 != 0);
            if (what == 1) population.claim(r[0], r[1], r[2], r[3] % 2 == 0);
            if (what == 2) population.conceive(r[0], r[1], r[2]);
            if (what == 3) population.deliver(r[0], r[1]);
            if (what == 4) population.offer(r[0], r[1], r[2]);
            if (what == 5) population.transfer(r[0], r[1], r[2]);
            if (what == 6) population.approve(r[0], r[1], r[2]);
            if (what == 7) population.setOperator(r[0], r[1], r[2] % 2 == 0);
            if (what == 8) population.wait(r[0]);
            if (what == 9) population.found(r[0], r[1], uint64(r[2]), r[3]);
            if (what == 10) population.commit(r[0], r[1], r[2] % 4 != 0);
            if (what == 11) population.close(r[0], i < 450 ? 1 : 0);
        }
        assertEq(population.surprises(), 0);
        assertTrue(population.registered() > 10);
        assertTrue(population.claimed() > 5);
        assertTrue(population.born() > 5);
        assertTrue(population.lapsed() > 0);
        assertTrue(population.stillborn() > 0);
        assertTrue(population.foundings() > 5);
        assertTrue(population.batches() > 5);
        assertTrue(population.closed());
        assertTrue(population.afterClosing() > 0);
    }
}
