"""`account issuer` and what its keys sign: in force, rotated, revoked; and `verify --offline`."""

import json
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from shell import Shell
from test_serve import serving

from avatarchain.chain import connect
from avatarchain.keys import seal
from avatarchain.papers.certificate import embed_in_svg, open_file, parse, sign
from avatarchain.papers.issuer_keys import history, key_in_force
from avatarchain.papers.trust import registries
from avatarchain.species.pack import load

SECRET = "four words of mine"


@pytest.fixture(autouse=True)
def _little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys made here are stretched little, so that the tests are quick."""
    monkeypatch.setattr(seal, "OPERATIONS", 1)
    monkeypatch.setattr(seal, "MEMORY", 2**13)


@pytest.fixture
def issuing(stocked: Shell) -> Shell:
    """The stocked home with an issuer key in force."""
    shell = stocked.knowing(AVATARCHAIN_ISSUER_PASSPHRASE=SECRET)
    assert shell.run("account", "issuer", "new").code == 0
    assert shell.run("account", "issuer", "publish").code == 0
    return shell


def in_force(shell: Shell) -> str:
    (key,) = [one["key"] for one in keys(shell) if one["state"] == "in force"]
    return str(key)


def keys(shell: Shell) -> list[dict[str, object]]:
    return shell.run("account", "issuer", "show", "--json").records


def papers_of(path: Path):  # type: ignore[no-untyped-def]
    return parse(open_file(path).papers or b"")


def painted(shell: Shell, name: str, form: str = "svg") -> Path:
    """A fresh picture of alice, written by `show`."""
    first = shell.avatars()[0]["id"]
    shown = shell.json("show", first, "--out", name, "--format", form, "--size", 64)
    return shell.folder / str(shown["image"])


def answers(shell: Shell, *arguments: object) -> dict[str, tuple[bool | None, str]]:
    (report,) = shell.run("verify", *arguments, "--json").records
    return {check["name"]: (check["ok"], check["detail"]) for check in report["checks"]}


def failed(shell: Shell, *arguments: object) -> set[str]:
    return {name for name, (ok, _) in answers(shell, *arguments).items() if ok is False}


def test_a_new_key_lies_sealed_and_signs_nothing_until_it_is_published(stocked: Shell) -> None:
    shell = stocked.knowing(AVATARCHAIN_ISSUER_PASSPHRASE=SECRET)
    made = shell.json("account", "issuer", "new")
    path = shell.home / "issuer" / f"{made['key']}.json"
    assert path.stat().st_mode & 0o777 == 0o600
    everybodys = {"key": seal.DEVELOPMENT_KEY, "state": "in force", "here": False}
    own = {"key": made["key"], "state": "not published", "here": True}
    assert keys(shell) == [everybodys, own]
    assert papers_of(painted(shell, "before")).issuer == seal.DEVELOPMENT_KEY
    assert shell.run("account", "issuer", "publish").code == 0
    assert papers_of(painted(shell, "after")).issuer == made["key"]


@pytest.mark.parametrize("form", ["png", "svg", "json"])
def test_what_the_key_in_force_signed_passes_every_check(issuing: Shell, form: str) -> None:
    path = painted(issuing, "signed", form)
    assert papers_of(path).issuer == in_force(issuing)
    assert all(ok is True for ok, _ in answers(issuing, path).values())


def test_mint_and_breed_sign_too(issuing: Shell) -> None:
    minted = issuing.json("mint", "--seed", "dora", "--size", 64, "--out", ".")
    pair = [minted["id"], issuing.avatars()[0]["id"]]
    bred = issuing.json("breed", *pair, "--size", 64, "--out", ".")
    for record in (minted, bred):
        path = issuing.folder / record["image"]
        assert papers_of(path).issuer == in_force(issuing)
        assert issuing.run("verify", path).code == 0


def test_unsigned_papers_pass_no_more_once_a_key_is_published(issuing: Shell, bob: Path) -> None:
    bare = replace(papers_of(bob), issuer=None, signature=None)
    bob.write_text(embed_in_svg(open_file(bob).svg or "", bare))
    assert failed(issuing, bob) == {"key"}
    assert "write them again" in answers(issuing, bob)["key"][1]


def test_the_development_key_ends_as_others_do(issuing: Shell, alice: Path) -> None:
    assert papers_of(alice).issuer == seal.DEVELOPMENT_KEY
    assert issuing.run("verify", alice).code == 0
    assert "was in force" in answers(issuing, alice)["key"][1]
    assert issuing.run("account", "issuer", "revoke", seal.DEVELOPMENT_KEY).code == 0
    assert failed(issuing, alice) == {"key"}


def test_papers_of_a_rotated_key_stay_good_and_its_new_papers_do_too(issuing: Shell) -> None:
    old, first = painted(issuing, "old"), in_force(issuing)
    assert issuing.run("account", "issuer", "rotate").code == 0
    assert in_force(issuing) != first
    assert issuing.run("verify", old, painted(issuing, "new")).code == 0
    assert [one["state"] for one in keys(issuing)] == [
        "was in force",
        "was in force",
        "in force",
    ]


def test_a_key_whose_term_ended_before_the_birth_vouches_for_nothing(issuing: Shell) -> None:
    old = seal.unseal(seal.find_sealed(issuing.home, in_force(issuing)), SECRET)
    assert issuing.run("account", "issuer", "rotate").code == 0
    path = issuing.folder / issuing.json("mint", "--seed", "eve", "--format", "svg")["image"]
    assert issuing.run("verify", path).code == 0
    forged = sign(papers_of(path), old)
    path.write_text(embed_in_svg(open_file(path).svg or "", forged))
    assert failed(issuing, path) == {"key"}


def test_what_a_revoked_key_signed_passes_no_more_and_no_key_is_in_force(issuing: Shell) -> None:
    path, key = painted(issuing, "signed"), in_force(issuing)
    assert issuing.run("account", "issuer", "revoke", key).code == 0
    assert failed(issuing, path) == {"key"}
    assert "revoked" in answers(issuing, path)["key"][1]
    assert "revoked" in str(keys(issuing)[1]["state"])
    assert papers_of(painted(issuing, "later")).signature is None
    assert "never be used again" in issuing.run("account", "issuer", "revoke", key).refusal
    assert "never be used again" in issuing.run("account", "issuer", "publish", key).refusal


def test_a_key_that_was_never_published_vouches_for_nothing(issuing: Shell) -> None:
    path = painted(issuing, "signed")
    stranger = sign(papers_of(path), SigningKey(bytes(range(32))))
    path.write_text(embed_in_svg(open_file(path).svg or "", stranger))
    assert failed(issuing, path) == {"key"}


def test_papers_changed_after_they_were_signed_fail_at_the_signature(issuing: Shell) -> None:
    path = painted(issuing, "signed")
    for changes in ({"birth_block": None}, {"issuer": "0x" + 64 * "0"}, {"signature": None}):
        text = embed_in_svg(open_file(path).svg or "", replace(papers_of(path), **changes))
        other = issuing.folder / "changed.svg"
        other.write_text(text)
        assert "signature" in failed(issuing, other)


def test_offline_a_key_that_the_user_names_is_enough_and_no_chain_is_asked(
    issuing: Shell, nobody: str, alice: Path
) -> None:
    path, key = painted(issuing, "signed"), in_force(issuing)
    apart = issuing.on(nobody)
    assert apart.run("verify", path, "--offline", "--issuer", key).code == 0
    told = answers(apart, path, "--offline", "--issuer", key.removeprefix("0x").upper())
    assert [ok for ok, _ in told.values()] == [True] * 4 + [None] * 6
    assert failed(apart, path, "--offline", "--issuer", "0x" + 64 * "1") == {"signature"}
    assert failed(apart, alice, "--offline", "--issuer", key) == {"signature"}
    assert "no issuer key" in apart.run("verify", path, "--offline", "--issuer", "0x12").refusal
    assert "--issuer" in apart.run("verify", path, "--offline").misuse


def test_a_wrong_passphrase_paints_nothing_and_is_not_repeated(issuing: Shell) -> None:
    wrong = issuing.knowing(AVATARCHAIN_ISSUER_PASSPHRASE="wrong and secret")
    first = wrong.avatars()[0]["id"]
    refusal = wrong.run("show", first, "--out", "nothing").refusal
    assert "does not open the issuer key" in refusal
    assert "wrong and secret" not in refusal
    assert not (issuing.folder / "nothing").exists()


def test_a_passphrase_that_nobody_gives_is_asked_for_with_its_own_option(issuing: Shell) -> None:
    silent = Shell(home=issuing.home, folder=issuing.folder)
    first = silent.avatars()[0]["id"]
    refusal = silent.apart("show", first, "--out", "nothing").refusal
    assert "--issuer-password-file" in refusal
    assert "$AVATARCHAIN_ISSUER_PASSPHRASE" in refusal
    (issuing.folder / "word").write_text(SECRET)
    done = silent.run("show", first, "--out", "now", "--issuer-password-file", "word")
    assert done.code == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: value[:40],
        lambda value: value.replace(b'"format": 1', b'"format": 0'),
        lambda value: value.replace(b'"memory": 8192', b'"memory": 1'),
        lambda value: value.replace(b'"memory": 8192', b'"memory": 99999999999'),
        lambda value: value.replace(b'"memory": 8192', b'"memory": 268435457'),
        lambda value: value.replace(b'"operations": 1', b'"operations": 9'),
        lambda value: b"[" * 5000,
        lambda value: json.dumps(json.loads(value) | {"box": "00"}).encode(),
    ],
)
def test_a_damaged_key_file_is_refused(issuing: Shell, spoil) -> None:  # type: ignore[no-untyped-def]
    one = seal.find_sealed(issuing.home, in_force(issuing))
    one.path.write_bytes(spoil(one.path.read_bytes()))
    first = issuing.avatars()[0]["id"]
    assert "is damaged" in issuing.run("show", first, "--out", "nothing").refusal


def test_only_the_issuer_publishes(issuing: Shell) -> None:
    assert issuing.run("account", "issuer", "new").code == 0
    refusal = issuing.run("account", "issuer", "publish", "--account", "dev1").refusal
    assert "issuer" in refusal


def test_revoking_the_key_in_force_ends_its_term_though_one_log_alone_says_so(
    issuing: Shell,
) -> None:
    key = in_force(issuing)
    assert issuing.run("account", "issuer", "revoke", key).code == 0
    with connect("evm+sqlite://", folder=issuing.home) as chain:
        (registry,) = registries(issuing.home, chain, load("tuftling"))
        past = history(registry)
        assert (past.in_force, key_in_force(registry)) == (None, None)
        assert past.terms[-1].last == past.revoked[key]


def served_papers(printed: dict[str, str], avatar: str) -> dict[str, str]:
    """The papers that a server gives, or the problem."""
    address, _, token = printed["page"].partition("?token=")
    path = f"{address}api/avatars/{avatar}/papers.json"
    request = urllib.request.Request(path, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request) as answer:
            return dict(json.loads(answer.read()))
    except urllib.error.HTTPError as error:
        return dict(json.loads(error.read()))


def test_a_server_signs_papers_if_it_is_told_the_passphrase(issuing: Shell, tmp_path: Path) -> None:
    shell = Shell(issuing.home, issuing.folder)
    avatar = shell.avatars()[0]["id"]
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text(SECRET)
    wrong.write_text("other words")
    with serving(shell, "--port", "0", "--issuer-password-file", str(right)) as (printed, _):
        assert served_papers(printed, avatar)["issuer"] == in_force(shell)
    refusal = shell.run("serve", "--port", "0", "--issuer-password-file", wrong).refusal
    assert "the passphrase does not open" in refusal
    with serving(shell, "--port", "0") as (printed, process):
        assert served_papers(printed, avatar)["type"] == "/api/refusals/NoTerminal"
        process.terminate()
        assert process.communicate()[1].splitlines()[0] == (
            "the issuer's key stays sealed, so no papers are written: --issuer-password-file"
        )
