"""Adds to each row of cases.json by which checks its file is caught.

    python tests/vectors/certificate/rows.py

`caught_by` names a check of `support.taken_out`, and the next that catches the file when that one
is taken out, until the file passes, or nothing is left that could be read. A forgery with one name
passes without this check. Of one with several, the later checks catch it as well.
"""

import json
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from avatarchain.chain import connect
from support.taken_out import Checks, judging

HERE = Path(__file__).resolve().parent


def write_rows(cases: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        home = Path(folder) / "home"
        shutil.copytree(HERE / "home", home)
        checks = Checks(patch)
        with connect("evm+sqlite://", folder=home) as chain:
            judge = judging(home, chain)
            for case in cases:
                case["caught_by"] = checks.catching(judge(HERE / "files" / case["file"]))
    (HERE / "cases.json").write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write_rows(json.loads((HERE / "cases.json").read_bytes()))
