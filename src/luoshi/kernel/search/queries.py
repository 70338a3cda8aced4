"""Find records of all kinds by words among those that the actor may read, and the places in their longer texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind as declared
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.rights.queries.access import readable_condition, readable_kinds, record_relation_condition
from luoshi.kernel.search.grams_index import ids_holding_grams, newest_ids_with_grams
from luoshi.kernel.search.models import INITIALS, Passage, Searched
from luoshi.kernel.search.rules import normalize_text, parse_question

LOOKED = 500  # how many of the newest candidates for a word are read first
FOUND = 1000  # records that a search returns, newest first
R = TypeVar("R", bound=Record)
# A word of one or two characters is itself a gram: a passage with that gram needs no check of its text.
_SURE = re.compile("[a-z0-9\u4e00-\u9fff]{1,2}")


def with_words(rows: QuerySet[Record], question: str, kind: CompiledKind, actor: Actor, day: date) -> QuerySet[Record]:
    """Filter a kind's records by the words of a question, each anywhere in them; none if it has only signs.

    If the kind has longer texts, each word may be in the fields, or in any text that the actor may find.
    """
    words, _needed = parse_question(question)
    if not words:
        return rows.none()
    if kind.texts is None:
        return rows.filter(_says(question))
    return rows.filter(pk__in=_anywhere(words, kind, actor, day))


def with_own_words(rows: QuerySet[Record], question: str) -> QuerySet[Record]:
    """Filter the rows by number or own fields that contain every word; none if the question has only signs."""
    return rows.filter(_says(question)) if parse_question(question)[0] else rows.none()


def first_with_own_words(rows: QuerySet[R], question: str, most: int) -> list[R]:
    """Return the newest of these rows, at most ``most``. Two queries, or three if a word is common and few rows match.

    For a word that most records contain, the newest of all are read first: reading every match would take half a
    second.
    """
    words, needed = parse_question(question)
    if not words:
        return []
    ids, rows = (
        newest_ids_with_grams(needed, LOOKED) or [0],
        rows.order_by("-pk"),
    )  # executed even if there are none: it takes as long
    says = Q(*(Q(searched__text__contains=word) for word in words))
    found = list(rows.filter(says, pk__in=ids)[:most])
    if len(found) < most and len(ids) == LOOKED:
        found = list(rows.filter(says, pk__in=ids_holding_grams(needed))[:most])
    return found


def first_with_initials(rows: QuerySet[R], question: str, most: int) -> list[R]:
    """Return the newest rows whose title's pinyin initials contain this, for kinds with incoming links.."""
    word = normalize_text(question)
    needed = parse_question(word)[1]
    ids, rows = newest_ids_with_grams(needed, LOOKED, passages=True) or [0], rows.order_by("-pk")
    spoken = Passage.objects.filter(part=INITIALS, text__contains=word).values("record")
    found = list(rows.filter(pk__in=spoken.filter(pk__in=ids))[:most])
    if len(found) < most and len(ids) == LOOKED:
        found = list(rows.filter(pk__in=spoken.filter(pk__in=ids_holding_grams(needed, passages=True)))[:most])
    return found


def _says(question: str) -> Q:
    """Return the condition that a record's own fields contain every word."""
    words, needed = parse_question(question)
    says = Q(pk__in=ids_holding_grams(needed))
    for word in words:  # grams only say that it may contain the word
        says &= Q(searched__text__contains=word)
    return says


def _anywhere(words: Sequence[str], kind: CompiledKind, actor: Actor, day: date) -> QuerySet[Any]:
    """Return the ids of the kind's records that contain each word, in their fields or in a text."""
    found = Record.objects.filter(kind=kind.name)
    for word in words:
        # Of its fields row by row: most records of all kinds may contain a frequent word.
        fields = Searched.objects.filter(record=OuterRef("pk"), text__contains=word)
        found = found.filter(Exists(fields) | Q(pk__in=_passages(word, kind, actor, day).values("record")))
    return found.values("pk")


def _passages(word: str, kind: CompiledKind, actor: Actor, day: date) -> QuerySet[Passage]:
    """Return the passages of the kind with a word that the actor may find, provided they may read the record."""
    _words, needed = parse_question(word)
    may = Q(only="")
    for name in kind.texts.only if kind.texts else ():
        held_so = Record.objects.filter(
            record_relation_condition(kind.rights.by_name[name], actor, day), kind=kind.name
        )
        may |= Q(only=name, record__in=held_so.values("pk"))
    rows = Passage.objects.filter(may, pk__in=ids_holding_grams(needed, passages=True))
    return rows if _SURE.fullmatch(word) else rows.filter(text__contains=word)


def matching_records(question: str, actor: Actor, day: date, most: int = FOUND) -> list[Record]:
    """Return the newest records of all kinds that the actor may read and that contain the words, at most ``most``.

    Each comes with its unit and its searched words. At most five queries, two for each kind with longer texts, and one
    for each word.
    """
    words, _needed = parse_question(question)
    if not words:
        return []
    rows = Record.objects.filter(readable_kinds(list_kinds(), actor, day)).select_related("unit", "searched")
    found = {record.pk: record for record in first_with_own_words(rows, question, most)}
    in_texts = any(newest_ids_with_grams(parse_question(word)[1], 1, passages=True) for word in words)
    for kind in list_kinds() if in_texts else ():
        if kind.texts:
            may = Q(kind=kind.name) & readable_condition(kind, actor, day)
            there = Record.objects.filter(may, pk__in=_anywhere(words, kind, actor, day))
            more = there.select_related("unit", "searched").order_by("-pk")[:most]
            found |= {record.pk: record for record in more}
    return [found[pk] for pk in sorted(found, reverse=True)[:most]]


@dataclass(frozen=True)
class Spot:
    """The first place in a record's longer texts that contains a word of the question."""

    part: str  # which text
    line: int  # from 1
    pieces: list[tuple[str, bool]]


def spots_by_record(records: Iterable[Record], question: str, actor: Actor, day: date) -> dict[int, Spot]:
    """Return by record id the place in its longer texts that contains the words. Two queries per word and kind.

    Args:
        records: Records of any kinds that the actor may read.
    """
    words, _needed = parse_question(question)
    by_kind: dict[str, list[int]] = {}
    for record in records:
        if kind_of(record).texts:
            by_kind.setdefault(record.kind, []).append(record.pk)
    found: dict[int, Spot] = {}
    for name, pks in by_kind.items():
        for word in words:
            left = [pk for pk in pks if pk not in found]
            rows = _passages(word, declared(name), actor, day).filter(record__in=left)
            first = rows.order_by().values("record").annotate(first=Min("pk")).values("first")
            for passage in Passage.objects.filter(pk__in=first) if left else ():
                line = passage.line + passage.text.count("\n", 0, passage.text.find(word))
                found[passage.record_id] = Spot(passage.part, line, _around(passage.text.replace("\n", " "), words, 30))
    return found


def question_excerpt(text: str, question: str, around: int = 30) -> list[tuple[str, bool]]:
    """Return an excerpt around the question's first word as pieces: text, and whether it was asked for."""
    words, _ = parse_question(question)
    return _around(normalize_text(text).partition("\n")[2].replace("\n", " "), words, around)


def _around(text: str, words: Sequence[str], around: int) -> list[tuple[str, bool]]:
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
