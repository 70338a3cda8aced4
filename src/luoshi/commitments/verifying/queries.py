"""An actor's verification queue, an office's usual verdicts, and the reports with their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.progress import queries as progress
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.verifying import rules
from luoshi.facts.base.models.target import Target
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.files.queries import attachments_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters import previews
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested, parameter_value
from luoshi.kernel.rights.queries.access import record_relation_condition
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import CHECKING, REPORTED
from luoshi.plans.values.queries import TargetValue, told_in
from luoshi.plans.values.queries import current_targets as targets_now

STATES = (REPORTED, CHECKING)
OWN = _("Luoshi's suggestion: no known rule names a number")
GROUP = _("Verifying")
RETURNED_FOR = "佐证不足以证明完成；数据与佐证不一致；缺少签字盖章；佐证打不开或看不清；佐证与事项无关；未达到要求"
PASSED_WITH = "佐证齐全，与填报一致；已现场核实，情况属实"
REASONS = DeclaredParameter(
    "ledger.return_reasons",
    _("Usual reasons for returning a report, separated by ；, at most nine"),
    rules.parse_usual_phrases,
    group=GROUP,
    unset=_("Luoshi's standard reasons are offered."),
    suggested=(Suggested(RETURNED_FOR, _("Luoshi's suggestion"), _("Six usual reasons")),),
)
FINDINGS = DeclaredParameter(
    "ledger.pass_findings",
    _("Usual findings for passing a report, separated by ；; the first is filled in"),
    rules.parse_usual_phrases,
    group=GROUP,
    unset=_("Luoshi's standard findings are offered."),
    suggested=(Suggested(PASSED_WITH, _("Luoshi's suggestion"), _("Two usual findings")),),
)
PUT_RIGHT = DeclaredParameter(
    "ledger.put_right_days",
    _("Working days within which a returned report is corrected"),
    rules.parse_working_days,
    group=GROUP,
    unset=_("If its original due date is still ahead, it is proposed; otherwise the checker enters a date."),
    suggested=(Suggested("3", OWN), Suggested("5", OWN)),
    preview=previews.preview_workdays,
    words=previews.in_workdays,
)


@dataclass(frozen=True)
class UsualVerdicts:
    """An office's usual verdicts, and its working days for corrections, if set."""

    reasons: Sequence[str]
    findings: Sequence[str]
    workdays: int | None


@dataclass(frozen=True)
class VerificationCase:
    """The report to verify for one commitment, its values by target, its files, and earlier files.

    Attributes:
        source: the journal entry of the values that the report gave.
        values: for each target the newest value and the previous one; either may be missing.
    """

    report: Progress | None
    source: int | None
    values: Sequence[tuple[Target, TargetValue | None, TargetValue | None]]
    files: Sequence[Attachment]
    earlier: Sequence[Attachment]


def may_verify_reports(actor: Actor) -> bool:
    """Check whether the page is in the actor's menu. No query."""
    return Role.SUPERVISOR in actor.roles


def verification_queue(actor: Actor, day: date) -> list[int]:
    """List the commitments that wait for the actor's verification, first reported first. One query."""
    rows = Commitment.objects.filter(_waits(actor, day)).order_by(F("done").asc(nulls_first=True), "pk")
    return list(rows.values_list("pk", flat=True))


def count_waiting(actor: Actor, day: date) -> int:
    """Count those that wait for the actor's verification. One query; none for actors without this task."""
    if not may_verify_reports(actor):
        return 0
    return Record.objects.filter(_waits(actor, day), kind="commitments").count()  # without the commitments' own table


def _waits(actor: Actor, day: date) -> Q:
    desk = get_kind("commitments").rights.by_name["desk"]
    return record_relation_condition(desk, actor, day, of_few=True) & Q(state__in=STATES)


def one_of(pk: int, actor: Actor, day: date) -> Commitment | None:
    """Return a commitment that the actor may read. One query."""
    rows: QuerySet[Any] = readable_records(get_kind("commitments"), actor, day)
    return rows.select_related("unit", "owner__unit", "plan", "desk").filter(pk=pk).first()


def usual_verdicts(desk: int, day: date) -> UsualVerdicts:
    """Return the usual verdicts of the supervising office. Six queries at most."""
    reasons, findings = _value(REASONS, desk, day), _value(FINDINGS, desk, day)
    return UsualVerdicts(
        reasons or rules.parse_usual_phrases(RETURNED_FOR),
        findings or rules.parse_usual_phrases(PASSED_WITH),
        _value(PUT_RIGHT, desk, day),
    )


def _value(parameter: DeclaredParameter, desk: int, day: date) -> Any:
    try:
        return parameter_value(parameter, desk, day)
    except RecordError:
        return None


def verification_case(commitment: Commitment) -> VerificationCase:
    """Return what a commitment reports as done. Seven queries at most."""
    reports = [report for report in progress.commitment_reports(commitment) if report.taken_back_id is None]
    final = next((report for report in reports if report.kind in (Progress.FINAL, Progress.TWIN)), None)
    report = final or next(iter(reports), None)
    said: dict[int, list[TargetValue]] = {}
    targets = targets_now(commitment)
    told = told_in(reports, targets)
    for valid_report in reports:
        for each in told.get(valid_report.pk, ()):
            said.setdefault(each.target.pk, []).append(each)
    values = []
    for target in targets:
        known = said.get(target.pk, [])
        values.append((target, known[0] if known else None, known[1] if len(known) > 1 else None))
    own = {file.pk for file in progress.files_of(report)} if report else set()
    files = list(attachments_of(commitment))
    original = (report.same_as or report) if report else None
    return VerificationCase(
        report,
        original.entry_id if original else None,
        values,
        [file for file in files if file.pk in own],
        [file for file in reversed(files) if file.pk not in own],
    )
