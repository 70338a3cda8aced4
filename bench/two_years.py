"""An office of 5,000 units with 100,000 commitments and two years of work, all invented.

Half of the commitments are of last year and over, half of this year and in every state that work leaves. Each has its
duties with a due date a quarter, the entries of its steps and its reports; half are spread over the villages.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import application_pages
import ledger_made
from application import as_served
from databases import KEPT, make_tables
from raw_inserts import insert_select

ROOT = Path(__file__).resolve().parent.parent
AT = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
QUARTERS = [(2025, 3, 31), (2025, 6, 30), (2025, 9, 30), (2025, 12, 31)]
QUARTERS += [(2026, 3, 31), (2026, 6, 30), (2026, 9, 30), (2026, 12, 31)]
THIS_YEAR = ("running", "running", "running", "running", "running", "issued", "reported", "verified", "returned",
             "suspended", "closed", "closed")  # fmt: skip
LAST_YEAR = ("closed", "closed", "closed", "carried", "cancelled", "archived")
LATE = 4  # one in so many has not sent the last report that was due


@dataclass(frozen=True)
class Ground:
    """The ids that addresses and SQL by hand name: units, the clerk's post, a plan, a commitment of the clerk's."""

    county: int
    kexie: int
    desk: int
    plan: int
    commitment: int
    posts: dict[str, int]  # by user name


def prepare_office(commitments: int, units: int, *, migrated: bool = False) -> Ground:
    """Make the office, or use the one that a kept database holds; the lights of the day are stored then.

    Args:
        commitments: how many, in ten plans; units: how many beneath the county. Both are ignored where it is there.
        migrated: its tables are made by the migrations, as a server demands, which takes longer than from the models.
    """
    import django

    sys.path.insert(0, str(ROOT / "tests"))
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    made = "records_record" in connection.introspection.table_names()
    if KEPT or migrated:
        call_command("migrate", verbosity=0)  # one that was kept may be of an older version
    else:
        make_tables()
    if not made:
        import office

        built = office.build()
        application_pages.villages(built, units)
        built.first_plan = ledger_made.commitments(built, commitments)[0].pk
        give_two_years(built)
        as_served()  # afterwards, since from here on each changed row is signed
    seal_entries()
    store_lights()
    return find_ground()


def seal_entries() -> None:
    """Give the entries that were written past the actions a seal each, with a digest of nothing and a number below 0.

    Each page prints the last seal of the day before: a database that has a hundred seals to 750,000 entries looks for
    it in another way. The numbers from 1 on are the sealer's.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_seal (number, entry_id, leaf, head)"
            " SELECT -ROW_NUMBER() OVER (ORDER BY id DESC), id, %s, %s"
            " FROM records_entry e WHERE NOT EXISTS (SELECT 1 FROM records_seal WHERE entry_id = e.id)"
            " AND NOT EXISTS (SELECT 1 FROM records_unsealed WHERE entry_id = e.id)",
            [bytes(32), bytes(32)],
        )


def store_lights() -> None:
    """Store the lights of the day, as the worker does."""
    from luoshi.commitments.lights.actions import refresh_lights

    for _batch in refresh_lights(AT):
        pass
    count_rows()


def count_rows() -> None:
    """Let the database count its rows, as autovacuum or the program's nightly work does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def find_ground() -> Ground:
    """Find the ids in the database."""
    from luoshi.org.actors.models import Tenure
    from luoshi.org.tree.models import Unit
    from luoshi.plans.base.models.commitment import Commitment
    from luoshi.plans.base.models.plan import Plan

    names = {"county": "云岭县", "kexie": "云岭县科学技术协会", "desk": "云岭县督查室"}
    units = {key: Unit.objects.get(name=name).pk for key, name in names.items()}
    own = Commitment.objects.filter(unit=units["kexie"], state="running").order_by("pk")
    posts = dict(Tenure.objects.values_list("person__user__username", "post"))
    return Ground(plan=Plan.objects.order_by("pk")[0].pk, commitment=own[0].pk, posts=posts, **units)


def give_two_years(built: Any) -> None:
    """Give the commitments a year each, states, duties, due dates, entries, reports, messages, by some statements."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        _states(cursor, built)
        _duties(cursor)
        _said(cursor, built)
    count_rows()


OURS = "kind = 'commitments'"
LAST, THIS = "id %% 2 = 0", "id %% 2 = 1"


