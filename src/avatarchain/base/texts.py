"""Text in the files of other systems: UTF-8, with or without a byte order mark in front.

Editors on Windows write this mark, which is invisible. It is not part of a passphrase or a key.
"""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE


def text_of(data: bytes) -> str:
    """The text of UTF-8 bytes, without a byte order mark.

    Raises UnicodeDecodeError if they are not UTF-8.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        reason = "the file is UTF-16: save it as UTF-8"
        raise UnicodeDecodeError("utf-8", data[:2], 0, 2, reason)
    return unmarked(data).decode()


def unmarked(data: bytes) -> bytes:
    """The bytes of a text without a byte order mark in front."""
    return data.removeprefix(BOM_UTF8)
