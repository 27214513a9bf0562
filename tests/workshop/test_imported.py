"""Folders of PNG layers become a species, whole or not at all."""

import io
import os
import struct
import tomllib
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from avatarchain import portrait
from avatarchain.errors import (
    BadName,
    FaultyLayers,
    FaultyPack,
    FolderInUse,
    ImageChanged,
    NoDrawing,
)
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.portrait import images
from avatarchain.species import DIGIT, Species, express, form_number, traits
from avatarchain.species import image as image_files
from avatarchain.species.image import PNG_SIGNATURE, Header
from avatarchain.species.pack import load
from avatarchain.workshop import imported, layer_images
from avatarchain.workshop.census import census
from avatarchain.workshop.examination import examine
from avatarchain.workshop.imported import Settings, make_pack, pack_name
from support.layers import SIDE, layer_image, write_layers


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


# How the pixels lie in a file whose Exif data say to turn or mirror it, by the orientation there.
LAID = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def lay(path: Path, orientation: int) -> None:
    """Write an image again, with its pixels turned and the orientation that turns them back."""
    with Image.open(path) as image:
        upright = image.convert("RGBA")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    upright.transpose(LAID[orientation]).save(path, exif=exif)


@pytest.mark.parametrize("orientation", LAID)
def test_a_layer_is_taken_as_viewers_show_it(folder: Path, orientation: int) -> None:
    species = made(folder)
    for path in (folder / "layers").glob("*/*.png"):
        lay(path, orientation)
    make_pack(folder / "layers", folder / "turned", "foxes")
    turned = load(folder / "turned")
    assert turned.id == species.id
    assert images.check(turned) == []
    for path in (folder / "turned").rglob("*.png"):
        with Image.open(path) as image:
            assert image.getexif().get(ExifTags.Base.Orientation, 1) == 1


def test_a_layer_that_is_turned_to_another_size_is_told(folder: Path) -> None:
    for number, name in enumerate(("1 - Sky/a.png", "2 - Body/b.png")):
        path = folder / "layers" / name
        path.parent.mkdir(parents=True)
        layer_image(number).resize((24, 16)).save(path)
    lay(path, 3)
    make_pack(folder / "layers", folder / "pack", "foxes", Settings(pad=True))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    layer_image(1).resize((24, 16)).save(path, exif=exif)
    with pytest.raises(FaultyLayers, match="is 16 × 24 pixels, where the first layer has 24 × 16"):
        make_pack(folder / "layers", folder / "other", "foxes", Settings(pad=True))


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
    make_pack(layers, folder / "pack", "foxes", Settings(order=["10 - Hats", "2 - Body"]))
    text = (folder / "pack" / "species.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["paint"] == ["hats", "body"]
    with pytest.raises(FaultyLayers, match="Shoes: there is no such folder"):
        make_pack(layers, folder / "other", "foxes", Settings(order=["Shoes"]))


def _piece(path: Path, *, side: int = SIDE) -> None:
    path.parent.mkdir(parents=True)
    layer_image(9, side=side).save(path)


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def _header(width: int, height: int, bits: int = 8) -> bytes:
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 2, 0, 0, 0))


def _raw(path: Path, width: int, height: int, bits: int = 8) -> None:
    """A PNG with a header and no pixels."""
    path.write_bytes(PNG_SIGNATURE + _header(width, height, bits) + _chunk(b"IEND", b""))


def _two_headers(path: Path) -> None:
    """The first header says what a layer has, the second ten thousand times as much."""
    lines = _chunk(b"IDAT", zlib.compress(bytes(3 * 2401 * 4)))
    headers = _header(SIDE, SIDE) + _header(2400, 2400)
    path.write_bytes(PNG_SIGNATURE + headers + lines + _chunk(b"IEND", b""))


def _animated(path: Path) -> None:
    layer_image(8).save(path, save_all=True, append_images=[layer_image(9)])


def _huge(path: Path) -> None:
    layer_image(9).save(path)
    with path.open("r+b") as file:
        file.truncate(2**25 + 1)


