"""`/api` as programs write by it: with the token, one job after another, resumed after a stop."""

import asyncio
import json
import subprocess
import sys
import threading
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from doors import DEV0, NOBODY, Answer, Door, started
from starlette.exceptions import HTTPException as Unfit

import avatarchain
from avatarchain.base.canonical import to_hex
from avatarchain.births.jobs import jobs
from avatarchain.errors import MalformedSeed
from avatarchain.genetics.seeds import seed_from_hex, seed_from_text
from avatarchain.library.collection import Collection
from avatarchain.library.kept import unwatched
from avatarchain.papers.report import Check, Report, Watch
from avatarchain.serve import verifying
from avatarchain.serve.bodies import MOST_JSON
from avatarchain.serve.writer import MOST_WAITING, Writer

DEV1 = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


def send(door: Door, method: str, path: str, wish: Any = None, **headers: str) -> Answer:
    """Ask for a change with the server's token."""
    named = {"authorization": f"Bearer {door.token}", "content_type": "application/json"}
    body = None if wish is None else json.dumps(wish).encode()
    return door.fetch(method, f"/api{path}", body, **(named | headers))


def done(answer: Answer) -> list[str]:
    """The ids of the avatars of a job that has ended well."""
    assert answer.status == 201, answer
    job = json.loads(answer.body)
    assert (job["state"], len(job["avatars"])) == ("done", job["count"])
    assert answer.headers["location"] == f"/api/jobs/{job['name']}"
    return list(job["avatars"])


def test_a_program_mints_breeds_names_and_gives_away(door: Door) -> None:
    (ada,) = done(send(door, "POST", "/mints", {"seed": "ada"}))
    assert ada == avatarchain.founder("ada").id
    assert done(send(door, "POST", "/mints", {"seed": "ada"})) == [ada]
    team = done(send(door, "POST", "/mints", {"collection": "team", "count": 3}))
    assert team[0] == door.get("/collections/team/founders/0")["id"]
    genome = avatarchain.founder("bo").dna
    (bo,) = done(send(door, "POST", "/mints", {"genome": genome, "to": NOBODY}))
    assert door.get(f"/avatars/{bo}")["owner"] == NOBODY
    (child,) = done(send(door, "POST", "/births", {"mother": ada, "father": team[0]}))
    born = door.get(f"/avatars/{child}")
    assert (born["mother"], born["father"], born["generation"]) == (ada, team[0], 1)
    named = send(door, "PUT", f"/avatars/{child}/name", {"name": "Grey"})
    assert json.loads(named.body) == {"id": child, "name": "Grey"}
    assert door.get("/names") == [{"id": child, "name": "Grey"}]
    assert done(send(door, "POST", "/transfers", {"avatar": "grey", "to": DEV1})) == [child]
    assert door.get("/avatars/grey")["owner"] == DEV1
    assert send(door, "DELETE", "/avatars/grey/name").status == 204
    assert door.get("/names") == []


def test_a_seed_that_is_drawn_is_kept_until_its_avatars_are_there(door: Door) -> None:
    drawn = done(send(door, "POST", "/mints", {"count": 2}))
    assert set(drawn) <= {each["id"] for each in door.get("/avatars")["avatars"]}
    assert jobs(door.home) == ()
    assert json.loads(send(door, "GET", "/unfinished").body) == []


def test_a_job_can_be_asked_for_again(door: Door) -> None:
    answer = send(door, "POST", "/mints", {"seed": "asked for again"})
    again = send(door, "GET", answer.headers["location"].removeprefix("/api"))
    assert json.loads(again.body) == json.loads(answer.body)
    assert send(door, "GET", "/jobs/nobody").status == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/mints"),
        ("POST", "/births"),
        ("POST", "/transfers"),
        ("POST", "/unfinished/abc"),
        ("GET", "/unfinished"),
        ("GET", "/jobs/abc"),
        ("PUT", "/avatars/0x1234/name"),
        ("DELETE", "/avatars/0x1234/name"),
        ("GET", "/avatars/0x1234/papers.png"),
    ],
)
def test_nothing_is_signed_or_changed_without_the_token(door: Door, method: str, path: str) -> None:
    wrong = ({}, {"authorization": "Bearer x"}, {"authorization": f"Basic {door.token}"})
    wrong += ({"authorization": f"Bearer {door.token}x"}, {"authorization": door.token})
    wrong += ({"cookie": f"avatarchain-{door.port}={door.token}"},)
    for headers in wrong:
        answer = door.fetch(method, f"/api{path}", b"{}", **headers)
        assert answer.status == 401, answer
        assert answer.headers["www-authenticate"] == "Bearer"
        assert door.token.encode() not in answer.body


