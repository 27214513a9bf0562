"""Changes to the contract that must not pass unseen.

Every promise of the invariants has a twin of the registry that betrays it.
"""

from pathlib import Path

import pytest
from mutation import Mutant, change, copied, is_killed, tried, twins


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
