"""`Connection`: send JSON-RPC requests to an open chain, one at a time or many at once.

A chain is reached through a transport, an object that answers JSON-RPC requests. Errors of a node
are turned into this project's errors: a contract that refuses raises Reverted, with the bytes of
its error, on every kind of chain. Which requests are sent, and in which order, is decided in
`logs`, `sending` and `client`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from avatarchain.chain.answers import error_data, quantity
from avatarchain.chain.busy import busy
from avatarchain.chain.transport import ChainKind, Request, Transport, plain, shown
from avatarchain.errors import AvatarchainError, NodeBusy, NodeRefused, NotANode, Reverted

# Words that the messages of different nodes contain when a contract reverted.
_REVERTED = re.compile(r"revert|invalid opcode|evm error|opcodenotfound", re.IGNORECASE)

BATCH = 100  # blocks, or other things, that are asked for at once

_Value = TypeVar("_Value")


class Connection:
    """An open chain that answers JSON-RPC requests.

    `url` is the URL that it was opened with, `kind` is "embedded", "anvil" or "remote", and
    `timeout` is the number of seconds to wait for one answer, lock or receipt. `chain_id` is read
    once, when the chain is opened.
    """

    def __init__(self, transport: Transport, *, url: str, kind: ChainKind, timeout: float) -> None:
        self.url, self.kind, self.timeout = url, kind, timeout
        self._transport: Transport = transport
        self._shown = shown(url)
        self.chain_id = self.quantity("eth_chainId")

    def ask(self, method: str, *parameters: Any) -> Any:
        """The result of one JSON-RPC request.

        Raises Reverted, NodeRefused, NodeBusy, Unreachable, NotANode, TooLong.
        """
        return self._result(method, self._transport.answer(method, list(parameters)))

    def _result(self, method: str, response: Any) -> Any:
        """The result in a JSON-RPC response.

        An error in the response is raised as Reverted, NodeBusy or NodeRefused.
        """
        if not isinstance(response, dict) or not {"result", "error"} & response.keys():
            raise NotANode(url=self._shown, reason=f"{method} was answered with {response!r:.60}")
        error = response.get("error")
        if error is None:
            return response.get("result")
        if not isinstance(error, dict):
            error = {"message": str(error)}
        words = plain(str(error.get("message", error)))
        if trouble := busy(method, response):
            raise NodeBusy(
                url=self._shown,
                method=method,
                words=words,
                after=trouble.after,
                refused=trouble.refused,
            )
        if error.get("code") == 3 or _REVERTED.search(words):
            raise Reverted(data=error_data(error.get("data")))
        raise NodeRefused(url=self._shown, method=method, words=words)

    def read(self, reader: Callable[[Any], _Value], method: str, *parameters: Any) -> _Value:
        """The result of one JSON-RPC request, converted by `reader`.

        Raises NotANode if it cannot be converted, and the errors of `ask`.
        """
        return self._converted(reader, method, self.ask(method, *parameters))

    def _converted(self, reader: Callable[[Any], _Value], method: str, answer: Any) -> _Value:
        try:
            return reader(answer)
        except (KeyError, TypeError, ValueError, AttributeError):
            reason = f"{method} was answered with {answer!r:.60}"
            raise NotANode(url=self._shown, reason=reason) from None

    def quantity(self, method: str, *parameters: Any) -> int:
        """The result of one JSON-RPC request that is a number. Raises as `read` does."""
        return self.read(quantity, method, *parameters)

    def ask_many(self, requests: Sequence[Request]) -> list[Any]:
        """The result of each request, in order; where it failed, the error as a value.

        Raises Unreachable, NotANode, TooLong.
        """
        results: list[Any] = []
        responses = self._transport.answer_many(requests)
        for (method, _), response in zip(requests, responses, strict=True):
            try:
                results.append(self._result(method, response))
            except AvatarchainError as error:
                results.append(error)
        return results

    def read_many(
        self, reader: Callable[[Any], _Value], requests: Sequence[Request]
    ) -> Iterator[_Value]:
        """The result of each request, in order, converted by `reader`. Raises as `read` does."""
        for start in range(0, len(requests), BATCH):
            part = requests[start : start + BATCH]
            for (method, _), answer in zip(part, self.ask_many(part), strict=True):
                if isinstance(answer, AvatarchainError):
                    raise answer
                yield self._converted(reader, method, answer)
