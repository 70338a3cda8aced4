"""What is particular to activities: entered at once or planned first, put in doubt and explained, counted once."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from declared_lines import changed
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.desk.figures.rules import FigureValue
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.kernel.unique.actions import rule_on
from luoshi.lines.activities.line import BY_DAY, VALUES
from luoshi.lines.activities.models import Attendee
from office import NOW, TODAY, Office
from programs import program

KIND = get_kind("activities")

YEARLY, TOGETHER, TRAINED = (VALUES[f"activities.{name}"] for name in ("yearly", "hours", "trained"))
YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))


def given(office: Office, **more: Any) -> dict[str, Any]:
    return {"sort": "lecture", "place": "白鹭社区", "unit": office.units["kexie"].pk, **more}


def test_what_was_held_is_entered_at_once_doubted_explained_and_checked(office: Office) -> None:
    clerk, desk = office.actor("clerk"), office.actor("supervisor")
    with pytest.raises(RecordError):  # not held yet
        begin(KIND, clerk, given(office, held=TODAY + timedelta(1)), at=NOW)
    held = begin(KIND, clerk, given(office, held=TODAY, theme="防灾减灾"), at=NOW).record
    assert (held.state, held.title, held.attendance) == ("held", "白鹭社区 讲座 防灾减灾", None)
    with pytest.raises(RecordError):  # who holds it does not check it
        take(held, "check", clerk, {}, at=NOW)
    held = take(held, "doubt", desk, {"reason": "没有参加人次。"}, at=NOW).record
    held = take(held, "explain", clerk, {"attendance": 62, "reason": "补数签到表。"}, at=NOW).record
    checked = take(held, "check", desk, {}, at=NOW).record
    assert (checked.state, checked.attendance, checked.held) == ("checked", 62, TODAY)


def test_a_planned_one_is_held_on_a_day_before_the_planned_one_and_keeps_both(office: Office) -> None:
    clerk = office.actor("clerk")
    planned = begin(
        KIND, clerk, given(office, planned=TODAY + timedelta(9), series="science_day"), at=NOW, step="plan"
    ).record
    held = take(planned, "report", clerk, {"held": TODAY, "attendance": 0}, at=NOW).record
    assert (held.state, held.held, held.planned, held.attendance) == ("held", TODAY, TODAY + timedelta(9), 0)


def test_another_unit_sees_nothing_of_it(office: Office) -> None:
    held = begin(KIND, office.actor("clerk"), given(office, held=TODAY), at=NOW).record
    office.person("township", "青小雨", "town", Role.CLERK)
    with pytest.raises(RecordError):
        take(held, "cancel", office.actor("township"), {"reason": "误报"}, at=NOW)


def held(office: Office, day: date, **more: Any) -> Any:
    return begin(KIND, office.actor("clerk"), given(office, held=day, **more), at=NOW).record


def person(office: Office, name: str) -> Any:
    asked = {"unit": office.units["kexie"].pk, "title": name}
    return begin(get_kind("persons"), office.actor("clerk"), asked, at=NOW).record


def put(office: Office, parameter: Any, text: str) -> None:
    set_value(parameter, None, text, date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)


def told(office: Office, name: str, **more: Any) -> FigureValue:
    found: FigureValue = compute_figures(KIND, [name], YEAR, office.actor("supervisor"), TODAY, **more)[()][name]
    return found


def days(count: int) -> list[date]:
    return [date(2026, 1, 5) + timedelta(number) for number in range(count)]


def test_of_37_a_cancelled_one_and_a_double_are_not_counted_and_the_target_is_missed_by_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L4.1, as a program is told it; once somebody ruled that the double is none, the target is met."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    put(office, YEARLY, "≥36")
    made = [held(office, day) for day in days(36)]
    double = held(office, days(36)[0], place="白鹭 社区", attendance=40)
    take(made[-1], "cancel", office.actor("clerk"), {"reason": "下雨未办。"}, at=NOW)
    desk, span = program(office, "supervisor"), "first=2026-01-01&last=2026-12-31"

    def events() -> dict[str, Any]:
        total = desk.get(f"activities/figures?{span}").data["total"]
        found: dict[str, Any] = next(event_found for event_found in total if event_found["name"] == "events")
        return found

    found = events()
    assert (found["value"], found["unit"], found["target"], found["met"]) == ("35", "events", "≥36", False)
    assert desk.get(f"activities?figure={found['rows']}").data["total"] == 35
    assert told(office, "attendance") == FigureValue(None, 0, 35)
    rule_on(double, False, "上午一场，下午一场。", made[0].pk, office.actor("supervisor"), at=NOW)
    assert (events()["value"], events()["met"]) == ("36", True)
    assert told(office, "attendance") == FigureValue(40, 1, 36)


def test_what_is_in_doubt_is_not_counted_until_it_is_explained_and_its_double_does_not_take_its_place(
    office: Office,
) -> None:
    first = held(office, TODAY, attendance=30)
    held(office, TODAY, attendance=31)
    doubted = take(first, "doubt", office.actor("supervisor"), {"reason": "人数不像。"}, at=NOW).record
    assert told(office, "events") == FigureValue(0, 0, 0)
    take(doubted, "explain", office.actor("clerk"), {"attendance": 30, "reason": "有签到表。"}, at=NOW)
    assert told(office, "attendance") == FigureValue(30, 1, 1)


def test_attendances_add_up_nobody_counted_is_not_nought_and_copies_are_no_attendances(office: Office) -> None:
    """L9.1, L9.4."""
    held(office, TODAY, attendance=6230)
    held(office, TODAY, sort="contest", attendance=6066)
    assert told(office, "attendance") == FigureValue(12_296, 2, 2)
    held(office, TODAY, sort="film", attendance=0)
    held(office, TODAY, sort="trip")
    assert told(office, "events").exact == 4
    assert told(office, "attendance") == FigureValue(12_296, 3, 4)
    mean = told(office, "mean")
    assert (str(mean.round_value(1)), mean.n, mean.of) == ("4098.7", 3, 4)
    held_again = with_figures()
    assert [*form_fields(held_again, held_again.cycle.first)] == [*form_fields(KIND, KIND.cycle.first)]
    copies = Figure("copies", "Booklets", "attendance", measure="sum", unit="册", **BY_DAY)
    both = Figure("all", "All", plus="attendance copies", unit="人次")
    with pytest.raises(ValueError, match=r"counted in 册, while it is in 人次: different units are never added"):
        with_figures(copies, both)


def with_figures(*figures: Figure) -> CompiledKind:
    """The kind with these figures besides, as it would be at the start."""
    return changed(KIND, parts=(*KIND.parts, *figures))


def trained(office: Office, *rows: tuple[Any, str, str], day: date = TODAY, sort: str = "training") -> Any:
    people = [{"person": who.number, "part": part, "hours": hours} for who, part, hours in rows]
    return held(office, day, sort=sort, people=people)


def test_hours_train_whom_the_office_says_and_each_person_counts_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L10.4; what the API tells is what the page shows."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    one, two, three, four = (person(office, name) for name in ("甲示例", "乙示例", "丙示例", "丁示例"))
    trained(office, (one, "participant", "35"), (four, "speaker", "99"))
    assert told(office, "trained") == FigureValue(None, 0, 1, (TOGETHER.label, TRAINED.label))
    put(office, TRAINED, "≥36")
    put(office, TOGETHER, "sum")
    assert told(office, "trained").exact == 0
    trained(office, (two, "sent", "36"), day=days(1)[0])
    assert told(office, "trained").exact == 1
    for day in days(3)[1:]:
        trained(office, (three, "participant", "20"), (four, "participant", ""), day=day)
    trained(office, (one, "participant", "20"), sort="exchange", day=days(4)[3])  # no training
    assert (told(office, "trained").exact, told(office, "people").exact) == (2, 4)
    total = program(office, "supervisor").get("activities/figures?first=2026-01-01&last=2026-12-31").data["total"]
    assert {found["name"]: found["value"] for found in total if found["name"] in ("trained", "people")} == {
        "trained": "2",
        "people": "4",
    }
    set_value(TOGETHER, None, "max", TODAY, "云科协〔2026〕4号", office.actor("admin"), at=NOW)
    assert told(office, "trained").exact == 1


def test_people_are_entered_with_the_activity_or_after_it_and_hours_are_never_negative(office: Office) -> None:
    clerk, who = office.actor("clerk"), person(office, "甲示例")
    made = trained(office, (who, "participant", "7.5"))
    assert [(str(attendee.hours), attendee.part) for attendee in Attendee.list_rows(made)] == [("7.5", "participant")]
    row = {"id": Attendee.list_rows(made).get().pk, "person": who.number, "part": "sent", "hours": "8"}
    made = take(made, "people", clerk, {"people": [row]}, at=NOW).record
    assert Attendee.list_rows(made).get().part == "sent"
    for wrong in ({**row, "hours": "-1"}, {"person": who.number, "part": "sent", "hours": "1"}):
        with pytest.raises(RecordError):
            take(made, "people", clerk, {"people": [row, wrong]}, at=NOW)


def test_the_line_above_the_list_asks_for_no_people_and_the_form_does(office: Office, client: Client) -> None:
    client.force_login(office.people["clerk"].user)
    assert "people-0-person" not in client.get("/activities/").text
    assert "people-0-person" in client.get("/activities/new/hold/").text


def test_of_35_of_matching_one_is_short_and_other_sorts_are_compared_with_nothing(
    client: Any, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L4.1: the target of matching is its own, and the sum of all sorts is never compared with it."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.force_login(office.people["supervisor"].user)
    asked = {"first": "2026-01-01", "last": "2026-12-31", "by": "sort"}

    def page() -> str:
        return str(client.get("/activities/figures/", asked).text)

    for day in days(35):
        held(office, day, sort="matching")
    held(office, days(35)[0])
    assert "未设定：每年对接活动场数" in page()
    put(office, VALUES["activities.matching"], "≥36")
    assert "≥36：未达到，差1 场" in (shown := page()) and shown.count("≥36") == 1
    desk = program(office, "supervisor")
    answer = desk.get("activities/figures?first=2026-01-01&last=2026-12-31&by=sort").data
    events = {line["key"]: line["figures"][0] for line in answer["lines"]}
    assert (events["matching"]["value"], events["matching"]["target"], events["matching"]["met"]) == (
        "35",
        "≥36",
        False,
    )
    assert events["lecture"]["target"] is None and answer["total"][0]["target"] is None
    book = client.post("/activities/figures/sheet/?first=2026-01-01&last=2026-12-31&by=sort")
    sheet = load_workbook(io.BytesIO(b"".join(book))).active  # type: ignore[call-overload]
    lines = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [line[-1] for line in lines if line[0] == "对接"] == ["≥36：未达到，差1 场"]
    held(office, days(36)[35], sort="matching")
    assert "≥36：已达到" in page() or "≥36：达到" in page()
