"""Pictures by `/api`: portraits in every format and size, drawings of families, sheets.

A portrait follows from species and genome, and never changes. So where an address names both (an
avatar's whole id does), the answer may be kept for ever. Every portrait has an ETag, by which a
client that has it already is answered without painting. Painting takes memory, so a few pictures
are painted at once and others wait, without keeping a thread from what is answered quickly.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi import Path as Part
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from avatarchain.base.canonical import to_hex
from avatarchain.library.avatar import Avatar
from avatarchain.library.genome import Genome
from avatarchain.papers.pictures import PAINTER, PictureOptions, bare_picture
from avatarchain.portrait.sheet import allele_sheet, encode_sheet
from avatarchain.serve.avatars import MOST_GENERATIONS, Named
from avatarchain.serve.genomes import Rule, Written, species_of
from avatarchain.species import Species

MEDIA_TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "gif": "image/gif",
}
MODELS = {"glb": "model/gltf-binary", "vrm": "model/gltf-binary"}
PAPERS = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "json": "application/json",
} | MODELS
TYPES = MEDIA_TYPES | PAPERS
FOR_EVER = "public, max-age=31536000, immutable"
ANEW = "no-cache"
BRUSHES = 2
"""Pictures that are painted at once."""
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

Form = Annotated[Literal["png", "svg", "webp", "gif"], Part(description="the format")]
PaperForm = Annotated[
    Literal["png", "svg", "json", "glb", "vrm"],
    Part(description="json: the papers alone; glb: the model of a bust; vrm: of a whole figure"),
]
Size = Annotated[int, Query(ge=64, le=2048, description="pixels, of any picture but svg")]
Background = Annotated[bool, Query(description="false leaves it out, of any format but gif")]

router = APIRouter(prefix="/api")


def images(*forms: str) -> dict[int | str, dict[str, Any]]:
    """What the document says of an answer that is a picture in one of these formats."""
    file = {"type": "string", "format": "binary"}
    content = {
        TYPES[form]: {"schema": {"type": "object"} if form == "json" else file} for form in forms
    }
    return {
        200: {"description": "The picture", "content": content},
        304: {"description": "The client has it already"},
    }


@router.get(
    "/avatars/{avatar}/portrait.{form}", response_class=Response, responses=images(*MEDIA_TYPES)
)
async def portrait(
    request: Request,
    avatar: Named,
    form: Form,
    size: Size = 512,
    background: Background = True,
) -> Response:
    """The portrait of an avatar, without papers."""
    options = PictureOptions(Path(), form, size, background)
    shown = await run_in_threadpool(_avatar, request, avatar)
    lasting = avatar == shown.id
    return await _portrait(request, shown.species, shown.genome.number, options, lasting=lasting)


@router.get(
    "/genomes/{genome}/portrait.{form}", response_class=Response, responses=images(*MEDIA_TYPES)
)
async def portrait_of_genome(
    request: Request,
    genome: Written,
    form: Form,
    size: Size = 512,
    background: Background = True,
    species: Rule = None,
) -> Response:
    """The portrait of a genome. It may be kept for ever if the species is named by its id."""
    options = PictureOptions(Path(), form, size, background)
    rule = species_of(request, species)
    number = Genome.parse(genome, rule).number
    return await _portrait(request, rule, number, options, lasting=species == to_hex(rule.id))


@router.get(
    "/avatars/{avatar}/family.{form}", response_class=Response, responses=images("png", "svg")
)
async def drawn_family(
    request: Request,
    avatar: Named,
    form: Annotated[Literal["png", "svg"], Part()],
    generations: Annotated[int, Query(ge=0, le=MOST_GENERATIONS)] = 3,
) -> Response:
    """The pedigree of an avatar, drawn."""

    def draw() -> bytes:
        with request.app.state.readers.reading() as collection:
            pedigree = collection.pedigree(avatar, generations)
        return bytes(pedigree.png()) if form == "png" else str(pedigree.svg()).encode()

    content = await painted(request, draw)
    tag = tag_of(hashlib.sha256(content).hexdigest())
    return answered(request, tag, ANEW) or picture(content, form, tag, ANEW)


@router.get("/species/{species}/sheet.png", response_class=Response, responses=images("png"))
async def sheet(
    request: Request,
    species: Annotated[str, Part(max_length=100, description="name or id")],
    size: Annotated[int, Query(ge=64, le=128, description="pixels of a cell")] = 128,
) -> Response:
    """Every allele of every locus."""
    rule = species_of(request, species)
    tag = tag_of("sheet", to_hex(rule.id), size)
    caching = FOR_EVER if species == to_hex(rule.id) else ANEW
    return answered(request, tag, caching) or picture(
        await painted(request, lambda: _sheet(rule, size)), "png", tag, caching
    )


async def painted(request: Request, paint: Callable[[], bytes]) -> bytes:
    """What `paint` returns, once there is room for it."""
    async with request.app.state.brushes:
        return await run_in_threadpool(paint)


def _avatar(request: Request, named: str) -> Avatar:
    with request.app.state.readers.reading() as collection:
        avatar: Avatar = collection.find(named)
    return avatar


@lru_cache(maxsize=4)
def _sheet(species: Species, size: int) -> bytes:
    # It takes seconds, and there are few species.
    return encode_sheet(allele_sheet(species, size), "PNG")


async def _portrait(
    request: Request, species: Species, genome: int, options: PictureOptions, *, lasting: bool
) -> Response:
    form, caching = options.form, FOR_EVER if lasting else ANEW
    tag = tag_of(to_hex(species.id), to_hex(genome), form, options.size, options.background)
    return answered(request, tag, caching) or picture(
        await painted(request, lambda: bare_picture(species, genome, options)), form, tag, caching
    )


def tag_of(*parts: object) -> str:
    """An ETag of what a picture follows from; weak, because files differ between builds of zlib."""
    words = "/".join(map(str, (*parts, PAINTER["version"])))
    return f'W/"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'


def answered(request: Request, tag: str, caching: str) -> Response | None:
    """That the client has the picture already, or None if it has not."""
    given = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if tag not in given and tag.removeprefix("W/") not in given and "*" not in given:
        return None
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": caching})


def picture(content: bytes, form: str, tag: str, caching: str) -> Response:
    """The answer with a picture, or with what is told of one."""
    headers = {"ETag": tag, "Cache-Control": caching}
    if form == "svg":
        headers["Content-Security-Policy"] = SANDBOX
    return Response(content, media_type=TYPES[form], headers=headers)
