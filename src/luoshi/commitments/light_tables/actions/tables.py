"""Puts a light table in force for a unit and its subtree, from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.locks import Lock, acquire_lock
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.light_tables.queries.tables import may_set
from luoshi.commitments.lights.models import LightTable
from luoshi.commitments.lights.rules.json import to_json
from luoshi.commitments.lights.rules.lights import LightRuleTable, LightTableFault, TooFine, find_table_faults
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.org.tree.models import Unit


def set_table(
    table: LightRuleTable, unit: Unit | None, start: date, source: str, actor: Actor, *, at: datetime
) -> LightTable:
    """Put a table in force for a unit and its subtree (None: for all) from a day on.

    Rows are only added, never changed.

    Raises:
        RecordError: refused (not a supervisor over that unit), incomplete (no source, no name), guarded (a past day;
            the table has gaps or lacks a value).
    """
    if not may_set(actor, unit, timezone.localdate(at)):
        raise RecordError("refused", _("Only those who supervise this unit can set its light rules."))
    check_sent({"name": table.name, "source": source}, None, actor, at=at)
    source, name = source.strip()[:200], table.name.strip()[:60]
    if not source or not name:
        raise RecordError("incomplete", _("Enter the name and the source of the rules."), where="source")
    if start < timezone.localdate(at):
        raise RecordError("guarded", _("Past days keep the rules they had: choose today or a later day."))
    if any(fault.stops for fault in light_table_faults(table)):
        raise RecordError("guarded", _("The rules do not cover some matters, or lack a value: see what is missing."))
    with transaction.atomic():
        acquire_lock(Lock.LIGHTS)
        version = (LightTable.objects.aggregate(last=Max("version"))["last"] or 0) + 1
        said = {"name": name, "from": start, "source": source, "unit": unit, "version": version}
        given = {key: value for key, value in said.items() if value is not None}
        entry = journal_act(f"lights:{unit.pk if unit else 'all'}", "lights.set", actor, given, at=at)
        made = LightTable(unit=unit, start=start, version=version, name=name, source=source, entry=entry)
        made.rules = to_json(table)
        made.save(force_insert=True)
    return made


def light_table_faults(table: LightRuleTable) -> Iterable[LightTableFault]:
    """Return the faults of a table.

    Raises:
        RecordError: guarded: it distinguishes too many cases to check.
    """
    try:
        return find_table_faults(table)
    except TooFine:
        words = _("These rules distinguish so many cases that they cannot be checked for gaps: use fewer bounds.")
        raise RecordError("guarded", words) from None
