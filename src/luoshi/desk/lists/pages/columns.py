"""The columns of a list: which there are to choose from, which a person sees, and the form in which they are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.base.forms.fields import EncryptedText
from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import list_query_string
from luoshi.desk.lists.pages.record_fragments import list_shares
from luoshi.desk.lists.rules import choose_columns, move_column
from luoshi.desk.lists.views.actions import keep_columns
from luoshi.desk.lists.views.queries import ColumnsByFace
from luoshi.desk.tags.part import lists_in_use, tag_parameter
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.links import links_of
from luoshi.kernel.rights.pages import kind_or_404
from luoshi.org.actors.models import Post
from luoshi.org.tree.models import Unit

CHOSEN = "columns-shown"  # the parameter with a view's columns: with a hyphen, so that no filter field has this name
AROUND = ("number", "title", "unit"), ("state", "due", "opened", "closed")  # before and after a kind's own


@dataclass(frozen=True)
class ListLayout:
    """In which columns a list is shown; ``usual``: as the kind has them, nobody chose.

    Attributes:
        names: the columns in their order.
        kind: the kind with the chosen ones of its own fields as its columns.
        offered: all columns to choose from, by name with their labels.
    """

    names: tuple[str, ...]
    kind: CompiledKind
    offered: dict[str, str]
    usual: bool


def list_layout(request: HttpRequest, declared: CompiledKind, kept: ColumnsByFace) -> ListLayout:
    """Return the columns of a list: those of the view that is open, else those the person chose, else the kind's."""
    offered = offered_columns(declared)
    asked = request.GET.get(CHOSEN, "")
    chosen = tuple(asked.split(",")) if asked else kept.get(request.GET.get("face", ""), ())
    if not any(name in offered for name in chosen):
        return usual_layout(declared)
    names = choose_columns(chosen, list(offered))
    own = tuple(name for name in names if name in declared.fields and name not in (*AROUND[0], "state", "due"))
    return ListLayout(names, replace(declared, columns=own), offered, False)


def usual_layout(declared: CompiledKind) -> ListLayout:
    """Return the columns that a list of this kind has if nobody chose others."""
    own = (*declared.columns, *list_shares(declared))
    return ListLayout(usual_columns(declared), replace(declared, columns=own), offered_columns(declared), True)


def usual_columns(declared: CompiledKind) -> tuple[str, ...]:
    """Return the columns of a kind's list if nobody chose others."""
    return (*AROUND[0], *declared.columns, *list_shares(declared), "state", *(("due",) if declared.falls_due else ()))


def offered_columns(declared: CompiledKind) -> dict[str, str]:
    """Return the columns that a list of this kind may have, with their labels: the usual ones first. No query.

    Of the page's further fields those that a list can show without a query a row; protected ones are none of them.
    """
    own = [*declared.columns, *(name for name in declared.shows if _fits_list(declared, name))]
    tags = {tag_parameter(code_list): str(code_list.label) for code_list in lists_in_use(declared)}
    labels = {"number": _("Number"), "state": _("State"), "opened": _("Opened"), "closed": _("Closed on"), **tags}
    labels |= list_shares(declared)
    names = dict.fromkeys((*usual_columns(declared), *own, *tags, *AROUND[1]))
    return {
        name: labels.get(name) or fields.field_label(declared, name)
        for name in names
        if name != "due" or declared.falls_due
    }


def _fits_list(declared: CompiledKind, name: str) -> bool:
    field = declared.fields.get(name)
    if field is None or name in (*declared.masked_fields, *declared.hidden) or isinstance(field, EncryptedText):
        return False
    return (
        not isinstance(field, models.ForeignKey)
        or name in links_of(declared.record)
        or field.related_model in (Unit, Post)
    )


def columns_context(request: HttpRequest, declared: CompiledKind, layout: ListLayout) -> dict[str, object]:
    """Return the context of ``records/_columns.html``: the shown columns in their order, then the others."""
    others = [name for name in layout.offered if name not in layout.names]
    return {
        "url": reverse("records:list_columns", args=[declared.name]) + list_query_string(request, page=None),
        "usual": layout.usual,
        "columns": [
            {"name": name, "label": layout.offered[name], "shown": name in layout.names, "fixed": name == "title"}
            for name in (*layout.names, *others)
        ],
    }


@require_POST
@login_required
def list_columns_edit(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the columns that the person chose for a list, and show it in them; ``usual`` forgets them."""
    declared = kind_or_404(name)
    face = declared.face(request.GET.get("face", ""))
    offered = list(offered_columns(declared.as_face(face)))
    keep_columns(declared, request_actor(request), face.name if face else "", _chosen(request, offered))
    asked = list_query_string(request, page=None, **{CHOSEN: None})
    return HttpResponseRedirect(reverse("records:list", args=[declared.name]) + asked.rstrip("?"))


def _chosen(request: HttpRequest, offered: Sequence[str]) -> tuple[str, ...]:
    if "usual" in request.POST:
        return ()
    chosen = choose_columns(request.POST.getlist("column"), offered)
    way, _sep, name = request.POST.get("move", "").partition(":")
    return move_column(chosen, name, way == "up") if way else chosen
