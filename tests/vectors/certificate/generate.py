"""Writes the corpus of certificates: a chain, files that must pass, and more that must not.

    python tests/vectors/certificate/generate.py

Makes a devnet afresh (kept in `home/`, as files refer to it), issues avatars there with keys
that everybody knows, and an impostor's devnet that is thrown away. `cases.json` names for
each file the first check that must refuse it, or null, and what `rows` adds.
"""

import io
import json
import shutil
import struct
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ambiguous import chunk, chunks, manifest, misnamed, read_in_two_ways
from nacl.signing import SigningKey
from PIL import Image
from rows import write_rows

from avatarchain import portrait
from avatarchain.base.canonical import canonical_json, to_hex
from avatarchain.births import batches, foundings, minting
from avatarchain.births.batch_files import kept
from avatarchain.births.breeding import breed
from avatarchain.births.founders import collection, drawn
from avatarchain.births.recipients import sole
from avatarchain.chain import connect
from avatarchain.genetics.identity import identity
from avatarchain.genetics.seeds import seed_from_text
from avatarchain.keys.accounts import development
from avatarchain.papers import certificate, issuer_keys
from avatarchain.papers.certificate import Papers, embed_in_png, embed_in_svg, sign, spell
from avatarchain.papers.origin import provenance
from avatarchain.papers.pictures import WITH_PAPERS, PictureOptions, paint
from avatarchain.papers.png import read_png
from avatarchain.registry import AvatarRecord, Registry, born_by, deploy, pin, register
from avatarchain.registry.foundings import commit_founding, founding
from avatarchain.species.pack import load

HERE = Path(__file__).resolve().parent
SPECIES = load("tuftling")
# Keys 0, 1 and 2 are the issuer's, in this order; 3 is the impostor's.
KEYS = [SigningKey(bytes([number]) * 32) for number in range(4)]
# The keys of the papers that avatarchain 0.1 wrote.
VERSION_1 = set(certificate.Papers.__slots__) - {"frame", "founding", "draw", "painter", "model"}
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
DEV0 = development(0)


def public(key: SigningKey) -> str:
    return "0x" + bytes(key.verify_key).hex()


def issued(registry: Registry, text: str) -> Any:
    seed = seed_from_text(text)
    return minting.mint(registry, SPECIES, DEV0, DEV0.address, drawn(SPECIES, seed))


def painted(registry: Registry, one: Any, seed: Any, form: str, key: Any, size: int = 64) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        pictures = PictureOptions(Path(folder), form, size)
        origin = provenance(registry, SPECIES, one)
        return paint(registry, SPECIES, one, seed, pictures, key, provenance=origin).read_bytes()


def promised(registry: Registry, home: Path) -> tuple[AvatarRecord, AvatarRecord]:
    """A claimed founder of founding 0, and one of founding 1, whose promise is broken."""
    for number in (0, 1):
        foundings.found(registry, DEV0, sole(DEV0.address), 3, 8)
        drawn = foundings.await_draw(registry, number)
        if number == 0:
            leaves = foundings.leaves_of(SPECIES, drawn, sole(DEV0.address))
            foundings.commit(registry, DEV0, home, drawn, leaves)
    promise = batches.promise(home, registry, kept(home, registry, 0), "1")
    claimed = born_by(batches.claim(registry, DEV0, promise), DEV0.address)
    commit_founding(registry, DEV0, 1, b"\1" * 32)
    first, *_ = collection(SPECIES, foundings.drawn(registry, founding(registry, 1)).master, 3)
    return claimed, born_by(register(registry, DEV0, DEV0.address, first.genome), DEV0.address)


def bare(data: bytes) -> bytes:
    return b"".join(one for one in chunks(data) if one[4:8] != b"iTXt")


def encoded(image: Image.Image, **how: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **how)
    return buffer.getvalue()


class Corpus:
    """The files, and the check that must refuse each."""

    def __init__(self) -> None:
        self.cases: list[dict[str, Any]] = []

    def add(self, name: str, data: bytes | str, check: str | None) -> None:
        content = data if isinstance(data, bytes) else data.encode()
        (HERE / "files").mkdir(exist_ok=True)
        (HERE / "files" / name).write_bytes(content)
        self.cases.append({"file": name, "refused_by": check})


