"""The programs that judge the contract from outside: halmos and slither, in contracts/.venv."""

import os
import subprocess
from pathlib import Path

from mutation import CONTRACTS

from support.absent import absent


def run(contracts: Path, program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A program in a folder of contracts, built as the profile `prove` says."""
    tools = CONTRACTS / "node_modules" / ".bin"
    settings = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "FOUNDRY_PROFILE": "prove"}
    return subprocess.run(
        [program, *arguments],
        cwd=contracts,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def prover(name: str) -> Path:
    """Where it is; its absence skips with a sentence, and fails where CI=true."""
    program = CONTRACTS / ".venv" / "bin" / name
    if not program.exists():
        absent(f"no {name}: run make prove, which installs it in contracts/.venv")
    return program
