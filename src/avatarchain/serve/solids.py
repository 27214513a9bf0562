"""Models by `/api`: busts and whole figures, and the metadata of a token that names one.

A model takes a second or two, so the last few stay in memory. It follows from species, genome and
rig, like what moves; it has no papers, which `export` writes. Where the package that models are
made with is missing, they are refused, and the page is told so that it has no button for them.
"""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi import Path as Part
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from avatarchain.errors import HelpMissing, NoDrawing
from avatarchain.gallery import metadata
from avatarchain.living import Rig, solid
from avatarchain.living.exports import ExportOptions, export
from avatarchain.serve.avatars import Named
from avatarchain.serve.genomes import Rule, Written
from avatarchain.serve.moving import (
    Digest,
    Shown,
    kept_rig,
    made,
    of_avatar,
    of_genome,
    own_or,
)
from avatarchain.serve.pictures import images
from avatarchain.species import Species

MOST_MODELS = 8
"""Models that stay in memory; one has at most 1.5 MB."""

router = APIRouter(prefix="/api")

Form = Annotated[
    Literal["glb", "vrm"], Part(description="glb: a bust; vrm: a whole figure, VRM 1.0")
]


def are_made(species: Species) -> bool:
    """Whether this server makes models of a species."""
    try:
        solid.require_for(species)
    except (HelpMissing, NoDrawing):
        return False
    return True


@router.get(
    "/avatars/{avatar}/model.{form}", response_class=Response, responses=images("glb", "vrm")
)
async def model(request: Request, avatar: Named, form: Form, rig: Digest = None) -> Response:
    """The model of an avatar, without papers."""
    return await _model(request, await of_avatar(request, avatar), form, rig)


@router.get(
    "/genomes/{genome}/model.{form}", response_class=Response, responses=images("glb", "vrm")
)
async def model_of_genome(
    request: Request, genome: Written, form: Form, species: Rule = None, rig: Digest = None
) -> Response:
    """The model of a genome."""
    return await _model(request, of_genome(request, genome, species), form, rig)


@router.get("/avatars/{avatar}/metadata.json", response_model=dict[str, Any])
async def token(request: Request, avatar: Named) -> Any:
    """The ERC-721 metadata of an avatar; what moves is an address of this server."""

    def look() -> dict[str, Any]:
        with request.app.state.readers.reading() as collection:
            shown = collection.find(avatar)
        drawn, solids = shown.species.images is None, are_made(shown.species)
        file = "model.glb" if solids else "moving.svg" if drawn else "moving.webp"
        place = f"{request.base_url}api/avatars/{shown.id}/{file}"
        return metadata.token(shown.species, shown.record, place)

    return await run_in_threadpool(look)


async def _model(request: Request, shown: Shown, form: str, digest: str | None) -> Response:
    species = own_or(request, shown.species)

    def make(_: Rig) -> bytes:
        return _built(species, species.folder, shown.genome, form)

    return await made(request, shown, ExportOptions(form), digest, form, make)


@lru_cache(maxsize=MOST_MODELS)
def _built(species: Species, _: Path | None, genome: int, form: str) -> bytes:
    rig = kept_rig(species)
    (data,) = export(species, {"": genome}, rig, ExportOptions(form)).values()
    return data
