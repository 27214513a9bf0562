"""`breed` and `stud`: children on both devnets, births finished, refusals that cost nothing."""

from dataclasses import replace

import pytest
from PIL import Image
from shell import ALWAYS, DEV1, Shell

from avatarchain.keys import seal
from avatarchain.papers.certificate import embed_in_svg, open_file, parse, sign
from avatarchain.portrait.sheet import GAP


def mint(shell: Shell, count: int) -> list[str]:
    """The ids of so many unrelated founders of dev0."""
    told = shell.run("mint", "--collection", "stock", "--count", count, "--no-image", "--json")
    assert told.code == 0, told.err
    return [one["id"] for one in told.records]


def test_a_child_is_born_painted_listed_and_verified(devnet: Shell) -> None:
    mother, father = mint(devnet, 2)
    child = devnet.json("breed", mother[:10], father[:10], "--out", "young")
    assert set(child) == ALWAYS | {"transaction", "block", "image"}
    assert (child["mother"], child["father"], child["generation"]) == (mother, father, 1)
    assert [one["id"] for one in devnet.avatars()] == [mother, father, child["id"]]
    report = devnet.json("verify", child["image"])
    assert report["ok"]
    origin = report["checks"][-1]
    assert origin["name"] == "origin"
    assert f"the draw of block {child['block'] - 1}" in origin["detail"]


def test_a_birth_says_what_to_type_next(stocked: Shell) -> None:
    mother, father = (avatar["id"] for avatar in stocked.avatars()[:2])
    born = stocked.run("breed", mother, father, "--no-image")
    assert born.err.endswith(f"next: avatarchain show {born.out[:10]}\n")


def test_where_no_font_has_a_name_pictures_have_the_id_and_it_is_told(stocked: Shell) -> None:
    mother, father = (avatar["id"] for avatar in stocked.avatars()[:2])
    assert stocked.run("tree", mother, "--out", "without.png").code == 0
    assert stocked.run("name", mother, "\U0001f469\u200d\U0001f680 Zo\u00eb").code == 0
    sentence = (
        "the picture has the id in place of \U0001f469\u200d\U0001f680 Zo\u00eb: there is no font"
    )
    assert sentence in stocked.run("tree", mother, "--out", "named.png").err
    pictures = [stocked.folder / name for name in ("without.png", "named.png")]
    assert pictures[0].read_bytes() == pictures[1].read_bytes()
    born = stocked.run("breed", mother, father, "--no-image", "--sheet", "f.png", "--size", "64")
    assert sentence in born.err
    assert sentence not in stocked.run("tree", mother, "--out", "named.svg").err


def test_a_litter_is_drawn_side_by_side_with_its_parents(stocked: Shell) -> None:
    mother, father = (one["id"] for one in stocked.avatars()[:2])
    litter = stocked.run(
        "breed", mother, father, "--litter", "2", "--sheet", "family.png", "--size", "64"
    )
    assert litter.code == 0
    assert len(litter.out.splitlines()) == 2
    with Image.open(stocked.folder / "family.png") as sheet:
        assert sheet.size == (4 * (64 + GAP) + GAP, 64 + 14 + 2 * GAP)
    assert len(stocked.avatars()) == 5


@pytest.mark.parametrize("ending", ["png", "webp", "gif"])
def test_a_sheet_replaces_none_but_one_of_the_same_parents(stocked: Shell, ending: str) -> None:
    mother, father, _ = (one["id"] for one in stocked.avatars())
    line = (f"family.{ending}", "--size", "64")
    sheet = stocked.folder / line[0]
    stocked.folder.mkdir(exist_ok=True)
    assert stocked.run("odds", mother, father, "--sheet", *line).code == 0
    odds, before = sheet.read_bytes(), stocked.state()
    for parents in ((mother, father), (father, mother)):
        refusal = stocked.run("breed", *parents, "--no-image", "--sheet", *line).refusal
        assert refusal.startswith(f"family.{ending} is there already")
    assert "family" in stocked.run("odds", father, mother, "--sheet", *line).refusal
    assert (sheet.read_bytes(), stocked.state()) == (odds, before)
    sheet.unlink()
    for _ in range(2):
        assert stocked.run("breed", mother, father, "--no-image", "--sheet", *line).code == 0


