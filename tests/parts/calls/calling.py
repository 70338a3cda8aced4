"""A call, and applications for it, brought as far as a test needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.calls.actions import end_windows
from luoshi.parts.calls.line import VALUES
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.calls.rules import SETTLING
from luoshi.parts.publicity.models import Posting
from office import NOW, TODAY, Office

OPENS = datetime(2026, 3, 1, 1, tzinfo=UTC)  # nine in the morning in Shanghai
CLOSES = datetime(2026, 3, 20, 9, tzinfo=UTC)  # 17:00 of the day of the tests
CERTIFIES = ("certify", "check")
ATTEMPTS = {"title": "茶园防霜"}


def moment(at: datetime) -> str:
    """A moment as a form sends it, in the office's time."""
    return (at + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")


def places(rows: Iterable[tuple[str, str, int]], exact: bool = False) -> list[dict[str, object]]:
    """Quotas of a call, as a form sends them."""
    return [{"cls": cls, "grade": grade, "n": n, "exact": exact} for cls, grade, n in rows]


def person(office: Office, name: str = "幻立山", **more: Any) -> Any:
    """A person of the register."""
    given = {"unit": office.units["kexie"].pk, "title": name, **more}
    return begin(get_kind("persons"), office.actor("clerk"), given, at=OPENS).record


def applicant(office: Office, name: str = "applicant", title: str = "幻申报", **more: Any) -> Any:
    """A person from outside with an account and an entry, and no post at all."""
    from luoshi.org.accounts.actions import outside_people

    user = outside_people.invite_outside_person(title, name, office.actor("admin"), at=OPENS)
    office.people[name] = user.person
    entry = person(office, title, **more)
    type(entry).objects.filter(pk=entry.pk).update(as_person=user.person.pk)
    return entry


def apply_for(office: Office, call: Any, name: str = "applicant", **more: Any) -> Any:
    given = {**ATTEMPTS, "call": call.number, **more}
    return begin(get_kind("applications"), office.actor(name), given, at=NOW, step="apply").record


def published_call(office: Office, sort: str = "contest", year: int = 2026, **more: Any) -> Any:
    """A published call of the association."""
    given = {"unit": office.units["kexie"].pk, "title": f"{year}年讲比项目征集", "sort": sort, "year": year}
    given |= {"from_at": moment(OPENS), "to_at": moment(CLOSES), "late": "no", "frees": "no", **more}
    call = begin(get_kind("calls"), office.actor("clerk"), given, at=OPENS).record
    return take(call, "publish", office.actor("leader"), {}, at=OPENS).record


def drafted(office: Office, call: Any, at: datetime = NOW, title: str = "高效采茶机", **more: Any) -> Any:
    """An application in preparation; its leader is the first person of the register."""
    given = {"unit": office.units["kexie"].pk, "call": call.number, "title": title, "summary": "提高采茶效率"}
    given |= {"cls": "main", **more}
    if "leader" not in given:
        people = get_kind("persons").record._default_manager.order_by("pk")
        given["leader"] = (people.first() or person(office)).number
    return begin(get_kind("applications"), office.actor("clerk"), given, at=at).record


def sent(office: Office, call: Any, at: datetime = NOW, **more: Any) -> Any:
    """An application that was begun in time and sent at a moment."""
    return take(drafted(office, call, min(at, NOW), **more), "send", office.actor("clerk"), {}, at=at).record


def checked(office: Office, call: Any, **more: Any) -> Any:
    """An application that passed the formal check."""
    record = take(sent(office, call, **more), "certify", office.actor("head"), {}, at=NOW).record
    return take(record, "check", office.actor("supervisor"), {}, at=NOW).record


def closed_by_hand(office: Office, call: Any, at: datetime = NOW) -> Call:
    """A call closed by the office before its window was over, with the list of what it received fixed."""
    take(call, "close", office.actor("supervisor"), {"reason": "已收齐"}, at=at)
    end_windows(at + SETTLING + timedelta(seconds=1))
    return Call.objects.get(pk=call.pk)


def set_publicity(office: Office, days: str = "5日") -> None:
    """Set for how long results stand in publicity."""
    set_value(VALUES["calls.publicity"], None, days, TODAY, "云科协发〔2026〕3号", office.actor("admin"), at=NOW)


def posted(office: Office, call: Any, cls: str, grade: str, over: bool = True, **more: Any) -> Any:
    """An application in publicity at a place; its days are over."""
    record = checked(office, call, cls=cls, **more)
    result = {"cls": cls, "grade": grade, "score": "88.5", "rank": "1"}
    record = take(record, "assess", office.actor("supervisor"), result, at=NOW).record
    record = take(record, "publish", office.actor("supervisor"), {}, at=NOW).record
    if over:
        Posting.objects.filter(record=record.pk).update(until=TODAY - timedelta(days=1))
    return record


def awarded(office: Office, call: Any, cls: str, grade: str, **more: Any) -> Any:
    """An application that was awarded at a place."""
    return take(posted(office, call, cls, grade, **more), "award", office.actor("leader"), {}, at=NOW).record


def fresh(record: Any) -> Application:
    """The application as it is stored."""
    return Application.objects.get(pk=record.pk)


def refusal(act: Callable[[], object]) -> str:
    """What an act is refused with."""
    with pytest.raises(RecordError) as refused:
        act()
    return str(refused.value)
