"""What leaves for other programs: characters as files that move.

A file is made in memory and then written whole. `svg`, `webp` and `gif` play one clip, a
`sheet` has all clips or one as sprites, and a `card` is for companion programs. A `glb` is a
model of a bust and a `vrm` one of a whole figure; for both the extra `3d` is needed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from avatarchain.base.kinds import require
from avatarchain.errors import BadFormat, BadPadding, BadSize, NoDrawing, NotOfModels
from avatarchain.living import Rig, solid
from avatarchain.living.poses import clip_of
from avatarchain.portrait import SMALLEST
from avatarchain.species import Species

FORMS = ("svg", "webp", "gif", "sheet", "card", "glb", "vrm")
LOOPS = ("webp", "gif")
MODELS = ("glb", "vrm")
LARGEST = 1024
SIZES = {"svg": 512, "webp": 320, "gif": 320, "sheet": 128, "card": 512, "glb": 512, "vrm": 512}
"""The side in pixels of each form, where none is asked for."""

MOST_PADDING = 64
CLIP = "idle"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to export: a form, a clip, the side of a frame. A character is a bust, but in a vrm.

    Raises BadFormat, BadSize, BadPadding, NotOfModels.
    """

    form: str
    """svg, webp, gif, sheet, card, glb or vrm."""
    clip: str | None = None
    """blink, breathe, happy, idle, look, nod, talk or twitch, or one of the species' own rig.

    None: a sheet and a glb have all clips, the other forms play `idle`.
    """
    size: int | None = None
    """The side of a frame, 64 … 1024 pixels; a model has none.

    None: 512 (svg, card), 320 (webp, gif) or 128 (sheet).
    """
    padding: int = 0
    """The clear pixels round a sprite of a sheet, 0 … 64."""
    background: bool | None = None
    """Whether it is drawn. None: it is, but in a sheet. A gif and a card need it."""
    unlit: bool = False
    """Of a glb: its colours are shown as they are."""

    def __post_init__(self) -> None:
        for each in fields(self):
            require("ExportOptions", each.name, getattr(self, each.name), each.type)
        if self.form not in FORMS:
            raise BadFormat(form=self.form, formats=", ".join(FORMS))
        if not SMALLEST <= self.side <= LARGEST:
            raise BadSize(size=self.side, smallest=SMALLEST, largest=LARGEST)
        if not 0 <= self.padding <= MOST_PADDING:
            raise BadPadding(padding=self.padding, most=MOST_PADDING)
        self._check_model()
        if self.form in ("gif", "card") and self.background is False:
            raise BadFormat(form=f"{self.form} without background", formats="svg, webp, sheet")

    def _check_model(self) -> None:
        solid = self.form in MODELS
        options = {"size": self.size, "background": self.background, "padding": self.padding}
        if solid and (strange := [name for name, value in options.items() if value]):
            raise NotOfModels(option=strange[0], what="pictures")
        if self.unlit and self.form != "glb":
            raise NotOfModels(option="unlit", what="glb")
        if self.clip is not None and self.form == "vrm":
            raise NotOfModels(option="clip", what="what has clips")

    @property
    def side(self) -> int:
        """The side of a frame in pixels."""
        return SIZES[self.form] if self.size is None else self.size

    @property
    def opaque(self) -> bool:
        """Whether the background is drawn; if it is not said, only sprites have none."""
        return self.form != "sheet" if self.background is None else self.background


def export(
    species: Species,
    genomes: Mapping[str, int],
    rig: Rig,
    options: ExportOptions,
    records: Mapping[str, Mapping[str, Any]] | None = None,
    papers: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    """The files of some characters, by their names; of no characters there are none.

    `genomes` are named, and `records` is what a registry tells of some of them (see `card`).
    `papers` are texts that stand in models of some of them.
    All characters share one sheet, which has the name of the first. Raises UnknownClip, NoDrawing,
    SheetTooLarge, TooManyFrames, TooMuchPainting, TooManyKeys, TooManyEyes, TooIntricate, NoBody,
    and MissingExtra if what models are made with is not installed.
    """
    if options.clip is not None:
        clip_of(rig, species, options.clip)
    if species.images is not None and options.form in ("svg", *MODELS):
        raise NoDrawing(species=species.name)
    if options.form == "sheet":
        return _sheet(species, genomes, rig, options)
    files = {}
    for name, genome in genomes.items():
        if options.form in MODELS:
            ending, data = _model(species, genome, rig, options, (papers or {}).get(name))
        else:
            ending, data = _one(species, genome, rig, options, (records or {}).get(name))
        files[name + ending] = data
    return files


def _one(
    species: Species,
    genome: int,
    rig: Rig,
    options: ExportOptions,
    record: Mapping[str, Any] | None,
) -> tuple[str, bytes]:
    """The end of a file's name, and its bytes."""
    if options.form == "card":
        from avatarchain.living.card import card

        return ".card.png", card(species, genome, size=options.side, record=record)
    clip = options.clip or CLIP
    if options.form == "svg":
        from avatarchain.living.animated import animated_svg

        text = animated_svg(species, genome, rig, clip, background=options.opaque)
        return f"-{clip}.svg", text.encode()
    from avatarchain.living.loops import GIF_MILLISECONDS, clip_frames, gif_of, webp_of

    drawn = partial(clip_frames, species, genome, rig, clip, options.side)
    if options.form == "gif":
        data = gif_of(drawn(milliseconds=GIF_MILLISECONDS))
    else:
        data = webp_of(drawn(background=options.opaque))
    return f"-{clip}.{options.form}", data


def _model(
    species: Species, genome: int, rig: Rig, options: ExportOptions, papers: str | None
) -> tuple[str, bytes]:
    solid.require()
    from avatarchain.living.solid.model import glb
    from avatarchain.living.solid.vrm import vrm

    if options.form == "vrm":
        return ".vrm", vrm(species, genome, rig, papers=papers)
    clips = None if options.clip is None else (options.clip,)
    data = glb(species, genome, rig, clips=clips, unlit=options.unlit, papers=papers)
    return ".glb", data


def title_of_sheet(names: Iterable[str]) -> str:
    """What stands in both files of a sheet of characters with these names, in this order."""
    return f"Sheet of {', '.join(names)}"


def _sheet(
    species: Species, genomes: Mapping[str, int], rig: Rig, options: ExportOptions
) -> dict[str, bytes]:
    from avatarchain.living.sprites import sprite_sheet

    if not genomes:
        return {}
    clips = [*rig.clips] if options.clip is None else [options.clip]
    stem = f"{next(iter(genomes))}-sheet"
    image, places = sprite_sheet(
        species,
        genomes,
        rig,
        clips,
        image=f"{stem}.png",
        title=title_of_sheet(genomes),
        size=options.side,
        padding=options.padding,
        background=options.opaque,
    )
    return {f"{stem}.png": image, f"{stem}.json": places}
