"""Stores what columns mean, as part of an answer and under its journal entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from luoshi.base.sheets.heads import SheetHead
from luoshi.plans.columns.models import Columns

Meaning = dict[str, str]  # column index -> field
Stored = dict[str, list[Meaning | None]]  # the former and the new meaning, by the digest of the header


def store_column_meanings(unit: int, head: SheetHead, columns: Mapping[int, str], at: datetime) -> Stored:
    """Remember the meaning of a unit's columns for its next table with this header.

    Returns:
        What ``restore_column_meanings`` takes.
    """
    kept = Columns.objects.filter(unit=unit, head=head.digest).values_list("meaning", flat=True).first()
    meaning = {str(column): name for column, name in columns.items()}
    Columns.objects.update_or_create(unit_id=unit, head=head.digest, defaults={"meaning": meaning, "at": at})
    return {head.digest: [kept, meaning]}


def restore_column_meanings(unit: int, stored: Stored, at: datetime) -> None:
    """Restore the meanings from before an answer, except those that others have given anew since."""
    now = dict(Columns.objects.filter(unit=unit, head__in=list(stored)).values_list("head", "meaning"))
    for head, (was, said) in stored.items():
        if now.get(head) != said:
            continue
        if was is None:
            Columns.objects.filter(unit=unit, head=head).delete()
        else:
            Columns.objects.update_or_create(unit_id=unit, head=head, defaults={"meaning": was, "at": at})
