"""What `Key` signs is what eth-account signs, byte for byte."""

import pytest
from eth_account import Account
from eth_hash.auto import keccak

from avatarchain.base.canonical import keccak256
from avatarchain.chain.hashes import prefer_fast_hash
from avatarchain.chain.signing import Key
from avatarchain.keys.development import KEYS

TO = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
FIELDS = {
    "type": 2,
    "chainId": 31337,
    "nonce": 0,
    "maxPriorityFeePerGas": 0,
    "maxFeePerGas": 2 * 10**9,
    "gas": 21_000,
    "value": 0,
    "data": b"",
    "to": TO,
}


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"nonce": 1},
        {"nonce": 127, "data": b"\0"},
        {"nonce": 128, "data": b"\x80"},
        {"chainId": 1, "value": 10**18, "gas": 2**24, "data": bytes(range(256))},
        {"maxPriorityFeePerGas": 2**64 - 1, "maxFeePerGas": 2**200, "nonce": 2**63},
        {"data": bytes(55)},
        {"data": bytes(56)},
        {"data": bytes(70_000)},
        {"to": "0x" + "00" * 20},
    ],
)
@pytest.mark.parametrize("secret", [KEYS[0], KEYS[9], "00" * 31 + "01"])
def test_the_same_bytes_are_signed(secret: str, other: dict[str, object]) -> None:
    account, key = Account.from_key(secret), Key(bytes.fromhex(secret))
    assert key.address == account.address
    signed, expected = (each.sign_transaction(FIELDS | other) for each in (key, account))
    assert signed.raw_transaction == bytes(expected.raw_transaction)
    assert signed.hash == bytes(expected.hash)


def test_a_contract_is_created_by_a_transaction_to_nobody() -> None:
    fields = {name: value for name, value in FIELDS.items() if name != "to"} | {"data": b"code"}
    signed = Key(bytes.fromhex(KEYS[0])).sign_transaction(fields)
    expected = Account.from_key(KEYS[0]).sign_transaction(fields | {"to": ""})
    assert signed.raw_transaction == bytes(expected.raw_transaction)


def test_a_transaction_that_lacks_something_is_not_signed() -> None:
    for name in FIELDS.keys() - {"to", "type"}:
        with pytest.raises(KeyError):
            Key(bytes.fromhex(KEYS[0])).sign_transaction(
                {each: value for each, value in FIELDS.items() if each != name}
            )


def test_a_key_does_not_show_itself() -> None:
    assert KEYS[0] not in repr(Key(bytes.fromhex(KEYS[0]))).lower()
    assert "key=" not in repr(Key(bytes.fromhex(KEYS[0])))


def test_both_hashes_are_one() -> None:
    prefer_fast_hash()
    for text in (b"", b"a", bytes(200)):
        assert keccak(text) == keccak256(text)
