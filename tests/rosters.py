"""Workbooks of people with Chinese heads, as an office has them; every person and place is invented."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

HEADS = ("序号", "单位", "姓名", "联系电话", "职务", "角色", "分管领域")
FAMILY, GIVEN = "甘乔安康柯钟梅蓝苗竺宓芮", ("示例", "样本", "仿例", "虚构", "拟名")
BUREAUS = (
    "发展改革局",
    "教育局",
    "财政局",
    "水利局",
    "农业农村局",
    "商务局",
    "文化旅游局",
    "卫生健康局",
    "应急管理局",
    "统计局",
    "林业局",
    "审计局",
)


def sheet(rows: Iterable[Sequence[Any]], heads: Sequence[str] = HEADS) -> bytes:
    """A workbook with a title above its heads, as such sheets have."""
    made = Workbook()
    page = made.active
    page.append(["云岭县督查工作花名册"])
    page.append(list(heads))
    for line in rows:
        page.append(list(line))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def sixty() -> list[list[Any]]:
    """60 people in 12 bureaus: of each its chief, a leader in charge, and three liaison officers."""
    found: list[list[Any]] = []
    for place, bureau in enumerate(BUREAUS):
        for number, given in enumerate(GIVEN):
            role, post = [("主要领导", "局长"), ("分管领导", "副局长"), *[("联络员", f"干事{n}") for n in (1, 2, 3)]][
                number
            ]
            unit = f"云岭县{bureau}" if number == 0 else None  # as in merged cells
            name, phone = FAMILY[place] + given, f"138{place:04d}{number:04d}"
            found.append([len(found) + 1, unit, name, phone, post, role, "分管业务" if number == 1 else ""])
    return found
