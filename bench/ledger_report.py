"""The section ``report`` of ledger.py: the report day. 5,000 units report in one burst, beside bare SQL.

Each unit's clerk takes the step ``report`` on one running commitment: a form of words, effect, obstacles, next step
and one value of a target, with its own ``once``; every tenth is sent a second time with the same ``once``, by another
thread at about the same moment. ``kernel.steps.actions.steps.take`` is called as pages and the API call it, its record
and actor known before, without web server, session and template. PostgreSQL: 32 connections, four processes of eight
threads each, as four of ``luoshi serve``; SQLite: one process of eight. Every connection was in use before (WARM).

The loop is closed: each thread sends its next report when its last one is answered. A request's time counts from the
moment at which its thread sends it until the answer is there: waiting for locks, for the database and for the other
threads of its Python is in it; waiting before it was sent, in a browser or a web server's queue, is not.

Bare SQL writes the rows that one such report wrote, with the driver alone, one transaction a report, from as many
connections of as many processes: half before and half after, so that a change of the machine's load meets both.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import ledger_made
from application_steps import _busy, analyze

ROOT = Path(__file__).resolve().parent.parent
WARM = 12  # reports of each thread that are not counted
AGAIN = 10  # every so-manyth report is sent twice
SHAPES = {"postgresql": (4, 8), "sqlite": (1, 8)}  # processes, threads of each
DAYS = ((3, 31), (6, 30), (9, 30))


def report(built: Any, asked: Any) -> None:
    """Prepare the units, let them report, count what is there, and print all of it beside bare SQL."""
    processes, threads = SHAPES[asked.inside]
    count, warm = asked.reports, processes * threads * WARM
    ours = _prepared(built, count + warm + 1)  # the last one is the pattern for bare SQL
    bare = _prepared(built, count + warm)
    pattern = ours.pop()
    statements = _pattern(pattern)
    analyze()
    half = count // 2
    first = _run("bare", bare[: half + warm // 2], processes, threads, WARM // 2, pattern[0])
    said = _run("take", ours, processes, threads, WARM, 0)
    then = _run("bare", bare[half + warm // 2 :], processes, threads, WARM // 2, pattern[0])
    under = {name: first[name] + then[name] for name in ("took", "span", "cpu", "server", "done")}
    under["busy"] = (first["busy"] + then["busy"]) / 2
    print(f"  report: {count:,} units, {processes} processes of {threads} threads, {statements}")
    for name, run in (("take", said), ("bare SQL", under)):
        _print(name, run)
    rates = [run["done"] / run["span"] for run in (said, under)]
    spent = [(run["cpu"] + run["server"]) / run["done"] for run in (said, under)]
    print(
        f"    rate: {rates[0] / rates[1]:.2f} of bare SQL's (before {first['done'] / first['span']:.0f}/s, after "
        f"{then['done'] / then['span']:.0f}/s); CPU a report {spent[0] / spent[1]:.1f}×"
    )
    print("    " + _counted(ours, processes * threads * WARM, said))


def _print(name: str, one: dict[str, Any]) -> None:
    took, done = sorted(one["took"]), one["done"]
    p99 = took[int(len(took) * 0.99)]
    print(
        f"    {name:9} {done / one['span']:6.0f}/s, median {took[len(took) // 2]:.0f} ms, p99 {p99:.0f} ms, most "
        f"{took[-1]:.0f} ms; CPU a report {one['cpu'] / done * 1000:.2f} ms in Python, "
        f"{one['server'] / done * 1000:.2f} ms in PostgreSQL; "
        f"others had {one['busy']:.0%} of the machine just before"
    )


def _prepared(built: Any, count: int) -> list[list[int]]:
    """Commitments under way, one for each village, its clerk and target, past the actions.

    For each: record, unit, person, post, duty, its first occurrence, target.
    """
    from django.db import transaction

    from luoshi.facts.base.models.indicator import Indicator
    from luoshi.facts.base.models.target import Target
    from luoshi.kernel.duties.models import Duty, Occurrence
    from luoshi.kernel.kinds.models import Party, Record
    from luoshi.org.actors.models import Person, Post, Tenure
    from luoshi.org.tree.models import Unit
    from luoshi.plans.base.models.commitment import Commitment
    from office import FOUNDED, NOW, TODAY

    villages = list(Unit.objects.filter(code__startswith="V").order_by("pk").values_list("pk", flat=True))
    units = [villages[n % len(villages)] for n in range(count)]
    plan = ledger_made.plan_of(built, ledger_made.of_rows(1))
    row, desk, last = plan.rows.order_by("place")[0].pk, built.units["desk"].pk, date(2026, *DAYS[-1])
    due, words = date(2026, *DAYS[0]), "新建科普示范基地{n}个，更新展品120件，9月底前向群众开放。"
    with transaction.atomic():
        people = Person.objects.bulk_create([Person(name=f"第{n}位干事") for n in range(count)], 500)
        posts = [Post(unit_id=unit, title="干事", role="clerk", start=FOUNDED) for unit in units]
        posts = Post.objects.bulk_create(posts, 500)
        tenures = (Tenure(post=post, person=person, start=FOUNDED) for post, person in zip(posts, people, strict=True))
        Tenure.objects.bulk_create(tenures, 500)
        made = [
            Record(
                kind="commitments", number=f"报{plan.pk}-{n:06d}", state="running", due=due, title=f"第{n}件",
                opened=NOW, unit_id=unit, owner_id=posts[n].pk, opener_id=built.people["supervisor"].pk,
            )
            for n, unit in enumerate(units)
        ]  # fmt: skip
        records = [record.pk for record in Record.objects.bulk_create(made, 500)]
        ledger_made._own(
            [
                Commitment(
                    record_ptr_id=pk, plan_id=plan.pk, row_id=row, desk_id=desk, words=words.format(n=n % 9 + 1),
                    quote=words.format(n=n % 9 + 1), part="科普阵地", place=n * 1000, phrase="9月底前",
                    rhythm="quarters", first_due=last, issued=TODAY, accepted=TODAY, planned=last, until=last,
                    binds=last, pressing=due, report_due=due, begins=2026 * 12 + 1, ends=2026 * 12 + 9,
                )
                for n, pk in enumerate(records)
            ]
        )  # fmt: skip
        Party.objects.bulk_create([Party(record_id=pk, name="desk", unit_id=desk) for pk in records], 500)
        own = [Indicator(name="更新展品", unit="件", aspect="total") for _pk in records]
        Indicator.objects.bulk_create(own, 500)
        targets = [
            Target(record_id=pk, indicator=indicator, quote="120件", words="更新展品", value=120, unit="件",
                   bound="exact", aspect="total", place=1000, first=7_2026_0101, last=7_2026_1231)
            for pk, indicator in zip(records, own, strict=True)
        ]  # fmt: skip
        targets = Target.objects.bulk_create(targets, 500)
        days = [date(2026, *day) for day in DAYS]
        once = {"kind": "date", "times": 1, "roll": "none", "due": last.isoformat()}
        several = {"kind": "dates", "times": 1, "roll": "none", "dates": [day.isoformat() for day in days]}
        duties = [
            Duty(record_id=pk, name=name, unit_id=unit, owner_id=post.pk, rule=rule, start=TODAY)
            for pk, unit, post in zip(records, units, posts, strict=True)
            for name, rule in (("deliver", once), ("report", several))
        ]
        duties = Duty.objects.bulk_create(duties, 500)
        dates: list[Occurrence] = []
        laid = _laid(several, TODAY)
        for deliver, reports in zip(duties[::2], duties[1::2], strict=True):
            dates.append(Occurrence(due=last, first_due=last).belong(deliver))
            dates += [Occurrence(**values).belong(reports) for values in laid]
        dates = Occurrence.objects.bulk_create(dates, 500)
    first = [occurrence.pk for occurrence in dates[1 :: 1 + len(DAYS)]]
    return [
        list(fields)
        for fields in zip(
            records, units, (person.pk for person in people), (post.pk for post in posts),
            (duty.pk for duty in duties[1::2]), first, (target.pk for target in targets), strict=True,
        )
    ]  # fmt: skip


def _laid(rule: dict[str, Any], start: date) -> list[dict[str, Any]]:
    """The occurrences of a rule as fields of their rows."""
    from luoshi.kernel.duties.rules.duties import DutyRule, laid_out

    names = ("first", "last", "opens", "closes", "due", "first_due", "times")
    found = laid_out(DutyRule.from_json(rule), start, date(2026, 12, 31))
    return [{name: getattr(due, name) for name in names} for due in found]


def _pattern(one: list[int]) -> str:
    """Take one report on a connection in use; how many statements it sent, by kind."""
    from beside import sent_by
    from ledger_report_load import asked

    sent = sent_by(asked(one))
    if os.environ.get("LUOSHI_BENCH_STATEMENTS"):
        for sql, _values in sent:
            print("      " + sql[:200])
    reads = sum(sql.startswith("SELECT") for sql, _values in sent)
    return f"{len(sent)} statements a report, {reads} of them read"


def _run(kind: str, jobs: list[list[int]], processes: int, threads: int, warm: int, pattern: int) -> dict[str, Any]:
    """Have all processes do their jobs at once; what they took, together."""
    code = "import sys; sys.path[:0] = [{!r}, {!r}]; import ledger_report_load; ledger_report_load.run({!r}, {!r})"
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for place in range(processes):
            given = {"jobs": jobs[place::processes], "threads": threads, "warm": warm, "again": AGAIN}
            path = Path(folder) / f"{place}.json"
            path.write_text(json.dumps({**given, "pattern": pattern}))
            command = [sys.executable, "-c", code.format(str(ROOT / "bench"), str(ROOT / "tests"), kind, str(path))]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            running.append(subprocess.Popen(command, **pipes))  # type: ignore[call-overload]
        for process in running:
            assert process.stdout.readline().strip() == "ready"
        analyze()
        busy = _busy(1)
        for process in running:
            process.stdin.write("\n")
            process.stdin.flush()
        found = [json.loads(process.communicate()[0]) for process in running]
    span = max(result["end"] for result in found) - min(result["start"] for result in found)
    sums = {name: sum(result[name] for result in found) for name in ("cpu", "server", "done", "repeated")}
    failed = [words for result in found for words in result["failed"]]
    return {
        **sums,
        "took": [ms for result in found for ms in result["took"]],
        "span": span,
        "busy": busy,
        "failed": failed,
    }


def _counted(jobs: list[list[int]], warm: int, said: dict[str, Any]) -> str:
    """What the database holds of these reports: none lost, none doubled."""
    from django.db.models import Count

    from luoshi.commitments.progress.models import Progress
    from luoshi.evidence.journal.models import Entry, Once
    from luoshi.facts.base.models.fact import Fact
    from luoshi.kernel.duties.models import Act, Occurrence

    records, found, wrong = {job[0] for job in jobs}, [], 0
    for model, way in (
        (Progress, "commitment"), (Fact, "entry__record"), (Entry, "record"), (Act, "duty__record"),
        (Once, "record"), (Occurrence.objects.exclude(settled=None), "duty__record"),
    ):  # fmt: skip
        rows: Any = model if hasattr(model, "filter") else model.objects
        each = dict(rows.order_by().values_list(way).annotate(n=Count("pk")).values_list(way, "n"))
        of_ours = [each.get(pk, 0) for pk in records]
        lost, doubled = of_ours.count(0), sum(times > 1 for times in of_ours)
        wrong += lost + doubled
        found.append(f"{rows.model.__name__} {sum(of_ours):,}")
    failed = said["failed"]
    words = f"; {len(failed)} requests failed, the first: {failed[0]}" if failed else ""
    return (
        f"{len(jobs):,} reports, {warm:,} of them to warm up: {', '.join(found)}; sent twice {said['repeated']:,}; "
        f"{'lost or doubled: ' + str(wrong) if wrong else 'none lost, none doubled'}{words}"
    )
