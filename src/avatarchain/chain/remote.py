"""A node behind a URL: HTTP, WebSocket, or a socket file.

Providers of web3 carry the requests. The one for HTTP is in `http`. The one for WebSockets is
here, over the package `websockets`, because web3 has none that waits for its answer in the
same thread. If the node cannot be reached, Unreachable is raised; if an answer is not JSON-RPC,
NotANode. A request that only reads is repeated while the node has no time (`busy`). No other
request is repeated here: a repeated send would be refused as already known, and a repeated
`evm_mine` would mine twice.
"""

import json
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from socket import SHUT_RDWR
from typing import Any

from web3 import IPCProvider
from web3._utils.threads import Timeout
from web3.providers.base import BaseProvider, JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse
from websockets.exceptions import ConnectionClosedError, InvalidHandshake, WebSocketException
from websockets.frames import CloseCode
from websockets.sync.client import ClientConnection, connect

from avatarchain.base.canonical import read_json
from avatarchain.chain.busy import STATUSES, Patience, Unserved, busy, may_be_repeated
from avatarchain.chain.http import (
    LONGEST,
    MOST_PIECES,
    HTTPProvider,
    Status,
    decoded,
    in_pieces,
    innermost,
)
from avatarchain.chain.proxies import is_here
from avatarchain.chain.transport import Request, shown
from avatarchain.errors import NotANode, TooLong, Unreachable

_NOTHING_HERE = {404, 405, 501}


class Remote:
    """A transport to a node, over one of web3's providers."""

    def __init__(self, url: str, timeout: float) -> None:
        self._shown, self._timeout = shown(url), timeout
        self._provider = _provider(url, self._shown, timeout)

    def answer(self, method: str, parameters: list[Any]) -> Any:
        """The response to one request. Raises Unreachable, NotANode, TooLong."""
        (response,) = self.answer_many([(method, parameters)])
        return response

    def answer_many(self, requests: Sequence[Request]) -> list[Any]:
        """The responses to requests, in order; None for each that the node left out.

        Over HTTP they are sent in one message; if the node does not support that, and over
        sockets, they are sent one by one. What only reads is sent again while the node has no
        time, for as long as the timeout. Raises Unreachable, NotANode, TooLong.
        """
        responses = self._answer_once(requests)
        patience = Patience(self._shown, self._timeout)
        while True:
            refused = {
                number: trouble
                for number, (method, _) in enumerate(requests)
                if may_be_repeated(method)
                if (trouble := busy(method, responses[number]))
            }
            if not refused:
                return responses
            longest = max(refused.values(), key=lambda trouble: trouble.after or 0)
            if not patience.again(longest.words, longest.after):
                return responses
            answers = self._answer_once([requests[number] for number in refused])
            for number, answer in zip(refused, answers, strict=True):
                responses[number] = answer

    def _answer_once(self, requests: Sequence[Request]) -> list[Any]:
        """The responses to requests, as `answer_many`, each sent once."""
        provider = self._provider
        if len(requests) == 1 or not isinstance(provider, HTTPProvider):
            return [self._answer_alone(*request) for request in requests]
        responses = self._reached(lambda: provider.make_requests(requests), "a batch")
        if isinstance(responses, Unserved):
            return [responses] * len(requests)
        if not isinstance(responses, list):
            return [self._answer_alone(*request) for request in requests]
        ordered: list[Any] = [None] * len(requests)
        for response in responses:
            number = response.get("id") if isinstance(response, dict) else None
            if type(number) is int and 0 <= number < len(ordered):
                ordered[number] = response
        return ordered

    def _answer_alone(self, method: str, parameters: list[Any]) -> Any:
        return self._reached(
            lambda: self._provider.make_request(RPCEndpoint(method), parameters), method
        )

    def _reached(self, ask: Callable[[], Any], method: str) -> Any:
        """The response that `ask` returns; connection errors become this project's errors."""
        try:
            return ask()
        except Status as answered:
            return self._said(answered)
        except InvalidHandshake as error:
            raise NotANode(url=self._shown, reason=innermost(error)) from error
        except ConnectionClosedError as error:
            if error.sent is not None and error.sent.code == CloseCode.MESSAGE_TOO_BIG:
                most = LONGEST // 2**20
                raise TooLong(url=self._shown, method=method, most=most) from error
            raise Unreachable(url=self._shown, reason=innermost(error)) from error
        except (OSError, WebSocketException, EOFError, Timeout) as error:
            raise Unreachable(url=self._shown, reason=innermost(error)) from error
        except ValueError as error:
            raise NotANode(url=self._shown, reason=f"{method} was not answered in JSON") from error

    def _said(self, answered: Status) -> Any:
        """The response to a request that was answered with an HTTP status other than 200.

        It is the JSON-RPC error in the body, or else an error that names the status. Raises
        NotANode for a redirection, and for a status that says that there is no node.
        """
        status = answered.status
        try:
            said = read_json(answered.body)
        except ValueError:
            said = None
        named = {"error": {"code": status, "message": f"HTTP status {status}"}}
        explained = isinstance(said, dict) and said.get("error") is not None
        if status in STATUSES:
            return Unserved(said if explained else named, status, answered.after)
        if explained:
            return said
        if 300 <= status < 400:
            reason = f"HTTP status {status}, a redirection, which is not followed"
            raise NotANode(url=self._shown, reason=reason)
        if status in _NOTHING_HERE:
            raise NotANode(url=self._shown, reason=f"HTTP status {status}")
        return named

    def provider(self) -> BaseProvider:
        """The provider of web3 that carries the requests."""
        return self._provider

    def flush(self) -> None:
        pass  # a node's disk is its own affair

    def close(self) -> None:
        """Close the connection."""
        if isinstance(self._provider, WebSocketProvider | HTTPProvider):
            self._provider.close()
        elif isinstance(self._provider, IPCProvider):
            held = self._provider._socket
            if held is not None and held.sock is not None:
                held.sock.close()
                held.sock = None


