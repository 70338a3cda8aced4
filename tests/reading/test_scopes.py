"""The place or body a figure speaks of, when it is not the document's own."""

from __future__ import annotations

import pytest

from figure_texts import told


@pytest.mark.parametrize(
    ("words", "scopes"),
    [
        ("石桥乡茶园扩大到6800亩，每公斤售价40元。", ["石桥乡", "石桥乡"]),
        ("高新区、临江区、青岭县企业数分别为412家、203家和96家。", ["高新区", "临江区", "青岭县"]),
        ("在白沙镇建立示范点6处，面积1200亩。", ["白沙镇", "白沙镇"]),
        ("高新区、经开区要新建加速器4个。", ["高新区、经开区"]),
        ("云溪高新区的企业达到300家。", ["云溪高新区"]),
        ("协会共有6家，其中石桥镇葡萄协会达2860万元，相当于五年前的3倍。", [None, "石桥镇葡萄协会", "石桥镇葡萄协会"]),
        ("石桥乡建站2个，全县建站30个。", ["石桥乡", None]),
        ("产值突破1万亿元、东湖试验区产值突破6000亿元，新增企业400家。", [None, "东湖试验区", None]),
        ("全县有学校214所。", [None]),
        ("云泽县有学校214所。", [None]),
        ("县科技局建成平台3个。", [None]),
        ("石桥乡政府报送信息12条。", [None]),
        ("改造老旧小区27个，送戏下乡120场。", [None, None]),
        ("各乡镇报送案例2个。", [None]),
        ("两个乡镇挪用资金18万元。", [None, None]),
        ("创建示范县1个。", [None]),
        ("市级学会推荐项目5个。", [None]),
        ("韩国重视研发，投入达30亿元。现有实验室8家。\n全市有企业20家。", ["韩国", "韩国", None]),
    ],
)
def test_a_scope_is_the_subject_of_its_clause(words: str, scopes: list[str | None]) -> None:
    assert told("fact", words, "scope") == scopes
