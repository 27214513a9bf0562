"""Accounts: the keys that sign transactions.

Keys are stored in keystore V3 files (scrypt), in the home's `keystore` folder or in
Foundry's. A passphrase comes from a prompt, a file or the environment, never from the command
line. On development chains, and nowhere else, the ten accounts of the mnemonic that every
devnet funds can be used as dev0 … dev9. An account is exported encrypted, as it is stored: a
private key is never written unencrypted.
"""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from avatarchain.base.canonical import read_json
from avatarchain.base.documents import KEY_FORMAT, read_document, write_document
from avatarchain.base.home import locked, write
from avatarchain.base.portable import is_portable
from avatarchain.base.regular import read_begun, read_regular
from avatarchain.base.texts import text_of, unmarked
from avatarchain.base.visible import masked
from avatarchain.chain.notation import parse_address
from avatarchain.chain.signing import Key, Signer
from avatarchain.errors import (
    AccountExists,
    BadKey,
    BadKeystore,
    DevelopmentKeyElsewhere,
    FileThere,
    NoAccount,
    PassphraseNeeded,
    UnknownAccount,
)
from avatarchain.keys import passphrases
from avatarchain.keys.development import KEYS
from avatarchain.keys.keystores import MOST_BYTES, unlock

DEVELOPMENT_ACCOUNTS = 10
PASSPHRASE_VARIABLE = "AVATARCHAIN_PASSPHRASE"  # noqa: S105 - the name of a variable
SCRYPT_N = 2**18
_MOST_OF_A_PASSPHRASE = 2**16  # bytes

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DEVELOPMENT = re.compile(r"dev([0-9])")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")

Ask = Callable[[str], str]
"""A function that asks a person for a passphrase: it takes the question and returns the answer."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A keystore file: its name, and its address (EIP-55, or None if the file has none)."""

    name: str
    address: str | None
    path: Path


def development(number: int) -> Signer:
    """Account 0 … 9 of the mnemonic that every devnet funds."""
    return Key(bytes.fromhex(KEYS[number]))


def is_development(name: str) -> bool:
    """Whether the name is one of dev0 … dev9."""
    return _DEVELOPMENT.fullmatch(name) is not None


def stored(home: Path) -> list[Stored]:
    """The keystore files of the home, in the order of their names."""
    folder = home / "keystore"
    if not folder.is_dir():
        return []
    return [
        Stored(path.name, _address_in(path), path)
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.startswith(".")
    ]


def _address_in(path: Path) -> str | None:
    try:
        address = read_json(unmarked(read_regular(path, MOST_BYTES))).get("address")
    except (OSError, ValueError, AttributeError):
        return None
    if not isinstance(address, str):
        return None
    text = address if address.startswith("0x") else f"0x{address}"
    return parse_address(text.lower()) if _ADDRESS.fullmatch(text) else None


def passphrase(
    question: str, file: Path | None, ask: Ask | None, variable: str = PASSPHRASE_VARIABLE
) -> str:
    """The passphrase: the first line of `file`, else the environment's `variable`, else `ask`.

    Raises BadKeystore if `file` or `variable` has no passphrase that can be read, and
    PassphraseNeeded if all three are missing.
    """
    if file is not None:
        try:
            return text_of(read_begun(file, _MOST_OF_A_PASSPHRASE)).splitlines()[0]
        except UnicodeDecodeError as error:
            reason = error.reason
        except OSError as error:
            reason = error.strerror or str(error)
        except IndexError:
            reason = "it is empty"
        raise BadKeystore(file=str(file), reason=f"no passphrase in it ({reason})")
    if (given := os.environ.get(variable)) is not None:
        if any("\ud800" <= letter <= "\udfff" for letter in given):
            raise BadKeystore(file=f"${variable}", reason="no passphrase in it (it is not UTF-8)")
        return given
    if ask is None:
        raise PassphraseNeeded(variable=variable)
    return ask(question)


def check_name(home: Path, name: str) -> Path:
    """The path of the keystore file for a new account of this name.

    Raises BadKey if the name is not allowed, AccountExists if there is such an account.
    """
    other = _DEVELOPMENT.fullmatch(name) or _ADDRESS.fullmatch(name)
    if not _NAME.fullmatch(name) or other or masked(name) != name or not is_portable(name):
        raise BadKey(reason=f"{masked(name)!r} cannot be an account's name")
    path = home / "keystore" / name
    if path.exists():
        raise AccountExists(name=name)
    return path


def create(home: Path, name: str, secret: str, key: bytes | None = None) -> Stored:
    """Write a keystore with a new key, or with `key` (32 bytes); `secret` is its passphrase.

    Raises BadKey for a bad passphrase or a bad name, AccountExists if there is an account of this
    name.
    """
    from eth_account import Account

    spelled = passphrases.new(secret)
    check_name(home, name)
    account = Account.create() if key is None else Account.from_key(key)
    sealed = Account.encrypt(account.key, spelled, kdf="scrypt", iterations=SCRYPT_N)
    with locked(home, "accounts"):
        path = check_name(home, name)  # another process may have made this account meanwhile
        write(path, json.dumps(sealed).encode() + b"\n", secret=True)
    return Stored(name, account.address, path)


