"""The lesson `mendel`: one kind obeys Mendel and the other is ours, and counting tells which."""

import os
from collections import Counter

import pytest
from rooms import glimmer, room, seen_alleles

from avatarchain.base.canonical import word
from avatarchain.classroom import faces, leaks, strangers
from avatarchain.classroom.lessons import Part, content_of, right_answer
from avatarchain.genetics.chi_squared import chi_squared
from avatarchain.genetics.genome import genes

PUPILS = int(os.environ.get("PUPILS", "100"))
LOCUS = strangers.locus_of(glimmer())


def forms(animals: tuple[tuple[int, ...], ...]) -> Counter[int]:
    return Counter(animal[LOCUS] for animal in animals)


def test_the_f1_of_mendels_kind_are_alike_and_those_of_ours_are_not() -> None:
    for pupil in range(1, 21):
        for kind in strangers.kinds(room(20), glimmer(), pupil, 160):
            assert (len(kind.first), len(kind.second)) == (40, 120)
            looks = {line[LOCUS] for line in kind.lines}
            assert len(looks) == 2
            if kind.covering is None:
                assert len(forms(kind.first)) >= 2
                assert [{*map(len, map(set, genes(line)))} for line in kind.genomes[:2]] == [
                    {1}
                ] * 2
            else:
                assert {*forms(kind.first)} == {kind.lines[kind.covering][LOCUS]}
                assert len({*kind.first}) == 1
                assert {*forms(kind.second)} == looks
                assert kind.genomes == ()


def test_all_f2_together_are_three_to_one_and_one_to_one() -> None:
    covers = covered = line = other = 0
    for pupil in range(1, 41):
        for kind in strangers.kinds(room(40), glimmer(), pupil, 160):
            counts = forms(kind.second)
            looks = [each[LOCUS] for each in kind.lines]
            if kind.covering is None:
                line, other = line + counts[looks[0]], other + counts[looks[1]]
            else:
                covers += counts[looks[kind.covering]]
                covered += counts[looks[1 - kind.covering]]
    assert chi_squared([covers, covered], [3, 1]).p > 0.001
    assert chi_squared([line, other], [1, 1]).p > 0.001


def test_each_child_of_the_f2_has_parents_of_its_own() -> None:
    parents: list[str] = []

    def cross(mother: str, father: str, seed: bytes) -> str:
        if (mother, father) != ("dam", "sire"):
            parents.extend((mother, father))
        return seed.hex()

    draws = iter([bytes([n >> 8, n & 255]) for n in range(1000)])
    f1, f2 = strangers._births(cross, "dam", "sire", draws, 160)
    assert (len(f1), len(f2)) == (40, 120)
    assert len({*parents, *f1}) == 2 * 120 + 40


def test_the_right_kind_is_drawn_by_a_coin() -> None:
    answers = Counter(strangers.right(room(1000), pupil)[0] for pupil in range(1, 1001))
    assert 430 < answers["first"] < 570
    assert {strangers.right(room(), pupil)[1] for pupil in (1, 2, 3)} == {"covers"}


def who_obeys(part: Part) -> str:
    """What a pupil answers whose counts are nearer to 3 : 1 than to 1 : 1, by χ²."""
    scores = []
    for kind in part.visible["kinds"]:
        counts = [
            number for _, number in Counter(seen_alleles(kind["second"], LOCUS)).most_common(2)
        ]
        three, half = (chi_squared(counts, shares).statistic for shares in ([3, 1], [1, 1]))
        scores.append(half - three)
    return strangers.KINDS[scores.index(max(scores))]


def test_pupils_who_only_count_and_test_are_right_in_95_of_100_lessons() -> None:
    """`make pupils` tries a thousand."""
    content = content_of(room(PUPILS), glimmer(), "mendel", 1, None)
    right = sum(who_obeys(part) == part.answer[0] for part in content.parts)
    assert right >= 0.95 * PUPILS, f"{right} of {PUPILS}"


def test_the_marker_knows_the_answer_without_the_animals() -> None:
    content = content_of(room(), glimmer(), "mendel", 1, 40)
    for pupil, part in enumerate(content.parts, start=1):
        assert right_answer(room(), glimmer(), "mendel", pupil) == part.answer


def test_the_genomes_of_our_kind_are_among_the_secrets() -> None:
    (part, *_) = content_of(room(), glimmer(), "mendel", 1, 40).parts
    (ours,) = (k for k in strangers.kinds(room(), glimmer(), 1, 40) if k.covering is None)
    assert leaks.leaks(word(ours.genomes[-1]).hex().encode(), part.secrets)
    assert faces.genome_of(ours.second[-1]) != ours.genomes[-1]


@pytest.mark.parametrize("children", [40, 80])
def test_there_are_so_many_children_of_each_kind(children: int) -> None:
    (part, *_) = content_of(room(), glimmer(), "mendel", 1, children).parts
    for kind in part.visible["kinds"]:
        sizes = [len(seen_alleles(kind[name], 0)) for name in ("first", "second")]
        assert sizes == [children // 4, children - children // 4]
