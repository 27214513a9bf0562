"""`mint`: what it makes, what it tells, and what it refuses. Being cut off has its own file."""

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from shell import ALWAYS, DEV0, DEV1, Shell

from avatarchain.base.canonical import to_hex
from avatarchain.genetics.genome import to_dna
from avatarchain.genetics.identity import identity
from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.session import opening
from avatarchain.species.pack import load

SPECIES = load("tuftling")
ALICE = founder(seed_from_text("alice"), SPECIES.cumulative)
ALICE_ID = f"0x{identity(SPECIES.id, ALICE):064x}"


def size_of(picture: Path) -> tuple[int, int]:
    with Image.open(picture) as image:
        return image.size


def test_the_first_mint_in_an_empty_home_makes_a_chain_a_registry_and_an_avatar(
    devnet: Shell,
) -> None:
    minted = devnet.run("mint", "--seed", "alice")
    assert minted.code == 0
    assert minted.err.startswith("rare in it: ")
    assert minted.err.endswith(f"next: avatarchain show {ALICE_ID[:10]}\n")
    picture = devnet.folder / "avatars" / f"{ALICE_ID[:14]}.png"
    assert minted.out == f"alice → {ALICE_ID[:14]}  avatars/{picture.name}\n"
    assert size_of(picture) == (512, 512)
    listed = devnet.apart("list", "--json")
    assert [one["id"] for one in listed.records] == [ALICE_ID]
    shown = devnet.apart("show", ALICE_ID[:6], "--json").record
    assert shown["genome"] == to_hex(ALICE)
    given = devnet.apart("transfer", ALICE_ID[:6], DEV1, "--json").record
    assert given["owner"] == DEV1
    assert devnet.apart("verify", picture).code == 0


def test_the_first_mints_of_two_shells_at_once_share_one_registry(devnet: Shell) -> None:
    minting = [devnet.start("mint", "--seed", name, "--no-image", "--json") for name in "aba"]
    minted = [process.ended().record for process in minting]
    assert len({one["contract"] for one in minted}) == 1
    assert len(devnet.avatars()) == 2
    assert sorted(one["new"] for one in minted) == [False, True, True]


def test_a_minted_avatar_is_told_with_all_its_fields(shell: Shell) -> None:
    told = shell.json("mint", "--seed", "alice", "--size", 64)
    assert set(told) == ALWAYS | {"transaction", "block", "image", "seed", "new"}
    assert told["id"] == ALICE_ID
    assert told["genome"] == to_hex(ALICE)
    assert told["dna"] == to_dna(ALICE)
    assert told["species"] == "0x" + SPECIES.id.hex()
    assert told["generation"] == 0
    assert told["mother"] is None
    assert told["father"] is None
    assert told["owner"] == DEV0
    assert told["chain_id"] == 31337
    assert told["caip19"] == f"eip155:31337/erc721:{told['contract']}/{int(ALICE_ID, 16)}"
    assert list(told["traits"]) == [locus.name for locus in SPECIES.loci]
    assert told["seed"] == "0x" + seed_from_text("alice").hex()
    assert told["image"] == f"avatars/{ALICE_ID[:14]}.png"
    assert told["new"] is True
    for name in ("genesis", "transaction"):
        assert re.fullmatch("0x[0-9a-f]{64}", told[name])


def test_a_seed_minted_before_is_skipped_and_its_holder_named(stocked: Shell) -> None:
    assert stocked.run("transfer", ALICE_ID, DEV1).code == 0
    before = stocked.state()
    again = stocked.run("mint", "--seed", "alice", "--no-image")
    assert again.code == 0
    assert f"is there already, held by {DEV1}" in again.out
    assert stocked.run("mint", "--seed", "alice", "--no-image", "--json").record["new"] is False
    assert stocked.state() == before


def test_an_avatar_minted_before_gets_its_picture_again(stocked: Shell) -> None:
    told = stocked.json("mint", "--seed", "carol", "--format", "svg")
    assert told["new"] is False
    assert stocked.run("verify", told["image"]).code == 0


@pytest.mark.parametrize("spelling", [to_hex, to_dna])
def test_a_genome_is_registered_as_given_in_hex_and_in_dna(stocked: Shell, spelling) -> None:
    genome = int("0123456789abcdef" * 4, 16)
    told = stocked.json("mint", "--genome", spelling(genome), "--no-image")
    assert told["genome"] == to_hex(genome)
    assert "seed" not in told


def test_a_seed_in_hex_makes_its_founder(stocked: Shell) -> None:
    seed = seed_from_text("alice")
    for text in (seed.hex(), "0x" + seed.hex().upper()):
        told = stocked.json("mint", "--seed-hex", text, "--no-image")
        assert told["id"] == ALICE_ID
        assert told["new"] is False


