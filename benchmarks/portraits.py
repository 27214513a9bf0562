"""How fast portraits are made, on one core, beside others: `python benchmarks/portraits.py`.

Medians over ROUNDS (the first argument, 5) of pictures a second, each round of founders
or names of its own, after one round that fills caches. PNG includes painting and
compression. Peers that are not installed (`pip install 'avatarchain[peers]'`) are left
out, and named. Time is the processor's own, so that other work on the machine counts
less; DiceBear draws SVG and resvg makes a PNG of it.
"""

import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from statistics import median
from time import process_time

from rich.console import Console
from rich.table import Table

from avatarchain import portrait
from avatarchain.heredity import founder, item_seed
from avatarchain.portrait.encode import isal_zlib
from avatarchain.species.pack import load

MASTER = bytes(32)
Case = tuple[str, str, int, Callable[[int], "str | bytes"]]


def ours() -> Iterator[Case]:
    species = load()
    packer = "isal" if isal_zlib else "zlib"

    def genome(number: int) -> int:
        return founder(item_seed(MASTER, number), species.cumulative)

    # A founder takes some 10 µs to draw; it is not part of a portrait.
    known = [genome(number) for number in range(12_000)]

    def png(number: int, size: int) -> bytes:
        return portrait.png(species, known[number % len(known)], size)

    yield "avatarchain", "SVG", 2000, lambda k: portrait.svg(species, known[k % len(known)])
    yield f"avatarchain ({packer})", "PNG, 128 px", 200, lambda k: png(k, 128)
    yield f"avatarchain ({packer})", "PNG, 512 px", 200, lambda k: png(k, 512)


def dicebear() -> Iterator[Case]:
    import resvg
    from dicebear import Avatar, Style

    text = files("dicebear_styles").joinpath("adventurer.json").read_text("utf-8")
    style, options = Style(json.loads(text)), resvg.usvg.Options.default()

    def draw(number: int) -> str:
        return Avatar(style, {"seed": str(number), "size": 512}).to_string()

    def png(number: int) -> bytes:
        tree = resvg.usvg.Tree.from_str(draw(number), options)
        return bytes(resvg.render(tree, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)))

    yield "dicebear-core (adventurer)", "SVG", 200, draw
    yield "dicebear-core, resvg", "PNG, 512 px", 20, png


def multiavatar() -> Iterator[Case]:
    from multiavatar.multiavatar import multiavatar

    yield "multiavatar", "SVG", 500, lambda number: multiavatar(str(number), None, None)


def robohash() -> Iterator[Case]:
    from robohash import Robohash

    def png(number: int) -> bytes:
        one, buffer = Robohash(str(number)), io.BytesIO()
        one.assemble(roboset="set1", sizex=512, sizey=512)
        one.img.save(buffer, "PNG")
        return buffer.getvalue()

    yield "robohash", "PNG, 512 px", 5, png


def rates(work: Callable[[int], object], count: int, rounds: int) -> list[float]:
    """Pictures a second of each round."""
    found = []
    for turn in range(rounds + 1):
        start = process_time()
        for number in range(turn * count, (turn + 1) * count):
            work(number)
        found.append(count / (process_time() - start))
    return found[1:]


def main(arguments: Sequence[str]) -> None:
    rounds = int(arguments[0]) if arguments else 5
    table = Table("library", "picture", "a second (median)", "slowest … fastest", "bytes (median)")
    absent = []
    cases: list[Case] = []
    for library in (ours, dicebear, multiavatar, robohash):
        try:
            cases += library()
        except ImportError:
            absent.append(library.__name__)
    for case in cases:
        library, kind, count, work = case
        found = rates(work, count, rounds)
        size = median(len(work(number)) for number in range(20))
        spread = f"{min(found):,.0f} … {max(found):,.0f}"
        table.add_row(library, kind, f"{median(found):,.0f}", spread, f"{size:,.0f}")
    Console().print(table)
    if absent:
        Console().print("not installed:", ", ".join(absent))


if __name__ == "__main__":
    main(sys.argv[1:])
