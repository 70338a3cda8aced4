"""Whatever is done to the journal past the program is found in the database and named."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.utils import timezone

from asked import FEW, MANY, queries
from entries import answered, codes, lift, loosely, run, sealed, write
from luoshi.desk.privacy.erasing.actions import execute_erasure, propose_erasure
from luoshi.evidence.append_only import install_append_triggers, missing_append_triggers
from luoshi.evidence.journal.actions.seals import export_sealed_journal, seal_all, seal_waiting, sign_tree
from luoshi.evidence.journal.models import Entry, Payload, Seal
from luoshi.evidence.journal.queries.seals import journal_tree, stored_entries
from luoshi.evidence.journal.rules import merkle
from luoshi.evidence.journal.rules.export import read_export
from luoshi.evidence.journal.rules.merkle import Peaks
from luoshi.evidence.journal.rules.proof import IntegrityFinding, check_sealed_lines, entry_leaf
from luoshi.kernel.history.queries.verification import journal_findings
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from office import NOW, Office

pytestmark = pytest.mark.django_db
SIZE = 9


@pytest.fixture
def journal() -> list[Entry]:
    """Nine sealed entries, numbered 1 to 9, and no trigger that keeps them."""
    found = sealed(SIZE)
    lift()
    return found


def found_with_triggers(heads: dict[int, str] | None = None) -> list[IntegrityFinding]:
    """The findings after the tamperer has put the triggers back."""
    install_append_triggers()
    return list(journal_findings(heads))


def heads() -> dict[int, str]:
    return {number: bytes(top).hex() for number, top in Seal.objects.values_list("number", "head")}


def drop(*numbers: int) -> None:
    """Take entries away with all that hangs on them, their seals too."""
    for number in numbers:
        entry = Seal.objects.get(number=number).entry_id
        loosely(
            f"DELETE FROM records_payload WHERE entry_id = {entry}",
            f"DELETE FROM records_seal WHERE number = {number}",
            f"DELETE FROM records_entry WHERE id = {entry}",
        )


def test_a_journal_that_nobody_touched_is_whole(journal: list[Entry]) -> None:
    assert found_with_triggers(heads()) == []


@pytest.mark.control("8.1.4.3 c-d", "altered words of an entry are found and named")
def test_an_altered_payload_is_named(journal: list[Entry]) -> None:
    run("UPDATE records_payload SET data = %s WHERE entry_id = %s", '{"第":99}', journal[3].pk)
    assert codes(found_with_triggers()) == [("altered", 4)]


@pytest.mark.control("8.1.4.3 c-d", "one altered entry is found and named")
@pytest.mark.parametrize(
    ("column", "value"),
    [("actor", "person:1"), ("subject", "unit:99"), ("step", "unit.other"), ("payload_hash", "0" * 64), ("version", 7)],
)
def test_an_altered_entry_is_named(journal: list[Entry], column: str, value: object) -> None:
    run(f"UPDATE records_entry SET {column} = %s WHERE id = %s", value, journal[3].pk)
    found = codes(found_with_triggers())
    assert ("entry_altered", 4) in found and {number for _code, number in found} == {4}


def test_an_altered_time_is_named(journal: list[Entry]) -> None:
    value = str(NOW.replace(tzinfo=None)) if connection.vendor == "sqlite" else NOW
    run("UPDATE records_entry SET at = %s WHERE id = %s", value, journal[3].pk)
    assert codes(found_with_triggers()) == [("entry_altered", 4)]


def test_an_entry_hung_on_another_person_or_record_is_named(office: Office) -> None:
    record = answered(office)
    seal_all()
    lift()
    entry = Entry.objects.filter(record=record.pk).order_by("pk")[1]
    number = Seal.objects.get(entry=entry).number
    run("UPDATE records_entry SET person_id = %s WHERE id = %s", office.people["clerk"].pk, entry.pk)
    assert codes(found_with_triggers()) == [("crossed", number)]


@pytest.mark.control("8.1.4.3 c-d", "a dropped entry is found and named")
def test_a_dropped_entry_is_named(journal: list[Entry]) -> None:
    drop(4)
    assert codes(found_with_triggers()) == [("dropped", 4)]


def test_dropped_entries_are_named_from_first_to_last(journal: list[Entry]) -> None:
    drop(4, 5, 6)
    assert found_with_triggers() == [IntegrityFinding("dropped", 4, {"to": 6})]


def test_a_seal_whose_entry_is_gone_is_named(journal: list[Entry]) -> None:
    pk = journal[3].pk
    loosely(f"DELETE FROM records_payload WHERE entry_id = {pk}", f"DELETE FROM records_entry WHERE id = {pk}")
    assert found_with_triggers() == [IntegrityFinding("gone", 4, {"entry": str(pk)})]
    lift()
    loosely("DELETE FROM records_seal WHERE number = 4")  # foreign keys must hold when the test ends


def test_a_payload_that_is_gone_is_named(journal: list[Entry]) -> None:
    run("DELETE FROM records_payload WHERE entry_id = %s", journal[3].pk)
    assert found_with_triggers() == [IntegrityFinding("missing", 4, {"by": 0})]


def test_a_payload_that_was_emptied_without_an_erasure_is_named(journal: list[Entry]) -> None:
    run(
        "UPDATE records_payload SET data = NULL, salt = NULL, erased_by_id = %s WHERE entry_id = %s",
        journal[7].pk,
        journal[3].pk,
    )
    assert found_with_triggers() == [IntegrityFinding("missing", 4, {"by": 8})]


def test_two_swapped_entries_are_named(journal: list[Entry]) -> None:
    one, other = journal[3].pk, journal[5].pk
    loosely(
        "DELETE FROM records_seal WHERE number = 99",
        "UPDATE records_seal SET entry_id = -1 WHERE number = 4",
        f"UPDATE records_seal SET entry_id = {one} WHERE number = 6",
        f"UPDATE records_seal SET entry_id = {other} WHERE number = 4",
    )
    assert codes(found_with_triggers()) == [("entry_altered", 4), ("entry_altered", 6)]


def test_two_swapped_neighbours_with_their_leaves_are_named(journal: list[Entry]) -> None:
    leaves = dict(Seal.objects.values_list("number", "leaf"))
    loosely(
        "UPDATE records_seal SET entry_id = -1 WHERE number = 4",
        f"UPDATE records_seal SET entry_id = {journal[3].pk} WHERE number = 5",
        f"UPDATE records_seal SET entry_id = {journal[4].pk} WHERE number = 4",
    )
    run("UPDATE records_seal SET leaf = %s WHERE number = 4", bytes(leaves[5]))
    run("UPDATE records_seal SET leaf = %s WHERE number = 5", bytes(leaves[4]))
    assert found_with_triggers() == [IntegrityFinding("swapped", 4, {"other": 5})]


def test_an_entry_smuggled_in_without_a_seal_is_named(journal: list[Entry]) -> None:
    forged = write(1)[0]
    run("DELETE FROM records_unsealed")
    assert found_with_triggers() == [IntegrityFinding("smuggled", 0, {"entry": str(forged.pk)})]


def test_an_entry_put_in_with_a_forged_seal_is_named(journal: list[Entry]) -> None:
    forged = write(1)[0]
    run("DELETE FROM records_unsealed")
    Seal.objects.create(number=SIZE + 1, entry=forged, leaf=bytes(32), head=bytes(32))
    assert ("beyond", SIZE + 1) in codes(found_with_triggers())


def test_an_altered_seal_is_named(journal: list[Entry]) -> None:
    run("UPDATE records_seal SET head = %s WHERE number = 4", bytes(32))
    assert codes(found_with_triggers()) == [("head", 4)]


def test_an_entry_altered_together_with_its_seal_is_named(journal: list[Entry]) -> None:
    run("UPDATE records_entry SET step = 'unit.other' WHERE id = %s", journal[3].pk)
    forged = next(entry.line for entry in stored_entries() if entry.line.number == 4)
    run("UPDATE records_seal SET leaf = %s WHERE number = 4", bytes.fromhex(entry_leaf(forged)))
    assert codes(found_with_triggers()) == [("head", 4)]


def test_an_end_cut_off_is_named_by_the_sealers_own_memory(journal: list[Entry]) -> None:
    drop(8, 9)
    assert found_with_triggers() == [IntegrityFinding("truncated", 8, {"to": 9})]


def test_an_end_cut_off_with_the_sealers_memory_is_named_by_a_head_kept_outside(journal: list[Entry]) -> None:
    kept = {SIZE: heads()[SIZE]}
    drop(8, 9)
    leaves = [bytes(leaf) for leaf in Seal.objects.order_by("number").values_list("leaf", flat=True)]
    run("UPDATE records_sealing SET peaks = %s", merkle.tree_peaks(leaves).to_bytes())
    assert found_with_triggers() == [
        IntegrityFinding("peaks", 0)
    ]  # whoever cannot make the MAC of the tree is found by that
    sign_tree()  # and whoever can, by a head from outside
    assert found_with_triggers() == []
    assert found_with_triggers(kept) == [IntegrityFinding("truncated", 8, {"to": 9})]


@pytest.mark.control("8.1.4.3 c-d", "a journal rewritten whole is found by a head that was kept outside")
def test_a_journal_rewritten_as_a_whole_is_named_by_a_head_kept_outside(journal: list[Entry]) -> None:
    kept = {SIZE: heads()[SIZE]}
    run("UPDATE records_entry SET step = 'unit.other' WHERE id = %s", journal[3].pk)
    grown = Peaks()
    for entry in list(stored_entries()):
        leaf = bytes.fromhex(entry_leaf(entry.line))
        grown = grown.append(leaf)
        run("UPDATE records_seal SET leaf = %s, head = %s WHERE number = %s", leaf, grown.head(), entry.line.number)
    run("UPDATE records_sealing SET peaks = %s", grown.to_bytes())
    assert found_with_triggers() == [IntegrityFinding("peaks", 0)]
    sign_tree()
    assert found_with_triggers() == []
    assert codes(found_with_triggers(kept)) == [("rewritten", SIZE)]


def test_missing_triggers_are_named(journal: list[Entry]) -> None:
    assert {finding.values["trigger"] for finding in journal_findings()} == set(missing_append_triggers()) != set()


@pytest.mark.database("sqlite")  # PostgreSQL keeps only times in a column of times
def test_an_unreadable_time_is_found_and_breaks_nothing(journal: list[Entry]) -> None:
    run("UPDATE records_entry SET at = '2026-13-45 gestern' WHERE id = %s", journal[3].pk)
    assert codes(found_with_triggers()) == [("entry_altered", 4)]


def test_a_record_changed_past_the_door_is_named(office: Office) -> None:
    record = answered(office)
    seal_all()
    Record.objects.filter(pk=record.pk).update(state="closed")
    values = {"record": record.number, "found": "已办结", "expected": "已答复"}
    assert list(journal_findings()) == [IntegrityFinding("other_state", 0, values)]
    Record.objects.filter(pk=record.pk).update(state="answered", version=9)
    assert list(journal_findings()) == [IntegrityFinding("beyond_last", 0, {"record": record.number})]


def erased(office: Office) -> tuple[Record, Entry]:
    record = answered(office)
    order = propose_erasure(record, "当事人申请", "个人信息保护法第四十七条", office.actor("supervisor"), at=NOW)
    return record, execute_erasure(order, record.number, office.actor("admin"), at=NOW)


@pytest.mark.parametrize("seal", [True, False], ids=["sealed", "waiting"])
def test_an_erased_payload_is_told_and_not_broken(office: Office, seal: bool) -> None:
    answered(office)
    seal_all()
    record, entry = erased(office)
    mine = Entry.objects.filter(record=record.pk).exclude(pk=entry.pk)
    if seal:
        seal_all()
        by = Seal.objects.get(entry=entry).number
    else:  # all are sealed but the entry that tells of it
        seal_waiting(limit=mine.count())
        by = 0
    numbers = list(Seal.objects.filter(entry__in=mine).order_by("number").values_list("number", flat=True))
    on = timezone.localdate(NOW).isoformat()
    found = sorted(journal_findings(), key=lambda one: one.number)
    assert found == [IntegrityFinding("erased", number, {"on": on, "by": by}) for number in numbers]
    assert len(numbers) == mine.count() and not any(finding.is_broken for finding in found)


def test_an_export_is_as_whole_as_the_database_and_shows_what_was_erased(office: Office) -> None:
    answered(office)
    erased(office)
    lines: list[str] = []
    header = export_sealed_journal(lines.append, office.actor("auditor"), at=NOW)
    told, rows = read_export(lines)
    found = list(check_sealed_lines(rows, size=told.size, head=told.head))
    last = Entry.objects.order_by("pk").last()
    assert (told, header.size) == (header, Entry.objects.count() - 1)
    assert {line.code for line in found} == {"erased"} and found == [
        finding for finding in journal_findings() if finding.number
    ]
    assert last is not None and (last.step, last.person_id) == ("journal.export", office.people["auditor"].pk)
    payload = Payload.objects.get(entry=last)
    assert json.loads(payload.data or "") == {"size": header.size, "head": header.head}
    assert journal_tree().size == header.size


def test_verifying_more_entries_needs_no_more_queries() -> None:
    asked = []
    for count in (FEW, MANY):
        sealed(count)
        asked.append(queries(lambda: list(journal_findings())))
    assert asked[0] == asked[1] <= 27 + len(list_kinds())  # of each kind once; each of seven parts in a savepoint
    assert list(journal_findings()) == []
