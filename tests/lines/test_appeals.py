"""Appeals: what is the line's own."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from appeal_factory import appeal
from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from office import NOW, TODAY, Office


def file(office: Office, title: str = "增设科普活动室") -> Record:
    asked = {"title": title, "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    return appeal(office, **asked)


def assign(office: Office, record: Record) -> Record:
    to = {"grade": "urgent", "unit": office.units["kexie"].pk}
    return take(record, "assign", office.actor("supervisor"), to, at=NOW).record


@pytest.mark.parametrize(("step", "who"), [("recall", "supervisor"), ("return", "clerk")])
def test_what_is_taken_back_or_returned_is_with_the_desk_again(office: Office, step: str, who: str) -> None:
    record = take(assign(office, file(office)), step, office.actor(who), {"reason": "不属本单位"}, at=NOW).record
    assert (record.state, record.unit) == ("received", office.units["desk"])
    with pytest.raises(RecordError):
        take(record, "answer", office.actor("clerk"), {"answer": "好"}, at=NOW)


def test_the_answers_deadline_is_counted_in_working_days_from_the_assignment(office: Office) -> None:
    Parameter.objects.create(name="appeals.answer_days", value="10", start=TODAY, source="云办发〔2026〕1号")
    record = assign(office, file(office))
    # 2026-03-20 is a Friday; ten working days on: 3 April, a Friday before the Qingming break.
    assert record.due == TODAY + timedelta(days=14)
    assert [standing.state for standing in duties_of_record(record, TODAY)[0].standings] == ["not_yet"]


def test_an_answer_that_came_late_stays_late(office: Office) -> None:
    Parameter.objects.create(name="appeals.answer_days", value="1", start=TODAY, source="云办发〔2026〕1号")
    record = assign(office, file(office))
    later = NOW + timedelta(days=10)
    record = take(record, "answer", office.actor("clerk"), {"answer": "列入计划"}, at=later).record
    standing = duties_of_record(record, later.date())[0].standings[0]
    assert (standing.state, standing.missed, standing.late_days) == ("met_late", True, 7)


def test_reopened_it_owes_a_new_answer_and_the_old_one_stays_met(office: Office) -> None:
    Parameter.objects.create(name="appeals.answer_days", value="10", start=TODAY, source="云办发〔2026〕1号")
    record = assign(office, file(office))
    take(record, "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)
    take(record, "tell", office.actor("clerk"), {"told": TODAY.isoformat(), "how": "电话"}, at=NOW)
    record = take(record, "reopen", office.actor("supervisor"), {"reason": "本人不满意"}, at=NOW).record
    assert [duty.standings[0].state for duty in duties_of_record(record, TODAY)] == ["met", "not_yet"]
    assert (record.state, record.due) == ("assigned", TODAY + timedelta(days=14))


def test_satisfaction_is_never_a_bare_number(client: Client, office: Office) -> None:
    """The mean of those who said something, with how many of how many; one that was reopened counts no more."""
    asked = FigureSpan(TODAY, TODAY), office.actor("supervisor"), TODAY

    def satisfied() -> tuple[str | None, int, int]:
        ((_key, found),) = compute_figures(get_kind("appeals"), ("satisfaction",), *asked).items()
        mean = found["satisfaction"].round_value(1)
        return None if mean is None else str(mean), found["satisfaction"].n, found["satisfaction"].of

    records = [file(office, f"第{number}件") for number in range(3)]
    assert satisfied() == (None, 0, 0)
    for record, mark in zip(records, ("5", "4", ""), strict=True):
        assign(office, record)
        take(record, "answer", office.actor("clerk"), {"answer": "好"}, at=NOW)
        take(record, "tell", office.actor("clerk"), {"told": TODAY.isoformat(), "how": "电话"}, at=NOW)
        take(record, "close", office.actor("supervisor"), {"mark": mark}, at=NOW)
    assert satisfied() == ("4.5", 2, 3)
    take(records[0], "reopen", office.actor("supervisor"), {"reason": "本人不满意"}, at=NOW)
    assert satisfied() == ("4.0", 1, 2)
    take(records[2], "reopen", office.actor("supervisor"), {"reason": "本人没有评价"}, at=NOW)
    client.force_login(office.people["supervisor"].user)
    assert "1项中1项有数" in client.get("/appeals/figures/?year=2026").text  # also where all of them said something


@pytest.mark.parametrize(
    ("day", "why"), [("2026-03-19", "始于 2026-03-20"), ("2026-03-21", "这一天还没有到"), ("2027-01-01", "还没有到")]
)
def test_it_cannot_have_been_told_back_before_or_in_the_future(office: Office, day: str, why: str) -> None:
    record = assign(office, file(office))
    take(record, "answer", office.actor("clerk"), {"answer": "好"}, at=NOW)
    with pytest.raises(RecordError, match=why):
        take(record, "tell", office.actor("clerk"), {"told": day, "how": "电话"}, at=NOW)


def test_told_at_half_past_midnight_is_told_today(office: Office) -> None:
    """The day is the office's own: at that hour it is still yesterday in Greenwich."""
    record = assign(office, file(office))
    take(record, "answer", office.actor("clerk"), {"answer": "好"}, at=NOW)
    night = timezone.make_aware(datetime.combine(TODAY + timedelta(days=1), time(0, 30)))
    given = {"told": (TODAY + timedelta(days=1)).isoformat(), "how": "电话"}
    in_greenwich = night.astimezone(UTC)  # as the clock of the server gives it
    assert in_greenwich.date() < night.date()
    assert take(record, "tell", office.actor("clerk"), given, at=in_greenwich).record.state == "told"
