"""The palette of a picture: up to 256 colours, and which of them a mixture is painted with.

The colours of what is drawn come first, with a row each; mixtures share rows if they are similar.
When all rows are taken, an edge has the nearest. A large area would be visibly wrong with it, so
for that one the two rows that are most alike become one.
"""

import numpy as np
from numpy.typing import NDArray

_SHIFTS, _PLACES = np.array([4, 4, 4, 5]), np.array([1 << 11, 1 << 7, 1 << 3, 1])
_ALIKE = 2  # of 255
_MOST_OF_AREAS = 240  # palette rows; the others are left to edges
_FAR = 1e6  # further from every colour than any two colours are from each other
_MANY_LOST = 4096  # colours for which a full palette is searched at a time


class Palette:
    """Up to 256 colours (red, green, blue, opacity), and an index of similar ones.

    Row 0 is the ground. Then comes one row for each colour name, with its exact colour, and then
    mixtures; mixtures whose leading bits are equal share a row. Only the rows in `drawn` are
    compared with other colours, so a pixel depends only on colours that are in the picture.
    """

    def __init__(self, given: bytes, drawn: NDArray[np.intp]) -> None:
        self.named = self.used = len(given) // 4
        self.rows = np.full((256, 4), _FAR, np.float32)
        self.rows[0] = np.frombuffer(given, np.uint8)[:4]
        self.rows[drawn] = np.frombuffer(given, np.uint8).reshape(-1, 4)[drawn]
        self.like = np.zeros(1 << 15, np.uint8)
        self.like[leading_bits(self.rows[drawn])] = drawn

    def make_room(
        self, colours: NDArray[np.float32], areas: NDArray[np.intp], counts: NDArray[np.intp]
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Give each of n colours (n × 4) a row of its own, though all are taken.

        For each, the two rows that are most alike become one, if one of them is a mixture.
        `areas` are how many pixels each colour has, and `counts` how many each row has. The result
        is the row that each old row became, and the row of each colour.
        """
        became = np.arange(256, dtype=np.uint8)
        rows = np.zeros(len(colours), np.uint8)
        counts = counts.copy()
        apart = np.abs(self.rows[:, None] - self.rows[None]).max(axis=2)
        apart[np.arange(256), np.arange(256)] = _FAR
        apart[: self.named] = _FAR  # a named colour keeps its row, but a mixture may become it
        for number, colour in enumerate(colours):
            unused = self.named + np.flatnonzero(counts[self.named :] == 0)
            old, new = map(int, np.unravel_index(apart.argmin(), apart.shape))
            if len(unused):
                old = new = int(unused[0])
            elif new >= self.named and counts[old] > counts[new]:
                old, new = new, old
            became[became == old] = new
            rows[:number][rows[:number] == old] = new
            self.like[self.like == old] = 0
            counts[new] += counts[old]
            counts[old], self.rows[old], rows[number] = areas[number], colour, old
            distance = np.abs(self.rows - colour).max(axis=1)
            distance[old] = _FAR
            apart[self.named :, old] = distance[self.named :]
            apart[old] = distance
        return became, rows

    def painted(self) -> NDArray[np.uint8]:
        """The rows as bytes; those of colours that are not drawn are opaque white."""
        rows: NDArray[np.uint8] = np.minimum(self.rows[: self.used] + 0.5, 255).astype(np.uint8)
        return rows

    def place(self, colours: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The row of each of n colours (n × 4); a new row is made if no row is similar."""
        keys = leading_bits(colours)
        rows = self.like[keys]
        (lacking,) = (rows == 0).nonzero()
        if not lacking.size:
            return rows
        _, first = np.unique(keys[lacking], return_index=True)
        new = lacking[first[: 256 - self.used]]
        self.rows[self.used : self.used + len(new)] = colours[new]
        self.like[keys[new]] = np.arange(self.used, self.used + len(new))
        self.used += len(new)
        rows = self.like[keys]
        if self.used == 256 and (lost := (rows == 0).nonzero()[0]).size:
            rows[lost] = self.nearest(colours[lost])
        return rows

    def nearest(self, colours: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The nearest row for each of n colours (n × 4); similar colours may share the result."""
        which = np.arange(len(colours))
        if len(colours) > _MANY_LOST:
            _, first, which = np.unique(
                leading_bits(colours), return_index=True, return_inverse=True
            )
            colours = colours[first]
        rows = np.zeros(len(colours), np.uint8)
        for at in range(0, len(colours), _MANY_LOST):
            distance = np.abs(colours[at : at + _MANY_LOST, None] - self.rows[None]).sum(axis=2)
            rows[at : at + _MANY_LOST] = distance.argmin(axis=1)
        return rows[which.reshape(-1)]

    def place_all(self, colours: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The row of each of n colours (n × 4), equal to it within _ALIKE in each channel.

        After _MOST_OF_AREAS rows are used, colours without such a row are placed as in `place`.
        """
        rows = np.zeros(len(colours), np.uint8)
        for number, colour in enumerate(colours):
            distance = np.abs(self.rows[1 : self.used] - colour).max(axis=1)
            near = int(distance.argmin())
            if distance[near] <= _ALIKE:
                rows[number] = near + 1
            elif self.used < _MOST_OF_AREAS:
                self.rows[self.used] = colour
                rows[number] = self.used
                self.used += 1
            else:
                rows[number] = self.place(colour[None])[0]
        return rows


def leading_bits(colours: NDArray[np.float32]) -> NDArray[np.int64]:
    """Four bits of red, green and blue and three of opacity, as one number."""
    # A mixture of little opacity may come out a little above 255.
    keys: NDArray[np.int64] = (np.clip(colours, 0, 255).astype(np.int64) >> _SHIFTS) @ _PLACES
    return keys
