"""Every allele can be told from every other of its locus on a small picture."""

import itertools

import numpy as np
import pytest

from avatarchain import portrait
from avatarchain.species import SILENT
from avatarchain.species.pack import load, shipped

SIDE = 128
CHANNEL = 20  # of 255: a difference that an eye sees side by side
PIXELS = 64  # as many as 8 × 8 of them


@pytest.mark.parametrize("name", shipped())
def test_any_two_alleles_of_a_locus_differ_visibly_on_the_plain_body(name: str) -> None:
    species = load(name)
    alike = []
    for number, locus in enumerate(species.loci):
        if locus.kind == SILENT:
            continue
        pictures = [
            portrait.pixels(species, allele << 252 - 16 * number, SIDE).astype(int)
            for allele in range(16)
        ]
        for (a, one), (b, two) in itertools.combinations(enumerate(pictures), 2):
            apart = int((np.abs(one - two).max(axis=2) > CHANNEL).sum())
            if apart < PIXELS:
                alike.append((locus.name, locus.alleles[a].name, locus.alleles[b].name, apart))
    assert alike == []
