"""HTTP to a node that may be anybody's: one request, one answer, within bounds.

Time and size have a limit each, for the whole of an answer: a node that sends a byte a
second is given up as soon as one that sends nothing, and one that sends without end is not
read to the end. A redirection is not followed: what was permitted was permitted for this
address. Proxies, certificates and a password in the address are as `requests` has them.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR
from typing import Any

from requests import RequestException, Session
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from web3.providers.base import JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse

from avatarchain.canonical import read_json
from avatarchain.chain.transport import Request
from avatarchain.errors import TooLong

LONGEST = 32 * 2**20  # bytes of one answer; a list of logs may be long
_HEADERS = {"Content-Type": "application/json", "Accept-Encoding": "identity"}


def decoded(answer: bytes) -> RPCResponse:
    """The JSON of an answer; ValueError."""
    response: RPCResponse = read_json(answer)
    return response


class Status(Exception):
    """An HTTP status that is no answer, and the body that came with it."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"HTTP status {status}")
        self.status, self.body = status, body


class HTTPProvider(JSONBaseProvider):
    """A provider of web3 over one connection, which is kept; threads take turns."""

    def __init__(self, url: str, shown: str, timeout: float) -> None:
        super().__init__()
        self.endpoint_uri, self.timeout, self._shown = url, timeout, shown
        self._session, self._adapter, self._turn = Session(), _Adapter(), threading.Lock()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._adapter)

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Raises OSError where no answer came, TooLong, Status, and ValueError for no JSON."""
        return self._sent(self.encode_rpc_request(method, params), method)

    def make_requests(self, requests: Sequence[Request]) -> Any:
        """Several in one message, numbered from 0; what the node makes of it, a list at best."""
        body = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}
            for number, (method, parameters) in enumerate(requests)
        ]
        return self._sent(json.dumps(body).encode(), "a batch")

    def _sent(self, request: bytes, method: str) -> RPCResponse:
        with self._turn, self._in_time():
            status, body = self._exchange(request)
        if len(body) > LONGEST:
            raise TooLong(url=self._shown, method=method, most=LONGEST // 2**20)
        if status != 200:
            raise Status(status, body)
        return decoded(body)

    def _exchange(self, request: bytes) -> tuple[int, bytes]:
        with self._session.post(
            self.endpoint_uri, data=request, headers=_HEADERS, timeout=self.timeout,
            allow_redirects=False, stream=True,
        ) as response:  # fmt: skip
            body = response.raw.read(LONGEST + 1, decode_content=False)
            if len(body) > LONGEST:
                self._adapter.cut()
            return response.status_code, body

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Ends the connection when time is up, which no timeout of single reads would do."""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._adapter.cut()

        clock = threading.Timer(self.timeout, give_up)
        clock.daemon = True
        clock.start()
        try:
            yield
        except (RequestException, HTTPError) as error:
            if late.is_set():
                raise TimeoutError(f"no whole answer in {self.timeout:g} s") from None
            raise ConnectionError(innermost(error)) from error
        finally:
            clock.cancel()
        if late.is_set():  # what was cut may look like an end
            raise TimeoutError(f"no whole answer in {self.timeout:g} s")

    def close(self) -> None:
        self._session.close()


class _Adapter(HTTPAdapter):
    """Knows the connection in use, so that another thread can end it."""

    connection: Any = None

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        adapter = self

        class Plain(HTTPConnectionPool):
            def _get_conn(self, timeout: float | None = None) -> Any:
                adapter.connection = super()._get_conn(timeout)
                return adapter.connection

        class Secure(HTTPSConnectionPool):
            def _get_conn(self, timeout: float | None = None) -> Any:
                adapter.connection = super()._get_conn(timeout)
                return adapter.connection

        self.poolmanager.pool_classes_by_scheme = {"http": Plain, "https": Secure}

    def cut(self) -> None:
        socket = getattr(self.connection, "sock", None)
        if socket is not None:
            with suppress(OSError):  # it ended by itself
                socket.shutdown(SHUT_RDWR)


def innermost(error: BaseException) -> str:
    """The innermost words of a chain of exceptions, on one line."""
    while True:
        inner = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if inner is None:
            break
        error = inner
    return " ".join(str(error).split())[:200] or type(error).__name__
