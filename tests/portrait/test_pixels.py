"""Pixels: their form, their files, their palette, and what they do not depend on."""

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatarchain import portrait
from avatarchain.base.canonical import to_hex
from avatarchain.errors import BadSize
from avatarchain.genetics.seeds import founder, item_seed, seed_from_text
from avatarchain.portrait import encode as encoding
from avatarchain.portrait import paint
from avatarchain.portrait.encode import encode
from avatarchain.portrait.palette import Palette
from avatarchain.species import Species
from avatarchain.species.pack import load
from support.packs import SVG, write_pack
from support.shipped import sample

DIGESTS = Path(__file__).parent.parent / "vectors" / "pixels.json"


def founders(species: Species, count: int) -> list[int]:
    """So many founders of the default species, and a sample of another's."""
    some = range(sample(species.name, count))
    return [founder(item_seed(bytes(32), k), species.cumulative) for k in some]


def test_pixels_are_rgb_bytes_of_the_size_asked_for(species: Species) -> None:
    (genome,) = founders(species, 1)
    for size in (64, 65, 200, 512):
        found = portrait.pixels(species, genome, size)
        assert (found.shape, found.dtype) == ((size, size, 3), np.uint8)


@pytest.mark.parametrize("size", [-1, 0, 63, 2049, 10**9])
def test_sizes_outside_64_to_2048_are_refused(species: Species, size: int) -> None:
    for draw in (portrait.pixels, portrait.png):
        with pytest.raises(BadSize, match=f"64 to 2048 pixels wide, not {size}"):
            draw(species, 0, size)


def test_the_smallest_and_the_largest_size_are_painted(species: Species) -> None:
    for size in (64, 2048):
        assert portrait.pixels(species, 0, size).shape == (size, size, 3)
        with Image.open(io.BytesIO(portrait.png(species, 0, size))) as image:
            assert image.size == (size, size)


@pytest.mark.parametrize("background", [True, False])
def test_a_png_opens_elsewhere_with_the_very_same_pixels(
    species: Species, background: bool
) -> None:
    for genome in founders(species, 10):
        data = portrait.png(species, genome, 200, background=background)
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            image.load()
            assert image.has_transparency_data is not background
            opened = np.asarray(image.convert("RGB" if background else "RGBA"))
        ours = portrait.pixels(species, genome, 200, background=background)
        assert np.array_equal(opened, ours)


def test_without_background_the_ground_is_clear_and_the_inside_is_the_same(
    species: Species,
) -> None:
    for genome in founders(species, 10):
        full = portrait.pixels(species, genome)
        bare = portrait.pixels(species, genome, background=False)
        assert bare.shape == (512, 512, 4)
        assert tuple(bare[0, 0]) == (0, 0, 0, 0)
        assert 0.2 < (bare[..., 3] == 255).mean() < 0.95
        solid = bare[..., 3] == 255
        apart = np.abs(bare[..., :3].astype(int) - full).max(axis=2)[solid]
        # Edges may share palette rows differently; most of the inside is the same colour.
        assert (apart == 0).mean() > 0.95


def test_ground_that_a_background_leaves_open_is_white_and_opaque(folder: Path) -> None:
    species = load(write_pack(folder))
    genome = 15 << 220  # a disc, and an empty face
    assert tuple(portrait.pixels(species, genome)[0, 0]) == (255, 255, 255)
    with Image.open(io.BytesIO(portrait.png(species, genome))) as image:
        assert not image.has_transparency_data
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_a_genome_that_shows_nothing_is_a_clear_picture(folder: Path) -> None:
    species = load(write_pack(folder))
    nothing = 15 << 236 | 15 << 220
    assert not portrait.pixels(species, nothing, background=False).any()
    assert (portrait.pixels(species, nothing) == 255).all()


def test_plain_areas_have_the_exact_colours_of_the_species(species: Species) -> None:
    exact = {fill for _, fill in species.colours} | {
        colour
        for locus in species.loci
        for allele in locus.alleles
        for colour in (allele.fill, allele.shade)
    }
    for genome in founders(species, 10):
        colours, counts = np.unique(
            portrait.pixels(species, genome).reshape(-1, 3) @ [1 << 16, 1 << 8, 1],
            return_counts=True,
        )
        of_the_species = [f"#{colour:06x}" in exact for colour in colours]
        assert counts[of_the_species].sum() > 0.9 * counts.sum()


def test_pixels_do_not_depend_on_what_was_painted_before(
    species: Species, monkeypatch: pytest.MonkeyPatch
) -> None:
    genomes = founders(species, 12)
    forwards = [portrait.pixels(species, one, 200) for one in genomes]
    paint.SHELF.clear()
    backwards = [portrait.pixels(species, one, 200) for one in reversed(genomes)][::-1]
    paint.SHELF.clear()
    monkeypatch.setattr(paint.SHELF, "most", 1)
    forgetful = [portrait.pixels(species, one, 200) for one in genomes]
    for one, two, three in zip(forwards, backwards, forgetful, strict=True):
        assert np.array_equal(one, two)
        assert np.array_equal(one, three)


