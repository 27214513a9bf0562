"""The layouts of five generators become species, each with the options that it needs."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatarchain import portrait
from avatarchain.errors import FaultyLayers
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.species import Species, forms_of, title_of
from avatarchain.species.pack import load
from avatarchain.workshop.imported import Imported, Settings, make_pack
from support.layouts import (
    Layout,
    depths_and_weights_as_suffixes,
    folders_in_folders,
    names_without_weights,
    weights_behind_names,
    weights_in_a_file_beside,
)

EYES = ("Background", "Eyeball", "Eye color", "Iris", "Shine", "Bottom lid", "Top lid")
RARITIES = {"Common": Fraction(70), "Rare": Fraction(25), "Legendary": Fraction(5)}


def made(folder: Path, layout: Layout, **settings: object) -> tuple[Imported, Species]:
    imported = make_pack(layout(folder), folder / "pack", "mine", Settings(**settings))  # type: ignore[arg-type]
    return imported, load(folder / "pack")


def painted(species: Species) -> list[str]:
    return [title_of(species.loci[layer.locus]) for layer in species.layers]


def shares(species: Species, locus: str) -> dict[str, float]:
    (row,) = (one for one in species.loci if one.name == locus)
    forms, sums = forms_of(species, row), Counter[str]()
    for name, weight in forms:
        sums[name] += weight
    return {name: round(weight / sum(sums.values()), 3) for name, weight in sums.items()}


def refusal(folder: Path, layout: Layout, **settings: object) -> FaultyLayers:
    with pytest.raises(FaultyLayers) as caught:
        made(folder, layout, **settings)
    assert not (folder / "pack").exists()
    return caught.value


@pytest.mark.parametrize(
    ("layout", "settings"),
    [
        (weights_behind_names, {"order": EYES}),
        (names_without_weights, {"order": ("background", "ball", "eye color", "iris", "top lid")}),
        (depths_and_weights_as_suffixes, {"pad": True}),
        (folders_in_folders, {"rarities": RARITIES}),
        (weights_in_a_file_beside, {"side": 64}),
    ],
)
def test_every_layout_becomes_a_species_that_is_painted(
    folder: Path, layout: Layout, settings: dict[str, object]
) -> None:
    _, species = made(folder, layout, **settings)
    genomes = [founder(item_seed(bytes(32), number), species.cumulative) for number in range(8)]
    pictures = {portrait.pixels(species, genome, 64).tobytes() for genome in genomes}
    assert len(pictures) > 1


def test_weights_and_modes_are_kept_and_blanks_are_not(folder: Path) -> None:
    imported, species = made(folder, weights_behind_names, order=EYES)
    assert painted(species) == [name.lower().replace(" ", "-") for name in EYES]
    assert shares(species, "bottom-lid") == {"High": 0.2, "Low": 0.4, "Middle": 0.4}
    assert shares(species, "iris") == {"Large": 0.2, "Medium": 0.2, "Small": 0.6}
    assert imported.skipped == 1
    assert species.background == 0
    for path in (folder / "layers").rglob("*.png"):
        copy = folder / "pack" / path.parent.name.lower().replace(" ", "-")
        name = path.name.split("#")[0].strip().lower()
        with Image.open(path) as before, Image.open(copy / f"{name}.png") as after:
            assert after.mode == "RGBA"
            assert np.array_equal(np.asarray(before.convert("RGBA")), np.asarray(after))


def test_names_without_a_weight_come_equally_often(folder: Path) -> None:
    order = ["background", "ball", "eye color", "iris"]
    _, species = made(folder, names_without_weights, order=order)
    assert shares(species, "ball") == {"red eye ball_sr": 0.5, "white eye ball": 0.5}
    assert set(shares(species, "eye-color").values()) == {0.25}


def test_depths_give_the_order_and_stay_in_no_name(folder: Path) -> None:
    imported, species = made(folder, depths_and_weights_as_suffixes, pad=True)
    assert painted(species) == ["wall-background", "scene", "chair", "subject"]
    assert shares(species, "scene") == {"Painting": 0.909, "Two Paintings": 0.091}
    assert set(shares(species, "subject")) == {"Cat", "Man With Hat"}
    assert imported.side == 32
    with Image.open(folder / "pack" / "subject" / "cat.png") as image:
        alpha = np.asarray(image)[:, :, 3]
    assert not alpha[:4].any()
    assert not alpha[-4:].any()
    assert alpha.any()


def test_what_is_not_square_is_told_with_its_size(folder: Path) -> None:
    refused = refusal(folder, depths_and_weights_as_suffixes)
    assert refused.faults == (
        "Wall background__z10/Blue__w5.png: is 32 × 24 pixels: layers are square",
    )
    assert refused.remedies == ("pad",)


def test_folders_are_forms_of_several_files_or_rarities(folder: Path) -> None:
    imported, species = made(folder, folders_in_folders, rarities=RARITIES)
    assert painted(species) == ["background", "accessory", "body", "eyes", "hair", "hat"]
    assert shares(species, "accessory") == {"NONE": 0.74, "Purple Glasses": 0.25, "Shades": 0.01}
    assert shares(species, "body") == {
        "Green": 0.233,
        "Orange": 0.233,
        "Pink": 0.233,
        "Bronze": 0.05,
        "Blue": 0.125,
        "Red": 0.125,
    }
    assert shares(species, "eyes") == {"happy": 0.375, "normal": 0.25, "stars": 0.375}
    assert shares(species, "hair") == {"blue": 0.5, "red": 0.5}
    assert imported.depths == 3
    assert shares(species, "hat") == {"Cap": 0.15, "Crown": 0.05, "NONE": 0.8}
    assert imported.skipped == 4
    pieces = folder / "layers" / "Accessory" / "Purple Glasses#25"
    with (
        Image.open(pieces / "z-10,Glasses back.png") as back,
        Image.open(pieces / "Glasses front.png") as front,
        Image.open(folder / "pack" / "accessory" / "purple-glasses.png") as whole,
    ):
        assert np.array_equal(np.asarray(Image.alpha_composite(back, front)), np.asarray(whole))
    hair = folder / "layers" / "Hair" / "Hair#20"
    with (
        Image.open(hair / "root.png") as root,
        Image.open(hair / "red#50.png") as red,
        Image.open(folder / "pack" / "hair" / "red.png") as whole,
    ):
        assert np.array_equal(np.asarray(Image.alpha_composite(root, red)), np.asarray(whole))
    with Image.open(folder / "pack" / "accessory" / "none.png") as nothing:
        assert not np.asarray(nothing).any()


def test_a_folder_of_a_rarity_asks_for_its_weight(folder: Path) -> None:
    refused = refusal(folder, folders_in_folders)
    assert refused.faults == tuple(
        f"Body/{name}: is a folder of forms whose weight is not given"
        for name in ("Common", "Legendary", "Rare")
    )
    assert refused.remedies == ("rarity",)


def test_large_images_are_brought_to_a_side_and_refused_without(folder: Path) -> None:
    imported, species = made(folder, weights_in_a_file_beside, side=100)
    assert imported.side == 100
    assert species.images is not None
    assert species.images.side == 100
    assert painted(species) == ["backgrounds", "foreground", "text"]
    (folder / "again").mkdir()
    refused = refusal(folder / "again", weights_in_a_file_beside)
    assert refused.faults == (
        "backgrounds/blue.png: is 2064 × 2064 pixels: the layers of a species have at most 2048",
    )
    assert refused.remedies == ("side",)


def test_layers_that_are_painted_over_are_refused_with_the_order_named(folder: Path) -> None:
    layers = folders_in_folders(folder)
    (layers / "Background").rename(layers / "Sky")
    with pytest.raises(FaultyLayers) as caught:
        make_pack(layers, folder / "pack", "mine", Settings(rarities=RARITIES))
    assert caught.value.faults == (
        "Sky: is opaque everywhere in all forms, so nothing is seen of what is painted before it: "
        "Accessory, Body, Eyes, Hair, Hat",
    )
    assert caught.value.remedies == ("order",)
