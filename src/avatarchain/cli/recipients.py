"""Who gets an avatar: an address, or an account by the name that --account takes too.

Everybody has the keys of dev0 … dev9. So these names are understood before the chain is known, and
`check_recipient` refuses them on a chain that is not for development, before anything is sent.
"""

import click

from avatarchain.cli.options import Common

_NAMED = f"{__name__}.named"  # in click's context: dev0 … dev9, if one is the recipient


def recipient(common: Common, text: str) -> str:
    """The address (EIP-55) that `text` names: an address, dev0 … dev9, or the home's keystore.

    Raises BadAddress, and NoRecipient if there is no such account.
    """
    from avatarchain.base.home import place
    from avatarchain.base.visible import masked
    from avatarchain.chain.notation import parse_address
    from avatarchain.errors import BadAddress, NoRecipient, UnknownAccount
    from avatarchain.keys.accounts import address_of, is_development

    if text[:2].lower() == "0x":
        return parse_address(text)
    try:
        address = address_of(place(common.home), text)
    except UnknownAccount:
        reason = "expected 0x and 40 hex digits, or the name of an account"
        raise NoRecipient(text=masked(text), reason=reason) from None
    if address is None:
        raise BadAddress(text=text, reason="the keystore of this name does not tell its address")
    if is_development(text):
        click.get_current_context().meta[_NAMED] = text
    return address


def check_recipient(chain_id: int) -> None:
    """Raise BadAddress if the recipient is one of dev0 … dev9 and the chain is a real one."""
    from avatarchain.chain import DEVELOPMENT_CHAINS
    from avatarchain.errors import BadAddress

    name = click.get_current_context().meta.get(_NAMED)
    if name is not None and chain_id not in DEVELOPMENT_CHAINS:
        reason = "everybody has the key of this account, and the chain is not for development"
        raise BadAddress(text=name, reason=reason)