def _good_beside(png: bytes) -> Iterator[tuple[str, bytes]]:
    """Files with more than ours in them that nobody sees differently."""
    comment, software = chunk(b"tEXt", b"Comment\0hi"), chunk(b"tEXt", b"Software\0none 1.0")
    yield "with-a-comment", _after_header(png, comment)
    yield "with-two-texts-at-the-end", png[:-12] + comment + software + png[-12:]
    yield "with-a-manifest", _after_header(png, chunk(b"caBX", manifest()))
    parts = chunks(png)
    rows = next(part for part in parts if part[4:8] == b"IDAT")[8:-4]
    pieces = b"".join(chunk(b"IDAT", rows[at : at + 100]) for at in range(0, len(rows), 100))
    yield "in-many-pieces", b"".join(pieces if one[4:8] == b"IDAT" else one for one in parts)


def _nearly_right(corpus: Corpus, issued: Any, registry: Registry) -> None:
    """Pictures with one expressed gene exchanged, under the issuer's own good signature."""
    genome = issued.avatar.genome
    for number, locus in enumerate(SPECIES.loci):
        digit = 252 - 16 * number
        for step in (1, 8):
            allele = ((genome >> digit & 15) + step) % 16
            other = genome & ~(15 << digit) | allele << digit
            for size in (512,) if step == 1 else (128,):
                pixels = portrait.pixels(SPECIES, other, size)
                if (pixels == portrait.pixels(SPECIES, genome, size)).all():
                    continue
                true = painted(registry, issued.avatar, issued.seed, "png", None, size)
                papers = certificate.parse(read_png(true, "").papers or b"")
                digest = certificate.pixel_digest("RGB", size, size, pixels.tobytes())
                signed = sign(replace(papers, pixels=digest), KEYS[1])
                data = embed_in_png(portrait.png(SPECIES, other, size), signed)
                corpus.add(f"picture-other-{locus.name}-{step}.png", data, "picture")
    papers = certificate.parse(
        read_png(painted(registry, issued.avatar, issued.seed, "png", None), "").papers or b""
    )
    nudged = portrait.pixels(SPECIES, genome, 64).copy()
    nudged[40, 40] ^= 1
    digest = certificate.pixel_digest("RGB", 64, 64, nudged.tobytes())
    for name, painter in (("1", "1"), ("9", "9")):
        other = replace(papers, pixels=digest, painter={"name": "avatarchain", "version": painter})
        data = embed_in_png(encoded(Image.fromarray(nudged)), sign(other, KEYS[1]))
        corpus.add(f"picture-by-painter-{name}.png", data, "picture")


def write() -> None:
    shutil.rmtree(HERE / "files", ignore_errors=True)
    shutil.rmtree(HERE / "home", ignore_errors=True)
    (HERE / "home").mkdir()
    corpus = Corpus()
    with connect("evm+sqlite://", folder=HERE / "home") as chain:
        registry = deploy(chain, DEV0, SPECIES)
        pin(HERE / "home", registry)
        _fill(corpus, registry)
    for lock in (HERE / "home").glob("*.lock"):
        lock.unlink()
    write_rows(corpus.cases)


