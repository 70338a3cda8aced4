"""Follow-ups of the line's steps."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.suppression import least_shown
from luoshi.figures.style import decimal_text
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.followups import queries
from luoshi.lines.followups.models import EffectReport, Followup, FollowupSurvey, FollowupVisit
from luoshi.lines.followups.rules import change_of, effect_of, round_outcome

_ = words_now(__name__)


def note_surveys(took: Took[Followup]) -> None:
    """Write what each survey changed and on which days the household was asked; the record shows what the last told."""
    record = took.record
    visits = queries.visits_of(record.pk)
    counted = {visit.day.year: visit for visit in visits if visit.income is not None}  # a household once in a year
    for visit in visits:
        is_counted = counted.get(visit.day.year) is visit
        visit.change = change_of(record.base_income, visit.income) if is_counted else None
    FollowupVisit.objects.bulk_update(visits, ["change"])
    days = {day for day in (record.baseline_on, *(visit.day for visit in visits)) if day is not None}
    FollowupSurvey.objects.filter(record=record.pk).delete()
    FollowupSurvey.objects.bulk_create(FollowupSurvey(record_id=record.pk, day=day) for day in sorted(days))
    last = visits[-1] if visits else FollowupVisit()
    with translation.override(settings.LANGUAGE_CODE):  # tables are in the office's language
        used = [
            _("%(name)s %(amount)s kg") % {"name": row.name, "amount": decimal_text(row.amount)}
            for row in queries.fertilisers_of(record.pk)
        ]
    took.set_fields(
        used="; ".join(used),
        followed_on=last.day,
        technique=last.technique,
        income=last.income,
        new=last.new,
        change=last.change,
    )


def measure_effect(took: Took[EffectReport]) -> None:
    """Write into a report what was done and what came of it; without an outcome it is not issued.

    Raises:
        RecordError: ``guarded``: "outcome missing", with what was done and of how many households a change is known; or
            a mean would tell what too few households earn.
    """
    report = took.record
    sessions, attendances = queries.count_training(report, took.day)
    trained, untrained = queries.mean_changes(report)
    effect = effect_of(trained, untrained)
    if effect is None:
        words = _(
            "Outcome missing: %(sessions)d sessions, %(attendances)d attendances, but a change of income is known of "
            "%(trained)d trained and %(untrained)d untrained households."
        )
        counts = {"sessions": sessions, "attendances": attendances, "trained": trained.n, "untrained": untrained.n}
        remedy = _("Follow up households that were trained and households that were not.")
        raise RecordError("guarded", words % counts, where=str(report), remedy=remedy)
    _refuse_few_households(report, trained.n, untrained.n, least_shown(took.day))
    trained_new, untrained_new = queries.shares_new(report)
    took.set_fields(
        trained_new=round_outcome(trained_new),
        untrained_new=round_outcome(untrained_new),
        sessions=sessions,
        attendances=attendances,
        trained=trained.n,
        trained_change=round_outcome(trained.mean),
        untrained=untrained.n,
        untrained_change=round_outcome(untrained.mean),
        effect=round_outcome(effect),
    )


def _refuse_few_households(report: EffectReport, trained: int, untrained: int, least: int | None) -> None:
    """Refuse a report by which, alone or beside another one, the income of few households would follow.

    Args:
        least: the number of households from which on a mean is told; None: it is not set.

    Raises:
        RecordError: ``guarded``.
    """
    if least is None:
        return
    if (fewest := min(trained, untrained)) < least:
        words = _("A mean of %(n)d households would tell what they earn: it is told of %(least)d and more.")
        remedy = _("Follow up more households before the report is issued.")
        raise RecordError("guarded", words % {"n": fewest, "least": least}, where=str(report), remedy=remedy)
    for other, *told in queries.counted_in_other_reports(report):
        apart = [abs(now - then) for now, then in zip((trained, untrained), told, strict=True)]
        if any(0 < households < least for households in apart):
            words = _(
                "Beside %(other)s, which shares days with it, it would tell what fewer than %(least)d households earn."
            )
            remedy = _("Report on other days.")
            said = {"other": other.number, "least": least}
            raise RecordError("guarded", words % said, where=str(report), remedy=remedy)
