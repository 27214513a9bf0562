"""The byte-exact foundations against values that others published."""

import json
import subprocess
import sys

import pytest
from rfc8785 import IntegerDomainError

from avatarchain.base import canonical
from avatarchain.base.canonical import (
    DEEPEST,
    MOST_VALUES,
    canonical_json,
    keccak256,
    read_json,
    to_hex,
    word,
)


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        # of the empty string: the hash of code of every account without code, by the yellow paper
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        # the RLP of the empty string: the root of the empty trie
        (b"\x80", "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"),
        (
            b"Transfer(address,address,uint256)",
            "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
        ),
    ],
)
def test_keccak_is_ethereums_and_not_sha3(data, digest):
    assert keccak256(data).hex() == digest


@pytest.mark.parametrize("length", [0, 1, 32, 64, 96, 135, 136, 137, 272, 1000])
def test_the_fast_keccak_gives_the_bytes_of_the_other(length):
    from Crypto.Hash import keccak

    data = bytes(n % 251 for n in range(length))
    assert canonical._fastest_keccak()(data) == keccak.new(data=data, digest_bits=256).digest()
    assert keccak256(data) == keccak.new(data=data, digest_bits=256).digest()


def test_a_word_is_32_bytes_big_endian():
    assert word(0) == bytes(32)
    assert word(258) == bytes(30) + b"\x01\x02"
    assert word(2**256 - 1) == b"\xff" * 32


@pytest.mark.parametrize("number", [-1, 2**256])
def test_a_number_that_no_word_holds_is_an_error(number):
    with pytest.raises(OverflowError):
        word(number)


def test_json_is_canonical_as_in_the_example_of_rfc_8785():
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "€$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert (
        canonical_json(value)
        == (
            '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
        ).encode()
    )


def test_keys_are_sorted_by_utf_16_units_at_every_depth():
    value = {"b": 1, "a": {"\ufb33": 1, "\U0001f600": 2, "\r": 3}}
    assert canonical_json(value) == '{"a":{"\\r":3,"\U0001f600":2,"\ufb33":1},"b":1}'.encode()


def test_a_number_that_readers_of_json_would_round_is_an_error():
    with pytest.raises(IntegerDomainError):
        canonical_json({"identity": 2**255})


def test_bytes_and_numbers_are_written_as_hex() -> None:
    assert to_hex(b"") == "0x"
    assert to_hex(bytes.fromhex("00ff")) == "0x00ff"
    assert to_hex(255) == "0x" + "0" * 62 + "ff"
    assert to_hex(2**256 - 1) == "0x" + "f" * 64


CFFI_MEANWHILE = """
import sys, threading

sys.modules["sha3"] = None  # the faster one, where it is installed
fates = []

def other():
    try:
        import cffi
    except ImportError as error:
        fates.append(repr(error))
    else:
        fates.append("there")

def meanwhile(event, values):
    if event == "import" and values[0] == "Crypto.Hash":
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

sys.addaudithook(meanwhile)
from avatarchain.base.canonical import keccak256
keccak256(b"")
print(fates)
"""


def test_another_thread_can_import_cffi_while_the_first_hash_is_made() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CFFI_MEANWHILE], capture_output=True, text=True, timeout=300
    )
    assert done.stdout == "['there']\n", done.stderr


def test_both_implementations_of_keccak_agree() -> None:
    slow = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.modules['sha3'] = None\n"
            "from avatarchain.base.canonical import keccak256\n"
            "print(*[keccak256(bytes(size)).hex() for size in range(0, 300, 7)])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert slow.stdout.split() == [keccak256(bytes(size)).hex() for size in range(0, 300, 7)]


MANY = MOST_VALUES // 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "more than 100 in one another"),
        (b'{"a":' * DEEPEST + b"[]" + b"}" * DEEPEST, "more than 100 in one another"),
        (b'["]",' * 200 + b"0" + b"]" * 200, "more than 100 in one another"),
        (rb'["\"", "\\",' * 200 + b"0" + b"]" * 200, "more than 100 in one another"),
        (b"[" + b"[]," * MANY + b"[]]", "more than 1,000,000 values"),
        (b"[" + b'{"a":0},' * MANY + b"0]", "more than 1,000,000 values"),
        (b"[" + b'{"a":0},' * (MOST_VALUES // 5) + b"0]", "more than 1,000,000 values"),
        (b"[" + b"0," * MOST_VALUES + b"0]", "more than 1,000,000 values"),
        (b"[" + b'"[",' * MOST_VALUES + b"0]", "more than 1,000,000 values"),
        (b"[}" * 5_000_000, "more than 1,000,000 values"),
        (b"[]" * DEEPEST + b"]" * 5_000_000, "Extra data"),
        (b"[" + b"0]" * 5_000_000, "Extra data"),
        (b"[" * DEEPEST, "Expecting value"),
    ],
    ids=range(13),
)
def test_json_that_is_too_deep_or_too_much_is_refused_before_it_is_parsed(data, reason):
    with pytest.raises(ValueError, match=reason):
        read_json(data)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * DEEPEST + b"]" * DEEPEST,
        b"[" + b'{"a":[[]]},' * 300 + b"0]",
        b"[" + b"0," * (MOST_VALUES - 2) + b"0]",
        b"[" + b'{"a":0},' * (MOST_VALUES // 5 - 1) + b"0]",
        b'["' + b"[,{" * MOST_VALUES + b'"]',
        b"[[]," * 50 + rb'"\"[[[[", ' + b'"' + b"[" * 70_000 + b'"' + b"]" * 50,
    ],
    ids=range(6),
)
def test_json_may_be_as_deep_and_as_much_and_have_any_texts(data):
    assert read_json(data) == json.loads(data)
