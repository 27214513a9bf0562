"""Models from all sides, and what their faces do: by what a painter of triangles sees of them."""

from importlib.util import find_spec

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from rigged import founders, showing

from avatarchain.living.figure import colours_of
from avatarchain.living.usual import rig_of
from avatarchain.species import Species, express
from avatarchain.species.pack import load
from support.absent import absent

if find_spec("manifold3d") is None:
    absent("no manifold3d: pip install '.[3d]'")

import zbuffer
from solids import GROUND, PICTURE, likeness, morphed, seen, together

from avatarchain.living.solid.model import Shape, shape_of

SIDE = 200
ROOM = (-0.3, -0.05, 0.3, 0.55)


@pytest.fixture(scope="module")
def tuftling() -> Species:
    return load("tuftling")


def from_side(shape: Shape, degrees: float) -> NDArray[np.uint8]:
    """A model without shadows, turned about its upright."""
    points, faces, colours = together(shape, {})
    turned = zbuffer.turned(points, degrees)
    return zbuffer.painted(turned, faces, colours, ROOM, SIDE, finer=1, ground=GROUND)


def share(picture: NDArray[np.uint8], colour: str) -> float:
    """The share of a picture's pixels that have a colour, #rrggbb."""
    rgb = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    return float((picture == rgb).all(axis=2).mean())


def shown(species: Species, genome: int) -> Shape:
    return shape_of(species, genome, rig_of(species))


def colour(species: Species, genome: int, name: str) -> str:
    return colours_of(species, express(species, genome))[name]


def test_what_lies_in_the_middle_of_the_front_is_not_seen_behind(tuftling: Species) -> None:
    regalia = showing(tuftling, garb=15)
    model = shown(tuftling, regalia)
    for name in ("iris", "belly"):
        assert share(from_side(model, 0), colour(tuftling, regalia, name)) > 0
        assert share(from_side(model, 180), colour(tuftling, regalia, name)) == 0


