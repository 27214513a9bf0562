"""The embedded devnet as a node for clients that are not ours: every method, every refusal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import calls
import pytest
import rlp
from eth_account import Account
from eth_account.signers.local import LocalAccount
from trie.hexary import HexaryTrie

from avatarchain.base.canonical import keccak256
from avatarchain.chain import Chain, connect
from avatarchain.chain.check import check
from avatarchain.chain.node import METHODS

NOBODY = "0x" + "00" * 19 + "99"
HASH = "0x" + "ab" * 32


@pytest.fixture(scope="module")
def devnet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with connect("evm+sqlite://", folder=tmp_path_factory.mktemp("devnet")) as chain:
        yield chain


@pytest.fixture(scope="module")
def registry(devnet: Chain) -> str:
    address = devnet.send(KEY, None, calls.creation()).contract_address
    assert address is not None
    devnet.send(KEY, address, calls.register(KEY.address, 7))
    return address


KEY: LocalAccount = Account.from_key(
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
)


def answer(chain: Chain, method: str, *parameters: Any) -> Any:
    (response,) = chain._transport.answer_many([(method, list(parameters))])
    return response.get("error") or response["result"]


def send(chain: Chain, fields: dict[str, Any]) -> str:
    whole = {"nonce": chain.nonce(KEY.address), "chainId": 31337, "gas": 90_000} | fields
    told: str = answer(
        chain, "eth_sendRawTransaction", "0x" + KEY.sign_transaction(whole).raw_transaction.hex()
    )
    return told


FEES = {"maxFeePerGas": 2 * 10**9, "maxPriorityFeePerGas": 3}
KINDS = {
    0: {"gasPrice": 2 * 10**9},
    1: {"gasPrice": 2 * 10**9, "accessList": [{"address": NOBODY, "storageKeys": [HASH]}]},
    2: FEES | {"type": 2},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_transaction_and_its_receipt_say_of_which_type_it_was(devnet: Chain, kind: int) -> None:
    own = send(devnet, KINDS[kind] | {"to": NOBODY, "value": 5})
    told, receipt = (
        answer(devnet, method, own)
        for method in ("eth_getTransactionByHash", "eth_getTransactionReceipt")
    )
    assert told["type"] == receipt["type"] == hex(kind)
    assert told["gasPrice"] == receipt["effectiveGasPrice"]
    assert (told["hash"], told["value"], told["from"]) == (own, "0x5", KEY.address.lower())
    assert ("accessList" in told) == bool(kind)
    assert ("maxFeePerGas" in told) == (kind == 2)
    whole = answer(devnet, "eth_getBlockByHash", receipt["blockHash"], True)
    assert whole["transactions"] == [told]
    assert answer(devnet, "eth_getBlockReceipts", receipt["blockHash"]) == [receipt]
    at = receipt["blockNumber"], "0x0"
    assert answer(devnet, "eth_getTransactionByBlockNumberAndIndex", *at) == told
    assert answer(devnet, "eth_getTransactionByBlockNumberAndIndex", at[0], "0x1") is None
    assert answer(devnet, "eth_getBlockTransactionCountByNumber", at[0]) == "0x1"


def test_a_plain_transfer_is_estimated_at_exactly_what_it_uses(devnet: Chain) -> None:
    call = {"from": KEY.address, "to": NOBODY, "value": "0x1"}
    assert answer(devnet, "eth_estimateGas", call) == "0x5208"
    own = send(devnet, FEES | {"to": NOBODY, "gas": 21_000})
    assert answer(devnet, "eth_getTransactionReceipt", own)["gasUsed"] == "0x5208"


def test_a_revert_tells_its_reason_in_words_and_its_data(devnet: Chain) -> None:
    # Reverts with its own call data.
    code = "0x365f5f37365ffd"
    suppose = {NOBODY: {"code": code}}

    def told(data: str) -> Any:
        return answer(devnet, "eth_call", {"to": NOBODY, "data": data}, "latest", suppose)

    reason = "0x08c379a0" + f"{32:064x}{4:064x}" + b"no!\n".hex().ljust(64, "0")
    assert told(reason) == {"code": 3, "message": "execution reverted: no!�", "data": reason}
    panic = "0x4e487b71" + f"{0x11:064x}"
    assert told(panic)["message"] == "execution reverted: arithmetic underflow or overflow"
    assert told("0x") == {"code": 3, "message": "execution reverted", "data": "0x"}
    for strange in ("0x08c379a0", reason[:-10], "0x08c379a0" + "ff" * 64):
        assert told(strange) == {"code": 3, "message": "execution reverted", "data": strange}


def test_a_call_may_suppose_balance_nonce_code_and_storage_and_leaves_none_of_it(
    devnet: Chain,
) -> None:
    # Returns the word in slot 1, and the balance of itself.
    code = "0x600154" + "5f52" + "47602052" + "60405ff3"
    word = "0x" + f"{9:064x}"
    for storage in ({"state": {"0x1": word}}, {"stateDiff": {"0x" + f"{1:064x}": word}}):
        suppose = {NOBODY: {"balance": "0x4d", "nonce": "0x2", "code": code} | storage}
        told = answer(devnet, "eth_call", {"to": NOBODY}, "latest", suppose)
        assert told == "0x" + f"{9:064x}{0x4D:064x}"
    assert answer(devnet, "eth_getCode", NOBODY) == "0x"


def test_a_block_is_named_by_number_tag_hash_or_object(devnet: Chain, registry: str) -> None:
    block = answer(devnet, "eth_getBlockByNumber", "latest")
    names: list[Any] = ["latest", "safe", "finalized", "pending", block["number"], block["hash"]]
    names += [{"blockNumber": block["number"]}, {"blockHash": block["hash"]}]
    names += [{"blockHash": block["hash"], "requireCanonical": True}]
    codes = {answer(devnet, "eth_getCode", registry, name) for name in names}
    assert len(codes) == 1
    assert answer(devnet, "eth_getCode", registry, "earliest") == "0x"
    for name in (HASH, {"blockHash": HASH}, "0xffff"):
        assert answer(devnet, "eth_getCode", registry, name)["code"] == -32001


def test_a_proof_leads_from_the_root_of_the_state_to_the_account_and_its_words(
    devnet: Chain, registry: str
) -> None:
    block = answer(devnet, "eth_getBlockByNumber", "latest")
    told = answer(devnet, "eth_getProof", registry, ["0x0", "0x1234"], "latest")

    def proved(root: str, key: bytes, nodes: list[str]) -> bytes:
        bodies = [rlp.decode(bytes.fromhex(node[2:])) for node in nodes]
        found = HexaryTrie.get_from_proof(  # type: ignore[no-untyped-call]
            bytes.fromhex(root[2:]), keccak256(key), bodies
        )
        return bytes(found)

    account = proved(block["stateRoot"], bytes.fromhex(registry[2:]), told["accountProof"])
    nonce, _, root, code = rlp.decode(account)
    assert told["storageHash"] == "0x" + root.hex()
    assert told["codeHash"] == "0x" + code.hex()
    assert int(told["nonce"], 16) == int.from_bytes(nonce, "big")
    for word, slot in zip(told["storageProof"], (0, 0x1234), strict=True):
        key = slot.to_bytes(32, "big")
        value = proved(told["storageHash"], key, word["proof"])
        assert int(word["value"], 16) == (int.from_bytes(rlp.decode(value), "big") if value else 0)
        stored = answer(devnet, "eth_getStorageAt", registry, hex(slot))
        assert int(stored, 16) == int(word["value"], 16)
    empty = answer(devnet, "eth_getProof", NOBODY, [], "earliest")
    assert (empty["nonce"], empty["balance"]) == ("0x0", "0x0")


def test_logs_are_found_by_block_hash_and_a_range_that_is_none_is_refused(
    devnet: Chain, registry: str
) -> None:
    found = answer(devnet, "eth_getLogs", {"address": registry, "fromBlock": "0x0"})
    assert found
    own = found[-1]["blockHash"]
    there = [log for log in found if log["blockHash"] == own]
    assert answer(devnet, "eth_getLogs", {"blockHash": own, "address": [registry]}) == there
    head = devnet.quantity("eth_blockNumber")
    for criteria, code in (
        ({"blockHash": HASH}, -32001),
        ({"blockHash": own, "fromBlock": "0x0"}, -32602),
        ({"fromBlock": "0x2", "toBlock": "0x1"}, -32602),
        ({"fromBlock": "0x0", "toBlock": hex(head + 1)}, -32602),
        ({"topics": [None] * 5}, -32602),
        ({"topics": ["0x12"]}, -32602),
    ):
        assert answer(devnet, "eth_getLogs", criteria)["code"] == code, criteria


def test_the_history_of_fees_has_one_more_entry_for_the_block_to_come(devnet: Chain) -> None:
    send(devnet, FEES | {"to": NOBODY})
    told = answer(devnet, "eth_feeHistory", "0x400", "latest", [0, 50, 100])
    blocks = devnet.quantity("eth_blockNumber") + 1
    assert told["oldestBlock"] == "0x0"
    lengths = {name: len(part) for name, part in told.items() if name != "oldestBlock"}
    assert lengths == {
        "baseFeePerGas": blocks + 1,
        "baseFeePerBlobGas": blocks + 1,
        "gasUsedRatio": blocks,
        "blobGasUsedRatio": blocks,
        "reward": blocks,
    }
    assert told["reward"][-1] == ["0x3"] * 3
    assert told["baseFeePerGas"][-1] == answer(devnet, "eth_gasPrice")
    assert answer(devnet, "eth_feeHistory", 1, "latest")["gasUsedRatio"] == [
        told["gasUsedRatio"][-1]
    ]


def test_a_clock_that_is_put_forward_stays_so_and_the_file_is_whole(folder: Path) -> None:
    with connect("evm+sqlite://", folder=folder) as chain:
        now = chain.head().timestamp
        assert answer(chain, "evm_increaseTime", 3600) == "0xe10"
        assert answer(chain, "evm_increaseTime", "0xe10") == "0x1c20"
        assert answer(chain, "evm_increaseTime", 10**15)["code"] == -32000
        chain.mine(1)
        assert 7200 <= chain.head().timestamp - now < 7260
    with connect("evm+sqlite://", folder=folder) as chain:
        chain.mine(1)
        assert 7200 <= chain.head().timestamp - now < 7260
    assert getattr(check(folder / "chain.sqlite"), "blocks", None) is not None


STRANGE: list[Any] = [None, True, 0, -1, 1.5, 10**30, "", "0x", "0xg", "latest", "x" * 1000, [], {}]
STRANGE += ["0x" + "f" * 64, "0x" + "f" * 65, [None], [[]], {"to": 5}, {"blockHash": "0x1"}]
STRANGE += [{"data": "0x1"}, {"address": [5]}, {"topics": [[["0x"]]]}, {NOBODY: 1}, HASH, NOBODY]


@pytest.mark.parametrize("method", sorted(METHODS))
def test_whatever_is_asked_is_answered_in_the_form_of_the_protocol(
    devnet: Chain, method: str
) -> None:
    most = len(METHODS[method].required) + len(METHODS[method].optional)
    asked = [[one, *([other] * (most - 1))] for one in STRANGE for other in STRANGE]
    asked += [[], [None] * (most + 1), *([one] for one in STRANGE)]
    for parameters in asked[:: 5 if METHODS[method].writes else 1]:
        told = answer(devnet, method, *parameters)
        if isinstance(told, dict) and "message" in told:
            assert told["code"] in (3, -32000, -32001, -32602), (parameters, told)
            assert "\n" not in told["message"]
            assert len(told["message"]) < 500


def test_parameters_that_are_no_list_are_malformed(devnet: Chain) -> None:
    told = devnet._transport.answer("eth_getCode", {"address": NOBODY})  # type: ignore[arg-type]
    assert told["error"]["code"] == -32602
