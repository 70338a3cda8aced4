"""A step of Getting started: the lines of work that the office uses, switched on and off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from luoshi.base.errors import OrgError
from luoshi.base.forms.requests import request_actor
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.lines import AREAS, Line
from luoshi.kernel.kinds.registry import declared_lines, lines_in_use
from luoshi.kernel.rights.pages import error_status
from luoshi.kernel.switches.actions import set_lines_in_use
from luoshi.kernel.switches.queries import count_records_of_lines, needs_of_lines, switchable_lines
from luoshi.site.begin.pages import may_view_setup


@dataclass(frozen=True)
class LineRow:
    """A line as a row of the page.

    Attributes:
        on: whether it is ticked.
        count: how many records it has.
        needs: the labels of the lines it builds on that can be switched off.
    """

    name: str
    label: Any
    about: Any
    on: bool
    count: int
    needs: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def lines_in_use_edit(request: HttpRequest) -> HttpResponse:
    """Show the lines of work with a tick for each that the office uses; save the ticks.

    Raises:
        Http404: the user is neither administrator nor auditor.
    """
    if not may_view_setup(request):
        raise Http404
    actor, error, ticked = request_actor(request), None, None
    if request.method == "POST":
        ticked = request.POST.getlist("line")
        try:
            changed = set_lines_in_use(ticked, actor, at=timezone.now())
        except OrgError as refused:
            error = refused
        else:
            said = ngettext("Saved: %(n)d line changed.", "Saved: %(n)d lines changed.", len(changed))
            messages.success(request, said % {"n": len(changed)})
            return HttpResponseRedirect(reverse("begin_lines"))
    title = _("Lines of work in use")
    context = {
        "title": title,
        "crumbs": [(_("Getting started"), reverse("begin")), (title, "")],
        "groups": _groups(ticked),
        "always": [str(line.label) for line in declared_lines() if line.fixed and (line.kinds or line.menu)],
        "may": Role.ADMINISTRATOR in actor.roles,
        "error": error,
    }
    return render(request, "begin_lines.html", context, status=error_status(error))


def _groups(ticked: list[str] | None) -> dict[str, list[LineRow]]:
    """Return the lines that can be switched by the area of the menu in which they stand."""
    counts, needs = count_records_of_lines(), needs_of_lines()
    used = {line.name for line in lines_in_use()} if ticked is None else {*ticked}
    labels = {line.name: str(line.label) for line in switchable_lines()}
    groups: dict[str, list[LineRow]] = {str(area.label): [] for area in AREAS}
    for line in switchable_lines():
        groups[str(line.area.label)].append(_row(line, line.name in used, counts[line.name], needs, labels))
    return {heading: rows for heading, rows in groups.items() if rows}


def _row(line: Line, on: bool, count: int, needs: dict[str, frozenset[str]], labels: dict[str, str]) -> LineRow:
    needed = [label for name, label in labels.items() if name in needs[line.name]]
    return LineRow(line.name, line.label, line.about, on, count, needed)
