"""The lesson `chain`: two copies of twelve headers, one of which was changed; whose is right?

The headers are those of twelve blocks of a real devnet, recorded once (tools/book.py). In one copy
one field of one page was changed, so the hash of this page is not the parent hash in the next page.
The last page is never changed, because no page after it has its hash.
"""

from functools import cache
from importlib import resources

from avatarchain.base.canonical import read_json
from avatarchain.chain import rlp
from avatarchain.chain.headers import FRONTIER
from avatarchain.classroom.register import ITEMS, Class
from avatarchain.genetics.seeds import item_seed

LESSON = "chain"
FILE = "lesson-headers.json"
PAGES = 12
COPIES = ("first", "second")

_NAMES = FRONTIER.split()
CHANGED = ("stateRoot", "transactionsRoot", "receiptsRoot")
"""The fields that may be changed: hashes, whose change cannot be seen by looking at them."""

Page = tuple[bytes, ...]
"""The fields of a header, as its RLP list has them."""


@cache
def pages() -> tuple[Page, ...]:
    """The twelve pages, as they are on the chain."""
    data = (resources.files("avatarchain") / "data" / FILE).read_bytes()
    return tuple(_page(bytes.fromhex(header)) for header in read_json(data)["headers"])


def _page(header: bytes) -> Page:
    return tuple(item for item in rlp.decode(header) if isinstance(item, bytes))


def right(here: Class, pupil: int) -> tuple[str, str]:
    """The right answer of a pupil: whose copy is right, and which page of the other is changed."""
    copy, number, _ = _change(here, pupil)
    return COPIES[1 - copy], name_of(number)


def name_of(number: int) -> str:
    """The name of page 0 … 11 in answers: `page 1` … `page 12`."""
    return f"page {number + 1}"


def copies(here: Class, pupil: int) -> tuple[tuple[Page, ...], tuple[Page, ...]]:
    """The two copies of a pupil, twelve pages each; one page of one copy was changed."""
    copy, number, page = _change(here, pupil)
    changed = (*pages()[:number], page, *pages()[number + 1 :])
    return (changed, pages()) if copy == 0 else (pages(), changed)


def _change(here: Class, pupil: int) -> tuple[int, int, Page]:
    """Which copy 0 or 1 and which page 0 … 10 is changed, and the changed page."""
    draw = item_seed(here.master(LESSON), ITEMS * pupil)
    copy, number, name = draw[0] & 1, draw[1] % (PAGES - 1), CHANGED[draw[2] % len(CHANGED)]
    page = [*pages()[number]]
    field = bytearray(page[_NAMES.index(name)])
    field[draw[3] % len(field)] ^= 1 + draw[4] % 255
    page[_NAMES.index(name)] = bytes(field)
    return copy, number, tuple(page)
