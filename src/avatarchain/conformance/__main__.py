"""`python -m avatarchain.conformance --against "node my.js"`: test a program with the kit."""

import json
import os
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from avatarchain.cli.groups import check_options
from avatarchain.cli.output import emit, never_fails, say, tell
from avatarchain.conformance import read_kit
from avatarchain.conformance.program import LONGEST, Report, Wrong, try_program
from avatarchain.errors import AvatarchainError

MOST_WRONG = 5
_LONG = 300


class _Checked(click.Command):
    """A command outside of `avatarchain`, whose options are checked in the same way."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        check_options(self, args, context)
        return super().parse_args(context, args)


@click.command("conformance", cls=_Checked)
@click.option("--against", required=True, metavar="COMMAND", help="The program to test.")
@click.option(
    "--kit",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path("conformance"),
    help="The folder of the kit; without it ./conformance.",
)
@click.option("--set", "names", multiple=True, metavar="NAME", help="Only this set; repeat it.")
@click.option("--timeout", default=LONGEST, metavar="SECONDS", help="For all of them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each set.")
def command(
    against: str, folder: Path, names: tuple[str, ...], timeout: float, as_json: bool
) -> None:
    """Run a program on the questions of the kit, and print which sets it passes.

    The program reads JSON lines and prints its answers, as the kit's README says. It runs in the
    folder of the kit; file names in COMMAND are relative to the current folder. The exit code is 0
    if no answer is wrong. A set in which the program supports no question is reported as left out.
    """
    never_fails()
    try:
        words = [_absolute(word) for word in shlex.split(against)]
    except ValueError as error:
        raise click.UsageError(f"the command is not well-formed: {error}") from None
    if not words:
        raise click.UsageError("the command names no program")
    try:
        reports = try_program(read_kit(folder, names), words, timeout)
    except AvatarchainError as refusal:
        tell(str(refusal))
        sys.exit(1)
    for report in reports:
        if as_json:
            emit(_record(report))
        else:
            _show(report)
    verdicts = [report.verdict for report in reports]
    tell(f"{verdicts.count('passed')} of {len(reports)} sets passed")
    sys.exit(1 if "failed" in verdicts or "passed" not in verdicts else 0)


def _absolute(word: str) -> str:
    """A word of a command; if it names a file in the current folder, its absolute path."""
    return os.path.abspath(word) if os.path.isfile(word) else word


def _show(report: Report) -> None:
    left = f", {report.left_out} left out" if report.left_out and report.right else ""
    count = len(report.set.cases)
    say(f"{report.set.name}: {report.verdict}, {report.right} of {count} right{left}")
    for wrong in report.wrong[:MOST_WRONG]:
        say(f"  {wrong.case.id}", f"    expected {_short(wrong.case.answer)}", f"    {_got(wrong)}")
    if len(report.wrong) > MOST_WRONG:
        say(f"  and {len(report.wrong) - MOST_WRONG} more")


def _got(wrong: Wrong) -> str:
    return "got no answer" if wrong.given is None else f"got {_short(wrong.given)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def _record(report: Report) -> dict[str, Any]:
    return {
        "set": report.set.name,
        "verdict": report.verdict,
        "right": report.right,
        "wrong": [wrong.case.id for wrong in report.wrong],
        "left_out": report.left_out,
    }


if __name__ == "__main__":
    command(prog_name="python -m avatarchain.conformance")
