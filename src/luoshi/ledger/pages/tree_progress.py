"""The tree of units with how many commitments are open, late and done in each branch; one level a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.ledger.queries.plan_progress import Part
from luoshi.ledger.queries.tree_progress import level
from luoshi.org.requests import acting
from luoshi.org.shapes import Cell, Column, Empty, Row, Table


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The roots, or with ?unit=… what is right under a unit; units by their code, never by how they do."""
    day, asked = timezone.localdate(), request.GET.get("unit", "")
    if asked and not (asked.isdecimal() and len(asked) < 19):
        raise Http404
    found = level(acting(request), day, int(asked) if asked else None)
    if found is None:
        raise Http404
    title = _("Progress by unit")
    here = [(title, reverse("ledger:tree_progress") if found.path else "")]
    here += [(name, _at(unit) if unit != int(asked) else "") for unit, name in found.path]
    rows = [
        Row(str(one.unit), one.part.name, _cells(one.part, _at(one.unit) if one.beneath else "", one.beneath))
        for one in found.branches
    ]
    if found.own and found.own.every and found.branches:
        rows.insert(0, Row("own", found.own.name, _cells(found.own, "", 0, own=True)))
    columns = [
        Column(_("Unit")),
        Column(_("Units right beneath"), "number"),
        *(Column(w, "number") for _n, w in _heads()),
    ]
    empty = Empty(_("No unit stands beneath this one."), "", _list(asked) if asked else "", _("Its commitments"))
    context = {
        "title": found.path[-1][1] if found.path else title,
        "crumbs": [(_("Units"), reverse("org:units")), *here],
        "day": day,
        "counts": _counts(found.own, asked) if found.own and not found.branches else [],
        "table": Table(title, columns, rows, empty),
    }
    return render(request, "ledger/tree_progress.html", context)


def _heads() -> list[tuple[str, str]]:
    return [
        ("every", _("All")),
        ("open", _("Still open")),
        ("late", _("Not done, date passed")),
        ("done", _("Completed")),
    ]


def _at(unit: int) -> str:
    return reverse("ledger:tree_progress") + f"?unit={unit}"


def _list(unit: str) -> str:
    return reverse("records:list", args=["commitments"]) + "?" + urlencode({"unit": unit})


def _counts(own: Part, unit: str) -> list[dict[str, Any]]:
    return [{"label": words, "count": getattr(own, name), "tone": "late" if name == "late" else None,
             "url": _list(unit) if name == "every" else ""} for name, words in _heads()]  # fmt: skip


def _cells(part: Part, url: str, beneath: int, own: bool = False) -> list[Cell]:
    words = _("%(unit)s itself") % {"unit": part.name} if own else part.name
    return [
        Cell(words, _("Unit"), head=True, url=url),
        Cell(str(beneath or ""), _("Units right beneath"), "number"),
        *(
            Cell(
                str(getattr(part, name)),
                said,
                "number",
                url=_list(part.key) if name == "every" and part.every and not own else "",
            )
            for name, said in _heads()
        ),
    ]
