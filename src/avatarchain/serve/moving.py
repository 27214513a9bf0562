"""Pictures that move, by `/api`: one clip in a loop, sprites with their places, and cards.

How a character moves is the rig of its species, which may change without the species. So an answer
may be kept for ever only where the address names the rig beside species and genome; the species
tells the rig's digest. A card tells what the registry has of an avatar, and only that of a bare
genome may be kept. One is made at a time: the frames of a loop take up to 135 MiB.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi import Path as Part
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from avatarchain.base.canonical import to_hex
from avatarchain.library.genome import Genome
from avatarchain.living import Rig
from avatarchain.living.card import card
from avatarchain.living.exports import CLIP, MOST_PADDING, ExportOptions, export
from avatarchain.living.kept import compiled_text
from avatarchain.living.sprites import sprite_sheet
from avatarchain.living.usual import rig_of
from avatarchain.registry.description import describe
from avatarchain.serve import shapes
from avatarchain.serve.avatars import Named
from avatarchain.serve.genomes import Rule, Written, species_of
from avatarchain.serve.pictures import ANEW, FOR_EVER, answered, images, painted, picture, tag_of
from avatarchain.species import Species

LARGEST_LOOP = 512
LARGEST_SPRITE = 256
FORMS = ("svg", "webp", "gif")

router = APIRouter(prefix="/api")

Form = Annotated[Literal["svg", "webp", "gif"], Part(description="the format")]
SpriteForm = Annotated[
    Literal["png", "json"], Part(description="the sprites, or where each of them lies")
]
Clip = Annotated[str, Query(max_length=64, description="what it does: a clip of the species")]
Clips = Annotated[
    str | None, Query(max_length=64, description="one clip of the species; else all are there")
]
Size = Annotated[
    int, Query(ge=64, le=LARGEST_LOOP, description="pixels of a frame, of any format but svg")
]
Side = Annotated[int, Query(ge=64, le=LARGEST_SPRITE, description="pixels of a sprite")]
Padding = Annotated[int, Query(ge=0, le=MOST_PADDING, description="clear pixels round each sprite")]
Background = Annotated[bool, Query(description="whether the background is drawn")]
Digest = Annotated[
    str | None,
    Query(
        pattern="^0x[0-9a-f]{64}$",
        description="of the species' rig: with it the answer may be kept for ever",
    ),
]


@dataclass(frozen=True, slots=True)
class Shown:
    """A genome, its species, and whether the address of its picture names both."""

    species: Species
    genome: int
    named: bool


async def rig_for(request: Request, species: Species) -> Rig:
    """The rig of a species that is served; it is read once. Raises FaultyRig."""
    return await run_in_threadpool(kept_rig, own_or(request, species))


def own_or(request: Request, species: Species) -> Species:
    """The species that is served, with the rig of its pack, if it is this one."""
    own: Species = request.app.state.own
    return own if own.id == species.id else species


def kept_rig(species: Species) -> Rig:
    """`rig_of`, which reads each rig once."""
    return _rig(species, species.folder)


@lru_cache(maxsize=8)  # equal species may have other rigs
def _rig(species: Species, _: Path | None) -> Rig:
    return rig_of(species)


@lru_cache(maxsize=8)
def _compiled(species: Species, _: Path | None) -> bytes:
    return compiled_text(species, kept_rig(species)).encode()


@router.get("/species/{species}/rig", response_model=shapes.Rig)
async def rig(
    request: Request, species: Annotated[str, Part(max_length=100, description="name or id")]
) -> Any:
    """How the characters of a species move: the clips that there are."""
    rig = await rig_for(request, species_of(request, species))
    clips = [{"name": clip.name, "seconds": clip.seconds} for clip in rig.clips.values()]
    return {"digest": rig.digest, "clips": clips}


@router.get("/species/{species}/rig.json", response_model=dict[str, Any])
async def compiled_rig(
    request: Request, species: Annotated[str, Part(max_length=100, description="name or id")]
) -> Any:
    """The compiled form of a species' rig, from which the JavaScript package moves characters."""
    rule = species_of(request, species)
    rig = await rig_for(request, rule)
    tag = tag_of("rig", to_hex(rule.id), rig.digest)
    if answer := answered(request, tag, ANEW):
        return answer
    moved = own_or(request, rule)
    text = await run_in_threadpool(_compiled, moved, moved.folder)
    return picture(text, "json", tag, ANEW)


@router.get("/avatars/{avatar}/moving.{form}", response_class=Response, responses=images(*FORMS))
async def moving(
    request: Request,
    avatar: Named,
    form: Form,
    clip: Clip = CLIP,
    size: Size = 320,
    background: Background = True,
    rig: Digest = None,
) -> Response:
    """An avatar that plays a clip without end."""
    shown = await of_avatar(request, avatar)
    return await _loop(request, shown, ExportOptions(form, clip, size, 0, background), rig)


