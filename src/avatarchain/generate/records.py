"""Generated avatars, read again: nothing is believed that can be worked out.

A file may be anybody's. Every record has to be whole and of the species at hand, and its
id has to follow from its genome; the first that is not so ends the reading.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from avatarchain import genome as genomes
from avatarchain.canonical import read_json
from avatarchain.errors import BadLeaves, LeavesOfAnother, MalformedGenome, MixedSpecies
from avatarchain.identity import identity, to_hex
from avatarchain.species import Species

_TOLD = 1000


def read(
    path: Path, species: Species, advance: Callable[[int], Any] | None = None
) -> Iterator[tuple[int, int, int]]:
    """Number, genome and identity of every avatar in a file of JSON Lines or Parquet.

    `advance` is called with how many more were read. Raises BadLeaves, and
    LeavesOfAnother for one of another species.
    """
    for place, record in enumerate(_records(path), start=1):
        try:
            yield _checked(record, species)
        except (ValueError, MalformedGenome) as error:
            raise BadLeaves(file=path, line=place, reason=error) from None
        except MixedSpecies as error:
            raise LeavesOfAnother(
                file=path, line=place, name=species.name, **error.fields
            ) from None
        if advance is not None and place % _TOLD == 0:
            advance(_TOLD)


def _records(path: Path) -> Iterator[Any]:
    if path.suffix == ".parquet":
        from avatarchain.generate import parquet

        yield from parquet.rows(path, ["id", "genome", "species", "number"])
        return
    with path.open("rb") as file:
        yield from file


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
    if record["species"] != "0x" + species.id.hex():
        raise MixedSpecies(expected="0x" + species.id.hex(), found=record["species"])
    genome = genomes.parse(str(record["genome"]))
    token = identity(species.id, genome)
    if record["id"] != to_hex(token):
        raise ValueError("the id does not follow from species and genome")
    return number, genome, token
