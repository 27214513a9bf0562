"""Python's answers: the program that the kit is written by, and held against.

    python -m avatarchain.conformance --against "python tools/kit/answers.py"

It reads questions as JSON lines and prints the answers, as conformance/README.md says. Each
function answers one question (`ask`), with the keys of `given` as its arguments.
"""

import json
import re
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import chain_answers
import file_answers
import species_answers

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.births import merkle, merkle_dump
from avatarchain.chain.notation import Caip19, parse_address, parse_caip10, parse_caip19
from avatarchain.errors import AvatarchainError, Malformed
from avatarchain.genetics import genome as genomes
from avatarchain.genetics import heredity, identity, odds, seeds
from avatarchain.pedigree.inbreeding import inbreeding, kinship
from avatarchain.registry import AvatarRecord

Answer = Any


def hashed(text: str) -> bytes:
    """The bytes of 0x-hex."""
    return bytes.fromhex(text[2:])


def number(text: str) -> int:
    """The number of 0x-hex."""
    return int(text, 16)


def genome(text: str) -> Answer:
    found = genomes.parse(text)
    return {"hex": to_hex(found), "dna": genomes.to_dna(found), "genes": genomes.genes(found)}


def genome_of_genes(genes: list[int]) -> Answer:
    return to_hex(genomes.from_genes(genes))


def seed_of_text(code_points: list[int]) -> Answer:
    return to_hex(seeds.seed_from_text("".join(map(chr, code_points))))


def seed_of_hex(text: str) -> Answer:
    return to_hex(seeds.seed_from_hex(text))


def item_seed(master: str, number: str) -> Answer:
    return to_hex(seeds.item_seed(hashed(master), int(number)))


def founder(weights: list[list[int]], seed: str) -> Answer:
    return to_hex(seeds.founder(hashed(seed), seeds.cumulate(weights)))


def founding_seed(beacon: str, chain_id: str, contract: str, founding: str, count: str) -> Answer:
    numbers = int(chain_id), hashed(contract), int(founding), int(count)
    return to_hex(seeds.founding_seed(hashed(beacon), *numbers))


def recipients(addresses: list[str]) -> Answer:
    return to_hex(keccak256(b"".join(map(hashed, addresses))))


def birth_seed(mix_hash: str, mother: str, father: str) -> Answer:
    return to_hex(heredity.birth_seed(hashed(mix_hash), number(mother), number(father)))


def offspring(mother: str, father: str, seed: str) -> Answer:
    return to_hex(heredity.offspring(number(mother), number(father), hashed(seed)))


def identity_of(species: str, genome: str) -> Answer:
    return to_hex(identity.identity(hashed(species), number(genome)))


def address(text: str) -> Answer:
    return parse_address(text)


def caip10(text: str) -> Answer:
    name = parse_caip10(text)
    return {"chain_id": str(name.chain_id), "contract": name.contract}


def caip19(text: str) -> Answer:
    name = parse_caip19(text)
    return {
        "chain_id": str(name.chain_id),
        "contract": name.contract,
        "identity": to_hex(name.identity),
    }


def spelled_caip19(chain_id: str, contract: str, identity: str) -> Answer:
    return str(Caip19(int(chain_id), parse_address(contract), number(identity)))


def prefix(text: str, identities: list[str]) -> Answer:
    return to_hex(identity.choose(identity.parse_prefix(text), map(number, identities)))


def odds_of(mother: str, father: str) -> Answer:
    return [[spelled(share) for share in row] for row in odds.odds(*both(mother, father))]


def odds_as_numbers(mother: str, father: str) -> Answer:
    return [list(map(float, row)) for row in odds.odds(*both(mother, father))]


def odds_of_places(mother: str, father: str, first: int, second: int) -> Answer:
    return list(map(spelled, odds.odds_of_places(*both(mother, father), first, second)))


