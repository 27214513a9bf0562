"""A breeding that is cut off at any point is finished by the next one, and makes one child."""

from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.births import breeding, unreported
from avatarchain.births.founders import collection
from avatarchain.births.minting import mint
from avatarchain.errors import Related
from avatarchain.registry import Registry
from avatarchain.species.pack import load


class CutOff(BaseException):
    """As a signal ends a command."""


@pytest.fixture
def pair(book: Registry, development_key: LocalAccount) -> tuple[int, int]:
    species = load("tuftling")
    mother, father = (
        mint(book, species, development_key, development_key.address, founder).avatar.identity
        for founder in collection(species, bytes(32), 2)
    )
    return mother, father


def records(home: Path) -> list[Path]:
    return list((home / unreported.FOLDER).glob("*.json"))


@pytest.mark.parametrize("cut", ["conceive", "deliver", None])
def test_a_birth_that_was_begun_is_finished_and_no_other_is_begun(
    book: Registry,
    development_key: LocalAccount,
    pair: tuple[int, int],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    cut: str | None,
) -> None:
    sent = breeding.send

    def send(registry: Registry, signer: LocalAccount, signature: str, *arguments: object):  # type: ignore[no-untyped-def]
        receipt = sent(registry, signer, signature, *arguments)
        if cut is not None and signature.startswith(cut):
            raise CutOff
        return receipt

    with monkeypatch.context() as patch:
        patch.setattr(breeding, "send", send)
        if cut is None:  # the child is there, and nobody has seen it
            unreported.next_child(folder, book, development_key, *pair)
        else:
            with pytest.raises(CutOff):
                unreported.next_child(folder, book, development_key, *pair)
    assert len(records(folder)) == 1
    child = unreported.next_child(folder, book, development_key, *pair)
    assert (child.mother, child.father) == pair
    assert unreported.next_child(folder, book, development_key, *pair) == child
    unreported.reported(folder, book, *pair)
    assert records(folder) == []
    assert unreported.next_child(folder, book, development_key, *pair) != child


def test_a_breeding_that_the_contract_refuses_leaves_no_record(
    book: Registry, development_key: LocalAccount, pair: tuple[int, int], folder: Path
) -> None:
    child = unreported.next_child(folder, book, development_key, *pair)
    unreported.reported(folder, book, *pair)
    with pytest.raises(Related):
        unreported.next_child(folder, book, development_key, child.identity, pair[0])
    assert records(folder) == []
