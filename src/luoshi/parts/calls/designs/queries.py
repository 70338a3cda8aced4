"""Designed fields of a call, their versions, and what an application lacks of them."""

from __future__ import annotations

from collections.abc import Collection

from luoshi.kernel.files.models import Attachment
from luoshi.parts.calls.answers.rules import DesignedField, list_lacking
from luoshi.parts.calls.models import Application, Call, CallField, FormVersion


def fields_of_call(call: int) -> list[DesignedField]:
    """List the fields of a call as they stand in its rows, in their order. One query."""
    return [row.as_designed() for row in CallField.objects.filter(record=call).order_by("place", "pk")]


def version_of_call(call: Call) -> FormVersion | None:
    """Return the version of a call's fields that is in force; None if it asks for no more. One query."""
    return FormVersion.objects.filter(call=call.pk, n=call.form_version).first() if call.form_version else None


def drafts_of_call(call: int) -> list[Application]:
    """List the applications that were begun for a call and not sent yet, by id. One query."""
    return list(Application.objects.filter(call=call, state="drafted", erased=None).order_by("pk"))


def lacking_fields(application: Application) -> list[DesignedField]:
    """List the designed fields that an application must still answer before it is sent. At most three queries."""
    return lacking_by_application([application])[application.pk]


def lacking_by_application(applications: Collection[Application]) -> dict[int, list[DesignedField]]:
    """List by application the designed fields that it must still answer. At most three queries."""
    wanted = {application.pk: (application.call_id, application.design_version) for application in applications}
    calls = {call for call, n in wanted.values() if n}
    versions = (
        FormVersion.objects.filter(call__in=calls, n__in={n for _call, n in wanted.values() if n}) if calls else ()
    )
    designs = {(version.call_id, version.n): version.as_designed() for version in versions}
    with_files = [
        application.pk
        for application in applications
        if any(asked.sort == "file" for asked in designs.get(_key(wanted[application.pk]), ()))
    ]
    attached: dict[int, set[str]] = {}
    if with_files:
        rows = Attachment.objects.filter(record__in=with_files)
        for record, sha256 in rows.values_list("record", "evidence__sha256"):
            attached.setdefault(record, set()).add(sha256)
    return {
        application.pk: list_lacking(
            designs.get(_key(wanted[application.pk]), ()), application.answers, attached.get(application.pk, set())
        )
        for application in applications
    }


def _key(wanted: tuple[int | None, int | None]) -> tuple[int, int]:
    return (wanted[0] or 0, wanted[1] or 0)
