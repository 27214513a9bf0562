"""How a passphrase is spelled: systems and programs give the same letters in several ways.

An ä is one sign of Unicode (NFC) or two (NFD), as the keyboard or the program has it. New
keys are sealed with NFC. What is sealed already is opened with what is typed, and then with
each of the spellings that programs use.
"""

from typing import Literal
from unicodedata import category, normalize

from avatarchain.errors import BadKey

_FORMS: tuple[Literal["NFC", "NFKC", "NFKD"], ...] = ("NFC", "NFKC", "NFKD")
_MARK = "\ufeff"


def new(secret: str) -> str:
    """The spelling of a new passphrase.

    Raises BadKey for one that nobody could type again: empty, or with hidden letters.
    """
    if not secret:
        raise BadKey(reason="an empty passphrase seals nothing")
    if any(category(letter) == "Cc" or letter == _MARK for letter in secret):
        raise BadKey(reason="a passphrase has no control characters and no byte order mark")
    return normalize("NFC", secret)


def spellings(secret: str) -> tuple[str, ...]:
    """The spellings of a passphrase to try, each once: first the one that was typed."""
    return tuple(dict.fromkeys((secret, *(normalize(form, secret) for form in _FORMS))))
