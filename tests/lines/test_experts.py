"""What is particular to experts and integrity: who is barred when, who was told first, who may see a finding."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.experts.line import VALUES
from luoshi.lines.experts.models import Clearance, IntegrityEvent
from office import NOW, TODAY, Office

DAY = timedelta(days=1)
YEAR = FigureSpan(date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def person(office: Office, name: str = "幻立山") -> Any:
    given = {"unit": office.units["kexie"].pk, "title": name}
    return begin(get_kind("persons"), office.actor("clerk"), given, at=NOW).record


def expert(office: Office, of: Any, *, consent: date | None = TODAY, branch: str = "machines") -> Any:
    given = {"unit": office.units["kexie"].pk, "person": of.number, "consent": consent, "rank": "full"}
    given |= {"branches": [{"branch": branch}]}
    return begin(get_kind("experts"), office.actor("clerk"), given, at=NOW).record


def accept(office: Office, one: Any) -> Any:
    return take(one, "accept", office.actor("supervisor"), {"from_day": TODAY}, at=NOW).record


def reported(office: Office, of: Any, **more: Any) -> Any:
    given = {"unit": office.units["kexie"].pk, "sort": "misconduct", "person": of.number, "day": TODAY - 30 * DAY}
    given |= {"finding": "论文不是本人成果", **more}
    return begin(get_kind("integrity"), office.actor("clerk"), given, at=NOW).record


def decided(office: Office, of: Any, weight: str = "bar") -> Any:
    event = take(reported(office, of), "check", office.actor("supervisor"), {"reason": "查阅记录"}, at=NOW).record
    return take(event, "decide", office.actor("leader"), {"weight": weight}, at=NOW).record


def told(office: Office, event: Any, first: date, last: date, on: date = TODAY) -> Any:
    given = {"told": on, "from_day": first, "to_day": last}
    return take(event, "tell", office.actor("supervisor"), given, at=NOW).record


def test_a_finding_has_no_effect_before_the_person_was_told(office: Office) -> None:
    """Example L2.3: told on the 10th, an effect from the 5th is refused, one from the 11th is taken."""
    event = decided(office, person(office))
    for first in (TODAY - 5 * DAY, TODAY):
        with pytest.raises(RecordError) as refused:
            told(office, event, first, TODAY + 365 * DAY)
        assert "before the person was told" in str(refused.value) or "告知" in str(refused.value)
    event = told(office, event, TODAY + DAY, TODAY + 365 * DAY)
    assert event.state == "told" and event.from_day == TODAY + DAY


def test_who_is_barred_does_not_enter_the_pool_until_the_finding_is_over_or_withdrawn(office: Office) -> None:
    """The bar holds on the days of its term only, and an appeal that is upheld ends it."""
    of = person(office)
    event = told(office, decided(office, of), TODAY, TODAY + 365 * DAY, on=TODAY - DAY)
    one = expert(office, of)
    with pytest.raises(RecordError):
        accept(office, one)
    event = take(event, "appeal", office.actor("supervisor"), {"reason": "另有记录"}, at=NOW).record
    with pytest.raises(RecordError):  # while it is looked at, it still bars
        accept(office, one)
    event = take(event, "uphold", office.actor("leader"), {"reason": "录音可以证明"}, at=NOW).record
    assert (event.state, event.withdrawn) == ("withdrawn", TODAY)
    assert accept(office, one).state == "pool"


@pytest.mark.parametrize(
    ("weight", "first", "last", "bars"),
    [
        ("bar", TODAY - DAY, TODAY, True),
        ("bar", TODAY + DAY, TODAY + 9 * DAY, False),
        ("bar", TODAY - 9 * DAY, TODAY - DAY, False),
        ("limit", TODAY - DAY, TODAY, False),
    ],
)
def test_only_what_bars_on_the_day_bars(office: Office, weight: str, first: date, last: date, bars: bool) -> None:
    of = person(office)
    event = decided(office, of, weight)
    IntegrityEvent.objects.filter(pk=event.pk).update(state="told", told=first - DAY, from_day=first, to_day=last)
    one = expert(office, of)
    if bars:
        with pytest.raises(RecordError):
            accept(office, one)
    else:
        assert accept(office, one).state == "pool"


def test_without_consent_nobody_enters_and_the_same_person_enters_once(office: Office) -> None:
    of = person(office)
    one = expert(office, of, consent=None)
    with pytest.raises(RecordError):
        accept(office, one)
    with pytest.raises(RecordError):
        expert(office, of)
    take(one, "refuse", office.actor("supervisor"), {"reason": "材料不全"}, at=NOW)
    assert accept(office, expert(office, of)).state == "pool"


def test_a_clearance_says_what_is_in_effect_on_its_day_and_stays_as_it_was(office: Office) -> None:
    of, other = person(office), person(office, "幻清河")
    event = told(office, decided(office, of), TODAY, TODAY + 9 * DAY, on=TODAY - DAY)
    unit = office.units["kexie"].pk

    def ask(whose: Any, day: date) -> Clearance:
        given = {"unit": unit, "person": whose.number, "purpose": "评审组成员", "asked": day}
        made = begin(get_kind("clearances"), office.actor("clerk"), given, at=NOW).record
        return Clearance.objects.get(pk=made.pk)

    hit = ask(of, TODAY)
    assert (hit.hits, hit.found) == (1, event.number)
    assert [(ask(of, day).hits) for day in (TODAY - DAY, TODAY + 9 * DAY, TODAY + 10 * DAY)] == [0, 1, 0]
    assert ask(other, TODAY).hits == 0
    take(event, "appeal", office.actor("supervisor"), {"reason": "另有记录"}, at=NOW)
    take(IntegrityEvent.objects.get(pk=event.pk), "uphold", office.actor("leader"), {"reason": "成立"}, at=NOW)
    assert (Clearance.objects.get(pk=hit.pk).hits, ask(of, TODAY).hits) == (1, 0)
    with pytest.raises(RecordError):  # of nobody nothing is asked
        begin(get_kind("clearances"), office.actor("clerk"), {"unit": unit, "purpose": "x", "asked": TODAY}, at=NOW)


def test_the_finding_is_masked_stays_out_of_the_journal_and_each_reading_is_journaled(
    client: Client, office: Office
) -> None:
    event = reported(office, person(office))
    client.force_login(office.people["supervisor"].user)
    page = client.get(event.get_absolute_url())
    assert page.status_code == 200 and "论文不是本人成果" not in page.text
    said = [str(entry.payload.data) for entry in Entry.objects.filter(record=event.pk).select_related("payload")]
    assert not any("论文不是本人成果" in words for words in said)
    assert Entry.objects.filter(record=event.pk).count() > 1  # that the page was opened is an entry too
    assert "论文不是本人成果" not in client.get("/integrity/?q=论文").text
    client.force_login(office.people["outside"].user)
    assert client.get(event.get_absolute_url()).status_code == 404


def test_an_appeal_is_decided_in_time_and_a_repeated_decision_finds_no_open_one(office: Office) -> None:
    set_value(VALUES["integrity.appeal"], None, "15个工作日", TODAY, "管理办法", office.actor("admin"), at=NOW)
    event = told(office, decided(office, person(office)), TODAY + DAY, TODAY + 99 * DAY)
    assert not duties_of_record(event, TODAY)
    event = take(event, "appeal", office.actor("supervisor"), {"reason": "另有记录"}, at=NOW).record
    (duty,) = duties_of_record(event, TODAY)
    assert [standing.due.due - TODAY > 18 * DAY for standing in duty.standings] == [True]
    event = take(event, "stand", office.actor("leader"), {"reason": "证据充分"}, at=NOW).record
    assert event.state == "told"
    with pytest.raises(RecordError):
        take(event, "uphold", office.actor("leader"), {"reason": "晚了"}, at=NOW)


def test_advice_is_neither_adopted_nor_declined_before_an_opinion_is_there(office: Office) -> None:
    unit, clerk, adviser = office.units["kexie"].pk, office.actor("clerk"), person(office)
    given = {"unit": unit, "title": "选址论证", "group": "农业专家组", "question": "哪里更合适", "asked_on": TODAY}
    advice = begin(get_kind("advices"), clerk, given, at=NOW).record
    with pytest.raises(RecordError):
        take(advice, "adopt", clerk, {"outcome": "东坡", "concluded": TODAY}, at=NOW)
    opinion = {"opinions": {"person": adviser.number, "opinion": "东坡土层厚", "day": TODAY}}
    advice = take(advice, "advise", clerk, opinion, at=NOW).record
    with pytest.raises(RecordError):  # what was taken from it must be said
        take(advice, "adopt", clerk, {"concluded": TODAY}, at=NOW)
    assert take(advice, "adopt", clerk, {"outcome": "东坡", "concluded": TODAY}, at=NOW).record.state == "adopted"


def test_a_question_goes_to_an_expert_of_the_pool_and_the_days_until_the_answer_are_counted(office: Office) -> None:
    unit, clerk, of = office.units["kexie"].pk, office.actor("clerk"), person(office)
    asked = TODAY - 6 * DAY
    given = {"unit": unit, "title": "叶片发黄", "sort": "question", "topic": "fertiliser", "asked_on": asked}
    question = begin(get_kind("guidances"), clerk, {**given, "problem": "怎样施肥"}, at=NOW).record
    with pytest.raises(RecordError):  # not of the pool
        take(question, "assign", clerk, {"expert": of.number}, at=NOW)
    accept(office, expert(office, of))
    question = take(question, "assign", clerk, {"expert": of.number}, at=NOW).record
    done = {"day": TODAY, "households": 6, "result": "喷施螯合铁"}
    question = take(question, "serve", clerk, done, at=NOW).record
    assert (question.state, question.days) == ("done", 6)
    question = take(question, "reopen", clerk, {"reason": "二组没有讲到"}, at=NOW).record
    question = take(question, "serve", clerk, {**done, "households": 4}, at=NOW).record
    assert take(question, "confirm", clerk, {"solved": "yes"}, at=NOW).record.state == "confirmed"
    kind, actor = get_kind("guidances"), office.actor("supervisor")
    counted = {}
    for name in ("services", "households", "days", "solved"):
        (_key, _name, cells), *_rest = figure_grid(kind, FigureQuery(YEAR, by="", figure=name), actor, TODAY).lines
        counted[name] = cells[0].value.exact if cells[0].value else None
    assert counted == {"services": 1, "households": 4, "days": 6, "solved": 100}


def test_experts_are_counted_in_the_pool_by_day_and_under_each_of_their_fields(office: Office) -> None:
    for name, branch in (("幻立山", "machines"), ("幻清河", "chemistry"), ("幻问渠", "machines")):
        accept(office, expert(office, person(office, name), branch=branch))
    laid = figure_grid(
        get_kind("experts"),
        FigureQuery(YEAR, by="branches.branch", figure="branches"),
        office.actor("supervisor"),
        TODAY,
    )
    counts = {key: cells[0].value.exact for key, _name, cells in laid.lines if cells[0].value}
    assert {key: count for key, count in counts.items() if count} == {"machines": 2, "chemistry": 1}
