"""Many founders at once: each registered exactly once, whatever others and the node do.

The node is a real anvil; where it misbehaves, a server of ours stands before it.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import registry
from avatarchain.births import many
from avatarchain.births.founders import Founder, Minted, collection
from avatarchain.births.many import mint_many
from avatarchain.chain import connect
from avatarchain.chain.many import Order, send_many, settle
from avatarchain.errors import NoMoney, NotIssuer, Unconfirmed, Unreachable
from avatarchain.registry import Registry
from avatarchain.registry.contract import encode
from avatarchain.species.pack import load
from support.hostile import Gate, gateway

SPECIES = load("tuftling")
MASTER = bytes(31) + b"\7"
SIZE, TOGETHER = 15, 2


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "PER_TRANSACTION", SIZE)
    monkeypatch.setattr(many, "TOGETHER", TOGETHER)


def founders(count: int) -> list[Founder]:
    return list(collection(SPECIES, MASTER, count))


def mint(
    book: Registry, signer: LocalAccount, wanted: list[Founder], at_once: int = SIZE * TOGETHER
) -> list[Minted]:
    batches = mint_many(book, SPECIES, signer, signer.address, wanted, at_once=at_once)
    return [one for batch in batches for one in batch]


def in_the_registry(book: Registry) -> list[int]:
    """Genomes in the order of their births, from the chain's own log."""
    births = book.chain.logs(book.address, [registry.BORN])
    return [int.from_bytes(log.data[:32], "big") for log in births]


def methods(asked: Any) -> list[str]:
    return [one["method"] for one in (asked if isinstance(asked, list) else [asked])]


# --- what is there, and what comes meanwhile ------------------------------------------------


def test_founders_are_registered_in_order_and_told_once(
    book: Registry, development_key: LocalAccount
) -> None:
    wanted = founders(100)
    told = mint(book, development_key, wanted)
    assert [one.avatar.genome for one in told] == [one.genome for one in wanted]
    assert in_the_registry(book) == [one.genome for one in wanted]
    assert [one.seed for one in told] == [one.seed for one in wanted]
    assert all(one.new for one in told)
    for one in (told[0].avatar, told[-1].avatar):
        assert registry.avatar(book, one.identity) == one


def test_what_is_there_is_left_out_and_told_as_it_is(
    book: Registry, development_key: LocalAccount
) -> None:
    wanted = founders(70)
    other = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
    for one in (wanted[0], wanted[33], wanted[69]):
        registry.register(book, development_key, other, one.genome)
    first = mint(book, development_key, wanted)
    assert [not one.new for one in first] == [number in (0, 33, 69) for number in range(70)]
    assert {one.avatar.owner for one in first if not one.new} == {other}
    head = book.chain.head().number
    again = mint(book, development_key, wanted)
    assert [one.avatar for one in again] == [one.avatar for one in first]
    assert not any(one.new for one in again)
    assert book.chain.head().number == head
    assert sorted(in_the_registry(book)) == sorted(one.genome for one in wanted)


def test_a_founder_that_comes_twice_is_registered_once(
    book: Registry, development_key: LocalAccount
) -> None:
    one, two, *rest = founders(40)
    told = mint(book, development_key, [one, two, one, *rest, two])
    assert [minted.new for minted in told] == [True, True, False, *[True] * 38, False]
    assert told[0].avatar == told[2].avatar
    assert len(in_the_registry(book)) == 40


@pytest.mark.parametrize("place", [2, 13], ids=["in the estimate", "in the transaction"])
def test_one_that_somebody_else_registers_meanwhile_fails_nothing(
    node: str, folder: Path, development_key: LocalAccount, place: int
) -> None:
    wanted = founders(SIZE)
    with connect(node, folder=folder) as direct:
        book = registry.deploy(direct, development_key, SPECIES)

        def gate(honest: Gate) -> Gate:
            raced: list[bool] = []

            def answer(asked: Any) -> Any:
                told = honest(asked)
                if "eth_getLogs" in methods(asked) and not raced:
                    raced.append(True)
                    registry.register(
                        book, development_key, development_key.address, wanted[place].genome
                    )
                return told

            return answer

        with gateway(node, gate) as url, connect(url, folder=folder) as chain:
            told = mint(replace(book, chain=chain), development_key, wanted)
        assert [one.new for one in told] == [number != place for number in range(SIZE)]
        assert sorted(in_the_registry(book)) == sorted(one.genome for one in wanted)


def test_nobody_but_the_issuer_registers_any(book: Registry) -> None:
    from avatarchain.keys.accounts import development

    head = book.chain.head().number
    with pytest.raises(NotIssuer):
        mint(book, development(1), founders(40))
    assert book.chain.head().number == head


# --- nodes that misbehave ----------------------------------------------------------------------


def once(spoil: Callable[[Gate, Any], Any]) -> Callable[[Gate], Gate]:
    """The second batch of transactions is treated by `spoil`."""

    def gate(honest: Gate) -> Gate:
        seen: list[Any] = []

        def answer(asked: Any) -> Any:
            if methods(asked)[0] == "eth_sendRawTransaction":
                seen.append(asked)
                if len(seen) == 2:
                    return spoil(honest, asked)
            return honest(asked)

        return answer

    return gate


def refused(asked: Any, words: str = "server is busy") -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": asked["id"], "error": {"code": -32000, "message": words}}


def refuse_the_first(honest: Gate, asked: Any) -> Any:
    return [refused(asked[0]), *honest(asked[1:])]


def refuse_the_second(honest: Gate, asked: Any) -> Any:
    return [*honest(asked[:1]), refused(asked[1])]


def forget_the_first(honest: Gate, asked: Any) -> Any:
    return [{"jsonrpc": "2.0", "id": asked[0]["id"], "result": "0x" + 64 * "0"}, *honest(asked[1:])]


