"""What the ledger is measured on: documents, plans and commitments of any number, all invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

PAGE = 900  # characters of an A4 page in a document's usual setting
THEMES = (
    "科普阵地",
    "教育提质",
    "乡村振兴",
    "交通水利",
    "卫生健康",
    "生态环境",
    "文化旅游",
    "数字政务",
    "就业社保",
    "平安建设",
)
TASKS = (
    "新建科普示范基地{n}个，更新展品{m}件。（牵头单位：县科协；配合单位：青石镇；完成时限：9月底前）",
    "云岭县科学技术局举办科技培训{n}期，培训人员{m}人次以上，完成时限为2026年11月底前。",
    "青石镇建设农村科普馆{n}座，6月底前建成并向群众开放。",
    "县科协每季度召开{n}次联席会议，听取各部门意见，推动{m}项问题得到解决。",
    "新改建农村公路{m}公里，改造危桥{n}座。（牵头单位：县交通运输局；配合单位：县财政局；完成时限：10月底前）",
    "去年全县开展科普活动{m}场，受众{n}.2万人次，群众满意度达到9{n}.5%。",
    "加强宣传报道，营造良好氛围，形成人人关心、人人参与的良好局面。",
    "第{n}镇第{k}村完成户厕改造{m}户，确保质量，12月底前通过县级验收。",
)
SINGLE = (
    "新建科普示范基地{m}个。（牵头单位：县科协；配合单位：青石镇；完成时限：9月底前）",
    "举办科技培训{m}期。（牵头单位：云岭县科学技术局；完成时限：11月底前）",
    "新改建农村公路{m}公里。（牵头单位：县交通运输局；配合单位：县财政局；完成时限：10月底前）",
)


def written(characters: int) -> str:
    """A document of about so many characters: parts, sections, tasks with units, dates and figures, background."""
    lines, size = ["云岭县2026年重点工作任务分解方案", "为做好2026年各项重点工作，现将任务分解如下。"], 60
    for line in _lines(TASKS):
        lines.append(line)
        size += len(line) + 1
        if size >= characters:
            break
    return "\n".join(lines)


def of_rows(rows: int) -> str:
    """A document read into about this many rows: each task is one, and so is who has it; ten tasks a heading."""
    lines = ["云岭县2026年重点工作任务分解方案", "为做好2026年各项重点工作，现将任务分解如下。"]
    made = 0
    for line in _lines(SINGLE):
        lines.append(line)
        made += 2 if line[0] not in "一二三四五六七八九十（" else 0
        if made >= rows:
            return "\n".join(lines)
    return ""


def _lines(chosen: Sequence[str]) -> Iterator[str]:
    digits = "零一二三四五六七八九"
    number = 0
    while True:
        section = number // 10
        if section % 8 == 0 and number % 10 == 0:
            at = section // 8
            yield f"{_ordinal(at + 1, digits)}、{THEMES[at % len(THEMES)]}"
        if number % 10 == 0:
            yield f"（{_ordinal(section % 8 + 1, digits)}）第{section + 1}项工程"
        # Every sentence differs from every other, as in an office's document.
        yield chosen[number % len(chosen)].format(n=number % 9 + 1, m=number % 977 + 12, k=number % 99 + 1)
        number += 1


def _ordinal(number: int, digits: str) -> str:
    if number < 10:
        return digits[number]
    if number < 20:
        return "十" + (digits[number % 10] if number % 10 else "")
    if number < 100:
        return digits[number // 10] + "十" + (digits[number % 10] if number % 10 else "")
    return digits[number // 100] + "百" + (("零" if number % 100 < 10 else "") + _ordinal(number % 100, digits) if number % 100 else "")  # fmt: skip # noqa: E501


def plan_of(built: Any, text: str) -> Any:
    """A plan of a transcript, received by the supervision office and read: by this process, whatever its length."""
    from luoshi.plans.receiving.actions.receiving import read_source, receive_plan
    from office import NOW

    values = {"origin": "document", "unit": built.units["desk"].pk, "rhythm": "quarters"}
    plan = receive_plan([], text, values, built.actor("supervisor"), at=NOW, again=True).plan
    for source in plan.sources.select_related("document", "plan"):
        read_source(source, at=NOW)
    return plan


def commitments(built: Any, count: int) -> Any:
    """Write commitments past the actions, ten to a plan of one row; only reading is measured on them."""
    from django.db import connection, transaction

    from luoshi.kernel.kinds.models import Party, Record
    from luoshi.kernel.search.actions import rebuild_search_index
    from luoshi.plans.base.models.commitment import Commitment
    from luoshi.plans.base.models.plan import Plan
    from office import NOW

    plans = [plan_of(built, of_rows(1)) for _ in range(10)]
    rows = [plan.rows.order_by("place").first().pk for plan in plans]
    units = [built.units[name].pk for name in ("kexie", "society", "bureau", "town")]
    desk = built.units["desk"].pk
    states = ("listed", "listed", "listed", "standing", "closed", "carried", "withdrawn")
    after = Record.objects.order_by("-pk").values_list("pk", flat=True)[0]
    own = []
    with transaction.atomic():
        for start in range(0, count, 2000):
            made = []
            for n in range(start, min(start + 2000, count)):
                state, due = states[n % 7], date(2026, 1, 31) + timedelta(days=n % 330)
                made.append(
                    Record(
                        kind="commitments", number=f"事2026-{n:06d}", state=state, due=due if n % 11 else None,
                        title=f"第{n}件：新建科普示范基地{n % 9 + 1}个", unit_id=units[n % 4], opened=NOW,
                        closed=NOW if n % 7 > 3 else None, opener_id=built.people["supervisor"].pk,
                    )
                )  # fmt: skip
            Record.objects.bulk_create(made)
        for n, pk in enumerate(Record.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)):
            words = f"第{n}件：新建科普示范基地{n % 9 + 1}个，更新展品{n % 977 + 12}件，6月底前向群众开放。"
            own.append(
                Commitment(
                    record_ptr_id=pk, plan_id=plans[n % 10].pk, row_id=rows[n % 10], desk_id=desk, words=words,
                    quote=words, part="科普阵地 / 第三项工程", place=n * 1000, supports="县财政局、青石镇",
                    phrase="6月底前", rhythm="quarters", first_due=date(2026, 6, 30), edition=1,
                )
            )  # fmt: skip
            if len(own) == 2000:
                _own(own)
        _own(own)
        everyone = Record.objects.filter(kind="commitments").order_by("pk").values_list("pk", flat=True)
        given = (
            Party(record_id=pk, unit_id=unit, name=name)
            for n, pk in enumerate(everyone)
            for name, unit in (("support", units[(n + 1) % 4]), ("desk", desk))
        )
        Party.objects.bulk_create(given, batch_size=2000)
        Plan.objects.filter(pk__in=[plan.pk for plan in plans]).update(edition=1)
        rebuild_search_index()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return plans


def _own(rows: list[Any]) -> None:
    """The commitments' own table alone: bulk_create refuses models that have a table above theirs."""
    from django.db import connection

    fields = list(rows[0]._meta.local_concrete_fields) if rows else []
    if not rows:
        return
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{rows[0]._meta.db_table}" ({names}) VALUES ({marks})',
            [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows],
        )
    rows.clear()
