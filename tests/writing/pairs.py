"""Pairs of documents with answers between them, made by hand: the writers can be tried without reader and matching."""

from __future__ import annotations

import hashlib
import re
from fractions import Fraction

from luoshi.matching.model import (
    AnswerReason,
    CommitmentUptake,
    Compared,
    FigureLeft,
    Matched,
    PrintedFigure,
    QuotedPlace,
    TargetAnswer,
    TaskAnswer,
)
from luoshi.matching.pair_builder import PairedDocument, compared_pair, matched_pair
from luoshi.reading.model import LoadedDocument, Reading, TextHeading, TextStatement
from luoshi.writing.pair_model import DocumentPair

PLAN = """岚溪县科协2025年工作要点
一、服务企业
全年新建企业科协8家，总数达到31家。技术合同成交额1.2亿元。
举办培训班60期，公众满意度达到95%以上。
二、加强建设
修订科普经费管理办法。办好科普日活动。
上年末有学会12个。
"""
HALF = """岚溪县科协2025年上半年工作小结
新建企业科协5家。举办培训班28期，其中网上培训班3期。
"""
YEAR = """岚溪县科协2025年工作总结
一、成效
全年新建企业科协9家，总数达到30家。技术合同成交额13600万元。
举办培训班约59期，培训4685人次。科普日活动吸引1.7万人参加。
"""
UPPER = "县科协要新建企业科协8家。技术合同成交额1.2亿元以上。培训农民4500人次。开展科普进校园。公众满意度达到95%。"
OWN = "新建企业科协8家。技术合同成交额1亿元。培训农民5000人次。组织科普进校园活动。"


def opened(name: str, text: str, *, kind: str = "plan", pages: tuple[int, ...] = ()) -> PairedDocument:
    """A document as if it had just been read: a statement for each sentence, headings at 一、二、."""
    document = LoadedDocument(
        name, "pdf" if pages else "txt", hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), text, pages
    )
    statements = [
        TextStatement(found.start(), found.end(), "task", "r") for found in re.finditer(r"[^。；\n]+[。；]", text)
    ]
    headings = [
        TextHeading(found.start(), found.end(), found[0][:2], 1, found[0][2:], "r")
        for found in re.finditer(r"^[一二]、.*$", text, re.MULTILINE)
    ]
    title = text.splitlines()[0] if text.strip() else None
    return PairedDocument(document, Reading(kind, title, None, None, 2025, headings, statements, [], []))  # type: ignore[arg-type]


def place(one: PairedDocument, words: str) -> QuotedPlace:
    """The first place of words in a document."""
    start = one.document.text.index(words)
    return QuotedPlace(one.document.name, start, start + len(words), words)


def figure(one: PairedDocument, words: str, value: object, unit: str | None, bound: str = "eq") -> PrintedFigure:
    """A figure by its words."""
    return PrintedFigure(place(one, words), Fraction(str(value)), None, unit, bound)  # type: ignore[arg-type]


def matched(*, pages: tuple[int, ...] = ()) -> DocumentPair:
    """A plan and two reports: every status, certain and not, one target in both, figures that answer nothing."""
    plan = opened("要点.docx", PLAN, pages=pages)
    half, year = opened("小结.docx", HALF, kind="report"), opened("总结.docx", YEAR, kind="report")

    def target(asked, status, certain, reached, actuals, *reasons):
        return TargetAnswer(asked, "指标", "year", status, certain, reached, actuals, reasons)

    direct = AnswerReason("direct", {"actual": "9家", "sign": "≥", "target": "8家"})
    answers = (
        target(figure(plan, "8家", 8, "家"), "exceeded", True, Fraction(9),
               (figure(half, "5家", 5, "家"), figure(year, "9家", 9, "家")), direct),
        target(figure(plan, "31家", 31, "家"), "not_met", True, Fraction(30), (figure(year, "30家", 30, "家"),),
               AnswerReason("direct", {"actual": "30家", "sign": "<", "target": "31家"})),
        target(figure(plan, "1.2亿元", 120000000, "元"), "exceeded", True, Fraction(136000000),
               (figure(year, "13600万元", 136000000, "元"),),
               AnswerReason("direct", {"actual": "13600万元", "sign": "≥", "target": "1.2亿元"})),
        target(figure(plan, "60期", 60, "期"), "not_met", False, Fraction(59),
               (figure(year, "约59期", 59, "期", "approx"),),
               AnswerReason("direct", {"actual": "约59期", "sign": "<", "target": "60期"}),
               AnswerReason("about", {"actual": "约59期"})),
        target(figure(plan, "95%以上", 95, "%", "ge"), "no_figure", True, None, (), AnswerReason("nothing_near")),
    )  # fmt: skip
    tasks = (
        TaskAnswer(place(plan, "修订科普经费管理办法。"), "not_mentioned", True, (), (AnswerReason("silent"),)),
        TaskAnswer(place(plan, "办好科普日活动。"), "reported", True,
                   (place(year, "科普日活动吸引1.7万人参加。"),), (AnswerReason("said_of_it"),)),
    )  # fmt: skip
    loose = (
        figure(half, "28期", 28, "期"),
        figure(half, "3期", 3, "期"),
        figure(year, "4685人次", 4685, "人次"),
        figure(year, "1.7万人", 17000, "人"),
    )
    left = (FigureLeft(figure(plan, "12个", 12, "个"), "actual"),)
    done = Matched("要点.docx", ("小结.docx", "总结.docx"), answers, tasks, loose, left)
    return matched_pair(done, [plan, half, year])


