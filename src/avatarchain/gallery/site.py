"""Writing the folder: pages, data in pieces, metadata.

A page opened from a disk may not fetch, so data comes as scripts, each of which hands one
value to `gallery.take`. No piece holds more than a few hundred avatars' worth; a piece is
named with the digest of its text, so a page that watches loads again only what changed.
Portraits are not files: the pages paint them (but for species of images, which are).
"""

import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from avatarchain import genome as genomes
from avatarchain.gallery import metadata
from avatarchain.gallery.collection import Collection
from avatarchain.home import check_folder, write
from avatarchain.identity import TokenName, to_hex
from avatarchain.species import SILENT

AVATARS_A_PIECE = 2000  # some 400 KB
LIVES_A_PIECE = 500
PAGES = ("gallery.css", "genetics.js", "gallery.js")


def write_site(
    folder: Path, collection: Collection, written: set[int] | None = None,
    watch: Callable[[int], None] = lambda _: None,
) -> int:  # fmt: skip
    """Write the gallery of a collection; returns how many avatars are new in it.

    `written` are avatars whose metadata stands there already; it is added to. `watch` is
    called for each that is new. Raises UnusableHome where the folder cannot be written.
    """
    check_folder(folder)
    written = set() if written is None else written
    new = [one for one in collection.avatars if one.identity not in written]
    species = collection.species
    for one in new:
        name = f"metadata/{one.identity}.json"
        _put(folder / name, json.dumps(metadata.token(species, one), ensure_ascii=False))
        if species.images is not None:
            _, data = metadata.picture(species, one.genome)
            write(folder / "portraits" / f"{to_hex(one.identity)}.png", data)
        watch(1)
    written |= {one.identity for one in new}
    _put(folder / "metadata/collection.json", json.dumps(metadata.contract(species)))

    pieces = {name: _pieces(folder, name, rows) for name, rows in _rows(collection)}
    pages = resources.files("avatarchain") / "gallery" / "page"
    for name in PAGES:
        write(folder / name, (pages / name).read_bytes())
    about = {
        "species": "0x" + species.id.hex(),
        "name": species.name,
        "description": species.description,
        "chain_id": collection.chain_id,
        "contract": collection.contract,
        "genesis": "0x" + collection.genesis.hex(),
        "block": collection.block,
        "count": len(collection.avatars),
        "pieces": pieces,
        "lives": LIVES_A_PIECE,
        "painted": species.images is None,
    }
    write(folder / "index.html", _index(collection).encode())
    write(folder / "data/collection.js", _script("collection", about))
    return len(new)


def _rows(collection: Collection) -> list[tuple[str, list[list[Any]]]]:
    """The pieces of each kind of data, one list a piece."""
    species, avatars, lives = collection.species, collection.avatars, collection.lives
    number = {one.identity: at for at, one in enumerate(avatars)}
    rows = [
        [
            to_hex(one.identity), genomes.to_hex(one.genome), one.generation,
            number.get(one.mother, -1), number.get(one.father, -1), one.owner, one.block,
        ]
        for one in avatars
    ]  # fmt: skip
    told = [
        {
            "caip19": str(TokenName(collection.chain_id, collection.contract, one.identity)),
            "transaction": "0x" + one.transaction.hex(),
            "conception": life.conception and [life.conception[0], "0x" + life.conception[1].hex()],
            "lapses": life.lapses,
            "inbreeding": float(life.inbreeding),
            "holders": [[one.block, "0x" + one.transaction.hex(), one.to] for one in life.holders],
        }
        for one, life in zip(avatars, lives, strict=True)
    ]
    return [
        ("species", [[_text(species.rules), _text(species.art)]]),
        ("avatars", _cut(rows, AVATARS_A_PIECE) or [[]]),
        ("lives", _cut(told, LIVES_A_PIECE)),
    ]


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _cut(rows: list[Any], size: int) -> list[list[Any]]:
    return [rows[at : at + size] for at in range(0, len(rows), size)]


def _pieces(folder: Path, name: str, pieces: list[list[Any]]) -> list[str]:
    """Write pieces; returns their addresses, each with its digest."""
    addresses = []
    for number, piece in enumerate(pieces):
        data = _script(f"{name}-{number}", piece)
        path = f"data/{name}-{number}.js"
        write(folder / path, data)
        addresses.append(f"{path}?{sha256(data).hexdigest()[:12]}")
    return addresses


def _script(name: str, value: Any) -> bytes:
    """A script that hands a value over; ASCII, and nothing in it can end a script."""
    text = json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
    return f'gallery.take("{name}",{text})\n'.encode()


def _put(path: Path, text: str) -> None:
    write(path, text.encode() + b"\n")


def _index(collection: Collection) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("avatarchain", "gallery/page"), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    page = environment.get_template("index.html.j2")
    loci = [locus for locus in collection.species.loci if locus.kind != SILENT]
    return page.render(collection=collection, species=collection.species, loci=loci)
