"""The audit: is a picture file what it says it is?

Each check answers one question in one line, and relies only on what earlier checks have
shown. The questions are those of docs/verify.md, in its order. A check that cannot be asked
is skipped (without papers, for example, nothing can be compared with the chain). A file passes
only if every check that was asked holds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from avatarchain.base.cache import unused
from avatarchain.base.canonical import to_hex
from avatarchain.births.foundings import drawn
from avatarchain.chain.newest import AsOf, as_of, newest_block
from avatarchain.chain.notation import parse_caip19
from avatarchain.errors import (
    AvatarchainError,
    NoSuchFounding,
    NotDrawnYet,
    NotExpecting,
    PapersOfAnother,
    TooManyParts,
    UnknownIdentity,
    UnknownRegistry,
)
from avatarchain.genetics.seeds import founder
from avatarchain.keys import seal
from avatarchain.papers import certificate, founded, founding_words, issuer_keys
from avatarchain.papers.certificate import OpenedFile, Papers
from avatarchain.papers.offline import (
    by_papers_alone,
    check_agreement,
    check_key,
    check_token,
    unasked_registry,
)
from avatarchain.papers.origin import describe_choice, origin
from avatarchain.papers.report import (
    NO_PAPERS,
    OF_PAPERS,
    OF_THE_CHAIN,
    Check,
    Failed,
    Report,
    Unasked,
    Watch,
    answer,
    broken,
    unasked,
    unwatched,
)
from avatarchain.papers.shown import chain_picture, picture_shown
from avatarchain.papers.vouching import Terms
from avatarchain.registry import (
    AvatarRecord,
    Registry,
    avatar,
    foundings,
    identity_of,
    index_of_birth,
)
from avatarchain.registry.contract import ask
from avatarchain.species import Species


@unused()
def audit(
    path: Path,
    species: Species,
    *trusted: Registry,
    issuers: Sequence[str] | None = None,
    terms: Terms | None = None,
    watch: Watch = unwatched,
) -> Report:
    """Check one PNG, SVG or detached JSON against a species and the registries that are trusted.

    If no registry is given, the check `registry` fails. With `issuers` (their public keys, 32
    bytes as 0x-hex) no chain is asked: the papers must be signed with one of these keys, and
    the checks that need the chain are skipped. Several files are checked faster with the same
    `terms`. `watch` is called with each check as soon as it is made. Raises the errors of a chain
    that does not answer; such a file has not passed.
    """
    checks: list[Check] = []
    heads: list[AsOf] = []
    opened = _opened(path)
    for check in _to_a_fault(_checks(opened, species, trusted, issuers, terms or Terms(), heads)):
        checks.append(check)
        watch(check)
    identity = None if isinstance(opened, Check) else opened[1].identity
    return Report(str(path), tuple(checks), identity=identity, as_of=heads[0] if heads else None)


def _opened(path: Path) -> tuple[OpenedFile, Papers] | Check:
    """The picture in a file and its papers; or the failed check, if it has none that are whole."""
    try:
        picture = certificate.open_file(path)
        if picture.papers is None:
            raise Failed(NO_PAPERS.detail)
        return picture, certificate.parse(picture.papers)
    except (AvatarchainError, Failed) as error:
        refusal = error if isinstance(error, AvatarchainError) else None
        return Check("papers", False, str(error), refusal)
    except Exception as fault:  # as in `answer`
        return broken("papers", fault)


def _to_a_fault(checks: Iterator[Check]) -> Iterator[Check]:
    """The same checks; if this program fails between two of them, the last one fails."""
    try:
        yield from checks
    except Exception as fault:  # as in `answer`
        yield broken("token", fault)


def _checks(
    opened: tuple[OpenedFile, Papers] | Check,
    species: Species,
    trusted: Sequence[Registry],
    issuers: Sequence[str] | None,
    terms: Terms,
    heads: list[AsOf],
) -> Iterator[Check]:
    """The answers to all questions, one after another; `heads` gets the block of the answers."""
    if isinstance(opened, Check):
        yield opened
        yield from unasked("there are no papers", *OF_PAPERS, "registry", *OF_THE_CHAIN)
        return
    picture, papers = opened
    yield Check("papers", True, f"well-formed, version {papers.version}")

    yield answer("identity", lambda: _identity(papers, species))
    yield answer("picture", lambda: picture_shown(picture, papers, species))
    yield answer("signature", lambda: _signature(papers, issuers))
    if issuers is not None:
        yield answer("registry", lambda: unasked_registry(papers))
        yield from by_papers_alone(papers, species, "offline")
        return

    naming = answer("registry", lambda: _trusted_registry(papers, trusted))
    yield naming
    if not naming.ok:
        yield from by_papers_alone(papers, species, "no registry vouches for it")
        return
    registry = next(record for record in trusted if _names(papers, record))
    if (given_up := terms.hopeless(registry)) is not None:
        raise given_up
    try:
        yield from _of_the_chain(papers, species, registry, terms, heads)
    except TooManyParts as refusal:
        terms.hopeless(registry, refusal)
        raise


def _of_the_chain(
    papers: Papers, species: Species, registry: Registry, terms: Terms, heads: list[AsOf]
) -> Iterator[Check]:
    """The answers that need the chain of the registry which the papers name.

    All are as of the newest block, which `heads` gets.
    """
    making = terms.vouched(registry, species)
    yield from making
    if not all(check.ok is not False for check in making):
        yield from unasked("the registry is not genuine", *OF_THE_CHAIN[2:])
        return
    head = newest_block(registry.chain)
    registry = replace(registry, at=head.number)  # what comes meanwhile fails no file
    now = as_of(registry.chain, head)
    heads.append(now)
    try:
        record = avatar(registry, int(papers.identity, 16))
    except UnknownIdentity:
        yield from unasked("there is no birth", "key")
        yield Check("token", False, f"the registry has no such avatar, {now.words}")
        yield from unasked("there is no birth", "origin")
        return
    yield answer("key", lambda: _key(papers, registry, record))
    yield answer("token", lambda: f"{_token(papers, registry, record)}; {now.words}")
    if terms.from_chain:
        yield answer("chain-picture", lambda: chain_picture(papers, species, registry))
    yield answer("origin", lambda: _origin(papers, species, registry, record))


def _identity(papers: Papers, species: Species) -> str:
    if papers.species != to_hex(species.id):
        raise PapersOfAnother(species=papers.species, name=species.name)
    follows = to_hex(identity_of(species, int(papers.genome, 16)))
    if follows != papers.identity:
        raise Failed(f"species and genome give {follows}, the papers say {papers.identity}")
    creator = f" by {species.creator}" if species.creator else ""
    terms = f", licence {species.license}" if species.license else ""
    return f"follows from species ({species.name} {species.version}{creator}{terms}) and genome"


def _signature(papers: Papers, issuers: Sequence[str] | None) -> str:
    if papers.issuer is None and papers.signature is None:
        if issuers is not None:
            raise Failed("the papers are not signed")
        raise Unasked("the papers are not signed")
    if not certificate.is_signed(papers):
        raise Failed("the signature is not by the issuer whom the papers name")
    if issuers is not None and papers.issuer not in issuers:
        raise Failed(f"signed by {papers.issuer}, who is not an issuer that you named")
    return f"good, by {papers.issuer}"


def _names(papers: Papers, registry: Registry) -> bool:
    name = parse_caip19(papers.caip19 or "")
    here = (registry.chain.chain_id, registry.address, to_hex(registry.chain.genesis))
    return (name.chain_id, name.contract, papers.genesis) == here


def _trusted_registry(papers: Papers, trusted: Sequence[Registry]) -> str:
    check_token(papers)
    name = parse_caip19(papers.caip19 or "")
    if not trusted:
        raise UnknownRegistry(
            reason=f"contract {name.contract} on chain {name.chain_id} is unknown to you (the home "
            "that made it, or trusts it, knows it)"
        )
    if not any(_names(papers, registry) for registry in trusted):
        names = "; ".join(
            f"{registry.address} on chain {registry.chain.chain_id} "
            f"(genesis {to_hex(registry.chain.genesis)[:10]}…)"
            for registry in trusted
        )
        whose = "the registry" if len(trusted) == 1 else "one of the registries"
        raise UnknownRegistry(
            reason=f"contract {name.contract} on chain {name.chain_id} (genesis "
            f"{(papers.genesis or 'unknown')[:10]}…) is not {whose} you trust, {names}"
        )
    return f"{name.contract} on chain {name.chain_id} is one that you trust"


def _key(papers: Papers, registry: Registry, record: AvatarRecord) -> str:
    past = issuer_keys.history(registry)
    key = papers.issuer
    _hold(issuer_keys.by_contract(registry, past, [key] if key else []))
    if key is None:
        if past.terms:
            raise Failed(
                "the papers are not signed, and this registry has published a key: "
                "have its issuer write them again"
            )
        raise Unasked("not asked: the papers are not signed, the registry never published a key")
    check_key(papers)
    if key in past.revoked:
        raise Failed(f"the issuer's key was revoked in block {past.revoked[key]}")
    if not past.served(key, record.block, lambda: index_of_birth(registry, record)):
        raise Failed(f"{key} was not the registry's key at the birth or later")
    now = "is in force" if key == past.in_force else "was in force at the birth or later"
    whose = "the issuer's key"
    if key == seal.DEVELOPMENT_KEY:
        whose = "the development key, which everybody has,"
    return f"{whose} {now}, and is not revoked"


def _hold(rows: Iterable[tuple[str, Any, Any]]) -> None:
    """Hold what logs tell against what the contract stores. Raises Failed."""
    for what, by_logs, stored in rows:
        if by_logs != stored:
            raise Failed(f"the node's logs give {what} {by_logs}, the contract stores {stored}")


def _token(papers: Papers, registry: Registry, record: AvatarRecord) -> str:
    born = ask(registry, "birthOf(uint256)", record.identity, returns=["uint256"] * 3)
    rows = [
        ("the generation", record.generation, born[0]),
        ("the mother", to_hex(record.mother), to_hex(born[1])),
        ("the father", to_hex(record.father), to_hex(born[2])),
    ]
    _hold(rows)
    facts = {
        "genome": to_hex(record.genome),
        "generation": record.generation,
        "mother": to_hex(record.mother) if record.mother else None,
        "father": to_hex(record.father) if record.father else None,
        "birth_block": record.block,
    }
    for key, value in facts.items():
        if getattr(papers, key) != value:
            raise Failed(f"the registry says {key} {value}, the papers {getattr(papers, key)}")
    return f"registered in block {record.block}, held by {record.owner}"


def _origin(papers: Papers, species: Species, registry: Registry, record: AvatarRecord) -> str:
    check_agreement(papers, species)
    if not record.mother:
        return _founder(papers, species, registry, record)
    try:
        parents = [avatar(registry, parent) for parent in (record.mother, record.father)]
        birth = origin(registry, record, parents[0].genome, parents[1].genome)
    except (UnknownIdentity, NotExpecting) as error:
        raise Failed(str(error)) from None
    if birth.genome != record.genome:
        raise Failed(
            f"its parents and the draw of block {birth.draw} give {to_hex(birth.genome)}, "
            "another genome"
        )
    if papers.draw not in (None, birth.draw):
        raise Failed(f"block {birth.draw} drew it, not block {papers.draw}")
    told = [f"follows from both parents and the draw of block {birth.draw}"]
    if choice := describe_choice(birth, registry.chain.chain_id):
        told.append(choice)
    if birth.lapses:
        told.append(f"{birth.lapses} of her conceptions lapsed before")
    if birth.stillbirths:
        told.append(f"{birth.stillbirths} of her children were registered before their birth")
    return "; ".join(told)


def _founder(papers: Papers, species: Species, registry: Registry, record: AvatarRecord) -> str:
    if papers.founding is not None:
        return _founded(papers, species, registry, record)
    if papers.seed is None:
        return "a founder, hand-picked or of a seed that the papers do not tell"
    return "a founder, drawn from the seed in its papers"


def _founded(papers: Papers, species: Species, registry: Registry, record: AvatarRecord) -> str:
    """The line of a founder whose papers name a founding of the registry."""
    number, index = ((papers.founding or {})[key] for key in ("number", "index"))
    issuance = foundings.issuance(registry)
    _hold(foundings.by_contract(registry, issuance))
    every = issuance.foundings
    try:
        draw = drawn(registry, foundings.numbered(every, number))
    except (NoSuchFounding, NotDrawnYet) as error:
        raise Failed(str(error)) from None
    promised = draw.founding
    if index >= promised.count:
        raise Failed(f"founding {number} has no number {index}: it promises {promised.count}")
    place = founded.place_in(draw, index)
    genome = to_hex(founder(place.seed, species.cumulative))
    if genome != papers.genome:
        raise Failed(f"number {index} of founding {number} has another genome, {genome}")
    if papers.seed != to_hex(place.seed):
        raise Failed(f"number {index} of founding {number} has another seed, {to_hex(place.seed)}")
    lowest = founded.lowest_alike(species, draw, index)
    if lowest != index:
        raise Failed(
            f"number {lowest} of founding {number} has this genome, so number {index} is no founder"
        )
    if papers.draw != promised.draw:
        raise Failed(f"block {promised.draw} drew founding {number}, not block {papers.draw}")
    taken = founded.taken_at(registry, place, record)
    if taken is not None and (source := founded.claimed_from(registry, species, record, every)):
        claimed = f"number {source.index} of founding {source.founding.number}"
        raise Failed(f"it was claimed as {claimed}, and not from founding {number}")
    lines = [founding_words.describe_place(place, registry.chain, taken)]
    counted = promised.count <= founded.MOST
    standing = founded.standing(registry, species, number, None, issuance) if counted else None
    follows = founded.root_follows(promised, standing)
    if follows is False:
        raise Failed(f"the committed root of founding {number} is not the one that follows")
    judged = founded.roots(registry, species, issuance) if issuance.closed is not None else {}
    ways = founding_words.doubtful(every, {**judged, number: follows})
    guesses, others = issuance.guesses, len(every) > 1
    order = founding_words.describe_order(
        promised, issuance.closed, ways, guesses=guesses, others=others
    )
    lines.append(order)
    if standing is not None:
        lines.append(founding_words.describe_standing(standing))
    return "; ".join(lines)
