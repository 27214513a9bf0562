"""How fast portraits are made, beside others: `python benchmarks/portraits.py [ROUNDS]`."""

import io
import json
import sys
from collections.abc import Callable
from importlib.resources import files
from statistics import median

import resvg
from dicebear import Avatar, Style
from measuring import keep, rates
from multiavatar.multiavatar import multiavatar
from robohash import Robohash

from avatarchain import portrait
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.portrait import encode, formats
from avatarchain.species.pack import load

TEXT = """\
Pictures in a second of one core, in processor time; libraries are measured in turns, and every
picture is of another founder or name. A PNG is painted and compressed; WebP is without loss.
DiceBear (style adventurer) and multiavatar draw SVG, of which resvg makes PNG. zlib comes with
Python; isal comes with the extra `fast`."""
PACKAGES = ("pillow", "numpy", "isal", "dicebear-core", "multiavatar", "robohash", "resvg")

Draw = Callable[[int], "str | bytes"]

SPECIES = load()
# A founder takes some 10 µs to draw; it is not part of a portrait.
KNOWN = [founder(item_seed(bytes(32), number), SPECIES.cumulative) for number in range(12_000)]
STYLE = Style(json.loads(files("dicebear_styles").joinpath("adventurer.json").read_text("utf-8")))
ISAL = encode.isal_zlib


def ours(number: int) -> str:
    return portrait.svg(SPECIES, KNOWN[number % len(KNOWN)])


def painted(packer: object, size: int = 512) -> Draw:
    def png(number: int) -> bytes:
        encode.isal_zlib = packer
        return portrait.png(SPECIES, KNOWN[number % len(KNOWN)], size)

    return png


def webp(number: int) -> bytes:
    return formats.webp(SPECIES, KNOWN[number % len(KNOWN)], 512)


def dicebear(number: int) -> str:
    return str(Avatar(STYLE, {"seed": str(number), "size": 512}).to_string())


def multi(number: int) -> str:
    drawn = str(multiavatar(str(number), None, None))
    return drawn.replace("<svg ", '<svg width="512" height="512" ', 1)


def robo(number: int) -> bytes:
    one, buffer = Robohash(str(number)), io.BytesIO()
    one.assemble(roboset="set1", sizex=512, sizey=512)
    one.img.save(buffer, "PNG")
    return buffer.getvalue()


def rasterised(draw: Callable[[int], str]) -> Draw:
    """The PNG that resvg makes of an SVG, at the size that the SVG says."""
    options = resvg.usvg.Options.default()

    def png(number: int) -> bytes:
        tree = resvg.usvg.Tree.from_str(draw(number), options)
        return bytes(resvg.render(tree, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)))

    return png


CASES: dict[tuple[str, str], tuple[int, Draw]] = {
    ("avatarchain", "SVG"): (2000, ours),
    ("dicebear-core", "SVG"): (200, dicebear),
    ("multiavatar", "SVG"): (500, multi),
    ("avatarchain, isal", "PNG, 512 px"): (200, painted(ISAL)),
    ("avatarchain, zlib", "PNG, 512 px"): (200, painted(None)),
    ("avatarchain", "WebP, 512 px"): (100, webp),
    ("dicebear-core, resvg", "PNG, 512 px"): (20, rasterised(dicebear)),
    ("multiavatar, resvg", "PNG, 512 px"): (20, rasterised(multi)),
    ("robohash", "PNG, 512 px"): (5, robo),
    ("avatarchain, zlib", "PNG, 128 px"): (300, painted(None, 128)),
}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    found = rates(CASES, rounds)
    rows = [
        [*case, round(rate), round(median(len(CASES[case][1](number)) for number in range(20)))]
        for case, rate in found.items()
    ]
    columns = ("library", "picture", "a second", "bytes (median)")
    plot = {"kind": "bars", "labels": [0, 1], "value": 2, "log": True}
    keep("portraits", "Portraits", TEXT, columns, rows, packages=PACKAGES, plot=plot)


if __name__ == "__main__":
    main()
