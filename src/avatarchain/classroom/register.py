"""The register of a class: a folder with `class.toml`, from which all lessons are made.

The file has 32 random bytes, the number of pupils, their names if the teacher gave them, and the
animals (keepers) that pupils keep for the next round. All answers can be computed from it, so it is
a private file. Only the pupils' numbers are copied from it into pages and tables of marks.

The master seed of a lesson is BLAKE2b-256 of the lesson's name, with the class's seed as key and
the person `avatarchain-task`. The animals and births of pupil p are its items 2^16 · p + k.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from avatarchain.base import home
from avatarchain.base.regular import followed, read_regular
from avatarchain.base.texts import text_of
from avatarchain.base.toml import read_toml
from avatarchain.errors import BadNames, ClassThere, NoClass
from avatarchain.genetics.seeds import SEED_BYTES, item_seed, random_seed

FILE = "class.toml"
FORMAT = 1
MOST_PUPILS = 1000
MOST_BYTES = 1 << 20
LONGEST_NAME = 40
ITEMS = 1 << 16
"""How many items (numbered seeds) each pupil has; the last one is the salt."""

SALT_BYTES = 10

_LESSON = re.compile(r"[a-z0-9-]{1,40}")
Keepers = Mapping[int, tuple[int, int]]
"""Pupil → the numbers, from 1, of the two children that the pupil keeps."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class: its name, how many pupils 1, 2, 3 … it has, and its seed of 32 bytes.

    `names` are those of the pupils in the order of their numbers, or empty. `keepers` maps the name
    of a lesson to the children that the pupils keep.
    """

    name: str
    pupils: int
    seed: bytes = field(repr=False)
    names: tuple[str, ...] = ()
    keepers: Mapping[str, Keepers] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """16 hex digits that identify the class, and reveal nothing about its seed."""
        digest = hashlib.blake2b(digest_size=8, key=self.seed, person=b"avatarchain-room")
        return digest.hexdigest()

    def master(self, lesson: str) -> bytes:
        """The 32-byte master seed of a lesson."""
        return hashlib.blake2b(
            lesson.encode(), digest_size=SEED_BYTES, key=self.seed, person=b"avatarchain-task"
        ).digest()

    def salt(self, lesson: str, pupil: int) -> bytes:
        """The 10 bytes that are hashed with a pupil's right answer, secret until it is marked."""
        return item_seed(self.master(lesson), ITEMS * pupil + ITEMS - 1)[:SALT_BYTES]


def new(folder: Path, pupils: int, names: tuple[str, ...] = ()) -> Class:
    """Make the folder of a new class with the folder's name.

    `names` has one name for each pupil, or is empty. Raises ClassThere if there is a class, NoClass
    if the folder cannot be used, BadNames if the names are not accepted.
    """
    if names and len(names) != pupils:
        raise BadNames(reason=f"{len(names)} for {pupils} pupils")
    path = folder / FILE
    if path.exists() or path.is_symlink():
        raise ClassThere(folder=str(folder))
    made = Class(followed(folder).name, pupils, random_seed(), names)
    if fault := _fault_of_name(made.name):
        raise NoClass(file=str(folder), reason=f"its name {fault}")
    write(folder, made)
    return made


