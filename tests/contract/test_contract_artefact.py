"""The committed artefact of the contract is what its sources and the pinned tools make.

The rebuild runs in a copy of the project's contracts in another folder, so that it also
shows that nothing of the folder enters the bytes.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / "contracts"
TOOLS = CONTRACTS / "node_modules"
KEPT = (
    "contracts/gas.json",
    "src/avatarchain/data/contracts/Registry.json",
    "src/avatarchain/data/contracts/Portrait.json",
    "src/avatarchain/data/contracts/standard.json",
    "tests/contract/artefacts/HeredityHarness.json",
)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, toolchain: Path) -> Path:
    """A copy of the project's contracts and kept files under another path."""
    folder = tmp_path_factory.mktemp("another folder")
    made = ("node_modules", ".venv", "out", "cache")
    shutil.copytree(CONTRACTS, folder / "contracts", ignore=shutil.ignore_patterns(*made))
    (folder / "contracts" / "node_modules").symlink_to(TOOLS)
    return folder


def run(folder: Path, *command: str, profile: str = "default") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "FOUNDRY_PROFILE": profile},
        capture_output=True,
        text=True,
        check=False,
    )


def registry() -> dict[str, object]:
    return json.loads((ROOT / KEPT[1]).read_text(encoding="utf-8"))


def portrait() -> dict[str, object]:
    return json.loads((ROOT / KEPT[2]).read_text(encoding="utf-8"))


def test_the_kept_files_are_rebuilt_byte_for_byte_in_another_folder(elsewhere: Path) -> None:
    ran = run(elsewhere, sys.executable, "contracts/build.py")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for name in KEPT:
        assert (elsewhere / name).read_bytes() == (ROOT / name).read_bytes(), name


def test_a_changed_source_is_told_by_the_check(elsewhere: Path) -> None:
    source = elsewhere / "contracts" / "src" / "Registry.sol"
    kept = source.read_text(encoding="utf-8")
    source.write_text(kept.replace('"AVATAR"', '"AVATAS"'), encoding="utf-8")
    for name in KEPT:
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, elsewhere / name)
    ran = run(elsewhere, sys.executable, "contracts/build.py", "--check")
    source.write_text(kept, encoding="utf-8")
    assert ran.returncode == 1
    differing = (f"{name} differs: run python contracts/build.py\n" for name in (KEPT[1], KEPT[3]))
    assert ran.stdout == "".join(differing)
    assert (elsewhere / KEPT[1]).read_bytes() == (ROOT / KEPT[1]).read_bytes()


def test_the_tests_of_the_contract_pass(toolchain: Path) -> None:
    ran = run(CONTRACTS, str(toolchain), "test")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " 0 failed, 0 skipped" in ran.stdout


@pytest.mark.nightly
def test_the_tests_of_the_contract_pass_with_many_more_inputs(toolchain: Path) -> None:
    ran = run(CONTRACTS, str(toolchain), "test", profile="wide")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " 0 failed, 0 skipped" in ran.stdout


def test_the_contracts_are_formatted(toolchain: Path) -> None:
    ran = run(CONTRACTS, str(toolchain), "fmt", "--check", "src", "test", "examples", "proof")
    assert ran.returncode == 0, ran.stdout


def test_the_artefact_is_of_the_sources_that_lie_here() -> None:
    sources = registry()["sources"]
    assert isinstance(sources, dict)
    own = {f"src/{path.name}" for path in (CONTRACTS / "src").glob("*.sol")}
    assert own <= set(sources)
    vendored = ("@openzeppelin/contracts/", "solady/src/")
    assert {name for name in sources if not name.startswith(vendored)} == own
    for name in own:
        assert sources[name] == hashlib.sha256((CONTRACTS / name).read_bytes()).hexdigest(), name


