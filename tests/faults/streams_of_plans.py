"""Plans received, read, corrected, published and ended while the office is killed; and sheets brought in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache, partial
from secrets import token_hex
from threading import Event

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from faults.sending import Form, Said, key, unit, who
from ledger_books import HEAD, saved, workbook
from luoshi.base.sheets import trials
from luoshi.commitments.years.actions import close as year
from luoshi.commitments.years.actions.rollover import begin_next
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.kernel.worker.actions.work import leave_lease, take_lease, take_over
from luoshi.kernel.worker.worker import STALE, _Shift
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.columns.rules import find_sheet_head
from luoshi.plans.detail.queries.years import still_open
from luoshi.plans.editions.models.sheet_work import SheetWork
from luoshi.plans.receiving.actions import receiving
from luoshi.plans.receiving.actions.receiving import add_documents, read_again, receive_plan
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import By
from luoshi.plans.sheets.actions.work import start_sheet_work as begin_work
from luoshi.plans.sheets.queries import changes_of, columns_of, ledger_rows, try_sheet_import
from luoshi.plans.sheets.reading import came_back, reopen_workbook
from luoshi.plans.sheets.writing import write_ledger
from office import NOW, TODAY

PLAN = """云岭县2026年科普工作要点（{at}）
一、阵地建设
县科协新建科普示范基地3个，更新展品120件，9月底前完成。
青石镇建设农村科普馆1座，6月底前建成。
二、活动组织
县科技局举办科技培训12期，培训人员600人次；县科协每季度召开1次联席会议。
"""


def receive(at: int, said: Said) -> str:
    given = {"origin": "document", "unit": unit("desk"), "rhythm": "quarters"}
    done = receive_plan([], PLAN.format(at=at), given, who("supervisor"), at=NOW, once=key("plan", at))
    return str(done.plan.pk)


def decide(at: int, first: int, said: Said) -> str:
    """Every row that waits is confirmed, each by a request of its own."""
    plan = Plan.objects.get(pk=int(said[first]))
    for row in plan.rows.exclude(state="outside").order_by("place"):
        once = key("row", at, row.place)
        if not plan.edits.filter(once=once).exists():
            correct.confirm_rows(plan, {row.pk: row.version}, By(who("supervisor"), NOW, once))
    return "decided"


def alter(at: int, first: int, said: Said) -> str:
    """A row is changed, another split, in an amendment."""
    plan = Plan.objects.get(pk=int(said[first]))
    rows = plan.rows.filter(state="kept").order_by("place")
    by = partial(By, who("supervisor"), NOW)
    if not plan.edits.filter(once=key("alter", at)).exists():
        row = rows[0]
        correct.change_row(
            plan, row.pk, row.version, {"words": "新建科普示范基地5个。"}, by(key("alter", at)), keep=True
        )
    if not plan.edits.filter(once=key("split", at)).exists():
        row = rows.get(words__contains="农村科普馆")
        correct.split_row(plan, row.pk, row.version, row.words.index("，"), by(key("split", at)))
    for row in plan.rows.filter(state="waiting").order_by("place"):
        if not plan.edits.filter(once=key("again", at, row.place)).exists():
            correct.confirm_rows(plan, {row.pk: row.version}, by(key("again", at, row.place)))
    return "altered"


def move(name: str, at: int, first: int, said: Said, turn: str = "") -> str:
    given = {"approver": "林分管", "approved": "2026-03-19", "basis": "云办发〔2026〕1号", "otherwise": "2026-12-31"}
    plan = Plan.objects.get(pk=int(said[first]))
    done = take(plan, name, who("supervisor"), given if "issue" in name or name == "publish" else {"reason": "有误"},
                at=NOW, once=key(name, at, turn) if turn else key(name, at))  # fmt: skip
    return str(done.entry.pk)


def of_plans(count: int) -> list[Form]:
    """Plans received, decided, published, taken back, published again, amended; the amendment taken back, given up."""
    forms: list[Form] = []
    for at in range(count):
        first = len(forms)
        forms += [partial(receive, at), partial(decide, at, first)]
        forms += [partial(move, name, at, first) for name in ("publish", "take_back")]
        forms += [partial(move, "publish", at, first, turn="again"), partial(move, "amend", at, first)]
        forms += [partial(alter, at, first), partial(move, "reissue", at, first)]
        forms += [partial(move, name, at, first) for name in ("take_back_amendment", "give_up")]
    return forms


# ---- what the worker does: it dies too, and the next one goes on


def work(said: Said) -> str:
    """A worker comes, where the last one is dead by now, and does whatever waits.

    What has killed too many of its workers is given up: then a person asks for it again, by the button for that.
    """
    holder = f"worker {token_hex(4)}"
    assert take_lease(holder, timedelta(0))
    take_over(holder, timezone.now())
    while _Shift(holder, Event(), STALE)._task():
        pass
    leave_lease(holder)
    with nothing_at_once():
        for source in Source.objects.filter(state=Source.FAILED).select_related("plan"):
            read_again(source.plan, source.place, who("supervisor"), at=NOW)
    for import_work in SheetWork.objects.filter(state=SheetWork.FAILED):
        trial = trials.find_trial(import_work.token, import_work.person_id)
        assert trial, import_work.said
        begin_work(import_work.plan, trial, import_work.given, who("clerk"), back=import_work.back, at=NOW)
    waiting = Source.objects.filter(state__in=[Source.WAITING, Source.READING]).exists()
    return work(said) if waiting or SheetWork.objects.filter(state__in=SheetWork.GOING).exists() else "worked"


@contextmanager
def nothing_at_once() -> Iterator[None]:
    """Every document is a long one: the worker reads it."""
    before, receiving.AT_ONCE = receiving.AT_ONCE, 0
    try:
        yield
    finally:
        receiving.AT_ONCE = before


def long(at: int, count: int = 120) -> str:
    """A document with so many tasks."""
    tasks = (
        f"县科协新建科普画廊{n}处，{n % 9 + 1}月底前完成；青石镇举办科普讲座{n}场。\n" for n in range(2, count + 2)
    )
    return f"云岭县2026年科普画廊建设方案（{at}）\n一、建设任务\n" + "".join(tasks)


def receive_long(at: int, said: Said) -> str:
    """A long document is received as a file."""
    given = {"origin": "document", "unit": unit("desk"), "rhythm": "quarters", "title": f"画廊方案{at}"}
    sent = [SimpleUploadedFile(f"方案{at}.txt", long(at).encode())]
    with nothing_at_once():
        done = receive_plan(sent, "", given, who("supervisor"), at=NOW, once=key("long", at))
    return str(done.plan.pk)


def add_long(at: int, first: int, said: Said) -> str:
    """Two more for the same plan: a file, and words."""
    plan = Plan.objects.get(pk=int(said[first]))
    sent = [SimpleUploadedFile(f"补充{at}.txt", long(100 + at, 40).encode())]
    with nothing_at_once():
        done = add_documents(plan, sent, long(200 + at, 20), who("supervisor"), at=NOW, once=key("more", at))
    return " ".join(str(source.pk) for source in done.sources)


def of_readings(count: int) -> list[Form]:
    """Long documents are received, and the worker reads them."""
    forms: list[Form] = []
    for at in range(count):
        first = len(forms)
        forms += [partial(receive_long, at), work, partial(add_long, at, first), work]
    return forms


def open_ledger(at: int, said: Said) -> str:
    given = {"title": f"科普台账{at}", "origin": "ledger", "year": "2026", "rhythm": "quarters", "unit": unit("kexie")}
    return str(begin(get_kind("plans"), who("clerk"), given, at=NOW, once=key("ledger", at)).record.pk)


@cache
def book(at: int) -> bytes:
    """An office's own ledger: the same bytes each time, a workbook says when it was saved."""
    rows = [[n, "", f"办好第{at}份第{n}件事{n}个", "", "县科协", "青石镇", "9月底", ""] for n in range(1, 61)]
    return workbook([["台账"], HEAD, *rows], merged=())