def _fill(corpus: Corpus, registry: Registry) -> None:
    alice, bob = issued(registry, "alice"), issued(registry, "bob")
    issuer_keys.publish(registry, DEV0, public(KEYS[0]))
    revoked = painted(registry, alice.avatar, alice.seed, "svg", KEYS[0])
    issuer_keys.revoke(registry, DEV0, public(KEYS[0]))
    issuer_keys.publish(registry, DEV0, public(KEYS[1]))
    child = breed(registry, DEV0, alice.avatar.identity, bob.avatar.identity)
    issuer_keys.publish(registry, DEV0, public(KEYS[2]))
    late = issued(registry, "late")
    with tempfile.TemporaryDirectory() as folder:
        claimed, broken = promised(registry, Path(folder))

    for name, one, seed in (
        ("alice", alice.avatar, alice.seed),
        ("bob", bob.avatar, bob.seed),
        ("child", child, None),
    ):
        for form in WITH_PAPERS:
            corpus.add(f"good-{name}.{form}", painted(registry, one, seed, form, KEYS[1]), None)
    late_svg = painted(registry, late.avatar, late.seed, "svg", KEYS[2])
    corpus.add("good-key-in-force.svg", late_svg, None)
    for form in WITH_PAPERS:
        data = painted(registry, claimed, None, form, KEYS[2])
        corpus.add(f"good-of-a-founding.{form}", data, None)
    _of_foundings(corpus, registry, claimed, broken, child)
    later = painted(registry, alice.avatar, alice.seed, "svg", KEYS[2])
    corpus.add("good-key-after-the-birth.svg", later, None)
    large = painted(registry, alice.avatar, alice.seed, "png", KEYS[1], 128)
    corpus.add("good-of-128-pixels.png", large, None)

    png = painted(registry, alice.avatar, alice.seed, "png", KEYS[1])
    svg = painted(registry, alice.avatar, alice.seed, "svg", KEYS[1]).decode()
    papers = certificate.parse(painted(registry, alice.avatar, alice.seed, "json", KEYS[1]))
    bobs = certificate.parse(painted(registry, bob.avatar, bob.seed, "json", KEYS[1]))
    in_png = _papers_of(corpus, png)
    with Image.open(io.BytesIO(png)) as image:
        picture = image.convert("RGB")
    again = embed_in_png(encoded(picture, compress_level=1), in_png)
    corpus.add("good-compressed-anew.png", again, None)
    for name, data in _good_beside(png):
        corpus.add(f"good-{name}.png", data, None)

    for name, data in _broken_files(png, svg, in_png):
        corpus.add(f"file-{name}", data, "papers")
    for name, data in read_in_two_ways(png):
        corpus.add(f"two-ways-{name}.png", data, "papers")
    for name, data in misnamed(png, svg, spell(papers)):
        corpus.add(f"misnamed-{name}", data, "papers")
    _nearly_right(corpus, alice, registry)
    for name, text in _broken_papers(papers):
        corpus.add(f"papers-{name}.json", text, "papers")
    _forgeries(corpus, picture, svg, in_png, papers, bobs)
    _of_the_chain(corpus, registry, papers, child, late, late_svg, revoked)
    with (
        tempfile.TemporaryDirectory() as folder,
        connect("evm+sqlite://", folder=Path(folder)) as chain,
    ):
        his = deploy(chain, DEV0, SPECIES)
        copied = issued(his, "alice")
        issuer_keys.publish(his, DEV0, public(KEYS[3]))
        for form in WITH_PAPERS:
            data = painted(his, copied.avatar, copied.seed, form, KEYS[3])
            corpus.add(f"registry-of-an-impostor.{form}", data, "registry")


def _papers_of(corpus: Corpus, png: bytes) -> Papers:
    return certificate.parse(certificate.open_file(HERE / "files" / "good-alice.png").papers or b"")


def _after_header(png: bytes, piece: bytes) -> bytes:
    return png[:33] + piece + png[33:]


