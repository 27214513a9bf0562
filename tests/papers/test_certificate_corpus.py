"""The corpus of certificates: what must pass passes, and each forgery fails where it must."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from avatarchain.chain import connect
from avatarchain.papers.audit import audit
from avatarchain.papers.trust import registries
from avatarchain.papers.vouching import Terms
from avatarchain.registry import Registry
from avatarchain.species.pack import load

CORPUS = Path(__file__).resolve().parents[1] / "vectors" / "certificate"
CASES = {
    case["file"]: case["refused_by"] for case in json.loads((CORPUS / "cases.json").read_bytes())
}
SPECIES = load("tuftling")
TERMS = Terms()


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Registry]]:
    home = tmp_path_factory.mktemp("corpus") / "home"
    shutil.copytree(CORPUS / "home", home)
    with connect("evm+sqlite://", folder=home) as chain:
        yield registries(home, chain, SPECIES)


def test_most_of_the_corpus_must_be_refused_and_all_of_it_is_there() -> None:
    assert len(CASES) >= 300
    assert sum(check is not None for check in CASES.values()) >= 240
    assert {path.name for path in (CORPUS / "files").iterdir()} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_each_file_is_judged_as_the_corpus_says(name: str, trusted: list[Registry]) -> None:
    report = audit(CORPUS / "files" / name, SPECIES, *trusted, terms=TERMS)
    failed = [check for check in report.checks if check.ok is False]
    if CASES[name] is None:
        assert all(check.ok is True for check in report.checks), failed
        assert report.ok
    else:
        assert failed[0].name == CASES[name], failed
        assert not report.ok
