"""Estimate the cost of a deployment before anything is sent.

The gas is exact: the same transactions are run on a temporary chain, which is deleted afterwards.
The price of gas comes from the node of the network.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from avatarchain.chain import DEVELOPMENT_CHAINS, Chain, connect
from avatarchain.chain.answers import read_gas_limit
from avatarchain.chain.probe import probe
from avatarchain.errors import BlocksTooSmall
from avatarchain.keys.accounts import development
from avatarchain.keys.seal import DEVELOPMENT_KEY
from avatarchain.registry import deploy
from avatarchain.registry.artwork import missing_steps
from avatarchain.registry.contract import send
from avatarchain.species import Species

_ETHER = 10**18  # wei


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a deployment: the number of `transactions`, and their `gas` in all.

    `gas_price` is the price of a unit of gas now and `most_price` the highest to expect, in wei.
    `balance` is that of the account, in wei, or None if no account is known.
    """

    transactions: int
    gas: int
    gas_price: int
    most_price: int
    balance: int | None

    @property
    def cost(self) -> int:
        """The cost at the present price, in wei."""
        return self.gas * self.gas_price

    @property
    def most(self) -> int:
        """The highest cost, in wei: prices may double during the deployment."""
        return self.gas * self.most_price


def deployment_cost(
    chain: Chain, species: Species, address: str | None, home: Path | None = None
) -> Cost:
    """The cost of deploying the registry of a species on a chain. Nothing is sent.

    Art that `home` has recorded, and that the signer `address` can use, is not counted again. On a
    development chain the transaction that puts the development key in force is counted too. The
    network is checked as before a deployment. Raises UnfitNetwork, BlocksTooSmall if a transaction
    needs more gas than the newest block may have, and the errors of a node.
    """
    probe(chain)
    missing = missing_steps(chain, address, species, home)
    gas = deployment_gas(species)[-(missing + 1) :]
    if chain.chain_id in DEVELOPMENT_CHAINS:
        gas += (key_gas(species),)
    limit = chain.read(read_gas_limit, "eth_getBlockByNumber", "latest", False)
    if max(gas) > limit:
        raise BlocksTooSmall(gas=max(gas), limit=limit)
    prices = chain.fees()
    tip, most = prices["maxPriorityFeePerGas"], prices["maxFeePerGas"]
    return Cost(
        transactions=len(gas),
        gas=sum(gas),
        gas_price=(most - tip) // 2 + tip,  # `fees` allows for twice the base fee
        most_price=most,
        balance=None if address is None else chain.quantity("eth_getBalance", address, "latest"),
    )


def deployment_gas(species: Species) -> tuple[int, ...]:
    """The gas of each transaction that deploys a species' art and registry, in their order."""
    return _paid(species)[:-1]


def key_gas(species: Species) -> int:
    """The gas of the transaction that puts the registry's first issuer key in force."""
    return _paid(species)[-1]


@cache
def _paid(species: Species) -> tuple[int, ...]:
    """The gas of a deployment's transactions, and of the issuer key's after them."""
    paid: list[int] = []
    with (
        TemporaryDirectory(prefix="avatarchain-") as folder,
        connect("evm+sqlite://", folder=Path(folder)) as chain,
    ):
        registry = deploy(chain, development(0), species, watch=paid.append)
        key = bytes.fromhex(DEVELOPMENT_KEY[2:])
        paid.append(send(registry, development(0), "setIssuerKey(bytes32)", key).gas_used)
    return tuple(paid)


def in_ether(wei: int) -> str:
    """An amount of wei in ether, exactly, without zeros at the end."""
    whole, rest = divmod(wei, _ETHER)
    return f"{whole}.{rest:018d}".rstrip("0").rstrip(".")
