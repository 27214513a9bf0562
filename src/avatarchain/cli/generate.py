"""`avatarchain generate`: founders by the million, without a chain."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.cli import offers
from avatarchain.cli.options import Common, common, indexed, reading
from avatarchain.cli.output import emit, progress, tell

if TYPE_CHECKING:
    from avatarchain.generate import Slice
    from avatarchain.generate.overlap import Standing


def _existing(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    file = click.Path(exists=True, dir_okay=False)
    for one in given:
        if one != offers.REGISTRY:
            file(one, option, context)
    return given


@click.command("generate")
@click.option(
    "--master-seed", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE", help="A file with the collection's seed: 64 hex digits.",
)  # fmt: skip
@click.option("--collection", metavar="NAME", help="The collection of this text's seed.")
@click.option("--count", type=int, required=True, metavar="N", help="How many.")
@click.option("--first", type=int, default=0, show_default=True, metavar="K", help="From here on.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="A file ending in .jsonl or .parquet.  [default: lines on stdout]",
)  # fmt: skip
@click.option(
    "--portraits", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Paint each into this folder, named by its number.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["png", "svg"]), default="png", show_default=True,
    help="Kind of picture.",
)  # fmt: skip
@click.option(
    "--size", type=int, default=512, show_default=True, metavar="PIXELS",
    help="Width of a PNG, 64 to 2048.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N",
    help="Processes.  [default: one a processor]",
)  # fmt: skip
@click.option("--scheduler", metavar="URL", help="A Dask cluster instead: tcp://HOST:PORT.")
@click.option(
    "--against", multiple=True, metavar="FILE|registry", callback=_existing,
    shell_complete=offers.standing,
    help="Refuse those that stand there already: a generated file, or the registry in use. "
    "May be given several times; --out itself does not count.",
)  # fmt: skip
@click.option("--allow-repeats", is_flag=True, help="More avatars than there are looks.")
@common
def command(
    common: Common, master_seed: Path | None, collection: str | None, count: int, first: int,
    out: Path | None, portraits: Path | None, form: str, size: int, workers: int | None,
    scheduler: str | None, against: tuple[str, ...], allow_repeats: bool,
) -> None:  # fmt: skip
    """Make founders without a chain, by the million: genomes, ids and traits.

    Each is a line of JSON. Number K of a collection is the same avatar for everybody who
    has its seed, so any slice can be made alone, and equals what `mint --seed NAME
    --count N` registers. A file that was cut off is gone on with by the same command.
    """
    from avatarchain import generate
    from avatarchain.errors import BadSliceFile
    from avatarchain.generate import parquet
    from avatarchain.portrait import check_size
    from avatarchain.species.pack import load

    if (master_seed is None) == (collection is None):
        raise click.UsageError("give one of --master-seed and --collection")
    if portraits is not None and scheduler is not None:
        raise click.UsageError("--portraits are painted on this machine: leave out --scheduler")
    if workers is not None and scheduler is not None:
        raise click.UsageError("a --scheduler has its own workers: leave out --workers")
    if out is not None and out.suffix not in (".jsonl", ".parquet"):
        raise BadSliceFile(file=out)
    check_size(size)
    asked = generate.Slice(load(common.species), _master(master_seed, collection), first, count)
    wanted = None if portraits is None else generate.Portraits(portraits, form, size)
    if out is not None and out.suffix == ".parquet":
        parquet.require()
    forecast = generate.foresee(asked, out, wanted, allow_repeats=allow_repeats)
    if against:
        _refuse_overlap(common, asked, out, against)
    if forecast.repeat_chance > 1e-6:
        tell(f"chance that a look appears twice: {forecast.repeat_chance:.2g}")
    with _work(asked, scheduler, workers, wanted is not None, out) as (executor, hands, advance):
        if out is None:
            for piece in generate.pieces(asked, wanted, executor, hands):
                click.echo(piece.decode(), nl=False)
                advance(piece.count(b"\n"))
            return
        write = parquet.write_slice if out.suffix == ".parquet" else generate.write_slice
        new = write(asked, out, wanted, executor=executor, workers=hands, advance=advance)
    if common.json:
        emit(
            {
                "file": str(out), "first": first, "count": count, "new": new,
                "species": "0x" + asked.species.id.hex(), "looks": forecast.looks,
                "repeat_chance": forecast.repeat_chance,
            }
        )  # fmt: skip
    else:
        there = f", {count - new:,} were there already" if new < count else ""
        click.echo(f"{out}: numbers {first} to {asked.last}, {new:,} new{there}")


def _master(file: Path | None, collection: str | None) -> bytes:
    from avatarchain.errors import MalformedSeed
    from avatarchain.heredity import seed_from_hex, seed_from_text

    if collection is not None:
        return seed_from_text(collection)
    assert file is not None
    with file.open("rb") as opened:
        data = opened.read(4096)
    try:
        return seed_from_hex(data.decode().strip())
    except UnicodeDecodeError:
        raise MalformedSeed(reason=f"{file} is not text") from None


def _refuse_overlap(
    common: Common, asked: "Slice", out: Path | None, against: tuple[str, ...]
) -> None:
    from avatarchain.generate import overlap

    places: dict[str, Standing] = {}
    with ExitStack() as stack:
        for one in dict.fromkeys(against):
            if one == offers.REGISTRY:
                from avatarchain.index import registered

                index = stack.enter_context(indexed(stack.enter_context(reading(common))))
                places["the registry"] = partial(registered, index)
            elif out is None or not out.exists() or not out.samefile(one):
                with progress(None, f"reading {one}") as advance:
                    places[one] = overlap.in_file(Path(one), asked.species, advance)
        with progress(asked.count, "comparing") as advance:
            overlap.refuse(asked, places, advance)


@contextmanager
def _work(
    asked: "Slice",
    scheduler: str | None,
    workers: int | None,
    painting: bool,
    out: Path | None,
) -> Iterator[tuple[Executor | None, int, Callable[[int], None]]]:
    """Whoever works, how many, and what to call with each piece's size; told if cut off."""
    from avatarchain import generate
    from avatarchain.errors import Interrupted, WorkerLost
    from avatarchain.generate import workers as work

    done = 0
    lines = out is None and sys.stdout.isatty()
    with progress(asked.count, "generating", quiet=lines) as shown:

        def advance(fresh: int) -> None:
            nonlocal done
            done += fresh
            shown(fresh)

        try:
            if scheduler is not None:
                with work.cluster(scheduler) as (executor, hands):
                    yield executor, hands, advance
                return
            piece = generate.PAINTED_PIECE if painting else generate.PIECE
            hands = min(workers or work.available(), -(-asked.count // piece))
            if hands == 1:
                yield None, 1, advance
                return
            with work.processes(hands) as executor:
                yield executor, hands, advance
        except KeyboardInterrupt:
            advice = "run the same command again to go on"
            raise Interrupted(done=done, count=asked.count, advice=advice) from None
        except BrokenExecutor as error:
            raise WorkerLost(reason=str(error), done=done, count=asked.count) from None
