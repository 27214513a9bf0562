"""Pearson's test: do counts fit an expectation, or is the difference too large for chance?

χ² is the sum of (observed − expected)² / expected over all classes (K. Pearson, Philosophical
Magazine 50, 1900). p is the probability that chance alone makes it as large or larger. It is the
upper tail of the χ² distribution, which has a closed form for whole degrees of freedom
(Abramowitz and Stegun, Handbook of Mathematical Functions, 26.4.4 and 26.4.5).

The distribution is true for large counts only. So classes that are expected less than five
times (the rule of W. G. Cochran, Biometrics 10, 1954, in its strict form) are pooled to one,
and the result says which.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import erfc, exp, fsum, inf, isfinite, lgamma, log, sqrt
from typing import Any, NamedTuple

from avatarchain.errors import BadCounts

LEAST = 5
"""How often a class has to be expected to stand by itself."""

Number = int | float | Fraction
Counts = Mapping[Any, Number] | Iterable[Number]
"""Name of a class → number, or numbers alone: then the classes are called 1, 2, 3 …"""


@dataclass(frozen=True, slots=True)
class Tally:
    """A class of a test; several `names` are classes that were pooled.

    `observed` is how often it was counted, `expected` how often it should be on average.
    """

    names: tuple[str, ...]
    observed: int
    expected: float


@dataclass(frozen=True, slots=True)
class Fit:
    """The result of a test; `str` of it is one line that also says what was pooled."""

    tallies: tuple[Tally, ...]
    """The classes in their order; the pooled ones, if any, are one class at the end."""
    statistic: float
    """χ², from 0 (all as expected) to infinity (what cannot be was observed)."""
    degrees: int
    """Degrees of freedom: one less than classes, less the parameters that were estimated."""
    p: float
    """The probability, 0 … 1, that chance alone makes χ² as large or larger."""

    @property
    def pooled(self) -> tuple[str, ...]:
        """The names of the classes that were made one; empty if all stand by themselves."""
        return next((tally.names for tally in self.tallies if len(tally.names) > 1), ())

    def __str__(self) -> str:
        freedom = f"{self.degrees} degree{'s' if self.degrees > 1 else ''} of freedom"
        text = f"χ² = {self.statistic:.2f} with {freedom}, p = {self.p:.3g}"
        return text + (f"; pooled: {', '.join(self.pooled)}" if self.pooled else "")


def chi_squared(observed: Counts, expected: Counts, *, estimated: int = 0) -> Fit:
    """Test whether the counts `observed` fit what is `expected`.

    `observed` are whole numbers, 0 or more. `expected` may be counts, probabilities or ratios
    (3 and 1): only its proportions matter, it is scaled to as many as were observed. A class
    that is missing in `observed` was counted 0 times. A class that is expected 0 times is left
    out if it was not observed; otherwise χ² is infinite and p is 0. `estimated` is how many
    parameters of the expectation were computed from the same counts.

    Raises BadCounts for numbers that are no counts, a class that `expected` does not have, and
    where fewer than two classes are left (or no degree of freedom).
    """
    counts, shares = _named(observed), _named(expected)
    _check(counts, shares, estimated)
    total, whole = sum(counts.values()), sum(shares.values())
    classes = [
        _Class((name,), counts.get(name, Fraction(0)), share * total / whole)
        for name, share in shares.items()
        if share or counts.get(name)
    ]
    tallies = tuple(
        Tally(names, int(count), float(expectation)) for names, count, expectation in _pool(classes)
    )
    degrees = len(tallies) - 1 - estimated
    if degrees < 1:
        raise BadCounts(
            reason=f"with classes of at least {LEAST} expected, {len(tallies)} remain of "
            f"{len(shares)}, and {2 + estimated} are needed: count more"
        )
    statistic = fsum(
        (tally.observed - tally.expected) ** 2 / tally.expected if tally.expected else inf
        for tally in tallies
    )
    return Fit(tallies, statistic, degrees, upper_tail(statistic, degrees))


def upper_tail(statistic: float, degrees: int) -> float:
    """The probability, 0 … 1, that χ² with 1, 2, 3 … `degrees` of freedom is `statistic` or more.

    `statistic` is 0 or more, and may be infinite.
    """
    half = statistic / 2
    if half in (0, inf):
        return float(half == 0)
    odd = degrees % 2
    powers = (n + odd / 2 for n in range(degrees // 2))
    terms = (exp(power * log(half) - half - lgamma(power + 1)) for power in powers)
    return min(1.0, fsum([erfc(sqrt(half)) if odd else 0.0, *terms]))


class _Class(NamedTuple):
    names: tuple[str, ...]
    counted: Fraction
    expectation: Fraction


def _pool(classes: list[_Class]) -> list[_Class]:
    """The classes, with the rare ones made one; then the next rarest join until it is not rare."""
    waiting = sorted((each for each in classes if each.expectation), key=_expectation)
    rare: set[_Class] = set()
    while waiting and (waiting[0].expectation < LEAST or 0 < sum(map(_expectation, rare)) < LEAST):
        rare.add(waiting.pop(0))
    if len(rare) < 2:
        return classes
    pool = [each for each in classes if each in rare]
    joined = _Class(
        tuple(name for each in pool for name in each.names),
        sum((each.counted for each in pool), Fraction(0)),
        sum(map(_expectation, pool), Fraction(0)),
    )
    return [*(each for each in classes if each not in rare), joined]


def _expectation(each: _Class) -> Fraction:
    return each.expectation


def _named(numbers: Counts) -> dict[str, Fraction]:
    """Name → number, exactly. Raises BadCounts for what is negative, or no number."""
    pairs = numbers.items() if isinstance(numbers, Mapping) else enumerate(numbers, start=1)
    named = {}
    for name, value in pairs:
        if not isfinite(value) or value < 0:
            raise BadCounts(reason=f"{name} has {value}, which is not a number of 0 or more")
        named[str(name)] = Fraction(value)
    return named


def _check(counts: dict[str, Fraction], shares: dict[str, Fraction], estimated: int) -> None:
    for name, count in counts.items():
        if count.denominator != 1:
            raise BadCounts(reason=f"{name} was observed {float(count)} times, no whole number")
        if name not in shares:
            raise BadCounts(reason=f"{name} was observed, and the expectation does not name it")
    if not any(shares.values()) or not any(counts.values()):
        raise BadCounts(reason="nothing was observed, or nothing is expected")
    if estimated < 0:
        raise BadCounts(reason=f"{estimated} parameters cannot have been estimated")
