"""Rigs of packs: what a rig cannot do, a sheet of poses to look at, and the compiled form."""

import json
from pathlib import Path

from avatarchain.base.home import write
from avatarchain.living import Rig
from avatarchain.living.compiled import compiled
from avatarchain.living.poses_sheet import pose_sheet
from avatarchain.portrait.sheet import encode_sheet, sheet_format
from avatarchain.species import Species

COMPILED = ".json"


def unable(species: Species, rig: Rig) -> str | None:
    """One sentence on what characters of a species cannot do; None if they can do everything."""
    if species.images is not None:
        return "its layers are images: they breathe and turn, but nobody blinks, looks or talks"
    lacks = [
        word
        for word, layers in (("eyes", rig.face.eyes), ("a mouth", rig.face.mouth))
        if not layers
    ]
    if not lacks:
        return None
    does = {"eyes": "blinks or looks", "a mouth": "talks"}
    return (
        f"no layer is known as {' or '.join(lacks)}, so nobody "
        f"{' or '.join(does[word] for word in lacks)}: [face] in rig.toml names it"
    )


def check_rig_file(path: Path) -> None:
    """Whether `write_rig` can write a file of this name. Raises BadFormat."""
    if path.suffix.lower() != COMPILED:
        sheet_format(path.name)


def write_rig(path: Path, species: Species, rig: Rig, size: int) -> None:
    """Write the sheet of poses, `size` pixels a picture, or the compiled form into a `.json`.

    Raises BadFormat, UnusableHome, TooManyEyes, SheetTooLarge and TooMuchPainting for what would
    take too long, and NoDrawing for the compiled form of a species of images.
    """
    if path.suffix.lower() == COMPILED:
        text = json.dumps(compiled(species, rig), ensure_ascii=False, separators=(",", ":"))
        write(path, f"{text}\n".encode())
    else:
        write(path, encode_sheet(pose_sheet(species, rig, size), sheet_format(path.name)))
