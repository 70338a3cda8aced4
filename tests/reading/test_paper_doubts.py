"""Doubts about a whole document, and the roles and figures that form alone rules out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from doubtful_papers import DESERVE, NOT, PLAIN
from luoshi.reading.ledger import build_ledger, build_ledger_rows
from luoshi.reading.paper_doubts import (
    CODES,
    MUCH,
    WARNINGS,
    PaperWeights,
    load_paper_weights,
    paper_doubts,
    paper_signs,
    weigh_paper,
)
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


def warned(
    text: str, left: int, monkeypatch: pytest.MonkeyPatch, *, weak: int = 0, doubted: int = 0
) -> tuple[str, ...]:
    """The doubts about a document of which so much is left, where 25 is enough; the first sentences have weak roles,
    the first rows a doubt."""
    monkeypatch.setattr("luoshi.reading.paper_doubts.load_paper_weights", lambda: PaperWeights({}, left, 25))
    reading = read_text_document(text)
    for at, statement in enumerate(reading.statements):
        statement.doubts[:] = ["role_weak"] if at < weak else []
    rows = [
        replace(row, doubts=("several_leads",) if row.matter <= doubted else ())
        for row in build_ledger_rows(reading, text)
    ]
    return paper_doubts(reading, text, rows)


def plan_of(count: int) -> str:
    return PLAN + "".join(f"{n}.新建科普馆{n}所。\n" for n in range(1, count + 1))


@pytest.mark.parametrize(("left", "much"), [(10, False), (24, False), (25, True), (60, True)])
def test_a_document_is_warned_of_from_the_learned_estimate_on(
    left: int, much: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = warned(plan_of(5), left, monkeypatch)
    assert (MUCH in found) is much is bool(WARNINGS.intersection(found))


def test_a_document_of_few_sentences_is_not_warned_of_by_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MUCH not in warned(plan_of(4), 60, monkeypatch, weak=4, doubted=4)


NOTED = "2027年11月底前建成科普示范基地3个。（责任单位：县科协）\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAN + f"1.{NOTED}",
        PLAN + "".join(f"{n}.{NOTED}" for n in range(1, 9)),
        "关于做好2027年科普工作的通知\n" + "".join(f"{n}.县科协{n + 2}月底前举办讲座{n}场。\n" for n in range(1, 8)),
        "河口县2027年任务分解表\n序号 | 工作任务 | 责任单位 | 完成时限\n"
        + "".join(f"{n} | 新建公园{n + 1}个 | 县住建局 | 9月底前 |\n" for n in range(1, 8)),
        "河口县科协2026年工作总结\n" + "".join(f"{n}.全年举办讲座{n + 3}场，听众{n}00人。\n" for n in range(1, 8)),
    ],
)
def test_a_plain_paper_is_not_warned_of(text: str) -> None:
    assert not WARNINGS.intersection(doubts(text))


def test_the_estimate_is_a_sum_over_the_signs_that_have_weights() -> None:
    by = PaperWeights({"kind": 12_000, "rows": 30_000}, 5_000, 25_000)
    assert weigh_paper({"kind": 1.0, "rows": 0.5, "unknown": 1.0}, by) == 32_000


def test_the_weights_that_are_shipped_are_of_signs_that_are_found() -> None:
    by, reading = load_paper_weights(), read_text_document(PLAIN)
    assert by.of.keys() == paper_signs(reading, build_ledger_rows(reading, PLAIN)).keys()
    assert all(isinstance(weight, int) for weight in (*by.of.values(), by.base, by.enough))


@pytest.mark.parametrize(("all_", "weak", "doubted"), [(10, 2, False), (10, 3, True), (10, 10, True), (5, 2, True)])
def test_weak_roles_say_why_from_three_in_ten_of_five_sentences(
    all_: int, weak: int, doubted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ("roles_unsure" in warned(plan_of(all_), 60, monkeypatch, weak=weak)) is doubted
    assert "roles_unsure" not in warned(plan_of(all_), 10, monkeypatch, weak=weak)


@pytest.mark.parametrize(("all_", "some", "doubted"), [(10, 5, False), (10, 6, True), (5, 3, True), (5, 2, False)])
def test_doubted_rows_say_why_from_six_in_ten(
    all_: int, some: int, doubted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ("rows_doubted" in warned(plan_of(all_), 60, monkeypatch, doubted=some)) is doubted
    assert "rows_doubted" not in warned(plan_of(all_), 10, monkeypatch, doubted=some)


def test_the_signs_of_a_document_are_the_same_whenever_it_is_read_and_small() -> None:
    def signs(text: str) -> dict[str, float]:
        reading = read_text_document(text)
        return paper_signs(reading, build_ledger_rows(reading, text))

    for text in (PLAIN, DESERVE["year_guessed"], DESERVE["nothing_owed"], "", "河口县工作\n"):
        assert signs(text) == signs(text)
        assert signs(text).keys() == signs(PLAIN).keys()
        assert all(0 <= value <= 1 for value in signs(text).values())


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
