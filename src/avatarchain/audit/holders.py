"""The holders of a registry's avatars, and other registries that its accounts created."""

from collections.abc import Sequence

from avatarchain.audit.findings import Finding, Row, compared, counted, told
from avatarchain.base.bar import Bar
from avatarchain.base.canonical import to_hex
from avatarchain.chain.answers import from_hex
from avatarchain.chain.notation import address_created
from avatarchain.chain.transport import Request
from avatarchain.index import Index, balances, newest
from avatarchain.registry import Registry
from avatarchain.registry.contract import encode
from avatarchain.registry.genuine import species_in
from avatarchain.species.pack import load, shipped

_DELEGATED = bytes.fromhex("ef0100")  # EIP-7702: an account that lends itself the code of another
_AT_ONCE = 100
MOST_MADE = 10_000
"""The most transactions of an account for which created contracts are searched."""


def holders(index: Index, portrait: str | None, bar: Bar) -> Finding:
    """Check the balance of each holder against the log; report contracts that hold avatars."""
    registry, held = index.registry, balances(index)
    chain, own = registry.chain, {registry.address: "the registry itself"}
    own |= {portrait: "the portrait"} if portrait else {}
    rows: list[Row] = []
    addresses, block = list(held), hex(newest(index))
    with bar(len(held), "asking for the holders") as advance:
        for start in range(0, len(addresses), _AT_ONCE):
            part = addresses[start : start + _AT_ONCE]
            calls: list[Request] = [
                ("eth_call", [{"to": registry.address, "data": _balance_of(holder)}, block])
                for holder in part
            ]
            stored = chain.read_many(from_hex, calls)
            for holder, code, balance in zip(part, chain.codes(part), stored, strict=True):
                if int.from_bytes(balance, "big") != held[holder]:
                    state = f"avatars of {holder}", held[holder], int.from_bytes(balance, "big")
                    return compared("holders", "", rows, state)
                if code and not code.startswith(_DELEGATED):
                    who = own.get(holder, "a contract")
                    words = f"{holder}, {who}, holds {counted(held[holder], 'avatar')}"
                    facts = {"holder": holder, "avatars": held[holder], "contract": who}
                    rows.append(Row(words, facts))
            advance(len(part))
    stuck = sum(held.get(address, 0) for address in own)
    behind = sum(row.facts["avatars"] for row in rows)
    words = (
        f"{counted(sum(held.values()), 'avatar')} of {counted(len(held), 'holder')}, as the "
        f"contract counts them; contracts hold {behind:,}, {stuck:,} of them nobody can move"
    )
    return Finding("holders", True, words, tuple(rows))


def _balance_of(holder: str) -> str:
    return to_hex(encode("balanceOf(address)", holder))


def siblings(registry: Registry, accounts: Sequence[str], bar: Bar) -> Finding:
    """Find other registries that the same accounts created.

    Registries of other accounts, or created by contracts, cannot be found.
    """
    chain, rows, contracts, unseen = registry.chain, list[Row](), 0, 0
    names = {load(pack).id: load(pack).name for pack in shipped()}
    names[registry.species] = "this species"
    for account in accounts:
        sent = chain.quantity("eth_getTransactionCount", account, "latest")
        unseen += max(0, sent - MOST_MADE)
        with bar(min(sent, MOST_MADE), "looking for other registries") as advance:
            for start in range(0, min(sent, MOST_MADE), _AT_ONCE):
                nonces = range(start, min(start + _AT_ONCE, sent, MOST_MADE))
                made = [address_created(account, nonce) for nonce in nonces]
                for address, code in zip(made, chain.codes(made), strict=True):
                    contracts += bool(code)
                    species = species_in(code)
                    if species is not None and address != registry.address:
                        of = names.get(species, to_hex(species))
                        facts = {"registry": address, "species": to_hex(species), "by": account}
                        rows.append(Row(f"{address}, a registry of {of}, by {account}", facts))
                advance(len(nonces))
    words = (
        f"{counted(len(rows), 'other registry', 'other registries')} among the "
        f"{counted(contracts, 'contract')} of {counted(len(accounts), 'account')}; those of other "
        "accounts and of factories cannot be known"
    )
    words += f", nor what {unseen:,} later transactions made" if unseen else ""
    return told("siblings", words, rows)
