"""How likely rows of the ledger are to be wrong, by signs with learned weights."""

from __future__ import annotations

import pytest

from luoshi.reading.ledger import build_ledger_rows
from luoshi.reading.read import read_text_document
from luoshi.reading.row_doubts import (
    FIELDS,
    DoubtWeights,
    load_doubt_weights,
    weigh_signs,
)
from luoshi.reading.row_signs import row_signs

PLAN = "河口县科协2026年工作要点\n一、重点工作\n"
# Three signs that speak against the units, one against the date, one for a row.
BY = DoubtWeights(
    (-3000, -3000, -3000, -3000, -3000),
    {
        "unit_unread:unit": (0, 2000, 0, 0, 0),
        "unit_odd": (0, 3000, 0, 0, 0),
        "several_leads": (0, 1000, 0, 0, 0),
        "name_unclear": (0, -500, 0, 0, 400),
        "date_unread:月": (0, 0, 2000, 0, 0),
        "length:<20": (0, 900, 900, 0, 0),
    },
    500,
    {},
    0,
    1,
)


def test_each_field_has_its_risk_and_the_row_that_of_any() -> None:
    risk = weigh_signs(["unit_odd", "unknown"], BY)
    assert [round(value, 3) for value in risk.fields] == [0.047, 0.5, 0.047, 0.047, 0.047]
    assert round(risk.whole, 3) == round(1 - 0.5 * (1 - 0.0474) ** 4, 3)


def test_the_weights_that_are_shipped_are_whole_numbers_for_each_field() -> None:
    by = load_doubt_weights()
    assert len(by.base) == len(FIELDS) and 0 < by.enough < 1000 and by.of and by.paper
    assert all(len(row) == len(FIELDS) and all(isinstance(weight, int) for weight in row) for row in by.of.values())


def signs(text: str) -> list[list[str]]:
    reading = read_text_document(text)
    return row_signs(reading, text, build_ledger_rows(reading, text))


def codes(text: str, row: int = 0) -> set[str]:
    return {sign.partition(":")[0] for sign in signs(text)[row]}


@pytest.mark.parametrize(
    ("code", "text", "plain"),
    [
        ("date_unread", "1.新建桥梁3座，汛期不停工。\n", "1.新建桥梁3座。\n"),
        ("unit_unread", "1.新建桥梁3座，并与县交通局对接。\n", "1.新建桥梁3座。\n"),
        ("figure_unread", "1.新建桥梁3座，编号为C77K。\n", "1.新建桥梁3座。\n"),
        (
            "cell_unread",
            "序号 | 工作任务 | 责任单位 | 说明\n1 | 新建公园4个 | 县住建局 | 由业主自筹\n",
            "序号 | 工作任务 | 责任单位\n1 | 新建公园4个 | 县住建局\n",
        ),
        (
            "peers_led",
            "1.新建公园4个。\n2.县住建局新建桥梁3座。\n3.县林业局新建公园5个。\n",
            "1.县教育局新建公园4个。\n2.县住建局新建桥梁3座。\n3.县林业局新建公园5个。\n",
        ),
    ],
)
def test_what_was_read_for_nothing_is_a_sign(code: str, text: str, plain: str) -> None:
    assert code in codes(PLAN + text) and code not in codes(PLAN + plain)


def test_each_matter_has_its_signs_and_the_same_ones_whenever_it_is_read() -> None:
    text = PLAN + "1.县科协新建科普馆3所、宣传栏20个，9月底前建成。\n2.县教育局每季度开展巡展2次。\n"
    assert len(signs(text)) == 2 and signs(text) == signs(text)
    assert signs("河口县工作\n") == []
