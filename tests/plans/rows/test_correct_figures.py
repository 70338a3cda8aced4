"""The figures of a row as a person puts them right: bound, both ends, period; seen, kept, refused and exported."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from luoshi.org.actors.models import User
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.base.queries import row_by_row
from luoshi.plans.detail.originals.queries import source_labels
from luoshi.plans.rows.queries.correction_page import row_in_words
from luoshi.plans.rows.rules.input_parsers import period_typed, upper_refused
from luoshi.reading.read import read_text_document
from office import Office
from plans import received, row_of

ROOT = Path(__file__).parents[3]
FIELDS = ("value", "upper", "unit", "bound", "period", "indicator", "state")
TEXT = "云岭县2026年科普工作要点\n一、活动\n县科协举办科普讲座3至5场，培训讲解员不少于60人次，6月底前完成。\n"


@pytest.fixture
def plan(office: Office) -> Plan:
    return received(office, TEXT)


def figure(plan: Plan, quote: str) -> RowFigure:
    return RowFigure.objects.get(row__plan=plan, quote=quote)


def kept(plan: Plan) -> list[tuple[Any, ...]]:
    return list(RowFigure.objects.filter(row__plan=plan).order_by("place").values_list("quote", *FIELDS))


def opened() -> Client:
    made = Client()
    made.force_login(User.objects.get(username="supervisor"))
    return made


def send(plan: Plan, quote: str, language: str = "zh-hans", **given: str) -> Any:
    """What the form of the figure's row sends: all fields of all its figures, with these of one put otherwise."""
    browser, one = opened(), figure(plan, quote)
    row = row_by_row(plan, [one.row_id])[one.row_id]
    sent = {"rows": f"{row.pk}:{row.version}"}
    for record in row.figures.all():
        told = {name: getattr(record, name) for name in FIELDS}
        sent |= {f"figure-{record.pk}-{name}": "" if value is None else str(value) for name, value in told.items()}
    sent |= {f"figure-{one.pk}-{name}": value for name, value in given.items()}
    browser.cookies["django_language"] = language
    return browser.post(f"/plans/{plan.pk}/rows/change/", sent, headers={"X-Part": "1", "Accept-Language": language})


def test_the_form_shows_bound_upper_end_and_period_of_each_figure(plan: Plan) -> None:
    one = figure(plan, "3至5场")
    page = opened().get(f"/plans/{plan.pk}/row/{one.row_id}/", headers={"X-Part": "1"}).content.decode()
    assert f'name="figure-{one.pk}-bound"' in page and '<option value="range" selected>区间</option>' in page
    assert f'name="figure-{one.pk}-upper" value="5"' in page
    assert f'name="figure-{one.pk}-period" value="今年"' in page


def test_a_form_sent_as_it_stood_changes_no_figure(plan: Plan) -> None:
    before = kept(plan)
    assert before[0][:6] == ("3至5场", 3, 5, "场", "range", "year")
    assert send(plan, "3至5场").status_code == 200
    assert kept(plan) == before


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"value": "4", "upper": "6.5"}, (4, Decimal("6.5"), "range", "year")),
        ({"bound": "ge", "upper": ""}, (3, None, "ge", "year")),
        ({"bound": "le", "value": "1,000.0001", "upper": ""}, (Decimal("1000.0001"), None, "le", "year")),
        ({"period": "2026—2030年"}, (3, 5, "range", "2026/2030")),
        ({"period": "三年内"}, (3, 5, "range", "3y")),
        ({"period": ""}, (3, 5, "range", "")),
        ({"value": "5"}, (5, 5, "range", "year")),
    ],
)
def test_what_was_misread_of_a_figure_is_put_right(plan: Plan, given: dict[str, str], stored: tuple[Any, ...]) -> None:
    other = figure(plan, "不少于60人次")
    assert send(plan, "3至5场", **given).status_code == 200
    one = figure(plan, "3至5场")
    assert (one.value, one.upper, one.bound, one.period) == stored
    assert [getattr(figure(plan, other.quote), name) for name in FIELDS] == [getattr(other, name) for name in FIELDS]


