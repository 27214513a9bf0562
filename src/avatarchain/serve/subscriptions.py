"""Subscriptions: what a WebSocket is told of without asking, as blocks come.

Each socket has its `Subscriptions`. When the chain has grown, `news` gives what is new to it: the
messages in the order of the blocks. They are made from the answers that anybody gets.
"""

import json
import secrets
from typing import Any

from avatarchain.serve.filters import block, head, logs
from avatarchain.serve.protocol import MALFORMED, Ask, failure, value_of

MOST_SUBSCRIPTIONS = 100
MOST_BLOCKS = 200
"""Of how many blocks a socket is told at once."""
MOST_BYTES = 1 << 20
"""After so many bytes of messages no other block is told of at once."""

_KINDS = ("newHeads", "logs", "newPendingTransactions")
_OF_LOGS = {"address", "topics"}
_PASSED_OVER = {"fromBlock", "toBlock"}  # cast sends them; a subscription is of what comes
_BESIDE = ("size", "transactions", "uncles", "withdrawals")  # of a block, and not of its header


class Subscriptions:
    """The subscriptions of one socket, whose other requests are answered by `ask`."""

    def __init__(self, ask: Ask) -> None:
        self._ask, self._told = ask, 0
        self._wanted: dict[str, tuple[str, dict[str, Any]]] = {}

    def ask(self, method: str, parameters: Any) -> dict[str, Any]:
        """The answer to any request of this socket."""
        match method, parameters:
            case "eth_subscribe", [str(kind), *rest] if kind in _KINDS and len(rest) <= 1:
                return self._subscribe(kind, rest[0] if rest else {})
            case "eth_subscribe", _:
                return failure(MALFORMED, f"expected one of {', '.join(_KINDS)}")
            case "eth_unsubscribe", [str(own)]:
                return {"result": self._wanted.pop(own, None) is not None}
            case "eth_unsubscribe", _:
                return failure(MALFORMED, "expected the id of a subscription")
        return self._ask(method, parameters)

    def _subscribe(self, kind: str, criteria: Any) -> dict[str, Any]:
        if len(self._wanted) >= MOST_SUBSCRIPTIONS:
            return failure(MALFORMED, f"a socket has at most {MOST_SUBSCRIPTIONS} subscriptions")
        if kind == "logs":
            if not isinstance(criteria, dict) or criteria.keys() - _OF_LOGS - _PASSED_OVER:
                return failure(MALFORMED, "logs are subscribed to by address and topics")
            criteria = {name: criteria[name] for name in _OF_LOGS & criteria.keys()}
            if "error" in (tried := self._ask("eth_getLogs", [criteria])):
                return tried
        if not self._wanted:
            self._told = head(self._ask)
        own = "0x" + secrets.token_hex(16)
        self._wanted = self._wanted | {own: (kind, criteria)}
        return {"result": own}

    def news(self) -> list[bytes]:
        """The messages about blocks that came since the last call, or about the first of them."""
        newest = head(self._ask)
        if not self._wanted or newest <= self._told:
            self._told = newest
            return []
        first, last = self._told + 1, min(newest, self._told + MOST_BLOCKS)
        messages: list[bytes] = []
        for number in range(first, last + 1):
            for own, (kind, criteria) in list(self._wanted.items()):
                messages += [_message(own, part) for part in self._of(kind, criteria, number)]
            self._told = number
            if sum(map(len, messages)) > MOST_BYTES:
                break
        return messages

    def _of(self, kind: str, criteria: dict[str, Any], number: int) -> list[Any]:
        """What a subscription is told of one block."""
        if kind == "logs":
            fitting: list[Any] | None = value_of(logs(self._ask, criteria, number, number))
            return fitting or []
        whole = block(self._ask, number)
        if whole is None:
            return []
        if kind == "newHeads":
            return [{name: part for name, part in whole.items() if name not in _BESIDE}]
        return list(whole["transactions"])


def _message(own: str, part: Any) -> bytes:
    parameters = {"subscription": own, "result": part}
    message = {"jsonrpc": "2.0", "method": "eth_subscription", "params": parameters}
    return json.dumps(message, separators=(",", ":")).encode()
