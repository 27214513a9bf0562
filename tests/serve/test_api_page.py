"""`/api` as the page reads it: short rows, lives, blocks, the art, and files that move."""

import json

import pytest
from doors import Door

from avatarchain.base.canonical import keccak256
from avatarchain.living.compiled import compiled
from avatarchain.living.usual import rig_of
from avatarchain.species.pack import load


def test_the_roll_has_all_avatars_in_short_and_each_has_a_life(family: Door) -> None:
    roll, listed = family.get("/roll"), family.get("/avatars", limit=1000)["avatars"]
    assert [row["id"] for row in roll["avatars"]] == [each["id"] for each in listed]
    assert roll["count"] == len(listed)
    (child,) = [each for each in listed if each["generation"]][:1]
    row = next(row for row in roll["avatars"] if row["id"] == child["id"])
    parents = [roll["avatars"][row[parent]]["id"] for parent in ("mother", "father")]
    assert parents == [child["mother"], child["father"]]
    late = family.get("/roll", first=2)
    assert late["avatars"] == roll["avatars"][2:]
    assert family.get("/roll", first=2**53 - 1)["avatars"] == []
    life = family.get(f"/avatars/{child['id']}/life")
    blocks = {block["number"]: block for block in family.get("/blocks", before=child["block"] + 1)}
    assert life["draw"]["mixed"] == blocks[life["draw"]["block"]]["random"]
    assert (life["holders"][0]["to"], life["caip19"]) == (child["owner"], child["caip19"])
    assert family.get(f"/avatars/{listed[0]['id']}/life")["draw"] is None


def test_the_art_is_the_bytes_that_the_id_is_the_hash_of(family: Door) -> None:
    (own,) = [each for each in family.get("/species") if each["served"]]
    answer = family.fetch("GET", f"/api/species/{own['id']}/art")
    assert "0x" + keccak256(answer.body).hex() == own["id"]
    assert "immutable" in answer.headers["cache-control"]


def test_the_rig_is_what_the_page_moves_characters_by(family: Door) -> None:
    (own,) = [each for each in family.get("/species") if each["served"]]
    species = load("tuftling")
    expected = json.dumps(compiled(species, rig_of(species)), separators=(",", ":"))
    answer = family.fetch("GET", f"/api/species/{own['id']}/rig.json")
    assert answer.body.decode() == expected
    path, tag = f"/api/species/{own['id']}/rig.json", answer.headers["etag"]
    assert family.fetch("GET", path, if_none_match=tag).status == 304


def test_each_block_names_the_one_before_down_to_the_first(family: Door) -> None:
    blocks = family.get("/blocks")
    assert [block["parent"] for block in blocks[:-1]] == [block["hash"] for block in blocks[1:]]
    assert family.get("/blocks", before=2)[-1]["number"] == 0
    assert family.get("/blocks", before=0) == []
    events = [event for block in blocks for event in block["events"]]
    assert [event["kind"] for event in events if event["kind"] == "conception"]


@pytest.mark.parametrize("file", ["portrait.svg", "papers.svg", "moving.svg?clip=blink"])
def test_a_drawing_that_is_opened_by_itself_runs_nothing(family: Door, file: str) -> None:
    (avatar, *_) = family.get("/avatars", limit=1)["avatars"]
    bearer = f"Bearer {family.token}"
    answer = family.fetch("GET", f"/api/avatars/{avatar['id']}/{file}", authorization=bearer)
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= set(policy)
