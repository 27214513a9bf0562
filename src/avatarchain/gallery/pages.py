"""The page: one document with its scripts, in a folder or from a server.

The server's page has hands: it mints, breeds, names and verifies by `/api`. Nothing else differs,
so the files are the same, and only the document says which of the two it is.
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
"""What the document loads, the scripts in their order."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a page says it was read from; a server says it as it is when the page is opened.

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
    """One of FILES."""
    return (resources.files("avatarchain") / "gallery" / "page" / name).read_bytes()


def issuance(closed: int | None) -> str:
    """Whether more founders can come, in a sentence; `closed` is the block that ended it."""
    if closed is None:
        return "The issuer can register more founders."
    return (
        f"The issuance is closed since block {closed}: no more founders but those that "
        "were promised before."
    )
