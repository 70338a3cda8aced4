"""Decide whether a figure is a target, a result, a permanent rule, or only selects something."""

from __future__ import annotations

import re

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.model import Aspect, QuantityRole, StatementRole
from luoshi.reading.words import lazy_pattern

_BASE: dict[StatementRole, QuantityRole] = {"task": "target", "fact": "actual", "norm": "norm", "context": "other"}
# 计划 and 拟 forecast only as verbs (计划投资, 拟建), not in a name (863计划课题) nor in 占计划的.
_FORECAST = re.compile(
    r"预计|预期|有望|预测|明年|来年|计划(?=总?投资|用地|新|建成?|完成|实施|招|引进|培训|安排|举办|开展|组织|于|到|"
    r"在|[、，,\d]|$)(?<!占计划)(?<!按计划)|拟(?=投资|建|新|于|在|用|申报|引进|安排|投入|"
    r"招|$)"
)
_RULE = re.compile(
    r"按规定|按要求|规定|按每|按[^，,]{0,14}(?:标准|比例)|按照|按[^，,；;。]{1,12}的$|每[^，,；;。]{1,8}(?:奖"
    r"励|补助|补贴|资助)标准"
)
_EXISTING = re.compile(
    r"[比较](?:去年|上年|(?:20|19)\d\d年)[^，,；;。\d]{0,8}的$|依托[^新建设立开办，,]{0,10}$|现有|已有|已建成|原有|目前|去年(?<![比较]去年)(?!同)|"
    r"上年(?<![比较]上年)(?!同)|上一年(?<![比较]上一年)(?!同)|已下达|已拨付|已安排|已到位|已完成|下达[^，,；;。]{0,8}(?:资金|"
    r"经费|补助|补贴)[^，,；;。]{0,3}$"
)
_FROM = lazy_pattern(r"(?:由|从|较|比)[^，,；;。]{0,20}$")
_SINCE = re.compile(r"(?:由|从)(?:目前|原来|原有|现在|现有|上年|去年|上届)[^，,；;。]{0,8}$")
_TO = re.compile(
    r"^(?:左右|以上)?(?:再)?(?:大幅|逐步|稳步|进一步)?(?:提高|增加|扩大|上升|增长|发展|"
    r"提升|拓展|拓宽|放宽|降低|下降|降|提|扩|缩|压|拉长|调|减少|压减|压缩|精简|缩减|缩小|缩短|收窄|增|升|减|调整|恢复|跃升|"
    r"攀升|跃居|下调|上调|延长|翻)(?:到|至|为)"
)
_CAP = re.compile(
    r"单[一-鿿].{0,12}(?:控制|不超过|不小于|不低于|不高于|不大于|限)"
    r"|每[^，,；;。\d]{1,12}(?:给予|补助|补贴|奖励|资助|奖补|测定|分析|检测|面积)|(?:每|"
    r"一)[家个项人户篇亩名].{0,8}(?:给予|补助|补贴|奖励|资助|奖补)"
    r"|每人(?:分别)?(?:奖励|补助)|按(?:照)?[^，,；;。\d每]{0,8}每(?![年月季])"
    r"|每[个份][\u4e00-\u9fff]{0,2}(?:样品?|样本|样点|样方|标本|试样)"
)
_ADDRESSED = re.compile(
    r"[^，,；;。\d]{2,10}?(?:须|均应|均须|应当|必须|全部免费|由[^，,]{2,14}(?:组织|负责))"
    r"|[^，,；;。\d]{2,24}的(?:要|应|力争)?(?:不少于|至少|不低于|达到?|超过)\s?[\d一二两三四五六七八九十]"
)
_AIM = r"(?!比例|比重|标准|目标|要求|幅度|速度|任务|水平|份额|占|规模|价格|资金|经费|投资|补助|奖励|办公|场地|面积)"
_CLASS = re.compile(rf"^[）)”]?(?:的|及以上|以上)?的{_AIM}|^的$|^的占|^(?:规模)?企业$")
_CLASS_OF_MONEY = lazy_pattern(
    r"^(?:重[点大]|工业|在建|新开工|产业|种植|养殖|规模)*(?:项目|企业|大户|合作社|家庭农场|"
    r"基地|园区|工程|订单|农户|单品|技改|税源)(?!资金|经费|补助)"
)
# An earlier total that is only taken up again: 34个|项目…; 对182个|项目….
_TAKEN_UP = lazy_pattern(r"^(?:[^，,；;。\d]{0,6}|.{0,20}[对将])$")
# Verbs before a bound that say what must exist: 组成不少于5人的|小组.
_PROVIDED = lazy_pattern(
    r"(?:组成|配建|配备|配置|提供|建设|建有|建立|设立|设置|建成|具备|具有|须有|应有|[^占没只所享持]有|"
    r"拥有|开展|举办|组织|缴纳|投入|成立|发放|给予|享受|核发|支付)$"
)
_RATE_OF = lazy_pattern(r"[率占比重度额]|[于过到足]$")
_SIZES = frozenset({"元", "亩", "平方米", "岁", "年", "吨"})
_SOME = lazy_pattern(
    r"[\d一二两三四五六七八九十](?:[个家座户名人所村][\u4e00-\u9fff（）()]{1,16}|[件项份篇笔宗]|成的[\u4e00-\u9fff]{2,16})$"
)
# 每引进1名给予|2万元|引才奖励.
_GIVES = re.compile(r"给予$")
_AS_GRANT = lazy_pattern(r"[^，,；;。\d]{0,8}(?:奖励|补助|补贴|资助|奖补|支持|补偿|奖金)")
_JOINS = frozenset("、和及")
_LIMITS = frozenset({"ge", "gt", "le", "lt"})
_FINE = frozenset({"厘米", "毫米", "公分", "克", "毫克"})  # units of specifications
_EACH_ONE = lazy_pattern(r"单[个户馆家项人张体店点村所座块件]")
_WORTH = lazy_pattern(r"总投资(?:额)?(?:约|近|超|逾)?$")
# From one number to another, with any verb: 由|43本|并成15本以内.
_TO_ANY = lazy_pattern(r"[^，,；;。\d]{1,8}[到至为成](?:约|近)?$")
# An assigned task beside its result: 年度任务为改造管网|120公里|，实际完成131公里.
_LAID = lazy_pattern(
    r"(?:(?:年度|全年|今年|当年|总)(?:目标|计划)?(?:任务|目标|计划)|(?:年初|年度)(?:安排|确定))(?!的)(?:数?[为是])?[^，,；;。\d]{0,10}$"
)
# Items selected by their history: 对没有按期完成的|2件|实事，明确专人.
_THOSE = lazy_pattern(r"(?:[未没限已后慢缓]|^对)[^，,；;。\d]{0,12}的$")
# Those that a clause only points at, before others act on them: 对带回的|8条|问题，由县农牧局研究.
_POINTED_AT = lazy_pattern(
    r"(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．])?\s?对(?!每|各|接|口|照)[^，,；;。\d每各]{0,12}$"
)
_ONLY_NOUN = lazy_pattern(r"[一-龥“”]{0,5}$")
_ENVELOPE = lazy_pattern(r"(?:项目|工程)?(?:(?:概算|估算|预算|计划)?总投资额?|(?:概算|估算)投资)(?:约|近)?")
_ALL_THESE = lazy_pattern(
    r"(?:乡镇?|镇|街道|[县市]区?|区|村|社区|部门|单位|企业|学会|学校)(?:要|均|都|应|须|必须|全部|每)"
)
_THAT_BIG = lazy_pattern("的(?![，,；;。]|$)")
_HEADS = frozenset({"人", "户"})
_MEASURES = frozenset({"元", "%", "亩", "平方米", "公里", "吨"})
# A reward per item, or for meeting a condition, in any sentence: a permanent rule.
_REWARD = re.compile(r"(?:(?:每|对|的|一次性|分别|各)[^，,；;。\d]{0,12}|^)(?:奖励|补助|补贴|资助|奖补)$")
_ACHIEVED = lazy_pattern(r"完成|达到|超过|超额|占|实现")
_GRANT = lazy_pattern(r"单[个户项家张篇]|每[个户项家年人]|同一|奖励|补助|补贴|资助|贴息")
# A basis exists already: 在完成|20项|的基础上.
_BASIS = lazy_pattern(r"^[^，,；;。\d]{0,8}基础上")
_ALREADY = lazy_pattern(r"已经?[^，,；;。要须应将]{0,8}$")


