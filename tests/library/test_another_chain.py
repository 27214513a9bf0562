"""Another chain with the same id answers at the URL of a collection that is open."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from avatarchain import Collection
from avatarchain.errors import ChainChanged
from avatarchain.index import newest
from avatarchain.keys.accounts import development
from avatarchain.library.lists import select
from avatarchain.library.promises import Promises
from avatarchain.papers import certificate
from avatarchain.registry import pin
from support.hostile import lying, other_genesis, replaced

OTHER = development(1).address
ASKS_NO_CHAIN = {
    *("chain", "species", "close", "promises", "registry", "deployed"),
    *("unlock", "sign_papers_with", "unfinished"),
}

METHODS: dict[str, Callable[[Collection, str, Path], object]] = {
    "indexed": lambda it, ada, folder: newest(it.indexed().__enter__()),
    "avatars": lambda it, ada, folder: it.avatars(),
    "page": lambda it, ada, folder: it.page(select()),
    "details": lambda it, ada, folder: it.details(ada),
    "odds": lambda it, ada, folder: it.odds(ada, it.avatars()[1]),
    "find": lambda it, ada, folder: it.find(ada),
    "pedigree": lambda it, ada, folder: it.pedigree(ada),
    "happenings": lambda it, ada, folder: it.happenings(),
    "names": lambda it, ada, folder: it.names(),
    "name": lambda it, ada, folder: it.name(ada, "Grey"),
    "verify": lambda it, ada, folder: it.verify(folder / "ada.png"),
    "unlock_issuer": lambda it, ada, folder: it.unlock_issuer(lambda _: None),
    "mint": lambda it, ada, folder: it.mint("cy"),
    "mint_many": lambda it, ada, folder: it.mint_many(2),
    "resume": lambda it, ada, folder: it.resume("none"),
    "breed": lambda it, ada, folder: it.breed(ada, it.avatars()[1]),
    "transfer": lambda it, ada, folder: it.transfer(ada, OTHER),
    "stud": lambda it, ada, folder: it.stud(ada, OTHER),
    "claim": lambda it, ada, folder: it.claim(0, 0),
    "save": lambda it, ada, folder: it.save(ada, folder / "saved.png"),
    "picture": lambda it, ada, folder: it.picture(ada, "png", size=64),
    "export": lambda it, ada, folder: it.export([ada], "svg"),
    "gallery": lambda it, ada, folder: it.gallery(folder / "gallery"),
    "audit": lambda it, ada, folder: it.audit(),
}
PROMISES: dict[str, Callable[[Promises], object]] = {
    "found": lambda it: it.found(2, OTHER),
    "foundings": lambda it: it.foundings(),
    "close": lambda it: it.close(),
    "commit": lambda it: it.commit("nowhere", OTHER),
    "commit_founding": lambda it: it.commit_founding(0),
    "batches": lambda it: it.batches(),
    "claim": lambda it: it.claim(0, 0),
    "proof": lambda it: it.proof(0, 0),
}


@pytest.fixture
def ada(collection: Collection, folder: Path) -> str:
    """The id of the first avatar, whose picture is saved in the folder."""
    ada = collection.avatars()[0]
    collection.save(ada, folder / "ada.png", size=64)
    return ada.id


def test_every_method_is_tried_here() -> None:
    assert METHODS.keys() | ASKS_NO_CHAIN == {
        each for each in vars(Collection) if not each.startswith("_")
    }
    fields = {"chain", "session", "writing"}
    assert PROMISES.keys() | fields == {each for each in vars(Promises) if not each.startswith("_")}


def test_nothing_of_another_chain_is_told_signed_or_sent(
    collection: Collection, ada: str, folder: Path
) -> None:
    head, files = collection.chain.head(), set(folder.rglob("*"))
    with lying(collection.chain, other_genesis):
        for name, call in METHODS.items():
            with pytest.raises(ChainChanged, match="was chain 31337 of genesis 0x"):
                pytest.fail(f"{name}: {call(collection, ada, folder)}")
        for name, promise in PROMISES.items():
            with pytest.raises(ChainChanged):
                pytest.fail(f"{name}: {promise(collection.promises)}")
    assert collection.chain.head() == head
    assert set(folder.rglob("*")) == files
    assert collection.verify(folder / "ada.png").ok
    assert all(finding.ok is not False for finding in collection.audit())


@pytest.mark.parametrize(
    ("name", "after"),
    [
        *(("verify", "eth_call"), ("audit", "eth_call"), ("avatars", "eth_getLogs")),
        *(("find", "eth_call"), ("details", "eth_getLogs"), ("happenings", "eth_getLogs")),
        *(("picture", "eth_call"), ("mint", "eth_estimateGas"), ("transfer", "eth_estimateGas")),
    ],
)
def test_a_chain_that_is_replaced_in_the_middle_is_noticed_at_the_end(
    collection: Collection, ada: str, home: Path, folder: Path, name: str, after: str
) -> None:
    shutil.rmtree(home / "index")
    with replaced(collection.chain, after) as methods, pytest.raises(ChainChanged):
        METHODS[name](collection, ada, folder)
    assert methods
    collection.find(ada)


def test_no_papers_are_signed_after_another_chain_came(
    collection: Collection, ada: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = list[object]()
    monkeypatch.setattr(certificate, "sign", lambda *given: signed.append(given))
    with replaced(collection.chain, "eth_call"), pytest.raises(ChainChanged):
        collection.picture(ada, "png", size=64)
    assert not signed


def test_the_contract_of_another_chain_is_not_pinned(collection: Collection, home: Path) -> None:
    before = (home / "deployments.json").read_bytes()
    with lying(collection.chain, other_genesis), pytest.raises(ChainChanged):
        pin(home, collection.registry)
    assert (home / "deployments.json").read_bytes() == before
