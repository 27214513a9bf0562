"""Solid: the same genome as a model that turns, looks and blinks.

`plane` and `fields` are the tools: areas of the picture, and numbers over it. `parts` are what
of a figure becomes one body, `heights` how far each of them stands in front, `surfaces` their
triangles, and `backs` which colours they have behind; `face` has eyes and mouth. `motion` has bones
and clips, `gltf` writes, and `model` puts all together.

All of this needs the package manifold3d, which comes with `avatarchain[3d]`; only `plane`
imports it.
"""

from avatarchain.errors import MissingExtra, NoDrawing
from avatarchain.species import Species


def require() -> None:
    """Raise MissingExtra if what models are made with is not installed."""
    try:
        import manifold3d  # noqa: F401
    except ImportError:
        raise MissingExtra(package="manifold3d", extra="3d") from None


def require_for(species: Species) -> None:
    """Raise MissingExtra, or NoDrawing if the species is made of images, which have no model."""
    if species.images is not None:
        raise NoDrawing(species=species.name)
    require()
