"""Busy nodes: which answers say that a node has no time, and the wait before the next try.

A gateway that counts requests answers too many of them with HTTP status 429, or with the
JSON-RPC error -32005 of EIP-1474; a server that is overloaded or restarted answers with 503.
Most of them say in a header Retry-After when to come back. `again` waits until then, or a while
that grows, and gives up where that would take longer than the caller has.

A request that only reads may be repeated after any of these answers. Before a transaction is sent
again, the chain is asked whether it has arrived (`sending`), because a gateway may have passed it
on.
"""

import logging
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from avatarchain.base import locks
from avatarchain.chain.transport import plain

TOO_MANY, UNAVAILABLE = 429, 503
STATUSES = (TOO_MANY, UNAVAILABLE)
_LIMIT_EXCEEDED = -32005
# Nodes refuse too long a list of logs with the same code, and that helps no wait.
_RATE = re.compile(r"\brate\b|requests|per second", re.IGNORECASE)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 8.0  # seconds, where the node does not say how long

_LOGGER = logging.getLogger("avatarchain")


@dataclass(frozen=True, slots=True)
class Busy:
    """A node's answer that it has no time: its words, and the seconds to wait (None: not given).

    `refused` says that the request was not carried out, which 503 leaves open.
    """

    words: str
    after: float | None
    refused: bool


class Unserved(dict[str, Any]):
    """The JSON-RPC response that stands for an HTTP answer with `status` 429 or 503.

    `after` is the number of seconds that it asks to wait for; None if it does not say.
    """

    def __init__(self, response: dict[str, Any], status: int, after: float | None) -> None:
        super().__init__(response)
        self.status, self.after = status, after


def busy(method: str, response: Any) -> Busy | None:
    """The Busy that a response to a request for `method` stands for; None if the node has time."""
    error = response.get("error") if isinstance(response, dict) else None
    if error is None:
        return None
    if not isinstance(error, dict):
        error = {"message": str(error)}
    code, words = error.get("code"), plain(str(error.get("message", error)))
    status, after = code, None
    if isinstance(response, Unserved):
        status, after = response.status, response.after
    limited = code == _LIMIT_EXCEEDED and (method != "eth_getLogs" or bool(_RATE.search(words)))
    if status not in STATUSES and not limited:
        return None
    return Busy(words, after, refused=status != UNAVAILABLE)


def may_be_repeated(method: str) -> bool:
    """Whether a request only reads, so that it may be sent twice without harm."""
    return method.startswith(("eth_", "net_", "web3_")) and not method.startswith("eth_send")


def seconds_of(header: str | None) -> float | None:
    """The seconds to wait by a header Retry-After (a number or a date); None for other text."""
    if header is None:
        return None
    if header.strip().isdecimal() and len(header) < 12:
        return float(header)
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:  # "-0000": in UTC, and from nowhere
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())


def report(shown: str, words: str) -> None:
    """Warn that this process waits for the busy node at `shown`, which answered with `words`."""
    _LOGGER.warning("%s has no time (%s): it is asked again after a while", shown, words)


class Patience:
    """The waits of one request: `seconds` is how long they may take together.

    `shown` is the node's address as it may be printed. A wait of more than `locks.NOTICE` seconds
    is reported as a warning of the logger `avatarchain`.
    """

    def __init__(self, shown: str, seconds: float) -> None:
        self._shown, self._left, self._waited = shown, seconds, 0.0
        self._pause, self._reported = _FIRST_PAUSE, False

    def again(self, words: str, after: float | None) -> bool:
        """Wait before the request is repeated.

        Returns False, without waiting, if time is too short.
        """
        pause = self._pause if after is None else max(after, self._pause)
        if pause > self._left:
            return False
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        self._left, self._waited = self._left - pause, self._waited + pause
        if self._waited >= locks.NOTICE and not self._reported:
            self._reported = True
            report(self._shown, words)
        time.sleep(pause)
        return True
