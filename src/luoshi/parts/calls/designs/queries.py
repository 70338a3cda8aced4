"""Designed fields of a call, their versions, and what an application lacks of them."""

from __future__ import annotations

from luoshi.kernel.files.queries import attachments_of
from luoshi.parts.calls.answers.rules import DesignedField, list_lacking
from luoshi.parts.calls.models import Application, Call, CallDate, CallField, FormVersion, read_design


def fields_of_call(call: int) -> list[DesignedField]:
    """List the fields of a call as they stand in its rows, in their order. One query."""
    return [row.as_designed() for row in CallField.objects.filter(record=call).order_by("place", "pk")]


def version_of_call(call: Call) -> FormVersion | None:
    """Return the version of a call's fields that is in force; None if it asks for no more. One query."""
    return FormVersion.objects.filter(call=call.pk, n=call.form_version).first() if call.form_version else None


def drafts_of_call(call: int) -> list[Application]:
    """List the applications that were begun for a call and not sent yet, by id. One query."""
    return list(Application.objects.filter(call=call, state="drafted", erased=None).order_by("pk"))


def dates_of_call(call: int) -> list[CallDate]:
    """List what a call announces, by its day. One query."""
    return list(CallDate.objects.filter(record=call).order_by("to_day", "place", "pk"))


def lacking_fields(application: Application) -> list[DesignedField]:
    """List the designed fields that an application must still answer before it is sent. At most three queries."""
    design = read_design(application)
    if not design:
        return []
    asks_files = any(asked.sort == "file" for asked in design)
    files = attachments_of(application).values_list("evidence__sha256", flat=True) if asks_files else ()
    return list_lacking(design, application.answers, set(files))