def chance(mother: str, father: str, accepted: list[Any], together: list[Any]) -> Answer:
    pairs = {(first, second): places for first, second, places in together}
    return spelled(odds.chance(*both(mother, father), dict(accepted), pairs))


def both(mother: str, father: str) -> tuple[int, int]:
    return number(mother), number(father)


def descent(pedigree: list[list[int] | None]) -> dict[int, AvatarRecord]:
    """Avatars of which only the descent matters; their ids are their numbers, from 1."""
    avatars: dict[int, AvatarRecord] = {}
    for number, parents in enumerate(pedigree, start=1):
        mother, father = (1 + parent for parent in parents or (-1, -1))
        older = [avatars[parent].generation for parent in (mother, father) if parent]
        generation = 1 + max(older, default=-1)
        avatars[number] = AvatarRecord(number, 0, generation, mother, father, "", 0, b"")
    return avatars


def inbreeding_of(pedigree: list[list[int] | None]) -> Answer:
    avatars = descent(pedigree)
    return [spelled(f) for f in inbreeding(avatars, avatars).values()] if avatars else []


def kinship_of(pedigree: list[list[int] | None], first: int, second: int) -> Answer:
    table = kinship(descent(pedigree), 1 + first, 1 + second)
    return [[spelled(share) for share in row] for row in table]


def spelled(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def tree(leaves: list[list[str]]) -> Answer:
    hashes = [merkle.leaf(to, number(genome)) for to, genome in leaves]
    built = merkle.build(hashes)
    return {
        "root": to_hex(built.root),
        "leaves": list(map(to_hex, hashes)),
        "proofs": [list(map(to_hex, merkle.proof(built, leaf))) for leaf in hashes],
    }


def proof(leaves: list[str], leaf: str) -> Answer:
    return list(map(to_hex, merkle.proof(merkle.build(map(hashed, leaves)), hashed(leaf))))


def proven_root(leaf: str, proof: list[str]) -> Answer:
    return to_hex(merkle.root_of(hashed(leaf), list(map(hashed, proof))))


def dump(leaves: list[list[str]]) -> Answer:
    return merkle_dump.dump([(to, number(genome)) for to, genome in leaves])


def load(dump: Any) -> Answer:
    built, leaves = merkle_dump.load(dump)
    return {"root": to_hex(built.root), "leaves": [[to, to_hex(one)] for to, one in leaves]}


ANSWERS: dict[str, Callable[..., Answer]] = {
    "genome": genome,
    "genome of genes": genome_of_genes,
    "seed of text": seed_of_text,
    "seed of hex": seed_of_hex,
    "seed of item": item_seed,
    "founder": founder,
    "seed of founding": founding_seed,
    "recipients": recipients,
    "seed of birth": birth_seed,
    "offspring": offspring,
    "identity": identity_of,
    "address": address,
    "CAIP-10": caip10,
    "CAIP-19": caip19,
    "spell CAIP-19": spelled_caip19,
    "prefix": prefix,
    "odds": odds_of,
    "odds as numbers": odds_as_numbers,
    "odds of places": odds_of_places,
    "chance": chance,
    "inbreeding": inbreeding_of,
    "kinship": kinship_of,
    "tree": tree,
    "proof": proof,
    "proven root": proven_root,
    "dump": dump,
    "load": load,
    **species_answers.ANSWERS,
    **file_answers.ANSWERS,
    **chain_answers.ANSWERS,
}


def answer(ask: str, given: dict[str, Any]) -> Answer:
    """The answer to one question; a refusal is told by its kind, and its position if it has one."""
    try:
        return ANSWERS[ask](**given)
    except AvatarchainError as refusal:
        told: dict[str, Any] = {"refused": type(refusal).__name__}
        place = re.search(r"\bposition (\d+)", str(refusal))
        if isinstance(refusal, Malformed) and place:
            told["position"] = int(place[1])
        return told


def main() -> None:
    for line in sys.stdin:
        question = json.loads(line)
        told = {"id": question["id"], "answer": answer(question["ask"], question["given"])}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
