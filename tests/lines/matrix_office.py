"""An office in which somebody of every role stands at every place, and a record in every state that there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.test import Client
from django.utils import timezone

from luoshi.ledger.actions import correct
from luoshi.ledger.actions.editing import By
from luoshi.ledger.actions.letters import draft
from luoshi.ledger.actions.receiving import receive_plan
from luoshi.ledger.commitments import COMMITMENTS
from luoshi.ledger.draws import DRAWS
from luoshi.ledger.models import Draw, Plan
from luoshi.ledger.rules.states import OPEN
from luoshi.lines.housekeeping.models import PaperCopy
from luoshi.org.forms_people import PostField
from luoshi.org.rules.rights import Actor, Role
from luoshi.records.actions.steps import begin, take
from luoshi.records.forms import UnitField
from luoshi.records.kinds import Kind, kinds
from luoshi.records.matrix import allowed, stands
from luoshi.records.models import Party, Record
from luoshi.records.rules.cycle import Step
from many_appeals import signed_in
from office import NOW, Office
from programs import Program, program

PARTIES = sorted({name for one in kinds() for name in one.rights.parties})
WHERE = {"own": "own", "above": "upper", "beneath": "lower", "beside": "side", **{name: name for name in PARTIES}}
TREE = (("root", None), ("upper", "root"), ("own", "upper"), ("lower", "own"), ("side", "root"),
        *((name, "root") for name in PARTIES))  # fmt: skip


def called(role: Role, stand: str) -> str:
    return f"{role}-{stand}"


@dataclass
class Cast:
    """The office, its people by role and place, and what they ask with."""

    office: Office = field(default_factory=Office)
    clients: dict[str, Client] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        if name not in self.clients:
            self.clients[name] = signed_in(self.office, name)
        return self.clients[name]

    def enters(self, name: str) -> None:
        """Sign in, make a token and use it now: what is done later may be taken back."""
        self.client(name), self.program(name)

    def program(self, name: str) -> Program:
        if name not in self.programs:
            self.programs[name] = program(self.office, name)
            self.programs[name].get("me")  # the first use of a day is journaled
        return self.programs[name]

    def actor(self, name: str) -> Actor:
        return self.office.actor(name)

    def named(self, name: str) -> str:
        """The actor as the journal names them, acting from their one post."""
        return f"person:{self.office.people[name].pk} post:{self.office.posts[name].pk}"


def build() -> Cast:
    """Root, upper, own, lower in one line, side beside; one person a role and place."""
    made = Cast()
    for name, above in TREE:
        made.office.unit(name, {"own": "云岭县科学技术协会"}.get(name, f"云岭县{name}单位"), above)
    for role in Role:
        for stand in WHERE:
            made.office.person(called(role, stand), f"{role}{stand}", WHERE[stand], role)
    made.office.person("holder", "经办人", "own", Role.OUTSIDE)  # no cells: who has a record, and to whom it is handed
    made.office.person("second", "协办人", "side", Role.OUTSIDE)
    return made


def values(step: Step, cast: Cast, at: datetime = NOW, record: Record | None = None) -> dict[str, Any]:
    """What a step asks for, filled so that nothing is wrong with it: the unit is always the record's own."""
    own = OPENS.get(step.name) if record is None else OWN.get(record.kind, {}).get(step.name)
    known = own(record, cast) if own else {}
    asked = {name: one for name, one in getattr(step.given, "base_fields", {}).items() if name not in known}
    found = {name: _value(one, cast, at) for name, one in asked.items()}
    return {name: one for name, one in found.items() if one is not None} | known


def _value(one: forms.Field, cast: Cast, at: datetime) -> Any:
    if isinstance(one, UnitField):
        return str(cast.office.units["own"].pk)
    if isinstance(one, PostField):
        return str(cast.office.posts["holder"].pk)
    if isinstance(one, forms.FileField | forms.ModelChoiceField):
        return None
    if isinstance(one, forms.ChoiceField):
        return next((key for key, _label in list(one.choices) if key not in ("", None)), None)
    if isinstance(one, forms.DateField):
        return timezone.localdate(at).isoformat()
    if isinstance(one, forms.BooleanField):
        return True
    number = max(1, getattr(one, "min_value", None) or 1) if one.required else None
    return number if isinstance(one, forms.IntegerField) else "如实办理"


def mover(kind: Kind, act: str) -> str:
    """Somebody who may do it, by the matrix; else who has it, who is no cell."""
    able = (called(role, stand) for role in Role for stand in stands(kind) if allowed(kind, role, stand, act))
    return next(able, "holder")


