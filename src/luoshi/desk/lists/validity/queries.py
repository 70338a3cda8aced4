"""The validity of records: filters and alarms for lists, and the state for a record's page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily
from django.utils.translation import ngettext

from luoshi.base.database.kept_answers import keep_answer
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.conditions.queries.values import group_units_by_values, in_force
from luoshi.kernel.duties.terms.models import Term
from luoshi.kernel.duties.terms.rules import validity_standing
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.references.queries import Reference

CHOICES = (
    ("valid", lazily("valid")),
    ("ending", lazily("ends soon")),
    ("ended", lazily("expired, not renewed")),
    ("later", lazily("not valid yet")),
)
WORDS = dict(CHOICES) | {"ended": lazily("expired")}
TONES = {"valid": "fine", "ending": "soon", "ended": "late", "later": "none"}


def narrow_by_validity(kind: CompiledKind, rows: QuerySet[Record], which: str, day: date) -> QuerySet[Record]:
    """Filter rows to a state on a day (``terms.rules``); for an end, only open records that meet ``where``."""
    part: Any = kind.validity
    within = _within(day)
    begun, over = Q(**{f"{part.first}__lte": day}), Q(**{f"{part.last}__lt": day})
    if which == "later":
        return rows.filter(Q(**{f"{part.first}__gt": day}) & ~over & ~within)
    if which == "valid":
        return rows.filter((begun & ~_ended(part, day)) | within)
    rows = rows.filter(closed=None)
    if part.where is not None:
        rows = rows.filter(definitely_true(part.where, kind.record, day))
    return rows.filter(over & ~within) if which == "ended" else rows.filter(begun & ~within & _ending(part, day))


def _ended(part: Validity, day: date) -> Q:
    """Return a filter for terms that are certainly over: two-valued, also if there is no end."""
    return Q(**{f"{part.last}__isnull": False, f"{part.last}__lt": day})


def _within(day: date) -> Q:
    return Q(Exists(Term.objects.filter(record=OuterRef("pk"), first__lte=day, last__gte=day)))


def _ending(part: Validity, day: date) -> Q:
    found = Q(pk__in=[])
    for group in group_units_by_values([part.warn], day) if part.warn is not None else ():
        if (days := group.values[part.warn.name]) is not None:
            found |= group.units & Q(**{f"{part.last}__gte": day, f"{part.last}__lte": day + timedelta(days=days)})
    return found


def validity_alarms(kind: CompiledKind, rows: QuerySet[Record], day: date) -> list[tuple[str, str, str]]:
    """Return the alarms for these rows: label, count, and the filter that shows them. A query or two for each."""
    part = kind.validity
    if part is None:
        return []
    found = []
    for which in ("ended", "ending") if part.warn is not None else ("ended",):
        if count := narrow_by_validity(kind, rows, which, day).count():
            label = _("Expired, not renewed") if which == "ended" else _("Ends soon")
            found.append((label, str(count), which))
    return found


TERMS = Reference(Term, "record")


def terms_of(record: Record) -> list[tuple[date, date]]:
    """Return the terms before the latest, first to last. At most one query, once in a request that only reads."""
    rows = Term.objects.filter(record=record.pk).order_by("first", "pk").values_list("first", "last")
    return keep_answer((terms_of, record.pk), lambda: list(rows) if TERMS.may_exist(record) else [])


def validity_status(record: Record, day: date, before: list[tuple[date, date]]) -> tuple[str, str]:
    """Return the state of a record's term, as a code of ``TONES`` and in words; "" if no term is known."""
    part: Any = kind_of(record).validity
    first, last = getattr(record, part.first), getattr(record, part.last)
    warn = in_force(part.warn, record.unit_id, day) if part.warn is not None else None
    code = validity_standing(first, last, day, warn, before)
    if code == "ended" or (code in ("valid", "ending") and last is not None and last >= day):
        days = abs((last - day).days)
        words = ngettext("%(days)d day left", "%(days)d days left", days)
        if code == "ended":
            words = ngettext("%(days)d day ago", "%(days)d days ago", days)
        said = {"label": WORDS[code], "value": words % {"days": days}}
        return code, _("%(label)s: %(value)s") % said
    return code, str(WORDS.get(code, ""))
