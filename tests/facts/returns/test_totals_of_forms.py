"""What a form comes to over all who owe it: exact, never a bare number, and down to each return."""

from __future__ import annotations

import io
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from figures_told import defined
from forms_issued import LATER, MONTH, NAMES, form_of, sent, task_of
from luoshi.facts.returns import queries
from luoshi.facts.returns.models import Form, Task
from luoshi.facts.returns.queries.totals import TO_DATE, total_form_values
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.units.actions import move_unit
from many_appeals import signed_in
from office import Office

NEXT = date(2026, 4, 1)
OWING = ("kexie", "bureau", "town")
WHO = {"kexie": "clerk", "bureau": "stranger", "town": "collector"}


@pytest.fixture(autouse=True)
def _in_english(office: Office, monkeypatch: pytest.MonkeyPatch) -> Any:
    NAMES.update({name: unit.name for name, unit in office.units.items()})
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    with override("en"):
        yield


@pytest.fixture
def form(office: Office) -> Form:
    """A form of a flow, a stock, a rate of the two, the largest event and a score, owed by three units."""
    made = [
        defined(office, "活动", code="acts", measure="人"),
        defined(office, "志愿者", code="people", measure="人", nature="stock"),
        defined(office, "参与率", code="share", measure="%", nature="rate", formula="acts / people"),
        defined(office, "最大规模", code="peak", measure="人", nature="peak"),
        defined(office, "得分", code="score", measure="分", nature="score"),
    ]
    return form_of(office, *made, owing=[{"unit": office.units[name].pk} for name in OWING])


def told(office: Office, form: Form, unit: str, *values: str, first: date = MONTH, at: Any = LATER) -> Any:
    names = ("活动", "志愿者", "最大规模", "得分")
    texts = dict(zip(names, values, strict=True))
    return sent(office, task_of(form, unit), first, WHO[unit], at, **texts)


def of(form: Form, first: date = MONTH, way: str = "own") -> dict[str, Any]:
    found = total_form_values(form, queries.span_of(form, first), way)
    return {line.name: found.totals[line.line] for line in found.asked}


def test_sums_add_up_rates_are_worked_out_anew_and_what_does_not_add_up_says_so(office: Office, form: Form) -> None:
    told(office, form, "kexie", "30", "100", "80", "90")
    told(office, form, "bureau", "90", "900", "200", "70")
    found = of(form)
    assert (found["活动"].value, found["志愿者"].value, found["最大规模"].value) == (120, 1000, 200)
    assert found["参与率"].value == 12  # 30 of 100 and 90 of 900: not the mean of 30 % and 10 %
    assert found["得分"].value is None and found["得分"].lacks == ("does_not_add",)
    assert {(name.counted, name.expected, name.accepted) for name in found.values()} == {(2, 3, 0)}


def test_what_is_accepted_is_counted_and_nil_is_told_and_adds_nothing(office: Office, form: Form) -> None:
    one = told(office, form, "kexie", "30", "100", "80", "90")
    take(one, "take_in", office.actor("supervisor"), {}, at=LATER)
    told(office, form, "bureau", "—", "900", "—", "/")
    found = of(form)
    assert (found["活动"].value, found["活动"].counted, found["活动"].accepted) == (30, 2, 1)
    assert found["参与率"].value == Fraction(30, 1000) * 100


def test_without_its_inputs_a_rate_is_not_computable_and_names_them(office: Office) -> None:
    defined(office, "活动", code="acts", measure="人")
    defined(office, "志愿者", code="people", measure="人")
    rate = defined(office, "参与率", code="share", measure="%", nature="rate", formula="acts / people")
    form = form_of(office, rate)
    sent(office, task_of(form), 参与率="30")
    assert of(form)["参与率"].lacks == ("acts", "people")
    page = signed_in(office, "supervisor", "en").get(f"/fill/totals/{form.pk}/").text
    assert "not computable: acts、people missing" in page


def test_the_year_to_date_is_that_of_each_unit_and_never_counted_twice(office: Office, form: Form) -> None:
    later = LATER + timedelta(days=10)
    january = {"nature": "total", "period": "ytd"}
    total = form_of(office, defined(office, "累计", **january), title="累计表")
    sent(office, task_of(total), 累计累计="15")
    sent(office, task_of(total), NEXT, at=later, 累计="4")
    assert of(total, NEXT)["累计"].value == 4
    assert of(total, NEXT, TO_DATE)["累计"].value == 19


def test_a_unit_that_moved_counts_once_and_one_that_owes_nothing_is_not_missing(office: Office, form: Form) -> None:
    told(office, form, "kexie", "30", "100", "80", "90")
    told(office, form, "town", "5", "10", "80", "90")
    move_unit(office.units["town"], office.units["kexie"], LATER.date(), office.actor("admin"), at=LATER)
    assert of(form)["活动"].value == 35
    rows = [{"unit": office.units[name].pk} for name in ("kexie", "town")]
    take(form, "owing", office.actor("supervisor"), {"owing": rows}, at=LATER)
    later = queries.span_of(form, date(2026, 5, 1))
    assert {item.task.unit_id for item, _cells in total_form_values(form, later).rows} == {
        office.units[name].pk for name in ("kexie", "town")
    }


def test_a_page_shows_it_whole_and_unit_by_unit_to_those_who_collect_it(office: Office, form: Form) -> None:
    one = told(office, form, "kexie", "30", "100", "80", "90")
    page = signed_in(office, "supervisor", "en").get(f"/fill/totals/{form.pk}/").text
    assert "3 units owe it, 1 returned it, 0 accepted" in page and "1 of 3" in page
    assert one.get_absolute_url() in page and "Not returned yet" in page
    assert "1 of 3" in signed_in(office, "supervisor", "en").get(form.get_absolute_url()).text
    for who in ("clerk", "stranger"):
        assert signed_in(office, who).get(f"/fill/totals/{form.pk}/").status_code == 404
        assert signed_in(office, who).get(f"/fill/totals/{form.pk}/book/").status_code == 404
    assert signed_in(office, "supervisor").get("/fill/totals/999999/").status_code == 404


def test_the_same_stands_in_a_workbook(office: Office, form: Form) -> None:
    told(office, form, "kexie", "30", "100", "80", "90")
    answer = signed_in(office, "supervisor", "en").get(f"/fill/totals/{form.pk}/book/")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert rows[3][:4] == ("Together", None, "30", "100") or rows[3][2:4] == ("30", "100")
    assert any(row[0] == office.units["kexie"].name and row[2] == "30" for row in rows)


def test_as_many_queries_for_three_units_as_for_twelve(office: Office, django_assert_max_num_queries: Any) -> None:
    acts = defined(office, "活动")
    for count in (3, 12):
        rows = [{"unit": office.units[name].pk} for name in OWING]
        for number in range(count - 3):
            name = f"u{count}{number}"
            rows.append({"unit": office.unit(name, f"云岭县{name}单位", "county").pk})
        form = form_of(office, acts, owing=rows, title=f"表{count}")
        with django_assert_max_num_queries(8):
            assert len(total_form_values(form, queries.span_of(form, MONTH)).rows) == count
    assert Task.objects.count() == 15
    assert of(form)["活动"].value is None
