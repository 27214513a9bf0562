"""Promises by `/api`: studs, foundings, batches, claims, and the end of the issuance."""

import json
from typing import Any

import pytest
from doors import DEV0, Door
from test_api_writing import DEV1, done, send

import avatarchain
from avatarchain.genetics.seeds import item_seed, seed_from_text


def job(door: Door, path: str, wish: Any) -> Any:
    """A job that has ended well and made no avatar."""
    answer = send(door, "POST", path, wish)
    assert answer.status == 201, answer
    record = json.loads(answer.body)
    assert (record["state"], record["avatars"]) == ("done", [])
    again = send(door, "GET", answer.headers["location"].removeprefix("/api"))
    assert json.loads(again.body) == record
    return record


def problem(door: Door, path: str, wish: Any) -> tuple[int, str]:
    answer = send(door, "POST", path, wish)
    record = json.loads(answer.body)
    return answer.status, record["type"].removeprefix("/api/refusals/")


def test_a_collection_is_promised_and_claimed_by_its_numbers(family: Door) -> None:
    assert family.get("/batches") == []
    wish = {"collection": "season", "first": 7, "count": 80, "to": DEV1}
    batch = job(family, "/batches", wish)["batch"]
    assert (batch["count"], batch["to"], batch["new"]) == (80, DEV1, True)
    assert job(family, "/batches", wish)["batch"] == batch | {"gas": None, "new": False}
    (listed,) = family.get("/batches")
    assert (listed["root"], listed["claimable"]) == (batch["root"], True)
    seventh = avatarchain.founder(item_seed(seed_from_text("season"), 7))
    proof = family.get(f"/batches/0/avatars/{seventh.id}")
    assert (proof["genome"], proof["to"]) == (str(seventh), DEV1)
    assert proof == family.get("/batches/0/avatars/7")
    (claimed,) = done(send(family, "POST", "/claims", {"batch": 0, "avatar": "7"}))
    assert claimed == seventh.id
    assert family.get(f"/avatars/{claimed}")["owner"] == DEV1
    every = family.get("/avatars", promised=True, limit=200)["avatars"]
    assert {each["promised"]["number"] for each in every if "promised" in each} == {*range(8, 87)}
    assert problem(family, "/claims", {"batch": 0, "avatar": "7"}) == (409, "AlreadyRegistered")
    assert problem(family, "/claims", {"batch": 0, "avatar": "6"}) == (404, "NotPromised")
    assert problem(family, "/claims", {"batch": 9, "avatar": "6"}) == (404, "NoSuchBatch")
    other = {**wish, "to": DEV0.address}
    assert problem(family, "/batches", other) == (409, "AlreadyRegistered")
    assert problem(family, "/batches", other | {"first": 8}) == (409, "PromisedElsewhere")
    assert job(family, "/batches", other | {"first": 8, "count": 2, "repeats": True})


def test_a_founding_is_drawn_committed_and_claimed(family: Door) -> None:
    assert family.get("/foundings") == []
    holders = [DEV1, DEV0.address, DEV1]
    wish = {"count": 3, "to": holders, "repeats": True}
    founding = job(family, "/foundings", wish)["founding"]
    assert (founding["founding"], founding["to"], founding["new"]) == (0, None, True)
    assert job(family, "/foundings", wish)["founding"]["new"] is False
    (listed,) = family.get("/foundings")
    assert (listed["drawn"], listed["batch"], listed["claimable"]) == (False, None, None)
    assert problem(family, "/batches", {"founding": 0}) == (400, "RecipientsNeeded")
    batch = job(family, "/batches", {"founding": 0, "to": holders})["batch"]
    assert (batch["founding"], batch["count"]) == (0, 3)
    (claimed,) = done(send(family, "POST", "/claims", {"batch": batch["batch"], "avatar": "1"}))
    avatar = family.get(f"/avatars/{claimed}")
    assert (avatar["owner"], avatar["founding"]["index"]) == (DEV0.address, 1)
    (listed,) = family.get("/foundings")
    assert (listed["drawn"], listed["batch"], listed["claimed"]) == (True, batch["batch"], 1)
    kinds = [event["kind"] for event in family.get("/changes")["events"]]
    assert {"founding", "batch", "commitment"} <= set(kinds)


def test_a_father_is_offered_and_taken_back(family: Door) -> None:
    (father,) = done(send(family, "POST", "/mints", {"seed": "stud"}))
    assert done(send(family, "POST", "/offers", {"father": father[:12], "to": DEV1})) == [father]
    with avatarchain.open_collection(
        home=family.home, chain="evm+sqlite://", account="dev1"
    ) as theirs:
        (mother,) = done(send(family, "POST", "/mints", {"seed": "hers", "to": DEV1}))
        assert theirs.breed(mother, father).owner == DEV1
        done(send(family, "POST", "/offers", {"father": father, "to": None}))
        with pytest.raises(avatarchain.errors.NotOffered):  # type: ignore[attr-defined]
            theirs.breed(mother, father)
    assert problem(family, "/offers", {"father": "nobody", "to": DEV1}) == (404, "UnknownName")


@pytest.mark.parametrize(
    ("path", "wish", "status", "kind"),
    [
        ("/batches", {}, 400, "about:blank"),
        ("/batches", {"collection": "a", "founding": 0}, 400, "about:blank"),
        ("/batches", {"collection": "a", "count": 1}, 400, "about:blank"),
        ("/batches", {"collection": "a", "to": DEV1}, 400, "about:blank"),
        ("/batches", {"founding": 0, "to": DEV1}, 400, "about:blank"),
        ("/batches", {"collection": "a", "count": 10_001, "to": DEV1}, 422, "about:blank"),
        ("/batches", {"collection": "a", "count": 1, "to": []}, 422, "about:blank"),
        ("/foundings", {"count": 0, "to": DEV1}, 422, "about:blank"),
        ("/foundings", {"count": 1}, 422, "about:blank"),
        ("/foundings", {"count": 2, "to": [DEV1]}, 400, "RecipientsMiscounted"),
        ("/foundings", {"count": 2, "to": [DEV1, DEV1]}, 400, "RepeatedRecipient"),
        ("/foundings", {"count": 1, "to": DEV1, "ahead": 1}, 400, "BadDraw"),
        ("/claims", {"batch": -1, "avatar": "0"}, 422, "about:blank"),
        ("/closing", {}, 422, "about:blank"),
        ("/closing", {"for_good": False}, 422, "about:blank"),
        ("/offers", {"father": "grey"}, 422, "about:blank"),
    ],
)
def test_what_cannot_be_promised_is_a_problem(
    family: Door, path: str, wish: Any, status: int, kind: str
) -> None:
    assert problem(family, path, wish) == (status, kind)


@pytest.mark.parametrize("path", ["offers", "foundings", "batches", "claims", "closing"])
def test_nothing_is_promised_without_the_token(family: Door, path: str) -> None:
    answer = family.fetch("POST", f"/api/{path}", b"{}", authorization=f"Bearer {family.token}x")
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_the_issuance_ends_for_good(family: Door) -> None:
    closed = job(family, "/closing", {"for_good": True})["closed"]
    assert job(family, "/closing", {"for_good": True})["closed"] == closed
    assert family.get("/avatars", limit=0)["closed"] == closed
    assert problem(family, "/mints", {"seed": "late"}) == (409, "IssuanceIsClosed")


def test_a_new_home_has_promised_nothing(door: Door) -> None:
    assert (door.get("/foundings"), door.get("/batches")) == ([], [])
    assert problem(door, "/claims", {"batch": 0, "avatar": "0"}) == (404, "NothingHere")
