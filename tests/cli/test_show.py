"""`show`: one avatar by prefix, id or CAIP-19 name; and all that names none."""

from itertools import count

import pytest
from shell import ALWAYS, DEV1, Shell, repaint

from avatarchain.base.canonical import to_hex
from avatarchain.genetics.identity import identity
from avatarchain.genetics.seeds import founder, seed_from_text
from avatarchain.species.pack import load

UNKNOWN = "0x" + 64 * "0"


def test_an_avatar_is_shown_by_any_of_its_names(stocked: Shell) -> None:
    full = stocked.avatars()[0]
    shown = stocked.json("show", full["id"])
    assert set(shown) == ALWAYS | {"transaction", "block"}
    assert shown.items() <= full.items()
    contract, caip19 = full["contract"], full["caip19"]
    for name in (
        full["id"][:6],
        full["id"][:30],
        full["id"].upper().replace("X", "x"),
        caip19,
        caip19.replace(contract, contract.lower()),
        caip19.replace(contract[2:], contract[2:].upper()),
    ):
        assert stocked.json("show", name) == shown


def test_for_people_every_field_and_trait_stands_on_a_line(stocked: Shell) -> None:
    shown = stocked.json("show", stocked.avatars()[2]["id"])
    text = stocked.run("show", shown["id"]).out
    assert shown["dna"] not in text
    assert text.index(shown["traits"]["garb"]) < text.index(shown["id"])
    text = stocked.run("show", shown["id"], "--all").out
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


def test_papers_tell_the_seed_by_which_an_avatar_was_named(stocked: Shell) -> None:
    papers = ["--out", "new", "--format", "json"]
    stocked.json("mint", "--seed", "a word", "--no-image")
    shown = stocked.json("show", "--seed", "a word", *papers)
    assert shown["image"].endswith(".json")
    checks = {each["name"]: each for each in stocked.json("verify", shown["image"])["checks"]}
    assert checks["origin"]["detail"] == "a founder, drawn from the seed in its papers"


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
    assert refusal.startswith(f"2 ids begin with {prefix}")
    assert all(one[:12] in refusal for one in ids)
    assert "write more digits" in refusal
    assert "2 ids begin with" in stocked.run("transfer", prefix, DEV1).refusal
    assert stocked.json("show", ids[0])["id"] == ids[0]
    assert stocked.state() == before


@pytest.mark.parametrize("name", [UNKNOWN, UNKNOWN[:6]])
def test_an_unknown_id_is_refused(stocked: Shell, name: str) -> None:
    before = stocked.state()
    refusal = stocked.run("show", name).refusal
    assert refusal.startswith(f"no avatar {name[:14]} in this registry")
    assert refusal.endswith("give the pack of another species with --species")
    assert stocked.state() == before


@pytest.mark.parametrize(
    "name",
    [
        "",
        "0x",
        "0x123",
        "alice",
        "0x12g4",
        "1234",
        UNKNOWN + "0",
        "eip155:31337/erc721:0x1234/1",
        "eip155:x/erc721:" + DEV1 + "/1",
        f"eip155:31337/erc721:{DEV1}/{2**256}",
        f"eip155:31337/erc721:{DEV1}",
    ],
)
def test_a_malformed_id_is_refused(stocked: Shell, name: str) -> None:
    before = stocked.state()
    refusal = stocked.run("show", name).refusal
    named = not name.startswith(("0x", "eip155:"))
    assert ("no avatar here is called" if named else "is not an avatar's id") in refusal
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
    assert "give an ID or --seed TEXT" in stocked.run("show").misuse


def test_where_nothing_was_minted_there_is_nothing_to_show_and_nothing_is_made(
    shell: Shell,
) -> None:
    assert "there is nothing here yet" in shell.run("show", UNKNOWN).refusal
    assert not (shell.home / "chain.sqlite").exists()


def test_a_picture_size_out_of_range_is_refused(stocked: Shell) -> None:
    one = stocked.avatars()[0]["id"]
    before = stocked.state()
    assert "64 to 2048" in stocked.run("show", one, "--out", "new", "--size", 9999).refusal
    assert "64 to 2048" in stocked.run("show", one, "--size", 99999999999).refusal
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
        [],
        ["--out", "x", "--format", "gif"],
        ["--out", "x", "--format", "json"],
        ["--out", "x", "--background", "none"],
    ):
        assert (
            "--from-chain needs --out" in stocked.run("show", carol, "--from-chain", *more).misuse
        )
    assert not (stocked.folder / "x").exists()