def test_hair_goes_round_the_head_and_a_horn_does_not(tuftling: Species) -> None:
    genome = showing(tuftling, crest=1, horns=12)
    model = shown(tuftling, genome)
    front, back = from_side(model, 0), from_side(model, 180)
    assert share(back, colour(tuftling, genome, "plume")) > 0.03
    assert share(back[SIDE // 3 :], "#ffffff") == 0  # above the hair its end is seen
    assert share(front[SIDE // 3 :], "#ffffff") > 0


@pytest.mark.parametrize("degrees", range(0, 360, 45))
def test_one_does_not_see_through_a_head(tuftling: Species, degrees: int) -> None:
    """The ground that is seen hangs together, but for crumbs: no gap between front and back."""
    picture = from_side(shown(tuftling, showing(tuftling, crest=1)), degrees)
    ground = (picture == GROUND).all(axis=2).astype(np.uint8) * 255
    image = Image.fromarray(ground).copy()  # what shares memory cannot be filled
    ImageDraw.floodfill(image, (0, 0), 128)
    assert (np.asarray(image) == 255).sum() < 10


def test_a_tail_that_ends_at_the_pictures_edge_is_round_there() -> None:
    """Its line leaves the picture by four units; as a block it would stand there cut off."""
    glimmer = load("glimmer")
    curled = founders(glimmer, 2)[1]
    covered = (from_side(shown(glimmer, curled), 90) != GROUND).any(axis=2).sum(axis=1)
    lowest = covered.nonzero()[0].max()
    assert 0 < covered[lowest] < 0.6 * covered[lowest - 8]


def test_a_belly_is_not_seen_behind_although_it_is_most_of_a_body() -> None:
    glimmer = load("glimmer")
    genome = showing(glimmer, body=4)
    model, belly = shown(glimmer, genome), colour(glimmer, genome, "belly")
    assert share(from_side(model, 0), belly) > 0.01
    assert share(from_side(model, 180), belly) == 0


INK = "#2b2233"


def test_ink_between_tufts_is_no_dash_on_the_side_of_a_head(tuftling: Species) -> None:
    side = from_side(shown(tuftling, showing(tuftling, head=4, crest=5)), 90)
    cheek = side[int(0.48 * SIDE) : int(0.64 * SIDE), int(0.4 * SIDE) : int(0.6 * SIDE)]
    assert share(cheek, INK) < 0.005


def test_the_line_of_a_cap_is_no_bar_across_it(tuftling: Species) -> None:
    side = from_side(shown(tuftling, showing(tuftling, crest=5)), 90)
    top = (side != GROUND).any(axis=(1, 2)).nonzero()[0][0]
    assert share(side[top + 6 : top + 14], INK) < 0.03


def test_hair_stands_up_as_a_tuft_and_not_as_a_tent(tuftling: Species) -> None:
    covered = (from_side(shown(tuftling, showing(tuftling, crest=6)), 90) != GROUND).any(axis=2)
    rows = covered.sum(axis=1)
    top = rows.nonzero()[0][0]
    assert rows[top + 42] < 1.4 * rows[top + 24]


def test_ears_stand_out_of_hair(tuftling: Species) -> None:
    figure = shown(tuftling, showing(tuftling, ears=6, crest=4)).surfaces[0]
    bones, high = np.array(figure.bones), figure.points[:, 1] > 0.4
    hair, ears = (
        figure.points[high & np.char.startswith(bones, name), 2].min() for name in ("crest", "ear")
    )
    assert ears < hair


def test_stripes_go_round_and_leave_no_holes(tuftling: Species) -> None:
    striped = showing(tuftling, head=6, marks=6)
    behind = from_side(shown(tuftling, striped), 90)[SIDE // 2 :, : SIDE // 2]
    assert share(behind, colour(tuftling, striped, "belly-shade")) > 0.005
    swirls = showing(tuftling, head=14, marks=11, crest=15)
    back = from_side(shown(tuftling, swirls), 180)[int(0.58 * SIDE) :]
    assert share(back, colour(tuftling, swirls, "fur")) == 0


def test_a_gap_within_a_gap_has_the_chief_colour_behind(tuftling: Species) -> None:
    """The seam of a scar lies within its line, and touches nothing that is seen behind."""
    scarred = founders(tuftling, 6)[5]
    back = from_side(shown(tuftling, scarred), 180)[int(0.4 * SIDE) : int(0.6 * SIDE)]
    middle = back[:, int(0.4 * SIDE) : int(0.6 * SIDE)]
    assert share(middle, colour(tuftling, scarred, "fur")) == 1


def test_lids_of_open_eyes_are_not_seen_from_the_side(tuftling: Species) -> None:
    model = shown(tuftling, showing(tuftling))
    points, faces, _ = together(model, {})
    lids = np.zeros(len(points), bool)
    lids[len(model.surfaces[0].points) :] = model.surfaces[1].morphs["blink"][:, :2].any(axis=1)
    for degrees in (45, 70, 90):
        nearest = zbuffer.nearest_of(zbuffer.turned(points, degrees), faces, ROOM, 2 * SIDE)
        assert not lids[faces[nearest[nearest >= 0]]].all(axis=1).any()


EYES = {"round": 0, "sleepy": 1, "button": 4, "spectacles": 12, "starlit": 15}


@pytest.mark.parametrize("morph", ["blink", "happy"])
@pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
def test_an_eye_that_closes_hides_its_iris(tuftling: Species, eyes: int, morph: str) -> None:
    genome = showing(tuftling, eyes=eyes)
    model, iris = shown(tuftling, genome), colour(tuftling, genome, "iris")
    open_, shut = seen(model, SIDE), seen(model, SIDE, {morph: 1})
    assert share(open_, iris) > 0
    assert share(shut, iris) <= 0.4 * share(open_, iris)


def test_a_lid_faces_the_viewer_although_it_is_a_line_at_rest(species: Species) -> None:
    (genome,) = founders(species, 1)
    face = shown(species, genome).surfaces[-1]
    lids = face.morphs["blink"].any(axis=1)
    assert np.quantile(face.normals[lids, 2], 0.1) > 0.3


def test_a_blink_of_each_eye_is_a_blink(tuftling: Species) -> None:
    model = shown(tuftling, showing(tuftling))
    both = seen(model, SIDE, {"blinkLeft": 1, "blinkRight": 1})
    assert (both == seen(model, SIDE, {"blink": 1})).all()
    left = seen(model, SIDE, {"blinkLeft": 1})
    changed = (left != seen(model, SIDE)).any(axis=2).nonzero()[1]
    assert changed.min() > SIDE / 2


def test_a_mouth_that_opens_changes_nothing_above_the_nose(species: Species) -> None:
    for genome in founders(species, 2):
        model = shown(species, genome)
        for morph in ("aa", "oh"):
            changed = (seen(model, SIDE, {morph: 1}) != seen(model, SIDE)).any(axis=2)
            assert changed.any()
            assert changed.nonzero()[0].min() > 0.5 * SIDE


def test_a_gaze_stays_within_the_eyes(tuftling: Species) -> None:
    model = shown(tuftling, showing(tuftling))
    blink = (seen(model, SIDE, {"blink": 1}) != seen(model, SIDE)).any(axis=2)
    for morph in ("lookLeft", "lookRight", "lookUp", "lookDown"):
        changed = (seen(model, SIDE, {morph: 1}) != seen(model, SIDE)).any(axis=2)
        assert changed.any()
        assert (changed & ~blink).mean() < 0.0005


def test_a_face_at_rest_shows_nothing_of_its_morphs(species: Species) -> None:
    """Lids and the floor of the mouth are lines while nothing moves."""
    for genome in founders(species, 2):
        model = shown(species, genome)
        face = model.surfaces[-1]
        still = ~np.any([shifts.any(axis=1) for shifts in face.morphs.values()], axis=0)
        assert still.any()
        assert np.isfinite(morphed(face, {"blink": 1})).all()
        assert likeness(seen(model, 128), seen(model, 128, {"blink": 0})).mean == 0
    assert PICTURE[2] == 0.256


def test_a_swirl_of_the_face_is_not_seen_behind(tuftling: Species) -> None:
    genome = founders(tuftling, 1)[0]
    model, swirl = shown(tuftling, genome), "#b0451a"
    assert share(from_side(model, 0), swirl) > 0
    assert share(from_side(model, 180), swirl) == 0


def test_spikes_over_hair_are_not_on_the_back_of_a_head(tuftling: Species) -> None:
    genome = founders(tuftling, 24)[23]
    model, horn = shown(tuftling, genome), "#f0e2c4"
    assert share(from_side(model, 0), horn) > 0.01
    assert share(from_side(model, 180), horn) == 0


def test_a_horn_stands_at_the_depth_of_its_root(tuftling: Species) -> None:
    """It is not draped over the skull down to where that is thin."""
    figure = shown(tuftling, founders(tuftling, 4)[3]).surfaces[0]
    horn = np.array(figure.colours) == "#f0e2c4"
    assert figure.points[horn, 2].min() > 0.02
