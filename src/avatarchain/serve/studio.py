"""The studio: the page at `/`, for people who have no shell.

It is the gallery's page, with hands: what it shows and does goes by `/api`. The document is made
anew for each visit; its scripts and styles are files of the package.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from avatarchain.gallery import pages
from avatarchain.serve.readers import Readers
from avatarchain.species import Species

_TYPES = {"css": "text/css", "js": "text/javascript"}


def routes(species: Species, readers: Readers) -> list[Route]:
    """What answers at `/` and at the names of the page's files."""

    async def page(_: Request) -> Response:
        return Response(await run_in_threadpool(_page, species, readers), media_type="text/html")

    files = [Route(f"/{{name}}.{ending}", _file, methods=["GET"]) for ending in _TYPES]
    return [Route("/", page, methods=["GET"]), *files]


def _file(request: Request) -> Response:
    name = request.url.path[1:]
    if name not in pages.FILES:
        return PlainTextResponse("Not Found", status_code=404)
    return Response(pages.file(name), media_type=_TYPES[name.rpartition(".")[2]])


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