def test_a_chain_whose_pictures_cannot_be_painted_is_told_so(shell: Shell, node: str) -> None:
    there = shell.on(node)
    minted = there.json("mint", "--seed", "alice", "--no-image")
    repaint(there, b"<path ", b"<text ")
    refusal = there.run("show", minted["id"], "--from-chain", "--out", "new").refusal
    assert "the chain's picture of 0x" in refusal
    assert "cannot be painted: element <text>" in refusal
    assert not (there.folder / "new").exists()


def test_a_parent_tells_what_became_of_each_child_that_was_drawn(stocked: Shell) -> None:
    """The issuer takes one before its birth, with the genome that everybody can compute."""
    from avatarchain import registry
    from avatarchain.births.breeding import deliver
    from avatarchain.chain import connect
    from avatarchain.errors import Stillborn
    from avatarchain.genetics.heredity import birth_seed, offspring
    from avatarchain.keys.accounts import development

    alice, bob, _ = stocked.avatars()
    born = stocked.json("breed", alice["id"], bob["id"], "--out", "new")
    signer, pair = development(0), (int(alice["id"], 16), int(bob["id"], 16))
    with connect("evm+sqlite://", folder=stocked.home) as chain:
        book = registry.find_pinned(stocked.home, chain, load("tuftling"))
        assert book is not None
        block = registry.send(book, signer, "conceive(uint256,uint256)", *pair).block_number
        chain.mine(8)
        seed = birth_seed(chain.block(block + 8).mix_hash, *pair)
        genome = offspring(int(alice["genome"], 16), int(bob["genome"], 16), seed)
        registry.register(book, signer, signer.address, genome)
        with pytest.raises(Stillborn):
            deliver(book, signer, pair[0])
    mother, father = (stocked.json("show", parent["id"])["draws"] for parent in (alice, bob))
    counts = {"born": 1, "stillborn": 1, "declined": 0, "open": 0}
    assert mother["as_mother"] == father["as_father"] == counts
    (child,) = mother["not_born"]
    assert (child["outcome"], child["genome"]) == ("stillborn", to_hex(genome))
    assert (child["mother"], child["father"]) == (alice["id"], bob["id"])
    assert (child["block"], child["draw"]) == (block, block + 8)
    assert child["breeder"] == alice["owner"]
    text = stocked.run("show", alice["id"]).out
    assert "as mother: 2 drawn, 1 born, 1 stillborn" in text
    assert child["id"] in text
    assert "draws" not in stocked.json("show", child["id"])
    later = stocked.json("breed", alice["id"], bob["id"], "--out", "new")
    origin = stocked.json("verify", later["image"])["checks"][-1]["detail"]
    assert "1 of her children were registered before their birth" in origin
    first = stocked.json("verify", born["image"])["checks"][-1]["detail"]
    assert "registered before" not in first


def test_out_with_the_ending_of_a_picture_is_its_file(stocked: Shell) -> None:
    name = stocked.avatars()[0]["id"]
    for file, kind in (("fox.png", b"\x89PNG"), ("deep/fox.SVG", b"<svg"), ("fox.json", b"{")):
        shown = stocked.json("show", name, "--out", file)
        assert shown["image"] == file
        assert (stocked.folder / file).read_bytes().startswith(kind)
    assert stocked.run("verify", "fox.png").out
    assert (
        "cannot be written" in stocked.run("show", name, "--out", "a.png", "--format", "svg").misuse
    )
    assert stocked.json("show", name, "--out", "fox.png", "--size", 64)["image"] == "fox.png"
    other = stocked.avatars()[1]["id"]
    (stocked.folder / "me.webp").write_bytes(b"a photograph")
    for file, avatar in (("fox.png", other), ("me.webp", name)):
        before = (stocked.folder / file).read_bytes()
        assert stocked.run("show", avatar, "--out", file).refusal.startswith(f"{file} is there")
        assert (stocked.folder / file).read_bytes() == before
    (stocked.folder / "b.png").mkdir()
    assert stocked.json("show", name, "--out", "b.png")["image"].startswith("b.png/0x")


def test_the_avatar_of_a_seed_that_is_not_minted_yet_is_told_how_to_mint(stocked: Shell) -> None:
    unknown = stocked.run("show", "nobody").refusal
    assert "`avatarchain show --seed 'nobody'`" in unknown
    refusal = stocked.run("show", "--seed", "nobody").refusal
    assert refusal.startswith("the avatar of the seed 'nobody' is not minted here yet (0x")
    assert "`avatarchain mint --seed 'nobody'` mints it" in refusal
    assert stocked.run("export", "--seed", "nobody", "--size", 64).code == 0
    assert stocked.run("mint", "--seed", "nobody", "--no-image").code == 0
    assert stocked.run("show", "--seed", "nobody").code == 0