def test_four_generations_end_in_an_avatar_that_verifies(devnet: Shell) -> None:
    founders = mint(devnet, 8)
    generation = founders
    while len(generation) > 1:
        pairs = zip(generation[::2], generation[1::2], strict=True)
        generation = [devnet.json("breed", *pair, "--size", "64")["id"] for pair in pairs]
    # The youngest is of generation 3; a founder of another line makes the fourth.
    newcomer = devnet.json("mint", "--seed", "newcomer", "--no-image")["id"]
    youngest = devnet.json("breed", generation[0], newcomer, "--size", "64")
    assert youngest["generation"] == 4
    family = devnet.json("tree", youngest["id"], "--generations", "4")
    assert len(family["nodes"]) == 8 + 4 + 2 + 1 + 1 + 1
    assert devnet.json("verify", youngest["image"])["ok"]


def test_a_picture_of_other_parents_is_not_verified(stocked: Shell) -> None:
    mother, father = (one["id"] for one in stocked.avatars()[:2])
    child = stocked.json("breed", mother, father, "--format", "svg")
    path = stocked.folder / child["image"]
    picture = open_file(path)
    papers = replace(parse(picture.papers or b""), mother=father)
    path.write_text(embed_in_svg(picture.svg or "", sign(papers, seal.development())))
    told = stocked.run("verify", child["image"], "--json")
    assert told.code == 1
    failed = {check["name"] for check in told.records[0]["checks"] if check["ok"] is False}
    assert failed == {"origin", "token"}


@pytest.mark.parametrize("which", ["self", "parent", "half sib"])
def test_relatives_are_refused_and_nothing_is_spent(stocked: Shell, which: str) -> None:
    mother, father = (one["id"] for one in stocked.avatars()[:2])
    child = stocked.json("breed", mother, father)["id"]
    other = stocked.json("mint", "--seed", "other", "--no-image")["id"]
    half = stocked.json("breed", other, father)["id"]
    pair, named = {
        "self": ((mother, mother), f"{mother[:14]} cannot breed with itself"),
        "parent": ((child, father), f"to breed: {child[:14]} is a child of {father[:14]}"),
        "half sib": ((child, half), f"to breed: both are children of {father[:14]}"),
    }[which]
    before = stocked.state()
    assert named in stocked.run("breed", *pair).refusal
    assert stocked.state() == before


def test_a_stranger_needs_the_offer_of_the_fathers_holder(stocked: Shell) -> None:
    alice, bob, carol = (one["id"] for one in stocked.avatars())  # carol is dev1's
    before = stocked.state()
    refusal = stocked.run("breed", carol, bob, "--account", "dev1").refusal
    assert f"`avatarchain stud {bob[:14]} {DEV1}`" in refusal
    assert "neither holds" in stocked.run("stud", bob, DEV1, "--account", "dev1").refusal
    assert stocked.state() == before
    assert stocked.json("stud", bob, DEV1)["offered_to"] == DEV1
    child = stocked.json("breed", carol, bob, "--account", "dev1")
    assert child["owner"] == DEV1
    assert stocked.json("stud", bob, "--nobody")["offered_to"] is None
    assert "has not offered him" in stocked.run("breed", carol, bob, "--account", "dev1").refusal
    assert "neither holds" in stocked.run("breed", alice, bob, "--account", "dev1").refusal


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["0x00000000", "{alice}"], "no avatar 0x00000000"),
        (["{alice}", "0x" + 64 * "f"], "no avatar 0xffff"),
        (["{alice}", "bob"], "no avatar here is called 'bob'"),
        (["{alice}", "{bob}", "--size", "9000"], "64 to 2048 pixels"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    stocked: Shell, arguments: list[str], sentence: str
) -> None:
    alice, bob, _ = (one["id"] for one in stocked.avatars())
    before = stocked.state()
    words = [word.format(alice=alice, bob=bob) for word in arguments]
    assert sentence in stocked.run("breed", *words).refusal
    assert stocked.state() == before


