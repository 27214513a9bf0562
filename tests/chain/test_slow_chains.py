"""Chains whose blocks come slowly: a transaction is waited for as long as they come, within reason.

The chain is told of by a clock that nobody waits for: a block each `interval` seconds, and the
transaction in the block `number`.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from avatarchain.chain import sending
from avatarchain.chain.answers import Receipt
from avatarchain.chain.sending import wait_for_receipt
from avatarchain.errors import NodeRefused, Unconfirmed

HASH = bytes(32)


@dataclass
class Slow:
    """A chain and the clock by which its blocks come; `silent` does not say its newest block."""

    interval: float
    number: int
    silent: bool = False
    timeout: float = 30.0
    now: float = 1000.0
    heads_asked: int = 0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    @property
    def head(self) -> int:
        return int((self.now - 1000) / self.interval)

    def read(self, *_: Any) -> Any:
        receipt = Receipt(HASH, self.head, HASH, 21_000, None, ())
        return (receipt, True) if self.head >= self.number else None

    def quantity(self, method: str) -> int:
        self.heads_asked += 1
        if self.silent:
            raise NodeRefused(url="", method=method, words="")
        return self.head


def waited(chain: Slow, monkeypatch: pytest.MonkeyPatch) -> float:
    monkeypatch.setattr(sending, "time", chain)
    wait_for_receipt(chain, HASH)  # type: ignore[arg-type]
    return chain.now - 1000


@pytest.mark.parametrize(("interval", "number"), [(12, 1), (25, 5), (29, 10)])
def test_a_transaction_is_waited_for_as_long_as_blocks_come(
    interval: float, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 0 <= waited(Slow(interval, number), monkeypatch) - interval * number <= 1


def test_a_chain_that_stands_still_is_given_up_after_the_timeout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chain = Slow(100, 1)
    with pytest.raises(Unconfirmed):
        waited(chain, monkeypatch)
    assert 29 <= chain.now - 1000 <= 30


def test_a_chain_that_does_not_tell_its_newest_block_is_given_up_after_the_timeout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chain = Slow(10, 5, silent=True)
    with pytest.raises(Unconfirmed):
        waited(chain, monkeypatch)
    assert chain.now - 1000 <= 30


def test_a_transaction_that_no_block_takes_is_given_up_after_ten_timeouts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chain = Slow(12, 10**6)
    with pytest.raises(Unconfirmed):
        waited(chain, monkeypatch)
    assert 260 <= chain.now - 1000 <= 300


def test_a_fast_chain_is_not_asked_for_its_newest_block(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = Slow(12, 1)
    waited(chain, monkeypatch)
    assert chain.heads_asked == 0
