"""Nodes without time: they are waited for as they ask, for a bounded time, and the person is told.

The server counts requests, and is honest again after a few; what it answers is a real chain's,
served from its file.
"""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import calls
import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.base import locks
from avatarchain.chain import busy, connect
from avatarchain.chain.busy import seconds_of
from avatarchain.chain.many import Order, send_many, settle
from avatarchain.chain.node import Node
from avatarchain.errors import NodeBusy, NodeRefused, Unconfirmed
from support.hostile import Handler, serving

SEND = "eth_sendRawTransaction"
Reply = tuple[int, dict[str, str], Any]
"""HTTP status, headers, and what is the JSON of the body."""


class Busy:
    """A gateway that has no time for the first `times` requests that `meets` chooses."""

    def __init__(self, node: Node, meets: Callable[[str], bool], times: int, reply: Any) -> None:
        self.node, self.meets, self.left, self.reply = node, meets, times, reply
        self.asked: list[str] = []

    def answer(self, request: Any) -> Reply:
        several = request if isinstance(request, list) else [request]
        self.asked += [each["method"] for each in several]
        if self.left and any(self.meets(each["method"]) for each in several):
            self.left -= 1
            refused: Reply = self.reply(self, request)
            return refused
        return 200, {}, self.honest(request)

    def honest(self, request: Any) -> Any:
        if isinstance(request, list):
            return [self.honest(each) for each in request]
        return self.node.answer(request["method"], request["params"]) | {"id": request["id"]}


def too_many(_: Busy, __: Any) -> Reply:
    return 429, {}, "slow down"


def unavailable(_: Busy, __: Any) -> Reply:
    return 503, {"Retry-After": "0"}, "back soon"


def gives_up_after(through: Busy, request: Any) -> Reply:
    through.honest(request)
    return 503, {}, "no answer in time"


def too_many_after(through: Busy, request: Any) -> Reply:
    through.honest(request)
    return 429, {}, "slow down"


def limited(_: Busy, request: Any) -> Reply:
    error = {"code": -32005, "message": "request rate exceeded"}
    several = request if isinstance(request, list) else [request]
    answers = [{"jsonrpc": "2.0", "id": each["id"], "error": error} for each in several]
    return 200, {}, answers if isinstance(request, list) else answers[0]


def the_second_of_a_batch(through: Busy, request: Any) -> Reply:
    answers = through.honest(request)
    return 200, {}, [answers[0], *limited(through, request[1:2])[2], *answers[2:]]


