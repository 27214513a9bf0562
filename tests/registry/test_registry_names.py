"""A registry has the name of its species, and who reads it holds the one against the other."""

from dataclasses import replace

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, registry
from avatarchain.papers import trust
from avatarchain.registry import Registry
from avatarchain.registry.contract import ask
from avatarchain.species.pack import load


def test_a_registry_is_deployed_with_the_name_of_its_species(book: Registry) -> None:
    assert ask(book, "name()", returns=["string"]) == ("tuftling",)
    assert ask(book, "symbol()", returns=["string"]) == ("AVATAR",)
    assert registry.attach(book.chain, book.address, load("tuftling")).species == book.species


@pytest.mark.parametrize("name", ["", "Tuftling", "tuftling ", "Cryptokitties", "tuft\x1b[31mling"])
def test_a_registry_that_calls_itself_otherwise_is_not_believed(
    book: Registry, development_key: LocalAccount, name: str
) -> None:
    """Whoever deploys a registry can give it any name; the species says which is right."""
    other = registry.deploy(book.chain, development_key, replace(load("tuftling"), name=name))
    with pytest.raises(errors.OtherName, match="but its species is 'tuftling'") as refusal:
        registry.attach(book.chain, other.address, load("tuftling"))
    assert refusal.value.contract == other.address
    assert str(refusal.value).isprintable()
    with pytest.raises(errors.OtherName):
        trust.registry_named(book.chain, other.address, load("tuftling"))
