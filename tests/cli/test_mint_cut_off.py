"""`mint` that is stopped in the middle: by a kill, by Ctrl-C, by a refusal."""

import json
import signal
import time
from pathlib import Path

import pytest
from shell import Shell

from avatarchain.base.canonical import to_hex
from avatarchain.births.jobs import keep_job
from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.species.pack import load
from support.interrupted import JOB


def jobs(shell: Shell) -> list[Path]:
    return list((shell.home / "jobs").glob("*.json"))


def test_a_mint_that_was_killed_while_it_painted_is_resumed(devnet: Shell) -> None:
    running = devnet.start("mint", "--count", 20, "--size", 64)
    running.wait_for(7)
    running.signal(signal.SIGKILL)
    assert running.ended().code == -signal.SIGKILL
    (job,) = jobs(devnet)
    assert job.stat().st_mode & 0o777 == 0o600
    master = bytes.fromhex(json.loads(job.read_bytes())["master"][2:])
    before = devnet.avatars()
    assert len(before) == 20
    assert 7 <= len(list((devnet.folder / "avatars").glob("*.png"))) < 20

    resumed = devnet.run("mint", "--resume", "--json")
    assert resumed.code == 0
    assert [one["seed"] for one in resumed.records] == [
        "0x" + item_seed(master, number).hex() for number in range(20)
    ]
    assert devnet.avatars() == before
    assert [one["id"] for one in before] == [one["id"] for one in resumed.records]
    assert len({one["id"] for one in before}) == 20
    pictures = sorted((devnet.folder / "avatars").glob("*.png"))
    assert len(pictures) == 20
    assert devnet.run("verify", *pictures).code == 0
    assert not jobs(devnet)
    assert "nothing to resume" in devnet.run("mint", "--resume").refusal


def test_a_mint_of_many_killed_again_and_again_ends_with_exactly_so_many(devnet: Shell) -> None:
    assert devnet.run("mint", "--seed", "first", "--no-image").code == 0
    herd = ["mint", "--collection", "herd", "--count", 900, "--no-image"]
    found: list[int] = []
    for pause in (0.0, 0.1, 0.25, 0.4):
        running = devnet.start(*herd)
        before = height(devnet)
        while height(devnet) == before and running.process.is_alive():
            time.sleep(0.005)
        time.sleep(pause)
        if running.process.is_alive():
            running.signal(signal.SIGKILL)
        running.ended()
        found.append(len(devnet.avatars()) - 1)
    assert found == sorted(found)
    assert 0 < found[0] <= 900
    assert devnet.run(*herd).err.startswith("minted ")
    after = [one["genome"] for one in devnet.avatars()[1:]]
    species = load("tuftling")
    master = seed_from_text("herd")
    wanted = {to_hex(founder(item_seed(master, k), species.cumulative)) for k in range(900)}
    assert len(after) == 900
    assert set(after) == wanted


def test_two_mints_of_the_same_at_once_register_each_once(devnet: Shell) -> None:
    assert devnet.run("mint", "--seed", "first", "--no-image").code == 0
    herd = ["mint", "--collection", "herd", "--count", 600, "--no-image", "--json"]
    running = [devnet.start(*herd) for _ in range(2)]
    told = [one.ended() for one in running]
    assert [one.code for one in told] == [0, 0], told[0].err + told[1].err
    assert [len(one.records) for one in told] == [600, 600]
    assert sum(record["new"] for one in told for record in one.records) == 600
    assert len(devnet.avatars()) == 601


def height(shell: Shell) -> int:
    return int(shell.json("devnet", "status")["block"])


def test_the_periodic_mint_ends_at_ctrl_c_and_says_what_was_minted(stocked: Shell) -> None:
    """Ctrl-C comes while a large picture is painted: what is on the chain is told all the same."""
    running = stocked.start("mint", "--every", "1ms", "--size", 1024, "--json")
    running.wait_for(1)
    while len(stocked.avatars()) - 3 <= running.read("out").count("\n"):
        assert running.process.is_alive()
    running.signal(signal.SIGINT)
    ended = running.ended()
    assert ended.code == 0
    assert ended.err == f"minted {len(ended.records)}\n"
    assert [one["id"] for one in stocked.avatars()[3:]] == [one["id"] for one in ended.records]
    assert all((stocked.folder / one["image"]).exists() for one in ended.records)
    assert not jobs(stocked)


