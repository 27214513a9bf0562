"""What only a copy of a chain may do: go back in time, and say when a block was made.

A chain that others use keeps its history, so these methods exist for `serve --scratch` alone, whose
copy is thrown away at the end. A snapshot is a copy of the copy.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain.base import sqlite
from avatarchain.chain import state
from avatarchain.chain.node import Node
from avatarchain.chain.parameters import Malformed, count
from avatarchain.serve.protocol import MALFORMED, REFUSED, failure

if TYPE_CHECKING:
    from avatarchain.serve.nodes import Nodes

MOST_SNAPSHOTS = 100
_PATIENCE = 30  # seconds for whoever reads


class Snapshots:
    """The snapshots of a chain that is served, and the methods that take and use them."""

    def __init__(self, nodes: "Nodes") -> None:
        self._nodes, self._taken = nodes, dict[int, Path]()
        self._next = 1
        self.methods: dict[str, Callable[[Node, Any], dict[str, Any]]] = {
            "evm_snapshot": self._snapshot,
            "evm_revert": self._revert,
            "evm_setNextBlockTimestamp": self._set_time,
        }

    def _snapshot(self, node: Node, parameters: Any) -> dict[str, Any]:
        if parameters:
            return failure(MALFORMED, "evm_snapshot takes no parameters")
        if len(self._taken) >= MOST_SNAPSHOTS:
            return failure(REFUSED, f"at most {MOST_SNAPSHOTS} snapshots: revert to one")
        number, self._next = self._next, self._next + 1
        path = self._nodes.path.with_name(f"snapshot-{number}.sqlite")
        sqlite.copy(self._nodes.path, path, _PATIENCE)
        self._taken[number] = path
        return {"result": hex(number)}

    def _revert(self, node: Node, parameters: Any) -> dict[str, Any]:
        number = _number(parameters)
        if number is None:
            return failure(MALFORMED, "evm_revert takes the number of a snapshot")
        if number not in self._taken:
            return {"result": False}
        sqlite.copy(self._taken[number], self._nodes.path, _PATIENCE)
        for later in [each for each in self._taken if each >= number]:
            sqlite.remove(self._taken.pop(later))
        return {"result": True}

    def _set_time(self, node: Node, parameters: Any) -> dict[str, Any]:
        moment = _number(parameters)
        head = state.head(node.store).number("timestamp")
        if moment is None or not head < moment < 1 << 40:
            return failure(MALFORMED, f"expected a time after {head}, that of the newest block")
        node.chain.clock.next_time = moment
        with node.store.writing():
            node.chain.clock.set_ahead(max(0, moment - int(time.time())))
        return {"result": hex(moment)}


def _number(parameters: Any) -> int | None:
    """The only parameter, a number; None for anything else."""
    try:
        (number,) = parameters
        return count(number)
    except (Malformed, TypeError, ValueError):
        return None
