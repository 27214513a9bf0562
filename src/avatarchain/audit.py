"""The audit: is a picture file what it says it is?

Each check asks one question and gives one line; none believes what an earlier one has
not shown. The questions are those of docs/verify.md, in its order. A check that cannot
be asked (there are no papers to hold against the chain) is skipped, and a file passes
only if every check that was asked holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from avatarchain import certificate, portrait
from avatarchain import genome as genomes
from avatarchain.breeding import origin
from avatarchain.certificate import Papers, Picture
from avatarchain.errors import AvatarchainError, NotExpecting, UnknownIdentity
from avatarchain.heredity import founder
from avatarchain.identity import parse_caip19, to_hex
from avatarchain.registry import Registry, avatar, identity_of
from avatarchain.species import Species

# How far a picture may be from ours where another painter made it (docs/portrait.md).
MEAN_DIFFERENCE = 2.0
STRONG_DIFFERENCE = 48
STRONG_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Check:
    """One answer: `ok` is True, False, or None where the question could not be asked."""

    name: str
    ok: bool | None
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """All answers about one file."""

    file: str
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(check.ok is not False for check in self.checks) and any(
            check.ok for check in self.checks
        )


class _Failed(Exception):
    """A check that does not hold, and why."""


def audit(path: Path, species: Species, registry: Registry | None) -> Report:
    """Check one PNG or SVG file against the species and the registry that the user trusts.

    `registry` is None where this user knows none; then nothing vouches for the file. A
    node that does not answer is an error, not a pass.
    """
    checks: list[Check] = []
    picture: Picture | None = None
    papers: Papers | None = None
    try:
        picture = certificate.open_picture(path)
        if picture.papers is None:
            raise _Failed("the file carries none")
        papers = certificate.parse(picture.papers)
        checks.append(Check("papers", True, f"well-formed, version {papers.version}"))
    except (AvatarchainError, _Failed) as error:
        checks.append(Check("papers", False, str(error)))
    if papers is None or picture is None:
        skipped = ("identity", "picture", "registry", "token", "origin")
        checks += [Check(name, None, "not asked: there are no papers") for name in skipped]
        return Report(str(path), tuple(checks))

    questions: list[tuple[str, Callable[[], str]]] = [
        ("identity", lambda: _identity(papers, species)),
        ("picture", lambda: _picture(picture, papers, species)),
        ("registry", lambda: _registry(papers, registry)),
    ]
    for name, ask in questions:
        checks.append(_answer(name, ask))
    if registry is not None and checks[-1].ok:
        checks.append(_answer("token", lambda: _token(papers, registry)))
        checks.append(_answer("origin", lambda: _origin(papers, species, registry)))
    else:
        unasked = "not asked: no registry vouches for it"
        checks += [Check(name, None, unasked) for name in ("token", "origin")]
    return Report(str(path), tuple(checks))


def _answer(name: str, ask: Callable[[], str]) -> Check:
    try:
        return Check(name, True, ask())
    except _Failed as failure:
        return Check(name, False, str(failure))


def _identity(papers: Papers, species: Species) -> str:
    if papers.species != "0x" + species.id.hex():
        raise _Failed(
            f"the papers speak of species {papers.species}, not of {species.name}: "
            "give its pack with --species"
        )
    follows = to_hex(identity_of(species, int(papers.genome, 16)))
    if follows != papers.identity:
        raise _Failed(f"species and genome give {follows}, the papers say {papers.identity}")
    return "follows from species and genome"


def _picture(picture: Picture, papers: Papers, species: Species) -> str:
    genome = int(papers.genome, 16)
    text = portrait.svg(species, genome)
    if papers.svg is not None and papers.svg != certificate.digest(text.encode()):
        raise _Failed("the papers' SVG is not what the genome expresses")
    if picture.svg is not None:
        if picture.svg != text:
            raise _Failed("the drawing is not what the genome expresses")
        return "is what the genome expresses, to the letter"
    assert picture.pixels is not None
    mode, width, height, raw = picture.pixels
    if papers.pixels is None:
        raise _Failed("the papers do not speak of pixels")
    if papers.pixels != certificate.pixel_digest(mode, width, height, raw):
        raise _Failed("pixels were changed since the papers were written")
    return _like_ours(species, genome, mode, width, height, raw)


def _like_ours(
    species: Species, genome: int, mode: str, width: int, height: int, raw: bytes
) -> str:
    import numpy as np

    if mode != "RGB" or width != height or not portrait.SMALLEST <= width <= portrait.LARGEST:
        raise _Failed(f"{width} × {height} pixels of {mode} are no portrait")
    ours = portrait.pixels(species, genome, width).astype(np.int16)
    theirs = np.frombuffer(raw, np.uint8).reshape(height, width, 3)
    difference = np.abs(ours - theirs)
    strong = float((difference.max(axis=2) > STRONG_DIFFERENCE).mean())
    if difference.mean() > MEAN_DIFFERENCE or strong > STRONG_SHARE:
        raise _Failed("the picture is not what the genome expresses")
    return "is what the genome expresses" + ("" if difference.any() else ", to the pixel")


def _registry(papers: Papers, registry: Registry | None) -> str:
    if papers.caip19 is None:
        raise _Failed("the papers name no token")
    try:
        name = parse_caip19(papers.caip19)
    except AvatarchainError as error:
        raise _Failed(str(error)) from None
    if to_hex(name.identity) != papers.identity:
        raise _Failed("the papers name the token of another avatar")
    if registry is None:
        raise _Failed(f"contract {name.contract} on chain {name.chain_id} is unknown to you")
    here = (registry.chain.chain_id, registry.address, "0x" + registry.chain.genesis.hex())
    if (name.chain_id, name.contract, papers.genesis) != here:
        raise _Failed(
            f"contract {name.contract} on chain {name.chain_id} (genesis "
            f"{(papers.genesis or 'unknown')[:10]}…) is not the registry you trust, "
            f"{here[1]} on chain {here[0]} (genesis {here[2][:10]}…)"
        )
    return f"{name.contract} on chain {name.chain_id} is one that you trust"


def _token(papers: Papers, registry: Registry) -> str:
    try:
        one = avatar(registry, int(papers.identity, 16))
    except UnknownIdentity:
        raise _Failed("the registry has no such avatar") from None
    told = {
        "genome": genomes.to_hex(one.genome),
        "generation": one.generation,
        "mother": to_hex(one.mother) if one.mother else None,
        "father": to_hex(one.father) if one.father else None,
        "birth_block": one.block,
    }
    for key, value in told.items():
        if getattr(papers, key) != value:
            raise _Failed(f"the registry says {key} {value}, the papers {getattr(papers, key)}")
    return f"registered in block {one.block}, held by {one.owner}"


def _origin(papers: Papers, species: Species, registry: Registry) -> str:
    try:
        one = avatar(registry, int(papers.identity, 16))
        if not one.mother:
            return _founded(papers, species)
        parents = [avatar(registry, parent) for parent in (one.mother, one.father)]
        found = origin(registry, one, parents[0].genome, parents[1].genome)
    except (UnknownIdentity, NotExpecting) as error:
        raise _Failed(str(error)) from None
    if found.genome != one.genome:
        raise _Failed(
            f"its parents and block {found.block} give {genomes.to_hex(found.genome)}, "
            "another genome"
        )
    lapses = f"; {found.lapses} of her conceptions lapsed before" if found.lapses else ""
    return f"follows from both parents and the hash of block {found.block}{lapses}"


def _founded(papers: Papers, species: Species) -> str:
    if papers.seed is None:
        return "a founder, hand-picked or of a seed that the papers do not tell"
    drawn = genomes.to_hex(founder(bytes.fromhex(papers.seed[2:]), species.cumulative))
    if drawn != papers.genome:
        raise _Failed(f"its seed draws {drawn}, another genome")
    return "a founder, drawn from the seed in its papers"
