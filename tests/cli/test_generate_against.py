"""`generate --against`: what stands elsewhere already is not made again."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from shell import DEV1, Shell

from avatarchain import generate
from avatarchain.generate import records
from avatarchain.index.records import _AT_ONCE

SLICE = ("generate", "--collection", "c")


@pytest.fixture(params=["jsonl", "parquet"])
def season(request: pytest.FixtureRequest, shell: Shell) -> str:
    """A file of numbers 0 to 9 of the collection c, of each kind."""
    name = f"season.{request.param}"
    shell.json(*SLICE, "--count", 10, "--out", name)
    return name


def number(shell: Shell, of: int) -> str:
    """The id of a number of the collection c."""
    return str(shell.run(*SLICE, "--first", of, "--count", 1).record["id"])


def test_a_slice_that_a_file_overlaps_is_refused_and_nothing_is_written(
    shell: Shell, season: str
) -> None:
    before = shell.state()
    for out in ([], ["--out", "more.jsonl"], ["--out", "more.parquet"], ["--portraits", "faces"]):
        told = shell.run(*SLICE, "--first", 7, "--count", 10, "--against", season, *out)
        assert told.refusal == (
            f"number 7 of this slice ({number(shell, 7)[:14]}) is in {season} already, "
            "the first of 3 that are elsewhere: choose another --first or --collection"
        )
        assert told.out == ""
    assert shell.state() == before


def test_a_slice_that_no_file_overlaps_is_made(shell: Shell, season: str) -> None:
    arguments = (*SLICE, "--first", 10, "--count", 10)
    told = shell.run(*arguments, "--against", season)
    assert told.out == shell.run(*arguments).out
    assert shell.json(*arguments, "--out", "more.jsonl", "--against", season)["new"] == 10
    other = ("generate", "--collection", "d", "--count", 10, "--against", season)
    assert len(shell.run(*other).records) == 10


def test_those_that_stand_in_several_places_count_once(shell: Shell, season: str) -> None:
    shell.json(*SLICE, "--first", 5, "--count", 10, "--out", "more.jsonl")
    places = ("--against", "more.jsonl", "--against", season)
    refusal = shell.run(*SLICE, "--first", 2, "--count", 20, *places).refusal
    assert f"number 2 of this slice ({number(shell, 2)[:14]}) is in {season} already" in refusal
    assert "the first of 13 that are elsewhere" in refusal
    refusal = shell.run(*SLICE, "--first", 6, "--count", 20, *places).refusal
    assert "is in more.jsonl already" in refusal


def test_a_place_that_is_named_twice_is_read_once(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, season: str
) -> None:
    asked = []
    read = records.read_records
    monkeypatch.setattr(
        records, "read_records", lambda *words: asked.append(words[0]) or read(*words)
    )
    places = ("--against", season, "--against", season)
    assert shell.run(*SLICE, "--first", 10, "--count", 1, *places).code == 0
    assert asked == [Path(season)]


def test_a_slice_of_many_pieces_is_compared_to_its_last(shell: Shell) -> None:
    count = generate.PIECE + 2
    shell.json(*SLICE, "--first", count - 1, "--count", 3, "--out", "last.jsonl")
    told = shell.run(*SLICE, "--count", count, "--out", "c.jsonl", "--against", "last.jsonl")
    assert f"number {count - 1} of this slice" in told.refusal
    assert not (shell.folder / "c.jsonl").exists()


@pytest.mark.parametrize("cut", [-1, -600, 0])
def test_what_was_cut_off_is_gone_on_with_and_does_not_stand_in_its_own_way(
    shell: Shell, season: str, cut: int
) -> None:
    arguments = (*SLICE, "--first", 10, "--count", 10, "--out", "more.jsonl")
    places = ("--against", season)
    assert shell.json(*arguments, *places)["new"] == 10
    file = shell.folder / "more.jsonl"
    whole = file.read_bytes()
    assert shell.json(*arguments, *places, "--against", "more.jsonl")["new"] == 0
    file.write_bytes(whole[:cut] if cut else b"")
    new = shell.json(*arguments, *places, "--against", "more.jsonl")["new"]
    assert new == (10 if cut == 0 else 1)
    assert file.read_bytes() == whole


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (b"a letter to somebody\n", "line 3: it is no JSON of ours; have `avatarchain generate`"),
        (b"\xff\xfe\n", "line 3: it is no JSON of ours; have"),
        (b"9" * 5000 + b"\n", "line 3: it is no JSON of ours; have"),
        (b"[1]\n", "line 3: it is no object"),
        (b'{"id": "0x00"}\n', "line 3: it has no 'genome'"),
        (b"", "line 2: the line is cut off"),
    ],
)
def test_a_file_that_is_not_ours_is_refused(shell: Shell, spoilt: bytes, sentence: str) -> None:
    shell.folder.mkdir()
    lines = shell.run(*SLICE, "--count", 2).out.encode()
    (shell.folder / "other.jsonl").write_bytes(lines + spoilt if spoilt else lines[:-1])
    before = shell.state()
    arguments = (*SLICE, "--first", 5, "--count", 1, "--out", "c.jsonl")
    assert sentence in shell.run(*arguments, "--against", "other.jsonl").refusal
    assert shell.state() == before


def test_a_file_of_another_species_or_with_another_id_is_refused(shell: Shell) -> None:
    (record,) = shell.run(*SLICE, "--count", 1).records
    shell.folder.mkdir(exist_ok=True)
    none = "0x" + 64 * "0"
    for key, value, sentence in (
        ("species", none, f"the species is {none}, not tuftling ({record['species']}): give its"),
        ("id", none, "the id does not follow from species and genome; have"),
    ):
        (shell.folder / "other.jsonl").write_text(json.dumps(record | {key: value}) + "\n")
        told = shell.run(*SLICE, "--first", 5, "--count", 1, "--against", "other.jsonl")
        assert f"other.jsonl, line 1: {sentence}" in told.refusal
        assert told.out == ""


def test_a_parquet_file_that_is_none_is_refused(shell: Shell) -> None:
    shell.folder.mkdir()
    (shell.folder / "other.parquet").write_bytes(b"a letter")
    arguments = (*SLICE, "--count", 1, "--against", "other.parquet")
    assert "other.parquet, line 1: " in shell.run(*arguments).refusal


def test_a_place_that_does_not_exist_is_wrong_usage(shell: Shell) -> None:
    for what in ("nowhere.jsonl", ".", "Registry"):
        told = shell.run(*SLICE, "--count", 1, "--against", what)
        assert "--against" in told.misuse


def test_a_slice_with_registered_avatars_is_refused(devnet: Shell) -> None:
    minted = devnet.run("mint", "--collection", "c", "--count", 3, "--no-image", "--json").records
    before = devnet.state()
    arguments = (*SLICE, "--out", "c.jsonl", "--against", "registry")
    refusal = devnet.run(*arguments, "--first", 1, "--count", _AT_ONCE + 5).refusal
    assert refusal == (
        f"number 1 of this slice ({minted[1]['id'][:14]}) is in the registry already, "
        "the first of 2 that are elsewhere: choose another --first or --collection"
    )
    assert devnet.state() == before
    assert devnet.json(*arguments, "--first", 3, "--count", 5)["new"] == 5
    # What another has registered since the index was read last counts, too.
    assert devnet.run("mint", "--collection", "c", "--count", 4, "--no-image").code == 0
    assert "number 3 of" in devnet.run(*arguments, "--first", 3, "--count", 5).refusal


def test_a_registry_that_nobody_was_registered_in_holds_nothing(shell: Shell) -> None:
    shell.json("deploy")
    assert len(shell.run(*SLICE, "--count", 3, "--against", "registry").records) == 3


def test_files_and_the_registry_go_together(shell: Shell, season: str) -> None:
    shell.json("mint", "--collection", "c", "--count", 1, "--no-image", "--to", DEV1)
    shell.json(*SLICE, "--first", 20, "--count", 1, "--out", "more.jsonl")
    places = ("--against", "more.jsonl", "--against", "registry", "--against", season)
    refusal = shell.run(*SLICE, "--count", 30, *places).refusal
    assert "number 0 of this slice" in refusal
    assert "is in the registry already, the first of 11" in refusal


def test_without_a_registry_that_is_asked_for_nothing_is_made(shell: Shell) -> None:
    arguments = (*SLICE, "--count", 1, "--out", "c.jsonl", "--against", "registry")
    before = shell.state()
    assert "there is nothing here yet" in shell.run(*arguments).refusal
    assert shell.state() == before


def test_files_alone_load_nothing_of_a_chain(shell: Shell, season: str) -> None:
    words = [*SLICE, "--count", "1", "--first", "50", "--against", season]
    rooms = tuple(f"avatarchain.{room}" for room in ("chain", "registry", "index"))
    code = (
        f"import sys\nfrom avatarchain.cli import main\ntry:\n    main({words!r})\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        f"print([one for one in sys.modules if one.startswith({('web3', 'eth', *rooms)!r})])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=shell.folder, capture_output=True, text=True, check=True
    )
    assert told.stdout.splitlines()[-1] == "[]"
