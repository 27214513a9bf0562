"""Accounts: who signs a transaction.

Keys live in keystore V3 files (scrypt), in the home's `keystore` folder or in Foundry's;
a passphrase comes from a prompt, a file or the environment, never from the command
line. On development chains, and nowhere else, the ten accounts of the mnemonic that
every devnet funds are at hand as dev0 … dev9. An account leaves the home as it lies there,
sealed: a key in the open is never written.
"""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain.canonical import read_json
from avatarchain.errors import (
    AccountExists,
    BadAddress,
    BadKey,
    BadKeystore,
    DamagedFile,
    DevelopmentKeyElsewhere,
    FileThere,
    NoAccount,
    UnknownAccount,
    WrongPassphrase,
)

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

MNEMONIC = "test test test test test test test test test test test junk"
DEVELOPMENT_ACCOUNTS = 10
PASSPHRASE_VARIABLE = "AVATARCHAIN_PASSPHRASE"
SCRYPT_N = 2**18
MOST_MEMORY, MOST_ROUNDS = 2**30, 10**7  # that a stranger's keystore may ask for
FORMAT = 1

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DEVELOPMENT = re.compile(r"dev([0-9])")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")

Ask = Callable[[str], str]
"""Asks a person for a passphrase; gets the question, gives the answer."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A keystore file: its name, its address (EIP-55, or None where the file does not say)."""

    name: str
    address: str | None
    path: Path


def parse_address(text: str) -> str:
    """An address in EIP-55 case, from all-lower, all-upper or right mixed case.

    Mixed case carries a checksum; a wrong one is a BadAddress, as is anything else.
    """
    from avatarchain.identity import checksum_address

    if not _ADDRESS.fullmatch(text):
        raise BadAddress(text=text, reason="expected 0x and 40 hex digits")
    right, digits = checksum_address(text), text[2:]
    if right != text and digits not in (digits.lower(), digits.upper()):
        raise BadAddress(text=text, reason="its checksum (the case of its letters) is wrong")
    return right


def development(number: int) -> "LocalAccount":
    """Account 0 … 9 of the mnemonic that every devnet funds."""
    from eth_account import Account

    Account.enable_unaudited_hdwallet_features()
    account: LocalAccount = Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{number}")
    return account


def stored(home: Path) -> list[Stored]:
    """The keystore files of the home, by name."""
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
        address = read_json(path.read_bytes()).get("address")
    except (OSError, ValueError, AttributeError):
        return None
    if not isinstance(address, str):
        return None
    text = address if address.startswith("0x") else f"0x{address}"
    return parse_address(text.lower()) if _ADDRESS.fullmatch(text) else None


