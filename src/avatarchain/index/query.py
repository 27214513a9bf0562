"""Queries for lists: which avatars, in which order, and which part of the list.

A query becomes one SQL condition on the narrow rows of the index. If several forms of one locus
are given, an avatar must have one of them; all other conditions must hold together. A form is
written as in an avatar's traits: `skull` if it shows, `skull (hidden)` if another allele hides
it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from avatarchain.chain.notation import checksum_address
from avatarchain.errors import BadFilter
from avatarchain.genetics.identity import identity
from avatarchain.index.records import numbered
from avatarchain.index.store import Index
from avatarchain.registry import AvatarRecord
from avatarchain.species import DIGIT, SILENT, Species, forms_of, is_called, title_of
from avatarchain.species.rarity import THOUSANDTHS

HIDDEN = " (hidden)"
# Columns, and whether the largest comes first. Equal avatars stand in the order of birth.
ORDERS = {"birth": [], "generation": [("generation", False)], "rarity": [("rarity", True)]}

_NUMBER = r"\d++(?:\.\d++)?+"
_SPAN = re.compile(rf"(?P<low>{_NUMBER})?+(?P<dots>\.\.)?+(?P<high>{_NUMBER})?+", re.ASCII)
_MOST_DIGITS = 40  # of a number; a float has none beyond


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high`, both included; None where there is no bound."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions for the avatars of a list.

    `traits` are pairs (locus, form) as a person wrote them; `owner` is an address; `rarity`
    is in thousandths of a bit. With `promised`, avatars promised by batches in the index are
    listed after the registered ones.
    """

    traits: tuple[tuple[str, str], ...] = ()
    owner: str | None = None
    generation: Span = Span()
    rarity: Span = Span()
    promised: bool = False


