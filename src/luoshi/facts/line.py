"""The line of indicators: kinds, jobs, journal sentences and menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from luoshi.evidence.append_only import AppendOnlyTable
from luoshi.facts.bulletins.kind import KIND as BULLETINS
from luoshi.facts.countings.actions import keep_due
from luoshi.facts.countings.kind import KIND as COUNTINGS
from luoshi.facts.figure_views.queries.visibility import may_view_figures
from luoshi.facts.foreign_tables.kind import KIND as TABLES
from luoshi.facts.indicators.kind import INDICATORS
from luoshi.facts.library.queries import may_define
from luoshi.facts.revisions.actions import tell_revisions
from luoshi.facts.revisions.queries import may_revise
from luoshi.facts.supplies.kind import KIND as SUPPLIES
from luoshi.kernel.base.jobs import DAY, Job
from luoshi.kernel.kinds.lines import DATA, Line, MenuPage

# The only update allowed on a fact: set ``ended_id``, once.
SAID = ("id", "entry_id", "indicator_id", "unit_id", "period", "breakdown", "state")
ENDED = " AND ".join(f"NEW.{name} = OLD.{name}" for name in SAID)
ENDED += " AND COALESCE(NEW.value, 0) = COALESCE(OLD.value, 0) AND COALESCE(NEW.told_id, 0) = COALESCE(OLD.told_id, 0)"
ENDED += " AND OLD.ended_id IS NULL AND NEW.ended_id IS NOT NULL"
LINE = Line(
    "facts",
    _("Indicators"),
    (INDICATORS, SUPPLIES, COUNTINGS, BULLETINS, TABLES),
    area=DATA,
    jobs=(
        Job("countings", _("Figures counted by lines of work are stored"), DAY, keep_due, hour=5),
        Job("revisions", _("Compare stored values with the current rules"), DAY, tell_revisions, hour=5),
    ),
    messages={
        "differ": _(
            "Some stored values or formulas differ from the current rules: see “Stored values and the current rules”."
        ),
    },
    append_only=(AppendOnlyTable("facts_fact", ENDED),),
    sentences={
        "facts.settled": _("%(who)s decided which value of %(figure)s is right: %(right)s, not %(wrong)s."),
        "facts.revised": _("%(who)s superseded %(values_moved)s stored values by the current rules: %(reason)s"),
        "indicators.came": _("%(who)s: %(alike)s is the same; %(values_moved)s values of it count here now."),
    },
    labels={
        "facts.settled": _("One of two values was chosen"),
        "facts.revised": _("Stored values were superseded"),
        "indicators.came": _("Another indicator was the same"),
    },
    menu=(
        MenuPage(_("Figures by unit"), "facts:unit_figures", may_view_figures),
        MenuPage(_("Library of indicators"), "facts:library", may_define),
        MenuPage(_("Stored values and the current rules"), "facts:revisions", may_revise),
    ),
    urls="luoshi.facts.urls",
    answers="luoshi.facts.answers",
    addresses=("indicator-library", "figures"),
    keys={
        "alike": _("The same indicator"),
        "values_moved": _("Values merged into it"),
        "figure": _("Indicator"),
        "right": _("The right value"),
        "wrong": _("The wrong value"),
    },
    fixed=True,
)
