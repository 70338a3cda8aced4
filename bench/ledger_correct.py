"""The section ``correct`` of ledger.py: changes of rows of a long plan, as its page sends them and by the action."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import ledger_made
from application_steps import _p95
from beside import sent_by

COUNT = 40  # changes of each name
PAGES = 5


def correct(built: Any, asked: Any) -> None:
    """Print the page's time and size, and each change's p95, wall and CPU, with the statements that it sends.

    What is measured of a change is all that the page waits for.
    """
    from django.conf import settings
    from django.test import Client

    from luoshi.plans.base.models.row import PlanRow
    from luoshi.plans.rows.actions import correct as action
    from luoshi.plans.rows.actions.editing import By
    from office import NOW

    settings.POSTS_PER_MINUTE = 0  # one person sends more here than any hand
    plan = ledger_made.plan_of(built, ledger_made.of_rows(asked.rows))
    client = Client(HTTP_HOST="localhost")
    client.force_login(built.people["supervisor"].user)
    address = f"/plans/{plan.pk}/correct/"
    rows = list(plan.rows.exclude(state=PlanRow.GONE).select_related("span").order_by("place"))
    print(f"  correct: a plan of {len(rows):,} rows, {plan.parts.count():,} headings")
    whole: list[float] = []
    cpu = time.process_time()
    for _ in range(PAGES):
        start = time.perf_counter()
        answer = client.get(address)
        whole.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200
    cpu = (time.process_time() - cpu) / PAGES
    statements = len(sent_by(lambda: client.get(address)))
    print(
        f"  its page: median {sorted(whole)[PAGES // 2]:.0f} ms, CPU {cpu * 1000:.0f} ms,"
        f" {len(answer.content) / 1e6:.2f} MB, {statements} statements"
    )
    waiting = iter([row for row in rows if row.state == PlanRow.WAITING])
    by = By(built.actor("supervisor"), NOW)

    def post(act: str, row: Any = None, **given: Any) -> None:
        sent = {**given, "rows": f"{row.pk}:{row.version}"} if row else given
        answer = client.post(f"/plans/{plan.pk}/rows/{act}/", sent, headers={"X-Part": "1"})
        assert answer.status_code == 200, (act, answer.content[:300])

    named = {"words": "建成农村科普馆1座", "due": "2026-09-30", "every": "", "times": "", "each_sent": "1"}
    whole_name = {"lead": "云岭县科学技术协会", "support": "青石镇"}
    short = {"lead": "县科协", "support": "县科技局"}
    as_values = {"words": "建成农村科普馆2座", "lead": ["云岭县科学技术协会"], "support": ["青石镇"]}
    for name, work in (
        ("page: confirm", lambda: post("confirm", next(waiting))),
        ("page: undo", lambda: post("undo")),
        ("page: change, whole names", lambda: post("change", next(waiting), **named, **whole_name)),
        ("page: change, abbreviations", lambda: post("change", next(waiting), **named, **short)),
        ("page: drop", lambda: post("drop", next(waiting), reason="1")),
        *_moving(plan, rows, waiting, post),
        ("action: confirm", lambda: _seen(action.confirm_rows, plan, next(waiting), by)),
        ("action: undo", lambda: action.undo_last_edit(plan, by)),
        ("action: change, whole names", lambda: _change(action.change_row, plan, next(waiting), by, as_values)),
        (
            "action: change, abbreviations",
            lambda: _change(action.change_row, plan, next(waiting), by, {**as_values, "lead": ["县科协"]}),
        ),
    ):
        _measured(name, work, 8 if "100" in name else COUNT)


def _moving(plan: Any, rows: list[Any], waiting: Any, post: Any) -> Iterator[tuple[str, Callable[[], object]]]:
    """Changes by which rows come, go or change their place, each with its undo, and rows confirmed together.

    The answer holds all that the page shows of it: nothing is fetched behind it.
    """
    from luoshi.plans.base.models.row import PlanRow

    source, outside = plan.sources.get(), iter([row for row in rows if row.state == PlanRow.OUTSIDE])

    def add() -> None:
        row = next(outside)
        post("add", source=source.place, start=row.span.start, end=row.span.end)

    def merge() -> None:
        post("merge", None, rows=",".join(f"{row.pk}:{row.version}" for row in (next(waiting), next(waiting))))

    moves: dict[str, Callable[[], object]] = {
        "split": lambda: post("split", next(waiting), at=4),
        "merge": merge,
        "add": add,
        "reconsider": lambda: post("reconsider", next(outside)),
    }
    for name, work in moves.items():
        yield f"page: {name}", work
        yield f"page: undo of {name}", lambda: post("undo")
    for size, count in ((5, COUNT), (100, 8)):
        together = iter(_headings(plan, size, count + 1))
        yield f"page: confirm_part, {size} rows", lambda given=together: post("confirm_part", **next(given))
        yield f"page: undo of confirm_part, {size}", lambda: post("undo")


def _headings(plan: Any, size: int, count: int) -> list[dict[str, Any]]:
    """So many headings, each with so many rows that wait and have no doubt, as the page sends them."""
    from luoshi.plans.base.models.row import PlanRow, RowFigure

    behind = plan.rows.filter(state=PlanRow.WAITING, part__level=2).order_by(
        "-place"
    )  # those in front are changed singly
    pks, found = list(behind.values_list("pk", flat=True)[: size * count]), []
    for part, at in zip(cycle(plan.parts.filter(level=1)), range(0, size * count, size), strict=False):
        some = pks[at : at + size]
        PlanRow.objects.filter(pk__in=some).update(part=part, doubts=[])
        RowFigure.objects.filter(row__in=some).update(doubts=[])
        found.append({"part": part.pk, "rows": ",".join(f"{pk}:1" for pk in some)})
    return found


def _seen(action: Any, plan: Any, row: Any, by: Any) -> None:
    action(plan, {row.pk: row.version}, by)


def _change(action: Any, plan: Any, row: Any, by: Any, values: Any) -> None:
    action(plan, row.pk, row.version, values, by)


def _measured(name: str, work: Callable[[], object], count: int) -> None:
    gc.collect()
    gc.freeze()  # as the server does before its first request
    statements = len(sent_by(work))
    took, cpus = [], []
    for _ in range(count):
        cpu, start = time.process_time(), time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    print(
        f"  {name:34} p95 {_p95(took):6.1f} ms, median {sorted(took)[count // 2]:6.1f} ms,"
        f" CPU p95 {_p95(cpus):6.1f} ms, {statements} statements",
        flush=True,
    )