def classify_quantity_role(
    statement: StatementRole, place: AmountPlace, kind: Aspect, repeated: bool = False
) -> QuantityRole:
    """Return the role of an amount in a statement of this role. Source: gold/GUIDE.md, "Role".

    Args:
        statement: the statement's role.
        place: the amount in its clause.
        kind: its aspect.
        repeated: the document gave the same total before.
    """
    amount = place.amount
    base = _BASE[statement]
    if amount.unit in ("岁", "周岁"):
        return "other"
    if kind == "duration" and base != "norm":
        if base != "actual" and place.left.rstrip().endswith("连续"):
            return "other"
        if amount.bound in _LIMITS and (base == "actual" or place.right.startswith("的")):
            return "other"  # 逾期三个月以上的: a condition is not a target
    if place.first and kind == "level":
        if base != "actual" and _ADDRESSED.match(place.tail):
            return "other"
        if base != "norm" and repeated and _TAKEN_UP.match(place.left):
            return "other"
    if base == "norm":
        return _in_rule(place, kind)
    if kind == "share" and "权重" in place.left + place.right[:3] and not starts_from(place):
        return "norm"  # 考核权重占2%
    if amount.unit == "分" and base == "target":
        return "norm"  # points occur only in scoring rules
    if amount.unit in ("元", "亩") and amount.bound in ("ge", "gt") and _CLASS_OF_MONEY.match(place.right):
        return "other"
    if kind in ("level", "per", "share") and _picks_out(place) and not _PROVIDED.search(place.left):
        if kind == "share" and not _RATE_OF.search(place.left):
            return base  # 九成以上的|企业: the share itself is reported
        if base != "target" or kind == "share" or amount.unit in _SIZES:
            return "other"
    if base == "target":
        if kind == "level" and _is_given(place):
            return "other"
        if starts_from(place):
            return "actual"
        if amount.unit == "元" and (
            _REWARD.search(place.left)
            or (amount.bound == "le" and _GRANT.search(place.before))
            or (_GIVES.search(place.left) and _AS_GRANT.match(place.right))
        ):
            return "norm"
        if place.quote.endswith("折"):
            return "norm"
        if place.left.endswith(("统一为", "规格为", "标准为")):
            return "norm"
        if amount.bound in _LIMITS and (amount.unit in _FINE or (kind == "per" and _EACH_ONE.search(place.before))):
            return "norm"
        if kind in ("per", "share") and _CAP.search(place.before):
            return "norm"
        left, tail = place.left, place.tail
        if (
            _EXISTING.search(left)
            or ("已" in left and _ALREADY.search(left))
            or ("基础上" in tail and _BASIS.match(tail))
        ):
            return "actual"
    elif base == "actual":
        if _LAID.search(place.left) and not _ACHIEVED.search(place.left):
            return "target"
        if amount.bound == "lt" and not place.first and place.left[:1] not in _JOINS and _SOME.search(place.before):
            return "other"  # 6座蓄水|不足五成|: the criterion by which the six were counted
        if kind not in ("difference", "ratio", "growth") and _RULE.search(place.left):
            return "norm"
        if amount.unit == "元" and place.right[:1] == "的" and _WORTH.search(place.left):
            return "other"  # 总投资1.3亿元的|加工厂: only selects
        if _FORECAST.search(place.before if place.left[:1] in _JOINS else place.left):
            return "target"
    elif base == "other" and (_FORECAST.search(place.before) or _FORECAST.search(place.earlier)):
        return "target"
    return base


