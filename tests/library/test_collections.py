"""Collections: mint, breed, find, save, verify, on a real chain."""

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

import avatarchain
from avatarchain import Collection, founder, open_collection, verify
from avatarchain.chain import connect
from avatarchain.chain.notation import address_created
from avatarchain.errors import (
    BadCount,
    BadFormat,
    ChainClosed,
    ForeignCreation,
    MixedSpecies,
    NameTaken,
    NoRegistry,
    NoTerminal,
    NotIssuer,
    NotYours,
    PublicNetwork,
    SameAvatar,
    UnknownIdentity,
    UnknownName,
)
from avatarchain.keys import seal
from avatarchain.keys.accounts import development
from avatarchain.papers.issuer_keys import publish
from avatarchain.registry import owner_of, portrait_of
from avatarchain.registry.contract import creation
from support.constructors import factory
from support.hostile import lying
from support.packs import write_pack

OTHER = development(1).address


def test_opening_sends_nothing_and_minting_makes_the_registry(folder: Path) -> None:
    with open_collection(home=folder, chain="evm+sqlite://") as collection:
        assert collection.avatars() == []
        assert collection.chain.head().number == 0
        assert "not deployed yet" in repr(collection)
        with pytest.raises(NoRegistry):
            collection.find("0x1234")
        with pytest.raises(NoRegistry):
            collection.breed("0x1234", "0x5678")
        assert collection.chain.head().number == 0
        ada = collection.mint("ada")
        assert collection.registry.address in repr(collection)
    with open_collection(home=folder, chain="evm+sqlite://") as again:
        assert again.avatars() == [ada]


def test_a_child_that_was_bred_elsewhere_is_registered_as_a_founder(collection: Collection) -> None:
    child = avatarchain.offspring(founder("ada"), founder("bo"), "bred before")
    stray = collection.mint(child)
    assert (stray.genome, stray.generation, stray.mother, stray.father) == (child, 0, None, None)


def test_minting_again_finds_what_is_there(collection: Collection) -> None:
    before = collection.avatars()
    head = collection.chain.head().number
    ada = collection.mint("ada")
    assert ada == before[0] == collection.mint(founder("ada")) == collection.find(ada.id[:10])
    assert (ada.genome, ada.generation, ada.mother, ada.father) == (founder("ada"), 0, None, None)
    assert ada.genome.seed == founder("ada").seed
    assert collection.chain.head().number == head


def test_a_child_knows_its_parents(collection: Collection) -> None:
    ada, bo, child = collection.avatars()
    assert (child.mother, child.father, child.generation) == (ada.id, bo.id, 1)
    assert child.owner == ada.owner == development(0).address
    assert child.block > ada.block
    sibling = collection.breed(ada, bo.id[:10])
    assert (sibling.mother, sibling.father) == (ada.id, bo.id)
    with pytest.raises(SameAvatar):
        collection.breed(ada, ada)


def test_many_are_the_numbers_of_a_collection(collection: Collection) -> None:
    many = collection.mint_many(3, "a game", to=OTHER.lower())
    assert {one.owner for one in many} == {OTHER}
    assert many == collection.mint_many(3, "a game")
    assert many == [collection.mint(one.genome) for one in many]
    assert len({one.id for one in collection.mint_many(2)} | {one.id for one in many}) == 5
    with pytest.raises(BadCount):
        collection.mint_many(0, "a game")


def test_a_name_stands_for_an_avatar(collection: Collection) -> None:
    ada, bo = collection.avatars()[:2]
    collection.name(ada, "Ada")
    assert collection.names() == {ada.id: "Ada"}
    assert collection.find("ADA") == ada
    with pytest.raises(NameTaken):
        collection.name(bo, "ada")
    collection.name("Ada", None)
    assert collection.names() == {}
    with pytest.raises(UnknownName):
        collection.find("Ada")


def test_a_gift_has_a_new_owner_and_cannot_be_given_again(collection: Collection) -> None:
    bo = collection.avatars()[1]
    assert collection.transfer(bo, OTHER).owner == OTHER
    assert collection.find(bo.id).owner == OTHER
    with pytest.raises(NotYours):
        collection.transfer(bo, development(2).address)


def test_another_account_signs_and_may_not_register(home: Path) -> None:
    with open_collection(home=home, chain="evm+sqlite://", account="dev1") as collection:
        before = len(collection.avatars())
        with pytest.raises(NotIssuer):
            collection.mint("eve")
        assert len(collection.avatars()) == before


