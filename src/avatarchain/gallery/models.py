"""The models in a gallery's folder: for some avatars, that the page can turn.

`models/ID.glb` is the file for other programs. A page that is opened from a disk may not read it,
so `models/ID.js` has the same bytes as a script, and what has no script has no button. A model
that an earlier run wrote stays.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from avatarchain.base.canonical import to_hex
from avatarchain.base.home import check_folder, check_marked, refuse_links, write
from avatarchain.base.regular import read_regular
from avatarchain.errors import FileThere
from avatarchain.gallery.scripts import as_json, script
from avatarchain.living import solid
from avatarchain.living.exports import ExportOptions, export
from avatarchain.living.usual import rig_of
from avatarchain.registry import AvatarRecord
from avatarchain.species import Species

FOLDER = "models"
_TITLE = "avatarchain</title>"  # how the title of our pages ends
_MOST_BYTES = 8 << 20  # of a script; a model has 1.5 MB at most, and Base64 a third more


def check_pages(folder: Path) -> None:
    """Raise FileThere if there is an index.html in the folder that is none of a gallery.

    Raises UnusableHome if the folder cannot be written.
    """
    check_folder(folder)
    check_marked(folder / "index.html", _TITLE, FileThere)


def write_models(
    folder: Path,
    species: Species,
    avatars: Iterable[AvatarRecord],
    watch: Callable[[int], None] = lambda _: None,
) -> None:
    """Write the models of some avatars for the gallery in `folder`; `write_site` then shows them.

    `watch` is called with 1 for each. Raises MissingExtra, NoDrawing, NoBody, FaultyRig, the errors
    of `check_pages`, and UnusableHome if `models` in the folder is a link.
    """
    solid.require_for(species)
    check_pages(folder)
    refuse_links(folder, (FOLDER,))
    rig = rig_of(species)
    for avatar in avatars:
        name = to_hex(avatar.identity)
        (data,) = export(species, {"": avatar.genome}, rig, ExportOptions("glb")).values()
        write(folder / FOLDER / f"{name}.glb", data)
        write(folder / FOLDER / f"{name}.js", script(name, as_json(b64encode(data).decode())))
        watch(1)


def address_of(avatar: AvatarRecord) -> str:
    """The place of an avatar's model in the folder, as an address."""
    return f"{FOLDER}/{to_hex(avatar.identity)}.glb"


def modelled(folder: Path, avatars: Iterable[AvatarRecord]) -> dict[int, str]:
    """The avatars whose models are in the folder, by identity: the addresses of their scripts."""
    there = {path.name: path for path in (folder / FOLDER).glob("0x*.js")}
    scripts = {avatar.identity: f"{to_hex(avatar.identity)}.js" for avatar in avatars}
    scripts_there = {}
    for identity, name in scripts.items():
        with suppress(OSError):  # what is no file of ours has no button
            if name in there:
                digest = sha256(read_regular(there[name], _MOST_BYTES)).hexdigest()
                scripts_there[identity] = f"{FOLDER}/{name}?{digest[:12]}"
    return scripts_there
