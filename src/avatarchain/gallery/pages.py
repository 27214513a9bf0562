"""The page: one document with its scripts, in a folder or from a server.

The server's page can also act: it mints, breeds, names and verifies by `/api`. Otherwise both are
the same and use the same files; only the document states which of the two it is.
"""

from dataclasses import dataclass
from html import escape
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from avatarchain.species import DIGIT, SILENT, Locus, Species, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from avatarchain.audit.findings import Finding

FILES = (
    "gallery.css",
    "studio.css",
    "genetics.js",
    "elements.js",
    "data.js",
    "server.js",
    "pair.js",
    "grid.js",
    "genes.js",
    "family.js",
    "rooms.js",
    "learn.js",
    "leaf.js",
    "model.js",
    "turn.js",
    "tools.js",
    "avatar.js",
    "face.js",
    "mint.js",
    "breed.js",
    "verify.js",
    "start.js",
)
"""The files that the document loads; the scripts in the order of loading."""


@dataclass(frozen=True, slots=True)
class Source:
    """The registry that a page was made from, as it was when the page was written or opened.

    `block` is the newest block that was read, and `contract` None before the first mint.
    """

    contract: str | None
    chain_id: int
    block: int
    count: int
    issuance: str
    findings: "Sequence[Finding]" = ()


def document(species: Species, source: Source, *, served: bool) -> bytes:
    """The HTML of the page, in UTF-8."""
    words = {
        "name": species.name,
        "founders": "Mint" if served else "Play",
        "tally": "…" if served else f"{source.count} avatars",
        "contract": source.contract or "none yet",
        "chain": source.chain_id,
        "block": source.block,
        "issuance": source.issuance,
    }
    markup = {
        "served": ' data-served="true"' if served else "",
        "connections": " connect-src 'self';" if served else "",
        "scripts": "\n".join(
            f'<script defer src="{name}"></script>' for name in FILES if name.endswith(".js")
        ),
        "about": _about(species),
        "verify": '    <a href="#/verify">Verify</a>\n' if served else "",
        "traits": "\n".join(
            _choice(locus) for locus in species.loci if locus.kind not in (SILENT, DIGIT)
        ),
        "hint": "" if served else _HINT,
        "audit": _audit(source.findings),
    }
    page = Template(file("index.html").decode())
    return page.substitute(markup, **{key: _text(word) for key, word in words.items()}).encode()


_HINT = "To ask the chain what is true now, use <code>avatarchain show</code>."
_MARKS = {True: "✓", False: "✗", None: "–"}


def _text(word: object) -> str:
    """A word of anybody's as text of a page, which no markup in it leaves."""
    return escape(str(word))


def _about(species: Species) -> str:
    text = _text(species.description)
    if species.creator:
        text += f" Drawn by {_text(species.creator)}."
    if species.license:
        text += f" Licence: {_text(species.license)}."
    if species.source:
        text += f' <a href="{_text(species.source)}" rel="noopener">Source</a>'
    return text


def _choice(locus: Locus) -> str:
    return (
        f"    <label><span>{_text(title_of(locus))}</span>"
        f'<select data-locus="{_text(locus.name)}"><option value="">any</option></select></label>'
    )


def _audit(findings: "Sequence[Finding]") -> str:
    """What an audit found, for the foot of the page; nothing if there was none."""
    if not findings:
        return ""
    holds = all(finding.ok is not False for finding in findings)
    rows = "".join(
        f"    <dt>{_MARKS[finding.ok]} {_text(finding.name)}</dt><dd>{_text(finding.detail)}</dd>\n"
        for finding in findings
    )
    return (
        '  <details id="audit"><summary>Audit, when this page was written: '
        f"{'all that is promised holds' if holds else 'NOT all that is promised holds'}</summary>\n"
        f"  <dl>\n{rows}  </dl></details>\n"
    )


def file(name: str) -> bytes:
    """The bytes of one of FILES."""
    return (resources.files("avatarchain") / "gallery" / "page" / name).read_bytes()


def issuance(closed: int | None) -> str:
    """A sentence on whether more founders can come; `closed` is the closing block or None."""
    if closed is None:
        return "The issuer can register more founders."
    return (
        f"The issuance is closed since block {closed}: no more founders but those that "
        "were promised before."
    )
