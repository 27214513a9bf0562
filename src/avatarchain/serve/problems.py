"""What goes wrong, as problems of RFC 9457.

A refusal becomes a problem whose type is an address of this server, where the kind of refusal is
described; it carries the refusal's sentence, its family and its fields. Whatever else HTTP
refuses (a path that is not there, a request that is malformed) has the type `about:blank`.
"""

import inspect
from collections.abc import Iterator
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from avatarchain import errors
from avatarchain.base.canonical import to_hex
from avatarchain.errors import AvatarchainError

TYPES = "/api/refusals/"

# The status of a refusal is that of its nearest ancestor here.
_STATUS = {
    errors.AvatarchainError: 400,
    errors.AvatarNotFound: 404,
    errors.AmbiguousIdentity: 409,
    errors.NoRegistry: 404,
    errors.UnknownSpecies: 404,
    errors.UnknownClip: 404,
    errors.NoSuchBatch: 404,
    errors.NoSuchFounding: 404,
    errors.NotDrawnYet: 409,
    errors.OtherRoot: 409,
    errors.FoundingChanged: 409,
    errors.PromisedElsewhere: 409,
    errors.ContractRefused: 409,
    errors.NameTaken: 409,
    errors.KeyTrouble: 403,
    errors.PublicChain: 403,
    errors.NodeTrouble: 502,
    errors.ChainTrouble: 503,
    errors.RegistryTrouble: 503,
    errors.HomeTrouble: 503,
    errors.CutOffWork: 503,
    errors.NothingToResume: 404,
    errors.UnknownJob: 404,
    errors.HelpMissing: 503,
}


def problem_of(error: AvatarchainError) -> dict[str, Any]:
    """The object of a refusal."""
    kind = type(error)
    status = status_of(error)
    return {
        "type": f"{TYPES}{kind.__name__}",
        "title": (inspect.getdoc(kind) or "").splitlines()[0],
        "status": status,
        "detail": str(error),
        "family": family_of(kind),
        "fields": {name: _plain(getattr(error, name)) for name in kind.field_types},
    }


def status_of(error: AvatarchainError) -> int:
    """The status of HTTP that fits a refusal."""
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def family_of(kind: type[AvatarchainError]) -> str | None:
    """The name of the family of a kind of refusal; None for the base of all."""
    line = [each for each in kind.__mro__ if issubclass(each, AvatarchainError)]
    return line[-2].__name__ if len(line) > 1 else None


@lru_cache(maxsize=1)
def kinds() -> dict[str, type[AvatarchainError]]:
    """All kinds of refusals by their names, families included."""
    return {kind.__name__: kind for kind in _below(AvatarchainError)}


def description_of(kind: type[AvatarchainError]) -> dict[str, Any]:
    """What a kind of refusal means, and the types of its fields."""
    return {
        "type": f"{TYPES}{kind.__name__}",
        "family": family_of(kind),
        "about": inspect.cleandoc(kind.__doc__ or ""),
        "fields": {name: _spelled(each) for name, each in kind.field_types.items()},
    }


def _spelled(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def _below(kind: type[AvatarchainError]) -> Iterator[type[AvatarchainError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from _below(child)


def _plain(value: Any) -> Any:
    """A field of a refusal as JSON has it."""
    if isinstance(value, bytes):
        return to_hex(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Path):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def of_http(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """The object of a problem that HTTP itself has a word for."""
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail} | more


def failure() -> dict[str, Any]:
    """The object of a fault in the server itself."""
    return of_http(500, "internal error")
