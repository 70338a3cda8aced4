"""Activities in the year's statistics: by field, society and level, showings, copies and papers, leads, placements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.html import strip_tags
from django.utils.translation import override

from declared_lines import changed
from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan
from luoshi.evidence.store import path_of
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.activities.line import VALUES
from luoshi.lines.activities.models import ActivityLead
from many_appeals import signed_in
from office import NOW, TODAY, Office
from pdfs import scanned
from pictures import exif, jpeg

KIND = get_kind("activities")
YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _in_english_at_that_moment(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with override("en"):
        yield


def held(office: Office, number: int = 0, step: str = "hold", files: Any = None, **more: Any) -> Any:
    day = {"held": date(2026, 1, 5) + timedelta(number)} if step == "hold" else {}
    given = {"sort": "lecture", "place": f"{number}号社区", "unit": office.units["kexie"].pk, **day, **more}
    return begin(KIND, office.actor("clerk"), given, at=NOW, step=step, files=files).record


def entry(office: Office, register: str, title: str, **more: Any) -> Any:
    given = {"unit": office.units["kexie"].pk, "title": title, **more}
    return begin(get_kind(register), office.actor("clerk"), given, at=NOW).record


def told(office: Office, **asked: str) -> Any:
    """What the API tells a supervisor about the figures of the year."""
    days = {"first": "2026-01-01", "last": "2026-12-31"}
    answer = signed_in(office, "supervisor").get("/api/activities/figures", {**days, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


@dataclass
class Value:
    """A value that the API tells, of how many, and whether it meets its target."""

    exact: Any
    n: int
    of: int
    met: bool | None


def _value(figure: dict[str, Any]) -> Value:
    exact = Decimal(figure["value"]) if figure["value"] is not None else None
    return Value(exact, figure["n"], figure["of"], figure["met"])


def value(office: Office, name: str) -> Value:
    (found,) = (_value(figure) for figure in told(office)["total"] if figure["name"] == name)
    return found


def by(office: Office, figure: str, axis: str) -> dict[str, Any]:
    lines = told(office, figure=figure, by=axis)["lines"]
    values = {str(line["key"]): _value(line["figures"][0]).exact for line in lines}
    return {key: exact for key, exact in values.items() if exact is not None}


def test_the_yearly_counts_of_the_source_come_out_and_copies_are_no_attendances(office: Office) -> None:
    """L9.1, S002-51: 54 lectures with 6,230, 17 contests with 6,066; one entry for 40 films, 896 issues."""
    for number in range(54):
        held(office, number, attendance=116 if number < 20 else 115)
    for number in range(17):
        held(office, number, sort="contest", attendance=357 if number < 14 else 356)
    attended = by(office, "attendance", "sort")
    assert (attended["lecture"], attended["contest"]) == (6230, 6066)
    assert by(office, "events", "sort") == {"lecture": 54, "contest": 17, "matching": 0}
    assert value(office, "attendance").exact == 12_296
    held(office, 60, sort="works", times=7, copies=20_000)
    held(office, 61, sort="works", copies=800)
    held(office, 62, sort="film", times=40)
    held(office, 63, sort="exhibition", times=896)
    assert (value(office, "attendance").exact, value(office, "attendance").of) == (12_296, 75)  # no booklet among them
    assert by(office, "showings", "sort") == {
        "lecture": 54,
        "contest": 17,
        "works": 8,
        "film": 40,
        "exhibition": 896,
    }
    assert (value(office, "copies").exact, value(office, "copies").n) == (20_800, 2)
    both = Figure("both", "Both", plus="attendance copies", unit="人次")
    with pytest.raises(ValueError, match="different units are never added"):
        changed(KIND, parts=(*KIND.parts, both))
    with pytest.raises(RecordError):
        held(office, 64, times=0)


def test_an_activity_that_nobody_counted_is_held_and_not_in_the_mean(office: Office) -> None:
    """L9.4."""
    held(office, 0, attendance=30, field="health")
    held(office, 1, field="health")
    mean = value(office, "mean")
    assert (value(office, "events").exact, mean.exact, mean.n, mean.of) == (2, 30, 1, 2)


def test_exchanges_count_by_society_form_and_level(office: Office) -> None:
    """S002-09, S003-28: whoever held it, in which form and at which level, with its papers."""
    tea = entry(office, "organisations", "云岭县茶叶学会", sort="society")
    given = {"organisation": tea.number, "sort": "society", "founded": TODAY, "unit": office.units["kexie"].pk}
    society = begin(get_kind("societies"), office.actor("clerk"), given, at=NOW).record
    held(office, 0, sort="congress", society=society.number, form="annual", level="county", papers=32)
    held(office, 1, sort="congress", society=society.number, form="seminar", level="city", papers=11)
    held(office, 2, sort="congress", form="seminar", level="city")
    assert by(office, "events", "society") == {str(society.pk): 2, "None": 1}
    assert by(office, "papers", "society")[str(society.pk)] == 43
    assert by(office, "events", "form") == {"annual": 1, "seminar": 2}
    grid = told(office, figure="events", by="form", across="level")
    cells = {
        (line["key"], column["key"]): figure["value"]
        for line in grid["lines"]
        for column, figure in zip(grid["columns"], line["figures"], strict=False)
    }
    assert {key: value for key, value in cells.items() if value} == {
        ("annual", "county"): "1",
        ("seminar", "city"): "2",
    }
    page = signed_in(office, "supervisor").get("/outreach-year/?year=2026").text
    assert "交流形式 × 级别" in strip_tags(page)
    assert (value(office, "papers").exact, value(office, "papers").n, value(office, "papers").of) == (43, 2, 3)


def test_each_lead_of_a_delegation_says_what_became_of_it_before_it_is_closed(office: Office) -> None:
    """S000-24: no lead without a state; the share of those followed up has all leads as its base."""
    clerk, desk = office.actor("clerk"), office.actor("supervisor")
    leads = [{"words": "引进茶叶加工线"}, {"words": "共建转移中心", "follow_up": "open", "day": TODAY}]
    made = held(office, 0, sort="delegation", place="慕尼黑", country="德国", leads=leads)
    with pytest.raises(RecordError, match="A lead has no follow-up yet"):
        take(made, "check", desk, {}, at=NOW)
    rows = list(ActivityLead.list_rows(made))
    told = [
        {"id": rows[0].pk, "words": rows[0].words, "follow_up": "followed", "day": TODAY},
        {"id": rows[1].pk, "words": rows[1].words, "follow_up": "open", "day": TODAY},
    ]
    with pytest.raises(RecordError):  # what became of it is known to the unit, not to the desk
        take(made, "leads", desk, {"leads": told}, at=NOW)
    made = take(made, "leads", clerk, {"leads": told}, at=NOW).record
    made = take(made, "check", desk, {}, at=NOW).record
    share = value(office, "followed")
    assert (share.exact, share.n, share.of) == (50, 2, 2)
    told[1]["follow_up"] = "dropped"
    take(made, "leads", clerk, {"leads": told}, at=NOW)  # also later
    lecture = held(office, 1)
    with pytest.raises(RecordError):
        take(lecture, "leads", clerk, {"leads": [{"words": "没有"}]}, at=NOW)
    assert take(lecture, "check", desk, {}, at=NOW).record.state == "checked"


def test_who_found_work_after_a_training_counts_once(office: Office) -> None:
    """S002-12: from course to job; one person counts once, whoever employs them."""
    clerk = office.actor("clerk")
    first, second = (entry(office, "persons", name) for name in ("甲示例", "乙示例"))
    firm = entry(office, "organisations", "云岭县绿源茶业有限公司", sort="enterprise")
    made = held(office, 0, sort="training", people=[{"person": first.number, "part": "participant", "hours": "36"}])
    rows = [
        {"person": first.number, "employer": firm.number, "job": "制茶", "day": TODAY},
        {"person": second.number, "job": "自办茶坊", "day": TODAY},
    ]
    take(made, "place", clerk, {"placements": rows}, at=NOW)
    again = held(office, 1, sort="training")
    take(again, "place", clerk, {"placements": [rows[0]]}, at=NOW)
    assert value(office, "placed").exact == 2
    with pytest.raises(RecordError):
        take(again, "place", clerk, {"placements": [{**rows[0], "day": TODAY + timedelta(1)}]}, at=NOW)
    with pytest.raises(RecordError):
        take(held(office, 2), "place", clerk, {"placements": [rows[0]]}, at=NOW)


def test_people_sent_out_and_typical_ones_count_by_what_they_take_part_as(office: Office) -> None:
    """S002-52, S002-70."""
    one, two = (entry(office, "persons", name).number for name in ("甲示例", "乙示例"))
    parts = [{"person": one, "part": "sent"}, {"person": two, "part": "sent"}, {"person": two, "part": "typical"}]
    held(office, 0, sort="event", people=parts, series="workers_day")
    held(office, 1, sort="talk", people=[{"person": one, "part": "speaker"}])
    assert (value(office, "sent").exact, by(office, "events", "sort")["talk"]) == (2, 1)
    assert by(office, "parts", "people.part") == {"sent": 2, "typical": 1, "speaker": 1}


def test_a_plan_takes_seats_until_a_day_that_is_not_past(office: Office) -> None:
    given = {"planned": TODAY + timedelta(20), "seats": 40}
    with pytest.raises(RecordError):
        held(office, step="plan", sign_up_until=TODAY - timedelta(1), **given)
    made = held(office, step="plan", sign_up_until=TODAY + timedelta(10), **given)
    made = take(
        made, "change", office.actor("clerk"), {"planned": TODAY + timedelta(21), "place": "县文化广场"}, at=NOW
    )
    assert (made.record.seats, made.record.place) == (40, "县文化广场")


@pytest.mark.parametrize(("says", "keeps"), [("", False), ("yes", True), ("no", False)])
def test_photos_keep_place_and_time_only_if_the_office_says_so(office: Office, says: str, keeps: bool) -> None:
    if says:
        parameter, day = VALUES["activities.photo_places"], date(2026, 1, 1)
        set_value(parameter, None, says, day, "云科协〔2026〕3号", office.actor("admin"), at=NOW)

    def photo() -> Any:
        sent = SimpleUploadedFile("现场.jpg", jpeg(exif(6, b"GPS 29.1 N")), "image/jpeg")
        return MultiValueDict({"photos": [sent]})

    made = held(office, files=photo())
    take(made, "show", office.actor("clerk"), {}, at=NOW, files=photo())
    for attachment in Attachment.objects.filter(record=made.pk):
        kept = path_of(attachment.evidence.sha256).read_bytes()
        assert kept.startswith(b"\xff\xd8") and (b"GPS" in kept) is keeps


def test_proceedings_come_later_and_the_safety_plan_with_the_plan(office: Office) -> None:
    def paper(name: str) -> Any:
        return MultiValueDict({name: [SimpleUploadedFile("文.pdf", scanned(1), "application/pdf")]})

    made = held(office, 0, sort="congress")
    made = take(made, "check", office.actor("supervisor"), {}, at=NOW).record
    take(made, "print", office.actor("clerk"), {}, at=NOW, files=paper("proceedings"))
    planned = held(office, step="plan", planned=TODAY + timedelta(9), sort="event", files=paper("safety"))
    assert {attachment.record_id for attachment in Attachment.objects.all()} == {made.pk, planned.pk}


def test_a_delegation_says_where_it_went_and_counts_by_country(office: Office) -> None:
    """S000-24: country, and leads; however the country is spelt."""
    with pytest.raises(RecordError, match="which country"):
        held(office, 0, sort="delegation", place="慕尼黑")
    planned = begin(
        KIND,
        office.actor("clerk"),
        {"sort": "delegation", "place": "里昂", "planned": TODAY, "unit": office.units["kexie"].pk},
        at=NOW,
        step="plan",
    ).record
    with pytest.raises(RecordError, match="which country"):
        take(planned, "report", office.actor("clerk"), {"held": TODAY}, at=NOW)
    planned = take(planned, "report", office.actor("clerk"), {"held": TODAY, "country": "法国"}, at=NOW).record
    held(office, 1, sort="delegation", place="慕尼黑", country="德国")
    held(office, 2, sort="delegation", place="柏林", country="德 国")
    lines = told(office, by="country", figure="events")["lines"]
    assert {line["label"]: line["figures"][0]["value"] for line in lines} == {"德国": "2", "法国": "1"}


def test_a_quiz_counts_who_took_part_what_was_sent_in_and_the_prizes(office: Office) -> None:
    """S002-42: 3,000 people and more; answers and prizes are no attendances."""
    source = "云科协〔2026〕3号"
    set_value(VALUES["activities.publicity"], None, "≥3000", date(2026, 1, 1), source, office.actor("admin"), at=NOW)
    prizes = [{"prize": "一等奖", "number": "3"}, {"prize": "纪念奖", "number": "60"}]
    first = held(office, 0, sort="publicity", attendance=2_400, answers=842, prizes=prizes)

    def publicity() -> dict[str, tuple[Any, Any]]:
        (line,) = (line for line in told(office, by="sort")["lines"] if line["key"] == "publicity")
        return {found["name"]: (found["value"], found["met"]) for found in line["figures"]}

    assert publicity()["attendance"] == ("2400", False)
    held(office, 1, sort="publicity", attendance=612)
    found = publicity()
    assert (found["attendance"], found["answers"][0], found["prizes"][0]) == (("3012", True), "842", "63")
    with pytest.raises(RecordError):  # a lecture has no prizes
        take(held(office, 2), "prizes", office.actor("clerk"), {"prizes": prizes}, at=NOW)
    more = [{"prize": "纪念奖", "number": "0"}]
    with pytest.raises(RecordError):  # each prize once
        take(first, "prizes", office.actor("clerk"), {"prizes": [*more, *more]}, at=NOW)


def test_named_series_held_in_a_year_are_compared_with_how_many_the_office_wants(office: Office) -> None:
    """S003-12: four named series a year; a series held twice is one, and an activity of none is none."""
    source = "云科协〔2026〕3号"
    set_value(VALUES["activities.series"], None, "≥4", date(2026, 1, 1), source, office.actor("admin"), at=NOW)
    for number, series in enumerate(("science_day", "science_day", "science_week", "spring", "")):
        held(office, number, series=series)
    page = signed_in(office, "supervisor")

    def series() -> tuple[Any, Any]:
        found = value(office, "series")
        return found.exact, found.met

    assert series() == (3, False)
    year = strip_tags(page.get("/outreach-year/?year=2026").text)
    assert re.search(r"举办品牌活动数\s+3", year) and "≥4：未达到，差1" in year
    held(office, 5, series="countryside")
    assert series() == (4, True)
