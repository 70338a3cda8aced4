"""The register that entries.py measures: societies with their organisations, members, support, and a year of duties.

All of it is written past the steps; what stands there once has its keys, and what is chosen its words for the search.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from application_links import PLACES, SORTS, THINGS
from raw_inserts import insert_select

from duties import RULE

BATCH = 2000
PEOPLE = 1000
KINDS = ("farm", "village", "society", "town", "school")


def fill(built: Any, rows: int, parts: Collection[str]) -> None:
    """Write so many organisations, a society of each, a member and a gift of each, and their due dates of 2026.

    Args:
        parts: what is to be measured: the words for the search are for the chooser, the keys for the import.
    """
    from django.db import connection, transaction

    from luoshi.kernel.kinds.language.unique import Unique
    from luoshi.kernel.kinds.registry import get_kind
    from luoshi.kernel.unique.actions import rebuild_unique_keys

    with transaction.atomic():
        units = [built.units[name].pk for name in ("kexie", "bureau", "town", "desk")]
        first = {name: heads(name, units, count) for name, count in (("organisations", rows), ("societies", rows))}
        organisations(first["organisations"], rows)
        people = heads("persons", units[:1], PEOPLE)
        with connection.cursor() as cursor:
            own_tables(cursor, first["organisations"], people)
            duties(cursor, rows)
        if "chooser" in parts:
            spoken()
    values(built)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for unique in get_kind("organisations").every(Unique) if "import" in parts else ():
        for _chunk in rebuild_unique_keys(get_kind("organisations"), unique):
            pass


def heads(name: str, units: list[int], count: int) -> int:
    """The shared part of so many records; the id of the first."""
    import office
    from luoshi.kernel.kinds.models import Record
    from luoshi.kernel.kinds.registry import get_kind

    declared, chance = get_kind(name), random.Random(7)
    state = declared.cycle.first.after
    rows = (
        Record(
            kind=name, number=f"{declared.prefix}2026-{number:06}", state=state,
            opened=office.NOW - timedelta(minutes=count - number),
            title="".join(chance.choice(some) for some in (PLACES, THINGS, THINGS, SORTS)),
            unit_id=units[number % len(units)],
        )
        for number in range(count)
    )  # fmt: skip
    return int(Record.objects.bulk_create(rows, batch_size=BATCH)[0].pk)


def organisations(first: int, rows: int) -> None:
    """The organisations' own fields, each with a credit code."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO registers_organisation "
            "(record_ptr_id, sort, credit, head, short, address, phone, professionals) "
            "VALUES (%s, 'enterprise', %s, '施茶香', '', '', '', %s)",
            [(first + number, credit(number), number % 40) for number in range(rows)],
        )


def credit(number: int) -> str:
    """A credit code that only this one has."""
    from luoshi.codes.credit import check_character

    code = f"91630000{number:09}"
    return code + check_character(code)


def own_tables(cursor: Any, first: int, people: int) -> None:
    """What hangs on the societies: what is good of the farm associations, who belongs to each, what each got."""
    from luoshi.parts.registers.models import Person

    sort = "CASE {0} % 5 " + " ".join(f"WHEN {at} THEN '{kind}'" for at, kind in enumerate(KINDS)) + " END"
    yes = "CASE id % {0} WHEN 0 THEN {1} WHEN 1 THEN NULL ELSE {2} END"
    true, false = ("TRUE", "FALSE") if cursor.db.vendor == "postgresql" else ("1", "0")
    goods = ", ".join(yes.format(3 + at, false, true) for at in range(7))
    days = ", ".join(day(cursor, name) for name in ("2026-01-05", "2022-01-01", "2026-12-31", "2020-05-04"))
    cursor.execute("SELECT MIN(id) FROM records_record WHERE kind = 'societies'")
    (begins,) = cursor.fetchone()
    cursor.execute(
        "INSERT INTO societies_society (record_ptr_id, organisation_id, sort, party, why, card, product, active, "
        "term_from, term_to, founded, head_ok, charter_ok, rules_ok, mechanism_ok, sales_ok, office, funds) "
        f"SELECT id, {first} + id - {begins}, {sort.format('id')}, 'none', '', '', '', {days}, {goods} "
        "FROM records_record WHERE kind = 'societies'"
    )
    told, rest = insert_select(Person, {"record_ptr_id": "id"})
    cursor.execute(f"{told} FROM records_record WHERE kind = 'persons'", rest)
    cursor.execute(
        "INSERT INTO societies_member (record_id, place, person_id, from_day) "
        f"SELECT record_ptr_id, 1, {people} + record_ptr_id % {PEOPLE}, {day(cursor, '2021-03-01')} "
        "FROM societies_society"
    )
    cursor.execute(
        "INSERT INTO societies_support (record_id, place, received, funds, matter) "
        f"SELECT record_ptr_id, 1, {day(cursor, '2026-02-03')}, record_ptr_id % 900 * 10000, '' FROM societies_society"
    )


