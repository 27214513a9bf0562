"""Which of two packages computes keccak256 for py-evm and the packages that it uses.

eth-hash uses pycryptodome if it is installed. Loading its keccak takes a tenth of the time of a
mint, and it is seven times slower than that of safe-pysha3, which `base.canonical` uses too.
"""


def prefer_fast_hash() -> None:
    """Make eth-hash use safe-pysha3 if it is installed. Call it before the first hash."""
    from eth_hash.backends import SUPPORTED_BACKENDS

    SUPPORTED_BACKENDS.sort(key="pysha3".__ne__)
