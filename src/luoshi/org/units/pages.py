"""Pages of the unit tree as of a day, its search results, and a single unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    build_pager,
    paginate_rows,
)
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.org.actors.models import ROLES, Tenure
from luoshi.org.actors.view_dates import ViewDates, parse_view_dates
from luoshi.org.base import ports
from luoshi.org.tree import queries as tree
from luoshi.org.tree.models import FOREVER, Unit
from luoshi.org.tree.rules.names import name_on_day
from luoshi.org.units.queries import count_requested_units, once_called, posts_on, readable_unit_ids, standing_at

OPENED = 40  # units whose children one page shows, at most
HISTORY = 30


@require_safe
@login_required
def unit_list(request: HttpRequest) -> HttpResponse:
    """Show the tree of a day, whole if it is small, else by branches; or search results."""
    actor, at = request_actor(request), parse_view_dates(request)
    only = readable_unit_ids(actor, at.today)
    words = request.GET.get("q", "").strip()[:60]
    administers = Role.ADMINISTRATOR in actor.roles
    context: dict[str, object] = {
        "title": _("Units"),
        "as_of": at.bar(request.path, q=words),
        "at": at,
        "words": words,
        "actions": _actions(actor) if administers else [],
        "may_export": only is None,
    }
    if words:
        return render(request, "org/unit_found.html", context | _found(request, at, words, only))
    opened = _opened(request)
    shown = tree.visible_tree(at.day, opened, at.belief_time, only)
    context |= {"tree": _branches(shown, opened, at), "total": shown.total, "administers": administers}
    context["empty"] = _nothing(at, administers and not Unit.objects.exists())
    return render(request, "org/unit_tree.html", context)


def _actions(actor: Actor) -> list[dict[str, object]]:
    asked = count_requested_units(actor)
    found: list[dict[str, object]] = [
        {"label": _("Create a unit"), "url": reverse("org:found_unit"), "main": True},
        {"label": _("Import"), "url": reverse("org:import_units")},
    ]
    if asked:
        label = _("Units asked for (%(n)d)") % {"n": asked}
        found.append({"label": label, "url": reverse("org:unit_requests")})
    return found


def _nothing(at: ViewDates, first: bool) -> Empty:
    if first:
        words = _("Fill in the template and import it, or found the first unit by hand.")
        return Empty(_("There are no units yet."), words, reverse("org:import_units"), _("Import"))
    return Empty(_("No unit exists on %(day)s.") % {"day": at.day}, _("Choose another day."))


def _opened(request: HttpRequest) -> list[int]:
    found = [
        int(digits) for digits in request.GET.get("open", "").split(".") if digits.isdecimal() and len(digits) < 19
    ]
    return list(dict.fromkeys(found))[:OPENED]


def _branches(shown: tree.VisibleTree, opened: list[int], at: ViewDates) -> list[dict[str, object]]:
    """Return each root with its branches, as nested values for the template."""
    kept = {"on": at.day} if at.day != at.today else {}
    kept |= {"known": at.known_day} if at.known_day else {}
    below: dict[int | None, list[tree.Node]] = {}
    for node in shown.nodes:
        below.setdefault(node.parent, []).append(node)

    before, after = reverse("org:unit", args=[0]).rsplit("0", 1)  # resolved once, not for each of thousands
    after += at.query

    def toggle(unit: int) -> str:
        now = [opened_unit for opened_unit in opened if opened_unit != unit] if unit in opened else [*opened, unit]
        return "?" + urlencode({**kept, "open": ".".join(map(str, now))}) + f"#unit-{unit}"

    def branch(node: tree.Node, depth: int) -> dict[str, object]:
        return {
            **node._asdict(),
            "url": f"{before}{node.unit}{after}",
            "open": depth < 2,
            "opened": node.unit in opened,
            "toggle": "" if shown.whole or not node.direct else toggle(node.unit),
            "below": [branch(child, depth + 1) for child in below.get(node.unit, ())],
        }

    return [branch(node, 0) for node in below.get(None, ())]


def _found(request: HttpRequest, at: ViewDates, words: str, only: frozenset[int] | None) -> dict[str, object]:
    rows = once_called(standing_at(at.day, at.belief_time), words)
    page = paginate_rows(request, rows if only is None else rows.filter(pk__in=only))
    ids = [unit.pk for unit in page]
    names, paths = tree.unit_names_on_day(ids, at.day, at.belief_time), tree.unit_paths(ids, at.day, at.belief_time)
    lines = []
    for unit in page:
        name, short = names.get(unit.pk, (unit.name, unit.short))
        today = "" if unit.name == name else _("today's name: %(name)s") % {"name": unit.name}
        url = reverse("org:unit", args=[unit.pk]) + at.query
        cells = [
            DataCell(unit.code, _("Unit code"), "code"),
            DataCell(name, _("Unit name"), head=True, url=url, note=today),
            DataCell(short, _("Abbreviation")),
            DataCell(" / ".join(above for _id, above in paths[unit.pk]), _("Under")),
        ]
        lines.append(DataRow(str(unit.pk), name, cells))
    columns = [
        DataColumn(_("Unit code"), "code"),
        DataColumn(_("Unit name")),
        DataColumn(_("Abbreviation")),
        DataColumn(_("Under")),
    ]
    empty = Empty(
        _("No unit has this name on that day."),
        _("Try fewer characters, the abbreviation, pinyin initials or the code."),
    )
    return {"table": DataTable(_("Units found"), columns, lines, empty), "pager": build_pager(request, page)}


@require_safe
@login_required
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one unit as of a day: its names, place, children, posts and history."""
    actor, at = request_actor(request), parse_view_dates(request)
    only = readable_unit_ids(actor, at.today)
    if only is not None and pk not in only:
        raise Http404
    unit = get_object_or_404(Unit, pk=pk)
    names = sorted(tree.names_by_unit([pk], at.belief_time).get(pk, {}), key=lambda one: one.start)
    now = name_on_day(names, at.day)
    lives = tree.lives_of(pk, at.belief_time)
    stands = any(start <= at.day < until for start, until in lives)
    inside = only is None
    page = paginate_rows(request, tree.right_under(pk, at.day, at.belief_time, only))
    sections = [_children(at, page, only)]
    if inside:
        sections.append(_posts(pk, at))
    administers = Role.ADMINISTRATOR in actor.roles
    context = {
        "title": now.name if now else unit.name,
        "number": unit.code,
        "crumbs": _crumbs(pk, at, unit.name),
        "as_of": at.bar(request.path),
        "at": at,
        "gone": "" if stands else _("It does not exist on %(day)s.") % {"day": at.day},
        "facts": _facts(unit, names, lives, at, inside),
        "orders": _orders(unit) if administers else [],
        "sections": sections,
        "pager": build_pager(request, page),
        "timeline": _history(pk) if inside else None,
        "aside": inside,
        "pictures_url": _pictures(pk, at) if stands else "",
    }
    return render(request, "org/unit.html", context)


