"""`avatarchain mint`: on request, or every so often."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avatarchain.cli.options import (
    Common,
    Session,
    Signing,
    common,
    pictures,
    signing,
    writing,
)
from avatarchain.cli.output import emit, short, tell
from avatarchain.cli.run import Run
from avatarchain.errors import AvatarchainError, Interrupted, NoRegistry, NothingToResume

if TYPE_CHECKING:
    from avatarchain.minting import Conception, Drawing
    from avatarchain.registry import Registry
    from avatarchain.species import Species

_TOLD = 500  # founders that are looked up on the chain at once


@click.command("mint")
@click.option("--seed", metavar="TEXT", help="Draw from this text; the same text, the same avatar.")
@click.option("--seed-hex", metavar="HEX", help="Draw from this seed of 64 hex digits.")
@click.option("--genome", metavar="HEX|DNA", help="Register exactly this genome.")
@click.option("--count", type=int, metavar="N", help="How many; a seed then is a master seed.")
@click.option("--every", metavar="DURATION", help="One every 10s, 5m, …; Ctrl-C ends it.")
@click.option("--resume", is_flag=True, help="Go on with what was cut off.")
@click.option("--dry-run", is_flag=True, help="Show what would be minted; send nothing.")
@click.option("--to", metavar="ADDRESS", help="Who gets them.  [default: the signer]")
@click.option("--no-image", is_flag=True, help="Paint nothing.")
@pictures(out_default="avatars")
@common
@signing
def command(
    common: Common, signing: Signing, seed: str | None, seed_hex: str | None, genome: str | None,
    count: int | None, every: str | None, resume: bool, dry_run: bool, to: str | None,
    no_image: bool, out: Path, form: str, size: int, background: bool,
) -> None:  # fmt: skip
    """Make avatars and register them on the chain.

    The first mint in an empty home makes a devnet, deploys the registry and mints. A seed
    gives the same avatar every time; running the same mint again skips what is there.
    Without a seed one is drawn and told. With --seed TEXT --count N, the text's seed is a
    master seed and the avatars are its numbers 0 to N-1; many of them share a transaction,
    unless --every is given.
    """
    from avatarchain import home as homes
    from avatarchain import minting

    if sum(value is not None for value in (seed, seed_hex, genome)) + resume > 1:
        raise click.UsageError("give one of --seed, --seed-hex, --genome and --resume")
    if genome is not None and (count is not None or every is not None):
        raise click.UsageError("--genome names one avatar: it goes without --count and --every")
    if resume and (common.rpc or dry_run or (count, every) != (None, None)):
        raise click.UsageError("--resume goes on as begun: without --rpc, --count and --every")
    if count is not None:
        minting.check_count(count)
    pace = None if every is None else minting.parse_duration(every)
    wanted = minting.Pictures(out, form, size, background)
    if to is not None:
        from avatarchain.accounts import parse_address

        to = parse_address(to)
    if resume:
        _resume(common, signing)
        return
    drawing = _drawing(seed, seed_hex, genome)
    if dry_run:
        _dry_run(common, drawing, count)
        return
    if not no_image:
        homes.check_folder(out)
    pictures = None if no_image else wanted
    with writing(common, signing, pictures=pictures) as open_:
        run = Run(common, open_, to or open_.signer.address, pictures)
        job = None
        if drawing.drawn:
            job = _keep_job(common, signing, open_.session, drawing, count, pace, to, run)
        run.all(drawing, count, pace, job)


def _drawing(seed: str | None, seed_hex: str | None, genome: str | None) -> "Drawing":
    from avatarchain import genome as genomes
    from avatarchain import heredity, minting

    if genome is not None:
        return minting.Drawing(genomes.parse(genome))
    if seed is not None:
        return minting.Drawing(seed=heredity.seed_from_text(seed))
    if seed_hex is not None:
        return minting.Drawing(seed=heredity.seed_from_hex(seed_hex))
    return minting.Drawing(seed=heredity.random_seed(), drawn=True)


def _keep_job(
    common: Common, signing: Signing, session: Session, drawing: "Drawing", count: int | None,
    pace: float | None, to: str | None, run: Run,
) -> Any:  # fmt: skip
    from avatarchain import accounts, minting
    from avatarchain import home as homes

    pictures = run.pictures
    job = homes.Job(
        name=minting.job_name(),
        master="0x" + drawing.seed.hex(),
        count=count if count is not None or pace is not None else 1,
        every=pace,
        url=common.url,
        species=common.species,
        to=to,
        account=signing.account or accounts.default(session.home),
        out=None if pictures is None else str(pictures.folder.absolute()),
        form="png" if pictures is None else pictures.form,
        size=512 if pictures is None else pictures.size,
        background=pictures is None or pictures.background,
    )
    homes.keep_job(session.home, job)
    return job


def _resume(common: Common, signing: Signing) -> None:
    from avatarchain import heredity, minting
    from avatarchain import home as homes

    home = homes.locate(common.home)
    jobs = homes.jobs(home)
    if not jobs:
        raise NothingToResume(home=str(home))
    refusal: AvatarchainError | None = None
    for job in jobs:
        place = replace(common, rpc=job.url, species=job.species)
        signer = replace(signing, account=signing.account or job.account)
        try:
            with writing(place, signer) as open_:
                pictures = job.out and minting.Pictures(
                    Path(job.out), job.form, job.size, job.background
                )
                run = Run(place, open_, job.to or open_.signer.address, pictures or None)
                drawing = minting.Drawing(seed=heredity.seed_from_hex(job.master), drawn=True)
                run.all(drawing, job.count, job.every, job)
        except Interrupted:
            raise
        except AvatarchainError as error:  # a node that is gone holds up its own job only
            refusal = refusal or error
    if refusal is not None:
        raise refusal


def _dry_run(common: Common, drawing: "Drawing", count: int | None) -> None:
    from avatarchain.cli.options import reading
    from avatarchain.species.pack import load

    species = load(common.species)
    founders = drawing.founders(species, count)
    try:
        with reading(common) as session:
            _foretell(common, species, founders, session.known())
    except NoRegistry:
        _foretell(common, species, founders, None)
    tell("nothing was sent")


def _foretell(
    common: Common, species: "Species", founders: "Iterable[Conception]",
    registry: "Registry | None",
) -> None:  # fmt: skip
    from avatarchain.identity import to_hex
    from avatarchain.registry import foretold, identity_of, registered

    left = iter(founders)
    while some := list(islice(left, _TOLD)):
        tokens = [identity_of(species, one.genome) for one in some]
        there = {} if registry is None else registered(registry, tokens)
        for one, token in zip(some, tokens, strict=True):
            owner = there[token].owner if token in there else None
            if common.json:
                record = foretold(registry, species, one.genome, token) | {"owner": owner}
                emit(record | ({"seed": "0x" + one.seed.hex()} if one.seed else {}))
            else:
                state = f"is there, {owner}" if owner else "would be minted"
                seed = f"  seed {one.seed.hex()}" if one.seed else ""
                click.echo(f"{short(to_hex(token))}  {state}{seed}")
