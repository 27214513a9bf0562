"""Hostile copies of pictures, texts of marks in turns, numbers of many digits and lying columns."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from avatarchain.generate import Slice
from avatarchain.species.pack import load
from support.lying_parquet import make_lie, slice_with
from support.packs import write_pack
from support.strange_packs import CHECK
from support.strangers import Case

_TO = ("--to", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
_TURNS = "\u0315\u0300" * 100_000


def _saved(form: str, side: int = 64) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), (9, 200, 9)).save(buffer, form, lossless=True)
    return buffer.getvalue()


def _noted(text: bytes) -> bytes:
    """A PNG with a text."""
    data, note = _saved("PNG"), b"tEXtNote\0" + text
    length, check = struct.pack(">I", len(note) - 4), struct.pack(">I", zlib.crc32(note))
    return data[:33] + length + note + check + data[33:]


def _gif(extensions: bytes) -> bytes:
    data = _saved("GIF")
    at = 13 + (3 << (data[10] & 7) + 1)
    return data[:at] + extensions + data[at:]


COPIES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a text of quotes": ("png", lambda: _noted(b'a"' * 150_000)),
    "a text of namespaces": ("png", lambda: _noted(b"xmlns:" * 50_000)),
    "a text of declarations": ("png", lambda: _noted(b"<?xml " * 50_000)),
    "60000 comments": ("gif", lambda: _gif(b"\x21\xfe\x01a\0" * 60_000)),
    "400000 odd bytes": ("gif", lambda: _gif(bytes(400_000))),
    "400000 empty segments": ("jpg", lambda: _with_segments(b"\xff\xfe\0\2" * 400_000)),
    "eight million pixels": ("webp", lambda: _saved("WEBP", 2896)),
}
RULES = {
    "a description of marks in turns": ("A pack for tests.", f"q{_TURNS}"),
    "a creator of marks in turns": ("format = 1", f'format = 1\ncreator = "q{_TURNS}"'),
    "a name of marks in turns": ('name = "testling"', f'name = "q{_TURNS}"'),
}
CLASS = "format = 1\nname = 'a'\npupils = 3\nseed = '{}'\n[keepers.hidden]\n{} = [1, 2]\n"


def _with_segments(segments: bytes) -> bytes:
    data = _saved("JPEG")
    return data[:2] + segments + data[2:]


def _lie(folder: Path) -> None:
    slice_with(Slice(load("tuftling"), bytes(32), 0, 1), folder / "a.parquet", genome="A" * 2**26)
    make_lie(folder / "a.parquet", 50_000)


def _lists(folder: Path) -> None:
    line = f'{{"id": 1, "genome": "0x", "number": 1, "species": [{"[]," * 9_000}[]]}}\n'
    (folder / "a.jsonl").write_text(line)


def _pupil(folder: Path) -> None:
    (folder / "5b").mkdir()
    (folder / "5b" / "class.toml").write_text(CLASS.format("00" * 32, "1" * 5000))


def cases() -> Iterator[Case]:
    """All cases of this kind."""
    for name, (ending, data) in COPIES.items():

        def copy(folder: Path, ending: str = ending, data: Callable[[], bytes] = data) -> None:
            (folder / f"odd.{ending}").write_bytes(data())

        yield Case(f"copy: {name}", ("verify", f"odd.{ending}"), copy)
    for name, change in RULES.items():

        def rule(folder: Path, change: tuple[str, str] = change) -> None:
            file = write_pack(folder / "pack") / "species.toml"
            file.write_text(file.read_text(encoding="utf-8").replace(*change), encoding="utf-8")

        yield Case(f"marks: {name}", CHECK, rule)
    yield Case("founders.parquet: a foot that lies", ("commit", "a.parquet", *_TO), _lie)
    yield Case("founders.jsonl: a species of lists", ("commit", "a.jsonl", *_TO), _lists)
    for option in ("--rarity", "--generation"):
        yield Case(f"argument: {option} of 400 nines", ("list", option, "9" * 400), lambda _: None)
    yield Case("class: a pupil of 5000 digits", ("class", "lesson", "5b", "hidden"), _pupil)
    yield Case(
        "class: a circle of links",
        ("class", "new", "loop", "--pupils", "3"),
        lambda folder: (folder / "loop").symlink_to("loop"),
    )
    yield Case(
        "argument: a size that no portrait has",
        ("show", "0x12345678", "--size", "9" * 11),
        lambda _: None,
    )