def _pictures(pk: int, at: ViewDates) -> str:
    url = ports.unit_pictures_url(pk)
    return url + at.query.replace("?", "&", 1) if url else ""


def _crumbs(pk: int, at: ViewDates, name: str) -> list[tuple[str, str]]:
    above = tree.unit_paths([pk], at.day, at.belief_time)[pk]
    way = [(called, reverse("org:unit", args=[ancestor]) + at.query) for ancestor, called in above]
    return [(_("Units"), reverse("org:units") + at.query), *way, (name, "")]


def _facts(unit: Unit, names: Any, lives: Any, at: ViewDates, inside: bool) -> list[LabelledFact]:
    now = name_on_day(names, at.day)
    others = [name for name in names if name != now]
    found = [
        LabelledFact(_("Unit name"), now.name if now else unit.name),
        LabelledFact(_("Abbreviation"), now.short if now else unit.short),
        LabelledFact(_("Unit code"), unit.code),
        LabelledFact(_("Existing"), "; ".join(_stretch(start, until) for start, until in lives)),
        LabelledFact(_("Division code"), unit.division),
        LabelledFact(_("Credit code"), unit.credit),
    ]
    if unit.remark:
        found.append(LabelledFact(_("Remark"), unit.remark, long=True))
    if others:
        said = (f"{other_name.name} ({_stretch(other_name.start, other_name.until)})" for other_name in others)
        found.append(LabelledFact(_("Other names"), "; ".join(said), long=True))
    if inside:
        count = ports.count_waiting(units=[unit.pk])
        found.append(LabelledFact(_("Open matters"), str(count), note=_("with this unit today")))
    return found


