"""`avatarchain audit`: check everything that can be known about a registry."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avatarchain.cli.options import Common, common
from avatarchain.cli.output import MARKS, Styled, emit, hung, progress, say, tell
from avatarchain.cli.paths import Named

if TYPE_CHECKING:
    from avatarchain.audit.findings import Finding

_NAMED = 5  # rows that are printed of a finding that fails


@click.command("audit")
@click.argument("registry", metavar="CAIP-10|ADDRESS")
@click.option(
    "--papers",
    multiple=True,
    type=Named(exists=True),
    metavar="FOLDER",
    help="Pictures whose papers have the seeds of founders. May be repeated.",
)
@click.option("-v", "--verbose", is_flag=True, help="Print the details of each line.")
@common
def command(common: Common, registry: str, papers: tuple[Path, ...], verbose: bool) -> None:
    """Check everything that can be known about a registry from its address alone.

    One line is printed for each question: whether code, portrait and art are genuine, who the
    issuer is and with which keys it signs, which founders were promised, drawn and committed,
    whether every child follows from its parents and its draw, which drawn children were not
    delivered, or were registered earlier by somebody else, who holds the avatars, and which other
    registries the same accounts made. A line marked ok or FAIL is a check, one marked – only
    information. The exit code is 0 if all checks pass.

    What was read from the chain is stored, so an interrupted audit continues from there.
    """
    from avatarchain.library.audits import auditing, summary

    with auditing(
        registry,
        home=common.home,
        url=common.url,
        species=common.species,
        papers=papers,
        timeout=common.timeout,
        tell=tell,
        bar=progress,
    ) as (session, findings):
        shown = []
        for finding in findings:
            _show(finding, verbose=verbose, json=common.json)
            shown.append(finding)
        about = summary(session, shown)
    _sum(about, json=common.json)
    if not about["ok"]:
        sys.exit(1)


def _show(finding: "Finding", *, verbose: bool, json: bool) -> None:
    if json:
        rows = [dict(row.facts) for row in finding.rows]
        emit({"name": finding.name, "ok": finding.ok, "detail": finding.detail, "rows": rows})
        return
    mark, colour = MARKS[finding.ok]
    hung((Styled(mark, colour=colour), f"  {finding.name.ljust(10)}  "), finding.detail, 18)
    most = len(finding.rows) if verbose else _NAMED if finding.ok is False else 0
    for row in finding.rows[:most]:
        if row.words != finding.detail:
            hung((" " * 20,), row.words, 20)
    if finding.ok is False and (more := len(finding.rows) - most) > 0:
        say(f"{' ' * 20}and {more:,} more, with --verbose")


def _sum(about: dict[str, Any], *, json: bool) -> None:
    from avatarchain.chain.transport import plain

    if json:
        emit(about)
        return
    verdict = "all that is promised holds" if about["ok"] else "NOT all that is promised holds"
    which = f"{plain(about['name'])} {about['species']}"
    say((f"{about['registry']}, {which}: ", Styled(verdict, bold=True)))
