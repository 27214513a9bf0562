"""`avatarchain verify`: is this file what it says?"""

import sys
from pathlib import Path

import click

from avatarchain.cli.options import Common, common, reading
from avatarchain.cli.output import emit

_MARKS = {True: ("ok  ", "green"), False: ("FAIL", "red"), None: ("–   ", None)}


@click.command("verify")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@common
def command(common: Common, files: tuple[Path, ...]) -> None:
    """Check picture files against their papers and the registry.

    One line a check; exit code 0 only if every file passes: papers in order, identity
    following from the genome, the picture being what the genome expresses, a registry that
    you know, and the token registered there as the papers say.
    """
    from avatarchain.audit import audit
    from avatarchain.errors import NoRegistry
    from avatarchain.species.pack import load

    try:
        with reading(common) as session:
            reports = [audit(file, session.species, session.registry) for file in files]
    except NoRegistry:  # nothing is known to this user; the files can still be read
        reports = [audit(file, load(common.species), None) for file in files]
    for report in reports:
        if common.json:
            checks = [
                {"name": check.name, "ok": check.ok, "detail": check.detail}
                for check in report.checks
            ]
            emit({"file": report.file, "ok": report.ok, "checks": checks})
            continue
        verdict = "verified" if report.ok else "NOT verified"
        click.echo(f"{report.file}: {click.style(verdict, bold=True)}")
        for check in report.checks:
            mark, colour = _MARKS[check.ok]
            click.echo(f"  {click.style(mark, fg=colour)}  {check.name.ljust(8)}  {check.detail}")
    if not all(report.ok for report in reports):
        sys.exit(1)
