"""The chain file as it is read without py-evm: every answer is py-evm's.

`support.both` compares whatever the embedded devnet is asked in any test. Here it is asked about
chains of chance, and programs of chance run on it.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import calls
import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.base.canonical import to_hex, word
from avatarchain.chain import Chain, connect, execution, rlp, states, transactions
from avatarchain.chain.frames import Unsure
from avatarchain.chain.machine import run
from avatarchain.chain.messages import Message, Override, TooSlow
from avatarchain.chain.node import Node
from avatarchain.chain.opcodes import STEPS
from avatarchain.chain.state import head
from avatarchain.errors import AvatarchainError, NotAChainFile
from support.both import Compared

HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935"
JUMPS = {0x56, 0x57, 0x5B}
STORE = 0x55  # SSTORE


def node_of(chain: Chain) -> Node:
    assert isinstance(chain._transport, Node)
    return chain._transport


def deployed(chain: Chain, signer: LocalAccount, code: bytes, slots: bytes = b"") -> str:
    """A contract with this code; `slots` is run before, as part of its creation."""
    size = len(slots) + 12
    start = slots + bytes.fromhex(f"61{len(code):04x}80{'61'}{size:04x}5f395ff3")
    address = chain.send(signer, None, start.ljust(size, b"\0") + code, gas=5_000_000)
    assert address.contract_address is not None
    return address.contract_address


def stored(chance: random.Random) -> bytes:
    """Code that stores random numbers in random slots, some of them nearby, some 0."""
    code = b""
    for _ in range(chance.randrange(12)):
        slot = chance.choice([chance.randrange(8), chance.getrandbits(256)])
        number = chance.choice([0, 1, chance.getrandbits(256)])
        code += b"\x7f" + word(number) + b"\x7f" + word(slot) + bytes([STORE])
    return code


def program(chance: random.Random) -> bytes:
    """A program of reading operations, which returns what it computed."""
    reading = sorted(STEPS.keys() - JUMPS - {0x00, 0xF3, 0xFD, 0x40})
    code = b""
    for _ in range(12):
        large = chance.random() < 0.15  # most operations run out of gas with a large number
        code += b"\x7f" + word(chance.getrandbits(256) if large else chance.randrange(70))
    for _ in range(chance.randrange(4, 40)):
        match chance.randrange(8):
            case 0 | 1:
                code += bytes([0x60, chance.randrange(256)])
            case 2:
                code += bytes([0x80 + chance.randrange(10)])
            case 3:
                code += bytes([0x90 + chance.randrange(10)])
            case 4:  # a jump over one byte, which may be taken
                target = len(code) + 5
                jumped = chance.choice([0x58, 0x58, 0xFE])
                code += bytes([0x61, *target.to_bytes(2, "big"), 0x57, jumped, 0x5B])
            case _:
                code += bytes([chance.choice(reading)])
    end = chance.choice([0xF3, 0xF3, 0xFD, 0x00])
    return code + b"\x5f\x52\x60\x20\x52\x60\x40\x5f" + bytes([end])


def asked_everything(chain: Chain, chance: random.Random, addresses: list[str]) -> None:
    """All reading methods, about blocks and accounts that are there, and that are not."""
    newest = chain.head().number
    addresses = [*addresses, HISTORY, "0x" + chance.randbytes(20).hex()]
    for at in ["latest", "earliest", *(hex(chance.randrange(newest + 2)) for _ in range(3))]:
        block = chain.ask("eth_getBlockByNumber", at, False)
        if block is not None:
            assert chain.ask("eth_getBlockByHash", block["hash"], False) == block
            for name in block["transactions"]:
                chain.ask("eth_getTransactionByHash", name)
                assert chain.ask("eth_getTransactionReceipt", name)["blockHash"] == block["hash"]
        for address in addresses:
            for method in ("eth_getBalance", "eth_getCode", "eth_getTransactionCount"):
                answered(lambda: chain.ask(method, address, at))  # noqa: B023 - called at once
            for slot in (chance.randrange(8), newest, chance.getrandbits(256)):
                answered(lambda: chain.ask("eth_getStorageAt", address, hex(slot), at))  # noqa: B023
            answered(lambda: chain.ask("eth_call", {"to": address}, at))  # noqa: B023


def answered(ask: Callable[[], object]) -> None:
    """Ask, whether the answer is a refusal or not: both readers gave the same."""
    try:
        ask()
    except NotAChainFile:
        raise
    except AvatarchainError:
        pass


def home_of_chance(folder: Path, signer: LocalAccount, seed: int) -> None:
    """Make a chain of chance, and ask everything while it grows."""
    chance = random.Random(seed)
    with connect("evm+sqlite://", folder=folder) as chain:
        registry = chain.send(signer, None, calls.creation()).contract_address
        assert registry is not None
        addresses = [signer.address, registry]
        for _ in range(chance.randrange(3, 9)):
            match chance.randrange(5):
                case 0:
                    chain.mine(chance.randrange(1, 20))
                case 1:
                    genome = chance.getrandbits(256)
                    chain.send(signer, registry, calls.register(signer.address, genome))
                    token = calls.identity(genome)
                    answered(lambda: chain.call(registry, calls.encode("ownerOf(uint256)", token)))  # noqa: B023
                case 2:
                    answered(lambda: chain.send(signer, registry, b"\1\2\3\4", gas=100_000))
                case _:
                    code = program(chance)
                    addresses.append(deployed(chain, signer, code, stored(chance)))
            asked_everything(chain, chance, chance.sample(addresses, min(3, len(addresses))))


@pytest.mark.parametrize("seed", range(3))
def test_a_home_of_chance_is_read_as_py_evm_reads_it(
    folder: Path, development_key: LocalAccount, seed: int, compared: Compared
) -> None:
    before = sum(compared.counts.values())
    home_of_chance(folder, development_key, seed)
    assert sum(compared.counts.values()) > before + 100


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(1000, 1500))
def test_500_homes_of_chance_are_read_as_py_evm_reads_them(
    folder: Path, development_key: LocalAccount, seed: int
) -> None:
    home_of_chance(folder, development_key, seed)


def run_programs(folder: Path, signer: LocalAccount, seeds: range) -> int:
    """Run programs of chance with data of chance; the number that our machine answered."""
    answers = 0
    with connect("evm+sqlite://", folder=folder) as chain:
        node = node_of(chain)
        for seed in seeds:
            chance = random.Random(seed)
            to = deployed(chain, signer, program(chance), stored(chance))
            data = chance.randbytes(chance.randrange(100))
            answered(lambda: chain.ask("eth_call", {"to": to, "data": to_hex(data)}, "latest"))  # noqa: B023
            try:
                run(node.store, head(node.store), Message(bytes(20), bytes.fromhex(to[2:]), data))
            except Unsure:
                continue
            answers += 1
    return answers


def test_a_program_of_chance_gives_what_py_evm_gives_and_leaves_as_much_gas(
    folder: Path, development_key: LocalAccount
) -> None:
    assert run_programs(folder, development_key, range(60)) > 20


@pytest.mark.nightly
def test_4000_programs_of_chance_give_what_py_evm_gives(
    folder: Path, development_key: LocalAccount
) -> None:
    assert run_programs(folder, development_key, range(10_000, 14_000)) > 1000


CALLER = "60ff6000526020600060206000{value}73{to}5a{call}3d5f5f3e5f523d60205260605ff3"


@pytest.mark.parametrize(
    ("call", "value"), [("f1", "6000"), ("f4", ""), ("fa", "")], ids=["call", "delegate", "static"]
)
@pytest.mark.parametrize("end", ["f3", "fd"])
def test_a_call_within_a_call_is_answered_alike(
    folder: Path, development_key: LocalAccount, call: str, value: str, end: str
) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        # Address, caller, a slot that is read cold and then warm, and the gas that is left.
        inner = "305f5233602052600154604052600154606052" + "5a608052" + f"60a05f{end}"
        slots = bytes.fromhex("602a600155")
        to = deployed(chain, development_key, bytes.fromhex(inner), slots)
        outer = CALLER.format(value=value, to=to[2:], call=call)
        outer = deployed(chain, development_key, bytes.fromhex(outer), slots)
        message = Message(bytes(20), bytes.fromhex(outer[2:]), b"", gas=1_000_000)
        node = node_of(chain)
        assert run(node.store, head(node.store), message).output
        chain.call(outer, b"")


@pytest.mark.parametrize(
    "code",
    ["5f5f55", "5f5fa0", "5f5f5ff0", "ff", "fe", "50", "6001" * 1025, "6002565b", "5b5f56", "40"],
    ids=lambda code: code[:8],
)
def test_what_is_no_plain_reading_is_left_to_py_evm(
    folder: Path, development_key: LocalAccount, code: str
) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        to = deployed(chain, development_key, bytes.fromhex(code))
        message = Message(bytes(20), bytes.fromhex(to[2:]), b"", gas=200_000)
        node = node_of(chain)
        with pytest.raises(Unsure):
            run(node.store, head(node.store), message)


@pytest.mark.parametrize(
    "change",
    [
        {"value": 1},
        {"to": b""},
        {"gas": 21_000, "data": b"\1"},
        {"max_fee": 10**9},
        {"access_list": ((b"\7" * 20, ()),)},
        {"overrides": ((b"\7" * 20, Override(code=b"\0")),)},
    ],
)
def test_a_call_that_is_no_plain_call_is_left_to_py_evm(
    folder: Path, change: dict[str, Any]
) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        node = node_of(chain)
        message = Message(bytes(20), b"\7" * 20, b"", gas=100_000)
        assert run(node.store, head(node.store), message).output == b""
        with pytest.raises(Unsure):
            run(node.store, head(node.store), replace(message, **change))


def test_an_answer_that_was_given_is_not_computed_again(
    folder: Path, development_key: LocalAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Message] = []

    def counted(store: Any, header: Any, message: Message, patience: float | None) -> object:
        ran.append(message)
        return run(store, header, message, patience)

    with connect("evm+sqlite://", folder=folder) as chain:
        to = deployed(chain, development_key, bytes.fromhex("435f5260205ff3"))
        call = Message(bytes(20), bytes.fromhex(to[2:]), b"")
        node, other = node_of(chain), replace(call, data=b"\1")
        with monkeypatch.context() as patch:
            patch.setattr("avatarchain.chain.machine.run", counted)
            answers = [states.call(node.chain, asked) for asked in (call, call, other)]
            chain.mine()
            answers.append(states.call(node.chain, call))
        assert answers == [to_hex(word(number)) for number in (1, 1, 1, 2)]
        assert len(ran) == 3


def test_a_call_in_the_block_to_come_sees_its_number_each_time(
    folder: Path, development_key: LocalAccount
) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        to = deployed(chain, development_key, bytes.fromhex("435f5260205ff3"))
        answers = []
        for _ in range(2):
            answers.append(chain.ask("eth_call", {"to": to}, "pending"))
            chain.mine()
    assert answers == [to_hex(word(number)) for number in (2, 3)]


def test_code_that_runs_too_long_is_ended(folder: Path, development_key: LocalAccount) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        to = deployed(chain, development_key, bytes.fromhex("5b5f56"))
        node = node_of(chain)
        endless = Message(bytes(20), bytes.fromhex(to[2:]), b"", gas=30_000_000)
        with pytest.raises(TooSlow, match=r"longer than 0.05 seconds"):
            run(node.store, head(node.store), endless, patience=0.05)
        node.chain.patience = 0.05
        with pytest.raises(TooSlow, match=r"longer than 0.05 seconds"):
            states.call(node.chain, endless)
        with node.chain.evm() as evm, pytest.raises(TooSlow):
            execution.run(evm, head(node.store), endless)


@pytest.mark.parametrize("place", [0x08, 0x0C, 0x0F, 0x11])
def test_a_precompile_that_would_run_long_is_not_begun(folder: Path, place: int) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        chain.mine()
        node = node_of(chain)
        node.chain.patience = 3_600
        address, gas = place.to_bytes(20, "big"), 30_000_000
        with node.chain.evm() as evm:
            with pytest.raises(TooSlow):
                execution.run(
                    evm, head(node.store), Message(bytes(20), address, bytes(2_049), gas=gas)
                )
            if place == 0x08:
                pairs = Message(bytes(20), address, bytes(192 * 4), gas=gas)
                assert execution.run(evm, head(node.store), pairs).output[-1] == 1


def test_only_the_hash_of_a_block_names_a_block(folder: Path) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        chain.mine()
        block = chain.ask("eth_getBlockByNumber", "latest", False)
        assert chain.ask("eth_getBlockByHash", block["hash"], False) == block
        for other in ("stateRoot", "transactionsRoot", "parentBeaconBlockRoot"):
            assert chain.ask("eth_getBlockByHash", block[other], False) is None


def test_a_transaction_that_delegates_an_account_is_told_whole(
    folder: Path, development_key: LocalAccount, compared: Compared
) -> None:
    before = compared.counts.get("eth_getTransactionByHash", 0)
    with connect("evm+sqlite://", folder=folder) as chain:
        fields = {"chainId": 31337, "address": HISTORY, "nonce": 1}
        sent = {
            "chainId": 31337,
            "nonce": 0,
            "to": development_key.address,
            "gas": 100_000,
            "maxFeePerGas": 2 * 10**9,
            "maxPriorityFeePerGas": 0,
            "authorizationList": [development_key.sign_authorization(fields)],
        }
        raw = development_key.sign_transaction(sent).raw_transaction
        told = chain.ask(
            "eth_getTransactionByHash", chain.ask("eth_sendRawTransaction", to_hex(raw))
        )
        code = chain.ask("eth_getCode", development_key.address, "latest")
    assert code == "0xef0100" + HISTORY[2:].lower()
    assert [one["address"] for one in told["authorizationList"]] == [HISTORY.lower()]
    assert compared.counts["eth_getTransactionByHash"] == before + 1


def test_a_transaction_with_blobs_is_told_whole() -> None:
    entry = [b"\7" * 20, [word(1)]]
    fields = [b"\1", b"", b"\2", b"\3", b"\4", b"\5" * 20, b"", b"\6", [entry], b"\x08"]
    raw = b"\3" + rlp.encode([*fields, [word(9)], b"\1", b"\x0a", b"\x0b"])
    assert transactions.told_of(raw) == {
        "type": "0x3",
        "chainId": "0x1",
        "nonce": "0x0",
        "maxPriorityFeePerGas": "0x2",
        "maxFeePerGas": "0x3",
        "gas": "0x4",
        "to": "0x" + "05" * 20,
        "value": "0x0",
        "input": "0x06",
        "accessList": [{"address": "0x" + "07" * 20, "storageKeys": [to_hex(word(1))]}],
        "maxFeePerBlobGas": "0x8",
        "blobVersionedHashes": [to_hex(word(9))],
        "v": "0x1",
        "yParity": "0x1",
        "r": "0xa",
        "s": "0xb",
    }
    for strange in (b"", b"\5" + raw[1:], raw[:-1], b"\3" + rlp.encode([*fields, b"", b"", b""])):
        with pytest.raises(ValueError, match=r"no transaction|no RLP"):
            transactions.told_of(strange)
