"""Entries, seals and ways round the triggers, for the tests of the journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from appeal_factory import appeal
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.append_only import KEPT
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.seals import seal_waiting
from luoshi.evidence.journal.models import Entry, Seal
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from office import NOW, Office

WORDS = "周末孩子没有去处"  # as appeal_factory says them


def write(count: int, at: datetime = NOW) -> list[Entry]:
    """Entries about nothing in particular, waiting for their seals."""
    with transaction.atomic():
        return [
            journal_act(f"unit:{n}", "unit.note", PROGRAM, {"第": n}, at=at + timedelta(seconds=n))
            for n in range(count)
        ]


def numbers() -> list[tuple[int, int]]:
    """Each seal's number and entry, in order of number."""
    return list(Seal.objects.order_by("number").values_list("number", "entry_id"))


def sealed(count: int) -> list[Entry]:
    """So many entries with their seals, numbered from 1."""
    found = write(count)
    while seal_waiting():
        pass
    return found


def lift() -> None:
    """Take every append-only trigger away, as one does who means to tamper."""
    for kept in KEPT:
        for event in ("update", "delete", "truncate"):
            on = f" ON {kept.table}" if connection.vendor == "postgresql" else ""
            run(f"DROP TRIGGER IF EXISTS {kept.table}_no_{event}{on}")


def run(sql: str, *values: Any) -> int:
    """SQL past the program; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def loosely(*statements: str) -> None:
    """SQL with foreign keys not looked at, so that rows can vanish from under others."""
    if connection.vendor == "sqlite":
        run("PRAGMA defer_foreign_keys = ON")
        for statement in statements:
            run(statement)
        return
    run("SET session_replication_role = replica")
    for statement in statements:
        run(statement)
    run("SET session_replication_role = DEFAULT")


def answered(office: Office) -> Appeal:
    """An appeal that went to 县科协 and was answered there."""
    record = appeal(office)
    take(
        record,
        "assign",
        office.actor("supervisor"),
        {"grade": "ordinary", "unit": office.units["kexie"].pk},
        at=NOW,
    )
    return take(record, "answer", office.actor("clerk"), {"answer": "列入今年为民办实事计划"}, at=NOW).record  # type: ignore[return-value]


def closed(office: Office, at: datetime = NOW) -> Appeal:
    """An appeal that is through."""
    record = answered(office)
    take(record, "tell", office.actor("clerk"), {"told": NOW.date().isoformat(), "how": "电话"}, at=NOW)
    return take(record, "close", office.actor("supervisor"), {"mark": "4"}, at=at).record  # type: ignore[return-value]


def codes(found: Iterable[Any]) -> list[tuple[str, int]]:
    """Findings by code and number."""
    return [(entry_code.code, entry_code.number) for entry_code in found]
