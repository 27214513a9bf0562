"""The index: a copy of the registry's events in the home, for lists and searches.

Code that needs more than one avatar reads the index: `sync` fetches the new events once, and then
each question is a query. The index is only a copy. It can be deleted at any time, and a new one is
the same. Code that must trust an answer asks the chain itself.
"""

from avatarchain.index.records import (
    Conceived,
    Handover,
    avatars,
    balances,
    batches,
    beginning,
    closing_block,
    conceptions,
    endings,
    expressions,
    foundings,
    genome_of,
    genomes_of_founders,
    handovers,
    holder_of,
    newest,
    numbered,
    registered,
    tip,
    under_way,
)
from avatarchain.index.store import Index, opened
from avatarchain.index.sync import sync
from avatarchain.registry.foundings import Committed

__all__ = [
    "Committed",
    "Conceived",
    "Handover",
    "Index",
    "avatars",
    "balances",
    "batches",
    "beginning",
    "closing_block",
    "conceptions",
    "endings",
    "expressions",
    "foundings",
    "genome_of",
    "genomes_of_founders",
    "handovers",
    "holder_of",
    "newest",
    "numbered",
    "opened",
    "registered",
    "sync",
    "tip",
    "under_way",
]
