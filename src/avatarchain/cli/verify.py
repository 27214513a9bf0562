"""`avatarchain verify`: is this file what it says?"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, hung, progress, tell

if TYPE_CHECKING:
    from avatarchain.audit import Check, Report
    from avatarchain.registry import Registry
    from avatarchain.species import Species

_KINDS = (".png", ".svg", ".json")
_MARKS = {True: ("ok  ", "green"), False: ("FAIL", "red"), None: ("–   ", None)}


@click.command("verify")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option(
    "--registry", metavar="CAIP-10|ADDRESS", help="Trust this registry too, for this once."
)
@click.option("--offline", is_flag=True, help="Ask no chain; needs --issuer.")
@click.option(
    "--issuer", "issuers", multiple=True, metavar="KEY",
    help="With --offline: a public key that you trust. May be repeated.",
)  # fmt: skip
@click.option(
    "--search", is_flag=True,
    help="Look a picture without papers up among the avatars of registries that you trust.",
)  # fmt: skip
@common
def command(
    common: Common, paths: tuple[Path, ...], registry: str | None, offline: bool,
    issuers: tuple[str, ...], search: bool,
) -> None:  # fmt: skip
    """Check picture files against their papers and the registry.

    FILE is a PNG, an SVG, detached papers (.json), or a folder of them. One line a check;
    exit code 0 only if every file passes: papers in order, identity following from the
    genome, the picture being what the genome expresses, a good signature, a registry that
    you trust, a key that it published, the token registered there, and born by the rule.
    In a folder, what is hidden is skipped, and so is a .json that holds no papers.

    --search takes copies that another program wrote, too (WebP, GIF and JPEG as well), and
    tells which avatar they show. Without papers they do not pass, however right they look.
    """
    from avatarchain import trust
    from avatarchain.audit import audit
    from avatarchain.home import locate
    from avatarchain.lookup import SUFFIXES
    from avatarchain.session import trusting
    from avatarchain.species.pack import load

    if offline != bool(issuers) or (offline and (registry or search)):
        raise click.UsageError("--offline goes with --issuer, without --registry and --search")
    found, skipped = _files(paths, SUFFIXES if search else ())
    if skipped:
        tell(f"skipped, being hidden or a .json without papers: {skipped}")

    def watched(found: list[Path]) -> Iterator[Path]:
        with progress(len(found), "verifying") as advance:
            for file in found:
                yield file
                advance(1)

    if offline:
        locate(common.home)
        keys = [trust.parse_hash(one, "issuer key") for one in issuers]
        species = load(common.species)
        reports = [audit(file, species, issuers=keys) for file in watched(found)]
    else:
        with trusting(common.home, common.url, common.species, registry) as (species, known):
            reports = [audit(file, species, *known) for file in watched(found)]
            if search:
                reports = _searched(common, species, known, reports)
    for report in reports:
        if common.json:
            checks = [
                {"name": check.name, "ok": check.ok, "detail": check.detail}
                for check in report.checks
            ]
            emit({"file": report.file, "ok": report.ok, "checks": checks})
            continue
        click.echo(f"{report.file}: {click.style(report.verdict, bold=True)}")
        for ok, name, detail in _lines(report.checks):
            mark, colour = _MARKS[ok]
            hung(f"  {click.style(mark, fg=colour)}  {name.ljust(13)}  ", detail, 23)
    if not all(report.ok for report in reports):
        sys.exit(1)


def _files(paths: Iterable[Path], more: Sequence[str]) -> tuple[list[Path], int]:
    """The files, and what is to be checked in folders and below; and how many are skipped there.

    `more` are endings to take beside _KINDS. A file that is named is never skipped.
    """
    found: list[Path] = []
    skipped = 0
    for path in paths:
        there = sorted(path.rglob("*")) if path.is_dir() else []
        there = [one for one in there if one.suffix.lower() in (*_KINDS, *more)]
        kept = [one for one in there if not (_hidden(one.relative_to(path)) or _foreign(one))]
        found += kept or [path]
        skipped += len(there) - len(kept)
    return found, skipped


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _foreign(path: Path) -> bool:
    """Whether it is a .json without the key that all papers begin with."""
    from avatarchain.certificate import MAX_PAPERS

    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return b'"birth_block"' not in file.read(MAX_PAPERS)
    except OSError:
        return False


def _lines(checks: "Sequence[Check]") -> Iterator[tuple[bool | None, str, str]]:
    """Answer, name and detail of each check; those not asked for one reason are one line."""
    alike: dict[str, list[Check]] = {}
    for check in checks:
        alike.setdefault(check.detail if check.ok is None else check.name, []).append(check)
    for first, *more in alike.values():
        if more:
            names = ", ".join(check.name for check in (first, *more))
            yield first.ok, f"{1 + len(more)} checks", f"{first.detail} ({names})"
        else:
            yield first.ok, first.name, first.detail


def _searched(
    common: Common, species: "Species", known: "list[Registry]", reports: "list[Report]"
) -> "list[Report]":
    """The reports, those of files without papers replaced by what the index knows of them."""
    from avatarchain.home import locate
    from avatarchain.index import opened, sync
    from avatarchain.lookup import look_up

    home = locate(common.home)
    with ExitStack() as stack:
        indexes = []
        for registry in known:
            indexes.append(stack.enter_context(opened(home, registry, species, tell)))
            sync(indexes[-1], progress)
        lost = [at for at, report in enumerate(reports) if report.checks[0].ok is False]
        with progress(len(lost), "looking up") as advance:
            for at in lost:
                path = Path(reports[at].file)
                reports[at] = look_up(path, species, indexes) or reports[at]
                advance(1)
    return reports