def test_the_token_of_the_printed_address_opens_but_no_page_of_another_origin(door: Door) -> None:
    bearer = f"Bearer {door.token}"
    opened = door.fetch("GET", "/api/unfinished", authorization=bearer)
    assert (opened.status, opened.body) == (200, b"[]")
    stranger = "http://localhost:1"
    refused = door.fetch("GET", "/api/unfinished", authorization=bearer, origin=stranger)
    assert refused.status == 403


@pytest.mark.parametrize(
    ("path", "wish", "status", "kind"),
    [
        ("/births", {"mother": "0xffffffff", "father": "0xffffffff"}, 404, "UnknownIdentity"),
        ("/transfers", {"avatar": "nobody", "to": DEV1}, 404, "UnknownName"),
        ("/mints", {"genome": "0x12"}, 400, "MalformedGenome"),
        ("/mints", {"seed": "to zero", "to": "0x" + "00" * 20}, 409, "LostForEver"),
    ],
)
def test_what_is_refused_says_why(
    door: Door, path: str, wish: dict[str, str], status: int, kind: str
) -> None:
    done(send(door, "POST", "/mints", {"seed": "ada"}))
    answer = send(door, "POST", path, wish)
    problem = json.loads(answer.body)
    assert (answer.status, problem["type"]) == (status, f"/api/refusals/{kind}"), problem


def test_relatives_may_not_breed_and_the_problem_names_whom(door: Door) -> None:
    pair = done(send(door, "POST", "/mints", {"collection": "pair", "count": 2}))
    (child,) = done(send(door, "POST", "/births", {"mother": pair[0], "father": pair[1]}))
    problem = json.loads(send(door, "POST", "/births", {"mother": child, "father": pair[0]}).body)
    assert problem["type"] == "/api/refusals/Related"
    assert problem["fields"] == {"mother": child, "father": pair[0], "ancestor": pair[0]}


@pytest.mark.parametrize(
    "wish",
    [
        {"count": 0},
        {"count": 1_001},
        {"to": "bob"},
        {"seed": ""},
        {"sed": "a"},
        {"seed": "\ud800"},
        [],
        "ada",
    ],
)
def test_a_wish_that_is_malformed_is_named(door: Door, wish: Any) -> None:
    answer = send(door, "POST", "/mints", wish)
    assert answer.status == 422, answer
    assert json.loads(answer.body)["faults"]


def test_a_mint_has_one_source(door: Door) -> None:
    for wish in ({"seed": "a", "genome": ""}, {"seed": "a", "count": 2}):
        answer = send(door, "POST", "/mints", wish)
        assert (answer.status, json.loads(answer.body)["type"]) == (400, "about:blank")


def test_a_field_that_is_given_twice_is_refused(door: Door) -> None:
    body = b'{"seed": "the first", "count": 1, "seed": "the second"}'
    bearer = f"Bearer {door.token}"
    answer = door.fetch(
        "POST", "/api/mints", body, authorization=bearer, content_type="application/json"
    )
    assert (answer.status, json.loads(answer.body)["detail"]) == (422, "body.seed: is given twice")


def test_a_body_that_is_no_json_is_malformed(door: Door) -> None:
    for kind in ("application/json", "text/plain"):
        bearer = f"Bearer {door.token}"
        answer = door.fetch("POST", "/api/mints", b"{seed", authorization=bearer, content_type=kind)
        assert answer.status == 422, answer


def test_a_mint_that_never_began_is_not_said_to_have_ended(door: Door) -> None:
    answer = send(door, "POST", "/unfinished/none")
    problem = json.loads(answer.body)
    assert (answer.status, problem["type"]) == (404, "/api/refusals/UnknownJob")
    words = "there is no unfinished mint 'none': it has ended, or never began here"
    assert problem["detail"] == words


def test_who_may_not_breed_is_told_so_and_nothing_of_giving_away(door: Door) -> None:
    (foreign,) = done(send(door, "POST", "/mints", {"seed": "foreign", "to": NOBODY}))
    (own,) = done(send(door, "POST", "/mints", {"seed": "own"}))
    answer = send(door, "POST", "/births", {"mother": foreign, "father": own})
    problem = json.loads(answer.body)
    assert (answer.status, problem["type"]) == (409, "/api/refusals/NotYours")
    assert problem["title"] == "Who signs neither holds the avatar nor may act for its holder."


