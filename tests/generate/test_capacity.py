"""How many looks there are and how often they repeat, held to counting and to chance."""

import math
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from avatarchain.generate.capacity import capacity, chance_of_repeat
from avatarchain.genetics import population
from avatarchain.genetics.seeds import cumulate
from avatarchain.species import SHAPE, TOTAL_WEIGHT, Allele, Layer, Locus, Species, silent_locus
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack
from support.layers import write_layers

# Per locus: (weight, form, hidden loci) of each allele. Locus 0 hides 1 and 2; locus 1, which
# may be hidden itself, hides 3; two alleles of locus 2 share a form.
LOCI = [
    [(40_000, "a", []), (20_000, "b", [1]), (5_000, "c", [1, 2]), (536, "d", [])],
    [(30_000, "p", []), (30_000, "q", [3]), (5_536, "r", [3])],
    [(60_000, "x", []), (5_000, "y", []), (536, "x", [])],
    [(65_000, "m", []), (536, "n", [])],
]


def small() -> Species:
    """The species of LOCI, with twelve silent loci; alleles beyond those told are never drawn."""
    loci, layers = [], []
    for number, alleles in enumerate(LOCI):
        rows = [
            Allele(form, weight, hides=sum(1 << one for one in hides))
            for weight, form, hides in alleles
        ]
        forms = [form for _, form, _ in alleles]
        while len(rows) < 16:
            rows.append(replace(rows[0], weight=0))
            forms.append(forms[0])
        loci.append(Locus(f"locus-{number}", SHAPE, tuple(rows)))
        layers.append(Layer(number, tuple(forms)))
    loci += [silent_locus(number) for number in range(len(LOCI), 16)]
    weights = [[allele.weight for allele in locus.alleles] for locus in loci]
    return Species(
        name="small",
        version="1",
        description="",
        colours=(),
        loci=tuple(loci),
        layers=tuple(layers),
        background=None,
        cumulative=cumulate(weights),
        rules=b"",
        art=b"",
        id=bytes(32),
    )


def looks() -> dict[object, Fraction]:
    """Every look of LOCI and its chance, by counting."""
    found: dict[object, Fraction] = {}
    for alleles in product(*LOCI):
        hidden = {one for _, _, hides in alleles for one in hides}
        shown = tuple(form for n, (_, form, _) in enumerate(alleles) if n not in hidden)
        # An allele that hides shows by that: two of the same form may hide differently.
        hiding = tuple(tuple(hides) for n, (_, _, hides) in enumerate(alleles) if n not in hidden)
        chance = math.prod((Fraction(w, TOTAL_WEIGHT) for w, _, _ in alleles), start=Fraction(1))
        key = (frozenset(hidden), shown, hiding)
        found[key] = found.get(key, Fraction(0)) + chance
    return found


def test_looks_are_those_that_counting_finds() -> None:
    found = capacity(small())
    assert found.looks == len(looks())
    assert found.same_look == pytest.approx(float(sum(one**2 for one in looks().values())))


def test_pairs_of_founders_share_a_look_as_often_as_told() -> None:
    species, pairs = small(), 20_000
    seeds = population.item_seeds(bytes(32), 0, 2 * pairs)
    expressed = population.founders(seeds, species.cumulative)[:, : len(LOCI)] >> 12
    seen = []
    for row in expressed:
        alleles = [LOCI[n][k] for n, k in enumerate(row)]
        hidden = {one for _, _, hides in alleles for one in hides}
        seen.append(tuple("" if n in hidden else one[1] for n, one in enumerate(alleles)))
    alike = sum(a == b for a, b in zip(seen[::2], seen[1::2], strict=True)) / pairs
    expected = capacity(species).same_look
    assert abs(alike - expected) < 5 * math.sqrt(expected / pairs)


def test_the_looks_of_a_layer_of_two_digits_are_those_that_counting_finds(tmp_path: Path) -> None:
    """Every body with each of the 256 places of a hat; two hats are one picture."""
    layers = write_layers(tmp_path / "layers", hats=40)
    (layers / "10 - Hats" / "Hat 4#17.png").write_bytes(
        (layers / "10 - Hats" / "Hat 3#10.png").read_bytes()
    )
    make_pack(layers, tmp_path / "pack", "hatted")
    species = load(tmp_path / "pack")
    background, body, hats, digit = species.loci[:4]
    drawn = {layer.locus: layer.drawings for layer in species.layers}
    found: dict[object, Fraction] = {}
    for sky, trunk, first, second in product(range(16), repeat=4):
        look = drawn[0][sky], drawn[1][trunk], drawn[2][16 * first + second]
        weights = zip((background, body, hats, digit), (sky, trunk, first, second), strict=True)
        chance = math.prod(
            (Fraction(locus.alleles[k].weight, TOTAL_WEIGHT) for locus, k in weights),
            start=Fraction(1),
        )
        found[look] = found.get(look, Fraction(0)) + chance
    assert capacity(species).looks == len(found) == 2 * 39
    assert capacity(species).same_look == pytest.approx(
        float(sum(one**2 for one in found.values())), rel=1e-12
    )


def test_hiding_makes_fewer_looks(species: Species) -> None:
    bare = replace(
        species,
        loci=tuple(
            replace(locus, alleles=tuple(replace(allele, hides=0) for allele in locus.alleles))
            for locus in species.loci
        ),
    )
    assert capacity(species).looks < capacity(bare).looks
    assert capacity(species).same_look > capacity(bare).same_look


def test_the_chance_of_the_same_genome_is_that_of_every_gene() -> None:
    silent = replace(
        small(), loci=tuple(silent_locus(n) for n in range(16)), layers=(), background=None
    )
    assert capacity(silent).same_genome == pytest.approx(2.0**-256)
    assert capacity(silent).looks == 1


def test_a_repeat_is_as_likely_as_two_birthdays() -> None:
    assert chance_of_repeat(23, 1 / 365) == pytest.approx(0.5, abs=0.01)
    assert chance_of_repeat(1, 0.5) == 0
    assert chance_of_repeat(10**6, 1e-30) == pytest.approx(5e-19, rel=1e-5)
    assert np.isclose(chance_of_repeat(10**9, 0.5), 1)
