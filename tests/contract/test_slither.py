"""What slither finds in the contract is answered, each finding in `answers.toml`.

Runs by `make prove`; code of others, in node_modules, is left to them.
"""

import json
import tomllib
from pathlib import Path

import pytest
from mutation import CONTRACTS, copied
from provers import prover, run

ANSWERS = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))


def answered() -> list[tuple[str, str]]:
    return [(one["detector"], one["place"]) for one in ANSWERS["answer"]]


def findings(contracts: Path) -> set[tuple[str, str]]:
    """Detector and place of what slither reports."""
    told = contracts / "told.json"
    ran = run(contracts, prover("slither"), ".", "--filter-paths", "node_modules", "--json", told)
    assert told.exists(), ran.stdout + ran.stderr
    report = json.loads(told.read_text(encoding="utf-8"))
    assert report["success"], report["error"]
    return {
        (one["check"], one["description"].split("(")[0].strip())
        for one in report["results"]["detectors"]
    }


@pytest.mark.nightly
@pytest.mark.usefixtures("toolchain")
def test_every_finding_has_an_answer_and_every_answer_a_finding(folder: Path) -> None:
    assert findings(copied(folder)) == set(answered())


@pytest.mark.nightly
@pytest.mark.usefixtures("toolchain")
def test_a_fault_that_is_planted_is_found(folder: Path) -> None:
    contracts = copied(folder)
    source = contracts / "src" / "Registry.sol"
    kept = source.read_text(encoding="utf-8").rstrip().removesuffix("}")
    fault = "function leave(address payable heir) external { selfdestruct(heir); }"
    source.write_text(f"{kept}{fault}\n}}\n", encoding="utf-8")
    assert findings(contracts) - set(answered()) == {("suicidal", "Registry.leave")}


def test_every_answer_is_a_sentence_about_a_place_that_is_there() -> None:
    assert len(answered()) == len(set(answered()))
    for one in ANSWERS["answer"]:
        contract, _, name = one["place"].partition(".")
        assert name in (CONTRACTS / "src" / f"{contract}.sol").read_text(encoding="utf-8")
        assert one["because"].endswith(".")
