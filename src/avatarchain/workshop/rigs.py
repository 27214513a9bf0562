"""Rigs of packs: what a rig cannot do, and a sheet of poses to look at."""

from pathlib import Path

from avatarchain.base.home import write
from avatarchain.living import Rig
from avatarchain.living.poses_sheet import pose_sheet
from avatarchain.portrait.sheet import encode_sheet, sheet_format
from avatarchain.species import Species


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


def write_pose_sheet(path: Path, species: Species, rig: Rig, size: int) -> None:
    """Write the sheet of poses, `size` pixels a picture. Raises BadFormat and UnusableHome."""
    write(path, encode_sheet(pose_sheet(species, rig, size), sheet_format(path.name)))
