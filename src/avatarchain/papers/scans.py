"""The scans of a JPEG: whether they send each part of the picture once.

A decoder that meets a part twice shows the first or the last; one that meets a wrong number at a
restart goes on, or leaves out what follows; and where a scan names a table of codes that is not
there, some stop and others have one of their own. So the headers of the scans, their tables and the
restarts are looked at here. What the codes between them say is not decoded.
"""

import re
from dataclasses import dataclass, field

_SCAN, _END, _RESTARTS, _HUFFMAN = 0xDA, 0xD9, 0xDD, 0xC4
_BETWEEN_SCANS = (_HUFFMAN, _RESTARTS)
_AFTER_A_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)
_RESTART = re.compile(rb"\xff([\xd0-\xd7])")
_FIRST_RESTART, _RESTART_NUMBERS = 0xD0, 8
_BLOCK = 8  # pixels
_COEFFICIENTS = 64  # of a block; the first is its mean
_PROGRESSIVE = 0xC2
_SIZES_OF_MEANS, _SIZES = 11, 10  # bits of differences of means, and of other coefficients
_OF_MEANS, _OF_OTHERS = 0x00, 0x10  # kinds of tables, to which their number is added
_TABLES = {kind + number for kind in (_OF_MEANS, _OF_OTHERS) for number in range(4)}
_COMMON = 1  # the highest number of the tables that every decoder has
ODD_TABLES = "its tables say what those of few programs say"


@dataclass(slots=True)
class Frame:
    """The frame of a JPEG, from its segment's `marker` and `body`, and what its scans have sent.

    `interval` is the number of units of a scan between two restarts, 0 for none. `tables` are
    those of codes that stand before the next scan, each the sum of its kind and number. `bits` has,
    by the name of a component and the number of a coefficient, how many low bits were not yet sent.
    """

    marker: int
    body: bytes
    interval: int = 0
    tables: set[int] = field(default_factory=set)
    bits: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def names(self) -> bytes:
        """The name of each component."""
        return self.body[6::3]

    @property
    def samplings(self) -> bytes:
        """How finely each component is sampled: four bits across, four down."""
        return self.body[7::3]

    def units(self, names: bytes) -> int:
        """How many units a scan of these components has, between which restarts may stand.

        Of several components a unit has as many blocks as they are sampled, of one it has one.
        """
        factors = [(sampling >> 4, sampling & 15) for sampling in self.samplings]
        most = [max(sides) for sides in zip(*factors, strict=True)]
        sides = [int.from_bytes(self.body[at : at + 2], "big") for at in (3, 1)]
        if len(names) == 1:
            own = factors[self.names.index(names)]
            sides = [
                _divided(side * mine, all_)
                for side, mine, all_ in zip(sides, own, most, strict=True)
            ]
            most = [1, 1]
        across, down = (
            _divided(side, _BLOCK * factor) for side, factor in zip(sides, most, strict=True)
        )
        return across * down


def _divided(number: int, by: int) -> int:
    return -(-number // by)


def huffman_tables(body: bytes) -> set[int] | None:
    """The kind and number of each Huffman table in a segment, added; None if one is odd.

    Odd are other numbers than decoders have, a table without codes, and sizes of more bits than
    those of colours of 8 bits.
    """
    tables, at = set[int](), 0
    while at < len(body):
        name, count = body[at], sum(body[at + 1 : at + 17])
        symbols = body[at + 17 : at + 17 + count]
        if name not in _TABLES or not symbols:
            return None
        if name >= _OF_OTHERS:
            if any(symbol & 15 > _SIZES for symbol in symbols):
                return None
        elif max(symbols) > _SIZES_OF_MEANS:
            return None
        tables.add(name)
        at += 17 + count
    return tables if at == len(body) else None


def odd_scans(data: bytes, at: int, frame: Frame) -> str | None:
    """What is odd from the first scan of a JPEG to its end; None: nothing.

    Raises IndexError if it is cut off.
    """
    while (marker := data[at + 1]) != _END:
        if marker != _SCAN and marker not in _BETWEEN_SCANS:
            return "it has segments between its scans"
        start = at + 4
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _RESTARTS:
            frame.interval = int.from_bytes(data[start:at], "big")
        elif marker == _HUFFMAN:
            tables = huffman_tables(data[start:at])
            if tables is None:
                return ODD_TABLES
            frame.tables |= tables
        elif marker == _SCAN:
            marked = _AFTER_A_SCAN.search(data, at)
            behind = marked.start() if marked else len(data)
            head = data[start:at]
            if not _sends(frame, head):
                return "its scans do not send each part of it once"
            if not _names_tables(frame, head):
                return "its scans name tables of codes that are not there"
            if not _restarts_well(frame, head, data[at:behind]):
                return "its restarts are not where it says"
            at = behind
        if data[at] != 0xFF:
            return "its segments do not follow one another"
    needed = len(frame.names) * _COEFFICIENTS
    if len(frame.bits) != needed or any(frame.bits.values()):
        return "its scans do not send each part of it once"
    return "bytes follow its end" if at + 2 != len(data) else None


def _components(head: bytes) -> bytes:
    """The names of the components of a scan with this header."""
    return head[1 : 1 + 2 * head[0] : 2]


def _sends(frame: Frame, head: bytes) -> bool:
    """Note what a scan with this header sends; False if that has been sent, or no scan may."""
    names = _components(head)
    if len(head) != 4 + 2 * head[0] or not names or set(names) - set(frame.names):
        return False
    first, last, precision = head[-3:]
    before, after = precision >> 4, precision & 15
    if frame.marker != _PROGRESSIVE:
        usual = (first, last, precision) == (0, _COEFFICIENTS - 1, 0)
    elif first:
        usual = len(names) == 1 and first <= last < _COEFFICIENTS and (names[0], 0) in frame.bits
    else:
        usual = last == 0
    if not usual or (before and before != after + 1):
        return False
    for part in ((name, number) for name in names for number in range(first, last + 1)):
        if frame.bits.get(part, 0) != before or (part in frame.bits) != bool(before):
            return False
        frame.bits[part] = after
    return True


def _names_tables(frame: Frame, head: bytes) -> bool:
    """Whether the tables are there that a scan with this header needs.

    One that it names and does not need is that, or has a number that every decoder knows.
    """
    first, before, progressive = head[-3], head[-1] >> 4, frame.marker == _PROGRESSIVE
    needs = (
        (_OF_MEANS, not progressive or not (first or before)),
        (_OF_OTHERS, not progressive or first > 0),
    )
    for numbers in head[2 : 2 + 2 * head[0] : 2]:
        for (kind, needed), number in zip(needs, (numbers >> 4, numbers & 15), strict=True):
            if kind + number not in frame.tables and (needed or number > _COMMON):
                return False
    return True


def _restarts_well(frame: Frame, head: bytes, codes: bytes) -> bool:
    """Whether as many restarts stand in the codes of a scan as it needs, and count as they must."""
    needed = (frame.units(_components(head)) - 1) // frame.interval if frame.interval else 0
    numbers = [marker[0] - _FIRST_RESTART for marker in _RESTART.findall(codes)]
    return numbers == [number % _RESTART_NUMBERS for number in range(needed)]