@pytest.mark.parametrize("option", ["--out", "--sheet"])
def test_where_no_picture_can_be_written_nothing_is_born(stocked: Shell, option: str) -> None:
    alice, bob, _ = (one["id"] for one in stocked.avatars())
    (stocked.folder / "file").touch()
    refusal = stocked.run("breed", alice, bob, option, "file/one.png").refusal
    assert "file is a file" in refusal
    assert len(stocked.avatars()) == 3


def test_a_child_whose_picture_fails_is_told(stocked: Shell) -> None:
    alice, bob, _ = (one["id"] for one in stocked.avatars())
    refusal = stocked.run("breed", alice, bob, "--out", "/proc/avatarchain").refusal
    child = stocked.avatars()[-1]["id"][:14]
    assert "cannot write in /proc/avatarchain" in refusal
    assert refusal.endswith(
        f"; {child} is registered but has no picture yet: `avatarchain show {child} --out DIR` "
        "paints one"
    )


def test_a_litter_has_one_child_at_least(stocked: Shell) -> None:
    alice, bob, _ = (one["id"] for one in stocked.avatars())
    assert "'0' is no whole number from 1" in stocked.run("breed", alice, bob, "--litter", 0).misuse


def test_a_mother_may_not_have_her_own_child(stocked: Shell) -> None:
    mother, father = (one["id"] for one in stocked.avatars()[:2])
    child = stocked.json("breed", mother, father, "--no-image")
    assert "image" not in child
    assert not (stocked.folder / "avatars").exists()
    refusal = stocked.run("breed", mother, child["id"]).refusal
    assert refusal.endswith(f"to breed: {child['id'][:14]} is a child of {mother[:14]}")


def test_relatives_with_names_are_refused_by_their_names(stocked: Shell) -> None:
    mother, father = (avatar["id"] for avatar in stocked.avatars()[:2])
    child = stocked.json("breed", mother, father, "--no-image")["id"]
    stocked.run("name", mother, "Marly")
    stocked.run("name", child, "Pip")
    refusal = stocked.run("breed", "Pip", "Marly").refusal
    marly, pip = f"Marly ({mother[:10]})", f"Pip ({child[:10]})"
    assert f"{pip} and {marly} are too closely related to breed: {pip} is a child" in refusal
    assert refusal.endswith(f"a child of {marly}")


def test_a_pair_with_children_is_told_that_each_run_makes_another(stocked: Shell) -> None:
    mother, father = (avatar["id"] for avatar in stocked.avatars()[:2])
    assert "children" not in stocked.run("breed", mother, father, "--no-image").err
    for pair, number in (((mother, father), 2), ((father, mother), 3)):
        said = stocked.run("breed", *pair, "--no-image").err
        assert f"this pair has {number} children now: every run makes another" in said


def test_stud_wants_either_an_address_or_nobody(stocked: Shell) -> None:
    for words in (["0x1234"], ["0x1234", DEV1, "--nobody"]):
        assert "--nobody" in stocked.run("stud", *words).misuse


def test_a_breeding_cut_off_between_its_transactions_is_listed_and_finished(
    stocked: Shell,
) -> None:
    from avatarchain import registry
    from avatarchain.chain import connect
    from avatarchain.keys.accounts import development
    from avatarchain.species.pack import load

    alice, bob, _ = (one["id"] for one in stocked.avatars())
    with connect("evm+sqlite://", folder=stocked.home) as chain:
        book = registry.find_pinned(stocked.home, chain, load("tuftling"))
        assert book is not None
        pair = (int(alice, 16), int(bob, 16))
        receipt = registry.send(book, development(0), "conceive(uint256,uint256)", *pair)
    (told,) = [one for one in stocked.avatars() if "expecting" in one]
    assert told["id"] == alice
    assert told["expecting"] == {
        "father": bob,
        "draw": receipt.block_number + 8,
        "blocks_left": 8191,
    }
    assert f"of {bob[:14]}, 8191 blocks left" in stocked.run("list").out
    child = stocked.json("breed", alice, bob)
    assert child["block"] == receipt.block_number + 9
    assert not any("expecting" in one for one in stocked.avatars())
