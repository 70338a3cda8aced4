"""Read the signs beside a figure: the kind of change, the level of government, last year, about or more."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

Flow = Literal["new", "net", "stock", "change"]
Hedge = Literal["more", "less", "about"]

_ORDER = "国省市县乡村"
_NARROW = str.maketrans("０１２３４５６７８９．", "0123456789.")
_NAMES = {"国家": "国", "国务院": "国", "中央": "国", "全国": "国", "国": "国", "乡镇": "乡", "镇": "乡", "区": "县"}
_LEVEL = re.compile(
    r"(国家|省|市|县|区|乡镇|乡|镇)级(?:(?:及|及其)?以上)?|(国务院|中央)|(国家|省)(?:及以上)?(?=重点|工程|企业技术|技术|级)"
    r"|([省市县])(?:政府|委|赛|厅)(?!会)|(全国)赛|(国)赛"
)
_FLOWS: tuple[tuple[Flow, str], ...] = (
    (
        "change",
        r"[比较](?:上年|去年|上一年|年初|上月|同期|上年度|上年同期|上年底|去年底|年初)[^，,；;。]{0,12}[增减多少高低]",
    ),
    ("stock", r"增至|减至|(?:增加|减少|提高|提升|上升|扩大|下降|降低)[到至]|升至|降至|发展[到至]"),
    ("change", r"(?:提高|提升|增加|增长|下降|减少|降低|压减|缩短|扩大)了?$"),
    ("net", r"净增"),
    (
        "new",
        r"(?<![高创更最革翻重])新(?:增|建|认定|培育|命名|签|获|开工|招|设|创|引|成立|评|选|申报|注册|登记|入库|上|发展|聘|添|办|改"
        r"|扩|组|挂牌|投)|当年|扩建",
    ),
    (
        "stock",
        r"总数|总量|累计[达建有]|有效期内|有效(?:高|发明|专利|期)|年末|期末|存量|拥有|现有|共有|[保在]有量|总规模|在册",
    ),
)
_PATTERNS = tuple((flow, re.compile(words)) for flow, words in _FLOWS)
_REACHES = ("突破", "达到", "达", "到")
_PAST = re.compile(
    r"[比较](?:上年|去年|(?:19|20)\d\d年)(?:同期|末|底)?的$"
    r"|(?:[由从](?:年初|上年|去年|20\d\d年)[^，,；;。、]{0,6}$)"
    r"|(?<![比较])(?:上年|去年|上一年|同期|前年|往年|历年|以前年度|上届|年初|(?<!\d)(?:19|20)\d\d年(?:末|底|度)?)[^，,；;。、]{0,8}$"
)
_FROM = re.compile(r"[由从][^，,；;。]{0,8}$")
_RISES = re.compile(r"[增减升降提上下压扩缩]")
_BATCH = re.compile(r"第[一二三四五六][期批轮次届季]|首批")
_TOGETHER = re.compile(r"(?:[、和及与]|等)[^，,；;。]{0,10}(?:合计|共计|总计)$")
_MEAN = re.compile(
    r"(?:低于|高于|少于|多于|超过|差|比)[^，,；;。]{0,6}(?:目标|计划|任务)|^(?:年度|全年)?(?:目标|计划|任务)[数值量]?$|(?:全国|全省|全市|全县|全区|全州)[^，,；;。]{0,6}平均|平均水平"
)
_NEIGHBOUR = re.compile(
    r"(?:邻近|相邻|周边|兄弟|毗邻|友邻)的?([^，,；;。]{0,4}?[省市县区州镇])|([一-鿿]{2,3}[省市县区州])(?:为|是|最高|最低|达到|达|新增)$"
)
_EACH = re.compile(r"每(?:个|名|位|家|户|所|镇|乡|村|人|县)(?!月|季|工作日)|各(?:乡|镇|县|村|市|区|单位|学会)|[均都]")
_ACTS = re.compile(
    r"建[立设成]|组建|发展(?:党员|会员|用户)|创建|培育|引进|签订|举办|开展|完成|培训|推广|解决|发放|(?<![高创更最革翻重])新|选派|评选|表彰|招|辅导|组织|认定|选树|命名|转化|改造|推荐"
    r"|走访|慰问"
)
_PART = re.compile(r"其中|[^，,]{0,3}占")
_MORE = re.compile(r"余|多(?!少)|超|突破|逾|以上|[^\d]几")
_LESS = re.compile(r"(?<![附最临邻靠将远])近|不足|不到|接近|逼近")
_ABOUT = re.compile(r"约|左右|上下|大约|大致")
_OFTEN = re.compile(r"每(年|半年|季度?|个?月|周|星期|旬|日|天)")
_A_YEAR = {
    "年": 1,
    "半年": 2,
    "季": 4,
    "季度": 4,
    "月": 12,
    "个月": 12,
    "周": 52,
    "星期": 52,
    "旬": 36,
    "日": 365,
    "天": 365,
}
_SIZE = re.compile(r"([\d.]{0,20})([一二两三四五六七八九十百千万亿]{1,20})(?:元|美元)?(?:及)?(以[上下])")
_AMOUNT = re.compile(r"([\d.]{0,20})([一二两三四五六七八九十百千万亿]{1,20})(?:元|美元)")
_OWN, _ALL_OF = (
    re.compile(r"[一-鿿]{2,5}?(省|市|县|区|镇|乡)"),
    re.compile(
        r"^全(?:([国省市县])(?=共|累计|新|举办|开展|组织|召开|完成|建|实现|达|有|登记|认定|发展|培训|引进|签|选派|评选|发放|投入|$)"
        r"|([省市])(?!最美|优秀|先进|首|性|重点|示范|文明|十佳|道德|劳动模范|五一|级|科普日|科技活动周))"
    ),
)
_CHINESE_SIZE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8} | {
    word: number for number, word in enumerate("一二三四五六七八九", 1)
}
_ATTENDS, _HOLDS = re.compile(r"参加|参与|出席|观摩"), re.compile(r"举办|主办|承办|召开|开展|组织")
_BROUGHT = re.compile(r"进(?:校园|社区|农村|乡村|企业|机关|军营|商圈|景区|家庭|网络|工地|车间|课堂)")
_DONE = re.compile(
    r"超额(?:完成)?$|^(?:任务|计划|目标|年度)?完成(?:率|比例|进度)$|(?:任务|目标|计划|指标|预算)(?:任务|目标)?(?:数|量|投资)?的?$"
)
_MAKES = re.compile(r"建[成设]|新建|发布|制定|修订|出台|编制")
_NOT = re.compile(r"[不未非](合格|满意|达标|良|及格|整改|办结|完成|验收|覆盖|签约|就业|参保|换届|规范|文明)")
_MEANS = ("人均", "户均", "亩均", "每万", "每千", "每百", "每亩", "每十万")


def classify_flow(left: str, quote: str, increase: bool, difference: bool) -> Flow | None:
    """Classify a figure as newly added, net, total or a change; None if nothing says so.

    Args:
        left: the words before it in its clause.
        quote: the figure as printed.
        increase: whether the reader takes it for an addition.
        difference: whether the reader takes it for a difference.
    """
    if difference:
        return "change"
    for kind, words in _PATTERNS:
        if words.search(left):
            return kind
    if increase and not left.endswith(_REACHES) and not quote.startswith("突破"):
        return "new"
    return None


def government_levels(words: str) -> frozenset[str]:
    """Return the levels of government that words name: 市级以上 → 国 省 市; empty if they name none."""
    out: set[str] = set()
    for hit in _LEVEL.finditer(words):
        name = next(group for group in hit.groups() if group)
        level = _NAMES.get(name, name)
        out.update(_ORDER[: _ORDER.index(level) + 1] if hit[0].endswith("以上") else level)
    return frozenset(out)


def last_levels(before: str) -> frozenset[str]:
    """Return the levels named last in a passage."""
    starts = [hit.start() for hit in _LEVEL.finditer(before)]
    return government_levels(before[starts[-1] :]) if starts else frozenset()


def classify_hedge(quote: str, left: str) -> Hedge | None:
    """Classify 余 多 超 突破 (a little more), 近 不足 (less), 约 左右 (about) at a figure."""
    if _LESS.search(left[-2:] + quote):
        return "less"
    if _ABOUT.search(quote) or left.endswith("约"):
        return "about"
    return "more" if _MORE.search(quote) or left.endswith(("超过", "突破", "超", "逾")) else None


def yearly_frequency(left: str) -> int | None:
    """Return how many times a year a figure for each month, quarter or week applies."""
    hit = _OFTEN.search(left)
    return _A_YEAR[hit[1]] if hit else None


def is_past_figure(left: str, right: str = "", year: int | None = None) -> bool:
    """Check whether a figure is last year's, or the start of a rise or fall (由120张减至93张).

    ``year`` is the paper's own: 2024年 in a report on 2024 is not past.
    """
    if year:
        left = left.replace(f"{year}年", "本年")
    return bool(_PAST.search(left)) or bool(_FROM.search(left) and (_RISES.match(right) or "中" in right))


def batch_label(left: str) -> str | None:
    """Return which batch of several a figure is (第一批, 首批, 第二期)."""
    hit = _BATCH.search(left)
    return hit[0] if hit else None


def is_joint_count(left: str) -> bool:
    """Check whether several things are counted together (农村和社区合计)."""
    return bool(_TOGETHER.search(left))


def mean_of_all(own: str) -> str | None:
    """Return the words that make a figure the mean of a wider area (全省平均水平)."""
    hit = _MEAN.search(own)
    return hit[0] if hit else None


def wider_area_words(left: str, own: str) -> str | None:
    """Return the words that put a figure in a wider area than the paper's own: 全市 in a county's report."""
    place, hit = _OWN.match(own), _ALL_OF.search(left)
    if not place or not hit:
        return None
    return hit[0] if _ORDER.index(hit[1] or hit[2]) < _ORDER.index(_NAMES.get(place[1], place[1])) else None


def own_area(name: str) -> str | None:
    """Return the area of an office by its name: 青石市 of 青石市科学技术协会."""
    hit = _OWN.match(name)
    return hit[0] if hit else None


def whole_area_name(left: str) -> str | None:
    """Return the whole area that a figure refers to (全市)."""
    hit = _ALL_OF.search(left)
    return hit[0] if hit else None


def is_total_figure(left: str) -> bool:
    """Check whether a figure is the total to reach (达到90家)."""
    return left.endswith(_REACHES)


def neighbour_place(left: str) -> str | None:
    """Return another place that a figure refers to (邻近的泉口县为)."""
    hit = _NEIGHBOUR.search(left)
    return (hit[1] or hit[2]) if hit else None


def is_figure_per_doer(own: str) -> bool:
    """Check whether each of a class of doers owes or did the figure (每名技术员, 各乡镇)."""
    return bool(_EACH.search(own))


def is_act_count(left: str) -> bool:
    """Check whether a figure counts something done instead of something that exists."""
    return bool(_ACTS.search(left))


def without_acts(left: str) -> str:
    """Remove the words for acts and levels: what remains is the whole of a part, not how the part came about."""
    return _LEVEL.sub("，", _ACTS.sub("，", left))


def is_creation_count(left: str) -> bool:
    """Check whether a figure counts things that will exist in the end: 新建, 发布, 制定."""
    return bool(_MAKES.search(left))


def reversed_(asked: str, said: str) -> bool:
    """Check whether one of two figures is the reverse of the other (不满意率 and 满意率)."""
    return any(
        hit[1] in other and hit[0] not in other
        for words, other in ((asked, said), (said, asked))
        for hit in _NOT.finditer(words)
    )


def is_part_of_previous(left: str) -> bool:
    """Check whether a figure is introduced as a part of the one before it (其中)."""
    return bool(_PART.match(left.lstrip("，, ")))


def size_class(left: str) -> str | None:
    """Return the size class of a count, in any spelling: 亿元以上, 10000万元以上 → 100000000以上."""
    hit = _SIZE.search(left.translate(_NARROW))
    return f"{_sized(hit[1], hit[2])}{hit[3]}" if hit else None


def _sized(digits: str, words: str) -> Fraction:
    """Return the amount of a size class: 1.5, 亿 → 150000000; 百万 → 1000000."""
    digits = digits.strip(".")
    whole, part = Fraction(0), Fraction(digits) if digits and digits.count(".") < 2 else Fraction(0)
    for word in words:
        size = _CHINESE_SIZE.get(word, 2)  # 两
        if size < 10:
            part = Fraction(size)
        elif size < 10**4:
            part = (part or Fraction(1)) * size
        else:
            whole, part = (whole + (part or Fraction(0 if whole else 1))) * size, Fraction(0)
    return whole + part


def amounts_in_text(text: str) -> frozenset[str]:
    """Return the amounts that a text names, as ``size_class`` writes them: 超过20万元 → 200000."""
    return frozenset(str(_sized(hit[1], hit[2])) for hit in _AMOUNT.finditer(text.translate(_NARROW)))


def is_attendance_only(left: str, said: str) -> bool:
    """Check whether a figure counts events attended where events held are asked for."""
    return bool(_ATTENDS.search(left)) and bool(_HOLDS.search(said)) and not _ATTENDS.search(said)


def outreach_venue(left: str) -> str | None:
    """Return the venue of acts that are a part of all such acts (进校园)."""
    hit = _BROUGHT.search(left)
    return hit[0] if hit else None


def names_size(words: str) -> bool:
    """Check whether words are only a size class."""
    return bool(_SIZE.fullmatch(words.removeprefix("投资").removeprefix("产值")))


def is_task_completion_share(left: str) -> bool:
    """Check whether a percentage is the completed share of a task (完成年度任务的)."""
    return bool(_DONE.search(left))


def is_mean_figure(words: str) -> bool:
    """Check whether a figure is a mean for each of something (人均, 每万人)."""
    return any(word in words for word in _MEANS)
