"""Lists: which avatars, in which order, from where to where.

What is asked for becomes one condition on the narrow rows of the index. Several forms of
one locus are alternatives, anything else must all hold. A form is spelled as an avatar's
traits spell it: `skull` where it shows, `skull (hidden)` where something hides it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from avatarchain.errors import BadFilter
from avatarchain.identity import checksum_address, identity
from avatarchain.index.records import numbered
from avatarchain.index.store import Index
from avatarchain.rarity import THOUSANDTHS
from avatarchain.registry import Avatar
from avatarchain.species import DIGIT, SILENT, Species, forms_of

HIDDEN = " (hidden)"
# Columns, and whether the largest comes first; the order of birth decides between equals.
ORDERS = {"birth": [], "generation": [("generation", False)], "rarity": [("rarity", True)]}

_SPAN = re.compile(r"(?P<low>\d+(?:\.\d+)?)?(?P<dots>\.\.)?(?P<high>\d+(?:\.\d+)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high`, both included; None where there is no bound."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which avatars a list is of.

    `traits` are (locus, form) as a person wrote them; `owner` an address. Rarity is in
    thousandths of a bit. With `promised`, those that kept batches promise are listed
    behind those that are registered.
    """

    traits: tuple[tuple[str, str], ...] = ()
    owner: str | None = None
    generation: Span = Span()
    rarity: Span = Span()
    promised: bool = False


@dataclass(frozen=True, slots=True)
class Promised:
    """What an avatar that is not registered yet is promised by, and to whom (EIP-55)."""

    batch: int
    number: int
    to: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list; `rarity` in thousandths of a bit.

    A promised avatar has no owner, no block and no transaction (empty, 0, empty).
    """

    avatar: Avatar
    rarity: int
    promised: Promised | None = None


def parse_span(text: str, scale: int = 1) -> Span:
    """Read `3`, `2..5`, `2..` or `..5`; with a `scale`, of numbers that may have a fraction."""
    match = _SPAN.fullmatch(text)
    ends = (match["low"], match["high"]) if match else (None, None)
    whole = scale == 1 and any("." in (end or "") for end in ends)
    if match is None or ends == (None, None) or whole or (ends[1] and not match["dots"]):
        raise BadFilter(text=text, reason="expected a number, or a range such as 2..5, 2.. or ..5")
    low, high = (None if end is None else round(float(end) * scale) for end in ends)
    if max(low or 0, high or 0) >> 62:
        raise BadFilter(text=text, reason="that is too large")
    if low is not None and high is not None and low > high:
        raise BadFilter(text=text, reason="nothing is between: write the smaller number first")
    return Span(low, high if match["dots"] else low)


def parse_trait(text: str) -> tuple[str, str]:
    """Read `locus=form`."""
    locus, equals, form = text.partition("=")
    if not (locus and equals and form):
        raise BadFilter(text=text, reason="expected LOCUS=FORM, such as fur=moss")
    return locus, form


def count(index: Index, wanted: Wanted) -> int:
    """How many there are."""
    return sum(
        int(index.rows(f"select count(*) from {source} where {condition}").fetchone()[0])
        for source, condition in _sources(index, wanted)
    )


def page(
    index: Index, wanted: Wanted, *,
    order: str = "birth", reverse: bool = False, limit: int | None = None, offset: int = 0,
) -> Iterator[Listed]:  # fmt: skip
    """Those that are wanted, in one of ORDERS; the rarest come first."""
    sources = _sources(index, wanted)
    born = [("promised", False)] * (len(sources) > 1) + [("number", False)]
    keys = ", ".join(
        f"{column} {'desc' if falls != reverse else 'asc'}"
        for column, falls in [*ORDERS[order], *born]
    )
    selected = " union all ".join(
        f"select {int(source == 'promise')} as promised, number, rarity, "
        f"{'0 as ' * (source == 'promise')}generation from {source} where {condition}"
        for source, condition in sources
    )
    most = -1 if limit is None else limit
    rows = index.rows(f"{selected} order by {keys} limit {most} offset {offset}")
    for promised, number, rarity, _ in rows:
        yield _promised(index, number) if promised else Listed(numbered(index, number), rarity)


def _promised(index: Index, number: int) -> Listed:
    batch, place, genome, rarity, to = index.rows(
        "select batch, place, genome, rarity, holder from promise join promised using (batch) "
        "where number = ?",
        number,
    ).fetchone()
    value, number_of = int.from_bytes(genome, "big"), int.from_bytes(place, "big")
    token = identity(index.species.id, value)
    avatar = Avatar(token, value, 0, 0, 0, "", 0, b"")
    return Listed(avatar, rarity, Promised(batch, number_of, checksum_address(to)))


# --- conditions ----------------------------------------------------------------------------


def _sources(index: Index, wanted: Wanted) -> list[tuple[str, str]]:
    """The tables that are looked through, each with its condition; all of it is ours."""
    looks = _shown(index.species, wanted.traits) + _between("rarity", wanted.rarity)
    registered = looks + _between("generation", wanted.generation)
    if wanted.owner is not None:
        registered.append(
            f"owner = (select number from holder where address = '{wanted.owner.lower()}')"
        )
    sources = [("avatar", registered)]
    generation = wanted.generation
    if wanted.promised and (generation.low or 0) <= 0:
        promised = [*looks, "claimed is null"]
        if wanted.owner is not None:
            promised.append(
                f"batch in (select batch from promised where holder = '{wanted.owner.lower()}')"
            )
        sources.append(("promise", promised))
    return [(table, " and ".join(all_of) or "true") for table, all_of in sources]


def _between(column: str, span: Span) -> list[str]:
    low = [] if span.low is None else [f"{column} >= {span.low}"]
    return low + ([] if span.high is None else [f"{column} <= {span.high}"])


def _shown(species: Species, traits: Sequence[tuple[str, str]]) -> list[str]:
    alternatives: dict[int, list[str]] = defaultdict(list)
    for name, form in traits:
        number = _locus(species, name, form)
        locus = species.loci[number]
        shown, names = form.casefold(), [name for name, _ in forms_of(species, locus)]
        hides = shown.endswith(HIDDEN)
        shown = shown.removesuffix(HIDDEN)
        values = [at for at, one in enumerate(names) if one.casefold() == shown]
        if not values:
            known = ", ".join(dict.fromkeys(one for one in names if one))
            raise BadFilter(text=f"{name}={form}", reason=f"{locus.name} is one of {known}")
        value = _digit(number)
        if locus.second is not None:
            value = f"({value}) * 16 + ({_digit(locus.second)})"
        listed = ", ".join(map(str, values))
        visible = f"hidden & {1 << number} {'!=' if hides else '='} 0"
        alternatives[number].append(f"(({value}) in ({listed}) and {visible})")
    return [f"({' or '.join(any_of)})" for any_of in alternatives.values()]


def _locus(species: Species, name: str, form: str) -> int:
    for number, locus in enumerate(species.loci):
        if locus.kind not in (SILENT, DIGIT) and locus.name.casefold() == name.casefold():
            return number
    told = (locus.name for locus in species.loci if locus.kind not in (SILENT, DIGIT))
    raise BadFilter(
        text=f"{name}={form}", reason=f"the loci of {species.name} are {', '.join(told)}"
    )


def _digit(locus: int) -> str:
    return f"expressed >> {60 - 4 * locus} & 15"


__all__ = [
    "ORDERS", "THOUSANDTHS", "Listed", "Promised", "Span", "Wanted", "count", "page", "parse_span",
    "parse_trait",
]  # fmt: skip
