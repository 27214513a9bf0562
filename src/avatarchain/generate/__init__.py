"""Founders by the million, without a chain: slices of a collection, as JSON Lines.

A collection is a master seed; its avatars have numbers, and number k follows from the
seed and k alone. So a slice (the numbers from `first` on, `count` of them) can be made
anywhere, in any pieces, by anybody with the seed, and is the same bytes. That is all
that workers and clusters need: a piece is a function of its arguments, and the pieces
are written in order.

A file is always whole lines of its slice from the first on. What a cut-off leaves behind
them is dropped, and the same call goes on after the last. How many avatars a species has
room for is `capacity`'s to tell, and Parquet is made of finished lines by `parquet`.
"""

import io
import json
import os
import shutil
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from avatarchain import genome as genomes
from avatarchain import portrait
from avatarchain.errors import (
    BadSlice,
    CutShort,
    NoRoom,
    OtherContent,
    TooFewGenomes,
    TooFewLooks,
)
from avatarchain.generate.capacity import capacity, chance_of_repeat
from avatarchain.home import check_folder, locked, write
from avatarchain.species import Species, traits

PIECE = 2048  # avatars: a fifth of a second's work, and 2 MB of lines
PAINTED_PIECE = 32
AHEAD = 3  # pieces under way for each worker, so that none waits while one is written
_BLOCK = 1 << 20
UNLIKELY = 1e-9  # a chance of a repeated genome that is as good as none

_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Slice:
    """Numbers `first` to `last` of the collection of a 32-byte master seed.

    BadSlice where `count` is below 1 or a number is not in 0 … 2**64 − 1.
    """

    species: Species
    master: bytes
    first: int
    count: int

    def __post_init__(self) -> None:
        if self.count < 1 or self.first < 0 or self.last >> 64:
            raise BadSlice(first=self.first, last=self.last)

    @property
    def last(self) -> int:
        return self.first + self.count - 1


@dataclass(frozen=True, slots=True)
class Portraits:
    """A picture of each avatar, `folder`/<number>.<form>: png of `size` pixels, or svg."""

    folder: Path
    form: str
    size: int


def parts(asked: Slice, size: int) -> Iterator[Slice]:
    """A slice cut into slices of `size` avatars; the last may have fewer."""
    for first in range(asked.first, asked.last + 1, size):
        yield Slice(asked.species, asked.master, first, min(size, asked.last + 1 - first))


def lines(asked: Slice) -> bytes:
    """The slice as JSON Lines: id, genome, dna, species, seed, number and traits of each."""
    from avatarchain import population

    species = asked.species
    seeds = population.item_seeds(asked.master, asked.first, asked.count)
    founders = population.founders(seeds, species.cumulative)
    identities = population.identities(species.id, founders)
    rows = zip(seeds, population.to_integers(founders), identities, strict=True)
    return b"".join(
        _encode(
            {
                "id": "0x" + identity.tobytes().hex(),
                "genome": genomes.to_hex(genome),
                "dna": genomes.to_dna(genome),
                "species": "0x" + species.id.hex(),
                "seed": "0x" + seed.tobytes().hex(),
                "number": number,
                "traits": traits(species, genome),
            }
        ).encode()
        + b"\n"
        for number, (seed, genome, identity) in enumerate(rows, start=asked.first)
    )


def line(asked: Slice, number: int) -> bytes:
    """The line of one number of a slice's collection."""
    return lines(Slice(asked.species, asked.master, number, 1))


def picture(species: Species, genome: int, form: str, size: int) -> bytes:
    """The bytes of a portrait without papers: they belong to what is registered."""
    if form == "svg":
        return portrait.svg(species, genome).encode()
    return portrait.png(species, genome, size)


def make(asked: Slice, portraits: Portraits | None) -> bytes:
    """The lines of a slice, once its portraits are painted; those that exist are left."""
    made = lines(asked)
    if portraits is not None:
        for line in made.splitlines():
            record = json.loads(line)
            path = portraits.folder / f"{record['number']}.{portraits.form}"
            if not path.exists():
                genome = int(record["genome"], 16)
                write(path, picture(asked.species, genome, portraits.form, portraits.size))
    return made


def pieces(
    asked: Slice, portraits: Portraits | None, executor: Executor | None, workers: int = 1
) -> Iterator[bytes]:
    """The lines of a slice, piece by piece in order, made here or by an executor's workers."""
    cut = parts(asked, PIECE if portraits is None else PAINTED_PIECE)
    if executor is None:
        yield from (make(part, portraits) for part in cut)
        return
    waiting: deque[Future[bytes]] = deque()
    for part in cut:
        waiting.append(executor.submit(make, part, portraits))
        if len(waiting) > AHEAD * workers:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


# --- before the work -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a slice comes to: the looks there are, the chance that one appears twice among
    the collection's numbers up to its last, and the bytes it needs."""

    looks: int
    repeat_chance: float
    bytes: int


