"""A node behind an address: HTTP, WebSocket, or a socket file.

Providers of web3 carry the requests: `http` has one of ours for HTTP; web3 has none for
WebSockets that waits for its answer in the same thread, so that one is written here, over
the `websockets` package. What can go wrong on the way becomes Unreachable, an answer that
is no JSON-RPC becomes NotANode. A request is never repeated on its own: a repeated send
would be told that it is known, and a repeated `evm_mine` would mine twice.
"""

import json
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from web3 import IPCProvider
from web3._utils.threads import Timeout
from web3.providers.base import BaseProvider, JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse
from websockets.exceptions import ConnectionClosedError, InvalidHandshake, WebSocketException
from websockets.frames import CloseCode
from websockets.sync.client import ClientConnection, connect

from avatarchain.canonical import read_json
from avatarchain.chain.http import LONGEST, HTTPProvider, Status, decoded, innermost
from avatarchain.chain.transport import Request, shown
from avatarchain.errors import NotANode, TooLong, Unreachable

_NOTHING_HERE = {404, 405, 501}


class Remote:
    """A transport over one of web3's providers."""

    def __init__(self, url: str, timeout: float) -> None:
        self._shown = shown(url)
        self._provider = _provider(url, self._shown, timeout)

    def answer(self, method: str, parameters: list[Any]) -> Any:
        return self._reached(
            lambda: self._provider.make_request(RPCEndpoint(method), parameters), method
        )

    def answer_many(self, requests: Sequence[Request]) -> list[Any]:
        """In one message over HTTP; a socket stays open, and one after another is as good.

        Answers may come in any order. A node that has one answer for all of them does not
        take batches, and is asked one by one.
        """
        provider = self._provider
        if len(requests) == 1 or not isinstance(provider, HTTPProvider):
            return [self.answer(*request) for request in requests]
        responses = self._reached(lambda: provider.make_requests(requests), "a batch")
        if not isinstance(responses, list):
            return [self.answer(*request) for request in requests]
        beside: list[Any] = [None] * len(requests)
        for one in responses:
            number = one.get("id") if isinstance(one, dict) else None
            if type(number) is int and 0 <= number < len(beside):
                beside[number] = one
        return beside

    def _reached(self, ask: Callable[[], Any], method: str) -> Any:
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
        """Some nodes refuse with a status, and have something to say beside it."""
        status = answered.status
        try:
            said = read_json(answered.body)
        except ValueError:
            said = None
        if isinstance(said, dict) and "error" in said:
            return said
        if 300 <= status < 400:
            reason = f"HTTP status {status}, a redirection, which is not followed"
            raise NotANode(url=self._shown, reason=reason)
        if status in _NOTHING_HERE:
            raise NotANode(url=self._shown, reason=f"HTTP status {status}")
        return {"error": {"code": status, "message": f"HTTP status {status}"}}

    def provider(self) -> BaseProvider:
        return self._provider

    def close(self) -> None:
        if isinstance(self._provider, WebSocketProvider | HTTPProvider):
            self._provider.close()
        elif isinstance(self._provider, IPCProvider):
            held = self._provider._socket
            if held is not None and held.sock is not None:
                held.sock.close()
                held.sock = None


class WebSocketProvider(JSONBaseProvider):
    """One connection, opened when first used; threads take turns."""

    def __init__(self, url: str, timeout: float) -> None:
        super().__init__()
        self.url, self.timeout = url, timeout
        self._connection: ClientConnection | None = None
        self._open = ExitStack()
        self._turn = threading.Lock()

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        with self._turn:
            return self._exchange(method, params)

    def _exchange(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        if self._connection is None:
            self._connection = self._open.enter_context(
                connect(self.url, open_timeout=self.timeout, close_timeout=1, max_size=LONGEST)
            )
        try:
            request = self.encode_rpc_request(method, params)
            number = json.loads(request)["id"]
            self._connection.send(request.decode())
            until = time.monotonic() + self.timeout
            while True:
                response = decoded(self._received(until))
                # What is not numbered is no answer to anything: the caller says so.
                if not isinstance(response, dict) or response.get("id", number) == number:
                    return response
        except BaseException:
            self.close()
            raise

    def _received(self, until: float) -> bytes:
        assert self._connection is not None
        message = self._connection.recv(timeout=max(0.0, until - time.monotonic()))
        return message.encode() if isinstance(message, str) else message

    def close(self) -> None:
        self._connection = None
        self._open.close()


def _provider(url: str, named: str, timeout: float) -> BaseProvider:
    kind = url.split(":", 1)[0].lower()
    if kind in ("ws", "wss"):
        return WebSocketProvider(url, timeout)
    if kind == "ipc":
        return IPCProvider(url.removeprefix("ipc://"), timeout=max(1, round(timeout)))
    return HTTPProvider(url, named, timeout)
