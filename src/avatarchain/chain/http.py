"""HTTP to a node that is not trusted: one request, one answer, with limits.

There is a limit of time and of size for a whole answer. A node that sends one byte a second
is given up after the same time as a node that sends nothing, and only the first part of an
endless answer is read. A redirection is not followed, because the user allowed this URL and no
other. Proxies, certificates and passwords in the URL work as in the package `requests`; but a
node on this machine is asked directly.
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

from avatarchain.base.canonical import read_json
from avatarchain.chain.busy import seconds_of
from avatarchain.chain.proxies import is_here, proxy_for
from avatarchain.chain.transport import Request
from avatarchain.errors import TooLong

LONGEST = 32 * 2**20  # bytes of one answer; a list of logs may be long
MOST_PIECES = 200_000  # in which an answer comes
_PIECE = 2**16  # bytes
_HEADERS = {"Content-Type": "application/json", "Accept-Encoding": "identity"}


def decoded(answer: bytes) -> RPCResponse:
    """Parse an answer as JSON. Raises ValueError."""
    response: RPCResponse = read_json(answer)
    return response


class Status(Exception):
    """The node answered with an HTTP status other than 200; `body` is the body of its answer.

    `after` is the number of seconds that it asks to wait for; None if it does not say.
    """

    def __init__(self, status: int, body: bytes, after: float | None) -> None:
        super().__init__(f"HTTP status {status}")
        self.status, self.body, self.after = status, body, after


class HTTPProvider(JSONBaseProvider):
    """A provider of web3 with one connection that stays open; threads use it in turn."""

    def __init__(self, url: str, shown: str, timeout: float) -> None:
        super().__init__()
        self.endpoint_uri, self.timeout, self._shown = url, timeout, shown
        self._session, self._adapter, self._turn = Session(), _Adapter(), threading.Lock()
        self._session.trust_env = not is_here(url)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._adapter)

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Send one request and return its response.

        Raises OSError if no answer came, TooLong if it has too many bytes, Status if its HTTP
        status is not 200, and ValueError if it is not JSON.
        """
        return self._sent(self.encode_rpc_request(method, params), method)

    def make_requests(self, requests: Sequence[Request]) -> Any:
        """Send several requests, numbered from 0, in one message; return the answer.

        It is a list of responses if the node supports batches. Raises as `make_request` does.
        """
        body = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}
            for number, (method, parameters) in enumerate(requests)
        ]
        return self._sent(json.dumps(body).encode(), "a batch")

    def _sent(self, request: bytes, method: str) -> RPCResponse:
        with self._turn, self._in_time():
            status, body, after = self._exchange(request)
        if len(body) > LONGEST:
            raise TooLong(url=self._shown, method=method, most=LONGEST // 2**20)
        if status != 200:
            raise Status(status, body, after)
        return decoded(body)

    def _exchange(self, request: bytes) -> tuple[int, bytes, float | None]:
        """The status and the body of the answer, and the seconds that it asks to wait for."""
        with self._session.post(
            self.endpoint_uri,
            data=request,
            headers=_HEADERS,
            timeout=self.timeout,
            allow_redirects=False,
            stream=True,
        ) as response:
            body, pieces = bytearray(), 0
            while piece := response.raw.read1(_PIECE, decode_content=False):
                body += piece
                pieces += 1
                if len(body) > LONGEST:
                    self._adapter.cut()
                    break
                if pieces > MOST_PIECES:
                    self._adapter.cut()
                    raise ConnectionError(in_pieces())
            after = seconds_of(response.headers.get("Retry-After"))
            return response.status_code, bytes(body), after

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Close the connection if the whole answer takes longer than the timeout.

        The timeout of `requests` limits only each single read.
        """
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
            proxy = proxy_for(self.endpoint_uri)
            by = f" (through the proxy {proxy} of your environment)" if proxy else ""
            raise ConnectionError(f"{innermost(error)}{by}") from None
        finally:
            clock.cancel()
        if late.is_set():  # a connection that was cut may look like a complete answer
            raise TimeoutError(f"no whole answer in {self.timeout:g} s")

    def close(self) -> None:
        """Close the connection."""
        self._session.close()


class _Adapter(HTTPAdapter):
    """Remembers the connection in use, so that another thread can cut it."""

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
        """Cut the connection in use; a thread that reads from it gets an error."""
        socket = getattr(self.connection, "sock", None)
        if socket is not None:
            with suppress(OSError):  # it ended by itself
                socket.shutdown(SHUT_RDWR)


def in_pieces() -> str:
    """The text of the error for an answer that comes in too many pieces."""
    return f"its answer comes in more than {MOST_PIECES:,} pieces"


def innermost(error: BaseException) -> str:
    """The text of the first cause of an error, on one line of at most 200 characters."""
    while True:
        inner = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if inner is None:
            break
        error = inner
    return " ".join(str(error).split())[:200] or type(error).__name__
