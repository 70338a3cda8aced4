"""The database itself refuses to change or take away what was written, whoever asks."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from entries import answered, lift, run
from luoshi.evidence.append_only import KEPT, MARKED, install_append_triggers, missing_append_triggers
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.models import Entry, Payload, Seal
from luoshi.kernel.duties.models import Act, Duty
from luoshi.org.tree.models import Placement, Unit, UnitName
from luoshi.org.tree.queries import tree_version_token
from office import NOW, TODAY, Office

COLUMNS = {  # one that says something, and its other value
    "records_entry": ("step", "'close'"),
    "records_payload": ("data", "'{}'"),
    "records_seal": ("leaf", "'x'"),
    "records_act": ("day", "'2020-01-01'"),
    "org_placement": ("depth", "7"),
    "org_unitname": ("name", "'别名'"),
}
TABLES = list(COLUMNS)


@pytest.fixture
def filled(office: Office) -> Office:
    """Every kept table holds rows."""
    record = answered(office)
    if not Act.objects.exists():
        duty = Duty.objects.filter(record=record.pk).first() or pytest.fail("no duty")
        Act.objects.create(duty=duty, entry=Entry.objects.filter(record=record.pk).latest("pk"), day=TODAY)
    seal_all()
    return office


def refused(sql: str) -> bool:
    try:
        with transaction.atomic():
            touched = run(sql)
    except IntegrityError as error:
        return "append-only" in str(error)
    pytest.fail(f"{sql}: {touched} rows")


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.mark.control("8.1.4.3 c-d", "UPDATE and DELETE fail for the program's own account")
@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed_or_taken_away(filled: Office, table: str) -> None:
    rows = count(table)
    column, value = COLUMNS[table]
    value = f"'{value[1:-1]}'::bytea" if connection.vendor == "postgresql" and column == "leaf" else value
    assert rows > 0
    assert refused(f"UPDATE {table} SET {column} = {value}")
    assert refused(f"DELETE FROM {table}")
    assert count(table) == rows


@pytest.mark.control("8.1.4.3 c-d", "no table of the journal is emptied")
@pytest.mark.database("postgresql")  # SQLite has no TRUNCATE: DELETE without a condition is refused like any other
@pytest.mark.parametrize("table", TABLES)
def test_a_whole_table_is_not_emptied(filled: Office, table: str) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.database("sqlite")  # PostgreSQL has no REPLACE: ON CONFLICT DO UPDATE is an update
@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_not_replaced(filled: Office, table: str) -> None:
    assert refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert refused(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    assert refused(f"UPDATE OR REPLACE {table} SET {COLUMNS[table][0]} = {COLUMNS[table][1]}")


def test_an_upsert_is_an_update(filled: Office) -> None:
    assert refused(
        "INSERT INTO records_seal (number, entry_id, leaf, head) SELECT number, entry_id, leaf, head FROM records_seal "
        "WHERE true ON CONFLICT (number) DO UPDATE SET leaf = excluded.head"
    )


@pytest.mark.parametrize(
    "emptied",
    [
        "data = NULL",
        "data = NULL, salt = NULL",
        "salt = NULL",
        "data = '', salt = NULL, erased_by_id = entry_id",
        "data = NULL, erased_by_id = entry_id",
    ],
)
def test_a_payload_is_emptied_whole_by_an_entry_or_not_at_all(filled: Office, emptied: str) -> None:
    assert refused(f"UPDATE records_payload SET {emptied}")


def test_an_emptied_payload_is_not_filled_again(filled: Office) -> None:
    entry = Entry.objects.latest("pk")
    payload = Payload.objects.exclude(pk=entry.pk).latest("pk")
    Payload.objects.filter(pk=payload.pk).update(data=None, salt=None, erased_by=entry)
    assert refused(f"UPDATE records_payload SET data = '{{}}' WHERE entry_id = {payload.pk}")
    assert refused(f"UPDATE records_payload SET erased_by_id = NULL WHERE entry_id = {payload.pk}")


@pytest.mark.parametrize("model", [Placement, UnitName])
def test_belief_in_a_dated_row_ends_once_and_nothing_else_changes(filled: Office, model: type[models.Model]) -> None:
    table, row = model._meta.db_table, model._default_manager.latest("pk")
    for change in ("known_from = known_to", "start = until", "until = start", "known_to = known_to"):
        assert refused(f"UPDATE {table} SET {change} WHERE id = {row.pk}")
    assert model._default_manager.filter(pk=row.pk).update(known_to=NOW) == 1
    assert refused(f"UPDATE {table} SET known_to = known_from, start = until WHERE id = {row.pk}")


@pytest.mark.parametrize("model", [Placement, UnitName])
def test_belief_that_has_ended_is_not_taken_up_again(filled: Office, model: type[models.Model]) -> None:
    table, row = model._meta.db_table, model._default_manager.latest("pk")
    assert model._default_manager.filter(pk=row.pk).update(known_to=NOW) == 1
    assert refused(f"UPDATE {table} SET known_to = '9999-12-31 00:00:00' WHERE id = {row.pk}")


@pytest.mark.django_db
def test_what_is_missing_is_named_and_laid_again() -> None:
    assert missing_append_triggers() == []
    every = set(_names())
    lift()
    assert set(missing_append_triggers()) == every
    install_append_triggers()
    assert missing_append_triggers() == []


@pytest.mark.django_db
def test_a_trigger_of_the_same_name_that_does_nothing_is_missing() -> None:
    name = "records_entry_no_delete"
    if connection.vendor == "sqlite":
        run(f"DROP TRIGGER {name}")
        run(f"CREATE TRIGGER {name} BEFORE DELETE ON records_entry BEGIN SELECT 1; END")
    else:
        run(f"DROP TRIGGER {name} ON records_entry")
        run("CREATE FUNCTION idle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$")
        run(f"CREATE TRIGGER {name} BEFORE DELETE ON records_entry FOR EACH ROW EXECUTE FUNCTION idle()")
    assert missing_append_triggers() == [name]


@pytest.mark.django_db
def test_a_trigger_that_is_switched_off_is_missing() -> None:
    if connection.vendor == "sqlite":
        run("PRAGMA recursive_triggers = OFF")
        assert missing_append_triggers() == ["recursive_triggers"]
        run("PRAGMA recursive_triggers = ON")
    else:
        run("ALTER TABLE records_entry DISABLE TRIGGER records_entry_no_delete")
        assert missing_append_triggers() == ["records_entry_no_delete"]


def test_a_migration_that_rebuilds_a_table_has_its_triggers_again_after_it(real_office: Office) -> None:
    wider = models.CharField(max_length=61)
    wider.set_attributes_from_name("step")
    narrow = Entry._meta.get_field("step")
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, narrow, wider, strict=True)
    if connection.vendor == "sqlite":  # which makes the table anew for it
        assert set(missing_append_triggers()) == {"records_entry_no_update", "records_entry_no_delete"}
    call_command("migrate", verbosity=0)
    assert missing_append_triggers() == [] and refused("DELETE FROM records_entry")
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, wider, narrow, strict=True)
    call_command("migrate", verbosity=0)
    assert missing_append_triggers() == []


@pytest.mark.parametrize("table", MARKED)
def test_where_units_change_unnoticed_the_trigger_is_missing(db: None, table: str) -> None:
    name = f"{table}_marks" if connection.vendor == "postgresql" else f"{table}_marks_update"
    run(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert missing_append_triggers() == [name]
    before = tree_version_token()
    install_append_triggers()  # who knows what changed meanwhile
    assert missing_append_triggers() == [] and tree_version_token() not in (before, None)


@pytest.mark.parametrize("model", [Unit, UnitName, Placement])
def test_every_change_of_units_gives_them_another_mark(office: Office, model: type[models.Model]) -> None:
    changed = {"division": "530100"} if model is Unit else {"known_to": NOW}
    first, last = (model._default_manager.order_by(order)[:1].values("pk") for order in ("pk", "-pk"))
    marks = [tree_version_token()]
    model._default_manager.filter(pk__in=[row["pk"] for row in first]).update(**changed)
    marks.append(tree_version_token())
    with transaction.atomic():
        model._default_manager.filter(pk__in=[row["pk"] for row in last]).update(**changed)
        marks.append(tree_version_token())
        transaction.set_rollback(True)
    assert tree_version_token() == marks[1] and len(set(marks)) == 3
    office.people["clerk"].save()
    assert tree_version_token() == marks[1]


def _names() -> list[str]:
    events = ["update", "delete", *(["truncate"] if connection.vendor == "postgresql" else [])]
    return [f"{table}_no_{event}" for table in [kept.table for kept in KEPT] for event in events]


def test_a_seal_cannot_be_given_twice(filled: Office) -> None:
    seal = Seal.objects.latest("number")
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.create(number=seal.number, entry_id=seal.entry_id, leaf=b"", head=b"")
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.create(number=seal.number + 1, entry_id=seal.entry_id, leaf=b"", head=b"")
