"""How far apart looks are that differ in one gene: `python benchmarks/soundness.py [FOUNDERS]`.

With papers a picture must be equal to what is painted, so one pixel is enough. Without papers it
must be less than half as far from its look as from each look one expressed gene away
(`avatarchain.portrait.apart`). For each locus of the tuftling and each kind of copy this measures
both: the largest share that an honest copy comes to, and the smallest of a copy with the gene
exchanged, which is the other way round.
"""

import io
import sys
from collections.abc import Iterator

import numpy as np
from measuring import Value, keep
from PIL import Image

from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.portrait import pixels
from avatarchain.portrait.apart import LEAST, SHARE, differing, enough, exchanged
from avatarchain.species.pack import load

SPECIES = load("tuftling")
TEXT = f"""\
For each locus of the tuftling, over all exchanges of one expressed gene that can be seen: the
fewest pixels in which two looks differ, at 512 and at 128 pixels a side. With papers one is
enough, because pixels must be equal. Without papers less than {LEAST} of 512 × 512 are told as
"cannot tell", and a copy must be less than {SHARE} as far from its own look as from the other. The
last columns have the largest such share of an honest copy, by the kind of copy. A copy of the
other look has one over this share, so it comes to two and more wherever an honest one passes."""
COPIES: dict[str, tuple[int, str, dict[str, int]]] = {
    "PNG 128": (128, "PNG", {}),
    "GIF 256": (256, "GIF", {}),
    "JPEG 512, quality 75": (512, "JPEG", {"quality": 75}),
    "WebP 512, quality 80": (512, "WEBP", {"quality": 80}),
}


def copied(picture: np.ndarray, side: int, kind: str, how: dict[str, int]) -> np.ndarray:
    """A picture as another program saves it, in another size."""
    buffer = io.BytesIO()
    image = Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS)
    image.save(buffer, kind, **how)
    with Image.open(buffer) as saved:
        return np.asarray(saved.convert("RGB"))


def far(one: np.ndarray, other: np.ndarray, where: np.ndarray) -> int:
    """How far two pictures are apart over some pixels."""
    rows = (picture.reshape(-1, 3)[where].astype(np.int16) for picture in (one, other))
    return int(np.abs(next(rows) - next(rows)).sum())


def measured(founders: int) -> Iterator[list[Value]]:
    fewest: dict[tuple[int, int], int] = {}
    shares: dict[tuple[int, str], float] = {}
    for number in range(founders):
        genome = founder(item_seed(bytes(32), number), SPECIES.cumulative)
        large = pixels(SPECIES, genome, 512)
        ours = {side: pixels(SPECIES, genome, side) for side in (128, 256, 512)}
        copies = {name: copied(large, *how) for name, how in COPIES.items()}
        for locus, other in exchanged(SPECIES, genome):
            for side in ours:
                theirs = pixels(SPECIES, other, side)
                where = differing(ours[side], theirs)
                if not where.size:
                    continue
                key = locus, side
                fewest[key] = min(where.size, fewest.get(key, where.size))
                if not enough(where.size, side):
                    continue
                for name, (size, *_) in COPIES.items():
                    if size == side:
                        copy = copies[name]
                        share = far(copy, ours[side], where) / far(copy, theirs, where)
                        shares[locus, name] = max(share, shares.get((locus, name), 0.0))
    for number, locus in enumerate(SPECIES.loci):
        if (number, 512) in fewest:
            row: list[Value] = [locus.name, fewest[number, 512], fewest[number, 128]]
            yield [*row, *(shares.get((number, name)) for name in COPIES)]


def main() -> None:
    founders = int(sys.argv[1]) if sys.argv[1:] else 6
    columns = ("locus", "pixels of 512²", "of 128²", *COPIES)
    keep(
        "soundness",
        "Looks that differ in one gene",
        TEXT,
        columns,
        [*measured(founders)],
        packages=("numpy", "pillow"),
    )


if __name__ == "__main__":
    main()
