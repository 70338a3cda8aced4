"""Finds records of all kinds by words, among those that the actor may read."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from luoshi.org.rules.rights import Actor
from luoshi.records.grams_index import held, holding
from luoshi.records.kinds import kinds
from luoshi.records.models import Record
from luoshi.records.queries.rights import visible
from luoshi.records.rules.grams import asked, plain


def with_words(rows: QuerySet[Record], question: str) -> QuerySet[Record]:
    """Those of the records whose words hold every word of the question, each anywhere; none for a question of signs."""
    words, needed = asked(question)
    if not words:
        return rows.none()
    rows = rows.filter(pk__in=holding(needed))
    for word in words:  # grams say only that it may be there
        rows = rows.filter(searched__text__contains=word)
    return rows


def found(question: str, actor: Actor, day: date) -> QuerySet[Record]:
    """Records of all kinds that the actor may read and that hold the words, newest first. One query for itself."""
    words, needed = asked(question)
    if not words or not held(needed):
        return Record.objects.none()
    seen = Q(pk__in=[])
    for kind in kinds():
        seen |= Q(kind=kind.name) & visible(kind, actor, day)
    rows = with_words(Record.objects.filter(seen), question)
    return rows.select_related("unit", "searched").order_by("-opened", "-pk")


def excerpt(text: str, question: str, around: int = 30) -> list[tuple[str, bool]]:
    """The place of a text where the question's first word stands, as pieces: words, and whether they were asked."""
    words, _ = asked(question)
    text = plain(text).partition("\n")[2].replace("\n", " ")
    places = [place for word in words if (place := text.find(word)) >= 0]
    start = max(0, min(places, default=0) - around)
    end = min(len(text), start + 4 * around)
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    while start < end:
        hits = [(text.find(word, start, end), word) for word in words]
        place, word = min(((at, word) for at, word in hits if at >= 0), default=(end, ""))
        if place > start:
            pieces.append((text[start:place], False))
        if word:
            pieces.append((word, True))
        start = place + max(len(word), 1) if word else end
    return [*pieces, ("…", False)] if end < len(text) else pieces
