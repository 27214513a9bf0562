"""The gas that a pack's check computes for `tokenURI` is held to a chain, and has a bound."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import registry
from avatarchain.chain import Chain, connect
from avatarchain.errors import FaultyPack
from avatarchain.registry.contract import encode
from avatarchain.species import LOCI, Species, edges, express
from avatarchain.species.gas import MAX_TOKEN_GAS, token_gas
from avatarchain.species.pack import load, read_pack, shipped
from support.costly import DEAREST, WAYS, write_costly_pack

OF_OURS = 1_700_000  # what a shipped species may need


@pytest.fixture(autouse=True)
def _uncounted_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Costly drawings have more edges than are allowed, which is not what is asked here."""
    monkeypatch.setattr(edges, "MOST_EDGES", dict.fromkeys((False, True), (10**9, 10**9)))


@pytest.fixture(scope="module")
def anvil(anvil_binary: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with connect(f"anvil:{anvil_binary}", folder=tmp_path_factory.mktemp("anvil")) as chain:
        yield chain


def asked(chain: Chain, account: LocalAccount, species: Species, genome: int) -> int:
    """The gas that a registry's `tokenURI` needs on a chain."""
    book = registry.deploy(chain, account, species)
    registry.register(book, account, account.address, genome)
    data = encode("tokenURI(uint256)", registry.identity_of(species, genome))
    return chain.estimate(book.address, data, sender=account.address)


@pytest.mark.parametrize(
    "way",
    [pytest.param(way, marks=[] if way in DEAREST else pytest.mark.nightly) for way in WAYS],
)
def test_the_gas_of_a_costly_pack_is_a_little_more_than_a_chain_needs(
    anvil: Chain, development_key: LocalAccount, folder: Path, way: str
) -> None:
    species = read_pack(write_costly_pack(folder / "pack", **WAYS[way]))
    dearest = sum(3 << 252 - 16 * locus for locus in range(2))
    needed = asked(anvil, development_key, species, dearest)
    assert needed <= token_gas(species) <= 1.25 * needed


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_species_needs_far_less_than_is_allowed(
    anvil: Chain, development_key: LocalAccount, name: str
) -> None:
    species = load(name)
    genome = _longest(species)
    needed = asked(anvil, development_key, species, genome)
    assert needed <= token_gas(species) <= OF_OURS  # measured of the tuftling: 1,416,829
    assert token_gas(species) <= 1.25 * needed


def _longest(species: Species) -> int:
    """The genome with the longest drawings."""
    genome = 0
    for locus in range(LOCI):
        layers = [layer.drawings for layer in species.layers if layer.locus == locus]
        longest = max(range(16), key=lambda form: sum(len(rows[form]) for rows in layers))
        genome |= longest << 252 - 16 * locus
    assert express(species, genome).hidden.bit_count() < 3
    return genome


@pytest.mark.parametrize("way", ["drawing", "files"])
def test_a_pack_of_which_no_node_could_tell_is_refused(folder: Path, way: str) -> None:
    way_to = {
        "drawing": {"points": 9_900, "step": "L-100.25 -200.7{}"},
        "files": {"wide": 7, "dots": 25},
    }
    with pytest.raises(FaultyPack) as refused:
        read_pack(write_costly_pack(folder / "pack", **way_to[way]))
    (fault,) = refused.value.faults
    assert "tokenURI would need" in fault
    assert f"{MAX_TOKEN_GAS:,} are allowed" in fault
