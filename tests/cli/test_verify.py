"""`verify`: a true file passes; each forgery fails at the check that is there for it."""

import io
import json
import shutil
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin
from shell import BEGUN, DEV1, Outcome, Shell, repaint

from avatarchain import portrait
from avatarchain.base import cache
from avatarchain.base.canonical import to_hex, word
from avatarchain.births.founders import collection
from avatarchain.chain import connect
from avatarchain.genetics.identity import identity
from avatarchain.keys import seal
from avatarchain.keys.accounts import development
from avatarchain.papers import offline
from avatarchain.papers.certificate import (
    Papers,
    digest,
    embed_in_png,
    embed_in_svg,
    open_file,
    parse,
    pixel_digest,
    sign,
)
from avatarchain.papers.report import Check, Report
from avatarchain.portrait.paint import SHELF
from avatarchain.registry.events import BORN, TRANSFER
from avatarchain.species.pack import load
from support.assembled import created, refusing
from support.constructors import returning

SPECIES = load("tuftling")
PUSH = b"\x7f"  # PUSH32
EVERY = [
    "papers",
    "identity",
    "picture",
    "signature",
    "registry",
    "code",
    "creation",
    "key",
    "token",
    "origin",
]


def failing(outcome: Outcome) -> dict[str, str]:
    """The checks that failed and why, of a file that did not pass, told as JSON."""
    assert outcome.code == 1
    assert outcome.err == ""
    (report,) = outcome.records
    assert report["ok"] is False
    return {check["name"]: check["detail"] for check in report["checks"] if check["ok"] is False}


def papers_of(path: Path) -> Papers:
    data = open_file(path).papers
    assert data is not None
    return parse(data)


