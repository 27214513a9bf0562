"""The index: a copy of the registry's events in the home, for lists and searches.

Everybody who needs more than one avatar reads here: `sync` fetches what is new, once,
and the rest is a query. It is a copy and no more. It can be deleted at any time, and is
the same when it was made again; what must be believed is asked of the chain itself.
"""

from avatarchain.index.records import (
    Committed,
    Conceived,
    Handover,
    avatars,
    batches,
    beginning,
    conceptions,
    genome_of,
    handovers,
    holder_of,
    looks,
    newest,
    numbered,
    registered,
    tip,
    under_way,
)
from avatarchain.index.store import Index, opened
from avatarchain.index.sync import sync

__all__ = [
    "Committed", "Conceived", "Handover", "Index", "avatars", "batches", "beginning",
    "conceptions", "genome_of", "handovers", "holder_of", "looks", "newest",
    "numbered", "opened", "registered", "sync", "tip", "under_way",
]  # fmt: skip
