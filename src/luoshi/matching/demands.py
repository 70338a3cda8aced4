"""Turn a target into a demand for the verdict."""

from __future__ import annotations

import re

from luoshi.matching.directions import TIMES
from luoshi.matching.structured_figures import Thing
from luoshi.matching.verdicts import Demand

_STOCK = re.compile(r"关注|粉丝|用户|注册|拥有量|保有|总数|总量|存栏|在校|平均|浓度|人均|有效")


def demand_of(target: Thing) -> Demand:
    """Return what a target asks, for the verdict."""
    words = target.label + target.left
    less = target.figure.bound in ("eq", "approx", "range") and target.way == "less" and not target.fall
    flows = target.kind == "level" and target.flow not in ("stock", "net") and target.unit not in TIMES
    adds = flows and not _STOCK.search(words)
    known = target.way is not None or target.fall
    return Demand(target.value, target.figure.upper, target.figure.bound, target.fall, less, adds, known)
