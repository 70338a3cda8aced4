"""Shares that say what part of a thing goes where: 其中安全课程|三分之一, 留|一成|作质保金, 按|两成|比例复核."""

from __future__ import annotations

import re

from luoshi.reading.clauses import Place
from luoshi.reading.each import MONEY
from luoshi.reading.phrases import clean, entity, glue, shorten
from luoshi.reading.topics import Topic, joined
from luoshi.reading.words import later

_RATE = later(r"(?:率|比例|占比|比重|进度|覆盖面|度)$")
_PART = later(r"^[，,、；;]?其中(?:的)?(?P<part>[^，,；;。\d占]{2,12}?)(?P<said>占比|比例|比重)?$")
# 按|两成|比例复核, 按不低于|20%|的比例抽查.
_AT = later(r"^的?比例(?:对[^，,；;。]{2,12}?)?(?:随机|进行|开展|实施|组织|予以|给予)*(?P<done>[^，,；;。的]{2,6})$")
# 留|一成|作质保金; 奖金的|60%|须用于质量改进.
_USE = later(
    r"^(?:应当?|必须|须|要|可以?|将|全部|统一)*(?P<verb>留作|用作|作为|作|用于|用在|投向|归|返还给?|奖励给?|奖给)(?P<what>[^，,；;。、]{2,12})$"
)
_COVERS = re.compile(r"(?:^|[，,])(?:已|共)?覆盖了?(?:全[市县区省])?(?P<what>[^，,；;。\d占]{2,12})的(?:近|约|超过?)?$")
_OF_ALL = re.compile(r"[，,]?(?:还)?(?:不到|不足|仅占|占|超过|接近|近|约占)?(?:总数|总量|全部|总人数|总户数)的")
_KEPT = later(r"(?:留|预留|留出|拿出|提取|切出|安排)$")


def portion(place: Place, topic: Topic, raw: str, left: str) -> str:
    """The name of a part of a whole by the part's own words or its use; "" where the words say neither."""
    right = place.right
    if raw[-1:] == "按" or (raw[-2:] == "于" and "按" in raw):
        at = _AT.match(right)
        return at["done"] + "比例" if at else ""
    if topic.names and _OF_ALL.fullmatch(raw):
        return shorten(topic.names[-1], 12) + "占比"
    over = _COVERS.search(raw)
    if over:
        return clean(over["what"]) + "覆盖率"
    use = _USE.match(right) if right[:1] in _USES else None
    if use:
        return _used(place, topic, raw, use)
    found = _PART.match(raw.rstrip("约近仅只达不少低高于超过为要须应得力争到的 ")) if "其中" in raw else None
    if not found or not topic.names:
        return ""
    part = entity(clean(found["part"]))
    whole = topic.names[-1]
    if _RATE.search(whole):
        return "" if found["said"] else joined(part, whole)
    whole = shorten(topic.level or whole, 10)
    return f"{part}占{whole}比重" if len(part) >= 2 and part not in whole else ""


_USES = frozenset("应必须要可将全统留用作投归返奖")


def _used(place: Place, topic: Topic, raw: str, use: re.Match[str]) -> str:
    what = clean(use["what"])
    if raw[-1:] == "的":
        thing = clean(raw)
        return f"{thing[-8:]}{use['verb']}{what}比例" if len(thing) >= 2 else ""
    if "其中" in raw and (whole := _SUM_OF.findall(place.earlier)):
        return f"{clean(whole[-1])}{use['verb']}{what}比例"
    if not _KEPT.search(raw):
        return ""
    money = MONEY.findall(place.earlier) or _SUM.findall(place.earlier)
    return f"{what}占{money[0]}比例" if money else what + "比例"


_SUM_OF = later(r"([^，,；;。的\d元]{0,4}(?:经费|资金|补助|奖励|费用|收入|收益))")
_SUM = later(r"(?:项目|专项|工程|合同)?(?:资金|价款|款项|收益|利润)")


def of_so_many(topic: Topic) -> str:
    """What a share just before is to be taken of: 按两成比例复核，约|29所 → 复核民办幼儿园; "" where none is."""
    done = topic.last.removesuffix("比例")
    thing = topic.title.thing
    return glue(done, thing) if done != topic.last and thing and 2 <= len(done) <= 10 else ""
