"""Founders by the million, without a chain: slices of a collection, as JSON Lines.

A collection is a master seed. Its avatars have numbers, and the avatar with number k follows from
the seed and k alone. A slice is `count` avatars from the number `first` on. Anybody with the seed
can make a slice on any machine, in pieces of any size, and gets the same bytes. Workers and
clusters make the pieces, which are then written in order.

A file holds the lines of its slice from the first on. If the work is cut off, the same call deletes
an incomplete line at the end and continues after the last complete one. `forecast` computes how
much a slice will need, and `parquet` makes Parquet of finished lines.
"""

import io
import json
import os
import struct
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.base.home import locked, write
from avatarchain.base.regular import open_regular, read_regular
from avatarchain.errors import BadSlice, CutShort, FileThere, OtherContent
from avatarchain.genetics import genome as genomes
from avatarchain.species import Species, traits
from avatarchain.species.image import PNG_SIGNATURE

PIECE = 2048  # avatars: a fifth of a second's work, and 2 MB of lines
PAINTED_PIECE = 32
AHEAD = 3  # pieces that are given to each worker, so that no worker waits while one is written
_PNG_HEAD = PNG_SIGNATURE + b"\0\0\0\x0dIHDR"
_BLOCK = 1 << 20
_SOME_LINES = 1 << 18  # bytes; a line has less than a thousand, with the longest names some more

_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Slice:
    """Numbers `first` to `last` of the collection of a 32-byte master seed.

    Raises BadSlice if `count` is below 1 or a number is not in 0 … 2**64 − 1.
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
        """The number of the last avatar."""
        return self.first + self.count - 1


@dataclass(frozen=True, slots=True)
class Portraits:
    """A picture for each avatar, in the file `folder`/<number>.<form>.

    `form` is png or svg; `size` is the width of a png in pixels.
    """

    folder: Path
    form: str
    size: int


def parts(whole: Slice, size: int) -> Iterator[Slice]:
    """Cut a slice into slices of `size` avatars; the last one may have fewer."""
    for first in range(whole.first, whole.last + 1, size):
        yield Slice(whole.species, whole.master, first, min(size, whole.last + 1 - first))


def lines(part: Slice) -> bytes:
    """The slice as JSON Lines: id, genome, dna, species, seed, number and traits of each avatar."""
    from avatarchain.genetics import population

    species = part.species
    seeds = population.item_seeds(part.master, part.first, part.count)
    founders = population.founders(seeds, species.cumulative)
    identities = population.identities(species.id, founders)
    rows = zip(seeds, population.to_integers(founders), identities, strict=True)
    return b"".join(
        _encode(
            {
                "id": to_hex(identity.tobytes()),
                "genome": to_hex(genome),
                "dna": genomes.to_dna(genome),
                "species": to_hex(species.id),
                "seed": to_hex(seed.tobytes()),
                "number": number,
                "traits": traits(species, genome),
            }
        ).encode()
        + b"\n"
        for number, (seed, genome, identity) in enumerate(rows, start=part.first)
    )


def line(part: Slice, number: int) -> bytes:
    """The line of the avatar with this number, in the collection that the slice belongs to."""
    return lines(Slice(part.species, part.master, number, 1))


def picture(species: Species, genome: int, form: str, size: int) -> bytes:
    """The bytes of a portrait file, png or svg, without a certificate."""
    if form == "svg":
        return portrait.svg(species, genome).encode()
    return portrait.png(species, genome, size)


def make(part: Slice, portraits: Portraits | None) -> bytes:
    """Paint the portraits of a slice that do not exist yet, and return its lines."""
    made = lines(part)
    if portraits is not None:
        for line in made.splitlines():
            record = json.loads(line)
            path = portraits.folder / f"{record['number']}.{portraits.form}"
            genome = int(record["genome"], 16)
            if not _is_there(path, part.species, genome, portraits):
                write(path, picture(part.species, genome, portraits.form, portraits.size))
    return made


def _is_there(path: Path, species: Species, genome: int, portraits: Portraits) -> bool:
    """Whether a portrait was written already, by its text or by the head of its PNG.

    Raises FileThere if something else has its name.
    """
    if not os.path.lexists(path):
        return False
    side = struct.pack(">II", portraits.size, portraits.size)
    try:
        if portraits.form == "svg":
            right = picture(species, genome, "svg", portraits.size)
            same = read_regular(path, len(right)) == right
        else:
            with open_regular(path) as file:
                same = file.read(24) == _PNG_HEAD + side
    except OSError:
        same = False
    if not same:
        raise FileThere(file=str(path))
    return True


def pieces(
    whole: Slice, portraits: Portraits | None, executor: Executor | None, workers: int = 1
) -> Iterator[bytes]:
    """Yield the lines of a slice, piece by piece in order.

    They are made by the `workers` workers of `executor`, or by this process if it is None.
    """
    cut = parts(whole, PIECE if portraits is None else PAINTED_PIECE)
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


def write_slice(
    part: Slice,
    path: Path,
    portraits: Portraits | None = None,
    *,
    executor: Executor | None = None,
    workers: int = 1,
    advance: Callable[[int], Any] | None = None,
) -> int:
    """Write a slice to a file of JSON Lines, or continue a file that was cut off.

    Returns the number of new lines. `advance` is called with the number of further lines that are
    in the file. Raises OtherContent if the file does not begin like this slice, and CutShort if the
    disk is full; the complete lines then stay in the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    report = advance or (lambda _: None)
    with locked(path.parent, path.name), path.open("ab+", buffering=0) as file:
        done = before = _keep_whole(part, path, file)
        report(done)
        # Lines may be there without their portraits, so their pieces are made again.
        skipped = done if portraits is not None else 0
        first = part.first + done - skipped
        if first > part.last:
            return 0
        left = Slice(part.species, part.master, first, part.last + 1 - first)
        for piece in pieces(left, portraits, executor, workers):
            made = piece.splitlines(keepends=True)
            fresh, skipped = made[skipped:], max(0, skipped - len(made))
            try:
                _append(file, b"".join(fresh))
            except OSError as error:
                done = _keep_whole(part, path, file)
                reason = error.strerror or str(error)
                raise CutShort(file=path, reason=reason, done=done, count=part.count) from None
            done += len(fresh)
            report(len(fresh))
    return done - before


