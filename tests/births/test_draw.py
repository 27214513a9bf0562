"""Between conception and delivery: waiting, being overtaken, and blocks that are replaced."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, registry
from avatarchain.base.canonical import to_hex
from avatarchain.births import breeding, minting
from avatarchain.births.founders import collection
from avatarchain.chain import Chain, connect, waiting
from avatarchain.chain.sending import wait_for_receipt
from avatarchain.genetics.heredity import birth_seed, offspring
from avatarchain.keys.accounts import development
from avatarchain.papers.origin import Origin, describe_choice, origin
from avatarchain.registry import AvatarRecord, Registry
from avatarchain.registry.contract import encode
from avatarchain.registry.events import AHEAD
from avatarchain.species.pack import load

CONCEIVE = "conceive(uint256,uint256)"
FINAL = 64  # blocks after which an anvil calls a block final


@pytest.fixture
def owner(development_key: LocalAccount) -> LocalAccount:
    return development_key


@pytest.fixture
def pair(book: Registry, owner: LocalAccount) -> tuple[AvatarRecord, AvatarRecord]:
    """Two unrelated founders of the owner."""
    species = load("tuftling")
    mother, father = (
        minting.mint(book, species, owner, owner.address, founder).avatar
        for founder in collection(species, bytes(32), 2)
    )
    return mother, father


@pytest.fixture
def on_anvil(folder: Path, anvil_binary: str, owner: LocalAccount) -> Iterator[Registry]:
    """A registry on an anvil, which can replace its blocks."""
    with connect(f"anvil:{anvil_binary}", folder=folder) as chain:
        yield registry.deploy(chain, owner, load("tuftling"))


class Clock:
    """A clock that runs only while somebody sleeps; a block comes every `interval` seconds."""

    def __init__(self, chain: Chain, interval: float) -> None:
        self.chain, self.interval, self.now = chain, interval, 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        blocks = self.now // self.interval
        self.now += seconds
        if self.now // self.interval > blocks:
            self.chain.mine()


def on_a_network(chain: Chain, monkeypatch: pytest.MonkeyPatch, interval: float) -> Clock:
    """Have the chain taken for a network whose blocks come by themselves, and are final late."""
    clock = Clock(chain, interval)
    monkeypatch.setattr(waiting, "time", clock)
    monkeypatch.setattr(chain, "timeout", 30.0)
    monkeypatch.setattr(chain, "chain_id", 1)
    monkeypatch.setattr(waiting, "final", lambda chain: chain.head().number - 2)
    monkeypatch.setattr(breeding, "final", lambda chain: chain.head().number - 2)
    return clock


def conceive(book: Registry, owner: LocalAccount, pair: tuple[AvatarRecord, AvatarRecord]) -> int:
    """Only the first of the two transactions; the block of the draw."""
    ids = [parent.identity for parent in pair]
    return registry.send(book, owner, CONCEIVE, *ids).block_number + AHEAD


def test_a_devnet_mines_the_blocks_up_to_the_draw_and_no_more(
    book: Registry, owner: LocalAccount, pair: tuple[AvatarRecord, AvatarRecord]
) -> None:
    before = book.chain.head().number
    child = breeding.breed(book, owner, pair[0].identity, pair[1].identity)
    assert child.block == before + 1 + AHEAD + 1
    assert book.chain.head().number == child.block


def test_a_delivery_waits_until_the_draw_is_final(
    book: Registry,
    owner: LocalAccount,
    pair: tuple[AvatarRecord, AvatarRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw, told, steps = conceive(book, owner, pair), [], []
    with monkeypatch.context() as patched:
        clock = on_a_network(book.chain, patched, 29.0)
        counted = breeding.no_bar(0, "")

        def bar(count: int, _: str) -> object:
            steps.append(count)
            return counted

        conception = breeding.conception_of(book, pair[0].identity)
        assert conception is not None
        breeding._await_draw(book, conception, bar, told.append)
        assert clock.now > book.chain.timeout  # which is for one block, not for all
    assert book.chain.head().number == draw + 2
    assert told == [f"waiting until block {draw}, which draws the child, is final"]
    assert steps == [AHEAD + 2]


def test_a_delivery_on_a_chain_that_stands_still_is_given_up_and_finished_later(
    book: Registry,
    owner: LocalAccount,
    pair: tuple[AvatarRecord, AvatarRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = conceive(book, owner, pair)
    with monkeypatch.context() as patched:
        clock = on_a_network(book.chain, patched, 10_000.0)
        words = rf"waited for block {draw} .*: no block has come after {draw - AHEAD} for 30 s"
        with pytest.raises(errors.NoNewBlock, match=words):
            breeding.deliver(book, owner, pair[0].identity)
        assert clock.now == 30
    child = breeding.breed(book, owner, pair[0].identity, pair[1].identity)
    assert child.block == draw + 1


def test_a_development_chain_that_does_not_mine_when_asked_is_waited_for(
    book: Registry,
    owner: LocalAccount,
    pair: tuple[AvatarRecord, AvatarRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw, mine = conceive(book, owner, pair), book.chain.mine

    def refuses(blocks: int = 1) -> None:
        raise errors.CannotMine(url="http://127.0.0.1:1", words="not here")

    class Elsewhere:
        """Somebody else mines, while we sleep."""

        monotonic = staticmethod(lambda: 0.0)
        sleep = staticmethod(lambda _: mine())

    monkeypatch.setattr(book.chain, "mine", refuses)
    monkeypatch.setattr(waiting, "time", Elsewhere)
    child = breeding.deliver(book, owner, pair[0].identity)
    assert child.block == draw + 1


def test_a_child_that_somebody_else_delivers_is_a_success(
    book: Registry,
    owner: LocalAccount,
    pair: tuple[AvatarRecord, AvatarRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw, mother = conceive(book, owner, pair), pair[0].identity
    others = []

    def overtaken(
        registry: Registry, signer: LocalAccount, signature: str, *arguments: object
    ) -> object:
        if signature.startswith("deliver") and not others:
            others.append(send(registry, development(2), signature, *arguments))
        return send(registry, signer, signature, *arguments)

    send = breeding.send
    monkeypatch.setattr(breeding, "send", overtaken)
    child = breeding.deliver(book, owner, mother)
    assert (child.block, child.owner) == (draw + 1, owner.address)
    assert (child.mother, child.father) == (mother, pair[1].identity)
    assert child.transaction == others[0].transaction_hash


def test_a_child_that_was_stillborn_for_somebody_else_is_told(
    book: Registry,
    owner: LocalAccount,
    pair: tuple[AvatarRecord, AvatarRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw, (mother, father) = conceive(book, owner, pair), pair
    book.chain.mine(AHEAD)
    seed = birth_seed(book.chain.block(draw).mix_hash, mother.identity, father.identity)
    genome = offspring(mother.genome, father.genome, seed)
    registry.register(book, owner, owner.address, genome)
    conception = breeding.conception_of(book, mother.identity)
    with pytest.raises(errors.Stillborn):
        breeding.deliver(book, development(2), mother.identity)
    answers = iter([conception, None])
    monkeypatch.setattr(breeding, "conception_of", lambda *_: next(answers))
    with pytest.raises(errors.Stillborn, match=r"ended without a child"):
        breeding.deliver(book, owner, mother.identity)


def test_an_early_and_a_wrong_header_are_refused_by_name(
    book: Registry, owner: LocalAccount, pair: tuple[AvatarRecord, AvatarRecord]
) -> None:
    draw, mother, chain = conceive(book, owner, pair), pair[0].identity, book.chain
    deliver = "deliver(uint256,bytes)"
    with pytest.raises(errors.TooEarly, match=f"drawn by block {draw} and") as early:
        registry.send(book, owner, deliver, mother, chain.header(1))
    assert early.value.draw == draw
    chain.mine(AHEAD)
    right = chain.header(draw)
    for header in (chain.header(draw - 1), right[:-1], right + b"\0", b""):
        with pytest.raises(errors.OtherHeader) as other:
            registry.send(book, owner, deliver, mother, header)
        assert (other.value.draw, other.value.hash) == (draw, to_hex(chain.block(draw).hash))
    registry.send(book, owner, deliver, mother, right)


def test_a_delivery_is_estimated_in_the_block_after_the_newest(
    book: Registry, owner: LocalAccount, pair: tuple[AvatarRecord, AvatarRecord]
) -> None:
    """In the newest block, the block of the draw, it would be too early."""
    draw, chain = conceive(book, owner, pair), book.chain
    chain.mine(AHEAD)
    data = encode("deliver(uint256,bytes)", pair[0].identity, chain.header(draw))
    with pytest.raises(errors.Reverted):
        chain.estimate(book.address, data, sender=owner.address, block="latest")
    assert chain.estimate(book.address, data, sender=owner.address) > 100_000


def founders(book: Registry, owner: LocalAccount) -> tuple[AvatarRecord, AvatarRecord]:
    species = load("tuftling")
    drawn = collection(species, bytes(32), 2)
    mother, father = (
        minting.mint(book, species, owner, owner.address, one).avatar for one in drawn
    )
    return mother, father


def reorganised(chain: Chain, depth: int, *transactions: tuple[str, int]) -> None:
    """Replace the last `depth` blocks; each raw transaction goes into a block of them, from 0."""
    chain.ask("anvil_reorg", depth, [list(pair) for pair in transactions])


def raw_conception(
    book: Registry, owner: LocalAccount, pair: tuple[AvatarRecord, AvatarRecord]
) -> str:
    """A signed transaction that conceives, not sent yet."""
    chain = book.chain
    data = encode(CONCEIVE, *(parent.identity for parent in pair))
    fields = chain.fields(book.address, data, 300_000) | chain.fees()
    signed = owner.sign_transaction(fields | {"nonce": chain.nonce(owner.address)})
    return to_hex(bytes(signed.raw_transaction))


@pytest.mark.own_chain
def test_a_conception_that_moves_to_another_block_is_told_and_waited_for(
    on_anvil: Registry, owner: LocalAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, chain = on_anvil, on_anvil.chain
    pair = founders(book, owner)
    raw = raw_conception(book, owner, pair)
    receipt, _ = wait_for_receipt(
        chain, bytes.fromhex(chain.ask("eth_sendRawTransaction", raw)[2:])
    )
    before = receipt.block_number + AHEAD
    waited, told = breeding.wait_until_final, list[str]()

    def replaced(chain: Chain, block: int, *others: object) -> None:
        waited(chain, block, *others)
        if block == before:  # at the last moment, and the conception comes three blocks later
            reorganised(chain, AHEAD + 1, (raw, 3))

    monkeypatch.setattr(breeding, "wait_until_final", replaced)
    child = breeding.deliver(book, owner, pair[0].identity, tell=told.append)
    drawn = origin(book, child, pair[0].genome, pair[1].genome)
    assert (drawn.draw, drawn.genome, drawn.lapses) == (before + 3, child.genome, 0)
    assert child.block == before + 4
    mother = to_hex(pair[0].identity)
    assert told == [
        f"the chain replaced blocks: the child of {mother} is drawn by block {before + 3} now, "
        f"not by block {before}"
    ]


@pytest.mark.own_chain
def test_a_draw_that_is_replaced_under_a_delivery_is_asked_for_again(
    on_anvil: Registry, owner: LocalAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, chain = on_anvil, on_anvil.chain
    pair = founders(book, owner)
    draw, header, asked = conceive(book, owner, pair), chain.header, list[bytes]()

    def replaced(number: int) -> bytes:
        asked.append(header(number))
        if len(asked) == 1:
            reorganised(chain, 2)
        return asked[-1]

    monkeypatch.setattr(chain, "header", replaced)
    child = breeding.deliver(book, owner, pair[0].identity)
    assert len(set(asked)) == 2
    seed = birth_seed(chain.block(draw).mix_hash, child.mother, child.father)
    assert child.genome == offspring(pair[0].genome, pair[1].genome, seed)


@pytest.mark.own_chain
def test_a_conception_that_is_no_longer_on_the_chain_is_told_and_nothing_is_drawn_anew(
    on_anvil: Registry, owner: LocalAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = on_anvil
    pair = founders(book, owner)
    draw = conceive(book, owner, pair)
    waited = breeding.wait_until_final

    def dropped(chain: Chain, block: int, *others: object) -> None:
        waited(chain, block, *others)
        reorganised(chain, AHEAD + 1)

    with monkeypatch.context() as patched:
        patched.setattr(breeding, "wait_until_final", dropped)
        with pytest.raises(errors.ConceptionLost) as lost:
            breeding.deliver(book, owner, pair[0].identity)
        assert lost.value.draw == draw
    assert breeding.conception_of(book, pair[0].identity) is None
    child = breeding.breed(book, owner, pair[0].identity, pair[1].identity)
    assert origin(book, child, pair[0].genome, pair[1].genome).lapses == 0


def test_a_network_whose_blocks_come_by_a_clock_delivers_when_the_draw_is_final(
    folder: Path, anvil_binary: str, owner: LocalAccount
) -> None:
    """A real chain that is no development chain, and has the tag `finalized`."""
    command = [anvil_binary, "--port", "0", "--chain-id", "560048", "--slots-in-an-epoch", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as anvil:
        try:
            assert anvil.stdout is not None
            line = next(line for line in anvil.stdout if "Listening on" in line)
            url = "http://" + line.split()[-1]
            with connect(url, folder=folder) as chain:
                book = registry.deploy(chain, owner, load("tuftling"))
                pair = founders(book, owner)
                chain.ask("evm_setIntervalMining", 1)
                chain.ask("evm_setAutomine", False)
                told = list[str]()
                draw = conceive(book, owner, pair)
                chain.ask("evm_setIntervalMining", 0)
                chain.ask("anvil_mine", hex(AHEAD))
                chain.ask("evm_setIntervalMining", 1)
                ids = [parent.identity for parent in pair]
                child = breeding.breed(book, owner, *ids, tell=told.append)
        finally:
            anvil.kill()
    assert child.block > draw + 1
    assert told == [f"waiting until block {draw}, which draws the child, is final"]


def test_what_could_be_chosen_about_a_birth_is_told() -> None:
    birth = Origin(2, 10, 0, 0, 0, seconds=96)
    assert describe_choice(birth, 31337) == (
        "on a development chain whoever makes the blocks can choose what they draw"
    )
    one = "1 slot was empty among the 8 blocks before it, whose proposers could choose among at "
    three = one.replace("1 slot was", "3 slots were")
    many = one.removeprefix("1 slot was")
    unknown = (
        "who makes the blocks of chain 8453 may have chosen the draw: nothing is known of them here"
    )
    for chain_id, seconds, said in (
        (1, 96, None),
        (560048, 108, f"{one}most 2 draws"),
        (560048, 132, f"{three}most 8 draws"),
        (10200, 47, f"{one}most 2 draws"),
        (8453, 4800, unknown),
        (1, 12 * (8 + 64), f"64 slots were{many}most {1 << 64} draws"),
        (1, 12 * (8 + 65), f"65 slots were{many}most 2^65 draws"),
        (1, 12 * (8 + 20_000), f"20000 slots were{many}most 2^20000 draws"),
    ):
        assert describe_choice(replace(birth, seconds=seconds), chain_id) == said


@pytest.mark.parametrize("gap", [0, AHEAD - 2, AHEAD - 1])
def test_a_gap_anywhere_from_the_conception_to_the_draw_is_counted(
    on_anvil: Registry, owner: LocalAccount, gap: int
) -> None:
    """Who has the last two slots draws again by leaving out either of them."""
    chain = on_anvil.chain
    pair = founders(on_anvil, owner)
    chain.ask("anvil_setBlockTimestampInterval", 12)
    draw = conceive(on_anvil, owner, pair)
    for block in range(AHEAD):
        if block == gap:
            chain.ask("evm_setNextBlockTimestamp", chain.head().timestamp + 24)
        chain.mine()
    child = breeding.deliver(on_anvil, owner, pair[0].identity)
    found = origin(on_anvil, child, pair[0].genome, pair[1].genome)
    assert (found.draw, found.seconds) == (draw, 12 * (AHEAD + 1))
