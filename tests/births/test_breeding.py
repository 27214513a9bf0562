"""Breeding on both devnets: what is born, what is refused, and that a refusal costs nothing."""

from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, index, registry
from avatarchain.births import breeding, minting
from avatarchain.births.founders import collection
from avatarchain.chain import execution, mining
from avatarchain.chain.client import HISTORY
from avatarchain.genetics.heredity import birth_seed, offspring
from avatarchain.keys.accounts import development
from avatarchain.papers.origin import origin
from avatarchain.registry import AvatarRecord, Registry
from avatarchain.registry.events import AHEAD
from avatarchain.species.pack import load


@pytest.fixture
def owner(development_key: LocalAccount) -> LocalAccount:
    return development_key


@pytest.fixture
def stranger() -> LocalAccount:
    return development(1)


@pytest.fixture
def founders(book: Registry, owner: LocalAccount) -> list[AvatarRecord]:
    """Four unrelated founders of the owner."""
    species = load("tuftling")
    founders = collection(species, bytes(32), 4)
    return [minting.mint(book, species, owner, owner.address, one).avatar for one in founders]


def nonce(book: Registry, account: LocalAccount) -> int:
    return int(book.chain.w3.eth.get_transaction_count(account.address))


def conceive(
    book: Registry, account: LocalAccount, mother: AvatarRecord, father: AvatarRecord
) -> int:
    """Only the first of the two transactions; the number of the block of the draw."""
    signature = "conceive(uint256,uint256)"
    receipt = registry.send(book, account, signature, mother.identity, father.identity)
    return receipt.block_number + AHEAD


def test_a_child_is_what_its_parents_and_the_block_of_the_draw_give(
    book: Registry, owner: LocalAccount, founders: list[AvatarRecord]
) -> None:
    mother, father, *_ = founders
    child = breeding.breed(book, owner, mother.identity, father.identity)
    seed = birth_seed(book.chain.block(child.block - 1).mix_hash, mother.identity, father.identity)
    assert child.genome == offspring(mother.genome, father.genome, seed)
    assert (child.mother, child.father) == (mother.identity, father.identity)
    assert (child.generation, child.owner) == (1, owner.address)
    assert registry.avatar(book, child.identity) == child


def test_generation_is_one_more_than_that_of_the_later_parent(
    book: Registry, owner: LocalAccount, founders: list[AvatarRecord]
) -> None:
    first, second, third, _ = (one.identity for one in founders)
    child = breeding.breed(book, owner, first, second)
    grandchild = breeding.breed(book, owner, third, child.identity)
    assert grandchild.generation == 2


def test_the_origin_of_a_child_is_recomputed_from_the_chain(
    book: Registry, owner: LocalAccount, founders: list[AvatarRecord]
) -> None:
    mother, father, *_ = founders
    child = breeding.breed(book, owner, mother.identity, father.identity)
    second = breeding.breed(book, owner, mother.identity, father.identity)
    for one in (child, second):
        found = origin(book, one, mother.genome, father.genome)
        assert (found.genome, found.lapses) == (one.genome, 0)
        assert (found.block, found.draw) == (one.block - 1 - AHEAD, one.block - 1)


def test_a_birth_that_was_begun_is_finished_and_not_begun_anew(
    book: Registry, owner: LocalAccount, founders: list[AvatarRecord]
) -> None:
    mother, father, *_ = founders
    draw = conceive(book, owner, mother, father)
    book.chain.mine(5)
    child = breeding.breed(book, owner, mother.identity, father.identity)
    assert origin(book, child, mother.genome, father.genome).draw == draw
    assert child.block == draw + 1
    assert breeding.conception_of(book, mother.identity) is None


def expecting(book: Registry, folder: Path) -> dict[int, breeding.Conception]:
    with index.opened(folder, book, load("tuftling"), pytest.fail) as found:
        index.sync(found)
        return breeding.expecting(found)


