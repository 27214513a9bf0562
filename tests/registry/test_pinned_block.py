"""A pin of which the block is false: whoever wrote it, no log of the registry is hidden by it."""

from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.keys import seal
from avatarchain.papers import issuer_keys
from avatarchain.registry import Registry, find_pinned, foundings, pin
from avatarchain.registry.pins import keep_pin
from avatarchain.species.pack import load

SPECIES = load("tuftling")


@pytest.mark.parametrize("later", [0, 1, 2, 10**12])
def test_keys_and_promises_before_the_block_of_a_pin_are_read(
    book: Registry, development_key: LocalAccount, folder: Path, later: int
) -> None:
    issuer_keys.publish(book, development_key, seal.DEVELOPMENT_KEY)
    issuer_keys.revoke(book, development_key, seal.DEVELOPMENT_KEY)
    foundings.found(book, development_key, b"\1" * 32, 3, book.chain.head().number + 20)
    true = pin(folder, book)
    keep_pin(folder, replace(true, block=true.block + later))
    registry = find_pinned(folder, book.chain, SPECIES)
    assert registry is not None
    assert registry.block == (0 if later else true.block)
    history = issuer_keys.history(registry)
    assert [term.key for term in history.terms] == [seal.DEVELOPMENT_KEY]
    assert set(history.revoked) == {seal.DEVELOPMENT_KEY}
    assert len(foundings.issuance(registry).foundings) == 1
