"""Export and import a devnet: one file with the chain and the home's data about it.

The file is an archive. It contains the chain, copied by SQLite's own backup, which is complete even
while other processes write; the pins of its registries (where each was deployed), the addresses of
their art, the names of its avatars, and the files of its batches. It contains no keys, no seeds of
interrupted mints, no trust list, and nothing about other chains.

The import trusts nothing in the file: the chain is checked and executed again from block 0, the
other files are read as strictly as those of a home, each pin is compared with the chain, and the
root of each batch is computed again. Data that the home has already is not replaced. Two homes can
have continued the same chain in different ways, so a file may have another pin for a chain that the
home has a pin for; such a file is refused. The chain is written last. So an interrupted import
leaves no chain, and can be run again.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from avatarchain.base import sqlite
from avatarchain.base.archive import NoArchive, opened, pack
from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.base.documents import CHAIN_FORMAT, Hash, Number, read_document, write_document
from avatarchain.base.home import draft, made
from avatarchain.births import batch_files
from avatarchain.chain import DEFAULT_FILE, Chain, connect, file_of, files, url_of
from avatarchain.chain.store import has_our_tables
from avatarchain.errors import (
    ArtElsewhere,
    AvatarchainError,
    DamagedFile,
    DevnetThere,
    FileToWriteThere,
    MadeByAnotherVersion,
    NewerFormat,
    NoChainFile,
    NotAChainFile,
    NotAnExport,
    NothingHere,
    PinnedAnother,
    UnusableHome,
)
from avatarchain.registry import Registry, is_made_in, name_of, names, pins
from avatarchain.registry.artwork import fetch_species
from avatarchain.registry.genuine import creation_of, portrait_in_code, portrait_named, species_in
from avatarchain.session.opening import check_not_missing
from avatarchain.session.served import unserved
from avatarchain.session.terms import DEFAULT_URL

_LABEL = "devnet.json"
_BATCH = (
    rf"{batch_files.FOLDER}/0x[0-9A-Fa-f]{{40}}-[0-9]{{1,19}}/(batch\.json|leaves|nodes|holders)"
)
MOST_NOTES = 1_000
"""The most pins, and the most begun portraits, in a file that is imported."""

_NOTES = (pins.PINS_FILE, pins.CANVASES_FILE, names.NAMES_FILE)
_MEMBER = re.compile("|".join([*map(re.escape, (_LABEL, DEFAULT_FILE, *_NOTES)), _BATCH]))


@dataclass(frozen=True, slots=True)
class _Label:
    """The content of devnet.json: which chain is in the file. `genesis` is 0x-hex."""

    chain_id: Number
    genesis: Hash
    block: Number


@dataclass(frozen=True, slots=True)
class Handed:
    """The content of a file that was exported or imported.

    `genesis` is the hash of block 0 (0x-hex) and `block` the number of the newest; `registries` are
    the addresses of those that are pinned. `names` and `batches` are the numbers of names of
    avatars and of batches.
    """

    chain_id: int
    genesis: str
    block: int
    registries: tuple[str, ...]
    names: int
    batches: int


def devnet_file(home: Path, url: str) -> Path:
    """The SQLite file of the embedded devnet at `url`, such as `evm+sqlite:///chain.sqlite`.

    Raises NothingHere if `url` is the home's own devnet and that does not exist yet, and
    ChainMissing if its file is gone. Raises NoChainFile if it is any other URL without a file: a
    missing file, or a node's address.
    """
    path = file_of(url, home)
    if path is not None and path.exists():
        return path
    if url == DEFAULT_URL:
        check_not_missing(url, home)
        raise NothingHere(url=url, reason="there is no devnet")
    raise NoChainFile(url=url)


def export(home: Path, url: str, out: Path) -> Handed:
    """Write the devnet at `url`, and the home's data about it, into the new file `out`.

    Raises the errors of `devnet_file`, FileToWriteThere if `out` exists, UnusableHome if it cannot
    be written, and the errors of an embedded chain.
    """
    path = devnet_file(home, url)
    if os.path.lexists(out):
        raise FileToWriteThere(file=str(out))
    with TemporaryDirectory(prefix="avatarchain-") as folder:
        stage = Path(folder)
        genesis = _label(path).genesis
        # The notes first: what they say of the chain is then in the copy too.
        counts = _carry(home, stage, genesis, pins.place_of(home, url))
        with _written_beside(out) as beside:
            copy = draft(out)
            try:
                files.copy(path, copy)
                label = _label(copy)
                write_document(stage / _LABEL, label, CHAIN_FORMAT)
                members = {
                    name: each
                    for each in sorted(stage.rglob("*"))
                    if _MEMBER.fullmatch(name := each.relative_to(stage).as_posix())
                }
                pack({**members, DEFAULT_FILE: copy}, beside)
            finally:
                sqlite.remove(copy)
    return Handed(label.chain_id, label.genesis, label.block, *counts)


def take(home: Path, url: str, file: Path, bar: Bar = no_bar) -> Handed:
    """Import a devnet from an exported file to `url`, and the other data into the home.

    A missing home is made, but not if the file is refused.

    Raises NoChainFile if `url` is not that of a file, StillServed if a process serves the home,
    DevnetThere if there is a devnet, NotAnExport for a faulty file, PinnedAnother, FileThere,
    NewerFormat, MadeByAnotherVersion, UnusableHome.
    """
    path = file_of(url, home)
    if path is None:
        raise NoChainFile(url=url)
    with unserved(home), made(home):
        if path.exists():
            raise DevnetThere(path=path)
        return _take(home, url, path, file, bar)


def _take(home: Path, url: str, path: Path, file: Path, bar: Bar) -> Handed:
    with (
        _as_no_export(file),
        opened(file, lambda name: _MEMBER.fullmatch(name) is not None) as members,
        TemporaryDirectory(prefix="avatarchain-") as folder,
    ):
        stage = Path(folder)
        for name, write in members.items():
            if name != DEFAULT_FILE:
                write(stage / name)
        label = read_document(stage / _LABEL, _Label, CHAIN_FORMAT)
        if label is None or DEFAULT_FILE not in members:
            raise NoArchive("it holds no devnet")
        beside = draft(path)
        try:
            members[DEFAULT_FILE](beside)
            _check(beside, label, bar)
            with connect(url_of(beside), folder=beside.parent) as chain:
                _check_pins(stage, home, chain, file)
            counts = _carry(stage, home, label.genesis, pins.place_of(home, url))
            files.adopt(beside, path)
        finally:
            sqlite.remove(beside)
    return Handed(label.chain_id, label.genesis, label.block, *counts)


def _label(path: Path) -> _Label:
    """Which chain the file contains, for devnet.json."""
    with connect(url_of(path), folder=path.parent) as chain:
        return _Label(chain.chain_id, to_hex(chain.genesis), chain.head().number)


def _check(path: Path, label: _Label, bar: Bar) -> None:
    """Check a chain file from a stranger.

    Raises NoArchive for a fault, and errors of opening it.
    """
    from avatarchain.chain.check import Damage, check

    # Before anything else is read: a table may be a view in truth, of a stranger's making.
    if not has_our_tables(path):
        raise NoArchive("its chain has other tables")
    result = check(path, bar=bar)
    if isinstance(result, Damage):
        raise NoArchive(f"its chain was changed or damaged: {result}")
    if _label(path) != label:
        raise NoArchive("it holds another chain than it says")


def _check_pins(stage: Path, home: Path, chain: Chain, file: Path) -> None:
    """Compare the pins in a stranger's file with its chain and with the pins of the home.

    Raises NoArchive if a pin is wrong, and PinnedAnother if the home has a different one.
    """
    if max(len(pins.pins(stage)), len(pins.begun_portraits(stage))) > MOST_NOTES:
        raise NoArchive(f"it has more than {MOST_NOTES:,} pins, or portraits that were begun")
    pinned = {pins.key_of(pin): pin for pin in pins.pins(home)}
    for pin in dict.fromkeys(replace(pin, url="") for pin in pins.pins(stage)):
        if pin.genesis != to_hex(chain.genesis):
            continue
        if pin.chain_id != chain.chain_id:
            raise NoArchive(f"it has a pin for chain {pin.chain_id}, and is chain {chain.chain_id}")
        _check_pin(pin, chain)
        former = pinned.setdefault(pins.key_of(pin), pin)
        if former.contract != pin.contract:
            raise PinnedAnother(
                file=str(file),
                contract=pin.contract,
                pinned=former.contract,
                species=pin.species,
            )


def _check_pin(pin: pins.Pin, chain: Chain) -> None:
    """Raise NoArchive unless a genuine registry is on the chain at the address in the pin.

    For a species of images the chain has only the id, not the art, so its name is believed.
    """
    registry = Registry(chain, pin.contract, bytes.fromhex(pin.species[2:]), pin.block)
    code = chain.code(pin.contract)
    if to_hex(keccak256(code)) != pin.code_hash or species_in(code) != registry.species:
        raise NoArchive(f"its registry {pin.contract} is not on its chain")
    try:
        try:
            species = fetch_species(chain, pin.contract)
            name, portrait = species.name, portrait_in_code(registry, species)
        except ArtElsewhere:
            name, portrait = name_of(registry), portrait_named(registry)
        creation_of(registry, name, portrait)
    except AvatarchainError as error:
        raise NoArchive(f"its registry {pin.contract} is not genuine: {error}") from None
    if not is_made_in(chain, pin.contract, pin.block):
        raise NoArchive(f"its registry {pin.contract} was made in another block than it says")


def _carry(
    source: Path, target: Path, genesis: str, place: str
) -> tuple[tuple[str, ...], int, int]:
    """Copy the data about a chain from one home into another.

    `place` is the new `url` of the pins.

    Data that the other home has is not replaced. Returns the addresses of the registries, and the
    numbers of names and batches. Damaged files are noticed before anything is written; the pins are
    written last.
    """
    own = [replace(pin, url=place) for pin in pins.pins(source) if pin.genesis == genesis]
    namings = [naming for naming in names.namings(source) if naming.genesis == genesis]
    begun = [each for each in pins.begun_portraits(source) if each.genesis == genesis]
    batches = batch_files.carry(source, target, genesis)
    names.take_names(target, namings)
    pins.take_begun(target, begun)
    pins.take_pins(target, own)
    return tuple(pin.contract for pin in own), len(namings), batches


@contextmanager
def _written_beside(out: Path) -> Iterator[Path]:
    """Yield the path of a new file, which gets the name `out` at the end. Raises UnusableHome."""
    beside = draft(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield beside
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise UnusableHome(home=str(out.parent), reason=error.strerror or str(error)) from None


@contextmanager
def _as_no_export(file: Path) -> Iterator[None]:
    """Turn errors about the parts of a file into NotAnExport, which names the file."""
    try:
        yield
    except NoArchive as error:
        raise NotAnExport(file=str(file), reason=str(error)) from None
    except NotAChainFile as error:
        raise NotAnExport(
            file=str(file), reason=f"its chain is not whole: {error.reason}"
        ) from None
    except DamagedFile as error:
        reason = f"{Path(error.file).name} in it: {error.reason}"
        raise NotAnExport(file=str(file), reason=reason) from None
    except (MadeByAnotherVersion, NewerFormat) as error:
        raise type(error)(**vars(error) | {"file": str(file)}) from None
    except OSError as error:
        reason = error.strerror or str(error)
        if error.filename is None or Path(error.filename) == file:
            raise NotAnExport(file=str(file), reason=reason) from None
        raise UnusableHome(home=str(Path(error.filename).parent), reason=reason) from None
