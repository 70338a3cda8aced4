"""Somebody's own draft."""

from __future__ import annotations

from luoshi.desk.drafts.models import FormDraft


def own_draft(person: int, record: int, step: str) -> FormDraft | None:
    """Return what a person typed into the form of a step on a record and did not save. One query."""
    return FormDraft.objects.filter(person=person, record=record, step=step).first()
