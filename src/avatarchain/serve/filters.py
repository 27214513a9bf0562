"""Filters: what a client asked to hear of, and how far it has heard.

A client makes a filter and asks again and again what is new. A filter is forgotten when nobody
asked for five minutes, and when there are too many of them the one that was asked least recently.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from avatarchain.chain import questions
from avatarchain.chain.parameters import Malformed
from avatarchain.serve.protocol import MALFORMED, REFUSED, Ask, failure, value_of

MOST_FILTERS = 1_000
LIFETIME = 300.0  # seconds without a question
_MOST_BLOCKS = 1_000  # of which one answer tells


@dataclass(slots=True)
class _Filter:
    """Criteria of logs, or None for blocks; `newest` is the newest block that it has told of."""

    criteria: dict[str, Any] | None
    newest: int
    last: float
    silent: bool = False  # transactions that wait; here none does


class Filters:
    """The filters of all clients of one chain, which is asked by `ask`."""

    def __init__(self, ask: Ask, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._clock, self._lock = ask, clock, threading.Lock()
        self._filters: OrderedDict[str, _Filter] = OrderedDict()
        self.methods: dict[str, Callable[..., dict[str, Any]]] = {
            "eth_newFilter": self._logs,
            "eth_newBlockFilter": self._blocks,
            "eth_newPendingTransactionFilter": self._waiting,
            "eth_getFilterChanges": self._changes,
            "eth_getFilterLogs": self._all,
            "eth_uninstallFilter": self._forget,
        }

    def ask(self, method: str, parameters: Any) -> dict[str, Any]:
        """The answer to one request about filters."""
        needed = 0 if method in ("eth_newBlockFilter", "eth_newPendingTransactionFilter") else 1
        if not isinstance(parameters, list) or len(parameters) != needed:
            return failure(MALFORMED, f"{method} takes a list of {needed} parameters")
        return self.methods[method](*parameters)

    def _logs(self, criteria: Any) -> dict[str, Any]:
        if not isinstance(criteria, dict) or "blockHash" in criteria:
            return failure(MALFORMED, "a filter of logs has criteria, and no blockHash")
        try:
            _ends(criteria)
        except Malformed as error:
            return failure(MALFORMED, str(error))
        # The node says what is wrong with the rest, for a range that there is.
        plain = {name: part for name, part in criteria.items() if name not in _ENDS}
        tried = self._ask("eth_getLogs", [plain])
        return tried if "error" in tried else self._made(criteria)

    def _blocks(self) -> dict[str, Any]:
        return self._made(None)

    def _waiting(self) -> dict[str, Any]:
        return self._made(None, silent=True)

    def _made(self, criteria: dict[str, Any] | None, *, silent: bool = False) -> dict[str, Any]:
        own, head = "0x" + secrets.token_hex(16), self._head()
        with self._lock:
            self._filters[own] = _Filter(criteria, head, self._clock(), silent)
            while len(self._filters) > MOST_FILTERS or self._is_old():
                self._filters.popitem(last=False)
        return {"result": own}

    def _is_old(self) -> bool:
        oldest = next(iter(self._filters.values()))
        return self._clock() - oldest.last > LIFETIME

    def _known(self, own: Any) -> _Filter | None:
        with self._lock:
            filter_ = self._filters.get(own) if isinstance(own, str) else None
            if filter_ is not None:
                if self._clock() - filter_.last > LIFETIME:
                    del self._filters[own]
                    return None
                filter_.last = self._clock()
                self._filters.move_to_end(own)
        return filter_

    def _changes(self, own: Any) -> dict[str, Any]:
        filter_ = self._known(own)
        if filter_ is None:
            return failure(REFUSED, "filter not found")
        head = self._head()
        if filter_.silent or head <= filter_.newest:  # it is less where a chain was taken back
            filter_.newest = head
            return {"result": []}
        first, last = filter_.newest + 1, min(head, filter_.newest + _MOST_BLOCKS)
        if filter_.criteria is None:
            answer: dict[str, Any] = {"result": hashes(self._ask, first, last)}
        else:
            answer = logs(self._ask, filter_.criteria, first, last)
        if "result" in answer:
            filter_.newest = last
        return answer

    def _all(self, own: Any) -> dict[str, Any]:
        filter_ = self._known(own)
        if filter_ is None or filter_.criteria is None:
            return failure(REFUSED, "filter not found")
        return self._ask("eth_getLogs", [filter_.criteria])

    def _forget(self, own: Any) -> dict[str, Any]:
        with self._lock:
            filter_ = self._filters.pop(own, None) if isinstance(own, str) else None
        return {"result": filter_ is not None}

    def _head(self) -> int:
        return head(self._ask)


_ENDS = ("fromBlock", "toBlock")  # of criteria


def head(ask: Ask) -> int:
    """The number of the newest block."""
    return int(value_of(ask("eth_blockNumber", [])), 16)


def hashes(ask: Ask, first: int, last: int) -> list[str]:
    """The hashes of blocks, both ends included; those that are there."""
    blocks = (block(ask, number) for number in range(first, last + 1))
    return [each["hash"] for each in blocks if each is not None]


def block(ask: Ask, number: int) -> dict[str, Any] | None:
    """The block with a number, or None."""
    whole: dict[str, Any] | None = value_of(ask("eth_getBlockByNumber", [hex(number), False]))
    return whole


def logs(ask: Ask, criteria: dict[str, Any], first: int, last: int) -> dict[str, Any]:
    """The logs that fit criteria in some blocks, as far as the criteria name these blocks."""
    low, high = _ends(criteria)
    first, last = max(first, low or 0), last if high is None else min(last, high)
    if first > last:
        return {"result": []}
    return ask("eth_getLogs", [criteria | {"fromBlock": hex(first), "toBlock": hex(last)}])


def _ends(criteria: dict[str, Any]) -> tuple[int | None, int | None]:
    """The first and the last block of criteria; None for a tag, which moves with the chain.

    Raises Malformed.
    """
    wished = questions.criteria(criteria)
    return wished.first.number, wished.last.number
