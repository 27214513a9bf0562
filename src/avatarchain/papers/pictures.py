"""Picture files of avatars, with their papers in them.

The picture follows from species and genome. The papers say what the registry has of the
avatar, and the seed of a founder. No chain is asked here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.base.home import check_marked, holds, write
from avatarchain.errors import BadFormat, OddDrawing
from avatarchain.papers import certificate
from avatarchain.papers.origin import Provenance
from avatarchain.registry import AvatarRecord, Registry
from avatarchain.registry.description import caip19_of
from avatarchain.species import Species
from avatarchain.species.drawing import Fault

if TYPE_CHECKING:
    import numpy as np
    from nacl.signing import SigningKey
    from numpy.typing import NDArray

FORMATS = ("png", "svg", "webp", "gif", "json")
WITH_PAPERS = ("png", "svg", "json")
NAME_DIGITS = 12
UNKNOWN = Provenance()
PAINTER = {"name": "avatarchain", "version": "2"}
"""What paints pixels, as papers name it. The version rises if a genome gets other pixels."""


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """The folder, the format (one of FORMATS) and the size (64 … 2048 pixels) of pictures.

    PNG and SVG files with background have papers; json is the papers alone. A picture without
    `background` can be laid over another picture: it is not canonical, and its name ends in
    `-clear`. One picture can be given a `file` name; others are named after the avatar's id.
    Raises BadFormat, BadSize.
    """

    folder: Path
    form: str
    size: int
    background: bool = True
    file: str | None = None

    def __post_init__(self) -> None:
        if self.form not in FORMATS:
            raise BadFormat(form=self.form, formats=", ".join(FORMATS))
        if self.form in ("gif", "json") and not self.background:
            raise BadFormat(form=f"{self.form} without background", formats="png, svg, webp")
        portrait.check_size(self.size)

    @property
    def path(self) -> Path:
        """The folder of the pictures, or the file of the one picture."""
        return self.folder / (self.file or "")

    @property
    def with_papers(self) -> bool:
        """Whether the files have papers."""
        return self.background and self.form in WITH_PAPERS


def paint(
    registry: Registry,
    species: Species,
    record: AvatarRecord,
    seed: bytes | None,
    pictures: PictureOptions,
    key: "SigningKey | None" = None,
    *,
    drawn: str | None = None,
    provenance: Provenance = UNKNOWN,
) -> Path:
    """Write the `picture` of an avatar into a file; return its path.

    Raises FileToWriteThere if the options give the file a name, and a file is there that has
    neither papers of this avatar nor the same bytes.
    """
    ground = "" if pictures.background else "-clear"
    name = to_hex(record.identity)[: 2 + NAME_DIGITS]
    path = pictures.folder / (pictures.file or f"{name}{ground}.{pictures.form}")
    data = picture(
        registry, species, record, seed, pictures, key, drawn=drawn, provenance=provenance
    )
    if pictures.file and not holds(path, data):
        check_marked(path, f'"identity":"{to_hex(record.identity)}"')  # as papers spell it
    write(path, data)
    return path


def picture(
    registry: Registry,
    species: Species,
    record: AvatarRecord,
    seed: bytes | None,
    pictures: PictureOptions,
    key: "SigningKey | None" = None,
    *,
    drawn: str | None = None,
    provenance: Provenance = UNKNOWN,
) -> bytes:
    """The bytes of an avatar's picture file, with papers in it if the options say so.

    The papers are signed with `key`, if one is given. `drawn` is an SVG text from elsewhere,
    such as the contract's; an SVG or PNG then shows that. If it differs from the SVG that we
    draw, the papers are not signed. `provenance` is what drew it, as far as that is known.
    Raises OddDrawing if it cannot be painted.
    """
    if pictures.with_papers:
        return _with_papers(registry, species, record, seed, pictures, key, drawn, provenance)
    return bare_picture(species, record.genome, pictures)


def papers_of_model(
    registry: Registry,
    species: Species,
    record: AvatarRecord,
    said: Mapping[str, Any],
    key: "SigningKey | None" = None,
    provenance: Provenance = UNKNOWN,
    seed: bytes | None = None,
) -> str:
    """The papers of a model or of an SVG that moves, as they stand in its file.

    `said` is what they say of what made it, and `seed` that of a founder, if it is known.
    They are signed with `key`, if one is given.
    """
    ours = None if species.images else portrait.svg(species, record.genome)
    papers = replace(_described(registry, species, record, seed, provenance, ours), model=said)
    return certificate.spell(papers if key is None else certificate.sign(papers, key)).decode()


def _described(
    registry: Registry,
    species: Species,
    record: AvatarRecord,
    seed: bytes | None,
    provenance: Provenance,
    text: str | None,
) -> certificate.Papers:
    """What papers say of an avatar whose SVG is `text`, in any file.

    Raises ChainChanged: papers name the genesis of the chain from which they were read.
    """
    registry.chain.check()
    founding, place = None, provenance.place
    if place is not None:
        seed, founding = place.seed, {"number": place.founding.number, "index": place.index}
    return certificate.Papers(
        species=to_hex(species.id),
        genome=to_hex(record.genome),
        identity=to_hex(record.identity),
        generation=record.generation,
        mother=to_hex(record.mother) if record.mother else None,
        father=to_hex(record.father) if record.father else None,
        seed=to_hex(seed) if seed else None,
        founding=founding,
        draw=provenance.draw,
        caip19=caip19_of(registry, record.identity),
        genesis=to_hex(registry.chain.genesis),
        birth_block=record.block,
        svg=None if text is None else certificate.digest(text.encode()),
    )


def _with_papers(
    registry: Registry,
    species: Species,
    record: AvatarRecord,
    seed: bytes | None,
    pictures: PictureOptions,
    key: "SigningKey | None",
    drawn: str | None,
    provenance: Provenance,
) -> bytes:
    # A species of images has no SVG: its papers describe pixels alone.
    ours = None if species.images else portrait.svg(species, record.genome)
    if drawn is not None:
        _check_drawn(record, drawn)
    text = ours if drawn is None else drawn
    papers = _described(registry, species, record, seed, provenance, text)
    size = pictures.size
    if pictures.form == "png":
        # What a contract draws as we do is painted as we do, or `verify` would refuse it.
        pixels, png = _painted(species, record, size, None if text == ours else drawn)
        digest = certificate.pixel_digest("RGB", size, size, pixels.tobytes())
        papers = replace(papers, pixels=digest, painter=PAINTER)
    if key is not None and text == ours:
        papers = certificate.sign(papers, key)
    if pictures.form == "json":
        return certificate.spell(papers)
    if pictures.form == "svg":
        return certificate.embed_in_svg(
            text or portrait.svg(species, record.genome), papers
        ).encode()
    return certificate.embed_in_png(png, papers)


def _check_drawn(record: AvatarRecord, drawn: str) -> None:
    """Read an SVG text from elsewhere before anything is made of it. Raises OddDrawing."""
    try:
        portrait.check_answer(drawn)
    except Fault as fault:
        raise OddDrawing(id=to_hex(record.identity), reason=fault.reason) from None


def _painted(
    species: Species, record: AvatarRecord, size: int, drawn: str | None
) -> tuple["NDArray[np.uint8]", bytes]:
    """The pixels and the PNG file of an avatar, or of the SVG text `drawn`."""
    if drawn is None:
        pixels = portrait.pixels(species, record.genome, size)
        return pixels, portrait.png(species, record.genome, size)
    try:
        return portrait.painted(drawn, size)
    except Fault as fault:
        raise OddDrawing(id=to_hex(record.identity), reason=fault.reason) from None


def bare_picture(species: Species, genome: int, pictures: PictureOptions) -> bytes:
    """The bytes of a picture file without papers: png, svg, webp or gif. No chain is needed.

    Raises NoDrawing for an SVG of a species that is made of images.
    """
    from avatarchain.portrait import formats

    size, background = pictures.size, pictures.background
    if pictures.form == "svg":
        return portrait.svg(species, genome, background=background).encode()
    if pictures.form == "png":
        return portrait.png(species, genome, size, background=background)
    if pictures.form == "webp":
        return formats.webp(species, genome, size, background=background)
    return formats.gif(species, [genome], size)
