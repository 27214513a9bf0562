"""`verify` looks up files that another program wrote again."""

import os
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from shell import Shell

from avatarchain.portrait import HEAD

VERDICT = "this copy carries no papers, so nobody vouches for it: ask for the original file"


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """ada (a PNG of 512 pixels) and bob (an SVG) in the folder; nobody spoils them."""
    place = tmp_path_factory.mktemp("search")
    shell = Shell(home=place / "home", folder=place / "folder")
    for words in (["bob", "--format", "svg"], ["ada"]):
        made = shell.run("mint", "--seed", *words, "--out", ".")
        assert made.code == 0, made.err
    return shell


@pytest.fixture
def ada(stocked: Shell, folder: Path) -> Path:
    """A copy of ada's picture, papers and all."""
    (picture,) = stocked.folder.glob("*.png")
    return Path(shutil.copy(picture, folder))


@pytest.fixture
def bob(stocked: Shell, folder: Path) -> Path:
    """A copy of bob's."""
    (picture,) = stocked.folder.glob("*.svg")
    return Path(shutil.copy(picture, folder))


def copied(picture: Path, to: str, side: int = 512, **how: object) -> Path:
    """The picture as another program writes it: nothing but pixels, in another size."""
    copy = picture.parent / to
    with Image.open(picture) as image:
        plain = image.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    plain.save(copy, **how)
    return copy


@pytest.mark.parametrize(
    ("name", "side", "how"),
    [
        ("again.png", 512, {}),
        ("small.png", 200, {}),
        ("large.webp", 1024, {"quality": 80}),
        ("lossless.webp", 512, {"lossless": True}),
        ("lossy.jpg", 512, {"quality": 75}),
        ("lossy.jpeg", 400, {"quality": 90}),
        ("few.gif", 512, {}),
    ],
)
def test_a_copy_that_another_program_made_is_looked_up(
    stocked: Shell, ada: Path, name: str, side: int, how: dict[str, object]
) -> None:
    copy = copied(ada, name, side, **how)
    known = stocked.avatars()[-1]["id"]
    told = stocked.run("verify", copy)
    assert told.code == 1
    assert told.out.splitlines()[0].startswith(f"{copy}: NOT verified: looks like {known}, ")
    assert VERDICT in told.out.splitlines()[0]
    (record,) = stocked.run("verify", copy, "--json").records
    assert record["ok"] is False
    checks = {check["name"]: check for check in record["checks"]}
    assert checks["papers"] == {"name": "papers", "ok": False, "detail": "the file carries none"}
    assert checks["picture"]["ok"] is True
    assert known in checks["picture"]["detail"]
    assert checks["token"]["ok"] is True
    assert "not asked" in checks["origin"]["detail"]


def test_an_svg_that_lost_its_papers_is_looked_up_to_the_letter(stocked: Shell, bob: Path) -> None:
    text = bob.read_text()
    start, end = text.index("<metadata"), text.index("</metadata>") + len("</metadata>")
    bare = bob.parent / "bare.svg"
    bare.write_text(text[:start] + text[end:])
    assert VERDICT in stocked.run("verify", bare).out
    at = len(HEAD)
    bare.write_text(
        f'{text[:at]}<circle cx="256" cy="256" r="1" fill="none"/>{text[at:start]}</svg>'
    )
    assert VERDICT not in stocked.run("verify", bare).out


def test_a_picture_of_nobody_is_found_with_nobody(stocked: Shell, folder: Path) -> None:
    drawn = stocked.run(
        "mint", "--seed", "nobody", "--out", folder / "drawn", "--home", folder / "other"
    )
    assert drawn.code == 0
    (picture,) = (folder / "drawn").glob("*.png")
    plain = copied(picture, "plain.png")
    told = stocked.run("verify", plain)
    assert told.code == 1
    assert "NOT verified" in told.out.splitlines()[0]
    assert "no avatar of a registry that you trust was found to look like this" in " ".join(
        told.out.split()
    )


def test_a_changed_picture_is_found_with_nobody(stocked: Shell, ada: Path) -> None:
    plain = copied(ada, "plain.png")
    with Image.open(plain) as image:
        changed = image.convert("RGB")
    changed.paste((255, 0, 255), (150, 300, 260, 400))
    changed.save(plain)
    assert VERDICT not in stocked.run("verify", plain).out


def test_a_file_whose_papers_are_wrong_is_not_saved_by_its_picture(
    stocked: Shell, ada: Path
) -> None:
    ada.write_bytes(ada.read_bytes().replace(b'"version":2}', b'"version":9}'))
    told = stocked.run("verify", ada)
    assert VERDICT not in told.out
    assert told.code == 1


