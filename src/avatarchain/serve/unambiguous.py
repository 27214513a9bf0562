"""What a request says is heeded as a whole, or refused: nothing in it is passed over.

FastAPI ignores a parameter that no path takes, so that a filter with a slip in its name would
select everything; and of what is given twice it takes the last. Here both are malformed.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from avatarchain.base.canonical import read_json

_TWICE = "is given twice"
_JSON = "application/json"


async def unambiguous(request: Request) -> None:
    """Look at the parameters and the JSON body of a request. Raises RequestValidationError."""
    path = request.app.openapi()["paths"][request.scope["route"].path]
    described = path[request.method.lower()]
    faults = [*_parameters(request, described.get("parameters", []))]
    if not faults and [*described.get("requestBody", {}).get("content", {})] == [_JSON]:
        faults = [*_fields(await request.body())]
    if faults:
        raise RequestValidationError(faults)


def _parameters(request: Request, described: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The faults of a query; `described` are the parameters of the path as OpenAPI has them."""
    schemas = {each["name"]: each["schema"] for each in described if each["in"] == "query"}
    counts = Counter(name for name, _ in request.query_params.multi_items())
    for name, count in counts.items():
        if name not in schemas:
            takes = f"takes {', '.join(schemas)}" if schemas else "takes none"
            yield _fault(("query", name[:200]), f"there is no such parameter; this path {takes}")
        elif count > 1 and schemas[name].get("type") != "array":
            yield _fault(("query", name), _TWICE)


def _fields(body: bytes) -> Iterator[dict[str, Any]]:
    """The faults of a body of JSON; what is no JSON is refused by FastAPI."""
    repeated: list[str] = []

    def count(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = Counter(name for name, _ in pairs)
        repeated.extend(name for name, times in names.items() if times > 1)
        return dict(pairs)

    with suppress(ValueError):
        read_json(body, object_pairs_hook=count)
    for name in dict.fromkeys(repeated):
        yield _fault(("body", name[:200]), _TWICE)


def _fault(place: tuple[str, str], reason: str) -> dict[str, Any]:
    return {"loc": place, "msg": reason, "type": "unambiguous"}
