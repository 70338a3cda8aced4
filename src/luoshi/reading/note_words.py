"""Words of notes and columns of duties: labels of fields, verbs behind units, heads. Data: ``lexicon/duties.toml``."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.structure import TableRow
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

# The end of a list of units: 等, 等有关部门和单位.
REST = r"(?<![高中初平])等(?!级|额|次|于)(?:[一-龥]{0,6}(?:部门|单位|科室|处室|学会|协会|组织|机构|高校|院校))?"
_SHARED_OUT = "(?:工作|任务|责任|职责)?分工"  # followed by who leads and who helps


@cache
def field_labels() -> dict[str, list[str]]:
    """Return the labels of fields by kind: the listed ones, and any act with a kind of unit (责任站所, 配合镇街)."""
    duties = load_lexicon_table("duties")
    acts, units = duties["label_acts"], duties["columns"]["of_units"]
    return {
        kind: list(dict.fromkeys([*words, *(act + unit for act in acts.get(kind, ()) for unit in units)]))
        for kind, words in duties["labels"].items()
    }


@cache
def note_words() -> dict[str, re.Pattern[str]]:
    """Return the expressions for labels, verbs behind units, and heads of columns, by name."""
    duties = load_lexicon_table("duties")
    labels = {kind: sorted(words, key=len, reverse=True) for kind, words in field_labels().items()}
    fields = "|".join(f"(?P<{kind}>{'|'.join(words)})" for kind, words in labels.items())
    any_label = trie_pattern(word for words in labels.values() for word in words)
    none = duties["none"]
    return {
        "label": lazy_pattern(
            rf"(?<![一-龥])(?:(?:{fields}|(?P<hosted>(?<=[（(；;，,])(?:承办|主办))|(?P<shared>{_SHARED_OUT}))(?:单位|部门|科室)?"
            r"\s{0,9}为?|[一-龥]{2,8})\s{0,9}[：:]"
        ),
        "begins": lazy_pattern(
            rf"\s{{0,9}}[（(【\[〔［]?\s{{0,9}}(?:{any_label}|{_SHARED_OUT})(?:单位|部门|科室)?"
            r"\s{0,9}[：:]"
        ),
        "rest": lazy_pattern(f"{REST}$"),
        "lead": lazy_pattern(rf"(?:{trie_pattern(none['after_lead'])})$"),
        "support": lazy_pattern(rf"(?:{trie_pattern(none['after_support'])})$"),
        "verbs": lazy_pattern(r"(?<=[一-龥])(?<![的者为])(?:牵头|配合|协办|协助)(?=[，,；;、]|$)"),
        "people": lazy_pattern(rf"(?:{trie_pattern(load_lexicon_table('organisations')['people']['ends'])})$"),
        "not": lazy_pattern(trie_pattern(duties["columns"]["not"])),
        "column_due": lazy_pattern(trie_pattern(duties["columns"]["due"])),
        **{f"column_{kind}": lazy_pattern(_unit_heads(duties["columns"], kind)) for kind in ("lead", "support")},
    }


def _unit_heads(columns: dict[str, list[str]], kind: str) -> str:
    """Return the expression for heads of a column of units: known ones, and any act with a kind of unit."""
    acts, units = trie_pattern(columns[f"{kind}_acts"]), trie_pattern(columns["of_units"])
    return f"(?:{trie_pattern(columns[kind])})|(?:{acts})(?:责任|工作|实施|落实)?(?:{units})"


def column_kind(head: str) -> str:
    """Return the content of a table column by its head: ``lead``, ``support``, ``due`` or ``other``."""
    words, head = note_words(), re.sub(r"\s+", "", head)
    if words["not"].search(head):
        return "other"
    return next((kind for kind in ("support", "lead", "due") if words[f"column_{kind}"].search(head)), "other")


def cell_kind(row: TableRow, at: int) -> str:
    """Return the content of a cell by its column's head, else by what the column holds."""
    kind = column_kind(row.columns[at])
    return row.kinds[at] if kind == "other" and row.kinds else kind
