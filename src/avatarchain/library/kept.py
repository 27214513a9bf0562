"""Mints of a seed that is drawn: the home keeps them until the last avatar is registered.

So a mint that is cut off can be continued, by whoever opens the home; the command does the same.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from avatarchain.base.canonical import to_hex
from avatarchain.births.jobs import Job, end_job, job_name, jobs, keep_job
from avatarchain.errors import NotIssuer, OtherContractError, UnknownJob
from avatarchain.library.avatar import Avatar

Watch = Callable[[Sequence[Avatar]], object]
"""Called with the avatars of each transaction of a mint; what it raises ends the mint."""


def unwatched(_: Sequence[Avatar]) -> None:
    """Do nothing with the avatars of a transaction."""


def new_job(
    master: bytes, count: int, url: str, species: str, to: str | None, account: str | None
) -> Job:
    """The job of a mint of `count` founders of a master seed (32 bytes), without pictures."""
    return Job(
        name=job_name(),
        master=to_hex(master),
        count=count,
        every=None,
        url=url,
        species=species,
        to=to,
        account=account,
        out=None,
        form="png",
        size=512,
        background=True,
    )


@contextmanager
def kept(home: Path, job: Job, watch: Watch) -> Iterator[Watch]:
    """Keep a job in the home until the block ends well; yields what has to watch the mint.

    A job that registered nothing, and cannot, is not kept.
    """
    count = 0

    def counting(avatars: Sequence[Avatar]) -> None:
        nonlocal count
        count += len(avatars)
        watch(avatars)

    keep_job(home, job)
    try:
        yield counting
    except (NotIssuer, OtherContractError):
        if not count:
            end_job(home, job.name)
        raise
    end_job(home, job.name)


def unfinished(home: Path, url: str, species: str) -> tuple[Job, ...]:
    """The jobs of a chain and a species that have not ended and have a number of avatars."""
    return tuple(
        job
        for job in jobs(home)
        if (job.url, job.species) == (url, species) and job.count and job.every is None
    )


def unfinished_job(home: Path, url: str, species: str, name: str) -> Job:
    """One of these by its name. Raises UnknownJob."""
    for job in unfinished(home, url, species):
        if job.name == name:
            return job
    raise UnknownJob(name=name)
