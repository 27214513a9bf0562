"""A node that leaves out a log, tells one of another form, or tells one twice.

What the contract itself can be asked is asked; a log that no registry writes is refused in a
sentence, by every reader of logs.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount
from nacl.signing import SigningKey

from avatarchain import registry
from avatarchain.audit import contract as findings
from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.births import breeding, foundings
from avatarchain.births.founders import collection
from avatarchain.births.recipients import sole
from avatarchain.chain import Chain
from avatarchain.errors import AvatarchainError, OtherPortrait, StrangeLog
from avatarchain.index import opened, sync
from avatarchain.keys.accounts import development
from avatarchain.keys.seal import development as development_seal
from avatarchain.papers import founded, founding_words, issuer_keys
from avatarchain.papers.audit import audit
from avatarchain.papers.origin import origin, provenance
from avatarchain.papers.pictures import PictureOptions, paint
from avatarchain.papers.report import Check
from avatarchain.registry import AvatarRecord, Registry
from avatarchain.registry import foundings as promised
from avatarchain.registry.artwork import fetch_species
from avatarchain.registry.contract import encode, send
from avatarchain.registry.events import (
    BORN,
    CLOSED,
    COMMITTED,
    CONCEIVED,
    FOUNDING,
    FOUNDING_COMMITTED,
    LAPSED,
    OWNED,
    STILLBORN,
    TRANSFER,
)
from avatarchain.species.compiled import CHUNK
from avatarchain.species.pack import load
from support.hostile import Change, lying, meanwhile

SPECIES = load("tuftling")
HOLDER = sole(development(1).address)
PUBLISHED, REVOKED = keccak256(b"IssuerKey(bytes32)"), keccak256(b"IssuerKeyRevoked(bytes32)")
KEYS = [SigningKey(bytes([number]) * 32) for number in range(2)]

embedded = pytest.mark.parametrize("chain", ["embedded"], indirect=True)
on_anvil = pytest.mark.parametrize("chain", ["anvil"], indirect=True)


def public(key: SigningKey) -> str:
    return to_hex(bytes(key.verify_key))


@pytest.fixture
def issuer(development_key: LocalAccount) -> LocalAccount:
    return development_key


@pytest.fixture
def avatar(book: Registry, issuer: LocalAccount) -> AvatarRecord:
    """A founder, born under the first key."""
    issuer_keys.publish(book, issuer, public(KEYS[0]))
    (founder,) = collection(SPECIES, bytes(32), 1)
    registry.register(book, issuer, HOLDER.sole or "", founder.genome)
    return registry.avatar(book, registry.identity_of(SPECIES, founder.genome))


def papers(
    book: Registry, folder: Path, avatar: AvatarRecord, key: SigningKey | None = KEYS[0]
) -> Path:
    return paint(book, SPECIES, avatar, None, PictureOptions(folder, "json", 64), key)


def judged(book: Registry, file: Path) -> Check:
    """The answer of the check `key`; all others hold."""
    report = audit(file, SPECIES, book)
    assert {check.name for check in report.checks if check.ok is False} <= {"key"}
    return next(check for check in report.checks if check.name == "key")


def without(*kinds: bytes) -> Change:
    """Leave out all logs of these events."""
    hidden = set(map(to_hex, kinds))

    def change(method: str, _: list[Any], result: Any) -> Any:
        if method != "eth_getLogs":
            return result
        return [log for log in result if log["topics"][0] not in hidden]

    return change


# --- keys ------------------------------------------------------------------------------------


@embedded
def test_a_node_that_hides_a_revocation_is_found_out(
    book: Registry, issuer: LocalAccount, folder: Path, avatar: AvatarRecord
) -> None:
    file = papers(book, folder, avatar)
    issuer_keys.publish(book, issuer, public(KEYS[1]))
    assert judged(book, file).ok
    issuer_keys.revoke(book, issuer, public(KEYS[0]))
    assert "was revoked in block" in judged(book, file).detail
    with lying(book.chain, without(REVOKED)):
        check = judged(book, file)
        assert check.ok is False
        assert check.detail == (
            f"the node's logs give the revocation of {public(KEYS[0])} False, "
            "the contract stores True"
        )
        assert findings.keys(book).ok is False
    assert findings.keys(book).ok is True


@embedded
def test_a_node_that_hides_every_key_makes_no_unsigned_papers_pass(
    book: Registry, folder: Path, avatar: AvatarRecord
) -> None:
    file = papers(book, folder, avatar, None)
    assert judged(book, file).ok is False
    with lying(book.chain, without(PUBLISHED, REVOKED)):
        check = judged(book, file)
    assert check.ok is False
    assert f"the key None, the contract stores {public(KEYS[0])}" in check.detail


@embedded
def test_a_node_that_hides_what_the_issuer_can_do_is_found_out(
    book: Registry, folder: Path, family: list[AvatarRecord]
) -> None:
    founder = family[-1]
    file = paint(
        book,
        SPECIES,
        founder,
        None,
        PictureOptions(folder, "json", 64),
        development_seal(),
        provenance=provenance(book, SPECIES, founder),
    )

    def origin_of(hidden: bytes) -> Check:
        with lying(book.chain, without(hidden)):
            report = audit(file, SPECIES, book)
        return next(check for check in report.checks if check.name == "origin")

    assert origin_of(LAPSED).ok
    for hidden, words in (
        (COMMITTED, "batches 1, the contract stores 2"),
        (CLOSED, "issuance closed False, the contract stores True"),
    ):
        assert not origin_of(hidden).ok
        assert words in origin_of(hidden).detail


def together(chain: Chain, signer: LocalAccount, *calls: tuple[str, bytes]) -> int:
    """Mine calls in one block, in this order; return its number."""
    chain.ask("evm_setAutomine", False)
    try:
        first = chain.nonce(signer.address)
        for number, (to, data) in enumerate(calls):
            fields = chain.fields(to, data, 500_000) | chain.fees() | {"nonce": first + number}
            raw = signer.sign_transaction(fields).raw_transaction
            chain.ask("eth_sendRawTransaction", to_hex(bytes(raw)))
        chain.mine()
    finally:
        chain.ask("evm_setAutomine", True)
    assert chain.nonce(signer.address) == first + len(calls)
    return chain.head().number


@on_anvil
@pytest.mark.parametrize("born_first", [True, False])
def test_a_key_that_was_replaced_in_the_block_of_a_birth_served_if_the_birth_came_first(
    book: Registry, issuer: LocalAccount, folder: Path, born_first: bool
) -> None:
    issuer_keys.publish(book, issuer, public(KEYS[0]))
    (founder,) = collection(SPECIES, bytes(32), 1)
    birth = encode("register(address,uint256)", HOLDER.sole, founder.genome)
    change = encode("setIssuerKey(bytes32)", bytes(KEYS[1].verify_key))
    calls = [(book.address, birth), (book.address, change)]
    block = together(book.chain, issuer, *(calls if born_first else calls[::-1]))
    avatar = registry.avatar(book, registry.identity_of(SPECIES, founder.genome))
    assert avatar.block == block
    assert judged(book, papers(book, folder, avatar, KEYS[0])).ok is born_first
    assert judged(book, papers(book, folder, avatar, KEYS[1])).ok is True


@on_anvil
@pytest.mark.parametrize("committed_first", [True, False])
def test_a_founder_that_was_registered_before_the_commitment_in_its_block_was_taken(
    book: Registry, issuer: LocalAccount, committed_first: bool
) -> None:
    foundings.found(book, issuer, HOLDER, 3, 8)
    draw = foundings.await_draw(book, 0)
    leaves = foundings.leaves_of(SPECIES, draw, HOLDER)
    (founder, *_) = collection(SPECIES, draw.master, 3)
    commit = encode("commitFounding(uint256,bytes32)", 0, leaves.tree.root)
    birth = encode("register(address,uint256)", HOLDER.sole, founder.genome)
    calls = [(book.address, commit), (book.address, birth)]
    together(book.chain, issuer, *(calls if committed_first else calls[::-1]))
    standing = founded.standing(book, SPECIES, 0)
    assert (standing.claimed, len(standing.taken)) == ((1, 0) if committed_first else (0, 1))


@embedded
def test_a_node_that_tells_a_child_as_a_founder_or_of_other_parents_is_found_out(
    book: Registry, folder: Path, family: list[AvatarRecord]
) -> None:
    mother, father, child, _ = family

    def told(generation: int, *parents: int) -> Change:
        def change(method: str, _: list[Any], result: Any) -> Any:
            if method != "eth_getLogs":
                return result
            own = [to_hex(BORN), to_hex(child.identity)]
            return [
                log
                | {"topics": [*own, *map(to_hex, parents)]}
                | {"data": log["data"][:66] + to_hex(generation)[2:]}
                if log["topics"][:2] == own
                else log
                for log in result
            ]

        return change

    for change, what in (
        (told(0, 0, 0), "the generation 0, the contract stores 1"),
        (told(1, father.identity, mother.identity), f"the mother {to_hex(father.identity)}, the"),
    ):
        with lying(book.chain, change):
            avatar = registry.avatar(book, child.identity)
            file = papers(book, folder, avatar, development_seal())
            report = audit(file, SPECIES, book)
        (token,) = (check for check in report.checks if check.name == "token")
        assert token.ok is False
        assert f"the node's logs give {what}" in token.detail


# --- a node that does not lie ----------------------------------------------------------------


@embedded
@pytest.mark.parametrize(
    ("question", "call", "arguments"),
    [
        ("ownerOf(uint256)", "setIssuerKey(bytes32)", (bytes(KEYS[1].verify_key),)),
        ("issuerKey()", "setIssuerKey(bytes32)", (bytes(KEYS[1].verify_key),)),
        ("isRevoked(bytes32)", "revokeIssuerKey(bytes32)", (bytes(KEYS[0].verify_key),)),
        ("issuanceClosed()", "closeIssuance()", ()),
        ("foundingCount()", "found(bytes32,uint64,uint64)", (bytes(31) + b"7", 3, 10**9)),
        ("batchCount()", "commitBatch(bytes32,uint256)", (bytes(32), 3)),
    ],
)
def test_a_transaction_between_two_questions_fails_no_file(
    book: Registry,
    issuer: LocalAccount,
    folder: Path,
    question: str,
    call: str,
    arguments: tuple[Any, ...],
) -> None:
    issuer_keys.publish(book, issuer, public(KEYS[0]))
    foundings.found(book, issuer, HOLDER, 3, 8)
    draw = foundings.await_draw(book, 0)
    (founder, *_) = collection(SPECIES, draw.master, 3)
    registry.register(book, issuer, HOLDER.sole or "", founder.genome)
    avatar = registry.avatar(book, registry.identity_of(SPECIES, founder.genome))
    options = PictureOptions(folder, "json", 64)
    drawn = provenance(book, SPECIES, avatar)
    file = paint(book, SPECIES, avatar, None, options, KEYS[0], provenance=drawn)
    selector = to_hex(keccak256(question.encode())[:4])
    with meanwhile(book.chain, selector, lambda: send(book, issuer, call, *arguments)) as calls:
        assert audit(file, SPECIES, book).ok
    assert calls


# --- the form of logs ------------------------------------------------------------------------


@pytest.fixture
def family(book: Registry, issuer: LocalAccount, folder: Path) -> list[AvatarRecord]:
    """A mother, a father, their child and a founder of founding 0; each kind of log is there."""
    issuer_keys.publish(book, issuer, public(KEYS[0]))
    issuer_keys.revoke(book, issuer, public(KEYS[0]))
    genomes = [founder.genome for founder in collection(SPECIES, bytes(32), 2)]
    send(book, issuer, "registerMany(address,uint256[])", issuer.address, genomes)
    parents = [registry.identity_of(SPECIES, genome) for genome in genomes]
    send(book, issuer, "commitBatch(bytes32,uint256)", bytes(range(32)), 5)
    foundings.found(book, issuer, HOLDER, 3, 8)
    draw = foundings.await_draw(book, 0)
    foundings.commit(book, issuer, folder, draw, foundings.leaves_of(SPECIES, draw, HOLDER))
    (founder, *_) = collection(SPECIES, draw.master, 3)
    registry.register(book, issuer, HOLDER.sole or "", founder.genome)
    child = breeding.breed(book, issuer, *parents)
    promised.close_issuance(book, issuer)
    placed = registry.identity_of(SPECIES, founder.genome)
    return [registry.avatar(book, one) for one in (*parents, child.identity, placed)]


def readers(book: Registry, folder: Path, family: list[AvatarRecord]) -> list[Callable[[], object]]:
    """Everything that reads logs."""
    mother, father, child, founder = family

    def index() -> None:
        with opened(folder, book, SPECIES, pytest.fail) as fresh:
            sync(fresh)

    def taken() -> None:
        place = founded.place_of(book, SPECIES, founder)
        if place is not None:
            founded.taken_at(book, place, founder)

    return [
        index,
        taken,
        lambda: registry.avatar(book, child.identity),
        lambda: registry.registered(book, [each.identity for each in family]),
        lambda: registry.index_of_birth(book, child),
        lambda: origin(book, child, mother.genome, father.genome),
        lambda: provenance(book, SPECIES, child),
        lambda: issuer_keys.history(book),
        lambda: founded.standing(book, SPECIES, 0),
        lambda: list(founding_words.overview(book, SPECIES)),
        lambda: findings.issuer(book, findings.issuers(book)),
        lambda: findings.keys(book),
        lambda: promised.closing_block(book),
        lambda: promised.issuance(book),
    ]


KINDS = [BORN, TRANSFER, CONCEIVED, STILLBORN, COMMITTED, FOUNDING, FOUNDING_COMMITTED]
KINDS += [CLOSED, OWNED, PUBLISHED, REVOKED]
FORMS: dict[str, Callable[[dict[str, Any]], list[dict[str, Any]]]] = {
    "hidden": lambda log: [],
    "twice": lambda log: [log, log],
    "again": lambda log: [log, log | {"logIndex": hex(int(log["logIndex"], 16) + 1)}],
    "without topics": lambda log: [log | {"topics": []}],
    "one topic": lambda log: [log | {"topics": log["topics"][:1]}],
    "a topic less": lambda log: [log | {"topics": log["topics"][:-1]}],
    "a topic more": lambda log: [log | {"topics": [*log["topics"], "0x" + 64 * "0"]}],
    "other topics": lambda log: [log | {"topics": [log["topics"][0]] + 3 * ["0x" + 64 * "f"]}],
    "no data": lambda log: [log | {"data": "0x"}],
    "half a word": lambda log: [log | {"data": log["data"] + "00"}],
    "a word more": lambda log: [log | {"data": log["data"] + 64 * "f"}],
    "all ones": lambda log: [log | {"data": "0x" + "f" * (len(log["data"]) - 2)}],
    "far away": lambda log: [log | {"blockNumber": hex(2**62)}],
    "no block": lambda log: [log | {"blockNumber": hex(2**200)}],
    "no place": lambda log: [log | {"logIndex": hex(2**100)}],
    "of another": lambda log: [log | {"address": "0x" + 40 * "7"}],
}


@embedded
@pytest.mark.parametrize("form", FORMS)
def test_a_log_of_any_form_is_read_or_refused_in_a_sentence(
    book: Registry,
    folder: Path,
    family: list[AvatarRecord],
    form: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.modules["avatarchain.index.sync"], "_PAUSE", 0)
    refused = 0
    book = replace(book, block=0)
    for kind in KINDS:

        def change(method: str, _: list[Any], result: Any, topic: str = to_hex(kind)) -> Any:
            if method != "eth_getLogs":
                return result
            return [
                told
                for log in result
                for told in (FORMS[form](log) if log["topics"][0] == topic else [log])
            ]

        with lying(book.chain, change):
            own = folder / to_hex(kind)
            own.mkdir()
            for read in readers(book, own, family):
                founded._standing.cache_clear()
                try:
                    read()
                except AvatarchainError as refusal:
                    refused += bool(str(refusal))
    assert refused
    founded._standing.cache_clear()
    own = folder / "honest"
    own.mkdir()
    for read in readers(book, own, family):
        read()


@embedded
def test_a_second_birth_of_an_avatar_is_no_birth_of_ours(
    book: Registry, avatar: AvatarRecord
) -> None:
    def change(method: str, _: list[Any], result: Any) -> Any:
        return FORMS["again"](result[0]) if method == "eth_getLogs" else result

    with lying(book.chain, change), pytest.raises(StrangeLog, match="a second birth"):
        registry.avatar(book, avatar.identity)
    assert registry.avatar(book, avatar.identity) == avatar


@embedded
def test_code_of_a_chunk_that_is_longer_than_any_is_not_read_on(book: Registry) -> None:
    asked: list[str] = []

    def change(method: str, parameters: list[Any], result: Any) -> Any:
        if method != "eth_getCode":
            return result
        asked.append(parameters[0])
        return result + "00" * CHUNK

    with lying(book.chain, change), pytest.raises(OtherPortrait):
        fetch_species(book.chain, book.address)
    assert len(asked) == 2  # the registry, and the first chunk
    assert fetch_species(book.chain, book.address).id == SPECIES.id


@embedded
def test_a_stillbirth_of_another_form_is_refused(book: Registry, avatar: AvatarRecord) -> None:
    conception = breeding.Conception(avatar.identity, 1, 2)
    own = book.chain.logs(book.address, [BORN])[0]

    def change(method: str, parameters: list[Any], result: Any) -> Any:
        if method != "eth_getLogs" or parameters[0]["topics"][0] != to_hex(STILLBORN):
            return result
        return [
            {
                "address": book.address,
                "topics": parameters[0]["topics"],
                "data": "0x",
                "blockNumber": hex(own.block_number),
                "blockHash": to_hex(own.block_hash),
                "transactionHash": to_hex(own.transaction_hash),
                "transactionIndex": "0x0",
                "logIndex": "0x0",
            }
        ]

    with lying(book.chain, change), pytest.raises(StrangeLog, match="a stillbirth of another form"):
        breeding._delivered_by_others(book, conception, 0)
