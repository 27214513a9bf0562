"""Models of other versions: cut and rounded in another way they pass, changed they do not."""

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from rigged import founders

from avatarchain.living.usual import rig_of
from avatarchain.species.pack import load
from support.absent import absent

try:
    from avatarchain.living.solid import model
    from avatarchain.living.solid.alike import difference
    from avatarchain.living.solid.gltf import spelled
    from avatarchain.living.solid.model import Shape, Surface, glb, shape_of
except ImportError:
    absent("no manifold3d: pip install '.[3d]'")

TUFTLING = load("tuftling")
RIG = rig_of(TUFTLING)
(GENOME,) = founders(TUFTLING, 1)

Change = Callable[[Surface], Surface]


@pytest.fixture(scope="module")
def shape() -> Shape:
    return shape_of(TUFTLING, GENOME, RIG)


@pytest.fixture
def written(shape: Shape, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    """Makes the file of a model one of whose surfaces was changed."""

    def write(name: str = "", change: Change | None = None) -> bytes:
        surfaces = tuple(
            change(surface) if change is not None and surface.name == name else surface
            for surface in shape.surfaces
        )
        with monkeypatch.context() as patch:
            patch.setattr(model, "shape_of", lambda *_: replace(shape, surfaces=surfaces))
            return glb(TUFTLING, GENOME, RIG, clips=("nod",))

    return write


def finer(surface: Surface) -> Surface:
    """Each triangle as four, and each point some 0.3 mm from where it was."""
    sides = np.concatenate([surface.faces[:, [k, (k + 1) % 3]] for k in range(3)])
    count, each = len(surface.points), len(surface.faces)
    middles = count + np.arange(3 * each).reshape(3, each)
    first, second, third = surface.faces.T
    faces = [(first, 0, 2), (second, 1, 0), (third, 2, 1)]
    cut = [np.column_stack([c, middles[m], middles[n]]) for c, m, n in faces]
    cut.append(middles.T)
    points = grown(surface.points, sides)
    points += 0.0003 * np.sin(40 * points[:, [1, 2, 0]]) * (0.6, 0.6, 0.5)
    return replace(
        surface,
        points=points,
        faces=np.concatenate(cut),
        normals=grown(surface.normals, sides[:, :1].repeat(2, axis=1)),
        colours=surface.colours + tuple(surface.colours[k] for k in sides[:, 0]),
        bones=surface.bones + tuple(surface.bones[k] for k in sides[:, 0]),
        morphs={name: grown(rows, sides) for name, rows in surface.morphs.items()},
    )


def grown(rows: NDArray[Any], sides: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([rows, rows[sides].mean(axis=1)])


@pytest.mark.parametrize("name", ["figure", "face"])
def test_what_is_cut_and_rounded_in_another_way_is_the_same(
    written: Callable[..., bytes], name: str
) -> None:
    assert difference(written(name, finer), written()) is None


def largest(surface: Surface) -> int:
    """The triangle with the largest area."""
    corners = surface.points[surface.faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return int((across**2).sum(axis=1).argmax())


def bent(surface: Surface) -> Surface:
    """One triangle a millimetre before its place."""
    points, corners = surface.points.copy(), surface.faces[largest(surface)]
    a, b, c = points[corners]
    across = np.cross(b - a, c - a)
    points[corners] += 0.001 * across / np.sqrt((across**2).sum())
    return replace(surface, points=points)


def holed(surface: Surface) -> Surface:
    return replace(surface, faces=np.delete(surface.faces, largest(surface), axis=0))


def webbed(surface: Surface) -> Surface:
    """A triangle more, between points far from each other."""
    kinds = np.array(surface.colours)
    (same,) = (kinds == kinds[surface.faces[largest(surface), 0]]).nonzero()
    x = surface.points[same, 0]
    web = [[same[x.argmin()], same[x.argmax()], same[len(same) // 2]]]
    return replace(surface, faces=np.concatenate([surface.faces, web]))


def flipped(surface: Surface) -> Surface:
    faces = surface.faces.copy()
    faces[largest(surface)] = faces[largest(surface)][::-1]
    return replace(surface, faces=faces)


def recoloured(surface: Surface) -> Surface:
    colours = [*surface.colours]
    other = next(colour for colour in colours if colour != colours[0])
    for corner in surface.faces[largest(surface)]:
        colours[corner] = other if colours[corner] == colours[0] else colours[0]
    return replace(surface, colours=tuple(colours))


def rehung(surface: Surface) -> Surface:
    bones = tuple("body" if bone == "head" else bone for bone in surface.bones)
    return replace(surface, bones=bones)


def shaded(surface: Surface) -> Surface:
    return replace(surface, normals=-surface.normals)


def sleepless(surface: Surface) -> Surface:
    """The eyes do not close."""
    morphs = {**surface.morphs, "blink": surface.morphs["blink"] * 0.5}
    return replace(surface, morphs=morphs)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("figure", bent, "surfaces"),
        ("figure", holed, "surfaces"),
        ("figure", webbed, "surfaces"),
        ("figure", flipped, "surfaces"),
        ("figure", recoloured, "surfaces"),
        ("figure", rehung, "surfaces"),
        ("figure", shaded, "surfaces"),
        ("face", sleepless, "morphs"),
    ],
)
def test_a_surface_that_was_changed_is_another(
    written: Callable[..., bytes], name: str, change: Change, words: str
) -> None:
    sentence = difference(written(name, change), written())
    assert sentence is not None
    assert words in sentence


def joined(table: dict[str, Any], rest: bytes, *, spaced: bool = False) -> bytes:
    text = json.dumps(table).encode() if spaced else spelled(table)
    text += b" " * (-len(text) % 4)
    head = struct.pack("<4sIIII", b"glTF", 2, 20 + len(text) + len(rest), len(text), 0x4E4F534A)
    return head + text + rest


def renamed(table: dict[str, Any]) -> None:
    table["nodes"][0]["name"] = "mine"


def elsewhere(table: dict[str, Any]) -> None:
    table["buffers"][0]["uri"] = "https://example.org/mine.bin"


def vast(table: dict[str, Any]) -> None:
    table["accessors"][0]["count"] = 2**40


def behind(table: dict[str, Any]) -> None:
    table["bufferViews"][0]["byteOffset"] = -4


def packed(table: dict[str, Any]) -> None:
    table["bufferViews"][0]["extensions"] = {"EXT_meshopt_compression": {}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (renamed, "its nodes are others"),
        (elsewhere, "laid out"),
        (vast, "laid out"),
        (behind, "laid out"),
        (packed, "laid out"),
    ],
)
def test_a_document_that_was_changed_is_another(
    written: Callable[..., bytes], change: Callable[[dict[str, Any]], None], words: str
) -> None:
    data = written()
    length = int.from_bytes(data[12:16], "little")
    table, rest = json.loads(data[20 : 20 + length]), data[20 + length :]
    assert joined(table, rest) == data
    assert "laid out" in str(difference(joined(table, rest, spaced=True), data))
    change(table)
    assert words in str(difference(joined(table, rest), data))


def test_colours_and_clips_that_were_changed_are_others(written: Callable[..., bytes]) -> None:
    data = written()
    length = int.from_bytes(data[12:16], "little")
    table, start = json.loads(data[20 : 20 + length]), 28 + length
    image = table["bufferViews"][table["images"][0]["bufferView"]]
    turns = table["accessors"][table["animations"][0]["samplers"][0]["output"]]["bufferView"]
    for view, words in ((image, "colours"), (table["bufferViews"][turns], "clips")):
        place = start + view["byteOffset"] + view["byteLength"] // 2
        changed = data[:place] + bytes(4) + data[place + 4 :]
        changed = changed if changed != data else data[:place] + b"\x3f" * 4 + data[place + 4 :]
        assert words in str(difference(changed, data))