def _save(path: Path, **how: object) -> None:
    layer_image(9, **how).save(path)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda f: _save(f / "2 - Body/Cat#0.png"), "2 - Body/Cat#0.png: the weight after # must"),
        (lambda f: _save(f / "2 - Body/Cat#-3.png"), "must be a number above 0, got '-3'"),
        (lambda f: _save(f / "2 - Body/Cat#1.5.2.png"), "must be a number above 0, got '1.5.2'"),
        (lambda f: _save(f / "2 - Body/Cat#0.0%.png"), "must be a number above 0, got '0.0%'"),
        (lambda f: _save(f / "2 - Body/Cat#.png"), "must be a number above 0, got ''"),
        (lambda f: _save(f / "2 - Body/Cat#Rare.png"), "the weight 'Rare' is a word: write how"),
        (lambda f: _save(f / "2 - Body/Cat#3__w4.png"), "gives two weights, '3' and '4'"),
        (lambda f: _save(f / "2 - Body/Cat__z1.5.png"), "the depth after __z must be a whole"),
        (
            lambda f: _save(f / "2 - Body/Cat#30%.png"),
            "2 - Body: some weights behind # are in perc",
        ),
        (lambda f: _save(f / "2 - Body/Fox#2.png"), "the name 'Fox' is used twice in this layer"),
        (lambda f: _save(f / "2 - Body/Fox .png"), "the name 'Fox' is used twice in this layer"),
        (lambda f: _save(f / "2 - Body/#2.png"), "name must be a text"),
        (lambda f: _save(f / "2 - Body/A\nB#2.png"), "holds a control or unassigned character"),
        (lambda f: _save(f / "2 - Body/A\u202eB.png"), "holds a control or unassigned character"),
        (
            lambda f: _save(f / "2 - Body/Cat.png", side=25),
            "2 - Body/Cat.png: is 25 × 25 pixels, where the first layer has 24 × 24",
        ),
        (lambda f: _save(f / "2 - Body/Cat.png", side=7), "is 7 × 7 pixels: a layer is 8 to 4096"),
        (lambda f: _raw(f / "2 - Body/Cat.png", 5000, 24), "is 5000 × 24 pixels: a layer is 8 to"),
        (lambda f: _raw(f / "2 - Body/Cat.png", 24, 24, 16), "is RGB of 16 bits: more than 8 bits"),
        (lambda f: _raw(f / "2 - Body/Cat.png", 24, 24), "2 - Body/Cat.png: cannot be decoded"),
        (lambda f: _two_headers(f / "2 - Body/Cat.png"), "Cat.png: has two headers, of two sizes"),
        (lambda f: _animated(f / "2 - Body/Cat.png"), "2 - Body/Cat.png: is animated"),
        (lambda f: _huge(f / "2 - Body/Cat.png"), "2 - Body/Cat.png: is larger than 32 MiB"),
        (lambda f: (f / "2 - Body/Cat.png").write_bytes(b"GIF89a"), "Cat.png: is no PNG file"),
        (
            lambda f: (f / "2 - Body/Cat.jpg").write_bytes(b"JFIF"),
            "2 - Body/Cat.jpg: is no PNG file",
        ),
        (lambda f: (f / "2 - Body/Cat.png").touch(), "is empty: a form that shows nothing is an"),
        (lambda f: (f / "2 - Body/more").mkdir(), "2 - Body/more: holds no PNG file"),
        (lambda f: _piece(f / "2 - Body/Cat/a/b.png"), "2 - Body/Cat/a: is no regular file"),
        (lambda f: _piece(f / "2 - Body/C#1/a#x/b.png"), "2 - Body/C#1/a#x: the weight 'x' is a w"),
        (
            lambda f: _piece(f / "2 - Body/a#1/b#1/c#1/d#1/e#1/f.png"),
            "e#1: folders nest too deeply",
        ),
        (lambda f: _piece(f / "2 - Body/Rare/b.png"), "2 - Body/Rare: is a folder of forms whose"),
        (
            lambda f: _piece(f / "2 - Body/Cat/b.png", side=30),
            "2 - Body/Cat: is 30 × 30 pixels, where the first layer has 24 × 24",
        ),
        (
            lambda f: _piece(f / "帽子/a.png"),
            "帽子: '帽子' is no key: a layer needs a key of lower",
        ),
        (lambda f: _piece(f / "5/a.png"), "5: '5' is no key"),
        (lambda f: _piece(f / "body!/a.png"), ": has the key 'body', as another layer has"),
        (lambda f: _piece(f / "Under-line/a.png"), "Under-line: 'Under-line' is no key"),
        (lambda f: os.mkfifo(f / "2 - Body/Cat.png"), "2 - Body/Cat.png: is no regular file"),
        (
            lambda f: (f / "2 - Body/Cat.png").symlink_to("Cat.png"),
            "2 - Body/Cat.png: Too many levels of symbolic links",
        ),
        (
            lambda f: (f / "2 - Body/Cat.png").symlink_to("/dev/zero"),
            "2 - Body/Cat.png: a link leads out of the folder",
        ),
        (lambda f: (f / "4 - Shoes").mkdir(), "4 - Shoes: holds no PNG file"),
        (
            lambda f: (f / "2 - Body/Cat.png").symlink_to("/etc/hostname"),
            "2 - Body/Cat.png: a link leads out of the folder",
        ),
    ],
)
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
        (folder / "layers" / f"layer {number}").mkdir(parents=True)
        layer_image(number).save(folder / "layers" / f"layer {number}" / "a.png")
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
        shown = {
            layer.drawings[form_number(locus, [a] * 16, layer.locus)] for a in range(16)
        } | set(layer.drawings)
        assert species.images is not None
        assert shown <= set(species.images.files)


