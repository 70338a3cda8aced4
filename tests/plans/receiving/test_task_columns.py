"""Which column of a document's table holds the tasks: asked once, remembered for the unit, the document read again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ledger_books import workbook
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.columns.models import Columns
from luoshi.plans.columns.rules import GuessedTable
from luoshi.plans.compare.queries import of_plan
from luoshi.plans.detail.originals.queries import source_labels
from luoshi.plans.receiving.actions.receiving import add_documents, receive_plan
from luoshi.plans.receiving.actions.rereading import read_as
from luoshi.plans.receiving.actions.task_columns import answer_task_columns
from luoshi.plans.receiving.queries import book_of, first_asked
from luoshi.plans.rows.actions import correct
from many_appeals import signed_in
from office import NOW, Office
from plans import PUBLISH, UNNAMED_TASKS, by, decided, received, row_of, step
from programs import program, said

HEADS = ("序号", "领域名目", "名称细目", "责任单位", "完成时限")
NAMES = ["铺设水管", "扩容冷库", "疏浚河道"]
AREAS = ["民生领域提升行动", "产业领域提升行动", "生态领域提升行动"]


@pytest.fixture
def plan(office: Office) -> Plan:
    return received(office, UNNAMED_TASKS, title="云岭县民生实事", year=2026)


def answer(office: Office, plan: Plan, task: int | None, who: str = "supervisor", **more: Any) -> Any:
    return answer_task_columns(plan, 1, {HEADS: task}, by(office, who), **more)


def tasks(plan: Plan) -> list[str]:
    return list(plan.rows.filter(state=PlanRow.WAITING).order_by("place").values_list("words", flat=True))


def guessed(plan: Plan) -> list[tuple[int | None, bool]]:
    return [(table["task"], table["answered"]) for table in plan.sources.get().guessed_tables]


def page_of(office: Office, plan: Plan, there: str, who: str = "supervisor") -> str:
    return signed_in(office, who).get(f"/plans/{plan.pk}/{there}").content.decode()


ASK = "reading/1/columns/"


def test_the_rows_of_the_proposal_are_there_with_their_doubt_and_the_question_is_open(
    office: Office, plan: Plan
) -> None:
    assert tasks(plan) == AREAS and guessed(plan) == [(1, False)] and first_asked(plan) == 1
    assert all("column_guessed" in row.doubts for row in plan.rows.filter(state=PlanRow.WAITING))
    assert plan.sources.get().guessed_tables[0]["rows"] == [
        ["1", "民生领域提升行动", "铺设水管", "县科协", "6月底前"],
        ["2", "产业领域提升行动", "扩容冷库", "县科技局", "年底"],
        ["3", "生态领域提升行动", "疏浚河道", "县科协", "9月底前"],
    ]


def test_an_answer_reads_the_document_again_and_is_journaled(office: Office, plan: Plan) -> None:
    (result,) = answer(office, plan, 2)
    assert tasks(plan) == NAMES and guessed(plan) == [(2, True)] and first_asked(plan) is None
    assert not any("column_guessed" in row.doubts for row in plan.rows.exclude(state=PlanRow.GONE))
    assert result.changed and not result.stayed
    entry = Entry.objects.get(record=plan.pk, step="row.columns")
    assert json.loads(entry.payload.data or "")["column"] == "名称细目"
    assert row_of(plan, "扩容冷库").units.get().name == "县科技局"


def test_a_table_without_tasks_has_no_rows_to_decide(office: Office, plan: Plan) -> None:
    answer(office, plan, None)
    assert tasks(plan) == [] and guessed(plan) == [(None, True)]


def test_the_answer_is_remembered_for_the_unit_and_for_no_other(office: Office, plan: Plan) -> None:
    answer(office, plan, 2)
    later = received(office, UNNAMED_TASKS.replace("铺设水管", "更换路灯"), title="下一份", year=2026)
    assert tasks(later) == ["更换路灯", *NAMES[1:]] and guessed(later) == [(2, True)]
    Columns.objects.update(unit=office.units["kexie"])
    assert guessed(received(office, UNNAMED_TASKS, title="又一份", year=2026)) == [(1, False)]


def test_that_a_table_has_no_tasks_is_remembered_too(office: Office, plan: Plan) -> None:
    answer(office, plan, None)
    assert tasks(received(office, UNNAMED_TASKS, title="下一份", year=2026)) == []


def test_the_other_documents_of_the_plan_with_this_head_are_read_again_too(office: Office, plan: Plan) -> None:
    other = UNNAMED_TASKS.replace("铺设水管", "更换路灯")
    add_documents(plan, [], other, office.actor("supervisor"), at=NOW, again=True)
    assert [result.source.place for result in answer(office, plan, 2)] == [1, 2]
    assert tasks(plan) == [*NAMES, "更换路灯", *NAMES[1:]] and first_asked(plan) is None


def test_what_the_unit_answered_since_is_proposed_for_an_open_question(office: Office, plan: Plan) -> None:
    earlier = received(office, UNNAMED_TASKS, title="以前收的", year=2026)
    answer(office, plan, 2)
    chosen = re.findall(r'value="(\w+)" checked', page_of(office, earlier, ASK))
    assert guessed(earlier) == [(1, False)] and chosen == ["2"]


def test_rows_that_people_changed_stay(office: Office, plan: Plan) -> None:
    row = row_of(plan, AREAS[0])
    correct.change_row(plan, row.pk, row.version, {"words": "民生：铺设水管"}, by(office))
    (result,) = answer(office, plan, 2)
    row.refresh_from_db()
    assert row.words == "民生：铺设水管" and row.state == PlanRow.WAITING and result.stayed == 1
    assert {"扩容冷库", "疏浚河道"} < set(tasks(plan))


def test_the_same_answer_twice_does_nothing_more(office: Office, plan: Plan) -> None:
    answer(office, plan, 2)
    versions = list(plan.rows.order_by("pk").values_list("pk", "version", "state"))
    assert [result.changed for result in answer(office, plan, 2, asked=[HEADS])] == [0]
    assert list(plan.rows.order_by("pk").values_list("pk", "version", "state")) == versions
    assert Entry.objects.filter(step="row.columns").count() == 1


def test_an_answer_to_a_question_that_another_answered_otherwise_is_refused(office: Office, plan: Plan) -> None:
    answer(office, plan, 2)
    with pytest.raises(RecordError) as caught:
        answer(office, plan, 1, asked=[HEADS])
    assert caught.value.code == "changed" and tasks(plan) == NAMES
    answer(office, plan, 1)  # seeing the answer, one may change it
    assert tasks(plan) == AREAS and guessed(plan) == [(1, True)]


def test_undo_brings_the_rows_the_question_and_the_memory_back(office: Office, plan: Plan) -> None:
    before = tasks(plan)
    answer(office, plan, 2)
    correct.undo_last_edit(plan, by(office))
    assert (tasks(plan), guessed(plan), first_asked(plan)) == (before, [(1, False)], 1)
    assert not Columns.objects.exists()
    answer(office, plan, None)
    answer(office, plan, 2)
    correct.undo_last_edit(plan, by(office))
    assert tasks(plan) == [] and "task" not in Columns.objects.get().meaning.values()


def test_an_undo_of_rows_read_otherwise_since_is_refused(office: Office, plan: Plan) -> None:
    row = row_of(plan, AREAS[0])
    correct.confirm_rows(plan, {row.pk: row.version}, by(office))
    office.person("deputy", "杜副主任", "desk", Role.SUPERVISOR, ["county"])
    answer(office, plan, 2, who="deputy")
    with pytest.raises(RecordError) as caught:
        correct.undo_last_edit(plan, by(office))
    assert caught.value.code == "changed" and "哪一列是任务" in str(caught.value)


def test_the_answer_holds_when_the_document_is_read_as_another_kind(office: Office, plan: Plan) -> None:
    answer(office, plan, 2)
    read_as(plan, 1, "notice" if plan.sources.get().kind != "notice" else "plan", "", by(office))
    assert guessed(plan) == [(2, True)] and set(NAMES) <= {row.words for row in plan.rows.all()}


def test_labels_and_comparisons_read_by_the_answer(office: Office, plan: Plan) -> None:
    answer(office, plan, 2)
    labels = source_labels(plan.sources.select_related("document", "plan").get())
    text = plan.sources.select_related("document").get().document.text
    named = [text[label["start"] : label["end"]] for label in labels["statements"] if label["role"] == "task"]
    compared = of_plan(plan).paired_document.reading
    assert named == [text[task.start : task.end] for task in compared.statements if task.role == "task"] == NAMES


@pytest.mark.parametrize(("task", "heads", "code"), [(7, HEADS, "incomplete"), (1, HEADS[:3], "changed")])
def test_what_fits_no_table_is_refused(office: Office, plan: Plan, task: int, heads: Any, code: str) -> None:
    with pytest.raises(RecordError) as caught:
        answer_task_columns(plan, 1, {heads: task}, by(office))
    assert caught.value.code == code and tasks(plan) == AREAS and not Columns.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "auditor", "stranger"])
def test_nobody_else_sees_or_answers_it(office: Office, plan: Plan, who: str) -> None:
    client, there = signed_in(office, who), f"/plans/{plan.pk}/{ASK}"
    assert [client.get(there).status_code, client.post(there, {FIELD: "2"}).status_code] == [404, 404]
    with pytest.raises(RecordError) as caught:
        answer(office, plan, 2, who=who)
    assert caught.value.code == "refused" and tasks(plan) == AREAS
    assert Entry.objects.filter(record=plan.pk, step=Entry.REFUSED).count() == 1


def test_a_published_plan_is_not_read_again(office: Office, plan: Plan) -> None:
    plan = step(office, decided(office, plan), "publish", **PUBLISH)
    page = send(signed_in(office, "supervisor"), plan, "2")
    assert page.status_code == 403 and "已发布" in page.content.decode()
    assert guessed(plan) == [(1, False)] and not Columns.objects.exists()


def send(client: Client, plan: Plan, value: str, **more: str) -> Any:
    return client.post(f"/plans/{plan.pk}/{ASK}", {FIELD: value, **more})


FIELD = f"table_{GuessedTable(HEADS, None, False).head.digest[:12]}"


def test_who_receives_the_document_is_asked_at_once(office: Office) -> None:
    client = signed_in(office, "supervisor")
    values = {"origin": "document", "unit": office.units["desk"].pk, "words": UNNAMED_TASKS, "received": "2026-03-01"}
    answer = client.post("/plans/receive/", {**values, "title": "云岭县民生实事", "year": "2026"})
    plan = Plan.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{plan.pk}/{ASK}")
    page = client.get(answer["Location"]).content.decode()
    assert "哪一列是任务？" in page and "这张表没有任务" in page and "铺设水管" in page
    assert re.findall(r'value="(\w+)" checked', page) == ["1"]


def test_the_plans_page_and_the_rows_page_say_that_there_is_a_question(office: Office, plan: Plan) -> None:
    assert "哪一列是任务？" in page_of(office, plan, "") and f"/plans/{plan.pk}/{ASK}" in page_of(office, plan, "")
    assert "哪一列是任务？" in page_of(office, plan, "correct/")
    done = send(signed_in(office, "supervisor"), plan, "2")
    assert (done.status_code, done["Location"]) == (302, f"/plans/{plan.pk}/correct/")
    assert "哪一列是任务？" not in page_of(office, plan, "")
    page = page_of(office, plan, "correct/")
    assert "任务列（已答）：“名称细目”" in page and "改答" in page
    assert re.findall(r'value="(\w+)" checked', page_of(office, plan, ASK)) == ["2"]


def test_nothing_chosen_is_asked_again(office: Office, plan: Plan) -> None:
    answer = send(signed_in(office, "supervisor"), plan, "9")
    assert answer.status_code == 422 and tasks(plan) == AREAS


def test_a_stale_page_is_told_that_somebody_else_answered(office: Office, plan: Plan) -> None:
    answer(office, plan, 2)
    late = send(signed_in(office, "supervisor"), plan, "1", **{f"asked_{FIELD}": "1"})
    assert late.status_code == 409 and "已经有人" in late.content.decode() and tasks(plan) == NAMES


def test_a_document_without_such_a_table_asks_nothing(office: Office) -> None:
    plan = received(office)
    assert plan.sources.get().guessed_tables == [] and first_asked(plan) is None
    client = signed_in(office, "supervisor")
    assert client.get(f"/plans/{plan.pk}/{ASK}")["Location"] == f"/plans/{plan.pk}/correct/"


def came(office: Office, rows: list[list[Any]]) -> Source:
    values = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters", "title": "清单"}
    sent = [SimpleUploadedFile("清单.xlsx", workbook(rows, merged=()))]
    return receive_plan(
        sent, "", {**values, "year": 2026}, office.actor("supervisor"), at=NOW, again=True
    ).plan.sources.get()


def cells() -> list[list[Any]]:
    return [line.split(" | ") for line in UNNAMED_TASKS.splitlines()[1:]]


def test_what_was_answered_for_a_document_holds_for_a_workbook_with_this_head(office: Office, plan: Plan) -> None:
    answer(office, plan, 2)
    source = came(office, cells())
    assert source.state == Source.READ and tasks(source.plan) == NAMES
    assert [unit.name for unit in row_of(source.plan, "扩容冷库").units.all()] == ["县科技局"]


def test_a_sheet_whose_head_names_no_task_is_asked_about_like_a_document(office: Office) -> None:
    heads = ("序号", "甲栏", "乙栏", "责任单位", "完成时限")
    source = came(office, [[*heads], *cells()[1:]])
    assert source.state == Source.READ and tasks(source.plan) == AREAS
    assert book_of(source) and guessed(source.plan) == [(1, False)]
    answer_task_columns(source.plan, 1, {heads: 2}, by(office))
    assert tasks(source.plan) == NAMES


def test_the_api_tells_the_question(office: Office, plan: Plan) -> None:
    (document,) = signed_in(office, "supervisor").get(f"/api/plans/{plan.pk}").json()["documents"]
    (table,) = document["guessed_tables"]
    assert (table["columns"], table["task"], table["answered"]) == (list(HEADS), 1, False)
    assert table["rows"][0][2] == "铺设水管"


def test_a_program_answers_it_with_the_same_rights(office: Office, plan: Plan) -> None:
    asked = {"place": 1, "columns": list(HEADS), "task": 2}
    there = f"plans/{plan.pk}/task_columns"
    assert said(program(office, "supervisor", ["read"], at=timezone.now()).post(there, asked)) == (403, "scope")
    assert said(program(office, "clerk", at=timezone.now()).post(there, asked)) == (404, "missing")
    answers = program(office, "supervisor", ["plans:write"], at=timezone.now())
    for wrong in ({**asked, "task": 9}, {**asked, "more": 1}, {"place": 1, "columns": list(HEADS)}):
        assert said(answers.post(there, wrong)) == (422, "incomplete")
    assert said(answers.post(there, {**asked, "columns": ["序号"]})) == (409, "changed") and tasks(plan) == AREAS
    first, again = answers.post(there, asked), answers.post(there, asked)
    assert first.status_code == 200 and first.data["documents"][0]["changed"] and tasks(plan) == NAMES
    assert again.data == {"documents": [{"place": 1, "changed": 0, "kept": 0}]}


@pytest.mark.parametrize("count", [1, 3])
def test_more_questions_need_no_more_queries(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    heads = ["名称细目", "名称摘要", "名称内容"][:count]
    plan = received(
        office, "\n".join(UNNAMED_TASKS.replace("名称细目", head) for head in heads), title="清单", year=2026
    )
    client = signed_in(office, "supervisor")
    client.get(f"/plans/{plan.pk}/{ASK}")
    with django_assert_max_num_queries(16):
        page = client.get(f"/plans/{plan.pk}/{ASK}").content.decode()
    assert page.count("哪一列是任务？</") + page.count("<legend>") >= count
