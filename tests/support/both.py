"""Two readers of one chain file: ours, which loads no EVM, and py-evm.

With `comparing`, whatever the embedded devnet is asked is asked of both. They must agree, after
a call on the gas that is left too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import rlp
from eth.exceptions import HeaderNotFound, Revert
from eth_typing import BlockNumber, Hash32
from rlp.exceptions import RLPException
from trie.hexary import HexaryTrie

from avatarchain.base.canonical import keccak256, to_hex, word
from avatarchain.chain import embedded, execution, machine, state
from avatarchain.chain.database import Database
from avatarchain.chain.frames import Unsure
from avatarchain.chain.headers import told_of
from avatarchain.chain.lookups import header_of
from avatarchain.chain.messages import GAS_LIMIT, Invalid, Message
from avatarchain.chain.node import METHODS, Node
from avatarchain.chain.parameters import LATEST, PENDING, At, Malformed, read
from avatarchain.errors import AvatarchainError


@dataclass
class Compared:
    """How many answers were compared, by method; and why the machine left calls to py-evm."""

    counts: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def of_evm(node: Node, method: str, values: list[Any]) -> Any:
    """What py-evm answers to a request that only reads; None to any other. Raises Invalid."""
    chain = embedded.opened(node.chain.clock)
    match method, values:
        case "eth_blockNumber", _:
            return hex(chain.get_canonical_head().block_number)
        case "eth_getBlockByNumber", [At() as at, *_] if at != PENDING:
            return _block(chain, _header(chain, at))
        case "eth_getBlockByHash", [bytes() as name, *_]:
            return _block(chain, _header(chain, At(hash=name)))
        case "eth_getTransactionByHash", [bytes() as name]:
            return _sent(node, chain, name)
        case "eth_getTransactionReceipt", [bytes() as name]:
            return _receipt(node, chain, name)
        case "eth_getStorageAt", [account, slot, *at]:
            return to_hex(word(_state(chain, *at).get_storage(account, slot)))
        case "eth_getProof", [account, slots, *at]:
            return _proof(node, chain, account, slots, *at)
        case "eth_getBalance", [account, *at]:
            return hex(_state(chain, *at).get_balance(account))
        case "eth_getCode", [account, *at]:
            return to_hex(_state(chain, *at).get_code(account))
        case "eth_getTransactionCount", [account, *at]:
            return hex(_state(chain, *at).get_nonce(account))
        case _:
            return None


def _header(chain: Any, at: At | None = None) -> Any:
    at = LATEST if at is None or at == PENDING else at
    try:
        if at.hash is not None:
            return chain.get_block_header_by_hash(Hash32(at.hash))
        if at.number is not None:
            return chain.get_canonical_block_header_by_number(BlockNumber(at.number))
        return chain.get_canonical_head()
    except (HeaderNotFound, RLPException) as error:  # the second for a hash of something else
        raise Invalid(str(error)) from error


def _state(chain: Any, at: At | None = None) -> Any:
    return chain.get_vm(_header(chain, at)).state


def _block(chain: Any, header: Any) -> dict[str, Any]:
    whole = chain.get_vm_class(header).get_block_class().from_header(header, chain.chaindb)
    size = hex(len(rlp.encode(whole)))
    return told_of(embedded.encoded(header)) | {"hash": to_hex(header.hash), "size": size}


def _place(node: Node, name: bytes) -> Any:
    query = "select block, position from receipt where hash = ?"
    return node.store.sql.execute(query, (name,)).fetchone()


def _sent(node: Node, chain: Any, name: bytes) -> dict[str, Any] | None:
    place = _place(node, name)
    if place is None:
        return None
    sent = chain.get_canonical_transaction_by_index(BlockNumber(place[0]), place[1])
    kind = sent.type_id or 0
    fields: dict[str, Any] = {
        "hash": to_hex(sent.hash),
        "from": to_hex(sent.sender),
        "to": to_hex(sent.to) if sent.to else None,
        "nonce": hex(sent.nonce),
        "input": to_hex(sent.data),
        "value": hex(sent.value),
        "gas": hex(sent.gas),
        "type": hex(kind),
        "r": hex(sent.r),
        "s": hex(sent.s),
        "v": hex(sent.y_parity if kind else sent.v),
        "chainId": hex(sent.chain_id),
    }
    if kind:
        keys = [(to_hex(at), [to_hex(word(key)) for key in keys]) for at, keys in sent.access_list]
        fields["accessList"] = [{"address": at, "storageKeys": listed} for at, listed in keys]
        fields["yParity"] = fields["v"]
    if kind > 1:
        fields["maxFeePerGas"] = hex(sent.max_fee_per_gas)
        fields["maxPriorityFeePerGas"] = hex(sent.max_priority_fee_per_gas)
    if kind == 4:
        names = ("chain_id", "nonce", "y_parity", "r", "s")
        told = ("chainId", "nonce", "yParity", "r", "s")
        fields["authorizationList"] = [
            {"address": to_hex(one.address)}
            | {key: hex(getattr(one, own)) for key, own in zip(told, names, strict=True)}
            for one in sent.authorization_list
        ]
    return fields


def _receipt(node: Node, chain: Any, name: bytes) -> dict[str, Any] | None:
    place = _place(node, name)
    if place is None:
        return None
    builder = chain.get_vm_class(chain.get_canonical_head()).get_receipt_builder()
    effects = chain.chaindb.get_receipt_by_index(BlockNumber(place[0]), place[1], builder)
    return {
        "logsBloom": to_hex(effects.bloom.to_bytes(256, "big")),
        "status": hex(effects.state_root == b"\1"),
        "cumulativeGasUsed": hex(effects.gas_used),
    }


def _proof(node: Node, chain: Any, account: bytes, slots: Any, *at: At) -> dict[str, Any]:
    root, read = _header(chain, *at).state_root, _state(chain, *at)
    storage = read._account_db._get_account(account).storage_root
    database: Any = Database(node.chain)

    def nodes(root: bytes, key: bytes) -> list[str]:
        trie = HexaryTrie(database, Hash32(root))
        if root == HexaryTrie({}).root_hash:
            return []
        ways = [rlp.encode(one) for one in trie.get_proof(keccak256(key)) if one]  # type: ignore[no-untyped-call]
        return [to_hex(way) for place, way in enumerate(ways) if not place or len(way) >= 32]

    return {
        "balance": hex(read.get_balance(account)),
        "nonce": hex(read.get_nonce(account)),
        "codeHash": to_hex(read.get_code_hash(account) or keccak256(b"")),
        "storageHash": to_hex(storage),
        "accountProof": nodes(root, account),
        "storageProof": [
            {
                "key": key if len(key) == 66 else hex(slot),
                "value": hex(read.get_storage(account, slot)),
                "proof": nodes(storage, word(slot)),
            }
            for key, slot in slots
        ],
    }


def outcome_of_evm(node: Node, header: state.Header, message: Message) -> machine.Outcome:
    """What comes of a call by py-evm. Raises Invalid."""
    computation = execution.computed(embedded.opened(node.chain.clock), header, message)
    clean = not computation.is_error or isinstance(computation.error, Revert)
    output = bytes(computation.output) if clean else str(computation.error).encode()
    return machine.Outcome(output, computation.is_error, computation.get_gas_remaining())


def compare(node: Node, method: str, parameters: list[Any], answer: dict[str, Any]) -> str | None:
    """Hold an answer of the node against py-evm's; say why the machine gave up, if it did."""
    known = METHODS.get(method)
    if known is None:
        return None
    try:
        values = read(method, parameters, known.required, known.optional)
        if method == "eth_call":
            return compare_call(node, answer, *values)
        right = of_evm(node, method, values)
    except (Invalid, Malformed):
        assert answer.get("result") is None, answer
        return None
    if isinstance(right, dict):
        assert {key: answer["result"][key] for key in right} == right, (method, parameters)
    elif right is not None:
        assert answer["result"] == right, (method, parameters)
    return None