def compared() -> DocumentPair:
    """An upper plan and one's own: every status."""
    upper, own = opened("市要点.docx", UPPER), opened("县要点.docx", OWN)
    rows = (
        (figure(upper, "8家", 8, "家"), "equal", ("8家",), AnswerReason("same_figure", {"own": "8家", "upper": "8家"})),
        (figure(upper, "1.2亿元以上", 120000000, "元", "ge"), "lower", ("1亿元",),
         AnswerReason("asks_less", {"own": "1亿元", "upper": "1.2亿元以上"})),
        (figure(upper, "4500人次", 4500, "人次"), "higher", ("5000人次",),
         AnswerReason("asks_more", {"own": "5000人次", "upper": "4500人次"})),
        (place(upper, "开展科普进校园。"), "taken", ("组织科普进校园活动。",), AnswerReason("taken_up")),
        (figure(upper, "95%", 95, "%"), "missing", (), AnswerReason("not_taken_up")),
    )  # fmt: skip
    made = [
        CommitmentUptake(
            asked.place if isinstance(asked, PrintedFigure) else asked, asked if isinstance(asked,
                                                                                            PrintedFigure) else None,
            status, status != "taken", tuple(place(own, words) for words in found), (reason,),
        )
        for asked, status, found, reason in rows
    ]  # fmt: skip
    return compared_pair(Compared("市要点.docx", "县要点.docx", tuple(made)), [upper, own])


def hostile() -> DocumentPair:
    """Documents whose every word tries to become something else."""
    words = "=cmd()|'</script><script>alert(1)</script>_x0041_\x01\x1b[31m\u202e9个\"&<b>"
    plan = opened("=evil()<b>.txt", f"{words}\n一、{words}\n+1+1 {words}。@x {words}")
    report = opened("-1+1|`x`.txt", f"{words}\n-2 {words}。", kind="report")
    reason = AnswerReason("direct", {"actual": words, "sign": words, "target": words})
    answer = TargetAnswer(
        figure(plan, "9个", 9, "=unit()"), words, "=1", "met", False, Fraction(1, 3),
        (figure(report, "9个", Fraction(1, 3), "=unit()"),), (reason, AnswerReason("=evil()", {"x": words})),
    )  # fmt: skip
    task = TaskAnswer(place(plan, words), "reported", False, (place(report, words),), ())
    loose = (figure(report, f"-2 {words}", -2, words),)
    return matched_pair(Matched(plan.document.name, (report.document.name,), (answer,), (task,), loose), [plan, report])


def empty() -> DocumentPair:
    """A plan that asks nothing, and a report that says nothing."""
    plan, report = opened("空.txt", "空"), opened("无.txt", "无", kind="report")
    return matched_pair(Matched("空.txt", ("无.txt",), (), (), ()), [plan, report])


def large(count: int) -> DocumentPair:
    """A plan of one endless sentence with ``count`` targets, each answered by the same ``count`` figures."""
    text = "，".join(f"新增{number}家" for number in range(count))
    plan, report = opened("长.txt", f"题\n{text}。"), opened("报.txt", f"题\n{text}。", kind="report")
    places = [(found.start(), found.end()) for found in re.finditer(r"\d+家", plan.document.text)]

    def made(name, start, end):
        return PrintedFigure(
            QuotedPlace(name, start, end, plan.document.text[start:end]), Fraction(1), None, "家", "eq"
        )

    actuals = [made("报.txt", *span) for span in places]
    answers = tuple(
        TargetAnswer(made("长.txt", *span), "指标", "year", "met", True, Fraction(1), tuple(actuals[:40]), ())
        for span in places
    )
    return matched_pair(Matched("长.txt", ("报.txt",), answers, (), tuple(actuals[40:])), [plan, report])


PAIRS = {"match": matched, "compare": compared, "hostile": hostile, "empty": empty}
