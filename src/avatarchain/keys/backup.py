"""A backup of all keys of a home: its files copied as they are, which needs no passphrase."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from avatarchain.base.home import check_free, write
from avatarchain.base.regular import read_regular
from avatarchain.errors import DamagedFile, NoKeys
from avatarchain.keys import accounts, seal
from avatarchain.keys.keystores import MOST_BYTES


@dataclass(frozen=True, slots=True)
class Copied:
    """A file that was copied to `path`, and what it is: "account", "issuer key" or "default".

    `name` is the account's name, or the public half of the issuer key (0x-hex). `address`
    (EIP-55) is None unless it is known without opening a keystore.
    """

    kind: str
    name: str
    address: str | None
    path: Path


def export_all(home: Path, folder: Path) -> Iterator[Copied]:
    """Copy all keystores and issuer keys of the home, and its default account, to `folder`.

    They have the same paths there as in a home. Either all files are copied or none: raises
    FileThere, before anything is copied, if another file has the name of one. A file with the same
    content is left as it is. Raises NoKeys if the home has no key, NewerFormat if its
    accounts.json has another format, and DamagedFile if a file cannot be read.
    """
    sources = [
        (Copied("account", each.name, each.address, folder / "keystore" / each.name), each.path)
        for each in accounts.stored(home)
    ]
    sources += [
        (Copied("issuer key", each.key, None, folder / "issuer" / each.path.name), each.path)
        for each in seal.sealed(home)
    ]
    if not sources:
        raise NoKeys
    if (default := accounts.default(home)) is not None:
        chosen = accounts.chosen_in(home)
        sources.append((Copied("default", default, None, folder / chosen.name), chosen))
    copies = [(copy, _read(source)) for copy, source in sources]
    check_free((copy.path, data) for copy, data in copies)
    for copy, data in copies:
        write(copy.path, data, secret=True)
        yield copy


def _read(source: Path) -> bytes:
    try:
        return read_regular(source, MOST_BYTES)
    except OSError as error:
        raise DamagedFile(file=source, reason=error.strerror or str(error)) from None
