"""Drawings that are as dear to paint as the limits allow, and a process that paints one of them.

Each family is a way to spend effort: `DEAR[name](n)` gives n pieces of it, and `most` finds how
many of them are allowed. `python -m support.dear NAME WAY SIZE` paints one and prints seconds of
processor time, MiB of memory, and how many pieces it has.
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from avatarchain import portrait
from avatarchain.species import SHAPE, Layer
from avatarchain.species.drawing import Fault, read_drawing, shapes
from avatarchain.species.effort import MAX_EFFORT
from avatarchain.species.pack import load

WAYS = ("one drawing", "layers", "answer of a contract")
_INKS = tuple(name for name, _ in load().colours)[:12]


def _ink(k: int) -> str:
    return _INKS[k % len(_INKS)]


def _path(d: str, k: int = 0, rest: str = "") -> str:
    return f'<path class="{_ink(k)}"{rest} d="{d}"/>'


def _line(d: str, width: float, k: int = 0) -> str:
    return f'<path class="{_ink(k)}-line" stroke-width="{width:g}" d="{d}"/>'


def _noise(k: int, count: int) -> str:
    chance = random.Random(k)
    return " ".join(f"{chance.randrange(512)} {chance.randrange(512)}" for _ in range(count))


def _zigzag(k: int, count: int) -> str:
    return "M0 0" + "".join(f"L{i % 512} {(i + k) % 2 * 512}" for i in range(count))


def _wide(k: int) -> str:
    circle = f'<circle class="{_ink(k)}-line" stroke-width="{1 + k}" r="{3 + k % 5}"/>'
    return f'<g transform="scale(100)">{circle}</g>'


DEAR: dict[str, Callable[[int], list[str]]] = {
    "canvases": lambda n: [
        f'<rect class="{_ink(k)}" x="{-k % 3}" width="513" height="513"/>' for k in range(n)
    ],
    "faded canvases": lambda n: [
        f'<rect class="{_ink(k)}" opacity="0.{k % 89 + 10}" width="512" height="512"/>'
        for k in range(n)
    ],
    "noise": lambda n: [
        f'<polygon class="{_ink(k)}" points="{_noise(k, 60)}"/>' for k in range(n)
    ],
    "faded noise": lambda n: [
        f'<polygon class="{_ink(k)}" opacity="0.{k % 89 + 10}" points="{_noise(k, 60)}"/>'
        for k in range(n)
    ],
    "pieces": lambda n: [
        _path("".join(f"M{k % 9} 0L512 {k % 7}L{500 - k % 99} 512Z" for k in range(n)))
    ],
    "half pieces": lambda n: [
        _path("M0 0H512V512Z" + "".join(f"M{k % 9} 0H{250 - k % 7}V512Z" for k in range(n)))
    ],
    "small pieces": lambda n: [
        _path("".join(f"M{k * 7 % 509} {k * 3 % 511}h3v3Z".replace("h3v3", f"L{k * 7 % 509 + 3} "
        f"{k * 3 % 511}V{k * 3 % 511 + 3}") for k in range(n)))
    ],
    "combs": lambda n: [_path(_zigzag(k, 500), k) for k in range(n)],
    "one comb": lambda n: [_path(_zigzag(0, 100 * n))],
    "wide lines": lambda n: [_wide(k) for k in range(n)],
    "long lines": lambda n: [_line(_zigzag(k, 100), 3, k) for k in range(n)],
    "broad lines": lambda n: [_line(_zigzag(k, 30), 200, k) for k in range(n)],
    "thin arcs": lambda n: [_path("M0 0A0.01 1536 0 1 1 512 0", k) for k in range(n)],
    "large arcs": lambda n: [
        f'<g transform="scale(100)">{_path("M0 0A1536 1536 0 1 1 5.12 0Z", k)}</g>'
        for k in range(n)
    ],
    "arcs": lambda n: [_path("M0 0" + "A300 300 0 1 1 512 512A300 300 0 1 1 0 0" * n)],
    "running curves": lambda n: [_path("M0 0Q9 512 1 0" + "T512 512T0 0" * n)],
    "small circles": lambda n: [
        f'<circle class="{_ink(k)}" cx="{k * 7 % 512}" cy="{k * 3 % 512}" r="2"/>'
        for k in range(n)
    ],
    "small faded circles": lambda n: [
        f'<circle class="{_ink(k)}" cx="{k * 7 % 512}" cy="{k * 3 % 512}" r="9" '
        f'opacity="0.{k % 89 + 10}"/>'
        for k in range(n)
    ],
    "off the canvas": lambda n: [
        _path("M600 600" + "A900 900 0 1 1 1500 1500A900 900 0 1 1 600 600" * n)
    ],
}  # fmt: skip


def most(family: Callable[[int], list[str]]) -> list[str]:
    """As many pieces of a family as one drawing may have."""

    def allowed(count: int) -> bool:
        try:
            shapes("".join(family(count)), _INKS)
        except Fault:
            return False
        return True

    high = 2
    while high < 20_000 and allowed(high):
        high *= 2
    low = high // 2
    while high - low > max(1, low // 50):
        middle = (low + high) // 2
        low, high = (middle, high) if allowed(middle) else (low, middle)
    return family(low)


def painted(pieces: list[str], way: str, size: int) -> None:
    """Paint them: as one drawing, each as a layer, or as the answer of a contract.

    Their edges are not counted: the effort alone bounds what painting takes.
    """
    species = load()
    locus = next(k for k, row in enumerate(species.loci) if row.kind == SHAPE)
    if way == "answer of a contract":
        from avatarchain.portrait import paint
        from avatarchain.species.colouring import coloured

        text = coloured("".join(pieces), dict(species.colours), {}).text
        paint.shapes = lambda *given, **_: shapes(*given, one_layer=False)
        portrait.painted(portrait.HEAD + text + portrait.TAIL, size)
        return
    texts = ["".join(pieces)] if way == "one drawing" else pieces[:255]
    layers = []
    total = 0.0
    for text in texts:
        file = f'<svg viewBox="0 0 512 512">{text}</svg>'.encode()
        total += read_drawing(file, _INKS, measured=True).effort
        if total <= MAX_EFFORT:
            layers.append(Layer(locus, (text,) * 16))
    portrait.png(replace(species, layers=tuple(layers)), 0, size)


def main(name: str, way: str, size: str) -> None:
    pieces = most(DEAR[name])
    before = time.process_time()
    painted(pieces, way, int(size))
    spent = time.process_time() - before
    print(f"{spent:.2f} {_peak():.0f} {len(pieces)}")


def _peak() -> float:
    """The most memory of this program, in MiB.

    Not of `getrusage`, where a program that a large one started begins with that one's peak.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
