"""The page: one document with its scripts, in a folder or from a server.

The server's page can also act: it mints, breeds, names and verifies by `/api`. Otherwise both are
the same and use the same files; only the document states which of the two it is.
"""

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from avatarchain.species import DIGIT, SILENT, Species

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
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("avatarchain", "gallery/page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("index.html.j2")
    loci = [locus for locus in species.loci if locus.kind not in (SILENT, DIGIT)]
    scripts = [name for name in FILES if name.endswith(".js")]
    return page.render(
        species=species, source=source, loci=loci, served=served, scripts=scripts
    ).encode()


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
