"""What the rest of the program knows of a chain: the same few verbs on every kind.

A chain is reached through a transport, something that answers JSON-RPC requests; whether
that is the embedded devnet or a node behind a socket makes no difference above this line.
Transactions are signed here, by eth-account, and sent raw: no node is ever asked to sign.
What a node says is turned into this project's refusals: a contract's own refusal is
Reverted, with the bytes of its error, whoever ran it.

Whether a network may be written to is `guard`'s to say, and the caller's to ask.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from avatarchain.chain.answers import (
    Block,
    Log,
    Receipt,
    checksum,
    error_data,
    from_hex,
    quantity,
    read_base_fee,
    read_block,
    read_block_or_none,
    read_logs,
    read_outcome,
    to_hex,
    write_topic,
)
from avatarchain.chain.transport import Request, Transport, plain, shown
from avatarchain.errors import (
    AvatarchainError,
    CannotMine,
    CannotWrite,
    ChainBusy,
    ChainChanged,
    NodeRefused,
    NoSuchBlock,
    NotANode,
    Reverted,
    TooLong,
    Unconfirmed,
    Unreachable,
)

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount
    from web3 import Web3

# What nodes say, in their own words, where code that they ran gave up.
_REVERTED = re.compile(r"revert|invalid opcode|evm error|opcodenotfound", re.IGNORECASE)

_KNOWN = re.compile(r"already (known|imported)|known transaction", re.IGNORECASE)

TRANSACTION_GAS_LIMIT = 16_777_216  # EIP-7825

_Value = TypeVar("_Value")


class Chain:
    """A chain that is open; a context manager that closes it.

    `url` as given, `kind` ("embedded", "anvil" or "remote"), `chain_id`, and `genesis`, the
    hash of block 0 (32 bytes), are read once, when it is opened.
    """

    def __init__(
        self, transport: Transport, *, url: str, kind: str, folder: Path, timeout: float
    ) -> None:
        self.url, self.kind, self._shown = url, kind, shown(url)
        self._transport, self._folder, self.timeout = transport, folder, timeout
        self.chain_id = self._quantity("eth_chainId")
        self.genesis = self.block(0).hash
        self._locks = f"nonce-{self.chain_id}-{self.genesis.hex()[:16]}"

    def __enter__(self) -> "Chain":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the chain; an anvil that was started for it is stopped. Twice is harmless."""
        self._transport.close()
        if self.kind == "anvil":  # which nobody will meet again, nor its locks
            for lock in self._folder.glob(f"{self._locks}-*.lock"):
                lock.unlink(missing_ok=True)

    @cached_property
    def w3(self) -> "Web3":
        """A Web3 on this chain; importing web3 costs a third of a second, only if asked for."""
        from web3 import Web3

        return Web3(self._transport.provider())

    def call(
        self, to: str, data: bytes, *, sender: str | None = None, block: int | str = "latest"
    ) -> bytes:
        """What a contract returns, on the state after `block`. Raises Reverted."""
        call = {"to": to, "data": to_hex(data)} | ({"from": sender} if sender else {})
        at = hex(block) if isinstance(block, int) else block
        return self._read(from_hex, "eth_call", call, at)

    def estimate(self, to: str | None, data: bytes, *, sender: str, block: str = "pending") -> int:
        """Gas that a transaction needs; None creates a contract. Raises Reverted."""
        call = {"from": sender, "data": to_hex(data)} | ({"to": to} if to else {})
        return self._quantity("eth_estimateGas", call, block)

    def send(
        self, signer: "LocalAccount", to: str | None, data: bytes, *, gas: int | None = None
    ) -> Receipt:
        """Sign, send, wait; the receipt of a transaction that was carried out.

        Without `gas` it is estimated, and a refusal then costs nothing. Raises Reverted,
        ChainChanged, NodeRefused (too little ether, say), ChainBusy, Unreachable before
        anything was sent, and Unconfirmed where it may have been.
        """
        self.check()
        if gas is None:
            needed = self.estimate(to, data, sender=signer.address)
            # Room for what others change meanwhile, as far as networks let one transaction go.
            gas = max(needed, min(needed * 5 // 4, TRANSACTION_GAS_LIMIT))
        fields = self.fields(to, data, gas) | self.fees()
        with self.alone(signer.address):
            fields["nonce"] = self.nonce(signer.address)
            signed = signer.sign_transaction(fields)
            self._submit(bytes(signed.raw_transaction), bytes(signed.hash))
        receipt, carried_out = self._receipt(bytes(signed.hash))
        if not carried_out:
            raise Reverted(self.why(signer.address, to, data, gas, hex(receipt.block_number)))
        return receipt

    def logs(
        self,
        address: str,
        topics: Sequence[bytes | Sequence[bytes] | None] = (),
        *,
        first: int = 0,
        last: int | None = None,
    ) -> list[Log]:
        """Logs of one contract in blocks `first` to `last` (the newest), both included, in order.

        A topic is a value, several to choose from, or None for any. A node that refuses a
        range as too large, or answers at too great length, is asked for its halves.
        """
        wanted = {"address": address, "topics": [write_topic(topic) for topic in topics]}
        if last is None:
            last = self._quantity("eth_blockNumber")
        found: list[Log] = []
        ranges = [(first, last)] if first <= last else []
        while ranges:
            low, high = ranges.pop()
            span = {"fromBlock": hex(low), "toBlock": hex(high)}
            try:
                found += self._read(read_logs, "eth_getLogs", wanted | span)
            except (NodeRefused, TooLong):
                if low == high:
                    raise
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]
        return found

    def code(self, address: str) -> bytes:
        """The code at an address now, empty where there is none."""
        return self._read(from_hex, "eth_getCode", address, "latest")

    def head(self) -> Block:
        """The newest block."""
        return self._read(read_block, "eth_getBlockByNumber", "latest", False)

    def block(self, number: int) -> Block:
        """The block of a number. Raises NoSuchBlock."""
        block = self._read(read_block_or_none, "eth_getBlockByNumber", hex(number), False)
        if block is None:
            raise NoSuchBlock(url=self._shown, number=number)
        if block.number != number:
            reason = f"asked for block {number}, it told block {block.number}"
            raise NotANode(url=self._shown, reason=reason)
        return block

    def mine(self, blocks: int = 1) -> None:
        """Add empty blocks to a devnet. Raises CannotMine anywhere else."""
        for _ in range(blocks):
            try:
                self._ask("evm_mine")
            except NodeRefused as error:
                raise CannotMine(url=self._shown, words=error.words) from error

    # --- for those who make transactions

    def ask_many(self, requests: Sequence[Request]) -> list[Any]:
        """The result of each request, or the refusal that it was answered with.

        Raises Unreachable, NotANode, TooLong.
        """
        found: list[Any] = []
        responses = self._transport.answer_many(requests)
        for (method, _), response in zip(requests, responses, strict=True):
            try:
                found.append(self._result(method, response))
            except AvatarchainError as error:
                found.append(error)
        return found

    def check(self) -> None:
        """ChainChanged where the address leads to another chain by now."""
        found = self._quantity("eth_chainId")
        if found != self.chain_id:
            raise ChainChanged(url=self._shown, expected=self.chain_id, found=found)

    def nonce(self, address: str) -> int:
        """The next nonce of an account; nobody else takes it under `alone`."""
        return self._quantity("eth_getTransactionCount", address, "pending")

    def fields(self, to: str | None, data: bytes, gas: int) -> dict[str, Any]:
        """A transaction as eth-account signs it, but for nonce and `fees`."""
        fields = {"type": 2, "chainId": self.chain_id, "value": 0, "data": data, "gas": gas}
        return fields | ({"to": checksum(to)} if to else {})

    def _ask(self, method: str, *parameters: Any) -> Any:
        return self._result(method, self._transport.answer(method, list(parameters)))

    def _result(self, method: str, response: Any) -> Any:
        if not isinstance(response, dict) or not {"result", "error"} & response.keys():
            raise NotANode(url=self._shown, reason=f"{method} was answered with {response!r:.60}")
        error = response.get("error")
        if error is None:
            return response.get("result")
        if not isinstance(error, dict):
            error = {"message": str(error)}
        words = plain(str(error.get("message", error)))
        if error.get("code") == 3 or _REVERTED.search(words):
            raise Reverted(error_data(error.get("data")))
        raise NodeRefused(url=self._shown, method=method, words=words)

    def _read(self, reader: Callable[[Any], _Value], method: str, *parameters: Any) -> _Value:
        """What is asked for, as `reader` makes it of the answer; NotANode where it cannot."""
        answer = self._ask(method, *parameters)
        try:
            return reader(answer)
        except (KeyError, TypeError, ValueError, AttributeError):
            reason = f"{method} was answered with {answer!r:.60}"
            raise NotANode(url=self._shown, reason=reason) from None

    def _quantity(self, method: str, *parameters: Any) -> int:
        return self._read(quantity, method, *parameters)

    def fees(self) -> dict[str, int]:
        """EIP-1559 prices in wei: the node's tip, and room for the base fee to double."""
        try:
            tip = self._quantity("eth_maxPriorityFeePerGas")
        except NodeRefused:
            tip = 10**9
        base = self._read(read_base_fee, "eth_getBlockByNumber", "latest", False)
        return {"maxPriorityFeePerGas": tip, "maxFeePerGas": 2 * base + tip}

    @contextmanager
    def alone(self, address: str) -> Iterator[None]:
        """No other process takes a nonce of this account on this chain meanwhile."""
        from filelock import FileLock, Timeout

        path = self._folder / f"{self._locks}-{address[2:].lower()}.lock"
        lock = FileLock(path)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=self.timeout)
        except Timeout as error:
            raise ChainBusy(path=path, seconds=self.timeout) from error
        except OSError as error:
            raise CannotWrite(path=path, reason=error.strerror or error) from error
        try:
            yield
        finally:
            lock.release()

    def _submit(self, raw: bytes, transaction_hash: bytes) -> None:
        try:
            self._ask("eth_sendRawTransaction", to_hex(raw))
        except NodeRefused as error:
            if gave_up(error):
                raise Unconfirmed(hash=to_hex(transaction_hash), seconds=self.timeout) from error
            if not known(error):
                raise
        except (Unreachable, NotANode, TooLong) as error:
            raise Unconfirmed(hash=to_hex(transaction_hash), seconds=self.timeout) from error

    def _receipt(self, transaction_hash: bytes) -> tuple[Receipt, bool]:
        """Asked for again and again, at first every 10 ms, later every second.

        And whether it was carried out. A receipt of another transaction is none.
        """
        until, pause = time.monotonic() + self.timeout, 0.01
        while True:
            try:
                told = self._read(
                    read_outcome, "eth_getTransactionReceipt", to_hex(transaction_hash)
                )
            except (Unreachable, NotANode, NodeRefused, TooLong, Reverted):
                told = None
            if told is not None and told[0].transaction_hash == transaction_hash:
                return told
            if time.monotonic() + pause > until:
                raise Unconfirmed(hash=to_hex(transaction_hash), seconds=self.timeout)
            time.sleep(pause)
            pause = min(pause * 1.5, 1.0)

    def why(self, sender: str, to: str | None, data: bytes, gas: int, block: str) -> bytes:
        """The error data of a transaction that failed: a receipt does not hold it."""
        call = {"from": sender, "data": to_hex(data), "gas": hex(gas)} | ({"to": to} if to else {})
        try:
            self._ask("eth_call", call, block)
        except Reverted as error:
            return bytes(error.data)
        except (NodeRefused, Unreachable, NotANode, TooLong):
            pass
        return b""


def gave_up(error: NodeRefused) -> bool:
    """Whether a gateway stopped waiting, which may have passed on what it was sent."""
    return bool(error.words.startswith("HTTP status 5"))


def known(refusal: NodeRefused) -> bool:
    """Whether a node refuses a transaction because it has it already."""
    return bool(_KNOWN.search(refusal.words))