def write_png(path: Path, pixels: np.ndarray, papers: Papers) -> Path:
    """A PNG of these pixels with these papers, as they are."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    path.write_bytes(embed_in_png(buffer.getvalue(), papers))
    return path


def pixels_of(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.array(image.convert("RGB"))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_pictures_of_both_kinds_pass_every_check_told_as_json(
    stocked: Shell, alice: Path, bob: Path
) -> None:
    before = stocked.state()
    verified = stocked.apart("verify", alice, bob, "--json")
    assert verified.code == 0
    assert [(one["file"], one["ok"]) for one in verified.records] == [
        (str(alice), True),
        (str(bob), True),
    ]
    for report in verified.records:
        assert set(report) == {"file", "ok", "identity", "as_of", "checks"}
        assert report["as_of"].keys() == {"block", "time"}
        assert all(set(check) == {"name", "ok", "detail"} for check in report["checks"])
        told = {check["name"]: check["ok"] for check in report["checks"]}
        assert told == dict.fromkeys(EVERY, True)
        assert list(told) == EVERY
    assert stocked.state() == before


def test_the_development_key_vouches_on_development_chains_alone(
    stocked: Shell, alice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offline, "DEVELOPMENT_CHAINS", frozenset())
    found = failing(stocked.run("verify", alice, "--json"))
    assert found == {
        "key": "the issuer's key is the one of development chains, which everybody has"
    }


def test_for_people_there_is_one_line_a_check(stocked: Shell, alice: Path) -> None:
    lines = stocked.run("verify", alice).out.splitlines()
    assert lines[0] == f"{alice}: verified"
    assert [line.split()[:2] for line in lines[1:]] == [["ok", name] for name in EVERY]
    assert "the development key, which everybody has, is in force" in "\n".join(lines)


def test_a_picture_still_passes_after_the_avatar_was_given_away(
    stocked: Shell, alice: Path
) -> None:
    assert stocked.run("transfer", papers_of(alice).identity, DEV1).code == 0
    assert stocked.run("verify", alice).code == 0
    assert DEV1 in stocked.run("verify", alice).out


def test_one_bad_file_among_good_ones_fails_the_command_and_all_are_told(
    stocked: Shell, alice: Path, bob: Path
) -> None:
    spoilt = stocked.folder / "spoilt.png"
    spoilt.write_bytes(alice.read_bytes()[:-5])
    outcome = stocked.run("verify", alice, spoilt, bob, "--json")
    assert outcome.code == 1
    assert [one["ok"] for one in outcome.records] == [True, False, True]
    lines = stocked.run("verify", alice, spoilt, bob).out.splitlines()
    assert lines[0] == f"{alice}: verified"
    assert lines[-2] == f"{bob}: verified"
    assert lines[-1].startswith("3 files: 2 verified, 1 NOT verified; as of block ")
    whole = stocked.run("verify", alice, bob, "-v").out.splitlines()
    assert len(whole) > 2 * len(EVERY)


def test_a_file_that_is_not_there_is_no_forgery(stocked: Shell, alice: Path, bob: Path) -> None:
    outcome = stocked.run("verify", alice, "nothing.png", bob, "--json")
    assert outcome.code == 2
    assert [one["ok"] for one in outcome.records] == [True, True]
    assert "no such file: nothing.png\n" in outcome.err
    assert stocked.run("verify", "nothing.png").code == 2
    avatar = stocked.avatars()[0]["id"]
    stocked.json("name", avatar, "Ada Lovelace")
    for text, quoted in (("Ada Lovelace", "'Ada Lovelace'"), (avatar[:10], avatar[:10])):
        hint = f"no such file: {text} (an avatar is shown by: avatarchain show {quoted})\n"
        assert stocked.run("verify", text).err == hint


def test_a_picture_comes_from_standard_input(
    stocked: Shell, alice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def verified(data: bytes, *arguments: object) -> Outcome:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        return stocked.run("verify", "-", *arguments)

    outcome = verified(alice.read_bytes())
    assert outcome.code == 0
    assert outcome.out.startswith("-: verified: 0x")
    assert [record["file"] for record in verified(b"", alice, "-", "--json").records] == [
        "-",
        str(alice),
    ]
    for data, words in ((b"", "neither PNG nor"), (alice.read_bytes()[:200], "the PNG is cut off")):
        outcome = verified(data)
        assert outcome.code == 1
        assert f"cannot read a portrait from -: {words}" in outcome.out
        assert "/" not in outcome.out.partition("(")[0]
    monkeypatch.setattr("avatarchain.papers.certificate.MAX_FILE", 1000)
    assert "larger than" in verified(alice.read_bytes()).out


def test_a_folder_stands_for_the_pictures_in_it_and_below(
    stocked: Shell, alice: Path, bob: Path
) -> None:
    (stocked.folder / "below").mkdir()
    bob = bob.rename(stocked.folder / "below" / bob.name)
    (stocked.folder / "notes.txt").write_text("no picture")
    outcome = stocked.run("verify", stocked.folder, "--json")
    assert outcome.code == 0
    assert {one["file"] for one in outcome.records} == {str(alice), str(bob)}


def test_in_a_folder_hidden_files_and_foreign_json_are_skipped_and_counted(
    stocked: Shell, alice: Path, bob: Path
) -> None:
    hidden, below = stocked.folder / ".venv" / "lib", stocked.folder / "below"
    hidden.mkdir(parents=True)
    below.mkdir()
    for place in (hidden / "logo.png", stocked.folder / ".logo.svg"):
        place.write_bytes(b"no picture")
    for place in (below / "package.json", below / "empty.JSON", hidden / "more.json"):
        place.write_text('{"name": "theirs"}')
    outcome = stocked.run("verify", stocked.folder, "--json")
    assert outcome.code == 0
    assert {one["file"] for one in outcome.records} == {str(alice), str(bob)}
    assert outcome.err == "skipped files (hidden, or .json without papers): 5\n"
    (hidden / "more.json").unlink()
    # Whoever names a file or a hidden folder means it.
    for named in (below / "package.json", stocked.folder / ".logo.svg", hidden):
        assert "papers" in failing(stocked.run("verify", named, "--json"))


def test_in_a_folder_no_picture_and_no_papers_are_skipped(
    stocked: Shell, alice: Path, bob: Path
) -> None:
    papers = open_file(alice).papers
    assert papers is not None
    spoilt = {
        "theirs.png": b"no picture",
        "theirs.svg": b"no picture",
        "cut.json": papers[:40],
        "longer.json": b" " + papers,
        "changed.json": papers.replace(b'"generation":0', b'"generation":9'),
        "of-pixels.json": papers,
    }
    for name, data in spoilt.items():
        (stocked.folder / name).write_bytes(data)
    of_a_drawing = open_file(bob).papers
    assert of_a_drawing is not None
    (stocked.folder / "papers.json").write_bytes(of_a_drawing)
    outcome = stocked.run("verify", stocked.folder, "--json")
    assert (outcome.code, outcome.err) == (1, "")
    told = {Path(one["file"]).name: one["ok"] for one in outcome.records}
    assert told == {
        alice.name: True,
        bob.name: True,
        "papers.json": True,
        **dict.fromkeys(spoilt, False),
    }


def test_for_people_checks_not_asked_for_one_reason_are_one_line(
    stocked: Shell, alice: Path
) -> None:
    (stocked.folder / "plain.svg").write_text(portrait.svg(SPECIES, 1))
    lines = stocked.run("verify", "plain.svg").out.splitlines()
    marks = [line.split()[:2] for line in lines[1:] if line.startswith(("  FAIL", "  \u2013"))]
    assert marks == [["FAIL", "papers"], ["FAIL", "picture"], ["\u2013", "8"]]
    names = [name for name in EVERY[1:] if name != "picture"]
    assert lines[3].endswith(f"  not asked: there are no papers ({', '.join(names)})")
    key = papers_of(alice).issuer
    assert key is not None
    offline = stocked.run("verify", alice, "--offline", "--issuer", key).out.splitlines()
    assert [line.split()[1] for line in offline[1:]] == [*EVERY[:4], "5", "origin"]


# --- files that cannot be read ---------------------------------------------------------


def truncated(alice: Path) -> bytes:
    return alice.read_bytes()[:-5]


def without_end(alice: Path) -> bytes:
    return alice.read_bytes()[:-12]


def cut_in_the_middle(alice: Path) -> bytes:
    return alice.read_bytes()[: alice.stat().st_size // 2]


def header_alone(alice: Path) -> bytes:
    return alice.read_bytes()[:8]


def with_a_tail(alice: Path) -> bytes:
    return alice.read_bytes() + b"more"


def with_a_broken_checksum(alice: Path) -> bytes:
    data = bytearray(alice.read_bytes())
    data[-20] ^= 1
    return bytes(data)


def with_a_header_of_a_billion_pixels(alice: Path) -> bytes:
    data = alice.read_bytes()
    header = struct.pack(">II", 100_000, 100_000) + data[24:29]
    return data[:8] + chunk(b"IHDR", header) + data[33:]


def with_a_header_of_no_pixels(alice: Path) -> bytes:
    data = alice.read_bytes()
    return data[:8] + chunk(b"IHDR", bytes(8) + data[24:29]) + data[33:]


def with_a_header_larger_than_its_pixels(alice: Path) -> bytes:
    data = alice.read_bytes()
    header = struct.pack(">II", 4096, 4096) + data[24:29]
    return data[:8] + chunk(b"IHDR", header) + data[33:]


def with_a_text_that_swells(alice: Path) -> bytes:
    data = alice.read_bytes()
    return data[:33] + chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(2**28))) + data[33:]


def with_frames_of_an_animation(alice: Path) -> bytes:
    data = alice.read_bytes()
    return data[:33] + chunk(b"acTL", struct.pack(">II", 1, 0)) + data[33:]


def with_a_colour_profile(alice: Path) -> bytes:
    data = alice.read_bytes()
    return data[:33] + chunk(b"gAMA", struct.pack(">I", 10_000)) + data[33:]


def of_another_kind(_: Path) -> bytes:
    return b"GIF89a"


def empty(_: Path) -> bytes:
    return b""


def an_svg_cut_off(_: Path) -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg">'


def an_svg_with_a_line_behind(_: Path) -> bytes:
    return portrait.svg(SPECIES, 1).encode() + b"\n"


def an_svg_not_in_utf_8(_: Path) -> bytes:
    return b"<svg \xff></svg>"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (truncated, "cut off"),
        (without_end, "cut off"),
        (cut_in_the_middle, "cut off"),
        (header_alone, "cut off"),
        (with_a_tail, "bytes follow"),
        (with_a_broken_checksum, "fails its checksum"),
        (with_a_header_of_a_billion_pixels, "100000 × 100000 pixels; at most 4096"),
        (with_a_header_of_no_pixels, "0 × 0 pixels"),
        (with_a_header_larger_than_its_pixels, "do not end with the last row"),
        (with_a_text_that_swells, "a chunk zTXt may change"),
        (with_frames_of_an_animation, "acTL"),
        (with_a_colour_profile, "gAMA"),
        (of_another_kind, "GIF files carry no papers"),
        (empty, "neither PNG nor an SVG"),
        (an_svg_cut_off, "a changed one: it does not end in </svg>"),
        (an_svg_with_a_line_behind, "no portrait of ours, or a changed one: a blank or a new line"),
        (an_svg_not_in_utf_8, "not UTF-8"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_file_that_is_no_whole_picture_fails_with_a_sentence(
    stocked: Shell, alice: Path, spoil: Callable[[Path], bytes], words: str
) -> None:
    spoilt = stocked.folder / "spoilt"
    spoilt.write_bytes(spoil(alice))
    before = stocked.state()
    outcome = stocked.run("verify", spoilt, "--json")
    assert words in failing(outcome)["papers"]
    assert [check["ok"] for check in outcome.records[0]["checks"][1:5]] == [None] * 4
    assert stocked.state() == before


def test_an_empty_folder_fails(stocked: Shell) -> None:
    (stocked.folder / "empty").mkdir()
    reason = failing(stocked.run("verify", "empty", "--json"))["papers"]
    assert "no picture is in it" in reason


def test_a_file_too_large_to_be_a_picture_is_not_even_read(stocked: Shell) -> None:
    large = stocked.folder / "large.png"
    with large.open("wb") as file:
        file.truncate(2**36)
    assert "larger than 32 MiB" in failing(stocked.run("verify", large, "--json"))["papers"]


def test_pictures_of_other_programs_carry_no_papers(stocked: Shell, bob: Path) -> None:
    plain = stocked.folder / "plain.png"
    Image.new("RGB", (64, 64)).save(plain)
    drawing = stocked.folder / "plain.svg"
    drawing.write_text(open_file(bob).svg or "")
    for path, shows in ((plain, False), (drawing, True)):
        failed = failing(stocked.run("verify", path, "--json"))
        assert failed["papers"] == "the file carries none"
        assert ("picture" not in failed) == shows


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "{", '{"version":3}', '{"version":99}', '{"a":1,"a":2}', 9000 * "["],
)
def test_papers_that_are_not_in_order_fail(stocked: Shell, bob: Path, text: str) -> None:
    drawing = (open_file(bob).svg or "").removesuffix("</svg>")
    bob.write_text(f'{drawing}<metadata id="avatarchain">{text}</metadata></svg>')
    found = failing(stocked.run("verify", bob, "--json"))
    assert found["papers"].startswith("the papers are not well-formed")


def test_papers_of_0_1_are_refused_with_what_to_do(stocked: Shell, bob: Path) -> None:
    drawing = (open_file(bob).svg or "").removesuffix("</svg>")
    bob.write_text(f'{drawing}<metadata id="avatarchain">{{"version":1}}</metadata></svg>')
    failed = failing(stocked.run("verify", bob, "--json"))
    assert failed["papers"] == (
        "made by avatarchain 0.1: make the picture again with `avatarchain show ID --out DIR`"
    )


def test_papers_that_stand_twice_fail(stocked: Shell, alice: Path) -> None:
    alice.write_bytes(embed_in_png(alice.read_bytes(), papers_of(alice)))
    found = failing(stocked.run("verify", alice, "--json"))
    assert "one uncompressed iTXt chunk" in found["papers"]


# --- forgeries -------------------------------------------------------------------------


def test_a_pixel_edited_under_kept_papers_fails_at_the_picture_alone(
    stocked: Shell, alice: Path
) -> None:
    pixels, papers = pixels_of(alice), papers_of(alice)
    again = write_png(stocked.folder / "again.png", pixels, papers)
    assert stocked.run("verify", again).code == 0
    pixels[64, 64, 0] ^= 1
    edited = write_png(stocked.folder / "edited.png", pixels, papers)
    found = failing(stocked.run("verify", edited, "--json"))
    assert found == {"picture": "pixels were changed since the papers were written"}


def test_a_program_that_keeps_the_papers_and_edits_a_pixel_is_caught(
    stocked: Shell, alice: Path
) -> None:
    """The way it would happen: opened and saved with another program that copies the text."""
    with Image.open(alice) as image:
        papers = image.text["avatarchain"]
        image.putpixel((3, 3), (1, 2, 3))
        info = PngImagePlugin.PngInfo()
        info.add_itxt("avatarchain", papers)
        image.save(alice, pnginfo=info)
    assert set(failing(stocked.run("verify", alice, "--json"))) == {"picture"}


def test_another_picture_with_its_digest_in_the_papers_fails_at_the_picture(
    stocked: Shell, alice: Path
) -> None:
    pixels = pixels_of(alice)
    pixels[30:70, 30:70] = 255
    papers = papers_of(alice)
    fitted = replace(papers, pixels=pixel_digest("RGB", 128, 128, pixels.tobytes()))
    write_png(alice, pixels, sign(fitted, seal.development()))
    found = failing(stocked.run("verify", alice, "--json"))
    assert found == {"picture": "the picture is not what the genome expresses"}


def test_a_drawing_edited_by_one_character_fails_at_the_picture(stocked: Shell, bob: Path) -> None:
    text = bob.read_text()
    at = text.index("#") + 1
    bob.write_text(text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])
    found = failing(stocked.run("verify", bob, "--json"))
    assert found == {"picture": "the drawing is not what the genome expresses"}


def test_a_drawing_whose_digest_was_fitted_fails_at_the_picture(stocked: Shell, bob: Path) -> None:
    drawing = (open_file(bob).svg or "").replace("</svg>", '<circle r="9"/></svg>')
    fitted = replace(papers_of(bob), svg=digest(drawing.encode()))
    bob.write_text(embed_in_svg(drawing, sign(fitted, seal.development())))
    found = failing(stocked.run("verify", bob, "--json"))
    assert found == {"picture": "the papers' SVG is not what the genome expresses"}


def test_the_papers_of_another_avatar_do_not_fit(stocked: Shell, alice: Path, bob: Path) -> None:
    shown = stocked.json(
        "show", papers_of(bob).identity, "--out", "other", "--size", 128, "--format", "png"
    )
    hers, theirs = papers_of(alice), papers_of(stocked.folder / shown["image"])
    write_png(alice, pixels_of(alice), theirs)
    assert set(failing(stocked.run("verify", alice, "--json"))) == {"picture"}
    drawing = open_file(bob).svg or ""
    bob.write_text(embed_in_svg(drawing, hers))
    assert set(failing(stocked.run("verify", bob, "--json"))) == {"picture"}


@pytest.mark.parametrize(
    ("changes", "check", "words"),
    [
        ({"identity": "0x" + 64 * "1"}, "identity", "species and genome give"),
        ({"species": "0x" + 64 * "1"}, "identity", "give its pack with --species"),
        ({"generation": 1}, "token", "the registry says generation 0"),
        ({"mother": "0x" + 64 * "1"}, "token", "the registry says mother None"),
        ({"father": "0x" + 64 * "1"}, "token", "the registry says father None"),
        ({"birth_block": 77}, "token", f"the registry says birth_block {BEGUN + 2}"),
        ({"genesis": "0x" + 64 * "1"}, "registry", "is not the registry you trust"),
        ({"caip19": f"eip155:31337/erc721:{DEV1}/{{id}}"}, "registry", "is not the registry"),
        ({"caip19": "eip155:1/erc721:{contract}/{id}"}, "registry", "is not the registry"),
        ({"caip19": "eip155:31337/erc721:{contract}/1"}, "registry", "token of another avatar"),
        ({"caip19": None}, "registry", "name no token"),
    ],
)
def test_papers_changed_in_one_word_fail_where_it_is_checked(
    stocked: Shell, bob: Path, changes: dict[str, Any], check: str, words: str
) -> None:
    papers = papers_of(bob)
    contract = stocked.json("devnet", "status")["contract"]
    filled = {
        key: value.format(contract=contract, id=int(papers.identity, 16))
        if key == "caip19" and value
        else value
        for key, value in changes.items()
    }
    changed = replace(papers, **filled)
    for signed, also in ((changed, {"signature"}), (sign(changed, seal.development()), set())):
        bob.write_text(embed_in_svg(open_file(bob).svg or "", signed))
        found = failing(stocked.run("verify", bob, "--json"))
        assert words in found[check]
        assert also <= set(found) - {check}


def test_an_avatar_that_was_never_registered_fails_at_the_token(stocked: Shell, bob: Path) -> None:
    genome, papers = 12345, papers_of(bob)
    token = identity(SPECIES.id, genome)
    contract = stocked.json("devnet", "status")["contract"]
    text = portrait.svg(SPECIES, genome)
    invented = replace(
        papers,
        genome=to_hex(genome),
        identity=f"0x{token:064x}",
        svg=digest(text.encode()),
        caip19=f"eip155:31337/erc721:{contract}/{token}",
        seed=None,
    )
    bob.write_text(embed_in_svg(text, invented))
    found = failing(stocked.run("verify", bob, "--json"))
    assert found["token"].startswith("the registry has no such avatar, as of block ")
    assert not {"papers", "identity", "picture", "registry"} & set(found)


# --- the chain -------------------------------------------------------------------------


def test_a_true_picture_of_a_registry_unknown_here_does_not_pass_and_nothing_is_made(
    shell: Shell, alice: Path, tmp_path: Path
) -> None:
    stranger = Shell(home=tmp_path / "elsewhere", folder=tmp_path / "folder")
    found = failing(stranger.run("verify", alice, "--json"))
    assert set(found) == {"registry"}
    assert "unknown to you (the home that made it, or trusts it, knows it)" in found["registry"]
    assert not stranger.home.exists()


def test_a_picture_from_a_twin_devnet_does_not_pass(
    stocked: Shell, alice: Path, tmp_path: Path
) -> None:
    """Two devnets have one chain id and one first contract address; not one genesis."""
    twin = Shell(home=tmp_path / "twin", folder=tmp_path / "twins")
    assert twin.run("mint", "--seed", "alice", "--no-image").code == 0
    found = failing(twin.run("verify", alice, "--json"))
    assert "is not the registry you trust" in found["registry"]


def test_of_a_node_that_was_started_anew_no_export_is_asked(
    shell: Shell, alice: Path, node: str, tmp_path: Path
) -> None:
    anew = Shell(home=tmp_path / "anew", folder=tmp_path / "folder", rpc=node)
    told = anew.run("verify", alice)
    assert told.code == 1
    assert "An anvil that was started anew has forgotten its chain" in told.err
    assert "devnet export" not in told.err


def test_a_node_that_does_not_answer_is_a_refusal_and_no_pass(
    stocked: Shell, alice: Path, nobody: str
) -> None:
    refusal = stocked.on(nobody).run("verify", alice).refusal
    assert f"no node answers at {nobody}" in refusal


def test_without_a_file_it_is_wrong_usage(stocked: Shell) -> None:
    assert "Missing argument" in stocked.run("verify").misuse


def test_a_chain_that_draws_another_picture_is_found_out(shell: Shell, node: str) -> None:
    there = shell.on(node)
    minted = there.json("mint", "--seed", "alice", "--size", 64)
    assert there.run("verify", minted["image"]).code == 0
    repaint(there, b'fill="#', b'fill="%')
    # No transaction does this, so a registry that was asked is not asked again.
    assert there.run("verify", minted["image"]).code == 0
    drawn = failing(there.run("verify", minted["image"], "--from-chain", "--json"))
    assert set(drawn) == {"chain-picture"}
    (there.home / "genuine.json").unlink()
    failed = failing(there.run("verify", minted["image"], "--json"))
    assert "the art in its portrait" in failed["code"]
    assert "is another" in failed["code"]


def test_a_registry_is_asked_once_and_again_where_other_code_stands(
    shell: Shell, node: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = shell.on(node)
    minted = there.json("mint", "--seed", "alice", "--size", 64)
    assert there.run("verify", minted["image"]).code == 0
    with connect(node, folder=there.folder) as chain:
        code = chain.code(minted["contract"])
        with monkeypatch.context() as patch:
            patch.setattr("avatarchain.papers.vouching.portrait_in_code", pytest.fail)
            assert there.run("verify", minted["image"]).code == 0
        chain.ask("anvil_setCode", minted["contract"], "0x" + code.hex() + "00")
    (there.home / "deployments.json").unlink()
    name = f"eip155:{minted['chain_id']}:{minted['contract']}"
    failed = failing(there.run("verify", minted["image"], "--registry", name, "--json"))
    assert "that of no version of avatarchain" in failed["code"]


@pytest.mark.parametrize("content", ["", "{}", '{"format": 9, "genuine": []}', "\xff"])
def test_a_memory_that_is_damaged_is_made_again(stocked: Shell, alice: Path, content: str) -> None:
    memory = stocked.home / "genuine.json"
    memory.write_text(content, "latin-1")
    assert stocked.run("verify", alice).code == 0
    assert len(json.loads(memory.read_bytes())["genuine"]) == 1


def haunted(shell: Shell, genome: int) -> str:
    """The address of a contract with our code that logged a birth which it does not store."""
    with connect("evm+sqlite://", folder=shell.home) as chain:
        token, place = word(identity(SPECIES.id, genome)), shell.json("devnet", "status")
        before = b""
        for slot in range(12):
            value = chain.ask("eth_getStorageAt", place["contract"], hex(slot), "latest")
            before += PUSH + bytes.fromhex(value[2:]) + PUSH + word(slot) + b"\x55"
        topics = [token, word(int(DEV1, 16)), word(0), TRANSFER]
        before += b"".join(PUSH + topic for topic in topics) + b"\x5f\x5f\xa4"
        before += PUSH + word(genome) + b"\x5f\x52" + PUSH + word(0) + b"\x60\x20\x52"
        before += b"".join(PUSH + topic for topic in (word(0), word(0), token, BORN))
        before += b"\x60\x40\x5f\xa4"
        code = returning(chain.code(place["contract"]), before)
        made = chain.send(development(0), None, code, gas=16_000_000)
    assert made.contract_address is not None
    return made.contract_address


def test_a_copy_that_a_registry_knows_nothing_of_ends_no_run(stocked: Shell, alice: Path) -> None:
    genome = next(founder.genome for founder in collection(SPECIES, bytes(32), 1))
    address = haunted(stocked, genome)
    (stocked.folder / "copy.png").write_bytes(portrait.png(SPECIES, genome, 512))
    outcome = stocked.run("verify", "copy.png", alice, "--unproven", address, "--json")
    assert outcome.code == 1
    ghost, genuine = outcome.records
    (check,) = ghost["checks"]
    assert (check["name"], check["ok"]) == ("token", False)
    assert check["detail"].startswith("the registry does not answer: no avatar 0x")
    assert genuine["ok"] is True


def test_a_name_that_ends_in_a_blank_is_seen_as_what_it_is(stocked: Shell, alice: Path) -> None:
    folder = stocked.folder / "of-strangers"
    folder.mkdir()
    for name in ("good.png", "good.png "):
        (folder / name).write_bytes(alice.read_bytes())
    outcome = stocked.run("verify", folder)
    assert outcome.code == 0
    assert 'not judged, because of their names: 1 ("good.png ")' in outcome.err


def test_a_name_with_blanks_in_a_row_puts_no_verdict_on_a_line_of_its_own(shell: Shell) -> None:
    folder = shell.folder / "of-strangers"
    folder.mkdir(parents=True)
    for name in ("a.png: verified   .png", "b.png: verified\u3000\u3000.png"):
        (folder / name).write_bytes(b"no picture")
    outcome = shell.run("verify", folder)
    assert outcome.code == 1
    for name in (r"a.png: verified \u0020\u0020.png", r"b.png: verified \u3000.png"):
        assert f'"{folder}/{name}": NOT verified' in outcome.out


def test_no_name_in_a_check_or_a_refusal_fills_a_line_alone(shell: Shell) -> None:
    """Neither with blanks at which no line is broken, nor with many of them in a row."""
    folder = shell.folder / "of-strangers"
    folder.mkdir(parents=True)
    forged = "z" * 40 + "\xa0" * 20 + "a.png:\xa0verified"
    (folder / f"{forged}.png").write_bytes(b"no picture")
    outcome = shell.run("verify", folder / f"{forged}.png")
    assert "\xa0" not in outcome.out
    lines = [line.strip() for line in outcome.out.splitlines()]
    assert not any(line.startswith("a.png:") for line in lines)
    refused = shell.run("show", "0x1", "--home", folder / ("y" * 40 + " " * 30 + "a.png: verified"))
    assert "  " not in refused.err


def test_offline_the_seed_in_the_papers_of_a_founder_must_draw_it(
    stocked: Shell, alice: Path
) -> None:
    signed = papers_of(alice)
    forged = sign(replace(signed, seed="0x" + 64 * "1"), seal.development())
    paths = {}
    for name, papers in (("true", signed), ("false", forged)):
        paths[name] = write_png(stocked.folder / f"{name}.png", pixels_of(alice), papers)
    key = signed.issuer
    assert stocked.run("verify", paths["true"], "--offline", "--issuer", key).code == 0
    failed = failing(stocked.run("verify", paths["false"], "--offline", "--issuer", key, "--json"))
    assert set(failed) == {"origin"}


CONTRADICTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a child with a seed": (
        {"mother": "0x" + 64 * "1", "father": "0x" + 64 * "2", "generation": 1},
        "origin",
    ),
    "one parent": ({"mother": "0x" + 64 * "1", "generation": 1, "seed": None}, "origin"),
    "a founder of a later generation": ({"generation": 3}, "origin"),
    "a draw of no founding": ({"draw": 7}, "origin"),
    "the token of another": (
        {"caip19": f"eip155:31337/erc721:{DEV1}/{2**255}"},
        "registry",
    ),
    "a token that is none": ({"caip19": "eip155:31337"}, "papers"),
}


def test_offline_papers_that_contradict_themselves_do_not_pass(stocked: Shell, alice: Path) -> None:
    """However they are signed: the issuer writes no such papers."""
    pixels, genuine = pixels_of(alice), papers_of(alice)
    for name, (changes, check) in CONTRADICTIONS.items():
        forged = sign(replace(genuine, **changes), seal.development())
        path = write_png(stocked.folder / "forged.png", pixels, forged)
        outcome = stocked.run("verify", path, "--offline", "--issuer", genuine.issuer, "--json")
        assert set(failing(outcome)) == {check}, name


def test_an_empty_name_is_no_folder_and_a_long_one_ends_no_run(stocked: Shell, alice: Path) -> None:
    for line in (["verify", ""], ["verify", alice, ""], ["show", "alice", "--out", ""]):
        assert "the name is empty" in stocked.run(*line).misuse
    long, genuine = stocked.run("verify", "x" * 300, alice, "--json").records
    assert long["checks"][0]["ok"] is False
    assert "too long" in long["checks"][0]["detail"]
    assert genuine["ok"] is True


def test_pixels_by_another_painter_are_told_as_that_and_fail(stocked: Shell, alice: Path) -> None:
    pixels = pixels_of(alice)
    pixels[64, 64, 0] ^= 1
    digested = pixel_digest("RGB", 128, 128, pixels.tobytes())
    older = {"name": "avatarchain", "version": "1"}
    papers = replace(papers_of(alice), pixels=digested, painter=older)
    write_png(alice, pixels, sign(papers, seal.development()))
    failed = failing(stocked.run("verify", alice, "--json"))
    assert set(failed) == {"picture"}
    assert "avatarchain 1, and the painter here has version 2" in failed["picture"]
    assert failed["picture"].endswith("with `avatarchain show ID --out DIR`")


def test_a_verdict_says_that_papers_are_unsigned() -> None:
    checks = (Check("papers", True, ""), Check("signature", None, "not signed"))
    assert Report("x", checks).verdict == "verified, unsigned"
    assert Report("x", (checks[0], Check("signature", True, ""))).verdict == "verified"
    assert Report("x", (*checks, Check("token", False, ""))).verdict == "NOT verified"


NO_SUCH_AVATAR = bytes.fromhex("7e273289") + (5).to_bytes(32, "big")
"""The error `ERC721NonexistentToken(5)`."""


@pytest.mark.parametrize("error", [b"", NO_SUCH_AVATAR], ids=["silent", "no-such-avatar"])
def test_one_hostile_registry_does_not_end_the_run_for_the_others(
    stocked: Shell, alice: Path, bob: Path, error: bytes
) -> None:
    """A contract that reverts whatever it is asked is trusted, and honest files are judged."""
    with connect("evm+sqlite://", folder=stocked.home) as chain:
        reverting = created(refusing(error))
        hostile = chain.send(development(0), None, reverting).contract_address
        genesis = to_hex(chain.genesis)
    added = stocked.run("trust", "add", f"eip155:31337:{hostile}", "--genesis", genesis)
    assert added.code == 0
    assert stocked.run("verify", alice, bob).code == 0


def test_the_check_of_the_identity_names_who_made_the_species(stocked: Shell, alice: Path) -> None:
    (report,) = stocked.run("verify", alice, "--json").records
    (told,) = [check["detail"] for check in report["checks"] if check["name"] == "identity"]
    assert told == "follows from species (tuftling 2.0 by avatarchain, licence MIT) and genome"


def test_a_file_whose_name_tells_another_avatar_is_told_by_its_id(
    stocked: Shell, alice: Path, bob: Path
) -> None:
    renamed = stocked.folder / "named" / bob.with_suffix(alice.suffix).name
    renamed.parent.mkdir()
    shutil.copy(alice, renamed)
    identity = papers_of(alice).identity
    told = stocked.run("verify", alice, renamed).out.splitlines()
    assert told[0].endswith(f"{alice.name}: verified")
    assert told[1].endswith(f"{renamed.name}: verified: {identity[:14]}")
    records = stocked.run("verify", alice, renamed, "--json").records
    assert [record["identity"] for record in records] == [identity, identity]


def test_only_a_name_that_we_give_to_its_files_stands_for_the_id(
    stocked: Shell, alice: Path, bob: Path
) -> None:
    identity, other = (papers_of(file).identity[:14] for file in (alice, bob))
    folder = stocked.folder / "odd"
    folder.mkdir()
    odd = [
        f"{other.replace('x', chr(0x445))} ({identity[:10]}).png",  # a Cyrillic letter
        f"{identity} is now {other}.png",
        f"{identity[:10]} became {other}.png",
        f"{identity[:10]}.png",
        f"{identity}-{other}.png",
        f" {identity}.png",
        f"{identity}.{other}.png",
        f"{identity.upper()}.png",
    ]
    ours = [f"{identity}.png", f"{identity}.PNG"]
    for name in (*odd, *ours):
        shutil.copy(alice, folder / name)
    told = stocked.run("verify", *(folder / name for name in (*odd, *ours))).out.splitlines()
    assert [line.partition(": verified")[2] for line in told[:-1]] == [
        *[f": {identity}"] * len(odd),
        *[""] * len(ours),
    ]


def test_what_lies_in_the_folder_of_the_cache_changes_no_verdict(
    stocked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others may have written there; a stencil that was read before is in memory, too."""
    shell = stocked.knowing(AVATARCHAIN_CACHE=str(stocked.folder / "cache"))
    (alice,) = stocked.folder.glob("*.png")
    SHELF.clear()
    monkeypatch.setenv(cache.VARIABLE, str(stocked.folder / "cache"))
    species = load("tuftling")
    papers = parse(open_file(alice).papers or b"")
    portrait.pixels(species, int(papers.genome, 16), 128)
    stencils = list((stocked.folder / "cache").iterdir())
    assert stencils
    for stencil in stencils:
        cache.write(stencil.name, b"")  # nothing is drawn
    SHELF.clear()
    pixels = portrait.pixels(species, int(papers.genome, 16), 128)
    said = replace(papers, pixels=pixel_digest("RGB", 128, 128, pixels.tobytes()))
    false = embed_in_png(
        portrait.png(species, int(papers.genome, 16), 128), sign(said, seal.development())
    )
    (stocked.folder / "false.png").write_bytes(false)
    assert shell.run("verify", alice.name).code == 0
    refused = shell.run("verify", "false.png")
    SHELF.clear()
    assert refused.code == 1
    assert "the picture is not what the genome expresses" in refused.out
