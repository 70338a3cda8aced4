"""What was done and what came of it, for a report."""

from __future__ import annotations

from datetime import date

from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.followups.models import EffectReport, FollowupVisit
from luoshi.lines.followups.rules import MeanChange


def latest_visit(followup: int) -> FollowupVisit | None:
    """Return the last survey of a household by its day, of one day the later entered."""
    return FollowupVisit.objects.filter(record=followup).order_by("-day", "-pk").first()


def mean_changes(report: EffectReport, day: date) -> tuple[MeanChange, MeanChange]:
    """Return the change of the trained and of the untrained whom the unit asked last within the days of a report."""
    span = _days_of(report)
    names = ("trained_change", "untrained_change")
    found = compute_figures(get_kind("followups"), names, span, None, day, unit=report.unit_id).get((), {})
    trained, untrained = (MeanChange(found[name].n, found[name].exact) for name in names)
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
