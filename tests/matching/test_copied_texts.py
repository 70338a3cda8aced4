"""Texts that say the same: how much of one stands in another, and what a form makes everybody write."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from luoshi.matching.copied_texts import TitledText, find_alike_texts

OWN = "本项目在高山茶园布设二十个温度采集点，提前三小时预警霜冻，减少春茶损失。"


def test_a_copied_text_is_found_whole_and_in_part() -> None:
    """A whole copy shares all, half of it about half; another matter shares nothing and is not listed."""
    own = TitledText("高山茶园霜冻预警", OWN)
    others = {
        "whole": TitledText("茶园霜冻监测与预警", OWN),
        "half": TitledText("气象站建设", OWN[: len(OWN) // 2] + "另在河谷建站两座，服务全县气象观测与农情调度。"),
        "other": TitledText("废旧菌棒还田", "菌棒粉碎后堆肥，用于茶园改良土壤，试验三个村。"),
    }
    found = find_alike_texts(own, others, least=30)
    assert [alike.key for alike in found] == ["whole", "half"]
    assert (found[0].body, 30 <= found[1].body <= 60) == (100, True)
    assert found[0].title > 50 > found[1].title


def test_what_the_form_makes_everybody_write_counts_for_nothing() -> None:
    """The same sentence in a dozen texts is the form's."""
    form = "一、立项依据：围绕全县主导产业发展需要提出。二、研究内容如下所述："
    others = {
        n: TitledText(f"课题{n}", form + chr(0x4E00 + 40 * n) * 3 + f"第{n}个课题各有不同的内容") for n in range(12)
    }
    own = TitledText("山塘测量", form + "无人船测深当天出图，精度两厘米，覆盖十二座山塘。")
    assert find_alike_texts(own, others, least=10) == []
    copied = others | {99: TitledText("水库测量", "无人船测深当天出图，精度两厘米，覆盖十二座山塘。")}
    assert [alike.key for alike in find_alike_texts(own, copied, least=30)] == [99]


@given(st.text(max_size=60), st.dictionaries(st.integers(), st.text(max_size=60), max_size=12))
def test_shares_are_shares(body: str, others: dict[int, str]) -> None:
    """Between 0 and 100, at most so many, the largest first; an empty text is like nothing."""
    found = find_alike_texts(TitledText("", body), {key: TitledText("", text) for key, text in others.items()}, least=1)
    assert len(found) <= 3 and all(1 <= alike.body <= 100 for alike in found)
    assert [alike.body for alike in found] == sorted((alike.body for alike in found), reverse=True)
    assert find_alike_texts(TitledText("", ""), {1: TitledText("", body)}, least=1) == []
