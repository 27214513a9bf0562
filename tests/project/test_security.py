"""docs/security.md promises nothing that no command checks, and its commands are there."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PROMISED, REST = PAGE.split("## What is promised\n")[1].split("## Who may try what\n")
THREATS, NOT_PROMISED = REST.split("## What is not promised\n")


def promises() -> list[tuple[str, list[str]]]:
    """Each promise, its words in bold, with the commands that stand under it."""
    found: list[tuple[str, list[str]]] = []
    for line in PROMISED.splitlines():
        if line.startswith("**"):
            found.append((line.split("**")[1], []))
        elif line.startswith("    "):
            found[-1][1].append(line.strip())
        else:
            assert not line or line.startswith("#"), f"neither promise nor command: {line}"
    return found


COMMANDS = [command for _, commands in promises() for command in commands]


def test_every_promise_has_a_command() -> None:
    assert len(promises()) >= 17
    assert [words for words, commands in promises() if not commands] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs_what_is_there(command: str) -> None:
    if command.startswith("cd contracts && "):
        assert (ROOT / "contracts" / "foundry.toml").exists()
        return
    if command.startswith("make "):
        assert re.search(rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return
    pytest_, quiet, *places = command.split()
    assert (pytest_, quiet) == (".venv/bin/pytest", "-q")
    for place in places:
        path, _, name = place.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        tests = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
        assert name in tests if name else any(one.startswith("test_") for one in tests)


def test_the_table_of_threats_names_all_parties_and_tests_that_are_there() -> None:
    rows = [line.strip("| ").split(" | ") for line in THREATS.splitlines() if line.startswith("| ")]
    parties = {row[0] for row in rows[1:]}
    for party in (
        *("issuer", "deployer", "painter", "holder", "operator", "buyer of a mother"),
        *("stud's owner", "breeder with many mothers", "block producer", "node"),
        *("sender of a file", "reader or writer of a gallery"),
    ):
        assert party in parties
    for who, what, stops, tests in rows[1:]:
        assert who, (what, stops)
        for place in re.findall("`(.+?)`", tests):
            folder = "contracts/test" if place.endswith(".sol") else "tests"
            assert (ROOT / folder / place).is_file(), place


def test_targets_that_are_named_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z]+)`", PAGE))
    assert {"fuzz", "faults"} <= named
    assert [one for one in named if not re.search(rf"^{one}:", makefile, re.MULTILINE)] == []


def test_the_numbers_of_forgeries_are_those_of_the_corpus() -> None:
    cases = json.loads((ROOT / "tests/vectors/certificate/cases.json").read_text(encoding="utf-8"))
    refused = sum(case["refused_by"] is not None for case in cases)
    assert f"{refused} forgeries are refused" in PAGE
    assert f"{len(cases) - refused} true files pass" in PAGE


@pytest.mark.parametrize(
    "words",
    [
        "producer of a block",
        "lost or stolen issuer key",
        "Batches that are not claimed",
        "register a child's genome first",
        "Who the issuer is",
    ],
)
def test_what_is_not_promised_is_said(words: str) -> None:
    assert words in NOT_PROMISED
