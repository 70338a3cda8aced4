"""The section ``links`` of application.py: a keystroke in the box in which a record to link to is chosen.

Each stretch that people type of sampled records is asked for: of the title by words, of its initials, of the number and
of the card's number by signs. Beside it stands the least SQL by hand for the same question, without any rights.
"""

from __future__ import annotations

import random
import statistics
import time
from typing import Any

PLACES = ["云岭县", "青石镇", "白鹤乡", "桃源街道", "柳河镇", "石门县", "清溪乡", "金沙区", "长坪镇", "龙泉县"]
THINGS = [
    "茶叶",
    "水稻",
    "养蜂",
    "果树",
    "蔬菜",
    "畜牧",
    "水产",
    "食用菌",
    "中药材",
    "林业",
    "农机",
    "气象",
    "医学",
    "建筑",
    "机械",
]
THINGS += [
    "电力",
    "化工",
    "水利",
    "测绘",
    "环境",
    "心理",
    "护理",
    "航空",
    "无人机",
    "计算机",
    "人工智能",
    "材料",
    "地质",
    "冶金",
    "纺织",
]
SORTS = ["学会", "协会", "研究会", "专业技术协会", "科普基地", "工作站", "联合体", "促进会"]
SAMPLE = 15  # records that are typed
AIM = 60  # ms at the 95th of 100 keystrokes on SQLite


def fill(built: Any, rows: int) -> None:
    """Write so many bodies past the steps."""
    from django.db import connection, transaction

    import office
    from linked.models import Body
    from luoshi.kernel.kinds.models import Record
    from luoshi.kernel.search.actions import BATCH, index_new

    units = [built.units[name].pk for name in ("kexie", "society", "bureau", "town", "desk")]
    chance = random.Random(7)
    with transaction.atomic():
        for first in range(0, rows, BATCH):
            some = [
                Record(
                    kind="bodies", number=f"体2026-{number:06d}", state="open", opened=office.NOW,
                    title=f"{chance.choice(PLACES)}{chance.choice(THINGS)}{chance.choice(THINGS)}{chance.choice(SORTS)}",
                    unit_id=units[number % len(units)],
                )
                for number in range(first, min(first + BATCH, rows))
            ]  # fmt: skip
            Record.objects.bulk_create(some)
            cards = [(record.pk, "farm", f"9137{chance.randrange(10**14):014d}") for record in some]
            with connection.cursor() as cursor:
                own = "INSERT INTO linked_body (record_ptr_id, sort, card) VALUES (%s, %s, %s)"
                cursor.executemany(own, cards)
            index_new(list(Body.objects.filter(pk__in=[record.pk for record in some])))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def typed(title: str, number: str, card: str) -> dict[str, list[str]]:
    """What stands in the box from one pause to the next, by what is typed."""
    from luoshi.base.texts.pinyin import pinyin_initials

    spoken = pinyin_initials(title)
    return {
        "title": [title[:length] for length in range(2, len(title) + 1, 2)],
        "part": [title[3:5], title[3:7], title[-2:]],
        "initials": [spoken[:length] for length in range(2, len(spoken) + 1)],
        "number": [number[:length] for length in range(6, len(number) + 1)],
        "code": [card[:length] for length in range(4, len(card) + 1, 2)],
    }


def by_hand(words: str, *, spoken: bool) -> list[Any]:
    """The least that must be asked: the grams, and the newest that have them."""
    from django.db import connection

    from luoshi.kernel.search.rules import parse_question

    _words, needed = parse_question(words)
    if connection.vendor == "sqlite":
        hits, value = (
            "SELECT abs(rowid) FROM records_grams WHERE records_grams MATCH %s",
            " ".join(f'"{needed_word}"' for needed_word in needed),
        )
    else:
        hits, value = (
            "SELECT abs(record_id) FROM records_grams WHERE grams @@ %s::tsquery",
            " & ".join(f"'{needed_word}'" for needed_word in needed),
        )
    table = "JOIN records_passage p ON p.record_id = r.id WHERE p.id" if spoken else "WHERE r.id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.number, r.title, u.name FROM records_record r JOIN org_unit u ON u.id = r.unit_id {table} "
            f"IN ({hits}) AND r.kind = 'bodies' ORDER BY r.id DESC LIMIT 21",
            [value],
        )
        return cursor.fetchall()


def links(built: Any, kind: str, count: int) -> None:
    """Milliseconds a keystroke for who sees all, who sees a fifth, and who sees none."""
    from linked.models import Body, Project
    from linked_kinds import linked_kinds
    from luoshi.kernel.kinds.forms.choosers import Looking
    from luoshi.kernel.search.links.queries import search_link_targets
    from office import TODAY

    link = Project._meta.get_field("body")
    with linked_kinds():
        fill(built, count)
        rows = list(Body.objects.order_by("pk"))
        sampled = random.Random(3).sample(rows, min(SAMPLE, len(rows)))
        every: dict[str, list[float]] = {}
        for who in ("supervisor", "clerk", "collector"):
            took: dict[str, list[float]] = {}
            hand: dict[str, list[float]] = {}
            looking = Looking(link, built.actor(who), TODAY)
            search_link_targets(looking, "茶叶")
            for record_sampled in sampled:
                for way, stretches in typed(record_sampled.title, record_sampled.number, record_sampled.card).items():
                    for words in stretches:
                        start = time.perf_counter()
                        search_link_targets(looking, words)
                        middle = time.perf_counter()
                        by_hand(words, spoken=way == "initials")
                        took.setdefault(way, []).append((middle - start) * 1000)
                        hand.setdefault(way, []).append((time.perf_counter() - middle) * 1000)
            for way, times in took.items():
                print(f"  {who:10} {way:8} {_said(times)}   by hand {_said(hand[way])}")
            every[who] = [duration for times in took.values() for duration in times]
        for who, times in every.items():
            print(f"  {who:10} {'all':8} {_said(times)}   aim: p95 ≤ {AIM} ms on SQLite")


def _said(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=20)
    return f"p50 {statistics.median(times):7.1f}  p95 {cuts[-1]:7.1f}  most {max(times):7.1f} ms"