def test_a_collection_is_a_series_of_founders_from_its_name(stocked: Shell) -> None:
    master = seed_from_text("herd")
    herd = ("mint", "--collection", "herd", "--no-image")
    told = stocked.run(*herd, "--count", 1, "--dry-run", "--json").record
    (line,) = stocked.run(*herd, "--count", 1).out.splitlines()
    assert line == f"herd, number 0 → {told['id'][:14]}"
    assert told["id"] != stocked.json("mint", "--seed", "herd", "--dry-run")["id"]
    minted = stocked.run(*herd, "--count", 3, "--json")
    assert minted.code == 0
    seeds = [item_seed(master, number) for number in range(3)]
    assert [one["seed"] for one in minted.records] == ["0x" + seed.hex() for seed in seeds]
    assert [one["genome"] for one in minted.records] == [
        to_hex(founder(seed, SPECIES.cumulative)) for seed in seeds
    ]
    assert minted.err == "minted 2, 1 were there already\n"
    more = stocked.run(*herd, "--count", 4, "--json")
    assert [one["new"] for one in more.records] == [False, False, False, True]
    assert more.err == "minted 1, 3 were there already\n"


def test_a_drawn_seed_is_told_and_makes_the_same_avatar_elsewhere(
    stocked: Shell, shell: Shell
) -> None:
    told = stocked.json("mint", "--no-image")
    assert told["new"] is True
    again = stocked.json("mint", "--seed-hex", told["seed"], "--dry-run")
    assert again["genome"] == told["genome"]
    assert not list((stocked.home / "jobs").iterdir())


def test_another_address_may_receive_the_avatar(stocked: Shell) -> None:
    assert stocked.json("mint", "--seed", "dora", "--to", DEV1, "--no-image")["owner"] == DEV1
    lower = DEV1.lower()
    assert stocked.json("mint", "--seed", "eve", "--to", lower, "--no-image")["owner"] == DEV1


def test_a_picture_is_of_the_wanted_kind_size_and_folder(stocked: Shell) -> None:
    told = stocked.json("mint", "--seed", "dora", "--out", "here/there", "--size", 64)
    assert size_of(stocked.folder / told["image"]) == (64, 64)
    told = stocked.json("mint", "--seed", "dora", "--out", "here", "--format", "svg")
    assert told["image"] == f"here/{told['id'][:14]}.svg"
    assert (stocked.folder / told["image"]).read_text().startswith("<svg ")


def test_a_dry_run_sends_nothing_and_makes_no_chain(shell: Shell) -> None:
    before = shell.state()
    told = shell.run("mint", "--seed", "alice", "--dry-run", "--json")
    assert told.record["id"] == ALICE_ID
    assert set(told.record) == ALWAYS | {"seed"}
    assert [told.record[name] for name in ("owner", "chain_id", "contract")] == [None] * 3
    assert told.err == "nothing was sent\n"
    assert "would be minted" in shell.run("mint", "--dry-run", "--count", 2).out
    assert shell.state() == before
    assert not before["made"]


