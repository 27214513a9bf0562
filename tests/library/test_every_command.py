"""What the commands can, a collection can: each is a method, or it is said why it is none."""

from collections.abc import Iterator
from operator import attrgetter

import click

from avatarchain import Collection
from avatarchain.cli import program
from avatarchain.library.promises import Promises

# The methods that do what a command does; a sentence where none does.
METHODS = {
    "audit": ["audit"],
    "breed": ["breed"],
    "claim": ["claim", "promises"],
    "commit": ["promises"],
    "export": ["export"],
    "found": ["promises"],
    "gallery": ["gallery"],
    "list": ["page", "avatars", "species", "happenings"],
    "mint": ["mint", "mint_many", "unfinished", "resume"],
    "name": ["name", "names"],
    "odds": ["odds"],
    "show": ["details", "find", "picture", "save"],
    "stud": ["stud"],
    "transfer": ["transfer"],
    "tree": ["pedigree"],
    "verify": ["verify"],
}
OF_PROMISES = {
    "claim": ["claim", "proof"],
    "commit": ["commit", "commit_founding", "batches"],
    "found": ["found", "foundings", "close"],
}
OTHERWISE = {
    "abi": "the interface is a file: avatarchain.registry.abi",
    "account": "keys are made and opened by a person, at a terminal",
    "class": "lessons are pages, without a chain: avatarchain.classroom",
    "completion": "it is for shells",
    "deploy": "the first mint does it on a development chain; elsewhere a person weighs the price",
    "devnet": "it is about a file or a program in which a chain lives: avatarchain.chain",
    "generate": "no chain is asked: avatarchain.generate",
    "serve": "it is this library, for other programs",
    "species": "no registry is asked: load_species, avatarchain.workshop",
    "trust": "whom to trust a person decides: avatarchain.papers.trust",
}


def commands() -> Iterator[str]:
    yield from program.list_commands(click.Context(program))


def test_every_command_is_a_method_or_it_is_said_why_not() -> None:
    assert {*METHODS, *OTHERWISE} == {*commands()}
    assert not METHODS.keys() & OTHERWISE.keys()


def test_all_that_is_named_is_there_and_all_that_is_there_is_named() -> None:
    public = {name for name in vars(Collection) if not name.startswith("_")}
    named = {name for names in METHODS.values() for name in names}
    opens = {"unlock", "unlock_issuer", "sign_papers_with"}
    assert public - named == {"chain", "close", "deployed", "indexed", "registry", *opens}
    assert named <= public
    promised = {name for names in OF_PROMISES.values() for name in names}
    assert promised | {"chain", "session", "writing"} == {
        name for name in vars(Promises) if not name.startswith("_")
    }
    for name in public:
        assert attrgetter(name)(Collection).__doc__, name
