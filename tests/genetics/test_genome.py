"""The genome's layout and its two spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatarchain.base.canonical import to_hex
from avatarchain.errors import MalformedGenome
from avatarchain.genetics import genome
from support.published import cases, number

genomes = st.integers(0, 2**256 - 1)


def refusal(text: str) -> str:
    with pytest.raises(MalformedGenome) as caught:
        genome.parse(text)
    return str(caught.value)


@pytest.mark.parametrize("case", [one["answer"] for one in cases("genomes", "genome")])
def test_the_published_spellings_are_read_and_written(case):
    value = number(case["hex"])
    assert genome.parse(case["hex"]) == value
    assert genome.parse(case["dna"]) == value
    assert to_hex(value) == case["hex"]
    assert genome.to_dna(value) == case["dna"]
    assert [list(locus) for locus in genome.genes(value)] == case["genes"]


def test_the_dna_of_alices_founder_begins_as_published():
    value = int("e086075550885c5ee064841d646405533706a0733547683d40173332d304e115", 16)
    assert genome.to_dna(value).startswith("TGAAGACGAACTCCCCCCAAGAGACCTACCTG")


def test_locus_0_is_the_first_four_digits_and_gene_0_the_first_of_them():
    value = genome.parse("1234" + "0" * 56 + "abcd")
    assert genome.genes(value)[0] == (1, 2, 3, 4)
    assert genome.genes(value)[15] == (10, 11, 12, 13)
    assert genome.gene(value, 0, 0) == 1
    assert genome.gene(value, 15, 3) == 13
    assert genome.expressed(value) == (1, *[0] * 14, 10)


def test_a_gene_is_two_letters_of_dna():
    assert genome.to_dna(genome.parse("0123456789abcdef" * 4)) == (
        "AAACAGATCACCCGCTGAGCGGGTTATCTGTT" * 4
    )


@given(genomes)
def test_both_spellings_and_the_genes_come_back(value):
    assert genome.parse(to_hex(value)) == value
    assert genome.parse(genome.to_dna(value)) == value
    assert genome.from_genes(one for locus in genome.genes(value) for one in locus) == value
    assert genome.expressed(value) == tuple(locus[0] for locus in genome.genes(value))


@given(genomes)
def test_either_case_is_read_with_and_without_0x(value):
    text = to_hex(value)
    for spelling in (text.upper(), text[2:], text[2:].upper(), genome.to_dna(value).lower()):
        assert genome.parse(spelling) == value


def test_64_letters_that_are_digits_and_bases_alike_are_hex():
    assert genome.parse("ac" * 32) == int("ac" * 32, 16)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0x" + "0" * 10 + "g" + "0" * 53, "'g' at position 13 is not one of 0-9 a-f"),
        ("0" * 10 + "g" + "0" * 53, "'g' at position 11 is not one of 0-9 a-f"),
        ("A" * 99 + "N" + "A" * 28, "'N' at position 100 is not one of ACGT"),
        ("0x" + "0" * 63, "expected 64 digits of hex, got 63 (position 66 is missing)"),
        ("0" * 65, "expected 64 digits of hex, got 65 (the first too many is at position 65)"),
        ("A" * 127, "expected 128 letters of DNA, got 127 (position 128 is missing)"),
        ("A" * 129, "expected 128 letters of DNA, got 129 (the first too many is at position 129)"),
        ("", "expected 128 letters of DNA, got 0"),
        ("0x", "expected 64 digits of hex, got 0"),
        ("0x" + "A" * 128, "expected 64 digits of hex, got 128"),
        (" " + "0" * 64, "' ' at position 1 is not one of 0-9 a-f"),
        ("0" * 64 + "\n", "'\\n' at position 65 is not one of 0-9 a-f"),
        ("-" + "0" * 63, "'-' at position 1"),
        ("0_" + "0" * 62, "'_' at position 2"),
        ("٣" + "0" * 63, "'٣' at position 1"),
        ("ａ" + "0" * 63, "'ａ' at position 1"),
    ],
)
def test_a_text_that_is_no_genome_is_refused_by_position(text, says):
    assert says in refusal(text)


@given(st.text(max_size=140))
def test_any_text_is_a_genome_or_one_refusal(text):
    try:
        value = genome.parse(text)
    except MalformedGenome:
        return
    assert text.upper().removeprefix("0X") in (
        to_hex(value)[2:].upper(),
        genome.to_dna(value),
    )


@pytest.mark.parametrize("count", [0, 63, 65])
def test_a_wrong_number_of_genes_is_refused(count):
    with pytest.raises(MalformedGenome, match=f"expected 64 genes, got {count}"):
        genome.from_genes([0] * count)


@pytest.mark.parametrize("allele", [-1, 16, 256])
@pytest.mark.parametrize("position", [1, 2, 64])
def test_a_gene_outside_its_sixteen_alleles_is_refused(allele, position):
    genes = [0] * 64
    genes[position - 1] = allele
    with pytest.raises(MalformedGenome, match=f"gene {position} is {allele}, not one of 0 to 15"):
        genome.from_genes(genes)