def test_a_hidden_upper_end_that_is_not_sent_goes_with_its_range(plan: Plan) -> None:
    one = figure(plan, "3至5场")
    sent = {"rows": f"{one.row_id}:{one.row.version}", f"figure-{one.pk}-bound": "eq", f"figure-{one.pk}-value": "4"}
    assert opened().post(f"/plans/{plan.pk}/rows/change/", sent, headers={"X-Part": "1"}).status_code == 200
    one.refresh_from_db()
    assert (one.value, one.upper, one.bound) == (4, None, "eq")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"value": "9"}, "The upper end of “3至5场”, 5, is below its value, 9. Correct the value, the upper end"),
        ({"upper": "2"}, "The upper end of “3至5场”, 2, is below its value, 3. Correct the value, the upper end"),
        ({"upper": ""}, "“3至5场” is a range: also enter its upper end. Or choose another bound."),
        ({"bound": "ge"}, "“3至5场” is not a range, but has the upper end 5. Choose the bound of a range, or empty"),
        ({"value": ""}, "Enter the value of “3至5场” as a number."),
        ({"value": "1e30"}, "“1e30” is not a number with at most four decimal places."),
        ({"upper": "0.00001"}, "“0.00001” is not a number with at most four decimal places."),
        ({"bound": "most"}, "“most” is not a bound of a figure."),
        ({"period": "不久"}, "“不久” is not a period of a figure. Write the period as 2026, 2026—2030, 2026-06"),
        ({"unit": "场" * 31}, "has more than 30 characters."),
        ({"indicator": "科" * 201}, "has more than 200 characters."),
    ],
)
def test_a_figure_that_cannot_be_is_refused_in_words_and_nothing_changes(
    plan: Plan, given: dict[str, str], words: str
) -> None:
    before, version = kept(plan), figure(plan, "3至5场").row.version
    answer = send(plan, "3至5场", "en", **given)
    assert answer.status_code == 422 and words in answer.json()["error"]
    assert kept(plan) == before and figure(plan, "3至5场").row.version == version and not plan.edits.exists()


def test_the_old_value_does_not_stay_behind_where_only_the_new_one_is_sent(plan: Plan) -> None:
    one = figure(plan, "3至5场")
    sent = {"rows": f"{one.row_id}:{one.row.version}", f"figure-{one.pk}-value": "9"}
    answer = opened().post(f"/plans/{plan.pk}/rows/change/", sent, headers={"X-Part": "1"})
    assert answer.status_code == 422 and figure(plan, "3至5场").value == 3


def test_a_figure_too_large_to_be_kept_does_not_stand_in_the_way_of_its_row(plan: Plan) -> None:
    RowFigure.objects.filter(pk=figure(plan, "3至5场").pk).update(value=None, upper=None, bound="eq")
    assert send(plan, "3至5场", indicator="科普讲座").status_code == 200
    assert figure(plan, "3至5场").indicator == "科普讲座"


def test_a_row_says_how_a_figure_is_meant_unless_it_is_plain(office: Office) -> None:
    tasks = "县科协举办讲座3至5场、展览2次，培训不少于60人次。\n县科协到2030年建成基地7个。\n"
    plan = received(office, "云岭县2026年科普工作要点\n一、活动\n" + tasks)
    with override("zh-hans"):
        figures = [meaning for words in ("讲座", "基地") for meaning in row_in_words(row_of(plan, words)).figures]
    meant = {meaning["quote"]: meaning["meant"] for meaning in figures}
    assert meant == {"3至5场": "3至5场", "2次": "", "不少于60人次": "不少于60人次", "7个": "2030"}


