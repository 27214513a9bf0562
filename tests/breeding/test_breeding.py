"""Breeding on both devnets: what is born, what is refused, and that a refusal costs nothing."""

from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import breeding, errors, index, minting, registry
from avatarchain.accounts import development
from avatarchain.heredity import birth_seed, offspring
from avatarchain.registry import Avatar, Registry
from avatarchain.species.pack import load


@pytest.fixture
def owner(development_key: LocalAccount) -> LocalAccount:
    return development_key


@pytest.fixture
def stranger() -> LocalAccount:
    return development(1)


@pytest.fixture
def founders(book: Registry, owner: LocalAccount) -> list[Avatar]:
    """Four unrelated founders of the owner."""
    species = load("tuftling")
    founders = minting.collection(species, bytes(32), 4)
    return [minting.mint(book, species, owner, owner.address, one).avatar for one in founders]


def nonce(book: Registry, account: LocalAccount) -> int:
    return int(book.chain.w3.eth.get_transaction_count(account.address))


def conceive(book: Registry, account: LocalAccount, mother: Avatar, father: Avatar) -> int:
    """Only the first of the two transactions; the number of its block."""
    signature = "conceive(uint256,uint256)"
    receipt = registry.send(book, account, signature, mother.identity, father.identity)
    return receipt.block_number


def test_a_child_is_what_its_parents_and_the_block_of_conception_give(
    book: Registry, owner: LocalAccount, founders: list[Avatar]
) -> None:
    mother, father, *_ = founders
    child = breeding.breed(book, owner, mother.identity, father.identity)
    conceived = book.chain.block(child.block - 1)
    seed = birth_seed(conceived.hash, mother.identity, father.identity)
    assert child.genome == offspring(mother.genome, father.genome, seed)
    assert (child.mother, child.father) == (mother.identity, father.identity)
    assert (child.generation, child.owner) == (1, owner.address)
    assert registry.avatar(book, child.identity) == child


def test_generation_is_one_more_than_that_of_the_later_parent(
    book: Registry, owner: LocalAccount, founders: list[Avatar]
) -> None:
    first, second, third, _ = (one.identity for one in founders)
    child = breeding.breed(book, owner, first, second)
    grandchild = breeding.breed(book, owner, third, child.identity)
    assert grandchild.generation == 2


def test_the_origin_of_a_child_is_recomputed_from_the_chain(
    book: Registry, owner: LocalAccount, founders: list[Avatar]
) -> None:
    mother, father, *_ = founders
    child = breeding.breed(book, owner, mother.identity, father.identity)
    second = breeding.breed(book, owner, mother.identity, father.identity)
    for one in (child, second):
        found = breeding.origin(book, one, mother.genome, father.genome)
        assert (found.genome, found.lapses) == (one.genome, 0)
        assert found.block == one.block - 1


def test_a_birth_that_was_begun_is_finished_and_not_begun_anew(
    book: Registry, owner: LocalAccount, founders: list[Avatar]
) -> None:
    mother, father, *_ = founders
    block = conceive(book, owner, mother, father)
    book.chain.mine(5)
    child = breeding.breed(book, owner, mother.identity, father.identity)
    assert breeding.origin(book, child, mother.genome, father.genome).block == block
    assert breeding.conception_of(book, mother.identity) is None


def expecting(book: Registry, folder: Path) -> dict[int, breeding.Conception]:
    with index.opened(folder, book, load("tuftling"), pytest.fail) as found:
        index.sync(found)
        return breeding.expecting(found)


def test_who_is_expecting_and_for_how_long_is_told(
    book: Registry, owner: LocalAccount, founders: list[Avatar], folder: Path
) -> None:
    mother, father, *_ = founders
    assert expecting(book, folder) == {}
    block = conceive(book, owner, mother, father)
    book.chain.mine(6)
    told = expecting(book, folder)
    assert told == {mother.identity: breeding.Conception(mother.identity, father.identity, block)}
    assert told[mother.identity].left(book.chain.head().number) == 250


def test_after_256_blocks_a_child_has_lapsed_and_the_next_one_tells(
    book: Registry, owner: LocalAccount, founders: list[Avatar], folder: Path
) -> None:
    mother, father, *_ = founders
    block = conceive(book, owner, mother, father)
    book.chain.mine(256)
    assert expecting(book, folder) == {}
    spent = nonce(book, owner)
    with pytest.raises(errors.TooLate) as refusal:
        breeding.deliver(book, owner, mother.identity)
    assert refusal.value.last == block + 256
    assert nonce(book, owner) == spent
    child = breeding.breed(book, owner, mother.identity, father.identity)
    assert breeding.origin(book, child, mother.genome, father.genome).lapses == 1


def test_the_last_of_the_256_blocks_still_delivers(
    book: Registry, owner: LocalAccount, founders: list[Avatar]
) -> None:
    mother, father, *_ = founders
    block = conceive(book, owner, mother, father)
    book.chain.mine(255)
    child = breeding.deliver(book, owner, mother.identity)
    assert child.block == block + 256


def test_relatives_are_refused_and_the_shared_ancestor_named(
    book: Registry, owner: LocalAccount, founders: list[Avatar]
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
    with pytest.raises(errors.SameAvatar):
        breeding.breed(book, owner, first, first)
    assert nonce(book, owner) == spent


def test_an_expecting_mother_keeps_to_her_childs_father(
    book: Registry, owner: LocalAccount, founders: list[Avatar]
) -> None:
    mother, father, other, _ = founders
    block = conceive(book, owner, mother, father)
    spent = nonce(book, owner)
    with pytest.raises(errors.Expecting) as refusal:
        breeding.breed(book, owner, mother.identity, other.identity)
    assert refusal.value.last == block + 256
    assert nonce(book, owner) == spent


def test_a_father_of_another_owner_must_be_offered(
    book: Registry, owner: LocalAccount, stranger: LocalAccount, founders: list[Avatar]
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
    book: Registry, stranger: LocalAccount, founders: list[Avatar]
) -> None:
    mother, father, *_ = founders
    spent = nonce(book, stranger)
    with pytest.raises(errors.NotYours):
        breeding.breed(book, stranger, mother.identity, father.identity)
    assert nonce(book, stranger) == spent


def test_unknown_parents_are_refused(
    book: Registry, owner: LocalAccount, founders: list[Avatar]
) -> None:
    for pair in ((founders[0].identity, 7), (7, founders[0].identity)):
        with pytest.raises(errors.UnknownIdentity):
            breeding.breed(book, owner, *pair)
    with pytest.raises(errors.NotExpecting):
        breeding.deliver(book, owner, founders[0].identity)


def test_a_child_whose_genome_is_registered_already_is_not_born(
    book: Registry, owner: LocalAccount, founders: list[Avatar]
) -> None:
    mother, father, *_ = founders
    block = conceive(book, owner, mother, father)
    seed = birth_seed(book.chain.block(block).hash, mother.identity, father.identity)
    genome = offspring(mother.genome, father.genome, seed)
    registry.register(book, owner, owner.address, genome)
    spent = nonce(book, owner)
    with pytest.raises(errors.AlreadyRegistered):
        breeding.breed(book, owner, mother.identity, father.identity)
    assert nonce(book, owner) == spent


def test_a_child_goes_to_whoever_holds_the_mother_when_it_is_born(
    book: Registry, owner: LocalAccount, stranger: LocalAccount, founders: list[Avatar]
) -> None:
    mother, father, *_ = founders
    conceive(book, owner, mother, father)
    registry.transfer(book, owner, stranger.address, mother.identity)
    child = breeding.deliver(book, owner, mother.identity)
    assert child.owner == stranger.address
