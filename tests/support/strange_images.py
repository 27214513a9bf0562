"""Hostile layers: images that are not what they say, too many of them, odd names and weights."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from avatarchain.workshop.imported import make_pack
from support.hostile_names import FILE_NAMES
from support.layers import layer_image, write_layers
from support.packs import SVG
from support.strange_packs import CHECK, C
from support.strangers import Case


def made(folder: Path) -> Path:
    """The folder, which is there then."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, *more: bytes, body: bytes = b"", depth: int = 8) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, 6, 0, 0, 0)
    chunks = [
        _chunk(b"IHDR", head),
        *more,
        _chunk(b"IDAT", zlib.compress(body)),
        _chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _large(side: int, *more: bytes) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA", (side, side)).save(buffer, "PNG")
    data = buffer.getvalue()
    return data[:33] + b"".join(more) + data[33:]


def ihdr(side: int) -> bytes:
    """The chunk of a PNG file that says how large it is."""
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0))


def large_head(side: int) -> bytes:
    """A PNG that says that it is so large, and has no pixels."""
    return _png(side, side)


IMAGES: dict[str, Callable[[], bytes]] = {
    "a second head": lambda: _large(24, ihdr(4096)),
    "a head of 20000": lambda: _png(20_000, 20_000),
    "a head of 2 billion": lambda: _png(2**31 - 1, 2**31 - 1),
    "a head of 0": lambda: _png(0, 0),
    "no pixels": lambda: _png(24, 24),
    "too few pixels": lambda: _png(24, 24, body=bytes(97)),
    "a bomb": lambda: _png(24, 24, body=bytes(50_000_000)),
    "a depth of 3": lambda: _png(24, 24, depth=3),
    "a depth of 16": lambda: _png(24, 24, depth=16, body=bytes(24 * 193)),
    "a text bomb": lambda: _large(24, _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000)))),
    "an odd profile": lambda: _large(
        24, _chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(90_000_000)))
    ),
    "a chunk of 2 GB": lambda: _large(24)[:33] + struct.pack(">I", 2**31 - 1) + b"IDAT",
    "an odd sum": lambda: _large(24)[:-1] + b"\0",
    "an animation": lambda: _large(24, _chunk(b"acTL", struct.pack(">II", 9, 0))),
    "a GIF": lambda: b"GIF89a" + bytes(60),
    "an SVG": lambda: SVG.format(C).encode(),
    "nothing": lambda: b"",
    "four million pixels by one": lambda: _png(4_000_000, 1),
    "a palette without colours": lambda: _png(24, 24, _chunk(b"PLTE", b"")),
}
IMPORT = ("species", "import-layers", "layers", "--out", "made", "--name", "made")


def cases() -> Iterator[Case]:
    """Layers, each in a folder beside good ones."""
    for name, data in IMAGES.items():

        def write(folder: Path, data: Callable[[], bytes] = data) -> None:
            (write_layers(folder / "layers") / "2 - Body" / "Odd#1.png").write_bytes(data())

        yield Case(f"layer: {name}", IMPORT, write)

    def crowd(folder: Path, count: int = 3_000, side: int = 8) -> None:
        layer = made(write_layers(folder / "layers") / "3 - Crowd")
        image = _large(side)
        for k in range(count):
            (layer / f"f{k}#1.png").write_bytes(image)

    def heap(folder: Path) -> None:
        form = made(folder / "layers" / "Body" / "Heap")
        image = _large(2048)
        for k in range(8):
            (form / f"f{k}.png").write_bytes(image)

    def heavy(folder: Path, mode: str = "RGB") -> None:
        form = made(folder / "layers" / "Body" / "Heap")
        for k in range(12):
            Image.new(mode, (4096, 4096), k).save(form / f"f{k}.png")

    def many(folder: Path) -> None:
        layers = folder / "layers"
        for k in range(28):
            layer = made(layers / f"Layer {k // 2}")
            Image.new("RGBA", (2048, 2048), (k, 99, 7, 9)).save(layer / f"Form {k % 2}#1.png")
        make_pack(layers, folder / "pack", "foxes")

    def hundreds(folder: Path) -> None:
        names = [f"l{k}" for k in range(14)]
        rules = (
            'format = 1\nname = "foxes"\nversion = "1.0"\ndescription = "Foxes."\n'
            f"side = 2048\npaint = {names}\n"
        )
        for number, name in enumerate(names):
            rules += f'[[locus]]\nname = "{name}"\nkind = "shape"\n'
            for k in range(16):
                rules += f'[[locus.alleles]]\nname = "f{k}"\nweight = 4096\n'
                rules += f'pixels = "0x{16 * number + k:064x}"\n'
                (made(folder / "pack" / name) / f"f{k}.png").write_bytes(large_head(2048))
        (folder / "pack" / "species.toml").write_text(rules, encoding="utf-8")

    def depths(folder: Path) -> None:
        layer_image(1).save(made(folder / "layers" / "/".join(["a"] * 60)) / "a.png")

    yield Case("layer: 3000 of them", IMPORT, crowd)
    yield Case("layer: eight large ones in one form", IMPORT, heap)
    yield Case("layer: twelve of 4096 pixels in one form", (*IMPORT, "--side", "64"), heavy)
    yield Case("layer: 28 of 2048 pixels, checked", CHECK, many)
    yield Case("layer: 224 of 2048 pixels, checked", CHECK, hundreds)
    yield Case("layer: folders nest 60 deep", IMPORT, depths)
    for odd in (
        "#nan",
        "#inf",
        "#1e999",
        "#-1",
        "#0",
        "#" + "9" * 200,
        "#0.%",
        "__w-1",
        "__z" + "9" * 99,
    ):

        def weigh(folder: Path, odd: str = odd) -> None:
            body = write_layers(folder / "layers") / "2 - Body"
            layer_image(9).save(body / f"Odd{odd}.png")

        yield Case(f"layer: a weight {odd[:12]}", IMPORT, weigh)
    for number, name in enumerate(FILE_NAMES):

        def call(folder: Path, name: str = name) -> None:
            layer = made(write_layers(folder / "layers") / name)
            layer_image(9).save(layer / f"{name}.png")

        yield Case(f"layer {number}: called {name!a}", IMPORT, call)