def passphrase(
    question: str, file: Path | None, ask: Ask | None, variable: str = PASSPHRASE_VARIABLE
) -> str:
    """From `file` (its first line), else the environment's `variable`, else by `ask`."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").splitlines()[0]
        except (OSError, UnicodeDecodeError, IndexError) as error:
            raise BadKeystore(file=str(file), reason=f"no passphrase in it ({error})") from None
    if (given := os.environ.get(variable)) is not None:
        return given
    if ask is None:
        raise NoAccount(reason=f"a passphrase is needed: give --password-file or ${variable}")
    return ask(question)


def check_name(home: Path, name: str) -> Path:
    """The file that an account of this name would have; BadKey, AccountExists."""
    if not _NAME.fullmatch(name) or _DEVELOPMENT.fullmatch(name) or _ADDRESS.fullmatch(name):
        raise BadKey(reason=f"{name!r} cannot be an account's name")
    path = home / "keystore" / name
    if path.exists():
        raise AccountExists(name=name)
    return path


def create(home: Path, name: str, secret: str, key: bytes | None = None) -> Stored:
    """A keystore of a new key (or of `key`, 32 bytes), sealed with the passphrase `secret`."""
    from eth_account import Account

    from avatarchain.home import locked, write

    if not secret:
        raise BadKey(reason="an empty passphrase seals nothing")
    check_name(home, name)
    account = Account.create() if key is None else Account.from_key(key)
    sealed = Account.encrypt(account.key, secret, kdf="scrypt", iterations=SCRYPT_N)
    with locked(home, "accounts"):
        path = check_name(home, name)  # another process may have had the same idea
        write(path, json.dumps(sealed).encode() + b"\n", secret=True)
    return Stored(name, account.address, path)


def export(home: Path, wanted: str, secret: str, out: Path) -> Stored:
    """Write an account's keystore to the new file `out`, under the passphrase that it has.

    With its address in it, which geth and MetaMask want and Foundry leaves out. Raises
    UnknownAccount, WrongPassphrase, FileThere: what nobody can open is not exported.
    """
    from avatarchain.home import write

    path = _find(home, wanted)
    address = unlock(path, secret).address
    content = {"address": address[2:].lower()} | read_json(path.read_bytes())
    if os.path.lexists(out):
        raise FileThere(file=str(out))
    write(out, json.dumps(content).encode() + b"\n", secret=True)
    return Stored(path.name, address, out)


def parse_key(text: str) -> bytes:
    """A private key of 64 hex digits, as 32 bytes; BadKey without repeating it."""
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
    """Open a keystore V3 file (scrypt or PBKDF2, with or without `address`)."""
    from eth_account import Account

    try:
        content = read_json(path.read_bytes())
        if not isinstance(content, dict) or content.get("version") != 3:
            raise ValueError("not a keystore of version 3")
        _check_work(content)
        key = Account.decrypt(content, secret)
    except OSError as error:
        raise BadKeystore(file=str(path), reason=error.strerror or str(error)) from None
    except Exception as error:  # whatever a stranger's file may do to three layers of decoders
        if "MAC mismatch" in str(error):
            raise WrongPassphrase(file=path.name) from None
        raise BadKeystore(file=str(path), reason=f"{error!r:.200}") from None
    try:
        account: LocalAccount = Account.from_key(key)
    except Exception:  # the library's message would repeat the key
        raise BadKeystore(file=str(path), reason="what it seals is no private key") from None
    return account


def _check_work(content: dict[str, Any]) -> None:
    """ValueError where opening the keystore would take too much memory or time."""
    asked: Any = content
    for part in ("crypto", "kdfparams"):
        asked = {key.lower(): value for key, value in asked.items()}[part]
    asked = {key.lower(): value for key, value in asked.items()}
    n, r, p, rounds = (asked.get(key, 1) for key in ("n", "r", "p", "c"))
    if not all(type(one) is int and one > 0 for one in (n, r, p, rounds)):
        raise ValueError("its work factors are odd")
    if asked.get("dklen") != 32:
        raise ValueError("its key is not one of 32 bytes")
    if 128 * n * r > MOST_MEMORY or p > 16 or rounds > MOST_ROUNDS:
        raise ValueError("it asks for more work than any program that makes keystores")


def default(home: Path) -> str | None:
    """The account that signs where none is named, if one was chosen. Raises DamagedFile."""
    path = home / "accounts.json"
    try:
        value = read_json(path.read_bytes())
        if value["format"] != FORMAT or not isinstance(value["default"], str):
            raise ValueError(f"expected format {FORMAT} with default")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedFile(file=str(path), reason=repr(error)) from None
    return str(value["default"])


def choose_default(home: Path, wanted: str | None) -> str | None:
    """Let an account sign where none is named; None: no longer. Returns its name.

    dev0 … dev9 count too, for development chains. Raises UnknownAccount.
    """
    from avatarchain.home import write

    path = home / "accounts.json"
    if wanted is None:
        path.unlink(missing_ok=True)
        return None
    if not _DEVELOPMENT.fullmatch(wanted):
        found = _find(home, wanted)
        kept = found.parent == home / "keystore"
        wanted = found.name if kept else str(found.absolute())
    text = json.dumps({"format": FORMAT, "default": wanted}, indent=2)
    write(path, text.encode() + b"\n")
    return wanted


def address_of(home: Path, wanted: str) -> str | None:
    """The address of an account, where that is known without opening it."""
    if match := _DEVELOPMENT.fullmatch(wanted):
        return str(development(int(match[1])).address)
    return _address_in(_find(home, wanted))


def check_known(home: Path, wanted: str | None) -> None:
    """Raise UnknownAccount where `wanted`, or the default, names no account on any chain."""
    wanted = default(home) if wanted is None else wanted
    if wanted is not None and not _DEVELOPMENT.fullmatch(wanted):
        _find(home, wanted)


def signer(
    home: Path,
    wanted: str | None,
    *,
    development_chain: bool,
    password_file: Path | None = None,
    ask: Ask | None = None,
) -> "LocalAccount":
    """The account to sign with: dev0 … dev9, a keystore's name, its address, or a file.

    None means the default, else dev0 on a development chain and the only keystore elsewhere.
    """
    wanted = default(home) if wanted is None else wanted
    if wanted is None and development_chain:
        wanted = "dev0"
    if wanted is not None and (match := _DEVELOPMENT.fullmatch(wanted)):
        if not development_chain:
            raise DevelopmentKeyElsewhere(name=wanted)
        return development(int(match[1]))
    path = _find(home, wanted)
    return unlock(path, passphrase(f"Passphrase of {path.name}", password_file, ask))


def _find(home: Path, wanted: str | None) -> Path:
    kept = stored(home)
    if wanted is None:
        if len(kept) == 1:
            return kept[0].path
        reason = f"{len(kept)} keystores are there" if kept else "there is no keystore"
        raise NoAccount(reason=f"{reason}: name one with --account, or make one: `account new`")
    for one in kept:
        same = one.address is not None and one.address.lower() == wanted.lower()
        if one.name == wanted or same:
            return one.path
    # A bare name may also be one of Foundry's.
    for path in (Path(wanted), Path.home() / ".foundry" / "keystores" / wanted):
        if path.is_file():
            return path
    raise UnknownAccount(name=wanted)