def framed(picture: Image.Image) -> Image.Image:
    """A screenshot: the picture in a margin."""
    ground = Image.new("RGB", (700, 900), (32, 33, 36))
    ground.paste(picture, (94, 120))
    return ground


def rounded(picture: Image.Image, side: int = 512, radius: int = 40) -> Image.Image:
    """The picture with round corners, through which one sees."""
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), radius, fill=255)
    turned = picture.resize((side, side)).convert("RGBA")
    turned.putalpha(mask)
    return turned


def tile(picture: Image.Image) -> Image.Image:
    """A tile of the gallery."""
    return rounded(picture, 172, 12)


def cropped(picture: Image.Image) -> Image.Image:
    """A detail."""
    return picture.crop((60, 60, 460, 460))


def uneven(picture: Image.Image) -> Image.Image:
    """The upper part."""
    return picture.crop((0, 0, 512, 300))


def few_colours(picture: Image.Image) -> Image.Image:
    return picture.resize((256, 256)).quantize(256)


def few_and_small(picture: Image.Image) -> Image.Image:
    return picture.resize((128, 128)).quantize(256)


def tiny(picture: Image.Image) -> Image.Image:
    return picture.resize((16, 16))


@pytest.mark.parametrize("change", [framed, few_colours])
def test_a_screenshot_and_copies_with_few_colours_are_looked_up(
    stocked: Shell, ada: Path, change: Callable[[Image.Image], Image.Image]
) -> None:
    copy = ada.parent / "copy.png"
    with Image.open(ada) as image:
        change(image.convert("RGB")).save(copy)
    assert VERDICT in stocked.run("verify", copy).out


@pytest.mark.parametrize("change", [rounded, tile, cropped, uneven, few_and_small, tiny])
def test_of_what_is_cut_or_small_it_is_found_or_cannot_be_told(
    stocked: Shell, ada: Path, change: Callable[[Image.Image], Image.Image]
) -> None:
    copy = ada.parent / "copy.png"
    with Image.open(ada) as image:
        change(image.convert("RGB")).save(copy)
    outcome = stocked.run("verify", copy)
    assert outcome.code == 1
    unclear = "cannot tell", "but not clearly so in", VERDICT
    assert any(words in " ".join(outcome.out.split()) for words in unclear)


def test_a_photograph_that_says_how_it_is_turned_is_turned(stocked: Shell, ada: Path) -> None:
    copy = ada.parent / "turned.jpg"
    with Image.open(ada) as image:
        exif = Image.Exif()
        exif[0x0112] = 6
        turned = image.convert("RGB").transpose(Image.Transpose.ROTATE_90)
        turned.save(copy, quality=92, exif=exif)
        assert VERDICT in stocked.run("verify", copy).out
        turned.save(copy, quality=92)
    assert "cannot tell" in stocked.run("verify", copy).out


def test_a_mirrored_picture_is_not_passed_off_as_right(stocked: Shell, ada: Path) -> None:
    copy = ada.parent / "mirrored.png"
    with Image.open(ada) as image:
        image.convert("RGB").transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(copy)
    assert VERDICT not in stocked.run("verify", copy).out


def later_another(picture: Image.Image, path: Path, *, first: bool = True) -> Path:
    """A file that shows the picture first (or later), and another one after (or before) it."""
    other = Image.new("RGB", picture.size, (255, 0, 255))
    shown, later = (picture, other) if first else (other, picture)
    durations = [60_000, 50]
    shown.save(path, save_all=True, append_images=[later], duration=durations, lossless=True)
    return path


def with_a_chunk(picture: Path, kind: bytes, body: bytes) -> Path:
    """The PNG with one more chunk behind its header."""
    data = picture.read_bytes()
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    picture.write_bytes(data[:33] + chunk + data[33:])
    return picture


@pytest.mark.parametrize("ending", ["gif", "webp", "png"])
def test_a_picture_that_changes_later_is_not_told_as_its_first_frame(
    stocked: Shell, ada: Path, ending: str
) -> None:
    known = stocked.avatars()[-1]["id"]
    with Image.open(ada) as image:
        plain = image.convert("RGB")
    copy = later_another(plain, ada.parent / f"later.{ending}")
    outcome = stocked.run("verify", copy)
    assert outcome.code == 1
    assert VERDICT not in outcome.out
    assert outcome.out.splitlines()[0] == f"{copy}: NOT verified"
    words = f"cannot tell: it moves, and may show anything later; its first frame is what {known}"
    assert words in " ".join(outcome.out.split())
    later_another(plain, copy, first=False)
    words = "cannot tell: it moves, and no avatar of a registry that you trust was found to look"
    assert words in " ".join(stocked.run("verify", copy).out.split())


