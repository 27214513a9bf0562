"""Pictures that move, by `/api`: clips, sprites and cards, and how long they may be kept."""

import base64
import io
import json
import re

import pytest
from doors import Door
from PIL import Image

import avatarchain

LASTING = "public, max-age=31536000, immutable"


def ids(door: Door) -> list[str]:
    return [each["id"] for each in door.get("/avatars")["avatars"]]


def chunk_of(card: bytes, key: str) -> dict[str, object]:
    """What a chunk of a card says."""
    text = Image.open(io.BytesIO(card)).text[key]  # type: ignore[attr-defined]
    return dict(json.loads(base64.b64decode(text))["data"])


@pytest.mark.parametrize("form", ["webp", "gif"])
def test_an_avatar_moves_in_every_format(family: Door, form: str) -> None:
    ada = ids(family)[0]
    answer = family.fetch("GET", f"/api/avatars/{ada}/moving.{form}?size=64&clip=blink")
    assert answer.headers["content-type"] == f"image/{form}"
    picture = Image.open(io.BytesIO(answer.body))
    assert (picture.format, picture.size) == (form.upper(), (64, 64))
    assert picture.n_frames > 2  # type: ignore[attr-defined]
    assert answer.body == avatarchain.founder("ada").loop(form, "blink", 64)


def test_a_moving_svg_is_the_one_of_the_library_and_runs_nothing(family: Door) -> None:
    ada = family.get("/avatars")["avatars"][0]
    answer = family.fetch("GET", f"/api/avatars/{ada['id']}/moving.svg?clip=nod")
    assert answer.body.decode() == avatarchain.founder("ada").animated_svg("nod")
    assert "sandbox" in answer.headers["content-security-policy"]
    bare = family.fetch("GET", f"/api/genomes/{ada['dna']}/moving.svg?clip=nod&background=false")
    own = avatarchain.founder("ada").animated_svg("nod", background=False)
    assert bare.body.decode() == own != answer.body.decode()


def test_sprites_say_where_each_frame_lies_and_in_which_picture(family: Door) -> None:
    ada = ids(family)[0]
    question = "clip=blink&size=64&padding=2"
    places = json.loads(family.fetch("GET", f"/api/avatars/{ada}/sprites.json?{question}").body)
    assert places["meta"]["image"] == f"sprites.png?{question}"
    assert [tag["name"] for tag in places["meta"]["frameTags"]] == ["blink"]
    sheet = family.fetch("GET", f"/api/avatars/{ada}/{places['meta']['image']}")
    picture = Image.open(io.BytesIO(sheet.body))
    size = places["meta"]["size"]
    assert (sheet.headers["content-type"], picture.size) == ("image/png", (size["w"], size["h"]))


def test_all_clips_are_in_one_sheet_unless_one_is_named(family: Door) -> None:
    every = {clip["name"] for clip in family.get("/species/tuftling/rig")["clips"]}
    path = f"/genomes/{avatarchain.founder('ada').dna}/sprites.json"
    places = family.get(path, size=64)
    assert {tag["name"] for tag in places["meta"]["frameTags"]} == every


def test_a_card_of_an_avatar_tells_of_its_family_and_one_of_a_genome_does_not(
    family: Door,
) -> None:
    ada, _, child, _ = ids(family)
    card = family.fetch("GET", f"/api/avatars/{child}/card.png?size=64")
    assert ada in str(chunk_of(card.body, "ccv3")["description"])
    genome = family.get(f"/avatars/{child}")["genome"]
    bare = family.fetch("GET", f"/api/genomes/{genome}/card.png?size=64")
    assert child in str(chunk_of(bare.body, "ccv3")["description"])
    assert ada not in str(chunk_of(bare.body, "ccv3")["description"])


def test_a_moving_picture_may_be_kept_for_ever_where_its_address_names_the_rig(
    family: Door,
) -> None:
    ada = family.get("/avatars")["avatars"][0]
    rig = f"rig={family.get('/species/tuftling/rig')['digest']}"
    rule = f"species={ada['species']}"
    for path, caching in (
        (f"avatars/{ada['id']}/moving.svg?{rig}", LASTING),
        (f"avatars/{ada['id']}/moving.svg", "no-cache"),
        (f"avatars/{ada['id'][:10]}/moving.svg?{rig}", "no-cache"),
        (f"genomes/{ada['genome']}/moving.svg?{rule}&{rig}", LASTING),
        (f"genomes/{ada['genome']}/moving.svg?{rig}", "no-cache"),
        (f"avatars/{ada['id']}/sprites.json?size=64&clip=blink&{rig}", LASTING),
        (f"genomes/{ada['genome']}/card.png?size=64&{rule}", LASTING),
        (f"genomes/{ada['genome']}/card.png?size=64", "no-cache"),
        (f"avatars/{ada['id']}/card.png?size=64", "no-cache"),
    ):
        answer = family.fetch("GET", f"/api/{path}")
        assert (answer.status, answer.headers["cache-control"]) == (200, caching), path
        tag = answer.headers["etag"]
        again = family.fetch("GET", f"/api/{path}", if_none_match=tag)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag), path
        assert again.headers["cache-control"] == caching
        assert family.fetch("GET", f"/api/{path}", if_none_match='"x"').status == 200


def test_pictures_that_differ_have_other_tags(family: Door) -> None:
    ada, bo, *_ = ids(family)
    paths = [f"{ada}/moving.svg", f"{bo}/moving.svg", f"{ada}/moving.svg?clip=nod"]
    paths += [f"{ada}/moving.svg?background=false", f"{ada}/moving.gif?size=64&clip=blink"]
    paths += [f"{ada}/sprites.{form}?size=64&clip=blink" for form in ("png", "json")]
    paths += [f"{ada}/sprites.json?clip=blink&size=64", f"{ada}/card.png?size=64"]
    paths += [f"{ada}/card.png?size=65", f"{ada}/portrait.svg"]
    tags = [family.fetch("GET", f"/api/avatars/{path}").headers["etag"] for path in paths]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("moving.svg?clip=fly", 404, "/api/refusals/UnknownClip"),
        ("moving.gif?background=false", 400, "/api/refusals/BadFormat"),
        (f"moving.svg?rig=0x{'ab' * 32}", 404, "about:blank"),
        ("moving.webp?size=513", 422, "about:blank"),
        ("moving.bmp", 422, "about:blank"),
        ("sprites.png?size=257", 422, "about:blank"),
        ("sprites.png?padding=65", 422, "about:blank"),
        ("sprites.json?clip=fly", 404, "/api/refusals/UnknownClip"),
        ("card.png?size=63", 422, "about:blank"),
    ],
)
def test_what_cannot_be_drawn_is_a_problem(family: Door, path: str, status: int, kind: str) -> None:
    assert family.get(f"/avatars/grey/{path}", status)["type"] == kind


def test_each_species_tells_its_clips_and_the_digest_of_its_rig(family: Door) -> None:
    rig = family.get("/species/glimmer/rig")
    assert re.fullmatch("0x[0-9a-f]{64}", rig["digest"])
    assert {"idle", "blink", "talk"} <= {clip["name"] for clip in rig["clips"]}
    assert family.get("/species/none/rig", 404)["type"] == "/api/refusals/UnknownSpecies"
