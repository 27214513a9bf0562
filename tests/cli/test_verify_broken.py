"""`verify` where this program fails in one file: that file fails, and the others are judged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shell import Shell

from avatarchain.errors import TooIntricate
from avatarchain.library import reports
from avatarchain.papers import alive, audit, certificate
from avatarchain.papers.report import BROKEN


def only(file: Path, ours: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    """The same function; it fails in whatever one file makes of it."""

    def failing(*given: Any, **named: Any) -> Any:
        if str(file) in map(str, given) or getattr(given[0], "svg", None) is not None:
            raise error
        return ours(*given, **named)

    return failing


@pytest.mark.parametrize(
    ("module", "name", "check"),
    [
        (certificate, "open_file", "papers"),
        (audit, "picture_shown", "picture"),
        (reports, "look_up", "picture"),
    ],
)
def test_a_fault_of_this_program_in_one_file_is_told_of_that_file_alone(
    stocked: Shell,
    alice: Path,
    bob: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    check: str,
) -> None:
    if name == "look_up":
        bob.write_text(bob.read_text().split("<metadata")[0] + "</svg>")
    monkeypatch.setattr(module, name, only(bob, getattr(module, name), KeyError("ear")))
    outcome = stocked.run("verify", bob, alice, "--json")
    assert outcome.code == 1
    broken, genuine = outcome.records
    assert genuine["ok"] is True
    assert broken["ok"] is False
    told = {row["name"]: row["detail"] for row in broken["checks"] if row["ok"] is False}
    assert told[check].startswith(f"{BROKEN} (KeyError in {Path(__file__).name}, line ")
    offline = stocked.run("verify", bob, alice, "--offline", "--issuer", "0x" + 64 * "1", "--json")
    assert [row["ok"] for row in offline.records] == [False, False]


def test_a_fault_between_two_checks_is_one_that_fails(
    stocked: Shell, alice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise ValueError("anything")

    monkeypatch.setattr(audit, "newest_block", failing)
    (report,) = stocked.run("verify", alice, "--json").records
    assert report["ok"] is False
    assert report["checks"][-1]["detail"].startswith(BROKEN)


def test_a_model_that_cannot_be_made_fails_by_its_picture(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as an answer of the registry that does not come."""
    avatar = stocked.avatars()[1]["id"]
    (moving,) = stocked.json("export", avatar, "--as", "svg", "--out", "new")["files"]

    def too_intricate(*_: object, **__: object) -> None:
        raise TooIntricate(count=9, parts="parts", most=8)

    monkeypatch.setattr(alive, "export", too_intricate)
    (report,) = stocked.run("verify", stocked.folder / moving, "--json").records
    assert [row["name"] for row in report["checks"] if row["ok"] is False] == ["picture"]
