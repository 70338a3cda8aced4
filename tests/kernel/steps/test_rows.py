"""Rows inside a record: edited as a whole, one by one, added up, said in the journal; ids survive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from linked.models import Member
from luoshi.base.record_errors import RecordError
from luoshi.desk.declarations.registration import check_declarations
from luoshi.evidence.journal.models import Payload
from luoshi.kernel.history.queries.history import record_events
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Some
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.steps.actions.steps import take
from office import NOW, Office
from rows_of_bodies import MEMBERS, edited, founded, kind, told
from sample_line import one_kind


@pytest.fixture
def bodies() -> Iterator[CompiledKind]:
    with one_kind(kind()) as made:
        yield made


def test_rows_are_edited_as_a_whole_and_keep_their_ids(office: Office, bodies: CompiledKind) -> None:
    record = founded(office, bodies)
    edited(office, record, {"name": "云岭县科协", "percent": "60"}, {"name": "青石镇", "percent": "40"})
    (first, _, _), (second, _, _) = told(record)
    done = edited(
        office,
        record,
        {"name": "白鹿中学", "percent": "10.5"},
        {"id": second, "name": "青石镇", "percent": "40"},
        {"id": first, "name": "云岭县科协", "percent": "49.5"},
    )
    assert [(pk, name, str(percent)) for pk, name, percent in told(record)][1:] == [
        (second, "青石镇", "40"), (first, "云岭县科协", "49.5"),
    ]  # fmt: skip
    assert done.record.version == 3
    edited(office, record, {"id": first, "name": "云岭县科协", "percent": "49.5"})
    assert [chunk[0] for chunk in told(record)] == [first]
    assert [dict(event.given)["Members"] for event in record_events(record)[1:]] == [
        "新增：云岭县科协 60、青石镇 40",
        "新增：白鹿中学 10.5；修改：云岭县科协 Percent 49.5（原为 60）；调整了顺序",
        "删除：白鹿中学 10.5、青石镇 40",
    ]


def test_what_a_program_leaves_out_of_a_row_stays_and_nothing_sent_changes_nothing(
    office: Office, bodies: CompiledKind
) -> None:
    record = founded(office, bodies)
    edited(office, record, {"name": "青石镇", "percent": "40", "card": "330102199001010010"})
    ((pk, _, _),) = told(record)
    edited(office, record, {"id": pk, "sort": "firm"})
    row = Member.objects.get(pk=pk)
    assert (row.name, row.percent, row.sort, row.card) == ("青石镇", 40, "firm", "330102199001010010")
    take(record, "members", office.actor("clerk"), {}, at=NOW)
    assert Member.objects.count() == 1
    entries = Payload.objects.filter(entry__record=record.pk).values_list("data", flat=True)
    assert not any("330102199001010010" in text for text in entries)


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([{"name": "甲", "percent": "x"}], {"members.0.percent"}),
        ([{"name": "甲"}, {"name": ""}], {"members.1.name"}),
        ([{"name": "甲"}, {"name": "甲"}], {"members.1.name"}),
        ([{"name": "甲"}, {"name": "甲", "to_day": "2026-03-01"}], set()),
        ([{"name": "甲", "colour": "red"}], {"members.0.colour"}),
        ([{"id": 999999, "name": "甲"}], {"members.0.id"}),
        (["甲"], {"members.0.id"}),
        ([{"name": f"第{n}户"} for n in range(51)], {"members"}),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column_and_nothing_is_written(
    office: Office, bodies: CompiledKind, rows: list[Any], wrong: set[str]
) -> None:
    record = founded(office, bodies)
    if not wrong:
        edited(office, record, *rows)
        assert Member.objects.count() == len(rows)
        return
    with pytest.raises(RecordError) as refused:
        edited(office, record, *rows)
    assert refused.value.code == "incomplete" and refused.value.fields.keys() == {"members"} | wrong
    assert Member.objects.count() == 0


def test_sums_and_the_least_number_are_asked_by_their_step_alone(office: Office, bodies: CompiledKind) -> None:
    record, clerk = founded(office, bodies), office.actor("clerk")
    said = {}
    for percents in (["95"], ["95", ""], ["60.5", "34.5"], ["60.5", "39.5"]):
        edited(office, record, *[{"name": f"第{n}户", "percent": percent} for n, percent in enumerate(percents)])
        try:
            take(record, "sign", clerk, {}, at=NOW)
        except RecordError as error:
            said[tuple(percents)] = error.sentence
    assert len(said) == 3 and "95" in said[("60.5", "34.5")] and "100" in said[("60.5", "34.5")]
    assert "至少" in said[("95",)] and "1 行" in said[("95", "")]


def test_rows_come_one_by_one_and_end_on_a_day(office: Office, bodies: CompiledKind) -> None:
    record, clerk = founded(office, bodies), office.actor("clerk")
    for name in ("青石镇", "白鹿中学"):
        take(record, "join", clerk, {"members": {"name": name}}, at=NOW)
    with pytest.raises(RecordError) as refused:
        take(record, "join", clerk, {"members": {"name": "青石镇"}}, at=NOW)
    assert refused.value.fields.keys() == {"members", "members.name"}
    (first, *_), (second, *_) = told(record)
    take(record, "leave", clerk, {"members": {"id": first, "to_day": "2026-03-14"}}, at=NOW)
    for row, day in ((first, "2026-03-15"), (second, ""), ("", "2026-03-15")):
        with pytest.raises(RecordError):
            take(record, "leave", clerk, {"members": {"id": row, "to_day": day}}, at=NOW)
    take(record, "join", clerk, {"members": {"name": "青石镇"}}, at=NOW)  # who left may come again
    assert [(member.place, member.name, str(member.to_day or "")) for member in Member.list_rows(record)] == [
        (1, "青石镇", "2026-03-14"), (2, "白鹿中学", ""), (3, "青石镇", ""),
    ]  # fmt: skip


def test_who_saw_an_older_version_edits_nothing(office: Office, bodies: CompiledKind) -> None:
    record = founded(office, bodies)
    edited(office, record, {"name": "青石镇"}, seen=1)
    with pytest.raises(RecordError) as refused:
        edited(office, record, {"name": "白鹿中学"}, seen=1)
    assert refused.value.code == "changed" and [chunk[1] for chunk in told(record)] == ["青石镇"]


def test_sums_may_be_asked_of_some_records_alone(office: Office, client: Client) -> None:
    clerk, said = office.actor("clerk"), []
    client.force_login(office.people["clerk"].user)
    with one_kind(kind(replace(MEMBERS, where=Is(sort="farm") | Some("members"), least=0))):
        check_declarations()
        for sort, percents in (("farm", []), ("society", []), ("society", ["95"]), ("society", ["95", "5"])):
            record = founded(office, kind(), sort=sort)
            edited(office, record, *[{"name": f"第{n}户", "percent": percent} for n, percent in enumerate(percents)])
            noted = re.findall("合计 .*应为 100", client.get(record.get_absolute_url()).text)
            try:
                take(record, "sign", clerk, {}, at=NOW)
                said.append((noted, []))
            except RecordError as error:
                said.append((noted, re.findall("合计 .*应为 100", error.sentence)))
    nought, short = ["合计 0，应为 100"], ["合计 95，应为 100"]
    assert said == [(nought, nought), ([], []), (short, short), ([], [])]


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        (replace(MEMBERS, where=Is(sort="farm"), sums={}, least=0), "says of which records sums or a least number"),
        (replace(MEMBERS, where=Is(colour="red")), "rows members: .*colour"),
    ],
)
def test_a_condition_of_sums_that_asks_nothing_or_what_is_not_there_does_not_start(part: Rows, fault: str) -> None:
    with pytest.raises(ValueError, match=fault), one_kind(kind(part)):
        check_declarations()
