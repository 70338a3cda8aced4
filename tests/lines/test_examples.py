"""The values with which the generic test of a kind fills its steps: nothing of a declaration is bent for them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cast import Cast
from examples import of_type, unlike, values
from luoshi.kernel.kinds.forms.step_forms import EvidenceField
from luoshi.kernel.kinds.registry import get_kind
from office import NOW
from reasons import refusal_of


def test_what_is_unique_is_told_another_value_each_time(db: None) -> None:
    kind = get_kind("charges")
    assert unlike(kind) == {"field"} and unlike(get_kind("societies")) == {"card"}
    cast = Cast()
    first, second = (values(kind, kind.cycle.first, cast, NOW) for _time in range(2))
    assert first["field"] != second["field"] and first["title"] == second["title"]


@pytest.mark.parametrize(
    ("endings", "begins"), [("docx pdf", b"%PDF"), ("docx", b"PK"), ("pdf png", b"\x89PNG"), ("xlsx", b"PK")]
)
def test_a_file_is_of_a_sort_that_is_taken(db: None, endings: str, begins: bytes) -> None:
    field = EvidenceField(endings=endings.split(), required=True)
    made = of_type(field, NOW)
    assert made.read().startswith(begins)
    made.seek(0)
    assert len(field.clean([made])) == 1  # checked as what people send


def test_what_the_api_refuses_is_told_by_field_and_else_in_its_own_words() -> None:
    fields = {"": ["Too late."], "people": ["Say how many.", "A whole number."]}
    for data, words in (
        ({"what": "Incomplete.", "fields": fields}, "Too late.; people: Say how many. A whole number."),
        ({"what": "Not open to you.", "fields": {}}, "Not open to you."),
        ({"id": 3}, ""),
    ):
        assert refusal_of(SimpleNamespace(data=data)) == words
