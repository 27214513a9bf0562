"""`avatarchain verify`: is this file what it says?"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, hung, progress, tell

if TYPE_CHECKING:
    from avatarchain.audit import Report
    from avatarchain.registry import Registry
    from avatarchain.species import Species

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

    --search takes copies that another program wrote, too (WebP, GIF and JPEG as well), and
    tells which avatar they show. Without papers they do not pass, however right they look.
    """
    from avatarchain import trust
    from avatarchain.audit import audit, files
    from avatarchain.home import locate
    from avatarchain.lookup import SUFFIXES
    from avatarchain.session import trusting
    from avatarchain.species.pack import load

    if offline != bool(issuers) or (offline and (registry or search)):
        raise click.UsageError("--offline goes with --issuer, without --registry and --search")
    found = [file for path in paths for file in files(path, *(SUFFIXES if search else ()))]

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
        for check in report.checks:
            mark, colour = _MARKS[check.ok]
            lead = f"  {click.style(mark, fg=colour)}  {check.name.ljust(13)}  "
            hung(lead, check.detail, 23)
    if not all(report.ok for report in reports):
        sys.exit(1)


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
