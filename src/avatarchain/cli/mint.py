"""`avatarchain mint`: on request, or every so often."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from avatarchain.cli.options import (
    Common,
    Session,
    Signing,
    Writing,
    common,
    pictures,
    signing,
    signing_key,
    writing,
)
from avatarchain.cli.output import emit, progress, say, short, tell
from avatarchain.errors import (
    AvatarchainError,
    ContractRefused,
    CutOff,
    Interrupted,
    NodeRefused,
    NoRegistry,
    NothingToResume,
    NotIssuer,
)

# The refusals that come before a transaction is on its way.
NOTHING_WAS_SENT = (NotIssuer, ContractRefused, NodeRefused)


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
    master seed and the avatars are its numbers 0 to N-1.
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
        run = _Run(common, open_, to or open_.signer.address, pictures)
        job = None
        if drawing.drawn:
            job = _keep_job(common, signing, open_.session, drawing, count, pace, to, run)
        run.all(drawing, count, pace, job)


class _Drawing:
    """What founders to make: one genome, or those of a (given or drawn) seed."""

    def __init__(self, *, genome: int | None = None, seed: bytes | None = None) -> None:
        from avatarchain.heredity import random_seed

        self.genome = genome
        self.drawn = genome is None and seed is None
        self.seed = random_seed() if seed is None else seed

    def founders(self, species: Any, count: int | None, endless: bool) -> Iterator[Any]:
        from avatarchain import minting

        if self.genome is not None:
            yield minting.Conception(self.genome, None)
        elif count is None and not endless and not self.drawn:
            yield minting.drawn(species, self.seed)
        else:
            total = None if endless and count is None else count or 1
            yield from minting.collection(species, self.seed, total)


def _drawing(seed: str | None, seed_hex: str | None, genome: str | None) -> _Drawing:
    from avatarchain import genome as genomes
    from avatarchain import heredity

    if genome is not None:
        return _Drawing(genome=genomes.parse(genome))
    if seed is not None:
        return _Drawing(seed=heredity.seed_from_text(seed))
    if seed_hex is not None:
        return _Drawing(seed=heredity.seed_from_hex(seed_hex))
    return _Drawing()


def _keep_job(
    common: Common, signing: Signing, session: Session, drawing: _Drawing, count: int | None,
    pace: float | None, to: str | None, run: "_Run",
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
                run = _Run(place, open_, job.to or open_.signer.address, pictures or None)
                drawing = _Drawing(seed=heredity.seed_from_hex(job.master))
                drawing.drawn = True
                run.all(drawing, job.count, job.every, job)
        except Interrupted:
            raise
        except AvatarchainError as error:  # a node that is gone holds up its own job only
            refusal = refusal or error
    if refusal is not None:
        raise refusal


class _Run:
    """One mint: sends, paints, prints, and says how to go on when it is stopped."""

    def __init__(self, common: Common, open_: Writing, to: str, pictures: Any) -> None:
        self.common, self.to, self.pictures = common, to, pictures
        self.session, self.signer = open_.session, open_.signer
        self.key = signing_key(self.session, pictures)
        self.new: list[str] = []
        self.genomes: list[int] = []
        self.apart = True
        self.done = 0

    def all(self, drawing: _Drawing, count: int | None, pace: float | None, job: Any) -> None:
        from avatarchain import home as homes
        from avatarchain import minting

        endless = pace is not None and count is None
        self.apart = endless or (count or 1) == 1
        founders = drawing.founders(self.session.species, count, pace is not None)
        total = count or 1
        try:
            counted = None if endless else total
            with progress(counted, "minting", quiet=endless or self.common.json) as advance:
                for one, _ in zip(founders, minting.ticks(pace), strict=False):
                    with _held():
                        self.mint(one)
                    advance(1)
        except KeyboardInterrupt:
            if endless:
                self.summary()
                if job is not None:
                    homes.end_job(self.session.home, job.name)
                return
            go_on = "`avatarchain mint --resume` goes on" if job else "run the same command again"
            raise Interrupted(done=self.done, count=total, advice=go_on) from None
        except AvatarchainError as error:
            if job is None:
                raise
            if self.done == 0 and isinstance(error, NOTHING_WAS_SENT):
                homes.end_job(self.session.home, job.name)
                raise
            of = "as many as wanted" if endless else total
            raise CutOff(reason=error, done=self.done, count=of) from None
        if job is not None:
            homes.end_job(self.session.home, job.name)
        if total > 1:
            self.show(self.genomes)
            self.summary()

    def mint(self, one: Any) -> None:
        from avatarchain import minting
        from avatarchain.registry import describe

        registry = self.session.known()
        minted = minting.mint(registry, self.session.species, self.signer, self.to, one)
        image = None
        if self.pictures is not None:
            image = minting.paint(
                registry, self.session.species, minted.avatar, minted.seed, self.pictures, self.key
            )
        self.done += 1
        record = describe(registry, self.session.species, minted.avatar)
        if minted.new:
            self.new.append(record["id"])
        if self.common.json:
            seed = {"seed": "0x" + minted.seed.hex()} if minted.seed else {}
            emit(record | seed | ({"image": str(image)} if image else {}) | {"new": minted.new})
            return
        what = f"block {minted.avatar.block}" if minted.new else f"is there, {record['owner']}"
        line = f"{short(record['id'])}  {what}{f'  {image}' if image else ''}"
        if minted.seed and minted.new:
            line += "\n" if sys.stdout.isatty() else ""
            line += f"  seed {minted.seed.hex()}"
        say(line)
        if self.apart:
            self.show([one.genome])
        else:
            self.genomes.append(one.genome)

    def show(self, genomes: list[int]) -> None:
        """Their faces, where the terminal can."""
        from avatarchain.cli import faces

        if not self.common.json and faces.shows_faces():
            faces.print_faces(self.session.species, genomes)

    def summary(self) -> None:
        there = self.done - len(self.new)
        tell(f"minted {len(self.new)}" + (f", {there} were there already" if there else ""))


@contextmanager
def _held() -> Iterator[None]:
    """Hold Ctrl-C back until the avatar under way is told; a second one breaks through."""
    asked = False

    def hold(*_: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, hold)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


def _dry_run(common: Common, drawing: _Drawing, count: int | None) -> None:
    from avatarchain.cli.options import reading
    from avatarchain.species.pack import load

    species = load(common.species)
    founders = drawing.founders(species, count, False)
    try:
        with reading(common) as session:
            _foretell(common, species, founders, session.known())
    except NoRegistry:
        _foretell(common, species, founders, None)
    tell("nothing was sent")


def _foretell(common: Common, species: Any, founders: Iterator[Any], registry: Any) -> None:
    from avatarchain import genome as genomes
    from avatarchain.identity import to_hex
    from avatarchain.registry import identity_of, owner_of, token_name
    from avatarchain.species import traits

    for one in founders:
        token = identity_of(species, one.genome)
        owner = None if registry is None else owner_of(registry, token)
        if common.json:
            record = {
                "id": to_hex(token),
                "genome": genomes.to_hex(one.genome),
                "dna": genomes.to_dna(one.genome),
                "species": "0x" + species.id.hex(),
                "generation": 0, "mother": None, "father": None, "owner": owner,
                "chain_id": registry and registry.chain.chain_id,
                "genesis": registry and "0x" + registry.chain.genesis.hex(),
                "contract": registry and registry.address,
                "caip19": registry and token_name(registry, token),
                "traits": traits(species, one.genome),
            }  # fmt: skip
            emit(record | ({"seed": "0x" + one.seed.hex()} if one.seed else {}))
        else:
            state = f"is there, {owner}" if owner else "would be minted"
            seed = f"  seed {one.seed.hex()}" if one.seed else ""
            click.echo(f"{short(to_hex(token))}  {state}{seed}")