def test_a_periodic_mint_with_a_count_ends_by_itself(stocked: Shell) -> None:
    ended = stocked.run("mint", "--every", "10ms", "--count", 3, "--no-image", "--json")
    assert ended.code == 0
    assert len(ended.records) == 3
    assert ended.err == "minted 3\n"


def test_ctrl_c_in_a_counted_mint_says_how_to_go_on(stocked: Shell) -> None:
    running = stocked.start("mint", "--count", 1200, "--no-image", "--json")
    running.wait_for(2)
    running.signal(signal.SIGINT)
    ended = running.ended()
    assert ended.code == 130
    done = len(ended.records)
    assert ended.err == (
        f"avatarchain: stopped after {done} of 1200: `avatarchain mint --resume` continues\n"
    )
    assert len(stocked.avatars()) == 3 + done
    assert len(jobs(stocked)) == 1


def test_ctrl_c_in_a_mint_with_a_seed_says_to_run_it_again(stocked: Shell) -> None:
    running = stocked.start("mint", "--collection", "herd", "--count", 1200, "--no-image")
    running.wait_for(1)
    running.signal(signal.SIGINT)
    ended = running.ended()
    assert ended.code == 130
    assert "run the same command again" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_job_keeps_receiver_and_pictures(stocked: Shell) -> None:
    receiver = "0x" + 40 * "7"
    running = stocked.start(
        "mint", "--count", 20, "--to", receiver, "--format", "svg", "--out", "here"
    )
    running.wait_for(1)
    running.signal(signal.SIGKILL)
    running.ended()
    elsewhere = Shell(home=stocked.home, folder=stocked.folder.parent / "elsewhere")
    assert elsewhere.run("mint", "--resume").code == 0
    assert len(list((stocked.folder / "here").glob("*.svg"))) == 20
    assert [one["owner"] for one in stocked.avatars()[3:]] == 20 * [receiver]


def test_a_mint_refused_in_the_middle_is_resumed_and_doubles_nothing(stocked: Shell) -> None:
    """The pictures' folder turns into a file after the first avatar."""
    running = stocked.start("mint", "--count", 6, "--every", "300ms", "--out", "here")
    running.wait_for(1)
    (stocked.folder / "here").rename(stocked.folder / "there")
    (stocked.folder / "here").touch()
    ended = running.ended()
    assert ended.code == 1
    (line,) = ended.err.splitlines()
    assert "here" in line
    assert (
        "2 of 6 are minted, 1 picture is missing; `avatarchain mint --resume` continues, "
        "with --out DIR in another folder, with --no-image without pictures"
    ) in line
    (stocked.folder / "here").unlink()
    assert stocked.run("mint", "--resume").code == 0
    assert len(stocked.avatars()) == 3 + 6
    assert len(list((stocked.folder / "here").iterdir())) == 6


def test_all_that_are_registered_are_counted_where_no_picture_could_be_written(
    stocked: Shell,
) -> None:
    """/proc seems to be a folder where files can be made, so it is found out afterwards."""
    refusal = stocked.run("mint", "--count", 2, "--out", "/proc/p").refusal
    assert "; 2 of 2 are minted, 2 pictures are missing; `avatarchain mint --resume`" in refusal
    assert len(stocked.avatars()) == 3 + 2
    again = ["mint", "--collection", "herd", "--count", 3]
    refusal = stocked.run(*again, "--out", "/proc/p").refusal
    assert refusal.endswith("3 of 3 are minted, 3 pictures are missing; run the same command again")
    assert len(stocked.avatars()) == 3 + 2 + 3
    assert stocked.run(*again).err == "minted 0, 3 were there already\n"


def test_an_avatar_whose_picture_fails_is_told(stocked: Shell) -> None:
    refusal = stocked.run("mint", "--seed", "dora", "--out", "/proc/p").refusal
    dora = stocked.avatars()[-1]["id"][:14]
    assert "cannot write in /proc/p" in refusal
    assert refusal.endswith(
        f"; {dora} is registered but has no picture yet: `avatarchain show {dora} --out DIR` "
        "paints one"
    )