@dataclass(frozen=True, slots=True)
class Promised:
    """The promise of an avatar that is not registered yet.

    `batch` is the batch, `number` the avatar's number in it, and `to` the address (EIP-55)
    that it is promised to.
    """

    batch: int
    number: int
    to: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list; `rarity` is in thousandths of a bit.

    A promised avatar has no owner, no block and no transaction yet: they are empty, 0, empty.
    """

    avatar: AvatarRecord
    rarity: int
    promised: Promised | None = None


def parse_span(text: str, scale: int = 1) -> Span:
    """Read a range: `3`, `2..5`, `2..` or `..5`.

    With a `scale` other than 1 the numbers may have a fraction, and are multiplied by it.
    Raises BadFilter for any other text.
    """
    match = _SPAN.fullmatch(text)
    ends = (match["low"], match["high"]) if match else (None, None)
    whole = scale == 1 and any("." in (end or "") for end in ends)
    if match is None or ends == (None, None) or whole or (ends[1] and not match["dots"]):
        raise BadFilter(text=text, reason="expected a number, or a range such as 2..5, 2.. or ..5")
    if max(len(end or "") for end in ends) > _MOST_DIGITS:
        raise BadFilter(text=text, reason="that has too many digits")
    low, high = (None if end is None else round(float(end) * scale) for end in ends)
    if max(low or 0, high or 0) >> 62:
        raise BadFilter(text=text, reason="that is too large")
    if low is not None and high is not None and low > high:
        raise BadFilter(text=text, reason="nothing is between: write the smaller number first")
    return Span(low, high if match["dots"] else low)


def parse_trait(text: str) -> tuple[str, str]:
    """Read `locus=form`; the pair (locus, form). Raises BadFilter for any other text."""
    locus, equals, form = text.partition("=")
    if not (locus and equals and form):
        raise BadFilter(text=text, reason="expected LOCUS=FORM, such as fur=moss")
    return locus, form


def count(index: Index, conditions: Conditions) -> int:
    """The number of avatars that fulfil the conditions."""
    total = 0
    for table, where in _sources(index, conditions):
        query = f"select count(*) from {table} where {where.text}"  # noqa: S608 - see _Clause
        total += int(index.rows(query, *where.values).fetchone()[0])
    return total


def page(
    index: Index,
    conditions: Conditions,
    *,
    order: str = "birth",
    reverse: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Listed]:
    """The avatars that fulfil the conditions, one after another.

    `order` is one of ORDERS; by rarity the rarest come first. At most `limit` avatars are
    returned (None: all), and the first `offset` are left out.
    """
    sources = _sources(index, conditions)
    born = [("promised", False)] * (len(sources) > 1) + [("number", False)]
    keys = ", ".join(
        f"{column} {'desc' if falls != reverse else 'asc'}"
        for column, falls in [*ORDERS[order], *born]
    )
    selected = " union all ".join(
        f"select {_COLUMNS[table]} from {table} where {where.text}"  # noqa: S608 - see _Clause
        for table, where in sources
    )
    values = [value for _, where in sources for value in where.values]
    most = -1 if limit is None else limit
    query = f"{selected} order by {keys} limit ? offset ?"
    rows = index.read("nnii", query, *values, most, offset)
    for promised, number, rarity, _ in rows:
        yield _promised(index, number) if promised else Listed(numbered(index, number), rarity)


def _promised(index: Index, number: int) -> Listed:
    batch, place, genome, rarity, to = index.single(
        "nbwia",
        "select batch, place, genome, rarity, coalesce(promise.holder, promised.holder) "
        "from promise join promised using (batch) where number = ?",
        number,
    )
    value, place_number = int.from_bytes(genome, "big"), int.from_bytes(place, "big")
    token = identity(index.species.id, value)
    avatar = AvatarRecord(token, value, 0, 0, 0, "", 0, b"")
    return Listed(avatar, rarity, Promised(batch, place_number, checksum_address(to)))


# --- conditions ----------------------------------------------------------------------------


_COLUMNS = {
    "avatar": "0 as promised, number, rarity, generation",
    "promise": "1 as promised, number, rarity, 0 as generation",
}


@dataclass(frozen=True, slots=True)
class _Clause:
    """A piece of SQL with a `?` for each of `values`.

    `text` has only words from this file; everything that comes from outside is a value.
    """

    text: str
    values: tuple[int | str, ...] = ()


def _joined(word: str, clauses: Sequence[_Clause]) -> _Clause:
    return _Clause(
        f" {word} ".join(clause.text for clause in clauses),
        tuple(value for clause in clauses for value in clause.values),
    )


def _sources(index: Index, conditions: Conditions) -> list[tuple[str, _Clause]]:
    """The tables that the query reads, each with its condition."""
    looks = _shown(index.species, conditions.traits) + _between("rarity", conditions.rarity)
    registered = looks + _between("generation", conditions.generation)
    promised = [*looks, _Clause("claimed is null")]
    if conditions.owner is not None:
        owner = (conditions.owner.lower(),)
        registered.append(_Clause("owner = (select number from holder where address = ?)", owner))
        sole = "holder is null and batch in (select batch from promised where holder = ?)"
        promised.append(_Clause(f"(holder = ? or {sole})", owner * 2))
    sources = [("avatar", _joined("and", registered or [_Clause("true")]))]
    if conditions.promised and (conditions.generation.low or 0) <= 0:
        sources.append(("promise", _joined("and", promised)))
    return sources


def _between(column: str, span: Span) -> list[_Clause]:
    ends = ((">=", span.low), ("<=", span.high))
    return [_Clause(f"{column} {sign} ?", (end,)) for sign, end in ends if end is not None]


def _shown(species: Species, traits: Sequence[tuple[str, str]]) -> list[_Clause]:
    alternatives: dict[int, list[_Clause]] = defaultdict(list)
    for name, form in traits:
        number = _locus(species, name, form)
        locus = species.loci[number]
        shown, names = form.casefold(), [name for name, _ in forms_of(species, locus)]
        hides = shown.endswith(HIDDEN)
        shown = shown.removesuffix(HIDDEN)
        forms = tuple(at for at, text in enumerate(names) if text.casefold() == shown)
        if not forms:
            choice = ", ".join(dict.fromkeys(filter(None, names)))
            raise BadFilter(text=f"{name}={form}", reason=f"{title_of(locus)} is one of {choice}")
        text, shifts = "expressed >> ? & 15", [_shift(number)]
        if locus.second is not None:
            text, shifts = f"({text}) * 16 + ({text})", [_shift(number), _shift(locus.second)]
        marks = ", ".join("?" * len(forms))
        visible = f"hidden & ? {'!=' if hides else '='} 0"
        alternatives[number].append(
            _Clause(f"(({text}) in ({marks}) and {visible})", (*shifts, *forms, 1 << number))
        )
    each = [_joined("or", any_of) for any_of in alternatives.values()]
    return [_Clause(f"({either.text})", either.values) for either in each]


def _locus(species: Species, name: str, form: str) -> int:
    for number, locus in enumerate(species.loci):
        if locus.kind not in (SILENT, DIGIT) and is_called(locus, name):
            return number
    loci = (title_of(locus) for locus in species.loci if locus.kind not in (SILENT, DIGIT))
    raise BadFilter(
        text=f"{name}={form}", reason=f"the loci of {species.name} are {', '.join(loci)}"
    )


def _shift(locus: int) -> int:
    """By how many bits to shift the 64-bit number right to get the expressed allele of a locus."""
    return 60 - 4 * locus


__all__ = [
    "ORDERS",
    "THOUSANDTHS",
    "Conditions",
    "Listed",
    "Promised",
    "Span",
    "count",
    "page",
    "parse_span",
    "parse_trait",
]
