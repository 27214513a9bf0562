"""The chain of a home as many clients ask it at once, from any thread.

Each thread that answers borrows one of a few nodes, which are as many openings of one file; a
method that changes the chain borrows the first one, so that writers form a queue. What a read
answered is kept until the file changes, whoever changes it. A call that runs longer than PATIENCE
is ended, so that nobody keeps a node from the others.
"""

import json
import logging
import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from avatarchain.base import sqlite
from avatarchain.chain.node import METHODS, Node
from avatarchain.errors import AvatarchainError
from avatarchain.serve.filters import Filters
from avatarchain.serve.protocol import NO_METHOD, REFUSED, failure

PATIENCE = 10.0
"""Seconds that one call may run."""
READERS = 8
"""How many requests are answered at once."""

_INTERNAL = -32603
_KEPT = 64 << 20  # bytes of answers
_BESIDE = 400  # bytes that an answer takes besides its text
_SINGLE = 4 << 20  # bytes of the largest answer that is kept
# What follows from the chain's newest block alone; the block to come has chance in it.
_STEADY = {
    name
    for name in METHODS
    if name.startswith("eth_") and not METHODS[name].writes and name != "eth_estimateGas"
} - {"eth_gasPrice", "eth_baseFee", "eth_blobBaseFee", "eth_feeHistory"}

_LOGGER = logging.getLogger("avatarchain")


class Nodes:
    """The nodes of one chain file; close it at the end."""

    def __init__(self, path: Path, timeout: float) -> None:
        self.path, self._timeout = path, timeout
        self._writer = self._opened()
        self._writing = threading.Lock()
        # The last one first: what it keeps of the chain serves the next request.
        self._free: queue.LifoQueue[Node] = queue.LifoQueue()
        self._all = [self._opened() for _ in range(READERS)]
        for node in self._all:
            self._free.put(node)
        # A connection that never writes sees by its data_version that another one did.
        self._watch = sqlite.connect(path, timeout, mode="ro")
        self._watching = threading.Lock()
        self._answers = _Answers()
        self.filters = Filters(self.ask)
        self.more: dict[str, Callable[[Node, Any], dict[str, Any]]] = {}

    def _opened(self) -> Node:
        node = Node(self.path, self._timeout)
        node.chain.patience = PATIENCE
        return node

    def close(self) -> None:
        """Close the file."""
        for each in (self._writer, *self._all):
            each.close()
        self._watch.close()

    def version(self) -> int:
        """A number that is another one whenever the file has changed."""
        with self._watching:
            (version,) = self._watch.execute("pragma data_version").fetchone()
        return int(version)

    def ask(self, method: str, parameters: Any) -> dict[str, Any]:
        """The answer to one request, an object with `result` or `error`. Raises nothing."""
        method_, added = METHODS.get(method), self.more.get(method)
        try:
            if method in self.filters.methods:
                return self.filters.ask(method, parameters)
            if (added is None and method_ is None) or method.startswith("anvil_"):
                return failure(NO_METHOD, f"there is no method {method}")
            if added is not None:
                with self._writing:
                    return added(self._writer, parameters)
            assert method_ is not None  # noqa: S101 - refused above
            if method_.writes:
                with self._writing:
                    return self._writer.answer(method, parameters)
            return self._read(method, parameters)
        except AvatarchainError as error:
            return failure(REFUSED, str(error))
        except Exception:
            _LOGGER.exception("%s failed", method)
            return failure(_INTERNAL, "internal error")

    def _read(self, method: str, parameters: Any) -> dict[str, Any]:
        key = json.dumps([method, parameters]) if method in _STEADY else ""
        if not key or '"pending"' in key:
            with self._borrowed() as node:
                return node.written(method, parameters)
        version = self.version()
        answered = self._answers.get(version, key)
        if answered is not None:
            return {"result": answered}
        with self._borrowed() as node:
            answer = node.written(method, parameters)
        if "result" in answer:
            self._answers.put(version, key, answer["result"])
        return answer

    @contextmanager
    def _borrowed(self) -> Iterator[Node]:
        node = self._free.get()
        try:
            yield node
        finally:
            self._free.put(node)


class _Answers:
    """Answers by what was asked, of one version of the file; the oldest make room for new ones."""

    def __init__(self) -> None:
        self._lock, self._size, self._version = threading.Lock(), 0, -1
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def get(self, version: int, key: str) -> bytes | None:
        with self._lock:
            if version != self._version or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, version: int, key: str, answer: bytes) -> None:
        size = _BESIDE + len(key) + len(answer)
        if size > _SINGLE:
            return
        with self._lock:
            if version != self._version:
                self._kept.clear()
                self._size, self._version = 0, version
            if key not in self._kept:
                self._size += size
            self._kept[key] = answer
            while self._size > _KEPT:
                oldest, dropped = self._kept.popitem(last=False)
                self._size -= _BESIDE + len(oldest) + len(dropped)
