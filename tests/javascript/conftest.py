"""The JavaScript package, built once, and a node that answers for it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from support.absent import absent

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "javascript"


@pytest.fixture(scope="session")
def tool() -> Callable[..., str]:
    """Runs a program of node in the package's folder and returns what it prints.

    Without node, or without the tools that npm installs, the test skips with a sentence.
    """
    if shutil.which("node") is None or not (PACKAGE / "node_modules" / "typescript").exists():
        absent("the tools of the JavaScript package are missing: run npm ci in javascript/")

    def run(*words: object, text: str | None = None) -> str:
        done = subprocess.run(
            list(map(str, words)), cwd=PACKAGE, input=text, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def packed(tool: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that npm would publish, built from the sources as they are now.

    One process of a run builds it, and the others wait: what is built lies in one folder.
    """
    shared = tmp_path_factory.getbasetemp()
    folder = (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "packed"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            tool("npm", "run", "--silent", "build")
            folder.mkdir()
            tool("npm", "pack", "--silent", "--pack-destination", folder)
    (file,) = folder.glob("avatarchain-*.tgz")
    return file


@pytest.fixture(scope="session")
def built(packed: Path) -> Path:
    """The folder of the package, as it was built for `packed`."""
    assert packed.exists()
    return PACKAGE


@pytest.fixture(scope="session")
def ask(tool: Callable[..., str], built: Path) -> Callable[[list[Any]], list[Any]]:
    """Answers of the package to many questions, each the name of one and its arguments."""

    def answers(questions: list[Any]) -> list[Any]:
        script = Path(__file__).parent / "answers.mjs"
        given: list[Any] = json.loads(tool("node", script, text=json.dumps(questions)))
        assert len(given) == len(questions)
        return given

    return answers
