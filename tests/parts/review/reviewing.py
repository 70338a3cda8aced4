"""A round of review brought as far as a test needs: a pool, a form of marks, what passed the formal check."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from calling import checked, moment, person, published_call

from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.review.models import ReviewSheet, SheetMark
from office import NOW, TODAY, Office

CLOSES = datetime(2026, 3, 25, 9, tzinfo=UTC)
WEIGHTS = (("novelty", "40"), ("effect", "35"), ("documents", "25"))
WEIGHED: list[dict[str, object]] = [{"item": item, "weight": weight, "special": False} for item, weight in WEIGHTS]


def expert(office: Office, name: str, branch: str = "machines", **more: Any) -> Any:
    """A person of the register who is in the pool and signs in as ``name``."""
    account = office.person(name, f"评委{name}", "society", Role.OUTSIDE)
    of = person(office, f"评委{name}", **more)
    type(of).objects.filter(pk=of.pk).update(as_person=account.pk)
    given = {"unit": office.units["kexie"].pk, "person": of.number, "consent": TODAY, "branches": [{"branch": branch}]}
    one = begin(get_kind("experts"), office.actor("clerk"), given, at=NOW).record
    take(one, "accept", office.actor("supervisor"), {"from_day": TODAY}, at=NOW)
    of.refresh_from_db()
    return of


def mark_form(office: Office, way: str = "mean", size: int | None = 2, **more: Any) -> Any:
    """A form of marks in force."""
    given = {"unit": office.units["kexie"].pk, "title": "讲比项目评分表", "way": way, "size": size, "pass_mark": "60"}
    form = begin(get_kind("markforms"), office.actor("clerk"), {**given, "items": WEIGHED, **more}, at=NOW).record
    return take(form, "publish", office.actor("supervisor"), {}, at=NOW).record


def prepared(office: Office, call: Any, people: list[Any], form: Any = None, **more: Any) -> Any:
    """A round in preparation, with its assessors and all that passed the formal check."""
    seats = [{"person": seated.number, "branch": "", "chair": place == 0} for place, seated in enumerate(people)]
    given = {"unit": office.units["kexie"].pk, "title": "会评", "call": call.number, "stage": "meeting"}
    given |= {"form": (form or mark_form(office)).number, "from_at": moment(NOW), "to_at": moment(CLOSES)}
    given |= {"blind": "yes", "after": "no", "seating": "named", "ground": "领域窄，库中人少", "seats": seats, **more}
    round_ = begin(get_kind("rounds"), office.actor("clerk"), given, at=NOW).record
    return take(round_, "gather", office.actor("clerk"), {}, at=NOW).record


def opened(
    office: Office,
    names: str = "a b",
    projects: int = 2,
    size: int = 2,
    way: str = "mean",
    quotas: Any = None,
    **more: Any,
) -> Any:
    """A round that is open: so many projects, each with so many sheets."""
    call = published_call(office, **({"quotas": quotas} if quotas else {}))
    for number in range(projects):
        checked(office, call, title=f"项目{number}", branch="machines", leader=person(office, f"申报人{number}").number)
    people = [expert(office, name) for name in names.split()]
    round_ = prepared(office, call, people, mark_form(office, way, size), **more)
    return approve(office, round_)


def approve(office: Office, round_: Any) -> Any:
    """The round after the leader approved who was named, and so opened it."""
    return take(round_, "approve", office.actor("leader"), {}, at=NOW).record


def sheets_of(office: Office, name: str) -> list[ReviewSheet]:
    """The sheets of an assessor, in their order."""
    rows = ReviewSheet.objects.filter(assessor__title=f"评委{name}", state__in=("asked", "accepted", "scored"))
    return list(rows.order_by("pk"))


def score(office: Office, name: str, sheet: ReviewSheet, *marks: object, at: datetime = NOW) -> Any:
    """Take a sheet on and give marks in the order of the form; None leaves one out."""
    actor = office.actor(name, at.date())
    sheet = ReviewSheet.objects.get(pk=sheet.pk)
    if sheet.state == "asked":
        sheet = take(sheet, "accept", actor, {}, at=at).record
    lines = SheetMark.objects.filter(record=sheet.pk).order_by("place")
    rows = [{"id": line.pk, "item": line.item, "mark": mark} for line, mark in zip(lines, marks, strict=True)]
    return take(sheet, "score", actor, {"marks": rows}, at=at).record
