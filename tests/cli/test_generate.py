"""`generate`: the same lines from anybody, in any pieces, however often it is cut off."""

import json
import os
import signal
import time
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from shell import Shell

from avatarchain import generate, portrait
from avatarchain.errors import TooFewGenomes
from avatarchain.generate.forecast import foresee
from avatarchain.genetics.seeds import seed_from_text
from avatarchain.species.pack import load
from support import packs

MASTER = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"


def made(shell: Shell, *arguments: object) -> list[dict[str, Any]]:
    told = shell.run("generate", *arguments)
    assert told.code == 0, told.err
    return told.records


def test_a_slice_is_what_mint_would_register(shell: Shell) -> None:
    generated = made(shell, "--collection", "Zoë", "--count", 3)
    minted = shell.run("mint", "--collection", "Zoë", "--count", 3, "--dry-run", "--json").records
    for number, (one, other) in enumerate(zip(generated, minted, strict=True)):
        assert one.pop("number") == number
        assert one == {key: other[key] for key in one}
        assert {"id", "genome", "dna", "species", "seed", "traits"} == set(one)


def test_a_master_seed_of_a_file_gives_the_published_founder(shell: Shell) -> None:
    shell.folder.mkdir()
    (shell.folder / "master").write_text(f"0x{MASTER.upper()}\n")
    (one,) = made(shell, "--master-seed", "master", "--first", 7, "--count", 1)
    assert one["seed"] == "0x072d66a78e10d865eacbc593a7d9199419840c349ca6827c00a7810fe69c76b3"
    assert one["number"] == 7


def test_any_slice_is_a_piece_of_the_whole_made_alone(shell: Shell) -> None:
    whole = shell.run("generate", "--collection", "c", "--count", 40).out
    part = shell.run("generate", "--collection", "c", "--first", 17, "--count", 5).out
    assert part == "".join(whole.splitlines(keepends=True)[17:22])


def test_the_last_number_of_all_can_be_made(shell: Shell) -> None:
    last = ("--first", 2**64 - 1, "--count", 1, "--allow-repeats")
    (one,) = made(shell, "--collection", "c", *last)
    assert one["number"] == 2**64 - 1


def test_several_workers_write_what_one_does(shell: Shell) -> None:
    count = 2 * generate.PIECE + 5
    for workers in (1, 2):
        told = shell.json(
            "generate",
            "--collection",
            "c",
            "--count",
            count,
            "--workers",
            workers,
            "--out",
            f"{workers}.jsonl",
        )
        assert told["new"] == count
    first, second = ((shell.folder / f"{n}.jsonl").read_bytes() for n in (1, 2))
    assert first == second
    assert first.count(b"\n") == count


def test_ids_and_genomes_are_all_different(shell: Shell) -> None:
    records = made(shell, "--collection", "c", "--count", 2000)
    for key in ("id", "genome", "seed", "number"):
        assert len({one[key] for one in records}) == 2000


@pytest.fixture
def whole() -> bytes:
    """The 12 lines of the collection c."""
    return generate.lines(generate.Slice(load("tuftling"), seed_from_text("c"), 0, 12))


def twelve(shell: Shell) -> dict[str, Any]:
    return shell.json("generate", "--collection", "c", "--count", 12, "--out", "c.jsonl")


@pytest.mark.parametrize("cut", [0, 1, 500, -1, -600])
def test_a_file_that_was_cut_off_is_gone_on_with(shell: Shell, whole: bytes, cut: int) -> None:
    shell.folder.mkdir()
    file = shell.folder / "c.jsonl"
    file.write_bytes(whole[:cut] if cut else b"")
    kept = whole[:cut].count(b"\n") if cut else 0
    assert twelve(shell)["new"] == 12 - kept
    assert file.read_bytes() == whole


def test_a_finished_file_is_left_and_a_longer_slice_goes_on(shell: Shell, whole: bytes) -> None:
    twelve(shell)
    before = (shell.folder / "c.jsonl").stat().st_mtime_ns
    assert twelve(shell)["new"] == 0
    assert (shell.folder / "c.jsonl").stat().st_mtime_ns == before
    told = shell.json("generate", "--collection", "c", "--count", 15, "--out", "c.jsonl")
    assert told["new"] == 3
    assert (shell.folder / "c.jsonl").read_bytes().startswith(whole)


