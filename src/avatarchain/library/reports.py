"""Verify picture files, one or many at once.

Each file gets a report from `papers.audit`. A picture without papers is compared with all avatars
in the registries that the user trusts (`papers.lookup`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TypeVar

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.home import locate, visit
from avatarchain.base.kinds import checked
from avatarchain.chain.notation import parse_hash
from avatarchain.errors import AvatarchainError, ChainChanged, NodeTrouble, NotAPicture
from avatarchain.papers.audit import audit
from avatarchain.papers.certificate import ending_of
from avatarchain.papers.lookup import look_up
from avatarchain.papers.report import (
    NO_PAPERS,
    OF_ONE_REGISTRY,
    Check,
    Report,
    Watch,
    broken,
    unwatched,
)
from avatarchain.papers.vouching import Terms, vouching
from avatarchain.registry import Registry
from avatarchain.session.opening import index_of, loaded, trusting
from avatarchain.session.terms import chain_url, silent
from avatarchain.species import Species
from avatarchain.species.pack import DEFAULT

Verdict = TypeVar("Verdict", bound=Report | None)

_UNNAMED = "the name of the file was not given, so nothing is said of it"
_ODD_LETTER = re.compile(r"[^.0-9A-Za-z]")
_LONGEST_ENDING = 20  # letters


@checked
def verify(
    file: str | Path,
    *,
    home: str | Path | None = None,
    chain: str | None = None,
    species: str | Path | Species = DEFAULT,
    registry: str | None = None,
    issuers: Sequence[str] | None = None,
) -> Report:
    """Check whether a picture file is genuine, and return the result of each check.

    docs/verify.md lists the checks. Trusted are the registry that is pinned in the home, those
    that `avatarchain trust add` added, and `registry` (a CAIP-10 name or an address). With
    `issuers`, public keys that you trust (64 hex digits each), no chain is asked. The report
    is `ok` only if every check that could be made passes. Raises Unreachable if the node does
    not answer.
    """
    if issuers is not None:
        keys = [parse_hash(issuer, "issuer key") for issuer in issuers]
        return verify_offline([Path(file)], species, keys)[0]
    (report,) = verify_files(
        [Path(file)],
        home=None if home is None else Path(home),
        url=chain_url(chain),
        species=species,
        registry=registry,
    )
    return report


def verify_offline(
    files: Sequence[Path], species: str | Path | Species, issuers: Sequence[str], bar: Bar = no_bar
) -> list[Report]:
    """One report for each file, in order. No chain is asked.

    `issuers` are the public keys that the user trusts: 32 bytes each, written as 0x-hex.
    """
    rule = loaded(species)
    with bar(len(files), "verifying") as advance:
        return [_audited(file, rule, advance, issuers=issuers) for file in files]


def verify_files(
    files: Sequence[Path],
    *,
    home: Path | None,
    url: str,
    species: str | Path | Species,
    registry: str | None = None,
    unproven: str | None = None,
    from_chain: bool = False,
    timeout: float | None = None,
    tell: Callable[[str], object] = silent,
    bar: Bar = no_bar,
    watch: Watch = unwatched,
    cut_off: Callable[[Sequence[Report]], object] = lambda _: None,
) -> list[Report]:
    """One report for each file, in order, against the registries that the user trusts.

    `registry`, a CAIP-10 name or an address, is trusted too; so is `unproven`, although nothing
    shows which code made it. With `from_chain` the portrait contract is asked too. Pictures without
    papers are compared with all avatars. If an index must be made again, or a registry cannot be
    searched, `tell` is called with a sentence about it. `timeout` is the number of seconds to
    wait for one answer. `watch` is called with each check as soon as it is made, but for those that
    are not asked of a picture without papers. If the node fails as a whole, or serves another chain
    than before, `cut_off` is called with the reports that were made until then, and NodeTrouble or
    ChainChanged is raised.
    """
    with trusting(home, url, species, registry or unproven, timeout=timeout, tell=tell) as (
        rule,
        trusted,
    ):
        named = (trusted[-1].address,) if unproven else ()
        place = locate(home) if trusted else visit(home)
        terms = Terms(from_chain, vouching(named, place))
        return judged(
            files, rule, trusted, place, terms, tell=tell, bar=bar, watch=watch, cut_off=cut_off
        )


def judged(
    files: Sequence[Path],
    species: Species,
    registries: Sequence[Registry],
    home: Path,
    terms: Terms,
    *,
    tell: Callable[[str], object] = silent,
    bar: Bar = no_bar,
    watch: Watch = unwatched,
    cut_off: Callable[[Sequence[Report]], object] = lambda _: None,
) -> list[Report]:
    """One report for each file, in order, against `registries`, whose indexes are in `home`.

    Pictures without papers are compared with all avatars in them. `tell`, `watch`, `cut_off` and
    what is raised are those of `verify_files`.
    """
    reports: list[Report] = []
    try:
        with bar(len(files), "verifying") as advance:
            for file in files:
                made = _audited(file, species, advance, *registries, terms=terms, watch=watch)
                _check_chain(registries)
                reports.append(made)
        bare = [at for at, report in enumerate(reports) if _bare(report)]
        looks = [files[at] for at in bare]
        for at, report in _looked_up(home, species, registries, looks, terms, tell, bar):
            _check_chain(registries)
            reports[bare[at]] = report
            for check in report.checks[1:]:  # that it has no papers was said
                watch(check)
    except (NodeTrouble, ChainChanged):
        cut_off(reports)
        raise
    return reports


def verify_content(
    data: bytes,
    *,
    home: Path | None,
    url: str,
    species: str | Path | Species,
    name: str | None = None,
    watch: Watch = unwatched,
) -> Report:
    """The report on the bytes of a file, as `verify_files` makes it of files.

    `name` is that of the file. If it is None, the check `papers` says that it was not judged.
    """
    with TemporaryDirectory(prefix="avatarchain-") as folder:
        file = Path(folder) / f"file{ending_of(data) if name is None else _plain_ending(name)}"
        file.write_bytes(data)

        def unplaced(check: Check) -> Check:
            # Where it lay meanwhile is nothing to tell.
            detail = check.detail.replace(str(file), "it")
            unnamed = f"; {_UNNAMED}" if name is None and check.name == "papers" else ""
            return replace(check, detail=detail + unnamed)

        (report,) = verify_files(
            [file],
            home=home,
            url=url,
            species=species,
            watch=lambda check: watch(unplaced(check)),
        )
    return replace(report, file="", checks=tuple(map(unplaced, report.checks)))


def _plain_ending(name: str) -> str:
    """How the name of a file ends, in letters that every file system takes."""
    return _ODD_LETTER.sub("_", PurePosixPath(name).suffix[:_LONGEST_ENDING])


def _audited(
    file: Path,
    species: Species,
    advance: Callable[[int], None],
    *trusted: Registry,
    issuers: Sequence[str] | None = None,
    terms: Terms | None = None,
    watch: Watch = unwatched,
) -> Report:
    made: list[Check] = []

    def seen(check: Check) -> None:
        made.append(check)
        if check.ok is not None or not _lacks_papers(made[0]):
            watch(check)

    terms = terms or Terms()
    try:
        return _settled(
            file,
            lambda: audit(file, species, *trusted, issuers=issuers, terms=terms, watch=seen),
        )
    finally:
        advance(1)


def _settled(file: Path, judge: Callable[[], Verdict]) -> Verdict | Report:
    """What is said of a file. Whatever it makes a registry answer, the others are judged too.

    Raises NodeTrouble that concerns the node as a whole.
    """
    try:
        return judge()
    except AvatarchainError as error:
        if _ends_all(error):
            raise
        refused = Check("token", False, f"the registry does not answer: {error}")
        return Report(str(file), (refused,))


def _check_chain(trusted: Sequence[Registry]) -> None:
    """Check that the chain of the registries still answers. Raises ChainChanged."""
    if trusted:
        trusted[0].chain.check()


def _ends_all(error: AvatarchainError) -> bool:
    """Whether the node fails as a whole, so that nothing about other files can be asked either."""
    if isinstance(error, ChainChanged):
        return True
    return isinstance(error, NodeTrouble) and not isinstance(error, OF_ONE_REGISTRY)


def _bare(report: Report) -> bool:
    """Whether the file may be a picture without papers."""
    return _lacks_papers(report.checks[0])


def _lacks_papers(first: Check) -> bool:
    """Whether the first check of a file found no papers, and nothing that was to be papers."""
    return first == NO_PAPERS or (first.name == "papers" and isinstance(first.refusal, NotAPicture))


def _looked_up(
    home: Path,
    species: Species,
    registries: Sequence[Registry],
    files: Sequence[Path],
    terms: Terms,
    tell: Callable[[str], object],
    bar: Bar,
) -> Iterator[tuple[int, Report]]:
    """The number of each file that is a picture without papers, and what the look-up says."""
    with ExitStack() as stack:
        indexes = []
        for registry in registries if files else ():
            try:
                if any(check.ok is False for check in terms.vouched(registry, species)):
                    continue
                made = index_of(home, registry, species, tell=tell, bar=bar)
                index = stack.enter_context(made)
            except AvatarchainError as error:
                if _ends_all(error):
                    raise
                tell(f"the registry {registry.address} could not be searched: {error}")
                continue
            indexes.append(index)
        if not indexes:
            return
        with bar(len(files), "looking up") as advance:
            for number, file in enumerate(files):
                try:
                    report = _settled(file, partial(look_up, file, species, indexes))
                except Exception as fault:  # of one file; the others are judged
                    report = Report(str(file), (NO_PAPERS, broken("picture", fault)))
                if report is not None:
                    yield number, report
                advance(1)
