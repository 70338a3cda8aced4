"""A county's task sheet of 60 rows as a workbook, invented: of its names twelve are of units that no tree knows."""

from __future__ import annotations

from io import BytesIO
from itertools import cycle, product

from openpyxl import Workbook

from hundred import BUREAUS
from office import Office

ROWS = 60
HEADS = ["序号", "类别", "工作任务", "牵头单位", "配合单位", "完成时限"]
# As printed, with the unit that each means: 12 names, in 20 rows.
UNKNOWN = {
    "县应急救援中心": "云岭县应急管理局", "县乡村振兴中心": "云岭县农业农村局",
    "县就业服务中心": "云岭县人力资源和社会保障局", "县疾控中心": "云岭县卫生健康局", "县河长办": "云岭县水利局",
    "县农机站": "云岭县农业农村局", "县公路养护中心": "云岭县交通运输局", "县文化馆": "云岭县文化和旅游局",
    "县房产服务中心": "云岭县住房和城乡建设局", "县教师进修学校": "云岭县教育局",
    "县中小企业服务中心": "云岭县工业和信息化局", "县国有林场": "云岭县林业局",
}  # fmt: skip
DONE = (
    ("改造{what}设施", "处"), ("举办{what}培训", "期"), ("建成{what}服务点", "个"), ("完成{what}检查", "次"),
    ("编印{what}手册", "册"), ("组织{what}演练", "场"),
)  # fmt: skip
WHAT = (
    "消防安全", "农田水利", "乡村道路", "校园食堂", "社区养老", "文化广场", "公共卫生", "森林防火", "便民市场",
    "垃圾分类",
)  # fmt: skip
DAYS = ("3月底前", "6月底前", "9月底前", "11月底前")


def rows() -> list[list[str | int]]:
    """The rows under the head; every third is led by a name that nobody knows."""
    known, unknown, days = cycle(BUREAUS), cycle(UNKNOWN), cycle(DAYS)
    found: list[list[str | int]] = []
    for number, (what, (words, unit)) in enumerate(product(WHAT, DONE), 1):
        lead = next(unknown) if number % 3 == 0 else f"县{next(known)}"
        helps = f"县{next(known)}" if number % 4 == 0 else ""
        task = f"{words.format(what=what)}{number + 2}{unit}"
        found.append([number, f"{what}工程", task, lead, helps, next(days)])
    return found


def task_sheet() -> bytes:
    """The workbook."""
    book, out = Workbook(), BytesIO()
    page = book.active
    page.append(["云岭县2026年重点任务分解表"])
    page.merge_cells("A1:F1")
    for row in [HEADS, *rows()]:
        page.append(row)
    book.save(out)
    return out.getvalue()


def furnish(office: Office) -> Office:
    """The county's bureaus."""
    for name in BUREAUS:
        office.unit(name, f"云岭县{name}", "county")
    return office
