"""The contents of a gallery together with the findings of an audit of its registry."""

from contextlib import nullcontext
from dataclasses import replace

from avatarchain.audit import audit
from avatarchain.gallery.contents import Contents
from avatarchain.index import Index


def audited(contents: Contents, index: Index) -> Contents:
    """The contents with the findings of an audit of the registry, which reads from the chain."""
    findings = audit(index.registry, index.species, lambda _: nullcontext(index))
    return replace(contents, findings=tuple(findings))
