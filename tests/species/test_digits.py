"""Drawn loci of 256 forms: two loci that are read as the two digits of one number."""

from pathlib import Path

import pytest

from avatarchain import portrait
from avatarchain.errors import FaultyPack
from avatarchain.generate.capacity import capacity
from avatarchain.genetics.genome import LOCI
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.index.promises import look_columns
from avatarchain.species import Species, express, traits
from avatarchain.species.pack import load
from avatarchain.species.rarity import rarity
from support.packs import write_wide_pack

GEM, BADGE, GEM_2, BADGE_2 = 3, 5, 4, 6


@pytest.fixture
def species(folder: Path) -> Species:
    return load(write_wide_pack(folder))


def genome_of(gem: int, badge: int) -> int:
    digits = {GEM: gem >> 4, GEM_2: gem & 15, BADGE: badge >> 4, BADGE_2: badge & 15}
    return sum(digit << 252 - 16 * locus for locus, digit in digits.items())


@pytest.mark.parametrize(("gem", "badge"), [(0, 0), (255, 1), (16, 200), (17, 199), (240, 255)])
def test_each_form_shows_its_name_its_colours_and_its_drawing(
    species: Species, gem: int, badge: int
) -> None:
    genome = genome_of(gem, badge)
    shown = traits(species, genome)
    assert (shown["The gem"], shown["The badge"]) == (f"gem-{gem}", f"badge-{badge}")
    assert shown["face"] == "face-0" + (" (hidden)" if badge == 200 else "")
    assert (
        f'<circle fill="#{gem:02x}90ff" opacity="0.5" cx="{130 + badge}" cy="380" r="90"/>'
        f'<circle stroke="#{gem:02x}4080" stroke-width="9" opacity="0.75" cx="256" '
        f'cy="{100 + badge}" r="60"/></svg>'
    ) in portrait.svg(species, genome)


def test_what_a_second_digit_means_is_not_shown_as_a_trait(species: Species) -> None:
    assert list(traits(species, 0)) == ["skin", "body", "face", "The gem", "The badge"]
    assert [locus.title for locus in species.loci if locus.title] == ["The gem", "The badge"]


def test_forms_that_hide_count_alike_one_by_one_and_by_the_thousand(species: Species) -> None:
    import numpy as np

    genomes = [founder(item_seed(bytes(32), k), species.cumulative) for k in range(300)]
    genomes += [genome_of(0, 200), genome_of(0, 201)]
    rows = np.array([list(genome.to_bytes(2 * LOCI, "big")) for genome in genomes], np.uint8)
    _, hidden, rare = look_columns(species, rows)
    assert hidden == [express(species, genome).hidden for genome in genomes]
    assert rare == [rarity(species, genome) for genome in genomes]
    assert hidden[-2:] == [0b100, 0]


def test_looks_are_counted_with_all_forms(species: Species) -> None:
    # Bodies and badges that hide the face leave 16 faces, or one look without a face.
    faces = 15 * 255 * 16 + 15 * 1 + 1 * 256
    assert capacity(species).looks == 16 * 256 * faces


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ('fill = "#0090ff" -> fill = "#0090FF"', "fill must be #rrggbb in lower case"),
        ('fill = "#0090ff", -> ', "fill must be #rrggbb in lower case, got ''"),
        ('hides = ["face"] } -> hides = ["nose"] }', "hides 'nose', which is no locus"),
        ('hides = ["face"] -> fill = "#123456", hides = ["face"]', "unknown key 'fill'"),
        ('at = ["c8"] -> at = ["c7"]', "'gem-199' stands there already"),
        ('second = "gem-2" -> second = "skin"', "names no locus of kind 'digit'"),
        ('second = "gem-2" -> second = "badge-2"', "must be the second of one locus"),
        ('name = "gem-2"\nkind -> name = "gem-3"\nkind', "names no locus of kind 'digit'"),
        ('title = "The gem" -> title = ""', "title must be a text"),
    ],
)
def test_a_fault_in_forms_is_told(folder: Path, change: str, reason: str) -> None:
    with pytest.raises(FaultyPack) as caught:
        load(write_wide_pack(folder, change=change))
    assert any(reason in fault for fault in caught.value.faults), caught.value.faults
