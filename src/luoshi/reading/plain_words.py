"""Measures that a sentence states by a verb: what is sold, how far apart, how much to each."""

from __future__ import annotations

import re

from luoshi.reading.clauses import Place
from luoshi.reading.phrases import clean, counted, shorten
from luoshi.reading.topics import Topic
from luoshi.reading.words import later

_SOLD = later(
    r"^(?P<what>[^，,]{0,12}?)(?:一年|每年|(?P<once>))(?:还|就|也|只|才|都|能|可|最多|至少)*卖(?:了|到|出|上)?$"
)
_YEARLY = later(r"一年|每年|全年|去年|今年")
_FAR = later(r"(?:距离?|离)(?P<to>[^，,离距由从]{1,8}?)(?:的距离)?(?:有|仅|约|只有|达|近|超过?|不到|不足)*$")
_A_HEAD = re.compile(r"摊到(?P<whom>[^，,]{1,8}?)(?:头上|身上)(?:还|才|仅|只有|不到|不足|约)*$")
_AID = re.compile(r"(?:^|[，,、；;])(?P<who>[省市县区镇村](?=里))?里?(?:再|给|另)?(?P<how>[补配奖])$")
_EACH_DONE = later(
    r"每(?P<done>[^，,；;。\d一]{1,3})(?:一?(?P<count>[座张户个台间所亩口处套]))(?P<what>[^，,；;。\d]{0,8})[，,]"
)
_LEVEL = {"省": "省级", "市": "市级", "县": "县级", "区": "区级", "镇": "镇级", "村": "村级"}
_LENGTHS = frozenset({"公里", "里", "米", "千米"})
# 按每百户|25平方米|配建养老用房, 按确权面积每亩|91元|发放.
_AT_EACH = later(
    r"按照?(?P<base>[^，,每]{0,10})(?P<each>(?:平均)?每[^，,\d]{0,8}?)(?:不少于|不低于|不超过|约|以上|给予|补助|奖励|发放)*$"
)
_GIVES = later(
    r"^(?:的?标准|的密度|的要求)?(?:统一|一次性|足额|逐户)*(?:配建|配备|配置|建设|设置|设立|安排|发放|(?P<aid>补助|补贴|奖励)|给予|采集|布设|布置"
    r"|供应|拨付|落实|核定|收取|提取|列支)(?P<what>[^，,；;。、的]{0,12})"
)
_ONE_EACH = later(r"^(?:采集)?(?:一|1)[个座处名家份](?P<what>[^，,；;。的]{1,8})的?")
_GIVING = frozenset({"给予", "补助", "奖励", "发放"})
_AREAS = frozenset({"亩", "平方米", "公顷"})


def sold(place: Place, topic: Topic, raw: str) -> str:
    """The price or the yearly yield that a verb of selling states: 一斤蜂蜜只卖|30块 → 一斤蜂蜜价格; "" if none."""
    found = _SOLD.match(raw.strip("，, ")) if "卖" in raw[-3:] else None
    if not found:
        return ""
    if _YEARLY.search(raw):
        thing = clean(found["what"]).removesuffix("中")
        return ("" if len(thing) < 2 and thing not in "棚" else thing) + "年销售收入"
    thing = found["what"].removeprefix("以前").removeprefix("过去").removeprefix("现在").removeprefix("如今")
    if len(thing) >= 2:
        return thing + "价格"
    return topic.last if topic.last.endswith("价格") else ""


def shared_out(place: Place, topic: Topic, raw: str) -> str:
    """So much a head or so much aid for each: 摊到人头上|400元, 每改一座，省里补|400元; "" where it is neither."""
    head = _A_HEAD.search(raw)
    if head:
        of = head["whom"].removeprefix("每个").removeprefix("每")
        of = f"每{of}" if len(of) >= 2 and of != "人头" else "人均"
        return of + topic.title.thing + "投入"
    aid = _AID.search(raw)
    each = _EACH_DONE.search(place.earlier) if aid else None
    if not aid or not each:
        return ""
    what = "每" + (each["count"] or each["done"]) + each["what"]
    return what + _LEVEL.get(aid["who"], "") + ("配套" if aid["how"] == "配" else "") + "补助"


def far(place: Place, raw: str) -> str:
    """How far a place lies from another: 石窝村离县城|73公里 → 距县城距离; "" where the words say no distance."""
    found = _FAR.search(raw) if place.amount.unit in _LENGTHS and ("离" in raw or "距" in raw) else None
    return f"距{found['to']}距离" if found else ""


def at_each(place: Place, topic: Topic, raw: str) -> str:
    """What is given or built to each, at so much: 按每百户|25平方米|配建养老用房 → 每百户养老用房面积; or ""."""
    found = _AT_EACH.search(raw) if "按" in raw and "每" in raw else None
    if not found:
        return ""
    each = found["each"]
    one = _ONE_EACH.match(place.tail)
    unit = place.amount.unit
    if one:
        return "每个" + counted(one["what"]) + ("代表面积" if unit in _AREAS else "")
    if len(each) < 2:
        return ""
    gives = _GIVES.match(place.right)
    if not gives and raw[-2:] not in _GIVING:
        return ""
    what = shorten(clean(gives["what"] if gives else place.right), 10).removeprefix("一次性")
    if len(what) < 2 and gives and gives["aid"]:
        what = gives["aid"]
    if len(what) < 2:
        what = shorten(topic.names[-1], 12) if topic.names else ""
    return what and each + what + ("面积" if unit in _AREAS and not what.endswith("面积") else "")
