"""What the law asks to be erased is gone, its shell and the proof of it stay; what must be kept stays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from entries import WORDS, answered, appeal, closed, run
from luoshi.base.record_errors import RecordError
from luoshi.desk.privacy.erasing import actions as erasure
from luoshi.desk.privacy.erasing.actions import (
    ERASED,
    blank_values,
    drop_order,
    erase_due,
    execute_erasure,
    lift_hold,
    place_hold,
    propose_erasure,
)
from luoshi.desk.privacy.erasing.models import Erasure
from luoshi.desk.privacy.erasing.queries import due_for_erasure, open_erasures
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.models import Entry, Once, Payload
from luoshi.kernel.duties.models import Occurrence, Parameter
from luoshi.kernel.history.queries.history import record_events
from luoshi.kernel.history.queries.verification import journal_findings
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.rights.queries.rights import open_steps
from luoshi.kernel.search.queries import matching_records
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from office import NOW, TODAY, Office
from on_disk import bytes_of, rows_with
from plans import published

TITLE, ANSWER = "建议增设科普活动室", "列入今年为民办实事计划"
REASON, BASIS = "当事人申请删除", "个人信息保护法第四十七条"


def order(office: Office, record: Record) -> Erasure:
    return propose_erasure(record, REASON, BASIS, office.actor("supervisor"), at=NOW)


def erase(office: Office, record: Record) -> Entry:
    return execute_erasure(order(office, record), record.number, office.actor("admin"), at=NOW)


@pytest.fixture
def kept_five_years(db: None) -> None:
    """Appeals are kept for five years after closing."""
    Parameter.objects.create(name="appeals.keep_years", value="5", start=date(2020, 1, 1), source="县规〔2020〕1号")


@pytest.mark.control("PIPL 19, 47", "what is erased leaves no row with its words")
def test_what_is_erased_leaves_no_row_with_its_words_and_a_shell(office: Office) -> None:
    record = answered(office)
    assert rows_with(TITLE) and rows_with(WORDS) and rows_with(ANSWER)
    before = list(Entry.objects.filter(record=record.pk).order_by("pk").values_list("pk", flat=True))
    entry = erase(office, record)
    assert (rows_with(TITLE), rows_with(WORDS), rows_with(ANSWER)) == ([], [], [])
    shell = Appeal.objects.get(pk=record.pk)
    kept = (shell.number, shell.state, shell.unit, shell.opened, shell.closed, shell.erased, shell.title)
    assert kept == (record.number, "answered", office.units["kexie"], NOW, NOW, NOW, ERASED)
    assert (shell.words, shell.speaker, shell.contact, shell.answer, shell.channel, shell.grade) == ("",) * 6
    assert shell.version == record.version + 1 == entry.version
    propose_entry = entry.pk - 1
    told = {
        "reason": REASON,
        "basis": BASIS,
        "proposed_by": {"id": office.people["supervisor"].pk, "name": "杜察云"},
        "erased": [str(pk) for pk in [*before, propose_entry]],
    }
    assert json.loads(Payload.objects.get(entry=entry).data or "") == told


def test_nothing_is_owed_any_more_for_what_was_erased(office: Office) -> None:
    record = appeal(office)
    Parameter.objects.create(name="appeals.answer_days", value="10", start=date(2020, 1, 1), source="县规〔2020〕1号")
    assigned = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    assert take(record, "assign", office.actor("supervisor"), assigned, at=NOW).record.due is not None
    erase(office, record)
    owed = Occurrence.objects.filter(duty__record=record.pk, settled=None, dropped=None)
    assert (owed.count(), Appeal.objects.get(pk=record.pk).due) == (0, None)


def test_the_timeline_says_when_it_was_erased_and_the_journal_is_whole(office: Office) -> None:
    record = answered(office)
    erase(office, record)
    seal_all()
    told = [(event.step, event.given, event.erased) for event in record_events(record)]
    steps = ["file", "assign", "answer", "erasure.propose"]
    assert told[:-1] == [(step, (), TODAY) for step in steps]
    assert (told[-1][0], told[-1][2]) == ("erase", None)
    said = list(journal_findings())
    assert [finding.code for finding in said] == ["erased"] * 4
    assert {finding.values["on"] for finding in said} == {TODAY.isoformat()}


def test_lists_and_pages_show_the_shell_alone(office: Office, client: Client) -> None:
    record = answered(office)
    client.force_login(office.people["supervisor"].user)
    assert TITLE in client.get("/appeals/").text
    erase(office, record)
    for address in ("/appeals/", f"/appeals/?q={ANSWER}", record.get_absolute_url(), "/journal/", "/"):
        page = client.get(address).text
        assert TITLE not in page and ">" + ANSWER not in page, address
    assert ERASED in client.get("/appeals/").text


@pytest.mark.control("PIPL 19, 47", "the search finds none of its words")
def test_the_search_finds_its_number_and_none_of_its_words(office: Office) -> None:
    record = answered(office)

    def hits(words: str) -> list[int]:
        return [record.pk for record in matching_records(words, office.actor("supervisor"), TODAY)]

    assert [hits(words) for words in (TITLE, WORDS, ANSWER, record.number)] == [[record.pk]] * 4
    erase(office, record)
    assert [hits(words) for words in (TITLE, WORDS, ANSWER, record.number)] == [[], [], [], [record.pk]]


def test_nothing_more_is_done_with_what_was_erased(office: Office) -> None:
    record = answered(office)
    erase(office, record)
    with pytest.raises(RecordError) as caught:
        take(record, "tell", office.actor("clerk"), {"told": "2026-03-20", "how": "电话"}, at=NOW)
    assert caught.value.code == "refused"
    shell = Appeal.objects.get(pk=record.pk)
    assert open_steps([shell], office.actor("clerk"), TODAY) == {record.pk: []}
    with pytest.raises(RecordError) as caught:
        order(office, record)
    assert caught.value.code == "guarded"


def test_a_request_sent_again_after_the_erasure_brings_nothing_back(office: Office) -> None:
    record = answered(office)
    Once.objects.create(person=office.people["clerk"], key="0" * 32, asked="a" * 64, record=record, at=NOW)
    erase(office, record)
    assert list(Once.objects.values_list("asked", flat=True)) == [""]


def test_other_rooms_that_keep_words_of_it_are_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(erasure, "FORGETS", [*erasure.FORGETS, lambda record: told.append(record.title)])
    erase(office, answered(office))
    assert told == [ERASED]


@pytest.mark.parametrize("who", ["clerk", "head", "leader", "auditor", "admin", "stranger"])
def test_only_the_supervision_office_proposes(office: Office, who: str) -> None:
    record = answered(office)
    with pytest.raises(RecordError) as caught:
        propose_erasure(record, REASON, BASIS, office.actor(who), at=NOW)
    assert caught.value.code == ("missing" if who in ("admin", "stranger") else "refused")
    assert (Erasure.objects.count(), Entry.objects.filter(step="erasure.propose").count()) == (0, 0)


@pytest.mark.parametrize("who", ["supervisor", "clerk", "leader", "auditor"])
def test_only_an_administrator_carries_it_out(office: Office, who: str) -> None:
    record = answered(office)
    proposed = order(office, record)
    with pytest.raises(RecordError) as caught:
        execute_erasure(proposed, record.number, office.actor(who), at=NOW)
    assert (caught.value.code, Appeal.objects.get(pk=record.pk).title) == ("refused", TITLE)


@pytest.mark.control("business", "nobody proposes an erasure and carries it out")
def test_nobody_proposes_and_carries_out(office: Office) -> None:
    record = answered(office)
    proposed, one = order(office, record), office.actor("supervisor")
    both = replace(one, seats=one.seats + office.actor("admin").seats)
    with pytest.raises(RecordError) as caught:
        execute_erasure(proposed, record.number, both, at=NOW)
    assert (caught.value.code, Appeal.objects.get(pk=record.pk).title) == ("refused", TITLE)


def test_who_carries_it_out_names_the_number(office: Office) -> None:
    record = answered(office)
    with pytest.raises(RecordError) as caught:
        execute_erasure(order(office, record), "诉2026-0002", office.actor("admin"), at=NOW)
    assert (caught.value.code, Appeal.objects.get(pk=record.pk).title) == ("incomplete", TITLE)


def test_an_order_is_open_once_and_may_be_dropped(office: Office) -> None:
    record = answered(office)
    first = order(office, record)
    with pytest.raises(RecordError) as caught:
        order(office, record)
    assert (caught.value.code, list(open_erasures())) == ("guarded", [first])
    drop_order(first, "当事人撤回申请", office.actor("supervisor"), at=NOW)
    with pytest.raises(RecordError) as caught:
        execute_erasure(first, record.number, office.actor("admin"), at=NOW)
    assert (caught.value.code, list(open_erasures())) == ("changed", [])
    assert execute_erasure(order(office, record), record.number, office.actor("admin"), at=NOW).step == "erase"


def test_an_erasure_is_all_or_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    record = answered(office)
    monkeypatch.setattr(erasure, "FORGETS", [lambda record: 1 / 0])
    with pytest.raises(ZeroDivisionError):
        erase(office, record)
    assert Appeal.objects.get(pk=record.pk).title == TITLE
    assert not Payload.objects.filter(data=None).exists() and not Entry.objects.filter(step="erase").exists()


def test_what_is_held_is_not_erased_until_the_hold_is_lifted(office: Office) -> None:
    record = answered(office)
    proposed = order(office, record)
    kept = place_hold(record, "行政复议", TODAY, office.actor("supervisor"), at=NOW)
    with pytest.raises(RecordError) as caught:
        execute_erasure(proposed, record.number, office.actor("admin"), at=NOW)
    assert (caught.value.code, "行政复议" in caught.value.what, rows_with(ANSWER) != []) == ("guarded", True, True)
    lift_hold(kept, "复议终结", office.actor("supervisor"), at=NOW)
    execute_erasure(proposed, record.number, office.actor("admin"), at=NOW)
    assert rows_with(ANSWER) == [] and rows_with("行政复议") == []


@pytest.mark.usefixtures("kept_five_years")
def test_what_has_passed_its_term_goes_and_nothing_else(office: Office) -> None:
    old, held_back, young, running = (
        closed(office),
        closed(office),
        closed(office, NOW + timedelta(days=1)),
        answered(office),
    )
    place_hold(held_back, "诉讼", TODAY, office.actor("supervisor"), at=NOW)
    last, after = date(2031, 3, 20), date(2031, 3, 21)
    assert list(due_for_erasure(last)) == []
    assert [record.pk for record in due_for_erasure(after)] == [old.pk]
    at = NOW + timedelta(days=5 * 366)
    assert (erase_due(after, at), erase_due(after, at)) == (1, 0)
    gone = {record.pk for record in Record.objects.filter(title=ERASED)}
    assert gone == {old.pk} and {held_back.pk, young.pk, running.pk}.isdisjoint(gone)
    entry = Entry.objects.get(step="erase")
    assert (entry.record_id, entry.person_id, entry.actor) == (old.pk, None, "program")


def test_a_kind_without_a_term_is_kept_for_ever(office: Office) -> None:
    closed(office)
    assert list(due_for_erasure(date(9999, 1, 1))) == []


def test_every_kind_can_be_erased() -> None:
    for kind in (kind_found for kind_found in list_kinds() if kind_found.erasable):
        values = blank_values(kind)
        assert set(values) == {field.name for field in kind.record._meta.local_fields if not field.primary_key}


@pytest.mark.control("8.1.4.10", "what was erased leaves no trace in the files of the database")
def test_no_trace_is_left_in_the_files_of_the_database(real_office: Office) -> None:
    record = answered(real_office)
    seal_all()
    path = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        run("PRAGMA wal_checkpoint(TRUNCATE)")
        assert ANSWER.encode() in bytes_of(Path(path))
    erase(real_office, record)
    assert rows_with(ANSWER) == []
    if connection.vendor == "postgresql":
        run("VACUUM FULL")  # what is dead goes with the old files
        return
    run("PRAGMA wal_checkpoint(TRUNCATE)")
    for part in (path, path + "-wal"):
        held = bytes_of(Path(part))
        assert [words for words in (TITLE, WORDS, ANSWER) if words.encode() in held] == []


def test_two_who_carry_out_one_order_at_once_erase_once(real_office: Office) -> None:
    import threading

    from django.db import connections

    record = answered(real_office)
    proposed, admin = order(real_office, record), real_office.actor("admin")
    ends: list[str] = []

    def press() -> None:
        try:
            execute_erasure(proposed, record.number, admin, at=NOW)
            ends.append("done")
        except RecordError as error:
            ends.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["changed", "changed", "changed", "done"]
    with transaction.atomic():
        assert Entry.objects.filter(step="erase").count() == 1


def test_what_accounts_for_the_offices_own_work_is_not_erased_and_the_refusal_says_what_is_true(
    office: Office,
) -> None:
    plan = published(office)
    for record in (plan, plan.commitments.first()):
        with pytest.raises(RecordError) as refused:
            propose_erasure(record, "当事人申请", "个人信息保护法第四十七条", office.actor("supervisor"), at=NOW)
        assert not kind_of(record).erasable and refused.value.code == "guarded" and not Erasure.objects.exists()
        assert refused.value.what == "这类记录不予删除：它们是单位工作的凭据，须完整保存。"
