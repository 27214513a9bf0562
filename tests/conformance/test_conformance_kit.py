"""The kit is whole, Python gives its answers, and the runner tells who does not."""

import json
import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from avatarchain.conformance import Case, Kit, read_kit
from avatarchain.conformance.__main__ import command
from avatarchain.conformance.judging import is_right
from avatarchain.conformance.program import Report, try_program
from avatarchain.errors import DamagedFile, NoSuchSet, ProgramFailed
from avatarchain.species.pack import SHIPPED
from support.strange_images import large_head

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "conformance"
OURS = [sys.executable, str(ROOT / "tools/kit/answers.py")]


@pytest.fixture(scope="module")
def kit() -> Kit:
    return read_kit(KIT)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KIT, tmp_path / "kit"))


def program(folder: Path, answer: str) -> list[str]:
    """A program that answers a question `q` with the value of an expression."""
    file = folder / "program.py"
    lines = ["import json, sys", "for line in sys.stdin:", "    q = json.loads(line)"]
    file.write_text("\n".join([*lines, f"    print(json.dumps({answer}))"]) + "\n")
    return [sys.executable, str(file)]


def test_the_kit_has_every_set_that_its_index_names_and_no_other_file(kit: Kit) -> None:
    index = json.loads((KIT / "index.json").read_bytes())
    assert {path.name for path in (KIT / "sets").iterdir()} == {
        Path(row["file"]).name for row in index["sets"]
    }
    assert {f"files/{path.name}" for path in (KIT / "files").iterdir()} == set(index["files"])
    assert [row["cases"] for row in index["sets"]] == [len(one.cases) for one in kit.sets]
    assert index["license"] == "MIT"


def test_the_kit_holds_copies_of_the_shipped_species() -> None:
    for species in SHIPPED.glob("*.species"):
        copy = KIT / "files" / species.name
        assert not copy.is_symlink()
        assert copy.read_bytes() == species.read_bytes()


def test_the_kit_has_the_table_of_unicode_that_seeds_follow() -> None:
    own = resources.files("avatarchain") / "data/unicode-15.0.json"
    assert (KIT / "files/unicode-15.0.json").read_bytes() == own.read_bytes()


def test_every_case_has_an_id_of_its_own_that_begins_with_its_set(kit: Kit) -> None:
    ids = Counter(case.id for cases in kit.sets for case in cases.cases)
    assert max(ids.values()) == 1
    assert len(ids) > 2000
    assert all(case.id.startswith(f"{one.name}/") for one in kit.sets for case in one.cases)


def test_refusals_stand_beside_answers(kit: Kit) -> None:
    kinds = {
        case.answer["refused"]
        for cases in kit.sets
        for case in cases.cases
        if isinstance(case.answer, dict) and "refused" in case.answer
    }
    assert len(kinds) >= 15, kinds


def test_python_gives_the_answers_of_every_set() -> None:
    reports = try_program(read_kit(KIT), OURS)
    assert {report.set.name: report.verdict for report in reports} == {
        report.set.name: "passed" for report in reports
    }
    assert not any(report.left_out for report in reports)
    assert len(reports) == 21


def test_an_answer_that_is_wrong_missing_or_left_out_is_told(tmp_path: Path) -> None:
    kit = read_kit(KIT, ("genomes",))
    (report,) = try_program(kit, program(tmp_path, '{"id": q["id"], "unsupported": True}'))
    assert (report.verdict, report.left_out) == ("left out", len(kit.sets[0].cases))
    (report,) = try_program(kit, program(tmp_path, '{"id": q["id"], "answer": "0x"}'))
    assert (report.verdict, report.right) == ("failed", 0)
    (report,) = try_program(kit, program(tmp_path, '{"id": "nobody", "answer": 1}'))
    assert report.verdict == "failed"
    assert {wrong.given for wrong in report.wrong} == {None}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["no-such-program"], "No such file"),
        ([sys.executable, "-c", "raise SystemExit(3)"], "ended with 3"),
        ([sys.executable, "-c", "print('hello')"], "no answer: b'hello'"),
        ([sys.executable, "-c", "print('[1]')"], "no answer"),
        ([sys.executable, "-c", "import time; time.sleep(60)"], "more than 1 s"),
        ([sys.executable, "-c", "print('[' * 5000)"], "no answer"),
        (["a\0b"], "null byte"),
    ],
)
def test_a_program_that_gives_no_answers_is_told_with_the_reason(
    words: list[str], reason: str
) -> None:
    with pytest.raises(ProgramFailed, match=reason):
        try_program(read_kit(KIT, ("genomes",)), words, seconds=1.0)


@pytest.mark.parametrize("seconds", [float("nan"), 1e300, 0.0, -1.0])
def test_no_program_is_started_for_a_time_that_is_none(seconds: float) -> None:
    with pytest.raises(ProgramFailed, match="it cannot be given"):
        try_program(read_kit(KIT, ("genomes",)), ["no-such-program"], seconds=seconds)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("while True: print('x' * 1_000_000)", "more than 32 MiB"),
        ("print('{\"id\": 1}\\n' * 100_001)", "more than 100,000 lines"),
        (
            "print(('{\"id\": 1, \"answer\": [' + '[],' * 99_000 + '[]]}\\n') * 6)",
            "more than 1,000,000 values",
        ),
    ],
)
def test_a_program_that_prints_without_end_is_ended(script: str, reason: str) -> None:
    with pytest.raises(ProgramFailed, match=reason):
        try_program(read_kit(KIT, ("genomes",)), [sys.executable, "-c", script])


