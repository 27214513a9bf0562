"""The same signed transactions to anvil and to `/rpc`: the same effects, and the same answers."""

import json
import os
import random
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any

from doors import DEV0, NOBODY, Door
from eth_abi.abi import encode
from eth_utils.crypto import keccak

Ask = Callable[..., Any]

# What each chain has of its own: hashes with the time in them, prices, and what is in no block.
OWN = {"blockHash", "parentHash", "hash", "timestamp", "blockTimestamp", "extraData", "mixHash"}
OWN |= {"stateRoot", "size", "parentBeaconBlockRoot", "excessBlobGas", "baseFeePerGas"}
OWN |= {"gasPrice", "effectiveGasPrice", "receiptsRoot", "miner", "message"}
# What anvil tells beside the specification.
BESIDE = {"totalDifficulty", "blobGasPrice", "authorizationList", "requestsHash", "blockTimestamp"}

# Keeps its first word and logs it under the topic 5; where the word is 13, it reverts with all that
# it was called with.
CODE = "5f35600d14601757" + "5f355f55" + "5f355f52" + "600560205fa1" + "00" + "5b365f5f37365ffd"
MAKE = "0x" + f"60{len(CODE) // 2:02x}8060095f395ff3" + CODE


def anvil_at(url: str) -> Ask:
    def ask(method: str, *parameters: Any) -> Any:
        asked = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)}
        request = urllib.request.Request(
            url, json.dumps(asked).encode(), {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request) as response:
            told = json.loads(response.read())
        return told.get("error") or told["result"]

    return ask


def transactions(count: int) -> list[str]:
    """Signed transactions of dev0, of all types: transfers, creations, calls, refusals."""
    chance, signed = random.Random("beside anvil"), list[str]()
    contract = "0x" + "00" * 20
    for nonce in range(count):
        fields: dict[str, Any] = {"nonce": nonce, "chainId": 31337, "gas": 200_000}
        kind = chance.randrange(3)
        if kind == 2:
            fields |= {"maxFeePerGas": 5 * 10**9, "maxPriorityFeePerGas": chance.randrange(10**9)}
        else:
            fields |= {"gasPrice": 5 * 10**9}
        if kind == 1:
            keys = ["0x" + f"{chance.randrange(9):064x}"]
            fields["accessList"] = [{"address": NOBODY, "storageKeys": keys}]
        if nonce == 0:
            fields |= {"data": MAKE, "gas": 300_000}
            contract = created(DEV0.address, 0)
        else:
            word = encode(["uint256"], [chance.choice([1, 2, 13, 2**255])])
            fields |= chance.choice(
                [
                    {"to": NOBODY, "value": chance.randrange(10**18)},
                    {"to": NOBODY, "data": chance.randbytes(chance.randrange(200))},
                    {"to": contract, "data": word},
                    {"to": contract, "data": word},
                    {"data": "0xfe"},
                    {"data": MAKE},
                ]
            )
        signed.append("0x" + DEV0.sign_transaction(fields).raw_transaction.hex())
    return signed


def created(sender: str, nonce: int) -> str:
    from avatarchain.chain.notation import address_created

    return address_created(sender, nonce)


def differences(ours: Any, theirs: Any, place: str) -> list[str]:
    """Where two answers differ in what is not each chain's own, and what only anvil tells."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        lacking = sorted(
            name for name in theirs.keys() - ours.keys() - BESIDE if theirs[name] is not None
        )
        found = [f"{place} lacks {name}" for name in lacking]
        for name in sorted((ours.keys() & theirs.keys()) - OWN):
            found += differences(ours[name], theirs[name], f"{place}.{name}")
        return found
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        return [each for at, pair in pairs for each in differences(*pair, f"{place}.{at}")]
    return [] if ours == theirs else [f"{place}: {str(ours)[:90]} here, {str(theirs)[:90]} there"]


def questions(count: int) -> Sequence[tuple[Any, ...]]:
    """What both are asked: all of each block, and the state in the end and before."""
    contract = created(DEV0.address, 0)
    asked: list[tuple[Any, ...]] = []
    for number in map(hex, range(1, count + 1)):
        asked += [
            ("eth_getBlockByNumber", number, True),
            ("eth_getBlockReceipts", number),
            ("eth_getBlockTransactionCountByNumber", number),
            ("eth_getTransactionByBlockNumberAndIndex", number, "0x0"),
            ("eth_getUncleCountByBlockNumber", number),
            ("eth_getBalance", NOBODY, number),
            ("eth_getStorageAt", contract, "0x0", number),
            ("eth_getTransactionCount", DEV0.address, number),
        ]
    for word in (1, 13):
        call = {"to": contract, "data": "0x" + f"{word:064x}", "from": DEV0.address}
        asked += [("eth_call", call, "latest"), ("eth_call", call, "0x0")]
    asked += [
        ("eth_getCode", contract, "latest"),
        ("eth_getLogs", {"fromBlock": "0x0"}),
        ("eth_getLogs", {"fromBlock": "0x0", "address": contract}),
        ("eth_getLogs", {"fromBlock": "0x0", "topics": [None, None]}),
        ("eth_getLogs", {"fromBlock": "0x0", "topics": [["0x" + f"{5:064x}"]]}),
        ("eth_estimateGas", {"from": DEV0.address, "to": NOBODY, "value": "0x1"}),
        ("eth_getBlockByNumber", hex(count + 9), False),
        ("eth_getTransactionByHash", "0x" + "12" * 32),
        ("eth_getTransactionReceipt", "0x" + "12" * 32),
        ("eth_chainId",),
        ("net_version",),
        ("eth_syncing",),
        ("web3_sha3", "0x" + keccak(b"x").hex()),
    ]
    return asked


def test_the_same_transactions_have_the_same_effects_here_and_on_anvil(
    scratch: Door, node: str
) -> None:
    count = int(os.environ.get("TRANSACTIONS", "40"))
    ours, theirs = scratch.ask, anvil_at(node)
    for raw in transactions(count):
        assert ours("eth_sendRawTransaction", raw) == theirs("eth_sendRawTransaction", raw)
    found: list[str] = []
    for method, *parameters in questions(count):
        pair = ours(method, *parameters), theirs(method, *parameters)
        found += differences(*pair, f"{method} {parameters}"[:100])
    assert found == [], "\n".join(found)
