"""An index from a stranger is thrown away with a word, whatever it holds, and never believed."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, index, registry
from avatarchain.chain import connect
from avatarchain.genetics.seeds import founder
from avatarchain.index import query
from avatarchain.index.store import listed
from avatarchain.registry import Registry
from avatarchain.registry.contract import send
from avatarchain.species.pack import load

_ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) select x"

_CIRCLES = (
    "update avatar set mother = number, father = number, generation = 1 where number = 2",
    "update avatar set mother = 3, father = 0, generation = 1 where number = 1",
    "update avatar set mother = 0, father = 1, generation = 5 where number = 2",
    "update avatar set mother = 0, father = 1, generation = 1 - (number = 3) where number > 1",
    "update avatar set mother = 0, generation = 1 where number = 2",
    "update avatar set generation = 1 where number = 2",
)
"""Changes after which an avatar is its own ancestor, or of another generation than its parents."""


@pytest.fixture
def made(folder: Path, development_key: LocalAccount) -> Iterator[tuple[Registry, Path]]:
    """A registry of four founders, and the closed file of its index."""
    rule = load("tuftling").cumulative
    genomes = [founder(number.to_bytes(32, "big"), rule) for number in range(4)]
    with connect("evm+sqlite://", folder=folder) as chain:
        book = registry.deploy(chain, development_key, load("tuftling"))
        send(
            book,
            development_key,
            "registerMany(address,uint256[])",
            development_key.address,
            genomes,
        )
        with index.opened(folder, book, load("tuftling"), pytest.fail) as known:
            index.sync(known)
        yield book, known.path


def poison(path: Path, script: str) -> None:
    with sqlite3.connect(path) as sql:
        sql.executescript(script)
    sql.close()


def read(folder: Path, book: Registry, said: list[str]) -> None:
    """Everything that an index is asked for."""
    with index.opened(folder, book, load("tuftling"), said.append) as known:
        index.sync(known)
        assert len(index.avatars(known)) == 4
        assert len(list(query.page(known, query.Conditions()))) == 4
        list(index.handovers(known))
        list(index.conceptions(known))
        index.balances(known)
        assert {len(genome) for genome in index.genomes_of_founders(known)} == {32}
        index.batches(known)
        index.foundings(known)
        index.closing_block(known)


@pytest.mark.parametrize(
    "script",
    [
        f"drop table about; create view about as {_ENDLESS} as genesis, x as contract, "
        "x as species from c where x < 0",
        f"drop table tip; create view tip as {_ENDLESS} as number, x as hash from c where x < 0",
        "create trigger evil before update on tip begin select raise(abort, 'evil'); end",
        "create trigger evil after delete on tip begin delete from avatar; end",
        "drop table closing; create table closing (block text)",
        "alter table avatar add column more",
        "create table more (more)",
        "drop index avatar_mother",
        "update about set genesis = 'text'",
        "update about set contract = char(27) || ']0;a' || char(7)",
    ],
)
def test_an_index_of_another_form_is_made_again_with_a_word(
    made: tuple[Registry, Path], folder: Path, script: str
) -> None:
    book, path = made
    poison(path, script)
    said: list[str] = []
    read(folder, book, said)
    (sentence,) = said
    assert "another form" in sentence
    assert sentence.isprintable()


@pytest.mark.parametrize(
    "change",
    [
        "update tip set number = 'zz'",
        "update tip set number = -5",
        "update tip set hash = 'zz'",
        "update tip set hash = x'00'",
        "update holder set address = char(27) || '[31m' || number",
        "update holder set address = 5",
        "update holder set address = cast(x'ff' || number as text)",
        "update avatar set generation = 'abc'",
        "update avatar set generation = -1",
        "update avatar set rarity = 'abc'",
        "update avatar set owner = 99",
        "update avatar set block = x'00'",
        "update birth set id = cast(number as blob)",
        "update birth set genome = 'abc'",
        "update birth set hash = 'abc'",
        "insert into batch values (0, x'00', x'00', 1, x'00')",
        "insert into closing values (-1)",
    ],
)
def test_a_value_of_another_form_is_never_told_as_a_fact(
    made: tuple[Registry, Path], folder: Path, change: str
) -> None:
    book, path = made
    poison(path, change)
    with pytest.raises(errors.IndexDamaged, match="and was deleted"):
        read(folder, book, [])
    assert not path.exists()
    read(folder, book, [])


def test_completion_does_not_look_into_an_index_of_another_form(
    made: tuple[Registry, Path], folder: Path
) -> None:
    book, path = made
    genesis = book.chain.genesis
    assert len(listed(folder, book.address, genesis, book.chain.url, "0x", 10)) == 4
    poison(path, f"drop table birth; create view birth as {_ENDLESS} as id from c where x < 0")
    assert listed(folder, book.address, genesis, book.chain.url, "0x", 10) == []


def test_an_index_with_a_pipe_beside_it_is_made_again_with_a_word(
    made: tuple[Registry, Path], folder: Path
) -> None:
    book, path = made
    os.mkfifo(f"{path}-journal")
    said: list[str] = []
    read(folder, book, said)
    (sentence,) = said
    assert f"{path.name}-journal beside it is no regular file" in sentence


def test_an_index_that_is_a_link_is_neither_made_nor_looked_into(
    made: tuple[Registry, Path], folder: Path
) -> None:
    book, path = made
    elsewhere = folder / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert listed(folder, book.address, book.chain.genesis, book.chain.url, "0x", 10) == []
    for _ in range(2):
        with pytest.raises(errors.UnusableHome, match="is a link"):
            read(folder, book, [])
        elsewhere.unlink(missing_ok=True)
    assert not elsewhere.exists()


def test_families_in_circles_and_identities_that_are_no_hashes_are_not_believed(
    made: tuple[Registry, Path], folder: Path
) -> None:
    """A dict of numbers with one hash takes a time that grows with the square of their number."""
    book, path = made
    whole = path.read_bytes()
    owned = "insert into avatar values ({0}, 0, 0, 0, 0, 0, null, null, 1)"
    named = "insert into birth values ({0}, x'{1:064x}', x'{1:064x}', x'{1:064x}', 0)"
    alike = [(number, (2**61 - 1) * number) for number in range(4, 110)]
    for script, reason in (
        *((change, "not the child of its parents") for change in _CIRCLES),
        (";".join(each.format(*pair) for pair in alike for each in (owned, named)), "no hashes"),
    ):
        path.write_bytes(whole)
        poison(path, script)
        with (
            pytest.raises(errors.IndexDamaged, match=reason),
            index.opened(folder, book, load("tuftling"), str) as known,
        ):
            index.avatars(known)
        assert not path.exists()
    read(folder, book, [])
