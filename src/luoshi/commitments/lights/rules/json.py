"""Light tables to and from JSON, the form in which an office's own tables are stored."""

from __future__ import annotations

from typing import Any

from luoshi.commitments.lights.rules.lights import (
    COLOURS,
    MEASURES,
    NONE,
    Bound,
    LightRule,
    LightRuleTable,
    MeasureRange,
    Set,
)


def to_json(table: LightRuleTable) -> dict[str, Any]:
    """Return the table as dicts, lists, strings and integers."""
    rules = [
        {"colour": rule.colour, "note": rule.note, "when": [_when(condition) for condition in rule.when]}
        for rule in table.rules
    ]
    return {"name": table.name, "source": table.source, "otherwise": table.otherwise, "rules": rules}


def from_json(data: Any) -> LightRuleTable:
    """Return the table that ``to_json`` serialised.

    Raises:
        ValueError: an unknown colour, measure or word, or a wrong structure.
    """
    try:
        rules = tuple(_rule(rule) for rule in data["rules"])
        table = LightRuleTable(str(data["name"]), rules, str(data["source"]), str(data["otherwise"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no table of lights: {error!r}") from error
    if table.otherwise not in ("", NONE, *COLOURS):
        raise ValueError(f"no colour: {table.otherwise}")
    return table


def _when(one: MeasureRange) -> dict[str, object]:
    if one.word:
        return {"measure": one.measure, "word": one.word}
    return {"measure": one.measure, "low": _bound(one.low), "high": _bound(one.high)}


def _bound(one: Bound) -> object:
    return {"set": one.name, "times": one.times} if isinstance(one, Set) else one


def _rule(data: Any) -> LightRule:
    if data["colour"] not in COLOURS:
        raise ValueError(f"no colour: {data['colour']}")
    return LightRule(data["colour"], tuple(_within(condition) for condition in data["when"]), str(data["note"]))


def _within(data: Any) -> MeasureRange:
    measure = MEASURES.get(data["measure"])
    if measure is None:
        raise ValueError(f"no measure: {data['measure']}")
    if not measure.words:
        return MeasureRange(measure.name, _of_bound(data["low"]), _of_bound(data["high"]))
    if data["word"] not in measure.words:
        raise ValueError(f"no word of {measure.name}: {data['word']}")
    return MeasureRange(measure.name, word=data["word"])


def _of_bound(data: Any) -> Bound:
    if data is None or (isinstance(data, int) and not isinstance(data, bool)):
        return data
    return Set(str(data["set"]), int(data["times"]))
