"""The other kinds of picture: WebP, which loses nothing, GIF, which has 256 colours, and small.

They are for showing. A portrait that can be held to its word is a PNG or an SVG.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatarchain.portrait import pixels
from avatarchain.species import Species


def webp(species: Species, genome: int, size: int, *, background: bool = True) -> bytes:
    """The picture as a WebP file without loss, size × size pixels (64 … 2048)."""
    picture = Image.fromarray(pixels(species, genome, size, background=background))
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", lossless=True, quality=50, method=3, exact=True)
    return buffer.getvalue()


def gif(species: Species, genomes: list[int], size: int, milliseconds: int = 900) -> bytes:
    """Portraits one after another, as a GIF that plays without end; one alone stands still.

    A drawn species keeps its colours exactly; images of more than 256 are brought to as
    many in each frame.
    """
    frames = [_of_256(pixels(species, genome, size)) for genome in genomes]
    buffer = io.BytesIO()
    frames[0].save(
        buffer, "GIF", save_all=True, append_images=frames[1:], loop=0,
        duration=milliseconds, optimize=False, disposal=1,
    )  # fmt: skip
    return buffer.getvalue()


def thumbnail(species: Species, genome: int, side: int) -> Image.Image:
    """A portrait of side × side pixels, 8 … 256: for where a picture of 64 is too large."""
    return Image.fromarray(pixels(species, genome, 8 * side)).resize((side, side))


def _of_256(picture: NDArray[np.uint8]) -> Image.Image:
    packed = picture.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    colours, rows = np.unique(packed, return_inverse=True)
    if len(colours) > 256:
        return Image.fromarray(picture).quantize(256, dither=Image.Dither.NONE)
    frame = Image.fromarray(rows.reshape(packed.shape).astype(np.uint8), "P")
    frame.putpalette(colours.astype(">u4").view(np.uint8).reshape(-1, 4)[:, 1:].tobytes())
    return frame
