"""What the API returns for a commitment besides its fields: targets with the values reached, and reports."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from luoshi.commitments.progress import queries as progress
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.reporting.forms.reporting import VALUE, format_share_input
from luoshi.figures.written_units import own_unit
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.language.parts import Answer
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.narrowing import narrow_record
from luoshi.org.api.responses import ApiModel, Ref
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values.queries import TargetValue, all_edition_targets, current_targets, told_in
from luoshi.plans.values.queries import latest_target_values as known_of


class TargetOut(ApiModel):
    """A value that a commitment promises, and the value last reported of it; exact decimals are text."""

    id: int
    field: str = Field(description=N_("The name under which a report gives the value that was reached."))
    quote: str
    indicator: str
    value: str
    upper: str | None = Field(description=N_("The upper end of a range."))
    unit: str = Field(description=N_("Unit of measure"))
    asked_in: str = Field(description=N_("The unit of measure of reports, as in the plan: 万元."))
    bound: str
    period: str
    reached: str | None = Field(description=N_("The value last reported."))
    reported: date | None = Field(description=N_("Reported on"))


class QuarterOut(ApiModel):
    """The reports owed in a quarter, for a commitment that reports in more than one quarter."""

    year: int
    quarter: int = Field(description=N_("Its number in the year, from 1."))
    due: list[date]
    owed: int
    reported: int
    missing: bool = Field(description=N_("A report of this quarter is missing."))
    late: bool = Field(description=N_("A report of this quarter came late."))


class ValueOut(ApiModel):
    """The value that a report gives for a target, which an amendment may have ended since."""

    target: int
    value: str


class ReportOut(ApiModel):
    """One report; one that was taken back stays, and says so."""

    id: int
    kind: str
    unit: Ref
    day: date
    words: str
    effect: str
    obstacles: str
    following: str
    values: list[ValueOut]
    reached: str = Field(description=N_("Percentage of the whole; empty if not given."))
    count: int | None = Field(description=N_("How many times it was done in the period."))
    told_by: str
    signer: str = Field(description=N_("The head of the unit who signed it."))
    taken_back: bool
    files: list[str]


def _targets(record: Record) -> list[dict[str, object]]:
    """Return the targets of the edition in force with the values reached. Five queries at most."""
    commitment = narrow_record(record, Commitment)
    found = current_targets(commitment)
    known = known_of(found, {commitment.pk: commitment.unit_id})
    return [
        {
            "id": target.pk,
            "field": f"{VALUE}{target.pk}",
            "quote": target.quote,
            "indicator": target.words,
            "value": plain_text(target.value),
            "upper": None if target.upper is None else plain_text(target.upper),
            "unit": target.unit,
            "asked_in": own_unit(target.quote, target.unit).unit,
            "bound": target.bound,
            "period": target.period,
            "reached": plain_text(known[target.pk].value) if target.pk in known else None,
            "reported": known[target.pk].day if target.pk in known else None,
        }
        for target in found
    ]


def _reports(record: Record) -> list[dict[str, object]]:
    """Return all reports, newest first. Four queries."""
    commitment = narrow_record(record, Commitment)
    found = progress.commitment_reports(commitment)
    told = told_in(found, all_edition_targets(commitment))
    return [_report(report, told.get(report.pk, [])) for report in found]


def _quarters(record: Record) -> list[dict[str, object]]:
    """Return the state of each quarter as of today. Three queries."""
    commitment = narrow_record(record, Commitment)
    return [
        {
            "year": quarter.year,
            "quarter": quarter.number,
            "due": list(quarter.dues),
            "owed": quarter.owed,
            "reported": quarter.reported,
            "missing": quarter.missing,
            "late": quarter.late,
        }
        for quarter in progress.reports_due_by_quarter(commitment, timezone.localdate())
    ]


def _report(one: Progress, told: list[TargetValue]) -> dict[str, object]:
    return {
        "id": one.pk,
        "kind": one.kind,
        "unit": {"id": one.unit_id, "name": str(one.unit)},
        "day": one.day,
        "words": one.words,
        "effect": one.effect,
        "obstacles": one.obstacles,
        "following": one.following,
        "values": [{"target": value.target.pk, "value": plain_text(value.value)} for value in told],
        "reached": format_share_input(one.reached),
        "count": one.count,
        "told_by": one.told_by,
        "signer": one.signer,
        "taken_back": one.taken_back_id is not None,
        "files": [file.name for file in progress.files_of(one)],
    }


ANSWERS = (
    Answer("targets", _("Its targets, and the values reached."), list[TargetOut], _targets),
    Answer("quarters", _("The reports owed by quarter, and whether they were made."), list[QuarterOut], _quarters),
    Answer("reports", _("Its progress reports, newest first."), list[ReportOut], _reports),
)
