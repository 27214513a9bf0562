"""A PNG with papers is no archive and no disk to a program that looks for one in its rows."""

import bz2
import gzip
import io
import lzma
import random
import re
import struct
import zipfile
import zlib

import pytest

from avatarchain import portrait
from avatarchain.errors import NotAPicture
from avatarchain.papers import within
from avatarchain.papers.certificate import Papers, embed_in_png
from avatarchain.papers.png import read_png
from avatarchain.species.image import PNG_SIGNATURE
from avatarchain.species.pack import load

WORD = "0x" + "1" * 64
# A signature and hashes of digits with which an archive of cpio begins.
DIGITS = Papers("0x" + "070707" + 58 * "1", WORD, WORD, signature="0x" + "070701" + 122 * "1")
NAME = b"avatar.txt"
CONTENT = b"".join(zlib.crc32(bytes([at])).to_bytes(4, "big") for at in range(256)) * 2


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def in_rows(payload: bytes) -> bytes:
    """A PNG with papers in whose rows these bytes, at most 3,072, stand as they are."""
    width, height = 1024, 4
    rows = b"\0" + payload.ljust(3 * width, b"\0") + bytes((1 + 3 * width) * (height - 1))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return embed_in_png(PNG_SIGNATURE + b"".join(chunk(*each) for each in chunks), DIGITS)


