"""The portrait: a pure function of species and genome.

The SVG text is the canonical picture. It is joined from the same pieces of text that the species'
id covers, so two programs with the same species get the same bytes. The pixels are painted from
these pieces too (`paint`). The package `species` decides which alleles are visible.
"""

import base64
import re
from typing import TYPE_CHECKING

from avatarchain.errors import BadSize, NoDrawing
from avatarchain.portrait.pieces import visible_pieces
from avatarchain.species import Species, express
from avatarchain.species.colouring import Coloured, named
from avatarchain.species.drawing import Fault, shapes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMALLEST, LARGEST = 64, 2048
MOST_COLOURS = 128  # half of a palette; edges use the other half

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512" '
    'fill="none" fill-rule="evenodd" stroke-linecap="round" stroke-linejoin="round">'
)
TAIL = "</svg>"


def svg(species: Species, genome: int, *, background: bool = True) -> str:
    """The canonical SVG of a genome: one line of text, without a newline at its end.

    With `background=False` the species' background locus is left out; that text is not
    canonical. Raises NoDrawing if the species is made of images.
    """
    if species.images is not None:
        raise NoDrawing(species=species.name)
    expression = express(species, genome)
    hidden = expression.hidden
    if not background and species.background is not None:
        hidden |= 1 << species.background
    return f"{HEAD}{''.join(visible_pieces(species, expression.alleles, hidden))}{TAIL}"


def check_size(size: int) -> int:
    """`size`, unchanged, if a picture of this side can be painted: 64 … 2048 pixels.

    Raises BadSize otherwise.
    """
    if not SMALLEST <= size <= LARGEST:
        raise BadSize(size=size, smallest=SMALLEST, largest=LARGEST)
    return size


def pixels(
    species: Species, genome: int, size: int = 512, *, background: bool = True
) -> "NDArray[np.uint8]":
    """The picture as an array of size × size × 3 bytes (RGB), or × 4 (RGBA) without background.

    `size` is 64 … 2048. Raises BadSize for another size, and ImageChanged if a file of a species of
    images is not the one from which the species was made.
    """
    if species.images is not None:
        from avatarchain.portrait import images

        return images.paint(species, genome, check_size(size), background=background)
    from avatarchain.portrait.encode import coloured
    from avatarchain.portrait.paint import paint

    picture = paint(species, genome, check_size(size), background=background)
    return coloured(picture.indices, picture.palette, "RGB" if background else "RGBA")


def png(species: Species, genome: int, size: int = 512, *, background: bool = True) -> bytes:
    """The bytes of a PNG file with the picture, size × size pixels. Raises as `pixels` does."""
    if species.images is not None:
        from avatarchain.portrait.encode import encode_full

        return encode_full(pixels(species, genome, size, background=background))
    from avatarchain.portrait.encode import encode
    from avatarchain.portrait.paint import paint

    picture = paint(species, genome, check_size(size), background=background)
    return encode(picture.indices, picture.palette)


def address(species: Species, genome: int, size: int = 512) -> str:
    """The picture as a data URI (`data:image/…`), for web pages and other drawings.

    It contains an SVG, or, if the species is made of images, a PNG of size × size pixels.
    """
    if species.images is None:
        kind, data = "svg+xml", svg(species, genome).encode()
    else:
        kind, data = "png", png(species, genome, size)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


_COLOUR = re.compile(r' (?:fill|stroke)="(#[0-9a-f]{6})"')


def check_answer(text: str) -> None:
    """Raise Fault unless a text, such as a contract's answer, is an SVG as `svg` writes it."""
    drawing, colours = _answer(text)
    shapes(drawing, {name for name, _ in colours}, one_layer=False, measured=False)


def painted(text: str, size: int = 512) -> tuple["NDArray[np.uint8]", bytes]:
    """Paint the SVG text of a portrait, such as one from a contract: RGB pixels, and a PNG file.

    The pixels are close to those of `pixels`, but not equal, because the text does not say
    where one layer ends. Raises Fault if the text is not an SVG as `svg` writes it.
    """
    from avatarchain.portrait.encode import coloured, encode
    from avatarchain.portrait.paint import paint_drawing

    drawing, colours = _answer(text)
    picture = paint_drawing(drawing, colours, check_size(size))
    return coloured(picture.indices, picture.palette, "RGB"), encode(
        picture.indices, picture.palette
    )


def _answer(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The drawing in the SVG text of a portrait, with classes, and its colours.

    The colours are pairs of a name and #rrggbb.
    """
    if not (text.startswith(HEAD) and text.endswith(TAIL)):
        raise Fault("it does not have the frame of a portrait")
    body = text[len(HEAD) : -len(TAIL)]
    if " class=" in body:
        raise Fault("a portrait has no classes")
    names = {colour: f"colour-{number}" for number, colour in enumerate(_COLOUR.findall(body))}
    if len(names) > MOST_COLOURS:
        raise Fault(f"it has more than {MOST_COLOURS} colours")
    try:
        drawing = named(Coloured(body, ()), names, {})
        drawing.encode()
    except (LookupError, UnicodeEncodeError):
        raise Fault("it has a colour or a letter that no portrait has") from None
    return drawing, [(name, colour) for colour, name in names.items()]