def bring(at: int, first: int, said: Said) -> str:
    """The yes to an office's own ledger, which is the worker's to take in."""
    plan = Plan.objects.get(pk=int(said[first]))
    if not SheetWork.objects.filter(plan=plan, back=False).exists():
        name, data, actor = f"台账{at}.xlsx", book(at), who("clerk")
        cells = reopen_workbook(name, data).visible[0].sheet
        head = find_sheet_head(cells)
        assert head
        means, _taught = columns_of(plan, cells, head)
        choice = {"sheet": 0, "head": head.first, "columns": means}
        token = trials.save_trial(data, {"plan": plan.pk, "person": actor.person, "name": name}, NOW)
        trial = trials.find_trial(token, actor.person)
        assert trial
        agreed = try_sheet_import(plan, cells, head, means, TODAY).digest
        begin_work(plan, trial, {"agreed": agreed, "again": False, "choice": choice}, actor, at=NOW)
    return "agreed"


def bring_back(at: int, first: int, said: Said) -> str:
    """The yes to the plan's ledger as it was edited: a row changed, one missing, one new."""
    plan = Plan.objects.get(pk=int(said[first]))
    if not SheetWork.objects.filter(plan=plan, back=True).exists():
        file, actor, name = io.BytesIO(), who("clerk"), f"改{at}.xlsx"
        write_ledger(file, plan, ledger_rows(plan), at=NOW, foot="", back=True)
        changed = load_workbook(file)
        sheet = changed.worksheets[0]
        sheet["D5"] = f"改写过的第{at}件事5个"
        sheet[f"D{sheet.max_row + 1}"] = f"新添的第{at}件事7个"
        sheet.delete_rows(8)
        data = saved(changed)
        found = changes_of(plan, *came_back(reopen_workbook(name, data), plan.pk))
        answers = {str(missing.pk): "drop" for missing in found.missing}
        given = {"agreed": found.digest, "answers": answers, "reason": "已并入别的任务"}
        trial = trials.find_trial(
            trials.save_trial(data, {"plan": plan.pk, "person": actor.person, "name": name}, NOW), actor.person
        )
        assert trial
        begin_work(plan, trial, given, actor, back=True, at=NOW)
    return "agreed"


