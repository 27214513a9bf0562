"""Questions about pedigrees: kinship and inbreeding by four ranked genes a locus, exactly.

A pedigree is a list of animals, each with the numbers of its mother and its father in that list,
from 0, or null for a founder. Parents stand before their children.
"""

from collections.abc import Iterator

from genetics_cases import Question, arbitrary

Pedigree = list[list[int] | None]

FAMILIES: dict[str, Pedigree] = {
    "nobody": [],
    "a founder": [None],
    "a child of founders": [None, None, [0, 1]],
    "full siblings": [None, None, [0, 1], [0, 1], [2, 3]],
    "mother and father exchanged": [None, None, [0, 1], [1, 0], [3, 2]],
    "half siblings": [None, None, None, [0, 1], [0, 2], [3, 4]],
    "mother and son": [None, None, [0, 1], [0, 2]],
    "grandfather": [None, None, None, [0, 1], [2, 3], [4, 1]],
    "uncle and niece": [None, None, None, [0, 1], [0, 1], [2, 3], [5, 4]],
    "first cousins": [None] * 4 + [[0, 1], [0, 1], [2, 4], [5, 3], [6, 7]],
    "double cousins": [None] * 4 + [[0, 1], [0, 1], [2, 3], [2, 3], [4, 6], [5, 7], [8, 9]],
    "an inbred parent": [None, None, [0, 1], [0, 1], [2, 3], None, [4, 5]],
    "far apart in age": [None, None, [0, 1], [2, 0], [3, 1], [4, 0], [5, 1]],
}


def siblings(generations: int) -> Pedigree:
    """A line in which brother and sister have the next brother and sister."""
    line: Pedigree = [None, None]
    for _ in range(generations):
        parents = [len(line) - 2, len(line) - 1]
        line += [parents, list(parents)]
    return line


def crowd(name: str, founders: int, size: int) -> Pedigree:
    """Animals whose parents are any two others before them."""
    animals: Pedigree = [None] * founders
    for number in range(founders, size):
        mother, step = divmod(arbitrary(f"{name} {number}"), 2**64)
        first = mother % number
        animals.append([first, (first + 1 + step % (number - 1)) % number])
    return animals


def pedigree_questions() -> Iterator[Question]:
    families = {**FAMILIES, "siblings": siblings(8)}
    families |= {f"crowd {n}": crowd(f"crowd {n}", 2 + n, 12 + n) for n in range(8)}
    for name, animals in families.items():
        yield f"inbreeding, {name}", "inbreeding", {"pedigree": animals}
    for name, animals in families.items():
        last = len(animals) - 1
        pairs = {(last, last), (0, last), (last, last - 1), (last // 2, last)}
        for first, second in sorted(pairs if last > 0 else ()):
            given = {"pedigree": animals, "first": first, "second": second}
            yield f"kinship, {name}, {first} and {second}", "kinship", given
