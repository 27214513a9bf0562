"""What a genome shows: expressed alleles, and loci that others hide."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatarchain import portrait
from avatarchain.genetics.genome import gene
from avatarchain.species import Species, express, traits
from avatarchain.species.pack import load
from support.packs import write_pack

genomes = st.integers(0, 2**256 - 1)


def genome(**alleles: int) -> int:
    """A genome whose expressed genes at skin, body and face are these, all others 0."""
    order = {"skin": 0, "body": 1, "face": 2}
    return sum(allele << 252 - 16 * order[name] for name, allele in alleles.items())


@pytest.fixture
def testling(folder: Path) -> Species:
    """Body 15 hides the face."""
    return load(write_pack(folder))


@pytest.fixture
def feud(folder: Path) -> Species:
    """Body 15 hides the face, and face 15 hides the body."""
    change = '"face-15", weight = 768 -> "face-15", weight = 768, hides = ["body"]'
    return load(write_pack(folder, feud=change))


def test_gene_0_of_each_locus_is_what_shows(testling: Species) -> None:
    @given(genomes)
    def holds(number: int) -> None:
        shown = express(testling, number).alleles
        assert shown == tuple(gene(number, locus, 0) for locus in range(16))

    holds()


def test_recessive_genes_hide_nothing(testling: Species) -> None:
    recessive = genome(body=3) | 0xFFF << 224
    assert gene(recessive, 1, 1) == gene(recessive, 1, 2) == gene(recessive, 1, 3) == 15
    assert express(testling, recessive).hidden == 0
    assert express(testling, genome(body=15)).hidden == 1 << 2


def test_a_hidden_locus_keeps_its_allele_and_is_told_so(testling: Species) -> None:
    assert traits(testling, genome(skin=2, body=15, face=9)) == {
        "skin": "skin-2",
        "body": "body-15",
        "face": "face-9 (hidden)",
    }
    assert traits(testling, genome(skin=2, body=14, face=9))["face"] == "face-9"


def test_silent_loci_have_no_trait(testling: Species) -> None:
    assert set(traits(testling, 2**256 - 1)) == {"skin", "body", "face"}


def test_hidings_are_read_at_once_so_a_hidden_allele_still_hides(feud: Species) -> None:
    both = genome(body=15, face=15)
    expression = express(feud, both)
    assert not expression.shows(1)
    assert not expression.shows(2)
    assert traits(feud, both) == {
        "skin": "skin-0",
        "body": "body-15 (hidden)",
        "face": "face-15 (hidden)",
    }
    assert portrait.svg(feud, both) == portrait.HEAD + portrait.TAIL


def test_each_one_alone_hides_only_the_other(feud: Species) -> None:
    assert express(feud, genome(body=15)).hidden == 1 << 2
    assert express(feud, genome(face=15)).hidden == 1 << 1


def test_a_form_by_another_name_hides_what_its_original_hides(folder: Path) -> None:
    write_pack(folder, same='name = "body-3", weight -> name = "b", same = "body-15", weight')
    (folder / "body" / "body-3.svg").unlink()
    assert express(load(folder), genome(body=3)).hidden == 1 << 2
