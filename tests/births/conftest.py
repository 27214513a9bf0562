"""What the tests of births share: OpenZeppelin's library of Merkle trees."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def openzeppelin() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """OpenZeppelin's package under node; its absence skips with a sentence, fails in CI."""
    node, tools = shutil.which("node"), ROOT / "contracts" / "node_modules"
    if node is None or not (tools / "@openzeppelin" / "merkle-tree").exists():
        sentence = "no @openzeppelin/merkle-tree: install node, then run npm ci in contracts/"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        ran = subprocess.run(
            [node, ROOT / "tests" / "support" / "merkle.mjs", ROOT / "contracts" / "package.json"],
            input=json.dumps(question),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        answer: dict[str, Any] = json.loads(ran.stdout)
        return answer

    return ask