def day(cursor: Any, said: str) -> str:
    """A day as SQL."""
    return f"DATE '{said}'" if cursor.db.vendor == "postgresql" else f"'{said}'"


def duties(cursor: Any, rows: int) -> None:
    """A check in each month of 2026 and the host's support in the year, of every society; a third each is late, met."""
    no, yes = ("FALSE", "TRUE") if cursor.db.vendor == "postgresql" else ("0", "1")
    rule, months = json.dumps(RULE), [date(2026, month, 1) for month in range(1, 13)]
    spans = [("check", month, date(2026, month.month % 12 + 1, 1) if month.month < 12 else None) for month in months]
    for name in ("check", "support"):
        cursor.execute(
            "INSERT INTO records_duty (record_id, name, unit_id, rule, unset, start, laid) "
            f"SELECT id, %s, unit_id, {'%s::jsonb' if cursor.db.vendor == 'postgresql' else '%s'}, '', "
            f"{day(cursor, '2026-01-01')}, {day(cursor, '2026-12-31')} FROM records_record WHERE kind = 'societies'",
            [name, rule],
        )
    for name, first, after in (*spans, ("support", date(2026, 1, 1), None)):
        last = date.fromordinal(after.toordinal() - 1) if after else date(2026, 12, 31)
        met, late = (day(cursor, date.fromordinal(last.toordinal() + more).isoformat()) for more in (-3, 20))
        cursor.execute(
            'INSERT INTO records_occurrence (duty_id, unit_id, name, "first", "last", due, first_due, times, '
            "provisional, in_period, settled, settled_work) "
            f"SELECT id, unit_id, %s, {', '.join(day(cursor, end.isoformat()) for end in (first, last, last, last))}, "
            f"1, {no}, {yes}, CASE record_id %% 3 WHEN 0 THEN {met} WHEN 1 THEN {late} END, "
            f"CASE record_id %% 3 WHEN 0 THEN {met} WHEN 1 THEN {late} END FROM records_duty WHERE name = %s",
            [f"{first:%Y-%m}" if name == "check" else "2026", name],
        )


def spoken() -> None:
    """The organisations put into the search."""
    from luoshi.kernel.search.actions import index_new
    from luoshi.parts.registers.models import Organisation

    some: list[Any] = []
    for organisation in Organisation.objects.order_by("pk").iterator(chunk_size=BATCH):
        some.append(organisation)
        if len(some) == BATCH:
            index_new(some)
            some = []
    index_new(some)


def values(built: Any) -> None:
    """What the office has set."""
    import office
    from luoshi.kernel.parameters.actions import set_value
    from luoshi.lines.societies.line import VALUES

    for name, said in (("professionals", "20"), ("check_months", "1"), ("term_days", "60")):
        set_value(
            VALUES[f"societies.{name}"],
            None,
            said,
            office.FOUNDED,
            "云科协〔2026〕3号",
            built.actor("admin"),
            at=office.NOW,
        )
