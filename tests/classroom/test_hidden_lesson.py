"""The lesson `hidden`: what a pupil gets, and that counting gives the answer."""

import hashlib
import os
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from rooms import SEED, counting_pupil, glimmer, room, seen_alleles

from avatarchain.classroom import faces, hidden
from avatarchain.classroom.lessons import check_room, content_of, right_answer
from avatarchain.errors import PageTooLarge
from avatarchain.genetics import heredity, population
from avatarchain.genetics.genome import gene
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.species import express

PUPILS = int(os.environ.get("PUPILS", "100"))


def test_the_master_and_the_items_are_those_that_the_format_names() -> None:
    master = hashlib.blake2b(
        b"hidden", digest_size=32, key=SEED, person=b"avatarchain-task"
    ).digest()
    assert room().master("hidden") == master
    task = hidden.task(room(), glimmer(), 2, 1, 5)
    items = (item_seed(master, 2 * 65_536 + k) for k in range(4096))
    assert task.mother in [founder(seed, glimmer().cumulative) for seed in items]
    first = heredity.offspring(task.mother, task.tester, item_seed(master, 2 * 65_536 + 8192))
    assert population.to_integers(task.children)[0] == first


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_her_four_genes_differ_and_the_tester_is_pure_and_has_none_of_them(number: int) -> None:
    for pupil in range(1, 30):
        task = hidden.task(room(30), glimmer(), pupil, number, 1)
        assert len({*task.genes}) == 4
        tester = {gene(task.tester, task.locus, place) for place in range(4)}
        assert len(tester) == 1
        assert not tester & {*task.genes}
        assert task.answer == task.genes[1:3]


def test_no_animal_hides_the_locus_in_question() -> None:
    names = [locus.name for locus in glimmer().loci]
    loci = [names.index(name) for name in hidden.LOCI]
    hidden_by_any = 0
    for locus in glimmer().loci:
        for allele in locus.alleles:
            hidden_by_any |= allele.hides
    assert not any(hidden_by_any >> locus & 1 for locus in loci)
    assert hidden_by_any


def test_pupils_who_only_count_are_right_in_95_of_100_lessons() -> None:
    """`make pupils` tries a thousand."""
    here = room(PUPILS)
    content = content_of(here, glimmer(), "hidden", 1, None)
    answers = [counting_pupil(content.visible, part.visible) for part in content.parts]
    right = sum(answer == part.answer for answer, part in zip(answers, content.parts, strict=True))
    assert right >= 0.95 * PUPILS, f"{right} of {PUPILS}"


def test_the_children_show_the_genes_as_often_as_the_odds_say() -> None:
    counts: Counter[str] = Counter()
    for pupil in range(1, 21):
        task = hidden.task(room(20), glimmer(), pupil, 1, 400)
        assert 1 - sum(task.chances.values()) == Fraction(11, 8192)  # the other eleven alleles
        shown = Counter(int(lane) >> 12 for lane in task.children[:, task.locus])
        for name, allele in zip(hidden.CLASSES, task.chances, strict=True):
            counts[name] += shown[allele]
    for name, share in zip(hidden.CLASSES, (48, 12, 3, 1, 64), strict=True):
        expected = 8000 * share / 128
        assert abs(counts[name] - expected) < 4 * expected**0.5, name


def test_the_marker_knows_the_answer_without_the_children() -> None:
    content = content_of(room(), glimmer(), "hidden", 2, 40)
    for pupil, part in enumerate(content.parts, start=1):
        assert right_answer(room(), glimmer(), "hidden-2", pupil) == part.answer


@pytest.mark.parametrize(
    ("kind", "children", "most"),
    [("hidden", None, 90), ("hidden", 800, 45), ("mendel", None, 113), ("chain", None, 1000)],
)
def test_too_many_faces_are_refused_before_an_animal_is_made(
    kind: str, children: int | None, most: int
) -> None:
    check_room(room(most), kind, children)
    if most < 1000:
        with pytest.raises(PageTooLarge, match="more than 400 do not open well"):
            check_room(room(most + 1), kind, children)


def test_in_the_next_round_she_is_a_child_of_the_two_that_were_kept() -> None:
    keeping = replace(room(), keepers={"hidden": {2: (7, 300)}})
    before = population.to_integers(hidden.task(room(), glimmer(), 2, 1, 300).children)
    task = hidden.task(keeping, glimmer(), 2, 2, 1)
    assert task.parents == (before[6], before[299])
    master = room().master("hidden-2")
    births = (
        heredity.offspring(*task.parents, item_seed(master, 2 * 65_536 + k)) for k in range(4096)
    )
    assert task.mother in births
    assert hidden.task(keeping, glimmer(), 1, 2, 1).parents is None
    (part,) = content_of(keeping, glimmer(), "hidden", 2, 40).parts[1:2]
    assert len(seen_alleles(part.visible["parents"], 0)) == 2


def test_a_page_has_of_an_animal_what_is_seen_and_nothing_of_what_is_covered() -> None:
    species = glimmer()
    names = [locus.name for locus in species.loci]
    head, gills = names.index("head"), names.index("gills")
    clam = [allele.name for allele in species.loci[head].alleles].index("clam")
    covered = faces.genome_of([clam if n == head else 5 for n in range(16)]) | 0x0123
    assert not express(species, covered).shows(gills)
    shown = faces.seen(species, covered)
    assert shown[gills] == 0
    assert shown[head] == clam
    # The picture is the same.
    assert express(species, faces.genome_of(shown)).hidden == express(species, covered).hidden
    assert seen_alleles(faces.packed([shown]), head) == [clam]
