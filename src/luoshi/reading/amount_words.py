"""Load the words around numbers on first use: units, bounds, changes, and what measures nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from luoshi.figures.units import canonical_unit, measure_unit_names, unit_aliases
from luoshi.reading.model import Bound
from luoshi.reading.words import bucketed_pattern, lazy_pattern, load_lexicon_table, trie_pattern


class AmountUnit(NamedTuple):
    """The unit after a number, in any spelling."""

    name: str  # the canonical name of the unit
    kind: str  # "count", "measure", "time", "stop" (a date or a name: not an amount), "share"
    times: int = 1  # 成 and 折 are tens of per cent
    half: bool = False  # 个半月
    more: bool = False  # 个多月
    set: bool = False  # after a small Chinese numeral it ranks or classifies
    concrete: bool = False  # 一 before it is a count


class Cue(NamedTuple):
    """The meaning of a word before a number."""

    touch: Bound | None = None
    reach: Bound | None = None
    share: Bound | None = None
    change: str = ""  # "fall" or "behind"
    hope: bool | None = None  # a hope, or its end
    reached: bool = False


SPECIAL = {"成": AmountUnit("%", "share", 10), "折": AmountUnit("%", "share", 10), "番": AmountUnit("倍", "stop")}


@cache
def amount_lexicon_words(name: str, *keys: str) -> tuple[str, ...]:
    """Return the words of one class of a lexicon file, in file order."""
    found = load_lexicon_table(name)
    for key in keys:
        found = found[key]
    return tuple(str(found).split())


@cache
def unit_spellings() -> dict[str, AmountUnit]:
    """Return every spelling of a unit after a number, with its unit."""
    classes = {
        key: frozenset(amount_lexicon_words("units", key))
        for key in ("counts", "own", "time", "stops", "sets", "concrete")
    }

    def unit(word: str) -> AmountUnit:
        name = canonical_unit(word)
        kind = (
            "time" if name in classes["time"]
            else "share" if name in ("%", "‰", "‱")
            else "count" if word in classes["counts"] and name not in measure_unit_names()
            else "measure"
        )  # fmt: skip
        return AmountUnit(name, kind, set=word in classes["sets"], concrete=word in classes["concrete"])

    known = (*classes["counts"], *measure_unit_names(), *unit_aliases(), *classes["own"], *classes["time"])
    found = {word: unit(word) for word in known}
    for word in classes["own"]:
        found[f"个{word}"] = found[word]
    for word in (*classes["own"], *amount_lexicon_words("units", "keep")):
        one = found[f"个{word}"]
        found[f"个半{word}"] = one._replace(half=True)
        found[f"个多{word}"] = found[f"多个{word}"] = one._replace(more=True)
    found |= {
        word: AmountUnit(word, "stop", set=word in classes["sets"]) for word in classes["stops"] if word not in found
    }
    found["日"] = AmountUnit("日", "time")
    found["月"] = AmountUnit("月", "stop")  # 5月 is a date, 5个月 a duration
    found["刻钟"] = AmountUnit("分钟", "time", 15)
    found["农户"] = found["户"]  # 4.8万农户
    found["季度"] = AmountUnit("季度", "stop")  # 二季度 is a date, 两个季度 a duration
    return found | SPECIAL


@cache
def load_amount_cues() -> dict[str, Cue]:
    """Return the words before a number that bound it or turn it, with their meaning."""
    found: dict[str, Cue] = {word: Cue() for word in amount_lexicon_words("bounds", "neutral", "words")}

    def put(word: str, **says: object) -> None:
        found[word] = found.get(word, Cue())._replace(**says)  # type: ignore[arg-type]

    for part, field in (("before", "touch"), ("reach", "reach"), ("reach_share", "share")):
        for bound in load_lexicon_table("bounds")[part]:
            for word in amount_lexicon_words("bounds", part, bound):
                put(word, **{field: bound})
    for change in ("fall", "behind"):
        for word in amount_lexicon_words("bounds", "change", change):
            put(word, change=change)
    for word in amount_lexicon_words("bounds", "hope", "words"):
        put(word, hope=True)
    for word in amount_lexicon_words("bounds", "hope", "reached"):
        put(word, reached=True)
    return found


@cache
def bounds_after_unit() -> dict[str, Bound]:
    """Return the bound words that follow a number and its unit."""
    return {word: bound for bound in ("ge", "le", "approx") for word in amount_lexicon_words("bounds", "after", bound)}


def guarded_alternatives(choices: dict[str, str]) -> str:
    """Return an expression for the longest of some words, unless one of its guard characters follows."""
    root: dict[str, object] = {}
    for word, guard in choices.items():
        node = root
        for char in word:
            node = node.setdefault(char, {})  # type: ignore[assignment]
        node[""] = guard
    return _branch(root)


def _branch(node: dict[str, object]) -> str:
    parts = [re.escape(char) + _branch(below) for char, below in sorted(node.items()) if char]  # type: ignore[arg-type]
    if "" in node:
        parts.append(f"(?![{node['']}])" if node[""] else "")
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


@cache
def bare_count_noun_pattern() -> re.Pattern[str]:
    """Return the pattern for a noun that a bare number counts."""
    return lazy_pattern(guarded_alternatives(load_lexicon_table("units")["nouns"]))


@cache
def unit_pattern() -> str:
    """Return the pattern for a unit; a unit in Latin letters must end where the letters end.

    ``is_unit_misread`` checks what may not follow a unit: a hundred character sets here would take the expression 20 ms
    more to compile.
    """
    letters = {word for word in unit_spellings() if word[-1].isascii() and word[-1].isalnum()}
    signs = bucketed_pattern(unit_spellings().keys() - letters)
    return f"(?:(?!分之)(?:{signs})|(?:{trie_pattern(letters)})(?![A-Za-z0-9]))"


@cache
def _guards() -> dict[str, dict[str, str]]:
    """Return for each unit the characters that may not follow it, each with those that make it harmless again."""
    found: dict[str, dict[str, str]] = {}
    for unit, words_after in load_lexicon_table("units")["guards"].items():
        guard = found[unit] = {}
        for word in words_after.split():
            one, slash, but = word.partition("/")
            guard.update({one: but} if slash else dict.fromkeys(word, ""))
    return found


def is_unit_misread(unit: str, text: str, end: int, high: int) -> bool:
    """Check whether the unit that ends at ``end`` only begins a word: 家庭, 项目; not 家家庭农场, 项目标."""
    guard = _guards().get(unit)
    if guard is None or end >= high:
        return False
    char = text[end]
    if "^" in guard:
        return char not in guard
    but = guard.get(char)
    return but is not None and not (but and end + 1 < high and text[end + 1] in but)


@cache
def unit_at() -> re.Pattern[str]:
    """Return the compiled pattern for a unit at a position."""
    return lazy_pattern(unit_pattern())


_BRACKETS = str.maketrans("", "", "（）()")


@cache
def per_unit(written: str) -> AmountUnit:
    """Return a unit made of two: 元/亩 stays unchanged, 台（套） is 台套."""
    if written[-1] in ")）":
        name = written.translate(_BRACKETS)
        return unit_spellings().get(name) or AmountUnit(name, "count")
    parts = written.replace("／", "/").split("/")
    return AmountUnit(
        "/".join(unit_spellings()[part].name if part in unit_spellings() else part for part in parts), "measure"
    )


@cache
def column_unit(head: str) -> tuple[str, AmountUnit | None] | None:
    """Return the 万 or 亿 and the unit that a column head gives a bare number; None if its numbers are names.

    ``产值（万元）`` → 万, 元; ``占比(%)`` → %; ``分值`` → 分; ``数量`` → nothing.
    """
    unit = f"(?P<scale>[十百千]?[万亿]?)(?P<unit>{unit_pattern()})"
    found = re.search(rf"(?:[（(\[［【/／]|\s)\s*(?:单位)?[:：]?\s*{unit}\s*(?:$|[）)\]］】/／、])", head)
    found = found or re.search(rf"单位[:：]?\s*{unit}", head)
    if found is None:
        if any(word in head for word in amount_lexicon_words("not_amounts", "columns")):
            return None
        return "", unit_spellings().get(load_lexicon_table("units")["heads"].get(head.strip(), ""))
    return found["scale"], unit_spellings()[found["unit"]]
