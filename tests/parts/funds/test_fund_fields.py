"""A link to a fund that names what the lists of funds do not have stops the start with its place."""

from __future__ import annotations

import pytest
from grants import grants

from linked.models import Grant
from luoshi.desk.declarations.registration import check_declarations
from luoshi.parts.registers.fields import StandardCodeField


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("sorts", ("mutual", "nosuch"), "link fund: fund is paid from funds of the sort nosuch, which the list funds"),
        ("use", "nosuch", "link fund: fund is for nosuch, which the list funds.uses does not have"),
        ("uses", "paid", "link fund: uses=paid takes no code from a list"),
    ],
)
def test_a_fund_of_a_sort_or_for_a_use_that_is_not_there_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object, said: str
) -> None:
    with grants():
        check_declarations()
        monkeypatch.setattr(Grant._meta.get_field("fund"), name, value)
        with pytest.raises(ValueError, match=f"kind grants, {said}"):
            check_declarations()


def test_a_standard_that_is_none_is_refused_where_the_column_is_declared() -> None:
    with pytest.raises(ValueError, match="iban is no standard of codes: it is one of credit, division"):
        StandardCodeField("iban")
