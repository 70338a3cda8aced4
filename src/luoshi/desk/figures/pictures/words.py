"""The content of a picture in a sentence, for readers who do not see it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from luoshi.figures.style import group_digits
from luoshi.writing.charts.model import Chart


def summarize_chart(chart: Chart) -> str:
    """Return the totals and the largest value, in one or two sentences."""
    kind, values = chart.essentials()
    return {"stacked": _stacked, "lines": _lines, "trend": _trend, "amounts": _amounts, "heat": _heat}[kind](values)


def _stacked(values: dict[str, Any]) -> str:
    counts = _(", ").join(f"{word} {group_digits(count)}" for word, count in values["counts"])
    whole = {**values, "all": group_digits(values["all"]), "counts": counts}
    said = _("%(row)s: %(rows)d. %(all)s in all: %(counts)s.") % whole
    if values["rows"] < 2:
        return said
    name, most = values["most"]
    return said + _(" Most: %(name)s, %(n)s.") % {"name": name, "n": group_digits(most)}


def _lines(values: dict[str, Any]) -> str:
    return _("%(all)s in all. %(ends)s.") % {"all": group_digits(values["all"]), "ends": _ends(values)}


def _trend(values: dict[str, object]) -> str:
    return _("%(ends)s.") % {"ends": _ends(values)}


def _ends(values: dict[str, Any]) -> str:
    return _("; ").join(
        _("%(word)s on %(day)s: %(value)s") % {"word": word, "day": day, "value": value}
        for word, day, value in values["ends"]
    )


def _amounts(values: dict[str, Any]) -> str:
    said = _("%(row)s: %(rows)d, %(known)d of them with a value.") % values
    if values["known"] < 2:
        return said
    ends = {name: _("%(name)s, %(text)s") % {"name": of, "text": text} for name, (of, text) in _both(values)}
    return said + _(" Most: %(most)s; least: %(least)s.") % ends


def _both(values: dict[str, Any]) -> list[tuple[str, tuple[str, str]]]:
    return [(name, values[name]) for name in ("most", "least")]


def _heat(values: dict[str, Any]) -> str:
    said = _("%(part)s of %(whole)s.") % {name: group_digits(values[name]) for name in ("part", "whole")}
    if values["most"] is None:
        return said
    row, column, text = values["most"]
    return said + _(" Most: %(row)s, %(column)s, %(text)s.") % {"row": row, "column": column, "text": text}
