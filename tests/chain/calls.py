"""The registry as bytes: what the tests of the chain send to it, without any wrapper."""

import json
from pathlib import Path

from eth_utils.crypto import keccak

import avatarchain

_ARTEFACT = Path(avatarchain.__file__).parent / "data" / "contracts" / "Registry.json"


def event(text: str) -> bytes:
    return keccak(text=text)


BORN = event("Born(uint256,uint256,uint256,uint256,uint256)")
TRANSFER = event("Transfer(address,address,uint256)")


def word(value: int | str) -> bytes:
    """A number, or an address, as 32 bytes."""
    return (int(value, 16) if isinstance(value, str) else value).to_bytes(32, "big")


def encode(signature: str, *values: int | str) -> bytes:
    return keccak(text=signature)[:4] + b"".join(map(word, values))


def creation() -> bytes:
    """The registry's creation code, with zero for every argument of its constructor."""
    artefact = json.loads(_ARTEFACT.read_text(encoding="utf-8"))
    arguments = next(part["inputs"] for part in artefact["abi"] if part["type"] == "constructor")
    return bytes.fromhex(artefact["bytecode"].removeprefix("0x")) + bytes(32) * len(arguments)


def register(to: str, genome: int) -> bytes:
    return encode("register(address,uint256)", to, genome)


def identity(genome: int) -> int:
    """The id of a genome in a registry whose species is zero."""
    return int.from_bytes(keccak(bytes(32) + word(genome)), "big")
