"""Records are counted with the measure word of their kind."""

from __future__ import annotations

import pytest
from django.utils import translation

from appeal_factory import filed
from declared_lines import changed
from luoshi.kernel.kinds.counts import format_record_count
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from many_appeals import signed_in
from office import Office


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("zh-hans", 12, ["12人", "12家", "12份", "12场", "12笔", "12件"]),
        ("zh-hans", 1, ["1人", "1家", "1份", "1场", "1笔", "1件"]),
        ("en", 12, ["12 records"] * 6),
        ("en", 1, ["1 record"] * 6),
    ],
)
def test_records_are_counted_with_the_measure_word_of_their_kind(language: str, count: int, said: list[str]) -> None:
    names = ("persons", "organisations", "contracts", "activities", "expenses", "appeals")
    with translation.override(language):
        assert [format_record_count(get_kind(name), count) for name in names] == said


@pytest.mark.parametrize("name", [kind.name for kind in list_kinds()])
def test_a_list_says_how_many_records_it_has_in_the_words_of_an_office(office: Office, name: str) -> None:
    page = signed_in(office, "supervisor").get(f"/{name}/")
    assert f"<dd>0{get_kind(name).counter}</dd>" in page.content.decode()


def test_page_and_paper_count_the_records_that_are_there(office: Office) -> None:
    filed(office, 3)
    client = signed_in(office, "supervisor")
    for address in ("/appeals/", "/appeals/print/"):
        assert "<dd>3件</dd>" in client.get(address).content.decode()


def test_a_kind_whose_records_cannot_be_counted_does_not_start() -> None:
    with pytest.raises(ValueError, match="counter is empty"):
        changed(get_kind("appeals"), counter=" ")
