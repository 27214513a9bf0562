"""Pictures of avatars as files: painted or drawn, with their papers in them.

What a picture shows follows from species and genome; what its papers say comes from the
registry and, for founders, the seed. No chain is asked here.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain import certificate, portrait
from avatarchain import genome as genomes
from avatarchain.errors import BadFormat, OddDrawing
from avatarchain.home import write
from avatarchain.identity import to_hex
from avatarchain.registry import Avatar, Registry, token_name
from avatarchain.species import Species
from avatarchain.species.drawing import Fault

if TYPE_CHECKING:
    import numpy as np
    from nacl.signing import SigningKey
    from numpy.typing import NDArray

FORMATS = ("png", "svg", "webp", "gif", "json")
WITH_PAPERS = ("png", "svg", "json")
NAME_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where pictures go and of what kind: one of FORMATS, `size` in pixels (64 … 2048).

    Only whole PNG and SVG files carry papers; json is the papers alone. Without
    `background` a picture is for use on other grounds: it is not canonical, and its name
    ends in `-clear`.
    """

    folder: Path
    form: str
    size: int
    background: bool = True

    def __post_init__(self) -> None:
        if self.form not in FORMATS:
            raise BadFormat(form=self.form, known=", ".join(FORMATS))
        if self.form in ("gif", "json") and not self.background:
            raise BadFormat(form=f"{self.form} without background", known="png, svg, webp")
        portrait.check_size(self.size)

    @property
    def with_papers(self) -> bool:
        """Whether papers are written."""
        return self.background and self.form in WITH_PAPERS


def paint(
    registry: Registry, species: Species, one: Avatar, seed: bytes | None, pictures: Pictures,
    key: "SigningKey | None" = None, *, drawn: str | None = None,
) -> Path:  # fmt: skip
    """Write an avatar's `picture` under its own name; returns the file."""
    ground = "" if pictures.background else "-clear"
    name = to_hex(one.identity)[: 2 + NAME_DIGITS]
    path = pictures.folder / f"{name}{ground}.{pictures.form}"
    write(path, picture(registry, species, one, seed, pictures, key, drawn=drawn))
    return path


def picture(
    registry: Registry, species: Species, one: Avatar, seed: bytes | None, pictures: Pictures,
    key: "SigningKey | None" = None, *, drawn: str | None = None,
) -> bytes:  # fmt: skip
    """The file of an avatar's picture, with its papers in it where it carries any.

    The papers are signed with `key` where there is one. With `drawn`, an SVG text such as the
    chain's own, that is what an SVG or PNG shows; where it is not what we draw, nothing is
    signed. Raises OddDrawing where it cannot be painted.
    """
    if pictures.with_papers:
        return _with_papers(registry, species, one, seed, pictures, key, drawn)
    return _without_papers(species, one.genome, pictures)


def _with_papers(
    registry: Registry, species: Species, one: Avatar, seed: bytes | None, pictures: Pictures,
    key: "SigningKey | None", drawn: str | None,
) -> bytes:  # fmt: skip
    # A species of images has no SVG: its papers speak of pixels alone.
    ours = None if species.images else portrait.svg(species, one.genome)
    text = drawn or ours
    papers = certificate.Papers(
        species="0x" + species.id.hex(),
        genome=genomes.to_hex(one.genome),
        identity=to_hex(one.identity),
        generation=one.generation,
        mother=to_hex(one.mother) if one.mother else None,
        father=to_hex(one.father) if one.father else None,
        seed="0x" + seed.hex() if seed else None,
        caip19=token_name(registry, one.identity),
        genesis="0x" + registry.chain.genesis.hex(),
        birth_block=one.block,
        svg=None if text is None else certificate.digest(text.encode()),
    )
    size = pictures.size
    if pictures.form == "png":
        pixels, png = _painted(species, one, size, drawn)
        digest = certificate.pixel_digest("RGB", size, size, pixels.tobytes())
        papers = replace(papers, pixels=digest)
    if key is not None and text == ours:
        papers = certificate.sign(papers, key)
    if pictures.form == "json":
        return certificate.spell(papers)
    if pictures.form == "svg":
        return certificate.embed_in_svg(text or portrait.svg(species, one.genome), papers).encode()
    return certificate.embed_in_png(png, papers)


def _painted(
    species: Species, one: Avatar, size: int, drawn: str | None
) -> tuple["NDArray[np.uint8]", bytes]:
    """Pixels and PNG file of an avatar, or of what was drawn of it."""
    if drawn is None:
        pixels = portrait.pixels(species, one.genome, size)
        return pixels, portrait.png(species, one.genome, size)
    try:
        return portrait.painted(drawn, size)
    except Fault as fault:
        raise OddDrawing(id=to_hex(one.identity), reason=fault.reason) from None


def _without_papers(species: Species, genome: int, pictures: Pictures) -> bytes:
    from avatarchain.portrait import formats

    size, background = pictures.size, pictures.background
    if pictures.form == "svg":
        return portrait.svg(species, genome, background=background).encode()
    if pictures.form == "png":
        return portrait.png(species, genome, size, background=background)
    if pictures.form == "webp":
        return formats.webp(species, genome, size, background=background)
    return formats.gif(species, [genome], size)