@router.get("/genomes/{genome}/moving.{form}", response_class=Response, responses=images(*FORMS))
async def moving_genome(
    request: Request,
    genome: Written,
    form: Form,
    clip: Clip = CLIP,
    size: Size = 320,
    background: Background = True,
    species: Rule = None,
    rig: Digest = None,
) -> Response:
    """A genome that plays a clip without end."""
    shown = of_genome(request, genome, species)
    return await _loop(request, shown, ExportOptions(form, clip, size, 0, background), rig)


@router.get(
    "/avatars/{avatar}/sprites.{form}", response_class=Response, responses=images("png", "json")
)
async def sprites(
    request: Request,
    avatar: Named,
    form: SpriteForm,
    clip: Clips = None,
    size: Side = 128,
    padding: Padding = 0,
    background: Background = False,
    rig: Digest = None,
) -> Response:
    """The frames of an avatar's clips in one picture, and where each of them lies."""
    shown = await of_avatar(request, avatar)
    options = ExportOptions("sheet", clip, size, padding, background)
    return await _sheet(request, shown, form, options, rig)


@router.get(
    "/genomes/{genome}/sprites.{form}", response_class=Response, responses=images("png", "json")
)
async def sprites_of_genome(
    request: Request,
    genome: Written,
    form: SpriteForm,
    clip: Clips = None,
    size: Side = 128,
    padding: Padding = 0,
    background: Background = False,
    species: Rule = None,
    rig: Digest = None,
) -> Response:
    """The frames of a genome's clips in one picture, and where each of them lies."""
    options = ExportOptions("sheet", clip, size, padding, background)
    return await _sheet(request, of_genome(request, genome, species), form, options, rig)


@router.get("/avatars/{avatar}/card.png", response_class=Response, responses=images("png"))
async def character_card(request: Request, avatar: Named, size: Size = 512) -> Response:
    """The character card of an avatar, for companion programs; it has no papers."""

    def paint() -> bytes:
        with request.app.state.readers.reading() as collection:
            record = collection.find(avatar).record
            facts = describe(collection.registry, collection.species, record)
            return card(collection.species, record.genome, size=size, record=facts)

    content = await painted(request, paint)
    tag = tag_of(hashlib.sha256(content).hexdigest())
    return answered(request, tag, ANEW) or picture(content, "png", tag, ANEW)


@router.get("/genomes/{genome}/card.png", response_class=Response, responses=images("png"))
async def card_of_genome(
    request: Request, genome: Written, size: Size = 512, species: Rule = None
) -> Response:
    """The character card of a genome, without what a registry tells."""
    shown = of_genome(request, genome, species)
    caching = FOR_EVER if shown.named else ANEW
    tag = tag_of("card", to_hex(shown.species.id), to_hex(shown.genome), size)
    return answered(request, tag, caching) or picture(
        await painted(request, lambda: card(shown.species, shown.genome, size=size)),
        "png",
        tag,
        caching,
    )


async def of_avatar(request: Request, named: str) -> Shown:
    def look() -> Shown:
        with request.app.state.readers.reading() as collection:
            avatar = collection.find(named)
            return Shown(avatar.species, avatar.genome.number, named == avatar.id)

    return await run_in_threadpool(look)


def of_genome(request: Request, written: str, named: str | None) -> Shown:
    species = species_of(request, named)
    number = Genome.parse(written, species).number
    return Shown(species, number, named == to_hex(species.id))


async def _loop(
    request: Request, shown: Shown, options: ExportOptions, digest: str | None
) -> Response:
    def make(rig: Rig) -> bytes:
        (data,) = export(shown.species, {"": shown.genome}, rig, options).values()
        return data

    return await made(request, shown, options, digest, options.form, make)


async def _sheet(
    request: Request, shown: Shown, form: str, options: ExportOptions, digest: str | None
) -> Response:
    # The places name the picture that they are of, by the same question.
    question = urlencode(dict(request.query_params))
    image = f"sprites.png{'?' if question else ''}{question}"

    def make(rig: Rig) -> bytes:
        clips = [*rig.clips] if options.clip is None else [options.clip]
        sheet, places = sprite_sheet(
            shown.species,
            {"": shown.genome},
            rig,
            clips,
            image=image,
            size=options.side,
            padding=options.padding,
            background=options.opaque,
        )
        return sheet if form == "png" else places

    return await made(request, shown, options, digest, form, make, image)


async def made(
    request: Request,
    shown: Shown,
    options: ExportOptions,
    digest: str | None,
    form: str,
    make: Callable[[Rig], bytes],
    *more: str,
) -> Response:
    """The answer that is made by the rig, or that the client has it already."""
    rig = await rig_for(request, shown.species)
    if digest not in (None, rig.digest):
        raise HTTPException(404, f"the rig of {shown.species.name} is {rig.digest}")
    caching = FOR_EVER if shown.named and digest is not None else ANEW
    follows = (to_hex(shown.species.id), to_hex(shown.genome), rig.digest, options, form, *more)
    tag = tag_of(*follows)
    if answer := answered(request, tag, caching):
        return answer
    async with request.app.state.reel:
        content = await painted(request, lambda: make(rig))
    return picture(content, form, tag, caching)
