"""The values of the ABI as we write and read them, against `eth_abi`."""

import random
from typing import Any

import pytest
from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError, EncodingError

from avatarchain.registry import abi

TYPES = ("uint256", "uint64", "uint32", "uint8", "bytes32", "bytes4", "address", "bool")


def value_of_chance(chance: random.Random, kind: str) -> Any:
    match kind:
        case "bool":
            return chance.random() < 0.5
        case "address":
            return "0x" + chance.randbytes(20).hex()
        case "string":
            return "".join(
                chr(chance.choice([97, 228, 0x1F600])) for _ in range(chance.randrange(50))
            )
        case "bytes":
            return chance.randbytes(chance.randrange(100))
    if kind.startswith("bytes"):
        return chance.randbytes(int(kind[5:]))
    return chance.getrandbits(int(kind[4:]))


@pytest.mark.parametrize("seed", range(60))
def test_values_are_written_and_read_as_eth_abi_does(seed: int) -> None:
    chance = random.Random(seed)
    types = [chance.choice((*TYPES, "string", "bytes")) for _ in range(chance.randrange(6))]
    values = [value_of_chance(chance, kind) for kind in types]
    data = encode(types, values)
    assert abi.encoded(types, values) == data
    assert abi.decoded(types, data) == decode(types, data)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("uint8", 256),
        ("uint256", -1),
        ("uint256", 2**256),
        ("uint256", "1"),
        ("uint256", True),
        ("bytes32", bytes(33)),
        ("address", "0x12"),
        ("bool", 1),
        ("string", b"\xff"),
    ],
)
def test_a_value_that_eth_abi_refuses_is_refused(kind: str, value: Any) -> None:
    for write in (encode, abi.encoded):
        with pytest.raises(EncodingError):
            write([kind], [value])


@pytest.mark.parametrize("seed", range(200))
def test_an_answer_of_chance_is_refused_where_eth_abi_refuses_it(seed: int) -> None:
    chance = random.Random(seed)
    types = [chance.choice(TYPES) for _ in range(chance.randrange(1, 4))]
    data = bytearray(encode(types, [value_of_chance(chance, kind) for kind in types]))
    if chance.random() < 0.6:
        data[chance.randrange(len(data))] = chance.choice([0, 1, 2, 255])
    answer = bytes(data) + bytes(chance.choice([0, 0, 32])) if seed % 5 else bytes(data[:-1])
    try:
        right = decode(types, answer)
    except DecodingError:
        with pytest.raises(abi.Undecodable):
            abi.decoded(types, answer)
    else:
        assert abi.decoded(types, answer) == right


def test_lists_and_odd_answers_are_left_to_eth_abi() -> None:
    data = abi.encoded(["uint256[]", "bytes32[]"], [[1, 2], [bytes(32)]])
    assert abi.decoded(["uint256[]", "bytes32[]"], data) == ((1, 2), (bytes(32),))
    with pytest.raises(abi.Undecodable):
        abi.decoded(["string"], b"\xff" * 64)
