"""A transaction is what its sender signed, of each kind that can make a contract, or is refused."""

from pathlib import Path
from typing import Any, cast

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.chain import Chain, connect
from avatarchain.chain.signed import signed_transaction
from avatarchain.errors import StrangeTransaction
from support.hostile import between, lying

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


@pytest.mark.parametrize("kind", [1, 2])
def test_a_node_may_tell_the_parity_of_a_signature_by_its_newer_name_alone(
    chain: Chain, development_key: LocalAccount, kind: int
) -> None:
    name = sent(chain, development_key, kind)

    def change(_: str, __: list[Any], result: Any) -> Any:
        assert result["yParity"] == result["v"]
        return {field: value for field, value in result.items() if field != "v"}

    with lying(chain, change):
        transaction = signed_transaction(chain, name)
    assert transaction is not None
    assert transaction.sender == development_key.address


class OfAnother:
    """A chain whose node tells another chain id, and the truth of all else."""

    chain_id = 1

    def __init__(self, chain: Chain) -> None:
        self.read, self.url = chain.read, chain.url


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_a_transaction_that_was_signed_for_another_chain_is_refused(
    chain: Chain, development_key: LocalAccount, kind: int
) -> None:
    name = sent(chain, development_key, kind)
    with pytest.raises(StrangeTransaction, match="for this chain"):
        signed_transaction(cast(Chain, OfAnother(chain)), name)


@pytest.mark.parametrize("place", ["anvil"], indirect=True)
def test_a_transaction_of_the_oldest_kind_may_be_signed_for_any_chain(
    chain: Chain, development_key: LocalAccount
) -> None:
    fields = {"nonce": chain.nonce(development_key.address), "gas": 100_000, "value": 0}
    signed = development_key.sign_transaction(fields | PRICES[0] | {"data": b"\0"})
    assert signed.v in (27, 28)
    chain.ask("eth_sendRawTransaction", "0x" + bytes(signed.raw_transaction).hex())
    assert signed_transaction(cast(Chain, OfAnother(chain)), bytes(signed.hash)) is not None
