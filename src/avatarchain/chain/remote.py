"""A node behind an address: HTTP, WebSocket, or a socket file.

web3's providers carry the requests; it has none for WebSockets that waits for its answer
in the same thread, so that one is written here, over the `websockets` package. What can go
wrong on the way becomes Unreachable, an answer that is no JSON-RPC becomes NotANode. A
request is never repeated on its own: a repeated send would be told that it is known, and a
repeated `evm_mine` would mine twice.
"""

import json
import threading
from contextlib import ExitStack
from typing import Any

from requests import HTTPError, Session
from web3 import HTTPProvider, IPCProvider
from web3._utils.threads import Timeout
from web3.providers.base import BaseProvider, JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.sync.client import ClientConnection, connect

from avatarchain.chain.client import shown
from avatarchain.errors import NotANode, Unreachable

_NOTHING_HERE = {404, 405, 501}
_LARGEST_MESSAGE = 64 * 1024 * 1024  # bytes; a list of logs may be long


class Remote:
    """A transport over one of web3's providers."""

    def __init__(self, url: str, timeout: float) -> None:
        self._shown, self._session = shown(url), Session()
        self._provider = _provider(url, timeout, self._session)

    def answer(self, method: str, parameters: list[Any]) -> Any:
        try:
            return self._provider.make_request(RPCEndpoint(method), parameters)
        except HTTPError as error:
            return self._said(error)
        except InvalidHandshake as error:
            raise NotANode(url=self._shown, reason=_reason(error)) from error
        except (OSError, WebSocketException, EOFError, Timeout) as error:
            raise Unreachable(url=self._shown, reason=_reason(error)) from error
        except ValueError as error:
            raise NotANode(url=self._shown, reason=f"{method} was not answered in JSON") from error

    def _said(self, error: HTTPError) -> Any:
        """Some nodes refuse with a status, and have something to say beside it."""
        response = error.response
        if response is None:
            raise Unreachable(url=self._shown, reason=_reason(error)) from error
        status = response.status_code
        try:
            said = response.json()
        except ValueError:
            said = None
        if isinstance(said, dict) and "error" in said:
            return said
        if status in _NOTHING_HERE:
            raise NotANode(url=self._shown, reason=f"HTTP status {status}") from error
        return {"error": {"code": status, "message": f"HTTP status {status}"}}

    def provider(self) -> BaseProvider:
        return self._provider

    def close(self) -> None:
        self._session.close()
        if isinstance(self._provider, WebSocketProvider):
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
                connect(self.url, open_timeout=self.timeout, max_size=_LARGEST_MESSAGE)
            )
        try:
            request = self.encode_rpc_request(method, params)
            number = json.loads(request)["id"]
            self._connection.send(request.decode())
            while True:
                response = self.decode_rpc_response(self._received())
                if response.get("id") == number:
                    return response
        except BaseException:
            self.close()
            raise

    def _received(self) -> bytes:
        assert self._connection is not None
        message = self._connection.recv(timeout=self.timeout)
        return message.encode() if isinstance(message, str) else message

    def close(self) -> None:
        self._connection = None
        self._open.close()


def _provider(url: str, timeout: float, session: Session) -> BaseProvider:
    kind = url.split(":", 1)[0].lower()
    if kind in ("ws", "wss"):
        return WebSocketProvider(url, timeout)
    if kind == "ipc":
        return IPCProvider(url.removeprefix("ipc://"), timeout=max(1, round(timeout)))
    return HTTPProvider(
        url,
        request_kwargs={"timeout": timeout},
        session=session,
        exception_retry_configuration=None,
    )


def _reason(error: BaseException) -> str:
    """The innermost words of a chain of exceptions, on one line."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return " ".join(str(error).split())[:200] or type(error).__name__
