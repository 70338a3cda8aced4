"""A committee's meeting, brought as far as a test needs: members, matters, counts."""

from __future__ import annotations

from typing import Any

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.committees.line import VALUES
from luoshi.lines.committees.models import CommitteeItem, CommitteeMeeting, CommitteeMember
from office import NOW, TODAY, Office

COUNTS = ("ayes", "noes", "abstain", "spoilt")


def set_rules(office: Office, quorum: str = "≥2/3", majority: str = ">1/2", of: str = "present") -> None:
    """Set what a vote takes; "" leaves a value unset."""
    for name, text in (("quorum", quorum), ("majority", majority), ("of", of)):
        if text:
            set_value(VALUES[f"committees.{name}"], None, text, TODAY, "评审办法", office.actor("admin"), at=NOW)


def matter(about: Any = None, counts: str = "", words: str = "") -> dict[str, object]:
    """A matter with its counts: "4 1 0 0"."""
    given = dict(zip(COUNTS, counts.split() or ("", "", "", ""), strict=True))
    return {
        "matter": words or (about.title if about else "议题"),
        "application": about.number if about else "",
        **given,
    }


def planned(office: Office, people: list[Any], matters: list[dict[str, object]], **more: Any) -> Any:
    """A meeting that is planned, the first of these people in the chair."""
    members = [{"person": person.number, "role": "member" if place else "chair"} for place, person in enumerate(people)]
    given = {"unit": office.units["kexie"].pk, "title": "评审会", "committee": "科技项目评审委员会", "ballot": "secret"}
    given |= {"day": TODAY, "members": members, "items": matters, **more}
    return begin(get_kind("committeemeetings"), office.actor("clerk"), given, at=NOW).record


def held(office: Office, meeting: Any, *counts: str, absent: tuple[Any, ...] = (), step: str = "hold") -> Any:
    """The meeting after these counts, by matter, were entered; "" is a matter without a vote."""
    members = [
        {"id": row.pk, "person": row.person.number, "role": row.role, "excuse": "出差" if row.person in absent else "",
         "presence": "excused" if row.person in absent else "came"}
        for row in CommitteeMember.objects.filter(record=meeting.pk).order_by("place")
    ]  # fmt: skip
    items = CommitteeItem.objects.filter(record=meeting.pk).order_by("place")
    rows = [
        {**matter(row.application, count, row.matter), "id": row.pk} for row, count in zip(items, counts, strict=True)
    ]
    now = CommitteeMeeting.objects.get(pk=meeting.pk)
    given = {"members": members, "items": rows, **({"day": TODAY} if step == "hold" else {})}
    return take(now, step, office.actor("clerk"), given, at=NOW).record


def confirmed(office: Office, meeting: Any) -> Any:
    """The meeting after its minutes were written and confirmed."""
    meeting = take(meeting, "minute", office.actor("clerk"), {"minutes": "会议审议了各项目。"}, at=NOW).record
    return take(meeting, "confirm", office.actor("leader"), {}, at=NOW).record


def results(meeting: Any) -> list[str]:
    """The results of its matters, in their order."""
    return list(CommitteeItem.objects.filter(record=meeting.pk).order_by("place").values_list("result", flat=True))
