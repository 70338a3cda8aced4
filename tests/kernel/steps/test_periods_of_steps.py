"""A step that answers what is owed each period: by its day, by the period named, and over a link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from checked_bodies import RIGHTS, body, noon, shown, step, talks
from declared_lines import changed
from linked.models import Project
from luoshi.base.record_errors import RecordError
from luoshi.desk.declarations.registration import check_declarations
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.duties.models import Act
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Need, Owes
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import make_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import Office
from sample_line import one_kind


def d(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with talks() as made:
        yield made


def paired(office: Office, kind: CompiledKind, since: date, now: date) -> Any:
    one = body(office, kind, since)
    step(office, one, "pair", since)
    list(roll_out_all(now))
    return one


def talk(office: Office, one: Any, day: date, period: str = "") -> Any:
    given = {"words": "谈了学习", **({"for_period": period} if period else {})}
    return take(one, "talk", office.actor("clerk"), given, at=noon(day))


def test_where_nothing_older_is_open_the_period_of_the_day_is_met(office: Office, kind: CompiledKind) -> None:
    one = paired(office, kind, d(3, 1), d(3, 14))
    done = talk(office, one, d(3, 14))
    assert shown(one)[0] == ("2026-03", "met 2026-03-14")
    assert '"for_period"' not in done.entry.payload.data
    talk(office, one, d(3, 20))  # a second one in the month is fine, and fills no other
    assert shown(one)[:2] == [("2026-03", "met 2026-03-14"), ("2026-04", "open")]


def test_where_an_older_one_is_open_the_form_asks_and_nothing_is_presumed(office: Office, kind: CompiledKind) -> None:
    one = paired(office, kind, d(2, 1), d(3, 14))
    with pytest.raises(RecordError, match="还有更早的周期未办") as refused:
        talk(office, one, d(3, 14))
    assert (list(refused.value.fields), Act.objects.count()) == (["for_period"], 0)
    done = talk(office, one, d(3, 14), "2026-02-01")
    assert shown(one)[:2] == [("2026-02", "met 2026-03-14"), ("2026-03", "open")]
    assert '"for_period":"2026-02-01"' in done.entry.payload.data
    assert Record.objects.get(pk=one.pk).due == d(3, 31)


def test_a_period_that_is_not_owed_or_was_met_is_refused_and_writes_nothing(office: Office, kind: CompiledKind) -> None:
    one = paired(office, kind, d(2, 1), d(3, 14))
    talk(office, one, d(3, 14), "2026-02-01")
    before = Entry.objects.count()
    for period in ("2026-02-01", "2026-01-01", "2026-04-01", "2025-02-01", "soon"):
        with pytest.raises(RecordError) as refused:
            talk(office, one, d(3, 15), period)
        assert list(refused.value.fields) == ["for_period"]
    assert (Entry.objects.count(), Act.objects.count()) == (before, 1)


def test_the_page_offers_the_open_periods_by_their_names(
    office: Office, kind: CompiledKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = paired(office, kind, d(2, 1), d(3, 14))
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(d(3, 14)))
    client = Client()
    client.force_login(office.people["clerk"].user)
    address = f"{one.get_absolute_url()}talk/"
    page = client.get(address).text
    assert "所属周期" in page and "2026年2月" in page and "2026年3月" in page and "2026年1月" not in page
    refused = client.post(address, {"words": "谈了学习"})
    assert refused.status_code == 422 and "还有更早的周期未办" in refused.text and "2026年2月" in refused.text
    assert client.post(address, {"words": "谈了学习", "for_period": "2026-02-01"}).status_code == 302
    assert "所属周期" not in client.get(address).text  # nothing older is open any more


def inspections(*needs: Need) -> CompiledKind:
    ask = Step("ask", "Ask", "> asked", "unit", "title unit body", needs=[*needs])
    look = Step("look", "Look", "asked >", "unit", "day", on="day", answers="body.inspection")
    note = Step("note", "Note", "> noted", "unit", "title unit body day", on="day", answers="body.inspection")
    cycle = Cycle({"asked": "Asked", "noted": "Noted"}, "noted", [ask, look, note])
    return make_kind(
        Kind(name="trials", label="Projects", one="Project", record=Project, cycle=cycle, rights=RIGHTS, prefix="项")
    )


def given(office: Office, one: Any, **more: str) -> dict[str, str]:
    return {"title": "检查", "unit": str(office.units["kexie"].pk), "body": one.number, **more}


def test_what_is_done_on_the_second_of_january_for_the_year_before_meets_it_late(office: Office) -> None:
    """On 1 January one is unmet and overdue; an act on the 2nd for 2025 lets the rest go on (L10, example 2)."""
    gate = Need(~Owes("body.inspection"), "Its inspection is overdue.", kept=True)
    with talks(Owed("inspection", "Inspection", every="P1Y")) as bodies, one_kind(inspections(gate)) as kind:
        check_declarations()
        one = body(office, bodies, d(1, 1, 2025))
        looked = begin(kind, office.actor("clerk"), given(office, one), at=noon(d(6, 1, 2025))).record
        list(roll_out_all(d(1, 1)))
        with pytest.raises(RecordError, match="Its inspection is overdue"):
            begin(kind, office.actor("clerk"), given(office, one), at=noon(d(1, 1)))
        assert Entry.objects.filter(step=Entry.REFUSED).count() == 1
        act = {"day": "2026-01-02", "for_period": "2025-01-01"}
        take(looked, "look", office.actor("clerk"), act, at=noon(d(1, 5)))
        assert (
            shown(one, "inspection")
            == [("2025", "met 2026-01-02"), ("2026", "open"), ("2027", "open")][: len(shown(one, "inspection"))]
        )
        assert Act.objects.get().day == d(1, 2)  # the day of the act, not that of its entry
        assert Record.objects.get(pk=one.pk).due == d(12, 31)
        assert begin(kind, office.actor("clerk"), given(office, one), at=noon(d(1, 5))).record.state == "asked"


def test_the_day_of_an_act_that_is_put_right_counts_for_what_it_answered(office: Office) -> None:
    kind = changed(inspections(), corrects="unit")
    with talks(Owed("inspection", "Inspection", every="P1Y")) as bodies, one_kind(kind):
        one, clerk = body(office, bodies, d(1, 1, 2025)), office.actor("clerk")
        looked = begin(kind, clerk, given(office, one), at=noon(d(6, 1, 2025))).record
        list(roll_out_all(d(1, 1)))
        take(looked, "look", clerk, {"day": "2026-01-02", "for_period": "2025-01-01"}, at=noon(d(1, 5)))
        assert shown(one, "inspection")[0] == ("2025", "met 2026-01-02")
        take(looked, "put_right", clerk, {"day": "2025-12-30", "reason": "日期填错"}, at=noon(d(1, 6)))
        assert shown(one, "inspection")[0] == ("2025", "met 2025-12-30")
        take(looked, "put_right", clerk, {"day": "2025-12-29", "reason": "还是错"}, at=noon(d(1, 7)))
        assert shown(one, "inspection")[0] == ("2025", "met 2025-12-29")
        kept = Act.objects.order_by("pk").values_list("day", "taken_back__step")
        assert list(kept) == [(d(1, 2), "put_right"), (d(12, 30, 2025), "put_right"), (d(12, 29, 2025), None)]


def test_a_beginning_that_answers_over_a_link_asks_once_it_knows_of_whom(office: Office) -> None:
    with talks(Owed("inspection", "Inspection", every="P1Y")) as bodies, one_kind(inspections()) as kind:
        one = body(office, bodies, d(1, 1, 2025))
        list(roll_out_all(d(1, 5)))
        clerk = office.actor("clerk")
        with pytest.raises(RecordError) as refused:
            begin(kind, clerk, given(office, one, day="2026-01-02"), at=noon(d(1, 5)), step="note")
        assert list(refused.value.fields) == ["for_period"]
        told = given(office, one, day="2026-01-02", for_period="2025-01-01")
        begin(kind, clerk, told, at=noon(d(1, 5)), step="note")
        assert shown(one, "inspection")[0] == ("2025", "met 2026-01-02")


def test_an_answer_to_what_nobody_owes_stops_the_start(office: Office) -> None:
    with (
        talks(),
        one_kind(inspections()),
        pytest.raises(ValueError, match=r"it answers body\.inspection, which no"),
    ):
        check_declarations()
