"""What the names of layers and files say: name, weight, depth; and keys made of names.

The generators that people come from write a weight behind the name (`Straw hat#20`,
`Straw hat#0.5`, `Straw hat#30%`, `Straw hat__w20`), and the place in the paint order as a number
in front (`2-Hats`), as a prefix (`z-10,back`) or as a suffix (`Hats__z50`). All of these are
read, and none stays in a name. Nothing is read from disk here.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from avatarchain.base.unicode import normal
from avatarchain.species.faults import Faults, read_name
from avatarchain.species.spelling import Fault, quoted

WEIGHT = "#"
_ORDINAL = re.compile(r"^([0-9]{1,9})[ ._-]*(.*)$", re.DOTALL)
_DEPTH = re.compile(r"^z(-?[0-9]{1,9}),\s*", re.IGNORECASE)
_MARK = re.compile(r"__([wz])(-?[0-9.]{1,20}%?)$")
_WEIGHT = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,20})?|\.[0-9]{1,20})(%?)")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_SHORT_NUMBER = re.compile(r"[0-9]{1,20}")
_WORDS = re.compile(r"[a-z0-9]+")
_KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_RESERVED = ("-shade", "-line")

RARITIES = frozenset(
    {"common", "uncommon", "rare", "superrare", "ultrarare", "epic", "legendary", "mythic"}
    | {"mythical", "unique", "exotic", "original", "normal"}
)
"""Words by which people call folders of forms that come equally often, without spaces."""
GROUNDS = frozenset({"background", "backgrounds", "bg"})
"""Keys of layers that belong below all others."""
NOTHING = frozenset({"none", "nothing", "empty", "blank"})


@dataclass(frozen=True, slots=True)
class Label:
    """What a name says. `weight` is None if it says none; `depth` too.

    `percent` tells whether the weight is written in percent.
    """

    name: str
    weight: Fraction | None = None
    percent: bool = False
    depth: int | None = None


def read_label(text: str) -> Label:
    """Read the name of a form: of its file, without the ending, or of its folder.

    Raises Fault if a weight is written that is no number above 0, or if the name cannot be one.
    """
    rest, depth, weights = text, None, []
    if match := _DEPTH.match(rest):
        depth, rest = int(match[1]), rest[match.end() :]
    while match := _MARK.search(rest):
        if match[1] == "w":
            weights.append(match[2])
        elif _WHOLE.fullmatch(match[2]):
            depth = int(match[2])
        else:
            raise Fault(f"the depth after __z must be a whole number, got {quoted(match[2])}")
        rest = rest[: match.start()]
    body, mark, tail = rest.rpartition(WEIGHT)
    if mark:
        rest = body
        weights.append(tail.strip())
    if len(weights) > 1:
        raise Fault(f"gives two weights, {quoted(weights[1])} and {quoted(weights[0])}")
    weight, percent = _weight(weights[0]) if weights else (None, False)
    return Label(checked_name(rest.strip()), weight, percent, depth)


def _weight(text: str) -> tuple[Fraction, bool]:
    match = _WEIGHT.fullmatch(text)
    if match is not None and (weight := Fraction(match[1])) > 0:
        return weight, bool(match[2])
    if text[:1].isalpha():
        raise Fault(
            f"the weight {quoted(text)} is a word: write how often the form comes as a number, "
            "such as Cap#60.png for a common and Cap#3.png for a rare one"
        )
    raise Fault(f"the weight after # must be a number above 0, got {quoted(text)}")


def checked_name(text: str) -> str:
    """`text` in normal form C if it can be a name that people see. Raises Fault."""
    faults = Faults()
    name = read_name({"name": text}, "name", faults)
    if faults.sentences:
        raise Fault(faults.sentences[0].partition(": ")[2].encode("unicode_escape").decode())
    return name


@dataclass(frozen=True, slots=True)
class Placed:
    """What the name of a layer's folder says: its name for people, and its place if it has one.

    `place` has first the depth, then the number in front.
    """

    name: str
    place: tuple[int, int] | None


def read_folder(text: str) -> Placed:
    """Read the name of a layer's folder. Raises Fault if it cannot be a name."""
    rest, depth = text.strip(), None
    if match := _DEPTH.match(rest):
        depth, rest = int(match[1]), rest[match.end() :]
    while (match := _MARK.search(rest)) and _WHOLE.fullmatch(match[2]):
        depth = int(match[2]) if match[1] == "z" else depth
        rest = rest[: match.start()].rstrip()
    number = None
    if (match := _ORDINAL.match(rest)) and match[2]:
        number, rest = int(match[1]), match[2]
    place = None if depth is None and number is None else (depth or 0, number or 0)
    return Placed(checked_name(rest), place)


def key_of(name: str) -> str | None:
    """The key made of a name: its words in lower case, without accents, joined by hyphens.

    None if it has too little of a-z for one. A name in another script has no key.
    """
    plain = normal("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    key = "-".join(_WORDS.findall(letters))
    return key if is_key(key) else None


def is_key(text: str) -> bool:
    """Whether a text can be the key of a layer."""
    return bool(_KEY.fullmatch(text)) and not text.endswith(_RESERVED)


def is_rarity(name: str) -> bool:
    """Whether people call a folder so that says how rare the forms in it are."""
    return re.sub(r"[ ._-]", "", name.casefold()) in RARITIES


def naturally(name: str) -> list[tuple[int, int, str]]:
    """A sort key that compares the numbers in names as numbers, and ignores case."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    numbers = [bool(_SHORT_NUMBER.fullmatch(part)) for part in parts]
    return [
        (0, int(part), "") if number else (1, 0, part)
        for part, number in zip(parts, numbers, strict=True)
    ]


def scaled(weights: Sequence[Fraction]) -> list[int]:
    """The weights as whole numbers in the same proportions."""
    common = lcm(*(weight.denominator for weight in weights))
    return [int(weight * common) for weight in weights]
