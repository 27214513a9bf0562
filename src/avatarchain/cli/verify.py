"""`avatarchain verify`: check whether a picture file is genuine."""

import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.base.visible import unstretched
from avatarchain.cli.advice import advised
from avatarchain.cli.options import Common, common
from avatarchain.cli.output import MARKS, Styled, emit, hung, progress, say, tell
from avatarchain.cli.paths import Named
from avatarchain.cli.standard_input import renamed, spooled
from avatarchain.cli.typed import typed
from avatarchain.errors import AvatarchainError

if TYPE_CHECKING:
    from avatarchain.papers.gathering import Gathered
    from avatarchain.papers.report import Check, Report

_ID = re.compile("0x[0-9a-fA-F]{4,64}")
_CLIP, _ENDING = "(-[a-z]+)*", r"\.[A-Za-z]+"  # what follows the id in a name that we give
_NAMED = 5  # files that are named of those that were not judged

_HOW_TO_TRUST = (
    "if you know who made it, ask for their chain: `avatarchain devnet export FILE` writes it, "
    "`avatarchain devnet import FILE --home DIR` takes it, and `avatarchain verify … --home DIR` "
    "asks it. A registry on a network that you both reach: `avatarchain trust add`"
)
_HOW_TO_TRUST_BY_NODE = (
    "if another chain has it, name its node with --rpc, and trust the registry there: `avatarchain "
    "trust add`. An anvil that was started anew has forgotten its chain; `anvil --state FILE` "
    "keeps it"
)


@click.command("verify")
@click.argument("paths", nargs=-1, required=True, type=Named(), metavar="FILE…")
@click.option(
    "--registry", metavar="CAIP-10|ADDRESS", help="Trust this registry too, this time only."
)
@click.option(
    "--unproven",
    metavar="CAIP-10|ADDRESS",
    help="Trust this registry too, although it cannot be proven which code created it.",
)
@click.option("--from-chain", is_flag=True, help="Have the portrait contract draw each avatar.")
@click.option("--offline", is_flag=True, help="Do not ask a chain; needs --issuer.")
@click.option(
    "--issuer",
    "issuers",
    multiple=True,
    metavar="KEY",
    help="With --offline: a public key that you trust. May be repeated.",
)
@click.option(
    "--search",
    is_flag=True,
    help="In folders, look at .webp, .gif and .jpg files too: which avatars do they show?",
)
@click.option("-v", "--verbose", is_flag=True, help="Print all checks of every file.")
@common
def command(
    common: Common,
    paths: tuple[Path, ...],
    registry: str | None,
    unproven: str | None,
    from_chain: bool,
    offline: bool,
    issuers: tuple[str, ...],
    search: bool,
    verbose: bool,
) -> None:
    """Check picture files against their papers (certificates) and the registry.

    FILE is a PNG, an SVG, a model (.glb, .vrm), papers alone (.json), or a folder of them; - is
    standard input, such as a picture that another program downloads. With several files, one line
    is printed for each, with all checks for those that fail, and a summary. The exit code is 0 only
    if every file passes. A file passes if its papers are valid, the identity follows from the
    genome, the picture shows that genome, the signature is right, you trust the registry, its code
    is genuine and was created by genuine code, it published the key, the token is registered there,
    and the avatar was born by the rules. In a folder, hidden files and .json files without papers
    are skipped.

    A picture without papers, such as a copy that another program saved (also WebP, GIF or JPEG), is
    compared with all avatars of the registries that you trust, and the avatar that it shows is
    printed. Such a picture does not pass. If a FILE does not exist, the others are still checked,
    and the exit code is 2 if they pass.
    """
    from avatarchain.base.home import visit
    from avatarchain.chain.notation import parse_hash
    from avatarchain.library.reports import verify_files, verify_offline
    from avatarchain.papers.gathering import gather
    from avatarchain.papers.lookup import SUFFIXES

    if offline != bool(issuers) or (offline and (registry or unproven or from_chain or search)):
        raise click.UsageError("--offline needs --issuer; leave out --registry and --search")
    if registry and unproven:
        raise click.UsageError("give --registry or --unproven, not both")
    files, piped = click.get_current_context().with_resource(spooled(paths))
    missing = [path for path in files if not _may_be_there(path)]
    there = [path for path in files if path not in missing]
    gathered = gather(there, SUFFIXES if search else ())
    _tell_left_out(gathered)
    tell(*(f"no such file: {path}{_named(path, common.home)}" for path in missing))
    whole = verbose or len(gathered.files) == 1
    show = partial(_show_all, verbose=whole, json=common.json, piped=piped)
    if offline:
        visit(common.home)
        keys = [parse_hash(issuer, "issuer key") for issuer in issuers]
        reports = verify_offline(gathered.files, common.species, keys, progress)
    else:
        reports = verify_files(
            gathered.files,
            home=common.home,
            url=common.url,
            species=common.species,
            registry=registry,
            unproven=unproven,
            from_chain=from_chain,
            timeout=common.timeout,
            tell=tell,
            bar=progress,
            cut_off=show,
        )
    show(reports)
    if not common.json:
        _conclude(reports, common)
    if not all(report.ok for report in reports):
        sys.exit(1)
    if missing:
        sys.exit(2)


