"""Eight at once: one of them wins, the others are told so, and what is numbered has no gap."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from appeal_factory import rows
from faults.threads import EIGHT, at_once
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.bulk.actions.imports import import_rows, keep_import
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.lists.views.models import ImportRun
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.seals import seal_waiting
from luoshi.evidence.journal.models import Entry, Once, Seal, Unsealed
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.kernel.history.queries.verification import journal_findings
from luoshi.kernel.kinds.models import Record, Sequence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.idempotency import StepResult
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.appeals.models import Appeal
from office import NOW, Office


def file(office: Office, key: Any = None) -> StepResult:
    return begin(get_kind("appeals"), office.actor("supervisor"), rows(office, 1)[0], at=NOW, once=key)


def assign(office: Office, record: Record, **more: Any) -> StepResult:
    given = {"grade": "ordinary", "unit": str(office.units["kexie"].pk)}
    return take(record, "assign", office.actor("supervisor"), given, at=NOW, **more)


def numbers() -> list[str]:
    return sorted(Appeal.objects.values_list("number", flat=True))


def series(count: int) -> list[str]:
    return [f"诉2026-{number:04d}" for number in range(1, count + 1)]


@pytest.mark.parametrize(("seen", "told"), [(None, "refused"), (1, "changed")])
def test_one_of_eight_takes_a_step_and_the_others_are_told(real_office: Office, seen: int | None, told: str) -> None:
    record = file(real_office).record
    found = at_once(lambda _: assign(real_office, record, seen=seen))
    assert Counter(outcome if isinstance(outcome, str) else "taken" for outcome in found) == {
        "taken": 1,
        told: EIGHT - 1,
    }
    fresh = Appeal.objects.get(pk=record.pk)
    steps = list(Entry.objects.filter(record=record.pk).order_by("pk").values_list("step", "version"))
    assert (fresh.state, fresh.version, steps) == ("assigned", 2, [("file", 1), ("assign", 2)])


def test_eight_different_steps_at_one_record_are_taken_one_after_the_other(real_office: Office) -> None:
    record = assign(real_office, file(real_office).record).record
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("recall", "supervisor", {"reason": "另作安排"}),
        ("return", "clerk", {"reason": "不属我单位"}),
        ("answer", "head", {"answer": "列入计划"}),
        ("answer", "clerk", {"answer": "已办"}),
    ] * 2
    actors = {name: real_office.actor(name) for name in ("supervisor", "clerk", "head")}

    def press(number: int) -> str:
        step, who, given = steps[number]
        take(record, step, actors[who], given, at=NOW)
        return step

    taken = [outcome for outcome in at_once(press) if outcome != "refused" and outcome != "missing"]
    # Once it is recalled or returned it is not theirs any more: then their attempts are journaled as refused.
    done = Entry.objects.filter(record=record.pk, version__gt=2).exclude(step=Entry.REFUSED).order_by("pk")
    assert (len(taken), list(done.values_list("step", "version"))) == (1, [(taken[0], 3)])


@pytest.mark.parametrize("known", [False, True])
def test_eight_sending_the_same_two_files_in_either_order_keep_them_once(real_office: Office, known: bool) -> None:
    """Each file's row is locked while it is hung on a record: nobody may hold one and wait for the other."""
    records = [assign(real_office, file(real_office).record).record for _ in range(EIGHT + 1)]
    clerk, names = real_office.actor("clerk"), ["照片说明.txt", "会议纪要.txt"]

    def press(number: int) -> object:
        order = names if number % 2 else names[::-1]
        files = {"files": [SimpleUploadedFile(name, name.encode() * 500) for name in order]}
        return take(records[number], "answer", clerk, {"answer": "列入计划"}, at=NOW, files=files)

    if known:
        press(EIGHT)
    at_once(press)
    assert (Evidence.objects.count(), Attachment.objects.count()) == (2, 2 * (EIGHT + known))
    first = Attachment.objects.filter(record=records[0].pk).order_by("pk")
    assert list(first.values_list("name", flat=True)) == names[::-1]


def test_one_key_sent_eight_times_does_one_thing_and_all_get_its_result(real_office: Office) -> None:
    key, other = uuid4(), uuid4()
    filed = at_once(lambda _: file(real_office, key))
    assert len({(filing.record.pk, filing.entry.pk) for filing in filed}) == 1
    assert sorted(filing.repeated for filing in filed) == [False] + [True] * (EIGHT - 1)
    assigned = at_once(lambda _: assign(real_office, filed[0].record, once=other, seen=1))
    assert len({(item.entry.pk, item.record.state) for item in assigned}) == 1
    assert (numbers(), Once.objects.count()) == (series(1), 2)
    assert list(Entry.objects.filter(record=filed[0].record.pk).values_list("step", flat=True)) == ["file", "assign"]


