"""Portraits of a species of images: its PNG layers, one over another.

Whenever a file is opened, its pixels are compared with the digest that the species gives. If
they differ, no picture is made, so a picture always shows what the species id covers. Layers are
laid over one another at their own size and then scaled to the wanted size. Each pixel is the
mean of the area that it covers, so art of large pixels stays sharp.
"""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from avatarchain.errors import ImageChanged
from avatarchain.species import Species, express, form_number
from avatarchain.species.drawing import Fault
from avatarchain.species.image import Header, check_header, digest, header_of, read_regular

KEPT_BYTES, OPENED_BYTES = 200_000_000, 100_000_000
"""Of images that were made small, and of whole ones."""
GLANCED_BYTES = 190_000_000
"""Enough for all images of any pack: 1,824 of them, and `image.MAX_PIXELS`."""
SKETCHED = 128  # pixels a side of the small picture that a glance has


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What is kept of an image that was opened: small, and where it shows and covers.

    `small` is SKETCHED pixels wide. `shown` and `whole` are bits, row by row, of the pixels with
    any opacity and with all of it; `side` is that of the image.
    """

    small: Image.Image
    shown: NDArray[np.uint8]
    whole: NDArray[np.uint8]
    side: int

    def masks(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where it shows anything, and where nothing is seen through it: side × side each."""
        shape, count = (self.side, self.side), self.side**2
        shown, whole = (np.unpackbits(bits, count=count) for bits in (self.shown, self.whole))
        return shown.reshape(shape).view(bool), whole.reshape(shape).view(bool)


def paint(
    species: Species, genome: int, size: int, *, background: bool = True
) -> NDArray[np.uint8]:
    """The portrait: size × size × 3 bytes over white, or × 4 (RGBA) without background.

    Raises ImageChanged if a file is not the one from which the species was made.
    """
    assert species.images is not None  # noqa: S101 - callers ask for species of images
    picture = _laid(species, genome, species.images.side, opener(species), background)
    return np.asarray(picture.resize((size, size), Image.Resampling.BOX))


def sketch(species: Species, genome: int, size: int) -> NDArray[np.uint8]:
    """The portrait as `paint` gives it, except at edges: each layer is reduced before it is laid.

    This makes many portraits quickly: each image is opened once. Raises ImageChanged if an image is
    not the one from which the species was made.
    """
    return np.asarray(_laid(species, genome, size, _small(species, size), background=True))


def _laid(
    species: Species,
    genome: int,
    side: int,
    opening: Callable[[str], Image.Image],
    background: bool,
) -> Image.Image:
    """The layers of a portrait, laid over one another; the images from `opening` have `side`."""
    expression = express(species, genome)
    hidden = expression.hidden
    if not background and species.background is not None:
        hidden |= 1 << species.background
    canvas = Image.new("RGBA", (side, side), "white" if background else (0, 0, 0, 0))
    for layer in species.layers:
        if not hidden >> layer.locus & 1:
            shown = form_number(species.loci[layer.locus], expression.alleles, layer.locus)
            canvas.alpha_composite(opening(layer.drawings[shown]))
    return canvas.convert("RGB") if background else canvas


@lru_cache(maxsize=2)
def _small(species: Species, size: int) -> Callable[[str], Image.Image]:
    """A function that returns the image of a digest, size × size pixels."""

    def small(name: str) -> Image.Image:
        if size == SKETCHED:
            return glancer(species)(name).small
        return opened(species, name).resize((size, size), Image.Resampling.BOX)

    return lru_cache(maxsize=KEPT_BYTES // (4 * size**2))(small)


def check(species: Species, *, glance: bool = False) -> list[str]:
    """Open every image of a species; return the faults, at most one for each file.

    With `glance` a glance at each is kept, so that they need not be opened again.
    """
    faults = []
    glancer.cache_clear()
    look = glancer(species) if glance else partial(opened, species)
    for name in species.images.files if species.images else ():
        try:
            look(name)
        except ImageChanged as error:
            faults.append(f"{error.file}: {error.reason}")
    return faults


@lru_cache(maxsize=1)
def glancer(species: Species) -> Callable[[str], Glance]:
    """A function that returns a glance at the image of a digest.

    It keeps the last ones, up to GLANCED_BYTES. It raises ImageChanged.
    """
    assert species.images is not None  # noqa: S101 - callers ask for species of images
    side = species.images.side

    def glance(name: str) -> Glance:
        image = opened(species, name)
        opacity = np.asarray(image.getchannel("A"))
        small = image.resize((SKETCHED, SKETCHED), Image.Resampling.BOX)
        return Glance(small, np.packbits(opacity > 0), np.packbits(opacity == 255), side)

    return lru_cache(maxsize=GLANCED_BYTES // (4 * SKETCHED**2 + side**2 // 4))(glance)


def decode(data: bytes, header: Header) -> Image.Image:
    """The RGBA image in the bytes of a PNG file, whose `header` was checked.

    Raises Fault if it is damaged or animated, or if it has another size than its header says (a
    second header could give it any number of pixels).
    """
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            if image.size != header.size:
                raise Fault("has two headers, of two sizes")
            if getattr(image, "is_animated", False):
                raise Fault("is animated")
            return image.convert("RGBA")
    except UnidentifiedImageError:  # its words name an object in memory
        raise Fault("cannot be decoded") from None
    except (OSError, SyntaxError, ValueError, zlib.error, struct.error) as error:
        raise Fault(f"cannot be decoded ({error})") from None


@lru_cache(maxsize=2)
def opener(species: Species) -> Callable[[str], Image.Image]:
    """A function that returns the image of a digest.

    It caches the images that were used last in memory, up to OPENED_BYTES. It raises ImageChanged
    if an image is not the one from which the species was made.
    """
    assert species.images is not None  # noqa: S101 - callers ask for species of images
    count = max(1, OPENED_BYTES // (4 * species.images.side**2))
    return lru_cache(maxsize=count)(lambda name: opened(species, name))


def opened(species: Species, name: str) -> Image.Image:
    """The image of a digest, RGBA. Raises ImageChanged as `opener` does."""
    assert species.images is not None  # noqa: S101 - callers ask for species of images
    path, side = species.images.files[name], species.images.side
    file = f"{path.parent.name}/{path.name}"
    try:
        data = read_regular(path)
        header = header_of(data)
        check_header(header, side)
        image = decode(data, header)
    except Fault as fault:
        raise ImageChanged(file=file, reason=fault.reason) from None
    except OSError as error:
        raise ImageChanged(file=file, reason=error.strerror or str(error)) from None
    if (present := digest(image.tobytes())) != name:
        raise ImageChanged(file=file, reason=f"its pixels are {present[:10]}…, not {name[:10]}…")
    return image
