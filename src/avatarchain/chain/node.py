"""The embedded devnet as a node: JSON-RPC in, JSON-RPC out.

A node is what the rest of the program knows how to talk to, so the embedded chain is one:
the methods below take and give what the execution API of Ethereum writes down, errors
included, and a caller cannot tell it from a node behind a socket. Only the methods that
this project uses are answered; another is refused by its name.
"""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eth.abc import BlockHeaderAPI
from eth.exceptions import HeaderNotFound
from eth_typing import Address, Hash32

from avatarchain.chain import blocks, embedded, execution
from avatarchain.chain.embedded import CHAIN_ID, Invalid
from avatarchain.chain.execution import Halted, Message
from avatarchain.chain.transport import Request

if TYPE_CHECKING:
    from web3.providers.base import BaseProvider

REVERTED, REFUSED, NO_METHOD = 3, -32000, -32601


class Node:
    """The chain in one file, answering one request at a time, from any thread."""

    def __init__(self, path: Path, timeout: float) -> None:
        self.chain = embedded.open_chain(path, timeout)
        self.store = self.chain.store
        self._lock = threading.Lock()

    def answer(self, method: str, parameters: list[Any]) -> dict[str, Any]:
        """The response to one request, with `result` or `error`.

        What is wrong with the file raises NotAChainFile, CannotWrite, ChainBusy or DiskFull.
        """
        handler = _METHODS.get(method)
        if handler is None:
            return _error(NO_METHOD, f"the embedded devnet does not answer {method}")
        try:
            with self._lock, embedded.refusals(self.store):
                return {"jsonrpc": "2.0", "id": 0, "result": handler(self, *parameters)}
        except Halted as error:
            return _error(REVERTED, f"execution reverted: {error}", _hex(error.data))
        except Invalid as error:
            return _error(REFUSED, str(error))

    def answer_many(self, requests: Sequence[Request]) -> list[dict[str, Any]]:
        """The responses to requests, carried out one after another."""
        return [self.answer(*request) for request in requests]

    def provider(self) -> "BaseProvider":
        """This node as a provider of web3, which is imported only here."""
        from web3.providers.base import BaseProvider

        node = self

        class Provider(BaseProvider):
            def make_request(self, method: Any, params: Any) -> Any:
                return node.answer(method, list(params))

            def is_connected(self, show_traceback: bool = False) -> bool:
                return True

        return Provider()

    def close(self) -> None:
        self.store.close()

    def _header(self, block: str) -> BlockHeaderAPI:
        if block == "pending":
            return embedded.pending_header(self.chain)
        return embedded.header_at(self.chain, self._number(block))

    def _number(self, block: str) -> int | None:
        if block in ("latest", "safe", "finalized", "pending"):
            return None
        return 0 if block == "earliest" else int(block, 16)

    def _state(self, block: str) -> Any:
        """Balances, nonces and so on after a block; before anything is in it, after the last."""
        header = embedded.header_at(self.chain, self._number(block))
        return self.chain.get_vm(header).state

    def _message(self, call: dict[str, Any], most: int) -> Message:
        data = call.get("data") or call.get("input") or "0x"
        gas = int(call["gas"], 16) if call.get("gas") else most
        return Message(
            sender=Address(_bytes(call.get("from") or "0x" + "00" * 20)),
            to=Address(_bytes(call.get("to") or "0x")),
            data=_bytes(data),
            value=int(call.get("value") or "0x0", 16),
            gas=min(gas, most),
        )

    def chain_number(self) -> str:
        return hex(CHAIN_ID)

    def block_number(self) -> str:
        return hex(self.chain.get_canonical_head().block_number)

    def block_by_number(self, block: str, full: bool = False) -> dict[str, Any] | None:
        try:
            header = self._header(block)
        except Invalid:
            return None
        return self._block(header, full, pending=block == "pending")

    def block_by_hash(self, block_hash: str, full: bool = False) -> dict[str, Any] | None:
        try:
            header = self.chain.get_block_header_by_hash(Hash32(_bytes(block_hash)))
        except HeaderNotFound:
            return None
        return self._block(header, full)

    def _block(self, header: BlockHeaderAPI, full: bool, pending: bool = False) -> dict[str, Any]:
        if full:
            raise Invalid("blocks are told with the hashes of their transactions only")
        query = "select hash from receipt where block = ? order by position"
        hashes = self.store.sql.execute(query, (header.block_number,))
        return {
            "number": hex(header.block_number),
            "hash": None if pending else _hex(header.hash),
            "parentHash": _hex(header.parent_hash),
            "timestamp": hex(header.timestamp),
            "gasLimit": hex(header.gas_limit),
            "gasUsed": hex(header.gas_used),
            "baseFeePerGas": hex(embedded.base_fee(header)),
            "miner": _hex(header.coinbase),
            "mixHash": _hex(header.mix_hash),
            "nonce": _hex(header.nonce),
            "difficulty": "0x0",
            "extraData": _hex(header.extra_data),
            "stateRoot": _hex(header.state_root),
            "transactionsRoot": _hex(header.transaction_root),
            "receiptsRoot": _hex(header.receipt_root),
            "logsBloom": _hex(header.bloom.to_bytes(256, "big")),
            "sha3Uncles": _hex(header.uncles_hash),
            "uncles": [],
            "transactions": [_hex(row[0]) for row in hashes],
        }

    def balance(self, address: str, block: str = "latest") -> str:
        return hex(self._state(block).get_balance(_bytes(address)))

    def code(self, address: str, block: str = "latest") -> str:
        return _hex(self._state(block).get_code(_bytes(address)))

    def nonce(self, address: str, block: str = "latest") -> str:
        return hex(self._state(block).get_nonce(_bytes(address)))

    def storage(self, address: str, slot: str, block: str = "latest") -> str:
        value: int = self._state(block).get_storage(_bytes(address), int(slot, 16))
        return _hex(value.to_bytes(32, "big"))

    def gas_price(self) -> str:
        return hex(embedded.base_fee(embedded.pending_header(self.chain)))

    def priority_fee(self) -> str:
        return "0x0"

    def call(self, call: dict[str, Any], block: str = "latest") -> str:
        # Reading may cost more than a transaction is allowed.
        message = self._message(call, embedded.GAS_LIMIT)
        computation = execution.run(self.chain, self._header(block), message)
        return _hex(computation.output)

    def estimate(self, call: dict[str, Any], block: str = "latest") -> str:
        message = self._message(call, embedded.TRANSACTION_GAS_LIMIT)
        return hex(execution.estimate(self.chain, self._header(block), message))

    def submit(self, raw: str) -> str:
        return _hex(blocks.submit(self.chain, _bytes(raw)))

    def mine(self) -> str:
        blocks.mine(self.chain)
        return "0x0"

    def receipt(self, transaction_hash: str) -> dict[str, Any] | None:
        query = "select * from receipt where hash = ?"
        row = self.store.sql.execute(query, (_bytes(transaction_hash),)).fetchone()
        if row is None:
            return None
        own, block, position, sender, to, created, status, used, cumulative, price = row
        query = "select * from log where block = ? and receipt_position = ? order by position"
        rows = self.store.sql.execute(query, (block, position)).fetchall()
        header = embedded.header_at(self.chain, block)
        return {
            "transactionHash": _hex(own),
            "transactionIndex": hex(position),
            "blockNumber": hex(block),
            "blockHash": _hex(header.hash),
            "from": _hex(sender),
            "to": to and _hex(to),
            "contractAddress": (created and status and _hex(created)) or None,
            "status": hex(status),
            "gasUsed": hex(used),
            "cumulativeGasUsed": hex(cumulative),
            "effectiveGasPrice": hex(price),
            "logs": [_log(row, header.hash) for row in rows],
            "logsBloom": _hex(header.bloom.to_bytes(256, "big")),
            "type": "0x2",
        }

    def logs(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        if unknown := wanted.keys() - {"address", "topics", "fromBlock", "toBlock"}:
            raise Invalid(f"logs are not searched by {', '.join(sorted(unknown))}")
        head = self.chain.get_canonical_head().block_number
        first, last = (
            head if number is None else number
            for number in (
                self._number(wanted.get(end, "latest")) for end in ("fromBlock", "toBlock")
            )
        )
        addresses = [_bytes(address) for address in _listed(wanted.get("address"))]
        topics = [
            None if topic is None else [_bytes(value) for value in _listed(topic)]
            for topic in wanted.get("topics") or []
        ]
        rows = blocks.logs(self.chain, addresses, topics, first, last)
        numbers = {row[0] for row in rows}
        hashes = {number: self.chain.get_canonical_block_hash(number) for number in numbers}
        return [_log(row, hashes[row[0]]) for row in rows]


_METHODS: dict[str, Callable[..., Any]] = {
    "web3_clientVersion": lambda node: "avatarchain/embedded",
    "net_version": lambda node: str(CHAIN_ID),
    "eth_accounts": lambda node: [],
    "eth_chainId": Node.chain_number,
    "eth_blockNumber": Node.block_number,
    "eth_getBlockByNumber": Node.block_by_number,
    "eth_getBlockByHash": Node.block_by_hash,
    "eth_getBalance": Node.balance,
    "eth_getCode": Node.code,
    "eth_getTransactionCount": Node.nonce,
    "eth_getStorageAt": Node.storage,
    "eth_gasPrice": Node.gas_price,
    "eth_maxPriorityFeePerGas": Node.priority_fee,
    "eth_call": Node.call,
    "eth_estimateGas": Node.estimate,
    "eth_sendRawTransaction": Node.submit,
    "eth_getTransactionReceipt": Node.receipt,
    "eth_getLogs": Node.logs,
    "evm_mine": Node.mine,
}


def _log(row: tuple[Any, ...], block_hash: bytes) -> dict[str, Any]:
    block, position, receipt, receipt_position, address, *topics, data = row
    return {
        "address": _hex(address),
        "topics": [_hex(topic) for topic in topics if topic is not None],
        "data": _hex(data),
        "blockNumber": hex(block),
        "blockHash": _hex(block_hash),
        "transactionHash": _hex(receipt),
        "transactionIndex": hex(receipt_position),
        "logIndex": hex(position),
        "removed": False,
    }


def _error(code: int, message: str, data: str | None = None) -> dict[str, Any]:
    error = {"code": code, "message": message} | ({} if data is None else {"data": data})
    return {"jsonrpc": "2.0", "id": 0, "error": error}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _hex(value: bytes) -> str:
    return "0x" + bytes(value).hex()


def _bytes(value: str) -> bytes:
    return bytes.fromhex(value.removeprefix("0x"))
