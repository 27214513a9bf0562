"""An audit of a registry: what it finds of an honest one, and of each kind that is not."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, registry
from avatarchain.audit import audit
from avatarchain.audit import contract as of_contracts
from avatarchain.audit.findings import Finding
from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.births import batches, breeding, foundings, merkle
from avatarchain.births.batch_files import kept
from avatarchain.births.founders import collection, drawn
from avatarchain.births.recipients import Recipients, sole
from avatarchain.chain import connect
from avatarchain.chain.guard import SLOTS
from avatarchain.chain.notation import address_created
from avatarchain.genetics.heredity import birth_seed, offspring
from avatarchain.index import Index, opened, sync
from avatarchain.keys.accounts import development
from avatarchain.papers import founded, founding_words
from avatarchain.papers.issuer_keys import publish, revoke
from avatarchain.registry import Registry
from avatarchain.registry import foundings as contract
from avatarchain.registry.contract import creation, send
from avatarchain.registry.events import CONCEIVED, FOUNDING_COMMITTED, LAPSED, OWNED, STILLBORN
from avatarchain.species.pack import load
from support.constructors import factory, returning
from support.hostile import between, lying, meanwhile

SPECIES = load("tuftling")
HOLDER = development(1).address
NAMES = [
    *("code", "creation", "name", "block", "issuer", "keys", "issuance", "foundings", "batches"),
    *("founders", "births", "draws", "taken", "slots", "holders", "siblings"),
]

embedded = pytest.mark.parametrize("chain", ["embedded"], indirect=True)


@pytest.fixture
def issuer(development_key: LocalAccount) -> LocalAccount:
    return development_key


def audited(
    book: Registry, folder: Path, seeds: dict[int, bytes] | None = None
) -> dict[str, Finding]:
    """The findings by name, in their order."""

    @contextmanager
    def indexed(genuine: Registry) -> Iterator[Index]:
        with opened(folder, genuine, SPECIES, pytest.fail) as index:
            sync(index)
            yield index

    return {finding.name: finding for finding in audit(book, SPECIES, indexed, seeds)}


def ids(book: Registry, issuer: LocalAccount, count: int) -> list[int]:
    """So many founders, registered; their ids."""
    genomes = [founder.genome for founder in collection(SPECIES, bytes(32), count)]
    send(book, issuer, "registerMany(address,uint256[])", issuer.address, genomes)
    return [registry.identity_of(SPECIES, genome) for genome in genomes]


def failed(findings: dict[str, Finding]) -> list[str]:
    return [name for name, finding in findings.items() if finding.ok is False]


@embedded
def test_of_an_honest_registry_all_that_is_promised_holds(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    mother, father, given, _ = ids(book, issuer, 4)
    breeding.breed(book, issuer, mother, father)
    registry.transfer(book, issuer, HOLDER, given)
    publish(book, issuer, "0x" + 64 * "7")
    foundings.found(book, issuer, sole(HOLDER), 3, 8)
    drawing = foundings.await_draw(book, 0)
    leaves = foundings.leaves_of(SPECIES, drawing, sole(HOLDER))
    foundings.commit(book, issuer, folder, drawing, leaves)
    batches.claim(book, issuer, batches.promise(folder, book, kept(folder, book, 0), "1"))
    block = contract.close_issuance(book, issuer).block_number
    findings = audited(replace(book, block=0), folder)
    assert list(findings) == NAMES
    assert failed(findings) == []
    assert findings["creation"].rows[0].facts == {"block": book.block, "creator": issuer.address}
    assert findings["issuer"].detail == f"{issuer.address}, from the beginning"
    assert findings["keys"].detail == f"in force is 0x{64 * '7'}"
    assert findings["issuance"].detail == f"closed since block {block}, for good"
    assert findings["foundings"].detail == "1 founding; 1 with a root that follows from the draw"
    assert findings["batches"].detail == "1 batch, 1 of foundings"
    assert findings["founders"].detail.startswith("5 founders: 1 of foundings, 4 outside, of seeds")
    assert findings["births"].detail == "1 child follows from parents and draw"
    assert findings["draws"].detail == "1 drawn, 1 born"
    assert findings["holders"].detail.startswith("6 avatars of 2 holders, as the contract counts")
    places = {row.facts["id"]: row.facts["index"] for row in findings["founders"].rows}
    assert sorted(places.values(), key=str) == [1, None, None, None, None]


@embedded
def test_a_node_that_hides_its_last_blocks_is_told_as_of_an_older_one(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    """Its answers fit one another: a root that cannot follow is not seen, nor is it promised."""
    foundings.found(book, issuer, sole(HOLDER), 2, 8)
    foundings.await_draw(book, 0)
    older = book.chain.ask("eth_getBlockByNumber", "latest", False)
    contract.commit_founding(book, issuer, 0, b"\1" * 32)
    assert failed(audited(book, folder)) == ["foundings"]

    def change(method: str, parameters: list[Any], result: Any) -> Any:
        is_newest = method == "eth_getBlockByNumber" and parameters[0] == "latest"
        return older if is_newest else result

    (folder / "other").mkdir()
    with lying(book.chain, change):
        findings = audited(book, folder / "other")
    number, time = int(older["number"], 16), int(older["timestamp"], 16)
    assert failed(findings) == []
    assert findings["block"].detail.startswith(f"what may change is told as of block {number}, of ")
    assert [row.facts for row in findings["block"].rows] == [{"block": number, "time": time}]


@embedded
def test_seeds_that_papers_tell_are_counted(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    seed = bytes(range(32))
    genome = drawn(SPECIES, seed).genome
    registry.register(book, issuer, HOLDER, genome)
    ids(book, issuer, 1)
    finding = audited(book, folder, {registry.identity_of(SPECIES, genome): seed})["founders"]
    assert finding.detail.endswith("2 outside, 1 of them with the seed in their papers")
    assert [row.facts["seed"] for row in finding.rows] == [f"0x{seed.hex()}", None]


@embedded
def test_of_foreign_code_nothing_is_asked(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    genuine = book.chain.code(book.address)
    runtime = genuine[:5000] + bytes([genuine[5000] ^ 1]) + genuine[5001:]
    receipt = book.chain.send(issuer, None, returning(runtime), gas=15_000_000)
    forged = replace(book, address=receipt.contract_address or "")
    assert book.chain.code(forged.address) == runtime
    findings = audited(forged, folder)
    assert list(findings) == ["code"]
    assert failed(findings) == ["code"]


@embedded
def test_a_name_that_only_looks_like_that_of_a_known_species_is_not_called_the_same(
    book: Registry,
) -> None:
    """`SPECIES` is the stranger here."""
    for called, how in (("tuftling", "has that name"), ("tuft1ing", "looks like that: tuftling")):
        finding = of_contracts.name(book, SPECIES, replace(SPECIES, name=called, id=bytes(32)))
        assert finding.ok is False
        assert finding.detail == f"this is NOT your {called}, 0x{64 * '0'}: it only {how}"


@embedded
def test_what_a_factory_made_is_told_and_does_not_hold(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    portrait = registry.portrait_of(book)
    assert portrait is not None
    types = ["bytes32", "address", "string"]
    data = creation("Registry", types, SPECIES.id, portrait.address, SPECIES.name)
    receipt = book.chain.send(issuer, None, factory(data), gas=15_000_000)
    made = address_created(receipt.contract_address or "", 1)
    findings = audited(Registry(book.chain, made, SPECIES.id, 0), folder)
    assert list(findings) == NAMES
    assert failed(findings) == ["creation"]


@embedded
@pytest.mark.parametrize("event", ["IssuerKey(bytes32)", "IssuerKeyRevoked(bytes32)"])
def test_events_of_another_form_are_told_and_end_the_audit(
    book: Registry, issuer: LocalAccount, folder: Path, event: str
) -> None:
    """Our code behind another constructor, which logs what our code never does."""
    first = b"\x5f\x33\x7f" + OWNED + b"\x5f\x5f\xa3"
    short = b"\x7f" + keccak256(event.encode()) + b"\x5f\x5f\xa1"  # LOG1: without its topic
    code = returning(book.chain.code(book.address), first + short)
    receipt = book.chain.send(issuer, None, code, gas=15_000_000)
    findings = audited(Registry(book.chain, receipt.contract_address or "", SPECIES.id, 0), folder)
    assert failed(findings)[0] == "creation"
    assert failed(findings)[-1] == list(findings)[-1] == "events"
    assert "it logged an issuer key of another form" in findings["events"].detail


@embedded
def test_a_root_that_does_not_follow_and_a_drawn_founder_taken_are_found(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    foundings.found(book, issuer, sole(HOLDER), 3, 8)
    drawing = foundings.await_draw(book, 0)
    contract.commit_founding(book, issuer, 0, bytes(range(32)))
    genome = next(collection(SPECIES, drawing.master, 3)).genome
    registry.register(book, issuer, issuer.address, genome)
    findings = audited(book, folder)
    assert failed(findings) == ["foundings", "taken"]
    assert findings["foundings"].detail.endswith("does not follow from the draw: founding 0")
    (row,) = findings["taken"].rows
    assert (row.facts["founding"], row.facts["index"], row.facts["to"]) == (0, 0, issuer.address)


@embedded
def test_a_founding_that_is_never_drawn_cannot_be_committed_unseen(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    (founder,) = collection(SPECIES, bytes(32), 1)
    foundings.found(book, issuer, sole(HOLDER), 3, 2**64 - 2 - book.chain.head().number)
    contract.close_issuance(book, issuer)
    contract.commit_founding(book, issuer, 0, merkle.leaf(issuer.address, founder.genome))
    claim = "claim(uint256,address,uint256,bytes32[])"
    send(book, issuer, claim, 0, issuer.address, founder.genome, [])
    assert failed(audited(book, folder)) == ["foundings"]


@embedded
def test_founders_of_a_list_and_too_many_ones_are_not_said_to_be_untaken(
    book: Registry, issuer: LocalAccount, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The issuer commits a root with itself in every place, and claims."""
    listed = Recipients(None, bytes.fromhex(HOLDER[2:]) * 3)
    foundings.found(book, issuer, listed, 3, 8)
    assert audited(book, folder)["taken"].ok is True  # nothing is drawn
    drawing = foundings.await_draw(book, 0)
    assert audited(book, folder)["taken"].ok is True  # nothing is committed
    leaves = foundings.leaves_of(SPECIES, drawing, Recipients(issuer.address))
    contract.commit_founding(book, issuer, 0, leaves.tree.root)
    genome = next(collection(SPECIES, drawing.master, 3)).genome
    proof = merkle.proof(leaves.tree, merkle.leaf(issuer.address, genome))
    claim = "claim(uint256,address,uint256,bytes32[])"
    send(book, issuer, claim, 0, issuer.address, genome, proof)
    finding = audited(book, folder)["taken"]
    assert finding.ok is None
    assert finding.detail == (
        "no child and no drawn founder was taken; founders not judged, too many or to a list: "
        "founding 0"
    )
    avatar = registry.avatar(book, registry.identity_of(SPECIES, genome))
    place = founded.place_of(book, SPECIES, avatar)
    assert place is not None
    said = founding_words.describe_place(place, book.chain, founded.taken_at(book, place, avatar))
    assert said.endswith("; root and recipients not checked")
    foundings.found(book, issuer, sole(HOLDER), 3, 8)
    foundings.await_draw(book, 1)
    monkeypatch.setattr(founded, "MOST", 2)
    assert audited(book, folder)["taken"].detail.endswith("founding 0, 1")


