"""Decide what kind of figure an amount is: a level, an increase, a share, a rank … (gold/GUIDE.md, "Aspect")."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.model import Aspect
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_branches, trie_pattern

PERIODS = (
    r"(?:个|一|两|二|三|四|五|\d)*"
    r"(?:年度|年|季度|季|月|周|星期|天|日|半年|半月|学期|学年|旬|届|(?<=\d)(?:个?小时|分钟))"
)
# Words of measure and quantity may come between a verb of change and its figure.
_TAIL = 24  # code points at the end of the words on the left
_BOUND_TAIL = re.compile(
    r"(?:不低于|不少于|不超过|不高于|不得低于|不得少于|不得超过|不小于|不大于|低于|高于|"
    r"少于|超过|突破|至少|最多|最高|最低|约|近|超|逾|过|各|均|分别|在|了|的|幅度|只|仅|"
    r"力争|确保|再|又|高达|达|为|率为|率达|率|、|和|\s){1,9}$"
)
# The last characters of bound words and of change words; a clause that ends otherwise is not searched.
_BOUND_ENDS = frozenset("破于过少多高低约近超逾各均别在了的度只仅争保再又达为率、和")
_CHANGED_ENDS = frozenset("加长少大减高收产增降低约短缩升核简省调")
# Every word of change or comparison has one of these; a text without them is not searched.
_MAY_CHANGE = re.compile(
    "[增加减少下降提高升回缩压调节约涨跌上净精简核削微反递滑负萎攀扩多低出差落领滞前后快慢短延长省速收跃晋进退]"
)
_EACH_PERIOD = re.compile(
    rf"每{PERIODS}|一年(?:内)?(?:至少|最多|不)|(?:一|两|三)年(?:召开|举办|开展|组织|评选|评审)?$|(?<![上下期满近过])半年(?:至少|不少于)?$"
)
_COMPARED = lazy_pattern(r"[比较][^，,；;。]{1,24}$")
_BY_MORE = re.compile(
    r"(?:(?:高出|多出|超出|低出)(?![^，,；;]{0,99}的约?$)|(?<!不)(?:高于|低于)(?=[^，,；;]{0,8}(?:平均|水平|均值|上年|同期|周边|全[省市国县])))"
    r"[^，,；;。：:\d]{0,12}$"
)
_MOVED = lazy_pattern(r"(?:前移|后移|上升|提升|下降|进位|跃升|下滑|提高|退后|后退|晋升|进)了?$")

_NEW = re.compile(
    r"(?<![更创革翻全最维刷重从])新(?:[增建培认引签入发开设成组选登注创办招聘添购投布立申授备获评落吸孵命批铺植"
    r"造栽扩修打上列转晋纳配装录征拓育编](?<!新开(?=工))(?<!新签(?=约))|改[建造](?!扩))|净增|净减|增[设建补配派聘添]|再[添建增]|又[添建增]|扩招"
)
_MAY_ADD = re.compile("[新增净扩添再又]")
_NEW_MONEY = lazy_pattern(r"新增|净增|新签|新引进")
# Verbs of change with their object before the figure: 减少化肥用量5%, 增加床位200张.
_CHANGED_THING = re.compile(
    r"(?<![有率])(?:增加|减少|降低|压减|压缩|削减|核减|下调|上调|净增|精简)"
    r"(?![值到至大]|了?[^，,；;]?$)[^，,；;。：:占达率为比到至\d]{2,10}$"
)
_BY_RATE = re.compile(r"的(?:幅度|速度|比例|速率)(?:逐年)?(?:递增|递减|增长|增加|下降|减少|提高)")
# A change given by a noun: 居民消费价格涨幅稳定在3%.
_PACE = lazy_pattern(r"(?<!自然)(?:增速|增幅|增长率|增长速度|[降减涨跌]幅|年均增长|平均增长)[^，,；;。\d占]{0,8}$")
_YEARLY = lazy_pattern(r"每(?:天|日|年|季度?|月|周)|年(?:度)?[^，,\d]{0,6}(?:天数|时间|时长)|一年(?!内)|全年")
_RANKED = lazy_pattern(r"(?:第|居|列|前|后|排名|位次|名次)[^，,；;。]{0,6}$")
_PER_AFTER = re.compile(r"\s*(?:[/／]|每|一[个人户亩家名篇项次场](?!以上))")
# 各 before the recipients: 各单位报1名. Classes (各级, 各类) and summed things (各场馆共) divide nothing.
_EACH = lazy_pattern(r"各(?![自类项级地种界行业方族式有大])[^，,、各共\d]{0,16}$")
_BY_DAY = lazy_pattern(r"[于在]?(?:\d{1,2}月(?:\d{1,2}日|[底末]|[上中下]旬)?(?:之?前|以前)|年[底末]前|年内)")
_BRACKET = lazy_pattern(r"[（(][^（）()]{0,8}[）)]")
_EACH_SAID = lazy_pattern(r"[每各均单]|/|／")
_ONCE_ONLY = lazy_pattern(r"^对|一次性")
_FOR_ONE = lazy_pattern(r"(?:^|[，,；;。])每[名个家位户所][^，,；;。]{0,30}[，,]$")
_GOES_ON = lazy_pattern(
    r"^(?:并|且|还|再)?(?:至少|最少|不少于)|^全年[^，,；;。\d]{1,10}$|^(?:并|且|还)(?:应|须|要)?|^(?:配备|配齐|选配|聘[请用]|安排)[^，,；;。]"
)
_ALLOWED_MORE = lazy_pattern(r"可(?:以)?(?:再|另)?(?:增报|多报|加报|另报|增荐|另荐|加荐)")
# A mean, or so many per thousand people, that defines a class.
_MEAN_OF = lazy_pattern(r"[人户亩村次篇件场床师生班校企社]均|每(?:百|千|万)(?:名|人|户)")
_PLACES = ("位", "名", "位次", "名次", "大", None)
_YIELD = lazy_pattern(r"^(?:共|累计)?(?:参会|参与|参加|培训|交流|惠及|受益|服务|接待|覆盖|吸引|发放)")
_SINGLE = re.compile(
    r"(?:(?<![简名清订账菜保])单(?:个|一)?(?:[张个户家项人篇件场馆点村校企所株次笔台套亩班站] ?|"
    r"(?:项目|企业|产品|店|机|体|期|批))|同一(?:个)?(?:企业|单位|项目|个人|申[报请]|主体|"
    r"作者|法人|产品)|平均(?!水平|增[幅速长]|年龄|每|得?分|[间车]?距|海拔|气温|温度|寿命|利率|费率|降水|坡度|深度|高度|浓度|误差|工期)|逐[户人村家])"
)
_MAY_BE_SINGLE = re.compile("[单同均逐]")
# A wider subject ends what was said of each: 每个乡镇1个、全县|20个.
_WIDER = re.compile(r"全[省市县区州镇乡]|合计|总计|总[数产量值额]")
_CAP = lazy_pattern(r"(?:最多|最高|封顶|累计|总共|合计|加分)[^，,；;\d]{0,8}$")
# A whole that the figure is compared with instead of dividing it.
_AGAINST = re.compile(
    r"(?:是|为|相当于|只有|仅有|仅为|仅|约为|达到?|不足|接近|不到|还不到|不及|占)[^，,；;。占由从]{0,14}(?:平均|"
    r"水平|均值|邻|上年|上一年|去年|同期|往年|前年|年前|[前后]者|当年|同类|周边|兄弟|对方|先进|发达|沿海|人家|标杆|"
    r"过去|原来|目标值|非会员|普通)[^，,；;。]{0,10}的约?$"
    r"|不足的约?$|^、的$|[与同和][^，,；;。]{2,16}之比(?:约?为|达到?|是)?$"
)
_GIVEN = lazy_pattern(r"(?:每|一)[^，,；;。\d]{0,10}(?:[减扣加记得奖补罚]|计)[^，,；;。\d]{0,2}$")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    lists = load_lexicon_table("aspects")["aspect"]
    return {
        "growth": re.compile(f"(?:{trie_pattern(lists['growth'])})$"),
        "changed": re.compile(
            r"(?:增加|增长|减少|扩大|缩减|提高|压减|增收|增产|净增|净减|降低|下降|节约|缩短|压缩|"
            r"上升|核减|精简|削减|节省|下调|上调)$"
        ),
        "difference": re.compile(f"(?<!减)(?:{trie_pattern(lists['difference'])})出?$"),
        "per": re.compile(
            trie_branches(lists["per"])
            + "".join(f"|{head}(?<![\\d十百几数余多]{head})" for head in lists["heads"])
            + r"|年(?<!\d年)(?:(?<![全去今当往近前]年)产(?![值量业能出])"
            + rf"|(?<!全年)(?:{trie_pattern(lists['yearly'])})(?![额量值]))"
            + r"|日(?<![今当每即近末某次首生工作节假烈旬抗]日)[一-鿿]{1,4}(?:量|数)"
        ),
    }


@cache
def _units() -> tuple[frozenset[str], frozenset[str]]:
    lists = load_lexicon_table("aspects")["aspect"]
    return frozenset(lists["duration_units"]), frozenset(lists["act_units"])


def classify_aspect(
    place: AmountPlace,
    previous: Aspect | None,
    carried: bool,
    breakdown: bool = False,
    governed: bool = False,
    previous_act: bool = False,
) -> tuple[Aspect, str]:
    """Return the aspect of an amount and the name of the rule that decided.

    Args:
        place: the amount in its clause.
        previous: the aspect of the amount before it in the sentence, if relevant.
        carried: an "each" of an earlier clause still applies.
        breakdown: it divides the amount before it (其中).
        governed: the clause before names the recipient, without a figure (每改一座，…).
        previous_act: the figure before it in the sentence counts acts per period (每年举办900场，参会…).
    """
    amount, left = place.amount, place.left
    unit = amount.unit
    durations, acts = _units()
    words = _words()
    if unit == "百分点":
        return "difference", "percentage-points"
    if (
        (place.follows or left in ("、的", "和的"))
        and left[-1:] not in ("至", "到")
        and previous is not None
        and unit not in durations
        and (previous != "rank" or unit in _PLACES)
    ):
        return previous, "list"
    if amount.form == "ratio" or (unit is None and amount.form == "doubling"):
        return "ratio", "ratio"
    changes = _MAY_CHANGE.search(left, len(left) - _TAIL) is not None  # below 0 it is 0
    bare, rising = left, False
    if changes:
        if left[-1] in _BOUND_ENDS or left[-1].isspace():
            bare = left[:-_TAIL] + _BOUND_TAIL.sub("", left[-_TAIL:])
        end = bare[-_TAIL:]  # enough for every pattern that ends with the words
        rising = (end[-1:] in _CHANGED_ENDS and bool(words["changed"].search(end))) or bool(_CHANGED_THING.search(end))
    if unit == "倍":
        return ("growth", "times-more") if rising else ("ratio", "times")
    if unit in ("%", "‰"):
        return _in_hundredths(place, bare, rising, changes)
    places = unit in ("位", "位次", "名次") or place.right.startswith(("位次", "名次"))
    if (places or (unit == "名" and previous == "rank")) and _MOVED.search(bare[-6:]):
        return "difference", "places-moved"
    if unit in ("位", "名", "大", None) and (
        place.quote[0] in "前后" or place.before.endswith("第") or (unit == "位" and _RANKED.search(place.before[-10:]))
    ):
        return "rank", "rank"
    if unit in durations and words["difference"].search(bare[-6:]) and _COMPARED.search(place.before):
        return "difference", "compared"
    if unit in durations and rising:
        return "increase", "changed-by"
    if unit in durations or (unit == "届" and ("任" in place.before or amount.bound == "le")):
        return _in_time(place, bare)
    if unit == "位" and words["difference"].search(bare[-6:]):
        return "difference", "places-moved"
    if changes:
        compared = words["difference"].search(bare[-6:]) and _COMPARED.search(place.before)
        if compared or _BY_MORE.search(bare[-_TAIL:]):
            return "difference", "compared"
    if place.left.endswith("一式"):
        carried = governed = False
    if (carried or governed) and unit == "元" and _ONCE_ONLY.search(left):
        carried = governed = False
    reach = left if ("全" in left or "总" in left or "合" in left) and _WIDER.search(left) else place.before
    if (left[:1] == "的" or (place.right[:1] == "的" and amount.bound != "eq")) and _SINGLE.search(reach):
        reach = ""  # 单项节约百万元以上的|4项: the single item defines the class
    if left[:1] == "的" and not _EACH_SAID.search(reach):
        reach = left  # 年销售收入2亿元以下的企业|5家: the class definition does not concern the count
    if left[:1] == "的" and _MEAN_OF.search(place.before):
        reach = ""  # 次均费用不足50元的|17家
    each = ("每" in reach or "年" in reach) and _EACH_PERIOD.search(reach)
    per = (
        words["per"].search(reach)
        or _PER_AFTER.match(place.right)
        or (_MAY_BE_SINGLE.search(reach) and _SINGLE.search(reach))
    )
    if per and place.right[:1] == "的" and amount.bound != "eq" and not _EACH_SAID.search(reach):
        per = None  # 年销售收入2亿元以上的企业: annual sales define the class
    if amount.value < 0 and unit != "分":
        return "increase", "fall"
    if rising and unit != "分" and not (per and bare.endswith(("增收", "增产", "节约"))):
        return "increase", "changed-by"
    if breakdown and previous == "increase":
        return "increase", "part-of-increase"
    if _is_new(place, previous):
        return "increase", "new"
    if unit in acts and "连续" in left:
        return "level", "acts-in-a-row"
    if unit in acts and amount.value < 1000 and (each or (carried and not per)):
        return "frequency", "acts-each-period"
    if unit == "分":
        return _in_points(place)
    to_each = "各" in left and bool(_EACH.search(_BY_DAY.sub("", _BRACKET.sub("", left))))
    if per or each or to_each or (("报" in left or "荐" in left) and _ALLOWED_MORE.search(left)):
        return "per", "each"
    if "每" in place.earlier and _GOES_ON.match(left) and _FOR_ONE.search(place.earlier):
        return "per", "each-goes-on"
    if previous_act and _YIELD.match(left):
        return "per", "yield-each-period"
    if carried or governed or (breakdown and previous == "per"):
        return "per", "each-carried"
    return "level", "level"


def _in_hundredths(place: AmountPlace, bare: str, rising: bool, changes: bool) -> tuple[Aspect, str]:
    """Classify a percentage or a fraction: a difference, a growth, a ratio of two figures, or a share."""
    words = _words()
    if place.quote.endswith("折"):
        return "ratio", "discount"
    if changes:
        grows = words["growth"].search(bare[-6:])
        if _BY_MORE.search(bare[-_TAIL:]):
            return "difference", "compared"
        if not grows and words["difference"].search(bare[-6:]) and _COMPARED.search(bare):
            return "difference", "compared"
        rising = rising or bool(grows)
    if rising or _BY_RATE.match(place.right) or _PACE.search(place.left):
        return "growth", "change-in-percent"
    if _AGAINST.search(place.left):
        return "ratio", "part-of-another"
    return "share", "percent"


def _in_time(place: AmountPlace, bare: str) -> tuple[Aspect, str]:
    """Classify a duration: days counted (优良天数), time spent in each period, or a duration proper."""
    unit = place.amount.unit
    if bare.endswith("天数"):
        return "level", "days-counted"
    if unit in ("天", "日", "个月", "月", "小时", "分钟", "学时") and _YEARLY.search(place.before):
        return "per", "time-each-period"
    return "duration", "duration"


def _in_points(place: AmountPlace) -> tuple[Aspect, str]:
    """Classify points of a rule: so many for each (每篇记1分, 迟报一次减0.5分), or a level."""
    if _CAP.search(place.left):
        return "level", "points"
    if _SINGLE.search(place.before):
        return "per", "each"
    if _GIVEN.search(place.left) or "每" in place.left:
        return "per", "points-each"
    return "level", "points"


def _is_new(place: AmountPlace, previous: Aspect | None) -> bool:
    """Check whether something is added to the existing: 新建|3所, 新建加速器4个、厂房|60万平方米."""
    left, unit = place.left, place.amount.unit
    if unit == "岁" or (place.right.startswith("的") and place.amount.bound in ("ge", "gt", "le", "lt")):
        return False
    found = _NEW.search(left) if _MAY_ADD.search(left) else None
    if found:
        if left.find("每", found.end()) >= 0:
            return False  # 新建小区按每百户|25平方米|配建
        return unit != "元" or bool(_NEW_MONEY.search(left))
    return not place.first and previous == "increase" and left[:1] in "、和及" and bool(_NEW.search(place.before))
