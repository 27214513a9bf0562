"""The audit: is a picture file what it says it is?

Each check asks one question and gives one line; none believes what an earlier one has
not shown. The questions are those of docs/verify.md, in its order. A check that cannot
be asked (there are no papers to hold against the chain) is skipped, and a file passes
only if every check that was asked holds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from avatarchain import certificate, issuer, portrait
from avatarchain import genome as genomes
from avatarchain.breeding import origin
from avatarchain.certificate import Papers, Picture
from avatarchain.chain import DEVELOPMENT_CHAINS
from avatarchain.errors import AvatarchainError, NotDrawn, NotExpecting, UnknownIdentity
from avatarchain.heredity import founder
from avatarchain.identity import parse_caip19, to_hex
from avatarchain.issuer import seal
from avatarchain.registry import Avatar, Registry, avatar, drawing_of, identity_of
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
    """Its path, as it was given."""
    checks: tuple[Check, ...]
    """One answer a question, in the order of docs/verify.md: `name`, `ok`, `detail`."""

    @property
    def ok(self) -> bool:
        """Whether every check that could be asked holds, and there was one."""
        return all(check.ok is not False for check in self.checks) and any(
            check.ok for check in self.checks
        )

    @property
    def verdict(self) -> str:
        """The answers in a few words."""
        if self.ok:
            return "verified"
        failed = [check.name for check in self.checks if check.ok is False]
        if failed == ["papers"] and any(
            check.name == "picture" and check.ok for check in self.checks
        ):
            return "picture right, papers missing: looked up by picture"
        if failed == ["registry"]:
            return "NOT verified: papers consistent, issuer unknown to you"
        return "NOT verified"


class _Failed(Exception):
    """A check that does not hold, and why."""


class _Unasked(Exception):
    """A check that does not apply, and why."""


def audit(
    path: Path, species: Species, *trusted: Registry, issuers: Sequence[str] | None = None
) -> Report:
    """Check one PNG, SVG or detached JSON against the species and the registries trusted.

    Without a registry nothing vouches for the file. With `issuers` (public keys, 32 bytes
    as 0x-hex) no chain is asked: the papers must be signed by one of them, and the checks
    that need the chain are skipped. A node that does not answer is an error, not a pass.
    """
    checks: list[Check] = []
    try:
        picture = certificate.open_picture(path)
        if picture.papers is None:
            raise _Failed("the file carries none")
        papers = certificate.parse(picture.papers)
        checks.append(Check("papers", True, f"well-formed, version {papers.version}"))
    except (AvatarchainError, _Failed) as error:
        checks.append(Check("papers", False, str(error)))
        checks += unasked("there are no papers", *_OF_PAPERS, "registry", *OF_THE_CHAIN)
        return Report(str(path), tuple(checks))

    checks.append(_answer("identity", lambda: _identity(papers, species)))
    checks.append(_answer("picture", lambda: _picture(picture, papers, species)))
    checks.append(_answer("signature", lambda: _signature(papers, issuers)))
    if issuers is not None:
        checks += unasked("offline", "registry", *OF_THE_CHAIN)
        return Report(str(path), tuple(checks))

    checks.append(_answer("registry", lambda: _vouching(papers, trusted)))
    if not checks[-1].ok:
        checks += unasked("no registry vouches for it", *OF_THE_CHAIN)
        return Report(str(path), tuple(checks))
    registry = next(one for one in trusted if _names(papers, one))
    try:
        one = avatar(registry, int(papers.identity, 16))
    except UnknownIdentity:
        checks += unasked("there is no birth", "key")
        checks.append(Check("token", False, "the registry has no such avatar"))
        checks += unasked("there is no birth", "chain-picture", "origin")
        return Report(str(path), tuple(checks))
    checks.append(_answer("key", lambda: _key(papers, registry, one)))
    checks.append(_answer("token", lambda: _token(papers, one)))
    checks.append(_answer("chain-picture", lambda: _chain_picture(papers, species, registry)))
    checks.append(_answer("origin", lambda: _origin(papers, species, registry, one)))
    return Report(str(path), tuple(checks))


_OF_PAPERS = ("identity", "picture", "signature")
OF_THE_CHAIN = ("key", "token", "chain-picture", "origin")


def unasked(why: str, *names: str) -> list[Check]:
    return [Check(name, None, f"not asked: {why}") for name in names]


def _answer(name: str, ask: Callable[[], str]) -> Check:
    try:
        return Check(name, True, ask())
    except _Failed as failure:
        return Check(name, False, str(failure))
    except _Unasked as reason:
        return Check(name, None, str(reason))


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
    # A species of images has no SVG.
    text = None if species.images else portrait.svg(species, genome)
    if papers.svg is not None and papers.svg != certificate.digest((text or "").encode()):
        raise _Failed("the papers' SVG is not what the genome expresses")
    if picture.svg is not None:
        if picture.svg != text:
            raise _Failed("the drawing is not what the genome expresses")
        return "is what the genome expresses, to the letter"
    if picture.pixels is None:
        if papers.svg is None:
            raise _Unasked("not asked: papers without a picture, and of none")
        return "no picture here; the papers' SVG is what the genome expresses"
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


def _signature(papers: Papers, issuers: Sequence[str] | None) -> str:
    if papers.issuer is None and papers.signature is None:
        if issuers is not None:
            raise _Failed("the papers are not signed")
        raise _Unasked("the papers are not signed")
    if not certificate.is_signed(papers):
        raise _Failed("the signature is not the issuer's whom the papers name")
    if issuers is not None and papers.issuer not in issuers:
        raise _Failed(f"signed by {papers.issuer}, who is not an issuer that you named")
    return f"good, by {papers.issuer}"


def _names(papers: Papers, registry: Registry) -> bool:
    name = parse_caip19(papers.caip19 or "")
    here = (registry.chain.chain_id, registry.address, "0x" + registry.chain.genesis.hex())
    return (name.chain_id, name.contract, papers.genesis) == here


def _vouching(papers: Papers, trusted: Sequence[Registry]) -> str:
    if papers.caip19 is None:
        raise _Failed("the papers name no token")
    try:
        name = parse_caip19(papers.caip19)
    except AvatarchainError as error:
        raise _Failed(str(error)) from None
    if to_hex(name.identity) != papers.identity:
        raise _Failed("the papers name the token of another avatar")
    if not trusted:
        raise _Failed(f"contract {name.contract} on chain {name.chain_id} is unknown to you")
    if not any(_names(papers, one) for one in trusted):
        known = "; ".join(
            f"{one.address} on chain {one.chain.chain_id} "
            f"(genesis 0x{one.chain.genesis.hex()[:8]}…)"
            for one in trusted
        )
        whose = "the registry" if len(trusted) == 1 else "one of the registries"
        raise _Failed(
            f"contract {name.contract} on chain {name.chain_id} (genesis "
            f"{(papers.genesis or 'unknown')[:10]}…) is not {whose} you trust, {known}"
        )
    return f"{name.contract} on chain {name.chain_id} is one that you trust"


def _key(papers: Papers, registry: Registry, one: Avatar) -> str:
    past = issuer.history(registry)
    key = papers.issuer
    if key is None:
        if past.terms:
            raise _Failed(
                "the papers are not signed, and this registry has published a key: "
                "have its issuer write them again"
            )
        raise _Unasked("not asked: the papers are not signed, the registry never published a key")
    everybodys = key == seal.DEVELOPMENT_KEY
    if everybodys and registry.chain.chain_id not in DEVELOPMENT_CHAINS:
        raise _Failed("the issuer's key is the one of development chains, which everybody has")
    if key in past.revoked:
        raise _Failed(f"the issuer's key was revoked in block {past.revoked[key]}")
    if not past.served(key, one.block):
        raise _Failed(f"{key} was not the registry's key at the birth or later")
    now = "is in force" if key == past.in_force else "was in force at the birth or later"
    whose = "the development key, which everybody has," if everybodys else "the issuer's key"
    return f"{whose} {now}, and is not revoked"


def _token(papers: Papers, one: Avatar) -> str:
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


def _chain_picture(papers: Papers, species: Species, registry: Registry) -> str:
    genome = int(papers.genome, 16)
    try:
        drawn = drawing_of(registry, genome)
    except NotDrawn:
        raise _Unasked("the registry draws no pictures") from None
    if drawn != portrait.svg(species, genome):
        raise _Failed("the contract draws another picture of this genome")
    return "the contract draws the same, to the letter"


def _origin(papers: Papers, species: Species, registry: Registry, one: Avatar) -> str:
    if not one.mother:
        return _founded(papers, species)
    try:
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
