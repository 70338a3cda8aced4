"""Doubts about a whole document, and the roles and figures that form alone rules out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from doubtful_papers import DESERVE, NOT, PLAIN
from luoshi.reading.ledger import build_ledger
from luoshi.reading.paper_doubts import CODES, paper_doubts
from luoshi.reading.read import read_text_document

PLAN = "河口县科协2024年工作要点\n一、重点工作\n"


def doubts(text: str, **known: str) -> tuple[str, ...]:
    reading = read_text_document(text, **known)  # type: ignore[arg-type]
    return build_ledger(reading, text).doubts


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("kind_guessed", "新建科普馆3所，6月底前开馆。\n县科协要办好培训班6期，培训农民300人次。\n"),
        (
            "table_loose",
            "河口县2024年工作要点\n要抓好工作。\n乡镇 | 户数（户） | 面积（亩）\n"
            "河口镇 | 40 | 12\n白鹭镇 | 30 | 18\n东江镇 | 20 | 11\n",
        ),
        (
            "table_rebuilt",
            "河口县2024年分解表\n序号\n工作任务\n责任单位\n1\n新建公园4个。\n县住建局\n县城投公司\n2\n修路12公里。\n县交通局\n",
        ),
        ("table_unread", PLAN + "新建科普馆3所。\n甲镇\n乙镇\n丙乡\n丁乡\n戊街道\n己街道\n庚社区\n"),
        ("figures_unread", PLAN + "新建科普馆3所。\n" + "附注X9家Y8家Z7家W6家。" * 3 + "\n"),
    ],
)
def test_what_tells_that_much_may_be_wrong_is_named(code: str, text: str) -> None:
    assert code in CODES and code in doubts(text)


@pytest.mark.parametrize("code", DESERVE)
def test_a_paper_carries_the_doubt_that_it_deserves_and_one_like_it_does_not(code: str) -> None:
    assert code in CODES and code in doubts(DESERVE[code]) and code not in doubts(NOT[code])


@pytest.mark.parametrize(
    ("all_", "weak", "doubted"), [(10, 2, False), (10, 3, True), (10, 10, True), (4, 4, False), (5, 2, True)]
)
def test_roles_are_doubted_from_three_weak_ones_in_ten_of_five_sentences(all_: int, weak: int, doubted: bool) -> None:
    reading = read_text_document(PLAN + "".join(f"{n}.新建科普馆{n}所。\n" for n in range(1, all_ + 1)))
    assert len(reading.statements) == all_
    for at, statement in enumerate(reading.statements):
        statement.doubts[:] = ["role_weak"] if at < weak else []
    assert ("roles_unsure" in paper_doubts(reading, "", [])) is doubted


@pytest.mark.parametrize(
    ("all_", "some", "doubted"), [(10, 5, False), (10, 6, True), (2, 2, False), (3, 2, True), (3, 1, False)]
)
def test_rows_are_doubted_from_six_in_ten_of_three_rows(all_: int, some: int, doubted: bool) -> None:
    text = PLAN + "".join(f"{n}.新建科普馆{n}所。\n" for n in range(1, all_ + 1))
    reading = read_text_document(text)
    rows = [replace(row, doubts=("x",) if row.matter <= some else ()) for row in build_ledger(reading, text).rows]
    assert [row.matter for row in rows] == list(range(1, all_ + 1))
    assert ("rows_doubted" in paper_doubts(reading, text, rows)) is doubted


def test_nothing_is_owed_only_where_there_is_no_row_and_something_to_be_reached() -> None:
    text = DESERVE["nothing_owed"]
    reading, plain = read_text_document(text), build_ledger(read_text_document(PLAIN), PLAIN).rows
    assert "nothing_owed" in paper_doubts(reading, text, [])
    assert "nothing_owed" not in paper_doubts(reading, text, plain[:1])
    for quantity in reading.quantities:
        quantity.role = "actual"
    assert "nothing_owed" not in paper_doubts(reading, text, [])


def test_a_plain_plan_carries_none_and_a_kind_that_is_given_is_not_guessed() -> None:
    text = PLAN + "1.新建科普馆3所，6月底前开馆。\n2.举办培训班6期，培训农民300人次。\n3.组织巡展20场。\n"
    assert doubts(text) == ()
    untitled = "新建科普馆3所，6月底前开馆。\n县科协要办好培训班6期，培训农民300人次。\n"
    assert "kind_guessed" in doubts(untitled) and "kind_guessed" not in doubts(untitled, kind="plan")


@pytest.mark.parametrize(
    ("sentence", "roles"),
    [
        ("请各乡镇细化措施，抓好落实。", {"task"}),
        ("各牵头单位要担起职责，认真分析原因。", {"task", "norm"}),
        ("截至目前，共培训农场职工210人次，同比增长5%。", {"fact"}),
        ("副局长一行3人深入河东镇开展调研。", {"fact", "context"}),
    ],
)
def test_who_is_called_on_has_a_duty_and_what_is_told_is_none(sentence: str, roles: set[str]) -> None:
    for above in (PLAN, "河口县科协工作通报\n一、有关情况\n", ""):
        (*_, said) = read_text_document(above + sentence + "\n").statements
        assert said.role in roles


def test_under_guiding_words_nothing_is_owed_but_a_goal_in_figures() -> None:
    text = "河口县节水行动方案\n一、指导思想\n以节水为目标，加快工程建设。\n到2027年，节水灌溉面积达到12万亩。\n"
    assert [statement.role for statement in read_text_document(text).statements] == ["context", "task"]


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("保费由县、乡按1∶2分担。", ["2"]),
        ("累计完成投资8亿元，欠进度5.2个百分点。", ["800000000", "-5.2"]),
        ("签约项目12个，比上年少4个。", ["12", "-4"]),
        ("每少一次扣0.5分，发现一处扣1分。", ["0.5", "1"]),
        ("工资一次发清，手续一次告知。", []),
    ],
)
def test_ratios_lags_and_what_is_no_figure(sentence: str, values: list[str]) -> None:
    assert [f"{quantity.value:f}" for quantity in read_text_document(PLAN + sentence + "\n").quantities] == values


def test_the_number_of_an_item_is_no_figure() -> None:
    assert read_text_document(PLAN + "2.路面整洁，无堆积物；\n3.把来电记入值班簿。\n").quantities == []
