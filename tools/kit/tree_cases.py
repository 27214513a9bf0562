"""Questions about Merkle trees of promises: their roots and proofs, and their dumps."""

from collections.abc import Iterator

from genetics_cases import Question, account, arbitrary

from avatarchain.base.canonical import to_hex, word
from avatarchain.births import merkle, merkle_dump


def tree_questions() -> Iterator[Question]:
    for count in (1, 2, 3, 4, 5, 7, 8, 33):
        leaves = [
            [account(f"holder {n % 3}"), to_hex(arbitrary(f"leaf {n}"))] for n in range(count)
        ]
        yield f"of {count}", "tree", {"leaves": leaves}
        if count < 9:
            yield f"dump of {count}", "dump", {"leaves": leaves}
            hashes = [merkle.leaf(to, int(genome, 16)) for to, genome in leaves]
            proof = merkle.proof(merkle.build(hashes), hashes[-1])
            given = {"leaf": to_hex(hashes[-1]), "proof": list(map(to_hex, proof))}
            yield f"proven of {count}", "proven root", given
            backwards = given["proof"][::-1]
            yield f"proven backwards of {count}", "proven root", {**given, "proof": backwards}
    yield "of none", "tree", {"leaves": []}
    twins = [[account("holder 1"), to_hex(7)]] * 2
    yield "of two that are equal", "tree", {"leaves": twins}
    leaf = to_hex(arbitrary("leaf"))
    yield "no leaf of it", "proof", {"leaves": [to_hex(arbitrary("other"))], "leaf": leaf}
    yield (
        "the root is no leaf",
        "proof",
        {
            "leaves": [leaf, to_hex(1)],
            "leaf": to_hex(merkle.build([bytes.fromhex(leaf[2:]), word(1)]).root),
        },
    )
    yield from _dumps()


def _dumps() -> Iterator[Question]:
    promises = [(account(f"holder {n}"), arbitrary(f"leaf {n}")) for n in range(4)]
    good = merkle_dump.dump(promises)
    yield "load", "load", {"dump": good}
    lower = [{**one, "value": [one["value"][0].lower(), one["value"][1]]} for one in good["values"]]
    swapped = [{**one, "treeIndex": 6 - k} for k, one in enumerate(good["values"])]
    first = {**good["values"][0], "value": [promises[0][0], "0x1"]}
    for name, change in {
        "in lower case": {"values": lower},
        "of another format": {"format": "standard-v2"},
        "of other leaves": {"leafEncoding": ["uint256", "address"]},
        "with another root": {"tree": [to_hex(0), *good["tree"][1:]]},
        "with a leaf less": {"values": good["values"][1:]},
        "with swapped places": {"values": swapped},
        "with a number in hex": {"values": [first, *good["values"][1:]]},
        "of no leaves": {"values": [], "tree": []},
    }.items():
        yield f"load {name}", "load", {"dump": {**good, **change}}
