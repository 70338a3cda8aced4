"""A list as a workbook: exactly the rows and rights of the page, journaled."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.org.pages.asked import asked
from luoshi.org.requests import acting
from luoshi.org.shapes import Light
from luoshi.records import fields
from luoshi.records.actions.journal import journal
from luoshi.records.errors import RecordError
from luoshi.records.kinds import Kind
from luoshi.records.pages.common import LIGHTS, kind_or_404, problem
from luoshi.records.pages.lists import back
from luoshi.records.queries.listing import active, light_of, listed
from luoshi.records.queries.naming import Names
from luoshi.records.sheets import MOST_LINES, Head, Written, write_list

STEP = 1000  # records in memory at once
KEPT = 4_000_000  # bytes of the file that stay in memory
WIDTHS = {
    "number": 14,
    "title": 40,
    "unit": 24,
    "state": 12,
    "due": 12,
    "light": 10,
    "why": 30,
    "opened": 17,
    "closed": 17,
}


@require_POST
@login_required
def export(request: HttpRequest, name: str) -> HttpResponseBase:
    """The list as it was asked for, as an .xlsx file. It is a POST because it is journaled."""
    declared, actor, at = kind_or_404(name), acting(request), timezone.now()
    day = timezone.localdate(at)
    narrowed = listed(declared, actor, day, request.GET, units_day=asked(request).day)
    if narrowed.qs.count() > MOST_LINES:
        what = _("The list has more rows than a sheet holds (%(most)d).") % {"most": MOST_LINES}
        error = RecordError("refused", what, remedy=_("Set a filter first."))
        return problem(request, error, home_url=back(request, declared))
    set_filters = [one.label for one in active(narrowed)]
    file: Any = tempfile.SpooledTemporaryFile(max_size=KEPT)  # noqa: SIM115 - the response closes it
    protected = declared.protected.fields if declared.protected else ()
    head = _head(declared, protected, set_filters, actor.name, at)
    count = write_list(file, head, _lines(declared, protected, narrowed.qs, day))
    # After the rows, since writing them can take a minute, and before any leave: no entry, no file.
    with transaction.atomic():
        journal(declared.name, "export", actor, {"count": count, "filter": set_filters}, at=at)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{declared.label} {day.isoformat()}.xlsx")


def _shown(declared: Kind) -> list[str]:
    """The kind's own fields: the list's columns, then what the page of one record shows besides."""
    return [*declared.columns, *(one for one in declared.shows if one not in declared.columns)]


def _head(declared: Kind, protected: tuple[str, ...], filters: list[str], who: str, at: datetime) -> Head:
    own = [(fields.label(declared, one), 40 if one in declared.words else 16) for one in _shown(declared)]
    hidden = [(fields.label(declared, one) + _(" (protected)"), 14) for one in protected]
    said = [_("Luoshi"), *filter(None, [settings.OFFICE.get("name")])]
    said += [_("As of %(at)s") % {"at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M")}]
    said += [_("Exported by %(who)s") % {"who": who}]
    said += [_("Shown only: %(filters)s") % {"filters": "; ".join(filters)} if filters else _("All that you may see")]
    if settings.DEMO:
        said.insert(0, "[" + _("Demonstration data") + "]")
    return Head(
        str(declared.label) + (f" [{_('Demonstration data')}]" if settings.DEMO else ""),
        " · ".join(said),
        [
            (_("Number"), WIDTHS["number"]),
            (_("Title"), WIDTHS["title"]),
            *own,
            (_("Unit"), WIDTHS["unit"]),
            (_("State"), WIDTHS["state"]),
            (_("Due"), WIDTHS["due"]),
            (_("Light"), WIDTHS["light"]),
            *([(_("Why this light"), WIDTHS["why"])] if declared.lights else []),
            (_("Opened"), WIDTHS["opened"]),
            (_("Closed on"), WIDTHS["closed"]),
            *hidden,
        ],
        _("Not a system for secrets: storing or processing state secrets or work secrets is strictly forbidden"),
    )


HEAD = ("number", "title")
TAIL = ("unit", "state", "due", "opened", "closed")


def _lines(declared: Kind, protected: tuple[str, ...], records: Any, day: date) -> Iterator[list[Written]]:
    shown = _shown(declared)
    # Values, not records: of a hundred thousand, to make the objects takes longer than all else.
    asked = (*HEAD, *shown, *TAIL, *protected, *(("pk",) if declared.lights else ()))
    rows = records.values_list(*asked).iterator(chunk_size=STEP)
    model = declared.record
    pointing = [one for one in ("unit", *shown) if model._meta.get_field(one).many_to_one]
    names = Names(model, {one: asked.index(one) for one in pointing}, STEP)
    writers = [names.of(one) if one in pointing else _writer(declared, one) for one in shown]
    unit, behind, hidden = names.of("unit"), len(HEAD) + len(shown), len(HEAD) + len(shown) + len(TAIL)
    # Said once: a translated word is looked up again each time that it is asked for.
    states = {name: str(words) for name, words in declared.cycle.states.items()}
    by_due = {code: str(words) for code, (_tone, words) in LIGHTS.items()}
    mask = declared.protected.mask if declared.protected else str
    known = names.known(rows)
    for row, lit in _lit(declared, known, day) if declared.lights else ((row, None) for row in known):
        at, state, due, opened, closed = row[behind:hidden]
        yield [
            *row[: len(HEAD)],
            *[written(value) for written, value in zip(writers, row[len(HEAD) : behind], strict=True)],
            unit(at),
            states[state],
            due,
            *([lit.label, lit.why] if lit else [by_due[light_of(closed, due, day)]]),
            opened,
            closed,
            *[
                mask(fields.said(model, *one))
                for one in zip(protected, row[hidden : hidden + len(protected)], strict=True)
            ],
        ]


def _lit(declared: Kind, rows: Iterable[Any], day: date) -> Iterator[tuple[Any, Light]]:
    """Each row with its light by the kind's own rules, the last of its values being its id: a few queries a step."""
    lights: Any = declared.lights
    left = iter(rows)
    while some := list(islice(left, STEP)):
        found = lights.of(list(declared.record._default_manager.filter(pk__in=[row[-1] for row in some])), day)
        yield from ((row, found[row[-1]]) for row in some)


def _writer(declared: Kind, name: str) -> Callable[[Any], Written]:
    """A field as a cell: numbers, days and moments as such, a choice by its label, everything else in words."""
    plain = not getattr(declared.record._meta.get_field(name), "choices", None)

    def written(found: Any) -> Written:
        if plain and (type(found) is str or (isinstance(found, int | Decimal | date) and not isinstance(found, bool))):
            return found
        return fields.said(declared.record, name, found)

    return written