def test_the_shelf_keeps_within_its_bound(
    species: Species, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paint.SHELF, "most", 2_000_000)
    paint.SHELF.clear()
    for genome in founders(species, 8):
        portrait.pixels(species, genome)
    shelf = paint.SHELF
    assert 0 < shelf.bytes <= 2_000_000
    assert shelf.bytes == sum(one.bytes for one in shelf.stencils.values() if one)
    paint.SHELF.clear()


def test_two_processes_paint_the_same_pixels(species: Species) -> None:
    code = (
        "import hashlib\nfrom avatarchain import portrait\nfrom avatarchain.species.pack import "
        f"load\nspecies = load({species.name!r})\n"
        "print(hashlib.sha256(portrait.pixels(species, 0, 128).tobytes()).hexdigest())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = hashlib.sha256(portrait.pixels(species, 0, 128).tobytes()).hexdigest()
    assert told.stdout.strip() == ours


def test_the_testling_has_the_pixels_that_it_was_given(folder: Path) -> None:
    species = load(write_pack(folder))
    for case in json.loads(DIGESTS.read_text())["testling"]:
        found = portrait.pixels(
            species, int(case["genome"], 16), case["size"], background=case["background"]
        )
        assert hashlib.sha256(found.tobytes()).hexdigest() == case["sha256"], case


def test_founders_of_shipped_species_are_drawn_and_painted_as_ever(species: Species) -> None:
    golden = json.loads(DIGESTS.read_text())[species.name]
    assert [case["genome"] for case in golden] == [
        to_hex(founder(item_seed(seed_from_text(species.name), k), species.cumulative))
        for k in range(sample(species.name, 64))
    ]
    for case in golden:
        genome = int(case["genome"], 16)
        text, found = portrait.svg(species, genome), portrait.pixels(species, genome)
        assert hashlib.sha256(text.encode()).hexdigest() == case["svg"], case
        assert hashlib.sha256(found.tobytes()).hexdigest() == case["sha256"], case


@pytest.mark.parametrize("background", [True, False])
def test_a_palette_never_passes_256_colours_and_an_overflow_stays_close(
    folder: Path, background: bool
) -> None:
    write_pack(
        folder,
        ink='ink = "#221133" -> ink = "#221133"\n'
        + "\n".join(
            f'c{k} = "#{41 * k % 256:02x}{97 * k % 256:02x}{167 * k % 256:02x}"' for k in range(95)
        ),
    )
    discs = "".join(
        f'<circle class="c{k % 12}" cx="{37 * k % 512}" cy="{101 * k % 512}" r="{20 + k % 40}"/>'
        for k in range(500)
    )
    (folder / "face" / "face-0.svg").write_text(SVG.format(discs))
    species = load(folder)
    picture = paint.paint(species, 0, 512, background=background)
    assert len(picture.palette) == 256
    from reference import difference

    text = portrait.svg(species, 0, background=background)
    mean, _ = difference(portrait.pixels(species, 0, background=background), text)
    assert mean <= 6
    with Image.open(io.BytesIO(portrait.png(species, 0, background=background))) as image:
        assert np.array_equal(
            np.asarray(image.convert("RGB" if background else "RGBA")),
            portrait.pixels(species, 0, background=background),
        )


def test_colours_that_agree_in_their_leading_bits_share_a_row() -> None:
    palette = Palette(bytes((0, 0, 0, 0, 200, 100, 50, 255)), np.array([1]))
    asked = np.array([[200, 100, 50, 255], [201, 101, 51, 250], [10, 10, 10, 255]], np.float32)
    assert palette.place(asked).tolist() == [1, 1, 2]
    assert palette.place(asked[::-1]).tolist() == [2, 1, 1]
    assert palette.used == 3


def test_a_full_palette_gives_the_nearest_row() -> None:
    palette = Palette(bytes(4), np.array([], np.intp))
    values = range(8, 256, 16)
    cube = np.array([[r, g, b, 255] for r in values for g in values for b in values], np.float32)
    rows = palette.place(cube)
    assert palette.used == 256
    apart = np.abs(palette.rows[rows] - cube).sum(axis=1)
    nearest = np.abs(palette.rows[None] - cube[:, None]).sum(axis=2).min(axis=1)
    assert np.array_equal(apart, nearest)


def test_a_png_of_known_indices_is_what_pillow_reads() -> None:
    indices = np.arange(12, dtype=np.uint8).reshape(3, 4)
    palette = np.array([[k, 2 * k, 3 * k, 255 - k % 2] for k in range(12)], np.uint8)
    with Image.open(io.BytesIO(encode(indices, palette))) as image:
        assert image.mode == "P"
        assert np.array_equal(np.asarray(image.convert("RGBA")), palette[indices])


def test_with_and_without_the_accelerator_a_png_has_the_same_pixels(
    species: Species, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = portrait.pixels(species, 0, 128)
    for packer in {encoding.isal_zlib, None}:
        monkeypatch.setattr(encoding, "isal_zlib", packer)
        with Image.open(io.BytesIO(portrait.png(species, 0, 128))) as image:
            assert np.array_equal(np.asarray(image.convert("RGB")), ours)
