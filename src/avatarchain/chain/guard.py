"""Decide which networks may be written to.

A devnet may always be written to: what is on it has no value, and its keys are public. A public
test network may be written to if the caller allows it, any other network only if the caller gives
its chain id. The decision is made once, before the first transaction is prepared; this module does
not talk to a node. `probe` checks whether the random numbers of a network's blocks can be used.
"""

from avatarchain.errors import PublicNetwork, PublicTestNetwork

DEVELOPMENT_CHAINS = frozenset({31337, 1337})

TEST_NETWORKS = {11155111: "Sepolia", 560048: "Hoodi", 10200: "Gnosis Chiado"}
"""The public test networks whose blocks have random numbers (mixHash) as Ethereum's do.

Rollups are not among them: one party makes all blocks, and chooses mixHash.
"""


SLOTS = {1: 12, 100: 5, **dict.fromkeys((11155111, 560048), 12), 10200: 5}
"""Chain id → the seconds from block to block, when no proposer misses one."""


def permit(chain_id: int, *, testnet: bool = False, allow_public: int | None = None) -> None:
    """Return if the chain with this id may be written to; otherwise raise an error.

    `testnet` allows all public test networks, `allow_public` exactly the chain with that id.
    Raises PublicTestNetwork or PublicNetwork.
    """
    if chain_id in DEVELOPMENT_CHAINS or allow_public == chain_id:
        return
    if chain_id not in TEST_NETWORKS:
        raise PublicNetwork(chain_id=chain_id)
    if not testnet:
        raise PublicTestNetwork(chain_id=chain_id, name=TEST_NETWORKS[chain_id])
