"""What every kind of chain does alike: one suite, run on each of them."""

import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import calls
import pytest
from eth_account import Account
from eth_account.datastructures import SignedTransaction
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from places import Place

from avatarchain.chain import Chain, Log, connect
from avatarchain.errors import NodeRefused, NoSuchBlock, Reverted, Unconfirmed

WRITER = Path(__file__).with_name("writer.py")
SOMEBODY = Account.from_key(keccak(text="somebody"))


def register(chain: Chain, signer: LocalAccount, registry: str, genome: int, **options: Any) -> Any:
    return chain.send(signer, registry, calls.register(signer.address, genome), **options)


def number(chain: Chain, registry: str, signature: str, *values: int | str, **options: Any) -> int:
    answer = chain.call(registry, calls.encode(signature, *values), **options)
    return int.from_bytes(answer, "big")


def answer(chain: Chain, method: str, *parameters: Any) -> Any:
    """What the node itself says, without our sentences."""
    response = chain.w3.provider.make_request(method, list(parameters))  # type: ignore[arg-type]
    return response.get("error") or response["result"]


def mined(chain: Chain, signed: SignedTransaction) -> None:
    """Send a transaction and wait: anvil answers a send before it mines."""
    chain.w3.eth.send_raw_transaction(signed.raw_transaction)
    chain.w3.eth.wait_for_transaction_receipt(signed.hash)


def indices(logs: Sequence[Log]) -> list[tuple[int, int, int]]:
    return [(log.block_number, log.transaction_index, log.log_index) for log in logs]


def test_a_chain_tells_its_number_and_the_hash_of_its_first_block(chain: Chain) -> None:
    assert chain.chain_id == 31337
    assert chain.genesis == chain.block(0).hash
    assert len(chain.genesis) == 32


def test_two_new_chains_are_told_apart_by_their_first_block(folder: Path) -> None:
    paths = [folder / name for name in ("one", "other")]
    genesis = []
    for path in paths:
        with connect("evm+sqlite://", folder=path) as chain:
            genesis.append(chain.genesis)
    assert genesis[0] != genesis[1]


def test_the_ten_development_accounts_are_rich(chain: Chain) -> None:
    Account.enable_unaudited_hdwallet_features()
    mnemonic = "test test test test test test test test test test test junk"
    for index in range(10):
        account = Account.from_mnemonic(mnemonic, account_path=f"m/44'/60'/0'/0/{index}")
        assert chain.w3.eth.get_balance(account.address) == 10_000 * 10**18


def test_a_contract_is_deployed_and_its_address_is_in_the_receipt(
    chain: Chain, development_key: LocalAccount
) -> None:
    receipt = chain.send(development_key, None, calls.creation())
    assert receipt.contract_address == to_checksum_address(receipt.contract_address)
    assert len(chain.code(receipt.contract_address)) > 1_000
    assert receipt.block_hash == chain.head().hash
    assert chain.code(SOMEBODY.address) == b""


def test_a_registration_is_mined_and_read_back(
    chain: Chain, registry: str, development_key: LocalAccount
) -> None:
    before = chain.head()
    receipt = register(chain, development_key, registry, 7)
    after = chain.head()
    assert receipt.block_number == after.number == before.number + 1
    assert after.parent_hash == before.hash
    assert receipt.contract_address is None
    assert 60_000 < receipt.gas_used < 130_000
    assert number(chain, registry, "genomeOf(uint256)", calls.identity(7)) == 7


def test_a_refused_call_is_told_by_the_bytes_of_its_error(
    chain: Chain, registry: str, development_key: LocalAccount
) -> None:
    register(chain, development_key, registry, 7)
    owner = development_key.address
    named = "AlreadyRegistered(uint256,address)"
    expected = calls.encode(named, calls.identity(7), owner)
    data = calls.register(owner, 7)
    with pytest.raises(Reverted) as called:
        chain.call(registry, data, sender=owner)
    with pytest.raises(Reverted) as estimated:
        chain.estimate(registry, data, sender=owner)
    with pytest.raises(Reverted) as sent:
        chain.send(development_key, registry, data)
    assert {called.value.data, estimated.value.data, sent.value.data} == {expected}