@pytest.fixture
def unpainted(stocked: Shell) -> Shell:
    """Two mints that were cut off because their pictures could not be written."""
    for count in (2, 3):
        assert stocked.run("mint", "--count", count, "--out", "/proc/p").code == 1
    assert (len(stocked.avatars()), len(jobs(stocked))) == (3 + 2 + 3, 2)
    return stocked


def test_where_a_mint_cannot_be_finished_the_next_is_tried(unpainted: Shell) -> None:
    ended = unpainted.run("mint", "--resume")
    assert ended.code == 1
    first, second, last = ended.err.splitlines()
    assert "2 of 2 are minted, 2 pictures are missing; `avatarchain mint --resume`" in first
    assert "3 of 3 are minted, 3 pictures are missing; `avatarchain mint --resume`" in second
    assert last == "avatarchain: 2 of 2 interrupted mints are still not finished"
    assert len(jobs(unpainted)) == 2


def test_pictures_of_a_resumed_mint_are_as_the_options_say(unpainted: Shell) -> None:
    options = ["--out", "here", "--format", "webp", "--size", 64, "--background", "none"]
    assert unpainted.run("mint", "--resume", *options).code == 0
    assert len(list((unpainted.folder / "here").glob("*-clear.webp"))) == 5
    assert not jobs(unpainted)
    assert len(unpainted.avatars()) == 3 + 5


def test_a_resumed_mint_can_end_without_pictures(unpainted: Shell) -> None:
    resumed = unpainted.run("mint", "--resume", "--no-image")
    assert resumed.code == 0
    assert not jobs(unpainted)
    drawn = [line.partition("  seed ")[2] for line in resumed.out.splitlines()]
    species = load("tuftling")
    assert [to_hex(founder(bytes.fromhex(seed), species.cumulative)) for seed in drawn] == [
        avatar["genome"] for avatar in unpainted.avatars()[3:]
    ]


def test_a_resumed_mint_without_pictures_gets_some_if_they_are_asked_for(stocked: Shell) -> None:
    keep_job(stocked.home, JOB)
    assert stocked.run("mint", "--resume", "--format", "svg").code == 0
    assert len(list((stocked.folder / "avatars").glob("*.svg"))) == 1


@pytest.mark.parametrize(
    "option",
    [
        ["--to", "0x" + 40 * "7"],
        ["--species", "glimmer"],
        ["--allow-contract", "0x" + 39 * "0" + "7"],
        ["--every", "1s"],
        ["--dry-run"],
        ["--rpc", "evm+sqlite://"],
    ],
    ids=lambda option: option[0],
)
def test_what_a_job_has_already_is_refused(stocked: Shell, option: list[str]) -> None:
    keep_job(stocked.home, JOB)
    assert f"leave out {option[0]}" in stocked.run("mint", "--resume", *option).misuse
    assert len(jobs(stocked)) == 1


def test_a_job_on_a_node_that_is_gone_does_not_hold_up_others(stocked: Shell, nobody: str) -> None:
    for _ in range(2):
        running = stocked.start("mint", "--count", 500, "--no-image")
        running.wait_for(1)
        running.signal(signal.SIGKILL)
        running.ended()
    first = min(jobs(stocked), key=lambda path: path.stat().st_mtime)
    moved = json.loads(first.read_bytes()) | {"url": nobody}
    first.write_text(json.dumps(moved))
    ended = stocked.run("mint", "--resume")
    assert ended.code == 1
    assert f"no node answers at {nobody}" in ended.err
    assert ended.out.count("0x") >= 1
    assert jobs(stocked) == [first]


@pytest.mark.parametrize("arguments", [[], ["--count", "3"], ["--every", "1s"]])
def test_a_mint_refused_at_once_leaves_nothing_to_resume(
    stocked: Shell, arguments: list[str]
) -> None:
    assert "not the issuer" in stocked.run("mint", "--account", "dev1", *arguments).refusal
    assert not jobs(stocked)


def test_a_damaged_job_is_told(stocked: Shell) -> None:
    (stocked.home / "jobs").mkdir(exist_ok=True)
    (stocked.home / "jobs" / "odd.json").write_text("[]")
    assert "odd.json is damaged" in stocked.run("mint", "--resume").refusal
