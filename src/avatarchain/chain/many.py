"""Send many transactions of one account together, and wait for them together.

`send_many` signs them with consecutive nonces, under the lock of the account, and sends them to the
node as one JSON-RPC batch; `settle` waits. Between the two calls the caller can do other work. A
transaction that is not mined is sent again, with the same bytes. So it arrives even if a node
forgot it, refused it for a moment or lost the connection. It cannot be carried out twice, because a
nonce is used only once. anvil mines when a transaction arrives, and may leave out some that do not
fit into its block; then it is asked to mine again.

The outcome of each transaction is a value, a receipt or an error, because some may fail and
others not. The caller decides what a failure means.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatarchain.base.canonical import to_hex
from avatarchain.chain.answers import Receipt, read_outcome
from avatarchain.chain.busy import report
from avatarchain.chain.client import Chain
from avatarchain.chain.sending import (
    already_known,
    explained,
    gave_up,
    has_transaction,
    revert_data,
)
from avatarchain.chain.transport import ChainKind, Request
from avatarchain.errors import (
    AvatarchainError,
    NodeBusy,
    NodeRefused,
    NodeTrouble,
    Reverted,
    Unconfirmed,
)

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

Outcome = Receipt | AvatarchainError

_FIRST_PAUSE, _LONGEST_PAUSE = 0.002, 1.0  # seconds between two looks for receipts
_STALL = 0.02  # seconds without a receipt until an anvil is asked to mine
_AGAIN = 1.0  # seconds without a receipt until a transaction is sent again


@dataclass(frozen=True, slots=True)
class Order:
    """A transaction to make: the contract `to`, the data, and the gas limit."""

    to: str
    data: bytes
    gas: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A transaction that was signed, and was or may have been sent."""

    order: Order
    sender: str
    raw: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Transactions that were sent together.

    `whole` is true if the node accepted all of them at the first attempt. `busy` is the refusal
    of a node that had no time for some.
    """

    sent: tuple[Sent, ...]
    whole: bool
    busy: NodeBusy | None


def send_many(chain: Chain, signer: "Signer", orders: Sequence[Order]) -> Dispatch:
    """Sign and send transactions, without waiting. Raises ChainChanged, LockHeld, Unreachable.

    Once a transaction may have been sent nothing is raised; `settle` returns the errors.
    """
    chain.check()
    with chain.alone(signer.address):
        nonce, fees = chain.nonce(signer.address), chain.fees()
        sent = tuple(
            _sign(chain, signer, order, number, fees)
            for number, order in enumerate(orders, start=nonce)
        )
        refusals = _hand_over(chain, sent)
    return Dispatch(sent, not any(refusals), _busiest(refusals))


def settle(chain: Chain, dispatch: Dispatch) -> list[Outcome]:
    """Wait for transactions; the outcome of each, in order: a receipt or an error.

    The error is Reverted with the contract's data, NodeRefused if the node does not accept
    the transaction, or Unconfirmed if there was no receipt within the chain's timeout.
    """
    outcomes: dict[bytes, Outcome] = {}
    waiting = list(dispatch.sent)
    busy, reported = dispatch.busy, False
    if not dispatch.whole and busy is None:
        busy = _busiest(_hand_over(chain, waiting))
    heard = sent_again = time.monotonic()
    nudges, pause = _mines_by_itself(chain), _FIRST_PAUSE
    while waiting:
        receipts = _receipts(chain, waiting)
        for transaction, (receipt, succeeded) in receipts.items():
            outcomes[transaction.hash] = _outcome(chain, transaction, receipt, succeeded)
        waiting = _without(waiting, outcomes)
        now = time.monotonic()
        if receipts:
            heard = sent_again = now
            pause = _FIRST_PAUSE
            continue
        if now - sent_again >= (max(_AGAIN, busy.after or 0.0) if busy else _AGAIN):
            if busy and not reported:
                report(busy.url, busy.words)
                reported = True
            refused, busy = _send_again(chain, waiting)
            for transaction, refusal in refused.items():
                outcomes[transaction.hash] = refusal
            waiting = _without(waiting, outcomes)
            sent_again = time.monotonic()
        if now - heard + pause > chain.timeout:
            break
        if nudges and now - heard >= _STALL:
            nudges = _nudge(chain)
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
    for transaction in waiting:
        unconfirmed = Unconfirmed(hash=to_hex(transaction.hash), seconds=chain.timeout)
        outcomes[transaction.hash] = unconfirmed
    return [outcomes[transaction.hash] for transaction in dispatch.sent]


def _without(waiting: Sequence[Sent], outcomes: Mapping[bytes, Outcome]) -> list[Sent]:
    """The transactions that have no outcome yet."""
    return [transaction for transaction in waiting if transaction.hash not in outcomes]


def pause(chain: Chain, attempts: int) -> None:
    """Sleep while transactions are mined; longer with each attempt."""
    if _mines_by_itself(chain):
        _nudge(chain)
    time.sleep(min(0.02 * 2**attempts, _LONGEST_PAUSE))


def _sign(chain: Chain, signer: "Signer", order: Order, nonce: int, fees: dict[str, int]) -> Sent:
    signed = signer.sign_transaction(
        chain.fields(order.to, order.data, order.gas) | fees | {"nonce": nonce}
    )
    return Sent(order, signer.address, bytes(signed.raw_transaction), bytes(signed.hash))


def _hand_over(chain: Chain, sent: Sequence[Sent]) -> list[AvatarchainError | None]:
    """Send transactions to the node; for each the error if it was refused, else None."""
    requests: list[Request] = [
        ("eth_sendRawTransaction", [to_hex(transaction.raw)]) for transaction in sent
    ]
    try:
        answers = chain.ask_many(requests)
    except NodeTrouble as error:
        return [error for _ in sent]
    refusals = [answer if isinstance(answer, AvatarchainError) else None for answer in answers]
    return [
        None
        if refusal is None or (isinstance(refusal, NodeRefused) and already_known(refusal))
        else explained(chain, transaction.sender, refusal)
        for transaction, refusal in zip(sent, refusals, strict=True)
    ]


def _busiest(refusals: Sequence[AvatarchainError | None]) -> NodeBusy | None:
    """The NodeBusy among the refusals that asks for the longest wait; None if there is none."""
    busy = [refusal for refusal in refusals if isinstance(refusal, NodeBusy)]
    return max(busy, key=lambda refusal: refusal.after or 0.0, default=None)


def _send_again(
    chain: Chain, waiting: Sequence[Sent]
) -> tuple[dict[Sent, AvatarchainError], NodeBusy | None]:
    """Send transactions again; return those that will not be mined, each with its error.

    These are the first transaction that the node refuses and does not have, and all later ones,
    which cannot be mined without it and get the same error. The second value is the NodeBusy if the
    node has no time, else None.
    """
    refusals = _hand_over(chain, waiting)
    busy = _busiest(refusals)
    refused = (
        (number, refusal)
        for number, refusal in enumerate(refusals)
        if isinstance(refusal, NodeRefused) and not gave_up(refusal)
    )
    first, refusal = next(refused, (None, None))
    if first is None or refusal is None:
        return {}, busy
    try:
        on_its_way = bool(_receipts(chain, waiting)) or has_transaction(chain, waiting[first].hash)
    except (NodeTrouble, Reverted):
        on_its_way = True  # as far as is known
    return ({} if on_its_way else dict.fromkeys(waiting[first:], refusal)), busy


def _receipts(chain: Chain, waiting: Sequence[Sent]) -> dict[Sent, tuple[Receipt, bool]]:
    """The receipts that exist, without logs, and whether each transaction succeeded.

    Receipts of other transactions are ignored. If the node does not answer, the result is empty.
    """
    requests: list[Request] = [
        ("eth_getTransactionReceipt", [to_hex(transaction.hash)]) for transaction in waiting
    ]
    try:
        answers = chain.ask_many(requests)
    except NodeTrouble:
        return {}
    receipts = {}
    for transaction, answer in zip(waiting, answers, strict=True):
        try:
            outcome = read_outcome(answer | {"logs": []})
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        if outcome is not None and outcome[0].transaction_hash == transaction.hash:
            receipts[transaction] = outcome
    return receipts


def _outcome(chain: Chain, transaction: Sent, receipt: Receipt, succeeded: bool) -> Outcome:
    """The receipt, or Reverted with the contract's error data if the transaction failed."""
    if succeeded:
        return receipt
    order, block = transaction.order, hex(receipt.block_number)
    data = revert_data(chain, transaction.sender, order.to, order.data, order.gas, block)
    return Reverted(data=data)


def _mines_by_itself(chain: Chain) -> bool:
    """Whether this is an anvil that mines when transactions arrive, and may leave some unmined."""
    if chain.kind == ChainKind.EMBEDDED:
        return False
    try:
        (answer,) = chain.ask_many([("anvil_getAutomine", [])])
    except NodeTrouble:
        return False
    return answer is True


def _nudge(chain: Chain) -> bool:
    """Ask an anvil to mine; return False if it refuses, so that it is not asked again."""
    try:
        (answer,) = chain.ask_many([("evm_mine", [])])
    except NodeTrouble:
        return True
    return not isinstance(answer, AvatarchainError)
