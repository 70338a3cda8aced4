"""What an office does while it is killed: forms as browsers send them, each known to be safe to send again."""

from __future__ import annotations

import hashlib
import threading
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from faults.sending import Form, Said, Target, unit, who
from faults.streams_of_figures import of_figures, ready
from faults.streams_of_plans import of_ledgers, of_plans, of_readings, of_years, published
from faults.streams_of_returns import issued, of_returns
from faults.streams_of_scans import of_scans
from faults.streams_of_units import of_unit_sheets
from faults.wholeness import TITLE
from luoshi.base.database import batched_writes
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.imports import import_rows, keep_import
from luoshi.desk.bulk.actions.staged import begin_import, carry_on
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.lists.views.models import ImportRun
from luoshi.desk.lists.views.queries import brought_in_before
from luoshi.desk.privacy.erasing.actions import execute_erasure, propose_erasure
from luoshi.desk.privacy.erasing.models import Erasure
from luoshi.evidence.journal.actions.seals import seal_all, seal_waiting
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.appeals.models import Appeal
from office import NOW

COUNT = 14  # matters in a stream


def appeal(at: int) -> dict[str, str]:
    return {
        "title": f"{TITLE}（第{at}件）",
        "words": f"周末孩子没有去处，盼望社区办活动室，编号{at}",
        "channel": "hotline",
        "speaker": "王小明",
        "contact": "13800138000",
        "unit": unit("desk"),
    }


def file(at: int, said: Said) -> str:
    done = begin(get_kind("appeals"), who("supervisor"), appeal(at), at=NOW, once=uuid5(NAMESPACE_URL, f"file {at}"))
    return f"{done.record.pk} {done.entry.pk}"


# The way of a matter: step, who takes it, what is given; some go round twice.
WAY: list[tuple[str, str, dict[str, str]]] = [
    ("assign", "supervisor", {"grade": "ordinary", "unit": "kexie"}),
    ("return", "clerk", {"reason": "不属我单位职责"}),
    ("assign", "supervisor", {"grade": "important", "unit": "kexie"}),
    ("answer", "clerk", {"answer": "列入今年为民办实事计划"}),
    ("tell", "clerk", {"told": "2026-03-20", "how": "电话"}),
    ("close", "supervisor", {"mark": "4"}),
    ("reopen", "supervisor", {"reason": "办理未到位"}),
]


def step(place: int, first: int, said: Said) -> str:
    """The step of this place on the way of the matter that the form ``first`` opened, as its page shows it."""
    name, actor, given = WAY[place]
    record = Appeal.objects.get(pk=int(said[first].split()[0]))
    given = {field: unit(value) if field == "unit" else value for field, value in given.items()}
    once = uuid5(NAMESPACE_URL, f"{first} {place}")
    return str(take(record, name, who(actor), given, at=NOW, once=once, seen=place + 1).entry.pk)


def of_matters(count: int) -> list[Form]:
    """Every matter goes its way, each by one form more than the one before until all forms of the way were sent."""
    forms: list[Form] = []
    for at in range(count):
        first = len(forms)
        forms.append(partial(file, at))
        forms += [partial(step, place, first) for place in range(1 + at % len(WAY))]
    return forms


def sealing(stop: threading.Event) -> None:
    """Seal in small batches as long as anything goes on."""
    try:
        while not stop.is_set():
            if not seal_waiting(limit=3):
                stop.wait(0.002)
    finally:
        connections.close_all()


def sheet(at: int) -> list[tuple[int, dict[str, str]]]:
    """The rows of a sheet; each title ends with the sheet's name."""
    return [(row, appeal(row) | {"title": f"{TITLE}{row}（sheet {at}.xlsx）"}) for row in range(2, 32)]


def give_sheet(at: int, said: Said) -> str:
    """Send a sheet; one that waits for its yes gives way to it, one that is in is seen to be in."""
    actor, rows = who("supervisor"), sheet(at)
    sha256 = hashlib.sha256(str(rows).encode()).hexdigest()
    if brought_in_before(get_kind("appeals"), actor, sha256) is None:
        keep_import(get_kind("appeals"), actor, f"sheet {at}.xlsx", sha256, [KeptLine(*row) for row in rows], at=NOW)
    return "given"


def confirm_sheet(at: int, said: Said) -> str:
    run = ImportRun.objects.filter(name=f"sheet {at}.xlsx").latest("pk")
    if at % 2:  # as the worker brings in a long one, in steps of two rows
        begin_import(run, get_kind("appeals"), who("supervisor"), at=NOW)
        batched_writes.FIRST = 2
        carry_on(run.pk)
    else:
        import_rows(run, get_kind("appeals"), who("supervisor"), at=NOW)
    return "in"


def of_sheets(count: int) -> list[Form]:
    return [form for at in range(count) for form in (partial(give_sheet, at), partial(confirm_sheet, at))]


def assigned(count: int) -> None:
    """Matters that wait for an answer."""
    for at in range(count):
        record = Appeal.objects.get(pk=int(file(at, {}).split()[0]))
        take(record, "assign", who("supervisor"), {"grade": "ordinary", "unit": unit("kexie")}, at=NOW)


def answer(at: int, said: Said) -> str:
    """Answer with two files: one that others give too, and one of this matter alone."""
    files = [("同一份.txt", "活动室已开放"), (f"佐证{at}.txt", f"第{at}件的佐证。" + "活动室每周六开放。" * 9000)]
    sent = {"files": [SimpleUploadedFile(name, words.encode()) for name, words in files]}
    record = Appeal.objects.get(title=appeal(at)["title"])
    once = uuid5(NAMESPACE_URL, f"answer {at}")
    given = {"answer": "列入今年为民办实事计划"}
    return str(take(record, "answer", who("clerk"), given, at=NOW, once=once, files=sent, seen=2).entry.pk)


def answered() -> None:
    """Matters with answers and files, sealed."""
    assigned(COUNT)
    for at in range(COUNT):
        answer(at, {})
    seal_all()


def order(at: int, said: Said) -> str:
    record = Appeal.objects.get(number=f"诉2026-{at + 1:04d}")
    try:
        propose_erasure(record, "当事人申请删除", "个人信息保护法第四十七条", who("supervisor"), at=NOW)
    except RecordError as error:
        if error.code != "guarded":  # ordered or erased already
            raise
    return "ordered"


def erase(at: int, said: Said) -> str:
    number = f"诉2026-{at + 1:04d}"
    try:
        execute_erasure(Erasure.objects.get(record__number=number), number, who("admin"), at=NOW)
    except RecordError as error:
        if error.code != "changed":  # carried out already
            raise
    return "erased"


def of_erasures(count: int) -> list[Form]:
    return [form for at in range(count) for form in (partial(order, at), partial(erase, at))]


TARGETS: dict[str, Target] = {
    "steps": Target(of_matters(COUNT)),
    "seals": Target(of_matters(COUNT), beside=sealing, ends=seal_all),
    "imports": Target(of_sheets(8)),
    "erasures": Target(of_erasures(COUNT), prepare=answered),
    "plans": Target(of_plans(3)),
    "readings": Target(of_readings(4)),
    "scans": Target(of_scans(4)),
    "ledgers": Target(of_ledgers(3)),
    "years": Target(of_years(8), prepare=partial(published, 8)),
    "units": Target(of_unit_sheets(6)),
    "returns": Target(of_returns(), prepare=issued),
    "figures": Target(of_figures(), prepare=ready),
    "evidence": Target([partial(answer, at) for at in range(2 * COUNT)], prepare=partial(assigned, 2 * COUNT)),
}
