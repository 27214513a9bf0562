"""Names that the owner of a home gives to avatars.

They are stored in the home, in `names.json`, and never sent to a chain. A name belongs to an avatar
of one registry: it is stored with the chain's id, its genesis and the contract, so another chain at
the same URL has other names.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from avatarchain.base.canonical import to_hex
from avatarchain.base.documents import CHAIN_FORMAT, Hash, Number, read_document, write_document
from avatarchain.base.home import locked
from avatarchain.base.unicode import nfc
from avatarchain.base.visible import folded, has_hidden
from avatarchain.chain.notation import Address
from avatarchain.errors import BadNickname, NameTaken
from avatarchain.registry import Registry
from avatarchain.species.faults import MOST_LETTERS, MOST_MARKS, has_forbidden, letters

NAMES_FILE = "names.json"


@dataclass(frozen=True, slots=True)
class Naming:
    """An avatar and its name. `identity` and `genesis` are 32 bytes as 0x-hex."""

    name: str
    identity: Hash
    chain_id: Number
    genesis: Hash
    contract: Address


@dataclass(frozen=True, slots=True)
class _Namings:
    """The content of names.json."""

    names: tuple[Naming, ...]


def is_name(text: str) -> bool:
    """Whether a text that stands for an avatar is a name, not an id, part of one, or CAIP-19."""
    return not text.casefold().startswith(("0x", "eip155:"))


def names_in(home: Path, registry: Registry) -> dict[int, str]:
    """The name of each avatar of a registry that has one, by its identity.

    Raises DamagedFile, MadeByAnotherVersion, NewerFormat.
    """
    return {
        int(naming.identity, 16): naming.name for naming in _all(home) if _is_of(naming, registry)
    }


def named(home: Path, registry: Registry, text: str) -> int | None:
    """The identity of the avatar with this name, in upper or lower case; None if there is none."""
    sought = folded(text)
    return next(
        (token for token, name in names_in(home, registry).items() if folded(name) == sought), None
    )


def give_name(home: Path, registry: Registry, identity: int, name: str) -> str:
    """Give an avatar a name, which replaces an earlier one. Returns it in Unicode normal form C.

    Raises BadNickname if the name is not allowed, and NameTaken if another avatar of the registry
    has the name, or one that reads like it.
    """
    checked = _checked(name)
    with locked(home, "names"):
        rows = _all(home)
        others = [row for row in rows if not (_is_of(row, registry) and _token(row) == identity)]
        for row in others:
            if _is_of(row, registry) and folded(row.name) == folded(checked):
                raise NameTaken(name=checked, id=row.identity)
        place = registry.chain.chain_id, to_hex(registry.chain.genesis), registry.address
        _write(home, [*others, Naming(checked, to_hex(identity), *place)])
    return checked


def namings(home: Path) -> tuple[Naming, ...]:
    """All names of the home. Raises DamagedFile, MadeByAnotherVersion, NewerFormat."""
    return tuple(_all(home))


def take_names(home: Path, given: Sequence[Naming]) -> None:
    """Add names from another home, for avatars that have no name here.

    A name is left out if another avatar of the same registry has it here, or if `give_name` would
    refuse it. Nothing happens if `given` is empty.
    """
    if not given:
        return
    with locked(home, "names"):
        rows = {(_place(row), row.identity): row for row in _all(home)}
        there = {(_place(row), folded(row.name)) for row in rows.values()}
        for naming in given:
            if (_place(naming), naming.identity) in rows:
                continue
            with suppress(BadNickname):
                checked = replace(naming, name=_checked(naming.name))
                if (_place(naming), folded(checked.name)) not in there:
                    there.add((_place(naming), folded(checked.name)))
                    rows[_place(naming), naming.identity] = checked
        _write(home, list(rows.values()))


def _place(naming: Naming) -> tuple[int, str, str]:
    return naming.chain_id, naming.genesis, naming.contract


def forget_name(home: Path, registry: Registry, identity: int) -> None:
    """Delete an avatar's name; nothing happens if it has none."""
    with locked(home, "names"):
        rows = _all(home)
        others = [row for row in rows if not (_is_of(row, registry) and _token(row) == identity)]
        if len(others) < len(rows):
            _write(home, others)


def _checked(name: str) -> str:
    text = nfc(name)
    if not text.strip():
        raise BadNickname(name="", reason="is empty")
    if len(text) > MOST_LETTERS * (1 + MOST_MARKS) or letters(text) > MOST_LETTERS:
        raise BadNickname(name=name[:MOST_LETTERS], reason=f"has more than {MOST_LETTERS} letters")
    if has_forbidden(text) or has_hidden(text):
        raise BadNickname(name=name, reason="holds a letter that is not seen")
    if text != text.strip():
        raise BadNickname(name=name, reason="begins or ends with a blank")
    if not is_name(text):
        raise BadNickname(name=name, reason="begins like an id")
    if text.startswith("-"):
        raise BadNickname(name=name, reason="begins with a dash, like an option")
    return text


def _all(home: Path) -> list[Naming]:
    document = read_document(home / NAMES_FILE, _Namings, CHAIN_FORMAT)
    return list(document.names) if document else []


def _write(home: Path, rows: list[Naming]) -> None:
    write_document(home / NAMES_FILE, _Namings(tuple(rows)), CHAIN_FORMAT)


def _token(naming: Naming) -> int:
    return int(naming.identity, 16)


def _is_of(naming: Naming, registry: Registry) -> bool:
    here = registry.chain.chain_id, to_hex(registry.chain.genesis), registry.address
    return _place(naming) == here