def export(home: Path, name: str, secret: str, out: Path) -> Stored:
    """Write the keystore of an account to the new file `out`; its passphrase stays the same.

    The file includes the address, which geth and MetaMask need and Foundry leaves out. The
    passphrase `secret` is needed to check that the keystore can be opened. Raises
    UnknownAccount, WrongPassphrase, and FileThere if `out` exists.
    """

    path = _find(home, name)
    address = unlock(path, secret).address
    content = _exported(path, address)
    if os.path.lexists(out):
        raise FileThere(file=str(out))
    write(out, content, secret=True)
    return Stored(path.name, address, out)


def _exported(path: Path, address: str) -> bytes:
    """The content of a keystore, with the address."""
    content = {"address": address[2:].lower()} | read_json(unmarked(read_regular(path, MOST_BYTES)))
    return json.dumps(content).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The content of accounts.json."""

    default: str


def default(home: Path) -> str | None:
    """The name of the default account, which signs if no other is named; None if not chosen.

    Raises DamagedFile and NewerFormat if accounts.json cannot be read.
    """
    chosen = read_document(chosen_in(home), _Chosen, KEY_FORMAT)
    return chosen.default if chosen else None


def chosen_in(home: Path) -> Path:
    """The path of the file with the name of the default account; it may be missing."""
    return home / "accounts.json"


def choose_default(home: Path, name: str | None) -> str | None:
    """Choose the default account, which signs if no other is named; return its name.

    `name` None removes the choice. dev0 … dev9 may be chosen too; they sign on development
    chains only. Raises UnknownAccount.
    """
    if name is None:
        chosen_in(home).unlink(missing_ok=True)
        return None
    if not _DEVELOPMENT.fullmatch(name):
        path = _find(home, name)
        in_home = path.parent == home / "keystore"
        name = path.name if in_home else str(path.absolute())
    write_document(chosen_in(home), _Chosen(name), KEY_FORMAT)
    return name


def address_of(home: Path, name: str) -> str | None:
    """The address of an account (EIP-55), or None if its keystore must be opened to know it.

    Raises UnknownAccount.
    """
    if match := _DEVELOPMENT.fullmatch(name):
        return str(development(int(match[1])).address)
    return _address_in(_find(home, name))


def address_of_signer(home: Path, name: str | None, *, development_chain: bool) -> str | None:
    """The address (EIP-55) of the account that `signer` would return, without opening its key.

    None if there is no such account, or its keystore must be opened to know the address. Raises
    UnknownAccount if there is no account `name`.
    """
    name = default(home) if name is None else name
    if name is None and development_chain:
        name = "dev0"
    if name is None:
        keystores = stored(home)
        return keystores[0].address if len(keystores) == 1 else None
    return address_of(home, name)


def check_known(home: Path, name: str | None) -> None:
    """Raise UnknownAccount if the account `name` does not exist; None means the default.

    Nothing is raised if `name` is None and no default was chosen.
    """
    name = default(home) if name is None else name
    if name is not None and not _DEVELOPMENT.fullmatch(name):
        _find(home, name)


def signer(
    home: Path,
    name: str | None,
    *,
    development_chain: bool,
    password_file: Path | None = None,
    ask: Ask | None = None,
) -> Signer:
    """The account to sign with, unlocked.

    `name` is dev0 … dev9, the name of a keystore, its address, or a file. None means the
    default; if none was chosen, dev0 on a development chain, and elsewhere the only keystore.
    Raises NoAccount, UnknownAccount, WrongPassphrase, BadKeystore, and
    DevelopmentKeyElsewhere for dev0 … dev9 on other chains.
    """
    name = default(home) if name is None else name
    if name is None and development_chain:
        name = "dev0"
    if name is not None and (match := _DEVELOPMENT.fullmatch(name)):
        if not development_chain:
            raise DevelopmentKeyElsewhere(name=name)
        return development(int(match[1]))
    path = _find(home, name)
    return unlock(path, passphrase(f"Passphrase of {path.name}", password_file, ask))


def _find(home: Path, name: str | None) -> Path:
    keystores = stored(home)
    if name is None:
        if len(keystores) == 1:
            return keystores[0].path
        reason = f"{len(keystores)} keystores are there" if keystores else "there is no keystore"
        raise NoAccount(reason=reason)
    for keystore in keystores:
        same = keystore.address is not None and keystore.address.lower() == name.lower()
        if keystore.name == name or same:
            return keystore.path
    # A bare name may also be one of Foundry's.
    for path in (Path(name), Path.home() / ".foundry" / "keystores" / name):
        if path.is_file():
            return path
    raise UnknownAccount(name=masked(name))
