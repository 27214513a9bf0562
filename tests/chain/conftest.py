"""Chains to test: the embedded devnet, an anvil of our own, and a node behind HTTP."""

from collections.abc import Iterator
from pathlib import Path

import calls
import pytest
from eth_account.signers.local import LocalAccount
from places import Place

from avatarchain.chain import Chain, connect


@pytest.fixture(params=["embedded", "anvil", "remote"])
def place(request: pytest.FixtureRequest, folder: Path) -> Iterator[Place]:
    match request.param:
        case "embedded":
            url = "evm+sqlite://"
        case "anvil":
            url = f"anvil:{request.getfixturevalue('anvil_binary')}"
        case _:
            url = request.getfixturevalue("node")
    with connect(url, folder=folder, timeout=30) as chain:
        assert chain.kind == request.param
        shared = chain.w3.provider.endpoint_uri if request.param == "anvil" else url
        yield Place(chain, str(shared), folder)


@pytest.fixture
def chain(place: Place) -> Chain:
    return place.chain


@pytest.fixture
def registry(chain: Chain, development_key: LocalAccount) -> str:
    """The address of a registry that the first development account issues for."""
    address = chain.send(development_key, None, calls.creation()).contract_address
    assert address is not None
    return address
