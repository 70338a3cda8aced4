"""Plans, commitments, letters, draws and checks in every state, for whatever tries what may be done with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from cast import Cast, called
from examples import values
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.draws.models import Draw
from luoshi.commitments.letters.actions.letters import draft_letter
from luoshi.commitments.tags.tag_lists import TAG_LISTS
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.code_lists.queries import newest_version_id
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions.receiving import receive_plan
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import By
from states import Records, builds, fits, moved

DRAWS = get_kind("draws")

HEAD = "云岭县2026年工作要点\n一、重点工作\n"
Ways = dict[str, tuple[tuple[str, str], ...]]
KEEPER, LEAD = called(Role.CLERK, "desk"), called(Role.CLERK, "own")


def plan_kept(cast: Cast, who: str, at: datetime, keeper: str, named: str, rows: int = 1) -> Any:
    """A plan kept by one unit, every row decided: led by the own unit, supported by another."""
    given = {"origin": "document", "unit": cast.unit(keeper).pk, "rhythm": "quarters"}
    text = HEAD + "".join(f"县科协新建科普基地{number}个，6月底前完成。\n" for number in range(3, 3 + rows))
    cast.unit("own")
    plan = receive_plan([], text, given, cast.actor(who), at=at, again=True).plan
    by = By(cast.actor(who), at)
    names = {"lead": [cast.unit("own").name], "support": [cast.unit(named).name]}
    for row in plan.rows.filter(state="waiting"):
        correct.change_row(plan, row.pk, row.version, names, by, keep=True)
    for row in plan.rows.filter(look=True):
        correct.pass_over(plan, {row.pk: row.version}, by)
    return plan


def after(cast: Cast, who: str, at: datetime, one: Any, *steps: str) -> Any:
    for step in steps:
        one = moved(kind_of(one), cast, one, step, at, who)
    return one


def within(cast: Cast, who: str, at: datetime, one: Any, *steps: str) -> Any:
    """The same by steps that follow from others."""
    for step in steps:
        one = take(one, step, cast.actor(who), {"reason": "年终"}, at=at, within=True).record
    return one


@builds("plans")
def _plans(kind: CompiledKind, cast: Cast, who: str, at: datetime) -> Records:
    _set_services(cast, at)

    def made(*steps: str) -> Any:
        plan = after(cast, who, at, plan_kept(cast, who, at, "own", "named"), *steps)
        Party.objects.get_or_create(record=plan, name="named", unit=cast.unit("named"))  # else once published
        return plan

    closing = made("publish")
    for commitment in closing.commitments.all():
        within(cast, who, at, commitment, "lapse")
    over = made("publish")
    for commitment in over.commitments.all():
        within(cast, who, at, commitment, "lapse")
    return {
        "draft": made(),
        "published": made("publish"),
        "amending": made("publish", "amend"),
        "closed": after(cast, who, at, over, "close"),
        "discarded": made("discard"),
        "published/take_back_amendment": made("publish", "amend", "reissue"),
        "published/close": closing,
    }


@fits("plans")
def _plan(cast: Cast, at: datetime) -> Any:
    who = called(Role.CLERK, "own")
    return after(cast, who, at, plan_kept(cast, who, at, "own", "named"), "publish")


@builds("commitments")
def _commitments(kind: CompiledKind, cast: Cast, who: str, at: datetime) -> Records:
    keeper, lead = KEEPER, LEAD
    under_way = (keeper, "issue"), (lead, "accept"), (lead, "take_up")
    verified = (*under_way, (lead, "finish"), (keeper, "verify"))
    told = (keeper, "report_told")
    going: Ways = {
        "issued": under_way[:1],
        "accepted": under_way[:2],
        "running": under_way,
        "asking": (*under_way, (lead, "ask_extension")),
        "returned": (*under_way, (lead, "finish"), (keeper, "return")),
        "standing": (*under_way, (keeper, "make_standing_now")),
    }
    ways: Ways = {
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
        # Refused before it was reported done, it is still to be answered.
        **{
            f"{state}/support_settle": (*under_way, (called(Role.CLERK, "support"), "support_refuse"), *way)
            for state, way in {
                "reported": ((lead, "finish"),),
                "checking": ((lead, "finish"), (keeper, "check")),
                "verified": ((lead, "finish"), (keeper, "verify")),
            }.items()
        },
        # What is about a report needs one.
        **{
            f"{state}/{step}": (*under_way, told, *going[state][3:])
            for state in ("running", "asking", "standing")
            for step in ("confirm", "take_back_report", "nothing_new")
        },
    }
    _set_services(cast, at)
    plan = after(cast, keeper, at, plan_kept(cast, keeper, at, "desk", "support", len(ways)), "publish")
    found: Records = {}
    for commitment, (state, way) in zip(plan.commitments.order_by("pk"), ways.items(), strict=True):
        for by, step in way:
            commitment = after(cast, by, at, commitment, step) if by else within(cast, keeper, at, commitment, step)
        found[state] = commitment
    return found | _of_last_year(cast, keeper, at)


def _of_last_year(cast: Cast, keeper: str, at: datetime) -> Records:
    """Commitments whose year was over before they were sent out: it is entered how they ended."""
    steps = ("was_stopped", "was_suspended", "was_carried", "was_unfinished")
    plan = after(cast, keeper, at, plan_kept(cast, keeper, at, "desk", "support", len(steps)), "publish")
    Plan.objects.filter(pk=plan.pk).update(year=plan.year - 1)
    rows = Commitment.objects.filter(plan=plan.pk).order_by("pk")
    return {f"listed/{step}": row for step, row in zip(steps, rows, strict=True)}


def _set_services(cast: Cast, at: datetime) -> None:
    """One list of tags, without which nobody is offered any."""
    administrator = cast.actor(cast.at(Role.ADMINISTRATOR, "own"))
    wanted = [ListItemInput("public", "服务全民科学素质")]
    if newest_version_id(TAG_LISTS[0], None, day := timezone.localdate(at)) == 0:
        set_version(TAG_LISTS[0], None, wanted, day, "云科协〔2026〕3号", administrator, at=at, seen=0)


def _parties_of(one: Record, cast: Cast) -> None:
    """Whoever stands to it once it was sent stands to it in every state, and nobody else."""
    Party.objects.filter(record=one, name__in=("addressed", "about")).delete()
    for name in ("addressed", "about"):
        Party.objects.create(record=one, name=name, unit=cast.unit(name))


@builds("letters")
def _letters(kind: CompiledKind, cast: Cast, who: str, at: datetime) -> Records:
    plan = after(cast, KEEPER, at, plan_kept(cast, KEEPER, at, "desk", "support"), "publish")
    commitment = after(cast, KEEPER, at, plan.commitments.get(), "issue")
    words = {"words": "请速办。", "limit": timezone.localdate(at).isoformat()}
    ways: dict[str, tuple[str, ...]] = {
        "draft": (), "prepared": (), "sent": ("send",), "proposed": ("propose",), "lapsed": ("send", "lapse"),
        "answered": ("send", "met"), "decided": ("propose", "decide"), "discarded": ("discard",),
    }  # fmt: skip
    found = {}
    for state, way in ways.items():
        form = "proposal" if state in ("prepared", "proposed", "decided") else "slip"
        one: Any = draft_letter(commitment.pk, None, form, timezone.localdate(at), at=at)
        for name in way:
            mover = called(Role.LEADER, "about") if name == "decide" else KEEPER
            given = {**words, "reason": "不再需要", "reply": "同意"}
            one = take(one, name, cast.actor(mover), given, at=at, within=True).record
            _parties_of(one, cast)
        _parties_of(one, cast)
        found[state] = one
    return found


def _checked(cast: Cast, at: datetime, keeper: Role, stand: str) -> None:
    """A commitment that an office supervises and has checked: one more to draw from."""
    by = called(keeper, stand)
    one = after(cast, by, at, plan_kept(cast, by, at, stand, "support"), "publish").commitments.get()
    for who, step in ((by, "issue"), (LEAD, "accept"), (LEAD, "take_up"), (LEAD, "finish"), (by, "verify")):
        one = after(cast, who, at, one, step)


def _set_up(cast: Cast, who: str, at: datetime, unit: str) -> Any:
    given = values(DRAWS, DRAWS.cycle.first, cast, at) | {"unit": str(cast.unit(unit).pk)}
    return begin(DRAWS, cast.actor(who), given, at=at).record


@builds("draws")
def _draws(kind: CompiledKind, cast: Cast, who: str, at: datetime) -> Records:
    ways: dict[str, tuple[str, ...]] = {
        "set_up": (), "published": (), "drawn": ("draw",), "done": ("draw",), "discarded": ("discard",),
    }  # fmt: skip
    found = {}
    for state, way in ways.items():
        _checked(cast, at, Role.HEAD, "own")
        one = _set_up(cast, who, at, "own")
        one = after(cast, who, at, one, *way)
        if state == "done":
            for check in Draw.objects.get(pk=one.pk).checks.all():
                after(cast, called(Role.SUPERVISOR, "own"), at, check, "void")
        if state == "set_up":  # no draw rests in it: it is frozen as soon as it is set up
            Draw.objects.filter(pk=one.pk).update(state=state)
        found[state] = Draw.objects.get(pk=one.pk)
    return found


@builds("checks")
def _checks(kind: CompiledKind, cast: Cast, who: str, at: datetime) -> Records:
    # No cell: who took part in a check decides on no review of it.
    checker, unit = cast.person("checker", "核查人", "desk", Role.SUPERVISOR), LEAD
    ways: Ways = {
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
        after(cast, checker, at, draw, "draw")
        one: Any = Draw.objects.get(pk=draw.pk).checks.get()
        for by, name in way:
            one = after(cast, by, at, one, name)
        found[state] = one
    return found
