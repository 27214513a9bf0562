"""Every refusal of this project, in one place.

A refusal is one sentence that says what was expected, what came, and what to do.
Each leaf below is one thing a caller can do something about; it carries its data
as attributes and builds its sentence from them, so that programs read the fields
and people read the text. The command line prints the sentence and exits with 1.
"""

from typing import Any, ClassVar


class AvatarchainError(Exception):
    """Base of all refusals; `str(error)` is the sentence, the fields are attributes."""

    sentence: ClassVar[str] = "{reason}"

    def __init__(self, **fields: Any) -> None:
        super().__init__(self.sentence.format(**fields))
        self.fields = fields

    def __getattr__(self, name: str) -> Any:
        fields = self.__dict__.get("fields", {})
        if name in fields:
            return fields[name]
        raise AttributeError(name)


# --- chain: the node, and what it answers -------------------------------------------


class BadURL(AvatarchainError):
    """An RPC address that is none of the known kinds."""

    sentence = (
        "{url!r} is not a chain address: expected evm+sqlite:///PATH, anvil:, "
        "http(s)://HOST, ws(s)://HOST or ipc:///PATH"
    )


class Unreachable(AvatarchainError):
    """No node answers at the address."""

    sentence = "no node answers at {url} ({reason}): start one, or give another --rpc"


class Reverted(AvatarchainError):
    """The contract refused; `data` holds the raw bytes of its error (bytes, may be empty)."""

    sentence = "the contract refused the call (error data 0x{data_hex})"

    def __init__(self, data: bytes) -> None:
        super().__init__(data=data, data_hex=data.hex())
