"""Writes species.json: `python tests/vectors/species.py [NAME …]`. Tests only read it.

The testling (tests/support/packs.py) is told in full, so that another reader of packs can be
held against it byte for byte. NAMEs are shipped packs to publish: their ids are held
from then on. A run that would change what is published refuses.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from avatarchain.species.pack import load
from support.packs import write_pack

FILE = Path(__file__).with_name("species.json")


def main(names: list[str]) -> None:
    published: dict[str, str] = json.loads(FILE.read_text())["published"] if FILE.exists() else {}
    for name in names:
        found = "0x" + load(name).id.hex()
        if published.setdefault(name, found) != found:
            sys.exit(f"{name} is published as {published[name]}, and is {found} now")
    with TemporaryDirectory() as folder:
        testling = load(write_pack(Path(folder)))
    told = {
        "art": testling.art.hex(),
        "id": "0x" + testling.id.hex(),
    }
    FILE.write_text(json.dumps({"testling": told, "published": published}, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
