"""What was done and what came of it, for a report."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, Subquery

from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.followups.models import EffectReport, Followup, FollowupVisit
from luoshi.lines.followups.rules import MeanChange, mean_of
from luoshi.org.actors.queries import descendant_unit_ids


def visits_of(followup: int) -> list[FollowupVisit]:
    """Return the later surveys of a household by their days, of one day the later entered last."""
    return list(FollowupVisit.objects.filter(record=followup).order_by("day", "pk"))


def mean_changes(report: EffectReport) -> tuple[MeanChange, MeanChange]:
    """Return the change of the trained and of the untrained whom the unit asked within the days of a report.

    A household counts once, by the last of these surveys that knows both incomes. One query.
    """
    span = _days_of(report)
    units = descendant_unit_ids([report.unit_id], span.last)
    records = Followup.objects.filter(sort="training", unit__in=units).exclude(state__in=get_kind("followups").void)
    told = FollowupVisit.objects.filter(day__range=(span.first, span.last), record__in=records.values("pk"))
    own = records.filter(pk=OuterRef("record"))
    rows = told.exclude(change=None).annotate(
        household=Subquery(own.values("person")[:1]), group=Subquery(own.values("trained")[:1])
    )
    changes = {
        (group, household): change
        for group, household, change in rows.order_by("day", "pk").values_list("group", "household", "change")
    }
    trained, untrained = (
        mean_of([change for (group, _household), change in changes.items() if group == asked]) for asked in ("yes", "no")
    )
    return trained, untrained


def count_training(report: EffectReport, day: date) -> tuple[int, int]:
    """Count the sessions and the attendances of the unit's classes within the days of a report."""
    span = _days_of(report)
    names = ("sessions", "participants")
    found = compute_figures(get_kind("programmes"), names, span, None, day, unit=report.unit_id).get((), {})
    sessions, attendances = (int(found[name].exact or 0) for name in names)
    return sessions, attendances


def _days_of(report: EffectReport) -> FigureSpan:
    assert report.from_day is not None and report.to_day is not None  # its steps require both
    return FigureSpan(report.from_day, report.to_day)
