"""A node that tells false blocks puts no false draw into an index."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import errors, index, registry
from avatarchain.births import breeding, minting
from avatarchain.births.founders import collection
from avatarchain.chain import connect
from avatarchain.index.draws import draws
from avatarchain.papers.slots import seconds_before
from avatarchain.species.pack import load
from support.hostile import between


@pytest.mark.parametrize(
    ("field", "false"), [("mixHash", "0x" + 64 * "7"), ("timestamp", "0x7fffffff")]
)
def test_a_block_of_a_draw_that_does_not_have_its_hash_is_refused_and_read_again_of_another_node(
    node: str, folder: Path, development_key: LocalAccount, field: str, false: str
) -> None:
    species, owner = load("tuftling"), development_key
    lies: list[int] = []

    def spoil(request: Any, answer: Any) -> Any:
        asked, answers = ([request], [answer]) if isinstance(request, dict) else (request, answer)
        for one, told in zip(asked, answers, strict=True):
            if one["method"] == "eth_getBlockByNumber" and one["params"][0] == hex(drawn):
                lies.append(drawn)
                told["result"] |= {field: false}
        return answer

    with connect(node, folder=folder) as honest:
        book = registry.deploy(honest, owner, species)
        mother, father = (
            minting.mint(book, species, owner, owner.address, founder).avatar
            for founder in collection(species, bytes(32), 2)
        )
        child = breeding.breed(book, owner, mother.identity, father.identity)
        drawn = child.block - 1
        with between(node, spoil) as url, connect(url, folder=folder) as liar:
            lied_to = replace(book, chain=liar)
            with (
                index.opened(folder, lied_to, species, pytest.fail) as known,
                pytest.raises(errors.StrangeHeader, match=f"block {drawn} .* not have the block's"),
            ):
                index.sync(known)
            with pytest.raises(errors.StrangeHeader):
                seconds_before(liar, drawn)
        assert lies
        with index.opened(folder, book, species, pytest.fail) as known:
            assert list(draws(known)) == []
            index.sync(known)
            (draw,) = draws(known)
        assert (draw.conception.draw, draw.genome) == (drawn, child.genome)
        assert draw.conception.mixed == honest.block(drawn).mix_hash
