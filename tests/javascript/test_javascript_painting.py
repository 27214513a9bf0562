"""Pictures in JavaScript: layers as Python paints them to the last bit, and portraits nearly so."""

import io
import json
import random
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from avatarchain import portrait
from avatarchain.errors import ImageChanged
from avatarchain.genetics.seeds import founder, item_seed
from avatarchain.portrait import images
from avatarchain.species import Species
from avatarchain.species.drawing import Fault
from avatarchain.species.pack import read_pack
from support.packs import write_wide_pack
from support.published import cases

pytestmark = pytest.mark.xdist_group("javascript")

Tool = Callable[..., str]
HEAD, TAIL = portrait.HEAD, portrait.TAIL

PROGRAM = """
import { readPack } from "avatarchain/pack";
import { paintLayers, paintSvg, pngOf } from "avatarchain/painting";
import { digest } from "avatarchain/papers";
let text = "";
for await (const piece of process.stdin) text += piece;
const bytes = (base64) => Uint8Array.from(Buffer.from(base64, "base64"));
const ANSWERS = {
  layers: async (files, genomes) => {
    const pack = readPack(new Map(Object.entries(files).map(([key, data]) => [key, bytes(data)])));
    const told = [];
    for (const [genome, size, background] of genomes) {
      const painted = await paintLayers(pack, BigInt(genome), size, { background });
      told.push(`${painted.mode} ${painted.width} ${digest(painted.data)}`);
    }
    return told;
  },
  svg: async (text, size, background) =>
    Buffer.from(await pngOf(paintSvg(text, size, { background }))).toString("base64"),
};
const answers = [];
for (const [name, ...given] of JSON.parse(text)) {
  try {
    answers.push(await ANSWERS[name](...given));
  } catch (error) {
    answers.push({ kind: error.kind ?? error.name, sentence: error.message });
  }
}
console.log(JSON.stringify(answers));
"""


def asked(tool: Tool, questions: list[Any]) -> list[Any]:
    answers: list[Any] = json.loads(
        tool("node", "--input-type=module", "--eval", PROGRAM, text=json.dumps(questions))
    )
    return answers


def write_stackling(folder: Path) -> dict[str, str]:
    """The pack of images of the kit in a folder, and its files in base64."""
    (files, *_) = (case["files"] for case in cases("images", "image"))
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else b64decode(content["base64"])
        path.write_bytes(data)
    return files_of(folder)


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): b64encode(path.read_bytes()).decode()
        for path in folder.rglob("*")
        if path.is_file()
    }


def painted(species: Species, genome: str, size: int, background: bool) -> str:
    picture = images.paint(species, int(genome, 16), size, background=background)
    mode = "RGB" if background else "RGBA"
    return f"{mode} {size} 0x{sha256(picture.tobytes()).hexdigest()}"


def chunk(kind: bytes, body: bytes) -> bytes:
    ends = zlib.crc32(kind + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + kind + body + ends


def interlaced(image: Image.Image) -> bytes:
    """An RGBA image as an interlaced PNG, whose rows have no filter."""
    pixels = np.asarray(image)
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2))
    rows = b"".join(
        b"\0" + row.tobytes()
        for left, top, across, down in (*passes, (0, 1, 1, 2))
        for row in pixels[top::down, left::across]
        if row.size
    )
    header = b"".join(side.to_bytes(4, "big") for side in image.size) + bytes([8, 6, 0, 0, 1])
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_layers_are_painted_to_the_last_bit(tool: Tool, built: Path, folder: Path) -> None:
    write_stackling(folder)
    dice, changed = random.Random(3), 0
    for path in sorted(folder.rglob("*.png"))[::2]:
        with Image.open(path) as image:
            data = interlaced(image)
        path.write_bytes(data)
        changed += 1
    assert changed > 3
    species = read_pack(folder)
    sizes = [1, 2, 3, 5, 8, 11, 12, 23, 24, 25, 36, 47, 48, 63, 97, 128, 150]
    given = [
        (f"0x{dice.getrandbits(256):064x}", size, background)
        for size in sizes
        for background in (True, False)
    ]
    (answer,) = asked(tool, [["layers", files_of(folder), given]])
    assert answer == [painted(species, *row) for row in given]
    assert len(set(answer)) == len(given)


