"""The form of a light table: plain numbered fields, so that rules can be added and removed without scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from luoshi.commitments.lights import words
from luoshi.commitments.lights.rules.lights import (
    COLOURS,
    MEASURES,
    NONE,
    OPEN,
    LightRule,
    LightRuleTable,
    MeasureRange,
    Set,
)

CONDITIONS, RULES = 4, 30  # per rule; per table
FAR = 10**9


@dataclass
class LightTableDraft:
    """The typed input: the table as far as it is valid, and the errors in the rest."""

    table: LightRuleTable
    wrong: list[str] = field(default_factory=list)


def parse_light_table(sent: Mapping[str, str]) -> LightTableDraft:
    """Parse the typed table; a removed rule is left out, and an added one comes last."""
    draft = LightTableDraft(LightRuleTable(sent.get("name", "").strip()[:60], (), otherwise=sent.get("otherwise", "")))
    if draft.table.otherwise not in ("", NONE, *COLOURS):
        draft.table = LightRuleTable(draft.table.name, ())
    rules: list[LightRule] = []
    then = sent.get("then", "")
    for at in range(RULES):
        if f"r{at}_colour" not in sent or then == f"drop-{at}":
            continue
        rules.append(_rule(sent, at, len(rules) + 1, draft.wrong))
    if then == "add" and len(rules) < RULES:
        rules.append(LightRule("yellow", ()))
    draft.table = LightRuleTable(draft.table.name, tuple(rules), "", draft.table.otherwise)
    if then != "add":
        said = _("Rule %(n)d has no condition: choose what it looks at.")
        draft.wrong += [said % {"n": at} for at, rule in enumerate(rules, 1) if not rule.when]
    return draft


def _rule(sent: Mapping[str, str], at: int, number: int, wrong: list[str]) -> LightRule:
    when = []
    for which in range(CONDITIONS):
        name = f"r{at}_c{which}"
        measure, _is, word = sent.get(f"{name}_measure", "").partition("=")
        known = MEASURES.get(measure)
        if known is None or (bool(known.words) != bool(word)) or (word and word not in known.words):
            continue
        if word:
            when.append(MeasureRange(measure, word=word))
            continue
        low = _number(sent.get(f"{name}_low", ""), measure, number, wrong)
        high = _number(sent.get(f"{name}_high", ""), measure, number, wrong)
        when.append(MeasureRange(measure, low, high))
    colour = next((colour for colour in COLOURS if colour == sent.get(f"r{at}_colour")), COLOURS[0])
    return LightRule(colour, tuple(when), sent.get(f"r{at}_note", "").strip()[:30])


def _number(text: str, measure: str, at: int, wrong: list[str]) -> int | None:
    text = text.strip().replace("−", "-").rstrip("%％")
    if not text:
        return None
    try:
        value = Decimal(text) * (100 if measure in words.HUNDREDTHS else 1)
        if value == int(value) and abs(value) < FAR and re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text, re.ASCII):
            return int(value)
    except (InvalidOperation, ValueError, OverflowError):
        pass
    wrong.append(_("Rule %(n)d: “%(text)s” is not a valid number for this measure.") % {"n": at, "text": text[:20]})
    return None


def light_table_form_context(table: LightRuleTable) -> dict[str, object]:
    """Return the template's context for a table: each rule with its conditions and an empty one."""
    rules = []
    for at, rule in enumerate(table.rules):
        conditions = [_condition(f"r{at}_c{which}", condition) for which, condition in enumerate(rule.when)]
        if len(conditions) < CONDITIONS:
            conditions.append(_condition(f"r{at}_c{len(conditions)}", None))
        note = str(words.NOTES.get(rule.note, rule.note))
        rules.append({"at": at, "number": at + 1, "colour": rule.colour, "note": note, "conditions": conditions})
    return {
        "rules": rules,
        "colours": [(colour, str(words.CODES[colour])) for colour in COLOURS],
        "measures": _measures(),
        "rest": rest_choices(),
        "otherwise": table.otherwise,
        "name": words.light_table_label(table.name),
        "may_add": len(rules) < RULES,
    }


def _condition(name: str, one: MeasureRange | None) -> dict[str, str]:
    if one is None:
        return {"name": name, "measure": "", "low": "", "high": ""}
    if one.word:
        return {"name": name, "measure": f"{one.measure}={one.word}", "low": "", "high": ""}
    low, high = (
        "" if bound is None or isinstance(bound, Set) else words.format_measure_value(one.measure, bound)
        for bound in (one.low, one.high)
    )
    return {"name": name, "measure": one.measure, "low": low, "high": high}


def _measures() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for measure in MEASURES.values():
        if measure.words:
            found += [
                (f"{measure.name}={word}", words.format_measure_word(measure.name, word)) for word in measure.words
            ]
        else:
            unit = _(" (points)") if measure.name == "behind" else " (%)" if measure.name == "share" else ""
            found.append((measure.name, str(words.MEASURE[measure.name]) + unit))
    return found


def rest_choices() -> list[tuple[str, str]]:
    """List the possible defaults, shown where no rule holds."""
    colours = [(colour, str(words.CODES[colour])) for colour in COLOURS]
    return [("", _("not defined yet")), (NONE, str(words.CODES[NONE])), *colours]


def default_light_label(table: LightRuleTable) -> str:
    """Return what a table shows where no rule holds."""
    return str(words.CODES[table.otherwise or OPEN])
