// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HeredityHarness} from "./HeredityHarness.sol";
import {Test} from "./Test.sol";

/// Inheritance, word-wide, against its vectors and against a model that goes gene by gene.
contract HeredityTest is Test {
    uint256 private constant MOTHER =
        0x0123012301230123012301230123012301230123012301230123012301230123;
    uint256 private constant FATHER =
        0x4567456745674567456745674567456745674567456745674567456745674567;

    HeredityHarness private heredity;

    function setUp() public {
        heredity = new HeredityHarness();
    }

    function test_a_birth_without_mutation_gives_the_published_child() public view {
        assertEq(
            heredity.offspring(MOTHER, FATHER, bytes32(uint256(1))),
            0x0427456745361563542341231756456745634127021705374172165341632463
        );
    }

    function test_a_birth_with_a_mutation_gives_the_published_child() public view {
        assertEq(
            heredity.offspring(MOTHER, FATHER, bytes32(uint256(17))),
            0x0517452715230172013246574516025302130523102345621572421701960163
        );
    }

    function test_the_birth_seed_of_a_known_block_and_parents_is_the_published_one() public pure {
        bytes32 hash = bytes32(uint256(type(uint256).max / 255 * 0x11));
        assertEq(
            keccak256(abi.encode(hash, uint256(1), uint256(2))),
            0xb17ae73b7d48db18adabbd31559bb80228399275ca5c82acdab14f1017480997
        );
    }

    function testFuzz_the_word_wide_rule_equals_the_gene_by_gene_one(
        uint256 mother,
        uint256 father,
        bytes32 seed
    ) public view {
        assertEq(heredity.offspring(mother, father, seed), model(mother, father, seed));
    }

    function testFuzz_many_births_at_once_equal_births_one_by_one(
        uint256[4] memory mothers,
        uint256[4] memory fathers,
        bytes32[4] memory seeds
    ) public view {
        uint256[] memory m = new uint256[](4);
        uint256[] memory f = new uint256[](4);
        bytes32[] memory s = new bytes32[](4);
        for (uint256 i = 0; i < 4; ++i) {
            (m[i], f[i], s[i]) = (mothers[i], fathers[i], seeds[i]);
        }
        uint256[] memory children = heredity.offspringMany(m, f, s);
        for (uint256 i = 0; i < 4; ++i) {
            assertEq(children[i], heredity.offspring(m[i], f[i], s[i]));
        }
    }

    function testFuzz_at_most_one_gene_is_of_neither_parent(
        uint256 mother,
        uint256 father,
        bytes32 seed
    ) public view {
        uint256 child = heredity.offspring(mother, father, seed);
        uint256 strangers;
        for (uint256 gene = 0; gene < 64; ++gene) {
            uint256 lane = gene / 4 * 16;
            if (
                !holds(mother >> lane, digit(child, gene))
                    && !holds(father >> lane, digit(child, gene))
            ) {
                ++strangers;
            }
        }
        assertAtMost(strangers, 1);
    }

    function test_every_one_of_the_64_genes_can_mutate() public view {
        uint256 seen;
        for (uint256 i = 0; seen != type(uint64).max; ++i) {
            uint256 changed = heredity.offspring(0, 0, bytes32(i));
            for (uint256 gene = 0; gene < 64; ++gene) {
                if (digit(changed, gene) != 0) seen |= 1 << gene;
            }
        }
    }

    // --- the model: genes as a list, counted from the right, as the design counts bits

    function model(uint256 mother, uint256 father, bytes32 seed) private pure returns (uint256) {
        uint256 r = uint256(keccak256(bytes.concat(seed, bytes32(uint256(0)))));
        uint256 q = uint256(keccak256(bytes.concat(seed, bytes32(uint256(1)))));
        uint256 child;
        for (uint256 lane = 0; lane < 16; ++lane) {
            uint256 bits = (r >> (16 * lane)) % 65_536;
            uint256[4] memory hers = risen(mother, lane, bits);
            uint256[4] memory his = risen(father, lane, bits >> 6);
            for (uint256 k = 0; k < 4; ++k) {
                uint256 allele = (bits >> (12 + k)) % 2 == 1 ? hers[k] : his[k];
                uint256 gene = 4 * lane + k;
                if (q % 8 == 0 && (q >> 3) % 64 == gene) allele ^= (q >> 9) % 16;
                child += allele * 16 ** gene;
            }
        }
        return child;
    }

    function risen(uint256 genome, uint256 lane, uint256 bits)
        private
        pure
        returns (uint256[4] memory genes)
    {
        for (uint256 k = 0; k < 4; ++k) {
            genes[k] = digit(genome, 4 * lane + k);
        }
        for (uint256 k = 0; k < 3; ++k) {
            if ((bits >> (2 * k)) % 4 == 3) (genes[k], genes[k + 1]) = (genes[k + 1], genes[k]);
        }
    }

    function digit(uint256 genome, uint256 gene) private pure returns (uint256) {
        return genome / 16 ** gene % 16;
    }

    function holds(uint256 lane, uint256 allele) private pure returns (bool) {
        for (uint256 k = 0; k < 4; ++k) {
            if (digit(lane, k) == allele) return true;
        }
        return false;
    }
}
