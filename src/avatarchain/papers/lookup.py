"""Looking up a picture without papers: which registered avatar looks like this?

A program that opens a portrait and saves it again drops the papers, and often changes the size
or all colours a little. Then nothing in the file says which avatar it shows. But the index has
the looks of all avatars, and the picture can be compared with them (see `portrait.recognise`).
The result is the avatar that looks like this, and that it is registered, if no look beside it
fits nearly as well (`portrait.apart`). Without papers nobody can say who made the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.errors import AvatarchainError, NotAPicture
from avatarchain.index import Index, expressions, genome_of, numbered
from avatarchain.papers import certificate
from avatarchain.papers.png import MAX_SIDE
from avatarchain.papers.report import OF_THE_CHAIN, Check, Report, unasked
from avatarchain.registry import avatar
from avatarchain.species import Species
from avatarchain.species.drawing import Fault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from avatarchain.portrait.apart import Apart

SUFFIXES = (".webp", ".gif", ".jpg", ".jpeg")
_FORMATS = ("PNG", "WEBP", "GIF", "JPEG")
_UNEVEN = 2  # pixels by which width and height of a cut-out may differ
_SEEN = [255 * (difference > 12) for difference in range(256)]  # lossy margins are uneven
_NOBODY = (
    "cannot tell: no avatar of a registry that you trust was found to look like this; it may be "
    "too small, cut or changed"
)
_SIDE = 512  # pixels; the size at which an SVG is compared


def look_up(path: Path, species: Species, indexes: Sequence[Index]) -> Report | None:
    """The report that says which registered avatar a picture without papers shows.

    None if the file has papers or is no picture.

    `indexes` are those of the registries that the user trusts; they must be up to date.
    """
    try:
        candidates = _open(path)
    except (AvatarchainError, Fault):
        return None
    checks = [Check("papers", False, "the file carries none")]
    for index, (picture, text) in product(indexes, candidates):
        match = _found(index, species, picture, text)
        if match is None:
            continue
        record = avatar(index.registry, numbered(index, match.numbers[0]).identity)
        chain = index.registry.chain
        shown = match.check(to_hex(record.identity))
        checks += [
            shown,
            Check(
                "registry",
                True,
                f"{index.registry.address} on chain {chain.chain_id}, one "
                "that you trust, has an avatar that looks like this",
            ),
            Check("token", True, f"registered in block {record.block}, held by {record.owner}"),
        ]
        skipped = [name for name in OF_THE_CHAIN if name != "token"]
        checks += unasked("there are no papers", "identity", "signature", *skipped)
        whose = f"{to_hex(record.identity)}, registered, held by {record.owner}"
        return Report(str(path), tuple(checks), whose if shown.ok else None)
    checks.append(Check("picture", False, _NOBODY))
    checks += unasked("there are no papers", "identity", "signature", "registry", *OF_THE_CHAIN)
    return Report(str(path), tuple(checks))


def _open(path: Path) -> "list[tuple[NDArray[np.uint8], str | None]]":
    """What the picture may be: square RGB pixels, with the text of an SVG.

    A picture of another form has no square, or the one in a margin of one colour. Raises
    NotAPicture; and Fault if it has papers, which are then checked instead.
    """
    try:
        opened = certificate.open_file(path)
        if opened.papers is not None:
            raise Fault("it has papers")
        if opened.svg is not None:
            return [(portrait.painted(opened.svg, _SIDE)[0], opened.svg)]
    except NotAPicture:
        pass  # another program may have written it
    return [(square, None) for square in _decoded(path)]


def _decoded(path: Path) -> "list[NDArray[np.uint8]]":
    import numpy as np
    from PIL import Image, ImageOps

    def refused(reason: object) -> NotAPicture:
        return NotAPicture(file=str(path), reason=str(reason))

    try:
        if path.stat().st_size > certificate.MAX_FILE:
            raise refused("too large")
        with Image.open(path, formats=_FORMATS) as image:
            if max(image.size) > MAX_SIDE:
                raise refused(f"{image.width} × {image.height} pixels")
            if "avatarchain" in image.info:
                raise Fault("it has papers")
            upright = ImageOps.exif_transpose(image).convert("RGBA")
            ground = Image.new("RGBA", upright.size, "white")
            ground.alpha_composite(upright)
            whole = ground.convert("RGB")
            squares = [whole] if whole.width == whole.height else []
            squares += [_without_margin(whole)]
            return [np.asarray(square) for square in squares if _fits(square)]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise refused(error) from None


def _fits(image: "Image") -> bool:
    return image.width == image.height >= portrait.SMALLEST


def _without_margin(image: "Image") -> "Image":
    """The picture without a margin of the colour of its first pixel, such as a screenshot has.

    If what remains is nearly square, it is cut to a square.
    """
    from PIL import Image, ImageChops

    ground = Image.new("RGB", image.size, image.getpixel((0, 0)))
    differs = ImageChops.difference(image, ground).convert("L").point(_SEEN)
    left, top, right, bottom = differs.getbbox() or (0, 0, 0, 0)
    if abs((right - left) - (bottom - top)) > _UNEVEN:
        return image.crop((0, 0, 0, 0))
    side = min(right - left, bottom - top)
    return image.crop((left, top, left + side, top + side))


@dataclass(frozen=True, slots=True)
class _Match:
    """The numbers of the avatars that a picture shows, whether it is one of ours to the pixel or
    the letter, and what it does not show clearly (None: it is too small to show anything)."""

    numbers: tuple[int, ...]
    exact: bool
    clear: "Apart | None"

    def check(self, identity: str) -> Check:
        """What the picture shows, and of what nothing can be said."""
        others = f"; {len(self.numbers) - 1} others look the same" if self.numbers[1:] else ""
        if self.exact:
            return Check("picture", True, f"is what {identity} expresses{others}")
        like = f"looks like {identity}{others}"
        if self.clear is None:
            return Check("picture", False, f"{like}; cannot tell: it is too small")
        if self.clear.otherwise:
            loci = ", ".join(self.clear.otherwise)
            return Check("picture", False, f"{like}, but not clearly so in: {loci}")
        if self.clear.unseen:
            loci = ", ".join(self.clear.unseen)
            return Check("picture", False, f"{like}; cannot tell, too few pixels show it: {loci}")
        return Check(
            "picture", True, f"a resized or lossy copy of what {identity} expresses{others}"
        )


def _found(
    index: Index, species: Species, picture: "NDArray[np.uint8]", text: str | None
) -> _Match | None:
    """The avatars that look like the picture; None if none does."""
    from avatarchain.portrait.apart import SMALLEST, apart
    from avatarchain.portrait.recognise import recognise, visible

    expressed, hidden = expressions(index)
    likeness = recognise(
        species, picture, expressed, hidden, lambda number: genome_of(index, number)
    )
    if likeness is None:
        return None
    genome = genome_of(index, likeness.look)
    if text is not None and text != portrait.svg(species, genome):
        return None
    exact = likeness.exact or text is not None
    clear = None
    if not exact and len(picture) >= SMALLEST:
        clear = apart(species, picture, genome)
    shown = visible(species, expressed, hidden)
    same = (shown == shown[likeness.look]) & (hidden == hidden[likeness.look])
    return _Match(tuple(same.nonzero()[0].tolist()), exact, clear)
