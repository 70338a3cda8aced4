"""Levels, increases, shares, ranks …: sentences of every class of the guide's "Aspect"."""

from __future__ import annotations

import pytest

from figure_texts import told


@pytest.mark.parametrize(
    ("words", "aspects"),
    [
        ("新增市场主体3200户。", ["increase"]),
        ("新建科普画廊12处、电子屏5块。", ["increase", "increase"]),
        ("规上企业净增11家，总数达127家。", ["increase", "level"]),
        ("化肥用量比上年减少120吨。", ["increase"]),
        ("预警提前量达到40分钟，较去年多6分钟。", ["duration", "difference"]),
        ("站点平均间距缩小到6公里。", ["level"]),
        ("每年举办学术会议900场，参会科技人员12万人次。", ["frequency", "per"]),
        ("会员纯收入高于当地平均水平15%。", ["difference"]),
        ("生活垃圾日清运量420吨，门诊次均费用286元。", ["per", "per"]),
        ("资产负债率下降1.8个百分点至58.3%。", ["difference", "share"]),
        ("每名专家驻村不少于8天，至少培养2名带头人。", ["duration", "per"]),
        ("每15分钟上传一次。", ["frequency"]),
        ("增加床位200张。", ["increase"]),
        ("建成科普馆3所，引进博士5名，举办讲座20场。", ["level", "level", "level"]),
        ("更新改造供水管网140公里。", ["level"]),
        ("工业增加值增长8.5%，增速达9%。", ["growth", "growth"]),
        ("行政经费压减一成。", ["growth"]),
        ("比习惯施肥减少化肥用量5%。", ["growth"]),
        ("销售额增长2倍。", ["growth"]),
        ("产值是上年的3倍。", ["ratio"]),
        ("投入强度只有全省平均水平的一半。", ["ratio"]),
        ("租金按八折收取。", ["ratio"]),
        ("产值翻了一番。", ["ratio"]),
        ("覆盖率由31%提高到40%。", ["share", "share"]),
        ("女职工占四成。", ["share"]),
        ("三分之一的学会没有换届。", ["share"]),
        ("满意率比上年高2个百分点。", ["difference"]),
        ("人均收入比非会员多1650元。", ["difference"]),
        ("综合排名前移3位。", ["difference"]),
        ("综合排名列全市第3位。", ["rank"]),
        ("排名进入全市前3名。", ["rank"]),
        ("人均耕地1.3亩，水稻亩产512公斤。", ["per", "per"]),
        ("每个乡镇建站2个，全县建成30个。", ["per", "level"]),
        ("年接待观众20万人次。", ["per"]),
        ("全年接待观众20万人次。", ["level"]),
        ("每季度召开例会一次。", ["frequency"]),
        ("上半年召开例会一次。", ["level"]),
        ("每改一座，省里补400元、县里补600元。", ["per", "per"]),
        ("各单位报送案例2个。", ["per"]),
        ("各乡镇于12月5日前提交总结，并附案例1篇。", ["per"]),
        ("各专业委员会年内至少主办学术活动一次。", ["per"]),
        ("各县推荐总数不超过15项，其中农业领域至少3项。", ["per", "per"]),
        ("每名专家每季度服务不低于两次，解决难题25项。", ["frequency", "level"]),
        ("每家实验室建设期三年，给予不超过3亿元的支持。", ["duration", "per"]),
        ("年销售收入2亿元以下的企业达到5家。", ["level", "level"]),
        ("首次认定57家、重新认定45家。", ["level", "level"]),
        ("“小巨人”企业再添12家。", ["increase"]),
        ("新增专利120件，其中发明专利30件。", ["increase", "increase"]),
        ("与地区生产总值之比为1.09%。", ["ratio"]),
        ("占耕地的比重由上年末的38%升到四成一。", ["share", "share"]),
        ("列全县第三名，较上年前进四名。", ["rank", "difference"]),
        ("油菜亩产142公斤、总产900吨。", ["per", "level"]),
        ("各场馆共接待公众11万人次。", ["level"]),
        ("空气质量优良天数341天。", ["level"]),
        ("项目实施期2年。", ["duration"]),
        ("连续两个季度排名末位。", ["duration"]),
        ("万元工业增加值用水量61立方米。", ["per"]),
        ("供水人口由8万人增加到13万人。", ["level", "level"]),
        ("每个网点覆盖500户，配备专业技工不少于2人。", ["per", "per"]),
        ("项目建成后年产沼气90万立方米。", ["per"]),
        ("年产值90亿元。", ["level"]),
        ("次均费用不足50元的17家，50～100元的42家。", ["per", "level", "per", "level"]),
        ("新建小区按每百户不少于25平方米配建养老用房。", ["per"]),
    ],
)
def test_each_kind_of_figure_is_told_by_its_words(words: str, aspects: list[str]) -> None:
    assert told("fact", words, "aspect")[-len(aspects) :] == aspects


@pytest.mark.parametrize(
    ("words", "aspects"),
    [
        ("每篇记1分，最多记4.5分。", ["per", "level"]),
        ("完成率每低10个百分点扣0.5分。", ["difference", "level"]),
        ("单个项目补助最高30万元。", ["per"]),
        ("得分排名后两位或低于70分的单位。", ["rank", "level"]),
        ("已获奖企业两届之内不再参评。", ["duration"]),
        ("建筑面积超过5万平方米的新建小区。", ["level"]),
        ("一年内累计停止开放超过90天的。", ["duration"]),
        ("志愿者每年服务不少于10小时。", ["per"]),
    ],
)
def test_rules_speak_of_points_and_limits(words: str, aspects: list[str]) -> None:
    assert told("norm", words, "aspect")[-len(aspects) :] == aspects
