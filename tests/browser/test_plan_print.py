"""A plan's ledger on A4 across: the head on every sheet, every row whole, nothing beyond the edge."""

from __future__ import annotations

import re

import pypdfium2

from accessible import fits, violations
from luoshi.plans.rows.actions import correct
from plans import PUBLISH, by, decided, published, received, row_of, step

A4_ACROSS = (842, 595)  # points
LONG = "围绕茶叶全产业链开展科技服务，组建产业专家团队，深入田间地头开展技术指导，建立问题台账并逐条销号"
ROWS = [f"{LONG}，新建科技小院{n + 2}个，培训人员{n * 10}人次" for n in range(1, 61)]
UNITS = "（牵头单位：县科协；配合单位：县科技局、青石镇；完成时限：9月底前）"
FIRST = "".join(f"{n}. 县科协{words}。{UNITS}\n" for n, words in enumerate(ROWS[:30], 1))
SECOND = "".join(f"{n}. 县科技局{words}。（完成时限：年底前）\n" for n, words in enumerate(ROWS[30:], 1))
TEXT = f"云岭县2026年科普工作要点\n一、阵地建设\n{FIRST}二、活动组织\n{SECOND}"
HEADS = ["序号", "编号", "任务内容", "目标", "牵头单位", "配合单位", "完成时限", "备注"]


def sheets(tab):
    """Each sheet of the page's paper: its size in points, its words without white space, and its marks' right edges."""
    found = []
    for sheet in pypdfium2.PdfDocument(tab.pdf(prefer_css_page_size=True, print_background=False)):
        text = sheet.get_textpage()
        words = re.sub(r"\s", "", text.get_text_range())
        edges = [text.get_charbox(at)[2] for at in range(text.count_chars())]
        found.append((tuple(round(length) for length in sheet.get_size()), words, max(edges)))
    return found


def test_the_head_repeats_on_each_sheet_no_row_is_cut_and_no_heading_stands_alone_at_the_foot(live, visit):
    plan = published(live.office, TEXT)
    now = sheets(visit("clerk", f"/plans/{plan.pk}/print/"))
    no_row_is_cut(plan, "print/", now)
    no_row_is_cut(plan, "editions/1/print/", sheets(visit("clerk", f"/plans/{plan.pk}/editions/1/print/")))
    for _size, words, _edge in now:
        body = words.rsplit("二、活动组织", 1)[-1]
        assert "二、活动组织" not in words or "县科技局" in body


def no_row_is_cut(plan, path, papers):
    """Each sheet is A4 across with the head on it; each row is in one piece."""
    assert len(papers) > 2
    heads = "".join(HEADS[:7]) + ("状态" if path == "print/" else "") + HEADS[7]
    for size, words, edge in papers:
        assert size == A4_ACROSS and edge < A4_ACROSS[0] - 28, edge  # a centimetre and more stays white
        assert heads in words
    whole = "".join(words for _size, words, _edge in papers).replace(heads, "")
    for at, commitment in enumerate(plan.commitments.order_by("place"), 1):
        assert re.sub(r"\s", "", commitment.words) in whole, (
            at
        )  # in one piece: a row that went over two sheets would be torn apart
        assert commitment.number in whole
    assert whole.count("2026-09-30") == 30 and whole.count("青石镇") >= 30
    assert ("一、阵地建设" in whole and "二、活动组织" in whole and "非涉密系统" in whole) or "严禁" in whole


def test_the_page_of_a_plan_and_what_changed_are_accessible_and_fit_a_telephone(live, visit):
    office = live.office
    plan = decided(office, received(office))
    row = row_of(plan, "科普示范基地")
    correct.change_row(plan, row.pk, row.version, {"support": ["青石镇"]}, by(office), keep=True)
    plan = step(office, plan, "publish", **PUBLISH)
    plan = step(office, plan, "amend", reason="调整")
    row = row_of(plan, "科普示范基地")
    correct.change_row(plan, row.pk, row.version, {"words": "新建科普示范基地9个。"}, by(office), keep=True)
    plan = step(office, plan, "reissue", **PUBLISH)
    tab = visit("supervisor")
    fits(
        tab,
        live.url,
        [f"/plans/{plan.pk}/{path}" for path in ("", "editions/1/", "editions/2/changes/", "year/", "next/")],
    )
    tab.goto(f"{live.url}/plans/{plan.pk}/print/")  # paper is for paper: nobody asks whether it fits
    assert violations(tab) == []
