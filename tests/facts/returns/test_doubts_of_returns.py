"""What looks doubtful in a form is asked once, goes along with the word on it, and stands before whoever reviews it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from figures_told import defined
from forms_issued import LATER, NAMES, cells_of, form_of, sent, task_of
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
