"""What the home remembers of a registry holds on the chain where it was found, and on no other."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.chain import Chain, connect, files, url_of
from avatarchain.errors import ForeignCreation, NodeRefused
from avatarchain.papers import remembered
from avatarchain.papers.vouching import check_genuine, making_of
from avatarchain.registry import Registry, deploy
from avatarchain.registry.artwork import deploy_art
from avatarchain.registry.events import OWNED
from avatarchain.species.pack import load
from support.constructors import returning

SPECIES = load("tuftling")
FIRST_EVENT = b"\x5f\x33\x7f" + OWNED + b"\x5f\x5f\xa3"

pytestmark = pytest.mark.parametrize("chain", ["embedded"], indirect=True)


def not_asked(*_: object) -> None:
    pytest.fail("the chain was asked again")


def test_our_code_behind_another_constructor_on_a_fork_is_refused(
    chain: Chain, folder: Path, development_key: LocalAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same block 0, account, nonce, address and code; only what made it is another."""
    chain.mine(1)
    home, fork = folder / "home", folder / "fork"
    home.mkdir()
    fork.mkdir()
    for file in folder.glob("chain.sqlite*"):
        shutil.copy(file, fork)
    book = deploy(chain, development_key, SPECIES)
    check_genuine(book, SPECIES, home)
    with connect("evm+sqlite://", folder=fork) as other:
        deploy_art(other, development_key, SPECIES)
        forged = returning(chain.code(book.address), FIRST_EVENT)
        made = other.send(development_key, None, forged, gas=15_000_000)
        assert (made.contract_address, other.genesis) == (book.address, chain.genesis)
        assert other.code(book.address) == chain.code(book.address)
        for _ in range(2):
            with pytest.raises(ForeignCreation, match="other code than ours made it"):
                check_genuine(Registry(other, book.address, SPECIES.id, 0), SPECIES, home)
    with monkeypatch.context() as patch:
        patch.setattr("avatarchain.papers.vouching.portrait_in_code", not_asked)
        assert making_of(book, SPECIES, home).block == book.block


def test_on_a_chain_without_the_block_that_made_it_nothing_is_remembered(
    book: Registry, folder: Path, development_key: LocalAccount
) -> None:
    home = folder / "home"
    home.mkdir()
    check_genuine(book, SPECIES, home)
    assert remembered.recall(home, book) is not None
    with connect("evm+sqlite://", folder=folder / "shorter") as shorter:
        code = returning(book.chain.code(book.address))
        place = shorter.send(development_key, None, code, gas=15_000_000).contract_address or ""
        shorter.genesis = book.chain.genesis
        document = (home / remembered.FILE).read_text().replace(book.address, place)
        (home / remembered.FILE).write_text(document)
        assert shorter.head().number < book.block
        assert remembered.recall(home, Registry(shorter, place, SPECIES.id, 0)) is None


def test_what_one_node_told_is_asked_again_of_another_one(
    book: Registry, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first may have lied, and the second is there to find that out."""
    home, copy = folder / "home", folder / "copy.sqlite"
    home.mkdir()
    check_genuine(book, SPECIES, home)
    files.copy(folder / "chain.sqlite", copy)
    with connect(url_of(copy), folder=home) as other:
        there = replace(book, chain=other)
        assert remembered.recall(home, there) is None
        check_genuine(there, SPECIES, home)
        monkeypatch.setattr("avatarchain.papers.vouching.portrait_in_code", not_asked)
        for registry in (book, there):
            assert making_of(registry, SPECIES, home).block == book.block


def test_a_node_that_tells_another_chain_id_than_before_is_asked_again(
    book: Registry, folder: Path
) -> None:
    """Else a registry of a test network would pass as one of the main network."""
    home = folder / "home"
    home.mkdir()
    check_genuine(book, SPECIES, home)
    assert remembered.recall(home, book) is not None
    book.chain.chain_id = 1
    assert remembered.recall(home, book) is None
    with pytest.raises(ForeignCreation, match="nobody signed the transaction"):
        check_genuine(book, SPECIES, home)


def too_early(chain: Chain) -> int:
    return chain.head().number - 1


def unknown(_: Chain) -> int:
    raise NodeRefused(url="", method="eth_getBlockByNumber", words="finalized is not supported")


@pytest.mark.parametrize("final", [too_early, unknown])
def test_a_creation_that_is_not_final_is_not_remembered(
    book: Registry, folder: Path, monkeypatch: pytest.MonkeyPatch, final: Callable[[Chain], int]
) -> None:
    assert book.block == book.chain.head().number
    with monkeypatch.context() as patch:
        patch.setattr(remembered, "final", final)
        check_genuine(book, SPECIES, folder / "home")
    assert remembered.recall(folder / "home", book) is None
    (folder / "home").mkdir()
    check_genuine(book, SPECIES, folder / "home")
    assert remembered.recall(folder / "home", book) is not None