def _stretch(start: date, until: date) -> str:
    if until == FOREVER:
        return _("from %(start)s") % {"start": start}
    return _("from %(start)s to before %(until)s") % {"start": start, "until": until}


def _children(at: ViewDates, page: Any, only: frozenset[int] | None) -> dict[str, object]:
    lines = []
    for node in tree.tree_nodes(list(page), at.day, at.belief_time, only):
        url = reverse("org:unit", args=[node.unit]) + at.query
        cells = [
            DataCell(node.code, _("Unit code"), "code"),
            DataCell(node.name, _("Unit name"), head=True, url=url),
            DataCell(node.short, _("Abbreviation")),
            DataCell(str(node.beneath), _("Subordinate units"), "number"),
        ]
        lines.append(DataRow(str(node.unit), node.name, cells))
    columns = [DataColumn(_("Unit code"), "code"), DataColumn(_("Unit name")), DataColumn(_("Abbreviation"))]
    table = DataTable(
        _("Direct subordinate units"),
        [*columns, DataColumn(_("Subordinate units"), "number")],
        lines,
        Empty(_("It has no subordinate units on that day.")),
    )
    return {"id": "under", "title": table.caption, "count": page.paginator.count, "table": table}


def _posts(pk: int, at: ViewDates) -> dict[str, object]:
    lines = []
    for post, tenures in posts_on(pk, at.day):
        who = "、".join(tenure.person.name + (_(" (deputy)") if tenure.deputy else "") for tenure in tenures)
        cells = [
            DataCell(post.title, _("Post"), head=True, url=reverse("org:post", args=[post.pk]) + at.query),
            DataCell(str(ROLES[Role(post.role)]), _("Role")),
            DataCell(who or _("vacant"), _("Held by"), url=_person(tenures, at)),
        ]
        lines.append(DataRow(str(post.pk), post.title, cells))
    table = DataTable(
        _("Posts"),
        [DataColumn(_("Post")), DataColumn(_("Role")), DataColumn(_("Held by"))],
        lines,
        Empty(_("No posts on that day.")),
    )
    return {"id": "posts", "title": table.caption, "count": len(lines), "table": table}


def _person(tenures: Sequence[Tenure], at: ViewDates) -> str:
    return reverse("org:person", args=[tenures[0].person_id]) + at.query if tenures else ""


def _history(pk: int) -> list[dict[str, object]]:
    rows = ports.subject_history(f"unit:{pk}", HISTORY)
    return [{"at": row.at, "who": "", "words": row.words, "entry": row.entry, "main": True} for row in rows]


def _orders(unit: Unit) -> list[dict[str, str]]:
    labels = {
        "rename": _("Rename"),
        "move": _("Move to another place"),
        "amend": _("Correct particulars"),
        "merge": _("Merge"),
        "split": _("Split"),
        "close": _("Close the unit"),
    }
    found = [{"label": _("Create a unit under it"), "url": reverse("org:found_unit") + f"?parent={unit.pk}"}]
    found += [{"label": label, "url": reverse("org:order", args=[unit.pk, name])} for name, label in labels.items()]
    accounts = reverse("org:open_accounts") + f"?unit={unit.pk}"
    return [*found, {"label": _("Open accounts for people without one"), "url": accounts}]
