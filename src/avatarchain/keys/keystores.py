"""Keystores: opening keystore V3 files, and reading private keys from text.

A keystore may come from another program or another person. A keystore states how much memory and
time it takes to open. If that is more than any program needs, it is refused before it is opened.
(geth's keystores and ours need 256 MiB.) No error repeats a private key.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain.base.canonical import read_json
from avatarchain.base.regular import read_regular
from avatarchain.base.texts import unmarked
from avatarchain.errors import BadKey, BadKeystore, WrongPassphrase
from avatarchain.keys.passphrases import spellings

MOST_BYTES = 2**20  # of a keystore

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

# Bytes for scrypt, as much as geth and we take; the same times its passes; rounds of PBKDF2.
MOST_MEMORY, MOST_PASSED, MOST_ROUNDS = 2**28, 2**29, 2 * 10**6
MOST_BLOCK, MOST_PASSES = 32, 16  # scrypt's r and p; programs take 8, and 1 to 8
MOST_ALL = 2
"""The most work for all spellings of a passphrase together, as a multiple of the most for one."""


def parse_key(text: str) -> bytes:
    """Read a private key of 64 hex digits; return 32 bytes.

    Raises BadKey for other text; the error never shows the key.
    """
    body = text.strip().removeprefix("0x")
    if not re.fullmatch(r"[0-9a-fA-F]{64}", body):
        raise BadKey(reason="a private key is 64 hex digits")
    from eth_account import Account

    try:
        Account.from_key(bytes.fromhex(body))
    except Exception:  # the library's message would repeat the key
        raise BadKey(reason="that number is outside the curve") from None
    return bytes.fromhex(body)


def unlock(path: Path, secret: str) -> "LocalAccount":
    """Open a keystore V3 file (scrypt or PBKDF2, with or without `address`).

    Raises WrongPassphrase, and BadKeystore for a file that cannot be opened.
    """
    from eth_account import Account

    try:
        content = read_json(unmarked(read_regular(path, MOST_BYTES)))
        if not isinstance(content, dict) or content.get("version") != 3:
            raise _Unfit("not a keystore of version 3")
        key = _opened(content, secret, _tries(content))
    except OSError as error:
        raise BadKeystore(file=str(path), reason=error.strerror or str(error)) from None
    except _Unfit as error:
        raise BadKeystore(file=str(path), reason=str(error)) from None
    except Exception as error:  # a bad file may raise anything in three layers of decoders
        if "MAC mismatch" in str(error):
            raise WrongPassphrase(file=path.name) from None
        raise BadKeystore(file=str(path), reason="not a whole keystore of version 3") from None
    try:
        # The oldest programs left out zeros in front of a key.
        account: LocalAccount = Account.from_key(key.rjust(32, b"\0"))
    except Exception:  # the library's message would repeat the key
        raise BadKeystore(file=str(path), reason="what it seals is no private key") from None
    named = content.get("address")
    if named and str(named).lower().removeprefix("0x") != account.address[2:].lower():
        raise BadKeystore(file=str(path), reason="its address is not that of the key in it")
    return account


def _opened(content: dict[str, Any], secret: str, tries: int) -> bytes:
    """The key in a keystore, for any spelling of its passphrase.

    Raises _Unfit if there are more than `tries` spellings to try.
    """
    from eth_account import Account

    for number, spelling in enumerate(spellings(secret)):
        if number == tries:
            raise _Unfit(_UNTRIED)
        try:
            return bytes(Account.decrypt(content, spelling))
        except ValueError as error:
            if "MAC mismatch" not in str(error):
                raise
            refusal = error
    raise refusal


class _Unfit(Exception):
    """A keystore is not opened; the text says why."""


_UNTRIED = (
    "the passphrase does not open it as it was typed, and to try each way to spell it in Unicode "
    "would take too much work"
)


def _tries(content: dict[str, Any]) -> int:
    """How many passphrases may be tried on the keystore, at least one.

    Raises _Unfit if one alone would take too much memory or time.
    """
    parameters: Any = content
    for part in ("crypto", "kdfparams"):
        parameters = {key.lower(): value for key, value in parameters.items()}[part]
    parameters = {key.lower(): value for key, value in parameters.items()}
    n, r, p, rounds = (parameters.get(key, 1) for key in ("n", "r", "p", "c"))
    if not all(type(factor) is int and factor > 0 for factor in (n, r, p, rounds)):
        raise _Unfit("its work factors are odd")
    if parameters.get("dklen") != 32:
        raise _Unfit("its key is not one of 32 bytes")
    memory = 128 * n * r
    if (
        max(memory - MOST_MEMORY, memory * p - MOST_PASSED, rounds - MOST_ROUNDS) > 0
        or r > MOST_BLOCK
        or p > MOST_PASSES
    ):
        raise _Unfit("it asks for more work than any program that makes keystores")
    return int(min(MOST_ALL * MOST_PASSED // (memory * p), MOST_ALL * MOST_ROUNDS // rounds))