def test_a_dry_run_on_a_chain_knows_what_is_there(stocked: Shell) -> None:
    before = stocked.state()
    assert (
        f"is there already, held by {DEV0}"
        in stocked.run("mint", "--seed", "alice", "--dry-run").out
    )
    told = stocked.json("mint", "--seed", "alice", "--dry-run")
    assert set(told) == ALWAYS | {"seed"}
    assert told["owner"] == DEV0
    assert told["caip19"].endswith(f"/{int(ALICE_ID, 16)}")
    assert "would be minted" in stocked.run("mint", "--seed", "dora", "--dry-run").out
    assert stocked.state() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--genome", "0x" + 63 * "0"], "expected 64 digits of hex, got 63"),
        (["--genome", "0x" + 65 * "0"], "65"),
        (["--genome", "0x" + 63 * "0" + "g"], "'g' at position 66"),
        (["--genome", 127 * "A"], "127"),
        (["--genome", 127 * "A" + "X"], "'X' at position 128"),
        (["--genome", ""], "not a genome"),
        (["--seed", ""], "the text is empty"),
        (["--seed", "\ud800"], "lone surrogate"),
        (["--seed", "\u0378"], "not assigned"),
        (["--seed-hex", "12"], "expected 64 hex digits, got 2"),
        (["--seed-hex", 64 * "x"], "'x' at position 1"),
        (["--count", "0"], "cannot mint 0 avatars"),
        (
            ["--count", "-5", "--collection", "a"],
            "cannot mint -5 avatars: a mint makes 1 or more, at most 2**64 (--count)",
        ),
        (["--count", "0", "--every", "1s"], "cannot mint 0 avatars"),
        (["--count", str(2**64 + 1), "--collection", "a"], "at most 2**64"),
        (["--count", "-1", "--dry-run"], "cannot mint -1 avatars"),
        (["--every", "soon"], "'soon' is not a duration"),
        (["--every", "0s"], "'0s' is not a duration"),
        (["--every", "9" * 20 + "d"], "is not a duration up to 366d"),
        (["--every", "1e999d"], "not a duration"),
        (["--size", "63"], "64 to 2048 pixels wide, not 63"),
        (["--size", "2049"], "64 to 2048 pixels wide, not 2049"),
        (["--to", DEV1[:-1]], "expected 0x and 40 hex digits"),
        (["--to", DEV1.replace("C", "c")], "checksum"),
        (["--species", "unicorn"], "no species pack 'unicorn'"),
        (["--account", "dev1"], f"{DEV1} is not the issuer of this registry; dev0 ({DEV0}) is"),
        (["--account", "dev1", "--genome", to_hex(1)], "is not the issuer"),
        (["--account", "nobody"], "no account 'nobody'"),
        (["--resume"], "nothing to resume"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    stocked: Shell, arguments: list[str], sentence: str
) -> None:
    before = stocked.state()
    assert sentence in stocked.run("mint", *arguments).refusal
    assert stocked.state() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["--seed", "a", "--seed-hex", 64 * "0"],
        ["--seed", "a", "--genome", to_hex(1)],
        ["--genome", to_hex(1), "--count", "2"],
        ["--genome", to_hex(1), "--count", "0"],
        ["--genome", to_hex(1), "--every", "1s"],
        ["--resume", "--seed", "a"],
        ["--resume", "--count", "2"],
        ["--resume", "--rpc", "evm+sqlite://"],
        ["--count", "many"],
        ["--format", "bmp"],
        ["--size", "big"],
        ["--unheard-of"],
        ["surplus"],
    ],
)
def test_wrong_usage_ends_with_2_and_changes_nothing(shell: Shell, arguments: list[str]) -> None:
    assert "Error: " in shell.run("mint", *arguments).misuse
    assert not (shell.home / "chain.sqlite").exists()


def test_an_issuer_without_means_is_named_and_told_who_has_some(stocked: Shell) -> None:
    poor = stocked.knowing(AVATARCHAIN_PASSPHRASE="x")
    assert poor.run("account", "new", "poor").code == 0
    before = poor.state()
    refusal = poor.run("deploy", "--again", "--account", "poor").refusal
    assert refusal == (
        f"{poor.json('account', 'list')['address']} has too little ether: the node at "
        "evm+sqlite:// refused eth_sendRawTransaction: insufficient funds for gas * price + value"
        "; --account dev0 has some on every devnet"
    )
    assert poor.state() == before


@pytest.mark.parametrize("command", ["mint --seed dora", "breed alice bob", "mint --count 1"])
def test_what_is_to_be_typed_next_works_as_it_is_printed(
    stocked: Shell, nobody: str, command: str
) -> None:
    """The environment has another home and another chain, and the options name these."""
    for avatar, name in zip(stocked.avatars(), ("alice", "bob"), strict=False):
        stocked.run("name", avatar["id"], name)
    there = replace(stocked, home=stocked.folder / "none").on(nobody)
    options = ["--home", stocked.home, "--rpc", "evm+sqlite://"]
    told = there.run(*command.split(), "--no-image", *options)
    assert told.code == 0, told.err
    line = told.err.splitlines()[-1].removeprefix("next: avatarchain ")
    assert line.endswith(f" --home {stocked.home} --rpc evm+sqlite://")
    assert there.run(*shlex.split(line)).code == 0


def test_another_species_is_named_in_what_is_to_be_typed(stocked: Shell) -> None:
    told = stocked.run("mint", "--seed", "dora", "--no-image", "--species", "glimmer")
    line = told.err.splitlines()[-1].removeprefix("next: avatarchain ")
    assert line.endswith(" --species glimmer")
    assert stocked.run(*shlex.split(line)).code == 0


def test_the_advice_of_a_refusal_has_the_options_that_were_given(shell: Shell) -> None:
    home = shell.folder.parent / "my home"
    assert f"`avatarchain mint --seed hello --home '{home}'` makes" in (
        shell.run("list", "--home", home).refusal
    )


def test_of_a_chain_that_is_gone_afterwards_nothing_is_to_be_typed(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "short_lived", lambda chain: True)
    assert "next:" not in shell.run("mint", "--seed", "dora", "--no-image").err
