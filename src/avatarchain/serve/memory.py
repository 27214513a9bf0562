"""The memory of a process that runs for days.

What is good for a command, which soon ends, would make a server grow: the painter keeps many
stencils, and the C library keeps for later what a large picture took. Here both keep little.
"""

import ctypes
import sys

SHELF_BYTES = 16_000_000
"""Of stencils: more than half of a species at 512 pixels."""

_LARGE = 1 << 18  # bytes of what goes back to the system at once
_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h


def give_back_large_parts() -> None:
    """Have the C library give back at once what is large, if it is glibc."""
    if sys.platform != "linux":
        return
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)
    if adjust is not None:
        # By itself glibc takes what was large once for small from then on.
        adjust(_M_MMAP_THRESHOLD, _LARGE)


def keep_few_stencils() -> None:
    """Bound what the painter keeps; it is loaded for that."""
    from avatarchain.portrait.paint import SHELF

    SHELF.keep(SHELF_BYTES)
