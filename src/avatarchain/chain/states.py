"""Requests about the state after a block: accounts, storage, proofs and calls.

Each function answers one method of JSON-RPC for an open chain.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from avatarchain.base.canonical import to_hex, word
from avatarchain.chain import machine, reverts, state
from avatarchain.chain.client import TRANSACTION_GAS_LIMIT
from avatarchain.chain.devnet import Devnet
from avatarchain.chain.frames import Unsure
from avatarchain.chain.lookups import header_of
from avatarchain.chain.messages import Message, Override
from avatarchain.chain.parameters import LATEST, At
from avatarchain.chain.state import Account, Header

_LARGEST = 100_000  # bytes of a call and its answer that are kept


def balance(chain: Devnet, address: bytes, at: At | None = None) -> str:
    """The balance of an account after a block, in wei."""
    return hex(_account(chain, address, at).balance)


def code(chain: Devnet, address: bytes, at: At | None = None) -> str:
    """The code of an account after a block."""
    return to_hex(state.code(chain.store, _account(chain, address, at)))


def nonce(chain: Devnet, address: bytes, at: At | None = None) -> str:
    """The number of transactions that an account has sent up to a block."""
    return hex(_account(chain, address, at).nonce)


def storage(chain: Devnet, address: bytes, slot: int, at: At | None = None) -> str:
    """The 32 bytes in a storage slot of a contract after a block."""
    return to_hex(word(state.slot(chain.store, _account(chain, address, at), slot)))


def proof(
    chain: Devnet, address: bytes, slots: list[tuple[str, int]], at: At | None = None
) -> dict[str, Any]:
    """An account and words of its storage, with the nodes of the tries that prove them."""
    root = _settled(chain, at).bytes("stateRoot")
    account = state.account(chain.store, root, address)
    return {
        "address": to_hex(address),
        "balance": hex(account.balance),
        "nonce": hex(account.nonce),
        "codeHash": to_hex(account.code),
        "storageHash": to_hex(account.storage),
        "accountProof": [to_hex(node) for node in state.proof(chain.store, root, address)],
        "storageProof": [_word(chain, account, key, slot) for key, slot in slots],
    }


def _word(chain: Devnet, account: Account, key: str, slot: int) -> dict[str, Any]:
    nodes = state.proof(chain.store, account.storage, word(slot))
    return {
        # A key is told as it was asked for, and as a number if it was shorter than a word.
        "key": key if len(key) == 66 else hex(slot),
        "value": hex(state.slot(chain.store, account, slot)),
        "proof": [to_hex(node) for node in nodes],
    }


def call(
    chain: Devnet,
    question: Message,
    at: At | None = None,
    overrides: Mapping[bytes, Override] | None = None,
) -> str:
    """The bytes that a call returns, as 0x-hex.

    Raises Halted if it fails, Invalid if it cannot start.
    """
    header = header_of(chain, at or LATEST)
    # Reading may cost more than a transaction is allowed.
    message = _message(question, overrides, header.number("gasLimit"))
    try:
        return to_hex(_read(chain, header, message))
    except Unsure:
        from avatarchain.chain import execution

        with chain.evm() as evm:
            return to_hex(execution.run(evm, header, message).output)


def _read(chain: Devnet, header: Header, message: Message) -> bytes:
    """The bytes that a call returns, without py-evm.

    Raises Halted, and Unsure if py-evm is needed.
    """
    if not header.hash:
        raise Unsure("it runs in the block to come")
    key = header.hash, message
    outcome: machine.Outcome | None = chain.answers.get(key)
    if outcome is None:
        outcome = machine.run(chain.store, header, message, chain.patience)
        if len(message.data) + len(outcome.output) <= _LARGEST:
            chain.answers[key] = outcome
    if outcome.reverted:
        raise reverts.reverted(outcome.output)
    return outcome.output


def estimate(
    chain: Devnet,
    question: Message,
    at: At | None = None,
    overrides: Mapping[bytes, Override] | None = None,
) -> str:
    """The gas to give to a call. Raises Halted if it fails, Invalid if it cannot start."""
    from avatarchain.chain import execution

    header = header_of(chain, at or LATEST)
    message = _message(question, overrides, TRANSACTION_GAS_LIMIT)
    with chain.evm() as evm:
        return hex(execution.estimate(evm, header, message))


def _message(question: Message, overrides: Mapping[bytes, Override] | None, most: int) -> Message:
    gas = min(question.gas, most)
    return replace(question, gas=gas, overrides=tuple((overrides or {}).items()))


def _settled(chain: Devnet, at: At | None) -> Header:
    """The header of a block; for the pending block, which changes nothing, that of the newest."""
    return header_of(chain, LATEST if at is None or at.pending else at)


def _account(chain: Devnet, address: bytes, at: At | None) -> Account:
    return state.account(chain.store, _settled(chain, at).bytes("stateRoot"), address)
