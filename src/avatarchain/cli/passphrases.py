"""Passphrases from the terminal, a file or the environment, and the issuer's key."""

import os
import sys
from typing import TYPE_CHECKING

import click

from avatarchain.cli.questions import ask_secret

if TYPE_CHECKING:
    from nacl.signing import SigningKey

    from avatarchain.papers.pictures import PictureOptions
    from avatarchain.session.opening import Session


def issuer_passphrase(question: str, *, twice: bool = False, needed: bool = True) -> str:
    """The issuer key's passphrase: --issuer-password-file, the environment, or a prompt.

    At the prompt it may be empty if it is not `needed`. Raises NoTerminal if there is no prompt.
    """
    from avatarchain.keys.accounts import passphrase
    from avatarchain.keys.seal import PASSPHRASE_VARIABLE

    def ask(question: str) -> str:
        option = "--issuer-password-file"
        variable = PASSPHRASE_VARIABLE
        return ask_passphrase(
            question, twice=twice, needed=needed, option=option, variable=variable
        )

    file = click.get_current_context().meta.get("issuer_password_file")
    return passphrase(question, file, ask, PASSPHRASE_VARIABLE)


def signing_key(session: "Session", pictures: "PictureOptions | None") -> "SigningKey | None":
    """The issuer's key, decrypted; None if no papers are written or the key is not in the home."""
    if pictures is None or not pictures.with_papers:
        return None
    from avatarchain.session import writing

    return writing.signing_key(session, issuer_passphrase)


def ask_passphrase(
    question: str,
    *,
    twice: bool = False,
    needed: bool = True,
    option: str = "--password-file",
    variable: str | None = None,
) -> str:
    """Ask for a passphrase on the terminal, without showing it. Raises NoTerminal.

    With `twice` it must be typed twice; it may be empty if it is not `needed`. `option` and
    `variable` are for the error's text.
    """
    from avatarchain.errors import NoTerminal
    from avatarchain.keys.accounts import PASSPHRASE_VARIABLE

    variable = variable or PASSPHRASE_VARIABLE

    try:
        os.close(os.open("/dev/tty", os.O_RDWR | getattr(os, "O_NOCTTY", 0)))
    except OSError:
        if not sys.stdin.isatty():
            raise NoTerminal(question=question, option=option, variable=variable) from None
    return ask_secret(question, twice=twice, needed=needed)


def ask_new_passphrase(question: str) -> str:
    """Ask for a new passphrase, which must be typed twice."""
    return ask_passphrase(question, twice=True)
