"""Does a file show what its genome expresses?

An SVG must be ours to the letter, and pixels must be those that this version paints: within any
bound that leaves room, another iris or another mouth fits as well. A picture by another version
of the painter does not pass, and is told as that.
"""

from collections.abc import Mapping

from avatarchain import portrait
from avatarchain.chain.transport import plain
from avatarchain.errors import NotDrawn, PaintedByAnother
from avatarchain.papers import certificate
from avatarchain.papers.certificate import OpenedFile, Papers
from avatarchain.papers.pictures import PAINTER
from avatarchain.papers.report import Failed, Unasked
from avatarchain.registry import Registry, svg_from_chain
from avatarchain.species import Species


def picture_shown(picture: OpenedFile, papers: Papers, species: Species) -> str:
    """How the picture of a file shows the genome in its papers. Raises Failed, Unasked."""
    genome = int(papers.genome, 16)
    # A species of images has no SVG.
    text = None if species.images else portrait.svg(species, genome)
    if papers.svg is not None and papers.svg != certificate.digest((text or "").encode()):
        raise Failed("the papers' SVG is not what the genome expresses")
    if picture.svg is not None:
        if picture.svg != text:
            raise Failed("the drawing is not what the genome expresses")
        return "is what the genome expresses, to the letter"
    if picture.pixels is None:
        if papers.svg is None:
            raise Unasked("not asked: there is no picture, and the papers name none")
        return "no picture here; the papers' SVG is what the genome expresses"
    mode, width, height, raw = picture.pixels
    if papers.pixels is None:
        raise Failed("the papers say nothing of pixels")
    if papers.pixels != certificate.pixel_digest(mode, width, height, raw):
        raise Failed("pixels were changed since the papers were written")
    if width != height or not portrait.SMALLEST <= width <= portrait.LARGEST:
        raise Failed(f"{width} × {height} pixels are no portrait")
    if portrait.pixels(species, genome, width).tobytes() != raw:
        # Whoever forges papers can name any painter, so this only words the refusal.
        if papers.painter != PAINTER:
            raise PaintedByAnother(**_named(papers.painter), version_here=PAINTER["version"])
        raise Failed("the picture is not what the genome expresses")
    return "is what the genome expresses, to the pixel" + _beside(picture)


def _beside(picture: OpenedFile) -> str:
    return "; a C2PA manifest stands beside it, and was not read" if picture.beside else ""


def _named(painter: Mapping[str, str] | None) -> dict[str, str]:
    """Name and version of what painted a picture, made safe to print."""
    return {key: plain((painter or {}).get(key, "unknown")) for key in ("name", "version")}


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
