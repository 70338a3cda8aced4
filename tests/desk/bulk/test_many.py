"""Many records opened at once leave what each would leave by itself; all of them, or none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.transaction import TransactionManagementError

from appeal_factory import rows
from declared_lines import changed, instead
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor
from luoshi.desk.bulk.actions.bulk import begin_many, check_many, open_many
from luoshi.evidence.journal.models import Entry, Payload, Unsealed
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.parts import Files, Protected
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record, Sequence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.appeals.models import Appeal
from office import NOW, Office

LEFT_OUT = {"id", "record_ptr_id", "record_ptr", "number", "payload_hash", "record_id", "subject", "speaker", "contact"}


def traces(record: Record) -> dict[str, Any]:
    """All that a record left behind, without what must differ between two."""

    def plain(row: Any) -> dict[str, Any]:
        return {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.attname not in LEFT_OUT
        }

    entries = list(Entry.objects.filter(record=record.pk))
    appeal = Appeal.objects.get(pk=record.pk)
    duties = list(Duty.objects.filter(record=record.pk))
    return {
        "record": plain(appeal) | {"speaker": appeal.speaker, "contact": appeal.contact},
        "entries": [plain(entry) for entry in entries],
        "payloads": [json.loads(payload.data or "") for payload in Payload.objects.filter(entry__in=entries)],
        "unsealed": Unsealed.objects.filter(entry__in=entries).count(),
        "duties": [plain(duty) for duty in duties],
        "occurrences": [
            {name: value for name, value in plain(occurrence).items() if name != "duty_id"}
            for occurrence in Occurrence.objects.filter(duty__in=duties)
        ],
    }


def owing(appeals: CompiledKind, rule: dict[str, Any] | None) -> CompiledKind:
    """The same kind, whose records owe an answer from the day they are opened."""
    from dataclasses import replace

    def follows(record: Record, on: Any) -> dict[str, Any]:
        if rule is None:
            raise RecordError("unset", "not set", where="appeals.answer_days")
        return rule

    cycle = appeals.declaration.cycle
    opens: Step = replace(cycle.first, starts=("answer",))
    cycle = cycle.with_steps((opens, *cycle.steps))
    return changed(
        appeals,
        cycle=cycle,
        parts=(*appeals.every(Protected), *appeals.every(Files), Owed("answer", "Answer", follows)),
    )


@pytest.fixture(params=["as declared", "with a duty", "with a duty that lacks its value"])
def declared(request: pytest.FixtureRequest) -> Iterator[CompiledKind]:
    appeals = get_kind("appeals")
    if request.param == "as declared":
        yield appeals
        return
    rule = {"kind": "within", "count": 5, "unit": "workday"} if request.param == "with a duty" else None
    made = owing(appeals, rule)
    with instead(made):
        yield made


def test_a_record_opened_with_many_leaves_what_one_opened_alone_leaves(office: Office, declared: CompiledKind) -> None:
    given = rows(office, 1)[0]
    alone = begin(declared, office.actor("supervisor"), given, at=NOW).record
    many = begin_many(declared, office.actor("supervisor"), [given, given], at=NOW)
    assert [traces(record) for record in many] == [traces(alone)] * 2
    assert [record.number for record in (alone, *many)] == ["诉2026-0001", "诉2026-0002", "诉2026-0003"]
    if "duty" in str(declared.duties_by_name and declared.cycle.first.starts):
        assert Duty.objects.count() == 3


def test_what_many_leave_is_whole(office: Office) -> None:
    made = begin_many(get_kind("appeals"), office.actor("supervisor"), rows(office, 1203), at=NOW)
    stored = Appeal.objects.order_by("pk")
    assert [(appeal.pk, appeal.title, appeal.speaker) for appeal in stored] == [
        (record.pk, record.title, "王小明") for record in made
    ]
    assert [appeal.number for appeal in stored] == [f"诉2026-{number:04d}" for number in range(1, 1204)]
    filed = Entry.objects.filter(step="file").order_by("pk")
    assert [entry.record_id for entry in filed] == [record.pk for record in made]
    assert (
        begin(get_kind("appeals"), office.actor("supervisor"), rows(office, 1)[0], at=NOW).record.number
        == "诉2026-1204"
    )


def test_one_wrong_row_keeps_all_out_and_is_named(office: Office) -> None:
    given = rows(office, 3)
    given[1] |= {"title": "", "unit": "没有的单位"}
    given[2]["unit"] = str(office.units["bureau"].pk)
    with pytest.raises(RecordError) as caught:
        begin_many(get_kind("appeals"), office.actor("clerk"), given, at=NOW)
    assert (caught.value.code, sorted(caught.value.fields)) == ("incomplete", ["0", "1", "2"])
    checked = check_many(get_kind("appeals"), office.actor("supervisor"), given, at=NOW)
    assert [sorted(row.wrong) for row in checked] == [[], ["title", "unit"], []]
    assert (Appeal.objects.count(), Entry.objects.filter(step="file").count()) == (0, 0)


@pytest.mark.parametrize("who", ["clerk", "head", "auditor", "admin", "leader", "collector", "outside", "stranger"])
def test_each_row_needs_the_right_that_begin_needs(office: Office, who: str) -> None:
    actor: Actor = office.actor(who)
    for unit in ("desk", "kexie", "bureau"):
        given = rows(office, 1, unit=str(office.units[unit].pk))[0]
        (checked,) = check_many(get_kind("appeals"), actor, [given], at=NOW)
        try:
            begin(get_kind("appeals"), actor, given, at=NOW)
            assert not checked.wrong
        except RecordError as error:
            assert (error.code, list(checked.wrong)) == ("refused", ["unit"])


def test_a_kind_that_saves_in_its_own_way_is_opened_one_by_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def save(self: Appeal, *args: Any, **options: Any) -> None:
        seen.append(self.title)
        super(Appeal, self).save(*args, **options)

    monkeypatch.setattr(Appeal, "save", save)
    made = begin_many(get_kind("appeals"), office.actor("supervisor"), rows(office, 2), at=NOW)
    assert seen == [record.title for record in made]


def test_many_need_few_statements(office: Office, django_assert_max_num_queries: Any) -> None:
    begin_many(get_kind("appeals"), office.actor("supervisor"), rows(office, 1), at=NOW)  # what a process reads once
    with django_assert_max_num_queries(42):
        begin_many(get_kind("appeals"), office.actor("supervisor"), rows(office, 500), at=NOW)


def test_records_are_opened_in_a_transaction_or_not_at_all(real_office: Office) -> None:
    """Without one each insert would stand by itself, and the entries come last."""
    values = {"title": "甲", "words": "乙", "channel": "web", "unit": real_office.units["desk"]}
    with pytest.raises(TransactionManagementError):
        open_many(get_kind("appeals"), [values], PROGRAM, at=NOW)
    assert (Record.objects.count(), Sequence.objects.count()) == (0, 0)
