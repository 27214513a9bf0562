"""A class whose lessons are the same in every run, and pupils who only count and test."""

from base64 import b64decode
from collections import Counter
from functools import cache
from typing import Any

from avatarchain.classroom.register import Class
from avatarchain.species import Species
from avatarchain.species.pack import load

SEED = bytes(range(32))
CHILDREN = 120


@cache
def glimmer() -> Species:
    return load("glimmer")


def room(pupils: int = 3) -> Class:
    return Class("5b", pupils, SEED)


def seen_alleles(text: str, locus: int) -> list[int]:
    """What animals show at a locus, from the base64 of a page: eight bytes an animal."""
    data = b64decode(text)
    bytes_of = data[locus // 2 :: 8]
    return [byte >> 4 if locus % 2 == 0 else byte & 15 for byte in bytes_of]


def counting_pupil(visible: dict[str, Any], part: dict[str, Any]) -> tuple[str, str]:
    """What a pupil answers in `hidden` who counts what is neither hers nor the tester's."""
    locus = visible["locus"]
    counts = Counter(seen_alleles(part["children"], locus))
    for known_animal in ("mother", "tester"):
        del counts[seen_alleles(part[known_animal], locus)[0]]
    names = [allele.name for allele in glimmer().loci[locus].alleles]
    first, second = sorted(counts, key=lambda allele: (-counts[allele], names[allele]))[:2]
    return names[first], names[second]
