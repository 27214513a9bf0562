"""Open the chain for a command, with its options, prompts and progress bars.

The module `avatarchain.session` is loaded when a function here is called, so that `--help`
starts fast.
"""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from avatarchain.cli.options import Common, Other, Signing
from avatarchain.cli.passphrases import ask_passphrase
from avatarchain.cli.recipients import check_recipient
from avatarchain.errors import AnotherIssues, NotIssuer

if TYPE_CHECKING:
    from avatarchain.index import Index
    from avatarchain.papers.pictures import PictureOptions
    from avatarchain.registry import AvatarRecord, Registry
    from avatarchain.session.opening import Session
    from avatarchain.session.writing import Writing


@contextmanager
def reading(
    common: Common, other: Other | None = None, *, again: bool = False
) -> "Iterator[Session]":
    """Open the chain for reading. A devnet that does not exist is not made.

    The registry that `other` names, if it names one, is used in place of the pinned one; with
    `again` a pinned one that is gone counts as none. Raises ChainChanged at the end if another
    chain answers then.
    """
    from avatarchain.session import opening as sessions

    named = other.named if other else None
    unproven = other is not None and other.unproven is not None
    with sessions.reading(
        common.home,
        common.url,
        common.species,
        named,
        unproven=unproven,
        again=again,
        timeout=common.timeout,
    ) as session:
        yield session
        session.chain.check()


@contextmanager
def writing(
    common: Common,
    signing: Signing,
    *,
    makes: bool = True,
    again: bool = False,
    pictures: "PictureOptions | None" = None,
) -> "Iterator[Writing]":
    """Open the chain for writing, with prompts and a progress bar (see `session.writing`)."""
    from avatarchain.cli.output import progress, tell

    if makes:
        _announce(common)
    from avatarchain.session.writing import writing as open_for_writing

    if common.url_from.startswith("$") and sys.stderr.isatty():
        from avatarchain.chain.transport import shown

        tell(f"on {shown(common.url)}, which {common.url_from} names")
    with open_for_writing(
        common.home,
        common.url,
        common.species,
        signing,
        makes=makes,
        again=again,
        pictures=pictures,
        timeout=common.timeout,
        ask=ask_passphrase,
        bar=progress,
    ) as open_:
        check_recipient(open_.session.chain.chain_id)
        try:
            yield open_
        except NotIssuer as error:
            issuer = _issuer(open_.session)
            raise AnotherIssues(account=error.account, issuer=issuer) from None


def _issuer(session: "Session") -> str:
    """The issuer's address; with the name of a development account, if it is one."""
    from avatarchain.chain import DEVELOPMENT_CHAINS
    from avatarchain.keys.accounts import DEVELOPMENT_ACCOUNTS, development
    from avatarchain.registry import issuer_account

    address = issuer_account(session.known())
    if session.chain.chain_id in DEVELOPMENT_CHAINS:
        for number in range(DEVELOPMENT_ACCOUNTS):
            if development(number).address == address:
                return f"dev{number} ({address})"
    return address


def _announce(common: Common) -> None:
    """Print that a chain will be made, before slow modules are loaded."""
    from avatarchain.base.home import place
    from avatarchain.chain import file_of
    from avatarchain.cli.output import at_terminal, tell

    file = file_of(common.url, place(common.home))
    # A home with pins may have lost its chain, which is a refusal, and nothing is made.
    begun = (place(common.home) / "deployments.json").exists()
    if file is not None and not file.exists() and not begun and at_terminal():
        tell("making a chain of your own, and putting the registry on it: once, some seconds …")


def indexed(
    session: "Session", registry: "Registry | None" = None
) -> "AbstractContextManager[Index]":
    """The registry's index, brought up to date, with messages and a progress bar."""
    from avatarchain.cli.output import progress, tell
    from avatarchain.session import opening as sessions

    return sessions.indexed(session, tell=tell, bar=progress, registry=registry)


def find_avatar(session: "Session", name: str) -> "AvatarRecord":
    """The avatar that `name` stands for: an id, the beginning of one, or CAIP-19."""
    from avatarchain.cli.output import progress, tell
    from avatarchain.session import opening as sessions

    return sessions.find_avatar(session, name, tell=tell, bar=progress)
