"""The page that plays alone: one file with all that it needs.

    python tools/play/build.py FILE    # such as dist/avatarchain-play.html

It is the gallery's page without a collection: its scripts and styles as they are, and of its own
only the choice of a species and what a file proves by itself (`play.js`, `judge.js`; `papers.js` is
built of javascript/src). Its policy allows the digests of these scripts and styles, and no others.
"""

import gzip
import json
import re
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import avatarchain
from avatarchain.base.canonical import to_hex
from avatarchain.gallery import pages
from avatarchain.living.compiled import compiled
from avatarchain.living.usual import rig_of
from avatarchain.species.pack import load, shipped

HERE = Path(__file__).resolve().parent
MOST = 400_000  # bytes of the file
NOT_HERE = {"server.js", "grid.js", "family.js"}  # a page without a collection and without hands
NOT_HERE |= {"model.js", "turn.js"}  # nor models


def scripts() -> list[str]:
    """All scripts, in their order: those of the gallery, and ours before the one that starts."""
    *gallery, start = [
        pages.file(name).decode()
        for name in pages.FILES
        if name.endswith(".js") and name not in NOT_HERE
    ]
    ours = [(HERE / name).read_text("utf-8") for name in ("papers.js", "play.js", "judge.js")]
    return [*gallery, *ours, start]


def styles() -> list[str]:
    return [pages.file(name).decode() for name in pages.FILES if name.endswith(".css")]


def species() -> list[dict[str, Any]]:
    """The shipped species, the first of them first shown: id, and art and rig (gzip, base64)."""
    rows = []
    for name in sorted(shipped(), key=lambda name: (name != "tuftling", name)):
        kind = load(name)
        rig = json.dumps(compiled(kind, rig_of(kind)), separators=(",", ":")).encode()
        row = {"name": name, "id": to_hex(kind.id), "art": packed(kind.art), "rig": packed(rig)}
        rows.append(row)
    return rows


def packed(data: bytes) -> str:
    return b64encode(gzip.compress(data, mtime=0)).decode()


def digests(texts: list[str]) -> str:
    """What a policy says of texts that stand in the document."""
    return "".join(
        f" 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts
    )


def document() -> bytes:
    """The HTML, in UTF-8. Raises ValueError if a script would end or change what follows it."""
    if any(re.search(r"<!--|</?script|\r", text, re.IGNORECASE) for text in scripts()):
        raise ValueError("a script holds what ends a script")
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return (
        environment.get_template("page.html.j2")
        .render(
            version=avatarchain.__version__,
            scripts=scripts(),
            styles=styles(),
            script_digests=digests(scripts()),
            style_digests=digests(styles()),
            species=json.dumps(species()),
        )
        .encode()
    )


def main() -> None:
    (file,) = sys.argv[1:]
    page = document()
    if len(page) > MOST:
        sys.exit(f"the page has {len(page):,} bytes, at most {MOST:,} are allowed")
    Path(file).write_bytes(page)


if __name__ == "__main__":
    main()
