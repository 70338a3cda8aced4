"""Plans and reports of any size, made up for measuring how fast they are matched.

Names are put together from words, so that each target has one figure of its own while each word stands in many names:
an index has much to look through, as in a real plan.
"""

from __future__ import annotations

import itertools
import random
import re
import resource
import time
from collections.abc import Callable
from pathlib import Path

GOLD = Path(__file__).resolve().parent.parent / "gold"
PAGE = 28 * 22  # characters on a full page of an official paper (GB/T 9704)
YEAR = 2024

_WORDS = """
重点 新建 改扩建 提升 数字化 智能 绿色 流动 固定 示范

省级 市级 县级 乡镇 社区 学校 企业 园区 农村 青少年 老年 女性 残疾人 民营 外资
山区 库区 沿江 老区 高校 医院 机关 职工 渔业 林业 畜牧 果蔬 茶叶 药材 粮油

科普基地个 科普讲座场 技术培训人次 示范户户 专家工作站家 服务站点个 志愿者名 合作社家 孵化器家 创新团队个
技术难题项 专利申请件 成果转化项 技术合同份 试验田亩 样板田亩 图书室个 阅览点处 宣传栏块 展览场
竞赛场 夏令营期 实验室个 研学线路条 检测站个 冷库座 灌溉井眼 水塘口 硬化道路公里 路灯盏
充电桩个 停车位个 养老床位张 托育点个 食堂个 体检人次 义诊场 疫苗接种人次 就业岗位个 创业项目个
"""
_UNIT = re.compile(r"(.+?)(人次|公里|.)$")


def names(count: int) -> list[tuple[str, str]]:
    """``count`` names with their units, in an order of chance; none comes twice below 12,000."""
    every = list(itertools.product(*(block.split() for block in _WORDS.split("\n\n"))))
    random.Random(7).shuffle(every)
    if count > len(every):
        raise ValueError(f"only {len(every)} names")
    split = [(which + whose, _UNIT.fullmatch(what)) for which, whose, what in every[:count]]
    return [(words + hit[1], hit[2]) for words, hit in split if hit]


def plan(count: int) -> str:
    """A plan with ``count`` targets, a line each."""
    draw = random.Random(1)
    rows = "\n".join(f"完成{name}{draw.randint(2, 900)}{unit}。" for name, unit in names(count))
    return f"云溪县{YEAR}年工作要点\n一、重点任务\n{rows}\n"


def report(count: int) -> str:
    """A report with a figure for each of the first ``count`` names, in another order."""
    draw = random.Random(2)
    rows = [f"全年完成{name}{draw.randint(2, 900)}{unit}。" for name, unit in names(count)]
    draw.shuffle(rows)
    return f"云溪县{YEAR}年工作总结\n一、完成情况\n" + "\n".join(rows) + "\n"


def same_report(count: int) -> str:
    """A report that gives one indicator ``count`` times, each time another figure."""
    rows = "\n".join(f"全年新增高新技术企业{number}家。" for number in range(1, count + 1))
    return f"云溪县{YEAR}年工作总结\n一、完成情况\n{rows}\n"


def same_plan(count: int) -> str:
    """A plan that asks for one indicator ``count`` times."""
    rows = "\n".join(f"新增高新技术企业{number}家。" for number in range(1, count + 1))
    return f"云溪县{YEAR}年工作要点\n一、重点任务\n{rows}\n"


def pages(count: int, title: str, which: str, seed: int) -> str:
    """``count`` full pages of the labelled texts whose names match ``which``, figures and year changed."""
    draw = random.Random(seed)
    texts = [path.read_text(encoding="utf-8") for path in sorted(GOLD.glob(which))]
    draw.shuffle(texts)
    out, length = [title], 0
    for text in itertools.cycle(texts):
        changed = re.sub(r"(?<!\d)[1-9](?=\d)(?!\d{3}年)", lambda _: str(draw.randint(1, 9)), text)
        out.append(re.sub(r"20\d\d年", f"{YEAR}年", changed))
        length += len(text)
        if length >= count * PAGE:
            return "\n".join(out)[: count * PAGE]
    raise AssertionError("no labelled texts")


def whole(folder: Path) -> list[Path]:
    """Write a plan of 40 pages and four quarterly reports of ten; the paths, plan first."""
    texts = [pages(40, f"云溪县{YEAR}年工作要点", "*match/*-plan.txt", 1)]
    for at, quarter in enumerate(("第一季度", "上半年", "前三季度", "全年")):
        texts.append(pages(10, f"云溪县{YEAR}年{quarter}工作情况报告", "*match/*-report*.txt", 2 + at))
    paths = [folder / name for name in ("plan.txt", "q1.txt", "q2.txt", "q3.txt", "q4.txt")]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


TABLES: dict[str, Callable[[], tuple[str, str]]] = {
    "100 × 100": lambda: (plan(100), report(100)),
    "1,000 × 1,000": lambda: (plan(1000), report(1000)),
    "5,000 × 5,000": lambda: (plan(5000), report(5000)),
    "1,000 × itself": lambda: (plan(1000), plan(1000)),
    "1 × one name 10,000 times": lambda: (same_plan(1), same_report(10_000)),
    "1,000 × 1,000 of one name": lambda: (same_plan(1000), same_report(1000)),
    "10,000 × 10,000 of one name": lambda: (same_plan(10_000), same_report(10_000)),
}


def measure(name: str) -> None:
    """Print targets, figures, seconds to match them once they are read, and the process's most memory in MB."""
    from luoshi.matching.match import match_plan_to_reports
    from luoshi.matching.model import MatchingPaper
    from luoshi.reading.read import read_text_document

    def papers(texts: tuple[str, str]) -> list[MatchingPaper]:
        return [MatchingPaper(key, text, read_text_document(text)) for key, text in zip("pr", texts, strict=True)]

    first, second = papers((plan(3), report(3)))
    match_plan_to_reports(first, [second])  # once, so that the words are made ready
    first, second = papers(TABLES[name]())
    begin = time.process_time()
    done = match_plan_to_reports(first, [second])
    seconds = time.process_time() - begin
    figures = len(second.reading.quantities)
    print(len(done.targets), figures, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