def compare_call(
    node: Node,
    answer: dict[str, Any],
    asked: Message,
    at: At | None = None,
    overrides: Any = None,
) -> str | None:
    """Hold the answer of a call against py-evm's. Raises Invalid."""
    if at == PENDING or overrides:
        return None
    header = header_of(node.chain, at or LATEST)
    message = replace(asked, gas=min(asked.gas, GAS_LIMIT))
    theirs = outcome_of_evm(node, header, message)
    try:
        assert machine.run(node.store, header, message) == theirs
    except Unsure as unsure:
        return str(unsure)
    if theirs.reverted:
        assert answer["error"]["data"] == to_hex(theirs.output)
    else:
        assert answer["result"] == to_hex(theirs.output)
    return None


def _head(node: Node) -> bytes | None:
    """The newest block's hash; None of a chain that cannot be read: its answer says why."""
    try:
        with node._lock, node.store.refusals():
            return state.head(node.store).hash
    except AvatarchainError:
        return None


@contextmanager
def comparing() -> Iterator[Compared]:
    """Hold every answer of the embedded devnet in this process against py-evm's."""
    answer, compared = Node.answer, Compared()

    def both(node: Node, method: str, parameters: list[Any]) -> dict[str, Any]:
        before = _head(node)
        ours = answer(node, method, parameters)
        with node.store.refusals():
            try:
                with node._lock:  # no two threads use one connection of SQLite's at once
                    reason = compare(node, method, parameters, ours)
            except Exception:
                # Another thread or process may have added a block since the answer, or before it.
                if _head(node) == before:
                    raise
                return ours
        compared.counts[method] = compared.counts.get(method, 0) + 1
        compared.left += [reason] if reason else []
        return ours

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Node, "answer", both)
        yield compared