def _broken_files(png: bytes, svg: str, papers: Papers) -> Iterator[tuple[str, bytes | str]]:
    parts = chunks(png)
    for number in range(len(parts)):
        yield f"cut-after-chunk-{number}.png", b"".join(parts[:number]) + parts[number][:6]
    yield "cut-before-the-end.png", b"".join(parts[:-1])
    yield "with-a-tail.png", png + b"\n"
    yield "and-a-zip.png", png + b"PK\3\4" + bytes(26)
    yield "after-a-script.png", b"<script>0</script>" + png
    yield "twice.png", png + png
    for place, name in ((20, "header"), (60, "papers"), (len(png) - 40, "pixels")):
        yield f"bit-flipped-in-{name}.png", png[:place] + bytes([png[place] ^ 1]) + png[place + 1 :]
    yield "papers-twice.png", embed_in_png(png, papers)
    yield (
        "papers-compressed.png",
        _after_header(
            bare(png), chunk(b"iTXt", b"avatarchain\0\1\0\0\0" + zlib.compress(spell(papers)))
        ),
    )
    yield (
        "papers-in-a-language.png",
        _after_header(bare(png), chunk(b"iTXt", b"avatarchain\0\0\0en\0\0" + spell(papers))),
    )
    yield (
        "papers-compressed-in-an-unknown-way.png",
        _after_header(bare(png), chunk(b"iTXt", b"avatarchain\0\0\5\0\0" + spell(papers))),
    )
    yield "without-papers.png", bare(png)
    yield "chunk-of-2-gigabytes.png", _after_header(png, b"\x7f\xff\xff\xffiTXt")
    yield (
        "of-ten-billion-pixels.png",
        png[:8] + chunk(b"IHDR", struct.pack(">II", 100_000, 100_000) + png[24:29]) + png[33:],
    )
    yield (
        "swelling-text.png",
        _after_header(png, chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(2**24)))),
    )
    yield "animated.png", _after_header(png, chunk(b"acTL", struct.pack(">II", 1, 0)))
    yield "with-a-gamma.png", _after_header(png, chunk(b"gAMA", struct.pack(">I", 10_000)))
    yield (
        "papers-of-70-kilobytes.png",
        _after_header(bare(png), chunk(b"iTXt", b"avatarchain\0\0\0\0\0" + b"[" * 70_000)),
    )
    body = svg.removesuffix("</svg>")
    yield "cut.svg", svg[: len(svg) // 2]
    yield "with-a-tail.svg", svg + "\n"
    yield "papers-twice.svg", embed_in_svg(svg, papers)
    yield "papers-not-at-the-end.svg", body + "<g></g></svg>"
    yield "papers-escaped-otherwise.svg", svg.replace('{"', "{&#34;", 1)
    yield "with-a-longer-end.svg", svg.replace("</svg>", "</svg >")
    yield "not-utf-8.svg", svg.encode()[:-10] + b"\xff" + svg.encode()[-10:]
    yield "empty.png", b""
    yield "a-gif.png", b"GIF89a"


def _broken_papers(papers: Papers) -> Iterator[tuple[str, bytes | str]]:
    """Papers that no reader may take, signed by the issuer wherever they can be."""

    def signed(**changes: Any) -> bytes:
        return spell(sign(replace(papers, **changes), KEYS[1]))

    text, value = spell(papers).decode(), asdict(papers)
    yield "with-a-newline", text + "\n"
    yield "with-a-space", text.replace('":', '": ', 1)
    yield "with-a-carriage-return", text + "\r\n"
    yield "with-a-letter-escaped", text.replace('"0x', '"\\u0030x', 1)
    yield "with-a-sign", text.replace('"generation":0', '"generation":-0', 1)
    token = papers.caip19 or ""
    chain, contract, number = token.removeprefix("eip155:").replace("erc721:", "").split("/")
    for name, spelling in (
        ("in-capitals", (chain, "0x" + contract[2:].upper(), number)),
        ("in-small-letters", (chain, contract.lower(), number)),
        ("with-one-other-letter", (chain, "0x" + contract[2:].swapcase(), number)),
        ("with-zeros-before-the-chain", ("0" + chain, contract, number)),
        ("with-zeros-before-the-number", (chain, contract, "0" + number)),
    ):
        yield f"of-a-token-{name}", signed(caip19="eip155:{}/erc721:{}/{}".format(*spelling))
    yield "in-another-order", json.dumps(dict(reversed(value.items())), separators=(",", ":"))
    yield "with-a-key-twice", text.replace('{"', '{"birth_block":0,"', 1)
    yield "with-a-key-more", json.dumps(value | {"zodiac": 1}, sort_keys=True).replace(" ", "")
    yield "with-a-key-less", canonical_json({key: value[key] for key in value if key != "model"})
    yield "of-version-1", canonical_json({key: value[key] for key in VERSION_1} | {"version": 1})
    yield "of-version-3", signed(version=3)
    yield "of-version-true", text.replace('"version":2', '"version":true')
    yield "without-a-frame", signed(frame=None)
    yield "of-frame-0", signed(frame=0)
    yield "of-frame-99", signed(frame=99)
    yield "of-a-founding-without-an-index", signed(founding={"number": 0})
    yield "of-founding-true", signed(founding={"number": True, "index": 0})
    yield "of-a-draw-in-hex", signed(draw="0x10")
    yield "of-a-draw-of-2-to-the-53", text.replace('"draw":null', f'"draw":{2**53}')
    yield "of-a-painter-without-a-version", signed(painter={"name": "nobody"})
    yield "of-a-painter-in-a-script", signed(painter={"name": "<script>", "version": "1"})
    yield "of-a-model", signed(model={"format": "glb"})
    yield "in-capitals", signed(genome=papers.genome.upper())
    yield "in-base-64", signed(identity="MHg" * 22)
    yield "with-a-number-for-text", signed(seed=7)
    yield "with-a-negative-block", signed(birth_block=-1)
    yield "with-a-block-of-1e0", text.replace('"generation":0', '"generation":0e0')
    yield "nested-deep", '{"a":' * 9000
    yield "with-nan", text.replace('"generation":0', '"generation":NaN')


def _forgeries(
    corpus: Corpus, picture: Image.Image, svg: str, in_png: Papers, papers: Papers, bobs: Papers
) -> None:
    drawing = svg[: svg.index("<metadata")] + "</svg>"
    other = sign(replace(papers, identity=bobs.identity), KEYS[1])
    corpus.add("identity-of-another.json", spell(other), "identity")
    other = sign(replace(papers, species="0x" + 64 * "1"), KEYS[1])
    corpus.add("identity-of-another-species.json", spell(other), "identity")

    edited = picture.copy()
    edited.putpixel((30, 30), (255, 0, 255))
    corpus.add("picture-one-pixel-edited.png", embed_in_png(encoded(edited), in_png), "picture")
    edited.paste((255, 255, 255), (20, 20, 40, 40))
    fitted = replace(in_png, pixels=certificate.pixel_digest("RGB", 64, 64, edited.tobytes()))
    signed = embed_in_png(encoded(edited), sign(fitted, KEYS[1]))
    corpus.add("picture-edited-and-signed.png", signed, "picture")
    corpus.add("picture-papers-swapped.svg", embed_in_svg(drawing, bobs), "picture")
    corpus.add(
        "picture-papers-without-pixels.png", embed_in_png(encoded(picture), papers), "picture"
    )
    for name, changes in {
        "another-drawing": {"svg": "0x" + 64 * "1"},
        "other-pixels": {"pixels": dict(in_png.pixels or {}) | {"sha256": "0x" + 64 * "1"}},
    }.items():
        of_another = embed_in_png(encoded(picture), sign(replace(in_png, **changes), KEYS[1]))
        corpus.add(f"picture-papers-of-{name}.png", of_another, "picture")
    evil = {"name": "evil", "version": "9"}
    for name, painter in (("without-a", None), ("of-another", evil)):
        of_another = sign(replace(in_png, painter=painter), KEYS[1])
        data = embed_in_png(encoded(picture), of_another)
        corpus.add(f"picture-papers-{name}-painter.png", data, "picture")
    _more_than_a_drawing(corpus, drawing, papers, in_png)
    darker = drawing.replace("#", "#0", 1)
    corpus.add("picture-edited.svg", embed_in_svg(darker, papers), "picture")
    for name, old, new in (
        ("a-script", ">", "><script>0</script>"),
        ("an-event", "<svg ", "<svg onload='0' "),
        ("a-style", ">", "><style>*{fill:red}</style>"),
        ("a-title", ">", "><title>another</title>"),
        ("another-picture", ">", '><image href="a.png"/>'),
        ("a-comment", ">", "><!-- a -->"),
        ("an-entity", '"#', '"&#35;'),
    ):
        more = embed_in_svg(drawing.replace(old, new, 1), papers)
        corpus.add(f"picture-with-{name}.svg", more, "picture")
    wide = encoded(picture.resize((512, 512)), compress_level=9)
    corpus.add("picture-enlarged.png", embed_in_png(wide, in_png), "picture")
    clear = encoded(picture.convert("RGBA"))
    clear = embed_in_png(clear, replace(in_png, pixels=None))
    corpus.add("file-in-another-mode.png", clear, "papers")

    signature = bytes.fromhex((papers.signature or "")[2:])
    number = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    for name, changes in {
        "flipped": {"signature": "0x" + (bytes([signature[0] ^ 1]) + signature[1:]).hex()},
        "malleable": {"signature": "0x" + (signature[:32] + number.to_bytes(32, "little")).hex()},
        "of-other-papers": {"signature": bobs.signature},
        "of-nobody": {"issuer": None},
        "missing": {"signature": None},
        "of-a-weak-key": {"issuer": "0x" + 64 * "0", "signature": "0x" + 128 * "0"},
        "of-another-weak-key": {
            "issuer": "0x01" + 62 * "0",
            "signature": "0x01" + 62 * "0" + 64 * "0",
        },
        "under-another-name": {"issuer": public(KEYS[2])},
        "over-another-block": {"birth_block": 1},
        "over-another-seed": {"seed": bobs.seed},
    }.items():
        corpus.add(f"signature-{name}.json", spell(replace(papers, **changes)), "signature")


def _more_than_a_drawing(corpus: Corpus, drawing: str, papers: Papers, in_png: Papers) -> None:
    """Drawings and papers alone that speak of pixels, which nobody could compare."""
    pixels = {"mode": "RGBA", "width": 7, "height": 9, "sha256": "0x" + 64 * "1"}
    for name, changes in {
        "of-pixels": {"pixels": pixels},
        "of-a-painter": {"painter": in_png.painter},
        "of-no-drawing": {"svg": None},
        "of-pixels-alone": {"svg": None, "pixels": pixels, "painter": in_png.painter},
    }.items():
        signed = sign(replace(papers, **changes), KEYS[1])
        corpus.add(f"picture-papers-{name}.json", spell(signed), "picture")
        corpus.add(f"picture-papers-{name}.svg", embed_in_svg(drawing, signed), "picture")
    for letter in "\ufffe\uffff\x85\u202e":
        signed = sign(replace(papers, painter={"name": letter, "version": "2"}), KEYS[1])
        name = f"papers-with-a-letter-{ord(letter):04x}.svg"
        corpus.add(name, embed_in_svg(drawing, signed), "papers")


def _of_the_chain(
    corpus: Corpus,
    registry: Registry,
    papers: Papers,
    child: Any,
    late: Any,
    late_svg: bytes,
    revoked: bytes,
) -> None:
    def told(name: str, check: str, changed: Papers, key: SigningKey = KEYS[1]) -> None:
        corpus.add(f"{check}-{name}.json", spell(sign(changed, key)), check)

    name = papers.caip19 or ""
    told("on-another-chain", "registry", replace(papers, caip19=name.replace("31337", "1")))
    told("of-a-twin-chain", "registry", replace(papers, genesis="0x" + 64 * "1"))
    told("of-no-chain", "registry", replace(papers, genesis=None))
    there = name.replace(registry.address, DEV0.address)
    told("at-another-contract", "registry", replace(papers, caip19=there))
    told("of-no-token", "registry", replace(papers, caip19=None))
    corpus.add(
        "registry-of-no-name.json",
        spell(sign(replace(papers, caip19="eip155:one"), KEYS[1])),
        "papers",
    )
    told("of-another-token", "registry", replace(papers, caip19=name[:-1] + str(9 - int(name[-1]))))

    corpus.add("key-revoked.svg", revoked, "key")
    told("of-an-impostor", "key", papers, KEYS[3])
    before = certificate.parse(painted(registry, late.avatar, late.seed, "json", None))
    told("ended-before-the-birth", "key", before, KEYS[1])
    corpus.add("key-of-nobody.json", spell(before), "key")

    genome = 12345
    token = identity(SPECIES.id, genome)
    invented = replace(
        papers,
        genome=to_hex(genome),
        identity=f"0x{token:064x}",
        seed=None,
        caip19=f"eip155:31337/erc721:{registry.address}/{token}",
        svg=certificate.digest(portrait.svg(SPECIES, genome).encode()),
    )
    told("never-registered", "token", invented)
    told("of-a-later-generation", "token", replace(papers, generation=1))
    told("born-earlier", "token", replace(papers, birth_block=0))
    told("with-a-mother", "token", replace(papers, mother=papers.identity))
    childs = certificate.parse(painted(registry, child, None, "json", None))
    told(
        "with-parents-swapped", "token", replace(childs, mother=childs.father, father=childs.mother)
    )
    told("with-unknown-parents", "token", replace(childs, mother=None, father=None))
    told("of-another-seed", "origin", replace(papers, seed="0x" + 64 * "1"))


def _of_foundings(
    corpus: Corpus,
    registry: Registry,
    claimed: AvatarRecord,
    broken: AvatarRecord,
    child: AvatarRecord,
) -> None:
    papers, of_broken, childs = (
        certificate.parse(painted(registry, avatar, None, "json", None))
        for avatar in (claimed, broken, child)
    )
    corpus.add("origin-of-a-broken-promise.json", spell(sign(of_broken, KEYS[2])), "origin")
    for name, changed in {
        "of-another-number": replace(papers, founding={"number": 0, "index": 0}),
        "of-no-number": replace(papers, founding={"number": 0, "index": 3}),
        "of-another-founding": replace(papers, founding={"number": 1, "index": 1}),
        "of-no-founding": replace(papers, founding={"number": 2, "index": 1}),
        "of-a-hidden-founding": replace(papers, founding=None),
        "of-another-draw": replace(papers, draw=(papers.draw or 0) + 1),
        "of-an-unnamed-draw": replace(papers, draw=None),
        "of-a-child-drawn-later": replace(childs, draw=(childs.draw or 0) + 1),
        "of-a-child-of-a-founding": replace(childs, founding=papers.founding),
        "of-a-child-with-a-seed": replace(childs, seed="0x" + 64 * "1"),
    }.items():
        corpus.add(f"origin-{name}.json", spell(sign(changed, KEYS[2])), "origin")


if __name__ == "__main__":
    write()
