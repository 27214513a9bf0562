"""What a deployment costs, before it is sent: the very gas, and the price that the network asks."""

from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain import registry
from avatarchain.chain import Chain, connect
from avatarchain.keys.accounts import development
from avatarchain.keys.seal import DEVELOPMENT_KEY
from avatarchain.registry import artwork
from avatarchain.registry.contract import send
from avatarchain.registry.costs import Cost, deployment_cost, deployment_gas, in_ether, key_gas
from avatarchain.species.pack import load

SPECIES = load("tuftling")
SIGNER: LocalAccount = development(0)
NEARLY = 2_000  # gas: the account and the addresses in the data have more or fewer zeros


@pytest.fixture
def chain(folder: Path) -> Chain:
    with connect("evm+sqlite://", folder=folder) as chain:
        yield chain


def test_the_gas_is_that_of_the_deployment(chain: Chain, folder: Path) -> None:
    signer: LocalAccount = development(3)
    forecast = deployment_cost(chain, SPECIES, signer.address)
    assert chain.head().number == 0
    paid: list[int] = []
    deployed = registry.deploy(chain, signer, SPECIES, home=folder, watch=paid.append)
    key = bytes.fromhex(DEVELOPMENT_KEY[2:])
    paid.append(send(deployed, signer, "setIssuerKey(bytes32)", key).gas_used)
    assert forecast.transactions == len(paid)
    assert abs(forecast.gas - sum(paid)) < NEARLY
    assert key_gas(SPECIES) == paid.pop()
    assert deployment_gas(SPECIES)[-1] == pytest.approx(paid[-1], abs=NEARLY)


def test_art_that_is_there_is_not_counted_again(chain: Chain, folder: Path) -> None:
    registry.deploy(chain, SIGNER, SPECIES, home=folder)
    again = deployment_cost(chain, SPECIES, SIGNER.address, folder)
    assert again.transactions == 2  # the registry, and its key
    assert again.gas == deployment_gas(SPECIES)[-1] + key_gas(SPECIES)
    # Sealed art serves everybody, and a home that does not know it needs its own.
    assert deployment_cost(chain, SPECIES, None, folder).transactions == 2
    assert deployment_cost(chain, SPECIES, SIGNER.address).transactions > 2


def test_of_art_that_was_begun_the_rest_is_counted(
    chain: Chain, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = 0

    class Cut(Exception):
        pass

    def watch(_: int) -> None:
        nonlocal sent
        sent += 1
        if sent == 3:  # the contract and two chunks
            raise Cut

    with pytest.raises(Cut):
        registry.deploy(chain, SIGNER, SPECIES, home=folder, watch=watch)
    every = deployment_gas(SPECIES)
    rest = deployment_cost(chain, SPECIES, SIGNER.address, folder)
    assert rest.transactions == len(every) - 3 + 1
    assert rest.gas == sum(every[3:]) + key_gas(SPECIES)
    # Only who began it may finish it.
    other = deployment_cost(chain, SPECIES, development(1).address, folder)
    assert other.transactions == len(every) + 1
    assert artwork.missing_steps(chain, SIGNER.address, SPECIES, folder) == len(every) - 4


def test_a_species_of_images_needs_the_registry_alone(chain: Chain) -> None:
    images = replace(SPECIES, images=())
    assert artwork.missing_steps(chain, SIGNER.address, images) == 0


def test_the_price_is_what_the_network_asks_now(chain: Chain) -> None:
    cost = deployment_cost(chain, SPECIES, SIGNER.address)
    base = int(chain.ask("eth_getBlockByNumber", "latest", False)["baseFeePerGas"], 16)
    assert cost.gas_price == base
    assert cost.most_price == 2 * base
    assert cost.cost == cost.gas * base
    assert cost.most == 2 * cost.cost
    assert cost.balance == 10_000 * 10**18


@pytest.mark.parametrize(
    ("wei", "ether"),
    [
        (0, "0"),
        (1, "0.000000000000000001"),
        (10**18, "1"),
        (25 * 10**17, "2.5"),
        (10_000 * 10**18, "10000"),
    ],
)
def test_an_amount_is_written_exactly_in_ether(wei: int, ether: str) -> None:
    assert in_ether(wei) == ether


def test_nothing_costs_nothing() -> None:
    assert Cost(0, 0, 0, 0, None).cost == 0
