"""What papers say of parents, seed and token, if no chain is asked: do they agree among themselves?

An issuer's key signs whatever it is given, and papers that ours would never write are worth as
little with a good signature.
"""

from avatarchain.base.canonical import to_hex
from avatarchain.chain.notation import parse_caip19
from avatarchain.errors import AvatarchainError
from avatarchain.papers.certificate import Papers
from avatarchain.papers.report import Failed, Unasked


def unasked_registry(papers: Papers) -> str:
    """Raises Unasked, and Failed if the papers name the token of another avatar."""
    if papers.caip19 is not None:
        try:
            name = parse_caip19(papers.caip19)
        except AvatarchainError as error:
            raise Failed(str(error)) from None
        if to_hex(name.identity) != papers.identity:
            raise Failed("the papers name the token of another avatar")
    raise Unasked("not asked: offline")


def of_a_founder(papers: Papers) -> Papers:
    """These papers, if they are a founder's.

    Raises Unasked for those of a child, and Failed for those that contradict themselves.
    """
    if papers.mother or papers.father:
        if not (papers.mother and papers.father and papers.generation):
            raise Failed("the papers name a parent, and no other, or are of no later generation")
        if papers.founding is not None or papers.seed is not None:
            raise Failed("it has parents, and the papers name a founding or a seed")
        raise Unasked("not asked: offline, and it has parents")
    if papers.generation:
        raise Failed(f"the papers name no parents, and are of generation {papers.generation}")
    if papers.draw is not None and papers.founding is None:
        raise Failed(f"the papers say that block {papers.draw} drew it, and name no founding")
    return papers
