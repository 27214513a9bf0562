"""Reset the embedded devnet of a home: delete it, or move it aside.

Files that an older version made are moved, never deleted. The chain file gets a new name with the
version in it. The files that belong to chains (pins, begun portraits, batches, jobs) go into a
folder that is named after the version. Keys, the default account and the trust list stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from avatarchain.base.documents import MADE_BY, check_format, older_version
from avatarchain.births import batch_files, jobs
from avatarchain.chain import DEFAULT_FILE, file_of, files
from avatarchain.chain.transport import shown
from avatarchain.errors import NotTheHomes
from avatarchain.index.store import forget
from avatarchain.registry.pins import CANVASES_FILE, PINS_FILE, drop_pins, pins
from avatarchain.session.served import unserved
from avatarchain.session.terms import DEFAULT_URL


@dataclass(frozen=True, slots=True)
class Aside:
    """The files that were moved aside: the version that made them, and their new paths."""

    version: str
    places: tuple[Path, ...]


def check_own(home: Path, url: str) -> None:
    """Raise NotTheHomes unless `url` is that of the embedded devnet of the home."""
    file = file_of(url, home)
    if file is None or file.resolve() != (home / DEFAULT_FILE).resolve():
        raise NotTheHomes(url=shown(url), home=str(home))


def older(home: Path) -> str | None:
    """The older version that made the chain of a home or files that belong to it, else None.

    Raises NewerFormat if a newer version made the chain.
    """
    return next((version for _, version in _older(home)), None)


def reset(home: Path) -> Aside | None:
    """Move aside the files that an older version made. If there are none, delete the devnet.

    With the devnet its pins and indexes are deleted, and None is returned. Raises StillServed,
    DamagedFile, NewerFormat before anything is moved or deleted.
    """
    with unserved(home):
        return _reset(home)


def _reset(home: Path) -> Aside | None:
    every = list(_older(home))
    if not every:
        _delete(home)
        return None
    places = []
    version = every[0][1]
    folder = _free_folder(home, version)
    for path, made_by in every:
        if path == home / DEFAULT_FILE:
            places.append(files.move(path, made_by))
        else:
            target = folder / path.relative_to(home)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
    if folder.exists():
        places.append(folder)
    return Aside(version, tuple(places))


def _delete(home: Path) -> None:
    """Delete the devnet, then its indexes and locks, and its pins last.

    The chain goes first, because that frees the space that writing may need. The pins name the
    other files of the chain, so the next reset can finish one that was interrupted.
    """
    own = [pin for pin in pins(home) if pin.url == DEFAULT_URL]
    files.delete(home / DEFAULT_FILE)
    for pin in own:
        forget(home, bytes.fromhex(pin.genesis[2:]))
        for lock in home.glob(f"nonce-{pin.chain_id}-{pin.genesis[2:18]}-*.lock"):
            lock.unlink(missing_ok=True)
    drop_pins(home, DEFAULT_URL)


def _older(home: Path) -> Iterator[tuple[Path, str]]:
    """Paths that older versions made, each with its version; the chain is the last.

    Because the chain is moved last, a reset that was interrupted can be run again.
    """
    chain = home / DEFAULT_FILE
    number = files.format_of(chain)
    if number is not None and number > files.FORMAT:
        check_format(chain, number, files.FORMAT)
    documents = [
        *((home / name, home / name) for name in (PINS_FILE, CANVASES_FILE)),
        *((path, path) for path in sorted((home / jobs.FOLDER).glob("*.json"))),
        *((path.parent, path) for path in sorted((home / batch_files.FOLDER).glob("*/batch.json"))),
    ]
    for place, document in documents:
        if version := older_version(document):
            yield place, version
    if number in MADE_BY:
        yield chain, MADE_BY[number]


def _free_folder(home: Path, version: str) -> Path:
    count, folder = 1, home / version
    while folder.exists():
        count += 1
        folder = home / f"{version}-{count}"
    return folder
