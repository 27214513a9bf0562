"""Run the server: one port of loopback, one server for a home, until Ctrl-C.

uvicorn and Starlette carry the requests, and FastAPI those of `/api`: they are small and in pure
Python, and the document of the interface follows from types. web3's `aiohttp` has no such document.
"""

import json
import secrets
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from types import FrameType
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from avatarchain.base import home as homes
from avatarchain.base import sqlite
from avatarchain.chain import file_of
from avatarchain.chain.transport import plain, shown
from avatarchain.errors import NoTerminal, NothingToCopy, PortTaken
from avatarchain.keys.accounts import Ask, default
from avatarchain.library.collection import Collection
from avatarchain.library.opening import open_collection
from avatarchain.library.prompts import no_terminal
from avatarchain.serve.app import MOST_BYTES, Doors, application
from avatarchain.serve.guards import Doorkeeper
from avatarchain.serve.joined import Joined
from avatarchain.serve.nodes import Nodes
from avatarchain.serve.readers import Opening, Readers
from avatarchain.serve.scratch import Snapshots
from avatarchain.serve.studio import routes
from avatarchain.serve.unread import Socket, Unread
from avatarchain.serve.writer import Writer
from avatarchain.session.opening import check_chain, loaded
from avatarchain.session.served import alone
from avatarchain.session.terms import Signing
from avatarchain.species.pack import DEFAULT

HOST = "127.0.0.1"
PORT = 8545
"""Where tools of Ethereum's look for a development node."""

MOST_CONNECTIONS = 500
IMPATIENCE = 10
"""Seconds that a connection may take to send the head of a request, that it may be idle, and that
it may leave unread what was sent to it."""

_BACKLOG = 256
_PATIENCE = 30.0  # seconds for the lock of a file, where the caller names no other
_GRACE = 3  # seconds for what is under way when the server ends


@dataclass(frozen=True, slots=True)
class Served:
    """Where a server answers: `page` has the token, `rpc` and `socket` need none.

    `own` says whether it serves the chain itself; else `rpc` and `socket` are closed.
    """

    port: int
    token: str
    own: bool

    @property
    def page(self) -> str:
        return f"http://{HOST}:{self.port}/?token={self.token}"

    @property
    def rpc(self) -> str:
        return f"http://{HOST}:{self.port}/rpc"

    @property
    def socket(self) -> str:
        return f"ws://{HOST}:{self.port}/rpc"

    @property
    def api(self) -> str:
        return f"http://{HOST}:{self.port}/api"


def serve(
    home: Path | None,
    url: str,
    ready: Callable[[Served], None],
    *,
    species: str = DEFAULT,
    signing: Signing | None = None,
    ask: Ask = no_terminal,
    unseal: Callable[[str], str | None] = lambda _: None,
    port: int = PORT,
    origins: Sequence[str] = (),
    scratch: bool = False,
    timeout: float | None = None,
) -> None:
    """Serve the chain of a URL until Ctrl-C or SIGTERM; then KeyboardInterrupt is raised.

    `ready` is called when the server begins to answer. Port 0 takes any free one. `origins` are
    pages of other origins that may use `/rpc`, such as a wallet's. With `scratch` a copy of the
    chain is served, which is thrown away at the end. Where `url` is a node, `/rpc` names it. `/api`
    has the avatars of `species`, but for a copy, and for an anvil that each session starts. What
    it sends is signed as `signing` says; the account is opened first, and `ask` gives its
    passphrase for a question. So is the issuer's key, by what `unseal` gives; if that is None,
    papers are refused. `timeout` as in `connect`.

    Raises PortTaken, ServedAlready, NothingToCopy, KeyTrouble, and what opening the chain, the
    registry and the species raises.
    """
    place, rule = homes.locate(home), loaded(species)
    file = file_of(url, place)
    if scratch and file is None:
        raise NothingToCopy(url=shown(url))
    with ExitStack() as stack:
        check_chain(url, place, makes=True)
        listening = stack.enter_context(_listening(port))
        served = Served(listening.getsockname()[1], secrets.token_urlsafe(24), file is not None)
        if not scratch:
            stack.enter_context(alone(place, f"http://{HOST}:{served.port}/"))
        nodes = None
        if file is not None:
            nodes = _opened(stack, file, scratch=scratch, timeout=timeout or _PATIENCE)
        keeper = Doorkeeper(served.token, frozenset(origins))
        lasting = not scratch and not url.lower().startswith("anvil:")
        terms = signing or Signing()
        opening = Opening(place, url, species, rule, terms.account)
        ending = Event()
        doors = Doors(nodes, shown(url))
        if lasting:
            readers, writer = _collections(stack, opening, terms, ask, unseal, timeout)
            doors.api = _api(opening, readers, writer, keeper, ending)
            doors.studio = routes(opening.species, readers)
        app = application(doors, keeper, lambda: ready(served))
        server = _Server(_settings(app), ending)
        server.run(sockets=[listening])
        if server.should_exit:
            raise KeyboardInterrupt