def opened(kind: Kind, cast: Cast, opener: str, at: datetime = NOW) -> Record:
    """A record of the own unit, opened by somebody."""
    return begin(kind, cast.actor(opener), values(kind.cycle.opens, cast, at), at=at).record


def records_in_every_state(kind: Kind, cast: Cast, opener: str, at: datetime = NOW) -> dict[str, Record]:
    """A record in each state; "state/step" where the record of the state would not do for that step."""
    from matrix_assess import ASSESS  # it builds on this module

    build = {**LEDGER, **ASSESS}.get(kind.name, in_every_state)
    return build(kind, cast, opener, at)


def in_every_state(kind: Kind, cast: Cast, opener: str, at: datetime = NOW) -> dict[str, Record]:
    """A record in each state that the steps lead to, by the shortest way; opened by somebody who is no cell."""
    ways: dict[str, list[Step]] = {kind.cycle.opens.after: []}
    reached = list(ways)
    for state in reached:
        for step in kind.cycle.steps:
            after = step.leads_from(state)
            if state in step.before and after not in ways and possible(kind, step):
                ways[after] = [*ways[state], step]
                reached.append(after)
    found = {}
    for state, way in ways.items():
        record = opened(kind, cast, opener, at)
        for step in way:
            given = values(step, cast, at, record)
            record = take(record, step.name, cast.actor(mover(kind, step.name)), given, at=at).record
        assert (record.state, record.unit) == (state, cast.office.units["own"])
        found[state] = record
    return found


def possible(kind: Kind, step: Step) -> bool:
    own = any(kind.rights.by_name[who].owner for who in step.who)
    return own or any(allowed(kind, role, stand, step.name) for role in Role for stand in stands(kind))


TEXT = "云岭县2026年工作要点\n一、重点工作\n县科协新建科普基地3个，6月底前完成。\n"


def plan_kept(cast: Cast, who: str, at: datetime, keeper: str, named: str) -> Any:
    """A plan kept by one unit, every row decided: led by the own unit, supported by another."""
    given = {"origin": "document", "unit": cast.office.units[keeper].pk, "rhythm": "quarters"}
    plan = receive_plan([], TEXT, given, cast.actor(who), at=at).plan
    by = By(cast.actor(who), at)
    names = {"lead": [cast.office.units["own"].name], "support": [cast.office.units[named].name]}
    for row in plan.rows.filter(state="waiting"):
        correct.change(plan, row.pk, row.version, names, by, keep=True)
    for row in plan.rows.filter(look=True):
        correct.pass_over(plan, {row.pk: row.version}, by)
    return plan


def after(cast: Cast, who: str, at: datetime, plan: Any, *steps: str, within: bool = False) -> Any:
    for name in steps:
        given = values(plan.declared.cycle.by_name[name], cast, at) if not within else {"reason": "年终"}
        plan = take(plan, name, cast.actor(who), given, at=at, within=within).record
    return plan


def _plans(kind: Kind, cast: Cast, who: str, at: datetime) -> dict[str, Record]:
    def made(*steps: str) -> Any:
        plan = after(cast, who, at, plan_kept(cast, who, at, "own", "named"), *steps)
        Party.objects.get_or_create(record=plan, name="named", unit=cast.office.units["named"])  # else once published
        return plan

    closing = made("publish")
    for one in closing.commitments.all():
        after(cast, who, at, one, "lapse", within=True)
    over = made("publish")
    for one in over.commitments.all():
        after(cast, who, at, one, "lapse", within=True)
    return {
        "draft": made(),
        "published": made("publish"),
        "amending": made("publish", "amend"),
        "closed": after(cast, who, at, over, "close"),
        "discarded": made("discard"),
        "published/take_back_amendment": made("publish", "amend", "reissue"),
        "published/close": closing,
    }


