"""The answers that tell problems: to refusals, and to all else that goes wrong in `/api`."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from avatarchain.errors import AvatarchainError
from avatarchain.serve.app import STREAMS
from avatarchain.serve.problems import failure, of_http, problem_of

MEDIA_TYPE = "application/problem+json"

_LOGGER = logging.getLogger("avatarchain")


def answer_with_problems(app: FastAPI) -> None:
    """Have all that is refused or fails in `app` answered with problems."""
    app.add_exception_handler(AvatarchainError, _refused)
    app.add_exception_handler(HTTPException, _unfit)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _failed)


def answer(problem: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    """The HTTP response for a refusal: `problem` as RFC 9457 has it, with its status."""
    return JSONResponse(problem, problem["status"], headers, MEDIA_TYPE)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AvatarchainError)  # noqa: S101 - registered for it
    return answer(problem_of(error))


async def _unfit(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # Each method of a path is a route of its own, which knows of no other.
        # The route of the document itself is of another kind, and is not told.
        route = request.scope.get("route")
        path = None if route is None else route.path
        names = ["get"] if path is None else request.app.openapi()["paths"][path]
        methods = {name.upper() for name in names}
        if "GET" in methods and path not in STREAMS:
            methods.add("HEAD")
        headers["Allow"] = ", ".join(sorted(methods))
    return answer(of_http(error.status_code, str(error.detail)), headers)


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    # The input is not repeated: it may be long, and a secret.
    faults = [{"place": list(each["loc"]), "reason": each["msg"]} for each in error.errors()]
    first = faults[0]
    words = f"{'.'.join(map(str, first['place']))}: {first['reason']}"
    return answer(of_http(422, words, faults=faults))


async def _gone(_: Request, __: Exception) -> Response:
    """Nobody reads this answer: the client went away before its request was there."""
    return Response(status_code=400)


async def _failed(request: Request, error: Exception) -> JSONResponse:
    _LOGGER.error("%s failed", request.url.path, exc_info=error)
    return answer(failure())
