// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";
import {Blocks} from "./Blocks.sol";
import {Headers} from "./Headers.sol";
import {HeredityHarness} from "./HeredityHarness.sol";
import {Tree} from "./Tree.sol";

/// What a sender pays, with the limits that the design sets. Every call is a transaction, with
/// its base fee of 21,000, its calldata and its refund; senders and genomes are fixed, so that
/// the figures are the same on every machine.
contract GasTest is Blocks {
    address private constant HOLDER = 0x70997970C51812dc3A010C7d01b50e0d17dc79C8;
    address private constant NOBODY = 0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC;

    Registry private registry;

    function setUp() public {
        pass(1000);
        registry = new Registry(keccak256("species"), Portrait(address(0)), "Tester");
        registry.register(HOLDER, genome(0));
    }

    function genome(uint256 number) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("genome", number)));
    }

    function paid(string memory name, uint256 limit) private returns (uint256 gas) {
        gas = vm.snapshotGasLastCall("gas", name);
        assertAtMost(gas, limit);
    }

    function test_gas_of_register() public {
        registry.register(HOLDER, genome(1));
        paid("register, to a holder of another", 79_500);
        registry.register(NOBODY, genome(2));
        paid("register, to a new holder", 96_600);
    }

    function test_gas_of_register_many() public {
        uint256[] memory genomes = new uint256[](100);
        for (uint256 i = 0; i < 100; ++i) {
            genomes[i] = genome(1 + i);
        }
        registry.registerMany(HOLDER, genomes);
        paid("registerMany, 100", 100 * 51_000);
    }

    function test_gas_of_a_birth() public {
        uint256 mother = registry.identityOf(genome(0));
        uint256 father = registry.register(HOLDER, genome(1));
        vm.prank(HOLDER);
        registry.conceive(mother, father);
        uint256 conceived = paid("conceive, founders of one holder", 90_000);
        pass(9);
        remember(1008);
        registry.deliver(mother, Headers.header(1008));
        uint256 delivered = paid("deliver, to a holder of another", 180_000);
        assertAtMost(conceived + delivered, 260_000);
    }

    function test_gas_of_a_late_birth() public {
        keepHistory();
        uint256 mother = registry.identityOf(genome(0));
        uint256 father = registry.register(HOLDER, genome(1));
        vm.prank(HOLDER);
        registry.conceive(mother, father);
        pass(8 + KEPT);
        remember(1008);
        registry.deliver(mother, Headers.header(1008));
        paid("deliver, from the history of EIP-2935", 185_000);
    }

    function test_gas_of_foundings() public {
        registry.found(bytes32(uint256(uint160(HOLDER))), 1, 1008);
        paid("found, for one address", 35_000);
        registry.found(keccak256("list"), type(uint64).max, type(uint64).max);
        paid("found, the largest count and the latest draw", 35_000);
        registry.commitFounding(0, keccak256("root"));
        paid("commitFounding, the first", 95_000);
        registry.closeIssuance();
        paid("closeIssuance", 35_000);
        registry.commitFounding(1, keccak256("root"));
        paid("commitFounding, a later one", 80_000);
    }

    function test_gas_of_inheritance() public {
        HeredityHarness heredity = new HeredityHarness();
        uint256 most;
        for (uint256 i = 0; i < 64; ++i) {
            (uint256 gas,) = heredity.gasOfOffspring(genome(0), genome(1), bytes32(i));
            if (gas > most) most = gas;
        }
        assertAtMost(most, 1_500);
        vm.snapshotValue("gas", "inheritance alone, most of 64 births", most);
    }

    function test_gas_of_batches() public {
        bytes32[] memory leaves = new bytes32[](16);
        for (uint256 i = 0; i < 16; ++i) {
            leaves[i] = Tree.leaf(HOLDER, genome(1 + i));
        }
        // Sixteen more levels over the tree of sixteen leaves, each with a sibling of its own.
        bytes32[] memory proof = new bytes32[](20);
        bytes32[] memory low = Tree.proof(leaves, 5);
        bytes32 root = Tree.root(leaves);
        for (uint256 i = 0; i < 20; ++i) {
            proof[i] = i < 4 ? low[i] : keccak256(abi.encode("sibling", i));
            if (i >= 4) root = Tree.pair(root, proof[i]);
        }
        registry.commitBatch(root, 1 << 20);
        paid("commitBatch, the first", 72_000);
        registry.commitBatch(keccak256("another root"), 1 << 20);
        paid("commitBatch, a later one", 55_000);
        registry.claim(0, HOLDER, genome(6), proof);
        paid("claim, 20 levels, to a holder of another", 116_000);
    }

    function test_gas_of_offers_and_keys() public {
        uint256 father = registry.identityOf(genome(0));
        vm.prank(HOLDER);
        registry.offerStud(father, NOBODY);
        paid("offerStud, the first", 60_000);
        registry.setIssuerKey(keccak256("key"));
        paid("setIssuerKey, the first", 60_000);
        registry.revokeIssuerKey(keccak256("key"));
        paid("revokeIssuerKey, the one in force", 60_000);
    }

    function test_gas_of_art() public {
        Portrait portrait = new Portrait(5 * 24_575);
        bytes memory chunk = new bytes(24_575);
        for (uint256 i = 0; i < chunk.length; ++i) {
            chunk[i] = 0x2e;
        }
        for (uint256 i = 0; i < 5; ++i) {
            portrait.add(i, chunk);
        }
        paid("add, a whole chunk of art", 5_500_000);
        portrait.seal();
        paid("seal, five chunks of art", 600_000);
        assertEq(portrait.species(), portrait.provenSpecies());
        paid("provenSpecies, five chunks of art", 550_000);
    }
}
