"""The portrait: a pure function of species and genome.

The SVG text is the canonical picture. It is put together from the very pieces that the
species is hashed over, so two programs that agree on the species agree on every byte.
The raster picture is painted from the same pieces (`paint`), and a PNG file carries
them on (`files`). Nothing here decides anything: which alleles show is the species'
word.
"""

import base64
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from avatarchain.errors import BadSize, NoDrawing
from avatarchain.species import COLOUR, Species, express, style
from avatarchain.species.drawing import Fault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMALLEST, LARGEST = 64, 2048
MOST_COLOURS = 128  # half of a palette; the edges have the rest

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" fill="none" '
    'fill-rule="evenodd" stroke-linecap="round" stroke-linejoin="round"><style>'
)
STYLE_END = "</style>"
TAIL = "</svg>"


@lru_cache(maxsize=8)
def _pieces(
    species: Species,
) -> tuple[str, tuple[tuple[int, tuple[str, ...]], ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    """Head with fixed colours; (locus, 16 style texts) a colour locus; the same a layer."""
    styles = tuple(
        (number, tuple(style(locus.name, a.fill, a.shade) for a in locus.alleles))
        for number, locus in enumerate(species.loci)
        if locus.kind == COLOUR
    )
    layers = tuple((layer.locus, layer.drawings) for layer in species.layers)
    head = HEAD + "".join(style(name, fill) for name, fill in species.colours)
    return head, styles, layers


def svg(species: Species, genome: int, *, background: bool = True) -> str:
    """The canonical SVG of a genome: one line of text without a newline.

    Without `background`, the locus that the species calls so is left out; that text is
    for use on other grounds and is not canonical. NoDrawing where the species is made of
    images.
    """
    if species.images is not None:
        raise NoDrawing(species=species.name)
    head, styles, layers = _pieces(species)
    expression = express(species, genome)
    alleles, hidden = expression.alleles, expression.hidden
    if not background and species.background is not None:
        hidden |= 1 << species.background
    parts = [head]
    parts += [texts[alleles[locus]] for locus, texts in styles]
    parts.append(STYLE_END)
    parts += [texts[alleles[locus]] for locus, texts in layers if not hidden >> locus & 1]
    parts.append(TAIL)
    return "".join(parts)


def check_size(size: int) -> int:
    """`size` if it is a picture's side in pixels, 64 … 2048; BadSize otherwise."""
    if not SMALLEST <= size <= LARGEST:
        raise BadSize(size=size, smallest=SMALLEST, largest=LARGEST)
    return size


def pixels(
    species: Species, genome: int, size: int = 512, *, background: bool = True
) -> "NDArray[np.uint8]":
    """The picture as size × size × 3 bytes (RGB), or × 4 (RGBA) without background."""
    if species.images is not None:
        from avatarchain.portrait import images

        return images.paint(species, genome, check_size(size), background=background)
    from avatarchain.portrait.paint import paint

    picture = paint(species, genome, check_size(size), background=background)
    palette = picture.palette[:, :3] if background else picture.palette
    return palette[picture.indices]


def png(species: Species, genome: int, size: int = 512, *, background: bool = True) -> bytes:
    """The picture as a PNG file of size × size pixels (64 … 2048)."""
    if species.images is not None:
        from avatarchain.portrait.encode import encode_full

        return encode_full(pixels(species, genome, size, background=background))
    from avatarchain.portrait.encode import encode
    from avatarchain.portrait.paint import paint

    picture = paint(species, genome, check_size(size), background=background)
    return encode(picture.indices, picture.palette)


def address(species: Species, genome: int, size: int = 512) -> str:
    """The picture as an address that holds it whole (`data:…`), for pages and drawings.

    An SVG; where the species is made of images a PNG of `size` pixels.
    """
    if species.images is None:
        kind, data = "svg+xml", svg(species, genome).encode()
    else:
        kind, data = "png", png(species, genome, size)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


_RULE = re.compile(r"\.([a-z0-9-]+)\{(fill|stroke):(#[0-9a-f]{6})\}")


def painted(text: str, size: int = 512) -> tuple["NDArray[np.uint8]", bytes]:
    """The picture of a portrait's SVG, whoever put that together: RGB pixels, and a PNG file.

    Close to `pixels` of the genome, not equal: layers are not told apart in the text.
    Raises Fault where the text is not in the frame and the language of portraits.
    """
    from avatarchain.portrait.encode import encode
    from avatarchain.portrait.paint import paint_drawing

    style, end, drawing = text.removeprefix(HEAD).removesuffix(TAIL).partition(STYLE_END)
    if not (text.startswith(HEAD) and text.endswith(TAIL) and end):
        raise Fault("it does not have the frame of a portrait")
    rules = _RULE.findall(style)
    if "".join(f".{name}{{{what}:{colour}}}" for name, what, colour in rules) != style:
        raise Fault("its style is more than colours")
    colours = {name: colour for name, what, colour in rules if what == "fill"}
    if len(colours) > MOST_COLOURS:
        raise Fault(f"it has more than {MOST_COLOURS} colours")
    picture = paint_drawing(drawing, list(colours.items()), check_size(size))
    return picture.palette[:, :3][picture.indices], encode(picture.indices, picture.palette)
