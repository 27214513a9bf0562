"""How fast the embedded devnet takes registrations: `python benchmarks/embedded_chain.py [COUNT]`.

One process, one account, one registration a block, no pictures; with the base install and
with the extra `fast`, each in processes of their own, which take turns.
"""

import json
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from eth_account.signers.local import LocalAccount
from measuring import itself, keep

from avatarchain.chain import Chain, connect
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry, deploy
from avatarchain.registry.contract import encode
from avatarchain.species.pack import load

TEXT = """\
Registrations in a second of one core, by the processor's clock: one process, one account,
a transaction and a block for each. Signatures take most of the time of the base install:
Python makes and recovers them, coincurve does in the extra `fast`. The gas is estimated, as
`mint` does it, or given by a caller who knows it."""
COLUMNS = ("install", "gas estimated", "gas given", "logs read", "peak MB", "bytes on disk each")
ROUNDS = 3


def registrations(
    chain: Chain, signer: LocalAccount, registry: Registry, first: int, count: int, gas: int | None
) -> float:
    """Registrations a second of the processor."""
    began = process_time()
    for number in range(first, first + count):
        data = encode("register(address,uint256)", signer.address, number)
        chain.send(signer, registry.address, data, gas=gas)
    return count / (process_time() - began)


def measure(count: int) -> dict[str, float]:
    signer = development(0)
    with TemporaryDirectory() as name:
        folder = Path(name)
        with connect("evm+sqlite://", folder=folder) as chain:
            registry = deploy(chain, signer, load())
            before = (folder / "chain.sqlite").stat().st_size
            registrations(chain, signer, registry, 0, 20, None)
            estimated = registrations(chain, signer, registry, 20, count, None)
            given = registrations(chain, signer, registry, 20 + count, count, 200_000)
            began = process_time()
            logs = len(chain.logs(registry.address))
            reading = logs / (process_time() - began)
        size = (folder / "chain.sqlite").stat().st_size - before
    each = size / (20 + 2 * count)
    return {"estimated": estimated, "given": given, "logs": reading, "bytes": each}


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    found: dict[str, list[dict[str, float]]] = {"base": [], "fast": []}
    for _ in range(ROUNDS):
        for install, taken in found.items():
            used = itself(__file__, "--one", count, base=install == "base")
            taken.append(json.loads(used.output) | {"megabytes": used.megabytes})
    rows = [
        [
            install,
            *(
                median(one[key] for one in taken)
                for key in ("estimated", "given", "logs", "megabytes", "bytes")
            ),
        ]
        for install, taken in found.items()
    ]
    packages = ("py-evm", "eth-account", "coincurve")
    keep("embedded_chain", "The embedded devnet", TEXT, COLUMNS, rows, packages=packages)


if __name__ == "__main__":
    main()