def _commitments(kind: Kind, cast: Cast, who: str, at: datetime) -> dict[str, Record]:
    keeper, lead = called(Role.CLERK, "desk"), called(Role.CLERK, "own")
    under_way = (keeper, "issue"), (lead, "accept"), (lead, "take_up")
    verified = (*under_way, (lead, "finish"), (keeper, "verify"))
    told = (keeper, "report_told")
    going: dict[str, tuple[tuple[str, str], ...]] = {
        "issued": under_way[:1],
        "accepted": under_way[:2],
        "running": under_way,
        "asking": (*under_way, (lead, "ask_extension")),
        "returned": (*under_way, (lead, "finish"), (keeper, "return")),
        "standing": (*under_way, (keeper, "make_standing_now")),
    }
    ways: dict[str, tuple[tuple[str, str], ...]] = {
        **going,
        "listed": (),
        "refused": (*under_way[:1], (lead, "refuse")),
        "reported": (*under_way, (lead, "finish")),
        "checking": (*under_way, (lead, "finish"), (keeper, "check")),
        "verified": verified,
        "suspended": (*under_way, (keeper, "suspend")),
        "suspended/send_again": (*under_way[:1], (keeper, "suspend")),
        "closed": (*verified, (keeper, "close_for")),
        "archived": (*verified, (keeper, "close_for"), (keeper, "archive")),
        "lapsed": (("", "lapse"),),
        "carried": (("", "carry"),),
        "withdrawn": (("", "withdraw"),),
        "cancelled": ((keeper, "stop"),),
        "merged": ((keeper, "merge"),),
        **{
            f"{state}/support_settle": (*way, (called(Role.CLERK, "support"), "support_refuse"))
            for state, way in going.items()
        },
        # What is about a report needs one.
        **{
            f"{state}/{step}": (*under_way, told, *going[state][3:])
            for state in ("running", "asking", "standing")
            for step in ("confirm", "take_back_report", "nothing_new")
        },
    }
    found: dict[str, Record] = {}
    for state, way in ways.items():
        plan = after(cast, keeper, at, plan_kept(cast, keeper, at, "desk", "support"), "publish")
        one = plan.commitments.get()
        for by, step in way:
            row = kind.cycle.by_name[step]
            given = values(row, cast, at, one) if by else {"reason": "年终"}
            one = take(one, step, cast.actor(by or keeper), given, at=at, within=not by).record
        found[state] = one
    return found


def _doer(record: Any, cast: Cast) -> dict[str, Any]:
    return {"owner": str(cast.office.posts[called(Role.CLERK, "own")].pk)}


def _report(record: Any, cast: Cast) -> dict[str, Any]:
    return {"report": str(record.progress.get().pk)}


def _other(record: Any, cast: Cast) -> dict[str, Any]:
    others = type(record).objects.filter(unit=record.unit_id, state__in=OPEN).exclude(pk=record.pk)
    return {"into": str(others.order_by("pk")[0].pk) if others else ""}


# What cannot be told from a form alone.
OPENS: dict[str, Any] = {
    "hand_out": lambda record, cast: {"serial": PaperCopy.objects.count() + 1},
    "declare": lambda record, cast: {
        "plan": str(Plan.objects.filter(unit=cast.office.units["own"]).exclude(edition=0)[0].pk)
    },
    "set_up": lambda record, cast: {"size": 1},  # empty, it would be the share that no one has set here
}
OWN: dict[str, dict[str, Any]] = {
    "services": {"hand": lambda record, cast: {"second": str(cast.office.posts["second"].pk)}},
    "commitments": {
        "issue": lambda record, cast: {"proof": "", "proofs": ""},
        "ask_proofs": lambda record, cast: {"proof": "", "proofs": ""},
        "take_up": _doer,
        "name_doer": _doer,
        "transfer": lambda record, cast: {"unit": str(cast.office.units["side"].pk)},
        "reassign": lambda record, cast: {"unit": str(cast.office.units["side"].pk)},
        "ask_extension": lambda record, cast: {"wish": "2026-12-01"},
        "confirm": _report,
        "take_back_report": _report,
        "merge": _other,
        "support_settle": lambda record, cast: {
            "supporter": str(cast.office.units["support"].pk),
            "decision": "release",
            "instead": "",
        },
        "split": lambda record, cast: {"owner": ""},
    },
    "draws": {"draw": lambda record, cast: {"numbers": "5 3 11 8"}},
    "schemes": {
        "put_in": lambda record, cast: {"marks": "1", "heading": "*", "numbers": ""},
        "revise": lambda record, cast: {"late": "1"},
    },
    "scores": {
        **dict.fromkeys(("worth", "put_back"), lambda record, cast: {"marks": "1"}),
        **dict.fromkeys(("decide", "answer"), lambda record, cast: {"score": "1"}),
        "score_oneself": lambda record, cast: {"own": "1"},
    },
}


def _parties_of(one: Record, cast: Cast) -> None:
    """Whoever stands to it once it was sent stands to it in every state, and nobody else."""
    Party.objects.filter(record=one, name__in=("addressed", "about")).delete()
    for name in ("addressed", "about"):
        Party.objects.create(record=one, name=name, unit=cast.office.units[name])


