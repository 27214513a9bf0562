"""`avatarchain verify`: is this file what it says?"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from avatarchain.cli.options import Common, common
from avatarchain.cli.output import emit, hung, progress

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
@common
def command(
    common: Common, paths: tuple[Path, ...], registry: str | None, offline: bool,
    issuers: tuple[str, ...],
) -> None:  # fmt: skip
    """Check picture files against their papers and the registry.

    FILE is a PNG, an SVG, detached papers (.json), or a folder of them. One line a check;
    exit code 0 only if every file passes: papers in order, identity following from the
    genome, the picture being what the genome expresses, a good signature, a registry that
    you trust, a key that it published, the token registered there, and born by the rule.
    """
    from avatarchain import trust
    from avatarchain.audit import audit, files
    from avatarchain.home import locate
    from avatarchain.session import trusting
    from avatarchain.species.pack import load

    if offline != bool(issuers) or (offline and registry):
        raise click.UsageError("--offline goes with --issuer, and without --registry")
    found = [file for path in paths for file in files(path)]

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
