"""What looks doubtful in a form is asked once, goes along with the word on it, and stands before whoever reviews it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from figures_told import defined, entry
from forms_issued import LATER, NAMES, cells_of, form_of, sent, task_of
from luoshi.dates.periods import period_of_months
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.returns import queries
from luoshi.facts.returns.cards import year_before_text
from luoshi.facts.returns.models import Return, Task
from luoshi.kernel.steps.actions.steps import take
from many_appeals import signed_in
from office import Office

MARCH, APRIL = 3_2026_0301, 3_2026_0401
NEXT = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _in_english(office: Office) -> Any:
    NAMES.update({name: unit.name for name, unit in office.units.items()})
    with override("en"):
        yield


@pytest.fixture
def task(office: Office) -> Task:
    acts = defined(office, "活动", code="acts", measure="场")
    people = defined(office, "志愿者", code="people", measure="人", nature="stock")
    return task_of(form_of(office, acts, people))


def did(office: Office, one: Return, step: str, who: str, **given: Any) -> Return:
    return take(one, step, office.actor(who), given, at=LATER).record  # type: ignore[return-value]


def test_a_doubt_stops_nothing_and_goes_along_with_the_word_on_it(
    office: Office, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(office, task, 活动="12", 志愿者="40")
    texts = {"活动": "3", "志愿者": "400000"}
    when = LATER + timedelta(days=10)
    one = sent(office, task, NEXT, at=when, **texts)
    doubt = f"slip:{cells_of(task)['志愿者']}"
    assert one.state == "sent" and one.doubted == {doubt: ""}
    (entry,) = one.entries.filter(step="send").select_related("payload")
    asked = "about 10,000 times the month before (40人): is the decimal point right? No explanation was given"
    assert asked in str(entry.payload.data)
    monkeypatch.setattr("django.utils.timezone.now", lambda: when)
    assert asked in signed_in(office, "supervisor", "en").get(one.get_absolute_url()).content.decode()
    take(one, "send_back", office.actor("supervisor"), {"reason": "请核实", "lines": []}, at=when)
    one = sent(office, task, NEXT, at=when, notes={doubt: "含线上注册"}, **texts)
    assert one.doubted == {doubt: "含线上注册"}
    page = signed_in(office, "supervisor", "zh-hans").get(one.get_absolute_url()).content.decode()
    assert "约为上月（40人）的10,000倍：小数点是否有误？ 含线上注册" in page


def test_the_page_shows_a_doubt_once_and_sends_what_is_sent_again(
    office: Office, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(office, task, 活动="12", 志愿者="40")
    when = LATER + timedelta(days=10)
    monkeypatch.setattr("django.utils.timezone.now", lambda: when)
    names, client = cells_of(task), signed_in(office, "clerk", "en")
    given = {"task": task.pk, "period": NEXT.isoformat(), "do": "send", names["活动"]: "12", names["志愿者"]: "400"}
    first = client.post(reverse("returns:fill"), given)
    words = first.content.decode()
    assert (
        first.status_code == 422
        and "they are submitted as they are" in words
        and "is the decimal point right?" in words
    )
    seen = re.findall(r'name="seen" value="([^"]+)"', words)
    assert seen and client.post(reverse("returns:fill"), {**given, "seen": seen}).status_code == 302
    assert Return.objects.get(first=NEXT).state == "sent"


@pytest.mark.parametrize(
    ("text", "words"),
    [("400000", "is the decimal point right?"), ("many", "not a number"), ("41", ""), ("", "")],
)
def test_what_is_typed_is_answered_with_its_doubts_as_it_is_kept(
    office: Office, task: Task, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    sent(office, task, 活动="12", 志愿者="40")
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER + timedelta(days=10))
    name = cells_of(task)["志愿者"]
    given = {"task": task.pk, "period": NEXT.isoformat(), "do": "save", name: text}
    headers = {"Accept": "application/json"}
    answer = signed_in(office, "clerk", "en").post(reverse("returns:fill"), given, headers=headers)
    (cell,) = [cell for cell in answer.json()["cells"] if cell["id"].endswith(f"-{name}")]
    assert (words in cell["html"]) if words else (cell["html"], cell["keys"]) == ("", "")
    assert not Return.objects.filter(first=NEXT, state="sent").exists()


def test_a_stranger_is_not_told_what_is_doubtful(office: Office, task: Task) -> None:
    given = {"task": task.pk, "period": NEXT.isoformat(), "do": "save", cells_of(task)["志愿者"]: "400000"}
    answer = signed_in(office, "stranger", "en").post(
        reverse("returns:fill"), given, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize(("nature", "told"), [("total", "ytd"), ("stock", "month")])
def test_the_same_month_of_last_year_stands_beside_the_period_before(office: Office, nature: str, told: str) -> None:
    task = task_of(form_of(office, defined(office, "产值", measure="元", nature=nature, period=told)))
    assert task.form is not None
    sheet = queries.load_form_grid(task, queries.span_of(task.form, NEXT), NEXT)
    (line,) = sheet.asked
    unit = office.units["kexie"].pk
    for month, value in ((3, 300), (4, 450)):
        span = period_of_months("month", 2025, month)
        given = entry(office)
        Fact.objects.create(
            indicator_id=line.indicator, unit_id=unit, entry=given, value=value, period=line.key(unit, span).period
        )
    again = queries.load_form_grid(task, sheet.span, NEXT)
    assert year_before_text(again, line, unit) == ("150" if told == "ytd" else "450")
    assert year_before_text(sheet, line, unit) == ""


def test_fewer_attendances_than_persons_and_an_empty_part_are_doubted(office: Office) -> None:
    one = defined(office, "培训人次", code="times", measure="人次")
    other = defined(office, "培训人数", code="people", measure="人", parts=[
        {"name": "男", "axis": "性别", "within": False}, {"name": "女", "axis": "性别", "within": False}])  # fmt: skip
    made = [{"indicator": item.number, "must": True} for item in (one, other)]
    made += [{"indicator": other.number, "part": part, "must": False} for part in ("男", "女")]
    task = task_of(form_of(office, one, other, lines=made))
    done = sent(office, task, **{"培训人次": "80", "培训人数": "100", "培训人数 · 男": "30"})
    assert sorted(name.partition(":")[0] for name in done.doubted) == ["heads", "rest"]
    (entry,) = done.entries.filter(step="send").select_related("payload")
    said = str(entry.payload.data)
    assert "less than “培训人数” (100人)" in said and "培训人数 · 女 not reported" in said
