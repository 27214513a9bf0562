"""`verify --search`: files that another program wrote again."""

import shutil
from pathlib import Path

import pytest
from PIL import Image
from shell import Shell

VERDICT = "picture right, papers missing: looked up by picture"


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
    told = stocked.run("verify", copy, "--search")
    assert told.code == 1
    assert told.out.splitlines()[0] == f"{copy}: {VERDICT}"
    (record,) = stocked.run("verify", copy, "--search", "--json").records
    assert record["ok"] is False
    checks = {check["name"]: check for check in record["checks"]}
    assert checks["papers"] == {"name": "papers", "ok": False, "detail": "the file carries none"}
    assert checks["picture"]["ok"] is True
    assert known in checks["picture"]["detail"]
    assert checks["token"]["ok"] is True
    assert "not asked" in checks["origin"]["detail"]


def test_without_search_such_a_copy_is_not_looked_up(stocked: Shell, ada: Path) -> None:
    told = stocked.run("verify", copied(ada, "again.png"))
    assert told.code == 1
    assert "NOT verified" in told.out.splitlines()[0]


def test_an_svg_that_lost_its_papers_is_looked_up_to_the_letter(stocked: Shell, bob: Path) -> None:
    text = bob.read_text()
    start, end = text.index("<metadata"), text.index("</metadata>") + len("</metadata>")
    bare = bob.parent / "bare.svg"
    bare.write_text(text[:start] + text[end:])
    assert VERDICT in stocked.run("verify", bare, "--search").out
    at = text.index("</style>") + len("</style>")
    bare.write_text(
        f'{text[:at]}<circle cx="256" cy="256" r="1" fill="none"/>{text[at:start]}</svg>'
    )
    assert VERDICT not in stocked.run("verify", bare, "--search").out


def test_a_picture_of_nobody_is_found_with_nobody(stocked: Shell, folder: Path) -> None:
    drawn = stocked.run(
        "mint", "--seed", "nobody", "--out", folder / "drawn", "--home", folder / "other"
    )
    assert drawn.code == 0
    (picture,) = (folder / "drawn").glob("*.png")
    plain = copied(picture, "plain.png")
    told = stocked.run("verify", plain, "--search")
    assert told.code == 1
    assert "NOT verified" in told.out.splitlines()[0]
    assert "no avatar of a registry that you trust looks like this" in " ".join(told.out.split())


def test_a_changed_picture_is_found_with_nobody(stocked: Shell, ada: Path) -> None:
    plain = copied(ada, "plain.png")
    with Image.open(plain) as image:
        changed = image.convert("RGB")
    changed.paste((255, 0, 255), (150, 300, 260, 400))
    changed.save(plain)
    assert VERDICT not in stocked.run("verify", plain, "--search").out


def test_a_file_whose_papers_are_wrong_is_not_saved_by_its_picture(
    stocked: Shell, ada: Path
) -> None:
    ada.write_bytes(ada.read_bytes().replace(b'"version":1', b'"version":9'))
    told = stocked.run("verify", ada, "--search")
    assert VERDICT not in told.out
    assert told.code == 1


@pytest.mark.parametrize("name", ["notes.jpg", "wide.jpg", "tiny.png"])
def test_what_is_no_picture_of_ours_is_told_as_before(stocked: Shell, ada: Path, name: str) -> None:
    path = ada.parent / name
    if name == "notes.jpg":
        path.write_bytes(b"\xff\xd8\xff" + bytes(100))
    else:
        Image.new("RGB", (300, 200) if name == "wide.jpg" else (16, 16)).save(path)
    plain, searched = (stocked.run("verify", path, *more) for more in ([], ["--search"]))
    assert (plain.code, plain.out) == (searched.code, searched.out)


def test_a_folder_is_searched_with_the_kinds_that_carry_no_papers(
    stocked: Shell, ada: Path
) -> None:
    place = ada.parent / "copies"
    place.mkdir()
    for name in ("a.jpg", "b.webp"):
        copied(ada, f"copies/{name}")
    told = stocked.run("verify", place, "--search")
    assert told.out.count(VERDICT) == 2


def test_searching_needs_the_chain(stocked: Shell, ada: Path) -> None:
    asked = stocked.run("verify", ada, "--search", "--offline", "--issuer", "0x" + "11" * 32)
    assert "without --registry and --search" in asked.misuse
