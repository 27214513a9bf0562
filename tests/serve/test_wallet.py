"""What MetaMask asks of a network that a user adds, from the first question to the receipt.

The requests are those of its documentation and its sources: `eth_chainId` when the network is
added (EIP-3085), then what gas-fee-controller and transaction-controller of MetaMask/core ask:
the newest block, the fees of the last five at the percentiles 10, 20 and 30, the code of who gets
something, an estimate without fees, the raw transaction, and the receipt until it is there.
"""

from typing import Any

from doors import DEV0, NOBODY, Door

WALLET = "chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn"


class Wallet:
    """A wallet: it numbers its questions, as its middleware does."""

    def __init__(self, door: Door) -> None:
        self.door, self.number = door, 5_648_000_000_000_000

    def ask(self, method: str, parameters: list[Any] | None = None) -> Any:
        self.number += 1
        asked = {"id": self.number, "jsonrpc": "2.0", "method": method, "params": parameters or []}
        told = self.door.post(asked)
        assert told.keys() == {"id", "jsonrpc", "result"}, told
        assert told["id"] == self.number
        return told["result"]


def test_a_wallet_adds_the_network_and_sends_from_it(door: Door) -> None:
    wallet = Wallet(door)
    address = DEV0.address.lower()
    assert (wallet.ask("eth_chainId"), wallet.ask("net_version")) == ("0x7a69", "31337")
    wallet.ask("evm_mine")
    height = wallet.ask("eth_blockNumber")
    balance = int(wallet.ask("eth_getBalance", [address, height]), 16)
    assert balance > 10**18
    assert (
        wallet.ask("eth_getCode", [NOBODY, "latest"]) == "0x" == wallet.ask("eth_getCode", [NOBODY])
    )

    block = wallet.ask("eth_getBlockByNumber", ["latest", False])
    base_fee = int(block["baseFeePerGas"], 16)
    number = int(block["number"], 16)
    fees = wallet.ask("eth_feeHistory", [hex(min(5, number)), block["number"], [10, 20, 30]])
    blocks = len(fees["gasUsedRatio"])
    assert int(fees["oldestBlock"], 16) + blocks == number + 1
    assert len(fees["baseFeePerGas"]) == blocks + 1
    assert [len(row) for row in fees["reward"]] == [3] * blocks

    call = {"from": address, "to": NOBODY, "value": "0x9184e72a", "data": "0x"}
    call |= {"type": "0x2", "chainId": "0x7a69"}
    gas = wallet.ask("eth_estimateGas", [call])
    assert int(gas, 16) == 21_000 < int(block["gasLimit"], 16)
    nonce = int(wallet.ask("eth_getTransactionCount", [address, "pending"]), 16)
    raw = DEV0.sign_transaction(
        {
            "type": 2,
            "chainId": 31337,
            "nonce": nonce,
            "to": NOBODY,
            "value": int(call["value"], 16),
            "gas": int(gas, 16) * 3 // 2,
            "maxFeePerGas": 2 * base_fee + 10**9,
            "maxPriorityFeePerGas": 10**9,
        }
    ).raw_transaction
    sent = wallet.ask("eth_sendRawTransaction", ["0x" + raw.hex()])
    receipt = wallet.ask("eth_getTransactionReceipt", [sent])
    assert (receipt["status"], receipt["gasUsed"]) == ("0x1", "0x5208")
    assert (receipt["from"], receipt["to"]) == (address, NOBODY)
    mined = wallet.ask("eth_getTransactionByHash", [sent])
    assert mined["blockHash"] == receipt["blockHash"] != block["hash"]
    mined_in = wallet.ask("eth_getBlockByHash", [receipt["blockHash"], False])
    assert sent in mined_in["transactions"]
    paid = int(receipt["effectiveGasPrice"], 16) * 21_000 + int(call["value"], 16)
    assert int(wallet.ask("eth_getBalance", [address, "latest"]), 16) == balance - paid
    assert int(wallet.ask("eth_getTransactionCount", [address, "latest"]), 16) == nonce + 1


def test_a_wallet_in_a_browser_is_let_in_by_its_origin_alone(door: Door) -> None:
    """An extension asks from its own origin, which `--cors` has to name."""
    body = b'{"id": 1, "jsonrpc": "2.0", "method": "eth_chainId", "params": []}'
    for origin, status in ((WALLET, 403), ("https://wallet.example", 200)):
        answer = door.fetch("POST", "/rpc", body, origin=origin, content_type="application/json")
        assert answer.status == status
        assert ("access-control-allow-origin" in answer.headers) == (status == 200)
