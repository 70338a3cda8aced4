"""What kind of figure an amount is: a level, an increase, a share, a rank … (gold/GUIDE.md, "Aspect")."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.clauses import Place
from luoshi.reading.model import Aspect
from luoshi.reading.words import table, trie

PERIODS = r"(?:个|一|两|二|三|四|五|\d)*(?:年度|年|季度|季|月|周|星期|天|日|半年|半月|学期|学年|旬|届)"
# Words of measure and quantity that may stand between a verb of change and its figure.
_BOUND_TAIL = re.compile(
    r"(?:不低于|不少于|不超过|不高于|不得低于|不得少于|不得超过|不小于|不大于|低于|高于|少于|超过|突破|至少|最多|最高|最低|约|近|超|逾|过|各|均|分别|在|了|的|幅度|只|仅|力争|确保|再|又|高达|达|为|率为|率达|率|、|和|\s)+$"
)
_TO = re.compile(r"[到至]了?$")
_EACH_PERIOD = re.compile(rf"每{PERIODS}|一年(?:内)?(?:至少|最多|不)|半年[^，,]{{0,6}}$")
_COMPARED = re.compile(r"[比较][^，,；;。]{1,24}$")
_ABOVE = re.compile(r"(?:高出|超出|多出|低出|高于|低于)[^，,]{0,8}(?:平均|水平|市场价|价格|上年|同期|均值)$")
_CHANGE_BY = re.compile(r"(?:幅度?|速度?|率)[^\d]{0,4}$")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    lists = table("aspects")["aspect"]
    return {
        "growth": re.compile(f"(?:{trie(lists['growth'])})$"),
        "increase": re.compile(trie(lists["increase"])),
        "changed": re.compile(r"(?:增加|增长|减少|扩大|缩减|提高|压减|增收|增产|净增|净减|降低|下降|节约|缩短|压缩)$"),
        "difference": re.compile(f"(?:{trie(lists['difference'])})出?$"),
        "per": re.compile(trie(lists["per"])),
        "share": re.compile(trie(lists["share"])),
    }


@cache
def _units() -> tuple[frozenset[str], frozenset[str]]:
    lists = table("aspects")["aspect"]
    return frozenset(lists["duration_units"]), frozenset(lists["act_units"])


_NEW = re.compile(r"新[增建培认引签入发开设成组选登注创办招聘添购改投布立申授备获评落吸孵命批]|净增|净减|增[设建补配派聘]|扩招")
_NEW_MONEY = re.compile(r"新增|净增|新签|新引进")
_YEARLY = re.compile(r"每(?:年|季度?|月|周)|年(?:度)?[^，,\d]{0,6}(?:天数|时间|时长)|一年")
_RANKED = re.compile(r"(?:第|居|列|前|后|排名|位次|名次)[^，,；;。]{0,6}$")
_PER_AFTER = re.compile(r"\s*(?:[/／]|每|一[个人户亩家名篇项次场])")
_PER_SPLIT = re.compile(r"(?:分别|各)$")
_EACH = re.compile(r"各[^自类项级地种界行业方乡镇县市区村部门有关，,、]{0,8}[^，,]{0,4}$")
_OF = re.compile(r"(?:是|相当于|不足)[^，,；;。]{0,16}的约?$|^不足的$")


def aspect(place: Place, previous: Aspect | None, carried: bool, breakdown: bool = False) -> tuple[Aspect, str]:
    """The aspect of an amount and the name of the rule that says so.

    Args:
        place: the amount in its clause.
        previous: the aspect of the amount before it in the sentence.
        carried: an "each" of an earlier clause still governs this one.
        breakdown: it divides the amount before it (其中).
    """
    amount, left = place.amount, place.left
    unit = amount.unit
    durations, acts = _units()
    words = _words()
    if unit == "百分点":
        return "difference", "percentage-points"
    if place.follows and previous is not None and unit not in durations:
        return previous, "list"
    if amount.form == "ratio" or (unit is None and amount.form == "doubling"):
        return "ratio", "ratio"
    bare = _BOUND_TAIL.sub("", left)
    rising = bool(words["changed"].search(bare)) and not _TO.search(left.rstrip("约近超过"))
    if unit == "倍":
        return ("growth", "times-more") if rising else ("ratio", "times")
    if unit in ("%", "‰"):
        if bare.endswith(("高出", "多出", "超出", "低出")):
            return "difference", "compared"
        if words["difference"].search(bare) and _COMPARED.search(bare) and not words["growth"].search(bare):
            return "difference", "compared"
        if rising or (words["growth"].search(bare) and not _TO.search(bare)):
            return "growth", "change-in-percent"
        if _OF.search(left):
            return "ratio", "part-of-another"
        return "share", "percent"
    if unit == "位" and re.search(r"(?:前移|后移|上升|提升|下降|进位|跃升|下滑)了?$", bare):
        return "difference", "places-moved"
    if unit in ("位", "名", "大", None) and (
        place.quote[0] in "前后"
        or place.before.endswith("第")
        or (unit == "位" and _RANKED.search(place.before[-10:]))
    ):
        return "rank", "rank"
    if unit in durations or (unit == "届" and "任" in place.before):
        if unit in ("天", "日", "个月", "小时", "学时") and _YEARLY.search(place.before):
            return "per", "time-each-period"
        return "duration", "duration"
    if unit == "位" and words["difference"].search(bare):
        return "difference", "places-moved"
    if (words["difference"].search(bare) and _COMPARED.search(place.before)) or _ABOVE.search(bare):
        return "difference", "compared"
    each = _EACH_PERIOD.search(place.before)
    per = words["per"].search(place.before) or _PER_AFTER.match(place.right)
    if amount.value < 0:
        return "increase", "fall"
    if rising and not (per and bare.endswith(("增收", "增产", "节约"))):
        return "increase", "changed-by"
    if breakdown and previous == "increase" and not words["increase"].search(left):
        return "increase", "part-of-increase"
    if (_NEW.search(left) and (unit not in ("元", "岁") or _NEW_MONEY.search(left))) or (_NEW.search(place.before) and not place.first and previous == "increase"):
        return "increase", "new"
    if unit in acts and amount.value < 50 and (each or (carried and not per)):
        return "frequency", "acts-each-period"
    if per or each or _EACH.search(left):
        return "per", "each"
    if carried:
        return "per", "each-carried"
    return "level", "level"