def _opened(stack: ExitStack, file: Path, *, scratch: bool, timeout: float) -> Nodes:
    """The nodes of a chain file, or of a copy of it, until the end."""
    if scratch:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="avatarchain-")))
        if file.exists():
            sqlite.copy(file, folder / file.name, timeout)
        file = folder / file.name
    nodes = Nodes(file, timeout)
    stack.callback(nodes.close)
    if scratch:
        nodes.more = Snapshots(nodes).methods
    return nodes


def _collections(
    stack: ExitStack,
    opening: Opening,
    signing: Signing,
    ask: Ask,
    unseal: Callable[[str], str | None],
    timeout: float | None,
) -> tuple[Readers, Writer]:
    """The readers and the writer of the home's collection, which are closed at the end.

    The collection is opened once before, with both keys: what is wrong is said before the server
    answers.
    """

    def open_() -> Collection:
        return open_collection(
            home=opening.home,
            chain=opening.url,
            species=opening.source,
            account=signing.account,
            password_file=signing.password_file,
            testnet=signing.testnet,
            allow_public_network=signing.allow_public_network,
            timeout=timeout,
        )

    first = stack.enter_context(open_())
    issuer_key = first.unlock_issuer(unseal)
    if signing.account is not None:
        first.unlock(ask)
    elif default(opening.home) is not None:
        with suppress(NoTerminal):  # what needs no signature is answered all the same
            first.unlock(ask)

    def opened() -> Collection:
        # The chain is there since the start; if its file is gone meanwhile, no other is made.
        check_chain(opening.url, opening.home, makes=False)
        collection = open_()
        collection.sign_papers_with(issuer_key)
        return collection

    readers, writer = Readers(opened), Writer(lambda: first)
    stack.callback(readers.close)
    stack.callback(writer.close)
    return readers, writer


def _api(
    opening: Opening, readers: Readers, writer: Writer, keeper: Doorkeeper, ending: Event
) -> Callable[[], ASGIApp]:
    """What makes the application of `/api`: it loads much, and not all need it."""

    def make() -> ASGIApp:
        from avatarchain.serve.api import application as api

        return api(opening, readers, writer, keeper, ending)

    return make


class _Impatient(Unread, H11Protocol):
    """Closes a connection that neither asks anything nor hears an answer for a while.

    Between two looks it may be idle, or in the middle of the head of a request: so nobody keeps a
    connection by sending a byte now and then. How long a body may take is said by `guards`.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn = Joined(h11.SERVER)

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._look_again()

    def _look_again(self) -> None:
        self._seen = self.cycle
        self._next_look = self.loop.call_later(IMPATIENCE, self._look)

    def _look(self) -> None:
        if self not in self.connections:
            return  # it is lost, or a WebSocket now
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self.cycle is self._seen:
            self.transport.close()
        else:
            self._look_again()


class _Server(uvicorn.Server):
    """Ends at the first signal, with what is under way, and at the second one without it.

    `ending` is set at the first one, for streams, which have no end of their own.
    """

    def __init__(self, settings: uvicorn.Config, ending: Event) -> None:
        super().__init__(settings)
        self._ending = ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit, self.force_exit = True, self.should_exit
        self._ending.set()


def _settings(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_Impatient,
        loop="auto",  # uvloop, where it is
        ws=Socket,
        ws_max_size=MOST_BYTES,
        ws_max_queue=8,
        lifespan="on",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IMPATIENCE,
        timeout_graceful_shutdown=_GRACE,
    )


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """A socket that listens on a port of loopback. Raises PortTaken."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen(_BACKLOG)
        except OSError as error:
            who = _answering(port) if isinstance(error, OSError) else ""
            raise PortTaken(port=port, reason=who or error.strerror or str(error)) from error
        yield listening


def _answering(port: int) -> str:
    """Who answers on a port, in words; empty if nobody does."""
    question = {"jsonrpc": "2.0", "id": 1, "method": "web3_clientVersion", "params": []}
    request = urllib.request.Request(
        f"http://{HOST}:{port}/",
        json.dumps(question).encode(),
        {"content-type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=1) as response:  # noqa: S310 - the same
            name = json.loads(response.read(10_000))["result"]
    except urllib.error.HTTPError as error:
        error.close()
        return "a web server answers there"
    except (ConnectionRefusedError, urllib.error.URLError) as error:
        silent = isinstance(getattr(error, "reason", error), ConnectionRefusedError)
        return "" if silent else "another program listens there"
    except (OSError, ValueError, KeyError, TypeError):
        return "another program listens there"
    return f"the node {plain(str(name))[:80]} answers there"
