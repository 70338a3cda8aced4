"""Follow-ups by which the fields of a call are checked, fixed as a version, carried into drafts, and copied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record, Row
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.calls.answers.rules import DesignedField, carry_answers, design_faults, digest_fields, fields_as_data
from luoshi.parts.calls.designs import queries
from luoshi.parts.calls.models import Call, CallCondition, CallDate, CallField, CallQuota, FormVersion

_ = words_now(__name__)

COPIED: tuple[type[Row], ...] = (CallQuota, CallCondition, CallField, CallDate)


def refuse_faulty_design(took: Took[Call]) -> None:
    """Refuse fields of a call that nobody could fill in.

    Raises:
        RecordError: ``guarded``; names each field.
    """
    faults = design_faults(queries.fields_of_call(took.record.pk))
    words = {
        "twice": _("“%(label)s” stands there twice."),
        "options": _("“%(label)s” has fewer than two choices."),
        "columns": _("The table “%(label)s” has no columns."),
        "column": _("“%(label)s” has a column of an unknown sort: text, number, money or day."),
        "repeated": _("“%(label)s” has two choices or columns of one name."),
    }
    if faults:
        said = " ".join(words[code] % {"label": label} for code, label in faults)
        raise RecordError("guarded", said, where=str(took.record), remedy=_("Correct the fields of the call."))


def publish_design(took: Took[Call]) -> None:
    """Fix the fields of a call as its first version when it is published; one without fields has none."""
    fields = queries.fields_of_call(took.record.pk)
    if fields:
        _keep_version(took, fields)


def lock_drafts(record: Record, given: Mapping[str, object]) -> None:
    """Lock the drafts of a call before the call: who sends one locks them in this order."""
    Record.lock([draft.pk for draft in queries.drafts_of_call(record.pk)])


def change_design(took: Took[Call]) -> None:
    """Fix the changed fields as a new version, and carry every draft over to it; whoever writes one is told.

    What was sent already stays under the version of its sending.
    """
    call = took.record
    version = queries.version_of_call(call)
    before = version.as_designed() if version is not None else []
    fields = queries.fields_of_call(call.pk)
    if digest_fields(fields) == (version.digest if version is not None else digest_fields([])):
        return
    _keep_version(took, fields)
    for draft in queries.drafts_of_call(call.pk):
        answers = carry_answers(before, fields, draft.answers)
        take(draft, "carry", PROGRAM, {"answers": answers}, at=took.at, within=True)


def _keep_version(took: Took[Call], fields: list[DesignedField]) -> None:
    call, digest = took.record, digest_fields(fields)
    n = (call.form_version or 0) + 1
    FormVersion.objects.create(call_id=call.pk, n=n, fields=fields_as_data(fields), digest=digest, at=took.at)
    took.write()
    take(call, "fix_fields", PROGRAM, {"form_version": n, "form_head": digest}, at=took.at, within=True)


def copy_call(took: Took[Call]) -> None:
    """Copy places, conditions, fields and days from the call after which this one is prepared.

    Its days move on by as many years as lie between the two.
    """
    call = took.record
    assert call.like_id is not None
    before = Call.objects.get(pk=call.like_id)
    years = (call.year or 0) - (before.year or 0) if call.year and before.year else 0
    counts = {}
    for model in COPIED:
        rows = list(model._default_manager.filter(record=before.pk).order_by("place", "pk"))
        for row in rows:
            row.pk, row.record_id = None, call.pk
            if isinstance(row, CallDate):
                row.from_day = _years_on(row.from_day, years) if row.from_day else None
                row.to_day = _years_on(row.to_day, years)
        model._default_manager.bulk_create(rows)
        counts[model.__name__] = len(rows)
    take(call, "copied", PROGRAM, {"like": before.number, **counts}, at=took.at, within=True)


def _years_on(day: date, years: int) -> date:
    """Return the same day some years later; of 29 February the 28th, where the year has no such day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
