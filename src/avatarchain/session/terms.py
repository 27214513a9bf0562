"""What a session needs to be opened: the chain's address, and who signs.

The command line uses these for every command, so this module imports nothing slow.
"""

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_URL = "evm+sqlite://"
URL_VARIABLE = "ETH_RPC_URL"


def silent(_: str) -> None:
    """Do nothing with a message. The default of every parameter `tell`."""


def chain_url(given: str | None) -> str:
    """The chain's address: `given`, else $ETH_RPC_URL, else the devnet in the home."""
    url = given or os.environ.get(URL_VARIABLE) or DEFAULT_URL
    return DEFAULT_URL if url.lower() in ("evm+sqlite:", DEFAULT_URL) else url


@dataclass(frozen=True, slots=True)
class Signing:
    """Which account signs, and to which public networks transactions may be sent.

    `account` is dev0 … dev9, or the name, address or file of a keystore; None for the default.
    `password_file` is a file whose first line opens the keystore. `testnet` allows known public
    test networks, `allow_public_network` the network with this chain id.
    """

    account: str | None = None
    password_file: Path | None = None
    testnet: bool = False
    allow_public_network: int | None = None
