"""`avatarchain generate`: make founders by the million, without a chain."""

import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.base.canonical import to_hex
from avatarchain.cli import offers
from avatarchain.cli.columns import as_csv, avatar_row, check_form, print_rows, traits_of
from avatarchain.cli.options import Common, Whole, common
from avatarchain.cli.output import emit, emit_text, progress, say, tell
from avatarchain.cli.paths import Named
from avatarchain.cli.places import check_unused
from avatarchain.cli.sessions import indexed, reading

if TYPE_CHECKING:
    from avatarchain.generate import Slice
    from avatarchain.generate.forecast import Forecast
    from avatarchain.generate.overlap import Standing
    from avatarchain.generate.workers import Staff

COLUMNS = ("number", "id", "genome", "seed")


def _existing(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    file = click.Path(exists=True, dir_okay=False)
    for value in given:
        if value != offers.REGISTRY:
            file(value, option, context)
    return given


@click.command("generate")
@click.option(
    "--master-seed",
    type=Named(exists=True, dir_okay=False),
    metavar="FILE",
    help="A file with the collection's seed: 64 hex digits.",
)
@click.option(
    "--collection", metavar="NAME", help="The collection's name: a text that gives its seed."
)
@click.option(
    "--founding",
    type=Whole(),
    metavar="N",
    help="The founders that this founding promised; asks the chain, and waits for the draw.",
)
@click.option(
    "--count", type=int, metavar="N", help="How many founders.  [default: all of a founding]"
)
@click.option("--first", type=int, default=0, show_default=True, metavar="K", help="First number.")
@click.option(
    "--out",
    type=Named(dir_okay=False),
    metavar="FILE",
    help="A file ending in .jsonl or .parquet.  [default: lines on stdout]",
)
@click.option(
    "--portraits",
    type=Named(file_okay=False),
    metavar="DIR",
    help="Paint each into this folder, named by its number.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["png", "svg"]),
    default="png",
    show_default=True,
    help="Kind of picture.",
)
@click.option(
    "--size",
    type=int,
    default=512,
    show_default=True,
    metavar="PIXELS",
    help="Width of a PNG, 64 to 2048.",
)
@click.option(
    "--workers",
    type=Whole(1),
    metavar="N",
    help="How many processes.  [default: one for each processor]",
)
@click.option("--scheduler", metavar="URL", help="A Dask cluster instead: tcp://HOST:PORT.")
@click.option(
    "--against",
    multiple=True,
    metavar="FILE|registry",
    callback=_existing,
    shell_complete=offers.standing,
    help="Refuse avatars that are in this generated file, or in the registry, already. "
    "May be given several times; --out itself does not count.",
)
@click.option("--allow-repeats", is_flag=True, help="Allow more avatars than there are looks.")
@as_csv
@common
def command(
    common: Common,
    master_seed: Path | None,
    collection: str | None,
    founding: int | None,
    count: int | None,
    first: int,
    out: Path | None,
    portraits: Path | None,
    form: str,
    size: int,
    workers: int | None,
    scheduler: str | None,
    against: tuple[str, ...],
    allow_repeats: bool,
    csv: bool,
) -> None:
    """Make founders without a chain, by the million: genomes, ids and traits.

    Each founder is one line of JSON. Number K of a collection is the same avatar for everybody who
    has its seed, so any part of it can be made separately. `mint --collection NAME --count N`
    registers the same avatars. If the command is interrupted, run it again: it continues the file.

    With --founding the collection is one that was promised with `found`: its seed follows from
    the block that draws it. The command waits until that block is final.
    """
    from avatarchain import generate
    from avatarchain.generate import files
    from avatarchain.generate.forecast import foresee
    from avatarchain.portrait import check_size

    _check_usage(master_seed, collection, founding, count)
    _check_work(portraits, workers, scheduler)
    _check_csv(common, out, csv=csv)
    if out is not None:
        files.check_slice_file(out)
    check_size(size)
    if portraits is None:
        check_unused(("form", "size"), "{} needs --portraits")
    if founding is not None:
        part = _founded(common, founding, first, count)
    else:
        part = _chosen(common, master_seed, collection, first, count or 0)
    paintings = None if portraits is None else generate.Portraits(portraits, form, size)
    if out is not None:
        files.check_columns(out)
    forecast = foresee(part, out, paintings, allow_repeats=allow_repeats)
    if against:
        _refuse_overlap(common, part, out, against)
    if forecast.repeat_chance > 1e-6:
        tell(f"chance that a look appears twice: {forecast.repeat_chance:.2g}")
    with _work(part, scheduler, workers, paintings is not None, out) as (staff, advance):
        if out is None:
            pieces = generate.pieces(part, paintings, staff.executor, staff.hands)
            _print(part, _counted(pieces, advance), csv=csv)
            return
        new = files.write_slice(
            part, out, paintings, executor=staff.executor, workers=staff.hands, advance=advance
        )
    _show(common, part, out, new, forecast)


def _check_usage(
    master_seed: Path | None, collection: str | None, founding: int | None, count: int | None
) -> None:
    if [master_seed, collection, founding].count(None) != 2:
        raise click.UsageError("give one of --master-seed, --collection and --founding")
    if founding is None and count is None:
        raise click.UsageError("give --count")


def _check_csv(common: Common, out: Path | None, *, csv: bool) -> None:
    check_form(common, csv=csv)
    if csv and out is not None:
        raise click.UsageError("--csv goes to stdout: leave out --out")


def _check_work(portraits: Path | None, workers: int | None, scheduler: str | None) -> None:
    if portraits is not None and scheduler is not None:
        raise click.UsageError("--portraits are painted on this machine: leave out --scheduler")
    if workers is not None and scheduler is not None:
        raise click.UsageError("a --scheduler has its own workers: leave out --workers")


def _chosen(
    common: Common, master_seed: Path | None, collection: str | None, first: int, count: int
) -> "Slice":
    """A part of the collection whose seed a person gives."""
    from avatarchain.generate import Slice, files
    from avatarchain.genetics.seeds import seed_from_text
    from avatarchain.species.pack import load

    species = load(common.species)
    if collection is not None:
        master = seed_from_text(collection)
    else:
        assert master_seed is not None  # noqa: S101 - one of the options is given
        master = files.read_master_seed(master_seed)
    return Slice(species, master, first, count)


def _founded(common: Common, number: int, first: int, count: int | None) -> "Slice":
    """A part of a founding, after its draw."""
    from avatarchain.births import foundings
    from avatarchain.registry.foundings import founding

    with reading(common) as session:
        registry = session.known()
        promised = founding(registry, number)
        left = foundings.blocks_to_wait(registry, promised)
        with progress(left, f"waiting for block {promised.draw}") as advance:
            drawn = foundings.await_draw(registry, number, advance)
        return foundings.slice_of(session.species, drawn, first, count)


def _counted(pieces: Iterator[bytes], advance: Callable[[int], None]) -> Iterator[bytes]:
    """Yield the pieces; call `advance` with the number of lines of each after it was printed."""
    for piece in pieces:
        yield piece
        advance(piece.count(b"\n"))


def _print(part: "Slice", pieces: Iterator[bytes], *, csv: bool) -> None:
    """Print the lines of founders on stdout, as they are or as rows of a table."""
    if csv:
        records = (json.loads(line) for piece in pieces for line in piece.splitlines())
        rows = (avatar_row(record, COLUMNS) for record in records)
        print_rows([*COLUMNS, *traits_of(part.species)], rows)
        return
    for piece in pieces:
        emit_text(piece.decode())


def _show(common: Common, part: "Slice", out: Path, new: int, forecast: "Forecast") -> None:
    if common.json:
        emit(
            {
                "file": str(out),
                "first": part.first,
                "count": part.count,
                "new": new,
                "species": to_hex(part.species.id),
                "looks": forecast.looks,
                "repeat_chance": forecast.repeat_chance,
            }
        )
    else:
        there = f", {part.count - new:,} were there already" if new < part.count else ""
        say(f"{out}: numbers {part.first} to {part.last}, {new:,} new{there}")


def _refuse_overlap(
    common: Common, part: "Slice", out: Path | None, against: tuple[str, ...]
) -> None:
    from avatarchain.generate import overlap

    places: dict[str, Standing] = {}
    with ExitStack() as stack:
        for place in dict.fromkeys(against):
            if place == offers.REGISTRY:
                from avatarchain.index import registered

                index = stack.enter_context(indexed(stack.enter_context(reading(common))))
                places["the registry"] = partial(registered, index)
            elif out is None or not out.exists() or not out.samefile(place):
                with progress(None, f"reading {place}") as advance:
                    places[place] = overlap.in_file(Path(place), part.species, advance)
        with progress(part.count, "comparing") as advance:
            overlap.refuse(part, places, advance)


@contextmanager
def _work(
    part: "Slice", scheduler: str | None, workers: int | None, painting: bool, out: Path | None
) -> "Iterator[tuple[Staff, Callable[[int], None]]]":
    """Yield the workers, and a function to call with the size of each finished piece.

    If the work is interrupted, a sentence on stderr says how to continue.
    """
    from avatarchain import generate
    from avatarchain.errors import Interrupted, WorkerLost
    from avatarchain.generate.workers import staff

    done = 0
    lines = out is None and sys.stdout.isatty()
    with progress(part.count, "generating", quiet=lines) as shown:

        def advance(fresh: int) -> None:
            nonlocal done
            done += fresh
            shown(fresh)

        size = generate.PAINTED_PIECE if painting else generate.PIECE
        try:
            with staff(-(-part.count // size), scheduler=scheduler, workers=workers) as workforce:
                yield workforce, advance
        except KeyboardInterrupt:
            advice = "run the same command again to go on"
            raise Interrupted(done=done, count=part.count, advice=advice) from None
        except BrokenExecutor as error:
            raise WorkerLost(reason=str(error), done=done, count=part.count) from None
