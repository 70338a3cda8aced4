"""Track what the figures of a breakdown divide: 其中, 按性质分, a bracket that opens with 含."""

from __future__ import annotations

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.topics import Topic
from luoshi.reading.words import lazy_pattern

# A classification opens before its first class: 按性质分，|公建公营97处.
_SORTED = lazy_pattern(r"[，,；;。、]?按[^，,；;。\d]{2,8}(?:划分|分|看|来分|来看|分类)[，,：:]$")
_HOLDS = ("含", "包括")  # open a bracket that divides


def track_breakdown(place: AmountPlace, topic: Topic, inside: bool) -> None:
    """Record what a breakdown that opens at this figure divides, or that the last one is over.

    Args:
        place: the amount in its clause.
        topic: the topic of the sentence so far; it is updated here.
        inside: whether the amount is in a bracket.
    """
    unit, left, earlier = place.amount.unit, place.left, place.earlier
    if place.first and "分" in earlier[-4:] and _SORTED.search(earlier):
        divided = (topic.parent if topic.parted == unit else "") or topic.counted.get(unit) or topic.whole
        if not divided and (whole := topic.title.counted.get(unit) or topic.title.thing):
            divided = topic.counted[unit] = whole
        topic.parent, topic.parted = divided, unit
    elif "其中" in left or left[:1] == "按" or earlier[-3:-1] == "其中" or (inside and left.startswith(_HOLDS)):
        topic.parent, topic.parted = topic.counted.get(unit) or topic.whole, unit
    elif topic.parent and unit != topic.parted:
        topic.parent = ""
