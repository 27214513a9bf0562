"""`/api` as programs read it: avatars, genomes, pictures, and what is refused."""

import asyncio
import io
import json
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from doors import NOBODY, Door
from PIL import Image
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

import avatarchain
from avatarchain.library.lists import select
from avatarchain.serve import api, auditing, pictures, problems

ROOT = Path(__file__).resolve().parents[2]
NOT_THERE = "0x" + "ab" * 32


def ids(page: dict[str, Any]) -> list[str]:
    return [each["id"] for each in page["avatars"]]


def test_the_document_that_is_committed_is_the_one_that_is_served(family: Door) -> None:
    committed = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    assert committed == api.document(), "run `make openapi`"
    assert committed == family.get("/openapi.json")
    assert committed["openapi"].startswith("3.1.")


def test_the_document_alone_says_where_to_ask_and_how_a_job_ends() -> None:
    document = api.document()
    assert document["servers"][0]["url"] == "http://127.0.0.1:{port}"
    assert "`Authorization: Bearer TOKEN`" in document["info"]["description"]
    for path, methods in document["paths"].items():
        for answers in (method["responses"] for method in methods.values()):
            assert [*answers["4XX"]["content"]] == ["application/problem+json"], path
            waits = [answers[code] for code in ("201", "202") if "202" in answers]
            assert all("Location" in answer["headers"] for answer in waits), path
    assert "304" not in document["paths"]["/api/avatars/{avatar}/papers.{form}"]["get"]["responses"]


def test_it_says_which_registry_is_served(family: Door) -> None:
    place = family.get("")
    assert (place["chain_id"], place["name"]) == (31337, "tuftling")
    assert place["contract"] == family.get("/avatars")["avatars"][0]["contract"]


def test_a_list_has_what_the_command_prints(family: Door) -> None:
    with avatarchain.open_collection(home=family.home, chain="evm+sqlite://") as collection:
        page = collection.page(select())
    assert family.get("/avatars") == {
        "avatars": [dict(each) for each in page.avatars],
        "count": 4,
        "closed": None,
    }


def test_filters_order_and_pages_are_those_of_the_command(family: Door) -> None:
    whole = family.get("/avatars")
    ada, bo, child, grey = ids(whole)
    assert ids(family.get("/avatars", generation="1..")) == [child]
    assert ids(family.get("/avatars", owner=NOBODY)) == [grey]
    assert ids(family.get("/avatars", sort="generation", reverse=True))[-1] != child
    fur = whole["avatars"][0]["traits"]["fur"]
    assert ada in ids(family.get("/avatars", trait=[f"fur={fur}"]))
    page = family.get("/avatars", limit=2, offset=1)
    assert (ids(page), page["count"]) == ([bo, child], 4)
    rarest = max(whole["avatars"], key=lambda each: each["rarity"])
    assert ids(family.get("/avatars", sort="rarity", limit=1)) == [rarest["id"]]


def test_an_avatar_is_found_by_id_by_a_beginning_and_by_name(family: Door) -> None:
    grey = ids(family.get("/avatars"))[3]
    by_name = family.get("/avatars/grey")
    assert (by_name["id"], by_name["name"]) == (grey, "Grey")
    assert family.get(f"/avatars/{grey}") == family.get(f"/avatars/{grey[:10]}") == by_name


def test_a_parent_tells_what_became_of_its_draws(family: Door) -> None:
    ada, _, child, _ = ids(family.get("/avatars"))
    assert family.get(f"/avatars/{ada}")["draws"]["as_mother"]["born"] == 1
    assert "draws" not in family.get(f"/avatars/{child}")


def test_a_family_has_members_and_edges(family: Door) -> None:
    ada, bo, child, _ = ids(family.get("/avatars"))
    kin = family.get(f"/avatars/{child}/family")
    assert [each["id"] for each in kin["nodes"]] == [ada, bo, child]
    assert {"parent": ada, "child": child, "role": "mother"} in kin["edges"]
    assert len(family.get(f"/avatars/{child}/family", generations=0)["nodes"]) == 1
    for form, head in (("png", b"\x89PNG"), ("svg", b"<svg")):
        assert family.fetch("GET", f"/api/avatars/{child}/family.{form}").body.startswith(head)


