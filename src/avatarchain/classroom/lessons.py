"""The lessons by their names: what each shows, the possible answers, and the right ones.

A lesson is a `Content`: the data for all pupils, and a `Part` for each pupil. The module of each
lesson makes the animals.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from avatarchain.base.canonical import keccak256, to_hex, word
from avatarchain.chain import rlp
from avatarchain.classroom import book, faces, hidden, strangers
from avatarchain.classroom.register import ITEMS, Class
from avatarchain.errors import PageTooLarge
from avatarchain.genetics.seeds import item_seed
from avatarchain.species import Species

MOST_BYTES = 400_000
"""The most bytes of a page; larger ones do not open well on a phone."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The possible answers of a lesson.

    `choices` has the possible values of each word of an answer; `classes` are the names of the
    classes that pupils count.
    """

    choices: tuple[frozenset[str], ...]
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """The data of one pupil: what the page shows, and what it must not contain.

    `visible` is written into the page. `answer` are the words of the right answer, `secrets` the
    bytes of genomes and seeds.
    """

    visible: Mapping[str, Any]
    answer: tuple[str, ...]
    secrets: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A lesson: its name, its `kind`, the `visible` data for all pupils, and the pupils' parts."""

    lesson: str
    kind: str
    visible: Mapping[str, Any]
    parts: tuple[Part, ...]


def sealed(answer: Sequence[str], salt: bytes) -> str:
    """The seal of an answer, in 0x-hex: keccak256 of its words joined by commas and the salt."""
    return to_hex(keccak256(",".join(answer).encode() + salt))


def kind_of(species: Species, lesson: str) -> Kind | None:
    """The possible answers of the lesson with this name; None if there is no such lesson."""
    if lesson in hidden.rounds():
        names = _names(species, hidden.locus_of(species, hidden.rounds()[lesson]))
        return Kind((frozenset(names),) * 2, frozenset(names))
    if lesson == strangers.LESSON:
        counted = {f"{kind} {name}" for kind in strangers.KINDS for name in strangers.CLASSES}
        choices = (frozenset(strangers.KINDS), frozenset(strangers.REASONS))
        return Kind(choices, frozenset(counted))
    if lesson == book.LESSON:
        pages = frozenset(map(book.name_of, range(book.PAGES)))
        return Kind((frozenset(book.COPIES), pages), frozenset())
    return None


def right_answer(here: Class, species: Species, lesson: str, pupil: int) -> tuple[str, ...]:
    """The words of the right answer of a pupil in an existing lesson."""
    if lesson == strangers.LESSON:
        return strangers.right(here, pupil)
    if lesson == book.LESSON:
        return book.right(here, pupil)
    task = hidden.task(here, species, pupil, hidden.rounds()[lesson], 1)
    names = _names(species, task.locus)
    return tuple(names[allele] for allele in task.answer)


def content_of(
    here: Class, species: Species, kind: str, number: int, children: int | None
) -> Content:
    """The content of a lesson in a round 1, 2, 3 …; `children` None: the default number."""
    if kind == book.LESSON:
        return _book(here)
    if kind == strangers.LESSON:
        return _strangers(here, species, children or strangers.CHILDREN)
    return _hidden(here, species, number, children or hidden.CHILDREN)


def check_room(here: Class, kind: str, children: int | None) -> None:
    """Raise PageTooLarge if the faces alone would be too large for a page.

    Call it before the animals are made.
    """
    usual = {hidden.LESSON: hidden.CHILDREN, strangers.LESSON: strangers.CHILDREN}.get(kind, 0)
    kinds = len(strangers.KINDS) if kind == strangers.LESSON else 1
    size = here.pupils * kinds * (children or usual) * faces.LETTERS
    if size > MOST_BYTES:
        raise PageTooLarge(size=-(-size // 1000), most=MOST_BYTES // 1000)


def _hidden(here: Class, species: Species, number: int, children: int) -> Content:
    lesson = hidden.lesson_of(number)
    parts = tuple(
        _hidden_part(here, species, pupil, number, children) for pupil in range(1, here.pupils + 1)
    )
    visible = {"locus": hidden.locus_of(species, number), **_drawn(species)}
    return Content(lesson, hidden.LESSON, visible, parts)


def _hidden_part(here: Class, species: Species, pupil: int, number: int, children: int) -> Part:
    from avatarchain.genetics import population

    task = hidden.task(here, species, pupil, number, children)
    genomes = population.to_integers(task.children)
    seeds = _seeds(here, hidden.lesson_of(number), pupil, hidden.items(children))
    names = _names(species, task.locus)
    return Part(
        {
            "mother": _faces(species, task.mother),
            "tester": _faces(species, task.tester),
            "parents": _faces(species, *(task.parents or ())),
            "children": _faces(species, *genomes),
        },
        tuple(names[allele] for allele in task.answer),
        (*map(word, (task.mother, task.tester, *(task.parents or ()), *genomes)), *seeds),
    )


def _seeds(here: Class, lesson: str, pupil: int, items: Iterable[int]) -> Iterator[bytes]:
    """The seeds of a pupil's items with these numbers, in a lesson."""
    master = here.master(lesson)
    return (item_seed(master, ITEMS * pupil + item) for item in items)


def _strangers(here: Class, species: Species, children: int) -> Content:
    parts = []
    for pupil in range(1, here.pupils + 1):
        kinds = strangers.kinds(here, species, pupil, children)
        visible = [
            {
                "lines": _shown(species, kind.lines),
                "first": _shown(species, kind.first),
                "second": _shown(species, kind.second),
            }
            for kind in kinds
        ]
        genomes = (genome for kind in kinds for genome in kind.genomes[2:])
        seeds = _seeds(here, strangers.LESSON, pupil, strangers.items(children))
        secrets = (*map(word, genomes), *seeds)
        parts.append(Part({"kinds": visible}, strangers.right(here, pupil), secrets))
    visible_to_all = {"locus": strangers.locus_of(species), **_drawn(species)}
    return Content(strangers.LESSON, strangers.LESSON, visible_to_all, tuple(parts))


def _book(here: Class) -> Content:
    """The pages of all copies are in one list, without saying which is in whose copy; each once."""
    pupils = range(1, here.pupils + 1)
    copies = [book.copies(here, pupil) for pupil in pupils]
    every = sorted({page for pair in copies for copy in pair for page in copy}, key=_digest)
    place = {page: number for number, page in enumerate(every)}
    parts = tuple(
        Part(
            {"copies": [[place[page] for page in copy] for copy in pair]},
            book.right(here, pupil),
            tuple(_seeds(here, book.LESSON, pupil, [0])),
        )
        for pupil, pair in zip(pupils, copies, strict=True)
    )
    pages = [[field.hex() for field in page] for page in every]
    return Content(book.LESSON, book.LESSON, {"pages": pages}, parts)


def _digest(page: book.Page) -> bytes:
    return keccak256(rlp.encode(page))


def _shown(species: Species, animals: Sequence[Sequence[int]]) -> str:
    return faces.packed(faces.shown(species, alleles) for alleles in animals)


def _names(species: Species, locus: int) -> list[str]:
    return [allele.name for allele in species.loci[locus].alleles]


def _faces(species: Species, *genomes: int) -> str:
    return faces.packed(faces.seen(species, genome) for genome in genomes)


def _drawn(species: Species) -> dict[str, Any]:
    """The data that a page needs to draw a species."""
    return {"species": species.name, "art": b64encode(species.art).decode()}
