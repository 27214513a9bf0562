"""How many of a species a wide test takes: all for the default one, a sample of the others.

What holds of every species is shown on the first in full. Of the others a test needs as much
as finds a fault in their drawings.
"""

from avatarchain.species.pack import DEFAULT


def sample(name: str, count: int) -> int:
    """`count` for the default species; for another a tenth of it, but four if it has so many."""
    return count if name == DEFAULT else min(count, max(4, count // 10))