@pytest.mark.parametrize(
    "other",
    [
        ["--collection", "c", "--first", 3, "--count", 12],
        ["--collection", "c", "--first", 12, "--count", 12],
        ["--collection", "c", "--count", 11],
        ["--collection", "d", "--count", 12],
    ],
    ids=["overlaps", "begins after", "is shorter", "is of another collection"],
)
def test_a_slice_that_the_file_does_not_begin_is_refused(shell: Shell, other: list[object]) -> None:
    twelve(shell)
    before = shell.state()
    assert "name another --out" in shell.run("generate", *other, "--out", "c.jsonl").refusal
    assert shell.state() == before


@pytest.mark.parametrize("spoilt", ["a gap", "a line twice", "the end of another", "no lines"])
def test_a_file_with_something_else_in_it_is_refused_and_kept(
    shell: Shell, whole: bytes, spoilt: str
) -> None:
    lines = whole.splitlines(keepends=True)
    content = {
        "a gap": lines[:3] + lines[4:],
        "a line twice": lines[:3] + lines[2:],
        "the end of another": [*lines[:3], lines[3].replace(b"0x", b"0y")],
        "no lines": [b"a letter to somebody, of some length"],
    }[spoilt]
    shell.folder.mkdir()
    (shell.folder / "c.jsonl").write_bytes(b"".join(content))
    before = shell.state()
    refusal = shell.run("generate", "--collection", "c", "--count", 12, "--out", "c.jsonl").refusal
    assert "something else" in refusal
    assert shell.state() == before


def test_what_is_whole_stays_where_the_disk_takes_no_more(shell: Shell, whole: bytes) -> None:
    arguments = ("generate", "--collection", "c", "--count", 12, "--out", "c.jsonl")
    full = shell.apart(*arguments, largest_file=5000)
    kept = whole[:5000].count(b"\n")
    assert f"{kept} of 12 are in it complete" in full.refusal
    file = shell.folder / "c.jsonl"
    assert file.read_bytes() == whole[: whole[:5000].rindex(b"\n") + 1]
    assert shell.json(*arguments)["new"] == 12 - kept
    assert file.read_bytes() == whole


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_cut_off_in_the_middle_it_goes_on_to_the_same_bytes(shell: Shell, number: int) -> None:
    count = 100 * generate.PIECE  # much longer than a busy machine looks away
    arguments = ("generate", "--collection", "c", "--count", count, "--out", "c.jsonl")
    running = shell.start(*arguments, "--workers", 1)
    file = shell.folder / "c.jsonl"
    while not file.exists() or file.stat().st_size < 1_000_000:
        assert running.process.is_alive()
        time.sleep(0.01)
    running.signal(number)
    ended = running.ended()
    if number == signal.SIGINT:
        assert ended.code == 130
        assert "run the same command again" in ended.err
    kept = file.read_bytes().count(b"\n")
    assert 0 < kept < count
    told = shell.json("generate", "--collection", "c", "--count", kept + 100, "--out", "c.jsonl")
    assert told["new"] == 100
    asked = generate.Slice(load("tuftling"), seed_from_text("c"), kept - 100, 200)
    assert file.read_bytes().endswith(generate.lines(asked))


def test_a_worker_that_dies_is_told_and_the_file_goes_on(shell: Shell) -> None:
    count = 100 * generate.PIECE  # much longer than a busy machine looks away
    arguments = ("generate", "--collection", "c", "--count", count, "--out", "c.jsonl")
    running = shell.start(*arguments, "--workers", 2)
    file = shell.folder / "c.jsonl"
    while not file.exists() or file.stat().st_size < 1_000_000:
        assert running.process.is_alive()
        time.sleep(0.01)
    os.kill(children(running.process.pid)[-1], signal.SIGKILL)
    assert "a worker was lost" in running.ended().refusal
    kept = file.read_bytes().count(b"\n")
    told = shell.json("generate", "--collection", "c", "--count", kept + 1, "--out", "c.jsonl")
    assert told["new"] == 1


def children(process: int | None) -> list[int]:
    """The processes that a process started and that compute, in the order of their start."""
    import psutil

    found = psutil.Process(process).children()
    return [one.pid for one in found if "spawn_main" in " ".join(one.cmdline())]


