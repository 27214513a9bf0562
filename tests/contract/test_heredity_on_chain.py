"""The contract's inheritance is Python's: the same cases through a devnet, without a difference."""

import json
import random
from pathlib import Path

from eth_abi.abi import decode
from eth_account.signers.local import LocalAccount

from avatarchain.base.canonical import keccak256, word
from avatarchain.chain import Chain
from avatarchain.genetics.heredity import offspring
from avatarchain.registry.contract import encode
from support import gene_by_gene

ARTEFACT = Path(__file__).parent / "artefacts" / "HeredityHarness.json"
BATCH = 100
FULL = 2**256 - 1

Case = tuple[int, int, bytes]


def mutating_seeds() -> list[bytes]:
    """For each of the 64 genes, the first seed (counted from 0) that mutates it."""
    found: dict[int, bytes] = {}
    number = 0
    while len(found) < 64:
        seed = word(number)
        q = int.from_bytes(keccak256(seed + word(1)), "big")
        if q & 7 == 0 and q >> 9 & 15:
            found.setdefault(q >> 3 & 63, seed)
        number += 1
    return [found[gene] for gene in range(64)]


def cases(count: int) -> list[Case]:
    """Adversarial genomes under seeds that mutate every gene, then random ones up to `count`."""
    every = random.Random("heredity on chain")
    draw = every.getrandbits
    lanes = sum(1 << 16 * n for n in range(16))
    plain = [0, FULL, *(lanes * 0x1111 * n for n in (1, 7, 8)), lanes * 0x0123, lanes * 0xFEDC]
    found = [
        (plain[k % len(plain)], plain[k // len(plain) % len(plain)], seed)
        for k, seed in enumerate(mutating_seeds() * 2)
    ]
    for seed in mutating_seeds():
        same = draw(256)
        found.append((same, same, seed))
    while len(found) < count:
        found.append((draw(256), draw(256), word(draw(256))))
    return found


def test_the_contract_and_python_agree_on_every_child(
    chain: Chain, development_key: LocalAccount
) -> None:
    code = bytes.fromhex(json.loads(ARTEFACT.read_text())["bytecode"][2:])
    harness = chain.send(development_key, None, code).contract_address
    assert harness is not None
    # py-evm takes a second for what anvil does in some milliseconds.
    tried = cases(12_000 if chain.kind == "anvil" else 1_000)
    for at in range(0, len(tried), BATCH):
        batch = tried[at : at + BATCH]
        mothers, fathers, seeds = zip(*batch, strict=True)
        data = encode("offspringMany(uint256[],uint256[],bytes32[])", mothers, fathers, seeds)
        (children,) = decode(["uint256[]"], chain.call(harness, data))
        assert list(children) == [offspring(*case) for case in batch]
        assert list(children) == [gene_by_gene.offspring(*case) for case in batch]


def test_the_cases_mutate_each_of_the_64_genes() -> None:
    assert len({offspring(0, 0, seed) for seed in mutating_seeds()}) == 64
