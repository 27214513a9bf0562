"""Folders of PNG layers become a species, whole or not at all."""

import io
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatarchain import portrait
from avatarchain.errors import (
    BadName,
    FaultyLayers,
    FaultyPack,
    FolderInUse,
    ImageChanged,
    NoDrawing,
)
from avatarchain.heredity import founder, item_seed
from avatarchain.portrait import images
from avatarchain.species import DIGIT, Species, drawing_of, express, traits
from avatarchain.species.pack import load
from avatarchain.workshop.census import census
from avatarchain.workshop.imported import make_pack, pack_name
from layers import SIDE, layer_image, write_layers


def made(folder: Path, *, hats: int = 3) -> Species:
    make_pack(write_layers(folder / "layers", hats=hats), folder / "pack", "foxes")
    return load(folder / "pack")


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(FaultyLayers) as caught:
        make_pack(folder / "layers", folder / "pack", "foxes")
    assert not (folder / "pack").exists()
    return tuple(caught.value.faults)


def test_layers_are_painted_in_the_order_of_their_numbers_and_called_without(
    folder: Path,
) -> None:
    species = made(folder)
    painted = [species.loci[layer.locus].name for layer in species.layers]
    assert painted == ["background", "body", "hats"]
    assert species.background == 0
    assert species.images is not None
    assert species.images.side == SIDE


def test_weights_are_told_to_65536_and_rarity_follows(folder: Path) -> None:
    rarity = {(one.locus, one.form): one for one in census(made(folder), 20_000)}
    assert rarity["background", "Sky"].count == 20_000
    for form, share in (("Hat 0", 1 / 8), ("Hat 1", 2 / 8), ("Hat 2", 5 / 8)):
        one = rarity["hats", form]
        assert one.expected == pytest.approx(share, abs=0.0002)
        assert one.count / 20_000 == pytest.approx(share, abs=0.02)


def test_more_than_sixteen_forms_are_read_from_two_loci(folder: Path) -> None:
    species = made(folder, hats=40)
    (hats,) = (locus for locus in species.loci if locus.second is not None)
    assert species.loci[hats.second or 0].kind == DIGIT
    assert set(hats.forms) == {f"Hat {k}" for k in range(40)}
    number = species.loci.index(hats)
    for k in range(50):
        genome = founder(item_seed(bytes(32), k), species.cumulative)
        told = traits(species, genome)
        assert "hats-2" not in told
        digit = express(species, genome).alleles
        assert told["hats"] == hats.forms[16 * digit[number] + digit[number + 1]]


def test_a_portrait_is_the_layers_over_one_another(folder: Path) -> None:
    species = made(folder, hats=40)
    for k in range(10):
        genome = founder(item_seed(bytes(32), k), species.cumulative)
        told = traits(species, genome)
        numbers = [1, 2 if told["body"] == "Fox" else 3, 4 + int(told["hats"][4:])]
        expected = Image.new("RGBA", (SIDE, SIDE), "white")
        for number in numbers:
            expected.alpha_composite(layer_image(number))
        found = portrait.pixels(species, genome, 4 * SIDE)
        large = np.asarray(expected.convert("RGB")).repeat(4, axis=0).repeat(4, axis=1)
        assert np.array_equal(found, large)


@pytest.mark.parametrize("background", [True, False])
def test_its_png_opens_elsewhere_with_the_very_same_pixels(folder: Path, background: bool) -> None:
    species = made(folder)
    data = portrait.png(species, 0, 100, background=background)
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == ("RGB" if background else "RGBA")
        assert np.array_equal(
            np.asarray(image), portrait.pixels(species, 0, 100, background=background)
        )


def test_it_has_no_svg_and_says_so(folder: Path) -> None:
    with pytest.raises(NoDrawing, match="made of PNG layers and has no SVG"):
        portrait.svg(made(folder), 0)


def test_the_id_covers_the_pixels_and_not_how_a_file_is_packed(folder: Path) -> None:
    first = made(folder / "a")
    layers = write_layers(folder / "b" / "layers")
    (path,) = layers.glob("*/Fox#1.png")
    with Image.open(path) as image:
        image.load()
    image.save(path, compress_level=0)
    make_pack(layers, folder / "b" / "pack", "foxes")
    assert load(folder / "b" / "pack").id == first.id
    image.putpixel((0, 0), (1, 2, 3, 255))
    image.save(path)
    make_pack(layers, folder / "c" / "pack", "foxes")
    assert load(folder / "c" / "pack").id != first.id


def test_an_image_that_was_changed_is_never_painted(folder: Path) -> None:
    species = made(folder)
    path = folder / "pack" / "body" / "fox.png"
    layer_image(77).save(path)
    assert [fault.split(":")[0] for fault in images.check(species)] == ["body/fox.png"]
    fox = next(k for k, a in enumerate(species.loci[1].alleles) if a.name == "Fox")
    with pytest.raises(ImageChanged, match=r"body/fox\.png: its pixels are 0x"):
        portrait.pixels(species, fox << 236)
    layer_image(2, side=SIDE + 1).save(path)
    with pytest.raises(FaultyPack, match=r"body/fox\.png, .*is 25 × 25 pixels"):
        load(folder / "pack")


def test_names_keep_every_character_that_a_name_may_have(folder: Path) -> None:
    name = 'Zoë\'s <b>"hat"</b> & \\ 🎩'
    layers = write_layers(folder / "layers")
    layer_image(50).save(layers / "2 - Body" / f"{name.replace('/', '∕')}#1.png")
    make_pack(layers, folder / "pack", "foxes")
    names = {allele.name for allele in load(folder / "pack").loci[1].alleles}
    assert names == {"Fox", "Owl", name.replace("/", "∕")}


