"""Light tables and their faults as sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.commitments.lights import words
from luoshi.commitments.lights.rules.lights import COLOURS, LightRule, LightTableFault, MeasureRange, Set
from luoshi.commitments.lights.rules.lights import Part as Range


def format_light_rule(one: LightRule) -> str:
    """Format the conditions of a rule, with its note in front."""
    note = str(words.NOTES.get(one.note, one.note))
    held = _(", and ").join(format_light_condition(part) for part in one.when)
    return _("%(note)s (%(held)s)") % {"note": note, "held": held} if note else held


def format_light_condition(one: MeasureRange) -> str:
    """Format one condition; a bound that each office sets is given by name."""
    if one.word:
        return words.format_measure_word(one.measure, one.word)
    unset = next((bound.name for bound in (one.low, one.high) if isinstance(bound, Set)), None)
    if unset is not None:
        said = {"name": words.MEASURE[one.measure], "value": words.SET.get(unset, unset)}
        return _("%(name)s: as your office sets “%(value)s”") % said
    assert not isinstance(one.low, Set) and not isinstance(one.high, Set)
    return words.format_measure_range(one.measure, one.low, one.high)


def format_table_fault(one: LightTableFault) -> str:
    """Say what is wrong, where, and what to do."""
    where = _(", and ").join(_part(name, part) for name, part in one.where)
    if one.kind == "unset":
        names = "、".join(str(words.SET.get(name, name)) for name in one.names)
        return _("Not set yet: %(names)s. Set these values first.") % {"names": names}
    if one.kind == "gap":
        said = _("No rule applies to: %(where)s. Add a rule, or choose what is shown where no rule applies.")
        return said % {"where": where or _("everything")}
    if one.kind == "never":
        (found,) = one.rules
        said = _("This rule never applies: %(colour)s, %(rule)s.")
        return said % {"colour": words.CODES[found.colour], "rule": format_light_rule(found)}
    colours = sorted({found.colour for found in one.rules}, key=COLOURS.index)
    said = _("Rules of several colours apply to: %(where)s (%(colours)s). The most serious is shown: %(shown)s.")
    names = "、".join(str(words.CODES[colour]) for colour in colours)
    return said % {"where": where, "colours": names, "shown": words.CODES[colours[-1]]}


def _part(name: str, part: Range) -> str:
    return words.format_measure_word(name, part) if isinstance(part, str) else words.format_measure_range(name, *part)
