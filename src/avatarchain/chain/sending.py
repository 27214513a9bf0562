"""Send a signed transaction, and find out what became of it.

A refusal does not prove that a transaction was not sent: a gateway may pass it on twice and
return the refusal of the second copy. So after a refusal `submit` asks whether the chain has
the transaction. Where the node had no time, and the chain does not have the transaction, the
same bytes are sent again: they cannot be carried out twice, because a nonce is used only once.
The functions here use the requests of a `Connection`, and its timeout.
"""

import re
import time

from avatarchain.base.canonical import to_hex
from avatarchain.chain.answers import Receipt, read_outcome
from avatarchain.chain.busy import Patience
from avatarchain.chain.connection import Connection
from avatarchain.chain.guard import DEVELOPMENT_CHAINS
from avatarchain.chain.transport import ChainKind, shown
from avatarchain.errors import (
    AvatarchainError,
    NodeBusy,
    NodeRefused,
    NodeTrouble,
    NoMoney,
    NoMoneyOnDevnet,
    Reverted,
    Unconfirmed,
)

_ALREADY_KNOWN = re.compile(r"already (known|imported)|known transaction", re.IGNORECASE)

# Words of nodes when the nonce of a transaction is taken, perhaps by the same transaction.
_NONCE_TAKEN = re.compile(r"nonce|underpriced|replace", re.IGNORECASE)
_POOR = re.compile(r"insufficient (funds|balance)", re.IGNORECASE)
_MOST_TIMES = 10  # timeouts that are waited for a transaction while blocks come
_LOOK_AGAIN = 3.0  # seconds in which a transaction whose nonce is taken may still appear


def submit(chain: Connection, raw: bytes, transaction_hash: bytes, sender: str, nonce: int) -> None:
    """Send the bytes of a signed transaction, without waiting for its receipt.

    An error of the node is raised only if the chain does not have the transaction. If that cannot
    be determined, Unconfirmed is raised. If the node has no time, the function waits for it, up to
    the chain's timeout.
    """
    patience = Patience(shown(chain.url), chain.timeout)
    while True:
        try:
            chain.ask("eth_sendRawTransaction", to_hex(raw))
            return
        except NodeBusy as refusal:
            if _arrived_meanwhile(chain, transaction_hash, refusal):
                return
            if not patience.again(refusal.words, refusal.after):
                if refusal.refused:
                    raise
                raise _unconfirmed(chain, transaction_hash) from refusal
        except (NodeTrouble, Reverted) as refusal:
            if not _arrived(chain, transaction_hash, sender, nonce, refusal):
                raise explained(chain, sender, refusal) from None
            return


def explained(chain: Connection, sender: str, refusal: AvatarchainError) -> AvatarchainError:
    """The refusal of a transaction of `sender`, as NoMoney if too little ether is the cause."""
    if not isinstance(refusal, NodeRefused) or not _POOR.search(refusal.words):
        return refusal
    kind = NoMoneyOnDevnet if chain.chain_id in DEVELOPMENT_CHAINS else NoMoney
    return kind(url=refusal.url, method=refusal.method, words=refusal.words, account=sender)


def _arrived_meanwhile(chain: Connection, transaction_hash: bytes, refusal: NodeBusy) -> bool:
    """Whether the chain has a transaction although the node answered that it had no time.

    Raises Unconfirmed where that cannot be found out.
    """
    try:
        return has_transaction(chain, transaction_hash)
    except (NodeTrouble, Reverted):
        raise _unconfirmed(chain, transaction_hash) from refusal


def _unconfirmed(chain: Connection, transaction_hash: bytes) -> Unconfirmed:
    return Unconfirmed(hash=to_hex(transaction_hash), seconds=chain.timeout)


