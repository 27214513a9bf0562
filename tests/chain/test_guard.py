"""Which networks may be written to."""

import pytest

from avatarchain.chain import DEVELOPMENT_CHAINS, permit
from avatarchain.errors import PublicNetwork, PublicTestNetwork


def test_development_chains_are_written_to_freely() -> None:
    assert {31337, 1337} == DEVELOPMENT_CHAINS
    for chain_id in DEVELOPMENT_CHAINS:
        permit(chain_id)


@pytest.mark.parametrize("chain_id", [11155111, 560048, 10200])
def test_a_test_network_is_written_to_when_that_is_said(chain_id: int) -> None:
    with pytest.raises(PublicTestNetwork, match="a public test network: nothing was sent"):
        permit(chain_id)
    permit(chain_id, testnet=True)
    permit(chain_id, allow_public=chain_id)


@pytest.mark.parametrize("chain_id", [1, 10, 137, 8453, 84532, 421614, 300, 999_999, 0])
def test_any_other_network_is_written_to_only_when_its_number_is_spelled_out(chain_id: int) -> None:
    with pytest.raises(PublicNetwork, match=f"chain {chain_id} is not a development chain"):
        permit(chain_id)
    with pytest.raises(PublicNetwork):
        permit(chain_id, testnet=True)
    permit(chain_id, allow_public=chain_id)


@pytest.mark.parametrize("allowed", [31337, 11155111, 2])
def test_leave_for_one_network_is_none_for_another(allowed: int) -> None:
    with pytest.raises(PublicNetwork):
        permit(1, testnet=True, allow_public=allowed)
