"""What somebody had no right to do is kept in the journal, once an attempt, and changes nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from appeal_factory import filed
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.rules import pack_versions
from luoshi.desk.leaders.queries import changed_since
from luoshi.desk.lists.views.models import BulkRow
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.entries import subject_names
from luoshi.kernel.history.queries.history import record_events
from luoshi.kernel.history.sentences import entry_sentence
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from many_appeals import signed_in
from office import NOW, TODAY, Office
from programs import program

ASSIGN = {"grade": "ordinary", "unit": "县科协"}
# What a request leaves behind that is no part of any matter: sessions, tokens, the journal itself.
ASIDE = {"entry", "payload", "unsealed", "session", "token", "tokenuse", "bulkrun", "bulkrow", "user"}


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def record(office: Office) -> Record:
    return filed(office, 1)[0]


def contents() -> dict[str, list[Any]]:
    """Every row of every table but those aside."""
    models = [model for model in apps.get_models() if model._meta.model_name not in ASIDE]
    return {model._meta.label: sorted(map(repr, model._base_manager.values())) for model in models}


def refusals() -> list[tuple[str, str, int | None, dict[str, Any]]]:
    rows = Entry.objects.filter(step="refused").select_related("payload", "person").order_by("pk")
    return [(row.person.name, row.subject, row.version, json.loads(row.payload.data)) for row in rows]


def by_action(office: Office, who: str, record: Record) -> None:
    with pytest.raises(RecordError):
        take(record, "assign", office.actor(who), {"unit": office.units["kexie"].pk, "grade": "ordinary"}, at=NOW)


def by_page(office: Office, who: str, record: Record) -> None:
    answer = signed_in(office, who).post(f"/appeals/{record.pk}/assign/", ASSIGN)
    assert answer.status_code in (403, 404)


def by_program(office: Office, who: str, record: Record) -> None:
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    answer = program(office, who).post(f"appeals/{record.pk}/steps/assign", {"seen": 1, "given": given})
    assert answer.status_code in (403, 404)


def by_bulk(office: Office, who: str, record: Record) -> None:
    """As a forged form would: the preview itself offers no row that is not the person's."""
    sent = {"bulk_rows": pack_versions({record.pk: 1}), "bulk_step": "assign", "bulk_will": "1", "grade": "ordinary"}
    signed_in(office, who).post("/appeals/bulk/", {**sent, "unit": office.units["kexie"].pk})
    assert BulkRow.objects.get().result == BulkRow.SKIPPED


@pytest.mark.control("8.1.4.3 a-b", "a refused step is one entry")
@pytest.mark.parametrize("attempt", [by_action, by_page, by_program, by_bulk])
@pytest.mark.parametrize("who", ["auditor", "stranger"], ids=["sees it", "sees it not"])
def test_a_refused_step_is_one_entry_and_changes_nothing_else(
    office: Office, record: Record, attempt: Callable[[Office, str, Record], None], who: str
) -> None:
    before, entries = contents(), Entry.objects.filter(record=record.pk).count()
    attempt(office, who, record)
    name = {"auditor": "申审计", "stranger": "纪干事"}[who]
    assert refusals() == [(name, f"appeals:{record.pk}", 1, {"step": "assign"})]
    assert Entry.objects.filter(record=record.pk).count() == entries + 1
    assert contents() == before


@pytest.mark.control("8.1.4.3 a-b", "each attempt is an entry of its own")
def test_each_attempt_is_an_entry_of_its_own(office: Office, record: Record) -> None:
    for _ in range(3):
        by_page(office, "stranger", record)
    assert len(refusals()) == 3


@pytest.mark.parametrize("who", ["auditor", "stranger"])
def test_looking_at_a_form_that_is_not_ones_own_is_refused_and_leaves_no_trace(
    office: Office, record: Record, who: str
) -> None:
    answer = signed_in(office, who).get(f"/appeals/{record.pk}/assign/")
    assert (answer.status_code, refusals()) == ({"auditor": 403, "stranger": 404}[who], [])


