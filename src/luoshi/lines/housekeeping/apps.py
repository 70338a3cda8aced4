"""The line declares itself; pages, API, rights matrix and diagrams follow."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Housekeeping(AppConfig):
    """The app of the line."""

    name = "luoshi.lines.housekeeping"
    label = "housekeeping"

    def ready(self) -> None:
        from luoshi.lines.housekeeping import cycles, models, queries, rights
        from luoshi.lines.housekeeping.actions import tell_of_gaps
        from luoshi.records.jobs import DAY, Job, register
        from luoshi.records.kinds import Kind, Line, Owed, declare

        # They account for the office's own work, so nothing of them is erased.
        of_line: dict[str, Any] = {"erasable": False, "help": "housekeeping"}
        shifts = Kind(
            name="shifts",
            label=_("Duty shifts"),
            one=_("Shift"),
            record=models.Shift,
            cycle=cycles.SHIFTS,
            rights=rights.SHIFT_RIGHTS,
            columns=("day", "part", "owner"),
            shows=("day", "part", "handover"),
            filters=("day", "part"),
            words=("title", "handover"),
            duties=(Owed("handover", _("Handover"), cycles.handed_over_by),),
            parameters=(queries.AHEAD,),
            alarms=queries.alarms,
            prefix="值",
            **of_line,
        )
        seals = Kind(
            name="seals",
            label=_("Use of seals"),
            one=_("Use of a seal"),
            record=models.SealUse,
            cycle=cycles.SEALS,
            rights=rights.USE_RIGHTS,
            columns=("seal", "copies"),
            shows=("seal", "copies"),
            filters=("seal",),
            prefix="印",
            **of_line,
        )
        copies = Kind(
            name="copies",
            label=_("Numbered papers"),
            one=_("Copy"),
            record=models.PaperCopy,
            cycle=cycles.COPIES,
            rights=rights.COPY_RIGHTS,
            columns=("paper", "serial", "owner"),
            shows=("paper", "serial", "witness"),
            quiet=("witness",),
            filters=("paper",),
            words=("title", "paper"),
            summary=queries.copies_out,
            prefix="清",
            **of_line,
        )
        trips = Kind(
            name="trips",
            label=_("Use of cars"),
            one=_("Journey"),
            record=models.Trip,
            cycle=cycles.TRIPS,
            rights=rights.USE_RIGHTS,
            columns=("day", "km", "cost"),
            shows=("day", "km", "cost"),
            quiet=("km", "cost"),
            filters=("day",),
            parameters=(queries.LIMIT, queries.BORDER),
            summary=queries.budget_lines,
            prefix="车",
            **of_line,
        )
        services = Kind(
            name="services",
            label=_("First person asked"),
            one=_("Question"),
            record=models.Service,
            cycle=cycles.SERVICES,
            rights=rights.SERVICE_RIGHTS,
            columns=("owner",),
            shows=("words", "second", "answer", "told"),
            quiet=("second", "answer", "told"),
            words=("title", "words", "answer"),
            prefix="首",
            **of_line,
        )
        declare(Line("housekeeping", _("Housekeeping"), (shifts, seals, copies, trips, services), together=True))
        register(Job("roster", _("Breaks to come with nobody on duty"), DAY, tell_of_gaps, hour=6), before="digest")
