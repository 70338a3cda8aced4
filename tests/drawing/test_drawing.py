"""The rules of a draw: an order by secret and chance that anybody computes again, and that leaving one out keeps."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.drawing import draws


def test_the_test_vector_of_the_draft_comes_out() -> None:
    """draft-thomson-elegy-vrs, as recomputed in domain sheet 11."""
    secret = b"totally not a bikeshed"
    assert draws.hash_repeatedly(secret, 10).hex() == "950ea08d8d5fd3ae415b9967aba7a48aba39ca62a4d98f2e7fe25cb1b8f8c488"
    code = draws.hash_repeatedly(secret, 9)
    assert code.hex() == "5346f2efb5397a6788fc1f1d9c05c6d3f2abe9b7d16d8592a3695b6dbe9f2456"
    chance = draws.canonical_numbers_line([[1, 2, 3, 4, 5, 6]] * 3)
    assert chance == "1.2.3.4.5.6./1.2.3.4.5.6./1.2.3.4.5.6./"
    assert draws.shuffle_labels(["darkgoldenrod", "blue", "lavenderblush"], code, chance) == [
        "lavenderblush", "blue", "darkgoldenrod",
    ]  # fmt: skip


def test_the_numbers_are_written_as_the_standard_says() -> None:
    """RFC 3797, section 6."""
    sources = draws.parse_source_numbers("9319\n2 5 12 8 10\n9 18 26 34 41 45")
    assert draws.canonical_numbers_line(sources) == "9319./2.5.8.10.12./9.18.26.34.41.45./"
    assert draws.parse_source_numbers("007 7,7\n 0 ") == [[7, 7, 7], [0]]


@pytest.mark.parametrize("text", ["", "  ", "1 2\n\n3", "1 x", "-1", "1.5", "٣", "1" * 21])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        draws.parse_source_numbers(text)


LABELS = st.lists(st.text("事2026-0123456789", min_size=1, max_size=10), min_size=2, max_size=30, unique=True)


@given(LABELS, st.binary(min_size=1), st.data())
def test_leaving_one_out_moves_no_other_and_the_list_s_order_does_not_matter(
    labels: list[str], code: bytes, data: Any
) -> None:
    order = draws.shuffle_labels(labels, code, "1./")
    assert draws.shuffle_labels(reversed(labels), code, "1./") == order and sorted(order) == sorted(labels)
    gone = data.draw(st.sampled_from(labels))
    found = draws.draw_sample(labels, len(labels) - 1, code, "1./", {gone: "stopped"})
    assert list(found.taken) == [label for label in order if label != gone]