def test_odds_are_exact_and_of_wishes_together(family: Door) -> None:
    ada, bo, child, _ = ids(family.get("/avatars"))
    odds = family.get("/odds", mother=ada, father=bo)
    assert all(abs(sum(row) - 1) < 1e-12 for row in odds["odds"].values())
    fur = family.get(f"/avatars/{child}")["traits"]["fur"]
    wished = family.get("/odds", mother=ada, father=bo, want=[f"fur={fur}"])
    numerator, _, denominator = wished["exactly"].partition("/")
    assert wished["chance"] == int(numerator) / int(denominator or 1) > 0


def test_an_audit_is_that_of_the_library_and_one_is_made_at_a_time(family: Door) -> None:
    told = family.get("/audit")
    with avatarchain.open_collection(home=family.home, chain="evm+sqlite://") as collection:
        findings = collection.audit()
    assert told["ok"] is True
    named = [(each["name"], each["ok"], each["detail"]) for each in told["findings"]]
    assert named == [(each.name, each.ok, each.detail) for each in findings]
    assert any(each["rows"] for each in told["findings"])
    turn = threading.Lock()
    state = SimpleNamespace(audits=turn)
    with turn, pytest.raises(HTTPException, match="an audit is under way") as busy:
        auditing.audit(SimpleNamespace(app=SimpleNamespace(state=state)))  # type: ignore[arg-type]
    assert (busy.value.status_code, busy.value.headers) == (503, {"Retry-After": "5"})


def test_founders_and_offspring_need_no_chain(family: Door) -> None:
    ada, bo, child, _ = family.get("/avatars")["avatars"]
    drawn = family.get("/founder", seed="ada")
    assert (drawn["id"], drawn["genome"], drawn["traits"]) == (
        ada["id"],
        ada["genome"],
        ada["traits"],
    )
    own = avatarchain.offspring(avatarchain.founder("ada"), avatarchain.founder("bo"), "x")
    made = family.get("/offspring", mother=ada["dna"], father=bo["genome"], seed="x")
    assert (made["id"], made["genes"]) == (own.id, [list(row) for row in own.genes])
    assert family.get(f"/genomes/{child['dna']}")["id"] == child["id"]
    first = family.get("/collections/season%20one/founders/0")
    assert first["id"] != family.get("/founder", seed="season one")["id"]


def test_species_are_named_by_name_or_id_and_other_folders_are_not_read(family: Door) -> None:
    every = family.get("/species")
    assert {each["name"]: each["served"] for each in every} == {"glimmer": False, "tuftling": True}
    for each in every:
        rule = family.get(f"/species/{each['id']}")
        assert rule == family.get(f"/species/{each['name']}")
        assert len(rule["loci"]) == 16
    other = family.get("/founder", seed="ada", species="glimmer")
    assert other["id"] == avatarchain.founder("ada", "glimmer").id
    problem = family.get("/species/..", 404)
    assert problem["type"] in ("/api/refusals/UnknownSpecies", "about:blank")
    assert family.get("/founder", 404, seed="a", species="/etc")["fields"]["name"] == "/etc"


@pytest.mark.parametrize("form", ["png", "webp", "gif"])
def test_portraits_come_in_every_format_and_size(family: Door, form: str) -> None:
    ada = ids(family.get("/avatars"))[0]
    answer = family.fetch("GET", f"/api/avatars/{ada}/portrait.{form}?size=64")
    assert answer.headers["content-type"] == f"image/{form}"
    picture = Image.open(io.BytesIO(answer.body))
    assert (picture.format, picture.size) == (form.upper(), (64, 64))


def test_an_svg_is_the_canonical_one_and_runs_nothing(family: Door) -> None:
    ada = family.get("/avatars")["avatars"][0]
    answer = family.fetch("GET", f"/api/avatars/{ada['id']}/portrait.svg")
    assert answer.body.decode() == avatarchain.founder("ada").svg()
    assert "sandbox" in answer.headers["content-security-policy"]
    clear = family.fetch("GET", f"/api/avatars/{ada['id']}/portrait.svg?background=false")
    assert clear.body.decode() == avatarchain.founder("ada").svg(background=False)
    assert family.fetch("GET", f"/api/genomes/{ada['dna']}/portrait.svg").body == answer.body


