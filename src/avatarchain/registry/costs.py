"""What deploying will cost, before anything is sent.

The gas is that of the very transactions: they run on a chain that is made for it in a temporary
folder, and thrown away. What a network asks for a unit of gas is asked of its node.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from avatarchain.chain import Chain, connect
from avatarchain.chain.probe import probe
from avatarchain.keys.accounts import development
from avatarchain.registry import deploy
from avatarchain.registry.artwork import missing_steps
from avatarchain.species import Species

_ETHER = 10**18  # wei


@dataclass(frozen=True, slots=True)
class Cost:
    """What a deployment takes: `transactions`, and their `gas` together.

    `gas_price` is what a unit of gas costs now and `most` what it costs at most, in wei;
    `balance` is what the account has, in wei, or None if no account is known.
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
        """The most that it may cost, in wei: prices may double while it goes on."""
        return self.gas * self.most_price


def deployment_cost(
    chain: Chain, species: Species, address: str | None, home: Path | None = None
) -> Cost:
    """What it takes to deploy the registry of a species on a chain. Nothing is sent.

    Art that `home` remembers is not counted again, if `address` is to sign and is known. The
    network is probed as before a deployment. Raises UnfitNetwork and the errors of a node.
    """
    probe(chain)
    missing = missing_steps(chain, address, species, home)
    gas = deployment_gas(species)[-(missing + 1) :]
    prices = chain.fees()
    tip, most = prices["maxPriorityFeePerGas"], prices["maxFeePerGas"]
    return Cost(
        transactions=len(gas),
        gas=sum(gas),
        gas_price=(most - tip) // 2 + tip,  # `fees` allows for twice the base fee
        most_price=most,
        balance=None if address is None else chain.quantity("eth_getBalance", address, "latest"),
    )


@cache
def deployment_gas(species: Species) -> tuple[int, ...]:
    """The gas of each transaction that deploys a species' art and registry, in their order."""
    paid: list[int] = []
    with (
        TemporaryDirectory(prefix="avatarchain-") as folder,
        connect("evm+sqlite://", folder=Path(folder)) as chain,
    ):
        deploy(chain, development(0), species, watch=paid.append)
    return tuple(paid)


def in_ether(wei: int) -> str:
    """An amount of wei in ether, exactly, without zeros at the end."""
    whole, rest = divmod(wei, _ETHER)
    return f"{whole}.{rest:018d}".rstrip("0").rstrip(".")
