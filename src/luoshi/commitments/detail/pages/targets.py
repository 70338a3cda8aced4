"""The card of a commitment's targets: what is promised, what is reached of it, and how it went."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.rules.attainment import LIMITS, WHOLE, attained_share, target_shortfall
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.queries import commitment_reports
from luoshi.facts.base.models.target import Target
from luoshi.figures.plotting import SPARK, spark_points
from luoshi.figures.written_units import own_unit
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.narrowing import narrow_record
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values.queries import TargetValue, current_targets, latest_target_values, told_in

PANEL_TARGETS = 5  # beside a list; the page has all


def target_cards(
    commitment: Commitment, reports: Collection[Progress], told: Mapping[int, Sequence[TargetValue]]
) -> list[dict[str, object]]:
    """Return the card of the targets in force, if there are any. Two queries, three if something was reported.

    Args:
        reports: its reports, newest first; ``told``: the values of each, by report id.
    """
    found = current_targets(commitment)
    if not found:
        return []
    last = latest_target_values(found, {commitment.pk: commitment.unit_id})
    courses = target_courses(reports, told)
    rows = [_row(target, last.get(target.pk), courses.get(target.pk, [])) for target in found]
    card = {"id": "targets", "title": _("Targets"), "count": len(rows), "rows": rows}
    return [{**card, "template": "ledger/_target_card.html"}]


def panel_target_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return the targets in force as the panel beside a list shows them, if there are any: as who reads the record.

    Seven queries at most, one more if an indicator is reported by other periods than the year to date.
    """
    commitment = narrow_record(record, Commitment)
    found = current_targets(commitment)
    if not found:
        return []
    shown = found[:PANEL_TARGETS]
    last = latest_target_values(shown, {commitment.pk: commitment.unit_id})
    reports = commitment_reports(commitment)
    courses = target_courses(reports, told_in(reports, shown))
    rows = [_row(target, last.get(target.pk), courses.get(target.pk, [])) for target in shown]
    card = {"title": _("Targets"), "count": len(found), "rows": rows, "more": len(found) - len(shown)}
    return [{**card, "template": "ledger/_panel_targets.html", "url": f"{commitment.get_absolute_url()}#targets"}]


def target_courses(
    reports: Collection[Progress], told: Mapping[int, Sequence[TargetValue]]
) -> dict[int, list[Decimal]]:
    """Return the values reported for each target, oldest first, without reports that were taken back. No query."""
    found: dict[int, list[Decimal]] = {}
    for report in sorted(reports, key=lambda report: (report.day, report.pk)):
        if not report.taken_back_id:
            for value in told.get(report.pk, ()):
                found.setdefault(value.target.pk, []).append(value.value)
    return found


def _row(target: Target, last: TargetValue | None, course: Sequence[Decimal]) -> dict[str, object]:
    share = None if last is None else attained_share(target.bound, target.aspect, target.value, last.value)
    percent = "" if share is None else f"{min(share, WHOLE) // 100}.{min(share, WHOLE) % 100:02}"
    bound = str(code_labels.BOUNDS.get(target.bound, target.bound))
    return {
        "words": target.words or target.quote,
        "target": target.quote,
        "bound": "" if target.bound == "eq" or bound in target.quote else bound,
        "value": "—" if last is None else code_labels.format_target_value(target, last.value),
        "reached": format_target_shortfall(target, last),
        "day": "" if last is None else last.day.isoformat(),
        "percent": percent,
        "share": "" if share is None else f"{share // 100}.{share % 100:02}%",
        "points": spark_points(course, *SPARK),
        "course": "、".join(code_labels.format_target_value(target, value) for value in course),
    }


def format_target_shortfall(target: Target, last: TargetValue | None) -> str:
    """Format the value last reported, and by how much it misses the target."""
    if last is None:
        return "—"
    value = code_labels.format_target_value(target, last.value)
    lack = target_shortfall(target.bound, target.aspect, target.value, last.value)
    if lack is None:
        return value
    words = _("%(value)s, %(n)s over") if target.bound in LIMITS else _("%(value)s, short by %(n)s")
    if not lack or target.aspect == "rank":
        words = _("%(value)s, not met")
    return words % {"value": value, "n": own_unit(target.quote, target.unit).figure(lack)}
