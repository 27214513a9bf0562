"""The embedded devnet as a node: it answers JSON-RPC requests.

The rest of the program talks to nodes, so the embedded chain behaves like one. The methods follow
the execution API of Ethereum, errors included, so a caller sees no difference from a node behind a
socket. `parameters` and `questions` read the parameters; `lookups`, `states`, `fees` and `mining`
compute the answer. This module has the table of methods, and writes errors as JSON-RPC does.
"""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.chain import devnet, fees, lookups, questions, state, states
from avatarchain.chain import parameters as read
from avatarchain.chain.devnet import Devnet
from avatarchain.chain.lookups import Missing
from avatarchain.chain.messages import Invalid
from avatarchain.chain.parameters import Malformed, Reader
from avatarchain.chain.reverts import Halted
from avatarchain.chain.transport import Request

if TYPE_CHECKING:
    from web3.providers.base import BaseProvider

REVERTED, REFUSED, MISSING = 3, -32000, -32001
NO_REQUEST, NO_METHOD, MALFORMED = -32600, -32601, -32602
_MOST_BLOCKS = 1024  # in one request


@dataclass(frozen=True, slots=True)
class Method:
    """A JSON-RPC method: the function that answers it, and the readers of its parameters."""

    answer: Callable[..., Any]
    required: tuple[Reader, ...] = ()
    optional: tuple[Reader, ...] = ()
    writes: bool = False  # changes the chain


class Node:
    """A chain in one file that answers one request at a time; any thread may use it."""

    def __init__(self, path: Path, timeout: float) -> None:
        self._open(devnet.opened(path, timeout))

    def _open(self, chain: Devnet) -> None:
        self.chain, self.store, self._lock = chain, chain.store, threading.Lock()

    @classmethod
    def of(cls, chain: Devnet) -> "Node":
        """A node of a chain that is open already."""
        node = cls.__new__(cls)
        node._open(chain)
        return node

    def answer(self, method: str, parameters: Any) -> dict[str, Any]:
        """The response to one request, with `result` or `error`.

        Raises NotAChainFile, CannotWrite, LockHeld or DiskFull if the file cannot be used.
        """
        return self._response(method, parameters, _value)

    def written(self, method: str, parameters: Any) -> dict[str, Any]:
        """The same, but the `result` is the text of its JSON, which takes less memory."""
        return self._response(method, parameters, _text)

    def _response(self, method: str, parameters: Any, form: Callable[[Any], Any]) -> dict[str, Any]:
        entry = METHODS.get(method)
        if entry is None:
            return _error(NO_METHOD, f"the embedded devnet does not answer {method}")
        try:
            values = read.read(method, parameters, entry.required, entry.optional)
            with self._lock, self.store.refusals():
                result = form(entry.answer(self.chain, *values))
                return {"jsonrpc": "2.0", "id": 0, "result": result}
        except Malformed as error:
            return _error(MALFORMED, str(error))
        except Halted as error:
            return _halted(error)
        except Missing as error:
            return _error(MISSING, str(error))
        except Invalid as error:
            return _error(REFUSED, str(error))

    def answer_many(self, requests: Sequence[Request]) -> list[dict[str, Any]]:
        """The responses to requests, which are answered one after another."""
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

    def flush(self) -> None:
        with self.store.refusals():
            self.store.flush()

    def close(self) -> None:
        """Close the chain file."""
        self.store.close()


def _value(result: Any) -> Any:
    """What a method answers as one value of JSON."""
    if not isinstance(result, Iterator):
        return result
    return [value for part in result for value in json.loads(f"[{part}]")]


def _text(result: Any) -> bytes:
    """What a method answers as JSON; of a long list, some values are added at a time."""
    if not isinstance(result, Iterator):
        return _json(result)
    parts = [b"["]
    for part in result:
        parts += (part.encode(), b",")
    parts[1:] = [*parts[1:-1], b"]"]
    return b"".join(parts)


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _mine(chain: Devnet, blocks: int | None = None) -> str:
    """Add `blocks` empty blocks; None means one."""
    from avatarchain.chain import mining

    if (count := 1 if blocks is None else blocks) > _MOST_BLOCKS:
        raise Malformed(f"at most {_MOST_BLOCKS:,} blocks at once, not {count}")
    with chain.evm() as evm:
        mining.mine(evm, count)
    return "0x0"