def leave_one_out(honest: Gate, asked: Any) -> Any:
    return honest(asked)[1:]


def drop_before(honest: Gate, asked: Any) -> Any:
    return None


def drop_after(honest: Gate, asked: Any) -> Any:
    honest(asked)


def answer_late(honest: Gate, asked: Any) -> Any:
    told = honest(asked)
    time.sleep(2.2)
    return told


def say_nonsense(honest: Gate, asked: Any) -> Any:
    honest(asked)
    return [7, None, {"id": []}, {"id": 1, "result": {"odd": True}}]


@pytest.mark.parametrize(
    "spoil",
    [
        refuse_the_first,
        refuse_the_second,
        forget_the_first,
        leave_one_out,
        drop_before,
        drop_after,
        answer_late,
        say_nonsense,
    ],
)
def test_a_node_that_fails_once_is_asked_again_and_nothing_is_doubled(
    node: str, folder: Path, development_key: LocalAccount, spoil: Callable[[Gate, Any], Any]
) -> None:
    wanted = founders(3 * SIZE * TOGETHER)
    with connect(node, folder=folder) as direct:
        book = registry.deploy(direct, development_key, SPECIES)
        with gateway(node, once(spoil)) as url, connect(url, folder=folder, timeout=2) as chain:
            told = mint(replace(book, chain=chain), development_key, wanted)
        assert [one.avatar.genome for one in told] == [one.genome for one in wanted]
        assert sorted(in_the_registry(book)) == sorted(one.genome for one in wanted)


def backwards(honest: Gate) -> Gate:
    def answer(asked: Any) -> Any:
        told = honest(asked)
        return told[::-1] if isinstance(told, list) else told

    return answer


def without_batches(honest: Gate) -> Gate:
    def answer(asked: Any) -> Any:
        if isinstance(asked, list):
            error = {"code": -32600, "message": "no batches"}
            return {"jsonrpc": "2.0", "id": None, "error": error}
        return honest(asked)

    return answer


@pytest.mark.parametrize("gate", [backwards, without_batches])
def test_a_node_that_answers_in_another_order_or_takes_no_batches_is_as_good(
    node: str, folder: Path, development_key: LocalAccount, gate: Callable[[Gate], Gate]
) -> None:
    wanted = founders(2 * SIZE * TOGETHER)
    with connect(node, folder=folder) as direct:
        book = registry.deploy(direct, development_key, SPECIES)
        with gateway(node, gate) as url, connect(url, folder=folder) as chain:
            told = mint(replace(book, chain=chain), development_key, wanted)
        assert all(one.new for one in told)
        assert in_the_registry(book) == [one.genome for one in wanted]


def test_a_node_that_refuses_for_good_is_told_after_what_it_took(
    node: str, folder: Path, development_key: LocalAccount
) -> None:
    wanted = founders(2 * SIZE)

    def gate(honest: Gate) -> Gate:
        taken: list[str] = []

        def answer(asked: Any) -> Any:
            if methods(asked)[0] != "eth_sendRawTransaction" or not taken:
                taken.extend(one for one in methods(asked) if one == "eth_sendRawTransaction")
                return honest(asked)
            return refused(asked, "insufficient funds for gas * price + value")

        return answer

    told: list[Minted] = []
    with connect(node, folder=folder) as direct:
        book = registry.deploy(direct, development_key, SPECIES)
        with gateway(node, gate) as url, connect(url, folder=folder) as chain:
            given = replace(book, chain=chain), SPECIES, development_key, development_key.address
            batches = mint_many(*given, wanted, at_once=SIZE)
            told += next(batches)
            with pytest.raises(NoMoney, match=f"^{development_key.address} has too little"):
                told += [one for batch in batches for one in batch]
        assert [one.avatar.genome for one in told] == [one.genome for one in wanted[:SIZE]]
        assert in_the_registry(book) == [one.genome for one in wanted[:SIZE]]


def test_a_node_that_is_gone_in_the_middle_ends_the_work_and_the_rest_is_made_later(
    node: str, folder: Path, development_key: LocalAccount
) -> None:
    wanted = founders(4 * SIZE)

    def gate(honest: Gate) -> Gate:
        sent: list[Any] = []

        def answer(asked: Any) -> Any:
            if methods(asked)[0] == "eth_sendRawTransaction":
                sent.append(asked)
            return honest(asked) if len(sent) < 2 else None

        return answer

    with connect(node, folder=folder) as direct:
        book = registry.deploy(direct, development_key, SPECIES)
        with (
            gateway(node, gate) as url,
            connect(url, folder=folder, timeout=0.5) as chain,
            pytest.raises((Unreachable, Unconfirmed)),
        ):
            mint(replace(book, chain=chain), development_key, wanted, at_once=SIZE)
        before = in_the_registry(book)
        assert 0 < len(before) < len(wanted)
        told = mint(book, development_key, wanted)
        assert sum(one.new for one in told) == len(wanted) - len(before)
        assert sorted(in_the_registry(book)) == sorted(one.genome for one in wanted)


# --- the transactions themselves -----------------------------------------------------------------


def test_a_refusal_of_one_transaction_is_told_beside_the_receipts_of_others(
    book: Registry, development_key: LocalAccount
) -> None:
    def order(genome: int) -> Order:
        data = encode("register(address,uint256)", development_key.address, genome)
        return Order(book.address, data, 300_000)

    dispatch = send_many(book.chain, development_key, [order(1), order(1), order(2)])
    first, second, third = settle(book.chain, dispatch)
    assert [type(one).__name__ for one in (first, second, third)] == [
        "Receipt",
        "Reverted",
        "Receipt",
    ]
    assert in_the_registry(book) == [1, 2]