def test_the_changed_bound_is_in_the_answer(plan: Plan) -> None:
    answer = send(plan, "3至5场", bound="le", upper="").json()
    assert "不超过3" in "".join(answer["rows"].values()) and "3至5</span>" not in "".join(answer["rows"].values())


def test_the_labelled_document_carries_what_a_person_said(office: Office, plan: Plan) -> None:
    assert send(plan, "3至5场", value="4", upper="6", period="2026/2027").status_code == 200
    assert send(plan, "不少于60人次", bound="gt").status_code == 200
    found = {quantity["quote"]: quantity for quantity in source_labels(plan.sources.get())["quantities"]}
    one, other = found["3至5场"], found["不少于60人次"]
    assert (one["value"], one["upper"], one["bound"], one["period"]) == (4, 6, "range", "2026/2027")
    assert (other["value"], other["upper"], other["bound"], other["period"]) == (60, None, "gt", "year")


def test_an_overlooked_range_has_both_ends_or_is_refused(office: Office, plan: Plan) -> None:
    row = row_of(plan, "讲座")
    row.figures.all().delete()
    sent = {"rows": f"{row.pk}:{row.version}", "overlooked-quote": "3至5场"}
    wrong = {**sent, "overlooked-value": "9", "overlooked-unit": "场"}
    assert opened().post(f"/plans/{plan.pk}/rows/change/", wrong, headers={"X-Part": "1"}).status_code == 422
    assert not row.figures.exists() and PlanRow.objects.get(pk=row.pk).version == row.version
    assert opened().post(f"/plans/{plan.pk}/rows/change/", sent, headers={"X-Part": "1"}).status_code == 200
    assert [(figure_now.value, figure_now.upper, figure_now.bound) for figure_now in row.figures.all()] == [
        (3, 5, "range")
    ]


# ---- rules


@pytest.mark.parametrize(
    ("bound", "value", "upper", "why"),
    [
        ("eq", "3", None, ""),
        ("eq", "3", "5", "stray"),
        ("range", "3", "5", ""),
        ("range", "3", "3", ""),
        ("range", "3", "2.9999", "below"),
        ("range", "3", None, "none"),
        ("range", None, "5", "none"),
        ("range", "-3", "-5", ""),  # 下降3%至5%
        ("range", "-5", "-3", ""),
        ("range", "3", "-5", "below"),
        ("range", "-3", "5", ""),
    ],
)
def test_an_upper_end_is_above_the_value_and_of_a_range(
    bound: str, value: str | None, upper: str | None, why: str
) -> None:
    assert upper_refused(bound, value and Decimal(value), upper and Decimal(upper)) == why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ""),
        (" 今年 ", "year"),
        ("全年", "year"),
        ("This year", "year"),
        ("2026年", "2026"),
        ("2026-2030", "2026/2030"),
        ("2026年至2030年", "2026/2030"),
        ("2026年6月", "2026-06"),
        ("2026-6", "2026-06"),
        ("2026年1月—2026年6月", "2026-01/2026-06"),
        ("5年内", "5y"),
        ("五年", "5y"),
        ("within 3 years", "3y"),
        ("10y", "10y"),
    ],
)
def test_a_period_is_typed_as_clerks_write_it(typed: str, code: str) -> None:
    assert period_typed(typed) == code


@pytest.mark.parametrize("typed", ["不久", "26年", "2026-13", "2030—2026", "2027—2026-06", "0年", "20266", "year 1"])
def test_what_is_no_period_is_said_so(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        period_typed(typed)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_period_that_is_read_can_be_typed_back_as_it_is_shown(language: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "gold" / "own").glob("*.txt"))]
    found = {quantity.period or "" for text in texts for quantity in read_text_document(text).quantities}
    found |= {"5y", "1y", "2026-01/2026-06", "2026/2030", "2026-06", "2026", "year", ""}
    with override(language):
        assert {code: period_typed(code_labels.period_of(code)) for code in found} == {code: code for code in found}