def test_a_png_that_some_programs_may_play_moves(stocked: Shell, ada: Path) -> None:
    for count in (0, 1, 2):
        copy = with_a_chunk(copied(ada, f"{count}.png"), b"acTL", struct.pack(">II", count, 0))
        assert "cannot tell: it moves" in stocked.run("verify", copy).out


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("svg", "cannot tell: it moves, and it is not a drawing as ours are"),
        ("webp", "cannot tell: it moves, and may show anything later; its first frame is"),
        ("gif", "cannot tell: it moves, and may show anything later; its first frame is"),
        ("sheet", "no square of 64 pixels or more: it is too small, cut, or several pictures"),
        ("card", "is what 0x"),
    ],
)
def test_of_our_own_exports_it_is_told_what_can_be_told(
    stocked: Shell, folder: Path, form: str, words: str
) -> None:
    exported = folder / "exported"
    size = ("--size", "128") if form in ("webp", "gif", "sheet") else ()
    made = stocked.run("export", "--seed", "ada", "--as", form, *size, "--out", exported)
    assert made.code == 0
    files = [path for path in exported.iterdir() if path.suffix != ".json"]
    outcome = stocked.run("verify", *files)
    assert outcome.code == 1
    assert words in " ".join(outcome.out.split())
    assert (VERDICT in outcome.out) == (form == "card")


def test_what_is_no_picture_is_told_as_that(stocked: Shell, ada: Path) -> None:
    path = ada.parent / "notes.jpg"
    path.write_bytes(b"Dear diary" + bytes(100))
    outcome = stocked.run("verify", path)
    assert outcome.code == 1
    assert "neither PNG nor an SVG of ours" in outcome.out
    assert outcome.err == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("friend.jpg", "JPEG files carry no papers"),
        ("friend.webp", "WebP files carry no papers"),
        ("friend.gif", "GIF files carry no papers"),
        ("friend.png", "the file carries none"),
    ],
)
def test_in_an_empty_home_a_copy_is_told_as_one(
    shell: Shell, ada: Path, name: str, words: str
) -> None:
    outcome = shell.run("verify", copied(ada, name))
    assert outcome.code == 1
    assert words in outcome.out
    assert outcome.err.endswith("without papers: ask for the original file\n")


def test_a_folder_is_searched_with_the_kinds_that_carry_no_papers(
    stocked: Shell, ada: Path
) -> None:
    place = ada.parent / "copies"
    place.mkdir()
    for name in ("a.jpg", "b.webp"):
        copied(ada, f"copies/{name}")
    told = stocked.run("verify", place, "--search")
    assert told.out.count(VERDICT) == 2


def test_a_pipe_and_odd_exif_end_no_run(stocked: Shell, ada: Path) -> None:
    tag = struct.pack("<HHIf", 0x0100, 11, 1, 1.5) + struct.pack("<HHII", 0x0112, 3, 1, 6)
    odd = b"II*\0" + struct.pack("<IH", 8, 2) + tag + bytes(4)
    with_a_chunk(copied(ada, "odd.png"), b"eXIf", odd)
    os.mkfifo(ada.parent / "z.png")
    outcome = stocked.run("verify", ada.parent)
    assert outcome.code == 1
    assert "3 files: 1 verified, 2 NOT verified" in outcome.out
    assert "cannot tell: it says in EXIF how it is turned" in " ".join(outcome.out.split())
    assert "is no regular file" in outcome.out


def test_a_picture_that_programs_show_in_other_colours_is_not_told_as_right(
    stocked: Shell, ada: Path
) -> None:
    known = stocked.avatars()[-1]["id"]
    copy = with_a_chunk(copied(ada, "dark.png"), b"gAMA", struct.pack(">I", 700_000))
    outcome = stocked.run("verify", copy)
    assert outcome.code == 1
    assert VERDICT not in outcome.out
    words = f"programs differ in what they show; its picture without that is what {known}"
    assert words in " ".join(outcome.out.split())


def test_a_fine_pattern_is_not_told_as_a_copy(stocked: Shell, ada: Path) -> None:
    """Programs that take each 16th pixel would show the negative."""
    copy = copied(ada, "fine.png", 1024)
    with Image.open(copy) as image:
        pixels = np.array(image)
    pixels[::16, ::16] = 255 - pixels[::16, ::16]
    Image.fromarray(pixels).save(copy)
    outcome = stocked.run("verify", copy)
    assert outcome.code == 1
    assert VERDICT not in outcome.out
    assert "cannot tell: it has a fine pattern" in " ".join(outcome.out.split())


def test_searching_needs_the_chain(stocked: Shell, ada: Path) -> None:
    asked = stocked.run("verify", ada, "--search", "--offline", "--issuer", "0x" + "11" * 32)
    assert "leave out --registry and --search" in asked.misuse
