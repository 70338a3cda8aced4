"""Every committed entry gets its number once, whoever seals, whatever happens."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection, connections, transaction

from entries import lift, numbers, run, sealed, write
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.seals import seal_all, seal_waiting
from luoshi.evidence.journal.models import Entry, Seal, Sealing, Unsealed
from luoshi.evidence.journal.queries.seals import (
    UnsealedBacklog,
    head_of_day,
    journal_head,
    journal_tree,
    stored_entries,
    unsealed_backlog,
)
from luoshi.evidence.journal.rules.proof import entry_leaf
from luoshi.kernel.history.queries.verification import journal_findings
from office import NOW, TODAY

pytestmark = pytest.mark.django_db


def whole() -> bool:
    """Every entry has its number, in an unbroken series, and the journal is found whole."""
    found = numbers()
    assert [number for number, _entry in found] == list(range(1, Entry.objects.count() + 1))
    assert {entry for _number, entry in found} == set(Entry.objects.values_list("pk", flat=True))
    return not Unsealed.objects.exists() and list(journal_findings()) == []


def test_what_waits_is_sealed_in_order_and_the_journal_is_whole() -> None:
    entries = write(7)
    assert [seal_waiting(limit=3) for _ in range(4)] == [3, 3, 1, 0]
    assert numbers() == [(at, entry.pk) for at, entry in enumerate(entries, start=1)]
    assert whole()


def test_seals_that_were_lost_are_made_again_the_same_in_whatever_batches() -> None:
    write(7)
    with transaction.atomic():
        assert [seal_waiting(limit=5), seal_waiting(limit=5)] == [5, 2]
        lost = list(Seal.objects.order_by("number").values_list("number", "entry", "leaf", "head"))
        transaction.set_rollback(True)
    assert [seal_waiting(limit=3) for _ in range(3)] == [3, 3, 1]
    assert list(Seal.objects.order_by("number").values_list("number", "entry", "leaf", "head")) == lost
    assert whole()


@pytest.mark.database("sqlite")  # the only one that holds its lock over the disk
@pytest.mark.django_db(transaction=True)
def test_after_sealing_a_commit_waits_for_the_disk_again() -> None:
    def asked() -> int:
        with connection.cursor() as cursor:
            return int(cursor.execute("PRAGMA synchronous").fetchone()[0])

    before = asked()
    write(2)
    assert (seal_waiting(), asked()) == (2, before)
    Seal.objects.create(number=3, entry=write(1)[0], leaf=bytes(32), head=bytes(32))
    write(1)
    with pytest.raises(RecordError):
        seal_waiting()
    assert asked() == before


def test_a_seal_holds_the_leaf_of_its_entry_as_it_is_read_again() -> None:
    sealed(3)
    assert [entry_leaf(entry.line) == entry.line.leaf for entry in stored_entries()] == [True] * 3
    assert journal_tree().head() == bytes(Seal.objects.get(number=3).head)


def test_an_entry_that_is_not_committed_is_not_sealed_and_gets_the_next_number_later() -> None:
    first, late, last = write(3)
    waits = Unsealed.objects.get(pk=late.pk)
    waits.delete()  # as another transaction sees it that has not ended
    seal_waiting()
    Unsealed.objects.create(entry=late, mac=waits.mac)
    seal_waiting()
    assert numbers() == [(1, first.pk), (2, last.pk), (3, late.pk)] and late.pk < last.pk
    assert whole()


@pytest.mark.database("postgresql")  # SQLite lets one write at a time: ids are in the order of commits
def test_an_entry_whose_transaction_ends_late_is_sealed_with_a_smaller_id_after_a_greater(real_office: object) -> None:
    seal_all()
    begun, may_end = threading.Event(), threading.Event()
    ids: list[int] = []

    def slow() -> None:
        with transaction.atomic():
            ids.append(journal_act("unit:1", "unit.note", PROGRAM, {}, at=NOW).pk)
            begun.set()
            may_end.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(10)
    ids.append(write(1)[0].pk)
    sealed_first = seal_waiting()
    may_end.set()
    thread.join()
    assert (sealed_first, seal_waiting(), ids[0] < ids[1]) == (1, 1, True)
    assert [entry for _number, entry in numbers()][-2:] == [ids[1], ids[0]]
    assert whole()


def test_eight_sealers_and_four_writers_at_once_give_each_entry_one_number(real_office: object) -> None:
    stop = threading.Event()
    faults: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> Callable[[], None]:
        def inner() -> None:
            try:
                work()
            except BaseException as error:
                faults.append(error)
            finally:
                connections.close_all()

        return inner

    def seals() -> None:
        while not stop.is_set():
            if not seal_waiting(limit=7):
                time.sleep(0.002)

    def writes() -> None:
        for _ in range(10):
            write(3)

    sealers = [threading.Thread(target=guarded(seals)) for _ in range(8)]
    writers = [threading.Thread(target=guarded(writes)) for _ in range(4)]
    for thread in sealers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    seal_all()
    assert faults == []
    assert Entry.objects.count() >= 120 and whole()


@contextmanager
def dying_at(count: int) -> Iterator[None]:
    """The program ends at the statement of this number, before it is run."""
    left = [count]

    def die(execute: Callable[..., object], *call: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise SystemExit
        return execute(*call)

    with connection.execute_wrapper(die):
        yield


def test_a_sealer_that_dies_at_any_statement_leaves_the_journal_whole(real_office: object) -> None:
    seal_all()
    for at in range(12):
        write(2)
        try:
            with dying_at(at):
                seal_waiting()
        except SystemExit:
            assert Unsealed.objects.count() in (0, 2)  # none where it was committed before it died
        seal_all()
        assert whole(), at


SEALER = """
import django, itertools; django.setup()
from django.db import transaction
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.seals import seal_waiting
from django.utils import timezone
print("ready", flush=True)
for n in itertools.count():
    with transaction.atomic():
        journal_act(f"unit:{n}", "unit.note", PROGRAM, {}, at=timezone.now())
    if n % 3 == 0: seal_waiting(limit=4)