def test_every_method_of_a_path_is_allowed(door: Door) -> None:
    answer = send(door, "POST", "/avatars/0x1234/name", {})
    assert (answer.status, answer.headers["allow"]) == (405, "DELETE, PUT")


def test_a_body_that_is_too_long_is_refused(door: Door) -> None:
    long = {"seed": "x" * MOST_JSON}
    assert send(door, "POST", "/mints", long).status == 413
    assert send(door, "POST", "/mints", long, transfer_encoding="chunked").status in (400, 413)


def test_papers_tell_the_seed_of_a_founder_that_was_minted_here_or_whose_text_is_given(
    door: Door, family: Door
) -> None:
    def seed(place: Door, avatar: str, question: str = "") -> Any:
        answer = send(place, "GET", f"/avatars/{avatar}/papers.json{question}")
        return json.loads(answer.body)["seed"]

    (word,) = done(send(door, "POST", "/mints", {"seed": "a word"}))
    (drawn,) = done(send(door, "POST", "/mints", {}))
    assert seed(door, word) == to_hex(seed_from_text("a word"))
    own = seed_from_hex(seed(door, drawn))
    assert avatarchain.founder(own).id == drawn
    papers = send(door, "GET", f"/avatars/{word}/papers.svg").body
    told = json.loads(door.fetch("POST", "/api/verify", papers).body)["checks"][-1]["detail"]
    assert told == "a founder, drawn from the seed in its papers"
    ada = avatarchain.founder("ada").id  # another process minted it
    assert seed(family, ada) is None
    assert seed(family, ada, "?seed=ada") == to_hex(seed_from_text("ada"))
    refused = send(family, "GET", f"/avatars/{ada}/papers.json?seed=bo")
    assert refused.status == 409
    assert avatarchain.founder("bo").id in json.loads(refused.body)["detail"]


def test_papers_are_signed_and_verified(family: Door) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    for form, kind in (
        ("png", "image/png"),
        ("svg", "image/svg+xml"),
        ("svg?clip=nod", "image/svg+xml"),
        ("json", "application/json"),
    ):
        answer = send(family, "GET", f"/avatars/{child}/papers.{form}")
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-cache")
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert (b"@keyframes" in answer.body) == ("clip" in form)
        verified = family.fetch("POST", "/api/verify", answer.body, content_type="image/png")
        report = json.loads(verified.body)
        assert (report["ok"], report["verdict"]) == (True, "verified"), report
        assert [check["name"] for check in report["checks"]][:2] == ["papers", "identity"]


def test_papers_of_what_has_no_clip_are_refused(family: Door) -> None:
    for form, status in (("png", 400), ("json", 400), ("vrm", 400), ("obj", 422)):
        assert send(family, "GET", f"/avatars/Grey/papers.{form}?clip=nod").status == status
    strange = send(family, "GET", "/avatars/Grey/papers.svg?clip=fly")
    assert json.loads(strange.body)["type"] == "/api/refusals/UnknownClip"


def test_files_that_are_not_genuine_are_told_apart(family: Door) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    whole = send(family, "GET", f"/avatars/{child}/papers.svg").body

    def report(body: bytes) -> Any:
        return json.loads(family.fetch("POST", "/api/verify", body).body)

    changed = report(whole.replace(b"M", b"L", 1))
    assert not changed["ok"]
    assert "picture" in [each["name"] for each in changed["checks"] if each["ok"] is False]
    bare = family.fetch("GET", f"/api/avatars/{child}/portrait.webp").body
    assert child in report(bare)["shows"]
    assert family.fetch("POST", "/api/verify", b"").status == 400
    for rubbish in (b"x", b"\x89PNG\r\n\x1a\n", b"{}", b"\xff\xd8\xff", b"<svg "):
        judged = report(rubbish)
        assert judged["ok"] is False
        assert "/avatarchain-" not in str(judged)


