"""The scans of a JPEG: whether they send each part of the picture once.

A decoder that meets a part twice shows the first or the last; one that meets a wrong number at a
restart goes on, or leaves out what follows. So the headers of the scans and the restarts are
counted here. What the codes between them say is not decoded.
"""

import re
from dataclasses import dataclass, field

_SCAN, _END, _RESTARTS = 0xDA, 0xD9, 0xDD
_BETWEEN_SCANS = (0xC4, _RESTARTS)
_AFTER_A_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)
_RESTART = re.compile(rb"\xff([\xd0-\xd7])")
_FIRST_RESTART, _RESTART_NUMBERS = 0xD0, 8
_BLOCK = 8  # pixels
_COEFFICIENTS = 64  # of a block; the first is its mean
_PROGRESSIVE = 0xC2


@dataclass(slots=True)
class Frame:
    """The frame of a JPEG, from its segment's `marker` and `body`, and what its scans have sent.

    `interval` is the number of units of a scan between two restarts, 0 for none. `bits` has, by
    the name of a component and the number of a coefficient, how many low bits were not yet sent.
    """

    marker: int
    body: bytes
    interval: int = 0
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
        elif marker == _SCAN:
            marked = _AFTER_A_SCAN.search(data, at)
            behind = marked.start() if marked else len(data)
            head = data[start:at]
            if not _sends(frame, head):
                return "its scans do not send each part of it once"
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


def _restarts_well(frame: Frame, head: bytes, codes: bytes) -> bool:
    """Whether as many restarts stand in the codes of a scan as it needs, and count as they must."""
    needed = (frame.units(_components(head)) - 1) // frame.interval if frame.interval else 0
    numbers = [marker[0] - _FIRST_RESTART for marker in _RESTART.findall(codes)]
    return numbers == [number % _RESTART_NUMBERS for number in range(needed)]
