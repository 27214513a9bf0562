"""The spellings of a passphrase: systems encode the same letters in several ways.

An ä is one code point of Unicode (NFC) or two (NFD), depending on the keyboard or program. New keys
are encrypted with the NFC form. To open a key, the passphrase is tried as it was typed, and then in
each of the other forms.
"""

from unicodedata import category

from avatarchain.base.unicode import Form, normal
from avatarchain.errors import BadKey

_FORMS: tuple[Form, ...] = ("NFC", "NFKC", "NFKD")
_MARK = "\ufeff"


def new(secret: str) -> str:
    """The spelling of a new passphrase.

    Raises BadKey if it is empty or has invisible characters, so that it could not be typed again.
    """
    if not secret:
        raise BadKey(reason="an empty passphrase seals nothing")
    if any(category(letter) == "Cc" or letter == _MARK for letter in secret):
        raise BadKey(reason="a passphrase has no control characters and no byte order mark")
    return normal("NFC", secret)


def spellings(secret: str) -> tuple[str, ...]:
    """The spellings of a passphrase to try, each once: first the one that was typed."""
    return tuple(dict.fromkeys((secret, *(normal(form, secret) for form in _FORMS))))
