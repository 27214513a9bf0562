"""Pictures without papers, which another program wrote: what they show, read in one way.

They come from anybody. So only regular files are read, no more of them than `MAX_COPY` bytes and
`MAX_PIXELS`, and the library that decodes them is given their bytes; whatever it makes of them, the
file is refused.
"""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain import portrait
from avatarchain.base.regular import read_regular
from avatarchain.errors import NotAPicture
from avatarchain.papers import certificate
from avatarchain.papers.doubts import MOVES, Doubt, doubt_of
from avatarchain.papers.metadata import orientation
from avatarchain.papers.png import MAX_SIDE, Chunks, chunks_of
from avatarchain.papers.segments import too_many
from avatarchain.species.drawing import Fault
from avatarchain.species.image import PNG_SIGNATURE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

MAX_COPY = 16 * 2**20
MAX_PIXELS = 2**23  # a screen of 3840 × 2160 has fewer
_FORMATS = ("PNG", "WEBP", "GIF", "JPEG")
_ENDINGS = {"PNG": (".png",), "WEBP": (".webp",), "GIF": (".gif",)}
_OF_JPEGS = (".jpg", ".jpeg", ".jpe", ".jfif")
_UNEVEN = 2  # pixels by which width and height of a cut-out may differ
_UNEVEN_COLOUR = 12  # of 255, by which the colour of a lossy margin may differ
_SIDE = 512  # pixels; the size at which an SVG is compared
_MOVING = ("<style", "<animate", "<set", "<script")
_TURNS = (  # for the orientations from 2
    "FLIP_LEFT_RIGHT",
    "ROTATE_180",
    "FLIP_TOP_BOTTOM",
    "TRANSPOSE",
    "ROTATE_270",
    "TRANSVERSE",
    "ROTATE_90",
)


@dataclass(frozen=True, slots=True)
class Copy:
    """What a file without papers may show: square RGB pixels, each with the text of an SVG.

    If there is a `doubt`, programs may show something else. If there are no squares, `lacking`
    says why.
    """

    squares: "tuple[tuple[NDArray[np.uint8], str | None], ...]"
    doubt: Doubt | None = None
    lacking: str = ""


def open_copy(path: Path) -> Copy | None:
    """What a picture shows; None if it has papers, which are then checked instead.

    Raises NotAPicture, BadPapers.
    """
    try:
        opened = certificate.open_file(path)
        if opened.papers is not None:
            return None
        if opened.svg is not None:
            return _drawn(opened.svg)
    except NotAPicture:
        pass  # another program may have written it
    try:
        data = read_regular(path, certificate.MAX_FILE)
    except OSError as error:
        raise NotAPicture(file=str(path), reason=error.strerror or str(error)) from None
    # Before the library sees a PNG of a million chunks.
    chunks = tuple(chunks_of(data, str(path))) if data.startswith(PNG_SIGNATURE) else ()
    if any(body.startswith(b"avatarchain\0") for _, body in chunks):
        return None
    if len(data) > MAX_COPY:
        return Copy((), None, f"it is larger than {MAX_COPY >> 20} MiB")
    return _decoded(data, chunks, str(path))


def _drawn(text: str) -> Copy:
    """What a drawing shows, whoever wrote it."""
    try:
        return Copy(((portrait.painted(text, _SIDE)[0], text),))
    except Fault as fault:
        moves = any(sign in text for sign in _MOVING)
        reason = f"it is not a drawing as ours are ({fault})"
        return Copy((), MOVES if moves else None, reason)


def _decoded(data: bytes, chunks: Chunks, file: str) -> Copy:
    """What a picture of pixels shows: the whole if it is square, and what a margin surrounds.

    `chunks` are those of a PNG. Raises NotAPicture.
    """
    import numpy as np

    if has := too_many(data):
        return Copy((), None, has)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of odd files; the refusal tells
            doubt, whole = _read(data, chunks, Path(file))
    except _TooLarge as large:
        return Copy((), None, f"it has {large}; at most {MAX_PIXELS} are read")
    except Exception as error:  # what it raises of broken files is in no list
        raise NotAPicture(file=file, reason=str(error)) from None
    squares = [whole] if whole.width == whole.height else []
    inner = _without_margin(whole)
    squares += [inner] if inner.size != whole.size else []
    fitting = [np.asarray(square) for square in squares if _fits(square)]
    if fitting:
        return Copy(tuple((square, None) for square in fitting), doubt)
    size = f"{whole.width} × {whole.height} pixels"
    least = f"no square of {portrait.SMALLEST} pixels or more"
    return Copy((), doubt, f"{size} are {least}: it is too small, cut, or several pictures")


class _TooLarge(Exception):
    """It has more pixels than are read; the text says how many."""


def _read(data: bytes, chunks: Chunks, path: Path) -> "tuple[Doubt | None, Image]":
    """What is doubted of a picture, and its pixels; the decoder's memory is free afterwards.

    Raises _TooLarge, and what Pillow raises of broken files.
    """
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        size = f"{image.width} × {image.height} pixels"
        if max(image.size) > MAX_SIDE:
            raise ValueError(size)
        if image.width * image.height > MAX_PIXELS:
            raise _TooLarge(size)
        doubt = doubt_of(image, data, chunks) or _misnamed(path, image.format)
        return doubt, _upright(image)


def _misnamed(path: Path, form: str | None) -> Doubt | None:
    """The doubt that a file is named as another kind, as which programs then take it."""
    if path.suffix.lower() in _ENDINGS.get(form or "", _OF_JPEGS):
        return None
    has = f"its name ends in {path.suffix or 'nothing'}, and in it is {form}"
    return Doubt(has, "programs go by names", "the picture in it")


def _upright(image: "Image") -> "Image":
    """The picture on white, turned as EXIF says."""
    from PIL import Image

    picture = image.convert("RGBA" if image.has_transparency_data else "RGB")
    turn = orientation(image.info.get("exif", b"")) or 1
    if turn > 1:
        picture = picture.transpose(Image.Transpose[_TURNS[turn - 2]])
    if picture.mode == "RGB":
        return picture
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return ground.convert("RGB")


def _fits(image: "Image") -> bool:
    return image.width == image.height >= portrait.SMALLEST


def _without_margin(image: "Image") -> "Image":
    """The picture without a margin of the colour of its first pixel, such as a screenshot has.

    If what remains is nearly square, it is cut to a square.
    """
    from PIL import ImageChops

    channels = []
    for number, ground in enumerate(image.crop((0, 0, 1, 1)).tobytes()):
        seen = [255 * (abs(value - ground) > _UNEVEN_COLOUR) for value in range(256)]
        channels.append(image.getchannel(number).point(seen))
    # The channel that differs most counts: a grey of all three would hardly see blue.
    differs = ImageChops.lighter(ImageChops.lighter(*channels[:2]), channels[2])
    left, top, right, bottom = differs.getbbox() or (0, 0, 0, 0)
    if abs((right - left) - (bottom - top)) > _UNEVEN:
        return image.crop((0, 0, 0, 0))
    side = min(right - left, bottom - top)
    return image.crop((left, top, left + side, top + side))
