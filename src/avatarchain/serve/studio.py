"""The studio: the page at `/`, for people who have no shell.

It is the gallery's page, with hands: what it shows and does goes by `/api`. The document is made
anew for each visit; its scripts and styles are files of the package.
"""

import mimetypes
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from avatarchain.gallery import pages
from avatarchain.serve.readers import Readers
from avatarchain.species import Species


def routes(species: Species, readers: Readers) -> list[Route]:
    """What answers at `/` and at the names of the page's files."""

    async def page(_: Request) -> Response:
        return Response(await run_in_threadpool(_page, species, readers), media_type="text/html")

    async def file(request: Request) -> Response:
        name = request.url.path[1:]
        kind = mimetypes.types_map[name[name.rindex(".") :]]
        return Response(_file(name), media_type=kind)

    files = [Route(f"/{name}", file, methods=["GET"]) for name in pages.FILES]
    return [Route("/", page, methods=["GET"]), *files]


_file = lru_cache(pages.file)


def _page(species: Species, readers: Readers) -> bytes:
    with readers.reading() as collection:
        registry, chain = collection.deployed(), collection.chain
        source = pages.Source(
            None if registry is None else registry.address,
            chain.chain_id,
            chain.head().number,
            0,
            "",
        )
    return pages.document(species, source, served=True)
