"""Running code on the embedded devnet without leaving a trace: calls and estimates.

A message is run on the state of a block's header as if gas cost nothing; what it returns,
or that it gave up and with which bytes, is all that comes of it.
"""

from dataclasses import dataclass, replace
from typing import cast

from eth.abc import BlockHeaderAPI, ComputationAPI, SignedTransactionAPI
from eth.exceptions import Revert
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth.vm.spoof import SpoofTransaction
from eth_typing import Address
from eth_utils.exceptions import ValidationError

from avatarchain.chain.embedded import CHAIN_ID, TRANSACTION_GAS_LIMIT, DevelopmentChain, Invalid


class Halted(Exception):
    """The code that was run gave up; `data` is what it returned with REVERT, else empty."""

    def __init__(self, data: bytes, reason: str) -> None:
        super().__init__(reason)
        self.data = data


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be run: a call, or a creation where `to` is empty."""

    sender: Address
    to: Address
    data: bytes
    value: int = 0
    gas: int = TRANSACTION_GAS_LIMIT


def run(chain: DevelopmentChain, header: BlockHeaderAPI, message: Message) -> ComputationAPI:
    """Run a message on the state of a header, free of charge, and forget what it changed.

    Errors: Halted with what the code returned, Invalid where it could not even begin.
    """
    vm = chain.get_vm(header.copy(base_fee_per_gas=0))
    unsigned = PragueTransactionBuilder.new_unsigned_dynamic_fee_transaction(
        chain_id=CHAIN_ID,
        nonce=vm.state.get_nonce(message.sender),
        max_priority_fee_per_gas=0,
        max_fee_per_gas=0,
        gas=message.gas,
        to=message.to,
        value=message.value,
        data=message.data,
        access_list=(),
    )
    try:
        transaction = as_signed(SpoofTransaction(unsigned, from_=message.sender))
        computation = vm.state.apply_transaction(transaction)
    except ValidationError as error:
        raise Invalid(str(error)) from error
    if computation.is_error:
        raise Halted(_reverted_with(computation), str(computation.error) or "execution reverted")
    return computation


def as_signed(transaction: SpoofTransaction) -> SignedTransactionAPI:
    """A spoof behaves like one and does not say so."""
    return cast(SignedTransactionAPI, transaction)


def _reverted_with(computation: ComputationAPI) -> bytes:
    return bytes(computation.output) if isinstance(computation.error, Revert) else b""


def estimate(chain: DevelopmentChain, header: BlockHeaderAPI, message: Message) -> int:
    """Enough gas for a message, at most a few per cent more than it needs.

    Code that writes must have 2,300 gas left, and a call passes on at most 63/64 of what
    there is, so that code may need more than it uses: where there were calls, the guess is
    tried, and grows until the message runs.
    """
    computation = run(chain, header, message)
    used = message.gas - computation.get_gas_remaining() + 2_300
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
    """What EIP-7623 charges a transaction for its data at least."""
    zeros = data.count(0)
    return 21_000 + 10 * (zeros + 4 * (len(data) - zeros))
