"""Merkle trees: proofs that hold, proofs that do not, and OpenZeppelin's own package."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatarchain.base.canonical import keccak256, word
from avatarchain.births import merkle
from avatarchain.births.merkle import Tree
from avatarchain.errors import EmptyTree, NotInTree

ROOT = Path(__file__).resolve().parents[2]
ALICE = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
BOB = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"

hashes = st.binary(min_size=32, max_size=32)
trees = st.lists(hashes, min_size=1, max_size=70, unique=True)


def leaves(count: int) -> list[tuple[str, int]]:
    """Leaves for two holders, with small genomes and large ones."""
    return [
        ((ALICE, BOB)[k % 2], k if k < 3 else int.from_bytes(keccak256(word(k)), "big"))
        for k in range(count)
    ]


def tree_of(promised: list[tuple[str, int]]) -> Tree:
    return merkle.build(merkle.leaf(*one) for one in promised)


@given(trees)
def test_any_proof_of_any_leaf_leads_to_the_root(made: list[bytes]) -> None:
    tree = merkle.build(made)
    for leaf in made:
        assert merkle.root_of(leaf, merkle.proof(tree, leaf)) == tree.root


@given(trees)
def test_the_order_of_the_leaves_does_not_matter(made: list[bytes]) -> None:
    assert merkle.build(made) == merkle.build(sorted(made))


@given(trees, st.data())
def test_a_proof_changed_in_one_bit_leads_elsewhere(made: list[bytes], data: st.DataObject) -> None:
    tree = merkle.build(made)
    leaf = data.draw(st.sampled_from(made))
    nodes = [leaf, *merkle.proof(tree, leaf)]
    at = data.draw(st.integers(0, len(nodes) - 1))
    bit = 1 << data.draw(st.integers(0, 255))
    nodes[at] = word(int.from_bytes(nodes[at], "big") ^ bit)
    assert merkle.root_of(nodes[0], nodes[1:]) != tree.root


@given(trees, st.data())
def test_a_proof_too_short_or_too_long_leads_elsewhere(
    made: list[bytes], data: st.DataObject
) -> None:
    tree = merkle.build(made)
    leaf = data.draw(st.sampled_from(made))
    proof = merkle.proof(tree, leaf)
    assert merkle.root_of(leaf, [*proof, data.draw(hashes)]) != tree.root
    if proof:
        assert merkle.root_of(leaf, proof[:-1]) != tree.root


@given(trees, hashes)
def test_a_leaf_that_is_not_there_has_no_proof(made: list[bytes], other: bytes) -> None:
    tree = merkle.build(made)
    if other not in made:
        with pytest.raises(NotInTree):
            merkle.proof(tree, other)


def test_a_leaf_is_of_its_recipient_and_its_genome() -> None:
    tree = tree_of(leaves(9))
    for stranger in (merkle.leaf(BOB, 0), merkle.leaf(ALICE, 1)):
        with pytest.raises(NotInTree):
            merkle.proof(tree, stranger)


def test_the_case_of_an_address_does_not_matter() -> None:
    assert merkle.leaf(ALICE, 5) == merkle.leaf("0x" + ALICE[2:].lower(), 5)


def test_a_tree_of_one_leaf_is_that_leaf_and_its_proof_is_empty() -> None:
    tree = tree_of([(ALICE, 5)])
    assert (tree.count, tree.root) == (1, merkle.leaf(ALICE, 5))
    assert merkle.proof(tree, tree.root) == []


def test_a_tree_of_nothing_is_refused() -> None:
    with pytest.raises(EmptyTree, match="at least one leaf"):
        merkle.build([])


@given(trees, st.data())
def test_a_leaf_that_is_there_twice_is_found(made: list[bytes], data: st.DataObject) -> None:
    assert merkle.repeated(merkle.build(made)) is None
    twice = data.draw(st.sampled_from(made))
    assert merkle.repeated(merkle.build([*made, twice])) == twice


@pytest.mark.parametrize("count", [1, 2, 3, 8, 21, 300])
def test_roots_and_proofs_are_those_of_openzeppelin(
    count: int, openzeppelin: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    promised = leaves(count)
    tree = tree_of(promised)
    proofs = [
        ["0x" + node.hex() for node in merkle.proof(tree, merkle.leaf(*one))] for one in promised
    ]
    spelled = [[to, str(genome)] for to, genome in promised]
    assert openzeppelin({"leaves": spelled}) == {"root": "0x" + tree.root.hex(), "proofs": proofs}


def test_openzeppelin_accepts_our_proofs_and_no_changed_ones(
    openzeppelin: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    promised = leaves(21)
    tree = tree_of(promised)
    root = "0x" + tree.root.hex()
    proofs = [
        ["0x" + node.hex() for node in merkle.proof(tree, merkle.leaf(*one))] for one in promised
    ]
    spelled = [[to, str(genome)] for to, genome in promised]
    ours = openzeppelin({"root": root, "leaves": spelled, "proofs": proofs})
    assert all(ours["valid"])
    shifted = openzeppelin({"root": root, "leaves": spelled, "proofs": proofs[1:] + proofs[:1]})
    assert not any(shifted["valid"])


@settings(max_examples=20)
@given(trees)
def test_a_tree_read_from_its_bytes_is_the_tree(made: list[bytes]) -> None:
    tree = merkle.build(made)
    again = Tree(bytes(tree.nodes))
    assert (again.count, again.root) == (len(made), tree.root)
    assert merkle.proof(again, made[0]) == merkle.proof(tree, made[0])
