"""The addresses of plans: one being corrected, one published, one with a sheet tried, one edited in a workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from assigned import at, finished, running, verified
from ledger_books import brought_in, chosen, edited, ledger_of, plan_of, sent, workbook
from luoshi.base.sheets import trials
from luoshi.commitments.letters.actions.letters import draft_letter
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin as take_up
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.assess.models import Score
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions.converting import not_converted
from luoshi.plans.receiving.actions.receiving import add_documents, receive_plan
from luoshi.plans.sheets.actions.work import start_sheet_work
from office import NOW, Office
from plans import UNNAMED_TASKS, published, received

OLD_DOCUMENT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(200)
# Addresses of plans that are no page of their own, each with what it is instead.
NO_PAGES = {
    "reading": "JSON",
    "read_again": "takes POST",
    "read_as": "takes POST",
    "converting_act": "takes POST",
    "converting_file": "a file",
    "held_page": "a picture",
    "scan_page": "a picture",
    "scan_checked": "takes POST",
    "row_strips": "JSON",
    "row": "takes POST",
    "found": "a redirection to the row or to the original",
    "picture": "a file",
    "labels": "a zip",
    "original_page": "a picture",
    "picture_page": "a picture",
    "ledger_file": "a workbook",
    "circular": "a paper",
    "picture_drawn": "a picture",
    "plan_figures_picture": "a picture",
    "plan_figures_book": "takes POST",
    "tag_matrix_book": "takes POST",
    "compare_sheet": "a workbook",
    "twin": "takes POST",
    "twin_search": "takes POST",
    "calendar_address": "takes POST",
    "calendar_feed": "a calendar for programs",
    "lights_use": "takes POST",
    "draw_proof": "JSON",
    "shipped": "a template",
    "template": "a template",
    "preview": "a paper",
    "draft": "a paper",
    "zip": "a zip",
    "sent": "of letters that were sent: tests/papers/test_letters.py",
}


def pages(office: Office, clerk: Client) -> list[tuple[Any, ...]]:
    """Name, account and path of each, with the plans that they need; ``clerk`` is signed in as 县科协's."""
    corrected, made = received(office, title="2026年科普工作要点"), published(office, title="2026年科普重点工作")
    row = corrected.rows.filter(state="waiting").order_by("place").first()
    assert row
    kept, tried = plan_of(office), plan_of(office)
    brought_in(clerk, kept, workbook())
    changes = sent(clerk, kept, edited(ledger_of(clerk, kept), ("D4", "新建科普示范基地，更新展品")))["Location"]
    columns = sent(clerk, tried, workbook())["Location"]
    trial = chosen(clerk, tried, workbook())
    work = _waiting(office, clerk)
    of, out = f"/plans/{corrected.pk}/", f"/plans/{made.pk}/"
    commitment = made.commitments.order_by("pk").first()
    assert commitment
    draw = _draw(office, made)
    scheme, item = _scheme(office, made)
    with transaction.atomic():
        letter = draft_letter(commitment.pk, None, "slip", date(2026, 3, 2), at=NOW)
    return [
        ("list", "supervisor", "/plans/"),
        ("board", "supervisor", "/board/"),
        ("verify", "supervisor", "/verify/"),
        ("meanings", "supervisor", "/meanings/"),
        ("library", "supervisor", "/indicator-library/"),
        ("pictures", "supervisor", f"/pictures/?plan={made.pk}"),
        ("lights", "supervisor", "/lights/"),
        ("lights_edit", "supervisor", "/lights/edit/?preset=yinchuan"),
        ("detail", "supervisor", of),
        ("plan", "supervisor", out),
        ("print", "supervisor", f"{out}print/"),
        ("plan_progress", "supervisor", f"{out}progress/"),
        ("plan_figures", "supervisor", f"{out}figures/"),
        ("tag_matrix", "supervisor", f"{out}tags/"),
        ("tag_proposals", "supervisor", f"{out}tags/proposals/"),
        ("mine", "clerk", "/mine/"),
        ("report", "clerk", "/mine/report/"),
        ("calendar", "clerk", "/calendar/"),
        ("tree_progress", "supervisor", "/units/progress/"),
        ("audit", "auditor", "/audit/"),
        ("audit_list", "auditor", "/audit/bulk/"),
        ("edition", "supervisor", f"{out}editions/1/"),
        ("changes", "supervisor", f"{out}editions/1/changes/"),
        ("edition_print", "supervisor", f"{out}editions/1/print/"),
        ("year", "supervisor", f"{out}year/"),
        ("next", "supervisor", f"{out}next/"),
        ("twins", "supervisor", f"{out}twins/"),
        ("compare", "supervisor", f"{out}compare/"),
        ("receive", "supervisor", "/plans/receive/"),
        ("receive_more", "supervisor", f"{of}receive/"),
        ("columns", "supervisor", _asked(office)),
        ("columns", "supervisor", _asked_of_table(office)),
        ("converting", "supervisor", _converted(office, corrected)),
        ("correct", "supervisor", f"{of}correct/"),
        ("row_form", "supervisor", f"{of}row/{row.pk}/"),
        ("original", "supervisor", f"{of}original/1/"),
        ("review", "supervisor", f"{of}review/"),
        ("sheet", "clerk", f"/plans/{tried.pk}/sheet/"),
        ("sheet_columns", "clerk", columns),
        ("sheet_trial", "clerk", trial),
        ("sheet_changes", "clerk", changes),
        ("sheet_work", "clerk", work),
        ("detail", "supervisor", f"/draws/{draw}/"),
        ("list", "supervisor", "/schemes/"),
        ("new", "supervisor", "/schemes/new/"),
        ("detail", "supervisor", f"/schemes/{scheme}/"),
        ("step", "supervisor", f"/schemes/{scheme}/give_back/"),
        ("list", "supervisor", "/scores/"),
        ("detail", "clerk", f"/scores/{item}/"),
        ("step", "supervisor", f"/scores/{item}/decide/"),
        ("send", "supervisor", f"{out}send/"),
        ("templates", "supervisor", "/papers/"),
        ("send", "supervisor", "/papers/send/"),
        ("fields", "supervisor", "/papers/fields/"),
        ("issue", "supervisor", f"/papers/issue/?row={commitment.pk}"),
        ("new", "supervisor", f"/instructions/new/?about={commitment.number}"),
        ("letter", "supervisor", f"/letters/{letter.pk}/"),
        ("letter_print", "supervisor", f"/letters/{letter.pk}/print/"),
    ]