def _in_rule(place: AmountPlace, kind: Aspect) -> QuantityRole:
    """Decide the role in a permanent rule: a condition or limit is a norm, a class threshold is not."""
    amount = place.amount
    stated = amount.unit == "元" and kind == "level" and amount.bound == "eq"
    if stated and place.after.startswith("其中"):
        return "other" if not re.search(r"每年|安排", place.before) else "norm"
    if kind not in ("level", "per", "duration", "share") or amount.unit in ("分", "次") or not _picks_out(place):
        return "norm"
    if kind == "share" and not _RATE_OF.search(place.left):
        return "norm"
    return "norm" if _PROVIDED.search(place.left) or place.right == "的" else "other"


def _picks_out(place: AmountPlace) -> bool:
    """Check whether a bound only selects things: 年销售额|上千万元|的农技协."""
    return place.amount.bound in ("ge", "gt", "le", "lt", "range") and bool(_CLASS.match(place.right))


def _is_given(place: AmountPlace) -> bool:
    """Check whether a figure in a task only counts its given objects or money."""
    amount = place.amount
    if amount.bound == "eq":
        if amount.unit == "元" and _ENVELOPE.fullmatch(place.left):
            return True
        if not place.first:
            return False
        if place.after and _ONLY_NOUN.match(place.tail) and _POINTED_AT.match(place.left):
            return True
        return bool(_ALL_THESE.match(place.right)) or (amount.unit not in _MEASURES and bool(_THOSE.search(place.left)))
    big = amount.unit in _HEADS and amount.bound in ("ge", "gt") and _THAT_BIG.match(place.right)
    return bool(big) and not _PROVIDED.search(place.left)


def starts_from(place: AmountPlace) -> bool:
    """Check whether an amount is the start of a change: 由|31%|提高到40%."""
    left = place.left
    if "由" not in left and "从" not in left and "较" not in left and "比" not in left:
        return False
    return (
        bool(_TO.match(place.right) and _FROM.search(left))
        or bool(_SINCE.search(left) and not place.right.startswith("的"))
        or bool(left[-1:] in "由从" and _TO_ANY.match(place.right))
    )
