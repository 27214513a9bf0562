"""JSON-RPC 2.0: from the bytes of a request, or of a batch of them, to the bytes of the answer.

What a method does is left to the caller, who gives the function that answers one. A request
without an id wants no answer. Batches are bounded, and so are the time and the bytes that one
may take: what does not fit any more is answered with an error.
"""

import json
import math
import time
from collections.abc import Callable
from typing import Any, NoReturn

from avatarchain.base.canonical import read_json
from avatarchain.chain.transport import plain

Ask = Callable[[str, Any], dict[str, Any]]
"""Answers a method with its parameters: an object with `result` or `error`.

A result may be bytes: it is the text of its JSON then.
"""

PARSE, NO_REQUEST, NO_METHOD, MALFORMED = -32700, -32600, -32601, -32602
REFUSED, TOO_MUCH = -32000, -32005

MOST_REQUESTS = 1_000  # in a batch
MOST_SECONDS = 30.0  # for a batch
MOST_BYTES = 32 << 20  # of the answer to a batch
_LONGEST = 300  # letters of a method's name or of an id


def failure(code: int, message: str) -> dict[str, Any]:
    """What a method answers that failed."""
    return {"error": {"code": code, "message": message}}


def value_of(answer: dict[str, Any]) -> Any:
    """The result of a method as a value; None if it failed."""
    result = answer.get("result")
    return json.loads(result) if isinstance(result, bytes) else result


def answered(body: bytes, ask: Ask, seconds: float = MOST_SECONDS) -> bytes | None:
    """The answer to a request or a batch; None if it wants none. It takes `seconds` at most."""
    try:
        value = read_json(body, parse_constant=_no_number)
    except ValueError:
        return _written(None, failure(PARSE, "parse error: expected JSON"))
    if not isinstance(value, list):
        return _one(value, ask)
    if not value or len(value) > MOST_REQUESTS:
        words = f"a batch has 1 to {MOST_REQUESTS:,} requests, not {len(value):,}"
        return _written(None, failure(NO_REQUEST, words))
    answers, size, until = list[bytes](), 0, time.monotonic() + seconds
    for request in value:
        full = size > MOST_BYTES or time.monotonic() > until
        answer = _one(request, _too_much if full else ask)
        if answer is not None:
            answers.append(answer)
            size += len(answer)
    return b"[" + b",".join(answers) + b"]" if answers else None


def _one(request: Any, ask: Ask) -> bytes | None:
    if not isinstance(request, dict):
        return _written(None, failure(NO_REQUEST, "a request is an object"))
    own, method = request.get("id"), request.get("method")
    if not _is_id(own):
        return _written(None, failure(NO_REQUEST, "an id is a number or a short text"))
    if request.get("jsonrpc") != "2.0" or not isinstance(method, str):
        return _written(own, failure(NO_REQUEST, 'expected "jsonrpc": "2.0" and a method'))
    if len(method) > _LONGEST or not method.isprintable():
        answer = failure(NO_METHOD, f"there is no method {plain(method)[:60]}")
    else:
        answer = ask(method, request.get("params", []))
    return _written(own, answer) if "id" in request else None


def _is_id(own: Any) -> bool:
    """Whether a value can come back as an id: true is an int to Python, and 1e999 is infinite."""
    if isinstance(own, float):
        return math.isfinite(own)
    fits = own is None or (isinstance(own, str | int) and not isinstance(own, bool))
    return fits and len(str(own)) <= _LONGEST


def _written(own: Any, answer: dict[str, Any]) -> bytes:
    """The answer with its id. Lone surrogates are escaped, as JSON has them."""
    name = "error" if "error" in answer else "result"
    part = answer[name] if isinstance(answer[name], bytes) else _json(answer[name])
    return b'{"jsonrpc":"2.0","id":%b,"%b":%b}' % (_json(own), name.encode(), part)


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _too_much(method: str, parameters: Any) -> dict[str, Any]:
    return failure(TOO_MUCH, "the batch is too large: ask for less at once")


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number of JSON")