def test_a_transaction_that_fails_when_mined_is_told_alike_and_costs_its_nonce(
    chain: Chain, registry: str, development_key: LocalAccount
) -> None:
    register(chain, development_key, registry, 7)
    before = chain.w3.eth.get_transaction_count(development_key.address)
    with pytest.raises(Reverted) as mined:
        register(chain, development_key, registry, 7, gas=200_000)
    named = "AlreadyRegistered(uint256,address)"
    assert mined.value.data == calls.encode(named, calls.identity(7), development_key.address)
    assert chain.w3.eth.get_transaction_count(development_key.address) == before + 1


def test_a_refusal_found_by_estimating_costs_nothing(
    chain: Chain, registry: str, development_key: LocalAccount
) -> None:
    before = chain.head()
    with pytest.raises(Reverted) as refused:
        chain.send(development_key, registry, calls.encode("genomeOf(uint256)", 1))
    assert refused.value.data == calls.encode("ERC721NonexistentToken(uint256)", 1)
    assert chain.head() == before


def test_code_that_gives_up_without_a_word_is_a_refusal_without_data(
    chain: Chain, development_key: LocalAccount
) -> None:
    with pytest.raises(Reverted) as invalid:
        chain.send(development_key, None, b"\xfe")
    with pytest.raises(Reverted) as reverted:
        chain.send(development_key, None, bytes.fromhex("5f5ffd"))
    with pytest.raises(Reverted) as mined:
        chain.send(development_key, None, b"\xfe", gas=100_000)
    assert [error.value.data for error in (invalid, reverted, mined)] == [b""] * 3


def test_a_token_is_transferred_and_the_stranger_is_refused(
    chain: Chain, registry: str, development_key: LocalAccount
) -> None:
    register(chain, development_key, registry, 7)
    own, other, token = development_key.address, SOMEBODY.address, calls.identity(7)
    move = calls.encode("transferFrom(address,address,uint256)", own, other, token)
    with pytest.raises(Reverted):
        chain.call(registry, move, sender=other)
    chain.send(development_key, registry, move)
    assert number(chain, registry, "ownerOf(uint256)", token) == int(other, 16)


def test_a_call_about_an_earlier_block_sees_what_was_then(
    chain: Chain, registry: str, development_key: LocalAccount
) -> None:
    own = development_key.address
    heads = [chain.head().number]
    for genome in (1, 2, 3):
        heads.append(register(chain, development_key, registry, genome).block_number)
    owned = [number(chain, registry, "balanceOf(address)", own, block=head) for head in heads]
    assert owned == [0, 1, 2, 3]
    assert number(chain, registry, "balanceOf(address)", own) == 3


def test_logs_are_numbered_through_their_block_and_equal_those_of_receipts(
    chain: Chain, registry: str, development_key: LocalAccount
) -> None:
    receipts = [register(chain, development_key, registry, genome) for genome in (1, 2)]
    for receipt in receipts:
        assert [log.topics[0] for log in receipt.logs] == [calls.TRANSFER, calls.BORN]
        assert [log.log_index for log in receipt.logs] == [0, 1]
        assert {log.transaction_hash for log in receipt.logs} == {receipt.transaction_hash}
        assert {log.block_hash for log in receipt.logs} == {receipt.block_hash}
        assert {log.address for log in receipt.logs} == {registry}
    found = chain.logs(registry, first=receipts[0].block_number)
    assert found == [log for receipt in receipts for log in receipt.logs]


