"""The parameters that offices set for commitments: days to accept, and the ladder of reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.commitments.letters import queries as reminders
from luoshi.commitments.letters.pages import RUNGS
from luoshi.commitments.letters.rules import ladder as ladders
from luoshi.commitments.letters.rules.example import example_days, example_rungs
from luoshi.kernel.parameters import previews
from luoshi.kernel.parameters.previews import ParameterPreview, Stair
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested

OWN = _("Luoshi's suggestion: no known rule names a number")
TOLD = {
    ladders.DOER: _("the person responsible"),
    ladders.CLERK: _("the unit's clerk"),
    ladders.HEAD: _("the unit's head"),
    ladders.LEADER: _("the leader in charge"),
    ladders.DESK: _("the supervision office"),
}
CALLED = {
    "default": _("Before and after the due date: six steps"),
    "thirds": _("At one third, at two thirds, and at the due date"),
    "three-days": _("Three days before, to everyone"),
    "next-day": _("From the next day on"),
}
TYPED = {name: words for words, name in ladders.ALSO.items()}  # as an office types them
SOURCES = {
    "default": _("Days suggested by Luoshi; forms of reminders after 12345 and local rules (sheet 02, section 2.5)"),
    "thirds": _("One company (Ruihai): remind at 1/3, notify at 2/3, check when due"),
    "three-days": _("One city (Xi'an): to everyone including leaders when at most 3 days are left"),
    "next-day": _("12345 (fsou.com 172733): a reminder the next day, a circular after 5 working days"),
}


def preview_ladder(ladder: ladders.ReminderLadder, day: date) -> ParameterPreview:
    """Preview a ladder, rung by rung, for something due in the middle of this month."""
    start, due = example_days(day)
    found = []
    for rung in example_rungs(ladder, start, due):
        if rung.rung is None:
            found.append(Stair(str(_("the due date")), rung.day, "", "", due=True))
        else:
            who = "、".join(str(TOLD[to]) for to in rung.rung.to)
            found.append(Stair(_mark(rung.rung), rung.day, who, str(RUNGS[rung.rung.form])))
    values = {"start": start, "due": due}
    return ParameterPreview(_("Sent out on %(start)s and due on %(due)s, for instance:") % values, found)


def _mark(rung: ladders.Rung) -> str:
    """Say in words when a rung applies."""
    if rung.by == ladders.SHARE:
        return _("when %(share)s of the time has elapsed") % {"share": rung.place}
    count = abs(int(rung.place))
    if not count:
        return str(_("on the date"))
    if rung.by == ladders.DAYS:
        words = _("%(count)d days before") if rung.place < 0 else _("%(count)d days after")
    else:
        words = _("%(count)d working days before") if rung.place < 0 else _("%(count)d working days after")
    return words % {"count": count}


def format_ladder(text: str) -> object:
    """Format a ladder for people: a preset by its effect, an office's own ladder as typed."""
    name = ladders.ALSO.get(text.strip(), text.strip())
    return CALLED.get(name, text)


ACCEPT_DAYS = DeclaredParameter(
    "ledger.accept_days",
    _("Working days within which a unit accepts a commitment or returns it as not its task"),
    int,
    group=_("Assignment and reporting"),
    unset=_("Acceptance has no due date: no reminders are sent, and none counts as late."),
    suggested=(
        Suggested("1", OWN),
        Suggested(
            "3", _("One place's rule: a unit that is not responsible says so within 3 working days (fymate 169273)")
        ),
    ),
    preview=previews.preview_workdays,
    words=previews.in_workdays,
)
LADDER = replace(
    reminders.LADDER,
    label=_("Ladder of reminders: when who is reminded of a due date"),
    group=_("Reminding"),
    unset=_("The default ladder of six steps is used: two reminders before the due date, four after it."),
    suggested=tuple(Suggested(TYPED[name], SOURCES[name], CALLED[name]) for name in ladders.PRESETS),
    preview=preview_ladder,
    words=format_ladder,
)
