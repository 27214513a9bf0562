"""The examples of ethereum/execution-apis, replayed on their own chain, and its schemas.

`EXECUTION_APIS` names the folder of a copy of that repository; without it the tests skip.
Their chain goes through sixteen forks: py-evm imports each block, and the node answers for it by
the code that answers for ours. Every answer there, and of all methods on a chain of ours, is held
against the schema of its result.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import rlp
import yaml
from doors import DEV0
from eth.vm import forks
from eth_typing import Address
from jsonschema import Draft202012Validator

from avatarchain import Avatar, open_collection
from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain.clock import Clock
from avatarchain.chain.database import Database
from avatarchain.chain.devnet import Devnet
from avatarchain.chain.embedded import DevelopmentChain
from avatarchain.chain.node import METHODS, Node
from avatarchain.chain.store import Store, create
from avatarchain.serve.nodes import Nodes
from support.absent import absent

# As it is before the tests compare all answers with py-evm's, which knows only one fork there.
ANSWER = Node.answer

# What is answered otherwise here, and why.
OTHERWISE = {
    "eth_estimateGas/estimate-with-eip4844": "calls with blobs are not run",
    "eth_estimateGas/estimate-with-eip7702": "calls with authorizations are not run",
    "eth_call/call-callenv": "code that only reads finds the id of our chain there",
    # Blocks of forks that our chain never has: ours have withdrawals and gas of blobs.
    "eth_feeHistory/fee-history": "a block of London",
    "eth_getBlockByHash/get-block-by-hash": "a block of Homestead",
    "eth_getBlockByNumber/get-block-london-fork": "",
    "eth_getBlockByNumber/get-block-merge-fork": "",
    "eth_getBlockByNumber/get-block-shanghai-fork": "a block with withdrawals",
    "eth_getBlockByNumber/get-genesis": "",
    "eth_getBlockReceipts/get-block-receipts-by-hash": "receipts with a root, before Byzantium",
    "eth_getBlockReceipts/get-block-receipts-n": "",
    "eth_getTransactionReceipt/get-legacy-contract": "",
    "eth_getTransactionReceipt/get-legacy-input": "",
    "eth_getTransactionReceipt/get-legacy-receipt": "",
    # These change the chain that the others are about.
    "eth_sendRawTransaction/send-access-list-transaction": "",
    "eth_sendRawTransaction/send-blob-tx": "",
    "eth_sendRawTransaction/send-dynamic-fee-access-list-transaction": "",
    "eth_sendRawTransaction/send-dynamic-fee-transaction": "",
    "eth_sendRawTransaction/send-legacy-transaction": "",
}


class _Homestead(forks.HomesteadVM):
    support_dao_fork = False
    _dao_fork_block_number = 1 << 60


# Block at which each fork begins on their chain; those after Prague changed nothing that it uses.
FORKS = (
    (0, _Homestead),
    (3, forks.TangerineWhistleVM),
    (6, forks.SpuriousDragonVM),
    (9, forks.ByzantiumVM),
    (12, forks.ConstantinopleVM),
    (15, forks.PetersburgVM),
    (18, forks.IstanbulVM),
    (21, forks.MuirGlacierVM),
    (24, forks.BerlinVM),
    (27, forks.LondonVM),
    (30, forks.ArrowGlacierVM),
    (33, forks.GrayGlacierVM),
    (36, forks.ParisVM),
    (39, forks.ShanghaiVM),
    (42, forks.CancunVM),
    (45, forks.PragueVM),
)


@dataclass(frozen=True)
class Example:
    """Requests and what is expected of them; `loose` if only its form is."""

    name: str
    exchanges: tuple[tuple[Any, Any], ...]
    loose: bool


def examples(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("*/*.io")):
        lines = path.read_text("utf-8").splitlines()
        said = [json.loads(line[2:]) for line in lines if line.startswith((">>", "<<"))]
        loose = any(line.startswith("//") and "speconly" in line for line in lines)
        pairs = tuple(zip(said[::2], said[1::2], strict=True))
        yield Example(f"{path.parent.name}/{path.stem}", pairs, loose)


def number(text: str | None) -> int:
    return int(text or "0x0", 16)


def imported(folder: Path, file: Path) -> Devnet:
    """Their chain in a file of ours, with the rows that our blocks have too."""
    genesis = json.loads((folder / "genesis.json").read_bytes())

    class Theirs(DevelopmentChain):
        chain_id = genesis["config"]["chainId"]
        vm_configuration = FORKS  # type: ignore[assignment]

    def fill(store: Store) -> None:
        accounts: Any = {
            Address(bytes.fromhex(address.removeprefix("0x"))): {
                "balance": number(account["balance"]),
                "nonce": number(account.get("nonce")),
                "code": bytes.fromhex(account.get("code", "0x")[2:]),
                "storage": {
                    number(slot): number(word) for slot, word in account.get("storage", {}).items()
                },
            }
            for address, account in genesis["alloc"].items()
        }
        fields: Any = {
            "difficulty": number(genesis["difficulty"]),
            "gas_limit": number(genesis["gasLimit"]),
            "extra_data": bytes.fromhex(genesis["extraData"][2:]),
            "timestamp": 0,
            "nonce": bytes(8),
            "mix_hash": bytes(32),
        }
        Theirs.from_genesis(Database(Clock(store)), fields, accounts)

    create(file, 30, fill)
    devnet = Devnet(Store(file, 30), 30)
    devnet.chain_id = Theirs.chain_id
    devnet._evm = chain = Theirs(Database(devnet.clock))
    data, place = (folder / "chain.rlp").read_bytes(), 0
    while place < len(data):
        _, _, length, start = rlp.codec.consume_length_prefix(data, place)
        block, place = data[place : start + length], start + length
        add(chain, block)
    return devnet


def add(chain: DevelopmentChain, encoded: bytes) -> None:
    height = chain.get_canonical_head().block_number + 1
    vm = chain.get_vm_class_for_block_number(height)  # type: ignore[arg-type]
    block = rlp.decode(encoded, sedes=vm.get_block_class())
    sql = chain.store.sql
    with chain.store.writing():
        header = chain.import_block(block, perform_validation=False).imported_block.header
        assert header.hash == keccak256(rlp.encode(rlp.decode(encoded)[0]))
        receipts = chain.chaindb.get_receipts(header, vm.get_receipt_builder())
        before, logged = 0, 0
        for place, (sent, receipt) in enumerate(zip(block.transactions, receipts, strict=True)):
            fee = getattr(header, "base_fee_per_gas", None)
            price = sent.gas_price if fee is None or not getattr(sent, "type_id", 0) else 0
            if fee is not None and not price:
                price = min(sent.max_fee_per_gas, fee + sent.max_priority_fee_per_gas)
            made = None if sent.to else keccak256(rlp.encode([sent.sender, sent.nonce]))[12:]
            status = int(receipt.state_root != b"")
            row = (sent.hash, height, place, sent.sender, sent.to or None, made, status)
            row += (receipt.gas_used - before, receipt.gas_used, price)
            sql.execute(f"insert into receipt values ({', '.join('?' * 10)})", row)
            before = receipt.gas_used
            for log in receipt.logs:
                topics = [topic.to_bytes(32, "big") for topic in log.topics]
                topics += [None] * (4 - len(topics))  # type: ignore[list-item]
                values = (height, logged, sent.hash, place, log.address, *topics, log.data)
                sql.execute(f"insert into log values ({', '.join('?' * 10)})", values)
                logged += 1


def fits(answer: dict[str, Any], expected: dict[str, Any], *, loose: bool) -> bool:
    if "error" in expected:
        return answer.get("error", {}).get("code") == expected["error"]["code"]
    return "result" in answer and (loose or answer["result"] == expected["result"])


@pytest.fixture(scope="module")
def specification() -> Path:
    """The folder of a copy of the specification."""
    place = os.environ.get("EXECUTION_APIS")
    if not place:
        absent("EXECUTION_APIS does not name the folder of the specification")
    return Path(place)


@pytest.fixture(scope="module")
def schemas(specification: Path) -> dict[str, Any]:
    """Method → a validator of its result."""
    components: dict[str, Any] = {}
    for file in sorted((specification / "src" / "schemas").glob("*.yaml")):
        components |= yaml.safe_load(file.read_bytes()) or {}
    methods = [
        method
        for file in sorted((specification / "src" / "eth").glob("*.yaml"))
        for method in yaml.safe_load(file.read_bytes())
    ]
    root = {"components": {"schemas": components}}
    return {
        method["name"]: Draft202012Validator(root | method["result"]["schema"])
        for method in methods
    }


def faults(schemas: dict[str, Any], method: str, answer: dict[str, Any]) -> list[str]:
    """What an answer has against its schema; nothing if it is an error, or there is no schema."""
    if method not in schemas or "result" not in answer:
        return []
    return [
        str([(cause.json_path, cause.message[:300]) for cause in (error.context or [error])])
        for error in schemas[method].iter_errors(answer["result"])
    ]


@pytest.mark.nightly
def test_the_examples_of_the_specification_are_answered_as_it_says(
    folder: Path, specification: Path, schemas: dict[str, Any]
) -> None:
    tests = specification / "tests"
    node = Node.of(imported(tests, folder / "chain.sqlite"))
    ours = [example for example in examples(tests) if example.name.split("/")[0] in METHODS]
    answered = [example for example in ours if example.name not in OTHERWISE]
    wrong, unlike = [], []
    for example in answered:
        for asked, expected in example.exchanges:
            answer = ANSWER(node, asked["method"], asked.get("params", []))
            if not fits(answer, expected, loose=example.loose):
                wrong.append(example.name)
            if told := faults(schemas, asked["method"], answer):
                unlike.append((example.name, told))
    assert (wrong, unlike) == ([], [])
    assert len(answered) >= 80


@pytest.mark.nightly
def test_every_method_answers_as_its_schema_says(
    folder: Path, specification: Path, schemas: dict[str, Any]
) -> None:
    home = folder / "home"
    with open_collection(home=home, chain="evm+sqlite://") as collection:
        avatar = collection.mint("ada")
    nodes = Nodes(home / "chain.sqlite", 30)
    questions = questions_about(nodes, avatar)
    spoken = {method for method in (*METHODS, *nodes.filters.methods) if method in schemas}
    assert {method for method, _ in questions} == spoken
    unlike = []
    for method, parameters in questions:
        answer = nodes.ask(method, parameters)
        assert "result" in answer, (method, answer)
        if told := faults(schemas, method, answer):
            unlike.append((method, parameters, told))
    nodes.close()
    assert unlike == []


def questions_about(nodes: Nodes, avatar: Avatar) -> list[tuple[str, list[Any]]]:
    """Each method of the schemas with parameters that have an answer."""
    registry = avatar.record
    height, sent = hex(avatar.block), to_hex(registry.transaction)
    sealed = nodes.ask("eth_getBlockByNumber", [height, False])["result"]["hash"]
    contract = nodes.ask("eth_getTransactionByHash", [sent])["result"]["to"]
    call = {"to": contract, "data": "0x06fdde03"}  # name()
    logs = {"fromBlock": "0x0", "address": contract}
    log_filter, block_filter = (
        nodes.ask(f"eth_new{kind}", parameters)["result"]
        for kind, parameters in (("Filter", [logs]), ("BlockFilter", []))
    )
    nodes.ask("evm_mine", [])
    raw = DEV0.sign_transaction(
        {
            "nonce": int(
                nodes.ask("eth_getTransactionCount", [DEV0.address, "latest"])["result"], 16
            ),
            "chainId": 31337,
            "gas": 21_000,
            "to": DEV0.address,
            "maxFeePerGas": 10**10,
            "maxPriorityFeePerGas": 0,
        }
    ).raw_transaction
    return [
        ("eth_accounts", []),
        ("eth_baseFee", []),
        ("eth_blobBaseFee", []),
        ("eth_blockNumber", []),
        ("eth_call", [call, "latest"]),
        ("eth_chainId", []),
        ("eth_estimateGas", [call]),
        ("eth_feeHistory", ["0x2", "latest", [10, 50]]),
        ("eth_gasPrice", []),
        ("eth_getBalance", [DEV0.address, "latest"]),
        *(
            (f"eth_getBlockBy{name}", [block, whole])
            # Not the pending one, which has no hash yet: the schema knows nothing of that.
            for name, block in (("Hash", sealed), ("Number", height))
            for whole in (False, True)
        ),
        ("eth_getBlockByHash", ["0x" + "11" * 32, False]),
        ("eth_getBlockReceipts", [height]),
        ("eth_getBlockTransactionCountByHash", [sealed]),
        ("eth_getBlockTransactionCountByNumber", [height]),
        ("eth_getCode", [contract, "latest"]),
        ("eth_getFilterChanges", [block_filter]),
        ("eth_getFilterLogs", [log_filter]),
        ("eth_getLogs", [logs]),
        ("eth_getProof", [contract, ["0x0"], "latest"]),
        ("eth_getStorageAt", [contract, "0x0", "latest"]),
        ("eth_getTransactionByBlockHashAndIndex", [sealed, "0x0"]),
        ("eth_getTransactionByBlockNumberAndIndex", [height, "0x0"]),
        ("eth_getTransactionByHash", [sent]),
        ("eth_getTransactionByHash", ["0x" + "11" * 32]),
        ("eth_getTransactionCount", [DEV0.address, "latest"]),
        ("eth_getTransactionReceipt", [sent]),
        ("eth_getTransactionReceipt", ["0x" + "11" * 32]),
        ("eth_maxPriorityFeePerGas", []),
        ("eth_newBlockFilter", []),
        ("eth_newFilter", [logs]),
        ("eth_newPendingTransactionFilter", []),
        ("eth_sendRawTransaction", [to_hex(raw)]),
        ("eth_syncing", []),
        ("eth_uninstallFilter", [log_filter]),
        ("net_version", []),
    ]
