"""A user's things on disk: one folder, and how it is written.

The home holds the embedded chain, the pins of deployed registries, where their art is,
keystores and the jobs that can be resumed. Every file is written whole, beside its place,
and renamed into it: a cut-off command leaves the old file or the new one. Files of which
only the owner may know are 0600.
"""

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from avatarchain.canonical import read_json
from avatarchain.errors import DamagedFile, UnusableHome

VARIABLE = "AVATARCHAIN_HOME"
FORMAT = 1


def place(given: Path | None = None) -> Path:
    """Where the home is: `given`, else $AVATARCHAIN_HOME, else the platform's data folder."""
    if given is None and (named := os.environ.get(VARIABLE)):
        given = Path(named)
    if given is None:
        from platformdirs import user_data_path

        given = user_data_path("avatarchain", appauthor=False)
    return given.absolute()


def locate(given: Path | None = None) -> Path:
    """The home, as `place` finds it, made (0700) where it is missing.

    UnusableHome where it cannot be.
    """
    folder = place(given)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableHome(home=str(folder), reason=error.strerror or str(error)) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UnusableHome(home=str(folder), reason="it cannot be written to")
    return folder


def check_folder(folder: Path) -> None:
    """UnusableHome where `folder` could not be made or written; makes nothing."""
    place = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        reason = "it cannot be written to" if place.is_dir() else f"{place} is a file"
        raise UnusableHome(home=str(folder), reason=reason)


def write(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Put `data` at `path` whole or not at all; readable by the owner alone if `secret`.

    Raises UnusableHome with the system's reason (no room, no permission).
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = 0o600 if secret else 0o666
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UnusableHome(home=str(path.parent), reason=error.strerror or str(error)) from None


@contextmanager
def locked(home: Path, name: str) -> Iterator[None]:
    """Hold a lock that other processes of this home wait for."""
    from filelock import FileLock

    with FileLock(home / f".{name}.lock"):
        yield


# --- pins: which registry a chain's address stands for ---------------------------------


@dataclass(frozen=True, slots=True)
class Pin:
    """What was found at a chain's address when its registry was deployed.

    `genesis`, `code_hash` and `species` are 32 bytes as 0x-hex, `contract` an EIP-55
    address, `block` the block of deployment.
    """

    url: str
    chain_id: int
    genesis: str
    contract: str
    code_hash: str
    species: str
    block: int


def pins(home: Path) -> tuple[Pin, ...]:
    """All pins of deployments.json; none where there is no such file."""
    return tuple(Pin(**row) for row in _rows(home / "deployments.json", "deployments", Pin))


def _rows(path: Path, what: str, kind: type[Any]) -> list[dict[str, Any]]:
    """The list `what` of a file of ours, its rows as the fields of `kind` are."""
    value = _read_json(path)
    if value is None and not path.exists():
        return []
    names = {field.name: field.type for field in fields(kind)}
    rows = value.get(what) if isinstance(value, dict) else None
    if not isinstance(rows, list) or value.get("format") != FORMAT:
        raise DamagedFile(file=str(path), reason=f"expected format {FORMAT} with {what}")
    for row in rows:
        if (
            not isinstance(row, dict)
            or set(row) != set(names)
            or any(type(row[key]) is not one for key, one in names.items())
        ):
            raise DamagedFile(file=str(path), reason=f"one of its {what} has odd values")
    return rows


def find_pin(home: Path, url: str, species: str) -> Pin | None:
    """The pin of a chain's address and a species, if there is one."""
    return next((pin for pin in pins(home) if (pin.url, pin.species) == (url, species)), None)


def keep_pin(home: Path, pin: Pin) -> None:
    """Add a pin, or replace the one of the same address and species."""
    with locked(home, "deployments"):
        others = [one for one in pins(home) if (one.url, one.species) != (pin.url, pin.species)]
        _write_pins(home, [*others, pin])


def drop_pins(home: Path, url: str) -> None:
    """Forget what was pinned to a chain's address."""
    with locked(home, "deployments"):
        _write_pins(home, [pin for pin in pins(home) if pin.url != url])


def _write_pins(home: Path, kept: list[Pin]) -> None:
    _write_rows(home / "deployments.json", "deployments", kept)


def _write_rows(path: Path, what: str, kept: Sequence[Any]) -> None:
    text = json.dumps({"format": FORMAT, what: [asdict(one) for one in kept]}, indent=2)
    write(path, text.encode() + b"\n")


# --- canvases: where the art of a species is, or is on its way to -----------------------


@dataclass(frozen=True, slots=True)
class Canvas:
    """The portrait contract that was begun for a species on a chain, finished or not.

    `genesis` and `species` are 32 bytes as 0x-hex, `contract` an EIP-55 address.
    """

    genesis: str
    species: str
    contract: str


def find_canvas(home: Path, genesis: str, species: str) -> str | None:
    """The address of the portrait contract begun for a species on a chain."""
    rows = _rows(home / "canvases.json", "canvases", Canvas)
    found = [Canvas(**row) for row in rows]
    return next((c.contract for c in found if (c.genesis, c.species) == (genesis, species)), None)


def keep_canvas(home: Path, canvas: Canvas) -> None:
    """Remember a portrait contract, in the place of an older one of the same species and chain."""
    with locked(home, "canvases"):
        place = home / "canvases.json"
        kept = [Canvas(**row) for row in _rows(place, "canvases", Canvas)]
        here = (canvas.genesis, canvas.species)
        others = [one for one in kept if (one.genesis, one.species) != here]
        _write_rows(place, "canvases", [*others, canvas])


# --- jobs: what a cut-off command needs to go on ----------------------------------------


@dataclass(frozen=True, slots=True)
class Job:
    """A mint whose seed was drawn, kept from before its first transaction to its end.

    `master` is the drawn seed, 32 bytes as 0x-hex; `count` None means without end. `url`,
    `species`, `to`, `account` and the pictures (`out` None: none) are as the command had them.
    """

    name: str
    master: str
    count: int | None
    every: float | None
    url: str
    species: str
    to: str | None
    account: str | None
    out: str | None
    form: str
    size: int
    background: bool


def keep_job(home: Path, job: Job) -> None:
    """Write a job down; its seed is nobody else's business until it is minted."""
    text = json.dumps({"format": FORMAT, **asdict(job)}, indent=2)
    write(home / "jobs" / f"{job.name}.json", text.encode() + b"\n", secret=True)


def jobs(home: Path) -> tuple[Job, ...]:
    """Unfinished jobs, the oldest first."""
    paths = sorted((home / "jobs").glob("*.json"), key=lambda path: path.stat().st_mtime)
    found = []
    for path in paths:
        value = _read_json(path)
        kinds: dict[str, Any] = {field.name: field.type for field in fields(Job)}
        kinds["format"] = int
        if (
            not isinstance(value, dict)
            or set(value) != set(kinds)
            or value["format"] != FORMAT
            or not all(isinstance(value[key], kind) for key, kind in kinds.items())
        ):
            raise DamagedFile(file=str(path), reason="not a job of this version")
        found.append(Job(**{key: one for key, one in value.items() if key != "format"}))
    return tuple(found)


def end_job(home: Path, name: str) -> None:
    """Forget a finished job."""
    (home / "jobs" / f"{name}.json").unlink(missing_ok=True)


def _read_json(path: Path) -> Any:
    try:
        return read_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnusableHome(home=str(path.parent), reason=error.strerror or str(error)) from None
    except ValueError as error:
        raise DamagedFile(file=str(path), reason=str(error)) from None
