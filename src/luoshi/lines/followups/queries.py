"""What was done and what came of it, for a report."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db.models import OuterRef, Q, QuerySet, Subquery

from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.followups.models import EffectReport, Followup, FollowupFertiliser, FollowupVisit
from luoshi.lines.followups.rules import MeanChange, change_of, mean_change, share_of_yes
from luoshi.org.actors.queries import descendant_unit_ids


def visits_of(followup: int) -> list[FollowupVisit]:
    """Return the later surveys of a household by their days, of one day the later entered last."""
    return list(FollowupVisit.objects.filter(record=followup).order_by("day", "pk"))


def fertilisers_of(followup: int) -> list[FollowupFertiliser]:
    """Return the fertilisers that a household used. One query."""
    return list(FollowupFertiliser.objects.filter(record=followup).order_by("place", "pk"))


def mean_changes(report: EffectReport) -> tuple[MeanChange, MeanChange]:
    """Return the change of income of the trained and of the untrained within the days of a report. Three queries."""
    groups = _last_visits(report, Q(income__isnull=False, record__in=_with_base().values("pk")))
    before = Followup.objects.in_bulk({visit.record_id for visits in groups for visit in visits})
    changes = ([change_of(before[visit.record_id].base_income, visit.income) for visit in visits] for visits in groups)
    trained, untrained = (mean_change([change for change in told if change is not None]) for told in changes)
    return trained, untrained


def shares_new(report: EffectReport) -> tuple[Fraction | None, Fraction | None]:
    """Return which part of either group introduced something new within the days of a report, in per cent. Two queries.

    None: of nobody is it known.
    """
    trained, untrained = (share_of_yes([visit.new for visit in visits]) for visits in _last_visits(report, ~Q(new="")))
    return trained, untrained


def counted_in_other_reports(report: EffectReport) -> list[tuple[EffectReport, int, int]]:
    """Return the issued reports that share days with a report, with how many of either group each told of.

    One query.
    """
    issued = EffectReport.objects.filter(state="issued", from_day__lte=report.to_day, to_day__gte=report.from_day)
    return [(other, other.trained or 0, other.untrained or 0) for other in issued.exclude(pk=report.pk).order_by("pk")]


def _with_base() -> QuerySet[Followup]:
    """Select the surveys of training whose first survey told an income."""
    return Followup.objects.filter(sort="training", base_income__isnull=False)


def _last_visits(report: EffectReport, known: Q) -> tuple[list[FollowupVisit], list[FollowupVisit]]:
    """Return the last surveys of trained and untrained households by the unit, within the days of a report.

    Each household has one, the last of those that tell what is asked (``known``).
    """
    span = _days_of(report)
    units = descendant_unit_ids([report.unit_id], span.last)
    records = Followup.objects.filter(sort="training", unit__in=units).exclude(state__in=get_kind("followups").void)
    told = FollowupVisit.objects.filter(known, day__range=(span.first, span.last), record__in=records.values("pk"))
    own = records.filter(pk=OuterRef("record"))
    rows = told.annotate(household=Subquery(own.values("person")[:1]), group=Subquery(own.values("trained")[:1]))
    last = {
        (group, household): pk
        for group, household, pk in rows.order_by("day", "pk").values_list("group", "household", "pk")
    }
    visits = FollowupVisit.objects.in_bulk(last.values())
    trained, untrained = (
        [visits[pk] for (group, _household), pk in last.items() if group == asked] for asked in ("yes", "no")
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
