"""Hundreds of small drawings, each accepted with its canonical text or refused with every fault."""

from typing import Any

import pytest

from avatarchain.species.drawing import FaultyDrawing, read_drawing
from support.published import cases

ACCEPTED = cases("drawings", "drawing")
REFUSED = cases("drawings", "drawing", refused=True)


def test_there_are_hundreds_and_no_two_are_alike() -> None:
    assert len({case["file"] for case in ACCEPTED + REFUSED}) == len(ACCEPTED + REFUSED) > 300
    assert len(ACCEPTED) > 100


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_drawing_of_the_subset_is_spelled_as_published(case: dict[str, Any]) -> None:
    text = read_drawing(case["file"].encode(), case["colours"]).text
    assert text == case["answer"]
    again = f'<svg viewBox="0 0 512 512">{text}</svg>'
    assert read_drawing(again.encode(), case["colours"]).text == text


@pytest.mark.parametrize("case", REFUSED)
def test_any_other_drawing_is_refused_with_all_its_faults(case: dict[str, Any]) -> None:
    with pytest.raises(FaultyDrawing) as caught:
        read_drawing(case["file"].encode(), case["colours"])
    faults = caught.value.faults
    assert [fault.line for fault in faults] == case["answer"]["lines"]
    assert [fault.reason for fault in faults] == case["words"]