@pytest.mark.parametrize("form", ["png", "svg"])
def test_portraits_are_painted_once_and_those_missing_again(shell: Shell, form: str) -> None:
    arguments = [
        "generate",
        "--collection",
        "c",
        "--count",
        3,
        "--out",
        "c.jsonl",
        "--portraits",
        "faces",
        "--format",
        form,
        "--size",
        64,
    ]
    told = shell.json(*arguments)
    faces = sorted((shell.folder / "faces").iterdir())
    assert [one.name for one in faces] == [f"{n}.{form}" for n in range(3)]
    records = [json.loads(line) for line in (shell.folder / "c.jsonl").read_text().splitlines()]
    genome, species = int(records[1]["genome"], 16), load("tuftling")
    if form == "svg":
        assert faces[1].read_text() == portrait.svg(species, genome)
    else:
        with Image.open(faces[1]) as picture:
            expected = portrait.pixels(species, genome, 64).tobytes()
            assert picture.convert("RGB").tobytes() == expected
    before = faces[0].stat().st_mtime_ns
    faces[1].unlink()
    assert (told["new"], shell.json(*arguments)["new"]) == (3, 0)
    assert faces[1].exists()
    assert faces[0].stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--count", 0], "a slice has 1 or more"),
        (["--count", -5], "a slice has 1 or more"),
        (
            ["--count", 5, "--first", -1],
            "the first 0 or more, and the last below 2**64 (--count, --first)",
        ),
        (["--count", 2, "--first", 2**64 - 1], "below 2**64"),
        (["--count", 10**13, "--out", "c.jsonl"], "make room"),
        (["--count", 10**11, "--portraits", "faces"], "make room"),
        (["--count", 10**20, "--first", 0], "below 2**64"),
        (["--count", 5, "--out", "c.csv"], "end in .jsonl or .parquet"),
        (["--count", 5, "--size", 9, "--portraits", "faces"], "64 to 2048 pixels"),
        (["--count", 5, "--species", "unicorn"], "no species pack"),
        (["--count", 5, "--out", "/dev/null/c.jsonl"], "cannot write in"),
        (["--count", 5, "--scheduler", "tcp://127.0.0.1:1"], "no workers at tcp://127.0.0.1:1"),
    ],
)
def test_bad_input_is_one_sentence_and_writes_nothing(
    shell: Shell, arguments: list[object], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("avatarchain.generate.workers.PATIENCE", 0.5)
    assert sentence in shell.run("generate", "--collection", "c", *arguments).refusal
    assert list(shell.folder.iterdir()) == []


@pytest.mark.parametrize("seed", ["", "12", "g" * 64, "\u200b" + MASTER, "é" * 32])
def test_a_master_seed_that_is_none_is_refused(shell: Shell, seed: str) -> None:
    shell.folder.mkdir()
    (shell.folder / "master").write_text(seed)
    arguments = ("generate", "--master-seed", "master", "--count", 1)
    assert "not a seed" in shell.run(*arguments).refusal
    (shell.folder / "master").write_bytes(b"\xff" * 64)
    assert "is not text" in shell.run(*arguments).refusal


def test_wrong_usage_is_told(shell: Shell) -> None:
    assert "one of --master-seed" in shell.run("generate", "--count", 1).misuse
    both = ("--collection", "c", "--master-seed", "/dev/null")
    assert "one of --master-seed" in shell.run("generate", *both, "--count", 1).misuse
    there = ("--collection", "c", "--count", 1, "--scheduler", "tcp://127.0.0.1:1")
    assert "leave out" in shell.run("generate", *there, "--portraits", "p").misuse
    assert "leave out" in shell.run("generate", *there, "--workers", 2).misuse


def test_more_avatars_than_looks_are_refused_unless_that_is_wanted(shell: Shell) -> None:
    pack = packs.write_pack(shell.folder / "pack")
    arguments = ["generate", "--collection", "c", "--species", pack, "--first", 10**6 * 1000]
    assert "--allow-repeats" in shell.run(*arguments, "--count", 1).refusal
    allowed = shell.run(*arguments, "--count", 1, "--allow-repeats")
    assert len(allowed.records) == 1
    assert "chance that a look appears twice: 1" in allowed.err


def test_a_species_that_draws_genomes_twice_is_refused() -> None:
    species = load("tuftling")
    skewed = replace(species.loci[0].alleles[0], weight=65_521)
    rare = [replace(one, weight=1) for one in species.loci[0].alleles[1:]]
    loci = tuple(replace(one, alleles=(skewed, *rare)) for one in species.loci)
    asked = generate.Slice(replace(species, loci=loci), bytes(32), 0, 100)
    with pytest.raises(TooFewGenomes, match="even out its weights"):
        foresee(asked, None, None, allow_repeats=True)