def test_the_name_of_a_file_is_judged_as_the_command_does_and_it_is_told_that_there_is_none(
    family: Door, tmp_path: Path
) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    papers = send(family, "GET", f"/avatars/{child}/papers.png").body
    copy = family.fetch("GET", f"/api/avatars/{child}/portrait.png").body

    def report(body: bytes, name: str | None) -> Any:
        question = "" if name is None else f"?name={quote(name)}"
        return json.loads(family.fetch("POST", f"/api/verify{question}", body).body)

    for body, name, words in (
        (papers, "portrait.html", "its name ends in .html, and in it is PNG"),
        (papers, "0x12.svg", "its name ends in .svg, and in it is PNG"),
        (papers, "x.\u0440ng\0", "its name ends in ._ng_, and in it is PNG"),
        (papers, "portrait", "its name ends in nothing, and in it is PNG"),
        (copy, "copy.jpg", "cannot tell: its name ends in .jpg, and in it is PNG"),
    ):
        judged = report(body, name)
        assert not judged["ok"]
        assert not judged["shows"]
        assert any(words in each["detail"] for each in judged["checks"]), judged["checks"]
        (tmp_path / name.replace("\0", "")).write_bytes(body)
        ours = avatarchain.verify(
            tmp_path / name.replace("\0", ""), home=family.home, chain="evm+sqlite://"
        )
        assert [each["ok"] for each in judged["checks"]] == [each.ok for each in ours.checks]
    unjudged = "; the name of the file was not given, so nothing is said of it"
    for body, name in ((papers, "a/b.c/Portrait.PNG"), (copy, "copy.png")):
        bare, named = report(body, None), report(body, name)
        assert named["ok"] == bare["ok"] == (body == papers)
        assert bool(named["shows"]) == bool(bare["shows"]) == (body == copy)
        assert bare["checks"][0]["detail"] == named["checks"][0]["detail"] + unjudged
        assert bare["checks"][1:] == named["checks"][1:]


def test_each_check_is_told_as_it_is_made(family: Door) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    papers = send(family, "GET", f"/avatars/{child}/papers.svg").body
    bare = family.fetch("GET", f"/api/avatars/{child}/portrait.png").body
    for file in (papers, bare, b"x"):
        lines = family.fetch("POST", "/api/verify", file, accept="application/x-ndjson")
        assert lines.headers["content-type"].startswith("application/x-ndjson")
        *checks, last = map(json.loads, lines.body.splitlines())
        report = json.loads(family.fetch("POST", "/api/verify", file).body)
        assert last == {"report": report}
        told = [(each["check"]["name"], each["check"]["ok"]) for each in checks]
        final = [(each["name"], each["ok"]) for each in report["checks"]]
        # Of what is no picture, no more is asked.
        assert told == (final if file != b"x" else final[:1])
    strange = family.fetch("POST", "/api/verify", b"", accept="application/x-ndjson")
    assert strange.status == 400


def test_a_check_is_sent_before_the_next_one_is_made() -> None:
    made, first = [Check(name, True, "it holds") for name in "ab"], threading.Event()

    def look(watch: Watch) -> Report:
        watch(made[0])
        assert first.wait(60), "nobody heard of the first check"
        watch(made[1])
        return Report("", tuple(made))

    async def names() -> list[str]:
        heard = []
        async for line in verifying._lines(verifying.Desk(), look, 0):
            first.set()
            heard += json.loads(line)
        return heard

    assert asyncio.run(names()) == ["check", "check", "report"]


def test_models_and_pictures_that_move_are_verified_as_the_command_does(
    family: Door, tmp_path: Path
) -> None:
    child = family.get("/avatars", generation="1")["avatars"][0]["id"]
    for form in ("svg", "vrm"):
        export = [sys.executable, "-m", "avatarchain", "export", child, "--as", form]
        places = ["--out", str(tmp_path), "--home", str(family.home), "--rpc", "evm+sqlite://"]
        subprocess.run([*export, *places], check=True, capture_output=True)
    for file in tmp_path.iterdir():
        sent = family.fetch("POST", f"/api/verify?name={file.name}", file.read_bytes())
        report = json.loads(sent.body)
        assert report["verdict"] == "verified", (file, report)
        ours = avatarchain.verify(file, home=family.home, chain="evm+sqlite://")
        assert [each["detail"] for each in report["checks"]] == [
            each.detail for each in ours.checks
        ]


def test_a_file_that_is_too_large_is_refused(family: Door) -> None:
    body = bytes(verifying.MOST_BYTES + 1)
    assert family.fetch("POST", "/api/verify", body).status == 413
    assert family.fetch("POST", "/api/verify", body[:100_000]).status == 200


