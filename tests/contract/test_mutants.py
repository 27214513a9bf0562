"""Changes to the contract that must not pass unseen.

Every promise of the invariants has a twin of the registry that betrays it. The many smaller
changes, each of which one test has to see, are tried by `make mutants`.
"""

from pathlib import Path

import pytest
from mutation import CONTRACTS, INVARIANT, Mutant, change, copied, is_killed, mutants, tried, twins

SMALL = [one for one in mutants() if one.test != INVARIANT]


def caught(mutant: Mutant, folder: Path) -> None:
    contracts = copied(folder)
    change(contracts, mutant)
    ran = tried(contracts, mutant.test)
    assert is_killed(ran, mutant), ran.stdout + ran.stderr


@pytest.mark.usefixtures("toolchain")
@pytest.mark.parametrize("twin", twins(), ids=lambda twin: twin.name)
def test_a_registry_that_betrays_a_promise_is_caught_by_the_invariants(
    twin: Mutant, folder: Path
) -> None:
    caught(twin, folder)


@pytest.mark.nightly
@pytest.mark.usefixtures("toolchain")
@pytest.mark.parametrize("mutant", SMALL, ids=lambda mutant: mutant.name)
def test_a_small_change_is_caught_by_the_test_that_is_named_for_it(
    mutant: Mutant, folder: Path
) -> None:
    caught(mutant, folder)


@pytest.mark.parametrize("mutant", SMALL, ids=lambda mutant: mutant.name)
def test_every_small_change_can_be_made_and_has_a_test(mutant: Mutant) -> None:
    source = (CONTRACTS / "src" / mutant.file).read_text(encoding="utf-8")
    assert source.count(mutant.old) == 1
    tests = (one.read_text(encoding="utf-8") for one in (CONTRACTS / "test").glob("*.t.sol"))
    assert any(f"function {mutant.test}(" in one for one in tests)


def test_every_source_is_changed_somewhere() -> None:
    sources = {one.name for one in (CONTRACTS / "src").glob("*.sol")}
    assert {one.file for one in SMALL} == sources
