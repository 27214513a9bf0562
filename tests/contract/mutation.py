"""The contract, changed on purpose: which test catches the change?

A mutant is one replacement in one source. It is killed if the contract still compiles and
the test that is named for it fails. The list is `mutants.toml`: those for the invariants are
twins of the registry, each of which betrays a promise, the others small. `betrayals.toml` are
twins for the proofs, which halmos has to refute.
"""

import os
import re
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

CONTRACTS = Path(__file__).resolve().parent.parent.parent / "contracts"
INVARIANT = "invariant_whatever_a_population_does"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`test` must fail; with `says` in its words, where that is not empty."""

    file: str
    old: str
    new: str
    test: str
    says: str

    @property
    def name(self) -> str:
        return re.sub(r"\W+", "-", f"{self.file[:-4]} {self.says} {self.old.strip()}")[:90]


def mutants(of: str = "mutants.toml") -> list[Mutant]:
    """All of a list beside this file, in order."""
    told = tomllib.loads(Path(__file__).with_name(of).read_text(encoding="utf-8"))
    return [
        Mutant(
            one["file"],
            one["old"],
            one["new"],
            one.get("test", INVARIANT),
            one.get("says", ""),
        )
        for one in told["mutant"]
    ]


def twins() -> list[Mutant]:
    return [one for one in mutants() if one.test == INVARIANT]


def copied(folder: Path) -> Path:
    """The contracts in another folder, with the tools of this one."""
    made = ("node_modules", ".venv", "out", "cache")
    shutil.copytree(CONTRACTS, folder / "contracts", ignore=shutil.ignore_patterns(*made))
    (folder / "contracts" / "node_modules").symlink_to(CONTRACTS / "node_modules")
    return folder / "contracts"


def change(contracts: Path, mutant: Mutant) -> None:
    source = contracts / "src" / mutant.file
    kept = source.read_text(encoding="utf-8")
    assert kept.count(mutant.old) == 1, f"{mutant.file} does not hold once: {mutant.old}"
    source.write_text(kept.replace(mutant.old, mutant.new), encoding="utf-8")


def tried(contracts: Path, test: str) -> subprocess.CompletedProcess[str]:
    """forge's run of the tests of that name, compiled for speed of compiling."""
    forge = shutil.which("forge", path=CONTRACTS / "node_modules" / ".bin") or "forge"
    settings = {
        "FOUNDRY_PROFILE": "quick",
        "FOUNDRY_INVARIANT_RUNS": "60",
        "FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT": "0",
    }
    return subprocess.run(
        [forge, "test", "--match-test", f"^{test}(\\(|$)", "--fuzz-runs", "64"],
        cwd=contracts,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def is_killed(ran: subprocess.CompletedProcess[str], mutant: Mutant) -> bool:
    """Whether the named test, and not the compiler, refused the mutant."""
    failed = re.search(rf"^\[FAIL.*(\n.*){{0,400}}?\b{mutant.test}\(", ran.stdout, re.MULTILINE)
    return ran.returncode != 0 and bool(failed) and mutant.says in ran.stdout
