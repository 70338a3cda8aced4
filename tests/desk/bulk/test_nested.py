"""Rows inside records come in by a sheet, in several lines or in numbered columns: all of a record or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.bulk.actions.staged import cancel_import, carry_on
from luoshi.desk.bulk.nested_lines import CLASH, join_lines, unfold_record
from luoshi.desk.lists.views.models import ImportRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.contracts.models import Contract, ContractParty, Input
from many_appeals import lines_of, signed_in, workbook
from office import NOW, Office
from programs import program

TEA, RESEARCH, FRUIT = "云岭县绿源茶业有限公司", "云岭县茶叶研究所", "云岭县猕猴桃合作社"


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(autouse=True)
def firms(office: Office) -> dict[str, Any]:
    unit = office.units["kexie"].pk
    return {
        title: begin(
            get_kind("organisations"),
            office.actor("clerk"),
            {"unit": unit, "title": title, "sort": "enterprise", "short": short},
            at=NOW,
        ).record
        for title, short in ((TEA, "绿源"), (RESEARCH, "茶研所"), (FRUIT, ""))
    }


def heads(client: Client) -> dict[str, str]:
    """The columns of the template, by the name that the tests give them."""
    data = b"".join(client.get("/contracts/import/template/").streaming_content)
    found = [str(head).rstrip("*") for head in lines_of(data)[2]]
    return {
        "title": found[0],
        "sort": found[1],
        "unit": found[5],
        "party": next(head for head in found if "·" in head),
        "part": [head for head in found if "·" in head][1],
    }


def upload(client: Client, *lines: list[str]) -> Any:
    data = SimpleUploadedFile("合同.xlsx", workbook(list(lines)))
    answer = client.post("/contracts/import/", {"file": data})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def parties() -> list[tuple[str, list[str]]]:
    found = Contract.objects.order_by("pk")
    return [(contract.title, [row.org.title for row in ContractParty.list_rows(contract)]) for contract in found]


@pytest.mark.parametrize("n", [2, 12])
def test_the_rows_of_all_contracts_are_written_at_once(office: Office, firms: dict[str, Any], n: int) -> None:
    """One statement for each sort of rows, however many records begin; rows have places, and the journal their ids."""
    kind, unit = get_kind("contracts"), office.units["kexie"].pk
    orders = [[TEA, RESEARCH] if at % 2 else [RESEARCH, FRUIT, TEA] for at in range(n)]
    lines = [
        {
            "title": f"协议{at}",
            "sort": "partner",
            "unit": unit,
            "signatories": [{"org": firms[name].number, "part": "member"} for name in order],
        }
        for at, order in enumerate(orders)
    ]
    with CaptureQueriesContext(connection) as ran:
        made = begin_many(kind, office.actor("clerk"), lines, at=NOW)
    of_rows = [query["sql"] for query in ran if ContractParty._meta.db_table in query["sql"]]
    assert len([sql for sql in of_rows if sql.startswith("INSERT")]) == 1
    assert not [sql for sql in of_rows if sql.startswith("SELECT")]
    assert parties() == [(f"协议{at}", order) for at, order in enumerate(orders)]
    for record in made:
        rows = ContractParty.list_rows(record)
        assert [row.place for row in rows] == [*range(1, len(rows) + 1)]
        added = json.loads(Entry.objects.get(record=record.pk).payload.data)["signatories"]["added"]
        assert [line["row"] for line in added] == [row.pk for row in rows]


def test_several_lines_with_one_title_are_one_contract_with_its_parties(office: Office) -> None:
    client = signed_in(office, "clerk")
    names = heads(client)
    there = upload(
        client,
        [names[name] for name in ("title", "sort", "unit", "party", "part")],
        ["茶园改造", "合作协议", "kexie", TEA, "成员方"],
        ["茶园改造", "", "", "茶研所", "成员方"],
        ["果品加工", "合作协议", "kexie", FRUIT, "成员方"],
        ["", "", "", "云岭县绿源茶业 有限公司", "成员方"],
    )
    assert client.post(there).status_code == 302, client.get(there).content.decode()
    assert parties() == [("茶园改造", [TEA, RESEARCH]), ("果品加工", [FRUIT, TEA])]
    told = [entry.payload.data for entry in Entry.objects.filter(step="enter", record__kind="contracts")]
    assert len(told) == 2 and all("added" in str(item) for item in told)  # the journal tells the rows
    again = upload(
        client,
        [names[name] for name in ("title", "sort", "unit", "party", "part")],
        ["茶园改造", "合作协议", "kexie", TEA, "成员方"],
        ["茶园改造", "", "", "茶研所", "成员方"],
    )
    assert "1 行以前已导入" in client.get(again).content.decode()


def test_parties_stand_in_numbered_columns(office: Office) -> None:
    client = signed_in(office, "clerk")
    names = heads(client)
    party = names["party"].partition("·")[0]
    own = [names[name] for name in ("title", "sort", "unit")]
    numbered = [f"{party}1", f"{names['part']}1", f"{party} 2", f"{names['part']} 2"]
    there = upload(client, [*own, *numbered], ["茶园改造", "合作协议", "kexie", TEA, "成员方", "茶研所", "成员方"])
    assert client.post(there).status_code == 302, client.get(there).content.decode()
    assert parties() == [("茶园改造", [TEA, RESEARCH])]


def test_a_contract_of_which_one_party_is_unknown_stays_out_whole_and_comes_back(office: Office) -> None:
    client = signed_in(office, "clerk")
    names = heads(client)
    there = upload(
        client,
        [names[name] for name in ("title", "sort", "unit", "party", "part")],
        ["茶园改造", "合作协议", "kexie", TEA, "成员方"],
        ["茶园改造", "", "", "没有的公司", "成员方"],
        ["果品加工", "合作协议", "kexie", FRUIT, "成员方"],
    )
    assert client.post(there, {"partly": "on"}).status_code == 302
    assert parties() == [("果品加工", [FRUIT])]
    lines = lines_of(b"".join(client.get(f"{there}refused/").streaming_content))[3:]
    assert [line[0] for line in lines] == ["茶园改造", "茶园改造"] and "没有的公司" in str(lines[1])
    assert "没有找到“没有的公司”" in lines[0][-1]


def test_a_party_that_is_not_clear_is_asked_once(office: Office, firms: dict[str, Any]) -> None:
    client = signed_in(office, "clerk")
    names = heads(client)
    there = upload(
        client,
        [names[name] for name in ("title", "sort", "unit", "party", "part")],
        ["茶园改造", "合作协议", "kexie", "猕猴桃", "成员方"],
        ["果品加工", "合作协议", "kexie", "猕猴桃", "成员方"],
    )
    (question,) = client.get(there).context["names"].questions
    assert question.lines == (2, 3) and [pk for pk, _label in question.choices] == [str(firms[FRUIT].pk)]
    client.post(there, {"names": "1", f"pick_{question.key}": str(firms[FRUIT].pk)})
    assert client.post(there).status_code == 302
    assert parties() == [("茶园改造", [FRUIT]), ("果品加工", [FRUIT])]


def test_lines_that_contradict_each_other_are_refused(office: Office) -> None:
    client = signed_in(office, "clerk", "zh-hans")
    names = heads(client)
    there = upload(
        client,
        [names[name] for name in ("title", "sort", "unit", "party", "part")],
        ["茶园改造", "合作协议", "kexie", TEA, "成员方"],
        ["茶园改造", "技术咨询", "kexie", FRUIT, "成员方"],
    )
    assert "第 3 行" in client.get(there).content.decode() and not Contract.objects.exists()


def test_a_program_sends_rows_inside_with_names(office: Office) -> None:
    given = {
        "title": "茶园改造",
        "sort": "partner",
        "unit": "kexie",
        "signatories": [{"org": TEA, "part": "member"}, {"org": "茶研所", "part": "member"}],
    }
    answer = program(office, "clerk").post("contracts", {"given": given})
    assert answer.status_code == 201, answer.data
    assert parties() == [("茶园改造", [TEA, RESEARCH])] and not Input.objects.exists()


LONG = 9


def half_of_a_long_sheet(office: Office, monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """A sheet of contracts with their parties, which the worker was told to leave after two steps."""
    monkeypatch.setattr("luoshi.base.database.batched_writes.FIRST", 2)
    monkeypatch.setattr("luoshi.base.database.batched_writes.AIMED", 0.0)  # no step is larger than the one before
    monkeypatch.setattr("luoshi.desk.bulk.pages.imports.AT_ONCE", 5)
    # Needs of the market count contracts: without them these are a kind that others count nothing of.
    monkeypatch.setattr("luoshi.desk.bulk.actions.bulk.counting_links", lambda kind: ())
    client = signed_in(office, "clerk")
    names = heads(client)
    lines = [
        line
        for n in range(LONG)
        for line in (
            [f"第{n}份合同", "合作协议", "kexie", TEA, "成员方"],
            [f"第{n}份合同", "", "", "茶研所", "成员方"],
        )
    ]
    there = upload(client, [names[name] for name in ("title", "sort", "unit", "party", "part")], *lines)
    assert client.post(there)["Location"] == there
    stopping = iter([False, True])
    with monkeypatch.context() as now:
        now.setattr("luoshi.base.sheets.staged_imports.is_worker_stopping", lambda: next(stopping, False))
        run = ImportRun.objects.get()
        assert not carry_on(run.pk)
    run.refresh_from_db()
    assert 0 < run.written < LONG and ContractParty.objects.count() == 2 * run.written
    return run


def test_a_long_sheet_with_rows_inside_is_written_in_steps_and_valid_at_once(
    office: Office, firms: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = half_of_a_long_sheet(office, monkeypatch)
    assert not Contract.objects.exists()
    client = signed_in(office, "clerk")
    pages = ["/", "/contracts/", "/search/?q=合同", firms[TEA].get_absolute_url()]
    exported = b"".join(client.post("/contracts/export/").streaming_content)
    assert not any("份合同" in str(cell) for sheet in (0, 1) for line in lines_of(exported, sheet) for cell in line)
    for page in pages:
        answer = client.get(page)
        shown = answer.content if not answer.streaming else b"".join(answer.streaming_content)
        assert "份合同" not in shown.decode(errors="ignore"), page
    assert carry_on(run.pk)
    assert parties() == [(f"第{n}份合同", [TEA, RESEARCH]) for n in range(LONG)]
    assert "第8份合同" in client.get(firms[TEA].get_absolute_url()).content.decode()


def test_a_long_sheet_with_rows_inside_that_is_given_up_leaves_no_row(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = half_of_a_long_sheet(office, monkeypatch)
    assert cancel_import(run, get_kind("contracts"), office.actor("clerk")) and carry_on(run.pk)
    left = Record._base_manager.filter(batch=run)
    assert left.count() == run.written and not left.filter(erased=None).exists()
    assert not ContractParty.objects.exists() and not Contract.objects.exists()


def test_lines_are_joined_by_their_key_and_unfolded_again() -> None:
    lines = [
        (2, {"title": "甲", "p.a": "1", "p.b": "2"}),
        (3, {"p.a": "3"}),
        (4, {"title": "乙", "p.a#1": "4", "p.a#2": "5", "q.c": "6"}),
        (5, {"title": "甲", "q.c": "7"}),
        (6, {"title": "乙", "x": "8"}),
    ]
    found = join_lines(lines, "title", "%(row)d", parts=["p", "q"])
    first = {"title": "甲", "p": [{"a": "1", "b": "2"}, {"a": "3"}], "q": [{"c": "7"}]}
    assert found == [
        (2, first),
        (4, {"title": "乙", "p": [{"a": "4"}, {"a": "5"}], "q": [{"c": "6"}], CLASH: "6"}),
    ]
    assert unfold_record(first) == [
        {"title": "甲", "p.a": "1", "p.b": "2", "q.c": "7"},
        {"title": "甲", "p.a": "3"},
    ]


def test_without_columns_of_rows_each_line_is_a_record() -> None:
    lines = [(2, {"title": "甲"}), (3, {"title": "甲"})]
    assert join_lines(lines, "title", "%(row)d", parts=[]) == [(2, {"title": "甲"}), (3, {"title": "甲"})]
