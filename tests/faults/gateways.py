"""Nodes that misbehave: one table of faults, and the gateway to a real chain that has them.

The chain behind the gateway is an embedded one, served from its file, so that the independent
reader can read afterwards what became of each transaction.
"""

import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from avatarchain.chain.node import Node
from support.hostile import Handler, serving

LIMIT = 2.0  # seconds in which the program wants an answer, in these tests

SEND = frozenset({"eth_sendRawTransaction"})
ANY = frozenset[str]()


@dataclass(frozen=True)
class Reply:
    """What goes back: a body with an HTTP status, after a while; None closes the connection."""

    body: bytes | None
    status: int = 200
    after: float = 0.0


Ask = Callable[[Any], Any]
"""The honest answer to a request, or to a batch of them; it is carried out."""


@dataclass(frozen=True)
class Fault:
    """A way to misbehave. It meets requests for `methods`; batches alone where `batches`.

    `through` says that a command succeeds all the same when each request meets it once;
    otherwise it ends with a sentence.
    """

    reply: Callable[[Ask, Any], Reply]
    methods: frozenset[str] = SEND
    through: bool = True
    batches: bool = False


def said(answer: Any) -> Reply:
    return Reply(json.dumps(answer).encode())


def _changed(answer: Any, **fields: Any) -> Any:
    """An answer, or each of a batch, with other fields."""
    if isinstance(answer, list):
        return [_changed(each, **fields) for each in answer]
    return {"jsonrpc": "2.0", "id": answer["id"], **fields}


def the_send_is_repeated(ask: Ask, request: Any) -> Reply:
    ask(request)
    return said(ask(request))


def the_answer_is_dropped(ask: Ask, request: Any) -> Reply:
    ask(request)
    return Reply(None)


def the_request_is_dropped(_: Ask, __: Any) -> Reply:
    return Reply(None)


def too_many_requests(_: Ask, __: Any) -> Reply:
    return Reply(b"slow down", 429)


def the_server_has_no_time(_: Ask, __: Any) -> Reply:
    return Reply(b"", 503)


def the_server_fails_before(_: Ask, __: Any) -> Reply:
    return Reply(b"", 500)


def the_gateway_gives_up_after(ask: Ask, request: Any) -> Reply:
    ask(request)
    return Reply(b"<html>Bad Gateway</html>", 502)


def a_page_is_the_answer(ask: Ask, request: Any) -> Reply:
    ask(request)
    return Reply(b"<html>Welcome</html>")