def _submit(chain: Devnet, raw: bytes) -> str:
    """Add a signed transaction in a new block; return its hash. Raises Invalid."""
    from avatarchain.chain import mining

    with chain.evm() as evm:
        return to_hex(mining.submit(evm, raw))


_CALL = (questions.call,), (read.block, questions.overrides)

METHODS: dict[str, Method] = {
    "web3_clientVersion": Method(lambda chain: "avatarchain/embedded"),
    "web3_sha3": Method(lambda chain, data: to_hex(keccak256(data)), (read.data,)),
    "net_version": Method(lambda chain: str(chain.chain_id)),
    "net_listening": Method(lambda chain: True),
    "eth_accounts": Method(lambda chain: []),
    "eth_syncing": Method(lambda chain: False),
    "eth_chainId": Method(lambda chain: hex(chain.chain_id)),
    "eth_blockNumber": Method(lambda chain: state.head(chain.store).fields["number"]),
    "eth_getBlockByNumber": Method(lookups.block, (read.number,), (read.boolean,)),
    "eth_getBlockByHash": Method(
        lambda chain, own, full=None: lookups.block(chain, read.At(hash=own), full),
        (read.hash32,),
        (read.boolean,),
    ),
    "eth_getBlockReceipts": Method(lookups.receipts, (read.block,)),
    "eth_getBlockTransactionCountByNumber": Method(lookups.transactions_in, (read.number,)),
    "eth_getBlockTransactionCountByHash": Method(lookups.transactions_in, (read.block,)),
    "eth_getUncleCountByBlockNumber": Method(lookups.uncles_in, (read.number,)),
    "eth_getUncleCountByBlockHash": Method(lookups.uncles_in, (read.block,)),
    "eth_getTransactionByHash": Method(lookups.transaction, (read.hash32,)),
    "eth_getTransactionByBlockHashAndIndex": Method(
        lookups.transaction_at, (read.block, read.small)
    ),
    "eth_getTransactionByBlockNumberAndIndex": Method(
        lookups.transaction_at, (read.number, read.small)
    ),
    "eth_getTransactionReceipt": Method(lookups.receipt, (read.hash32,)),
    "eth_getLogs": Method(lookups.logs, (questions.criteria,)),
    "eth_getBalance": Method(states.balance, (read.address,), (read.block,)),
    "eth_getCode": Method(states.code, (read.address,), (read.block,)),
    "eth_getTransactionCount": Method(states.nonce, (read.address,), (read.block,)),
    "eth_getStorageAt": Method(states.storage, (read.address, read.slot), (read.block,)),
    "eth_getProof": Method(states.proof, (read.address, read.slots), (read.block,)),
    "eth_call": Method(states.call, *_CALL),
    "eth_estimateGas": Method(states.estimate, *_CALL),
    "eth_gasPrice": Method(fees.gas_price),
    "eth_baseFee": Method(fees.gas_price),
    "eth_blobBaseFee": Method(fees.blob_price),
    "eth_maxPriorityFeePerGas": Method(fees.priority_fee),
    "eth_feeHistory": Method(fees.history, (read.count, read.number), (read.percentiles,)),
    "eth_sendRawTransaction": Method(_submit, (read.data,), writes=True),
    "evm_mine": Method(lambda chain: _mine(chain), writes=True),
    "evm_increaseTime": Method(
        lambda chain, seconds: hex(chain.clock.put_forward(seconds)), (read.count,), writes=True
    ),
    "anvil_mine": Method(_mine, (), (read.count,), writes=True),
}


def _halted(error: Halted) -> dict[str, Any]:
    """The JSON-RPC error of a failed call: the data of its REVERT, or the reason of the EVM."""
    if error.data is None:
        return _error(REFUSED, f"evm error: {error}")
    words = f"execution reverted: {error}" if str(error) else "execution reverted"
    return _error(REVERTED, words, to_hex(error.data))


def _error(code: int, message: str, data: str | None = None) -> dict[str, Any]:
    error = {"code": code, "message": message} | ({} if data is None else {"data": data})
    return {"jsonrpc": "2.0", "id": 0, "error": error}