def of_ledgers(count: int) -> list[Form]:
    """Offices' own ledgers are brought in, and what was exported comes back."""
    forms: list[Form] = []
    for at in range(count):
        first = len(forms)
        forms += [partial(open_ledger, at), partial(bring, at, first), work, partial(bring_back, at, first), work]
    return forms


# ---- the year's end


def published(count: int) -> None:
    """Plans in force."""
    for at in range(count):
        said: Said = {}
        for place, form in enumerate([partial(receive, at), partial(decide, at, 0), partial(move, "publish", at, 0)]):
            said[place] = form(said)


def end_year(at: int, said: Said) -> str:
    """What becomes of each commitment: all of it is said, or nothing."""
    plan = Plan.objects.order_by("pk")[at]
    if still_open(plan):
        ways = ("close", "carry", "make_standing")
        some = plan.commitments.order_by("pk")
        choices = {commitment.pk: (ways[place % 3], commitment.version) for place, commitment in enumerate(some)}
        assert year.decide_year_end(plan, choices, "年终", who("supervisor"), at=NOW).total() == len(choices)
    return "decided"


def close_year(at: int, said: Said) -> str:
    plan = Plan.objects.order_by("pk")[at]
    given = {"reason": "年终"}
    return str(take(plan, "close", who("supervisor"), given, at=NOW, once=key("close", at)).entry.pk)


def next_year(at: int, said: Said) -> str:
    plan, given = Plan.objects.order_by("pk")[at], {"title": f"云岭县2027年科普工作要点（{at}）", "year": 2027}
    return str(begin_next(plan, given, "all", who("supervisor"), at=NOW, once=key("next", at)).pk)


def of_years(count: int) -> list[Form]:
    """A year is decided and closed, and the next one's plan begins from it."""
    ways = (end_year, close_year, next_year)
    return [partial(way, at) for at in range(count) for way in ways]
