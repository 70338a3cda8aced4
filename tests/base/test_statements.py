"""Statements built once: they find, write and refuse what Django's own would, on both databases, run after run."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from luoshi.base.database.statements import SqlStatement, ValueSlot, run_sql
from luoshi.org.actors.models import Person, Post, Tenure
from luoshi.org.actors.queries import ancestor_unit_ids, current_placements
from luoshi.org.people.models import Proposal
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import found_exactly, standing_on, units_by_exact_words
from office import FOUNDED, TODAY, Office

START = datetime(2026, 3, 2, tzinfo=UTC)
RUNS = 8  # PostgreSQL prepares a statement that was sent five times

pytestmark = pytest.mark.django_db


def test_it_finds_each_time_what_is_asked_that_time(office: Office) -> None:
    named = SqlStatement(lambda: Unit.objects.filter(name=ValueSlot.text("name")).order_by("pk"))
    names = list(Unit.objects.values_list("name", flat=True)) * 2
    assert [[row.name for row in named.rows(name=name)] for name in names] == [[name] for name in names]


def test_an_instance_is_whole_and_brings_what_was_selected_with_it(office: Office) -> None:
    by_id = SqlStatement(lambda: Post.objects.filter(pk=ValueSlot.number("pk")), related=("unit",))
    for post in [*office.posts.values()] * 2:
        with CaptureQueriesContext(connection) as sent:
            (found,) = by_id.rows(pk=post.pk)
            assert (found.unit.name, found._state.adding, found._state.db) == (post.unit.name, False, "default")
        assert len(sent) == 1
        assert {name: getattr(found, name) for name in vars(post) if name[0] != "_"} == {
            name: value for name, value in vars(Post.objects.get(pk=post.pk)).items() if name[0] != "_"
        }


def test_what_is_selected_with_it_may_lead_on_and_may_be_missing(office: Office) -> None:
    person = office.people["clerk"]
    for decider in (None, person):
        Proposal.objects.create(act="x", given={}, proposer=person, decider=decider, proposed=START)
    waiting = SqlStatement(
        lambda: Proposal.objects.filter(act=ValueSlot.text("act")).order_by("pk"), related=("proposer", "decider")
    )
    held = SqlStatement(
        lambda: Tenure.objects.filter(person=ValueSlot.number("person")), related=("post__unit", "post", "person")
    )
    for _ in range(RUNS):
        with CaptureQueriesContext(connection) as sent:
            first, second = waiting.rows(act="x")
            assert (first.proposer, first.decider, first.decider_id) == (person, None, None)
            assert (second.proposer.name, second.decider.name) == (person.name, person.name)
            (tenure,) = held.rows(person=person.pk)
            assert (tenure.post.unit.name, tenure.person.name) == (office.units["kexie"].name, person.name)
        assert len(sent) == 2


def test_values_come_back_as_django_gives_them(office: Office) -> None:
    """Encrypted text is opened, dates are dates, JSON is read: SQLite keeps all three as text."""
    phones = SqlStatement(lambda: Person.objects.filter(pk=ValueSlot.number("pk")).values_list("phone", "name"))
    days = SqlStatement(
        lambda: (
            current_placements(ValueSlot.day("day")).filter(unit=ValueSlot.number("unit"), depth=0).values_list("start")
        )
    )
    for _ in range(RUNS):
        assert phones.rows(pk=office.people["clerk"].pk) == [("13900000000", "柯干事")]
        assert days.rows(unit=office.units["kexie"].pk, day=TODAY) == [(FOUNDED,)]
        assert days.rows(unit=office.units["kexie"].pk, day=FOUNDED - timedelta(1)) == []


def test_a_query_that_can_find_nothing_is_not_sent(office: Office, django_assert_num_queries) -> None:
    none = SqlStatement(lambda: Unit.objects.filter(pk__in=[], name=ValueSlot.text("name")))
    with django_assert_num_queries(0):
        assert none.rows(name="云岭县") == []


def test_an_update_changes_its_rows_and_counts_them(office: Office) -> None:
    renumber = SqlStatement(lambda: Unit.objects.filter(code=ValueSlot.text("code")), remark=ValueSlot.text("remark"))
    for number in range(RUNS):
        assert renumber.run(code="kexie", remark=f"第{number}次 100%") == 1
        assert renumber.run(code="none", remark="") == 0
    assert dict(Unit.objects.exclude(remark="").values_list("code", "remark")) == {"kexie": "第7次 100%"}


def test_a_constant_with_a_per_cent_sign_stays_itself(office: Office) -> None:
    Unit.objects.filter(code="kexie").update(remark="完成100%s")
    whole = SqlStatement(
        lambda: Unit.objects.filter(remark="完成100%s", code=ValueSlot.text("code")).values_list("code")
    )
    starts = SqlStatement(
        lambda: Unit.objects.filter(remark__startswith="完成", code=ValueSlot.text("code")).values_list("code")
    )
    for _ in range(RUNS):
        assert (whole.rows(code="kexie"), whole.rows(code="desk")) == ([("kexie",)], [])
        assert (starts.rows(code="kexie"), starts.rows(code="desk")) == ([("kexie",)], [])


@pytest.mark.parametrize("words", ["kexie", "云岭县科学技术协会", "1", "99999", "没有", "a\x00b", "9" * 30, "²"])
def test_a_unit_is_meant_as_it_is_found_by_django(office: Office, words: str) -> None:
    for day in [TODAY, FOUNDED - timedelta(1)] * 2:
        assert units_by_exact_words(words, day) == found_exactly(standing_on(day), words)


def test_what_stands_above_one_unit_is_what_stands_above_it_among_others(office: Office) -> None:
    units = [unit.pk for unit in office.units.values()]
    for day in (TODAY, FOUNDED - timedelta(1), date.max):
        assert {unit: ancestor_unit_ids([unit], day)[unit] for unit in units} == ancestor_unit_ids(units, day)


@pytest.mark.database("postgresql")
def test_postgresql_prepares_it_and_an_index_with_a_condition_still_serves(office: Office) -> None:
    from luoshi.kernel.messages.actions.messages import _ASKED

    for number in range(RUNS):
        assert _ASKED.rows(record=number) == []
    kept = run_sql("SELECT name FROM pg_prepared_statements WHERE statement LIKE %s", ["%records_message%"])
    assert len(kept) == 1
    run_sql("SET LOCAL enable_seqscan = off")
    run_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    plan = "\n".join(line for (line,) in run_sql(f"EXPLAIN EXECUTE {kept[0][0]}(1)"))
    assert "records_asked_of_record" in plan


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_over_the_next_connection() -> None:
    Unit.objects.create(name="一", code="A")
    named = SqlStatement(lambda: Unit.objects.filter(code=ValueSlot.text("code")).values_list("name"))
    for _ in range(RUNS):
        assert named.rows(code="A") == [("一",)]
        connection.close()


def test_nothing_is_sent_in_a_transaction_that_must_be_undone() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            run_sql("SELECT 1")


def test_who_counts_statements_sees_each_of_them_with_its_values(office: Office) -> None:
    named = SqlStatement(lambda: Unit.objects.filter(code=ValueSlot.text("code")).values_list("name"))
    seen: list[tuple[str, list[str]]] = []

    def note(execute: Any, sql: str, values: list[str], many: bool, context: Any) -> Any:
        seen.append((sql, [*values]))
        assert run_sql("SELECT 2") == [(2,)] if values else True  # what looks on may ask something itself
        return execute(sql, values, many, context)

    for _ in range(RUNS):
        with connection.execute_wrapper(note):
            assert named.rows(code="kexie") == [("云岭县科学技术协会",)]
    assert [values for _sql, values in seen] == [["kexie"], []] * RUNS


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_built_statement_and_not_the_connection() -> None:
    Unit.objects.bulk_create(Unit(name=f"第{number}村", code=f"V{number}") for number in range(8))
    named = SqlStatement(lambda: Unit.objects.filter(code=ValueSlot.text("code")).values_list("name"))
    found: dict[int, set[str]] = {}

    def ask(number: int) -> None:
        found[number] = {name for _ in range(20) for (name,) in named.rows(code=f"V{number}")}
        connection.close()

    running = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert found == {number: {f"第{number}村"} for number in range(8)}
