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
    lone = [account("holder 2"), to_hex(8)]
    for name, leaves in {
        "of three, the last two equal": [lone, *twins],
        "of three, the first and the last equal": [twins[0], lone, twins[0]],
        "of three that are equal": [*twins, twins[0]],
        "of five with two pairs": [lone, *twins, lone, [lone[0], to_hex(9)]],
        "of one genome for two": [twins[0], [lone[0], twins[0][1]]],
    }.items():
        if "one genome" not in name:
            yield name, "tree", {"leaves": leaves}
        yield f"dump {name}", "dump", {"leaves": leaves}
    yield "dump of none", "dump", {"leaves": []}
    yield "proven alone", "proven root", {"leaf": to_hex(arbitrary("leaf")), "proof": []}
    equal = [to_hex(5), to_hex(3), to_hex(5), to_hex(4)]
    for leaf in equal[:2]:
        yield f"proof among equals {leaf[-1]}", "proof", {"leaves": equal, "leaf": leaf}
    pair = {"leaf": to_hex(5), "proof": [to_hex(5), to_hex(5)]}
    yield "proven among equals", "proven root", pair
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
    equals = merkle_dump.dump([promises[0], promises[1], promises[0]])
    yield "load with equals", "load", {"dump": equals}
    one_place = [{**one, "treeIndex": equals["values"][0]["treeIndex"]} for one in equals["values"]]
    one_place[1] = equals["values"][1]
    yield "load with equals at one place", "load", {"dump": {**equals, "values": one_place}}
    crossed = [{**one} for one in equals["values"]]
    crossed[0]["treeIndex"], crossed[2]["treeIndex"] = (
        crossed[2]["treeIndex"],
        crossed[0]["treeIndex"],
    )
    yield "load with equals the other way round", "load", {"dump": {**equals, "values": crossed}}
    for name, value in {
        "a number with zeros in front": [promises[0][0], "00" + str(promises[0][1])],
        "a number with a sign": [promises[0][0], "+1"],
        "a sign and its number": [promises[0][0], f"+{promises[0][1]}"],
        "a number below 0": [promises[0][0], "-1"],
        "a number of 257 bits": [promises[0][0], str(2**256)],
        "a number with a blank": [promises[0][0], str(promises[0][1]) + " "],
        "a number of other digits": [promises[0][0], "١"],
        "a number that is none": [promises[0][0], ""],
        "a number in place of its text": [promises[0][0], 7],
        "a wrong checksum": [promises[0][0][:2] + promises[0][0][2:].swapcase(), "1"],
        "an address that is none": ["0x1", "1"],
        "an address that is null": [None, "1"],
        "no number": [promises[0][0]],
    }.items():
        rows = [{**good["values"][0], "value": value}, *good["values"][1:]]
        yield f"load with {name}", "load", {"dump": {**good, "values": rows}}
    small = merkle_dump.dump([(promises[0][0], 7)])
    unquoted = [{**small["values"][0], "value": [promises[0][0], 7]}]
    yield "load a small number", "load", {"dump": small}
    yield "load a small number without its text", "load", {"dump": {**small, "values": unquoted}}
    places = [one["treeIndex"] for one in good["values"]]
    crossed = [
        {**one, "treeIndex": place}
        for one, place in zip(good["values"], [places[1], places[0], *places[2:]], strict=True)
    ]
    yield "load with two places swapped", "load", {"dump": {**good, "values": crossed}}
    backwards = {**good, "values": good["values"][::-1]}
    yield "load in another order", "load", {"dump": backwards}
    for name, change in {
        "in lower case": {"values": lower},
        "of another format": {"format": "standard-v2"},
        "of other leaves": {"leafEncoding": ["uint256", "address"]},
        "with another root": {"tree": [to_hex(0), *good["tree"][1:]]},
        "with a leaf less": {"values": good["values"][1:]},
        "with swapped places": {"values": swapped},
        "with a number in hex": {"values": [first, *good["values"][1:]]},
        "of no leaves": {"values": [], "tree": []},
        "with a tree that is a text": {"tree": good["tree"][0]},
        "without a tree": {"tree": None},
        "without values": {"values": None},
        "with a hash more": {"tree": [*good["tree"], to_hex(0)]},
        "with a hash less": {"tree": good["tree"][:-1]},
        "with leaves in another order": {"tree": [*good["tree"][:3], *good["tree"][:2:-1]]},
        "with a leaf twice": {"values": [*good["values"], good["values"][0]]},
        "with places beyond": {"values": [{**one, "treeIndex": 99} for one in good["values"]]},
        "with places of nodes": {
            "values": [{**one, "treeIndex": k} for k, one in enumerate(good["values"])]
        },
    }.items():
        yield f"load {name}", "load", {"dump": {**good, **change}}
