"""The job that writes which lots have expired."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.parts.lots import actions
from luoshi.parts.lots.models import LotMove
from luoshi.parts.lots.part import Lots


def expire_lots(at: datetime) -> None:
    """Write what has expired, each lot on its first day after; whoever uses lots in between writes it first.

    One transaction for each lot. A lot of which nobody knows how long it is valid stays.
    """
    day = timezone.localdate(at)
    for kind in list_kinds():
        for part in kind.every(Lots):
            moved = LotMove.objects.values("lot")
            past = kind.record._default_manager.filter(**{f"{part.last}__lt": day, "pk__in": moved}).order_by("pk")
            for pk in past.values_list("pk", flat=True):
                _expire_lot(kind, part, pk, day)


def _expire_lot(kind: CompiledKind, part: Lots, pk: int, day: date) -> None:
    with transaction.atomic():
        holder = part.holder(kind.record._default_manager.get(pk=pk))
        Record.lock([holder])
        Record.lock([pk])
        record = kind.record._default_manager.get(pk=pk)
        try:
            standing = part.list_lots([record])
        except RecordError:
            return
        actions.write_expired(standing, holder, day)
