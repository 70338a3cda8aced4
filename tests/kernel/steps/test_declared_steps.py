"""Steps that only say what they ask: their forms, the day of the act, several beginnings, titles, putting right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from declared_lines import changed
from linked.kinds import BODIES
from linked.models import Body
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.names import arrow
from luoshi.kernel.kinds.language.steps import Cycle, Step, day_refused
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office
from sample_line import one_kind

FOUNDED = {"sort": "farm", "card": "A1", "from_day": "2026-03-02", "size": "12"}


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with one_kind(BODIES):
        yield


def client(office: Office, name: str) -> Client:
    made = Client()
    made.force_login(office.people[name].user)
    return made


def founded(office: Office, **more: str) -> Body:
    given = {**FOUNDED, "unit": str(office.units["kexie"].pk), **more}
    record: Any = begin(BODIES, office.actor("clerk"), given, at=NOW).record
    return record


@pytest.mark.parametrize("written", ["planned", "planned > held over", ""])
def test_what_is_no_arrow_does_not_start(written: str) -> None:
    with pytest.raises(ValueError, match="is no arrow: write “planned > held”"):
        Step("hold", "Hold", written, "desk")


def test_an_arrow_says_where_a_step_starts_and_where_it_leads() -> None:
    step = Step("hold", "Hold", arrow(("planned", "asked"), "held"), "desk unit", "title")
    assert (step.before, step.after, step.who, step.asks) == (
        ("planned", "asked"),
        "held",
        ("desk", "unit"),
        ("title",),
    )
    assert BODIES.cycle.by_name["count"].before == ("planned", "active")  # “*”: every state that is not closed
    assert (BODIES.cycle.by_name["count"].after, BODIES.cycle.by_name["put_right"].before) == (
        "",
        ("planned", "active", "ended"),
    )


def test_a_life_cycle_without_a_beginning_does_not_start() -> None:
    with pytest.raises(ValueError, match="no step begins a record"):
        Cycle({"on": ""}, "on", [Step("go", "", "on > on", "desk")])


def test_what_a_step_asks_is_what_it_sets(office: Office) -> None:
    body = founded(office)
    assert (body.sort, body.card, body.from_day, body.size) == ("farm", "A1", date(2026, 3, 2), 12)
    assert (body.state, body.number, body.unit) == ("active", "团2026-0001", office.units["kexie"])
    assert body.title == f"{office.units['kexie']} Farm A1"
    assert list(form_fields(BODIES, BODIES.cycle.first)) == ["unit", "sort", "card", "from_day", "size"]
    assert BODIES.cycle.first.sets == ("unit", "sort", "card", "from_day", "size")


def test_what_must_be_there_though_the_record_may_be_without_is_asked_for(office: Office) -> None:
    body = founded(office, size="")
    with pytest.raises(RecordError) as refused:
        take(body, "count", office.actor("clerk"), {"size": ""}, at=NOW)
    assert list(refused.value.fields) == ["size"]
    with pytest.raises(RecordError) as refused:
        founded(office, from_day="")  # its own day, so it must be there
    assert list(refused.value.fields) == ["from_day"]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (TODAY + timedelta(days=1), "这一天还没有到"),
        (date(2026, 3, 1), "它始于 2026-03-02"),
        (date(2026, 3, 2), ""),
        (TODAY, ""),
    ],
)
def test_an_act_lies_neither_in_the_future_nor_before_its_record_began(office: Office, day: date, says: str) -> None:
    body, given = founded(office), {"to_day": day.isoformat(), "reason": "满"}
    if not says:
        assert take(body, "end", office.actor("supervisor"), given, at=NOW).record.state == "ended"
        return
    with pytest.raises(RecordError) as refused:
        take(body, "end", office.actor("supervisor"), given, at=NOW)
    assert says in refused.value.fields["to_day"][0]
    assert Body.objects.get().state == "active"


def test_a_record_whose_beginning_has_no_day_bounds_no_act(office: Office) -> None:
    given = {"unit": str(office.units["kexie"].pk), "sort": "farm"}
    body = begin(BODIES, office.actor("supervisor"), given, at=NOW, step="plan").record
    done = take(body, "start", office.actor("clerk"), {"from_day": "2025-01-01"}, at=NOW).record
    assert (done.state, day_refused(date(2025, 1, 1), TODAY, None)) == ("active", "")


def test_each_beginning_is_open_to_whom_it_says(office: Office) -> None:
    given = {"unit": str(office.units["kexie"].pk), "sort": "farm"}
    body = begin(BODIES, office.actor("supervisor"), given, at=NOW, step="plan").record
    assert (body.state, Entry.objects.last().step) == ("planned", "plan")  # type: ignore[union-attr]
    with pytest.raises(RecordError) as refused:
        begin(BODIES, office.actor("clerk"), given, at=NOW, step="plan")
    assert (refused.value.code, Body.objects.count()) == ("refused", 1)
    assert Entry.objects.filter(step=Entry.REFUSED).count() == 1
    for name in ("end", "nothing"):
        with pytest.raises(RecordError) as refused:
            begin(BODIES, office.actor("supervisor"), given, at=NOW, step=name)
        assert refused.value.code == "missing"


def test_the_list_offers_each_beginning_and_each_has_its_page(office: Office) -> None:
    desk = client(office, "supervisor")
    page = desk.get("/bodies/").text
    assert "/bodies/new/plan/" in page and 'href="/bodies/new/"' in page
    assert desk.get("/bodies/new/plan/").status_code == 200
    assert desk.get("/bodies/new/end/").status_code == 404
    assert desk.post("/bodies/new/plan/", {"unit": str(office.units["kexie"].pk), "sort": "society"}).status_code == 302
    assert Body.objects.get().state == "planned"
    other = client(office, "clerk")
    assert "/bodies/new/plan/" not in other.get("/bodies/").text
    assert other.get("/bodies/new/plan/").status_code == 404


def test_a_title_follows_the_fields_that_make_it(office: Office) -> None:
    body = founded(office)
    given = {"sort": "farm", "card": "B2", "from_day": "2026-03-02", "size": "12", "to_day": "", "reason": "打错"}
    changed = take(body, "put_right", office.actor("supervisor"), given, at=NOW)
    assert changed.record.title.endswith("Farm B2")
    assert len(Body(kind="bodies", unit=office.units["kexie"], card="长" * 300).card) == 300


def test_what_is_put_right_stands_beside_what_was_with_the_reason(office: Office) -> None:
    body = founded(office)
    same = {"sort": "farm", "card": "A1", "from_day": "2026-03-02", "size": "12", "to_day": "", "reason": "无"}
    with pytest.raises(RecordError, match="没有不同"):
        take(body, "put_right", office.actor("supervisor"), same, at=NOW)
    with pytest.raises(RecordError) as refused:
        take(body, "put_right", office.actor("supervisor"), {**same, "size": "21", "reason": ""}, at=NOW)
    assert list(refused.value.fields) == ["reason"]
    with pytest.raises(RecordError) as refused:
        take(body, "put_right", office.actor("clerk"), {**same, "size": "21"}, at=NOW)
    assert refused.value.code == "refused"
    done = take(body, "put_right", office.actor("supervisor"), {**same, "size": "21"}, at=NOW)
    assert (done.record.size, done.record.card, done.record.state) == (21, "A1", "active")  # type: ignore[attr-defined]
    assert json.loads(done.entry.payload.data) == {"reason": "无", "size": 21, "was": {"size": 12}}
    page = client(office, "supervisor").get(f"/bodies/{body.pk}/").text
    shown = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "原为： 12 → 21" in shown and "原因：无" in shown


def test_what_is_closed_is_put_right_too_and_nothing_else_is_done_with_it(office: Office) -> None:
    body = founded(office)
    take(body, "end", office.actor("supervisor"), {"to_day": "2026-03-05", "reason": "满"}, at=NOW)
    given = {"sort": "farm", "card": "A1", "from_day": "2026-03-02", "size": "", "to_day": "2026-03-05", "reason": "误"}
    done = take(body, "put_right", office.actor("supervisor"), given, at=NOW)
    assert (done.record.state, done.record.size, done.record.closed) == ("ended", None, NOW)  # type: ignore[attr-defined]
    assert [step.name for step in BODIES.cycle.steps if "ended" in step.before] == ["put_right"]


def test_protected_fields_and_whose_it_is_are_not_put_right() -> None:
    assert list(form_fields(BODIES, BODIES.cycle.by_name["put_right"])) == [
        "sort", "card", "from_day", "to_day", "size", "reason",
    ]  # fmt: skip
    assert changed(BODIES, corrects=()).cycle.by_name.get("put_right") is None  # it follows from the declaration


def test_what_is_entered_late_says_so_and_not_later_than_the_office_lets_it(office: Office) -> None:
    done = begin(BODIES, office.actor("clerk"), given_on(office, "2026-03-02"), at=NOW)
    assert json.loads(done.entry.payload.data)["entered_late"] == 18
    assert "迟录天数：18" in client(office, "supervisor").get(f"/bodies/{done.record.pk}/").text.replace(": ", "：")
    assert (
        "entered_late"
        not in begin(BODIES, office.actor("clerk"), given_on(office, "2026-03-20"), at=NOW).entry.payload.data
    )
    Parameter.objects.create(
        name="entry.grace", unit=None, value="17", start=date(2026, 1, 1), source="云办〔2026〕1号"
    )
    with pytest.raises(RecordError) as refused:
        begin(BODIES, office.actor("clerk"), given_on(office, "2026-03-02"), at=NOW)
    assert list(refused.value.fields) == ["from_day"] and "17" in str(refused.value)
    assert begin(BODIES, office.actor("clerk"), given_on(office, "2026-03-03"), at=NOW).record.state == "active"
    page = client(office, "clerk").post("/bodies/new/", given_on(office, "2026-03-02"))
    assert page.status_code == 422 and "应在17天内录入" in page.text
    assert "entry.grace" in client(office, "admin").get("/values/").text


def given_on(office: Office, day: str) -> dict[str, str]:
    return {**FOUNDED, "unit": str(office.units["kexie"].pk), "from_day": day}


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"from_day": "2026-03-21"}, "from_day"),
        ({"to_day": "2026-03-21"}, "to_day"),
        ({"to_day": "2026-03-01"}, "to_day"),
        ({"to_day": "2026-03-01", "from_day": "2026-03-01"}, ""),
    ],
)
def test_a_day_is_put_right_to_one_on_which_it_can_have_been(office: Office, days: dict[str, str], field: str) -> None:
    body, desk = founded(office), office.actor("supervisor")
    take(body, "end", desk, {"to_day": "2026-03-05", "reason": "满"}, at=NOW)
    if not field:
        assert str(take(body, "put_right", desk, {**days, "reason": "误"}, at=NOW).record.to_day) == "2026-03-01"  # type: ignore[attr-defined]
        return
    with pytest.raises(RecordError) as refused:
        take(body, "put_right", desk, {**days, "reason": "误"}, at=NOW)
    assert list(refused.value.fields) == [field]
