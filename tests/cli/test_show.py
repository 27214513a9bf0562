"""`show`: one avatar by prefix, id or CAIP-19 name; and all that names none."""

from itertools import count

import pytest
from shell import ALWAYS, DEV1, Shell, repaint

from avatarchain.heredity import founder, seed_from_text
from avatarchain.identity import identity, to_hex
from avatarchain.species.pack import load

UNKNOWN = "0x" + 64 * "0"


def test_an_avatar_is_shown_by_any_of_its_names(stocked: Shell) -> None:
    full = stocked.avatars()[0]
    shown = stocked.json("show", full["id"])
    assert set(shown) == ALWAYS | {"transaction", "block"}
    assert shown.items() <= full.items()
    contract, caip19 = full["contract"], full["caip19"]
    for name in (
        full["id"][:6], full["id"][:30], full["id"].upper().replace("X", "x"), caip19,
        caip19.replace(contract, contract.lower()),
        caip19.replace(contract[2:], contract[2:].upper()),
    ):  # fmt: skip
        assert stocked.json("show", name) == shown


def test_for_people_every_field_and_trait_stands_on_a_line(stocked: Shell) -> None:
    shown = stocked.json("show", stocked.avatars()[2]["id"])
    text = stocked.run("show", shown["id"]).out
    for name in ("id", "genome", "dna", "owner", "caip19", "block"):
        assert str(shown[name]) in text
    for locus, allele in shown["traits"].items():
        assert any(line.split()[:1] == [locus] and allele in line for line in text.splitlines())


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_picture_is_painted_where_wanted_and_told(stocked: Shell, form: str) -> None:
    carol = stocked.avatars()[2]
    shown = stocked.json("show", carol["id"], "--out", "new", "--format", form, "--size", 64)
    assert shown["image"] == f"new/{carol['id'][:14]}.{form}"
    assert stocked.run("verify", shown["image"]).code == 0


def test_an_ambiguous_prefix_names_those_it_may_mean(stocked: Shell) -> None:
    species, seen, pair = load("tuftling"), {}, ()
    for number in count():
        seed = seed_from_text(f"twin {number}")
        prefix = to_hex(identity(species.id, founder(seed, species.cumulative)))[:6]
        if pair := seen.setdefault(prefix, seed) != seed and (seen[prefix], seed):
            break
    ids = [stocked.json("mint", "--seed-hex", seed.hex(), "--no-image")["id"] for seed in pair]
    before = stocked.state()
    refusal = stocked.run("show", prefix).refusal
    assert refusal.startswith(f"{prefix} begins 2 ids")
    assert all(one[:12] in refusal for one in ids)
    assert "write more digits" in refusal
    assert "begins 2 ids" in stocked.run("transfer", prefix, DEV1).refusal
    assert stocked.json("show", ids[0])["id"] == ids[0]
    assert stocked.state() == before


@pytest.mark.parametrize("name", [UNKNOWN, UNKNOWN[:6]])
def test_an_unknown_id_is_refused(stocked: Shell, name: str) -> None:
    before = stocked.state()
    assert stocked.run("show", name).refusal.startswith(f"no avatar {name} in this registry")
    assert stocked.state() == before


@pytest.mark.parametrize(
    "name",
    [
        "", "0x", "0x123", "alice", "0x12g4", "1234", UNKNOWN + "0",
        "eip155:31337/erc721:0x1234/1", "eip155:x/erc721:" + DEV1 + "/1",
        f"eip155:31337/erc721:{DEV1}/{2**256}", f"eip155:31337/erc721:{DEV1}",
    ],
)  # fmt: skip
def test_a_malformed_id_is_refused(stocked: Shell, name: str) -> None:
    before = stocked.state()
    assert "is not an avatar's id" in stocked.run("show", name).refusal
    assert stocked.state() == before


@pytest.mark.parametrize(("chain", "contract"), [(1, None), (31337, DEV1)])
def test_a_name_of_another_chain_or_contract_is_refused(
    stocked: Shell, chain: int, contract: str | None
) -> None:
    one = stocked.avatars()[0]
    name = f"eip155:{chain}/erc721:{contract or one['contract']}/{int(one['id'], 16)}"
    refusal = stocked.run("show", name).refusal
    assert f"expected chain {chain}" in refusal
    assert f"found chain 31337, contract {one['contract']}" in refusal


def test_without_an_id_it_is_wrong_usage(stocked: Shell) -> None:
    assert "Missing argument" in stocked.run("show").misuse


def test_where_nothing_was_minted_there_is_nothing_to_show_and_nothing_is_made(
    shell: Shell,
) -> None:
    assert "no registry on evm+sqlite://" in shell.run("show", UNKNOWN).refusal
    assert not (shell.home / "chain.sqlite").exists()


def test_a_picture_size_out_of_range_is_refused(stocked: Shell) -> None:
    one = stocked.avatars()[0]["id"]
    before = stocked.state()
    assert "64 to 2048" in stocked.run("show", one, "--out", "new", "--size", 9999).refusal
    assert stocked.state() == before


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_picture_from_the_chain_is_the_contracts_own_answer(stocked: Shell, form: str) -> None:
    carol = stocked.avatars()[2]
    name = ["show", carol["id"], "--format", form, "--size", 128]
    ours = stocked.json(*name, "--out", "ours")["image"]
    theirs = stocked.json(*name, "--out", "theirs", "--from-chain")["image"]
    assert stocked.run("verify", theirs).code == 0
    if form == "svg":
        assert (stocked.folder / theirs).read_bytes() == (stocked.folder / ours).read_bytes()


def test_a_picture_from_the_chain_is_a_png_or_svg_with_its_background(stocked: Shell) -> None:
    carol = stocked.avatars()[2]["id"]
    for more in (
        [], ["--out", "x", "--format", "gif"], ["--out", "x", "--format", "json"],
        ["--out", "x", "--background", "none"],
    ):  # fmt: skip
        assert "--from-chain goes with" in stocked.run("show", carol, "--from-chain", *more).misuse
    assert not (stocked.folder / "x").exists()


def test_a_chain_whose_pictures_cannot_be_painted_is_told_so(shell: Shell, node: str) -> None:
    there = shell.on(node)
    minted = there.json("mint", "--seed", "alice", "--no-image")
    repaint(there, b"<path ", b"<text ")
    refusal = there.run("show", minted["id"], "--from-chain", "--out", "new").refusal
    assert "the chain's picture of 0x" in refusal
    assert "cannot be painted: element <text>" in refusal
    assert not (there.folder / "new").exists()
