"""Run code on the embedded devnet with py-evm, without changing it: calls and estimates of gas.

A message is run on the state after a block, or in the next block before any transaction, as if gas
cost nothing unless it says what it pays. The result is the bytes that it returns, or those with
which it failed; its changes are dropped.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from eth.abc import ComputationAPI, SignedTransactionAPI, StateAPI, VirtualMachineAPI
from eth.exceptions import Revert
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth.vm.spoof import SpoofTransaction
from eth_typing import Address
from eth_utils.exceptions import ValidationError

from avatarchain.chain.embedded import DevelopmentChain, begun, of_evm
from avatarchain.chain.messages import Invalid, Message, Override, TooSlow
from avatarchain.chain.reverts import Halted, printable, reverted
from avatarchain.chain.state import Header

# JUMP, JUMPI, and the instructions that run other code: CREATE, CALL and their kin.
_TURNS = (0x56, 0x57, 0xF0, 0xF1, 0xF2, 0xF4, 0xF5, 0xFA)
_CURVES = (0x08, *range(0x0B, 0x12))  # precompiles of which a pair of points takes a second or less
_MOST_POINTS = 2_048  # bytes that one of them is given; a proof of Groth16 gives 768


def run(chain: DevelopmentChain, header: Header, message: Message) -> ComputationAPI:
    """Run a message on the state after a block, or in the block to come, and drop its changes.

    Raises Halted with the bytes that the code returned, and Invalid if it could not start.
    """
    computation = computed(chain, header, message)
    if computation.is_error:
        raise _failure(computation)
    return computation


def computed(chain: DevelopmentChain, header: Header, message: Message) -> ComputationAPI:
    """The computation of a message, which may have failed. Raises Invalid if it could not start."""
    vm, sender = _vm(chain, header, message), Address(message.sender)
    for address, override in message.overrides:
        _suppose(vm.state, Address(address), override)
    if (patience := chain.patience) is not None:
        _hasten(vm.state, patience)
    unsigned = PragueTransactionBuilder.new_unsigned_dynamic_fee_transaction(
        chain_id=chain.chain_id,
        nonce=vm.state.get_nonce(sender),
        max_priority_fee_per_gas=message.max_priority_fee,
        max_fee_per_gas=message.max_fee,
        gas=message.gas,
        to=Address(message.to),
        value=message.value,
        data=message.data,
        access_list=[(Address(address), slots) for address, slots in message.access_list],
    )
    try:
        transaction = as_signed(SpoofTransaction(unsigned, from_=sender))
        return vm.state.apply_transaction(transaction)
    except ValidationError as error:
        raise Invalid(reason_of(error)) from error


def _vm(chain: DevelopmentChain, header: Header, message: Message) -> VirtualMachineAPI:
    sealed = of_evm(header)
    seen = sealed if message.max_fee else sealed.copy(base_fee_per_gas=0)
    return chain.get_vm(seen) if header.hash else begun(chain, seen)


def reason_of(error: ValidationError) -> str:
    """Why a transaction cannot begin, as text; py-evm's text has the sender's raw bytes in it."""
    poor = "cannot afford" in str(error) or "insufficient" in str(error).lower()
    return "insufficient funds for gas * price + value" if poor else printable(str(error))


def _hasten(state: Any, seconds: float) -> None:
    """Limit the time of code on a state: after `seconds`, TooSlow is raised.

    The time is checked at jumps and calls, because code without them ends soon. It cannot be
    checked inside a precompile, so the slow ones accept at most _MOST_POINTS points.
    """
    until, kind = time.monotonic() + seconds, state.computation_class

    def watched(instruction: Callable[..., None]) -> Callable[..., None]:
        def run(computation: ComputationAPI) -> None:
            if time.monotonic() > until:
                raise TooSlow(seconds)
            instruction(computation=computation)

        return run

    def bounded(precompile: Callable[[ComputationAPI], Any]) -> Callable[[ComputationAPI], Any]:
        def run(computation: ComputationAPI) -> Any:
            if len(computation.msg.data) > _MOST_POINTS:
                raise TooSlow(seconds)
            return precompile(computation)

        return run

    some = {code: watched(kind.opcodes[code]) for code in _TURNS if code in kind.opcodes}
    own = kind._precompiles
    places = [place for place in own if int.from_bytes(place, "big") in _CURVES]
    changed = {
        "opcodes": kind.opcodes | some,
        "_precompiles": {**own, **{place: bounded(own[place]) for place in places}},
    }
    state.computation_class = type(kind)("Timed", (kind,), changed)


def _suppose(state: StateAPI, address: Address, override: Override) -> None:
    """Change an account as the override of a call says."""
    if override.balance is not None:
        state.set_balance(address, override.balance)
    if override.nonce is not None:
        state.set_nonce(address, override.nonce)
    if override.code is not None:
        state.set_code(address, override.code)
    if override.state is not None:
        state.delete_storage(address)
    for slot, value in override.state or override.state_diff:
        state.set_storage(address, slot, value)
    state.lock_changes()


def as_signed(transaction: SpoofTransaction) -> SignedTransactionAPI:
    """The same object with the type of a signed transaction, for the type checker.

    A SpoofTransaction behaves like a signed one, but py-evm does not declare it so.
    """
    return cast(SignedTransactionAPI, transaction)


def _failure(computation: ComputationAPI) -> Halted:
    """The failure of code: with the bytes of its REVERT, else with the text of py-evm."""
    if isinstance(computation.error, Revert):
        return reverted(bytes(computation.output))
    words = printable(str(computation.error))
    return Halted(None, f"{type(computation.error).__name__} {words}".strip())


def estimate(chain: DevelopmentChain, header: Header, message: Message) -> int:
    """The gas to give to a message: enough, and at most a few per cent more than it needs.

    Without code at `to` it is exact. Code may need more gas than it uses, because code that
    writes must have 2,300 gas left, and a call passes on at most 63/64 of the gas. So if there
    were calls, the estimate is tried, and raised until the message runs.
    """
    to, state = Address(message.to), chain.get_vm(of_evm(header)).state
    plain = bool(to) and not state.get_code(to) and not message.overrides
    computation = run(chain, header, message)
    used = message.gas - computation.get_gas_remaining()
    if plain:  # a plain transfer uses what it uses
        return max(used, _floor_gas(message.data))
    used += 2_300
    if not computation.children:
        return min(max(used, _floor_gas(message.data)), message.gas)
    guess = max(used * 64 // 63, _floor_gas(message.data))
    while guess < message.gas:
        try:
            run(chain, header, replace(message, gas=guess))
        except Halted:
            guess = guess * 3 // 2
        else:
            return guess
    return message.gas


def _floor_gas(data: bytes) -> int:
    """The least gas of a transaction with this data, by EIP-7623."""
    zeros = data.count(0)
    return 21_000 + 10 * (zeros + 4 * (len(data) - zeros))