def half_of_the_answer_comes(ask: Ask, request: Any) -> Reply:
    body = json.dumps(ask(request)).encode()
    return Reply(body[: len(body) // 2])


def the_answer_is_to_another_request(ask: Ask, request: Any) -> Reply:
    ask(request)
    other = {"jsonrpc": "2.0", "id": 123_456, "method": "eth_gasPrice", "params": []}
    answer = ask(other)
    return said([answer] if isinstance(request, list) else answer)


def the_result_is_null(ask: Ask, request: Any) -> Reply:
    return said(_changed(ask(request), result=None))


def the_answer_comes_twice(ask: Ask, request: Any) -> Reply:
    answer = ask(request)
    return said(answer * 2) if isinstance(answer, list) else Reply(json.dumps(answer).encode() * 2)


def the_answer_comes_after_the_limit(ask: Ask, request: Any) -> Reply:
    return Reply(said(ask(request)).body, after=LIMIT * 1.5)


def an_error_comes_after_it_was_carried_out(ask: Ask, request: Any) -> Reply:
    return said(_changed(ask(request), error={"code": -32603, "message": "internal error"}))


def the_head_is_stale(ask: Ask, request: Any) -> Reply:
    """As a second node behind the same name that is two blocks behind."""
    answer = ask(request)
    if isinstance(request, list):
        return said(answer)
    number = max(
        0, int(ask({"id": 1, "method": "eth_blockNumber", "params": []})["result"], 16) - 2
    )
    if request["method"] == "eth_blockNumber":
        return said(_changed(answer, result=hex(number)))
    if request["method"] == "eth_getTransactionReceipt":
        return said(_changed(answer, result=None))
    if request["params"][0] == "latest":
        return said(ask(request | {"params": [hex(number), False]}))
    return said(answer)


def the_nonce_is_old(ask: Ask, request: Any) -> Reply:
    answer = ask(request)
    return said(_changed(answer, result=hex(max(0, int(answer["result"], 16) - 1))))


def the_chain_id_is_another(ask: Ask, request: Any) -> Reply:
    return said(_changed(ask(request), result="0x539"))


def a_batch_is_answered_out_of_order(ask: Ask, request: Any) -> Reply:
    return said(ask(request)[::-1])


def a_batch_is_cut_short(ask: Ask, request: Any) -> Reply:
    return said(ask(request)[:1])


def a_batch_is_half_carried_out(ask: Ask, request: Any) -> Reply:
    return said(ask(request[: len(request) // 2]))


HEADS = frozenset({"eth_blockNumber", "eth_getBlockByNumber", "eth_getTransactionReceipt"})
FAULTS = {
    fault.reply.__name__: fault
    for fault in (
        Fault(the_send_is_repeated),
        Fault(the_answer_is_dropped),
        Fault(the_request_is_dropped, through=False),
        Fault(too_many_requests),
        Fault(the_server_has_no_time),
        Fault(the_server_fails_before, through=False),
        Fault(the_gateway_gives_up_after),
        Fault(a_page_is_the_answer),
        Fault(half_of_the_answer_comes),
        Fault(the_answer_is_to_another_request),
        Fault(the_result_is_null),
        Fault(the_answer_comes_twice),
        Fault(the_answer_comes_after_the_limit),
        Fault(an_error_comes_after_it_was_carried_out),
        Fault(the_head_is_stale, HEADS),
        Fault(the_nonce_is_old, frozenset({"eth_getTransactionCount"}), through=False),
        Fault(the_chain_id_is_another, frozenset({"eth_chainId"}), through=False),
        Fault(a_batch_is_answered_out_of_order, batches=True),
        Fault(a_batch_is_cut_short, batches=True),
        Fault(a_batch_is_half_carried_out, batches=True),
    )
}


@dataclass
class Gateway:
    """A gateway to a chain: where it answers, and how it misbehaves now.

    Each request that `fault` is for meets it the first time that it comes, and later ones like
    it are answered honestly. With `chance` any request meets it, so often by that generator.
    """

    node: Node
    url: str = ""
    fault: Fault | None = None
    chance: random.Random | None = None
    met: int = 0
    seen: set[str] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)

    def ask(self, request: Any) -> Any:
        if isinstance(request, list):
            return [self.ask(each) for each in request]
        return self.node.answer(request["method"], request["params"]) | {"id": request["id"]}

    def reply(self, request: Any) -> Reply:
        if self.fault is None or not self._meets(request, self.fault):
            return said(self.ask(request))
        self.met += 1
        return self.fault.reply(self.ask, request)

    def _meets(self, request: Any, fault: Fault) -> bool:
        first = request[0] if isinstance(request, list) else request
        if fault.batches and not isinstance(request, list):
            return False
        if fault.methods and first["method"] not in fault.methods:
            return False
        if self.chance is not None:
            return self.chance.random() < 0.3
        kind = json.dumps([first["method"], first["params"]])
        new = kind not in self.seen
        self.seen.add(kind)
        return new

    def honest(self) -> None:
        """From now on each answer is right."""
        self.fault = None


@contextmanager
def gateway(file: Path) -> Iterator[Gateway]:
    """A gateway to the chain in a file, which is made if it is missing."""
    through = Gateway(Node(file, 30))

    class Answering(Handler):
        def do_POST(self) -> None:  # noqa: N802
            reply = through.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if reply.body is None:
                self.close_connection = True
                return
            through.over.wait(reply.after)
            try:
                self.send_response(reply.status)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:  # nobody waits any more
                self.close_connection = True

    with serving(Answering) as url:
        through.url = url
        yield through
        through.over.set()
    through.node.close()
