"""Other picture formats: lossless WebP, GIF with 256 colours, and small thumbnails.

They are only for display. They have no papers (the certificate by which PNG and SVG files can be
verified).
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatarchain.portrait import pixels
from avatarchain.species import Species


def webp(species: Species, genome: int, size: int, *, background: bool = True) -> bytes:
    """The bytes of a lossless WebP file, size × size pixels (64 … 2048).

    It uses the encoder's fastest setting: a third of the default's time, for files a third larger.
    """
    picture = Image.fromarray(pixels(species, genome, size, background=background))
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", lossless=True, quality=20, method=0, exact=True)
    return buffer.getvalue()


def gif(
    species: Species, genomes: list[int], size: int, milliseconds: int = 900, title: str = ""
) -> bytes:
    """The bytes of a GIF that shows portraits one after another, repeated for ever.

    Each is shown for `milliseconds`; one portrait alone does not move. A drawn species keeps
    its exact colours; images with more than 256 colours are reduced to 256 in each frame. A
    `title`, in ASCII, is in the file as text, and not to be seen.
    """
    frames = [_of_256(pixels(species, genome, size)) for genome in genomes]
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        loop=0,
        duration=milliseconds,
        optimize=False,
        disposal=1,
        **({"comment": title} if title else {}),
    )
    return buffer.getvalue()


def thumbnail(species: Species, genome: int, side: int) -> Image.Image:
    """A small portrait of side × side pixels, 8 … 256, for use in a terminal."""
    return Image.fromarray(pixels(species, genome, 8 * side)).resize((side, side))


def _of_256(picture: NDArray[np.uint8]) -> Image.Image:
    packed = picture.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    colours, rows = np.unique(packed, return_inverse=True)
    if len(colours) > 256:
        return Image.fromarray(picture).quantize(256, dither=Image.Dither.NONE)
    frame = Image.fromarray(rows.reshape(packed.shape).astype(np.uint8), "P")
    frame.putpalette(colours.astype(">u4").view(np.uint8).reshape(-1, 4)[:, 1:].tobytes())
    return frame