"""


@pytest.mark.parametrize("milliseconds", [40, 173])
def test_killed_while_it_seals_it_goes_on_whole(real_office: object, milliseconds: int) -> None:
    settings = connection.settings_dict
    port = settings["PORT"] or 5432
    address = {
        "sqlite": f"sqlite:///{settings['NAME']}",
        "postgresql": f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{port}/{settings['NAME']}",
    }[connection.vendor]
    surroundings = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "luoshi.site.settings"}
    worker = subprocess.Popen([sys.executable, "-c", SEALER], env=surroundings, stdout=subprocess.PIPE)
    try:
        assert worker.stdout and worker.stdout.readline() == b"ready\n"
        time.sleep(milliseconds / 1000)
    finally:
        worker.kill()
        worker.communicate()
    before = Seal.objects.count()
    seal_all()
    assert Seal.objects.count() > before or before > 0
    assert whole()


def test_a_lost_row_of_the_sealer_stops_sealing_and_says_so() -> None:
    """Made anew from the seals that lie there, it would take in one that somebody put in with its entry."""
    sealed(5)
    Sealing.objects.all().delete()
    write(2)
    with pytest.raises(RecordError) as caught:
        seal_waiting()
    assert (caught.value.code, Unsealed.objects.count(), len(numbers())) == ("sealed", 2, 5)


def test_a_row_of_the_sealer_set_back_stops_sealing_and_says_so() -> None:
    sealed(3)
    run("UPDATE records_sealing SET peaks = %s", (0).to_bytes(8, "big"))
    write(1)
    with pytest.raises(RecordError) as caught:
        seal_waiting()
    assert (caught.value.code, Unsealed.objects.count(), len(numbers())) == ("sealed", 1, 3)


def test_a_sealed_entry_that_is_made_to_wait_again_holds_nothing_up() -> None:
    first, *_rest = sealed(2)
    Unsealed.objects.create(entry=first)
    write(1)
    assert (unsealed_backlog(NOW).count, seal_waiting(), len(numbers())) == (1, 1, 3)


def test_what_waits_is_counted_with_the_age_of_the_oldest() -> None:
    write(3, at=NOW)
    late = unsealed_backlog(NOW + timedelta(seconds=61))
    assert (late, late.is_alarming) == (UnsealedBacklog(3, 61), True)
    soon = unsealed_backlog(NOW + timedelta(seconds=60))
    assert (soon, soon.is_alarming) == (UnsealedBacklog(3, 60), False)
    seal_waiting()
    assert unsealed_backlog(NOW + timedelta(days=1)) == UnsealedBacklog(0, 0)


def test_the_head_of_a_day_is_that_after_its_last_entry() -> None:
    yesterday, days = NOW - timedelta(days=1), timedelta(days=1)
    assert (journal_head(), head_of_day(TODAY)) == (None, None)
    write(2, at=yesterday)
    seal_waiting()
    old = journal_head()
    write(3, at=NOW)
    seal_waiting()
    assert old is not None and (old.number, old.day) == (2, TODAY - days)
    assert head_of_day(TODAY - days) == old
    assert head_of_day(TODAY) == journal_head() == head_of_day(date(2026, 12, 31))
    assert head_of_day(TODAY - 2 * days) is None
    assert old.short == "2 " + " ".join(old.head[at : at + 8] for at in (0, 8, 16, 24))


def test_sealing_asks_the_same_few_queries_for_500_as_for_1(
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for count in (1, 500):
        write(count)
        with django_assert_max_num_queries(13):  # SQLite takes 249 seals a statement
            assert seal_waiting(limit=500) == count


def test_the_program_cannot_take_a_seal_back() -> None:
    sealed(1)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        run("DELETE FROM records_seal")
    lift()
    assert run("DELETE FROM records_seal") == 1
