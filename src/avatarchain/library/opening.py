"""Opening a collection, from what a program names of it: home, chain, species, account.

Opening sends nothing. An embedded devnet that does not exist yet is made, unless the caller names
a registry. There is no prompt for passphrases: those of a keystore and of the issuer's key come
from files that the caller names, or from the environment.
"""

from contextlib import ExitStack
from pathlib import Path

from avatarchain.base.kinds import checked
from avatarchain.library.collection import Collection, Origin
from avatarchain.session import terms
from avatarchain.session.opening import reading
from avatarchain.session.terms import Signing
from avatarchain.species import Species
from avatarchain.species.pack import DEFAULT


@checked
def open_collection(
    *,
    home: str | Path | None = None,
    chain: str | None = None,
    species: str | Path | Species = DEFAULT,
    registry: str | None = None,
    unproven: bool = False,
    account: str | None = None,
    password_file: str | Path | None = None,
    issuer_password_file: str | Path | None = None,
    testnet: bool = False,
    allow_public_network: int | None = None,
    timeout: float | None = None,
) -> Collection:
    """Open the collection of a species on a chain. Close it, or use it in a `with` statement.

    `home` is the folder for chain, keys and pins (else $AVATARCHAIN_HOME, else the platform's
    folder). `chain` is an address as `--rpc` takes it (else $ETH_RPC_URL, else the embedded
    devnet in the home). `species` is the name of a shipped species, the folder of a pack, or
    a `Species`.

    `registry`, a CAIP-10 name or an address, opens another registry than the one that is
    pinned in the home; with `unproven` also one of which nothing shows that our code made it.
    `account` names the account that signs: dev0 … dev9 on a devnet (dev0
    if none is named), else a keystore, which the first line of `password_file` opens. The
    first line of `issuer_password_file` opens the issuer's key in the home, so that `save`
    signs papers. Transactions go to a public network only with `testnet`, or if
    `allow_public_network` is its chain id. `timeout` is the number of seconds to wait for one
    answer, lock, block or receipt (30).

    Raises UnknownSpecies, FaultyPack, BadURL, Unreachable, OtherChain, OtherCode,
    OtherSpecies and others of `errors`.
    """
    stack = ExitStack()
    opened = stack.enter_context(
        reading(
            _path(home),
            terms.chain_url(chain),
            species,
            registry,
            unproven=unproven,
            makes=registry is None,
            timeout=timeout,
        )
    )
    signing = Signing(account, _path(password_file), testnet, allow_public_network)
    source = species.name if isinstance(species, Species) else str(species)
    origin = Origin(terms.chain_url(chain), source, unproven)
    return Collection(stack, opened, signing, _path(issuer_password_file), origin)


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)