def _states(cursor: Any, built: Any) -> None:
    from luoshi.org.tree.models import Unit

    cursor.execute("UPDATE records_record SET state = 'published' WHERE kind = 'plans'")
    first = Unit.objects.filter(code__startswith="V").order_by("pk").values_list("pk", flat=True)[0]
    count = Unit.objects.filter(code__startswith="V").count()
    cursor.execute(f"UPDATE records_record SET unit_id = %s + (id / 4) %% %s WHERE {OURS} AND (id / 2) %% 2 = 0",
                   [first, count])  # fmt: skip
    closed = datetime(2025, 12, 20, 2, 0, tzinfo=UTC)
    for year, part, states in ((2025, LAST, LAST_YEAR), (2026, THIS, THIS_YEAR)):
        for place, state in enumerate(states):
            which = f"{OURS} AND {part} AND (id / 8) %% {len(states)} = {place}"
            over = state in ("closed", "carried", "cancelled", "archived")
            owed = date(2026, 12, 31) if state in ("running", "issued", "returned") else None
            cursor.execute(
                f"UPDATE records_record SET state = %s, closed = %s, due = %s, opened = %s WHERE {which}",
                [state, closed if over else None, owed, datetime(year, 1, 20, 2, 0, tzinfo=UTC)],
            )
    cursor.execute(
        f"UPDATE records_record SET owner_id = %s WHERE {OURS} AND unit_id = %s AND state = 'running' AND id %% 3 = 0",
        [built.posts["clerk"].pk, built.units["kexie"].pk],
    )
    for year, part in ((2025, LAST), (2026, THIS)):
        last, own = date(year, 12, 31), part.replace("id", "record_ptr_id")
        cursor.execute(
            "UPDATE ledger_commitment SET until = %s, first_due = %s, binds = %s, planned = %s, begins = %s, ends = %s,"
            f" issued = %s, accepted = %s, reached = record_ptr_id %% 11000 WHERE {own}",
            [last, last, last, last, year * 12 + 1, year * 12 + 12, date(year, 2, 1), date(year, 2, 3)],
        )
    for state in ("reported", "verified", "closed", "archived"):
        cursor.execute(
            "UPDATE ledger_commitment SET done = %s WHERE record_ptr_id IN"
            f" (SELECT id FROM records_record WHERE {OURS} AND state = %s)",
            [date(2025, 12, 15), state],
        )
    owed = "(SELECT id FROM records_record WHERE kind = 'commitments' AND state IN ('running', 'issued', 'returned'))"
    for late, due in ((True, date(2026, 9, 30)), (False, date(2026, 12, 31))):
        turn = f"(record_ptr_id / 16) %% {LATE} {'=' if late else '<>'} 0"
        cursor.execute(
            f"UPDATE ledger_commitment SET pressing = %s, report_due = %s WHERE {turn} AND record_ptr_id IN {owed}",
            [due, due],
        )
        turn = turn.replace("record_ptr_id", "id")
        cursor.execute(f"UPDATE records_record SET due = %s WHERE {turn} AND id IN {owed}", [due])


