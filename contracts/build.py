"""Writes what the package keeps of the contracts, or checks that it is still true.

`python build.py` compiles with the toolchain that package-lock.json pins (`npm ci` first;
where npm has no forge for a machine, one on the PATH serves) and writes three kinds of files.
An artefact is what a user needs who has no compiler: the interface, the bytecode, and
everything that would let somebody else build the same bytes. standard.json is the compiler's
whole input, for explorers that verify sources. gas.json is what the forge
tests measured, beside the compiler and settings that it holds for. `python build.py --check`
writes nothing, and exits with 1 where a file would differ.

Each source is compiled alone, from an empty cache: with via-IR the numbers that solc gives
to syntax nodes, and so what else is compiled, can reach the bytecode. The portrait comes out
of the registry's build, because the registry compares its code with the one built in there.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

CONTRACTS = Path(__file__).resolve().parent
PACKAGE = CONTRACTS.parent / "src" / "avatarchain" / "data" / "contracts"

#: Source, contract, and where its artefact is kept. The harness opens the inheritance to the
#: Python tests.
KEPT = (
    ("src/Registry.sol", "Registry", PACKAGE / "Registry.json"),
    ("src/Registry.sol", "Portrait", PACKAGE / "Portrait.json"),
    (
        "test/HeredityHarness.sol",
        "HeredityHarness",
        CONTRACTS.parent / "tests" / "contract" / "artefacts" / "HeredityHarness.json",
    ),
)
GAS = CONTRACTS / "gas.json"
STANDARD = PACKAGE / "standard.json"
VENDORED = "node_modules/"


def forge(*arguments: str) -> str:
    """Runs forge in the contracts folder; its standard output, or an exit with its words."""
    program = shutil.which("forge", path=f"{CONTRACTS}/node_modules/.bin") or shutil.which("forge")
    if program is None:
        sys.exit("forge is missing: run npm ci in contracts/, or install Foundry 1.7.1 yourself")
    command = [program, *arguments]
    # Settings of the caller's own (FOUNDRY_…, DAPP_…) would build something else.
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("FOUNDRY_", "DAPP_"))}
    ran = subprocess.run(command, cwd=CONTRACTS, env=clean, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"forge {' '.join(arguments)} failed:\n{ran.stdout}{ran.stderr}")
    return ran.stdout


@cache
def compiled(source: str) -> dict[str, dict]:
    """Contract → what forge makes of it, for a source and its imports."""
    with tempfile.TemporaryDirectory() as folder:
        forge("build", source, "--ast", "--out", f"{folder}/out", "--cache-path", f"{folder}/cache")
        built = Path(folder, "out").glob("*.sol/*.json")
        return {path.stem: json.loads(path.read_text()) for path in built}


def names(tree: object) -> dict:
    """Syntax node number → name, for every variable declared in a syntax tree."""
    found = {}
    children = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for child in children:
        found |= names(child)
    if isinstance(tree, dict) and tree.get("nodeType") == "VariableDeclaration":
        found[str(tree["id"])] = tree["name"]
    return found


def artefact(builds: dict[str, dict], contract: str) -> dict:
    """The kept part of a build: no path of a machine, no number that another build would change."""
    built = builds[contract]
    metadata, runtime = built["metadata"], built["deployedBytecode"]
    settings = {k: v for k, v in metadata["settings"].items() if k != "compilationTarget"}
    places = runtime.get("immutableReferences", {}).items()
    # An immutable may be a base's, in a source of its own.
    name = names([build["ast"] for build in builds.values()]) if places else {}
    return {
        "abi": built["abi"],
        "bytecode": built["bytecode"]["object"],
        "compiler": metadata["compiler"]["version"],
        "contract": contract,
        "evm_version": settings["evmVersion"],
        "immutable_references": {name[number]: where for number, where in places},
        "runtime_bytecode": runtime["object"],
        "settings": settings,
        "sources": {
            path.removeprefix(VENDORED): hashlib.sha256((CONTRACTS / path).read_bytes()).hexdigest()
            for path in metadata["sources"]
        },
    }


def standard(kept: dict) -> dict:
    """The input, in solc's standard JSON, that compiles to the very bytes of both contracts.

    With the names that forge gives to the sources: with others, a few bytes come out different.
    """
    paths = (name if name.startswith("src/") else VENDORED + name for name in kept["sources"])
    outputs = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "metadata"]
    return {
        "language": "Solidity",
        "sources": {path: {"content": (CONTRACTS / path).read_text("utf-8")} for path in paths},
        "settings": kept["settings"] | {"outputSelection": {"*": {"*": outputs}}},
    }


def gas(compiler: str, settings: dict) -> dict:
    """Gas of each kind of transaction, as a sender pays it, from the forge tests."""
    measured = CONTRACTS / "cache" / "snapshots" / "gas.json"
    measured.unlink(missing_ok=True)
    forge("test", "--match-contract", "^GasTest$")
    return {
        "compiler": compiler,
        "forge": forge("--version").splitlines()[0].split()[-1],
        "gas": {name: int(paid) for name, paid in json.loads(measured.read_text()).items()},
        "settings": settings,
    }


def text(value: dict) -> str:
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the kept files of the contracts.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    files = {}
    for source, contract, path in KEPT:
        kept = artefact(compiled(source), contract)
        files[path] = text(kept)
        if contract == "Registry":
            files[STANDARD] = text(standard(kept))
            files[GAS] = text(gas(kept["compiler"], kept["settings"]))
    differing = []
    for path, now in files.items():
        if path.exists() and path.read_text(encoding="utf-8") == now:
            continue
        differing.append(path.relative_to(CONTRACTS.parent).as_posix())
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, encoding="utf-8", newline="\n")
    for name in differing:
        print(f"{name} differs: run python contracts/build.py" if check else f"wrote {name}")
    sys.exit(1 if check and differing else 0)


if __name__ == "__main__":
    main()
