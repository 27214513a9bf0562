"""What transactions cost, beside other libraries: `python benchmarks/gas.py`.

Every contract is compiled by one compiler with one set of settings (snekmate by Vyper, for
the same EVM), deployed on one anvil, and sent real transactions, whose receipts are read.
Needs `npm ci` in `contracts` and in `benchmarks/peers`.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from eth_account.signers.local import LocalAccount
from measuring import ROOT, TOOLS, Value, keep, process
from vyper.cli.vyper_compile import compile_files

from avatarchain.base.canonical import keccak256
from avatarchain.births import merkle
from avatarchain.chain import Chain, connect
from avatarchain.chain.waiting import mine_to
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.keys.accounts import development
from avatarchain.registry import Registry, deploy, identity_of
from avatarchain.registry.contract import ask, encode, send
from avatarchain.species.pack import load

PEERS = ROOT / "benchmarks" / "peers"
TEXT = """\
Gas of a mint by a contract's owner, from receipts of one anvil; base fee and call data are
part of it. The peers are simple contracts over each library, whose source is in
[benchmarks/peers](../benchmarks/peers); below the table stand the compiler, its settings and the
versions of the libraries, which the registry is built with too ([its source](../contracts/src)).
Those that keep a genome and an identity do what the registry does, but for lineage: they find a
genome, and refuse it a second time. The others store less."""
OURS_TEXT = """\
The registry's other transactions, from receipts of the same anvil. A batch of any size,
a million too, is one `commitBatch`; `claim` is for a tree of 2²⁰ leaves."""
COLUMNS = ("contract", "keeps", "to a holder", "to a new holder", "each of 100 at once")
SPECIES = load()
ISSUER, HOLDER, STRANGER = development(0), development(1), development(2)


def genome(number: int) -> int:
    return founder(item_seed(bytes(32), number), SPECIES.cumulative)


def built() -> dict[str, bytes]:
    """Contract → creation code of each peer."""
    path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [TOOLS / "forge", "build", "Peers.sol"],
        cwd=PEERS,
        env=os.environ | {"PATH": path},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    codes = {
        one.stem: json.loads(one.read_text())["bytecode"]["object"]
        for one in (PEERS / "out" / "Peers.sol").glob("*.json")
    }
    (vyper,) = compile_files([str(PEERS / "NumberedOnSnekmate.vy")], ["bytecode"]).values()
    codes["NumberedOnSnekmate"] = vyper["bytecode"]
    return {name: bytes.fromhex(code.removeprefix("0x")) for name, code in codes.items()}


def mints(chain: Chain, address: str | None, one: str, many: str | None, kind: str) -> list[Value]:
    """Gas to a holder, to a new holder, and of each of a hundred.

    `kind` says what a mint is given: a "genome", a "quantity", or a "text".
    """
    assert address is not None

    def gas(signature: str, to: LocalAccount, first: int, count: int = 1) -> int:
        genomes = [genome(first + number) for number in range(count)]
        given = {"quantity": count, "text": "", "genome": genomes[0]}[kind]
        what = genomes if "[]" in signature else given
        return chain.send(ISSUER, address, encode(signature, to.address, what)).gas_used

    gas(one, HOLDER, 0)  # counters leave zero
    costs: list[Value] = [gas(one, HOLDER, 1), gas(one, STRANGER, 2)]
    return [*costs, None if many is None else round(gas(many, HOLDER, 10, 100) / 100)]


def peers(chain: Chain) -> Iterator[list[Value]]:
    hashed = ("mint(address,uint256)", "mintMany(address,uint256[])", "genome")
    codes = built()
    for name, label, keeps, calls in (
        ("TwoMappings", "OpenZeppelin, two mappings", "genome, identity", hashed),
        ("GenomeOnOpenZeppelin", "OpenZeppelin, id = hash, genome", "genome, identity", hashed),
        ("GenomeOnSolady", "Solady, id = hash, genome", "genome, identity", hashed),
        ("HashOnOpenZeppelin", "OpenZeppelin, id = hash", "identity", hashed),
        ("HashOnSolady", "Solady, id = hash", "identity", hashed),
        (
            "NumberedOnERC721A",
            "ERC721A",
            "a number",
            ("mint(address,uint256)", "mint(address,uint256)", "quantity"),
        ),
        (
            "NumberedOnSnekmate",
            "snekmate",
            "a number, lists of tokens",
            ("safe_mint(address,string)", None, "text"),
        ),
    ):
        address = chain.send(ISSUER, None, codes[name]).contract_address
        yield [label, keeps, *mints(chain, address, *calls)]


def transactions(registry: Registry) -> Iterator[list[Value]]:
    """The registry's own, after the mints: founders 0 and 1 are HOLDER's."""
    mother, father = (identity_of(SPECIES, genome(number)) for number in (0, 1))

    def gas(signer: LocalAccount, signature: str, *arguments: object) -> int:
        return send(registry, signer, signature, *arguments).gas_used

    conceived = gas(HOLDER, "conceive(uint256,uint256)", mother, father)
    _, draw = ask(registry, "conceptionOf(uint256)", mother, returns=["uint256", "uint256"])
    mine_to(registry.chain, draw)
    delivered = gas(HOLDER, "deliver(uint256,bytes)", mother, registry.chain.header(draw))
    # Any twenty hashes are the proof of a leaf, for the root that they lead to.
    proof = [keccak256(bytes([number])) for number in range(20)]
    promised = genome(1000)
    root = merkle.root_of(merkle.leaf(HOLDER.address, promised), proof)
    commit = "commitBatch(bytes32,uint256)"
    yield ["conceive", conceived]
    yield ["deliver", delivered]
    yield ["commitBatch, the first", gas(ISSUER, commit, root, 1 << 20)]
    yield ["commitBatch, a later one", gas(ISSUER, commit, proof[0], 1 << 20)]
    claim = "claim(uint256,address,uint256,bytes32[])"
    yield ["claim, to a holder", gas(STRANGER, claim, 0, HOLDER.address, promised, proof)]


def main() -> None:
    settings = json.loads((ROOT / "contracts" / "gas.json").read_text())
    with (
        TemporaryDirectory() as folder,
        connect(f"anvil:{TOOLS}/anvil", folder=Path(folder)) as chain,
    ):
        registry = deploy(chain, ISSUER, SPECIES)
        calls = ("register(address,uint256)", "registerMany(address,uint256[])", "genome")
        costs = mints(chain, registry.address, *calls)
        rows = [["avatarchain", "genome, identity, lineage", *costs], *peers(chain)]
        own = list(transactions(registry))
    solc = settings["compiler"].partition("+")[0]
    pinned = json.loads((PEERS / "package.json").read_text())["devDependencies"]
    tools = {"solc": f"{solc} (via IR, {settings['settings']['optimizer']['runs']} runs, cancun)"}
    tools |= {"anvil": process([TOOLS / "anvil", "--version"]).output.split()[2], **pinned}
    plot = {"kind": "bars", "labels": [0], "value": 2}
    packages = ("vyper", "snekmate")
    keep("gas", "Gas of a mint", TEXT, COLUMNS, rows, packages=packages, tools=tools, plot=plot)
    keep("gas_ours", "Gas of the rest", OURS_TEXT, ("transaction", "gas"), own, tools=tools)


if __name__ == "__main__":
    main()
