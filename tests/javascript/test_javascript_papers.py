"""The JavaScript package reads papers and picture files as Python does: the whole corpus."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from avatarchain.base.canonical import to_hex
from avatarchain.errors import AvatarchainError
from avatarchain.papers import certificate
from avatarchain.papers.certificate import Papers, open_file, pixel_digest

pytestmark = pytest.mark.xdist_group("javascript")

Ask = Callable[[list[Any]], list[Any]]
FILES = sorted((Path(__file__).resolve().parents[1] / "vectors/certificate/files").iterdir())


def opened(path: Path) -> Any:
    """What Python makes of a file, as JavaScript answers it; or the refusal."""
    try:
        file = open_file(path)
    except AvatarchainError as refusal:
        return refusal
    return {
        "papers": None if file.papers is None else file.papers.hex(),
        "svg": file.svg,
        "pixels": None if file.pixels is None else pixel_digest(*file.pixels),
    }


def parsed(data: bytes) -> Papers | AvatarchainError:
    try:
        return certificate.parse(data)
    except AvatarchainError as refusal:
        return refusal


def test_every_file_of_the_corpus_is_opened_or_refused_alike(ask: Ask) -> None:
    refused = 0
    answers = ask([["picture", str(path)] for path in FILES])
    for path, answer in zip(FILES, answers, strict=True):
        expected = opened(path)
        if not isinstance(expected, AvatarchainError):
            if expected["papers"] is None:  # whose pixels Python does not look at
                answer["pixels"] = expected["pixels"]
            assert answer == expected, path.name
        elif not path.name.startswith("misnamed-"):  # `verify` also looks at the name
            refused += 1
            assert answer.get("kind") == type(expected).__name__, path.name
    assert refused > 100


def test_every_kind_of_png_that_a_painter_may_write_has_the_same_pixels(
    ask: Ask, folder: Path
) -> None:
    noise = bytes(n * n * 7 % 251 for n in range(37 * 29 * 4))
    rgba = Image.frombytes("RGBA", (37, 29), noise)
    kinds: dict[str, Image.Image] = {mode: rgba.convert(mode) for mode in ("RGB", "L", "LA")}
    kinds |= {"RGBA": rgba, "smooth": Image.linear_gradient("L").convert("RGB")}
    kinds["P8"] = kinds["RGB"].quantize(256)
    for name, image in kinds.items():
        image.save(folder / f"{name}.png")
    kinds["P8"].save(folder / "clear.png", transparency=bytes(range(0, 250, 5)))
    kinds["RGB"].save(folder / "key.png", transparency=kinds["RGB"].getpixel((3, 3)))
    kinds["L"].save(folder / "grey-key.png", transparency=kinds["L"].getpixel((3, 3)))
    paths = sorted(folder.glob("*.png"))
    assert len(paths) == 9
    for path, answer in zip(paths, ask([["picture", str(path)] for path in paths]), strict=True):
        with Image.open(path) as image:
            clear = image.has_transparency_data
            pixels = image.convert("RGBA" if clear else "RGB")
        digest = to_hex(hashlib.sha256(pixels.tobytes()).digest())
        assert answer["pixels"]["mode"] == pixels.mode, path.name
        assert answer["pixels"]["sha256"] == digest, path.name
    kinds["RGB"].convert("I").convert("I;16").save(folder / "deep.png")
    kinds["RGB"].quantize(4).save(folder / "few.png", bits=2)
    for refusal in ask([["picture", str(folder / f"{name}.png")] for name in ("deep", "few")]):
        assert refusal["kind"] == "NotAPicture"


def test_all_papers_of_the_corpus_are_read_and_held_to_their_signature_alike(ask: Ask) -> None:
    read = [opened(path) for path in FILES]
    papers = [one["papers"] for one in read if isinstance(one, dict) and one["papers"]]
    verdicts = set()
    for data, answer in zip(papers, ask([["papers", one] for one in papers]), strict=True):
        expected = parsed(bytes.fromhex(data))
        if isinstance(expected, AvatarchainError):
            verdicts.add(type(expected).__name__)
            assert answer["kind"] == type(expected).__name__, bytes.fromhex(data)
        else:
            verdicts.add(str(certificate.is_signed(expected)))
            assert answer["papers"] == json.loads(bytes.fromhex(data))
            assert answer["again"]
            assert answer["signed"] == certificate.is_signed(expected)
    assert verdicts == {"BadPapers", "OldPapers", "True", "False"}


@pytest.mark.parametrize("form", ["glb", "vrm", "svg", "gif"])
def test_papers_of_models_are_read_alike(ask: Ask, form: str) -> None:
    papers = json.loads((FILES[0].parent / "good-alice.json").read_bytes())
    said = {"form": form, "unlit": False, "clip": None, "rig": papers["species"]}
    model = {**said, "with": {"avatarchain": "1"}}
    spelled = json.dumps({**papers, "model": model}, separators=(",", ":"), sort_keys=True).encode()
    (answer,) = ask([["papers", spelled.hex()]])
    expected = parsed(spelled)
    if isinstance(expected, AvatarchainError):
        assert form == "gif"
        assert answer["kind"] == type(expected).__name__
    else:
        assert answer["papers"]["model"] == expected.model


def test_papers_that_are_changed_at_one_place_are_judged_alike(ask: Ask) -> None:
    good = json.loads((FILES[0].parent / "good-alice.json").read_bytes())
    values = [None, True, 0, -1, 2**53, 1.5, "", "0x", "x" * 99, "x" * 100, "x" * 199, "x" * 200]
    values += [[], {}, {"number": 1, "index": 2}, {"number": 1}, {"name": "a", "version": "b"}]
    values += ["0x" + "1" * 64, "0x" + "A" * 64, "0x" + "1" * 128, "🦊" * 99, "\ud800"]
    values += [{"mode": "RGB", "width": 1, "height": 1, "sha256": "0x" + "1" * 64}]
    values += [{"mode": "RGB", "width": 0, "height": 1, "sha256": "0x" + "1" * 64}]
    values += [{"mode": "L", "width": 1, "height": 1, "sha256": "0x" + "1" * 64}]
    changed = [
        json.dumps({**good, key: value}, separators=(",", ":"), sort_keys=True).encode()
        for key in good
        for value in values
    ]
    # As JSON writes them, and as the canonical form has them: letters that are not escaped.
    changed += [
        json.dumps(
            json.loads(one), ensure_ascii=False, separators=(",", ":"), sort_keys=True
        ).encode("utf-8", "surrogatepass")
        for one in changed
    ]
    changed += [b"", b"{", b"[]", b"null", b"\xef\xbb\xbf{}", b"[" * 200, b"[" * 200 + b"]" * 200]
    kinds = set()
    answers = ask([["papers", one.hex()] for one in changed])
    for data, answer in zip(changed, answers, strict=True):
        expected = parsed(data)
        if isinstance(expected, AvatarchainError):
            kinds.add(type(expected).__name__)
            assert answer.get("kind") == type(expected).__name__, data
        else:
            kinds.add("read")
            assert answer.get("signed") == certificate.is_signed(expected), data
    assert kinds == {"BadPapers", "read"}
