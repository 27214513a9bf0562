"""Write the folder of a gallery: pages, data in pieces, metadata.

A page that is opened from a disk may not fetch files, so the data are scripts; each passes one
value to `gallery.take`. The data are cut into pieces. The address of a piece contains the digest of
its text, so a page that updates itself loads only pieces that changed. Portraits are not stored,
because the pages paint them; only those of a species of images are files.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from avatarchain.base.canonical import to_hex
from avatarchain.base.home import refuse_links, write
from avatarchain.chain.notation import Caip19
from avatarchain.gallery import metadata, pages
from avatarchain.gallery.contents import Contents, Life
from avatarchain.gallery.models import FOLDER, address_of, check_pages, modelled
from avatarchain.gallery.scripts import as_json, script
from avatarchain.living.kept import compiled_text
from avatarchain.living.usual import rig_of
from avatarchain.registry import AvatarRecord

AVATARS_A_PIECE = 2000  # some 400 KB
LIVES_A_PIECE = 500
FOLDERS = ("metadata", "portraits", "data", FOLDER)


def write_site(
    folder: Path,
    contents: Contents,
    written: set[int] | None = None,
    watch: Callable[[int], None] = lambda _: None,
) -> int:
    """Write the pages of a gallery into `folder`; return how many avatars are new in it.

    `written` is the set of ids whose metadata is in the folder already; the ids that are written
    now are added to that set. `watch` is called with 1 for each of them. The pages turn
    those avatars whose models `gallery.models` wrote into the folder before. Raises FaultyRig, and
    UnusableHome if the folder cannot be written, or if a folder in it is a symbolic link; FileThere
    if the index.html in it is of other pages.
    """
    check_pages(folder)
    refuse_links(folder, FOLDERS)
    written = set() if written is None else written
    new = [avatar for avatar in contents.avatars if avatar.identity not in written]
    species, models = contents.species, modelled(folder, contents.avatars)
    for avatar in new:
        name = f"metadata/{avatar.identity}.json"
        moving = f"../{address_of(avatar)}" if avatar.identity in models else None
        _put(folder / name, json.dumps(metadata.token(species, avatar, moving), ensure_ascii=False))
        if species.images is not None:
            _, data = metadata.picture(species, avatar.genome)
            write(folder / "portraits" / f"{to_hex(avatar.identity)}.png", data)
        watch(1)
    written |= {avatar.identity for avatar in new}
    _put(folder / "metadata/collection.json", json.dumps(metadata.contract(species)))

    pieces = {name: _pieces(folder, name, texts) for name, texts in _texts(contents)}
    for name in pages.FILES:
        write(folder / name, pages.file(name))
    issuance = pages.issuance(contents.closed)
    about = {
        "species": to_hex(species.id),
        "name": species.name,
        "description": species.description,
        "chain_id": contents.chain_id,
        "contract": contents.contract,
        "genesis": to_hex(contents.genesis),
        "block": contents.block,
        "closed": contents.closed,
        "issuance": issuance,
        "foundings": [
            [founding.number, founding.count, founding.block, founding.draw]
            for founding in contents.foundings
        ],
        "count": len(contents.avatars),
        "names": {to_hex(token): name for token, name in contents.names.items()},
        "pieces": pieces,
        "models": {to_hex(token): address for token, address in models.items()},
        "lives": LIVES_A_PIECE,
        "painted": species.images is None,
    }
    source = pages.Source(
        contents.contract,
        contents.chain_id,
        contents.block,
        len(contents.avatars),
        issuance,
        contents.findings,
    )
    write(folder / "index.html", pages.document(species, source, served=False))
    write(folder / "data/collection.js", script("collection", as_json(about)))
    return len(new)


def _texts(contents: Contents) -> list[tuple[str, list[str]]]:
    """For each kind of data its name and its pieces; a piece is a list, as JSON."""
    species, avatars = contents.species, contents.avatars
    rows = rows_of(avatars)
    life_rows = [
        life_row(contents.chain_id, contents.contract, avatar, life)
        for avatar, life in zip(avatars, contents.lives, strict=True)
    ]
    return [
        ("species", [as_json([b64encode(species.art).decode()])]),
        ("rig", [] if species.images else [f"[{compiled_text(species, rig_of(species))}]"]),
        ("avatars", [*map(as_json, _cut(rows, AVATARS_A_PIECE) or [[]])]),
        ("lives", [*map(as_json, _cut(life_rows, LIVES_A_PIECE))]),
    ]


def rows_of(
    avatars: Sequence[AvatarRecord], first: int = 0, most: int | None = None
) -> list[list[Any]]:
    """The data for the page of the avatars from number `first` on, at most `most` (None: all).

    `avatars` are all avatars in the order of birth. Parents are given by their numbers, -1 for
    none.
    """
    number = {avatar.identity: at for at, avatar in enumerate(avatars)}
    return [
        [
            to_hex(avatar.identity),
            to_hex(avatar.genome),
            avatar.generation,
            number.get(avatar.mother, -1),
            number.get(avatar.father, -1),
            avatar.owner,
            avatar.block,
        ]
        for avatar in avatars[first : None if most is None else first + most]
    ]


def life_row(chain_id: int, contract: str, avatar: AvatarRecord, life: Life) -> dict[str, Any]:
    """The data for the page of an avatar's life."""
    return {
        "caip19": str(Caip19(chain_id, contract, avatar.identity)),
        "transaction": to_hex(avatar.transaction),
        "draw": life.draw and [life.draw[0], to_hex(life.draw[1])],
        "lapses": life.lapses,
        "stillbirths": life.stillbirths,
        "inbreeding": life.inbreeding,
        "holders": [
            [handover.block, to_hex(handover.transaction), handover.to] for handover in life.holders
        ],
    }


def _cut(rows: list[Any], size: int) -> list[list[Any]]:
    return [rows[at : at + size] for at in range(0, len(rows), size)]


def _pieces(folder: Path, name: str, texts: list[str]) -> list[str]:
    """Write pieces; return their addresses, each with the digest of its text."""
    addresses = []
    for number, text in enumerate(texts):
        data = script(f"{name}-{number}", text)
        path = f"data/{name}-{number}.js"
        write(folder / path, data)
        addresses.append(f"{path}?{sha256(data).hexdigest()[:12]}")
    return addresses


def _put(path: Path, text: str) -> None:
    write(path, text.encode() + b"\n")
