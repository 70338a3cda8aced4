"""A sheet of thousands of rows: a person says yes, the worker takes it in, all or nothing, and it can be watched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from ledger_books import ROWS, brought_in, chosen, edited, ledger_of, plan_of, sent, workbook
from luoshi.base.sheets import trials
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Document
from luoshi.kernel.history.queries.verification import journal_findings
from luoshi.plans.base.models.plan import Plan, PlanHeading, Source
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.editions.models.sheet_work import SheetWork
from luoshi.plans.editions.queries.editions import publication_readiness
from luoshi.plans.rows.actions.correct import confirm_rows, undo_last_edit
from luoshi.plans.sheets.actions import work as sheet_work
from luoshi.plans.sheets.actions.work import work_later
from luoshi.plans.sheets.pages import roundtrip as sheet_back
from luoshi.plans.sheets.pages import sheets
from many_appeals import signed_in
from office import Office
from plans import by


@pytest.fixture(autouse=True)
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever has a row is too long for a request."""
    monkeypatch.setattr(sheets, "AT_ONCE", 0)
    monkeypatch.setattr(sheet_back, "AT_ONCE", 0)


@pytest.fixture
def plan(office: Office) -> Plan:
    return plan_of(office)


def agreed(office: Office, plan: Plan, data: bytes | None = None) -> tuple[Any, str, SheetWork]:
    """The sheet's trial said yes to: browser, address of the trial, and the work that waits."""
    client = signed_in(office, "clerk")
    there = chosen(client, plan, data or workbook())
    answer = client.post(there, {"agreed": client.get(there).context["agreed"]})
    work = SheetWork.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{plan.pk}/sheet/{work.token}/bringing/")
    return client, there, work


def carry_out(work: SheetWork) -> SheetWork:
    work_later.call(work.pk, work.run)
    return SheetWork.objects.get(pk=work.pk)


def tasks() -> int:
    return DBTaskResult.objects.filter(task_path__endswith=".work_later").count()


def written(plan: Plan) -> list[Any]:
    """All that a sheet makes of a plan, without ids."""
    return [
        list(plan.sources.order_by("place").values_list("place", "state", "done")),
        list(plan.parts.order_by("place").values_list("place", "level", "title", "start", "end")),
        list(plan.rows.order_by("place").values_list(
            "place", "words", "part__title", "span__start", "due", "every", "phrase", "doubts", "notes", "state")),
        list(RowUnit.objects.filter(row__plan=plan).order_by("row__place", "place").values_list("role", "unit")),
        list(RowFigure.objects.filter(row__plan=plan).order_by("place").values_list("quote", "value", "span__quote")),
    ]  # fmt: skip


def nothing_of(plan: Plan) -> bool:
    return not any(made.objects.filter(plan=plan).exists() for made in (Source, PlanRow, PlanHeading))