def test_a_portrait_may_be_kept_for_ever_where_its_address_says_all(family: Door) -> None:
    ada = family.get("/avatars")["avatars"][0]
    lasting = "public, max-age=31536000, immutable"
    rule = f"species={ada['species']}"
    for path, caching in (
        (f"avatars/{ada['id']}/portrait.png?size=64", lasting),
        (f"avatars/{ada['id'][:10]}/portrait.png?size=64", "no-cache"),
        ("avatars/Grey/portrait.png?size=64", "no-cache"),
        (f"genomes/{ada['genome']}/portrait.png?size=64", "no-cache"),
        (f"genomes/{ada['genome']}/portrait.png?size=64&{rule}", lasting),
        (f"species/{ada['species']}/sheet.png?size=64", lasting),
    ):
        answer = family.fetch("GET", f"/api/{path}")
        assert answer.headers["cache-control"] == caching, path
        tag = answer.headers["etag"]
        again = family.fetch("GET", f"/api/{path}", if_none_match=f'"other", {tag}')
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert family.fetch("GET", f"/api/{path}", if_none_match='"other"').status == 200


def test_pictures_of_one_avatar_that_differ_have_other_tags(family: Door) -> None:
    ada, bo, *_ = ids(family.get("/avatars"))
    paths = [f"{ada}/portrait.png", f"{bo}/portrait.png", f"{ada}/portrait.png?size=64"]
    paths += [f"{ada}/portrait.svg", f"{ada}/portrait.png?background=false"]
    tags = [family.fetch("GET", f"/api/avatars/{path}").headers["etag"] for path in paths]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize(
    ("path", "status", "kind", "fields"),
    [
        (f"/avatars/{NOT_THERE}", 404, "UnknownIdentity", {"id": NOT_THERE}),
        ("/avatars/Nobody", 404, "UnknownName", {"name": "Nobody"}),
        ("/avatars/0x12", 400, "MalformedIdentity", {}),
        ("/avatars?trait=fur", 400, "BadFilter", {"text": "fur"}),
        ("/avatars?trait=fur%3Dnone", 400, "BadFilter", {"text": "fur=none"}),
        ("/avatars?generation=5..2", 400, "BadFilter", {"text": "5..2"}),
        ("/odds?mother=grey&father=grey&want=fur", 400, "UnknownTrait", {"want": "fur"}),
        ("/founder?seed=a&species=none", 404, "UnknownSpecies", {"name": "none"}),
        ("/avatars/grey/portrait.gif?background=false", 400, "BadFormat", {}),
    ],
)
def test_a_refusal_is_a_problem_with_type_and_fields(
    family: Door, path: str, status: int, kind: str, fields: dict[str, str]
) -> None:
    problem = family.get(path, status)
    assert (problem["type"], problem["status"]) == (f"/api/refusals/{kind}", status)
    assert problem["fields"].items() >= fields.items()
    described = family.get(problem["type"].removeprefix("/api"))
    assert described["family"] == problem["family"]
    assert described["fields"].keys() == problem["fields"].keys()


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/avatars?limit=1001", "limit"),
        ("/avatars?offset=-1", "offset"),
        ("/avatars?sort=beauty", "sort"),
        ("/avatars?owner=bob", "owner"),
        ("/avatars?trait=" + "x" * 201, "trait"),
        ("/avatars/grey/portrait.png?size=2049", "size"),
        ("/avatars/grey/portrait.bmp", "form"),
        ("/avatars/grey/family?generations=21", "generations"),
        ("/genomes/0x12", "genome"),
        ("/founder", "seed"),
        ("/odds?mother=grey", "father"),
    ],
)
def test_what_is_malformed_is_named(family: Door, path: str, place: str) -> None:
    problem = family.get(path, 422)
    assert problem["type"] == "about:blank"
    assert place in problem["faults"][0]["place"]


