"""Nodes that misbehave in the ways of the table, before a real chain.

Each fault meets a mint whose seed is drawn, the command that has most to lose. `make faults`
adds 500 runs of any command with any fault, met at random by a fixed seed.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aftermath import Place, check_after, check_said, finish
from commands import WRITERS, Writer
from gateways import FAULTS, LIMIT, Gateway, gateway
from shell import Outcome

from avatarchain import chain
from avatarchain.births import many
from avatarchain.registry.pins import keep_pin, pins

RUNS = int(os.environ.get("RUNS", "6"))
SENDING = [writer for writer in WRITERS if writer.sends]
DRAWN = next(writer for writer in SENDING if writer.line == "mint --size 64")
HERD = next(writer for writer in SENDING if writer.line.startswith("mint --collection herd"))


@contextmanager
def hastily() -> Iterator[None]:
    """Nobody waits long for an answer, and thirty avatars are three transactions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain, "TIMEOUT", LIMIT)
        patch.setattr(many, "PER_TRANSACTION", 10)
        yield


@contextmanager
def behind(place: Place, writer: Writer) -> Iterator[tuple[Place, Gateway]]:
    """The place with its chain behind a gateway."""
    file = place.file
    if writer.empty:
        file = place.shell.folder / "chain.sqlite"
    with gateway(file) as through:
        if not writer.empty:
            for pin in pins(place.shell.home):
                keep_pin(place.shell.home, replace(pin, url=through.url))
        yield replace(place, shell=place.shell.on(through.url), file=file), through


def run_through(place: Place, writer: Writer, through: Gateway) -> Outcome:
    """Run a command at a node that misbehaves, and again at the same when it does not."""
    before = place.ledger()
    with hastily():
        ended = place.run(writer.line)
    assert ended.code in (0, 1), ended
    assert "Traceback" not in ended.err
    if ended.code:
        *notices, refusal = ended.err.splitlines()
        assert refusal.startswith("avatarchain: "), ended
        assert all(" has no time (" in line for line in notices), ended
    through.honest()
    check_said(place, ended)
    finish(place, writer, ended)
    check_after(place, writer, before, cut=ended.code != 0)
    return ended


@pytest.mark.parametrize("name", FAULTS)
def test_a_node_that_misbehaves_makes_nobody_lose_or_double_an_avatar_when(
    crowd: Place, tmp_path: Path, name: str
) -> None:
    fault = FAULTS[name]
    writer = HERD if fault.batches else DRAWN
    with behind(crowd.copied(tmp_path), writer) as (place, through):
        through.fault = fault
        ended = run_through(place, writer, through)
        assert through.met > 0
        assert (ended.code == 0) == fault.through, ended


@pytest.mark.timeout(0)
@pytest.mark.parametrize("number", range(RUNS))
def test_whatever_a_node_does_at_random_nothing_is_lost_or_doubled(
    crowd: Place, tmp_path: Path, number: int
) -> None:
    chance = random.Random(f"gateway {number}")
    writer, name = chance.choice(SENDING), chance.choice(list(FAULTS))
    fault = FAULTS[name]
    if chance.random() < 0.5 and fault.methods == frozenset({"eth_sendRawTransaction"}):
        fault = replace(fault, methods=frozenset())
    with behind(crowd.beginning(writer, tmp_path), writer) as (place, through):
        through.fault, through.chance = fault, chance
        run_through(place, writer, through)
