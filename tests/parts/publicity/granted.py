"""A grant that stands in publicity before it is approved: its kind, and what an office does with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms

from housekeeping_office import House, ten
from linked.models import Grant
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.registry import get_kind, make_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.parameters.rules import parse_day_limit, yes_or_no
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.publicity.models import Posting
from luoshi.parts.publicity.part import Publicity
from office import Office

DAYS = DeclaredParameter("grants.publicity", "How long a grant stands in publicity", parse_day_limit)
OPEN = DeclaredParameter("grants.open", "Whether anybody may read it", yes_or_no)
RIGHTS = Rights(
    (
        Relation("unit", "Unit", reaches=((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN))),
        Relation("desk", "Desk", reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
    ),
    ("unit", "desk"),
)
NAME: dict[str, Any] = {"title": forms.CharField(label="Title", max_length=200)}
CYCLE = Cycle(
    {"asked": "Asked", "published": "In publicity", "approved": "Approved", "refused": "Refused"},
    "approved refused",
    (
        Step("ask", "Ask", "> asked", "unit desk", "title sort amount unit", own=NAME),
        Step("publish", "Publish", "asked > published", "unit", bulk=True, tone="main"),
        Step("amend", "Amend", "asked published >", "unit", "sort amount"),
        Step("approve", "Approve", "published > approved", "desk", bulk=True, tone="main"),
        Step("back", "Send back", "published > asked", "desk"),
        Step("refuse", "Refuse", "asked published > refused", "desk", own={"reason": True}),
    ),
)
PART = Publicity("published", DAYS, "sort amount", then="approve")


def grants(*parts: Any, **more: Any) -> CompiledKind:
    return make_kind(
        Kind(
            **{
                "name": "grants",
                "label": "Grants",
                "one": "Grant",
                "record": Grant,
                "cycle": CYCLE,
                "rights": RIGHTS,
                "columns": "sort amount",
                "shows": "sort amount",
                "parts": parts or (PART,),
                "corrects": "desk",
                "prefix": "拨",
                **more,
            }
        )
    )


def others(*parts: Any) -> CompiledKind:
    return grants(*parts, name="others", prefix="另")


def moving(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(office, lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at))
    office.person("reader", "柯读者", "kexie", Role.COLLECTOR)
    made.on(2026, 9, 24)
    return made


def lasts(house: House, text: str = "7日", day: date = date(2026, 9, 1)) -> None:
    set_value(DAYS, None, text, day, "云科协发〔2026〕3号", house.office.actor("admin"), at=ten(day))


def asked(house: House, day: date, of: str = "grants") -> Any:
    given = {"title": "不应公示的题名", "sort": "study", "amount": "600", "unit": str(house.office.units["kexie"].pk)}
    return begin(get_kind(of), house.office.actor("supervisor", day), given, at=ten(day)).record


def does(house: House, one: Any, step: str, day: date, who: str = "clerk", **given: Any) -> Any:
    fresh = type(one)._default_manager.get(pk=one.pk)
    return take(fresh, step, house.office.actor(who, day), given, at=ten(day)).record


def published(house: House, day: date = date(2026, 9, 24), of: str = "grants") -> Any:
    house.on(day.year, day.month, day.day)
    return does(house, asked(house, day, of), "publish", day)


def objects(house: House, one: Any, day: date, who: str = "reader", **more: Any) -> Any:
    given = {"about": one.number, "facts": "情况不实：该项目去年已经完成。", **more}
    return begin(get_kind("objections"), house.office.actor(who, day), given, at=ten(day)).record


def answers(house: House, objection: Any, day: date, result: str = "rejected") -> Any:
    return does(house, objection, "answer", day, "supervisor", result=result, reply="经核实，材料属实。")


def until(one: Any) -> date | None:
    return Posting.objects.get(record=one.pk, ended=None).until


def shut(house: House, one: Any, day: date) -> str:
    with pytest.raises(RecordError) as refused:
        does(house, one, "approve", day, "supervisor")
    assert type(one).objects.get(pk=one.pk).state == "published"
    return str(refused.value)
