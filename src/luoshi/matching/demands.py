"""What a target asks, for the verdict."""

from __future__ import annotations

import re

from luoshi.matching.things import Thing
from luoshi.matching.verdicts import Demand

_LESS = re.compile(
    r"失业率|能耗|事故|开办|时限|浓度|死亡|会议费|三公|压缩|控制|降[至到]|缩短|压减|辍学率|死亡率|发病率|退货"
)
_STOCK = re.compile(r"关注|粉丝|用户|注册|拥有量|保有|总数|总量|存栏|在校|平均|浓度|人均|有效")


def demand_of(target: Thing) -> Demand:
    """What a target asks, for the verdict."""
    words = target.label + target.left
    less = target.figure.bound in ("eq", "approx", "range") and bool(_LESS.search(words)) and not target.fall
    adds = target.kind == "level" and target.flow not in ("stock", "net") and not _STOCK.search(words)
    return Demand(target.value, target.figure.upper, target.figure.bound, target.fall, less, adds)