class WebSocketProvider(JSONBaseProvider):
    """A provider of web3 with one WebSocket, opened on first use; threads use it in turn."""

    def __init__(self, url: str, timeout: float) -> None:
        super().__init__()
        self.url, self.timeout = url, timeout
        self._connection: ClientConnection | None = None
        self._open = ExitStack()
        self._turn = threading.Lock()

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Send one request and return its response. Raises as the package `websockets` does."""
        with self._turn:
            return self._exchange(method, params)

    def _exchange(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._cut()

        if self._connection is None:
            self._connection = self._open.enter_context(
                connect(
                    self.url,
                    open_timeout=self.timeout,
                    close_timeout=1,
                    max_size=LONGEST,
                    compression=None,  # else a small message may be a thousand times as long
                    proxy=None if is_here(self.url) else True,
                )
            )
        # The package waits without a limit for a node that does not read.
        clock = threading.Timer(self.timeout, give_up)
        clock.daemon = True
        clock.start()
        try:
            return self._answer(method, params)
        except BaseException:
            self.close()
            if late.is_set():
                raise TimeoutError(f"no whole answer in {self.timeout:g} s") from None
            raise
        finally:
            clock.cancel()

    def _answer(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        assert self._connection is not None  # noqa: S101 - `_exchange` has connected
        request = self.encode_rpc_request(method, params)
        number = json.loads(request)["id"]
        self._connection.send(request.decode())
        while True:
            response = decoded(self._received(self._connection))
            # A message without an id belongs to no request; the caller refuses it.
            if not isinstance(response, dict) or response.get("id", number) == number:
                return response

    def _received(self, connection: ClientConnection) -> bytes:
        message = bytearray()
        for number, part in enumerate(connection.recv_streaming()):
            if number >= MOST_PIECES:
                raise ConnectionError(in_pieces())
            message += part.encode() if isinstance(part, str) else part
        return bytes(message)

    def _cut(self) -> None:
        if self._connection is not None:
            with suppress(OSError):  # it ended by itself
                self._connection.socket.shutdown(SHUT_RDWR)

    def close(self) -> None:
        """Close the connection, whatever the node does; the next request opens a new one."""
        self._cut()
        self._connection = None
        with suppress(OSError, WebSocketException):  # what was said before counts
            self._open.close()


def _provider(url: str, named: str, timeout: float) -> BaseProvider:
    kind = url.split(":", 1)[0].lower()
    if kind in ("ws", "wss"):
        return WebSocketProvider(url, timeout)
    if kind == "ipc":
        return IPCProvider(url.removeprefix("ipc://"), timeout=max(1, round(timeout)))
    return HTTPProvider(url, named, timeout)