def take_child(book: Registry, issuer: LocalAccount) -> int:
    """The issuer registers the child of a conception as a founder; the block of its draw."""
    mother, father = ids(book, issuer, 2)
    draw = send(book, issuer, "conceive(uint256,uint256)", mother, father).block_number + 8
    book.chain.mine(8)
    seed = birth_seed(book.chain.mix_hash(draw), mother, father)
    genomes = [founder.genome for founder in collection(SPECIES, bytes(32), 2)]
    registry.register(book, issuer, HOLDER, offspring(*genomes, seed))
    return draw


@embedded
def test_a_child_that_was_taken_is_found(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    draw = take_child(book, issuer)
    findings = audited(book, folder)
    assert failed(findings) == ["taken"]
    assert findings["taken"].rows[0].facts["of"]["draw"] == draw
    assert findings["draws"].detail == "1 drawn, 1 open"


@embedded
def test_a_birth_that_does_not_follow_is_found(
    book: Registry, issuer: LocalAccount, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No contract of ours bears such a child, so the rule is another here."""
    breeding.breed(book, issuer, *ids(book, issuer, 2))
    monkeypatch.setattr("avatarchain.audit.births.offspring", lambda *_: 5)
    findings = audited(book, folder)
    assert failed(findings) == ["births"]
    assert "give another, 0x" in findings["births"].rows[0].words


@embedded
def test_what_contracts_hold_is_told_and_what_nobody_can_move(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    lost, drawn_by, *_ = ids(book, issuer, 3)
    portrait = registry.portrait_of(book)
    assert portrait is not None
    registry.transfer(book, issuer, book.address, lost)
    registry.transfer(book, issuer, portrait.address, drawn_by)
    finding = audited(book, folder)["holders"]
    assert finding.detail.endswith("contracts hold 2, 2 of them nobody can move")
    assert {row.facts["holder"]: row.facts["contract"] for row in finding.rows} == {
        book.address: "the registry itself",
        portrait.address: "the portrait",
    }


@embedded
def test_other_registries_of_the_issuer_are_named(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    other = registry.deploy(book.chain, issuer, SPECIES)
    finding = audited(book, folder)["siblings"]
    assert [row.facts["registry"] for row in finding.rows] == [other.address]
    assert "of other accounts and of factories cannot be known" in finding.detail


@embedded
def test_empty_slots_before_draws_are_told(
    book: Registry, issuer: LocalAccount, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breeding.breed(book, issuer, *ids(book, issuer, 2))
    assert audited(book, folder)["slots"].detail.startswith("not asked: this chain has no slots")
    monkeypatch.setattr("avatarchain.papers.slots.AHEAD", 4)  # as if the blocks were slower
    monkeypatch.setitem(SLOTS, 31337, 1)
    finding = audited(book, folder)["slots"]
    assert finding.detail == "1 draw, 1 of them with empty slots before"
    assert finding.rows[0].facts["empty"] == 4


@embedded
def test_a_node_that_answers_otherwise_when_asked_again_does_not_hide_a_false_root(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    foundings.found(book, issuer, sole(HOLDER), 3, 8)
    foundings.await_draw(book, 0)
    contract.commit_founding(book, issuer, 0, bytes(range(32)))
    topic = to_hex(FOUNDING_COMMITTED)
    for answer in range(1, 5):
        searches = 0

        def change(method: str, _: list[Any], result: Any) -> Any:
            nonlocal searches
            if method != "eth_getLogs":
                return result
            found = [log for log in result if log["topics"][0] != topic]
            searches += len(found) < len(result)
            return found if searches == answer else result  # noqa: B023 - in this round alone

        founded._standing.cache_clear()
        with lying(book.chain, change):
            findings = audited(book, folder / str(answer))
        assert failed(findings)


@embedded
@pytest.mark.parametrize(
    ("question", "call", "arguments"),
    [
        ("issuerKey()", "setIssuerKey(bytes32)", (bytes(range(1, 33)),)),
        ("isRevoked(bytes32)", "revokeIssuerKey(bytes32)", (b"7" * 32,)),
        ("issuanceClosed()", "closeIssuance()", ()),
        ("foundingCount()", "found(bytes32,uint64,uint64)", (bytes(31) + b"7", 3, 10**9)),
        ("batchCount()", "commitBatch(bytes32,uint256)", (bytes(32), 3)),
    ],
)
def test_a_transaction_between_two_questions_is_no_fault_of_the_registry(
    book: Registry,
    issuer: LocalAccount,
    folder: Path,
    question: str,
    call: str,
    arguments: tuple[Any, ...],
) -> None:
    publish(book, issuer, to_hex(b"7" * 32))
    send(book, issuer, "commitBatch(bytes32,uint256)", bytes(range(32)), 5)
    selector = to_hex(keccak256(question.encode())[:4])
    head = book.chain.head().number
    with meanwhile(book.chain, selector, lambda: send(book, issuer, call, *arguments)) as calls:
        assert failed(audited(book, folder)) == []
    assert calls
    assert book.chain.head().number == head + 1


# --- a node that lies ------------------------------------------------------------------------

Change = Callable[[dict[str, Any], dict[str, Any]], None]


@pytest.fixture
def lies(
    node: str, folder: Path, issuer: LocalAccount
) -> Callable[[Change], AbstractContextManager[Registry]]:
    """A registry with some of everything, as a node tells it that changes its answers."""
    with connect(node, folder=folder) as honest:
        book = registry.deploy(honest, issuer, SPECIES)
        mother, father, *_ = ids(book, issuer, 4)
        breeding.breed(book, issuer, mother, father)
        foundings.found(book, issuer, sole(HOLDER), 3, 8)
        send(book, issuer, "commitBatch(bytes32,uint256)", bytes(range(32)), 5)
        publish(book, issuer, "0x" + 64 * "6")
        publish(book, issuer, "0x" + 64 * "7")
        revoke(book, issuer, "0x" + 64 * "6")
        contract.close_issuance(book, issuer)

    @contextmanager
    def told(change: Change) -> Iterator[Registry]:
        def spoil(request: Any, answer: Any) -> Any:
            pairs = (
                zip(request, answer, strict=True)
                if isinstance(request, list)
                else [(request, answer)]
            )
            for each, reply in pairs:
                change(each, reply)
            return answer

        with between(node, spoil) as url, connect(url, folder=folder) as liar:
            yield replace(book, chain=liar, block=0)

    return told


def nothing(_: dict[str, Any], __: dict[str, Any]) -> None:
    """Every answer is as it is."""


def without(event: str) -> Change:
    """Leave out the last log of an event."""
    topic = "0x" + keccak256(event.encode()).hex()

    def change(request: dict[str, Any], answer: dict[str, Any]) -> None:
        if request["method"] == "eth_getLogs":
            logs = answer["result"]
            last = [log for log in logs if log["topics"][0] == topic][-1:]
            answer["result"] = [log for log in logs if log not in last]

    return change


def another_root(request: dict[str, Any], answer: dict[str, Any]) -> None:
    if request["method"] == "eth_getLogs":
        topic = "0x" + keccak256(b"BatchCommitted(uint256,bytes32,uint256)").hex()
        for log in answer["result"]:
            if log["topics"][0] == topic:
                log["data"] = "0x" + 64 * "2" + log["data"][66:]


def another_sender(request: dict[str, Any], answer: dict[str, Any]) -> None:
    if request["method"] == "eth_getTransactionByHash":
        answer["result"]["from"] = HOLDER


def another_input(request: dict[str, Any], answer: dict[str, Any]) -> None:
    if request["method"] == "eth_getTransactionByHash":
        answer["result"]["input"] += "00"


def another_chain(request: dict[str, Any], answer: dict[str, Any]) -> None:
    if request["method"] == "eth_chainId":
        answer["result"] = "0x1"


def another_contract(request: dict[str, Any], answer: dict[str, Any]) -> None:
    if request["method"] == "eth_getTransactionReceipt":
        answer["result"]["contractAddress"] = HOLDER


def a_later_block(request: dict[str, Any], answer: dict[str, Any]) -> None:
    if request["method"] == "eth_getTransactionReceipt":
        answer["result"]["blockNumber"] = hex(int(answer["result"]["blockNumber"], 16) + 1)


def another_block(request: dict[str, Any], answer: dict[str, Any]) -> None:
    if request["method"] == "eth_getTransactionReceipt":
        answer["result"]["blockHash"] = "0x" + 64 * "7"


def it_failed(request: dict[str, Any], answer: dict[str, Any]) -> None:
    if request["method"] == "eth_getTransactionReceipt":
        answer["result"]["status"] = "0x0"


def one_bit_of_code(request: dict[str, Any], answer: dict[str, Any]) -> None:
    if request["method"] == "eth_getCode" and len(answer["result"]) > 10_000:
        code = answer["result"]
        answer["result"] = code[:9000] + ("0" if code[9000] != "0" else "1") + code[9001:]


def another_balance(request: dict[str, Any], answer: dict[str, Any]) -> None:
    if request["method"] == "eth_call" and request["params"][0]["data"].startswith("0x70a08231"):
        answer["result"] = "0x" + 64 * "0"


def test_a_node_that_does_not_lie_finds_no_fault(
    lies: Callable[[Change], AbstractContextManager[Registry]], tmp_path: Path
) -> None:
    with lies(nothing) as book:
        assert failed(audited(book, tmp_path / "own")) == []


def test_what_a_node_refuses_fails_its_line_and_the_others_are_answered(
    lies: Callable[[Change], AbstractContextManager[Registry]], tmp_path: Path
) -> None:
    def change(request: dict[str, Any], answer: dict[str, Any]) -> None:
        topics = request["params"][0].get("topics") if request["method"] == "eth_getLogs" else None
        if topics and to_hex(FOUNDING_COMMITTED) in topics[0] and len(topics[0]) <= 4:
            nonlocal searches
            searches += 1
            answer.clear()
            answer |= {"jsonrpc": "2.0", "id": request["id"], "error": {"message": "not here"}}

    searches = 0
    with lies(change) as book:
        findings = audited(book, tmp_path / "own")
    assert list(findings) == NAMES
    lines = ["issuance", "foundings", "batches", "founders", "taken", "slots"]
    assert failed(findings) == lines
    assert {findings[name].detail for name in lines} == {findings["issuance"].detail}
    assert "refused eth_getLogs: not here" in findings["issuance"].detail
    ranges, searches = searches, 0
    with lies(change) as book, pytest.raises(errors.NodeRefused):
        contract.issuance(book)
    assert searches == ranges  # of all lines only the first one searched


@pytest.mark.parametrize(
    ("lie", "finding"),
    [
        (one_bit_of_code, "code"),
        (another_sender, "creation"),
        (another_input, "creation"),
        (another_chain, "creation"),
        (another_contract, "creation"),
        (a_later_block, "creation"),
        (another_block, "creation"),
        (it_failed, "creation"),
        (without("IssuanceClosed()"), "issuance"),
        (without("Founding(uint256,bytes32,uint64,uint64)"), "foundings"),
        (without("BatchCommitted(uint256,bytes32,uint256)"), "batches"),
        (another_root, "batches"),
        (without("IssuerKey(bytes32)"), "keys"),
        (without("IssuerKeyRevoked(bytes32)"), "keys"),
        (another_balance, "holders"),
    ],
)
def test_a_node_that_lies_in_code_receipts_or_events_is_found_out(
    lies: Callable[[Change], AbstractContextManager[Registry]],
    tmp_path: Path,
    lie: Change,
    finding: str,
) -> None:
    with lies(lie) as book:
        assert failed(audited(book, tmp_path / "own")) == [finding]


def test_a_node_cannot_tell_our_code_where_other_code_stands(
    lies: Callable[[Change], AbstractContextManager[Registry]],
    tmp_path: Path,
    issuer: LocalAccount,
) -> None:
    """It would need a transaction with our creation code that the deployer signed."""
    with lies(nothing) as book:
        genuine = "0x" + book.chain.code(book.address).hex()
        runtime = bytes.fromhex("5f5ff3")
        data = b"\x62\0\0\x03\x60\x0b\x5f\x39\x60\x03\x5f\xf3" + runtime
        other = book.chain.send(issuer, None, data, gas=1_000_000).contract_address or ""
        first = book.chain.logs(book.address)[0]

    def change(request: dict[str, Any], answer: dict[str, Any]) -> None:
        if request["method"] == "eth_getCode" and request["params"][0] == other:
            answer["result"] = genuine
        if request["method"] == "eth_getLogs" and not answer["result"]:
            answer["result"] = [
                {
                    "address": other,
                    "topics": ["0x" + topic.hex() for topic in first.topics],
                    "data": "0x",
                    "blockNumber": hex(first.block_number),
                    "blockHash": "0x" + first.block_hash.hex(),
                    "transactionHash": "0x" + first.transaction_hash.hex(),
                    "transactionIndex": "0x0",
                    "logIndex": "0x0",
                }
            ]

    with lies(change) as book:
        findings = audited(replace(book, address=other), tmp_path / "own")
    assert failed(findings) == ["creation", "answers"]


def test_what_one_node_hid_is_found_when_another_one_is_asked_from_the_same_home(
    node: str, folder: Path, issuer: LocalAccount
) -> None:
    """The issuer took a child, and the first node knows nothing of conceptions."""
    hidden = {to_hex(topic) for topic in (CONCEIVED, LAPSED, STILLBORN)}

    def without_conceptions(asked: Any, answer: Any) -> Any:
        requests, answers = ([asked], [answer]) if isinstance(asked, dict) else (asked, answer)
        for request, reply in zip(requests, answers, strict=True):
            if request["method"] == "eth_getLogs":
                logs = reply["result"]
                reply["result"] = [log for log in logs if log["topics"][0] not in hidden]
        return answer

    with connect(node, folder=folder) as honest:
        book = registry.deploy(honest, issuer, SPECIES)
        take_child(book, issuer)
        with between(node, without_conceptions) as url, connect(url, folder=folder) as liar:
            assert failed(audited(replace(book, chain=liar), folder / "home")) == []
        assert failed(audited(book, folder / "home")) == ["taken"]


def test_a_header_with_another_draw_than_its_hash_covers_ends_the_audit(
    lies: Callable[[Change], AbstractContextManager[Registry]], tmp_path: Path
) -> None:
    def change(request: dict[str, Any], answer: dict[str, Any]) -> None:
        if request["method"] == "eth_getBlockByNumber":
            answer["result"]["mixHash"] = "0x" + 64 * "7"

    with lies(change) as book, pytest.raises(errors.StrangeHeader, match="not have the block's"):
        audited(book, tmp_path / "own")


@embedded
def test_another_block_of_a_draw_with_the_hash_that_it_then_has_hides_no_stillborn_child(
    book: Registry, issuer: LocalAccount, folder: Path
) -> None:
    draw = take_child(book, issuer)
    mother, _ = book.chain.logs(book.address, [CONCEIVED])[0].topics[1:]
    header = book.chain.header(draw)
    send(book, issuer, "deliver(uint256,bytes)", int.from_bytes(mother, "big"), header)
    honest = audited(book, folder / "honest")
    assert failed(honest) == ["taken"]
    assert honest["births"].detail == "1 child follows from parents and draw"
    mixed = bytes([5]) * 32
    false = {
        "mixHash": to_hex(mixed),
        "hash": to_hex(keccak256(header.replace(book.chain.mix_hash(draw), mixed))),
    }

    def change(method: str, parameters: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and result and result["number"] == hex(draw):
            return result | false
        return result

    with lying(book.chain, change):
        findings = audited(book, folder / "false")
    assert failed(findings) == ["births"]
    assert findings["births"].detail == "1 of 1 child do not follow from parents and draw"
    (row,) = findings["births"].rows
    child = honest["taken"].rows[0].facts["id"]
    assert row.words.startswith(f"{child}: block {draw} drew another, 0x")
