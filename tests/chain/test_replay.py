"""A chain that was made by other rules, with all its hashes right, is found out by its block."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import calls
import pytest
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.computation import PragueComputation
from eth.vm.forks.prague.state import PragueState, PragueTransactionExecutor
from eth_account import Account
from eth_account.signers.local import LocalAccount

from avatarchain.chain import Chain, connect, embedded, mining
from avatarchain.chain.check import Damage, Whole, check

NOBODY = "0x" + "00" * 19 + "99"
VICTIM = embedded.DEVELOPMENT_ACCOUNTS[1]
FORGED = "is not what its transactions give when they are executed again"

Forging = Callable[[pytest.MonkeyPatch, Chain, LocalAccount], object]
"""Makes block 2 of a chain by other rules."""


def send(chain: Chain, key: LocalAccount, **fields: Any) -> str:
    whole = {
        "nonce": chain.nonce(key.address),
        "chainId": 31337,
        "gas": 90_000,
        "to": NOBODY,
        "maxFeePerGas": 2 * 10**9,
        "maxPriorityFeePerGas": 3,
    }
    given = {name: value for name, value in (whole | fields).items() if value is not None}
    signed = key.sign_transaction(given)
    answer: str = chain.ask("eth_sendRawTransaction", "0x" + signed.raw_transaction.hex())
    return answer


def another_sender(patch: pytest.MonkeyPatch, chain: Chain, key: LocalAccount) -> None:
    """A transaction that runs as if somebody else had signed it."""
    right = PragueTransactionExecutor.build_evm_message

    def forged(self: PragueTransactionExecutor, transaction: Any) -> Any:
        message = right(self, transaction)
        message.sender = VICTIM
        return message

    patch.setattr(PragueTransactionExecutor, "build_evm_message", forged)
    send(chain, key, value=10**18)


def another_chain(patch: pytest.MonkeyPatch, chain: Chain, key: LocalAccount) -> None:
    patch.setattr(mining, "CHAIN_ID", 1)
    send(chain, key, chainId=1)


def another_nonce(patch: pytest.MonkeyPatch, chain: Chain, key: LocalAccount) -> None:
    patch.setattr(PragueState, "validate_transaction", lambda *_: None)
    send(chain, key, nonce=7)


def another_log(patch: pytest.MonkeyPatch, chain: Chain, key: LocalAccount) -> None:
    entry = (VICTIM, (5,), b"never said")
    patch.setattr(PragueComputation, "get_log_entries", lambda _: (entry,))
    send(chain, key)


def another_gas(patch: pytest.MonkeyPatch, chain: Chain, key: LocalAccount) -> None:
    patch.setattr(PragueVM, "finalize_gas_used", lambda *_: 21_001)
    send(chain, key)


def money(patch: pytest.MonkeyPatch, chain: Chain, key: LocalAccount) -> None:
    """An empty block in which somebody becomes rich."""

    def forged(place: embedded.DevelopmentChain, header: embedded.BlockHeaderAPI) -> Any:
        vm = embedded.begun(place, header)
        vm.state.set_balance(VICTIM, 10**30)
        return vm

    patch.setattr(mining, "begun", forged)
    chain.mine()


def headed(**fields: Any) -> Forging:
    """An empty block whose header has another field."""

    def forge(patch: pytest.MonkeyPatch, chain: Chain, key: LocalAccount) -> None:
        right = embedded.pending_header
        patch.setattr(mining, "pending_header", lambda place: right(place).copy(**fields))
        chain.mine()

    return forge


HEADER = "its header is not one that this version makes"
FORGINGS: dict[str, tuple[Forging, str]] = {
    "a sender": (another_sender, f"its state {FORGED}"),
    "a chain": (another_chain, "transaction 0 in it is signed for chain 1, this is chain 31337"),
    "a nonce": (another_nonce, "its transactions cannot be executed (Invalid transaction nonce"),
    "a log": (another_log, f"what it logs {FORGED}"),
    "the gas": (another_gas, f"its gas {FORGED}"),
    "money": (money, f"its state {FORGED}"),
    "the limit of gas": (headed(gas_limit=30_000_001), HEADER),
    "a miner": (headed(coinbase=VICTIM), HEADER),
    "words": (headed(extra_data=b"a later hand"), HEADER),
}


@pytest.mark.parametrize("name", FORGINGS)
def test_a_block_that_was_made_by_other_rules_is_named(
    name: str, folder: Path, development_key: LocalAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge, reason = FORGINGS[name]
    with connect("evm+sqlite://", folder=folder) as chain:
        chain.mine()
        with monkeypatch.context() as patch:
            forge(patch, chain, development_key)
        chain.mine()
    damage = check(folder / "chain.sqlite")
    assert isinstance(damage, Damage)
    assert (damage.block, damage.reason.startswith(reason)) == (2, True), damage


GENESES: dict[str, tuple[str, Any]] = {
    "richer accounts": ("DEVELOPMENT_BALANCE", 10**30),
    "other accounts": ("DEVELOPMENT_ACCOUNTS", (VICTIM, b"\x99" * 20)),
    "code": ("HISTORY_STORAGE_ADDRESS", b"\x99" * 20),
    "more gas": ("GAS_LIMIT", 2**40),
}


@pytest.mark.parametrize("name", GENESES)
def test_a_block_0_that_is_not_ours_is_named(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(embedded, *GENESES[name])
        connect("evm+sqlite://", folder=folder).close()
    assert check(folder / "chain.sqlite") == Damage(
        0, "it is not a block 0 as this version makes it"
    )


def test_whatever_a_chain_was_asked_to_do_follows_when_it_is_executed_again(
    folder: Path, development_key: LocalAccount
) -> None:
    """Every type of transaction, failures, creations, empty blocks, and a clock put forward."""
    key, second = development_key, Account.create()
    with connect("evm+sqlite://", folder=folder) as chain:
        chain.mine(2)
        legacy = {"maxFeePerGas": None, "maxPriorityFeePerGas": None, "gasPrice": 2 * 10**9}
        listed = [{"address": NOBODY, "storageKeys": ["0x" + "ab" * 32]}]
        for fields in (
            {"value": 5, "to": second.address},
            legacy,
            legacy | {"accessList": listed},
            {"accessList": listed},
        ):
            send(chain, key, **fields)
        chain.ask("evm_increaseTime", 86_400)
        # A creation that fails, one that ends in a loop without gas, and a registry.
        send(chain, key, to=b"", data="0x60006000fd")
        send(chain, key, to=b"", data="0x5b600056")
        registry = chain.send(key, None, calls.creation()).contract_address
        assert registry is not None
        chain.send(key, registry, calls.register(key.address, 7))
        # What contracts read of a block: number, time, random number, limit, fee, parent's hash.
        reads = "0x43600055426001554460025545600355486004556001430340600555"
        send(chain, key, to=b"", data=reads, gas=300_000)
        delegated = second.sign_authorization(
            {"chainId": 31337, "address": bytes.fromhex(registry[2:]), "nonce": 0}
        )
        send(chain, key, authorizationList=[delegated])
        chain.mine(2)
    result = check(folder / "chain.sqlite")
    assert isinstance(result, Whole), result
    assert (result.transactions, result.blocks) == (10, 15)
