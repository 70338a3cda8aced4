"""The declaration of the line; pages, API, rights matrix and diagrams follow from it."""

from __future__ import annotations

from typing import Any

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace, usual
from luoshi.kernel.base.jobs import DAY, Job
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.housekeeping import cycles, models, queries
from luoshi.lines.housekeeping.actions import tell_of_gaps
from luoshi.parts.funds.payment_part import Pays

_ = words(__name__)

WHO = (_("Managing office"), _("The unit"), _("Leader in charge"))
DESK, UNIT, LEADER = usual(*WHO).relations
CHIEF = Relation("chief", _("Head or leader"), reaches=((Role.HEAD, UnitPlace.OWN), (Role.LEADER, UnitPlace.UNDER)))
USE_RIGHTS = usual(*WHO, CHIEF)
# The unit may not see who holds which numbered paper, nor a leader the questions put to others.
COPY_RIGHTS = Rights((DESK, LEADER, Relation("holder", _("Holder"), owner=True)), ("desk", "leader", "holder"))
FIRST = Relation("first", _("Who was asked first"), owner=True)
SECOND = Relation("second", _("To whom it was handed"), decides=True)
SERVICE_RIGHTS = Rights((DESK, UNIT, FIRST, SECOND), ("desk", "unit", "first", "second"))
SAID = {
    "asked": _("%(who)s asks for approval."),
    "approved": _("%(who)s has approved it."),
    "refused": _("%(who)s has refused it; the reason is on its page."),
    "handed": _("%(who)s was asked first and passes it on to you: please answer."),
    "answered": _("%(who)s has answered: inform the visitor and close it."),
    "on_duty": _("You have a duty shift: see when."),
    "empty": _("Roster of %(unit)s: from %(due)s on there are shifts with nobody on duty. See the list of shifts."),
}
# These records account for the office's own work, so they are never erased.
OF_LINE: dict[str, Any] = {"erasable": False, "help": "housekeeping", "corrects": "desk"}
SHIFTS = Kind(
    name="shifts",
    label=_("Duty shifts"),
    one=_("Shift"),
    record=models.Shift,
    cycle=cycles.SHIFTS,
    void="cancelled",
    rights=usual(*WHO, Relation("duty", _("Who is on duty"), owner=True)),
    columns="day part owner",
    shows="day part handover",
    filters="day part",
    words="title handover",
    titled="{day} {part}",
    parts=(
        Owed("handover", _("Handover"), cycles.handed_over_by),
        Figure("shifts", _("Shifts handed over"), on="day", where=Is(state="over"), by="unit part", unit=_("shifts")),
    ),
    parameters=(queries.AHEAD,),
    alarms=queries.roster_alarms,
    prefix="值",
    counter="班",
    **OF_LINE,
)
SEALS = Kind(
    name="seals",
    label=_("Use of seals"),
    one=_("Use of a seal"),
    record=models.SealUse,
    cycle=cycles.SEALS,
    void="refused",
    rights=USE_RIGHTS,
    columns="seal copies",
    shows="seal copies",
    filters="seal",
    parts=(
        cycles.SEALED,
        Figure("seals", _("Uses of seals"), on="closed", where=Is(state="stamped"), by="unit seal", unit=_("uses")),
    ),
    prefix="印",
    counter="次",
    **OF_LINE,
)
COPIES = Kind(
    name="copies",
    label=_("Numbered papers"),
    one=_("Copy"),
    record=models.PaperCopy,
    cycle=cycles.COPIES,
    rights=COPY_RIGHTS,
    columns="paper serial owner",
    shows="paper serial witness",
    quiet="witness",
    filters="paper",
    words="title paper",
    titled=_("{paper}, copy {serial}"),
    parts=(Unique("paper serial", Is(state="issued")),),
    summary=queries.copies_out,
    prefix="清",
    counter="份",
    **OF_LINE,
)
DRIVEN: dict[str, Any] = {"on": "day", "where": Is(km__not=None), "by": "unit"}
TRIPS = Kind(
    name="trips",
    label=_("Use of cars"),
    one=_("Journey"),
    record=models.Trip,
    cycle=cycles.TRIPS,
    void="refused",
    rights=USE_RIGHTS,
    columns="day km cost",
    shows="day km cost fund",
    quiet="km cost fund",
    filters="day",
    parts=(
        Figure("journeys", _("Journeys"), unit=_("journeys"), **DRIVEN),
        Figure("km", _("Kilometres"), "km", measure="sum", unit=_("km"), **DRIVEN),
        Figure("cost", _("Cost"), "cost", measure="sum", unit=_("yuan"), **DRIVEN),
        cycles.DRIVEN,
        Pays("fund", "cost", spends="settle", day="day", finds=True),
    ),
    summary=queries.budget_lines,
    prefix="车",
    counter="次",
    **OF_LINE,
)
SERVICES = Kind(
    name="services",
    label=_("First person asked"),
    one=_("Question"),
    record=models.Service,
    cycle=cycles.SERVICES,
    rights=SERVICE_RIGHTS,
    columns="owner",
    shows="words second answer told",
    quiet="second answer told",
    words="title words answer",
    parts=(
        Figure("told", _("Questions answered to visitors"), on="told", where=Is(state="closed"), by="unit", unit="件"),
    ),
    prefix="首",
    **OF_LINE,
)
LINE = Line(
    "housekeeping",
    _("Housekeeping"),
    (SHIFTS, SEALS, COPIES, TRIPS, SERVICES),
    together=True,
    messages=SAID,
    jobs=(Job("roster", _("Coming holidays with nobody on duty"), DAY, tell_of_gaps, hour=6, before="digest"),),
    about=_("Duty rosters, use of seals, copies, official trips and visitors."),
)