@contextmanager
def gateway(
    folder: Path, reply: Any, meets: Callable[[str], bool] = lambda _: True, times: int = 2
) -> Iterator[tuple[str, Busy]]:
    through = Busy(Node(folder / "chain.sqlite", 30), meets, times, reply)

    class Answering(Handler):
        def do_POST(self) -> None:  # noqa: N802
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, headers, said = through.answer(request)
            body = json.dumps(said).encode()
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with serving(Answering) as url:
        yield url, through
    through.node.close()


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited for nodes without time; nobody waits in fact."""
    waited: list[float] = []

    class Clock:
        sleep = staticmethod(waited.append)

    monkeypatch.setattr(busy, "time", Clock)
    return waited


def sends(method: str) -> bool:
    return method == SEND


@pytest.mark.parametrize("reply", [too_many, unavailable, limited, gives_up_after])
def test_what_only_reads_is_asked_again_until_the_node_has_time(
    folder: Path, reply: Any, pauses: list[float]
) -> None:
    with gateway(folder, reply) as (url, through), connect(url, folder=folder) as chain:
        assert chain.chain_id == 31337
        assert through.asked[:3] == ["eth_chainId"] * 3
        assert pauses == [0.25, 0.5]


@pytest.mark.parametrize(
    ("reply", "asked"), [(too_many, 3 + 3), (limited, 3 + 3), (the_second_of_a_batch, 3 + 1)]
)
def test_of_a_batch_what_was_not_answered_is_asked_again(
    folder: Path, reply: Any, asked: int
) -> None:
    meets = lambda method: method == "eth_getCode"  # noqa: E731
    with (
        gateway(folder, reply, meets, times=1) as (url, through),
        connect(url, folder=folder) as chain,
    ):
        assert list(chain.codes(["0x" + "00" * 20] * 3)) == [b""] * 3
        assert through.asked.count("eth_getCode") == asked


def test_the_wait_is_as_long_as_the_node_asks(folder: Path, pauses: list[float]) -> None:
    def reply(_: Busy, __: Any) -> Reply:
        return 429, {"Retry-After": "7"}, {"error": {"code": 429, "message": "slow down"}}

    with gateway(folder, reply) as (url, _), connect(url, folder=folder):
        assert pauses == [7.0, 7.0]


def test_who_is_asked_to_come_back_too_late_is_told_at_once(
    folder: Path, pauses: list[float]
) -> None:
    def reply(_: Busy, __: Any) -> Reply:
        return 503, {"Retry-After": "3600"}, "closed for today"

    with gateway(folder, reply) as (url, through), pytest.raises(NodeBusy) as refused:
        connect(url, folder=folder)
    assert through.asked == ["eth_chainId"]
    assert pauses == []
    assert f"{url} has no time for eth_chainId (HTTP status 503; it asks to wait 3600 s)" in str(
        refused.value
    )


def test_a_node_that_never_has_time_is_given_up_after_the_timeout(
    folder: Path, pauses: list[float]
) -> None:
    with gateway(folder, too_many, times=1000) as (url, _), pytest.raises(NodeBusy) as refused:
        connect(url, folder=folder, timeout=20)
    assert 10 < sum(pauses) <= 20
    assert refused.value.after is None
    assert refused.value.refused


def test_whoever_waits_long_is_told_once(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        caplog.at_level(logging.WARNING, "avatarchain"),
        gateway(folder, too_many, times=5) as (url, _),
        connect(url, folder=folder),
    ):
        (record,) = caplog.records
        assert record.getMessage().startswith(f"{url} has no time (HTTP status 429)")
    caplog.clear()
    monkeypatch.setattr(locks, "NOTICE", 60.0)
    with gateway(folder, too_many) as (url, _), connect(url, folder=folder):
        assert not caplog.records


@pytest.mark.parametrize(
    ("words", "is_busy"),
    [
        ("query returned more than 10000 results", False),
        ("limit exceeded", False),
        ("daily request count exceeded, request rate limited", True),
        ("too many requests", True),
    ],
)
def test_too_long_a_list_of_logs_is_not_a_node_without_time(words: str, is_busy: bool) -> None:
    response = {"error": {"code": -32005, "message": words}}
    assert bool(busy.busy("eth_getLogs", response)) == is_busy
    assert busy.busy("eth_call", response)


@pytest.mark.parametrize("reply", [too_many, unavailable, limited])
def test_a_transaction_is_sent_again_once_the_chain_is_asked_for_it(
    folder: Path, development_key: LocalAccount, reply: Any
) -> None:
    with gateway(folder, reply, sends) as (url, through), connect(url, folder=folder) as chain:
        assert chain.send(development_key, None, calls.creation()).contract_address
        at = [number for number, method in enumerate(through.asked) if method == SEND]
        assert len(at) == 3
        for first, second in pairwise(at):
            assert "eth_getTransactionReceipt" in through.asked[first:second]
        assert chain.head().number == 1


@pytest.mark.parametrize("reply", [gives_up_after, too_many_after])
def test_a_transaction_that_was_passed_on_all_the_same_is_not_sent_again(
    folder: Path, development_key: LocalAccount, reply: Any
) -> None:
    with gateway(folder, reply, sends) as (url, through), connect(url, folder=folder) as chain:
        assert chain.send(development_key, None, calls.creation()).contract_address
        assert through.asked.count(SEND) == 1


@pytest.mark.parametrize(("reply", "kind"), [(too_many, NodeBusy), (unavailable, Unconfirmed)])
def test_a_node_that_takes_no_transaction_is_given_up_and_what_is_sure_is_said(
    folder: Path, development_key: LocalAccount, reply: Any, kind: type[Exception]
) -> None:
    with (
        gateway(folder, reply, sends, times=1000) as (url, _),
        connect(url, folder=folder) as chain,
    ):
        with pytest.raises(kind):
            chain.send(development_key, None, calls.creation())
        assert chain.head().number == 0


def test_many_transactions_are_sent_again_and_the_person_is_told(
    folder: Path, development_key: LocalAccount, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        gateway(folder, too_many, sends, times=3) as (url, through),
        connect(url, folder=folder) as chain,
    ):
        orders = [Order("0x" + "11" * 20, b"", 30_000)] * 2
        outcomes = settle(chain, send_many(chain, development_key, orders))
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert through.asked.count(SEND) == 4 * 2
        assert chain.head().number == 2
    assert [record.getMessage()[: len(url) + 12] for record in caplog.records] == [
        f"{url} has no time"
    ]


def test_what_changes_a_devnet_is_not_asked_twice(folder: Path) -> None:
    mines = lambda method: method == "evm_mine"  # noqa: E731
    with (
        gateway(folder, too_many, mines) as (url, through),
        connect(url, folder=folder) as chain,
    ):
        with pytest.raises(NodeBusy):
            chain.mine()
        assert through.asked.count("evm_mine") == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        (" 120 ", 120.0),
        ("-5", None),
        ("soon", None),
        ("9" * 400, None),
        ("٣", 3.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
    ],
)
def test_a_header_says_when_to_come_back(header: str | None, seconds: float | None) -> None:
    assert seconds_of(header) == seconds


def test_a_header_may_name_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3000 < (seconds_of(later) or 0) <= 3600


@pytest.mark.parametrize(
    "response",
    [
        None,
        7,
        {"result": 1},
        {"error": None},
        {"error": "slow"},
        {"error": {"code": [429], "message": []}},
        {"error": {"code": -32000, "message": "x"}, "status": 429, "after": "never"},
    ],
)
def test_nothing_else_that_a_node_says_is_taken_for_want_of_time(response: Any) -> None:
    assert busy.busy("eth_call", response) is None


def test_a_refusal_for_another_reason_is_told_at_once(folder: Path, pauses: list[float]) -> None:
    def reply(_: Busy, __: Any) -> Reply:
        return 401, {"Retry-After": "1"}, {"error": {"code": -32000, "message": "no such key"}}

    with gateway(folder, reply) as (url, _), pytest.raises(NodeRefused, match="no such key"):
        connect(url, folder=folder)
    assert pauses == []
