"""Keeping and removing drafts of forms. They are no acts: the journal knows nothing of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.desk.drafts.models import FormDraft
from luoshi.evidence.received.rules import markings
from luoshi.kernel.kinds.models import Record

LARGEST = 200_000  # characters of one draft
MOST = 50  # drafts of one person
KEPT_DAYS = 14


def keep_draft(
    record: Record, step: str, person: int, typed: Mapping[str, Sequence[str]], version: int, *, at: datetime
) -> None:
    """Keep what a person has typed into a form, in the place of what was kept before.

    Callers must have checked that the person may take the step. Of several requests at once the last one stands.

    Raises:
        RecordError: ``marked``: it bears a secrecy marking, and what was kept before is removed too; ``incomplete``:
            it is too much to keep.
    """
    if any(markings.in_typed(words) for words in (word for field in typed.values() for word in field)):
        discard_draft(record.pk, step, person)
        raise RecordError("marked", _("It bears a secrecy marking: nothing of it is kept."), where=record.number)
    words = json.dumps(typed, ensure_ascii=False, sort_keys=True)
    if len(words) > LARGEST:
        raise RecordError("incomplete", _("It is too long to be kept as a draft: save it."), where=record.number)
    with transaction.atomic():
        FormDraft.objects.update_or_create(
            person_id=person, record_id=record.pk, step=step, defaults={"typed": words, "version": version, "at": at}
        )
        older = FormDraft.objects.filter(person=person).order_by("-at", "-pk").values_list("pk", flat=True)[MOST:]
        if surplus := list(older):
            FormDraft.objects.filter(pk__in=surplus).delete()


def discard_draft(record: int, step: str, person: int) -> None:
    """Remove a draft: its form was saved, or its author does not want it."""
    with transaction.atomic():
        FormDraft.objects.filter(record=record, step=step, person=person).delete()


def forget_drafts(record: Record) -> None:
    """Remove the drafts about a record whose content is erased."""
    FormDraft.objects.filter(record=record.pk).delete()


def forget_drafts_of(person: int) -> None:
    """Remove all drafts of a person who is erased."""
    FormDraft.objects.filter(person=person).delete()


def remove_old_drafts(at: datetime) -> None:
    """Remove the drafts that nobody has touched for two weeks."""
    with transaction.atomic():
        FormDraft.objects.filter(at__lt=at - timedelta(days=KEPT_DAYS)).delete()
