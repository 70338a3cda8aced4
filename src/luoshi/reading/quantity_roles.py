"""Whether a figure is to be reached, was reached, is a standing rule, or only picks something out."""

from __future__ import annotations

import re

from luoshi.reading.clauses import Place
from luoshi.reading.model import Aspect, QuantityRole, StatementRole

_BASE: dict[StatementRole, QuantityRole] = {"task": "target", "fact": "actual", "norm": "norm", "context": "other"}
_FORECAST = re.compile(r"预计|预期|有望|预测|计划|拟")
_RULE = re.compile(r"按规定|按要求|规定|按每|按[^，,]{0,10}标准|按照")
_EXISTING = re.compile(r"依托|现有|已有|已建成|原有|目前|(?<![比较])(?:去年|上年|上一年|上年度)|已下达|已拨付|已安排")
_FROM = re.compile(r"(?:由|从|较|比)[^，,；;。]{0,16}$")
_TO = re.compile(r"^(?:左右|以上)?(?:再)?(?:大幅|逐步|稳步)?(?:提高|增加|扩大|上升|增长|发展|提升|拓展|降低|下降|降|减少|压减|压缩|缩短|增|升|减|调整|恢复)(?:到|至|为)")
_CAP = re.compile(r"单[一-鿿].{0,12}(?:控制|不超过|不小于|不低于|不高于|不大于|限)|每[家个项人户篇亩].{0,8}(?:给予|补助|补贴|奖励|资助|奖补)")
_SPENT = re.compile(r"(?:的)?(?:时间|努力)")
_ADDRESSED = re.compile(r"[^，,；;。\d]{2,10}?(?:须|均应|均须|应当|必须)")
_DONE = re.compile(r"[^，,；;。\d]{0,16}(?:签订|完成|建成|出台|取得|启动|形成|获得|引进|成立|举办|开展)了")
_CLASS = re.compile(r"^[）)”]?(?:的|及以上|以上)?的(?!比例|比重|标准|目标|要求|幅度|速度|任务|水平|份额|占)|^的$|^(?:规模)?企业$")


def role(statement: StatementRole, place: Place, kind: Aspect) -> QuantityRole:
    """The role of an amount in a statement of this role. Source: gold/GUIDE.md, "Role"."""
    amount = place.amount
    base = _BASE[statement]
    if amount.unit == "岁":
        return "norm" if base == "norm" else "other"
    if kind == "duration" and _SPENT.match(place.right):
        return "other"
    if place.first and kind == "level" and _ADDRESSED.match(place.tail) and base != "actual":
        return "other"
    if base == "norm" and amount.unit == "元" and place.after.startswith("其中"):
        return "other"
    if kind in ("level", "per", "duration", "share") and amount.bound in ("ge", "gt", "le", "lt", "range"):
        if _CLASS.match(place.right):
            if base != "norm" or amount.unit not in ("分", "次"):
                return "other"
    if base == "target":
        if starts_from(place):
            return "actual"
        if kind == "per" and _CAP.search(place.before):
            return "norm"
        if _EXISTING.search(place.left) or _DONE.match(place.tail):
            return "actual"
    elif base == "actual":
        if _RULE.search(place.before):
            return "norm"
        if _FORECAST.search(place.left):
            return "target"
    elif base == "other" and _FORECAST.search(place.left):
        return "target"
    return base


def starts_from(place: Place) -> bool:
    """Whether an amount is what another one starts from: 由|31%|提高到40%."""
    return bool(_FROM.search(place.left) and _TO.match(place.right))
