"""What the batches of a home promise, put into the index, so that lists can show it."""

from pathlib import Path

from avatarchain.base.bar import Bar, no_bar
from avatarchain.base.canonical import to_hex
from avatarchain.births.batch_files import Batch, read_leaves, recorded
from avatarchain.index import Index, promises
from avatarchain.index import batches as committed


def index_promises(index: Index, home: Path, bar: Bar = no_bar) -> None:
    """Write the promises of all batches that the home stores into the index.

    The index must be up to date. Promises of other batches are removed from it, and batches
    whose promises it has already are not read again. `bar` shows the progress.

    Raises DamagedFile, MadeByAnotherVersion, NewerFormat.
    """
    registry, batches = index.registry, dict[int, Batch]()
    for row in committed(index):
        record = recorded(home, registry.address, row.batch)
        if record is not None and record.root == to_hex(row.root):
            batches[row.batch] = record
    promises.drop_others(
        index, [(row.batch, bytes.fromhex(row.root[2:])) for row in batches.values()]
    )
    for batch in batches.values():
        root = bytes.fromhex(batch.root[2:])
        if promises.has(index, batch.batch, root):
            continue
        leaves, recipients = read_leaves(home, batch)
        to = recipients.sole or recipients.addresses
        with bar(batch.count, f"promises of batch {batch.batch}") as advance:
            promises.keep(index, batch.batch, root, to, leaves, advance)