def zipped() -> bytes:
    """A local file of a ZIP archive, without what stands at its end."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(NAME.decode(), CONTENT)
    return file.getvalue().partition(b"PK\1\2")[0]


def newc() -> bytes:
    numbers = (1, 0o100644, 0, 0, 1, 0, len(CONTENT), 0, 0, 0, 0, len(NAME) + 1, 0)
    return b"070701" + b"".join(b"%08X" % number for number in numbers) + NAME + b"\0\0" + CONTENT


def odc() -> bytes:
    head = b"%06o%06o%06o%06o%06o%06o%06o%011o%06o%011o"
    numbers = (1, 1, 0o100644, 0, 0, 1, 0, 0, len(NAME) + 1, len(CONTENT))
    return b"070707" + head % numbers + NAME + b"\0" + CONTENT


def lha(level: int = 0) -> bytes:
    head = b"-lh0-" + struct.pack("<IIIBB", len(CONTENT), len(CONTENT), 0, 0x20, level)
    head += bytes([len(NAME)]) + NAME + b"\0\0"
    return bytes([len(head), sum(head) & 255]) + head + CONTENT


def huge_lha() -> bytes:
    """An LHA archive whose header says that more is packed than follows."""
    data = bytearray(lha())
    data[7:11] = b"\xff" * 4
    data[1] = sum(data[2 : 2 + data[0]]) & 255
    return bytes(data)


def ar() -> bytes:
    head = b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (NAME + b"/", 0, 0, 0, b"100644", len(CONTENT))
    return b"!<arch>\n" + head + CONTENT


def old_cpio(order: str) -> bytes:
    """Two entries of a binary cpio archive; `order` of its bytes as in struct."""
    archive = b""
    for name, content in ((NAME, CONTENT[:99]), (b"TRAILER!!!", b"")):
        numbers = (0o070707, 1, 1, 0o100644, 0, 0, 1, 0, 0, 0, len(name) + 1, 0, len(content))
        head = struct.pack(f"{order}13H", *numbers)
        for part in (name + b"\0", content):
            head += part + bytes(len(part) % 2)
        archive += head
    return archive


def arj(further: bytes = b"") -> bytes:
    """The headers of an ARJ archive and of a file in it."""
    archive = b""
    for kind, more in ((2, further), (0, b"")):
        head = bytes([30, 11, 1, 2, 16, 0, kind]) + bytes(23) + NAME + b"\0\0"
        archive += b"\x60\xea" + struct.pack("<H", len(head)) + head
        archive += struct.pack("<I", zlib.crc32(head)) + more + b"\0\0"
    return archive


ARCHIVES = {
    "a ZIP archive": zipped(),
    "a ZIP archive with a long name": zipped()[:26] + b"\0\x05" + zipped()[28:],
    "an LHA archive that is cut short": huge_lha(),
    "a cabinet with a number where nothing stands": b"MSCF\1\1\1\1"
    + struct.pack("<IIII", 99, 0, 44, 0),
    "a PDF with tabs": b"\n1\t0\tobj\n<<>>endobj",
    "a PDF with zeros and lines": b"\n12\r\n00\0obj[]endobj",
    "the image of a disk in Btrfs": b"_BHRfS_M\1\0",
    "the image of a disk to swap": b"SWAPSPACE2",
    "the image of a disk to swap in old Linux": b"SWAP-SPACE",
    "the image of a disk in LVM": b"LABELONE\1\0\0\0",
    "the image of a disk in ReiserFS": b"ReIsEr2Fs",
    "the image of a disk in bcachefs": bytes.fromhex("c68573f666ce90a9d96a60cf803df7ef"),
    "a WIM archive with a longer header": b"MSWIM\0\0\0\xd0\1\0\0\0\x0d\1\0",
    "a cpio archive": newc(),
    "a cpio archive of old": odc(),
    "an LHA archive": lha(),
    "an LHA archive of level 2": lha(2),
    "an ar archive": ar(),
    "a gzip archive": gzip.compress(CONTENT, mtime=0),
    "a gzip archive cut short": gzip.compress(CONTENT * 2, 0)[:1500],
    "a bzip2 archive": bz2.compress(CONTENT),
    "an xz archive": lzma.compress(CONTENT),
    "a RAR archive": b"Rar!\x1a\x07\0" + bytes(20),
    "a 7z archive": b"7z\xbc\xaf\x27\x1c\0\4" + bytes(24),
    "a cabinet": b"MSCF" + bytes(20),
    "a PDF": b"%PDF-1.7\n",
    "a PDF of an object": b"1 0 obj<<>>endobj",
    "the image of a disk": b"\1CD001\1\0",
    "the image of a disk in UDF": b"\0NSR02\1",
    "the image of a disk with a table": b"EFI PART\0\0\1\0",
    "the image of a disk for a machine": b"conectix\0\0\0\2",
    "the image of a disk for a Mac": b"koly\0\0\0\4\0\0\2\0",
    "a cpio archive of numbers": old_cpio("<"),
    "a cpio archive of numbers, the high byte first": old_cpio(">"),
    "an ARJ archive": arj(),
    "an ARJ archive with a further header": arj(struct.pack("<HI5s", 5, 0, b"moreX")[:11]),
    "a xar archive": b"xar!\0\x1c\0\1" + struct.pack(">QQI", 99, 300, 1),
    "a ZOO archive": b"ZOO 2.10 Archive.\x1a\0\0\xdc\xa7\xc4\xfd" + struct.pack("<ii", 42, -42),
    "an ACE archive": b"\x12\x34\x31\0\0\0\x90**ACE**\x14\x14\2" + bytes(20),
    "a StuffIt archive": b"SIT!\0\1\0\0\1\0rLau\1" + bytes(7),
    "a StuffIt archive of 1997": b"StuffIt (c)1997-1998 Aladdin Systems, Inc.",
    "a WIM archive": b"MSWIM\0\0\0\xd0\0\0\0\0\x0d\1\0",
    "a CHM archive": b"ITSF\3\0\0\0\x60\0\0\0\1\0\0\0",
    "an ALZ archive": b"ALZ\1\x0a\0\0\0BLZ\1",
    "an EGG archive": b"EGGA\0\1\x12\x34\x56\x78\0\0\0\0",
    "a ZPAQ archive": b"7kSt\xa01\x83\xd3\x8c\xb2\x28\xb0\xd3zPQ\1\1",
    "an NSIS archive": b"\0\0\0\0\xef\xbe\xad\xdeNullsoftInst",
    "an OLE archive": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b">\0\3\0\xfe\xff\x09\0",
    "an SZDD archive": b"SZDD\x88\xf0\x27\x33A\0\5\0\0\0\xffabcde",
    "an RPM archive": b"\xed\xab\xee\xdb\3\0\0\0\0\1" + bytes(66) + b"\0\1\0\5" + bytes(16),
    "a uuencoded archive": b"\nbegin 644 avatar.txt\n#0V%T\n`\nend\n",
    "the image of a disk in squashfs": b"hsqs"
    + struct.pack("<IIIIHHHHHH", 1, 0, 1 << 17, 0, 1, 17, 0, 1, 4, 0),
    "the image of a disk in cramfs": b"\x45\x3d\xcd\x28" + bytes(12) + b"Compressed ROMFS",
    "the image of a disk in romfs": b"-rom1fs-\0\0\4\0",
    "the image of a disk for QEMU": b"QFI\xfb\0\0\0\3" + bytes(12),
    "the image of a disk for VMware": b"KDMV" + struct.pack("<IIQQ", 1, 3, 2048, 128),
    "the image of a disk for VirtualBox": b"\x7f\x10\xda\xbe\1\0\1\0\x90\1\0\0",
    "the image of a disk for Hyper-V": b"vhdxfileM\0i\0",
    "the image of a disk in LUKS": b"LUKS\xba\xbe\0\1aes\0",
    "the image of a disk in APFS": b"\1\0\0\x80\0\0\0\0NXSB\0\x10\0\0",
    "the image of a disk in NTFS": b"\xeb\x52\x90NTFS    \0\2",
    "the image of a disk of a telephone": b"gDla\4\0\0\0\x34\0\0\0",
    "the image of a disk with holes": b":\xff&\xed\1\0\0\0\x1c\0\x0c\0",
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_what_else_stands_among_the_rows_is_refused(name: str) -> None:
    data = in_rows(bytes(500) + ARCHIVES[name])
    assert ARCHIVES[name] in data
    (kind,) = re.findall(r"^(?:an? \S+ archive|a cabinet|a PDF|the image of a disk)", name)
    with pytest.raises(NotAPicture, match=f"{kind} stands in it"):
        read_png(data, "a.png")


@pytest.mark.parametrize(
    "payload",
    [
        b"PK\3\4" + bytes(4) + b"\0\1" + bytes(20),  # a method that no program has
        b"-lh0-" + b"\xff" * 4 + bytes(30),  # longer than the file
        b"-lh5-" + bytes(13) + b"\7" + bytes(9),  # of no level
        b"\x1f\x8b\x08\0" + bytes(6) + b"\xff" * 30,  # nothing can be unpacked
        b"070701 and no number",
        b"CD001 and BZh9 and 7z and Rar! and 3 obj",
        b"\x28\xb5\x2f\xfd and \4\x22\x4d\x18 and LZIP\1 and \x1f\x9d",  # too short
        b"xar! and **ACE** and SIT! and ALZ\1 and hsqs and vhdxfile and begin 64",
        arj()[:-1].replace(NAME, b"AVATAR.txt"),  # another sum
        arj()[:44] + bytes(9),  # no file follows
        old_cpio("<")[:137] + bytes(40),  # no second entry
    ],
)
def test_signs_that_stand_by_chance_are_not(payload: bytes) -> None:
    assert read_png(in_rows(bytes(500) + payload), "a.png").papers is not None


def with_bytes(places: dict[int, bytes]) -> bytes:
    """A PNG with papers and a manifest of zeros before them, with bytes at some places in it."""
    told = b"jumd" + bytes.fromhex("63327061 00110010 800000aa00389b71") + b"\3c2pa\0"
    described = struct.pack(">I", 4 + len(told)) + told
    length = max((at + 512 for at in places), default=4096)
    store = struct.pack(">I4s", length, b"jumb") + described
    store += struct.pack(">I4s", length - len(store), b"jumb")
    data = in_rows(b"")
    body = bytearray(store.ljust(length, b"\0"))
    for at, content in places.items():
        body[at - 41 : at - 41 + len(content)] = content
    return data[:33] + chunk(b"caBX", bytes(body)) + data[33:]


@pytest.mark.parametrize(
    ("places", "disk"),
    [
        ({1080: b"\x53\xef"}, True),
        ({1080: b"\x53\xef", 1048: b"\2\0\0\0"}, True),
        ({1080: b"\x53\xef", 1048: b"\x07\0\0\0"}, False),
        ({1081: b"\x53\xef"}, False),
        ({510: b"\x55\xaa", 454: b"\1\0\0\0"}, True),
        ({510: b"\x55\xaa", 502: b"\4\0\0\0"}, True),
        ({510: b"\x55\xaa"}, False),
        ({510: b"\x55\xaa", 454: b"\0\0\0\1"}, False),
        ({512: b"EFI PART"}, True),
        ({1024: b"H+\0\4"}, True),
        ({1024: b"HX\0\5"}, True),
        ({1024: b"\x10\x20\xf5\xf2"}, True),
        ({1024: b"\xe2\xe1\xf5\xe0"}, True),
        ({1024: b"BD", 1044: b"\0\0\x02\0"}, True),
        ({1024: b"BD", 1044: b"abcd"}, False),
        ({1040: b"\x7f\x13"}, True),
        ({1040: b"\x13\x8f"}, True),
        ({1040: b"\x7f\x13", 1034: b"\1"}, False),
        ({1048: b"\x5a\x4d"}, True),
        ({1048: b"\x5a\x4d", 1036: b"\1"}, False),
        ({544: b"1SFB"}, True),
        ({1024: b"\2\0\0\0\0\0\x34\x34"}, True),
        ({4096: b"\xfc\x4e\x2b\xa9"}, True),
        ({9564: b"\x54\x19\1\0"}, True),
        ({32768: b"JFS1"}, True),
        ({32769: b"NSR02"}, True),
        ({32768: b"\x07BEA01\1"}, True),
        ({32771: b"NSR02"}, False),
        ({65536: b"\1\x16\x19\x70"}, True),
        ({66908: b"\x19\1\x54\x19"}, True),
        ({}, False),
    ],
)
def test_a_manifest_that_is_the_start_of_a_disk_is_refused(
    places: dict[int, bytes], disk: bool
) -> None:
    data = with_bytes(places)
    if disk:
        with pytest.raises(NotAPicture, match="the image of a disk stands in it"):
            read_png(data, "a.png")
    else:
        assert read_png(data, "a.png").beside == ("caBX",)


@pytest.mark.parametrize("kind", [b"0", b"Z", b"s", b"\xff"])
@pytest.mark.parametrize("name", [b"avatar.txt", b"\xfcbung.txt"])
def test_a_manifest_that_is_a_tar_of_any_kind_of_entry_is_refused(kind: bytes, name: bytes) -> None:
    head = bytearray(512)
    head[: len(name)], head[124:136], head[156:157] = name, b"%011o\0" % 13, kind
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    with pytest.raises(NotAPicture, match="it is a tar archive too"):
        read_png(with_bytes({512: bytes(head)}), "a.png")
    head[124:136] = b"no number..."
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    assert within.is_tar(bytes(head)) is (kind == b"0" and name.isascii())


def test_starts_of_gzip_that_no_honest_file_has_so_often_are_refused() -> None:
    with pytest.raises(NotAPicture, match="a gzip archive stands in it"):
        read_png(in_rows(b"\x1f\x8b\x08\xe0" * 100 + b"\x1f\x8b\x08\0" * 100), "a.png")


def test_no_honest_picture_is_refused() -> None:
    """Of ours, and of a million bytes without a pattern."""
    species = load("tuftling")
    for genome in range(30):
        read_png(embed_in_png(portrait.png(species, genome, 128), DIGITS), "a.png")
    noise = b"".join(zlib.crc32(struct.pack(">I", at)).to_bytes(4, "big") for at in range(250_000))
    assert within.other_file(noise, b"") is None
    assert not within.is_zip(noise, b"")


def test_rows_are_no_tar_by_chance() -> None:
    """The sum of random bytes fits what stands in its place in one of 20,000 blocks."""
    assert not within.is_tar(random.Random(7).randbytes(40_000_000))


@pytest.mark.parametrize(
    ("sign", "other"), [(b"MSCF", "a cabinet"), (b"-lh5-" + b"\xff" * 13 + b"\3", "an LHA archive")]
)
def test_signs_that_stand_there_too_often_are_not_all_looked_at(sign: bytes, other: str) -> None:
    assert within.other_file(sign * 900, b"") is None
    assert within.other_file(sign * 1_100, b"") == other