def _append(file: io.FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _keep_whole(part: Slice, path: Path, file: io.FileIO) -> int:
    """Delete an incomplete line at the end of the file; return the number of complete lines.

    The first and the last line are compared byte for byte with those of the slice, and so is what
    the incomplete one has: nothing is deleted that we did not write.
    """
    size = file.seek(0, os.SEEK_END)
    expected = line(part, part.first)
    head = _read(file, 0, len(expected))
    if len(head) < len(expected) and expected.startswith(head):
        file.truncate(0)
        return 0
    numbers = f"numbers {part.first} to {part.last} of this collection"
    if head != expected:
        raise OtherContent(file=path, content="something else", expected=numbers)
    other = OtherContent(file=path, content="something else at its end", expected=numbers)
    try:
        end, last, begun = _end_of(file, size)
    except ValueError:  # without two ends of lines in the last part
        raise other from None
    count = sum(_read(file, at, _BLOCK).count(b"\n") for at in range(0, end, _BLOCK))
    number = part.first + count - 1
    if number >> 64 or last != line(part, number):
        raise other
    if number > part.last:
        held = f"numbers {part.first} to {number}"
        raise OtherContent(file=path, content=held, expected=numbers)
    if begun:
        if number == part.last or not line(part, number + 1).startswith(begun):
            raise other
        file.truncate(end)
    return count


def _read(file: io.FileIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _end_of(file: io.FileIO, size: int) -> tuple[int, bytes, bytes]:
    """The position after the last complete line of the file, that line, and what follows it.

    Raises ValueError if the last part of the file, of the length of some lines, has no whole line.
    """
    reach = min(size, _SOME_LINES)
    tail = _read(file, size - reach, reach)
    end = tail.rindex(b"\n") + 1
    start = tail.rfind(b"\n", 0, end - 1) + 1
    if not start and reach < size:
        raise ValueError
    return size - reach + end, tail[start:end], tail[end:]
