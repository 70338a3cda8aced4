"""Which rows of the ledger are doubted, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.cli.language import load_message_catalogue
from luoshi.plans.base import code_labels
from luoshi.reading.ledger import build_ledger, build_ledger_rows
from luoshi.reading.read import read_text_document
from luoshi.reading.row_doubts import (
    FIELDS,
    REASONS,
    DoubtWeights,
    RowRisk,
    explain_risk,
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


def test_a_row_of_small_risk_carries_no_doubt() -> None:
    signs = ["unit_unread:unit", "several_leads"]
    risk = weigh_signs(signs, BY)
    assert risk.whole < 0.5 or explain_risk(risk, ["several_leads"], BY)
    assert explain_risk(weigh_signs(["several_leads"], BY), ["several_leads"], BY) == ()


def test_a_doubted_row_says_which_field_to_check_and_the_strongest_reasons() -> None:
    signs = ["unit_unread:unit", "unit_odd", "several_leads", "name_unclear", "length:<20"]
    found = explain_risk(weigh_signs(signs, BY), ["several_leads", "name_unclear"], BY)
    assert found == ("check_unit", "unit_odd", "unit_unread", "several_leads")


def test_two_fields_of_like_risk_are_both_named() -> None:
    signs = ["unit_unread:unit", "date_unread:月", "length:<20"]
    assert explain_risk(weigh_signs(signs, BY), [], BY) == ("check_unit", "check_due", "unit_unread", "date_unread")


def test_a_code_that_nothing_taught_to_weigh_is_always_shown() -> None:
    assert explain_risk(weigh_signs([], BY), ["cell_joined", "several_leads"], BY) == ("cell_joined",)


def test_a_year_that_is_over_is_shown_at_any_risk_and_once() -> None:
    by = replace(BY, of={**BY.of, "year_over": (500, 0, 0, 0, 0)})
    assert explain_risk(weigh_signs(["year_over"], by), ["year_over"], by) == ("year_over",)
    risk = weigh_signs(["year_over", "unit_odd"], replace(by, base=(0, -3000, -3000, -3000, -3000)))
    assert explain_risk(risk, ["year_over"], by) == ("check_task", "check_unit", "unit_odd", "year_over")


@given(st.lists(st.sampled_from(sorted(load_doubt_weights().of)), max_size=12))
def test_what_is_shown_has_words_in_both_languages(signs: list[str]) -> None:
    by = load_doubt_weights()
    codes = [code for code in code_labels.DOUBTS if code in signs]
    risk = weigh_signs(signs, by)
    assert all(0 < value < 1 for value in risk.fields) and max(risk.fields) <= risk.whole <= 1
    shown = explain_risk(RowRisk(risk.fields, 1.0, signs), codes, by)
    assert set(shown) <= {*FIELDS, *REASONS, *codes} and set(shown) & set(FIELDS)
    for language in ("zh", "en"):
        words = load_message_catalogue(language)
        assert all(f"doubt.{code}" in words for code in shown)
    assert set(shown) <= code_labels.DOUBTS.keys()


def test_every_field_and_reason_has_words() -> None:
    assert {*FIELDS, *REASONS} <= code_labels.DOUBTS.keys()
    for language in ("zh", "en"):
        assert all(f"doubt.{code}" in load_message_catalogue(language) for code in (*FIELDS, *REASONS))


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
def test_what_was_read_for_nothing_is_a_sign_with_words(code: str, text: str, plain: str) -> None:
    assert code in REASONS
    assert code in codes(PLAN + text) and code not in codes(PLAN + plain)


def test_each_matter_has_its_signs_and_the_same_ones_whenever_it_is_read() -> None:
    text = PLAN + "1.县科协新建科普馆3所、宣传栏20个，9月底前建成。\n2.县教育局每季度开展巡展2次。\n"
    assert len(signs(text)) == 2 and signs(text) == signs(text)
    assert signs("河口县工作\n") == []


def test_rows_of_the_ledger_show_what_is_learned_and_figures_keep_their_own() -> None:
    text = PLAN + "".join(f"{n}.新建科普馆{n}所。\n" for n in range(1, 4))
    reading = read_text_document(text)
    found = build_ledger(reading, text)
    known = {*FIELDS, *REASONS, *(code for row in build_ledger_rows(reading, text) for code in row.doubts)}
    assert all(known.issuperset(row.doubts) for row in found.rows)
