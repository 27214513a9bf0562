"""Reading files of generated avatars, and checking every record.

A file may come from anybody. Every record must be complete and of the species in use, and its id
must follow from its genome. The first record that fails these checks ends the reading with an
error.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from avatarchain.base.canonical import read_json, to_hex
from avatarchain.base.regular import IrregularFile, open_regular
from avatarchain.base.texts import unmarked
from avatarchain.errors import BadLeaves, LeavesOfAnother, MalformedGenome, MixedSpecies
from avatarchain.genetics import genome as genomes
from avatarchain.genetics.identity import identity
from avatarchain.species import Species

MOST_OF_A_LINE = 2**16  # bytes
_STEP = 1000  # avatars between two calls of `advance`


def read_records(
    path: Path, species: Species, advance: Callable[[int], Any] | None = None
) -> Iterator[tuple[int, int, int]]:
    """Yield number, genome and identity of every avatar in a file of JSON Lines or Parquet.

    `advance` is called with the number of further avatars that were read. Raises BadLeaves, and
    LeavesOfAnother for an avatar of another species.
    """
    for place, record in enumerate(_records(path), start=1):
        try:
            yield _checked(record, species)
        except (ValueError, MalformedGenome) as error:
            raise BadLeaves(file=path, line=place, reason=str(error)) from None
        except MixedSpecies as error:
            raise LeavesOfAnother(
                file=path,
                line=place,
                species=error.species,
                name=species.name,
                expected=error.expected,
            ) from None
        if advance is not None and place % _STEP == 0:
            advance(_STEP)


def _records(path: Path) -> Iterator[Any]:
    if path.suffix == ".parquet":
        from avatarchain.generate import parquet

        yield from parquet.rows(path, ["id", "genome", "species", "number"])
        return
    try:
        opened = open_regular(path)
    except IrregularFile as error:
        raise BadLeaves(file=path, line=1, reason=f"the file {error.strerror}") from None
    with opened as file:
        place = 1
        while line := file.readline(MOST_OF_A_LINE):
            if len(line) == MOST_OF_A_LINE:
                raise BadLeaves(file=path, line=place, reason="the line is too long")
            yield unmarked(line) if place == 1 else line
            place += 1


def _checked(record: Any, species: Species) -> tuple[int, int, int]:
    if isinstance(record, bytes):
        if not record.endswith(b"\n"):
            raise ValueError("the line is cut off")
        try:
            record = read_json(record)
        except ValueError:
            raise ValueError("it is no JSON of ours") from None
    if not isinstance(record, dict):
        raise ValueError("it is no object")
    missing = [key for key in ("id", "genome", "species", "number") if key not in record]
    if missing:
        raise ValueError(f"it has no {missing[0]!r}")
    number = record["number"]
    if type(number) is not int or not 0 <= number < 1 << 64:
        raise ValueError(f"the number is {number!r}")
    if record["species"] != to_hex(species.id):
        raise MixedSpecies(expected=to_hex(species.id), species=record["species"])
    genome = genomes.parse(str(record["genome"]))
    token = identity(species.id, genome)
    if record["id"] != to_hex(token):
        raise ValueError("the id does not follow from species and genome")
    return number, genome, token
