"""The contents of a gallery together with what an audit of its registry finds."""

from contextlib import nullcontext
from dataclasses import replace

from avatarchain.audit import audit
from avatarchain.gallery.contents import Contents
from avatarchain.index import Index


def audited(contents: Contents, index: Index) -> Contents:
    """The contents with what an audit of the registry finds, for which the chain is asked."""
    findings = audit(index.registry, index.species, lambda _: nullcontext(index))
    return replace(contents, findings=tuple(findings))
