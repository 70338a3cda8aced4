"""Parts of a whole and amounts per item: 其中安全课程|三分之一, 奖金的|60%|须用于质量改进, 按每百户|25平方米|配建."""

from __future__ import annotations

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.phrases import clean_phrase, entity_of_name, shorten_phrase
from luoshi.reading.topics import Topic, join_qualifier_and_head
from luoshi.reading.words import lazy_pattern

_RATE = lazy_pattern(r"(?:率|比例|占比|比重|进度|覆盖面|度)$")
_PART = lazy_pattern(r"^[，,、；;]?其中(?:的)?(?P<part>[^，,；;。\d占]{2,12}?)(?P<said>占比|比例|比重)?$")
# 奖金的|60%|须用于质量改进.
_USE = lazy_pattern(
    r"^(?:应当?|必须|须|要|可以?|将|全部|统一)*(?P<verb>留作|用作|用于|用在|投向|归|返还给?|奖励给?|奖给)(?P<what>[^，,；;。、]{2,12})$"
)
_USES = frozenset("应必须要可将全统留用投归返奖")
# 按每百户|25平方米|配建养老用房, 按确权面积每亩|91元|发放.
_AT_EACH = lazy_pattern(
    r"按照?(?P<base>[^，,每]{0,10})(?P<each>(?:平均)?每[^，,\d]{0,8}?)(?:不少于|不低于|不超过|约|以上|给予|补助|奖励|发放)*$"
)
_GIVES = lazy_pattern(
    r"^(?:的?标准|的密度|的要求)?(?:统一|一次性|足额|逐户)*(?:配建|配备|配置|建设|设置|设立|安排|发放|(?P<aid>补助|补贴|奖励)|给予|采集|布设|布置"
    r"|供应|拨付|落实|核定|收取|提取|列支)(?P<what>[^，,；;。、的]{0,12})"
)
_GIVING = frozenset({"给予", "补助", "奖励", "发放"})
_AREAS = frozenset({"亩", "平方米", "公顷"})


def name_portion(place: AmountPlace, topic: Topic, raw: str) -> str:
    """Return the name of a part of a whole by its own words or its use; "" if the words give neither."""
    right = place.right
    use = _USE.match(right) if raw[-1:] == "的" and right[:1] in _USES else None
    if use:
        thing = clean_phrase(raw)
        return f"{thing[-8:]}{use['verb']}{clean_phrase(use['what'])}比例" if len(thing) >= 2 else ""
    found = _PART.match(raw.rstrip("约近仅只达不少低高于超过为要须应得力争到的 ")) if "其中" in raw else None
    if not found or not topic.names:
        return ""
    part = entity_of_name(clean_phrase(found["part"]))
    whole = topic.names[-1]
    if _RATE.search(whole):
        return "" if found["said"] else join_qualifier_and_head(part, whole)
    whole = shorten_phrase(topic.level or whole, 10)
    return f"{part}占{whole}比重" if len(part) >= 2 and part not in whole else ""


def at_each(place: AmountPlace, topic: Topic, raw: str) -> str:
    """Return what is given or built per item: 按每百户|25平方米|配建养老用房 → 每百户养老用房面积; or ""."""
    found = _AT_EACH.search(raw) if "按" in raw and "每" in raw else None
    each = found["each"] if found else ""
    if len(each) < 2:
        return ""
    gives = _GIVES.match(place.right)
    if not gives and raw[-2:] not in _GIVING:
        return ""
    what = shorten_phrase(clean_phrase(gives["what"] if gives else place.right), 10).removeprefix("一次性")
    if len(what) < 2 and gives and gives["aid"]:
        what = gives["aid"]
    if len(what) < 2:
        what = shorten_phrase(topic.names[-1], 12) if topic.names else ""
    return what and each + what + ("面积" if place.amount.unit in _AREAS and not what.endswith("面积") else "")
