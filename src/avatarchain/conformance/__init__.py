"""The conformance kit, test cases for other implementations: questions with right answers.

A kit is a folder (`conformance/` of the sources, and an archive of each release). Its `index.json`
names the sets with their digests, and each set is a file of cases: the question, its input, and the
answer. Its README describes how a program gets the questions. This module reads a kit; `program`
runs a program, `judging` compares its answers, and `python -m avatarchain.conformance` prints the
result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from avatarchain.base.canonical import read_json
from avatarchain.base.regular import read_regular
from avatarchain.errors import DamagedFile, NoSuchSet

FORMAT = 1
MAX_BYTES = 64 * 2**20
"""The most bytes of a file in a kit."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question in a file of the kit.

    `id` is the name of the set, a slash and a name; `ask` names the rule, `given` is its input, and
    `answer` the right answer, any JSON. `within` are the limits for a picture (see `judging`), or
    None. `words` are avatarchain's error messages; other programs may have different ones.
    """

    id: str
    ask: str
    given: Mapping[str, Any]
    answer: Any
    within: Mapping[str, float] | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseSet:
    """The cases of one set, in their order; `about` is one sentence."""

    name: str
    about: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit: its `folder`, the `version` of avatarchain that wrote it, and its sets."""

    folder: Path
    version: str
    sets: tuple[CaseSet, ...]


def read_kit(folder: Path, names: tuple[str, ...] = ()) -> Kit:
    """The kit in a folder, with all its sets, or with those of these names.

    Raises DamagedFile if a file is missing, not a regular file, too large, outside the folder, not
    JSON, or has another digest than in the index, NoSuchSet for a name that the index does not
    have.
    """
    index = _parsed(folder / "index.json", _read(folder / "index.json"))
    try:
        if index["format"] != FORMAT:
            reason = f"it has the format {index['format']!r:.20}, expected {FORMAT}"
            raise DamagedFile(file=str(folder / "index.json"), reason=reason)
        rows = {row["name"]: row for row in index["sets"]}
        for file, digest in index["files"].items():
            _hold(_below(folder, file), digest)
        for name in names:
            if name not in rows:
                raise NoSuchSet(name=name, sets=", ".join(rows))
        chosen = [row for name, row in rows.items() if not names or name in names]
        return Kit(folder, index["version"], tuple(_read_set(folder, row) for row in chosen))
    except (AttributeError, KeyError, TypeError) as error:
        reason = f"it is no index of a kit ({error})"
        raise DamagedFile(file=str(folder / "index.json"), reason=reason) from None


def _read_set(folder: Path, row: dict[str, Any]) -> CaseSet:
    path = _below(folder, row["file"])
    document = _parsed(path, _hold(path, row["sha256"]))
    cases = tuple(Case(**case) for case in document["cases"])
    return CaseSet(row["name"], document["about"], cases)


def _below(folder: Path, name: str) -> Path:
    """The path of a file below a kit's folder. Raises DamagedFile for a name that leads outside."""
    path = Path(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise DamagedFile(file=str(folder / "index.json"), reason=f"it names a file {name!r:.60}")
    return folder / path


def _hold(path: Path, digest: str) -> bytes:
    """The bytes of a file of the kit. Raises DamagedFile if they have another digest."""
    data = _read(path)
    if sha256(data).hexdigest() != digest:
        raise DamagedFile(file=str(path), reason="it has another digest than index.json says")
    return data


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, MAX_BYTES)
    except OSError as error:
        raise DamagedFile(file=str(path), reason=error.strerror or str(error)) from None


def _parsed(path: Path, data: bytes) -> Any:
    try:
        return read_json(data)
    except ValueError as error:
        raise DamagedFile(file=str(path), reason=f"it is no JSON ({error})") from None
