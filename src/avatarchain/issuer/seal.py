"""The issuer's signing keys at home: made, sealed, unsealed.

An Ed25519 key signs papers. Its secret half lies in the home's `issuer` folder, one file
a key, sealed with a passphrase (argon2id makes the key of a SecretBox, XSalsa20 and
Poly1305) and readable by its owner alone. Which of them is in force is for the contract to
say; several may lie here, as a key is made before it is published.

On development chains papers are signed by a key that everybody has, as dev0 … dev9 are
everybody's: it shows how signing works, and proves nothing to strangers.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain.canonical import keccak256, read_json
from avatarchain.errors import DamagedFile, IssuerKeyStaysSealed, NoIssuerKey
from avatarchain.home import write

if TYPE_CHECKING:
    from nacl.signing import SigningKey

PASSPHRASE_VARIABLE = "AVATARCHAIN_ISSUER_PASSPHRASE"
FORMAT = 1
DEVELOPMENT_KEY = "0x224d3387c02caed52d65038c80beac6908be53b40f680c08246403702142f11b"
# libsodium's "moderate": about half a second and 256 MiB for each guess.
OPERATIONS, MEMORY = 3, 2**28
MOST_MEMORY = 2**30

_KEY = re.compile(r"0x[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A key that lies sealed: its public half, 32 bytes as 0x-hex, and its file."""

    key: str
    path: Path


def development() -> "SigningKey":
    """The issuer key of development chains: its seed is the keccak256 of this project's name."""
    from nacl.signing import SigningKey

    return SigningKey(keccak256(b"avatarchain"))


def sealed(home: Path) -> tuple[Sealed, ...]:
    """The keys of the home, by their public halves."""
    found = sorted((home / "issuer").glob("0x*.json"))
    return tuple(Sealed(path.stem, path) for path in found if _KEY.fullmatch(path.stem))


def find(home: Path, key: str) -> Sealed:
    """The sealed key with this public half, or a beginning of it; NoIssuerKey."""
    found = [one for one in sealed(home) if one.key.startswith(key.lower())]
    if len(found) != 1:
        reason = (
            f"{len(found)} keys begin with {key}" if found else f"no key {key} lies sealed here"
        )
        raise NoIssuerKey(reason=reason)
    return found[0]


def make(home: Path, passphrase: str) -> Sealed:
    """A new key, sealed before anybody hears of it."""
    from nacl import pwhash, secret, utils
    from nacl.signing import SigningKey

    key = SigningKey.generate()
    public = "0x" + bytes(key.verify_key).hex()
    salt = utils.random(pwhash.argon2id.SALTBYTES)
    box = secret.SecretBox(_stretch(passphrase, salt, OPERATIONS, MEMORY))
    value = {
        "format": FORMAT,
        "key": public,
        "operations": OPERATIONS,
        "memory": MEMORY,
        "salt": salt.hex(),
        "box": bytes(box.encrypt(bytes(key))).hex(),
    }
    path = home / "issuer" / f"{public}.json"
    write(path, json.dumps(value, indent=2).encode() + b"\n", secret=True)
    return Sealed(public, path)


@dataclass(frozen=True, slots=True)
class _Seal:
    """What a key's file holds."""

    salt: bytes
    box: bytes
    operations: int
    memory: int


def check(one: Sealed) -> None:
    """Make sure that the file can be unsealed by whoever knows how. Raises DamagedFile."""
    _read(one)


def _read(one: Sealed) -> _Seal:
    try:
        value = read_json(one.path.read_bytes())
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise ValueError(f"expected format {FORMAT}")
        salt, box = bytes.fromhex(value["salt"]), bytes.fromhex(value["box"])
        operations, memory = value["operations"], value["memory"]
        if not (type(operations) is type(memory) is int and 0 < memory <= MOST_MEMORY):
            raise ValueError("its work factors are odd")
        if not 0 < operations <= 16 or len(box) != 72 or len(salt) != 16:
            raise ValueError("its parts have odd lengths")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedFile(file=str(one.path), reason=repr(error)) from None
    return _Seal(salt, box, operations, memory)


def unseal(one: Sealed, passphrase: str) -> "SigningKey":
    """The key itself. Raises IssuerKeyStaysSealed, DamagedFile."""
    from nacl import secret
    from nacl.exceptions import CryptoError
    from nacl.signing import SigningKey

    kept = _read(one)
    try:
        stretched = _stretch(passphrase, kept.salt, kept.operations, kept.memory)
    except (ValueError, CryptoError) as error:
        raise DamagedFile(file=str(one.path), reason=repr(error)) from None
    try:
        key = SigningKey(secret.SecretBox(stretched).decrypt(kept.box))
    except CryptoError:
        raise IssuerKeyStaysSealed(key=one.key) from None
    if "0x" + bytes(key.verify_key).hex() != one.key:
        raise DamagedFile(file=str(one.path), reason="it holds another key than its name says")
    return key


def _stretch(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    from nacl import pwhash

    stretched: bytes = pwhash.argon2id.kdf(32, passphrase.encode(), salt, operations, memory)
    return stretched
