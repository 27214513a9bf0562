"""Hostile files: what is no file, what the readers of files take, and arguments."""

import io
import json
import os
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from PIL import Image

from support.layers import layer_image
from support.packs import write_pack
from support.strange_images import ihdr, made
from support.strange_packs import CHECK
from support.strangers import OPENING, Case

ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
AGAINST = ("generate", "--count", "3", "--collection", "x", "--against")
GOOD = Path(__file__).resolve().parents[1] / "vectors" / "certificate" / "files"

KINDS: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a circle of links": lambda path: path.symlink_to(path.name),
    "a folder": lambda path: path.mkdir(),
    "a sparse terabyte": lambda path: (path.touch(), os.truncate(path, 2**40)),
}
PLACES: dict[str, tuple[str, ...]] = {
    "pack/species.toml": CHECK,
    "pack/body/body-3.svg": CHECK,
    "layers/A/one#1.png": ("species", "import-layers", "layers", "--out", "made"),
    "style.json": ("species", "import-dicebear", "style.json"),
    "list.csv": ("found", "--count", "3", "--to-file", "list.csv", "--dry-run"),
    "key.json": ("account", "import", "x", "--keystore", "key.json", "--password-file", "word"),
    "word": ("account", "import", "x", "--keystore", "key", "--password-file", "word"),
    "odd.png": ("verify", "odd.png"),
    "odd.svg": ("verify", "odd.svg"),
    "odd.json": ("verify", "odd.json"),
    "founders.jsonl": (*AGAINST, "founders.jsonl"),
    "founders.parquet": (*AGAINST, "founders.parquet"),
    "seed": ("generate", "--count", "3", "--master-seed", "seed"),
    "batch.jsonl": ("commit", "batch.jsonl", "--to", ADDRESS),
}


def _files() -> Iterator[Case]:
    for place, command in PLACES.items():
        for kind, make in KINDS.items():

            def write(
                folder: Path, place: str = place, make: Callable[[Path], object] = make
            ) -> None:
                write_pack(folder / "pack")
                layer_image(1).save(made(folder / "layers" / "A") / "two#1.png")
                (folder / "word").write_text("a long password\n")
                (folder / "key").write_text("{}")
                (folder / place).unlink(missing_ok=True)
                make(folder / place)

            yield Case(f"file: {place} is {kind}", command, write)


def _json(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def _parquet(rows: int, text: str, *, alike: bool = False) -> bytes:
    """A file whose ids are all the same text, which it holds once; `alike`: all columns are."""
    import pyarrow
    from pyarrow import parquet

    same = pyarrow.DictionaryArray.from_arrays(pyarrow.nulls(rows, "int32").fill_null(0), [text])
    numbers = pyarrow.nulls(rows, "int64").fill_null(0) if alike else pyarrow.array(range(rows))
    rest = same if alike else pyarrow.array(_hashes(rows))
    table = {"id": same, "genome": rest, "species": rest, "number": numbers}
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.table(table), sink, compression="zstd")
    return bytes(sink.getvalue())


def _hashes(count: int) -> list[str]:
    return [sha256(number.to_bytes(8, "big")).hexdigest() for number in range(count)]


