"""Audit a registry: from its address, all that can be known of it (see `avatarchain.audit`)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from avatarchain.audit import audit
from avatarchain.audit.findings import Finding
from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex
from avatarchain.chain.notation import Caip10, parse_caip10
from avatarchain.chain.transport import plain
from avatarchain.errors import Namesake
from avatarchain.papers.seeds import seeds_in
from avatarchain.papers.vouching import check_genuine
from avatarchain.session.opening import Session, examining, indexed, loaded
from avatarchain.session.terms import silent
from avatarchain.species import Species
from avatarchain.species.pack import load, shipped
from avatarchain.workshop.lookalikes import namesake


@contextmanager
def auditing(
    named: str,
    *,
    home: Path | None,
    url: str,
    species: str | Path | Species,
    papers: Sequence[Path] = (),
    timeout: float | None = None,
    tell: Callable[[str], object] = silent,
    bar: Bar = no_bar,
) -> Iterator[tuple[Session, Iterator[Finding]]]:
    """Yield the open session and the findings on the registry that `named` names.

    `named` is a CAIP-10 name or an address; `papers` are files and folders with papers that
    tell seeds. A species that the registry's code names is read from its art on the chain, if
    it is another than `species`. What was read of the chain is kept in the home's index of that
    node, so an audit that was cut off goes on from there. `timeout` is the number of seconds to
    wait for one answer.
    """
    with examining(home, url, species, named, timeout=timeout) as session:
        yield session, findings_on(session, species, papers, tell=tell, bar=bar)


def findings_on(
    session: Session,
    species: str | Path | Species,
    papers: Sequence[Path] = (),
    *,
    tell: Callable[[str], object] = silent,
    bar: Bar = no_bar,
) -> Iterator[Finding]:
    """The findings on the registry of an open session; the rest as in `auditing`.

    Raises ChainChanged if another chain answers before the last one.
    """
    findings = audit(
        session.known(),
        session.species,
        lambda registry: indexed(session, tell=tell, bar=bar, registry=registry),
        seeds_in(papers, session.species) if papers else None,
        bar,
        _namesake(session, species),
    )
    for finding in findings:
        if not session.chain.is_watched:
            session.chain.check()
        yield finding


def _namesake(session: Session, pack: str | Path | Species) -> Species | None:
    """The species that the user knows by the name of the session's, or one like it.

    None if they know none, or that very one.

    They know those that come with the program, and `pack`.
    """
    known = [loaded(pack), *map(load, shipped())]
    return namesake(session.species, known)


def summary(session: Session, findings: Sequence[Finding]) -> dict[str, Any]:
    """The last line of an audit as a JSON object: of which registry, and whether all holds.

    `block` and `time` are those of the newest block that was read; None if nothing came so far.
    """
    chain, registry = session.chain, session.known()
    heads = [row.facts for finding in findings if finding.name == "block" for row in finding.rows]
    return {
        "registry": str(Caip10(chain.chain_id, registry.address)),
        "genesis": to_hex(chain.genesis),
        "species": to_hex(session.species.id),
        "name": session.species.name,
        "block": heads[0]["block"] if heads else None,
        "time": heads[0]["time"] if heads else None,
        "ok": all(finding.ok is not False for finding in findings),
    }


def genesis_of(
    named: str,
    home: Path,
    url: str,
    species: str | Path | Species,
    *,
    unproven: bool = False,
    timeout: float | None = None,
) -> str:
    """The hash of block 0 (0x-hex) of the chain of a genuine registry, which `named` names.

    Raises MalformedCaip10, what `examining` raises, ForeignCode, ForeignCreation unless
    `unproven`, and Namesake if its species has the name of one that the user knows, or one like it.
    """
    parse_caip10(named)
    with examining(home, url, species, named, timeout=timeout) as session:
        registry, ours = session.known(), session.species
        check_genuine(registry, ours, home, unproven=unproven)
        if (other := _namesake(session, species)) is not None:
            raise Namesake(
                contract=registry.address,
                species=to_hex(ours.id),
                name=plain(ours.name),
                known=other.name,
                expected=to_hex(other.id),
            )
        session.chain.check()
        return to_hex(session.chain.genesis)
