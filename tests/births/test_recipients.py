"""Recipients of a founding: one address or a list, and the 32 bytes that stand for them."""

import tracemalloc
from pathlib import Path

import pytest

from avatarchain.base.canonical import to_hex
from avatarchain.births.recipients import Recipients, read_list, recipients_of, sole
from avatarchain.errors import (
    BadAddress,
    BadRecipients,
    OtherRecipients,
    RecipientsMiscounted,
    RecipientsNeeded,
    RepeatedRecipient,
)
from avatarchain.keys.accounts import development
from avatarchain.registry.foundings import Founding
from support import published

HOLDERS = [development(number).address for number in range(4)]


def promised_to(recipients: bytes, count: int) -> Founding:
    return Founding(5, recipients, count, 170, 10, bytes(32))


def listed(folder: Path, text: str) -> Path:
    path = folder / "list.txt"
    path.write_text(text)
    return path


def test_one_address_stands_for_itself():
    recipients = sole(HOLDERS[0].lower())
    assert recipients.hash.hex() == 24 * "0" + HOLDERS[0][2:].lower()
    assert [recipients.of(number) for number in (0, 7)] == [HOLDERS[0]] * 2


def test_a_list_has_the_published_hash_and_an_address_for_each_number(folder: Path):
    for case in published.cases("foundings", "recipients"):
        addresses = case["addresses"]
        path = listed(folder, "\n".join(addresses))
        recipients = read_list(path, len(addresses), repeats=True)
        assert to_hex(recipients.hash) == case["answer"]
        assert [recipients.of(number) for number in range(len(addresses))] == addresses


def test_a_list_in_another_order_is_another_list(folder: Path):
    hashes = {
        read_list(listed(folder, "\n".join(order)), 4).hash for order in (HOLDERS, HOLDERS[::-1])
    }
    assert len(hashes) == 2


@pytest.mark.parametrize(
    ("text", "count", "error", "sentence"),
    [
        (f"{HOLDERS[0]}\n{HOLDERS[1]}\n", 3, RecipientsMiscounted, "has 2 addresses for 3 "),
        (
            f"{HOLDERS[0]}\n{HOLDERS[1]}\n",
            1,
            RecipientsMiscounted,
            "has more than 1 addresses for 1 ",
        ),
        (f"{HOLDERS[0]}\n{HOLDERS[1]}\nno address\n", 1, RecipientsMiscounted, "has more than 1 "),
        ("", 1, RecipientsMiscounted, "has 0 addresses for 1 "),
        (f"{HOLDERS[0]}\n\n{HOLDERS[1]}\n", 2, BadRecipients, "line 2: '' is not an address"),
        (f"{HOLDERS[0]}\nalice\n", 2, BadRecipients, "line 2: 'alice' is not an address"),
        (f"{HOLDERS[0]}\n0x{40 * '0'}\n", 2, BadRecipients, "line 2: .* the zero address gets"),
        (f"{HOLDERS[0].swapcase()[:2]}\n", 1, BadRecipients, "line 1"),
        (f"{HOLDERS[0]}\n{HOLDERS[1]}\n{HOLDERS[0].lower()}", 3, RepeatedRecipient, "line 3: 0xf3"),
    ],
)
def test_a_list_that_is_not_in_order_is_refused(
    folder: Path, text: str, count: int, error: type[Exception], sentence: str
):
    with pytest.raises(error, match=sentence):
        read_list(listed(folder, text), count)


def test_a_list_that_is_no_text_is_refused(folder: Path):
    path = folder / "list.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadRecipients, match="line 1: the file is not text"):
        read_list(path, 1)


def test_an_address_may_stand_twice_where_that_is_allowed(folder: Path):
    path = listed(folder, f"{HOLDERS[0]}\n{HOLDERS[0]}")
    assert read_list(path, 2, repeats=True).of(1) == HOLDERS[0]


@pytest.mark.parametrize("text", ["0x" + 40 * "0", "0x12", ""])
def test_no_founder_goes_to_nobody(text: str):
    with pytest.raises(BadAddress):
        sole(text)


def test_the_chain_knows_one_address_and_asks_for_a_list_again(folder: Path):
    assert recipients_of(promised_to(sole(HOLDERS[1]).hash, 3), None) == sole(HOLDERS[1])
    path = listed(folder, "\n".join(HOLDERS))
    given = read_list(path, 4)
    assert recipients_of(promised_to(given.hash, 4), path) == given
    with pytest.raises(RecipientsNeeded, match="founding 5 is promised to a list of 4 addresses"):
        recipients_of(promised_to(given.hash, 4), None)
    path.write_text("\n".join(HOLDERS[::-1]))
    with pytest.raises(OtherRecipients, match="not the list that founding 5 is promised to"):
        recipients_of(promised_to(given.hash, 4), path)
    with pytest.raises(OtherRecipients):
        recipients_of(promised_to(sole(HOLDERS[1]).hash, 4), path)
    assert given != Recipients(None, given.addresses[::-1])


def test_a_list_is_read_line_by_line_and_a_wrong_line_ends_the_reading(folder: Path):
    path = listed(folder, f"\ufeff{HOLDERS[0]}\r\n {HOLDERS[1]} \r{HOLDERS[2]}")
    assert read_list(path, 3).of(2) == HOLDERS[2]
    with path.open("ab") as file:
        file.truncate(2**28)
    tracemalloc.start()
    try:
        with pytest.raises(BadRecipients, match="line 3: "):
            read_list(path, 3)
        assert tracemalloc.get_traced_memory()[1] < 2**22
    finally:
        tracemalloc.stop()
    with path.open("ab") as file:
        file.truncate(2**28 + 1)
    with pytest.raises(BadRecipients, match="larger than 268,435,456 bytes"):
        read_list(path, 3)
