"""What papers say of parents, seed, token and blocks: do they agree among themselves?

No chain is needed for that. An issuer's key signs whatever it is given, and papers that ours would
never write are worth as little with a good signature.
"""

from avatarchain.base.canonical import to_hex
from avatarchain.chain import DEVELOPMENT_CHAINS
from avatarchain.chain.notation import parse_caip19
from avatarchain.errors import AvatarchainError
from avatarchain.genetics.seeds import founder
from avatarchain.keys import seal
from avatarchain.papers.certificate import Papers
from avatarchain.papers.report import OF_THE_CHAIN, Check, Failed, Unasked, answer, unasked
from avatarchain.registry.events import AHEAD
from avatarchain.species import Species

_ZERO = to_hex(bytes(32))
_KEPT = 8191
"""After so many blocks no chain gives a contract the hash of the block of a draw (EIP-2935)."""
_OF_A_CHAIN = ("caip19", "genesis", "generation", "birth_block")
"""What papers say of a registered avatar, all of it or nothing."""


def by_papers_alone(papers: Papers, species: Species, why: str) -> list[Check]:
    """The checks that need a chain, where none is asked for the reason `why`.

    Two of them fail where the papers contradict themselves.
    """
    checks = {check.name: check for check in unasked(why, *OF_THE_CHAIN)}
    checks["key"] = answer("key", lambda: _key(papers, why))
    checks["origin"] = answer("origin", lambda: _origin(papers, species, why))
    return list(checks.values())


def unasked_registry(papers: Papers) -> str:
    """Raises Unasked, and Failed if the papers name the token of another avatar."""
    if papers.caip19 is not None:
        check_token(papers)
    raise Unasked("not asked: offline")


def check_token(papers: Papers) -> None:
    """Raise Failed unless the papers name the token of their avatar."""
    if papers.caip19 is None:
        raise Failed("the papers name no token")
    try:
        name = parse_caip19(papers.caip19)
    except AvatarchainError as error:
        raise Failed(str(error)) from None
    if to_hex(name.identity) != papers.identity:
        raise Failed("the papers name the token of another avatar")


def check_key(papers: Papers) -> None:
    """Raise Failed if everybody has the key that signed, and the chain is a real one."""
    if papers.issuer != seal.DEVELOPMENT_KEY or papers.caip19 is None:
        return
    if parse_caip19(papers.caip19).chain_id not in DEVELOPMENT_CHAINS:
        raise Failed("the issuer's key is the one of development chains, which everybody has")


def _key(papers: Papers, why: str) -> str:
    check_key(papers)
    raise Unasked(f"not asked: {why}")


def _origin(papers: Papers, species: Species, why: str) -> str:
    check_agreement(papers, species)
    if papers.mother:
        raise Unasked(f"not asked: {why}, and it has parents")
    if papers.seed is None:
        raise Unasked(f"not asked: {why}, and no seed stands in the papers")
    return "a founder, drawn from the seed in its papers"


def check_agreement(papers: Papers, species: Species) -> None:
    """Raise Failed if papers contradict themselves about birth, parents, founding or seed."""
    lacking = [key for key in _OF_A_CHAIN if getattr(papers, key) is None]
    if lacking and len(lacking) < len(_OF_A_CHAIN):
        raise Failed(f"the papers are of a registered avatar, and their {lacking[0]} is null")
    if lacking and (papers.draw is not None or papers.founding is not None):
        raise Failed("the papers name what drew it, and no token")
    if papers.mother or papers.father:
        _check_child(papers)
    else:
        _check_founder(papers, species)


def _check_child(papers: Papers) -> None:
    generation, birth = papers.generation or 0, papers.birth_block or 0
    if not (papers.mother and papers.father and generation):
        raise Failed("the papers name a parent, and no other, or are of no later generation")
    if papers.mother == papers.father:
        raise Failed("the papers name one avatar as both parents")
    if papers.identity in (papers.mother, papers.father):
        raise Failed("the papers name it as its own parent")
    if _ZERO in (papers.mother, papers.father):
        raise Failed("the papers name a parent that no avatar is")
    if papers.founding is not None or papers.seed is not None:
        raise Failed("it has parents, and the papers name a founding or a seed")
    # Its parents were there when it was conceived; a later block drew it, and a later one bore it.
    least = generation * (AHEAD + 1)
    if birth <= least:
        raise Failed(f"nobody of generation {generation} can be born by block {birth}")
    if papers.draw is not None and not least <= papers.draw < birth <= papers.draw + _KEPT:
        raise Failed(f"block {papers.draw} cannot have drawn who was born in block {birth}")


def _check_founder(papers: Papers, species: Species) -> None:
    birth, draw = papers.birth_block, papers.draw
    if papers.generation:
        raise Failed(f"the papers name no parents, and are of generation {papers.generation}")
    if birth == 0:
        raise Failed("nobody is born in block 0")
    if papers.seed is not None and papers.species == to_hex(species.id):
        genome = to_hex(founder(bytes.fromhex(papers.seed[2:]), species.cumulative))
        if genome != papers.genome:
            raise Failed(f"its seed draws {genome}, another genome")
    if papers.founding is None and draw is not None:
        raise Failed(f"the papers say that block {draw} drew it, and name no founding")
    if papers.founding is None:
        return
    if draw is None or papers.seed is None:
        lacks = "the block of its draw" if draw is None else "the seed that it gave"
        raise Failed(f"the papers name a founding, and not {lacks}")
    if draw <= AHEAD:  # no promise is older than block 1
        raise Failed(f"block {draw} cannot have drawn a founding: that takes {AHEAD} blocks")
    if birth is not None and birth < draw - 1:  # public to whoever proposes the block of the draw
        raise Failed(f"it was born in block {birth}, and block {draw} cannot have drawn it")