def test_logs_of_several_transactions_in_a_block_are_numbered_on(
    chain: Chain, registry: str, development_key: LocalAccount
) -> None:
    if chain.kind != "embedded":  # which gives every transaction a block of its own
        answer(chain, "evm_setAutomine", False)
    nonce = chain.w3.eth.get_transaction_count(development_key.address)
    for step in (0, 1):
        signed = development_key.sign_transaction(
            {
                "type": 2,
                "chainId": chain.chain_id,
                "nonce": nonce + step,
                "to": registry,
                "data": calls.register(development_key.address, 10 + step),
                "value": 0,
                "gas": 200_000,
                "maxFeePerGas": 10**10,
                "maxPriorityFeePerGas": 10**9,
            }
        )
        chain.w3.eth.send_raw_transaction(signed.raw_transaction)
    chain.mine()
    found = indices(chain.logs(registry, [[calls.TRANSFER, calls.BORN]]))
    first = found[0][0]
    if chain.kind == "embedded":
        second = first + 1
        assert found == [(first, 0, 0), (first, 0, 1), (second, 0, 0), (second, 0, 1)]
    else:
        assert found == [(first, 0, 0), (first, 0, 1), (first, 1, 2), (first, 1, 3)]


def test_logs_are_found_by_topic_by_several_and_by_block(
    chain: Chain, registry: str, development_key: LocalAccount
) -> None:
    blocks = [register(chain, development_key, registry, n).block_number for n in (1, 2, 3)]
    ids = [calls.word(calls.identity(genome)) for genome in (1, 2, 3)]

    def born(topics: Sequence[bytes | Sequence[bytes] | None], **span: int) -> list[int]:
        logs = chain.logs(registry, topics, **span)
        assert all(log.topics[0] == calls.BORN for log in logs)
        return [int.from_bytes(log.data[:32], "big") for log in logs]

    assert born([calls.BORN]) == [1, 2, 3]
    assert born([calls.BORN, ids[1]]) == [2]
    assert born([calls.BORN, [ids[0], ids[2]]]) == [1, 3]
    assert born([None, ids[2], bytes(32)]) == [3]
    assert born([calls.BORN], first=blocks[1]) == [2, 3]
    assert born([calls.BORN], last=blocks[1]) == [1, 2]
    assert born([calls.BORN], first=blocks[1], last=blocks[1]) == [2]
    assert born([calls.BORN], first=blocks[2] + 1) == []
    assert chain.logs(SOMEBODY.address) == []


def test_an_empty_block_is_mined_when_asked_for_and_time_goes_on(chain: Chain) -> None:
    first = chain.head().number
    chain.mine(5)
    assert chain.head().number == first + 5
    blocks = [chain.block(number) for number in range(chain.head().number + 1)]
    for parent, child in pairwise(blocks):
        assert child.parent_hash == parent.hash
        assert child.number == parent.number + 1
        assert child.timestamp >= parent.timestamp + (chain.kind == "embedded")
    assert abs(blocks[-1].timestamp - time.time()) < 30


def test_a_block_that_is_not_there_is_refused(chain: Chain) -> None:
    with pytest.raises(NoSuchBlock):
        chain.block(chain.head().number + 1)
    with pytest.raises(NodeRefused):
        chain.call(SOMEBODY.address, b"", block=chain.head().number + 100)


def test_a_transaction_signed_for_another_chain_is_refused(
    chain: Chain, development_key: LocalAccount
) -> None:
    fields = {
        "nonce": 0,
        "to": SOMEBODY.address,
        "value": 1,
        "gas": 21_000,
        "maxFeePerGas": 10**10,
        "maxPriorityFeePerGas": 0,
    }
    wrong = development_key.sign_transaction({**fields, "chainId": 1})
    right = development_key.sign_transaction({**fields, "chainId": chain.chain_id})
    head = chain.head()
    assert "message" in answer(chain, "eth_sendRawTransaction", wrong.raw_transaction.to_0x_hex())
    assert chain.head() == head
    mined(chain, right)
    assert chain.w3.eth.get_balance(SOMEBODY.address) == 1


@pytest.mark.parametrize("raw", ["0x", "0x02", "0x02c0", "0xdeadbeef", "0x" + "ff" * 200])
def test_bytes_that_are_no_transaction_are_refused(chain: Chain, raw: str) -> None:
    head = chain.head()
    assert "message" in answer(chain, "eth_sendRawTransaction", raw)
    assert chain.head() == head


def test_an_account_without_ether_is_refused_in_the_words_of_the_node(
    chain: Chain, registry: str
) -> None:
    with pytest.raises(NodeRefused, match="eth_sendRawTransaction"):
        register(chain, SOMEBODY, registry, 7, gas=200_000)