def test_a_command_with_an_open_quote_is_refused() -> None:
    result = CliRunner().invoke(command, ["--kit", str(KIT), "--against", "'node"])
    assert result.exit_code == 2
    assert "No closing quotation" in result.output


def naming(file: str) -> Callable[[Path], Any]:
    return lambda kit: (kit / "index.json").write_text(
        json.dumps({"format": 1, "version": "1", "files": {file: "00"}, "sets": []})
    )


def piped(kit: Path) -> None:
    (kit / "index.json").unlink()
    os.mkfifo(kit / "index.json")


def spoil_set(kit: Path) -> None:
    path = kit / "sets/odds.json"
    path.write_bytes(path.read_bytes() + b"\n")


SPOILED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a set is changed": (spoil_set, "another digest"),
    "a set is missing": (lambda kit: (kit / "sets/odds.json").unlink(), "No such file"),
    "a species is missing": (lambda kit: (kit / "files/veilling.species").unlink(), "No such file"),
    "no JSON": (lambda kit: (kit / "index.json").write_text("{"), "no JSON"),
    "brackets": (lambda kit: (kit / "index.json").write_text("[" * 100_000), "no JSON"),
    "a pipe": (piped, "no regular file"),
    "a file of the machine": (naming("/dev/zero"), "names a file '/dev/zero'"),
    "a file above": (naming("files/../../x"), "names a file"),
    "a zero byte in a name": (naming("a\0b"), "no file has such a name"),
    "no index": (lambda kit: (kit / "index.json").write_text("[]"), "no index"),
    "another format": (lambda kit: (kit / "index.json").write_text('{"format": 2}'), "format 2"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_kit_that_is_not_whole_is_refused(copied: Path, name: str) -> None:
    spoil, reason = SPOILED[name]
    spoil(copied)
    with pytest.raises(DamagedFile, match=reason):
        read_kit(copied)


def test_a_set_that_is_not_there_is_refused() -> None:
    with pytest.raises(NoSuchSet, match="no set 'genes': it has genomes, seeds"):
        read_kit(KIT, ("genes",))


@pytest.mark.parametrize(
    ("answer", "given", "right"),
    [
        (1, 1, True),
        (1, True, False),
        (1, 1.0, False),
        ([1, {"a": None}], [1, {"a": None}], True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ("0xA", "0xa", False),
        ([1], [1, 2], False),
        ({"refused": "A"}, {"refused": "A", "words": "no"}, True),
        ({"refused": "A"}, {"refused": "B"}, False),
        ({"refused": "A"}, "A", False),
        ({"refused": "A", "position": 3}, {"refused": "A", "position": 4}, False),
        ({"refused": "A", "position": 3}, {"refused": "A"}, False),
        ({"refused": "A", "places": ["b"]}, {"refused": "A", "places": ["a", "b"]}, True),
        ({"refused": "A", "places": ["b"]}, {"refused": "A", "places": ["a"]}, False),
    ],
)
def test_answers_are_compared_as_json_and_refusals_by_kind_and_place(
    answer: Any, given: Any, right: bool
) -> None:
    assert is_right(Case("a/b", "a", {}, answer), given) is right


def test_a_picture_is_right_within_its_bounds_and_no_other(kit: Kit) -> None:
    (pictures,) = (one for one in kit.sets if one.name == "pictures")
    first, second = pictures.cases[:2]
    assert is_right(first, first.answer)
    assert not is_right(first, second.answer)
    assert not is_right(first, {"png": "AAAA"})
    assert not is_right(first, {"png": b64encode(large_head(30_000)).decode()})
    assert not is_right(first, None)
    assert not is_right(first, pictures.cases[-1].answer)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-m", "avatarchain.conformance", *words]
    return subprocess.run(asked, capture_output=True, text=True, cwd=ROOT)


def test_the_command_tells_each_set_and_fails_if_one_does(tmp_path: Path) -> None:
    wrong = " ".join(program(tmp_path, '{"id": q["id"], "answer": "0x"}'))
    done = run("--against", wrong, "--set", "genomes", "--set", "odds")
    assert done.returncode == 1
    assert "genomes: failed, 0 of 117 right\n  genomes/0\n    expected " in done.stdout
    assert done.stderr == "0 of 2 sets passed\n"
    right = f"{sys.executable} tools/kit/answers.py"
    done = run("--against", right, "--set", "genomes", "--json")
    assert (done.returncode, done.stderr) == (0, "1 of 1 sets passed\n")
    assert json.loads(done.stdout) == {
        "set": "genomes",
        "verdict": "passed",
        "right": 117,
        "wrong": [],
        "left_out": 0,
    }


def test_the_command_refuses_a_kit_or_a_program_that_is_none(tmp_path: Path) -> None:
    done = run("--against", "no-such-program")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no-such-program gave no answers" in done.stderr
    done = run("--against", "true", "--kit", str(tmp_path))
    assert done.returncode == 1
    assert "index.json is damaged" in done.stderr
    done = CliRunner().invoke(command, ["--against", "", "--kit", str(KIT)])
    assert (done.exit_code, "names no program" in done.output) == (2, True)


def test_a_set_of_which_nothing_is_supported_did_not_pass() -> None:
    cases = read_kit(KIT, ("odds",)).sets[0]
    assert Report(cases, 0, (), len(cases.cases)).verdict == "left out"
    assert Report(cases, 1, (), len(cases.cases) - 1).verdict == "passed"
