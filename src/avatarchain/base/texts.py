"""Text in the files of other systems: UTF-8, with or without a byte order mark in front.

Editors of Windows write the mark, which is not seen. It belongs to no passphrase and no key.
"""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE


def text_of(data: bytes) -> str:
    """The text of a file, without a byte order mark. Raises UnicodeDecodeError, with a sentence."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        reason = "the file is UTF-16: save it as UTF-8"
        raise UnicodeDecodeError("utf-8", data[:2], 0, 2, reason)
    return unmarked(data).decode()


def unmarked(data: bytes) -> bytes:
    """The bytes of a text without a byte order mark in front."""
    return data.removeprefix(BOM_UTF8)