def test_more_gas_than_a_transaction_may_have_is_refused(
    chain: Chain, registry: str, development_key: LocalAccount
) -> None:
    with pytest.raises(NodeRefused):
        register(chain, development_key, registry, 7, gas=16_777_217)
    assert register(chain, development_key, registry, 7, gas=16_777_216).gas_used < 200_000


def test_a_nonce_that_is_taken_is_refused(chain: Chain, development_key: LocalAccount) -> None:
    fields = {"chainId": chain.chain_id, "to": SOMEBODY.address, "value": 1, "gas": 21_000}
    prices = {"maxFeePerGas": 10**10, "maxPriorityFeePerGas": 0}
    first, second = (
        development_key.sign_transaction({**fields, **prices, "value": value, "nonce": 0})
        for value in (1, 2)
    )
    mined(chain, first)
    told = answer(chain, "eth_sendRawTransaction", second.raw_transaction.to_0x_hex())
    assert "nonce" in told["message"]
    assert chain.w3.eth.get_balance(SOMEBODY.address) == 1


def test_the_block_before_is_known_to_a_call_about_the_pending_one(
    chain: Chain, development_key: LocalAccount
) -> None:
    # Returns blockhash(the number that it is called with).
    code = bytes.fromhex("5f3540 5f52 60205ff3")
    creation = bytes.fromhex(f"60{len(code):02x}80600a5f395ff300") + code
    address = chain.send(development_key, None, creation).contract_address
    assert address is not None
    head = chain.head()
    assert chain.call(address, calls.word(head.number), block="pending") == head.hash
    assert chain.call(address, calls.word(head.number)) == bytes(32)


def test_an_estimate_is_enough_where_code_calls_code_and_not_much_more(
    chain: Chain, development_key: LocalAccount
) -> None:
    # Called without data it calls itself with a byte, and gives up if that fails; called with
    # data it pays two million gas for memory, of which the caller must keep a 64th back.
    code = bytes.fromhex("36601557 5f5f60015f5f305af1 601357 5f5ffd 5b00 5b5f6210000052 00")
    creation = bytes.fromhex(f"60{len(code):02x}80600a5f395ff300") + code
    address = chain.send(development_key, None, creation).contract_address
    assert address is not None
    gas = chain.estimate(address, b"", sender=development_key.address)
    receipt = chain.send(development_key, address, b"", gas=gas)
    assert receipt.gas_used < gas < receipt.gas_used * 1.1
    with pytest.raises(Reverted):
        chain.send(development_key, address, b"", gas=receipt.gas_used)


def test_what_was_not_confirmed_in_time_says_so_and_is_found_later(
    node: str, folder: Path, development_key: LocalAccount
) -> None:
    with connect(node, folder=folder) as chain:
        registry = chain.send(development_key, None, calls.creation()).contract_address
        assert registry is not None
    with connect(node, folder=folder, timeout=0.3) as chain:
        answer(chain, "evm_setAutomine", False)
        with pytest.raises(Unconfirmed, match="sent, not confirmed: 0x") as sent:
            register(chain, development_key, registry, 7)
        chain.mine()
        receipt = answer(chain, "eth_getTransactionReceipt", sent.value.hash)
        assert receipt["status"] == "0x1"
        assert number(chain, registry, "genomeOf(uint256)", calls.identity(7)) == 7


def test_two_processes_with_one_key_register_all_of_their_two_hundred(
    place: Place, registry: str
) -> None:
    command = [sys.executable, str(WRITER), place.shared_url, str(place.folder), registry]
    writers = [
        subprocess.Popen([*command, str(first), "100"], stdout=subprocess.PIPE, text=True)
        for first in (1_000, 2_000)
    ]
    said = [writer.communicate(timeout=300)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    expected = [*range(1_000, 1_100), *range(2_000, 2_100)]
    assert sorted(int(genome) for part in said for genome in part) == expected
    born = place.chain.logs(registry, [calls.BORN])
    assert sorted(int.from_bytes(log.data[:32], "big") for log in born) == expected
