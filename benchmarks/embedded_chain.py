"""How fast the embedded devnet takes registrations, and what it costs to open.

    python benchmarks/embedded_chain.py [COUNT]

One process, one account, one registration a block, no pictures. Without coincurve most of
the time goes into signing and recovering signatures; the gas is estimated for each, as
`Chain.send` does by itself, and given, as a caller may who knows what it costs. The time
to open an existing chain is told beside that of importing what a program with web3,
eth-tester and py-evm imports, both as whole processes, the best of five.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from eth_account import Account
from eth_utils.crypto import keccak

from avatarchain.chain import Chain, connect

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
IMPORTS = "import web3, eth_tester, eth.chains.base"
OPENING = (
    "import sys; from pathlib import Path; from avatarchain.chain import connect\n"
    "connect('evm+sqlite://', folder=Path(sys.argv[1])).head()"
)


def creation() -> bytes:
    text = resources.files("avatarchain").joinpath("data/contracts/Registry.json").read_text()
    artefact = json.loads(text)
    arguments = next(part["inputs"] for part in artefact["abi"] if part["type"] == "constructor")
    return bytes.fromhex(artefact["bytecode"].removeprefix("0x")) + bytes(32) * len(arguments)


def registrations(chain: Chain, registry: str, first: int, count: int, gas: int | None) -> float:
    """Registrations a second."""
    signer = Account.from_key(KEY)
    selector, to = keccak(text="register(address,uint256)")[:4], bytes.fromhex(signer.address[2:])
    began = time.perf_counter()
    for number in range(first, first + count):
        genome = keccak(number.to_bytes(32, "big"))
        chain.send(signer, registry, selector + to.rjust(32, b"\0") + genome, gas=gas)
    return count / (time.perf_counter() - began)


def process(source: str, *arguments: str) -> float:
    """Seconds of a whole process, the best of five."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", source, *arguments], check=True)
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with connect("evm+sqlite://", folder=folder) as chain:
            registry = chain.send(Account.from_key(KEY), None, creation()).contract_address
            assert registry is not None
            estimated = registrations(chain, registry, 0, count, None)
            given = registrations(chain, registry, count, count, 200_000)
            began = time.perf_counter()
            logs = len(chain.logs(registry))
            reading = logs / (time.perf_counter() - began)
        # Kilobytes on Linux, bytes on macOS.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        peak_megabytes = peak / (1e6 if sys.platform == "darwin" else 1e3)
        size = (folder / "chain.sqlite").stat().st_size / (2 * count)
        opening, imports = process(OPENING, name), process(IMPORTS)
    rows = [
        ("signatures by", "coincurve" if find_spec("coincurve") else "eth_keys, native Python"),
        ("registrations a second, gas estimated", f"{estimated:.1f}"),
        ("registrations a second, gas given", f"{given:.1f}"),
        ("logs read a second", f"{reading:,.0f}"),
        ("peak memory", f"{peak_megabytes:.0f} MB"),
        ("file, a registration", f"{size:,.0f} bytes"),
        ("open an existing chain, whole process", f"{opening:.2f} s"),
        ("import web3, eth_tester, eth.chains.base", f"{imports:.2f} s"),
    ]
    for label, value in rows:
        print(f"{label:42}{value}")


if __name__ == "__main__":
    main()
