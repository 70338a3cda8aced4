"""The tile of figures to look at: differing values, doubts in returns, and forms that are late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.boards.base.models import BoardTile
from luoshi.boards.tiles.contents import MISSING, TileCell, TileContent, TileLine
from luoshi.boards.tiles.queries.doubtful_values import find_doubtful_values
from luoshi.dates.period_codes import decode_period
from luoshi.dates.periods import Period
from luoshi.facts.figure_views.figure_formats import of_fact
from luoshi.facts.figure_views.queries.sources import indicators_of
from luoshi.facts.returns.queries import span_of
from luoshi.kernel.duties.words import format_duty_period

MOST_LINES = 8


def compose_doubt_tile(tile: BoardTile, actor: Actor, today: date) -> TileContent:
    """Return what the reader should look at, the late forms first."""
    content = TileContent(tile.picture, tile.title or _("Figures to look at"), tile.width, pk=tile.pk)
    found = find_doubtful_values(actor, tile.unit, today)
    if found is None:
        return replace(content, refusal=_("You may not see the figures of this unit."))
    lines = []
    for late in found.late:
        form = late.task.form
        if form is None:
            continue
        url = reverse("returns:who", args=[form.pk]) + f"?period={late.firsts[0].isoformat()}"
        words = _("%(unit)s: %(form)s, %(periods)s") % {
            "unit": late.task.unit,
            "form": form.title,
            "periods": _periods([span_of(form, first) for first in late.firsts]),
        }
        lines.append(TileLine(words, (TileCell(_("not reported"), state=MISSING),), url))
    for doubted in found.returns:
        words = _("%(unit)s: %(form)s, %(periods)s") % {
            "unit": doubted.unit,
            "form": doubted.task.form.title if doubted.task and doubted.task.form else doubted.title,
            "periods": format_duty_period(decode_period(doubted.period)),
        }
        count = len(doubted.doubted) if isinstance(doubted.doubted, dict) else 1
        text = _("%(n)d doubtful") % {"n": count}
        lines.append(TileLine(words, (TileCell(text),), doubted.get_absolute_url()))
    names = indicators_of([question.stays for question in found.questions]) if found.questions else {}
    for question in found.questions:
        definition = names.get(question.stays.indicator_id)
        measure = definition.measure if definition else ""
        words = _("%(unit)s: %(form)s, %(periods)s") % {
            "unit": question.stays.unit,
            "form": definition.title if definition else question.stays.indicator,
            "periods": format_duty_period(decode_period(question.stays.period)),
        }
        text = f"{of_fact(question.stays, measure)} ≠ {of_fact(question.other, measure)}"
        lines.append(TileLine(words, (TileCell(text),), reverse("facts:fact", args=[question.stays_id])))
    left = max(0, len(lines) - MOST_LINES) + max(0, found.late_count - len(found.late))
    note = _("%(n)d more are not shown") % {"n": left} if left else ""
    return replace(content, lines=tuple(lines[:MOST_LINES]), note=note)


def _periods(spans: list[Period]) -> str:
    words = "、".join(format_duty_period(span) for span in spans[:2])
    return (
        words if len(spans) < 3 else _("%(periods)s and %(n)d more periods") % {"periods": words, "n": len(spans) - 2}
    )
