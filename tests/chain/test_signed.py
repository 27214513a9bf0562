"""A transaction is what its sender signed, of each kind that can make a contract, or is refused."""

from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.chain import Chain, connect
from avatarchain.chain.signed import signed_transaction
from avatarchain.errors import StrangeTransaction
from support.hostile import between

LIST = [{"address": "0x" + 40 * "5", "storageKeys": ["0x" + 64 * "0"]}]
PRICES: dict[int, dict[str, Any]] = {
    0: {"gasPrice": 2 * 10**9},
    1: {"gasPrice": 2 * 10**9, "type": 1, "accessList": LIST},
    2: {"maxPriorityFeePerGas": 1, "maxFeePerGas": 2 * 10**9, "type": 2},
}


def sent(chain: Chain, signer: LocalAccount, kind: int) -> bytes:
    """The hash of a transaction of this kind, which makes an empty contract."""
    fields = {"nonce": chain.nonce(signer.address), "gas": 100_000, "value": 0, "data": b"\0"}
    signed = signer.sign_transaction(fields | PRICES[kind] | {"chainId": chain.chain_id})
    chain.ask("eth_sendRawTransaction", "0x" + bytes(signed.raw_transaction).hex())
    return bytes(signed.hash)


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_each_kind_of_transaction_is_held_against_hash_and_signature(
    chain: Chain, development_key: LocalAccount, kind: int
) -> None:
    transaction = signed_transaction(chain, sent(chain, development_key, kind))
    assert transaction is not None
    assert (transaction.sender, transaction.to) == (development_key.address, None)
    assert transaction.data == b"\0"
    assert signed_transaction(chain, bytes(32)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nonce", "0x7"),
        ("from", "0x" + 40 * "5"),
        ("to", "0x" + 40 * "5"),
        ("input", "0x01"),
        ("value", "0x1"),
        ("gas", "0x1"),
        ("chainId", "0x1"),
        ("type", "0x3"),
        ("r", "0x1"),
        ("s", "0x1"),
    ],
)
def test_a_field_that_was_changed_is_refused(
    node: str, folder: Path, development_key: LocalAccount, field: str, value: str
) -> None:
    def spoil(request: dict[str, Any], answer: dict[str, Any]) -> Any:
        if request["method"] == "eth_getTransactionByHash":
            answer["result"][field] = value
        return answer

    with connect(node, folder=folder) as honest:
        name = sent(honest, development_key, 2)
    with (
        between(node, spoil) as url,
        connect(url, folder=folder) as liar,
        pytest.raises(StrangeTransaction, match="is not what its sender signed"),
    ):
        signed_transaction(liar, name)