def test_an_import_that_was_cut_off_is_completed_by_the_same_command(folder: Path) -> None:
    layers, target = write_layers(folder / "layers"), folder / "pack"
    make_pack(layers, target, "mine")
    files = sorted(path for path in target.rglob("*") if path.is_file())
    whole = {path: path.read_bytes() for path in files}
    for path in [files[0], target / "species.toml"]:
        path.unlink()
    make_pack(layers, target, "mine")
    assert {path: path.read_bytes() for path in files} == whole
    with pytest.raises(FolderInUse):
        make_pack(layers, target, "mine")


def test_names_in_other_scripts_stay_and_keys_are_asked_for(folder: Path) -> None:
    layers = write_layers(folder / "layers")
    (layers / "3 - 帽子").mkdir()
    (layers / "4 - Café Größe").mkdir()
    for number, name in enumerate(("草帽", "зонт#3", "Chapeau d’été")):
        layer_image(20 + number).save(layers / "3 - 帽子" / f"{name}.png")
    layer_image(30).save(layers / "4 - Café Größe" / "a.png")
    with pytest.raises(FaultyLayers) as caught:
        make_pack(layers, folder / "pack", "foxes")
    assert caught.value.remedies == ("call",)
    keys = {"帽子": "caps"}
    imported = make_pack(layers, folder / "pack", "foxes", Settings(keys=keys))
    assert [(layer.locus, layer.title) for layer in imported.layers[2:4]] == [
        ("caps", "帽子"),
        ("cafe-grosse", "Café Größe"),
    ]
    species = load(folder / "pack")
    told = traits(species, 0)
    assert {"帽子", "Café Größe"} <= set(told)
    assert {allele.name for allele in species.loci[2].alleles} == {"草帽", "зонт", "Chapeau d’été"}
    assert {path.name for path in (folder / "pack" / "caps").iterdir()} == {
        "form.png",
        "form-2.png",
        "chapeau-d-ete.png",
    }


@pytest.mark.parametrize("key", ["Hat", "帽", "", "hat-line", "body"])
def test_a_key_that_is_none_or_is_taken_is_refused(folder: Path, key: str) -> None:
    layers = write_layers(folder / "layers")
    with pytest.raises(FaultyLayers, match="key"):
        make_pack(layers, folder / "pack", "foxes", Settings(keys={"10 - Hats": key}))


def test_a_layer_may_have_as_many_forms_as_two_digits_count_and_no_more(folder: Path) -> None:
    layers = write_layers(folder / "layers", hats=256)
    make_pack(layers, folder / "pack", "foxes")
    species = load(folder / "pack")
    (hats,) = (locus for locus in species.loci if locus.second is not None)
    assert len(set(hats.forms)) == 256
    layer_image(1).save(layers / "10 - Hats" / "One more#1.png")
    with pytest.raises(FaultyLayers, match="10 - Hats: holds 257 forms: a layer has at most 256"):
        make_pack(layers, folder / "other", "foxes")


def test_a_second_digit_takes_the_key_of_no_layer(folder: Path) -> None:
    layers = write_layers(folder / "layers", hats=20)
    (layers / "11 - Hats 2").mkdir()
    layer_image(90).save(layers / "11 - Hats 2" / "a.png")
    imported = make_pack(layers, folder / "pack", "foxes")
    assert [(layer.locus, layer.second) for layer in imported.layers[2:]] == [
        ("hats", "hats-3"),
        ("hats-2", ""),
    ]
    assert "hats-3" not in traits(load(folder / "pack"), 0)


