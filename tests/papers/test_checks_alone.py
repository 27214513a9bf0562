"""Each check of a file alone: without it, exactly the forgeries pass that no other check catches.

`cases.json` says of each file of the corpus by which checks it is caught. Many are caught by one.
Of the others the row names all: a file whose rows are cut short, for example, is refused by us,
and by the library that decodes pictures. The checks of a registry's code and of its creation are
in tests/registry/test_genuine.py.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from avatarchain.chain import connect
from avatarchain.papers.report import Report
from support.taken_out import CRASH, Checks, judging

CORPUS = Path(__file__).resolve().parents[1] / "vectors" / "certificate"
CAUGHT: dict[str, list[str]] = {
    case["file"]: case["caught_by"] for case in json.loads((CORPUS / "cases.json").read_bytes())
}
ELSEWHERE = {
    "certificate.open_file: no picture is in it": "a folder is no file of a corpus",
    "certificate.open_file: larger than … MiB": "too large for a corpus",
    "certificate.open_file: NotAPicture": "the system does not let it be read",
    "shown.chain_picture: the contract draws another picture of this genome": "--from-chain",
    "audit._signature: the papers are not signed": "--offline",
    "audit._signature: signed by …, who is not an issuer that you named": "--offline",
    "audit._trusted_registry: contract … on chain … is unknown to you (the home that made it, or "
    "trusts it, knows it)": "nothing is trusted",
    "offline.check_key: the issuer's key is the one of development chains, which everybody has": (
        "the chain of the corpus is a development chain"
    ),
    "audit._founded: number … of founding … has this genome, so number … is no founder": (
        "no founders of the corpus are alike: tests/papers/test_founded.py"
    ),
    "audit._hold: the node's logs give … …, the contract stores …": "the node tells the truth",
    "audit._origin: Failed": "our contract registers no child without its parents",
    "audit._origin: its parents and the draw of block … give …, another genome": (
        "our contract registers no other child"
    ),
    **dict.fromkeys(
        (
            "offline._check_child: nobody of generation … can be born by block …",
            "offline._check_child: the papers name a parent that no avatar is",
            "offline._check_child: the papers name one avatar as both parents",
            "offline._check_founder: block … cannot have drawn a founding: that takes … blocks",
            "offline._check_founder: it was born in block …, and block … cannot have drawn it",
            "offline.check_agreement: the papers name what drew it, and no token",
        ),
        "each alone: tests/papers/test_agreement.py",
    ),
    **dict.fromkeys(
        (
            "shown.picture_shown: the papers speak of a model, and the file is none",
            "alive.model_shown: the papers say nothing of a model",
            "alive.model_shown: cannot tell: …",
            "shown.picture_shown: the papers speak of a drawing that moves, and the file is none",
            "alive._rig: cannot tell: …",
            "alive._rig: cannot tell: it was made with another rig than the one here",
            "alive.moving_shown: Failed",
            "alive.moving_shown: the papers name no clip, and a drawing that moves has one",
            "alive.moving_shown: cannot tell: by its papers it was made with …, not as here",
            "alive.moving_shown: the drawing that moves is not what the genome expresses",
            "alive.model_shown: cannot tell: by its papers it was made with …, not as here",
            "alive.model_shown: Failed",
            "alive.model_shown: the model is not what the genome expresses",
        ),
        "what makes models may be another version: tests/cli/test_models.py, test_moving.py",
    ),
}
"""Checks that no file of the corpus meets, and why."""

pytestmark = pytest.mark.filterwarnings("ignore:Palette images with Transparency")

Judge = Callable[[Path], Callable[[], Report]]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    home = tmp_path_factory.mktemp("alone") / "home"
    shutil.copytree(CORPUS / "home", home)
    with connect("evm+sqlite://", folder=home) as chain:
        yield judging(home, chain)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Checks:
    return Checks(monkeypatch)


def passing(checks: Checks, judge: Judge, out: str, names: list[str]) -> list[str]:
    """Those of the files that pass with one check taken out."""
    files = CORPUS / "files"
    return [name for name in names if checks.judged({out}, judge(files / name))[0]]


def only(check: str) -> list[str]:
    """The files that no other check catches."""
    return [name for name, caught in CAUGHT.items() if caught == [check]]


def test_each_check_is_met_by_a_file_of_the_corpus(checks: Checks) -> None:
    met = {check for caught in CAUGHT.values() for check in caught}
    assert set(checks.names) - met == set(ELSEWHERE)
    assert len({tuple(caught) for caught in CAUGHT.values()}) >= 40


def test_most_forgeries_are_caught_by_one_check_alone(checks: Checks) -> None:
    alone = {check for check in checks.names if check not in checks.ends and only(check)}
    assert len(alone) >= 35
    assert sum(map(len, map(only, alone))) >= 160


def test_without_one_check_a_file_that_it_alone_catches_passes_and_others_do_not(
    checks: Checks, judge: Judge
) -> None:
    """One file of each kind; the next test has all."""
    for check in sorted(set(checks.names) - checks.ends - set(ELSEWHERE)):
        meant = only(check)[:1]
        caught_twice = [name for name, caught in CAUGHT.items() if check in caught[1:]][:1]
        assert passing(checks, judge, check, meant + caught_twice) == meant, check


@pytest.mark.nightly
def test_without_one_check_exactly_its_kind_passes(checks: Checks, judge: Judge) -> None:
    true = [name for name, caught in CAUGHT.items() if not caught]
    for check in checks.names:
        meant = [] if check in checks.ends else only(check)
        assert set(passing(checks, judge, check, list(CAUGHT))) == {*true, *meant}, check


@pytest.mark.nightly
def test_the_corpus_names_every_check_that_catches_a_file(checks: Checks, judge: Judge) -> None:
    assert {name: checks.catching(judge(CORPUS / "files" / name)) for name in CAUGHT} == CAUGHT
    assert all(CRASH not in caught[:-1] for caught in CAUGHT.values())
