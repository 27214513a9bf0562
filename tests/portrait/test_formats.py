"""WebP and GIF files show the very pixels of the portrait, and sheets their portraits."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatarchain import portrait
from avatarchain.errors import BadFormat
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.portrait import lettering
from avatarchain.portrait.bars import plot
from avatarchain.portrait.formats import gif, webp
from avatarchain.portrait.lettering import font_of, is_writable, legible, lettered
from avatarchain.portrait.sheet import (
    allele_sheet,
    encode_sheet,
    portrait_sheet,
    sheet_format,
)
from avatarchain.species import Species
from avatarchain.species.pack import load
from avatarchain.workshop.imported import make_pack
from support.layers import write_layers

TUFTLING = load("tuftling")


def founders(species: Species, count: int) -> list[int]:
    return [founder(item_seed(bytes(32), k), species.cumulative) for k in range(count)]


FOUNDERS = founders(TUFTLING, 5)


@pytest.mark.parametrize("background", [True, False])
def test_a_webp_opens_with_the_very_same_pixels(species: Species, background: bool) -> None:
    for genome in founders(species, 2):
        data = webp(species, genome, 128, background=background)
        with Image.open(io.BytesIO(data), formats=["WEBP"]) as image:
            opened = np.asarray(image.convert("RGB" if background else "RGBA"))
        ours = portrait.pixels(species, genome, 128, background=background)
        assert np.array_equal(opened, ours)


def test_a_gif_plays_portraits_one_after_another_with_the_very_same_pixels(
    species: Species,
) -> None:
    genomes = founders(species, 5)
    data = gif(species, genomes, 100, milliseconds=500)
    with Image.open(io.BytesIO(data), formats=["GIF"]) as image:
        assert (image.n_frames, image.info["loop"]) == (5, 0)
        for number, genome in enumerate(genomes):
            image.seek(number)
            assert image.info["duration"] == 500
            opened = np.asarray(image.convert("RGB"))
            assert np.array_equal(opened, portrait.pixels(species, genome, 100))


def test_a_gif_of_one_stands_still() -> None:
    with Image.open(io.BytesIO(gif(TUFTLING, FOUNDERS[:1], 64))) as image:
        assert getattr(image, "n_frames", 1) == 1


def test_a_gif_of_many_colours_has_256_and_stays_close(folder: Path) -> None:
    make_pack(write_layers(folder / "layers"), folder / "pack", "foxes")
    species = load(folder / "pack")
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    from avatarchain.portrait import formats

    assert len(formats._of_256(noise).getcolors() or ()) <= 256
    with Image.open(io.BytesIO(gif(species, [0], 64))) as image:
        assert np.array_equal(np.asarray(image.convert("RGB")), portrait.pixels(species, 0, 64))


@pytest.mark.parametrize(("name", "form"), [("a.png", "PNG"), ("a.WebP", "WEBP"), ("a.gif", "GIF")])
def test_a_sheet_is_of_the_kind_that_its_name_says(name: str, form: str) -> None:
    sheet = portrait_sheet(TUFTLING, FOUNDERS, 3, 64)
    assert sheet.size == (192, 128)
    with Image.open(io.BytesIO(encode_sheet(sheet, sheet_format(name)))) as image:
        assert (image.format, image.size) == (form, sheet.size)


@pytest.mark.parametrize("name", ["sheet", "sheet.bmp", "sheet.png.txt"])
def test_a_sheet_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(BadFormat, match="choose one of png, webp, gif"):
        sheet_format(name)


def test_a_sheet_shows_each_form_once_and_sixteen_in_a_row(folder: Path) -> None:
    make_pack(write_layers(folder / "layers", hats=20), folder / "pack", "foxes")
    few, many = (allele_sheet(load(folder / "pack"), 64), allele_sheet(TUFTLING, 64))
    rows = sum(locus.kind != "silent" for locus in TUFTLING.loci)
    assert (few.height - 6) * rows == (many.height - 6) * (2 + 2)


def test_a_sheet_is_of_the_character_with_the_likeliest_forms(folder: Path) -> None:
    make_pack(write_layers(folder / "layers", hats=2), folder / "pack", "foxes")
    species = load(folder / "pack")
    sheet = allele_sheet(species, 64)
    hat = next(at for at, allele in enumerate(species.loci[2].alleles) if allele.name == "Hat 1")
    left = sheet.width - 2 * (64 + 6)
    assert np.array_equal(
        np.asarray(sheet.crop((left, 6, left + 64, 70))),
        portrait.pixels(species, hat << (252 - 16 * 2), 64),
    )


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without fonts: what it has would be used."""
    monkeypatch.setattr(lettering, "_INSTALLED", ())


@pytest.mark.usefixtures("no_fonts")
def test_a_row_has_the_key_of_a_layer_whose_title_the_font_lacks() -> None:
    row = TUFTLING.loci[0]
    titled = replace(TUFTLING, loci=(replace(row, title="\u5e3d\u5b50"), *TUFTLING.loci[1:]))
    assert allele_sheet(titled, 64).tobytes() == allele_sheet(TUFTLING, 64).tobytes()


def test_a_plot_has_a_line_for_every_form_however_long_its_name() -> None:
    rows = [("a", 0.5, 0.4), ("b" * 500, 0.5, 0.6)]
    assert plot([("one", rows), ("two", rows)]).height > plot([("one", rows)]).height


@pytest.mark.usefixtures("no_fonts")
def test_a_form_has_its_number_where_no_font_has_its_name() -> None:
    assert lettered("\u5e3d\u5b50", 13, "form 3")[0] == "form 3"
    assert lettered("Zo\u00eb?", 13, "form 3")[0] == "Zoe?"
    assert lettered("\u5e3d", 13)[0] == "?"


@pytest.mark.usefixtures("no_fonts")
def test_only_a_text_whose_letters_are_all_there_is_writable() -> None:
    assert is_writable("Ada, the 2nd \u2026")
    for text in ("Zo\u00eb", "\U0001f680", "a\u200db"):
        assert not is_writable(text)


def test_a_font_of_the_system_that_has_the_letters_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    larger = font_of(20)
    monkeypatch.setattr(lettering, "_INSTALLED", ("none.ttf", "some.ttf"))
    monkeypatch.setattr(
        lettering, "_installed", lambda name, _: larger if name == "some.ttf" else None
    )
    monkeypatch.setattr(
        lettering, "_lacks", lambda font, letter: font is not larger and letter == "\u5e3d"
    )
    assert lettered("a\u5e3d", 13, "form 3") == ("a\u5e3d", larger)
    assert lettered("a", 13, "form 3") != ("a", larger)


@pytest.mark.usefixtures("no_fonts")
@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Zo\u00eb's hat", "Zoe's hat"),
        ("Zoe\u0308", "Zoe"),
        ("Stra\u00dfe \u2013 \u00d8re", "Strasse - Ore"),
        ("\u2018q\u2019 \u2026", "\u2018q\u2019 \u2026"),
        ("\u5e3d \U0001f3a9 \u2764\ufe0f", "? ? ?"),
    ],
)
def test_letters_that_the_font_lacks_are_drawn_without_accents_or_as_a_question_mark(
    text: str, drawn: str
) -> None:
    assert legible(text, font_of(13)) == drawn
    plots = [plot([(one, [(one, 0.5, 0.4)])]) for one in (text, drawn)]
    assert plots[0].tobytes() == plots[1].tobytes()
