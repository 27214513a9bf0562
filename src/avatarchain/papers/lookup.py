"""Looking up a picture without papers: which registered avatar looks like this?

A program that opens a portrait and saves it again drops the papers, and often changes the size
or all colours a little. Then nothing in the file says which avatar it shows. But the index has
the looks of all avatars, and the picture can be compared with them (see `portrait.recognise`).
The result is the avatar that looks like this, and that it is registered, if no look beside it
fits nearly as well (`portrait.apart`). Without papers nobody can say who made the file.

A file of several frames, or a drawing that moves, may show anything after its first picture. Of
such a file the first frame is compared, and nothing is said of the others.
"""

import warnings
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
    "no avatar of a registry that you trust was found to look like {what}; it may be too small, "
    "cut or changed"
)
_SIDE = 512  # pixels; the size at which an SVG is compared
_MOVING = ("<style", "<animate", "<set", "<script")


@dataclass(frozen=True, slots=True)
class _Picture:
    """What a file without papers may show: square RGB pixels, each with the text of an SVG.

    If it `moves`, they are those of its first frame. If there are none, `lacking` says why.
    """

    squares: "tuple[tuple[NDArray[np.uint8], str | None], ...]"
    moves: bool = False
    lacking: str = ""

    def unclear(self) -> str:
        """What is said if no avatar was found."""
        if self.moves:
            reason = self.lacking or _NOBODY.format(what="its first frame")
            return f"cannot tell: it moves, and {reason}"
        return f"cannot tell: {self.lacking or _NOBODY.format(what='this')}"


def look_up(path: Path, species: Species, indexes: Sequence[Index]) -> Report | None:
    """The report that says which registered avatar a picture without papers shows.

    None if the file has papers or is no picture.

    `indexes` are those of the registries that the user trusts; they must be up to date.
    """
    try:
        picture = _open(path)
    except AvatarchainError:
        return None
    if picture is None:
        return None
    checks = [Check("papers", False, "the file carries none")]
    for index, (pixels, text) in product(indexes, picture.squares):
        match = _found(index, species, pixels, text)
        if match is None:
            continue
        record = avatar(index.registry, numbered(index, match.numbers[0]).identity)
        chain = index.registry.chain
        shown = match.check(to_hex(record.identity), moves=picture.moves)
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
    checks.append(Check("picture", False, picture.unclear()))
    checks += unasked("there are no papers", "identity", "signature", "registry", *OF_THE_CHAIN)
    return Report(str(path), tuple(checks))


def _open(path: Path) -> _Picture | None:
    """What a picture shows; None if it has papers, which are then checked instead.

    Raises NotAPicture.
    """
    try:
        opened = certificate.open_file(path)
        if opened.papers is not None:
            return None
        if opened.svg is not None:
            return _drawn(opened.svg)
    except NotAPicture:
        pass  # another program may have written it
    return _decoded(path)


def _drawn(text: str) -> _Picture:
    """What a drawing shows, whoever wrote it."""
    try:
        return _Picture(((portrait.painted(text, _SIDE)[0], text),))
    except Fault as fault:
        moves = any(sign in text for sign in _MOVING)
        return _Picture((), moves, f"it is not a drawing as ours are ({fault})")


def _decoded(path: Path) -> _Picture | None:
    """What a picture of pixels shows: the whole if it is square, and what a margin surrounds.

    None if it has papers. Raises NotAPicture.
    """
    import numpy as np
    from PIL import Image, ImageOps

    def refused(reason: object) -> NotAPicture:
        return NotAPicture(file=str(path), reason=str(reason))

    try:
        if path.stat().st_size > certificate.MAX_FILE:
            raise refused("too large")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd frames; they are told as such
            with Image.open(path, formats=_FORMATS) as image:
                if max(image.size) > MAX_SIDE:
                    raise refused(f"{image.width} × {image.height} pixels")
                if "avatarchain" in image.info:
                    return None
                moves = _moves(image, path)
                upright = ImageOps.exif_transpose(image).convert("RGBA")
        ground = Image.new("RGBA", upright.size, "white")
        ground.alpha_composite(upright)
        whole = ground.convert("RGB")
        squares = [whole] if whole.width == whole.height else []
        squares += [_without_margin(whole)]
        fitting = [np.asarray(square) for square in squares if _fits(square)]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise refused(error) from None
    if fitting:
        return _Picture(tuple((square, None) for square in fitting), moves)
    size = f"{whole.width} × {whole.height} pixels"
    least = f"no square of {portrait.SMALLEST} pixels or more"
    return _Picture((), moves, f"{size} are {least}: it is too small, cut, or several pictures")


def _moves(image: "Image", path: Path) -> bool:
    """Whether a file has more than one frame.

    Of JPEGs only the first picture is shown. Programs differ in which PNGs they play, so one that
    may be played moves.
    """
    if image.format == "PNG":
        with path.open("rb") as file:
            return b"acTL" in file.read(certificate.MAX_FILE).partition(b"IDAT")[0]
    return image.format in ("GIF", "WEBP") and bool(getattr(image, "is_animated", False))


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

    def check(self, identity: str, *, moves: bool) -> Check:
        """What the picture, or its first frame, shows, and of what nothing can be said."""
        shown = self._shown(identity)
        if not moves:
            return shown
        words = (
            f"cannot tell: it moves, and may show anything later; its first frame {shown.detail}"
        )
        return Check("picture", False, words)

    def _shown(self, identity: str) -> Check:
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
            "picture", True, f"is a resized or lossy copy of what {identity} expresses{others}"
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
