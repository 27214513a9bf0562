"""Many transactions of one account at once: sent together, waited for together.

`send_many` signs them with nonces in a row, under the lock of the account, and hands them
to the node as one JSON-RPC batch; `settle` waits. Between the two the caller may work,
while the node does. What is not mined is sent again as it was, byte for byte, so a node
that forgot a transaction, or refused one for a moment, or lost the connection, gets it once
more, and none is carried out twice: a nonce is spent once. A development node that mines
when something arrives, and leaves behind what its block had no room for, is asked to mine.

What became of a transaction is a value, a receipt or the refusal, since some of them may
fail and others not; whether that matters is the caller's to say.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatarchain.chain.answers import Receipt, read_outcome, to_hex
from avatarchain.chain.client import Chain, gave_up, known
from avatarchain.chain.transport import Request
from avatarchain.errors import (
    AvatarchainError,
    NodeRefused,
    NotANode,
    Reverted,
    TooLong,
    Unconfirmed,
    Unreachable,
)

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

Outcome = Receipt | AvatarchainError

_FIRST_PAUSE, _LONGEST_PAUSE = 0.002, 1.0  # seconds between two looks for receipts
_STALL = 0.02  # seconds without a receipt until a node that mines by itself is nudged
_AGAIN = 1.0  # seconds without a receipt until a transaction is sent again
_LOST = (Unreachable, NotANode, NodeRefused, TooLong)


@dataclass(frozen=True, slots=True)
class Order:
    """A transaction to be made: to a contract, with this data and at most this gas."""

    to: str
    data: bytes
    gas: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A transaction that was signed and is, or may be, on its way."""

    order: Order
    sender: str
    raw: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Transactions sent together; `whole` where the node took every one at once."""

    sent: tuple[Sent, ...]
    whole: bool


def send_many(chain: Chain, signer: "LocalAccount", orders: Sequence[Order]) -> Dispatch:
    """Sign and send, without waiting. Raises ChainChanged, ChainBusy, Unreachable.

    From the moment that something may have been sent nothing is raised: see `settle`.
    """
    chain.check()
    with chain.alone(signer.address):
        nonce, fees = chain.nonce(signer.address), chain.fees()
        sent = tuple(
            _sign(chain, signer, order, number, fees)
            for number, order in enumerate(orders, start=nonce)
        )
        refusals = _hand_over(chain, sent)
    return Dispatch(sent, not any(refusals))


def settle(chain: Chain, dispatch: Dispatch) -> list[Outcome]:
    """What became of each transaction, in order: a receipt, or the refusal.

    A refusal is Reverted with the contract's error, NodeRefused where the node does not
    take the transaction, and Unconfirmed where the chain's patience passed without news.
    """
    outcomes: dict[bytes, Outcome] = {}
    waiting = list(dispatch.sent)
    if not dispatch.whole:
        _hand_over(chain, waiting)
    heard = sent_again = time.monotonic()
    nudges, pause = _mines_by_itself(chain), _FIRST_PAUSE
    while waiting:
        receipts = _receipts(chain, waiting)
        for one, told in receipts.items():
            outcomes[one.hash] = _outcome(chain, one, *told)
        waiting = [one for one in waiting if one.hash not in outcomes]
        now = time.monotonic()
        if receipts:
            heard = sent_again = now
            pause = _FIRST_PAUSE
            continue
        if now - sent_again >= _AGAIN:
            for one, refusal in _send_again(chain, waiting).items():
                outcomes[one.hash] = refusal
            waiting = [one for one in waiting if one.hash not in outcomes]
            sent_again = time.monotonic()
        if now - heard + pause > chain.timeout:
            break
        if nudges and now - heard >= _STALL:
            nudges = _nudge(chain)
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
    for one in waiting:
        outcomes[one.hash] = Unconfirmed(hash=to_hex(one.hash), seconds=chain.timeout)
    return [outcomes[one.hash] for one in dispatch.sent]


def pause(chain: Chain, attempts: int) -> None:
    """Leave what is on its way some time to be mined, the more the more attempts there were."""
    if _mines_by_itself(chain):
        _nudge(chain)
    time.sleep(min(0.02 * 2**attempts, _LONGEST_PAUSE))


def _sign(
    chain: Chain, signer: "LocalAccount", order: Order, nonce: int, fees: dict[str, int]
) -> Sent:
    signed = signer.sign_transaction(
        chain.fields(order.to, order.data, order.gas) | fees | {"nonce": nonce}
    )
    return Sent(order, signer.address, bytes(signed.raw_transaction), bytes(signed.hash))


def _hand_over(chain: Chain, sent: Sequence[Sent]) -> list[AvatarchainError | None]:
    """Give transactions to the node; the refusal of each that it did not take."""
    requests: list[Request] = [("eth_sendRawTransaction", [to_hex(one.raw)]) for one in sent]
    try:
        answers = chain.ask_many(requests)
    except (Unreachable, NotANode, TooLong) as error:
        return [error for _ in sent]
    return [
        None if isinstance(answer, NodeRefused) and known(answer) else answer
        for answer in (one if isinstance(one, AvatarchainError) else None for one in answers)
    ]


def _send_again(chain: Chain, waiting: Sequence[Sent]) -> dict[Sent, AvatarchainError]:
    """Those that the node will not take, and that it has not mined meanwhile either.

    Where one is refused those after it wait for its nonce: the same refusal is theirs.
    """
    refusals = _hand_over(chain, waiting)
    refused = [isinstance(one, NodeRefused) and not gave_up(one) for one in refusals]
    first = next((number for number, one in enumerate(refused) if one), None)
    if first is None:
        return {}
    mined = _receipts(chain, waiting)
    refusal = refusals[first]
    if mined or refusal is None:
        return {}
    return dict.fromkeys(waiting[first:], refusal)


def _receipts(chain: Chain, waiting: Sequence[Sent]) -> dict[Sent, tuple[Receipt, bool]]:
    """The receipts that there are, without logs, and whether each was carried out.

    None from a node that does not answer, or with those of other transactions.
    """
    requests: list[Request] = [("eth_getTransactionReceipt", [to_hex(one.hash)]) for one in waiting]
    try:
        answers = chain.ask_many(requests)
    except _LOST:
        return {}
    found = {}
    for one, answer in zip(waiting, answers, strict=True):
        try:
            told = read_outcome(answer | {"logs": []})
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        if told is not None and told[0].transaction_hash == one.hash:
            found[one] = told
    return found


def _outcome(chain: Chain, one: Sent, receipt: Receipt, carried_out: bool) -> Outcome:
    if carried_out:
        return receipt
    order = one.order
    return Reverted(
        chain.why(one.sender, order.to, order.data, order.gas, hex(receipt.block_number))
    )


def _mines_by_itself(chain: Chain) -> bool:
    """Whether this is an anvil that mines what arrives, and may leave some of it behind."""
    if chain.kind == "embedded":
        return False
    try:
        (answer,) = chain.ask_many([("anvil_getAutomine", [])])
    except _LOST:
        return False
    return answer is True


def _nudge(chain: Chain) -> bool:
    try:
        (answer,) = chain.ask_many([("evm_mine", [])])
    except _LOST:
        return True
    return not isinstance(answer, AvatarchainError)