def test_a_mint_in_which_the_server_stops_can_be_resumed(tmp_path: Path) -> None:
    """The server is killed in a mint of a drawn seed; the next one continues it."""
    count = 900
    with suppress(AssertionError), started(tmp_path / "home") as door:  # it ends by no Ctrl-C
        done(send(door, "POST", "/mints", {"seed": "first"}))
        wish = threading.Thread(target=_attempted, args=(door, {"count": count}))
        wish.start()
        while not jobs(door.home) and wish.is_alive():
            pass
        door.process.kill()
        wish.join()
    (job,) = jobs(tmp_path / "home")
    with started(tmp_path / "home") as door:
        assert json.loads(send(door, "GET", "/unfinished").body) == [
            {"name": job.name, "count": count, "to": None}
        ]
        resumed = send(door, "POST", f"/unfinished/{job.name}")
        task = json.loads(resumed.body)
        while task["state"] in ("queued", "running"):
            task = json.loads(send(door, "GET", f"/jobs/{task['name']}").body)
        assert len(task["avatars"]) == count
        assert door.get("/avatars", limit=0)["count"] == count + 1
        assert jobs(door.home) == ()
        gone = send(door, "POST", f"/unfinished/{job.name}")
        assert json.loads(gone.body)["type"] == "/api/refusals/UnknownJob"


def _attempted(door: Door, wish: Any) -> None:
    with suppress(OSError, HTTPException):  # the server is killed meanwhile
        send(door, "POST", "/mints", wish)


def test_one_job_is_done_after_another_and_only_so_many_wait(collection: Collection) -> None:
    writer, going, order = Writer(lambda: collection), threading.Event(), list[str]()

    def task(name: str) -> Any:
        def doing(_: Collection, __: Any) -> list[avatarchain.Avatar]:
            going.wait(60)
            order.append(name)
            return []

        return doing

    submitted = [writer.submit("mint", 1, task("0"))]
    while submitted[0].state == "queued":
        pass
    submitted += [writer.submit("mint", 1, task(str(k))) for k in range(1, MOST_WAITING + 1)]
    with pytest.raises(Unfit, match="too many jobs"):
        writer.submit("mint", 1, task("late"))
    going.set()
    for job in submitted:
        job.ended.result(60)
    assert order == [str(k) for k in range(MOST_WAITING + 1)]
    writer.close()
    with pytest.raises(Unfit):
        writer.submit("mint", 1, task("after the end"))


def test_a_job_that_is_refused_does_not_end_the_writer(collection: Collection) -> None:
    def refused(_: Collection, __: Any) -> Any:
        raise MalformedSeed(reason="empty")

    def faulty(_: Collection, __: Any) -> Any:
        raise ZeroDivisionError

    writer = Writer(lambda: collection)
    submitted = [writer.submit("mint", 1, task) for task in (refused, faulty)]
    submitted.append(writer.submit("mint", 1, lambda it, _: [it.mint("ada")]))
    for job in submitted:
        job.ended.result(60)
    assert [job.state for job in submitted] == ["refused", "refused", "done"]
    assert [(job.problem or {}).get("status") for job in submitted] == [400, 500, None]
    writer.close()


def test_a_server_that_ends_ends_a_mint_between_two_transactions(collection: Collection) -> None:
    writer, begun = Writer(lambda: collection), threading.Event()

    def task(opened: Collection, watch: Any) -> Any:
        begun.set()
        return opened.mint_many(600, watch=watch)

    job = writer.submit("mint", 600, task)
    begun.wait(60)
    writer.close()
    assert not job.ended.done()
    home = Path(collection._session.home)
    (kept,) = jobs(home)
    with avatarchain.open_collection(home=home, chain="evm+sqlite://") as again:
        assert len(again.resume(kept.name, watch=unwatched)) == 600
        assert again.unfinished() == ()


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """A collection in a home of its own, in which the registry is deployed."""
    opened = avatarchain.open_collection(home=tmp_path / "home", chain="evm+sqlite://")
    opened.mint("first")
    return opened


def test_an_account_that_is_not_there_is_told_at_the_start(
    tmp_path: Path,
) -> None:
    refused = pytest.raises(AssertionError, match="nobody")
    with refused, started(tmp_path / "home", "--account", "nobody"):
        pass


def test_a_named_account_signs(tmp_path: Path) -> None:
    with started(tmp_path / "home", "--account", "dev1") as door:
        (ada,) = done(send(door, "POST", "/mints", {"seed": "ada"}))
        assert door.get(f"/avatars/{ada}")["owner"] == DEV1 != DEV0.address
