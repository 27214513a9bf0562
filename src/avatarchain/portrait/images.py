"""Portraits of a species of images: its PNG layers, one over another.

Every file is held against the digest that the species names it by, whenever it is
opened: a picture shows what the species id covers, or none is made. Layers are laid over
one another at their own size and brought to the size asked for at the end, each pixel
the mean of what it covers, so art of large pixels stays sharp.
"""

import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatarchain.errors import ImageChanged
from avatarchain.species import Species, drawing_of, express
from avatarchain.species.drawing import Fault
from avatarchain.species.image import check_header, digest

KEPT_BYTES = 200_000_000


def paint(
    species: Species, genome: int, size: int, *, background: bool = True
) -> NDArray[np.uint8]:
    """The portrait, size × size × 3 bytes over white, or × 4 on clear ground.

    Raises ImageChanged where a file is not the one that the species was made of.
    """
    assert species.images is not None
    expression = express(species, genome)
    hidden = expression.hidden
    if not background and species.background is not None:
        hidden |= 1 << species.background
    side = species.images.side
    canvas = Image.new("RGBA", (side, side), "white" if background else (0, 0, 0, 0))
    opened = opener(species)
    for layer in species.layers:
        if not hidden >> layer.locus & 1:
            shown = drawing_of(species.loci[layer.locus], expression.alleles, layer.locus)
            canvas.alpha_composite(opened(layer.drawings[shown]))
    picture = canvas.convert("RGB") if background else canvas
    return np.asarray(picture.resize((size, size), Image.Resampling.BOX))


def check(species: Species) -> list[str]:
    """Open every image of a species; the faults found, one a file."""
    faults = []
    for name in species.images.files if species.images else ():
        try:
            _open(species, name)
        except ImageChanged as error:
            faults.append(f"{error.file}: {error.reason}")
    return faults


def decode(path: Path) -> Image.Image:
    """The RGBA image in a PNG file whose head was checked; Fault where it is damaged."""
    try:
        with Image.open(path, formats=("PNG",)) as image:
            return image.convert("RGBA")
    except (OSError, SyntaxError, ValueError, zlib.error) as error:
        if isinstance(error, OSError) and error.strerror:
            raise  # the system's word, not Pillow's
        raise Fault(f"cannot be decoded ({error})") from None


@lru_cache(maxsize=2)
def opener(species: Species) -> Callable[[str], Image.Image]:
    """Opens the images of a species by digest, and keeps as many as KEPT_BYTES hold."""
    assert species.images is not None
    kept = max(1, KEPT_BYTES // (4 * species.images.side**2))
    return lru_cache(maxsize=kept)(lambda name: _open(species, name))


def _open(species: Species, name: str) -> Image.Image:
    assert species.images is not None
    path, side = species.images.files[name], species.images.side
    file = f"{path.parent.name}/{path.name}"
    try:
        check_header(path, side)
        image = decode(path)
    except Fault as fault:
        raise ImageChanged(file=file, reason=fault.reason) from None
    except OSError as error:
        raise ImageChanged(file=file, reason=error.strerror or str(error)) from None
    if (found := digest(image.tobytes())) != name:
        raise ImageChanged(file=file, reason=f"its pixels are {found[:10]}…, not {name[:10]}…")
    return image