READERS: dict[str, tuple[tuple[str, ...], dict[str, Callable[[], bytes]]]] = {
    "style.json": (
        ("species", "import-dicebear", "style.json"),
        {
            "nested": lambda: _json(100_000),
            "a long number": lambda: b'{"components": ' + b"9" * 6000 + b"}",
            "no object": lambda: b"[]",
            "no components": lambda: b"{}",
            "components are text": lambda: b'{"components": "a"}',
            "not a number": lambda: b'{"components": {"a": NaN}}',
            "half a letter": lambda: b'{"components": {"\\ud800": {}}}',
            "no UTF-8": lambda: b'{"components": "\xff"}',
            "100000 components": lambda: json.dumps(
                {"components": {f"c{k}": {} for k in range(100_000)}}
            ).encode(),
        },
    ),
    "list.csv": (
        ("found", "--count", "3", "--to-file", "list.csv", "--dry-run"),
        {
            "no address": lambda: b"a,3\n",
            "a count of 5000 digits": lambda: ADDRESS.encode() + b"," + b"9" * 5000 + b"\n",
            "a count below 0": lambda: ADDRESS.encode() + b",-3\n",
            "100000 columns": lambda: b"," * 100_000,
            "one line of a megabyte": lambda: b"a" * 1_000_000,
            "an open quote": lambda: b'"' + b"a" * 200_000,
            "zero bytes": lambda: bytes(1000),
            "no UTF-8": lambda: b"\xff\xfe,3\n",
            "256 MiB of zero bytes": lambda: bytes(2**28),
        },
    ),
    "key.json": (
        ("account", "import", "x", "--keystore", "key.json", "--password-file", "key.json"),
        {
            "nested": lambda: _json(100_000),
            "no keystore": lambda: b"{}",
            "scrypt of 2**60": lambda: json.dumps(
                {
                    "version": 3,
                    "crypto": {"kdf": "scrypt", "kdfparams": {"n": 2**60, "r": 8, "p": 1}},
                }
            ).encode(),
            "pbkdf2 of a billion": lambda: json.dumps(
                {"version": 3, "crypto": {"kdf": "pbkdf2", "kdfparams": {"c": 10**9, "dklen": 32}}}
            ).encode(),
            "a long key": lambda: b"0x" + b"1" * 100_000,
            "a key of 0": lambda: b"0x" + b"0" * 64,
        },
    ),
    "founders.jsonl": (
        (*AGAINST, "founders.jsonl"),
        {
            "nested": lambda: _json(100_000),
            "no line end": lambda: b'{"a": 1',
            "one line of a megabyte": lambda: b'"' + b"a" * 1_000_000 + b'"',
            "long numbers": lambda: b'{"genome": ' + b"9" * 6000 + b"}\n",
            "zero bytes": lambda: bytes(5000),
            "no UTF-8": lambda: b"\xff\n",
        },
    ),
    "trust.json": (
        ("trust", "list", "--home", "."),
        {
            "32 MiB of brackets": lambda: b"[" * 2**25,
            "32 MiB of odd brackets": lambda: b"[}" * 2**24,
            "32 MiB of empty lists": lambda: b"[" + b"[]," * (2**25 // 3) + b"[]]",
        },
    ),
    "founders.parquet": (
        ("commit", "founders.parquet", "--to", ADDRESS),
        {
            "only its signs": lambda: b"PAR1PAR1",
            "5 million equal rows": lambda: _parquet(5_000_000, "a", alike=True),
            "100000 ids that are one text of 4 MB": lambda: _parquet(100_000, "a" * 4_000_000),
            "a long foot": lambda: b"PAR1" + b"\xff" * 60 + b"\xff\xff\xff\x7fPAR1",
        },
    ),
}


_TAGS = bytes(36) + b"acsp" + bytes(88) + b"\xff" * 4


def _bare(side: int = 64, profile: bytes | None = None) -> bytes:
    """A PNG without papers, of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), (9, 200, 9)).save(buffer, "PNG", icc_profile=profile)
    return buffer.getvalue()


RIGS: dict[str, str] = {
    "a channel of 250000 dots": f'[clips.x]\nseconds = 1\n[clips.x.keys]\n"{"." * 250_000}" = 1\n',
    "15000 keys of a long layer": f'[layers."{"a" * 100_000}"]\n'
    + "".join(f"{number} = 1\n" for number in range(15_000)),
    "a clip that is a path": '[clips."/../../../evil"]\nseconds = 1\n',
}


def _rigs() -> Iterator[Case]:
    for name, text in RIGS.items():

        def write(folder: Path, text: str = text) -> None:
            (write_pack(folder / "pack") / "rig.toml").write_text(f"rig = 1\n{text}")

        yield Case(f"rig: {name}", CHECK, write)


def _papers() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    """A file's ending, what is odd, and its bytes."""
    png, svg, text = ((GOOD / f"good-alice.{kind}").read_bytes() for kind in ("png", "svg", "json"))
    yield "png", "a head of 20000", lambda: png[:8] + ihdr(20_000) + png[33:]
    yield "png", "a second head", lambda: png[:33] + ihdr(4096) + png[33:]
    yield "png", "half of it", lambda: png[: len(png) // 2]
    yield "png", "twice", lambda: png * 2
    yield "png", "a megabyte behind it", lambda: png + bytes(1_000_000)
    yield "png", "a profile of four billion tags", lambda: _bare(profile=_TAGS)
    yield "png", "a whole page without papers", lambda: _bare(4096)
    yield "svg", "a script", lambda: svg.replace(b"</svg>", b"<script>alert(1)</script></svg>")
    yield "svg", "half of it", lambda: svg[: len(svg) // 2]
    yield "svg", "twice", lambda: svg * 2
    yield "svg", "an entity", lambda: b'<!DOCTYPE a [<!ENTITY b "c">]>' + svg
    yield "svg", "zero bytes", lambda: svg + bytes(9999)
    yield "json", "nested", lambda: _json(100_000)
    yield "json", "a key twice", lambda: text.replace(b"{", b'{"genome": "0x", ', 1)
    yield (
        "json",
        "a long number",
        lambda: re.sub(rb'"generation": ?\d+', b'"generation": ' + b"9" * 6000, text),
    )
    yield "json", "no object", lambda: b"3"
    yield "json", "half a letter", lambda: text.replace(b'"', b'"\\ud800', 1)
    yield "json", "zero bytes", lambda: bytes(9999)


def _readers() -> Iterator[Case]:
    for file, (command, odd) in READERS.items():
        for name, data in odd.items():

            def write(folder: Path, file: str = file, data: Callable[[], bytes] = data) -> None:
                (folder / file).write_bytes(data())

            yield Case(f"{file}: {name}", command, write)
    for kind, name, data in _papers():

        def put(folder: Path, kind: str = kind, data: Callable[[], bytes] = data) -> None:
            (folder / f"odd.{kind}").write_bytes(data())

        yield Case(f"papers in {kind}: {name}", ("verify", f"odd.{kind}"), put)


ARGUMENTS: dict[str, tuple[str, ...]] = {
    "a genome of 5000 digits": ("mint", "--genome", "9" * 5000, "--dry-run"),
    "a genome of 6000 hex digits": ("mint", "--genome", "0x" + "f" * 6000, "--dry-run"),
    "a count of 5000 digits": ("mint", "--count", "9" * 5000),
    "a count below 0": ("mint", "--count", "-1"),
    "an id of 5000 digits": ("show", "0x" + "f" * 5000),
    "a node that is no address": ("list", "--rpc", "http://[::1"),
    "a node of another kind": ("list", "--rpc", "file:///etc/passwd"),
    "a node of 5000 letters": ("list", "--rpc", "http://" + "a" * 5000),
    "a home that is a device": ("list", "--home", "/dev/null"),
    "a species above": ("species", "show", "../../etc/passwd"),
    "a species of 300 letters": ("species", "show", "x" * 300),
    "a registry of another chain": ("trust", "add", "eip155:1:" + "9" * 500),
    "a species to fetch": ("species", "fetch", "eip155:" + "9" * 5000 + ":0x"),
}  # fmt: skip


def _keystore(kdf: str, **parameters: object) -> str:
    """A keystore that no passphrase opens; what it asks for is done before that is seen."""
    crypto = {
        "cipher": "aes-128-ctr",
        "cipherparams": {"iv": "00" * 16},
        "ciphertext": "11" * 32,
        "mac": "22" * 32,
        "kdf": kdf,
        "kdfparams": {"dklen": 32, "salt": "33" * 32, **parameters},
    }
    return json.dumps({"version": 3, "crypto": crypto})


KEYSTORES: dict[str, tuple[str, str]] = {
    "scrypt of 2**18": ("word", _keystore("scrypt", n=2**18, r=8, p=1)),
    "scrypt of 2**18, twice": ("word", _keystore("scrypt", n=2**18, r=8, p=2)),
    "scrypt of 2**18, three times": ("word", _keystore("scrypt", n=2**18, r=8, p=3)),
    "scrypt of 2**19": ("word", _keystore("scrypt", n=2**19, r=8, p=1)),
    "a wide scrypt": ("word", _keystore("scrypt", n=2, r=2**24, p=1)),
    "pbkdf2 of two million": ("word", _keystore("pbkdf2", c=2_000_000, prf="hmac-sha256")),
    "a word of two spellings": ("w\u00f6rd", _keystore("scrypt", n=2**18, r=8, p=1)),
}


def _keystores() -> Iterator[Case]:
    """What is opened with a passphrase: the memory that its maker chose comes on top."""
    command = ("account", "import", "x", "--keystore", "key.json", "--password-file", "word")
    for name, (word, text) in KEYSTORES.items():

        def write(folder: Path, word: str = word, text: str = text) -> None:
            (folder / "word").write_text(word + "\n", encoding="utf-8")
            (folder / "key.json").write_text(text)

        yield Case(f"keystore: {name}", command, write, OPENING)


def _arguments() -> Iterator[Case]:
    for name, command in ARGUMENTS.items():
        yield Case(f"argument: {name}", command, lambda _: None)


def cases() -> Iterator[Case]:
    """All cases of this kind."""
    yield from _files()
    yield from _readers()
    yield from _rigs()
    yield from _keystores()
    yield from _arguments()