@pytest.mark.usefixtures("toolchain")
def test_the_standard_json_compiles_to_the_very_bytecode() -> None:
    """As an explorer compiles it, with npm's compiler alone."""
    given = (ROOT / KEPT[3]).read_text(encoding="utf-8")
    ran = subprocess.run(
        ["node", "solc-shim"],
        cwd=CONTRACTS,
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    made = json.loads(ran.stdout)["contracts"]
    for name, kept in (("Registry", registry()), ("Portrait", portrait())):
        code = made[f"src/{name}.sol"][name]["evm"]
        assert "0x" + code["bytecode"]["object"] == kept["bytecode"]
        assert "0x" + code["deployedBytecode"]["object"] == kept["runtime_bytecode"]


def test_the_artefact_fits_a_public_chain_and_tells_how_it_was_built() -> None:
    kept = registry()
    runtime = str(kept["runtime_bytecode"])
    assert len(bytes.fromhex(runtime.removeprefix("0x"))) <= 24_576  # EIP-170
    assert kept["compiler"] == "0.8.37+commit.f401782d"
    assert kept["evm_version"] == "cancun"
    references = kept["immutable_references"]
    assert isinstance(references, dict)
    assert set(references) == {"species", "portrait", "_portraitCode"}
    for place in (place for places in references.values() for place in places):
        start = 2 + 2 * place["start"]
        assert runtime[start : start + 64] == "0" * 64


def test_the_registry_holds_its_portrait_to_the_code_that_is_kept_here() -> None:
    kept = portrait()
    runtime = str(kept["runtime_bytecode"]).removeprefix("0x")
    assert kept["immutable_references"] == {}
    assert len(bytes.fromhex(runtime)) <= 24_576
    assert runtime in str(registry()["bytecode"])
    assert runtime not in str(registry()["runtime_bytecode"])
    for key in ("compiler", "settings", "evm_version"):
        assert kept[key] == registry()[key]


def is_changing(entry: dict[str, object]) -> bool:
    return entry["type"] == "function" and entry["stateMutability"] == "nonpayable"


def test_the_interface_changes_state_in_these_ways_only_and_takes_no_money() -> None:
    abi = registry()["abi"]
    assert isinstance(abi, list)
    assert "payable" not in {entry.get("stateMutability") for entry in abi}
    assert not {"receive", "fallback"} & {entry["type"] for entry in abi}
    changing = {entry["name"] for entry in abi if is_changing(entry)}
    assert changing == {
        *("register", "registerMany", "commitBatch", "claim"),
        *("found", "commitFounding", "closeIssuance"),
        *("conceive", "deliver", "offerStud"),
        *("transferFrom", "safeTransferFrom", "approve", "setApprovalForAll"),
        *("transferOwnership", "acceptOwnership", "setIssuerKey", "revokeIssuerKey"),
    }


def test_art_can_be_added_and_sealed_and_nothing_else() -> None:
    abi = portrait()["abi"]
    assert isinstance(abi, list)
    assert "payable" not in {entry.get("stateMutability") for entry in abi}
    assert not {"receive", "fallback"} & {entry["type"] for entry in abi}
    assert {entry["name"] for entry in abi if is_changing(entry)} == {"add", "seal"}


def test_the_gas_figures_name_their_compiler_and_keep_their_limits() -> None:
    kept = json.loads((ROOT / KEPT[0]).read_text(encoding="utf-8"))
    assert (kept["compiler"], kept["settings"]) == (
        registry()["compiler"],
        registry()["settings"],
    )
    gas = kept["gas"]
    assert gas["register, to a holder of another"] <= 79_500
    assert gas["registerMany, 100"] <= 100 * 51_000
    birth = gas["conceive, founders of one holder"] + gas["deliver, to a holder of another"]
    assert birth <= 260_000
    assert gas["deliver, from the history of EIP-2935"] <= 185_000
    assert gas["found, for one address"] <= 35_000
    assert gas["found, the largest count and the latest draw"] <= 35_000
    assert gas["commitFounding, the first"] <= 95_000
    assert gas["inheritance alone, most of 64 births"] <= 1_500
    assert gas["claim, 20 levels, to a holder of another"] <= 116_000
    assert gas["commitBatch, the first"] <= 72_000
    assert gas["commitBatch, a later one"] <= 55_000
    assert gas["add, a whole chunk of art"] <= 5_500_000
    assert gas["seal, five chunks of art"] <= 600_000


def test_the_lock_file_holds_versions_and_digests_but_no_download_address() -> None:
    lock = json.loads((CONTRACTS / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name
