"""A kind has a column, filter and particular for the due date where its records can have one, and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

from declared_lines import changed
from luoshi.base.forms.shapes import Light
from luoshi.desk.api.rows import row_of
from luoshi.desk.details.particulars import record_particulars
from luoshi.desk.lists.pages.record_fragments import make_record_cells, say_hidden_reasons
from luoshi.desk.lists.pages.record_tables import record_list_columns
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.fields import field_label
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.parts import Lights, NotOwed
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.org.tree.models import Unit
from many_appeals import lines_of, signed_in
from office import NOW, Office

NAMES = [kind.name for kind in list_kinds()]
DAY = date(2026, 9, 30)
# Kinds whose due dates come from elsewhere than a duty: a step of theirs, or code.
NOT_BY_DUTIES = {"contents", "draws", "letters", "scores"}


def dated(kind: CompiledKind) -> Record:
    """A record of the kind that is due on a day; it is not saved."""
    own: Any = kind.record
    found: Record = own(
        pk=1, kind=kind.name, number="一", title="某事", state=next(iter(kind.cycle.states)), due=DAY,
        unit=Unit(pk=1, name="云岭县科协"), opened=NOW,
    )  # fmt: skip
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_row_has_a_cell_for_each_column_and_the_due_date_only_where_there_can_be_one(db: None, name: str) -> None:
    kind = get_kind(name)
    record, label = dated(kind), field_label(kind, "due")
    heads = [str(head.label) for head in record_list_columns(RequestFactory().get("/"), kind)]
    cells = make_record_cells(kind, {1: Light("none", "")}, linked={})(record)
    assert len(heads) == len(cells)
    assert (heads[-1] == label, cells[-1].text == "2026-09-30") == (kind.falls_due, kind.falls_due)
    told = [fact.label for fact in record_particulars(record, []).beside]
    assert (label in told) is kind.falls_due


@pytest.mark.parametrize(
    ("code", "due", "light", "note"),
    [
        ("late", date(2026, 9, 30), "", "no report for August"),  # due today: not late by its date
        ("late", date(2026, 12, 31), "", "no report for August"),
        ("late", None, "", "no report for August"),
        ("late", date(2026, 9, 29), "no report for August", "Complete"),  # the date shows that it is late
        ("steady", date(2026, 12, 31), "no report for August", "Complete"),
    ],
)
def test_why_a_row_is_late_before_its_due_date_stands_in_its_note(
    code: str, due: date | None, light: str, note: str
) -> None:
    record: Any = SimpleNamespace(pk=1, due=due)
    lights, notes = say_hidden_reasons([record], {1: Light(code, "", "no report for August")}, {1: "Complete"}, DAY)
    assert (lights[1].why, notes[1]) == (light, note)


def test_what_falls_due_is_what_owes_sets_or_lights() -> None:
    falling = {kind.name for kind in list_kinds() if kind.falls_due}
    assert falling == {kind.name for kind in list_kinds() if kind.duties_by_name} | NOT_BY_DUTIES
    plain = changed(get_kind("letters"), sets_due=False)
    assert not plain.falls_due
    first, *others = plain.declaration.cycle.all_steps
    for told in ({"carries": (("due", "limit"),)}, {"sets": ("due", *first.sets)}):
        cycle = plain.declaration.cycle.with_steps((replace(first, **told), *others))
        assert changed(plain, cycle=cycle).falls_due
    lights = get_kind("scores").every(Lights)
    assert changed(plain, parts=(*plain.declaration.parts, *lights)).falls_due
    assert changed(plain, parts=(*plain.declaration.parts, Owed("reply", "Reply", at="limit"))).falls_due


@pytest.mark.parametrize("name", NAMES)
def test_list_and_sheet_of_a_kind_agree_on_the_due_date(office: Office, name: str) -> None:
    kind, client = get_kind(name), signed_in(office, "supervisor")
    page, sheet = client.get(f"/{name}/"), client.post(f"/{name}/export/")
    assert (page.status_code, sheet.status_code) == (200, 200)
    with translation.override("zh-hans"):
        label = field_label(kind, "due")
    heads = lines_of(b"".join(sheet.streaming_content))[2]
    listed = [str(head.label) for head in page.context["table"].columns]
    assert (label in heads, "亮灯" in heads, label in listed) == (kind.falls_due,) * 3
    offered = [field.name for field in page.context["filters"]["form"].visible_fields()]
    assert ("due" in offered) is kind.falls_due


def test_an_address_with_the_due_date_still_filters_a_list_that_has_none(office: Office) -> None:
    client = signed_in(office, "supervisor")
    page = client.get("/persons/?due=late&order-by=due")
    assert [item["label"] for item in page.context["filters"]["active"]] == ["期限: 逾期"]
    assert page.context["count"] == 0


def test_the_api_keeps_the_field_and_says_that_it_is_empty() -> None:
    described = {name: row_of(get_kind(name)).model_fields["due"].description for name in ("persons", "appeals")}
    assert [str(text) for text in described.values()] == ["Always null: records of this kind have no due date.", "Due"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"due": "Until"}, "due=Until: its records never have a due date"),
        ({"parts": (NotOwed("draft"),)}, "NotOwed: its records never have a due date"),
        ({"columns": "limit due"}, "due is shown or a filter: its records never have"),
        ({"filters": "due"}, "due is shown or a filter: its records never have"),
    ],
)
def test_a_kind_that_never_falls_due_declares_nothing_that_needs_it(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        changed(get_kind("letters"), sets_due=False, **change)


def test_a_step_that_waits_for_the_due_date_needs_a_kind_that_has_one() -> None:
    one = get_kind("letters")
    cycle = one.declaration.cycle
    steps = [replace(step, when_due=not step.begins) for step in cycle.all_steps]
    assert changed(one, cycle=cycle.with_steps(steps)).falls_due
    with pytest.raises(ValueError, match="when_due: its records never have a due date"):
        changed(one, sets_due=False, cycle=cycle.with_steps(steps))
