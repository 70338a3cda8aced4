"""The kind “indicator”: its rights and life cycle. Sources: domain sheet 03 §3.2; 统计法 (2024)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace, everyone_inside
from luoshi.facts.indicators import actions, models
from luoshi.facts.indicators.cards import indicator_sections
from luoshi.facts.indicators.forms import Defined, indicator_merge_form
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique

DESK = Relation("desk", _("Supervision office"), reaches=((Role.SUPERVISOR, UnitPlace.UNDER),))
UNIT = Relation("unit", _("The unit that keeps it"), reaches=((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN)))
RIGHTS = Rights((DESK, UNIT, everyone_inside(_("Everyone in the office"))), sees=("desk", "unit", "office"))
STATES = {"active": _("In use"), "ended": _("Ended"), "merged": _("Merged into another")}
BOTH = "desk unit"
LINKS = "formula weight outcome growth_of"
IS = f"title code measure nature period digits way {LINKS} includes ranked meaning source reporter"
HEAD = "table_number maker approval valid_until"
NAMED = {"title": forms.CharField(label=_("Name"), max_length=200)}
ROWS = "names parts checks bands"
PLAIN = {"nature": "flow", "measure": "场", "period": "month", "includes": False}
CYCLE = Cycle(
    STATES,
    "ended merged",
    [
        Step("enter", _("New indicator"), "> active", BOTH, f"title unit {IS.partition(' ')[2]} {HEAD}",
             must="measure nature period", own=NAMED, rows=ROWS, given=Defined,
             follows=(actions.create_measured_indicator, actions.keep_checks_sound),
             example=PLAIN),
        Step("mean", _("Its meaning changes from a day on"), "active >", BOTH, adds="versions",
             on="versions.from_day", follows=(actions.mean_anew,)),
        Step("list", _("Other names, breakdown, checks, bands"), "active >", BOTH, rows=ROWS,
             follows=(actions.keep_checks_sound,)),
        Step("end", _("Stop reporting it"), "active > ended", BOTH, "to_day", on="to_day", tone="careful"),
        Step("resume", _("Use it again"), "ended > active", "desk", own={"reason": True}),
        Step("merge", _("It is the same as another"), "active ended > merged", "desk", given=indicator_merge_form(),
             ahead=actions.lock_both, follows=(actions.merge_definition,), tone="careful"),
    ],
)  # fmt: skip
THERE = Is(state="active ended")
INDICATORS = Kind(
    name="indicators",
    label=_("Indicators"),
    one=_("Indicator"),
    record=models.Definition,
    cycle=CYCLE,
    rights=RIGHTS,
    unit=_("Kept by"),
    columns="measure nature period",
    shows=f"{IS.partition(' ')[2]} {HEAD} to_day same_as",
    quiet=f"code digits way {LINKS} includes ranked reporter {HEAD} to_day same_as",
    filters="nature period",
    words="title code",
    codes="code",
    corrects=BOTH,
    corrected=(actions.check_indicator_definition,),
    sections=indicator_sections,
    parts=(
        Rows("names", models.OtherName, _("Alternative names"), once="name"),
        Rows("parts", models.Breakdown, _("Breakdown"), once="name axis", large=False),
        Rows("checks", models.ValueCheck, _("Checks before it is submitted"), once="sort text"),
        Rows("bands", models.Band, _("Bands"), once="name"),
        Rows("versions", models.Version, _("What it meant"), once="from_day"),
        Unique("code", where=THERE),
        Unique("title unit", where=THERE, clash="doubt", who="desk"),
    ),
    prefix="指",
    counter="项",
    help="indicators",
)