@pytest.mark.parametrize("side", [7, 2049])
def test_a_side_that_no_pack_can_have_is_refused(folder: Path, side: int) -> None:
    layers = write_layers(folder / "layers")
    with pytest.raises(FaultyLayers, match="side must be a whole number, 8 to 2048"):
        make_pack(layers, folder / "pack", "foxes", Settings(side=side))


def test_a_side_makes_pixels_the_mean_of_what_they_cover(folder: Path) -> None:
    layers = write_layers(folder / "layers")
    make_pack(layers, folder / "pack", "foxes", Settings(side=SIDE // 2))
    with Image.open(layers / "2 - Body" / "Fox#1.png") as image:
        before = np.asarray(image).astype(float)
    with Image.open(folder / "pack" / "body" / "fox.png") as image:
        after = np.asarray(image).astype(float)
    alpha = before[..., 3].reshape(SIDE // 2, 2, SIDE // 2, 2).mean(axis=(1, 3))
    assert np.abs(after[..., 3] - alpha).max() <= 1


def test_a_pipe_where_a_pack_is_to_be_written_is_refused_and_not_read(folder: Path) -> None:
    layers = write_layers(folder / "layers")
    (folder / "pack" / "body").mkdir(parents=True)
    os.mkfifo(folder / "pack" / "body" / "fox.png")
    with pytest.raises(FolderInUse):
        make_pack(layers, folder / "pack", "foxes")


def test_a_pipe_in_a_pack_is_refused_and_not_read(folder: Path) -> None:
    made(folder)
    image = folder / "pack" / "body" / "fox.png"
    image.unlink()
    os.mkfifo(image)
    with pytest.raises(FaultyPack, match=r"body/fox\.png, .*is no regular file"):
        load(folder / "pack")


def test_a_link_to_its_own_folder_ends(folder: Path) -> None:
    layers = write_layers(folder / "layers")
    (layers / "2 - Body" / "Again#1").symlink_to(".")
    assert any("Again#1: folders nest too deeply" in fault for fault in faults(folder))


def test_the_pixels_of_all_images_together_are_bounded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = write_layers(folder / "layers")
    count = len(list(layers.rglob("*.png")))
    monkeypatch.setattr(imported, "MAX_PIXELS", count * SIDE**2)
    make_pack(layers, folder / "small", "foxes")
    monkeypatch.setattr(imported, "MAX_PIXELS", count * SIDE**2 - 1)
    (fault,) = faults(folder)
    assert f"its images have {count * SIDE**2:,} pixels in all" in fault


def test_the_pixels_of_a_pack_are_bounded_before_one_is_decoded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = write_layers(folder / "layers")
    count = len(list(layers.rglob("*.png")))
    monkeypatch.setattr(image_files, "MAX_PIXELS", count * SIDE**2)
    make_pack(layers, folder / "whole", "foxes")
    load(folder / "whole")
    monkeypatch.setattr(image_files, "MAX_PIXELS", count * 20**2)
    words = f"its {count} images have {count * SIDE**2:,} pixels in all, where {count * 400:,} are "
    (fault,) = faults(folder)
    assert words in fault
    make_pack(layers, folder / "narrow", "foxes", Settings(side=20))
    monkeypatch.setattr(images, "decode", None)
    with pytest.raises(FaultyPack) as refused:
        examine(folder / "whole")
    (fault,) = refused.value.faults
    assert words in fault
    assert fault.endswith("so many fit with a side of 20")


def test_links_to_one_image_are_read_and_counted_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = write_layers(folder / "layers")
    count = len(list(layers.rglob("*.png")))
    first = min((layers / "2 - Body").iterdir())
    for number in range(50):
        (layers / "2 - Body" / f"Link {number}.png").symlink_to(first.name)
    monkeypatch.setattr(imported, "MAX_PIXELS", count * SIDE**2)
    decode, read = layer_images.decode, []

    def counted(data: bytes, header: Header) -> Image.Image:
        read.append(header)
        return decode(data, header)

    monkeypatch.setattr(layer_images, "decode", counted)
    make_pack(layers, folder / "pack", "foxes")
    assert len(read) == count
    first.write_bytes(first.read_bytes()[:-20])
    read.clear()
    with pytest.raises(FaultyLayers) as caught:
        make_pack(layers, folder / "again", "foxes")
    assert len(caught.value.faults) == 51
    assert len(read) == count
