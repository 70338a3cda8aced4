"""The section of doubtful figures on a source's page."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.doubts.cards import build_doubt_card
from luoshi.facts.supplies.models import Supply
from luoshi.kernel.kinds.models import Record

MOST = 200  # figures checked for a page


def supply_sections(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return the section of doubtful figures with the explanation given. Five queries."""
    assert isinstance(record, Supply)
    one = record
    if one.entry_id is None:
        return []
    rows = Fact.objects.filter(indicator__in=one.of["indicators"], unit__in=one.of["units"], ended=None)
    told = rows.filter(Q(told=one.entry_id) | Q(told=None, entry=one.entry_id)).select_related("indicator", "unit")
    card = build_doubt_card(list(told.order_by("pk")[:MOST]), one.word)
    return [card] if card else []
