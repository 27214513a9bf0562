"""Jobs: the data that is needed to continue an interrupted mint.

If no seed is given, one is drawn. It is written into the home as part of a job before the
first transaction is sent, and the job is deleted when the last avatar is registered.
"""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from avatarchain.base.documents import CHAIN_FORMAT, Check, Hash, read_document, write_document
from avatarchain.chain.notation import Address
from avatarchain.errors import DamagedFile

FOLDER = "jobs"
LONGEST_PACE = 366 * 86_400.0  # seconds between two avatars

_NAME = re.compile(r"[0-9a-f]{12}")

Name = Annotated[str, Check("12 hex digits", lambda text: _NAME.fullmatch(text) is not None)]
Count = Annotated[int, Check("a number from 1 to 2**64", lambda count: 1 <= count <= 1 << 64)]
Pace = Annotated[
    float, Check("seconds, 366 days at most", lambda seconds: 0 < seconds <= LONGEST_PACE)
]


def job_name() -> str:
    """A new name for a job: 12 random hex digits."""
    return secrets.token_hex(6)


@dataclass(frozen=True, slots=True)
class Job:
    """A mint whose seed was drawn at random, and that has not ended.

    `master` is the seed, 32 bytes as 0x-hex; `count` None means without end; `every` is the time
    between two avatars in seconds. `url`, `species`, `to` and `account` are those of the command,
    and so are the picture options: `out` is their folder (None: no pictures), `form`, `size` and
    `background`.
    """

    name: Name
    master: Hash
    count: Count | None
    every: Pace | None
    url: str
    species: str
    to: Address | None
    account: str | None
    out: str | None
    form: str
    size: int
    background: bool


def keep_job(home: Path, job: Job) -> None:
    """Write a job into the home. Only the owner can read the file, because its seed is secret."""
    write_document(_place(home, job.name), job, CHAIN_FORMAT, secret=True)


def jobs(home: Path) -> tuple[Job, ...]:
    """The jobs of the home that have not ended, the oldest first.

    Raises DamagedFile, MadeByAnotherVersion, NewerFormat.
    """
    paths = sorted((home / FOLDER).glob("*.json"), key=lambda path: path.stat().st_mtime)
    return tuple(job for path in paths if (job := _read(path)) is not None)


def _read(path: Path) -> Job | None:
    job = read_document(path, Job, CHAIN_FORMAT)
    if job is not None and job.name != path.stem:
        raise DamagedFile(file=str(path), reason=f"it holds the job {job.name}")
    return job


def end_job(home: Path, name: str) -> None:
    """Delete a job that has ended; nothing happens if there is no such job."""
    _place(home, name).unlink(missing_ok=True)


def _place(home: Path, name: str) -> Path:
    return home / FOLDER / f"{name}.json"