def test_one_key_for_eight_different_requests_serves_the_first_alone(real_office: Office) -> None:
    key, given = uuid4(), rows(real_office, EIGHT)
    actor = real_office.actor("supervisor")
    found = at_once(lambda number: begin(get_kind("appeals"), actor, given[number], at=NOW, once=key))
    assert Counter(outcome if isinstance(outcome, str) else "filed" for outcome in found) == {
        "filed": 1,
        "repeated": EIGHT - 1,
    }
    assert numbers() == series(1)


def test_a_refused_request_frees_its_key_for_those_who_wait_for_it(real_office: Office) -> None:
    key, given = uuid4(), rows(real_office, 1)[0] | {"channel": "no such channel"}
    actor = real_office.actor("supervisor")
    found = at_once(lambda _: begin(get_kind("appeals"), actor, given, at=NOW, once=key))
    assert (found, Once.objects.count(), numbers()) == (["incomplete"] * EIGHT, 0, [])
    assert file(real_office, key).record.number == "诉2026-0001"


def test_eight_sealers_give_each_entry_one_number(real_office: Office) -> None:
    for _ in range(3):
        with transaction.atomic():
            for number in range(20):
                journal_act(f"unit:{number}", "unit.note", real_office.actor("admin"), {}, at=NOW)
        before, waiting = Seal.objects.count(), Unsealed.objects.count()
        found = at_once(lambda _: seal_waiting(limit=7))
        assert sum(found) == Seal.objects.count() - before == waiting - Unsealed.objects.count() > 0
    while seal_waiting():
        pass
    sealed = list(Seal.objects.order_by("number").values_list("number", flat=True))
    assert sealed == list(range(1, Entry.objects.count() + 1))
    assert (Unsealed.objects.count(), list(journal_findings())) == (0, [])


def test_eight_opening_one_each_get_numbers_without_gap_or_repeat(real_office: Office) -> None:
    found = at_once(lambda _: file(real_office))
    assert sorted(item.record.number for item in found) == numbers() == series(EIGHT)
    assert list(Sequence.objects.values_list("last", flat=True)) == [EIGHT]


def test_eight_bringing_in_many_each_are_in_whole_or_not_at_all(real_office: Office) -> None:
    actor = real_office.actor("supervisor")
    given = [rows(real_office, 25, words=f"第{number}份") for number in range(EIGHT)]

    def bring(number: int) -> str:
        with transaction.atomic():
            made = begin_many(get_kind("appeals"), actor, given[number], at=NOW)
            if number % 4 == 3:
                raise KeyboardInterrupt  # the clerk's process ends before the commit
        return " ".join(record.number for record in made)

    def survive(number: int) -> str:
        try:
            return bring(number)
        except KeyboardInterrupt:
            return ""

    found = at_once(survive)
    count = Counter(Appeal.objects.values_list("words", flat=True))
    assert count == {f"第{number}份": 25 for number in range(EIGHT) if number % 4 != 3}
    assert sorted(" ".join(found).split()) == numbers() == series(6 * 25)
    assert all(words == " ".join(sorted(words.split())) for words in found)
    assert set(Entry.objects.filter(step="file").values_list("record", flat=True)) == set(
        Appeal.objects.values_list("pk", flat=True)
    )


def test_one_sheet_confirmed_eight_times_is_brought_in_once(real_office: Office) -> None:
    actor, given = real_office.actor("supervisor"), rows(real_office, 20)
    kept = keep_import(
        get_kind("appeals"), actor, "诉求.xlsx", "a" * 64, [KeptLine(*row) for row in enumerate(given, 2)], at=NOW
    )
    found = at_once(lambda _: len(import_rows(kept, get_kind("appeals"), actor, at=NOW)))
    assert sorted(found) == [0] * (EIGHT - 1) + [20]
    assert (numbers(), Entry.objects.filter(step="import").count()) == (series(20), 1)
    assert (ImportRun.objects.get().rows, ImportRun.objects.get().entry is None) == ("", False)


def test_eight_writing_different_things_all_the_time_wait_for_each_other_and_none_is_turned_away(
    real_office: Office,
) -> None:
    actor, given = real_office.actor("supervisor"), rows(real_office, 5)

    def work(number: int) -> int:
        for _ in range(6):
            if number % 4 == 0:
                begin_many(get_kind("appeals"), actor, given, at=NOW)
            elif number % 4 == 1:
                seal_waiting(limit=10)
            else:
                assign(real_office, file(real_office, uuid4()).record, once=uuid4(), seen=1)
        return number

    assert at_once(work) == list(range(EIGHT))
    while seal_waiting():
        pass
    assert numbers() == series(2 * 6 * 5 + 4 * 6)
    assert Counter(Appeal.objects.values_list("state", flat=True)) == {"received": 60, "assigned": 24}
    assert list(journal_findings()) == []
