"""Questions about ids, and about how they, registries and addresses are written."""

from collections.abc import Iterator
from itertools import product

from genetics_cases import ALICE, Question, account, arbitrary

from avatarchain.base.canonical import to_hex, word


def identity_questions() -> Iterator[Question]:
    numbers = [ALICE, 0, 2**256 - 1, *(arbitrary(f"genome {n}") for n in range(10))]
    for k, kind in enumerate([bytes(32), word(arbitrary("species"))]):
        for n, number in enumerate(numbers):
            yield f"{k} {n}", "identity", {"species": to_hex(kind), "genome": to_hex(number)}
    contracts = ["0x" + 40 * "0", account("contract"), account("registry")]
    tokens = (0, arbitrary("token"), 2**256 - 1)
    for n, (chain_id, contract, token) in enumerate(
        product((1, 31337, 10**32 - 1), contracts, tokens)
    ):
        given = {"chain_id": str(chain_id), "contract": contract, "identity": to_hex(token)}
        yield f"spell {n}", "spell CAIP-19", given
    yield from _notations()
    ids = [0x1234 << 240, 0x1235 << 240, 0xABCD << 240 | 1]
    texts = ["0x1234", "0x123", "0xABCD", "0Xabcd", "0x9999", to_hex(ids[2]), "0x", "abcd"]
    texts += ["0x12g4", "0x" + 65 * "1", to_hex(ids[0]).upper(), "0x1234 ", "00x1234"]
    for n, text in enumerate(texts):
        yield f"prefix {n}", "prefix", {"text": text, "identities": list(map(to_hex, ids))}
    twins = list(map(to_hex, [0x12345 << 236, 0x12346 << 236]))
    yield "prefix of two", "prefix", {"text": "0x1234", "identities": twins}


def _notations() -> Iterator[Question]:
    right = account("contract")
    token, swapped = arbitrary("token"), right[:2] + right[2:].swapcase()
    ones = [right, right.lower(), "0x" + right[2:].upper(), swapped, right[2:], right[:-1]]
    ones += [right + "0", "0X" + right[2:], right[:-1] + "g", right + " ", ""]
    for n, text in enumerate(ones):
        yield f"address {n}", "address", {"text": text}
        yield f"CAIP-10 {n}", "CAIP-10", {"text": f"eip155:31337:{text}"}
        yield f"CAIP-19 {n}", "CAIP-19", {"text": f"eip155:1/erc721:{text}/{token}"}
    yield "address that begins late", "address", {"text": f"0{right}"}
    yield "CAIP-10 that begins late", "CAIP-10", {"text": f"xeip155:1:{right}"}
    yield "CAIP-19 that begins late", "CAIP-19", {"text": f"xeip155:1/erc721:{right}/{token}"}
    yield "address of 41 small letters", "address", {"text": right.lower() + "0"}
    yield "CAIP-10 of 41 small letters", "CAIP-10", {"text": f"eip155:1:{right.lower()}0"}
    tens = [f"eip155:{10**32 - 1}:{right}", f"eip155:{10**32}:{right}", f"eip155::{right}"]
    tens += [
        f"EIP155:1:{right}",
        f"eip155:01:{right}",
        f"eip155:0x1:{right}",
        f"eip155:1:{right}\n",
    ]
    for n, text in enumerate(tens):
        yield f"CAIP-10 of chain {n}", "CAIP-10", {"text": text}
    head = f"eip155:1/erc721:{right}"
    last = [str(2**256 - 1), str(2**256), "0", "007", "9" * 79, "-1", "0x1", "", "1/", "1 ", "１"]
    for n, text in enumerate(last):
        yield f"CAIP-19 of token {n}", "CAIP-19", {"text": f"{head}/{text}"}
    yield "CAIP-19 of ERC-1155", "CAIP-19", {"text": f"eip155:1/erc1155:{right}/1"}
