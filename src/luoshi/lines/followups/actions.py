"""Follow-ups of the line's steps."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.followups import queries
from luoshi.lines.followups.models import EffectReport, Followup
from luoshi.lines.followups.rules import effect_of, round_yuan

_ = words_now(__name__)


def note_latest(took: Took[Followup]) -> None:
    """Let the record show what the last survey of the household told."""
    visit = queries.latest_visit(took.record.pk)
    known = (None, "", None, "") if visit is None else (visit.day, visit.technique, visit.income, visit.new)
    followed_on, technique, income, new = known
    before = took.record.base_income
    change = None if income is None or before is None else income - before
    took.set_fields(followed_on=followed_on, technique=technique, income=income, new=new, change=change)


def measure_effect(took: Took[EffectReport]) -> None:
    """Write into a report what was done and what came of it; without an outcome it is not issued.

    Raises:
        RecordError: ``guarded``: "outcome missing", with what was done and of how many households a change is known.
    """
    report = took.record
    sessions, attendances = queries.count_training(report, took.day)
    trained, untrained = queries.mean_changes(report, took.day)
    effect = effect_of(trained, untrained)
    if effect is None:
        words = _(
            "Outcome missing: %(sessions)d sessions, %(attendances)d attendances, but a change of income is known of "
            "%(trained)d trained and %(untrained)d untrained households."
        )
        counts = {"sessions": sessions, "attendances": attendances, "trained": trained.n, "untrained": untrained.n}
        remedy = _("Follow up households that were trained and households that were not.")
        raise RecordError("guarded", words % counts, where=str(report), remedy=remedy)
    took.set_fields(
        sessions=sessions,
        attendances=attendances,
        trained=trained.n,
        trained_change=round_yuan(trained.mean),
        untrained=untrained.n,
        untrained_change=round_yuan(untrained.mean),
        effect=round_yuan(effect),
    )