def test_who_is_expecting_and_for_how_long_is_told(
    book: Registry, owner: LocalAccount, founders: list[AvatarRecord], folder: Path
) -> None:
    mother, father, *_ = founders
    assert expecting(book, folder) == {}
    draw = conceive(book, owner, mother, father)
    book.chain.mine(6)
    told = expecting(book, folder)
    assert told == {mother.identity: breeding.Conception(mother.identity, father.identity, draw)}
    assert told[mother.identity].left(draw - 2, book.chain.reach) == 8191
    assert told[mother.identity].left(draw, book.chain.reach) == 8191
    assert told[mother.identity].left(draw + 8190, book.chain.reach) == 1
    assert told[mother.identity].left(draw + 8191, book.chain.reach) == 0


@pytest.fixture
def forgetful(book: Registry, owner: LocalAccount, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """The registry on a chain that keeps no history: contracts read 256 hashes."""
    if book.chain.kind == "embedded":
        monkeypatch.setattr(mining, "begun", lambda chain, header: chain.get_vm(header))
        monkeypatch.setattr(execution, "begun", lambda chain, header: chain.get_vm(header))
    else:
        book.chain.ask("anvil_setCode", HISTORY, "0x")
    monkeypatch.setattr(type(book.chain), "reach", 256)
    return book


@pytest.mark.own_chain
def test_after_256_blocks_without_a_history_a_child_has_lapsed_and_the_next_one_tells(
    forgetful: Registry, owner: LocalAccount, founders: list[AvatarRecord], folder: Path
) -> None:
    book, (mother, father, *_) = forgetful, founders
    draw = conceive(book, owner, mother, father)
    book.chain.mine(8 + 256)
    assert expecting(book, folder) == {}
    spent = nonce(book, owner)
    with pytest.raises(errors.TooLate) as refusal:
        breeding.deliver(book, owner, mother.identity)
    assert refusal.value.draw == draw
    assert nonce(book, owner) == spent
    child = breeding.breed(book, owner, mother.identity, father.identity)
    found = origin(book, child, mother.genome, father.genome)
    assert (found.lapses, found.stillbirths) == (1, 0)


@pytest.mark.own_chain
def test_the_last_of_256_blocks_without_a_history_still_delivers(
    forgetful: Registry, owner: LocalAccount, founders: list[AvatarRecord]
) -> None:
    draw = conceive(forgetful, owner, *founders[:2])
    forgetful.chain.mine(8 + 255)
    child = breeding.deliver(forgetful, owner, founders[0].identity)
    assert child.block == draw + 256


def test_a_history_delivers_after_more_than_256_blocks(
    book: Registry, owner: LocalAccount, founders: list[AvatarRecord]
) -> None:
    draw = conceive(book, owner, *founders[:2])
    book.chain.mine(8 + 300)
    child = breeding.breed(book, owner, founders[0].identity, founders[1].identity)
    assert child.block == draw + 301
    assert origin(book, child, founders[0].genome, founders[1].genome).draw == draw


def test_relatives_are_refused_and_the_shared_ancestor_named(
    book: Registry, owner: LocalAccount, founders: list[AvatarRecord]
) -> None:
    first, second, third, _ = (one.identity for one in founders)
    child = breeding.breed(book, owner, first, second).identity
    half_sib = breeding.breed(book, owner, third, second).identity
    spent = nonce(book, owner)
    for mother, father, ancestor in (
        (first, child, first),
        (child, second, second),
        (child, half_sib, second),
    ):
        with pytest.raises(errors.Related) as refusal:
            breeding.breed(book, owner, mother, father)
        assert refusal.value.ancestor == f"0x{ancestor:064x}"
        records = [registry.avatar(book, identity) for identity in (mother, father)]
        assert str(breeding.barrier(*records)) == str(refusal.value)
    with pytest.raises(errors.SameAvatar):
        breeding.breed(book, owner, first, first)
    assert isinstance(breeding.barrier(founders[0], founders[0]), errors.SameAvatar)
    assert breeding.barrier(founders[0], founders[1]) is None
    assert nonce(book, owner) == spent


def test_an_expecting_mother_keeps_to_her_childs_father(
    book: Registry, owner: LocalAccount, founders: list[AvatarRecord]
) -> None:
    mother, father, other, _ = founders
    draw = conceive(book, owner, mother, father)
    spent = nonce(book, owner)
    with pytest.raises(errors.Expecting, match=f"drawn by block {draw}:") as refusal:
        breeding.breed(book, owner, mother.identity, other.identity)
    assert refusal.value.draw == draw
    assert nonce(book, owner) == spent


def test_a_father_of_another_owner_must_be_offered(
    book: Registry, owner: LocalAccount, stranger: LocalAccount, founders: list[AvatarRecord]
) -> None:
    mother, father, *_ = founders
    registry.transfer(book, owner, stranger.address, mother.identity)
    with pytest.raises(errors.NotOffered):
        breeding.breed(book, stranger, mother.identity, father.identity)
    with pytest.raises(errors.NotYours):
        breeding.offer_stud(book, stranger, father.identity, stranger.address)
    breeding.offer_stud(book, owner, father.identity, stranger.address)
    child = breeding.breed(book, stranger, mother.identity, father.identity)
    assert child.owner == stranger.address
    breeding.offer_stud(book, owner, father.identity, registry.ZERO_ADDRESS)
    with pytest.raises(errors.NotOffered):
        breeding.breed(book, stranger, mother.identity, father.identity)


def test_a_mother_of_another_owner_is_refused(
    book: Registry, stranger: LocalAccount, founders: list[AvatarRecord]
) -> None:
    mother, father, *_ = founders
    spent = nonce(book, stranger)
    with pytest.raises(errors.NotYours):
        breeding.breed(book, stranger, mother.identity, father.identity)
    assert nonce(book, stranger) == spent


def test_unknown_parents_are_refused(
    book: Registry, owner: LocalAccount, founders: list[AvatarRecord]
) -> None:
    for pair in ((founders[0].identity, 7), (7, founders[0].identity)):
        with pytest.raises(errors.UnknownIdentity):
            breeding.breed(book, owner, *pair)
    with pytest.raises(errors.NotExpecting):
        breeding.deliver(book, owner, founders[0].identity)


def drawn(book: Registry, draw: int, mother: AvatarRecord, father: AvatarRecord) -> int:
    """The genome of the child that the block of a draw gives."""
    seed = birth_seed(book.chain.block(draw).mix_hash, mother.identity, father.identity)
    return offspring(mother.genome, father.genome, seed)


def test_a_child_whose_genome_is_registered_already_is_stillborn(
    book: Registry, owner: LocalAccount, founders: list[AvatarRecord]
) -> None:
    mother, father, *_ = founders
    draw = conceive(book, owner, mother, father)
    book.chain.mine(8)
    genome = drawn(book, draw, mother, father)
    registry.register(book, owner, owner.address, genome)
    with pytest.raises(errors.Stillborn) as refusal:
        breeding.breed(book, owner, mother.identity, father.identity)
    taken = registry.identity_of(load("tuftling"), genome)
    assert refusal.value.id == f"0x{taken:064x}"
    assert breeding.conception_of(book, mother.identity) is None
    child = breeding.breed(book, owner, mother.identity, father.identity)
    found = origin(book, child, mother.genome, father.genome)
    assert (found.lapses, found.stillbirths) == (0, 1)


def test_a_child_goes_to_whoever_holds_the_mother_when_it_is_born(
    book: Registry, owner: LocalAccount, stranger: LocalAccount, founders: list[AvatarRecord]
) -> None:
    mother, father, *_ = founders
    conceive(book, owner, mother, father)
    registry.transfer(book, owner, stranger.address, mother.identity)
    child = breeding.deliver(book, owner, mother.identity)
    assert child.owner == stranger.address
