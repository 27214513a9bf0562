"""Pearson's χ² test: whether counts fit an expectation, or differ too much for chance.

χ² is the sum of (observed − expected)² / expected over all classes (K. Pearson, Philosophical
Magazine 50, 1900). p is the probability that chance alone makes it as large or larger. It is the
upper tail of the χ² distribution, which has a closed form for whole degrees of freedom
(Abramowitz and Stegun, Handbook of Mathematical Functions, 26.4.4 and 26.4.5).

The distribution holds only for large counts. So classes that are expected less than five times (the
rule of W. G. Cochran, Biometrics 10, 1954, in its strict form) are pooled into one, and the result
names them. If the pooled class is still expected less than five times, the rarest other class joins
it. But then a surplus of the rare classes could be hidden by the larger one: for example a form
that only mutation can bring, but that a tenth of the children show. So in that case the count of
the rare classes is also tested alone, by the binomial distribution, which is exact. The result p is
the smaller of the p of χ² and a thousand times the p of that second test.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import erfc, exp, fsum, inf, isfinite, lgamma, log, log1p, sqrt
from typing import Any, NamedTuple

from avatarchain.base.kinds import checked
from avatarchain.errors import BadCounts

LEAST = 5
"""How often a class must be expected so that it is not pooled with others."""
_SHARE = 1000  # of all false alarms, one in so many may come from the rare classes alone

Number = int | float | Fraction
Counts = Mapping[Any, Number] | Iterable[Number]
"""Name of a class → number; or only numbers, for classes with the names 1, 2, 3 …"""


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
    """χ², from 0 (all as expected) to infinity (an impossible class was observed)."""
    degrees: int
    """Degrees of freedom: the number of classes, minus 1, minus the estimated parameters.

    It is 0 if all classes but one are rare; then only `surplus` decides.
    """
    p: float
    """The probability, 0 … 1, that chance alone makes χ² so large; smaller with `surplus`."""
    surplus: Tally | None = None
    """The rare classes, if they were pooled with a larger one and counted too often for chance."""

    @property
    def pooled(self) -> tuple[str, ...]:
        """The names of the classes that were pooled; empty if none were."""
        return next((tally.names for tally in self.tallies if len(tally.names) > 1), ())

    def __str__(self) -> str:
        freedom = f"{self.degrees} degree{'' if self.degrees == 1 else 's'} of freedom"
        text = f"χ² = {self.statistic:.2f} with {freedom}, p = {self.p:.3g}"
        if self.pooled:
            text += f"; pooled: {', '.join(self.pooled)}"
        if self.surplus:
            rare = self.surplus
            text += f"; {', '.join(rare.names)}: {rare.observed}, not {rare.expected:.2g}"
        return text


@checked
def chi_squared(observed: Counts, expected: Counts, *, estimated: int = 0) -> Fit:
    """Test whether the counts `observed` fit what is `expected`.

    `observed` are whole numbers, 0 or more. `expected` may be counts, probabilities or ratios
    (3 and 1): only its proportions matter, it is scaled to as many as were observed. A class
    that is missing in `observed` was counted 0 times. A class that is expected 0 times is left
    out if it was not observed; otherwise χ² is infinite and p is 0. `estimated` is how many
    parameters of the expectation were computed from the same counts.

    Raises BadCounts for numbers that cannot be counts, for a class that `expected` does not have,
    and if fewer than two classes (or no degree of freedom) are left and the second test of the rare
    classes does not decide.
    """
    counts, shares = _named(observed), _named(expected)
    _check(counts, shares, estimated)
    total, whole = (sum(numbers.values(), Fraction(0)) for numbers in (counts, shares))
    classes = [
        _Class((name,), counts.get(name, Fraction(0)), share * total / whole)
        for name, share in shares.items()
        if share or counts.get(name)
    ]
    rare = _joined([each for each in classes if 0 < each.expectation < LEAST])
    surplus = _surplus(rare, total)
    tallies = tuple(map(_tally, _pool(classes)))
    degrees = len(tallies) - 1 - estimated
    if degrees < 0 or (degrees == 0 and surplus == 1):
        raise BadCounts(
            reason=f"with classes of at least {LEAST} expected, {len(tallies)} remain of "
            f"{len(shares)}, and {2 + estimated} are needed: count more"
        )
    statistic = fsum(
        (tally.observed - tally.expected) ** 2 / tally.expected if tally.expected else inf
        for tally in tallies
    )
    p = upper_tail(statistic, degrees) if degrees else 1.0
    if surplus < p:
        return Fit(tallies, statistic, degrees, surplus, _tally(rare))
    return Fit(tallies, statistic, degrees, p)


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
    """The classes, with the rare ones pooled; the next rarest join until the pool is not rare."""
    waiting = sorted((each for each in classes if each.expectation), key=_expectation)
    rare: set[_Class] = set()
    while waiting and (waiting[0].expectation < LEAST or 0 < sum(map(_expectation, rare)) < LEAST):
        rare.add(waiting.pop(0))
    if len(rare) < 2:
        return classes
    pool = [each for each in classes if each in rare]
    return [*(each for each in classes if each not in rare), _joined(pool)]


def _joined(classes: Sequence[_Class]) -> _Class:
    return _Class(
        tuple(name for each in classes for name in each.names),
        sum((each.counted for each in classes), Fraction(0)),
        sum(map(_expectation, classes), Fraction(0)),
    )


def _tally(each: _Class) -> Tally:
    return Tally(each.names, int(each.counted), float(each.expectation))


def _surplus(rare: _Class, total: Fraction) -> float:
    """A thousand times the probability that chance counts rare classes so often; at most 1."""
    if not 0 < rare.expectation < LEAST:
        return 1.0
    return min(1.0, _SHARE * _as_many(int(rare.counted), int(total), rare.expectation / total))


def _as_many(count: int, total: int, share: Fraction) -> float:
    """The binomial probability of `count` or more out of `total`; 1 if it is no surplus."""
    if count <= total * share:
        return 1.0
    q = float(share)
    ways = lgamma(total + 1) - lgamma(count + 1) - lgamma(total - count + 1)
    term = exp(ways + count * log(q) + (total - count) * log1p(-q))
    terms = [term]
    while term > terms[0] * 1e-17 and count < total:
        term *= (total - count) / (count + 1) * q / (1 - q)
        count += 1
        terms.append(term)
    return fsum(terms)


def _expectation(each: _Class) -> Fraction:
    return each.expectation


def _named(numbers: Counts) -> dict[str, Fraction]:
    """Name → exact number. Raises BadCounts for a negative number, or a value that is no number."""
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