def test_a_layer_that_is_not_the_image_of_the_pack_is_refused(
    tool: Tool, built: Path, folder: Path
) -> None:
    write_stackling(folder)
    path = folder / "body" / "body-0.png"
    whole = path.read_bytes()
    with Image.open(path) as image:
        animated = io.BytesIO()
        image.save(animated, "PNG", save_all=True, append_images=[image.rotate(90)])
        other = io.BytesIO()
        image.rotate(90).save(other, "PNG")
    questions, expected = list[Any](), list[dict[str, str]]()
    broken = bytearray(whole)
    broken[60] ^= 1
    for data in (other.getvalue(), animated.getvalue(), bytes(broken), whole[:-30]):
        path.write_bytes(data)
        with pytest.raises(ImageChanged) as refusal:
            images.paint(read_pack(folder), 0, 24)
        expected.append({"kind": "ImageChanged", "sentence": str(refusal.value)})
        questions.append(["layers", files_of(folder), [["0x0", 24, True]]])
    for ours, theirs in zip(expected, asked(tool, questions), strict=True):
        if "cannot be decoded" in ours["sentence"]:
            assert theirs["sentence"].startswith("body/body-0.png: cannot be decoded (")
            assert theirs["kind"] == "ImageChanged"
        else:
            assert theirs == ours


def on_white(picture: Image.Image) -> NDArray[np.int_]:
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return np.asarray(ground.convert("RGB")).astype(int)


def test_portraits_are_near_those_of_python(
    tool: Tool, built: Path, species: Species, folder: Path
) -> None:
    wide = read_pack(write_wide_pack(folder))
    given: list[tuple[Species, int, int, bool]] = []
    for kind in (species, wide):
        for n, size in enumerate((64, 100, 200, 513)):
            genome = founder(item_seed(bytes(32), n), kind.cumulative)
            given.append((kind, genome, size, n % 2 == 0))
    texts = [portrait.svg(kind, genome, background=ground) for kind, genome, _, ground in given]
    rows = [["svg", text, *row[2:]] for text, row in zip(texts, given, strict=True)]
    for (kind, genome, size, ground), told in zip(given, asked(tool, rows), strict=True):
        with Image.open(io.BytesIO(b64decode(told))) as theirs:
            assert theirs.size == (size, size)
            assert theirs.mode == ("RGB" if ground else "RGBA")
            pixels = portrait.pixels(kind, genome, size, background=ground)
            apart = abs(on_white(theirs) - on_white(Image.fromarray(pixels)))
        assert apart.mean() <= (4 if size == 64 else 2)  # of Python's from other renderers, too
        assert (apart.max(axis=2) > 48).mean() <= 0.01


def test_a_text_that_is_no_portrait_is_not_painted(tool: Tool, built: Path) -> None:
    circle = '<circle fill="#112233" cx="9" cy="9" r="4"/>'
    dear = "".join(
        f'<circle fill="#112233" cx="256" cy="256" r="{200 + n % 9}"/>' for n in range(200)
    )
    texts = [
        circle,
        f"{HEAD}{circle}",
        f"<svg>{circle}{TAIL}",
        f'{HEAD}<circle class="ink" r="4"/>{TAIL}',
        f"{HEAD}<script>alert(1)</script>{TAIL}",
        f'{HEAD}<circle fill="red" r="4"/>{TAIL}',
        f'{HEAD}<circle fill="#11223" r="4"/>{TAIL}',
        f'{HEAD}<circle fill="#112233" r="1e99"/>{TAIL}',
        f'{HEAD}<circle fill="#112233" r="4" onload="a"/>{TAIL}',
        f"{HEAD}<g>{circle}{TAIL}",
        f"{HEAD}{dear}{TAIL}",
        HEAD + "".join(f'<circle fill="#{n:06x}" r="4"/>' for n in range(129)) + TAIL,
    ]
    reasons = []
    for text in texts:
        with pytest.raises(Fault) as fault:
            portrait.check_answer(text)
        reasons.append(fault.value.reason)
    answers = asked(tool, [["svg", text, 64] for text in texts])
    assert [answer["kind"] for answer in answers] == ["NotAPicture"] * len(texts)
    told = [answer["sentence"].partition("the text: ")[2] for answer in answers]
    assert told == reasons


@pytest.mark.parametrize("size", [0, -1, 2049, 1.5, None])
def test_a_picture_has_a_size(tool: Tool, built: Path, size: float | None) -> None:
    (answer,) = asked(tool, [["svg", HEAD + TAIL, size]])
    assert answer["kind"] == "RangeError"