def test_opening_what_is_not_ones_own_to_open_is_an_entry_too(office: Office) -> None:
    given = {"title": "求助", "words": "灌溉渠漏水", "channel": "web", "unit": str(office.units["desk"].pk)}
    pages = [signed_in(office, who).post("/appeals/new/", given).status_code for who in ("stranger", "collector")]
    api = [program(office, who).post("appeals", {"given": given}).status_code for who in ("stranger", "collector")]
    assert (pages, api, Record.objects.count()) == ([403, 404], [403, 403], 0)
    there = {"step": "file", "unit": {"id": office.units["desk"].pk, "name": "云岭县督查室"}}
    nowhere = {"step": "file"}
    assert refusals() == [
        ("纪干事", "appeals", None, there),
        ("石采集", "appeals", None, nowhere),
        ("纪干事", "appeals", None, there),
        ("石采集", "appeals", None, nowhere),
    ]


def test_who_may_open_nowhere_is_refused_before_the_form_is_looked_at(office: Office) -> None:
    answer = program(office, "collector").post("appeals", {"given": {"channel": "none"}})
    assert (answer.status_code, answer.data["fields"]) == (403, {})


@pytest.mark.parametrize(
    ("who", "step", "given", "seen", "status"),
    [
        ("supervisor", "assign", {"grade": "huge"}, "", 422),
        ("supervisor", "assign", ASSIGN, "7", 409),
        ("supervisor", "close", {"mark": "5"}, "", 403),
    ],
    ids=["incomplete", "changed", "not in this state"],
)
def test_what_is_refused_for_another_reason_is_no_entry(
    office: Office, record: Record, who: str, step: str, given: dict[str, str], seen: str, status: int
) -> None:
    answer = signed_in(office, who).post(f"/appeals/{record.pk}/{step}/", {**given, "seen": seen})
    assert (answer.status_code, refusals()) == (status, [])


def test_what_never_was_leaves_no_trace(office: Office, record: Record) -> None:
    client = signed_in(office, "stranger")
    addresses = [f"/appeals/{record.pk + 1}/assign/", f"/appeals/{record.pk}/devour/", f"/appeals/{10**20}/assign/"]
    assert [client.post(address, ASSIGN).status_code for address in addresses] == [404, 404, 404]
    assert refusals() == []


def test_the_records_own_timeline_and_the_leaders_page_do_not_speak_of_it(office: Office, record: Record) -> None:
    take(record, "assign", office.actor("supervisor"), {"unit": office.units["kexie"].pk, "grade": "urgent"}, at=NOW)
    by_page(office, "auditor", record)
    assert [event.step for event in record_events(record)] == ["file", "assign"]
    assert [event.actor for event in record_events(record, 1)] == ["杜察云"]
    changed, count = changed_since(office.actor("leader"), TODAY, NOW.replace(hour=0), 5)
    assert ([appeal.last.step for appeal in changed], count) == (["assign"], 1)


def test_it_reads_as_a_sentence_in_both_languages(office: Office, record: Record) -> None:
    by_page(office, "auditor", record)
    signed_in(office, "collector").post("/appeals/new/", {})
    rows = list(Entry.objects.filter(step="refused").select_related("person", "record", "payload").order_by("pk"))
    told = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            called = subject_names([row.subject for row in rows])
            told[language] = [entry_sentence(row, plain=plain, names=called) for row in rows for plain in (True, False)]
    assert told == {
        "zh-hans": [
            "申审计对诉2026-0001“建议增设科普活动室（1）”办理“分级交办”被拒绝。",
            "申审计对诉2026-0001办理“分级交办”被拒绝。",
            "石采集对诉求办理“登记诉求”被拒绝。",
            "石采集对诉求办理“登记诉求”被拒绝。",
        ],
        "en": [
            "申审计 was refused “Grade and assign” on 诉2026-0001 “建议增设科普活动室（1）”.",
            "申审计 was refused “Grade and assign” on 诉2026-0001.",
            "石采集 was refused “Enter an appeal” on Appeals.",
            "石采集 was refused “Enter an appeal” on Appeals.",
        ],
    }


def test_the_auditor_finds_refused_attempts_in_the_journal(office: Office, record: Record) -> None:
    by_page(office, "stranger", record)
    page = signed_in(office, "auditor").get("/journal/?step=refused")
    assert page.status_code == 200 and "办理“分级交办”被拒绝" in page.content.decode()
