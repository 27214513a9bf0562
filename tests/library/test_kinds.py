"""An object that does not belong where it is given is refused in a sentence, by every function."""

import dataclasses
import inspect
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import avatarchain
from avatarchain import Collection, Genome, founder, offspring
from avatarchain.base.kinds import checked
from avatarchain.errors import AvatarchainError, MixedSpecies, UnknownIdentity, WrongKind
from avatarchain.genetics.chi_squared import chi_squared
from avatarchain.library.crosses import odds, offspring_many, punnett
from avatarchain.library.exports import ExportOptions, exported, of_genome, of_seed
from avatarchain.library.lists import select
from avatarchain.library.odds import Odds
from avatarchain.library.promises import Promises
from support.packs import write_pack

GENOME = founder("ada")
IN_QUOTES = {("sign_papers_with", "key")}
"""What only signing imports."""


def public() -> Iterator[Callable[..., object]]:
    """Every function and method of the library that docs/library.md names."""
    parts = [getattr(avatarchain, name) for name in avatarchain.__all__]
    yield from filter(inspect.isfunction, parts)
    yield from (chi_squared, odds, offspring_many, punnett, exported, of_genome, of_seed, select)
    for kind in (*filter(inspect.isclass, parts), Odds, Promises):
        if issubclass(kind, AvatarchainError):
            continue
        for name, part in vars(kind).items():
            if not name.startswith("_") and not isinstance(part, property):
                part = part.__func__ if isinstance(part, classmethod) else part
                if inspect.isfunction(part):
                    yield part


ARGUMENTS = [
    pytest.param(function, name, id=f"{function.__qualname__}-{name}")
    for function in public()
    for name in inspect.signature(function).parameters
    if name not in ("self", "cls") and (function.__name__, name) not in IN_QUOTES
]


@pytest.mark.parametrize(("function", "argument"), ARGUMENTS)
def test_each_argument_refuses_a_strange_object(
    function: Callable[..., object], argument: str
) -> None:
    parameters = inspect.signature(function).parameters
    owner = [None] if {"self", "cls"} & parameters.keys() else []
    with pytest.raises(WrongKind) as caught:
        function(*owner, **{argument: object()})
    assert (caught.value.argument, caught.value.given) == (argument, "an object")


def test_most_of_the_library_is_held_to_this() -> None:
    assert len(ARGUMENTS) > 80


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(ExportOptions)])
def test_each_option_of_an_export_refuses_a_strange_object(field: str) -> None:
    with pytest.raises(WrongKind) as caught:
        ExportOptions(**{"form": "svg", field: object()})
    assert caught.value.argument == field


def test_the_sentence_says_what_may_be_given_and_what_was() -> None:
    with pytest.raises(WrongKind, match=r"^png: size must be a whole number, not '64'$"):
        GENOME.png("64")  # type: ignore[arg-type]
    with pytest.raises(WrongKind, match="each a Character or a Genome, not a list of object"):
        exported(GENOME.species, [object()], ExportOptions("svg"))  # type: ignore[list-item]
    with pytest.raises(WrongKind, match="traits must be a list, each a text, not 'fur=moss'"):
        select(traits="fur=moss")
    with pytest.raises(WrongKind, match="alleles must be a mapping or None, not 'fur'"):
        Genome.pure("fur")  # type: ignore[arg-type]


def test_an_annotation_in_quotes_is_not_checked_and_a_text_is_no_list() -> None:
    @checked
    def joined(words: Sequence[str], key: "Unheard" = None) -> str:  # type: ignore[name-defined]  # noqa: F821
        return " ".join(words)

    assert joined(("a", "b"), key=7) == joined(iter("ab")) == "a b"
    with pytest.raises(WrongKind, match=r"^joined: words must be a list, each a text, not 'ab'$"):
        joined("ab")
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        joined()  # type: ignore[call-arg]


def test_numbers_paths_and_lists_of_other_packages_are_taken(folder: Path) -> None:
    small = np.int64(64)
    assert GENOME.png(small) == GENOME.png(64)  # type: ignore[arg-type]
    assert len(offspring_many(GENOME, founder("bo"), np.uint8(3), "few")) == 3  # type: ignore[arg-type]
    assert ExportOptions("svg", background=np.True_)  # type: ignore[arg-type]
    genes = np.zeros(4, dtype=np.int64)
    assert GENOME.with_genes(0, genes).genes[0] == (0, 0, 0, 0)  # type: ignore[arg-type]
    assert chi_squared([10, 12], (Fraction(1, 2), Fraction(1, 2))).p > 0.5


def test_a_genome_is_exported_as_it_is(folder: Path) -> None:
    options = ExportOptions("svg")
    written = exported(GENOME.species, [of_genome(str(GENOME))], options)
    assert exported(GENOME.species, [GENOME], options) == written
    assert of_genome(GENOME) == of_genome(str(GENOME))
    with pytest.raises(MixedSpecies):
        exported(GENOME.species, [founder("ada", write_pack(folder / "pack"))], options)


def test_where_an_avatar_is_meant_its_genome_will_do(collection: Collection, folder: Path) -> None:
    ada, bo, child = collection.avatars()
    assert collection.find(ada.genome) == collection.find(ada) == ada
    assert collection.details(ada.genome) == collection.details(ada)
    assert collection.odds(ada.genome, bo.genome).rows == collection.odds(ada, bo).rows
    assert collection.picture(child.genome, "webp") == collection.picture(child, "webp")
    assert collection.export([child.genome], "gif") == collection.export([child.id], "gif")
    second = collection.breed(ada.genome, bo.genome)
    assert (second.mother, second.father) == (ada.id, bo.id)
    with pytest.raises(UnknownIdentity):
        collection.find(offspring(ada.genome, bo.genome, "elsewhere"))
    with pytest.raises(MixedSpecies):
        collection.find(founder("ada", write_pack(folder / "pack")))