def _arrived(
    chain: Connection,
    transaction_hash: bytes,
    sender: str,
    nonce: int,
    refusal: AvatarchainError,
) -> bool:
    """Whether a refused transaction is on the chain nevertheless, or waits to be mined.

    Raises Unconfirmed where that cannot be found out.
    """
    if isinstance(refusal, NodeRefused) and already_known(refusal):
        return True
    sure = isinstance(refusal, NodeRefused | Reverted) and not gave_up(refusal)
    taken = isinstance(refusal, NodeRefused) and bool(_NONCE_TAKEN.search(refusal.words))
    until, pause = time.monotonic() + min(_LOOK_AGAIN, chain.timeout), 0.05
    try:
        while not has_transaction(chain, transaction_hash):
            if not taken or time.monotonic() + pause > until:
                # If a mined transaction has this nonce, no other with it can be mined.
                sure = sure and (not taken or _mined(chain, sender) > nonce)
                break
            time.sleep(pause)
            pause *= 2
        else:
            return True
    except (NodeTrouble, Reverted):
        sure = False
    if not sure:
        raise _unconfirmed(chain, transaction_hash) from refusal
    return False


def has_transaction(chain: Connection, transaction_hash: bytes) -> bool:
    """Whether the node has a transaction, mined or waiting to be mined."""
    methods = ["eth_getTransactionReceipt"]
    if chain.kind != ChainKind.EMBEDDED:  # where no transaction waits
        methods.append("eth_getTransactionByHash")
    return any(chain.ask(method, to_hex(transaction_hash)) is not None for method in methods)


def _mined(chain: Connection, address: str) -> int:
    """The number of transactions of an account that are mined."""
    return chain.quantity("eth_getTransactionCount", address, "latest")


def wait_for_receipt(chain: Connection, transaction_hash: bytes) -> tuple[Receipt, bool]:
    """Wait for the receipt of a transaction; return it, and whether the transaction succeeded.

    The node is asked again and again, at first every 10 ms, later every second. A receipt of
    another transaction is ignored. Raises Unconfirmed if no block comes within the chain's timeout,
    or if blocks come but the transaction is in none of them for ten times that long.
    """
    standstill, pause = _Standstill(chain), 0.01
    while True:
        try:
            outcome = chain.read(
                read_outcome, "eth_getTransactionReceipt", to_hex(transaction_hash)
            )
        except (NodeTrouble, Reverted):
            outcome = None
        if outcome is not None and outcome[0].transaction_hash == transaction_hash:
            return outcome
        if standstill.over(pause):
            raise _unconfirmed(chain, transaction_hash)
        time.sleep(pause)
        pause = min(pause * 1.5, 1.0)


class _Standstill:
    """Decides when a wait for a transaction ends: no block comes, or many come without it.

    Each new block starts the chain's timeout again, up to ten times. The newest block is requested
    only after half of the timeout, so most waits cost no request.
    """

    def __init__(self, chain: Connection) -> None:
        self._chain, self._head = chain, -1
        self._since = time.monotonic()
        self._last = self._since + _MOST_TIMES * chain.timeout

    def over(self, pause: float) -> bool:
        """Whether a further wait of `pause` seconds would exceed the time."""
        now = time.monotonic()
        waited = now + pause - self._since
        if waited > self._chain.timeout / 2 and self._head < 0:
            self._head = self._newest()
        if waited <= self._chain.timeout:
            return False
        head = self._newest()
        if not 0 <= self._head < head or now + pause > self._last:
            return True
        self._head, self._since = head, now
        return False

    def _newest(self) -> int:
        """The number of the newest block; −1 if the node does not answer."""
        try:
            return self._chain.quantity("eth_blockNumber")
        except (NodeTrouble, Reverted):
            return -1


def revert_data(
    chain: Connection, sender: str, to: str | None, data: bytes, gas: int, block: str
) -> bytes:
    """The error data of a failed transaction; empty if there is none.

    A receipt does not hold this data, so the transaction is run again as a call on the state
    after `block`.
    """
    call = {"from": sender, "data": to_hex(data), "gas": hex(gas)} | ({"to": to} if to else {})
    try:
        chain.ask("eth_call", call, block)
    except Reverted as error:
        return error.data
    except NodeTrouble:
        pass
    return b""


def gave_up(refusal: AvatarchainError) -> bool:
    """Whether a gateway stopped waiting (HTTP 5xx). It may have passed the request on."""
    return isinstance(refusal, NodeRefused) and refusal.words.startswith("HTTP status 5")


def already_known(refusal: NodeRefused) -> bool:
    """Whether a node refuses a transaction because it already has it."""
    return bool(_ALREADY_KNOWN.search(refusal.words))
