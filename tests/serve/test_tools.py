"""The tools that people have: cast, forge, ethers and viem at `/rpc`, and anvil beside it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from doors import DEV0, Door

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DEV0_ADDRESS = DEV0.address
NOBODY = "0x0000000000000000000000000000000000000066"


@pytest.fixture(scope="session")
def cast(toolchain: Path) -> Path:
    return toolchain.with_name("cast")


@pytest.fixture(scope="session")
def project(toolchain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which forge has compiled the contracts beside this file."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("Caller.sol", "Project.sol"):
        shutil.copy(HERE / name, folder)
    solc = ROOT / "contracts" / "solc-shim"
    settings = ["[profile.default]", 'src = "."', 'test = "."', 'script = "."', "offline = true"]
    settings += [f'solc = "{solc}"', 'evm_version = "prague"']
    (folder / "foundry.toml").write_text("\n".join(settings), encoding="utf-8")
    ran(toolchain, "build", cwd=folder)
    return folder


def ran(program: object, *words: object, cwd: Path | None = None, **environment: str) -> str:
    """What a program prints; it must end well."""
    done = subprocess.run(
        [str(program), *map(str, words)],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def bytecode(project: Path) -> str:
    artefact = json.loads((project / "out" / "Caller.sol" / "Caller.json").read_bytes())
    return str(artefact["bytecode"]["object"])


def test_forge_sends_a_script_and_tests_on_what_it_made(
    door: Door, toolchain: Path, project: Path
) -> None:
    rpc = ("--rpc-url", door.rpc)
    ran(toolchain, "script", "Project.sol:Script", *rpc, "--broadcast", "--slow", cwd=project)
    (file,) = project.glob("broadcast/**/run-latest.json")
    told = json.loads(file.read_bytes())
    assert [receipt["status"] for receipt in told["receipts"]] == ["0x1"] * 4
    made = told["transactions"][0]["contractAddress"]
    words = ("test", "--match-contract", "ForkTest", "--fork-url", door.rpc)
    assert "1 passed" in ran(toolchain, *words, cwd=project, CALLER=made)


@pytest.mark.parametrize("library", ["ethers", "viem"])
def test_a_library_reads_sends_calls_and_hears(
    door: Door, javascript: str, project: Path, library: str
) -> None:
    words = (HERE / "tools.mjs", library, door.rpc, door.websocket, bytecode(project))
    told = json.loads(ran(javascript, *words))
    expected: dict[str, Any] = {
        "balance": str(10_000 * 10**18),
        "estimate": "21000",
        "event": "7",
        "call": "7",
        "logs": 1,
        "refused": "13",
        "words": "not fourteen",
        "storage": "0x" + f"{7:064x}",
        "full": 1,
    }
    more: dict[str, Any] = {
        "ethers": {"network": "31337", "status": 1, "type": 2, "send": 1},
        "viem": {
            "network": 31337,
            "status": "success",
            "type": "eip1559",
            "history": 4,
            "proof": "7",
            "supposed": "42",
        },
    }
    expected |= more[library]
    expected |= dict.fromkeys(("number", "fees", "heard", "polled", "code"), True)
    assert {name: told[name] for name in expected} == expected


# What cast prints of a chain on which dev0 sent a wei to NOBODY, in block B and transaction T.
CAST = """
chain-id | 31337
client | avatarchain/embedded
chain | +
block-number | B
block-number latest | B
block latest --field number | B
block B --field hash | H
block B --field gasUsed | 21000
block H --field number | B
block latest --field size | +
block latest --full --json | +
age latest | +
basefee B | +
gas-price | +
balance NOBODY | 1
balance NOBODY --ether | 0.000000000000000001
balance NOBODY --block 0 | 0
balance NOBODY --block H | 1
nonce DEV0 --block 0 | 0
nonce DEV0 | +
code NOBODY | 0x
codehash NOBODY | +
codesize NOBODY | 0
storage NOBODY 0 | 0x0000000000000000000000000000000000000000000000000000000000000000
storage-root NOBODY | +
proof NOBODY 0 | +
tx T value | 1
tx T nonce | +
tx T to | 0x0000000000000000000000000000000000000066
tx T --raw | 0x02+
receipt T status | true
receipt T gasUsed | 21000
receipt T blockNumber | B
receipt T type | 2
logs --from-block 0 --to-block latest --address NOBODY --json | []
call NOBODY | 0x
call NOBODY totalSupply() | 0x
estimate NOBODY --from DEV0 --value 1 | 21000
estimate NOBODY --from DEV0 | 21000
rpc eth_syncing | false
rpc net_listening | true
rpc net_version | "31337"
rpc eth_accounts | []
rpc web3_sha3 0x | +
rpc eth_getBlockReceipts latest | +
rpc eth_getUncleCountByBlockNumber latest | "0x0"
rpc eth_blobBaseFee | "0x1"
rpc eth_feeHistory 2 latest [10,90] | +
find-block 1 | +
"""


def test_cast_reads_and_sends(door: Door, cast: Path) -> None:
    rpc = ("--rpc-url", door.rpc)
    key = ("--private-key", "0x" + bytes(DEV0.key).hex())
    sent = json.loads(ran(cast, "send", NOBODY, "--value", "1", *rpc, *key, "--json"))
    names = {
        "B": str(int(sent["blockNumber"], 16)),
        "H": sent["blockHash"],
        "T": sent["transactionHash"],
        "NOBODY": NOBODY,
        "DEV0": DEV0_ADDRESS,
    }
    lines = CAST.strip().splitlines()
    assert len(lines) >= 40
    for line in lines:
        asked, _, expected = (part.strip() for part in line.partition(" | "))
        words = [names.get(word, word) for word in asked.split()]
        told = ran(cast, *words, *rpc)
        if expected.endswith("+"):
            assert len(told) >= len(expected), line
            assert told.startswith(expected[:-1]), line
        else:
            assert told == names.get(expected, expected), (line, told)


def test_the_page_of_the_contract_breeds_and_tests_with_foundry(
    family: Door, toolchain: Path, cast: Path, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    by_hand, interface = re.findall(r"^```bash\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (source,) = re.findall(r"^```solidity\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    avatars = family.get("/avatars")["avatars"]
    mother, father = (
        each["id"] for each in avatars if (each["generation"], each["owner"]) == (0, DEV0_ADDRESS)
    )
    names = {
        "REGISTRY": family.get("")["contract"],
        "MOTHER": mother,
        "FATHER": father,
        "ID": mother,
        "KEY": "0x" + bytes(DEV0.key).hex(),
        "ETH_RPC_URL": family.rpc,
        "PATH": os.pathsep.join(
            (str(cast.parent), str(Path(sys.executable).parent), os.environ["PATH"])
        ),
    }
    told = ran("sh", "-e", "-c", by_hand, cwd=tmp_path, **names)
    assert len(told.splitlines()[0]) == 66
    assert len(family.get("/avatars")["avatars"]) == len(avatars) + 1
    (tmp_path / "foundry.toml").write_text(
        '[profile.default]\nsrc = "."\ntest = "."\noffline = true\n'
        f'solc = "{ROOT / "contracts" / "solc-shim"}"\nevm_version = "prague"\n'
    )
    ran("sh", "-e", "-c", interface, cwd=tmp_path, **names)
    (tmp_path / "Fork.t.sol").write_text(source, encoding="utf-8")
    assert "1 passed" in ran(toolchain, "test", "--fork-url", family.rpc, cwd=tmp_path, **names)
