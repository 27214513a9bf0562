"""The issuer's signing keys in the home: make, encrypt (seal) and decrypt (unseal) them.

An Ed25519 key signs papers, the certificates in picture files. Its secret half is in the home's
`issuer` folder, one file for each key, encrypted with a passphrase (argon2id makes the key of a
SecretBox: XSalsa20 and Poly1305) and readable by its owner alone. The contract's log says which key
is valid now. There may be several keys here, because a key is made before it is published.

On development chains papers are signed with a key that is public, as dev0 … dev9 are. It shows how
signing works, but proves nothing, because everybody can sign with it.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.base.documents import KEY_FORMAT, Check, Hash, read_document, write_document
from avatarchain.errors import DamagedFile, IssuerKeyStaysSealed, NoIssuerKey
from avatarchain.keys import passphrases

if TYPE_CHECKING:
    from nacl.signing import SigningKey

PASSPHRASE_VARIABLE = "AVATARCHAIN_ISSUER_PASSPHRASE"  # noqa: S105 - the name of a variable
DEVELOPMENT_KEY = "0x224d3387c02caed52d65038c80beac6908be53b40f680c08246403702142f11b"
# libsodium's "moderate": about half a second and 256 MiB for each guess.
OPERATIONS, MEMORY = 3, 2**28
MOST_OPERATIONS, MOST_MEMORY = 8, 2**28

_KEY = re.compile(r"0x[0-9a-f]{64}")
_OTHER_KEY = "it holds another key than its name says"


def _hex_of(length: int) -> Check:
    pattern = re.compile(f"(?:[0-9a-f]{{2}}){{{length}}}")
    return Check(f"{2 * length} hex digits", lambda text: pattern.fullmatch(text) is not None)


Operations = Annotated[
    int,
    Check(f"a number from 1 to {MOST_OPERATIONS}", lambda number: 0 < number <= MOST_OPERATIONS),
]
Memory = Annotated[int, Check("bytes up to 256 MiB", lambda number: 0 < number <= MOST_MEMORY)]
Salt = Annotated[str, _hex_of(16)]
Box = Annotated[str, _hex_of(72)]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A key that is stored encrypted: its public half, 32 bytes as 0x-hex, and its file."""

    key: str
    path: Path


def development() -> "SigningKey":
    """The public issuer key of development chains; its seed is keccak256 of `avatarchain`."""
    from nacl.signing import SigningKey

    return SigningKey(keccak256(b"avatarchain"))


def sealed(home: Path) -> tuple[Sealed, ...]:
    """The sealed keys of the home, in the order of their public halves."""
    paths = sorted((home / "issuer").glob("0x*.json"))
    return tuple(Sealed(path.stem, path) for path in paths if _KEY.fullmatch(path.stem))


def find_sealed(home: Path, key: str) -> Sealed:
    """The sealed key whose public half begins with `key` (0x-hex).

    Raises NoIssuerKey if there is none, or more than one.
    """
    matches = [candidate for candidate in sealed(home) if candidate.key.startswith(key.lower())]
    if len(matches) != 1:
        reason = (
            f"{len(matches)} keys begin with {key}" if matches else f"no key {key} lies sealed here"
        )
        raise NoIssuerKey(reason=reason)
    return matches[0]


def make(home: Path, passphrase: str) -> Sealed:
    """Make a new key and write it to the home, sealed with `passphrase`.

    Raises BadKey for a passphrase that is empty or has invisible characters.
    """
    from nacl import pwhash, secret, utils
    from nacl.signing import SigningKey

    spelled = passphrases.new(passphrase)
    key = SigningKey.generate()
    public = to_hex(bytes(key.verify_key))
    salt = utils.random(pwhash.argon2id.SALTBYTES)
    box = secret.SecretBox(_stretch(spelled, salt, OPERATIONS, MEMORY))
    content = _Seal(public, OPERATIONS, MEMORY, salt.hex(), bytes(box.encrypt(bytes(key))).hex())
    path = home / "issuer" / f"{public}.json"
    write_document(path, content, KEY_FORMAT, secret=True)
    return Sealed(public, path)


@dataclass(frozen=True, slots=True)
class _Seal:
    """The content of a key's file; `salt` and `box` are hex."""

    key: Hash
    operations: Operations
    memory: Memory
    salt: Salt
    box: Box


def check(sealed_key: Sealed) -> None:
    """Raise DamagedFile or NewerFormat if no passphrase can decrypt the file."""
    _read(sealed_key)


def _read(sealed_key: Sealed) -> _Seal:
    content = read_document(sealed_key.path, _Seal, KEY_FORMAT)
    if content is None:
        raise NoIssuerKey(reason=f"{sealed_key.path} is not there any more")
    if content.key != sealed_key.key:
        raise DamagedFile(file=str(sealed_key.path), reason=_OTHER_KEY)
    return content


def unseal(sealed_key: Sealed, passphrase: str) -> "SigningKey":
    """The secret key, by any spelling of its passphrase.

    Raises IssuerKeyStaysSealed for a wrong passphrase, DamagedFile and NewerFormat.
    """
    from nacl import secret
    from nacl.exceptions import CryptoError
    from nacl.signing import SigningKey

    content = _read(sealed_key)
    for spelling in passphrases.spellings(passphrase):
        try:
            salt = bytes.fromhex(content.salt)
            stretched = _stretch(spelling, salt, content.operations, content.memory)
        except (ValueError, CryptoError):
            reason = "its work factors do not work"
            raise DamagedFile(file=str(sealed_key.path), reason=reason) from None
        with suppress(CryptoError):
            key = SigningKey(secret.SecretBox(stretched).decrypt(bytes.fromhex(content.box)))
            if to_hex(bytes(key.verify_key)) != sealed_key.key:
                raise DamagedFile(file=str(sealed_key.path), reason=_OTHER_KEY)
            return key
    raise IssuerKeyStaysSealed(key=sealed_key.key)


def _stretch(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    from nacl import pwhash

    stretched: bytes = pwhash.argon2id.kdf(32, passphrase.encode(), salt, operations, memory)
    return stretched
