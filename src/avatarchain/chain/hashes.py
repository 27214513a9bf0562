"""Which of two packages hashes for py-evm and its kin.

eth-hash takes pycryptodome if it is there, whose keccak takes a tenth of a mint to load and is
seven times slower than safe-pysha3's (see `base.canonical`, which takes that one too).
"""


def prefer_fast_hash() -> None:
    """Have eth-hash take safe-pysha3 where it is installed; call it before anything is hashed."""
    from eth_hash.backends import SUPPORTED_BACKENDS

    SUPPORTED_BACKENDS.sort(key="pysha3".__ne__)