def read_names(path: Path) -> tuple[str, ...]:
    """The names in a file, one on each line; empty lines are ignored.

    Raises BadNames if it cannot be read, has no names, or has a name that is not accepted.
    """
    try:
        lines = text_of(read_regular(path, MOST_BYTES)).splitlines()
    except OSError as error:
        raise BadNames(reason=f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise BadNames(reason=f"{path}: {error.reason}") from None
    names = tuple(line.strip() for line in lines if line.strip())
    for number, name in enumerate(names, start=1):
        if fault := _fault_of_name(name):
            raise BadNames(reason=f"number {number} of {path} {fault}")
    if not names:
        raise BadNames(reason=f"{path} has none")
    return names


def read(folder: Path) -> Class:
    """The class in a folder. Raises NoClass, with the reason, if there is none that can be used."""
    path = folder / FILE
    try:
        table = read_toml(read_regular(path, MOST_BYTES))
    except OSError as error:
        raise NoClass(file=str(path), reason=error.strerror or str(error)) from None
    except ValueError as error:
        raise NoClass(file=str(path), reason=str(error)) from None
    try:
        return _class(table)
    except _Odd as odd:
        raise NoClass(file=str(path), reason=str(odd)) from None


def keep(folder: Path, lesson: str, keepers: Keepers) -> None:
    """Write the pupils' keepers of a lesson into the class; those of other pupils stay.

    Raises NoClass if the class cannot be read, and UnusableHome if it cannot be written.
    """
    here = read(folder)
    together = {**here.keepers.get(lesson, {}), **keepers}
    write(folder, replace(here, keepers={**here.keepers, lesson: together}))


def write(folder: Path, here: Class) -> None:
    """Write a class into its folder, readable only by its owner.

    Raises UnusableHome if it fails.
    """
    home.write(folder / FILE, _spelled(here).encode(), secret=True)


def _spelled(here: Class) -> str:
    lines = [
        "# A class of avatarchain. Keep this file, and give it to nobody: who has it has all",
        "# answers. The lessons are made again from it.",
        f"format = {FORMAT}",
        f"name = {_text(here.name)}",
        f"pupils = {here.pupils}",
        f'seed = "{here.seed.hex()}"',
    ]
    if here.names:
        lines += ["", "[names]"]
        lines += [f"{number} = {_text(name)}" for number, name in enumerate(here.names, start=1)]
    for lesson, keepers in here.keepers.items():
        lines += ["", f"[keepers.{lesson}]"]
        lines += [f"{pupil} = [{a}, {b}]" for pupil, (a, b) in sorted(keepers.items())]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class _Odd(Exception):
    """The table is not that of a class; the text says why."""


def _class(table: dict[str, Any]) -> Class:
    if table.get("format") != FORMAT:
        raise _Odd(f"its format is {table.get('format')!r:.40}, not {FORMAT}")
    name, pupils, seed = (table.get(key) for key in ("name", "pupils", "seed"))
    if not isinstance(name, str) or _fault_of_name(name):
        raise _Odd("it has no good name")
    if type(pupils) is not int or not 1 <= pupils <= MOST_PUPILS:
        raise _Odd(f"pupils is not a number from 1 to {MOST_PUPILS:,}")
    try:
        data = bytes.fromhex(seed) if isinstance(seed, str) else b""
    except ValueError:
        data = b""
    if len(data) != SEED_BYTES:
        raise _Odd(f"its seed has not {2 * SEED_BYTES} hex digits")
    names = table.get("names", {})
    if not isinstance(names, dict) or not all(isinstance(each, str) for each in names.values()):
        raise _Odd("[names] has something other than names")
    for each in names.values():
        if fault := _fault_of_name(each):
            raise _Odd(f"the name {each!r:.40} in [names] {fault}")
    if names and list(names) != [str(number) for number in range(1, pupils + 1)]:
        raise _Odd(f"[names] does not have the numbers 1 to {pupils}, in order")
    keepers = table.get("keepers", {})
    if not isinstance(keepers, dict):
        raise _Odd("[keepers] is no table")
    kept_of = {lesson: _keepers(lesson, rows, pupils) for lesson, rows in keepers.items()}
    return Class(name, pupils, data, tuple(names.values()), kept_of)


def _keepers(lesson: str, rows: Any, pupils: int) -> Keepers:
    if not _LESSON.fullmatch(lesson):
        raise _Odd(f"[keepers] has a lesson {lesson!r:.40}")
    if not isinstance(rows, dict):
        raise _Odd(f"[keepers.{lesson}] is no table")
    result = {}
    for pupil, pair in rows.items():
        numbered = pupil.isascii() and pupil.isdigit() and len(pupil) <= len(str(MOST_PUPILS))
        if not (numbered and 1 <= int(pupil) <= pupils):
            raise _Odd(f"[keepers.{lesson}] has a pupil {pupil!r:.40}")
        if not are_keepers(pair):
            raise _Odd(f"the keepers of pupil {pupil} are not two numbers of children")
        result[int(pupil)] = (pair[0], pair[1])
    return result


def are_keepers(pair: Any) -> bool:
    """Whether a value names two keepers: two different children, each by its number from 1."""
    return (
        isinstance(pair, list)
        and len(pair) == 2
        and all(type(number) is int and 1 <= number <= ITEMS // 2 for number in pair)
        and pair[0] != pair[1]
    )


def _fault_of_name(name: str) -> str:
    """What is wrong with a name, as the end of a sentence; empty if it is accepted."""
    if len(name) > LONGEST_NAME:
        return f"has more than {LONGEST_NAME} letters"
    if not name:
        return "is empty"
    return "" if name.isprintable() else "has letters that cannot be printed"
