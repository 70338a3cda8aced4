"""An association's own work plan of 215 rows as a .docx, invented: 111 name nobody, 104 whom no tree knows.

Most names are those of its own departments as colleagues say them; some are of bodies that are nowhere entered.
"""

from __future__ import annotations

from io import BytesIO
from itertools import cycle, product

from docx import Document

from luoshi.base.rights.rules.rights import Role
from office import Office

ROWS, LEADERLESS, UNCLEAR = 215, 111, 104
TITLE = "云岭县科学技术协会2026年工作要点"
CHAPTERS = (
    "组织建设", "学会服务", "学术交流", "科学普及", "阵地运行", "人才举荐", "青少年科技教育", "科技服务",
    "宣传信息", "机关建设",
)  # fmt: skip
DEPARTMENTS = ("办公室", "组织人事部", "学会学术部", "科普与传播部", "青少年科技中心")
# As printed, with the rows in which each stands: 104 in all.
PRINTED = (
    ("科普部", 17), ("学会部", 15), ("人事部", 9), ("青少年中心", 12), ("综合科", 11), ("科技馆", 9), ("学术科", 8),
    ("志愿者总队", 7), ("老科协", 6), ("信息中心", 5), ("有关部门", 3), ("办公厅", 2),
)  # fmt: skip
DONE = (
    "举办{what}培训班{n}期", "组织{what}交流活动{n}场", "开展{what}调研{n}次", "编印{what}简报{n}期",
    "建设{what}示范点{n}个",
    "走访{what}联系户{n}家", "完成{what}档案整理{n}卷", "更新{what}展板{n}块", "遴选{what}骨干{n}名",
    "召开{what}推进会{n}次",
)  # fmt: skip
WHAT = (
    "茶叶栽培", "乡村医生", "山区教师", "基层组织", "院士专家", "防灾减灾", "农技推广", "校园科技", "社区科普",
    "企业创新",
    "科普大篷车", "天文观测",
)  # fmt: skip
LOOSE = (
    "完善{what}工作制度", "修订{what}管理办法", "推进{what}信息公开", "做好{what}年度总结", "健全{what}联络机制",
    "整理{what}资料目录",
)  # fmt: skip
SLOGANS = (
    "坚持党建引领，不断提高政治站位", "强化责任担当，切实改进工作作风", "深化思想认识，凝聚干事创业合力",
    "弘扬科学家精神，营造良好社会氛围",
    "增强服务意识，提升工作水平", "树牢大局观念，主动服务发展", "加强统筹协调，形成工作合力",
    "强化宣传引导，讲好云岭故事",
    "提高思想自觉，坚定理想信念", "激发内生动力，推动高质量发展",
)  # fmt: skip


def _general(slogans: int) -> list[str]:
    """So many slogans; from the forty-first on the same sentences again."""
    forms = ("{}。", "进一步{}。", "{}，以实际行动走在前列。", "会议强调，要{}。")
    told = [form.format(slogan) for form in forms for slogan in SLOGANS]
    return [told[at % len(told)] for at in range(slogans)]


def lines(slogans: int = 30) -> list[list[str]]:
    """The sentences of each chapter, 215 in all."""
    named = [name for name, count in PRINTED for _one in range(count)]
    order = [named[(at * 37) % len(named)] for at in range(len(named))]  # mixed: 37 and 104 have no common factor
    numbers = cycle((2, 3, 4, 6, 8, 12))
    told = [sentence.format(what=what, n=next(numbers)) for sentence, what in product(DONE, WHAT)]
    loose = [sentence.format(what=what) for sentence, what in product(LOOSE, WHAT)]
    days = cycle(("3月底前", "6月底前", "9月底前", "11月底前", ""))
    whole = [f"{day}{words}（责任单位：{name}）。" for words, name, day in zip(told, order, days, strict=False)]
    rest = [f"{day}{words}。" for words, day in zip(told[len(order) :] + loose, days, strict=False)]
    whole += rest[: LEADERLESS - slogans] + _general(slogans)
    return [whole[at :: len(CHAPTERS)] for at in range(len(CHAPTERS))]


def work_plan(slogans: int = 30) -> bytes:
    """The paper as a file of Word."""
    paper, out = Document(), BytesIO()
    paper.add_heading(TITLE, 0)
    for number, (title, some) in enumerate(zip(CHAPTERS, lines(slogans), strict=True), 1):
        paper.add_paragraph(f"{'一二三四五六七八九十'[number - 1]}、{title}")
        for place, words in enumerate(some, 1):
            paper.add_paragraph(f"{place}.{words}")
    paper.save(out)
    return out.getvalue()


def furnish(office: Office) -> Office:
    """The association's departments, and who keeps its plan."""
    for number, name in enumerate(DEPARTMENTS):
        office.unit(f"dep{number}", name, "kexie")
    office.person("planner", "柯督办", "kexie", Role.SUPERVISOR, ["kexie"])
    return office
