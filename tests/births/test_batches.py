"""What the contract says to claims: it keeps every promise once, to whom it was made."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, generate, registry
from avatarchain.base.canonical import keccak256, word
from avatarchain.base.documents import CHAIN_FORMAT
from avatarchain.births import batch_files, batches, merkle
from avatarchain.births.batches import Promise
from avatarchain.births.promised import index_promises
from avatarchain.births.recipients import Recipients
from avatarchain.index import avatars, opened, sync
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry
from avatarchain.species.pack import load

HOLDER = development(1).address
STRANGER = development(2)
COUNT = 6


@pytest.fixture
def promised(book: Registry, development_key: LocalAccount, folder: Path) -> list[Promise]:
    """All promises of batch 0, which is committed and kept."""
    path = folder / "slice.jsonl"
    path.write_bytes(generate.lines(generate.Slice(load("tuftling"), bytes(32), 0, COUNT)))
    leaves = batches.read_leaves(path, load("tuftling"), Recipients(HOLDER))
    with opened(folder, book, load("tuftling"), str) as index:
        batches.commit(index, development_key, folder, leaves)
    kept = batches.kept(folder, book, 0)
    return [batches.promise(folder, book, kept, str(number)) for number in range(COUNT)]


def born(book: Registry, folder: Path) -> list[registry.AvatarRecord]:
    with opened(folder, book, load("tuftling"), str) as index:
        sync(index)
        return avatars(index)


def test_every_promise_is_kept(book: Registry, promised: list[Promise], folder: Path) -> None:
    for one in promised:
        batches.claim(book, STRANGER, one)
    assert [one.genome for one in born(book, folder)] == [one.genome for one in promised]
    assert {one.owner for one in born(book, folder)} == {HOLDER}


def spoil(one: Promise, other: Promise, how: str) -> Promise:
    first, *rest = one.proof
    return {
        "recipient": replace(one, to=STRANGER.address),
        "genome": replace(one, genome=one.genome ^ 1),
        "genome of another leaf": replace(one, genome=other.genome),
        "proof of another leaf": replace(one, proof=other.proof),
        "proof in another order": replace(one, proof=(*rest, first)),
        "proof cut short": replace(one, proof=one.proof[:-1]),
        "proof too long": replace(one, proof=(*one.proof, bytes(32))),
        "no proof": replace(one, proof=()),
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "recipient",
        "genome",
        "genome of another leaf",
        "proof of another leaf",
        "proof in another order",
        "proof cut short",
        "proof too long",
        "no proof",
    ],
)
def test_a_claim_with_a_wrong_part_is_refused(
    book: Registry, promised: list[Promise], how: str, folder: Path
) -> None:
    wrong = spoil(promised[0], promised[3], how)
    with pytest.raises(errors.NotInBatch) as refusal:
        batches.claim(book, STRANGER, wrong)
    assert (refusal.value.batch, refusal.value.to) == (0, wrong.to)
    assert int(refusal.value.genome, 16) == wrong.genome
    assert born(book, folder) == []


def test_a_claim_from_a_batch_that_is_not_there_is_refused(
    book: Registry, promised: list[Promise]
) -> None:
    with pytest.raises(errors.NoSuchBatch, match="no batch 1: 1 are committed"):
        batches.claim(book, STRANGER, replace(promised[0], batch=1))


def test_a_claim_from_another_batch_is_refused(
    book: Registry, promised: list[Promise], development_key: LocalAccount
) -> None:
    registry.send(book, development_key, "commitBatch(bytes32,uint256)", bytes(32), 1)
    with pytest.raises(errors.NotInBatch):
        batches.claim(book, STRANGER, replace(promised[0], batch=1))


def test_a_claim_made_twice_is_refused(book: Registry, promised: list[Promise]) -> None:
    batches.claim(book, STRANGER, promised[0])
    with pytest.raises(errors.AlreadyRegistered) as refusal:
        batches.claim(book, STRANGER, promised[0])
    assert refusal.value.holder == HOLDER


def test_a_genome_registered_since_is_not_claimed(
    book: Registry, promised: list[Promise], development_key: LocalAccount
) -> None:
    registry.register(book, development_key, STRANGER.address, promised[0].genome)
    with pytest.raises(errors.AlreadyRegistered) as refusal:
        batches.claim(book, STRANGER, promised[0])
    assert refusal.value.holder == STRANGER.address


def test_only_the_issuer_commits(book: Registry, folder: Path) -> None:
    path = folder / "slice.jsonl"
    path.write_bytes(generate.lines(generate.Slice(load("tuftling"), bytes(32), 0, 1)))
    leaves = batches.read_leaves(path, load("tuftling"), Recipients(HOLDER))
    with opened(folder, book, load("tuftling"), str) as index, pytest.raises(errors.NotIssuer):
        batches.commit(index, STRANGER, folder, leaves)
    assert not (folder / "batches").exists()


def test_a_claim_from_a_million_stays_within_its_gas(
    book: Registry, development_key: LocalAccount
) -> None:
    """Twenty siblings make a proof of twenty levels; nobody has to grow the tree for that."""
    signature = "commitBatch(bytes32,uint256)"
    for batch, genome in enumerate((1, 2)):
        proof = tuple(keccak256(word(genome << 8 | level)) for level in range(20))
        root = merkle.root_of(merkle.leaf(HOLDER, genome), proof)
        receipt = registry.send(book, development_key, signature, root, 10**6)
        assert receipt.gas_used <= (72_000, 55_000)[batch]
        receipt = batches.claim(book, STRANGER, Promise(batch, HOLDER, genome, proof))
    # The second, for a holder who has one already.
    assert receipt.gas_used <= 116_000


def test_genomes_that_python_counts_as_one_are_not_searched_for_one_after_another(
    folder: Path,
) -> None:
    """A dict of numbers with one hash takes a time that grows with the square of their number."""
    genomes = [(2**61 - 1) * number for number in range(1, 100)]
    assert {hash(genome) for genome in genomes} == {0}
    data = b"".join(bytes(8) + word(genome) for genome in genomes)
    tree = merkle.build(merkle.leaf(HOLDER, genome) for genome in genomes)
    given = batches.recipients_by_genome(batches.Leaves(Recipients(HOLDER), data, tree))
    assert len({hash(genome) for genome in given}) == len(genomes)
    assert given[word(genomes[5])] == HOLDER


def test_files_that_say_more_than_they_hold_are_refused_unread(
    book: Registry, promised: list[Promise], folder: Path
) -> None:
    """A stranger's home with a batch of 2**30 avatars, whose files hardly use the disk."""
    kept, count = batches.kept(folder, book, 0), 2**30
    place = batch_files.folder_of(folder, book.address, 0)
    huge = replace(kept, count=count)
    batch_files.write(place / "batch.json", batch_files.spell(huge, CHAIN_FORMAT))
    os.truncate(place / "leaves", 40 * count)
    os.truncate(place / "nodes", 32 * (2 * count - 1))
    for which in ("7", "0x12345678"):
        with pytest.raises(errors.DamagedFile, match="does not lead to the root"):
            batches.promise(folder, book, huge, which)
    with pytest.raises(errors.DamagedFile, match="does not lead to the root"):
        batch_files.carry(folder, folder / "other", kept.genesis)
    with opened(folder, book, load("tuftling"), str) as index:
        sync(index)
        with pytest.raises(errors.DamagedFile, match="does not lead to the root"):
            index_promises(index, folder)


def test_a_pipe_and_a_batch_of_nobody_are_damage(
    book: Registry, promised: list[Promise], folder: Path
) -> None:
    kept = batches.kept(folder, book, 0)
    place = batch_files.folder_of(folder, book.address, 0) / "leaves"
    place.unlink()
    with pytest.raises(errors.DamagedFile, match="expected"):
        batches.promise(folder, book, kept, "0")
    os.mkfifo(place)
    with pytest.raises(errors.DamagedFile, match="no regular file"):
        batches.promise(folder, book, kept, "0")
    place.unlink()
    place.touch()
    with pytest.raises(errors.DamagedFile, match="expected"):
        batches.promise(folder, book, replace(kept, count=0), "0")
