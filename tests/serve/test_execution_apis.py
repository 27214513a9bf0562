"""The examples of ethereum/execution-apis, replayed on their own chain.

`EXECUTION_APIS` names the folder `tests` of a copy of that repository; without it the test skips.
Their chain goes through sixteen forks: py-evm imports each block, and the node answers for it by
the code that answers for ours.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import rlp
from eth.vm import forks
from eth_typing import Address

from avatarchain.base.canonical import keccak256
from avatarchain.chain.embedded import DevelopmentChain
from avatarchain.chain.node import METHODS, Node
from avatarchain.chain.store import Store, create
from support.absent import absent

# What is answered otherwise here, and why.
OTHERWISE = {
    "eth_estimateGas/estimate-with-eip4844": "calls with blobs are not run",
    "eth_estimateGas/estimate-with-eip7702": "calls with authorizations are not run",
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


def imported(folder: Path, file: Path) -> DevelopmentChain:
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
        Theirs.from_genesis(store, fields, accounts)

    create(file, 30, fill)
    chain = Theirs(Store(file, 30))
    data, place = (folder / "chain.rlp").read_bytes(), 0
    while place < len(data):
        _, _, length, start = rlp.codec.consume_length_prefix(data, place)
        block, place = data[place : start + length], start + length
        add(chain, block)
    return chain


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


@pytest.mark.nightly
def test_the_examples_of_the_specification_are_answered_as_it_says(folder: Path) -> None:
    place = os.environ.get("EXECUTION_APIS")
    if not place:
        absent("EXECUTION_APIS does not name the folder of the specification's examples")
    node = Node.of(imported(Path(place), folder / "chain.sqlite"))
    ours = [one for one in examples(Path(place)) if one.name.split("/")[0] in METHODS]
    answered = [one for one in ours if one.name not in OTHERWISE]
    wrong = [
        one.name
        for one in answered
        for asked, expected in one.exchanges
        if not fits(
            node.answer(asked["method"], asked.get("params", [])), expected, loose=one.loose
        )
    ]
    assert wrong == []
    assert len(answered) >= 80
