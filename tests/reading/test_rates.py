"""What shares, growth, differences, ranks, ratios and lengths of time measure."""

from __future__ import annotations

import time

import pytest

from figure_texts import figures, told


@pytest.mark.parametrize(
    ("role", "words", "name"),
    [
        ("fact", "财政科技投入占财政支出的2.1%。", "财政科技投入占财政支出比重"),
        ("fact", "在校生3万人，其中女生占48.5%。", "女生占在校生比重"),
        ("fact", "青年人才占比由2020年的32%提升到41%。", "青年人才占比"),
        ("fact", "园区集聚了全市37%的高新技术企业。", "高新技术企业占全市比重"),
        ("fact", "近三成的学会没有专职人员。", "学会没有专职人员比例"),
        ("fact", "受理信访事项126件，按期办结率98.4%。", "信访事项按期办结率"),
        ("fact", "规上企业中有研发活动的占34.5%，有研发机构的不足两成。", "研发机构规上企业占比"),
        ("norm", "对促成转化的机构，按实际成交额的1.5%给予奖励。", "奖励占实际成交额比例"),
        ("norm", "按不低于20%的比例实地抽查。", "实地抽查比例"),
        ("fact", "生产总值增长6.5%，比全市平均高0.8个百分点。", "生产总值"),
        ("fact", "生产总值增长6.5%，增速居全市第2位。", "生产总值增速"),
        ("fact", "一般公共预算收入14亿元，同口径增长7.1%。", "一般公共预算收入"),
        ("fact", "粮食总产量31万吨，减产0.6%。", "粮食总产量"),
        ("fact", "投入强度为1.3%，只有全省平均水平的一半。", "投入强度与全省平均水平之比"),
        ("fact", "登记额突破9亿元，是上年的1.8倍。", "登记额"),
        ("fact", "比习惯施肥减少化肥用量5%。", "化肥用量"),
        ("task", "研发经费支出增长12%，占GDP比重提高0.1个百分点。", "研发经费支出占GDP比重"),
        ("task", "综合考核排名进入全市前3名。", "综合考核排名"),
        ("norm", "会员数据库更新率每低10个百分点扣1分。", "会员数据库更新率"),
        ("fact", "在全市9个县（市）的考核中，我们排第7位。", "考核排名"),
        ("fact", "贡献率达到61.5%，高出全市平均2.3个百分点。", "贡献率"),
        ("fact", "完成率达到60%，超时序进度10个百分点。", "完成率"),
        ("fact", "加工产值与农业总产值之比由2.1∶1提高到2.4∶1。", "加工产值与农业总产值之比"),
        ("norm", "合作银行按不低于资金池8倍的规模授信。", "授信与资金池之比"),
    ],
)
def test_a_rate_is_named_by_what_it_is_of(role: str, words: str, name: str) -> None:
    of_rate = [q for q in figures(role, words) if q.unit != "分" and q.aspect not in ("level", "per")]  # type: ignore[arg-type]
    assert of_rate[-1].indicator == name


@pytest.mark.parametrize(
    ("role", "words", "name"),
    [
        ("norm", "拟支持项目在网站公示，公示期为5个工作日。", "支持项目公示期"),
        ("norm", "评审结果公示7天。", "评审结果公示期"),
        ("norm", "连续三年未被评为优秀的，取消资格。", "连续未被评为优秀年限"),
        ("norm", "自收到申诉之日起15个工作日内作出书面答复。", "申诉书面答复期限"),
        ("norm", "被撤销称号的单位，3年内不得重新申报。", "被撤销称号的单位不得重新申报期限"),
        ("norm", "项目实施期一般为2年，最长不超过3年。", "项目实施期"),
        ("norm", "本办法自2024年1月1日起施行，有效期五年。", "办法有效期"),
        ("fact", "11个项目逾期一年未验收。", "项目逾期时间"),
        ("task", "审核时限由15个工作日压减到5个工作日。", "审核时限"),
    ],
)
def test_a_length_of_time_is_named_by_what_lasts(role: str, words: str, name: str) -> None:
    lasting = [quantity for quantity in figures(role, words) if quantity.aspect == "duration"]  # type: ignore[arg-type]
    assert lasting[-1].indicator == name


def test_a_rate_that_says_little_takes_the_thing_before_it() -> None:
    words = "推动规上企业科协组建率提高到40%，展品完好率达到95%。"
    first, second = told("task", words, "indicator")
    assert first == "规上企业科协组建率"
    assert str(second).endswith("展品完好率")


@pytest.mark.parametrize("unit", ["完成率达95%，", "3年内不得申报，", "占总数的12%、", "石桥乡增长5%，"])
def test_one_endless_sentence_takes_time_in_proportion(unit: str) -> None:
    figures("fact", unit * 50)

    def seconds(times: int) -> float:
        began = time.process_time()
        figures("fact", unit * times)
        return time.process_time() - began

    assert min(seconds(4000) for _ in range(3)) < 8 * min(seconds(1000) for _ in range(3)) + 0.2
