"""The seed of a founding: the design's vector, the published ones, and what it depends on."""

import hashlib

import pytest

from avatarchain.errors import MalformedSeed
from avatarchain.genetics.seeds import founding_seed, item_seed
from support import published

REGISTRY = bytes.fromhex("5fbdb2315678afecb367f032d93f642f64180aa3")
FIRST = (b"\x11" * 32, 31337, REGISTRY, 0, 1000)


def test_the_vector_of_the_design_holds():
    seed = founding_seed(*FIRST)
    assert seed.hex() == "d6348a275d1e98403f4d1b68bb7ee548538e4b3d4ba7a6bb8d3e53b3afe40faf"
    assert item_seed(seed, 0).hex() == (
        "6f1200c5596c010ddb05000964205af1c432135629ef223956e58802a1149676"
    )
    assert item_seed(seed, 7).hex() == (
        "84a1c2ab2f9a7ac0bd31bf7b9a9f9f65b9490ea991b8fc574b671ab9ac3fea9f"
    )


def test_the_published_seeds_are_those_of_the_formula():
    for case in published.cases("foundings", "seed of founding"):
        beacon, contract = published.data(case["beacon"]), bytes.fromhex(case["contract"][2:])
        chain_id, founding, count = (int(case[key]) for key in ("chain_id", "founding", "count"))
        seed = founding_seed(beacon, chain_id, contract, founding, count)
        assert seed == published.data(case["answer"])
        where = chain_id.to_bytes(32, "big") + contract + founding.to_bytes(32, "big")
        spelled = beacon + where + count.to_bytes(8, "big")
        assert len(spelled) == 124
        tagged = hashlib.blake2b(spelled, digest_size=32, person=b"avatarchain-draw")
        assert seed == tagged.digest()


@pytest.mark.parametrize(
    ("place", "other"), [(0, b"\x12" * 32), (1, 1337), (2, bytes(20)), (3, 1), (4, 1001)]
)
def test_another_beacon_chain_registry_number_or_count_draws_another_collection(place, other):
    changed = [*FIRST[:place], other, *FIRST[place + 1 :]]
    assert founding_seed(*changed) != founding_seed(*FIRST)


def test_a_beacon_of_another_length_is_refused():
    with pytest.raises(MalformedSeed, match="expected 32 bytes, got 31"):
        founding_seed(FIRST[0][:31], *FIRST[1:])