def _duties(cursor: Any) -> None:
    """Both duties of each, a report a quarter; what is owed no more is met or dropped."""
    from luoshi.dates.workdays import previous_work
    from luoshi.kernel.duties.models import Duty, Occurrence
    from luoshi.kernel.duties.rules.periods import period_key

    sql, rest = insert_select(
        Duty,
        {"record_id": "id", "name": "%s", "unit_id": "unit_id", "rule": "'{}'", "unset": "''", "start": _date()},
    )
    for name in ("deliver", "report"):
        cursor.execute(f"{sql} FROM records_record WHERE {OURS}", [name, date(2025, 1, 20), *rest])
    day = _date()
    given = {
        "duty_id": "d.id", "unit_id": "d.unit_id", "name": "%s", "first": _date(), "last": _date(), "due": _date(),
        "first_due": _date(), "times": "1", "provisional": "%s", "in_period": "%s",
        "settled": f"CASE WHEN {{met}} THEN {day} END", "settled_work": f"CASE WHEN {{met}} THEN {day} END",
        "dropped": f"CASE WHEN {{gone}} THEN {day} END",
    }  # fmt: skip
    head, rest = insert_select(Occurrence, given)
    insert = (
        f"{head} FROM records_duty d JOIN records_record r ON r.id = d.record_id"
        " WHERE d.name = %s AND r.kind = 'commitments' AND r.{part}"
    )
    over = "r.closed IS NOT NULL"
    for quarter in QUARTERS:
        due = date(*quarter)
        first = date(due.year, due.month - 2, 1)
        part = LAST if due.year == 2025 else THIS
        if due <= AT.date():
            late = f"(r.id / 16) %% {LATE} = 0 AND NOT {over}" if due == date(2026, 9, 30) else "r.id < 0"
            met, gone = f"NOT ({late})", "r.id < 0"
        else:
            met, gone = "r.id < 0", f"{over} OR r.state IN ('reported', 'verified', 'suspended')"
        sql = insert.format(met=met, gone=gone, part=part)
        before = due - timedelta(days=3)
        values = [due, due, False, False, before, previous_work(before), before]
        cursor.execute(sql, [period_key(first, due), first, due, *values, *rest, "report"])
        if due.month == 12:
            done = f"{over} OR r.state IN ('reported', 'verified')"
            sql = insert.format(met=done, gone="r.state = 'suspended'", part=part)
            cursor.execute(sql, ["", None, None, *values, *rest, "deliver"])


def _date() -> str:
    from django.db import connection

    return "CAST(%s AS date)" if connection.vendor == "postgresql" else "%s"


def _said(cursor: Any, built: Any) -> None:
    """The entries of the steps, four reports of each year that is over, three of this, and messages."""
    from luoshi.commitments.progress.models import Progress
    from luoshi.evidence.journal.models import Entry
    from luoshi.kernel.messages.models import Message

    columns = {
        "at": "%s", "person_id": "%s", "actor": "'person:1 post:1'", "record_id": "id", "version": "%s",
        "subject": "'commitments:' || id", "step": "%s", "payload_hash": "%s",
    }  # fmt: skip
    entry, rest = insert_select(Entry, columns)
    entry += f" FROM records_record WHERE {OURS} AND "
    people = {name: built.people[name].pk for name in ("supervisor", "clerk")}
    for year, part in ((2025, LAST), (2026, THIS)):
        steps = [("list", "supervisor", 1, 20), ("issue", "supervisor", 2, 1), ("accept", "clerk", 2, 3),
                 ("take_up", "clerk", 2, 3), *(("report", "clerk", month, 28) for month in (3, 6, 9, 12))]  # fmt: skip
        for version, (step, who, month, day) in enumerate(steps, 1):
            at = datetime(year, month, day, 2, 0, tzinfo=UTC)
            if at < AT:
                cursor.execute(entry + part, [at, people[who], version, step, "0" * 64, *rest])
    cursor.execute(
        "INSERT INTO records_payload (entry_id, data) SELECT id, %s FROM records_entry"
        " WHERE record_id IS NOT NULL AND id NOT IN (SELECT entry_id FROM records_payload)",
        ['{"words":"按计划推进，已完成年度任务的一部分，其余正在抓紧。"}'],
    )
    told, rest = insert_select(
        Progress,
        {"commitment_id": "e.record_id", "entry_id": "e.id", "kind": "'report'", "unit_id": "r.unit_id",
         "day": _date(), "words": "%s"},
    )  # fmt: skip
    cursor.execute(
        f"{told} FROM records_entry e JOIN records_record r ON r.id = e.record_id WHERE e.step = 'report'",
        [date(2026, 9, 28), "按计划推进，已完成年度任务的一部分，其余正在抓紧。", *rest],
    )
    for name, code, asks in (("supervisor", "commitments.reported", "verify"), ("clerk", "commitments.issued", "")):
        columns = {
            "post_id": "%s", "code": "%s", "record_id": "id", "asks": "%s", "values": "%s", "at": "%s",
            "occasion": "'bench:' || id", "read": f"CASE WHEN id %% 10 = 0 THEN NULL ELSE {_moment()} END",
        }  # fmt: skip
        sql, rest = insert_select(Message, columns)
        given = [built.posts[name].pk, code, asks, '{"who":"杜察云","unit":"青石镇","due":"2026-12-31"}', AT, AT]
        cursor.execute(f"{sql} FROM records_record WHERE {OURS} AND id %% 5 = 0", [*given, *rest])


def _moment() -> str:
    from django.db import connection

    return "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
