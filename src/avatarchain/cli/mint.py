"""`avatarchain mint`: make avatars, at once or periodically."""

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli.options import (
    Common,
    Signing,
    common,
    pictures,
    receiving_contracts,
    signing,
)
from avatarchain.cli.output import emit, say, short, tell
from avatarchain.cli.places import UNPAINTED, check_place, check_unused, picture_options
from avatarchain.cli.recipients import recipient
from avatarchain.cli.resuming import check_resume, resume_all
from avatarchain.cli.run import Run
from avatarchain.cli.sessions import writing
from avatarchain.errors import NoRegistry

if TYPE_CHECKING:
    from avatarchain.births.founders import Founder, FounderSource
    from avatarchain.registry import Registry
    from avatarchain.session.opening import Session
    from avatarchain.species import Species


@click.command("mint")
@click.argument("words", nargs=-1, metavar="")
@click.option("--seed", metavar="TEXT", help="The same text gives the same avatar; capitals count.")
@click.option("--seed-hex", metavar="HEX", help="A seed of 64 hex digits.")
@click.option("--genome", metavar="HEX|DNA", help="Register exactly this genome.")
@click.option(
    "--collection",
    metavar="NAME",
    help="Several avatars from one name: with --count, the numbers 0 to N-1 of NAME.",
)
@click.option("--count", type=int, metavar="N", help="How many of a collection.")
@click.option("--every", metavar="DURATION", help="Mint one every 10s, 5m, …, until Ctrl-C.")
@click.option(
    "--resume",
    is_flag=True,
    help="Continue mints that were interrupted; options for pictures replace their own.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be minted; send nothing.")
@click.option(
    "--to", metavar="ADDRESS", help="The new holder, or an account's name.  [default: the signer]"
)
@click.option("--no-image", is_flag=True, help="Paint nothing.")
@receiving_contracts
@pictures(out_default="avatars")
@common
@signing
def command(
    common: Common,
    signing: Signing,
    words: tuple[str, ...],
    seed: str | None,
    seed_hex: str | None,
    genome: str | None,
    collection: str | None,
    count: int | None,
    every: str | None,
    resume: bool,
    dry_run: bool,
    to: str | None,
    allowed: tuple[str, ...],
    no_image: bool,
    out: Path,
    form: str,
    size: int,
    background: bool,
) -> None:
    """Make avatars and register them on the chain.

    The first mint in an empty home makes a devnet and deploys the registry. A seed gives the same
    avatar every time; if it is registered already, it is skipped. Without a seed, a random one is
    drawn and printed.

    A collection is a series of avatars from one name: with --collection hello --count 4 you get the
    numbers 0 to 3 of hello. Many are registered in each transaction, unless --every is given.
    Number 0 of the collection hello is another avatar than that of --seed hello.

    --resume continues every mint of drawn seeds that was interrupted, as it was begun. Give --out
    if the pictures are to go elsewhere, or --no-image to end it without pictures.
    """
    from avatarchain.births import minting
    from avatarchain.births.founders import check_count, founder_source

    sources = {"seed": seed, "seed_hex": seed_hex, "genome": genome, "collection": collection}
    several = (count, every) != (None, None)
    _check_sources(words, sources, several=several, resume=resume)
    if resume:
        check_resume()
    if count is not None:
        check_count(count)
    pace = None if every is None else minting.parse_duration(every)
    many = every is not None or (count or 1) > 1
    options = picture_options(out, form, size, background, several=many)
    if no_image:
        check_unused(("out", "form", "size", "background"), UNPAINTED)
    if to is not None:
        to = recipient(common, to)
    if resume:
        resume_all(common, signing, options, no_image=no_image)
        return
    drawing = founder_source(**sources)
    if dry_run:
        _dry_run(common, drawing, count)
        return
    if not no_image:
        check_place(options)
    pictures = None if no_image else options
    with writing(common, signing, pictures=pictures) as open_:
        if to is not None:
            from avatarchain.registry.receivers import check_receiver

            check_receiver(open_.session.known(), to, allowed)
        run = Run(common, open_, to or open_.signer.address, pictures)
        job = None
        if drawing.drawn:
            job = _keep_job(common, signing, open_.session, drawing, count, pace, to, run)
        run.all(drawing, count, pace, job)


def _check_sources(
    words: tuple[str, ...], sources: dict[str, str | None], *, several: bool, resume: bool
) -> None:
    """Raise UsageError unless the options name one source of founders, of one or of `several`."""
    if words:
        text = " ".join(words)
        seed = sources.get("seed")
        meant = shlex.quote(text if seed is None else f"{seed} {text}")
        raise click.UsageError(f"unexpected {text!r}: did you mean --seed {meant}?")
    options = {f"--{name.replace('_', '-')}": value for name, value in sources.items()}
    given = [option for option, value in options.items() if value is not None]
    if len(given) + resume > 1:
        raise click.UsageError(f"give one of {', '.join(options)} and --resume")
    if given == ["--collection"] and not several:
        raise click.UsageError(
            "--collection makes several avatars: say how many with --count, or --every"
        )
    if given and given != ["--collection"] and several:
        name = "NAME" if sources["seed"] is None else shlex.quote(sources["seed"])
        raise click.UsageError(
            f"{given[0]} makes one avatar; for several give --collection {name} --count N"
        )


def _keep_job(
    common: Common,
    signing: Signing,
    session: "Session",
    drawing: "FounderSource",
    count: int | None,
    pace: float | None,
    to: str | None,
    run: Run,
) -> Any:
    from avatarchain.births.jobs import Job, job_name, keep_job
    from avatarchain.keys import accounts

    pictures = run.pictures
    job = Job(
        name=job_name(),
        master=to_hex(drawing.seed),
        count=count if count is not None or pace is not None else 1,
        every=pace,
        url=common.url,
        species=common.species,
        to=to,
        account=signing.account or accounts.default(session.home),
        out=None if pictures is None else str(pictures.path.absolute()),
        form="png" if pictures is None else pictures.form,
        size=512 if pictures is None else pictures.size,
        background=pictures is None or pictures.background,
    )
    keep_job(session.home, job)
    return job


def _dry_run(common: Common, drawing: "FounderSource", count: int | None) -> None:
    from avatarchain.cli.sessions import reading
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
    common: Common,
    species: "Species",
    founders: "Iterable[Founder]",
    registry: "Registry | None",
) -> None:
    from avatarchain.births.preview import preview
    from avatarchain.registry.description import describe_founder

    for prospect in preview(species, founders, registry):
        founder, token, owner = prospect.founder, prospect.identity, prospect.owner
        if common.json:
            record = describe_founder(registry, species, founder.genome, token) | {"owner": owner}
            emit(record | ({"seed": to_hex(founder.seed)} if founder.seed else {}))
        else:
            state = f"is there already, held by {owner}" if owner else "would be minted"
            seed = f"  seed {founder.seed.hex()}" if founder.seed else ""
            say(f"{short(to_hex(token))}  {state}{seed}")
