"""Does what moves or turns show what its genome expresses?

A drawing that moves and a model are made again, with what their papers say of what made them, and
compared to the last byte.
"""

from collections.abc import Mapping
from typing import Any

from avatarchain.errors import AvatarchainError, FaultyRig, MissingExtra
from avatarchain.living import Rig, solid
from avatarchain.living.animated import drawn_by
from avatarchain.living.exports import ExportOptions, export
from avatarchain.living.usual import rig_of
from avatarchain.papers import certificate
from avatarchain.papers.certificate import Papers
from avatarchain.papers.report import Failed
from avatarchain.species import Species


def moving_shown(text: str, said: Mapping[str, Any], genome: int, species: Species) -> str:
    """How a drawing that moves shows a genome. Raises Failed.

    `said` is what its papers say of what made it.
    """
    if said["clip"] is None:
        raise Failed("the papers name no clip, and a drawing that moves has one")
    rig = _rig(said, species)
    try:
        options = ExportOptions(said["form"], said["clip"], unlit=said["unlit"])
        (made,) = export(species, {"": genome}, rig, options).values()
    except AvatarchainError as error:  # of what cannot be made, nobody made it
        raise Failed(str(error)) from None
    others = said["with"] != drawn_by()
    if made.decode() == text:
        shown = "is what the genome expresses, to the letter, and so it moves"
        return f"{shown}; by its papers it was made with {_versions(said)}" if others else shown
    if others:
        raise Failed(f"cannot tell: by its papers it was made with {_versions(said)}, not as here")
    raise Failed("the drawing that moves is not what the genome expresses")


def _rig(said: Mapping[str, Any], species: Species) -> Rig:
    """The rig that papers name. Raises Failed if it is not at hand."""
    try:
        rig = rig_of(species)
    except FaultyRig as error:
        raise Failed(f"cannot tell: {error}") from None
    if said["rig"] != rig.digest:
        raise Failed("cannot tell: it was made with another rig than the one here")
    return rig


def _versions(said: Mapping[str, Any]) -> str:
    names = [f"{name} {version}" for name, version in sorted(said["with"].items())]
    return ", ".join(names) or "what they do not name"


def model_shown(data: bytes, papers: Papers, species: Species) -> str:
    """How a model shows the genome in its papers. Raises Failed.

    The model is made again, with what the papers say of the versions that made it, and all bytes
    are compared. Whether two other surfaces look the same, no sample of their points tells: a mesh
    of hairlines goes through all of them.
    """
    said = papers.model
    if said is None:
        raise Failed("the papers say nothing of a model")
    try:
        solid.require()
    except MissingExtra as error:
        raise Failed(f"cannot tell: {error}") from None
    from avatarchain.living.solid.model import made_by

    rig = _rig(said, species)
    try:
        options = ExportOptions(said["form"], said["clip"], unlit=said["unlit"])
        text = certificate.spell(papers).decode()
        genome = int(papers.genome, 16)
        (made,) = export(species, {"": genome}, rig, options, papers={"": text}).values()
    except AvatarchainError as error:  # of what cannot be made, nobody made it
        raise Failed(str(error)) from None
    others = said["with"] != made_by()
    if made != data and others:
        raise Failed(f"cannot tell: by its papers it was made with {_versions(said)}, not as here")
    if made != data:
        raise Failed("the model is not what the genome expresses")
    shown = "is what the genome expresses, to the byte"
    return f"{shown}; by its papers it was made with {_versions(said)}" if others else shown