def _may_be_there(path: Path) -> bool:
    """Whether a file exists, or may exist but cannot be read: such a file is checked and fails."""
    try:
        return path.exists()
    except OSError:  # a name that is too long, a folder that must not be read
        return True


def _named(path: Path, home: Path | None) -> str:
    """What helps if the text given for a file is an id, or a name of the home; else empty."""
    from avatarchain.base.home import place
    from avatarchain.registry.names import namings

    text, names = str(path), set[str]()
    with suppress(AvatarchainError):  # a home that cannot be read is told by what needs it
        names = {naming.name for naming in namings(place(home))}
    if text not in names and not _ID.fullmatch(text):
        return ""
    return f" (an avatar is shown by: {typed(f'show {shlex.quote(text)}')})"


def _tell_left_out(gathered: "Gathered") -> None:
    """Print how many files in folders were not checked."""
    if gathered.skipped:
        tell(f"skipped files (hidden, or .json without papers): {gathered.skipped}")
    if gathered.unjudged:
        names = ", ".join(_spelled(path.name) for path in gathered.unjudged[:_NAMED])
        more = ", …" if gathered.unjudged[_NAMED:] else ""
        tell(f"not judged, because of their names: {len(gathered.unjudged)} ({names}{more})")


def _spelled(name: str) -> str:
    """The name of a file; in quotes if it has blanks in a row, or would not be seen at its ends.

    Of blanks in a row all but the first are escapes, so that they end no line of a terminal.
    """
    shown = unstretched(name)
    return shown if name == name.strip() and len(shown) == len(name) else f'"{shown}"'


def _conclude(reports: "Sequence[Report]", common: Common) -> None:
    """Say how many passed, and what helps if a registry is not trusted."""
    from avatarchain.base.home import place
    from avatarchain.chain import file_of

    if len(reports) > 1:
        say(_sum(reports))
    if any(report.issuer_unknown for report in reports):
        in_a_file = file_of(common.url, place(common.home)) is not None
        tell(_HOW_TO_TRUST if in_a_file else _HOW_TO_TRUST_BY_NODE)
    if any(_is_copy(report) for report in reports):
        tell("nobody vouches for a picture without papers: ask for the original file")


def _is_copy(report: "Report") -> bool:
    """Whether a file is a picture without papers, and nothing says which avatar it shows."""
    from avatarchain.papers.certificate import NEVER
    from avatarchain.papers.report import NO_PAPERS

    first = report.checks[0]
    return report.shows is None and (first == NO_PAPERS or first.detail.endswith(NEVER))


def _sum(reports: "Sequence[Report]") -> str:
    """A summary: how many files passed, how many others show an avatar, as of which block."""
    passed = sum(report.ok for report in reports)
    shown = sum(report.shows is not None for report in reports)
    words = f"{len(reports):,} files: {passed:,} verified, {len(reports) - passed:,} NOT verified"
    words += f", of which {shown:,} look like an avatar and have no papers" * bool(shown)
    heads = [report.as_of for report in reports if report.as_of is not None]
    return f"{words}; {min(heads, key=lambda head: head.block).words}" if heads else words


def _show_all(
    reports: "Sequence[Report]", *, verbose: bool, json: bool, piped: Path | None
) -> None:
    """Print reports; `piped` is the file with what came from standard input."""
    for report in reports:
        _show(renamed(report, piped), whole=verbose or not report.ok, json=json)


def _show(report: "Report", *, whole: bool, json: bool) -> None:
    if json:
        checks = [
            {"name": check.name, "ok": check.ok, "detail": _detail(check)}
            for check in report.checks
        ]
        now = report.as_of
        record = {
            "file": report.file,
            "ok": report.ok,
            "identity": report.identity,
            "as_of": None if now is None else {"block": now.block, "time": now.time},
        }
        emit(record | {"checks": checks})
        return
    verdict = Styled(report.verdict + _other(report), bold=True)
    say((f"{_spelled(report.file)}: ", verdict))
    for ok, name, detail in _lines(report.checks) if whole else ():
        mark, colour = MARKS[ok]
        hung(("  ", Styled(mark, colour=colour), f"  {name.ljust(13)}  "), unstretched(detail), 23)


def _other(report: "Report") -> str:
    """Which avatar a file is of, unless its name is one that we give to files of this avatar."""
    if not report.ok or report.identity is None:
        return ""
    short = report.identity[:14]
    ours = re.compile(f"{short}{_CLIP}{_ENDING}")
    return "" if ours.fullmatch(Path(report.file).name) else f": {short}"


def _detail(check: "Check") -> str:
    return check.detail if check.refusal is None else advised(check.refusal)


def _lines(checks: "Sequence[Check]") -> Iterator[tuple[bool | None, str, str]]:
    """Result, name and detail of each check; checks skipped for the same reason are one line."""
    alike: dict[str, list[Check]] = {}
    for number, check in enumerate(checks):
        alike.setdefault(check.detail if check.ok is None else str(number), []).append(check)
    for first, *more in alike.values():
        if more:
            names = ", ".join(check.name for check in (first, *more))
            yield first.ok, f"{1 + len(more)} checks", f"{first.detail} ({names})"
        else:
            yield first.ok, first.name, _detail(first)