def _letters(kind: Kind, cast: Cast, who: str, at: datetime) -> dict[str, Record]:
    keeper = called(Role.CLERK, "desk")
    plan = after(cast, keeper, at, plan_kept(cast, keeper, at, "desk", "support"), "publish")
    commitment = take(plan.commitments.get(), "issue", cast.actor(keeper), {"urgency": "plain"}, at=at).record
    words = {"words": "请速办。", "limit": timezone.localdate(at).isoformat()}
    ways: dict[str, tuple[str, ...]] = {
        "draft": (), "prepared": (), "sent": ("send",), "proposed": ("propose",), "lapsed": ("send", "lapse"),
        "answered": ("send", "met"), "decided": ("propose", "decide"), "discarded": ("discard",),
    }  # fmt: skip
    found = {}
    for state, way in ways.items():
        form = "proposal" if state in ("prepared", "proposed", "decided") else "slip"
        one: Any = draft(commitment.pk, None, form, timezone.localdate(at), at=at)
        for name in way:
            mover = called(Role.LEADER, "about") if name == "decide" else keeper
            given = {**words, "reason": "不再需要", "reply": "同意"}
            one = take(one, name, cast.actor(mover), given, at=at, within=True).record
            _parties_of(one, cast)
        _parties_of(one, cast)
        found[state] = one
    return found


def _checked(cast: Cast, at: datetime, keeper: Role, stand: str) -> None:
    """A commitment that an office supervises and has checked: one more to draw from."""
    lead, by = called(Role.CLERK, "own"), called(keeper, stand)
    one = after(cast, by, at, plan_kept(cast, by, at, stand, "support"), "publish").commitments.get()
    for who, step in ((by, "issue"), (lead, "accept"), (lead, "take_up"), (lead, "finish"), (by, "verify")):
        given = values(COMMITMENTS.cycle.by_name[step], cast, at, one)
        one = take(one, step, cast.actor(who), given, at=at).record


def _set_up(cast: Cast, who: str, at: datetime, unit: str) -> Any:
    given = values(DRAWS.cycle.opens, cast, at) | {"unit": str(cast.office.units[unit].pk)}
    return begin(DRAWS, cast.actor(who), given, at=at).record


def _draws(kind: Kind, cast: Cast, who: str, at: datetime) -> dict[str, Record]:
    ways: dict[str, tuple[str, ...]] = {
        "set_up": (), "published": (), "drawn": ("draw",), "done": ("draw",), "discarded": ("discard",),
    }  # fmt: skip
    found = {}
    for state, way in ways.items():
        _checked(cast, at, Role.HEAD, "own")
        one = _set_up(cast, who, at, "own")
        for name in way:
            one = take(one, name, cast.actor(who), values(kind.cycle.by_name[name], cast, at, one), at=at).record
        if state == "done":
            for check in Draw.objects.get(pk=one.pk).checks.all():
                take(check, "void", cast.actor(called(Role.SUPERVISOR, "own")), {"reason": "不再检查"}, at=at)
        if state == "set_up":  # no draw rests in it: it is frozen as soon as it is set up
            Draw.objects.filter(pk=one.pk).update(state=state)
        found[state] = Draw.objects.get(pk=one.pk)
    return found


def _checks(kind: Kind, cast: Cast, who: str, at: datetime) -> dict[str, Record]:
    checker, unit = "checker", called(Role.CLERK, "own")
    if checker not in cast.office.people:  # no cell: who took part in a check decides on no review of it
        cast.office.person(checker, "核查人", "desk", Role.SUPERVISOR)
    ways: dict[str, tuple[tuple[str, str], ...]] = {
        "drawn": (),
        "asked": ((checker, "ask"),),
        "sound": ((checker, "sound"),),
        "faulty": ((checker, "fault"),),
        "contested": ((checker, "fault"), (unit, "contest")),
        "mended": ((checker, "fault"), (unit, "mend")),
        "settled": ((checker, "fault"), (unit, "mend"), (checker, "settle")),
        "void": ((checker, "void"),),
    }
    found = {}
    for state, way in ways.items():
        _checked(cast, at, Role.CLERK, "desk")
        draw = _set_up(cast, checker, at, "desk")
        take(draw, "draw", cast.actor(checker), values(DRAWS.cycle.by_name["draw"], cast, at, draw), at=at)
        one: Any = Draw.objects.get(pk=draw.pk).checks.get()
        for by, name in way:
            one = take(one, name, cast.actor(by), values(kind.cycle.by_name[name], cast, at, one), at=at).record
        found[state] = one
    return found


LEDGER = {"plans": _plans, "commitments": _commitments, "letters": _letters, "draws": _draws, "checks": _checks}
