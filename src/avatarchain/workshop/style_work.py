"""What it may cost to read a style of faces: its letters, elements and fills are counted.

A few bytes can be dear: a component that stands at many places is read at each, and an arc may
become thousands of lines. The unit is a microsecond of a slow machine.
"""

from dataclasses import dataclass

MOST_WORK = 4_000_000
"""For one style; the dearest of DiceBear's own takes 2.7 million."""
LETTER, COMMAND, EDGE = 2, 10, 30
"""Of a path or a name: each letter that is read, each command, and each edge that is filled."""
ELEMENT, FILL = 20, 2_400
"""An element or a variant, and a filled path, beside what is counted of them above."""


class StopReading(Exception):
    """The rest of a style is not read, because there is too much of it; the reason is its text."""


@dataclass(slots=True)
class Work:
    """What may still be spent on reading one style."""

    left: int = MOST_WORK

    def spend(self, amount: int) -> None:
        """Take off an amount. Raises StopReading if no more is left."""
        self.left -= amount
        if self.left < 0:
            raise StopReading("it takes too long to read: its elements are too many or too large")
