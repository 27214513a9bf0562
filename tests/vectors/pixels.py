"""Writes pixels.json: `python tests/vectors/pixels.py`. Tests only read it.

SHA-256 of the raw pixels of some portraits of the testling (tests/support/packs.py), and of the
SVG text and the pixels of founders of the shipped species (64 of the tuftling). They hold on
every machine and every Pillow from 10.4 on; a run that changes pixels means that the painter
has changed, and that pictures made before differ from those made now. SVG texts never change.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.species import Species
from avatarchain.species.pack import load, shipped
from support.packs import write_pack
from support.shipped import sample

FILE = Path(__file__).with_name("pixels.json")


def main() -> None:
    with TemporaryDirectory() as folder:
        species = load(write_pack(Path(folder)))
    cases = []
    for k in range(16):
        genome = k << 252 | k << 236 | (k + 7) % 16 << 220
        for size, background in ((512, True), (100, True), (256, False)):
            found = portrait.pixels(species, genome, size, background=background)
            cases.append(
                {
                    "genome": to_hex(genome),
                    "size": size,
                    "background": background,
                    "sha256": hashlib.sha256(found.tobytes()).hexdigest(),
                }
            )
    told = {"testling": cases}
    for name in sorted(shipped(), reverse=True):
        told[name] = list(golden(load(name), sample(name, 64)))
    FILE.write_text(json.dumps(told, indent=1) + "\n")


def golden(species: Species, count: int) -> Iterator[dict[str, str | int]]:
    """The first founders of the seed of the species' name, at 512 pixels."""
    master = seed_from_text(species.name)
    for number in range(count):
        genome = founder(item_seed(master, number), species.cumulative)
        yield {
            "genome": to_hex(genome),
            "size": 512,
            "svg": hashlib.sha256(portrait.svg(species, genome).encode()).hexdigest(),
            "sha256": hashlib.sha256(portrait.pixels(species, genome).tobytes()).hexdigest(),
        }


if __name__ == "__main__":
    main()
