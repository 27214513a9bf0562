"""Writes the tables of the package: `python javascript/generate.py`.

`src/abi.ts` is the ABI of the registry, from the built artefact of the contract. `src/assigned.ts`
is which code points Unicode 15.0 has assigned, from the table of the Python package. `rigs/` has
the compiled form of the rig of each shipped species.
"""

import json
from pathlib import Path

from avatarchain.living.compiled import compiled
from avatarchain.living.usual import rig_of
from avatarchain.species.pack import load, shipped

HERE = Path(__file__).parent
DATA = HERE.parent / "src/avatarchain/data"
ARTEFACT = DATA / "contracts/Registry.json"
UNICODE = json.loads((DATA / "unicode-15.0.json").read_bytes())
NOTE = "// Written by javascript/generate.py; do not edit.\n"


def abi() -> str:
    """The text of src/abi.ts."""
    entries = json.loads(ARTEFACT.read_bytes())["abi"]
    rows = "".join(f"  {json.dumps(entry)},\n" for entry in entries)
    return f"{NOTE}export const registryAbi = [\n{rows}] as const;\n"


def steps() -> list[int]:
    """Where ranges of assigned and of free code points begin, each from the one before."""
    lengths: list[int] = UNICODE["runs"]
    return lengths[:-1]


def base36(number: int) -> str:
    """A number in base 36, as JavaScript's parseInt reads it."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    head, last = divmod(number, 36)
    return (base36(head) if head else "") + digits[last]


def assigned() -> str:
    """The text of src/assigned.ts."""
    table = " ".join(map(base36, steps()))
    lines = [
        f'export const UNICODE_VERSION = "{UNICODE["version"]}";',
        f'export const ASSIGNED =\n  "{table}";',
    ]
    return NOTE + "\n".join(lines) + "\n"


def rigs() -> dict[str, str]:
    """The texts of the files in rigs/, by their names."""
    return {
        f"{name}.json": json.dumps(compiled(species, rig_of(species)), separators=(",", ":")) + "\n"
        for name in shipped()
        for species in [load(name)]
    }


def main() -> None:
    (HERE / "rigs").mkdir(exist_ok=True)
    for file, text in rigs().items():
        (HERE / "rigs" / file).write_text(text, encoding="utf-8")
    (HERE / "src/abi.ts").write_text(abi(), encoding="utf-8")
    (HERE / "src/assigned.ts").write_text(assigned(), encoding="utf-8")


if __name__ == "__main__":
    main()
