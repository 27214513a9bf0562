"""What happens in a registry, by `/api`: in pages, and as a stream that one can come back to."""

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from doors import DEV0, NOBODY, Door, started

import avatarchain
from avatarchain.index.events import Happenings
from avatarchain.serve.app import STREAMS
from avatarchain.serve.events import MOST_STREAMS, PATH, _told


class Stream:
    """An open stream of events."""

    def __init__(self, door: Door, after: int | None, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=60)
        question = "" if after is None else f"?after={after}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request("GET", f"/api/events{question}", headers=named)
        self.answer = self.connection.getresponse()

    def events(self) -> Iterator[dict[str, str]]:
        """The events one after another, each with the fields that it came with."""
        event: dict[str, str] = {}
        while line := self.answer.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name and name != ":":
                event[name] = value
            elif event:
                yield event
                event = {}


@contextmanager
def stream(door: Door, after: int | None = None, **headers: str) -> Iterator[Stream]:
    opened = Stream(door, after, **headers)
    try:
        yield opened
    finally:
        opened.connection.close()


def taken(opened: Stream, count: int) -> list[dict[str, Any]]:
    return [event for _, event in zip(range(count), opened.events(), strict=False)]


def test_all_that_happened_is_told_in_the_order_of_the_blocks(family: Door) -> None:
    ada, bo, child, grey = (each["id"] for each in family.get("/avatars")["avatars"])
    changes = family.get("/changes")
    kinds = [event["kind"] for event in changes["events"]]
    assert kinds == ["birth", "birth", "conception", "birth", "birth"]
    births = [event for event in changes["events"] if event["kind"] == "birth"]
    assert [event["avatar"] for event in births] == [ada, bo, child, grey]
    assert (births[2]["mother"], births[2]["father"]) == (ada, bo)
    assert births[3]["to"] == NOBODY
    assert births[0]["transaction"] == family.get(f"/avatars/{ada}")["transaction"]
    conception = changes["events"][2]
    assert (conception["mother"], conception["breeder"]) == (ada, DEV0.address)
    assert conception["draw"] > conception["block"]
    assert changes["through"] == family.get("")["block"]
    later = family.get("/changes", after=conception["block"])
    assert [event["avatar"] for event in later["events"]] == [child, grey]


def test_nothing_happened_in_an_empty_home(door: Door) -> None:
    assert door.get("/changes")["events"] == []


def test_blocks_in_which_nothing_happened_say_nothing() -> None:
    assert _told(Happenings(7, ())) == b""


def test_a_transfer_is_an_event(door: Door) -> None:
    with avatarchain.open_collection(home=door.home, chain="evm+sqlite://") as collection:
        ada = collection.mint("ada")
        block = collection.chain.head().number
        collection.transfer(ada, NOBODY)
    (event,) = door.get("/changes", after=block)["events"]
    assert (event["kind"], event["avatar"], event["to"]) == ("transfer", ada.id, NOBODY)


def test_a_stream_tells_what_others_do_as_they_do_it(door: Door) -> None:
    with (
        avatarchain.open_collection(home=door.home, chain="evm+sqlite://") as collection,
        stream(door) as opened,
    ):
        assert opened.answer.status == 200
        assert opened.answer.headers["content-type"].startswith("text/event-stream")
        assert opened.answer.headers["cache-control"] == "no-store"
        cy = collection.mint("cy")
        (event,) = taken(opened, 1)
    told = json.loads(event["data"])
    assert (event["event"], told["avatar"], told["block"]) == ("birth", cy.id, cy.block)
    assert event["id"] == str(cy.block)


def test_who_comes_back_with_the_last_id_misses_nothing(family: Door) -> None:
    events = family.get("/changes")["events"]
    with stream(family, after=0) as opened:
        every = taken(opened, len(events))
    assert [json.loads(event["data"]) for event in every] == events
    blocks = [event["block"] for event in events]
    ends = [block if block not in blocks[k + 1 :] else None for k, block in enumerate(blocks)]
    assert [event.get("id") for event in every] == [end and str(end) for end in ends]
    last = every[1]["id"]
    with stream(family, after=0, last_event_id=last) as opened:
        rest = taken(opened, len(events) - 2)
    assert [json.loads(event["data"]) for event in rest] == events[2:]
    assert family.fetch("GET", "/api/events", last_event_id="x").status == 422


def test_streams_are_bounded_and_who_goes_makes_room(family: Door) -> None:
    with ExitStack() as stack:
        for _ in range(MOST_STREAMS):
            assert stack.enter_context(stream(family)).answer.status == 200
        assert family.fetch("GET", "/api/events").status == 503
        assert family.get("/avatars")["count"] == 4
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with stream(family) as opened:
            if opened.answer.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError("no room")


def test_a_server_ends_its_streams_when_it_ends(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A stream that was only cut off would lack the last, empty part."""
    with ExitStack() as stack:
        with started(tmp_path_factory.mktemp("home")) as door:
            raw = stack.enter_context(socket.create_connection(("127.0.0.1", door.port)))
            raw.sendall(b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            received = b""
            while b":\n\n" not in received:  # it is open
                received += raw.recv(4096)
        while part := raw.recv(4096):
            received += part
        assert received.endswith(b"\r\n0\r\n\r\n")


def test_a_stream_has_no_end_by_time_and_nothing_else_has(family: Door) -> None:
    assert STREAMS == (PATH,)
    with socket.create_connection(("127.0.0.1", family.port)) as raw:
        raw.sendall(b"POST /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert raw.recv(100).split()[1] == b"405"
