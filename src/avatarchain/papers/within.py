"""What else a PNG may be to a program that looks for it anywhere in a file, or at one place.

Whoever forges a file chooses the bytes of a manifest and nearly all of the compressed rows; and by
chance honest rows may have any bytes. So what is looked for in the whole file is improbable there:
by chance something is found in one of 200 million files of 64 KiB, and in one of 1.2 million of
12 MiB, which none of ours exceeds. (At each byte begin the six bytes of a RAR, 7z or xz archive in
3 of 2^48 cases, a ZIP in 1.7 and a PDF in 1.9. The head of gzip does in one of 2^27, and of a
million of those at most four unpack to 1,024 bytes. An LHA archive adds 9 in 100 million at 12 MiB,
the others hardly anything.) Of zstd, lz4, lzip, compress and PPMd the signs are too short: even if
the blocks behind the four bytes of a zstd frame are followed to the last, one of some million
honest files would be refused. What is less improbable is looked for outside the rows alone.
"""

import re
import zlib
from collections.abc import Callable
from typing import Literal

from avatarchain.papers.disks import is_disk

# unzip reads any file in whose last bytes the first stands; the second is before each name.
_ZIP_ENDS, _ZIP_NAMES = b"PK\5\6", b"PK\1\2"
# Before a file in it: version, flags, a method below 100, time, sum, lengths, a name below 1 KiB.
# A longer name has to be behind a version below 64.
_ZIP_FILE = re.compile(
    rb"PK\x03\x04(?:.{4}[\0-\x63]\0.{17}[\0-\x03]|[\0-\x3f]\0.{2}[\0-\x63]\0)", re.DOTALL
)
_HEX = rb"[0-9A-Fa-f]"
_BLANK = rb"[\0\t\n\f\r ]"  # of a PDF
_DISK = "the image of a disk"
_ANYWHERE = (
    ("a PDF", re.compile(rb"%PDF-[12]\.[0-9]|startxref|[0-9] [0-9] obj")),
    ("a RAR archive", re.compile(rb"Rar!\x1a\x07")),
    ("a 7z archive", re.compile(rb"7z\xbc\xaf\x27\x1c")),
    ("an xz archive", re.compile(rb"\xfd7zXZ\0")),
    ("a bzip2 archive", re.compile(rb"BZh[1-9]1AY&SY")),
    ("an ar archive", re.compile(rb"!<(?:arch|thin)>\n")),
    # Longer than the hex digits of a signature: the name's length has four zeros.
    ("a cpio archive", re.compile(rb"07070[12]%b{88}0000%b{12}|070707[0-7]{70}" % (_HEX, _HEX))),
    ("a cabinet", re.compile(rb"MSCF\0{4}")),
    (
        _DISK,
        re.compile(
            rb"[\0-\x03\xff]CD001[\x01\x02]|\0(?:BEA01|NSR0[23])\x01"
            rb"|EFI PART|conectix|koly\0{3}\x04"
        ),
    ),
)
# Of these at least 66 bits stand fast: by chance none stands in a million honest files. Each has
# the bytes that are looked for first, since that is fast.
_LONG = (
    ("a xar archive", b"xar!\0", rb"xar!\0[\x1c-\x60]\0[\0\x01]\0{4}"),
    ("a ZOO archive", b"\xdc\xa7\xc4\xfd", rb"\xdc\xa7\xc4\xfd.\0{3}.\xff{3}"),
    ("an ACE archive", b"**ACE**", rb"\*\*ACE\*\*(?<=\0.{2}\*\*ACE\*\*)[\0-\x1f]{2}"),
    ("a StuffIt archive", b"rLau", rb"SIT!.{6}rLau[\x01\x02]"),
    ("a StuffIt archive", b"StuffIt (c)1997-", rb"StuffIt"),
    ("a WIM archive", b"MSWIM\0\0\0", rb"MSWIM"),
    ("a CHM archive", b"ITSF", rb"ITSF[\x02-\x04]\0{3}.\0{3}"),
    ("a CHM archive", b"ITOLITLS", rb"ITOLITLS\x01\0{3}"),
    ("an ALZ archive", b"ALZ\1", rb"ALZ\x01.{2}\0{2}BLZ\x01"),
    ("an EGG archive", b"EGGA\0\1", rb"EGGA\0\x01.{4}\0{4}"),
    ("a ZPAQ archive", b"7kSt\xa01\x83\xd3\x8c\xb2(\xb0\xd3", rb"7kSt"),
    ("an NSIS archive", b"\xef\xbe\xad\xdeNullsoftInst", rb"Nullsoft"),
    ("an OLE archive", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", rb"\x1a\xe1.{18}[\x03\x04]\0\xfe\xff"),
    ("an SZDD archive", b"SZDD\x88\xf0\x27\x33A", rb"SZDD"),
    ("an SZDD archive", b"KWAJ\x88\xf0\x27\xd1", rb"KWAJ\x88\xf0\x27\xd1[\0-\x04]\0"),
    ("an RPM archive", b"\xed\xab\xee\xdb", rb"\xed\xab\xee\xdb[\x03\x04].\0[\0\x01].{70}\0\x05"),
    ("a uuencoded archive", b"begin", rb"begin(?:-base64)? [0-7]{3,4} [!-~]"),
    ("a uuencoded archive", b"=ybegin ", rb"=ybegin (?:line|part|total)="),
    (_DISK, b"_BHRfS_M", rb"_BHRfS_M"),
    (_DISK, b"SWAPSPACE2", rb"SWAPSPACE2"),
    (_DISK, b"SWAP-SPACE", rb"SWAP-SPACE"),
    (_DISK, b"LABELONE", rb"LABELONE"),
    (_DISK, b"ReIsEr", rb"ReIsEr(?:[23]Fs|Fs)"),
    (_DISK, b"\xc6\x85\x73\xf6", rb"\xc6\x85\x73\xf6(?:\x4e\x1a\x45\xca|\x66\xce\x90\xa9)"),
    (_DISK, b"hsqs", rb"hsqs.{16}[\x01-\x06]\0[\x0c-\x14]\0.{4}\x04\0{3}"),
    (_DISK, b"Compressed ROMFS", rb"Compressed ROMFS"),
    (_DISK, b"-rom1fs-\0", rb"-rom1fs-\0"),
    (_DISK, b"QFI\xfb", rb"QFI\xfb\0{3}[\x01-\x03]\0{4}"),
    (_DISK, b"KDMV", rb"KDMV[\x01-\x03]\0{3}.{2}[\0-\x03]\0.{6}\0\0"),
    (_DISK, b"\x7f\x10\xda\xbe", rb"\x7f\x10\xda\xbe.\0\x01\0.{2}\0\0"),
    (_DISK, b"vhdxfile", rb"vhdxfile.\0"),
    (_DISK, b"LUKS\xba\xbe\0", rb"LUKS\xba\xbe\0(?:\x01[a-z]{3}|\x02\0{4})"),
    (_DISK, b"NXSB\0", rb"\x01\0\0\x80\0{4}NXSB\0"),
    (_DISK, b"NTFS    \0", rb"[\xeb\xe9].{2}NTFS {4}\0"),
    (_DISK, b"gDla\4\0\0\0", rb"gDla\x04\0{3}.\0{3}"),
    (_DISK, b":\xff&\xed\1\0\0\0\x1c\0\x0c\0", rb":\xff&\xed"),
)
_LONGER = tuple((other, first, re.compile(sign, re.DOTALL)) for other, first, sign in _LONG)
_ASIDE = (
    ("a PDF", re.compile(rb"%%PDF-|[0-9]%b{1,9}obj" % _BLANK)),
    (_DISK, re.compile(rb"CD001")),
)
# Of a PDF: what stands at the end of the word `obj`, and two numbers before it.
_OBJECT = re.compile(rb"obj[\0\t\n\f\r <\[(/0-9+.%tfn-]")
_NUMBERS = re.compile(rb"[0-9]%b{1,9}[0-9]{1,9}%b{1,9}\Z" % (_BLANK, _BLANK))
_NUMBERS_MOST = 28  # bytes
_CABINET, _CABINET_HEAD = re.compile(rb"MSCF"), 20
# A method, packed and real size, time, an attribute, a level of 0 to 3; two bytes are before it.
_LHA = re.compile(rb"-(?:l[hz]|p[cm])[0-9a-z]-.{13}[\0-\x03]", re.DOTALL)
_LHA_HEAD = 19  # bytes from the method on that every header has
# Its size is at most 2,600, and it is of kind 2; further headers may follow it, each with its size.
_ARJ = re.compile(rb"\x60\xea(?=.[\0-\x0a].{6}\x02)", re.DOTALL)
_ARJ_SIZES, _ARJ_FURTHER = range(30, 2601), 8
# In the order of bytes of either kind, with a name of at most 1,279 bytes.
_OLD_CPIO = re.compile(rb"\xc7\x71(?=.{19}[\0-\x04])|\x71\xc7(?=.{18}[\0-\x04])", re.DOTALL)
_OLD_CPIO_HEAD = 26
_MOST_MET = 999  # starts of one kind; of ARJ, cpio or PDF by chance there are seven in 12 MiB
# The head of gzip is met by chance, so what follows it is unpacked.
_GZIP = re.compile(rb"\x1f\x8b\x08[\0-\x1f]")
_GZIP_MOST, _GZIP_READ, _GZIP_BYTES = 99, 4096, 1024
_TAR_BLOCK, _TAR_SUM = 512, slice(148, 156)  # bytes of a header, and where its sum stands
_NO_OCTAL = re.compile(rb"[^0-7]")
_BASE_64 = re.compile(rb"[+-][0-9A-Za-z+/]+[ \0]*")
_TAR_NAME, _TAR_KIND, _TAR_MAGIC = slice(0, 100), slice(156, 157), slice(257, 262)
_TAR_SIZE, _TAR_NUMBER = slice(124, 136), re.compile(rb"\0?[\t-\r ]*[0-7]+(?:[\0\t-\r ]|$)")
_TAR_KINDS = b"\0" + b"01234567"  # archives with other kinds have `ustar`


def is_zip(data: bytes, aside: bytes) -> bool:
    """Whether it may be a ZIP archive; `aside` is what is not among the rows.

    Among these four bytes stand by chance now and then, two times four never.
    """
    ends = _ZIP_ENDS in aside or (_ZIP_ENDS in data and _ZIP_NAMES in data)
    return ends or _ZIP_FILE.search(data) is not None


def other_file(data: bytes, aside: bytes) -> str | None:
    """What stands in it besides, but for a ZIP or tar archive; None if nothing is found."""
    for signs, part in ((_ANYWHERE, data), (_ASIDE, aside)):
        for other, sign in signs:
            if sign.search(part):
                return other
    for other, first, sign in _LONGER:
        if first in data and sign.search(data):
            return other
    if is_disk(data):
        return _DISK
    if _is_met(_LHA, _begins_an_lha, data):
        return "an LHA archive"
    if _is_met(_CABINET, _begins_a_cabinet, data):
        return "a cabinet"
    if _is_met(_OBJECT, _begins_an_object, data):
        return "a PDF"
    if _is_met(_ARJ, _begins_an_arj, data):
        return "an ARJ archive"
    if _is_met(_OLD_CPIO, _begins_a_cpio, data):
        return "a cpio archive"
    return "a gzip archive" if _holds_gzip(data) else None


def _begins_an_lha(data: bytes, at: int) -> bool:
    """Whether what an LHA archive says to be packed is not longer than the rest of the file.

    Or its header, of level 0 or 1, has the right sum, whatever it says of its length: programs list
    a file that is cut short too.
    """
    if int.from_bytes(data[at + 5 : at + 9], "little") <= len(data) - at - _LHA_HEAD:
        return True
    if at < 2 or data[at + _LHA_HEAD - 1] > 1:
        return False
    head = data[at : at + data[at - 2]]
    return len(head) == data[at - 2] > _LHA_HEAD and sum(head) & 255 == data[at - 1]


def _begins_a_cabinet(data: bytes, at: int) -> bool:
    """Whether a cabinet says of its length and of its files' place that they are in the file.

    What stands between its sign and these is reserved, and read by nobody.
    """
    head = data[at : at + _CABINET_HEAD]
    length, files = (int.from_bytes(head[place : place + 4], "little") for place in (8, 16))
    return 0 < files < length <= len(data) - at


def _is_met(sign: re.Pattern[bytes], begins: Callable[[bytes, int], bool], data: bytes) -> bool:
    """Whether an archive begins at one of the signs, or they stand there too often to be looked at.

    No honest file has so many.
    """
    for count, place in enumerate(sign.finditer(data)):
        if count >= _MOST_MET or begins(data, place.start()):
            return True
    return False


def _begins_an_object(data: bytes, at: int) -> bool:
    """Whether an object of a PDF has its numbers before this word."""
    return _NUMBERS.search(data, max(0, at - _NUMBERS_MOST), at) is not None


def _begins_an_arj(data: bytes, at: int) -> bool:
    """Whether an ARJ archive begins here: its header has the right sum, and another follows."""
    size = int.from_bytes(data[at + 2 : at + 4], "little")
    head, at = data[at + 4 : at + 4 + size], at + 4 + size
    checksum = int.from_bytes(data[at : at + 4], "little")
    if size not in _ARJ_SIZES or zlib.crc32(head) != checksum:
        return False
    at += 4
    for _ in range(_ARJ_FURTHER):
        further = int.from_bytes(data[at : at + 2], "little")
        if not further:
            return data[at + 2 : at + 4] == b"\x60\xea"
        at += 2 + further + 4
    return True


def _begins_a_cpio(data: bytes, at: int) -> bool:
    """Whether two entries of a binary cpio archive, one behind the other, begin here."""
    second = _behind_entry(data, at)
    return second is not None and _behind_entry(data, second) is not None


def _behind_entry(data: bytes, at: int) -> int | None:
    """Where an entry of a binary cpio archive that begins here ends; None if none begins here.

    Its numbers have 16 bits, in the order of bytes that its first tells; a longer one begins with
    its higher half.
    """
    start = data[at : at + _OLD_CPIO_HEAD]
    if len(start) < _OLD_CPIO_HEAD or not _OLD_CPIO.match(data, at):
        return None
    order: Literal["little", "big"] = "little" if start[:1] == b"\xc7" else "big"
    name, high, low = (int.from_bytes(start[place : place + 2], order) for place in (20, 22, 24))
    at += _OLD_CPIO_HEAD
    size = high << 16 | low
    behind = at + name + name % 2 + size + size % 2
    ends = data.find(b"\0", at, at + name) == at + name - 1
    return behind if name > 1 and ends and behind <= len(data) else None


def _holds_gzip(data: bytes) -> bool:
    """Whether 1,024 bytes, or a whole member, can be unpacked somewhere.

    By chance its first four bytes stand in 64 MiB two or three times, and never a hundred times.
    """
    for count, place in enumerate(_GZIP.finditer(data)):
        unpacker = zlib.decompressobj(31)
        start = data[place.start() : place.start() + _GZIP_READ]
        try:
            unpacked = len(unpacker.decompress(start, _GZIP_BYTES))
        except zlib.error:
            unpacked = 0
        if unpacked == _GZIP_BYTES or unpacker.eof or count >= _GZIP_MOST:
            return True
    return False


def is_tar(data: bytes) -> bool:
    """Whether 512 bytes that begin at a multiple of 512 may be a header of a tar archive."""
    return any(_begins_a_tar(data[at : at + _TAR_BLOCK]) for at in range(0, len(data), _TAR_BLOCK))


def _begins_a_tar(block: bytes) -> bool:
    """Whether 512 bytes, or fewer, may be a header of a tar archive to some program.

    Programs read its sum as octal digits, with or without what stands behind them, in base 256,
    or in base 64; and they count bytes from 128 as they are, or as 256 less. By chance the sum fits
    one of 20,000 blocks of rows. So the block must also be a kind of entry, and have a name that
    can be read: in all one of 80 million.
    """
    if not _names_an_entry(block):
        return False
    field = block[_TAR_SUM]
    digits = {_NO_OCTAL.sub(b"", field[:end]) for end in range(1, len(field) + 1)} - {b""}
    if not digits and field[:1] < b"\x80" and not _BASE_64.fullmatch(field):
        return False
    rest = block[: _TAR_SUM.start] + block[_TAR_SUM.stop :]
    plain = sum(rest) + 8 * ord(" ")
    sums = {plain, plain - 256 * sum(byte >= 128 for byte in rest)}
    if _BASE_64.fullmatch(field) or sums & {int(number, 8) for number in digits}:
        return True
    low = int.from_bytes(field[4:], "big")
    return field[:1] >= b"\x80" and low in {number % 2**32 for number in sums}


def _names_an_entry(block: bytes) -> bool:
    """Whether a block has a kind of entry of a tar archive, and a name of printable letters.

    Programs take other kinds and other letters too. These are taken for an entry if the size is a
    number as well: one of 30,000 blocks of rows has such a name and size.
    """
    if block[_TAR_MAGIC] == b"ustar":
        return True
    kind, name = block[_TAR_KIND], block[_TAR_NAME].split(b"\0", 1)[0]
    if name and min(name) >= ord(" ") and _TAR_NUMBER.match(block[_TAR_SIZE]):
        return True
    if not kind or kind not in _TAR_KINDS:
        return False
    try:
        return bool(name) and name.decode().isprintable()
    except UnicodeDecodeError:
        return False