def _asked(office: Office) -> str:
    """The page that asks what the columns of a received workbook mean."""
    rows = [["序号", "项目名称", "责任单位"], [1, "示范基地建设", "县科协"]]
    values = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters", "year": 2026}
    sent = SimpleUploadedFile("项目表.xlsx", workbook(rows, merged=()))
    done = receive_plan([sent], "", values, office.actor("supervisor"), at=NOW)
    return f"/plans/{done.plan.pk}/reading/1/columns/"


def _asked_of_table(office: Office) -> str:
    """The page that asks which column of a document's table holds the tasks."""
    return f"/plans/{received(office, UNNAMED_TASKS, title='民生实事', year=2026).pk}/reading/1/columns/"


def _converted(office: Office, plan: Plan) -> str:
    """The page of a file that waits to be converted, and of one that was not."""
    files = [SimpleUploadedFile(name, OLD_DOCUMENT) for name in ("要点.doc", "方案.doc")]
    add_documents(plan, files, "", office.actor("supervisor"), at=NOW)
    not_converted(plan.conversions.order_by("pk")[0].pk, 1)
    return f"/plans/{plan.pk}/converting/"


def _draw(office: Office, plan: Plan) -> int:
    """A draw that is set up, from the one commitment that was checked."""
    verified(office, finished(office, running(office, plan, "科普示范基地"), at(9, 20)), at(9, 21))
    asked = {"of": "both", "plan": "", "size": "1", "sources": "示例开奖第1期", "by": "2026-12-30"}
    asked["unit"] = str(office.units["desk"].pk)
    return take_up(get_kind("draws"), office.actor("supervisor", date(2026, 10, 12)), asked, at=at(10, 12)).record.pk


def _scheme(office: Office, plan: Plan) -> tuple[int, int]:
    """A scheme that is adopted, and an item of 县科协 in it."""
    asked = {"title": "年度目标考核", "plan": plan.number, "basis": "云办发〔2026〕5号", "late": "10"}
    who, when = office.actor("supervisor", date(2026, 10, 12)), at(10, 12)
    one = take_up(get_kind("schemes"), who, asked, at=when).record
    one = take(one, "put_in", who, {"line": "normal", "marks": "10", "heading": "*"}, at=when).record
    take(one, "adopt", who, {}, at=when)
    return one.pk, Score.objects.filter(scheme=one.pk, unit=office.units["kexie"])[0].pk


def _waiting(office: Office, clerk: Client) -> str:
    """The page of a sheet that waits for the worker."""
    plan = plan_of(office)
    token = chosen(clerk, plan, workbook()).split("/")[4]
    actor = office.actor("clerk")
    trial = trials.find_trial(token, actor.person)
    assert trial
    start_sheet_work(plan, trial, {"agreed": "", "again": False, "choice": trial.report["choice"]}, actor, at=NOW)
    return f"/plans/{plan.pk}/sheet/{token}/bringing/"
