"""Which networks may be written to.

A devnet is written to freely: what is on it is worth nothing and its keys are known to
everyone. A public test network is written to when the caller says so, any other network
only when the caller spells out its number. The decision is taken once, before the first
transaction is prepared; nothing here talks to a node.
"""

from avatarchain.errors import PublicNetwork, PublicTestNetwork

DEVELOPMENT_CHAINS = frozenset({31337, 1337})

TEST_NETWORKS = {
    11155111: "Sepolia",
    17000: "Holesky",
    560048: "Hoodi",
    84532: "Base Sepolia",
    421614: "Arbitrum Sepolia",
    11155420: "OP Sepolia",
    80002: "Polygon Amoy",
    43113: "Avalanche Fuji",
    97: "BNB Smart Chain testnet",
    10200: "Gnosis Chiado",
    59141: "Linea Sepolia",
    534351: "Scroll Sepolia",
    300: "ZKsync Sepolia",
}


def permit(chain_id: int, *, testnet: bool = False, allow_public: int | None = None) -> None:
    """Return if the chain of this number may be written to.

    `testnet` opens the public test networks, `allow_public` exactly the chain that it names.
    Raises PublicTestNetwork or PublicNetwork, which say what to give.
    """
    if chain_id in DEVELOPMENT_CHAINS or allow_public == chain_id:
        return
    if chain_id not in TEST_NETWORKS:
        raise PublicNetwork(chain_id=chain_id)
    if not testnet:
        raise PublicTestNetwork(chain_id=chain_id, name=TEST_NETWORKS[chain_id])
