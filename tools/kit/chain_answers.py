"""Python's answers about a chain that is told as JSON: headers, conceptions, births, foundings.

Logs and blocks are as a node tells them (`eth_getLogs`, `eth_getBlockByNumber`), the logs in any
order, and among them those of other contracts.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from avatarchain.base.canonical import keccak256, to_hex
from avatarchain.births import merkle
from avatarchain.births.founders import collection
from avatarchain.chain import Log
from avatarchain.chain.headers import read_header, told_of
from avatarchain.errors import NoSuchFounding
from avatarchain.genetics.seeds import cumulate, founding_seed
from avatarchain.papers.origin import origin
from avatarchain.registry.events import BORN, FOUNDING, FOUNDING_COMMITTED, number, words
from avatarchain.registry.foundings import joined

Answer = Any


def mixed(header: bytes) -> bytes:
    """The mixHash (32 bytes) in the RLP of a header."""
    return bytes.fromhex(told_of(header)["mixHash"][2:])


def header(block: dict[str, Any]) -> Answer:
    data = read_header(block, "the node")
    return {"header": "0x" + data.hex(), "mix_hash": told_of(data)["mixHash"]}


def read_log(told: dict[str, Any]) -> Log:
    return Log(
        address=told["address"],
        topics=tuple(bytes.fromhex(topic[2:]) for topic in told["topics"]),
        data=bytes.fromhex(told["data"][2:]),
        block_number=int(told["blockNumber"], 16),
        block_hash=bytes(32),
        transaction_hash=bytes(32),
        transaction_index=0,
        log_index=int(told["logIndex"], 16),
    )


@dataclass
class ToldChain:
    """As much of a chain as `origin` asks for."""

    told: list[Log]
    headers: dict[int, dict[str, Any]]

    def logs(self, address: str, topics: Any, first: int = 0, last: int | None = None) -> list[Log]:
        def fits(log: Log) -> bool:
            return len(log.topics) >= len(topics) and all(
                own in wanted if isinstance(wanted, list) else own == wanted
                for own, wanted in zip(log.topics, topics, strict=False)
            )

        end = float("inf") if last is None else last
        return [log for log in self.told if fits(log) and first <= log.block_number <= end]

    def mix_hash(self, block: int) -> bytes:
        return mixed(read_header(self.headers[block], "the node"))

    def blocks(self, numbers: list[int]) -> list[Any]:
        return [SimpleNamespace(timestamp=number) for number in numbers]


def born(logs: list[Log]) -> dict[int, SimpleNamespace]:
    """All avatars by their id."""
    found = {}
    for log in logs:
        if log.topics[0] == BORN:
            identity, mother, father = map(number, log.topics[1:])
            genome, generation = words(log)
            found[identity] = SimpleNamespace(
                identity=identity,
                mother=mother,
                father=father,
                genome=genome,
                generation=generation,
                block=log.block_number,
            )
    return found


def logs_of(logs: list[Any], contract: str) -> list[Log]:
    """The logs of a contract, in the order of the chain."""
    own = [read_log(log) for log in logs if log["address"].lower() == contract.lower()]
    return sorted(own, key=lambda log: (log.block_number, log.log_index))


def birth(logs: list[Any], blocks: list[Any], child: str, contract: str) -> Answer:
    """How a child was drawn: its conception, what its genome has to be, and earlier ends."""
    read = logs_of(logs, contract)
    chain = ToldChain(read, {int(block["number"], 16): block for block in blocks})
    avatars = born(read)
    one = avatars.get(int(child, 16))
    if one is None or not one.mother:
        return {"refused": "NotExpecting"}  # nobody's child
    parents = [avatars[parent].genome for parent in (one.mother, one.father)]
    registry: Any = SimpleNamespace(chain=chain, address="", block=0)
    found = origin(registry, one, *parents)
    return {
        "conceived": found.block,
        "draw": found.draw,
        "genome": to_hex(found.genome),
        "follows": found.genome == one.genome,
        "lapses": found.lapses,
        "stillbirths": found.stillbirths,
    }


def founding(
    logs: list[Any],
    blocks: list[Any],
    chain_id: str,
    contract: str,
    founding: int,
    weights: list[list[int]],
    addresses: list[str],
) -> Answer:
    """What a founding drew, and whether the root that was committed follows from it.

    `addresses` is the list that it was promised to; empty if it was promised to one address.
    """
    kinds = (FOUNDING, FOUNDING_COMMITTED)
    every = joined(log for log in logs_of(logs, contract) if log.topics[0] in kinds)
    if founding >= len(every):
        raise NoSuchFounding(founding=founding, foundings=len(every))
    promised = every[founding]
    headers = {int(block["number"], 16): block for block in blocks}
    beacon = mixed(read_header(headers[promised.draw], "the node"))
    place = int(chain_id), bytes.fromhex(contract[2:]), founding, promised.count
    master = founding_seed(beacon, *place)
    species: Any = SimpleNamespace(cumulative=cumulate(weights))
    recipients = addresses or ["0x" + promised.recipients[12:].hex()] * promised.count
    genomes, hashes = dict[int, int](), []
    for index, founder in enumerate(collection(species, master, promised.count)):
        if founder.genome not in genomes:
            genomes[founder.genome] = index
            hashes.append(merkle.leaf(recipients[index], founder.genome))
    root = merkle.build(hashes).root
    listed = keccak256(b"".join(bytes.fromhex(one[2:]) for one in addresses))
    commitment = promised.commitment
    return {
        "count": promised.count,
        "draw": promised.draw,
        "master": to_hex(master),
        "leaves": len(hashes),
        "root": to_hex(root),
        "is_its_list": listed == promised.recipients if addresses else None,
        "follows": None if commitment is None else commitment.root == root,
    }


ANSWERS = {"header": header, "birth": birth, "founding": founding}
