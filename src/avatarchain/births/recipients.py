"""The recipients of a founding: one address, or a list with one address for each founder.

The contract stores 32 bytes: the address itself, or keccak256 of the list, which is 20 bytes for
each founder in the order of their numbers. It is not a Merkle tree, because a tree could contain
two addresses for one number, and the issuer could choose after the draw. The list is not stored on
the chain or in the home. So the caller gives it again when it is needed, and its hash is compared.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.base.regular import IrregularFile, open_regular
from avatarchain.chain.notation import checksum_address, parse_address
from avatarchain.errors import (
    BadAddress,
    BadRecipients,
    OtherRecipients,
    RecipientsMiscounted,
    RecipientsNeeded,
    RepeatedRecipient,
)
from avatarchain.registry.foundings import Founding

if TYPE_CHECKING:
    from mmap import mmap

ADDRESS = 20  # bytes
MOST_BYTES = 2**28  # of a list
_MOST_OF_A_LINE = 1_000  # letters; an address has 42


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets the founders of a founding: the `sole` address (EIP-55), or those of a list.

    `addresses` has 20 bytes for each founder in the order of their numbers; it is empty if all
    founders go to one address.
    """

    sole: str | None
    addresses: "bytes | mmap" = b""

    @property
    def hash(self) -> bytes:
        """The 32 bytes that the contract stores for these recipients."""
        if self.sole is not None:
            return bytes(12) + bytes.fromhex(self.sole[2:])
        return keccak256(bytes(self.addresses))

    def each(self) -> Iterator[str]:
        """The sole address, or those of the list in their order (EIP-55)."""
        if self.sole is not None:
            yield self.sole
        for number in range(len(self.addresses) // ADDRESS):
            yield self.of(number)

    def of(self, number: int) -> str:
        """The address (EIP-55) that the founder with this number is promised to."""
        if self.sole is not None:
            return self.sole
        return checksum_address(to_hex(self.addresses[ADDRESS * number : ADDRESS * (number + 1)]))


def sole(address: str) -> Recipients:
    """One recipient of all founders. Raises BadAddress, also for the zero address."""
    recipient = parse_address(address)
    if not int(recipient, 16):
        raise BadAddress(text=address, reason="nobody holds what the zero address gets")
    return Recipients(recipient)


def sole_recipient(recipients: bytes) -> str | None:
    """The address (EIP-55) in the contract's 32 bytes; None if they are the hash of a list."""
    return None if any(recipients[:12]) else checksum_address(to_hex(recipients[12:]))


def read_list(
    source: Path | Sequence[str], count: int | None, *, repeats: bool = False
) -> Recipients:
    """The recipients in a text file: `count` lines, one address each, in the founders' order.

    In place of a file the addresses themselves can be given. With `count` None there may be any
    number of them. Raises BadRecipients for a line that is not an address, RecipientsMiscounted for
    another number of lines, and RepeatedRecipient for an address that occurs twice, unless
    `repeats`.
    """
    addresses, lines = bytearray(), dict[bytes, int]()
    file, texts = (source, _lines(source)) if isinstance(source, Path) else ("the list", source)
    for line, text in enumerate(texts, start=1):
        if count is not None and line > count:
            raise RecipientsMiscounted(file=file, recipients=f"more than {count}", count=count)
        try:
            address = sole(text).hash[-ADDRESS:]
        except BadAddress as error:
            raise BadRecipients(file=file, line=line, reason=str(error)) from None
        if not repeats and (first := lines.setdefault(address, line)) != line:
            raise RepeatedRecipient(file=file, line=line, to=text, first=first)
        addresses += address
    if count is not None and len(addresses) != ADDRESS * count:
        recipients = len(addresses) // ADDRESS
        raise RecipientsMiscounted(file=file, recipients=f"{recipients}", count=count)
    return Recipients(None, bytes(addresses))


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of a list, without blanks around them; a very long line is cut off."""
    line = 1
    try:
        with open_regular(path) as opened:
            if os.fstat(opened.fileno()).st_size > MOST_BYTES:
                raise BadRecipients(
                    file=path, line=1, reason=f"the file is larger than {MOST_BYTES:,} bytes"
                )
            with TextIOWrapper(opened, encoding="utf-8-sig") as file:
                while text := file.readline(_MOST_OF_A_LINE):
                    yield text.strip()
                    line += 1
    except UnicodeDecodeError:
        raise BadRecipients(file=path, line=line, reason="the file is not text") from None
    except IrregularFile as error:
        raise BadRecipients(file=path, line=1, reason=f"the file {error.strerror}") from None


def recipients_of(founding: Founding, source: Path | Sequence[str] | None) -> Recipients:
    """The recipients of a founding: the address that the chain has, or a list as in `read_list`.

    Raises RecipientsNeeded if the chain has the hash of a list and `source` is None,
    OtherRecipients if the list has another hash, and the errors of `read_list`.
    """
    if source is None:
        sole = sole_recipient(founding.recipients)
        if sole is None:
            raise RecipientsNeeded(founding=founding.number, count=founding.count)
        return Recipients(sole)
    given = read_list(source, founding.count, repeats=True)
    if given.hash != founding.recipients:
        raise OtherRecipients(
            founding=founding.number, hash=to_hex(given.hash), expected=to_hex(founding.recipients)
        )
    return given
