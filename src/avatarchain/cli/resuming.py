"""Continue the mints of a home that were interrupted, for `mint --resume`.

A job of the home has what the mint was begun with. The options for pictures that are given now
replace those of the job, because its folder may be gone or full; every other option that a job has
is refused.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.cli.advice import advised
from avatarchain.cli.options import Common, Signing
from avatarchain.cli.output import tell
from avatarchain.cli.places import given, picture_options
from avatarchain.cli.run import Run
from avatarchain.cli.sessions import writing
from avatarchain.errors import AvatarchainError, Interrupted, NotAllResumed, NothingToResume

if TYPE_CHECKING:
    from avatarchain.births.jobs import Job
    from avatarchain.papers.pictures import PictureOptions

_NOT_RESUMED = ("rpc", "species", "dry_run", "count", "every", "to")
"""Parameters whose values a job has, or that it cannot have."""


def check_resume() -> None:
    """Raise UsageError for an option that a mint cannot be continued with."""
    refused = {name: f"--{name.replace('_', '-')}" for name in _NOT_RESUMED}
    refused["allowed"] = "--allow-contract"
    for name, option in refused.items():
        if given(name):
            raise click.UsageError(f"--resume continues as before: leave out {option}")


def resume_all(
    common: Common, signing: Signing, options: "PictureOptions", *, no_image: bool
) -> None:
    """Continue all unfinished mints, each as far as possible."""
    from avatarchain.base import home as homes
    from avatarchain.births.jobs import jobs

    home = homes.visit(common.home)
    unfinished = jobs(home)
    if not unfinished:
        raise NothingToResume(home=str(home))
    painted = [None if no_image else _pictures(job, options) for job in unfinished]
    failed = 0
    for job, pictures in zip(unfinished, painted, strict=True):
        try:
            _resume_job(common, signing, job, pictures)
        except Interrupted:
            raise
        except AvatarchainError as error:  # trouble with one must not stop the others
            if len(unfinished) == 1:
                raise
            failed += 1
            tell(f"avatarchain: {advised(error)}")
    if failed:
        raise NotAllResumed(failed=failed, count=len(unfinished))


def _resume_job(
    common: Common, signing: Signing, job: "Job", pictures: "PictureOptions | None"
) -> None:
    from avatarchain.births.founders import FounderSource
    from avatarchain.genetics import seeds

    place = replace(common, rpc=job.url, species=job.species)
    signer = replace(signing, account=signing.account or job.account)
    with writing(place, signer) as open_:
        run = Run(place, open_, job.to or open_.signer.address, pictures)
        drawing = FounderSource(seed=seeds.seed_from_hex(job.master), many=True, drawn=True)
        run.all(drawing, job.count, job.every, job)


def _pictures(job: "Job", options: "PictureOptions") -> "PictureOptions | None":
    """The pictures of a job, with the options that are given now; None if it paints none.

    Raises UsageError if the options name one file for several pictures.
    """
    names = [name for name in ("out", "form", "size", "background") if given(name)]
    if job.out is None and not names:
        return None
    return picture_options(
        options.path if "out" in names or job.out is None else Path(job.out),
        options.form if "form" in names else job.form,
        options.size if "size" in names else job.size,
        options.background if "background" in names else job.background,
        several=job.count != 1,
    )