def test_the_folders_to_take_can_be_named_in_another_order(folder: Path) -> None:
    layers = write_layers(folder / "layers")
    make_pack(layers, folder / "pack", "foxes", order=["10 - Hats", "2 - Body"])
    text = (folder / "pack" / "species.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["paint"] == ["hats", "body"]
    with pytest.raises(FaultyLayers, match="Shoes: there is no such folder"):
        make_pack(layers, folder / "other", "foxes", order=["Shoes"])


def _save(path: Path, **how: object) -> None:
    layer_image(9, **how).save(path)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda f: _save(f / "2 - Body/Cat#0.png"), "2 - Body/Cat#0.png: the weight after # must"),
        (lambda f: _save(f / "2 - Body/Cat#-3.png"), "must be a whole number from 1, got '-3'"),
        (lambda f: _save(f / "2 - Body/Cat#1.5.png"), "must be a whole number from 1, got '1.5'"),
        (lambda f: _save(f / "2 - Body/Cat#x.png"), "must be a whole number from 1, got 'x'"),
        (lambda f: _save(f / "2 - Body/Cat#.png"), "must be a whole number from 1, got ''"),
        (lambda f: _save(f / "2 - Body/Fox#2.png"), "the name 'Fox' is used twice in this layer"),
        (lambda f: _save(f / "2 - Body/#2.png"), "name must be a text"),
        (lambda f: _save(f / "2 - Body/A\nB#2.png"), "holds a control or unassigned character"),
        (lambda f: _save(f / "2 - Body/A\u202eB.png"), "holds a control or unassigned character"),
        (lambda f: _save(f / "2 - Body/Cat.png", side=25),
         "2 - Body/Cat.png: is 25 × 25 pixels, where the first layer has 24"),
        (lambda f: _save(f / "2 - Body/Cat.png", mode="RGB"), "2 - Body/Cat.png: is RGB: a layer"),
        (lambda f: _save(f / "2 - Body/Cat.png", mode="P"), "2 - Body/Cat.png: is palette"),
        (lambda f: _save(f / "2 - Body/Cat.png", mode="L"), "2 - Body/Cat.png: is grey"),
        (lambda f: (f / "2 - Body/Cat.png").write_bytes(b"GIF89a"), "Cat.png: is no PNG file"),
        (lambda f: (f / "2 - Body/Cat.jpg").write_bytes(b""), "2 - Body/Cat.jpg: is no PNG file"),
        (lambda f: (f / "2 - Body/more").mkdir(), "2 - Body/more: is no PNG file"),
        (lambda f: (f / "4 - Shoes").mkdir(), "4 - Shoes: holds no PNG file"),
        (lambda f: (f / "2 - Body/Cat.png").symlink_to("/etc/hostname"),
         "2 - Body/Cat.png: a link leads out of the folder"),
    ],
)  # fmt: skip
def test_a_fault_of_a_layer_is_told_with_its_place(
    folder: Path, spoil: Callable[[Path], None], fault: str
) -> None:
    spoil(write_layers(folder / "layers"))
    (found,) = faults(folder)
    assert fault in found
    assert "\n" not in found


def test_a_damaged_image_is_told_with_its_place(folder: Path) -> None:
    path = write_layers(folder / "layers") / "2 - Body" / "Fox#1.png"
    data = bytearray(path.read_bytes())
    data[50:60] = bytes(10)
    path.write_bytes(data)
    (found,) = faults(folder)
    assert found.startswith("2 - Body/Fox#1.png: cannot be decoded")


def test_all_faults_are_told_at_once(folder: Path) -> None:
    layers = write_layers(folder / "layers")
    _save(layers / "2 - Body" / "Cat#0.png")
    _save(layers / "2 - Body" / "Dog.png", side=30)
    assert len(faults(folder)) == 2


def test_layers_beyond_a_genome_are_refused(folder: Path) -> None:
    for number in range(17):
        (folder / "layers" / f"{number}").mkdir(parents=True)
        layer_image(number).save(folder / "layers" / f"{number}" / "a.png")
    assert "need 17 loci" in faults(folder)[0]


def test_a_folder_that_is_in_use_or_is_no_folder_of_layers_is_refused(folder: Path) -> None:
    layers = write_layers(folder / "layers")
    with pytest.raises(FolderInUse):
        make_pack(layers, layers, "foxes")
    for nothing in (folder / "nowhere", layers / "2 - Body"):
        with pytest.raises(FaultyLayers):
            make_pack(nothing, folder / "pack", "foxes")


def test_a_pack_is_called_as_asked_or_after_its_folder() -> None:
    assert pack_name(Path("/x/Cool Cats/layers"), None) == "cool-cats"
    assert pack_name(Path("/x/Cool Cats"), None) == "cool-cats"
    assert pack_name(Path("/x"), "dogs") == "dogs"
    with pytest.raises(BadName, match="'Dogs!' cannot name a species"):
        pack_name(Path("/x"), "Dogs!")


def test_every_drawing_of_a_pack_can_be_shown(folder: Path) -> None:
    species = made(folder, hats=20)
    for layer in species.layers:
        locus = species.loci[layer.locus]
        shown = {layer.drawings[drawing_of(locus, [a] * 16, layer.locus)] for a in range(16)} | set(
            layer.drawings
        )
        assert species.images is not None
        assert shown <= set(species.images.files)