def test_a_family_is_drawn_with_its_coefficients(collection: Collection) -> None:
    ada, bo, child = collection.avatars()
    tree = collection.pedigree(child.id[:10], generations=1)
    assert tree.members == (ada, bo, child)
    assert tree.inbreeding(child) == 0
    assert tree.svg() == tree._repr_svg_()
    assert tree.png().startswith(b"\x89PNG")
    stranger = collection.mint("carol")
    with pytest.raises(UnknownIdentity):
        tree.inbreeding(stranger)


@pytest.mark.parametrize("ending", ["png", "svg", "json"])
def test_what_is_saved_is_verified_here_and_by_its_home(
    collection: Collection, home: Path, folder: Path, ending: str
) -> None:
    for one in (collection.mint("ada"), collection.avatars()[2]):
        file = collection.save(one, folder / f"one.{ending}", size=64)
        assert collection.verify(file).ok
        assert verify(file, home=home, chain="evm+sqlite://").ok


def test_a_picture_without_papers_is_looked_up_here_as_by_its_home(
    collection: Collection, home: Path, folder: Path
) -> None:
    ada = collection.avatars()[0]
    copy = folder / "copy.png"
    copy.write_bytes(avatarchain.Genome(ada.genome.species, ada.genome.number).png(256))
    here, there = collection.verify(copy), verify(copy, home=home, chain="evm+sqlite://")
    assert here == there
    assert here.shows is not None
    assert ada.id[:10] in here.shows
    assert not here.ok


def test_a_seed_that_minted_stands_in_the_papers(collection: Collection, folder: Path) -> None:
    file = collection.save(collection.mint("ada"), folder / "ada.json")
    assert founder("ada").seed.hex() in file.read_text()  # type: ignore[union-attr]
    collection.save(collection.find(founder("ada").id), file)
    assert founder("ada").seed.hex() not in file.read_text()  # type: ignore[union-attr]