def test_what_is_not_there_is_a_problem_too(family: Door) -> None:
    for path in ("/nowhere", "/refusals/Nothing", "/avatars/", "/collections/a"):
        assert family.get(path, 404)["type"] == "about:blank"
    answer = family.fetch("POST", "/api/avatars", b"{}")
    assert (answer.status, json.loads(answer.body)["title"]) == (405, "Method Not Allowed")
    assert answer.headers["allow"] == "GET, HEAD"
    own = family.fetch("DELETE", "/api/openapi.json")
    assert (own.status, own.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/avatars?trate=fur%3Dmoss", "query.trate: there is no such parameter; this path takes "),
        ("/avatars/grey?limit=1", "query.limit: there is no such parameter; this path takes none"),
        ("/avatars/grey/portrait.png?sizee=64", "query.sizee: there is no such parameter"),
        ("/jobs/x?wait=1", "query.wait: there is no such parameter; this path takes none"),
        ("/avatars?limit=1&limit=2", "query.limit: is given twice"),
        ("/odds?mother=grey&father=grey&mother=ada", "query.mother: is given twice"),
    ],
)
def test_no_parameter_is_passed_over(family: Door, path: str, fault: str) -> None:
    problem = family.get(path, 422)
    assert problem["detail"].startswith(fault)
    assert problem["faults"][0]["place"][0] == "query"


def test_what_may_be_given_again_is(family: Door) -> None:
    ada, bo, *_ = family.get("/avatars")["avatars"]
    furs = [f"fur={each['traits']['fur']}" for each in (ada, bo)]
    assert {ada["id"], bo["id"]} <= set(ids(family.get("/avatars", trait=furs)))


def test_head_is_get_without_the_body(family: Door) -> None:
    ada = ids(family.get("/avatars"))[0]
    paths = [f"avatars/{ada}/portrait.{form}" for form in ("png", "svg", "webp", "gif")]
    paths += [f"avatars/{ada}/family.svg", f"avatars/{ada}", "avatars?limit=1", "avatars/nobody"]
    for path in (*paths, "openapi.json"):
        whole = family.fetch("GET", f"/api/{path}")
        head = family.fetch("HEAD", f"/api/{path}")
        assert (head.status, head.headers, head.body) == (whole.status, whole.headers, b""), path
    tag = family.fetch("GET", f"/api/{paths[0]}").headers["etag"]
    assert family.fetch("HEAD", f"/api/{paths[0]}", if_none_match=tag).status == 304
    endless = family.fetch("HEAD", "/api/events")
    assert (endless.status, endless.headers["allow"]) == (405, "GET")
    assert family.fetch("HEAD", "/api/mints").headers["allow"] == "POST"


def test_every_kind_of_refusal_has_a_status_and_a_description(family: Door) -> None:
    every = problems.kinds()
    assert len(every) > 100
    for kind in every.values():
        assert 400 <= problems.status_of(kind.__new__(kind)) < 600
        assert problems.description_of(kind)["about"]
    assert family.get("/refusals/Related")["fields"].keys() == {"mother", "father", "ancestor"}


def test_an_empty_home_has_an_empty_list_and_sees_what_others_mint(door: Door) -> None:
    assert door.get("/avatars") == {"avatars": [], "count": 0, "closed": None}
    assert door.get("")["contract"] is None
    assert door.get("/avatars/0x1234", 404)["family"] == "RegistryTrouble"
    with avatarchain.open_collection(home=door.home, chain="evm+sqlite://") as collection:
        first = collection.mint("ada")
    assert ids(door.get("/avatars")) == [first.id]
    assert door.get("")["contract"].startswith("0x")


def test_a_copy_to_play_with_has_the_chain_alone(scratch: Door) -> None:
    for path in ("/api/avatars", "/api/species"):  # of which the second needs no chain
        assert scratch.fetch("GET", path).status == 404
    assert scratch.ask("eth_chainId") == hex(31337)


def test_a_few_pictures_are_painted_at_once_and_keep_nobody_else_waiting() -> None:
    request, going, begun = SimpleNamespace(), threading.Event(), list[int]()
    state = SimpleNamespace(brushes=asyncio.Semaphore(pictures.BRUSHES))
    request.app = SimpleNamespace(state=state)

    def paint() -> bytes:
        begun.append(1)
        going.wait(60)
        return b"picture"

    async def asking() -> None:
        asked = [asyncio.create_task(pictures.painted(request, paint)) for _ in range(100)]
        while len(begun) < pictures.BRUSHES:
            await asyncio.sleep(0.01)
        # As many as threads would wait for the brushes, if they waited in threads.
        assert await run_in_threadpool(lambda: len(begun)) == pictures.BRUSHES
        going.set()
        assert set(await asyncio.gather(*asked)) == {b"picture"}

    asyncio.run(asyncio.wait_for(asking(), 60))
