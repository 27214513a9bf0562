"""The kit sees faults: each is planted into the JavaScript package, which then answers wrongly."""

import json
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("javascript")

FAULTS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).with_name("faults.toml")).read_text("utf-8")
)["fault"]
FLOOR = 0.95
NOTHING = {"file": "", "from": "", "to": "", "set": "genomes"}

Tool = Callable[..., str]


def caught(tool: Tool, faults: list[dict[str, Any]]) -> list[str | None]:
    """For each fault the id of a case that is answered wrongly, or None."""
    told: list[str | None] = json.loads(tool("node", "kit/faults.mjs", text=json.dumps(faults)))
    return told


def test_the_list_has_a_hundred_faults_of_thirty_rules() -> None:
    assert len(FAULTS) >= 100
    assert len({fault["rule"] for fault in FAULTS}) >= 30
    assert len({(fault["rule"], fault["fault"]) for fault in FAULTS}) == len(FAULTS)
    assert sum(fault.get("quiet", False) for fault in FAULTS) >= 24


def test_every_fault_is_seen_by_the_set_whose_business_it_is(tool: Tool, built: Path) -> None:
    seen = caught(tool, FAULTS)
    missed = [
        f"{fault['rule']}: {fault['fault']} ({wrong})"
        for fault, wrong in zip(FAULTS, seen, strict=True)
        if wrong is None or wrong.partition("/")[0] not in (fault["set"], "files")
    ]
    assert missed == []


@pytest.mark.nightly
def test_the_kit_sees_most_small_changes(tool: Tool, built: Path) -> None:
    """Measured: 95.2 %. Of the checks of logs the kit asks little: no node tells such logs."""
    step = os.environ.get("MUTANT_STEP", "1")
    told = json.loads(tool("node", "kit/mutants.mjs", step))
    assert told["tried"] * int(step) > 2500
    assert told["seen"] / told["tried"] >= FLOOR, "\n".join(told["survivors"])


def test_the_sources_without_a_fault_answer_all(tool: Tool, built: Path) -> None:
    assert caught(tool, [NOTHING]) == [None]