def test_what_the_worker_makes_of_a_sheet_is_what_a_request_makes(
    office: Office, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _there, work = agreed(office, plan)
    assert nothing_of(plan) and not Document.objects.exists() and tasks() == 1
    assert (carry_out(work).state, SheetWork.objects.get().count) == (SheetWork.DONE, 3)
    monkeypatch.setattr(sheets, "AT_ONCE", 500)
    other = plan_of(office)
    brought_in(client, other, workbook())
    assert written(plan) == written(other) and len(written(plan)[2]) == 3
    assert SheetWork.objects.count() == 1
    assert Entry.objects.filter(step="row.sheet").count() == 2


def test_its_page_shows_how_far_it_is_may_be_left_and_says_the_end(office: Office, plan: Plan) -> None:
    client, there, work = agreed(office, plan)
    page = f"/plans/{plan.pk}/sheet/{work.token}/bringing/"
    assert "data-going" in client.get(page).text and "排队" in client.get(page).text
    SheetWork.objects.update(state=SheetWork.WRITING)
    assert "正在写入" in client.get(page).text and 'value="2"' in client.get(page).text
    shown = client.get(f"/plans/{plan.pk}/").text
    assert "正在写入" in shown and page in shown
    assert client.get(there)["Location"] == page and client.post(there, {"agreed": "x"})["Location"] == page
    carry_out(work)
    text = client.get(page).text
    assert "data-going" not in text and "已导入 3 行" in text
    assert page not in client.get(f"/plans/{plan.pk}/").text
    assert client.post(there, {"agreed": "x"})["Location"] == page  # the very button pressed again
    assert plan.rows.count() == 3


def test_said_yes_to_twice_and_carried_out_twice_it_is_in_once(office: Office, plan: Plan) -> None:
    client, there, work = agreed(office, plan)
    client.post(there, {"agreed": work.given["agreed"]})
    assert (SheetWork.objects.count(), tasks()) == (1, 1)
    carry_out(work)
    carry_out(work)
    assert (plan.rows.count(), Document.objects.count(), plan.sources.count()) == (3, 1, 1)


@pytest.mark.parametrize(
    "place", ["try_sheet_import", "receive_sheet", "prepare_sheet_rows", "put_source", "put_rows", "_done"]
)
def test_killed_anywhere_nothing_of_it_is_there_and_the_next_worker_ends_it(
    office: Office, plan: Plan, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    _client, _there, work = agreed(office, plan)
    with monkeypatch.context() as killed:
        step: Callable[..., Any] = getattr(sheet_work, place)

        def dies(*given: Any, **more: Any) -> Any:
            step(*given, **more)
            raise KeyboardInterrupt  # as a process that is killed: nothing of its own is done any more

        killed.setattr(sheet_work, place, dies)
        with pytest.raises(KeyboardInterrupt):
            work_later.call(work.pk, work.run)
    half = SheetWork.objects.get()
    assert nothing_of(plan) and half.state in SheetWork.GOING
    assert carry_out(half).state == SheetWork.DONE
    assert (plan.rows.count(), plan.sources.count()) == (3, 1)
    assert Document.objects.count() == 1  # also where the first try had received it


def test_what_changed_meanwhile_is_said_and_the_trial_can_be_agreed_to_anew(office: Office, plan: Plan) -> None:
    client, there, work = agreed(office, plan)
    office.unit("new", "不存在的单位", "county")
    failed = carry_out(work)
    assert failed.state == SheetWork.FAILED and nothing_of(plan) and not Document.objects.exists()
    text = client.get(f"/plans/{plan.pk}/sheet/{work.token}/bringing/").text
    assert "未能导入" in text and "有变动" in text and there in text
    assert "未能导入" in client.get(f"/plans/{plan.pk}/").text
    page = client.get(there)
    assert page.status_code == 200 and "有变动" in page.text
    client.post(there, {"agreed": page.context["agreed"]})
    again = SheetWork.objects.get()
    assert (again.run, again.state, tasks()) == (2, SheetWork.WAITING, 2)
    carry_out(failed)  # the first run's task comes late: it is over
    assert nothing_of(plan)
    assert carry_out(again).state == SheetWork.DONE and plan.rows.count() == 3


@pytest.mark.parametrize("what", ["published", "file", "program", "database", "leaver"])
def test_what_cannot_be_ended_says_so_and_leaves_nothing(
    office: Office, plan: Plan, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    client, _there, work = agreed(office, plan)
    said = {"published": "修订", "file": "保存期", "program": "日志", "database": "繁忙", "leaver": "无权"}[what]
    if what == "published":
        Plan.objects.filter(pk=plan.pk).update(state="published")
    elif what == "file":
        trials.drop_trial(work.token)
    elif what == "leaver":
        user = office.people["clerk"].user
        user.is_active = False
        user.save()
        client = signed_in(office, "supervisor")
    else:
        error = OperationalError("database is locked") if what == "database" else ZeroDivisionError()
        monkeypatch.setattr(sheet_work, "put_rows", lambda *given, **more: (_ for _ in ()).throw(error))
    failed = carry_out(work)
    assert failed.state == SheetWork.FAILED and said in failed.said and nothing_of(plan)
    assert said in client.get(f"/plans/{plan.pk}/sheet/{work.token}/bringing/").text


def test_rows_put_out_of_sight_past_the_program_are_found(
    office: Office, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    _client, _there, work = agreed(office, plan)
    with monkeypatch.context() as killed:
        killed.setattr(sheet_work, "_shown", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            work_later.call(work.pk, work.run)
    assert nothing_of(plan) and [finding for finding in journal_findings() if finding.code == "unseen"] == []
    carry_out(SheetWork.objects.get())
    rows = list(plan.rows.order_by("pk").values_list("pk", flat=True))
    PlanRow.objects.filter(pk=rows[0]).update(batch=work)
    PlanHeading.objects.filter(pk=plan.parts.latest("pk").pk).update(batch=work)
    found = sorted(finding.values["record"].split()[0] for finding in journal_findings() if finding.code == "unseen")
    assert found == ["ledger_part", "ledger_row"]


def test_a_plan_is_not_published_while_a_sheet_is_on_its_way(office: Office, plan: Plan) -> None:
    _client, _there, work = agreed(office, plan)
    assert [str(unread) for unread in publication_readiness(plan).unread] == [
        "台账.xlsx"
    ] and not publication_readiness(plan).ready
    carry_out(work)
    assert publication_readiness(plan).unread == []


def test_only_who_keeps_the_plan_sees_the_work(office: Office, plan: Plan) -> None:
    _client, _there, work = agreed(office, plan)
    page = f"/plans/{plan.pk}/sheet/{work.token}/bringing/"
    assert signed_in(office, "supervisor").get(page).status_code == 200
    for who in ("stranger", "collector", "auditor", "outside", "leader"):
        assert signed_in(office, who).get(page).status_code == 404, who
    other = plan_of(office)
    assert signed_in(office, "clerk").get(f"/plans/{other.pk}/sheet/{work.token}/bringing/").status_code == 404


# ---- the plan's own ledger, edited


@pytest.fixture
def back(office: Office, plan: Plan) -> tuple[Any, str, SheetWork]:
    """A ledger with changes in each row that was said yes to: one row changed, one missing, one new."""
    _client, _there, work = agreed(office, plan)
    carry_out(work)
    client = signed_in(office, "clerk")
    data = edited(ledger_of(client, plan), ("F4", "10月底"), ("D7", "办科普讲座2场"), ("G7", "县科协"), without=[6])
    there = sent(client, plan, data)["Location"]
    page = client.get(there)
    missing = next(name for name in page.context["form"].fields if name.startswith("row_"))
    answers = {"agreed": page.context["agreed"], missing: "drop", "reason": "已并入别的任务"}
    assert client.post(there, {**answers, "reason": ""}).status_code == 422  # what is not answered is asked at once
    assert client.post(there, answers).status_code == 302
    return client, there, SheetWork.objects.latest("pk")


def test_a_large_ledger_that_came_back_is_taken_in_by_the_worker_and_undone_at_once(
    office: Office, plan: Plan, back: tuple[Any, str, SheetWork]
) -> None:
    client, there, work = back
    before = written(plan)
    assert work.back and client.get(there)["Location"].endswith("/bringing/")
    done = carry_out(work)
    assert (done.state, done.count, done.said) == (SheetWork.DONE, 3, "")
    states = list(plan.rows.order_by("place", "pk").values_list("words", "state", "phrase"))
    assert states[0][2] == "10月底" and [state for _words, state, _phrase in states].count("dropped") == 1
    assert any(words == "办科普讲座2场" for words, _state, _phrase in states)
    assert "已修改 3 行" in client.get(f"/plans/{plan.pk}/sheet/{work.token}/bringing/").text
    undo_last_edit(plan, by(office, "clerk"))
    assert [row for row in written(plan)[2] if row[-1] != PlanRow.GONE] == before[2]


def test_killed_with_a_ledger_that_came_back_all_is_as_it_was(
    office: Office, plan: Plan, back: tuple[Any, str, SheetWork], monkeypatch: pytest.MonkeyPatch
) -> None:
    _client, _there, work = back
    before = written(plan)
    with monkeypatch.context() as killed:
        killed.setattr(sheet_work, "_done", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            work_later.call(work.pk, work.run)
    assert written(plan) == before
    assert carry_out(SheetWork.objects.get(pk=work.pk)).state == SheetWork.DONE
    assert carry_out(work).count == 3 and plan.edits.count() == 1


def test_rows_changed_between_yes_and_worker_stop_all(
    office: Office, plan: Plan, back: tuple[Any, str, SheetWork]
) -> None:
    client, there, work = back
    row = plan.rows.order_by("place").first()
    confirm_rows(plan, {row.pk: row.version}, by(office))
    before = written(plan)
    failed = carry_out(work)
    assert failed.state == SheetWork.FAILED and "又有变动" in failed.said and written(plan) == before
    assert client.get(there).status_code == 200


# ---- the way of a long one


@pytest.mark.parametrize("count", [3, 12])
def test_12_rows_need_no_more_queries_than_3(
    office: Office, plan: Plan, count: int, django_assert_max_num_queries: Any
) -> None:
    rows = [*ROWS[:2], *[[at, "", f"办好第{at}件事{at}个", "", "县科协", "青石镇", "9月底", ""] for at in range(count)]]
    client, _there, work = agreed(office, plan, workbook(rows, merged=()))
    with django_assert_max_num_queries(20):
        client.get(f"/plans/{plan.pk}/sheet/{work.token}/bringing/")
    with django_assert_max_num_queries(92):  # one of them for what the unit has said of columns
        carry_out(work)
    assert plan.rows.count() == count


def test_pages_of_a_trial_are_read_once_until_a_unit_changes(
    office: Office, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luoshi.plans.sheets import queries as asked

    client = signed_in(office, "clerk")
    there = chosen(client, plan, workbook())
    read: list[int] = []
    whole = asked.sheet_read
    monkeypatch.setattr(asked, "sheet_read", lambda *given: read.append(1) or whole(*given))
    first = client.get(there).context["agreed"]
    assert client.get(there + "?show=skipped").context["agreed"] == first and len(read) <= 1
    office.unit("new", "不存在的单位", "county")
    assert client.get(there).context["agreed"] != first
