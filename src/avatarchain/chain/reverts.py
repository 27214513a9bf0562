"""How code fails on the embedded devnet, and the reason that it gives."""

# What Solidity reverts with: Error(string), and Panic(uint256) with one of these numbers.
_ERROR, _PANIC = bytes.fromhex("08c379a0"), bytes.fromhex("4e487b71")
_PANICS = {
    0x01: "assert(false)",
    0x11: "arithmetic underflow or overflow",
    0x12: "division or modulo by zero",
    0x21: "enum overflow",
    0x22: "invalid encoded storage byte array accessed",
    0x31: "out-of-bounds array access; popping on an empty array",
    0x32: "out-of-bounds access of an array or bytesN",
    0x41: "out of memory",
    0x51: "uninitialized function",
}


class Halted(Exception):
    """Code failed; `data` are the bytes of its REVERT, or None if it failed in another way."""

    def __init__(self, data: bytes | None, reason: str) -> None:
        super().__init__(reason)
        self.data = data


def reverted(data: bytes) -> Halted:
    """The failure of code that returned `data` with REVERT."""
    return Halted(data, reason_in(data))


def reason_in(data: bytes) -> str:
    """The reason in the data of a revert as Solidity encodes it; empty for another form."""
    if not data.startswith((_ERROR, _PANIC)):
        return ""
    from eth_abi.abi import decode
    from eth_abi.exceptions import DecodingError

    try:
        if data.startswith(_ERROR):
            return printable(str(decode(["string"], data[4:])[0]))
        (number,) = decode(["uint256"], data[4:])
        return _PANICS.get(number, f"panic code {number:#x}")
    except DecodingError:
        return ""


def printable(text: str) -> str:
    """A text from a stranger's contract on one line, 300 characters at most."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:300])
