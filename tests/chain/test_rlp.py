"""RLP as we write and read it, against the package `rlp`."""

import random

import pytest
import rlp as package

from avatarchain.chain import rlp


def item_of_chance(chance: random.Random, depth: int = 0) -> rlp.Item:
    if depth == 4 or chance.random() < 0.6:
        length = chance.choice([0, 1, 1, 2, 55, 56, 300, 70_000 if depth == 0 else 3])
        return chance.randbytes(length)
    return [item_of_chance(chance, depth + 1) for _ in range(chance.randrange(6))]


@pytest.mark.parametrize("seed", range(60))
def test_an_item_is_written_and_read_as_the_package_does(seed: int) -> None:
    item = item_of_chance(random.Random(seed))
    data = package.encode(item)
    assert rlp.encode(item) == data
    assert rlp.decode(data) == package.decode(data) == item


@pytest.mark.parametrize("number", [0, 1, 127, 128, 255, 256, 2**64, 2**256 - 1])
def test_a_number_is_written_as_the_package_does(number: int) -> None:
    assert rlp.encode(rlp.whole(number)) == package.encode(number)


@pytest.mark.parametrize("seed", range(300))
def test_bytes_of_chance_are_refused_where_the_package_refuses_them(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(package.encode(item_of_chance(chance))[:200])
    for _ in range(chance.randrange(1, 3)):
        place = chance.randrange(min(4, len(data)))
        data[place] = chance.choice([0x7F, 0x80, 0x81, 0xB7, 0xB8, 0xBF, 0xC0, 0xF7, 0xF8, 0xFF, 0])
    try:
        right = package.decode(bytes(data))
    except package.exceptions.RLPException:
        with pytest.raises(ValueError, match="no RLP"):
            rlp.decode(bytes(data))
    else:
        assert rlp.decode(bytes(data)) == right


@pytest.mark.parametrize("data", [b"", b"\xc1" * 100 + b"\x80", b"\x80\x80", b"\xff" * 9])
def test_what_is_cut_off_too_deep_or_too_long_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no RLP"):
        rlp.decode(data)


def test_the_items_of_one_encoding_are_counted() -> None:
    def lists(count: int) -> bytes:
        return bytes([0xF9 + (count > 0xFFFF)]) + rlp.whole(count) + b"\xc0" * count

    assert rlp.decode(lists(rlp.MOST_ITEMS - 1)) == [[]] * (rlp.MOST_ITEMS - 1)
    with pytest.raises(ValueError, match="more than 500000 items"):
        rlp.decode(lists(rlp.MOST_ITEMS))
