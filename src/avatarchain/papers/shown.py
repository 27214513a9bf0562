"""Does a file show what its genome expresses?

An SVG must be ours to the letter, and pixels must be those that this version paints: within any
bound that leaves room, another iris or another mouth fits as well. A picture by another version
of the painter does not pass, and is told as that.

Papers say of a picture what ours say of such a file, and no more: whoever believes them would
else believe a digest that nothing was held against.
"""

from avatarchain import portrait
from avatarchain.errors import NotDrawn, PaintedByAnother
from avatarchain.papers import certificate
from avatarchain.papers.certificate import OpenedFile, Papers
from avatarchain.papers.models import MOVING
from avatarchain.papers.pictures import PAINTER
from avatarchain.papers.report import Failed, Unasked
from avatarchain.registry import Registry, svg_from_chain
from avatarchain.species import Species


def picture_shown(picture: OpenedFile, papers: Papers, species: Species) -> str:
    """How the picture of a file shows the genome in its papers.

    Raises Failed, Unasked.
    """
    genome = int(papers.genome, 16)
    # A species of images has no SVG.
    text = None if species.images else portrait.svg(species, genome)
    if papers.svg != (None if text is None else certificate.digest(text.encode())):
        raise Failed("the papers' SVG is not what the genome expresses")
    moving = papers.model is not None and papers.model["form"] == MOVING
    if moving and picture.svg is None:
        raise Failed("the papers speak of a drawing that moves, and the file is none")
    if papers.model is not None and not moving and picture.model is None:
        raise Failed("the papers speak of a model, and the file is none")
    if picture.pixels is not None:
        return _pixels_shown(picture, picture.pixels, papers, species)
    if papers.pixels is not None or papers.painter is not None:
        raise Failed("the papers speak of pixels, and the file has none")
    if picture.model is not None:
        from avatarchain.papers.alive import model_shown

        return model_shown(picture.model, papers, species)
    if picture.svg is None:
        if text is None:
            raise Unasked("not asked: there is no picture, and the papers name none")
        return "no picture here; the papers' SVG is what the genome expresses"
    if papers.model is not None:
        from avatarchain.papers.alive import moving_shown

        return moving_shown(picture.svg, papers.model, genome, species)
    if picture.svg != text:
        raise Failed("the drawing is not what the genome expresses")
    return "is what the genome expresses, to the letter"


def _pixels_shown(
    picture: OpenedFile, pixels: tuple[str, int, int, bytes], papers: Papers, species: Species
) -> str:
    """How the pixels of a PNG show the genome in its papers. Raises Failed, PaintedByAnother."""
    mode, width, height, raw = pixels
    if papers.pixels is None or papers.painter is None:
        raise Failed("the papers say nothing of pixels, or not what painted them")
    if papers.pixels != certificate.pixel_digest(mode, width, height, raw):
        raise Failed("pixels were changed since the papers were written")
    if width != height or not portrait.SMALLEST <= width <= portrait.LARGEST:
        raise Failed(f"{width} × {height} pixels are no portrait")
    if papers.painter != PAINTER:
        raise PaintedByAnother(**papers.painter, version_here=PAINTER["version"])
    if portrait.pixels(species, int(papers.genome, 16), width).tobytes() != raw:
        raise Failed("the picture is not what the genome expresses")
    return "is what the genome expresses, to the pixel" + _beside(picture)


def _beside(picture: OpenedFile) -> str:
    """What else is in the file, that nobody vouches for."""
    words = {"caBX": "a C2PA manifest", "tEXt": "a text"}
    there = [text for kind, text in words.items() if kind in picture.beside]
    return f"; {' and '.join(there)} beside it: not judged, nobody vouches for it" if there else ""


def chain_picture(papers: Papers, species: Species, registry: Registry) -> str:
    """Whether the portrait contract draws what we draw. Raises Failed, Unasked."""
    genome = int(papers.genome, 16)
    try:
        drawn = svg_from_chain(registry, genome)
    except NotDrawn:
        raise Unasked("the registry draws no pictures") from None
    if drawn != portrait.svg(species, genome):
        raise Failed("the contract draws another picture of this genome")
    return "the contract draws the same, to the letter"
