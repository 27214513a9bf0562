"""Nodes that mean ill: a server of ours between the program and a real node.

`between` passes every request on and every answer back, but for what `spoil` does to it;
`raw` speaks no protocol at all and writes to the socket what it is told to.
"""

import json
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Spoil = Callable[[dict[str, Any], dict[str, Any]], Any]
"""Makes of a request and its right answer the answer that is given; bytes are sent as they are."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving(handler: type[Handler]) -> Iterator[str]:
    """A server of this handler, on a free port of the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # who asked has gone
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def answering(body: Callable[[dict[str, Any]], bytes]) -> Iterator[str]:
    """A node of which each answer is what `body` makes of the request."""

    class Node(Handler):
        def do_POST(self) -> None:
            answer = body(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    with serving(Node) as url:
        yield url


def forward(node: str, request: bytes) -> bytes:
    """What a real node answers."""
    asked = urllib.request.Request(node, request, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as response:
        return bytes(response.read())


@contextmanager
def between(node: str, spoil: Spoil) -> Iterator[str]:
    """A gateway to a real node."""

    class Gateway(Handler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            asked = json.loads(request)
            answer = spoil(asked, json.loads(forward(node, request)))
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Gateway) as url:
        yield url


Change = Callable[[str, list[Any], Any], Any]
"""Makes of a method, its parameters and the right result the result that is given."""


@contextmanager
def lying(chain: Any, change: Change) -> Iterator[None]:
    """An open chain, of which each result is what `change` makes of it."""
    honest = chain._transport

    class Liar:
        def answer(self, method: str, parameters: list[Any]) -> Any:
            return self.changed(method, parameters, honest.answer(method, parameters))

        def answer_many(self, requests: Any) -> list[Any]:
            answers = honest.answer_many(requests)
            return [
                self.changed(*asked, told) for asked, told in zip(requests, answers, strict=True)
            ]

        def changed(self, method: str, parameters: list[Any], answer: Any) -> Any:
            if "result" not in answer:
                return answer
            return answer | {"result": change(method, parameters, answer["result"])}

    chain._transport = Liar()
    try:
        yield
    finally:
        chain._transport = honest


@contextmanager
def meanwhile(chain: Any, data: str, act: Callable[[], object]) -> Iterator[list[str]]:
    """An open chain on which `act` happens once, just before a call whose data begin so.

    Yields the data of each call from then on.
    """
    honest, calls = chain._transport, list[str]()

    def before(method: str, parameters: list[Any]) -> None:
        if method != "eth_call" or not (calls or parameters[0]["data"].startswith(data)):
            return
        if not calls:
            chain._transport = honest
            act()
            chain._transport = Between()
        calls.append(parameters[0]["data"])

    class Between:
        def answer(self, method: str, parameters: list[Any]) -> Any:
            before(method, parameters)
            return honest.answer(method, parameters)

        def answer_many(self, requests: Any) -> list[Any]:
            for asked in requests:
                before(*asked)
            return list(honest.answer_many(requests))

    chain._transport = Between()
    try:
        yield calls
    finally:
        chain._transport = honest


Gate = Callable[[Any], Any]
"""Gives the answer to a request, to one or to a batch; None drops the connection."""


@contextmanager
def gateway(node: str, gate: Callable[[Gate], Gate]) -> Iterator[str]:
    """A gateway that does as `gate` says, which is given the one that is honest."""
    answering = gate(lambda asked: json.loads(forward(node, json.dumps(asked).encode())))

    class Gateway(Handler):
        def do_POST(self) -> None:
            answer = answering(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if answer is None:
                self.close_connection = True
                return
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Gateway) as url:
        yield url


@contextmanager
def raw(speak: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """A port where `speak` has the word once a request came; it stops when the event is set."""
    over = threading.Event()
    threads: list[threading.Thread] = []

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65_536)
            speak(connection, over)

    def listen(server: socket.socket) -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                connection, _ = server.accept()
                threads.append(threading.Thread(target=talk, args=(connection,)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        threads.append(threading.Thread(target=listen, args=(server,)))
        threads[0].start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            over.set()
            for thread in threads:
                thread.join()


def other_genesis(method: str, parameters: list[Any], result: Any) -> Any:
    """A `Change`: another chain with the same id answers, whose block 0 has another hash."""
    if method == "eth_getBlockByNumber" and parameters[0] == "0x0":
        return result | {"hash": "0x" + 64 * "b"}
    return result


@contextmanager
def replaced(chain: Any, after: str) -> Iterator[list[str]]:
    """An open chain in whose place another one answers once `after`, a method, was asked.

    Yields the methods that were asked from then on.
    """
    methods = list[str]()

    def change(method: str, parameters: list[Any], result: Any) -> Any:
        if methods or method == after:
            methods.append(method)
        return other_genesis(method, parameters, result) if methods else result

    with lying(chain, change):
        yield methods