def test_papers_are_signed_with_the_issuer_s_own_key_where_it_can_be_unsealed(
    collection: Collection, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AVATARCHAIN_ISSUER_PASSPHRASE", raising=False)
    ada, word = collection.avatars()[0], folder / "word"
    word.write_text("of the issuer\n")
    collection.save(ada, folder / "before.json")
    key = seal.make(home, "of the issuer").key
    publish(collection.registry, development(0), key)
    with pytest.raises(NoTerminal, match="give issuer_password_file, or set"):
        collection.save(ada, folder / "ada.json")
    assert not (folder / "ada.json").exists()
    with open_collection(home=home, chain="evm+sqlite://", issuer_password_file=word) as opened:
        file = opened.save(ada, folder / "ada.json")
        opened.save(ada, folder / "again.json")
    assert key in file.read_text() == (folder / "again.json").read_text()
    assert key not in (folder / "before.json").read_text()
    assert verify(file, home=home, chain="evm+sqlite://").ok
    assert verify(file, home=home, issuers=[key]).ok


def test_an_account_of_one_s_own_signs_with_the_passphrase_in_a_file(
    collection: Collection, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AVATARCHAIN_PASSPHRASE", raising=False)
    word = folder / "word"
    word.write_text("open sesame\n")
    # The light keystore of a known key: this is about who is asked, not about scrypt.
    account = development(1)
    sealed = Account.encrypt(account.key, "open sesame", kdf="pbkdf2", iterations=10)
    (home / "keystore").mkdir()
    (home / "keystore" / "mine").write_text(json.dumps(sealed))
    gift = collection.transfer(collection.avatars()[1], account.address)
    with (
        open_collection(home=home, chain="evm+sqlite://", account="mine") as closed,
        pytest.raises(NoTerminal, match="give password_file, or set"),
    ):
        closed.transfer(gift, development(2).address)
    with open_collection(
        home=home, chain="evm+sqlite://", account="mine", password_file=word
    ) as opened:
        assert opened.transfer(gift, development(2).address).owner == development(2).address


def test_pictures_without_papers_are_saved_too(collection: Collection, folder: Path) -> None:
    one = collection.avatars()[0]
    assert collection.save(one, folder / "new" / "ada.webp").read_bytes()[8:12] == b"WEBP"
    assert collection.save(one, folder / "ada.gif").read_bytes().startswith(b"GIF89a")
    with pytest.raises(BadFormat, match="'bmp' is not a picture format"):
        collection.save(one, folder / "ada.bmp")


def test_a_changed_picture_and_a_stranger_s_are_not_verified(
    collection: Collection, home: Path, folder: Path
) -> None:
    file = collection.save(collection.avatars()[0], folder / "ada.svg")
    report = verify(file, home=folder / "elsewhere", chain="evm+sqlite://")
    assert report.verdict == "NOT verified: papers consistent, issuer unknown to you"
    file.write_text(file.read_text().replace("<path", "<path ", 1))
    assert [check.name for check in collection.verify(file).checks if check.ok is False] == [
        "picture"
    ]
    key = "0x" + "11" * 32
    offline = verify(file, home=home, issuers=[key])
    assert [check.name for check in offline.checks if check.ok is False] == ["picture", "signature"]


def test_somebody_else_s_collection_is_opened_by_its_address(
    collection: Collection, folder: Path
) -> None:
    address, url = collection.registry.address, f"evm+sqlite:///{folder}/home/chain.sqlite"
    mine = collection.avatars()
    collection.close()
    with open_collection(home=folder / "mine", chain=url, registry=address) as theirs:
        assert theirs.avatars() == mine
        file = theirs.save(mine[2], folder / "theirs.png", size=64)
        assert theirs.verify(file).ok
    assert not verify(file, home=folder / "mine", chain=url).ok
    assert verify(file, home=folder / "mine", chain=url, registry=address).ok
    with pytest.raises(NoRegistry):
        open_collection(home=folder / "new", chain="evm+sqlite://", registry=address)
    assert not (folder / "new" / "chain.sqlite").exists()


def test_a_collection_that_our_code_did_not_make_is_opened_only_as_unproven(
    collection: Collection, folder: Path
) -> None:
    species, url = collection.species, f"evm+sqlite:///{folder}/home/chain.sqlite"
    portrait = portrait_of(collection.registry)
    assert portrait is not None
    types = ["bytes32", "address", "string"]
    data = creation("Registry", types, species.id, portrait.address, species.name)
    receipt = collection.chain.send(development(0), None, factory(data), gas=15_000_000)
    address = address_created(receipt.contract_address or "", 1)
    collection.close()
    with pytest.raises(ForeignCreation, match="such as a factory"):
        open_collection(home=folder / "mine", chain=url, registry=address)
    with open_collection(
        home=folder / "mine", chain=url, registry=address, unproven=True
    ) as theirs:
        assert theirs.avatars() == []


def test_a_genome_of_another_species_is_not_minted(collection: Collection, folder: Path) -> None:
    with pytest.raises(MixedSpecies):
        collection.mint(founder("ada", write_pack(folder / "testling")))


def test_an_anvil_for_the_collection_alone_mints_breeds_and_verifies(
    anvil_binary: str, folder: Path
) -> None:
    with open_collection(home=folder, chain=f"anvil:{anvil_binary}") as collection:
        child = collection.breed(collection.mint("ada"), collection.mint("bo"))
        assert owner_of(collection.registry, int(child.id, 16)) == child.owner
        assert collection.verify(collection.save(child, folder / "child.png", size=64)).ok
    assert not (folder / "deployments.json").exists()
    assert not (folder / "index").exists()


def test_a_public_network_is_not_written_to(collection: Collection, folder: Path) -> None:
    # The embedded chain under another number: what decides is the number, not the kind.
    def public(method: str, _: list[Any], result: Any) -> Any:
        return "0x1" if method == "eth_chainId" else result

    with open_collection(home=folder / "home", chain="evm+sqlite://") as opened:
        opened.chain.chain_id = 1
        with lying(opened.chain, public), pytest.raises(PublicNetwork):
            opened.mint("ada")


def test_a_closed_collection_is_closed_twice_without_harm(home: Path) -> None:
    collection = avatarchain.open_collection(home=home, chain="evm+sqlite://")
    collection.close()
    collection.close()
    for use in (collection.avatars, lambda: collection.mint("late"), lambda: collection.chain.w3):
        with pytest.raises(ChainClosed, match="was closed before"):
            use()
    with connect("evm+sqlite://", folder=home) as chain:
        assert chain.head().number > 0
