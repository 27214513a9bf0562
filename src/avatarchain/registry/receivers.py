"""Which address can hold an avatar: an account, or a contract that accepts tokens.

An avatar that goes to any other address is lost for ever, because nobody can move it again. The
registry contract does not check this: a birth calls no code of the receiver, so that no receiver
can stop it. So the address is checked here before anything is sent.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from avatarchain.base.canonical import to_hex
from avatarchain.chain import Receipt
from avatarchain.errors import (
    BurnAddress,
    GreedyReceiver,
    LostForEver,
    NoReceiver,
    Reverted,
    UnknownIdentity,
)
from avatarchain.registry import ZERO_ADDRESS, Registry, owner_of, portrait_of
from avatarchain.registry.contract import encode, explain

if TYPE_CHECKING:
    from avatarchain.chain.signing import Signer

MOST_GAS = 500_000  # for a transfer with the code of its receiver; a plain one takes 60,000
_PRECOMPILED = {*range(0x01, 0x12), 0x100}  # to the contracts of Prague and Osaka
_BURNT = {
    36 * "0" + "dead",
    "dead" + 36 * "0",
    "dead000000000000000042069420694206942069",
    10 * "dead",
    5 * "deadbeef",
    32 * "0" + "deadbeef",
    40 * "e",  # which stands for a chain's own money
    40 * "f",
}
_HOOK = "onERC721Received(address,address,uint256,bytes)"
_TAKES = bytes.fromhex("150b7a02")  # the selector of the hook, which a receiver answers
_DELEGATED = bytes.fromhex("ef0100")  # EIP-7702: the account still has its key


def check_receiver(registry: Registry, to: str, allowed: Collection[str] = ()) -> None:
    """Check that an avatar at the address `to` (EIP-55) could be moved or claimed.

    Contracts in `allowed` need not state that they accept tokens, and of burn addresses those in
    it are let through. Raises LostForEver for the zero address, the registry and its portrait;
    BurnAddress for others of which nobody has the key; NoReceiver for another contract that does
    not answer as ERC-721 asks.
    """
    portrait = portrait_of(registry)
    lost = {
        ZERO_ADDRESS: "the zero address",
        registry.address: "the registry itself",
        **({} if portrait is None else {portrait.address: "the contract of the portraits"}),
    }
    if to in lost:
        raise LostForEver(address=to, what=lost[to])
    if to not in allowed and _burns(to):
        raise BurnAddress(address=to)
    if to not in allowed and _is_contract(registry, to) and not _takes(registry, to):
        raise NoReceiver(address=to)


def _burns(address: str) -> bool:
    """Whether people send to this address what nobody is to have, or no key can belong to it."""
    digits = address[2:].lower()
    return int(digits, 16) in _PRECOMPILED or digits in _BURNT


def hand_over(
    registry: Registry, signer: "Signer", to: str, token: int, allowed: Collection[str] = ()
) -> Receipt:
    """Transfer an avatar to the address `to`; the signer is its holder or may act for them.

    A contract that accepts tokens, and is not in `allowed`, is called as ERC-721 requires. Raises
    UnknownIdentity, NotYours, GreedyReceiver if the transfer needs more than MOST_GAS, and the
    errors of `check_receiver`.
    """
    holder = owner_of(registry, token)
    if holder is None:
        raise UnknownIdentity(id=to_hex(token))
    check_receiver(registry, to, allowed)
    calls = to not in allowed and _is_contract(registry, to)
    name = "safeTransferFrom" if calls else "transferFrom"
    data = encode(f"{name}(address,address,uint256)", holder, to, token)
    chain = registry.chain
    try:
        gas = chain.estimate(registry.address, data, sender=signer.address)
        if gas > MOST_GAS:
            raise GreedyReceiver(address=to, gas=gas)
        return chain.send(signer, registry.address, data)
    except Reverted as error:
        raise explain(error) from None


def check_receivers(
    registry: Registry, addresses: Iterable[str], allowed: Collection[str] = ()
) -> None:
    """Check each of the addresses as `check_receiver` does; a repeated address is checked once."""
    for address in dict.fromkeys(addresses):
        check_receiver(registry, address, allowed)


def _is_contract(registry: Registry, to: str) -> bool:
    code = registry.chain.code(to)
    return bool(code) and not code.startswith(_DELEGATED)


def _takes(registry: Registry, to: str) -> bool:
    hook = encode(_HOOK, registry.address, registry.address, 1, b"")
    try:
        answer = registry.chain.call(to, hook, sender=registry.address)
    except Reverted:
        return False
    return answer[:32] == _TAKES + bytes(28)