def foresee(
    asked: Slice, path: Path | None, portraits: Portraits | None, *, allow_repeats: bool = False
) -> Forecast:
    """Check a slice against the species and the disk before anything is made.

    Numbers before `first` count too: they are avatars of the same collection. Raises
    TooFewGenomes, TooFewLooks, NoRoom, UnusableHome.
    """
    species, count = asked.species, asked.last + 1
    room = capacity(species)
    chance = chance_of_repeat(count, room.same_genome)
    if chance > UNLIKELY:
        raise TooFewGenomes(species=species.name, count=count, chance=chance)
    if count > room.looks and not allow_repeats:
        raise TooFewLooks(species=species.name, looks=room.looks, count=count)
    first = line(asked, asked.first)
    needed: dict[int, int] = defaultdict(int)
    places: dict[int, Path] = {}
    total = 0
    wanted = [] if path is None else [(path.parent, len(first) * asked.count)]
    if path is not None and path.exists():
        wanted[0] = (path.parent, max(0, wanted[0][1] - path.stat().st_size))
    if portraits is not None:
        genome = int(json.loads(first)["genome"], 16)
        each = len(picture(species, genome, portraits.form, portraits.size))
        wanted.append((portraits.folder, each * asked.count))
    for folder, size in wanted:
        check_folder(folder)
        place = _existing(folder)
        device = place.stat().st_dev
        places[device] = place
        needed[device] += size
        total += size
    for device, size in needed.items():
        free = shutil.disk_usage(places[device]).free
        if size > free:
            raise NoRoom(needed=spell(size), folder=places[device], free=spell(free))
    return Forecast(room.looks, chance_of_repeat(count, room.same_look), total)


def _existing(folder: Path) -> Path:
    absolute = folder.absolute()
    return next(one for one in (absolute, *absolute.parents) if one.exists())


def spell(size: int) -> str:
    """Bytes as people read them, with decimal units."""
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB", "TB", "PB", "EB", "ZB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.3g} {unit}" if amount < 1000 else f"{amount:.0f} {unit}"


# --- the file ----------------------------------------------------------------------------


def write_slice(
    asked: Slice, path: Path, portraits: Portraits | None = None, *,
    executor: Executor | None = None, workers: int = 1, advance: Callable[[int], Any] | None = None,
) -> int:  # fmt: skip
    """Write a slice to a file of JSON Lines, or go on with one that was cut off.

    `advance` is called with how many more lines stand in the file. Returns how many were
    new. Raises OtherContent where the file is no beginning of this slice, CutShort where
    the disk takes no more: what is whole then stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    report = advance or (lambda _: None)
    with locked(path.parent, path.name), path.open("ab+", buffering=0) as file:
        done = before = _keep_whole(asked, path, file)
        report(done)
        # Portraits of lines that are there may still be missing: those pieces are made again.
        skipped = done if portraits is not None else 0
        first = asked.first + done - skipped
        if first > asked.last:
            return 0
        left = Slice(asked.species, asked.master, first, asked.last + 1 - first)
        for piece in pieces(left, portraits, executor, workers):
            made = piece.splitlines(keepends=True)
            fresh, skipped = made[skipped:], max(0, skipped - len(made))
            try:
                _append(file, b"".join(fresh))
            except OSError as error:
                done = _keep_whole(asked, path, file)
                reason = error.strerror or str(error)
                raise CutShort(file=path, reason=reason, done=done, count=asked.count) from None
            done += len(fresh)
            report(len(fresh))
    return done - before


def _append(file: io.FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _keep_whole(asked: Slice, path: Path, file: io.FileIO) -> int:
    """How many lines of the slice stand in the file, after what follows the last is dropped.

    Lines are counted, and the first and the last compared byte for byte with what belongs
    there.
    """
    size = file.seek(0, os.SEEK_END)
    expected = line(asked, asked.first)
    head = _read(file, 0, len(expected))
    if len(head) < len(expected) and expected.startswith(head):
        file.truncate(0)
        return 0
    wanted = f"numbers {asked.first} to {asked.last} of this collection"
    if head != expected:
        raise OtherContent(file=path, found="something else", expected=wanted)
    end, last = _last_line(file, size)
    count = sum(_read(file, at, _BLOCK).count(b"\n") for at in range(0, end, _BLOCK))
    number = asked.first + count - 1
    if number >> 64 or last != line(asked, number):
        raise OtherContent(file=path, found="something else at its end", expected=wanted)
    if number > asked.last:
        found = f"numbers {asked.first} to {number}"
        raise OtherContent(file=path, found=found, expected=wanted)
    if end < size:
        file.truncate(end)
    return count


def _read(file: io.FileIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _last_line(file: io.FileIO, size: int) -> tuple[int, bytes]:
    """Where the last whole line ends, and that line; there is at least one."""
    tail, reach = b"", 0
    while tail.count(b"\n") < 2 and reach < size:
        reach = min(size, max(8192, 2 * reach))
        tail = _read(file, size - reach, reach)
    end = tail.rindex(b"\n") + 1
    return size - reach + end, tail[tail.rfind(b"\n", 0, end - 1) + 1 : end]
