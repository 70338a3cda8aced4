"""The tree of units as of a day, what is found in it, and the page of one unit."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.org.actors.asked import Asked, asked
from luoshi.org.actors.models import ROLES
from luoshi.org.base import ports
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Fact, Row, Table, paged, pager
from luoshi.org.rights.rules.rights import Role
from luoshi.org.tree import queries as tree
from luoshi.org.tree.models import FOREVER, Unit
from luoshi.org.tree.rules.names import named
from luoshi.org.units.queries import once_called, open_to, posts_on, standing_at

OPENED = 40  # units whose branches one page shows at most
HISTORY = 30


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The tree of a day, all of it if it is small, else by branches; or what was searched for."""
    actor, at = acting(request), asked(request)
    only = open_to(actor, at.today)
    words = request.GET.get("q", "").strip()[:60]
    administers = Role.ADMINISTRATOR in actor.roles
    context: dict[str, Any] = {
        "title": _("Units"),
        "as_of": at.bar(request.path, q=words),
        "at": at,
        "words": words,
        "actions": _actions(at) if administers else [],
        "may_export": only is None,
    }
    if words:
        return render(request, "org/unit_found.html", context | _found(request, at, words, only))
    opened = _opened(request)
    shown = tree.shown(at.day, opened, at.known, only)
    context |= {"tree": _branches(shown, opened, at), "total": shown.total, "administers": administers}
    context["empty"] = _nothing(at, administers and not Unit.objects.exists())
    return render(request, "org/unit_tree.html", context)


def _actions(at: Asked) -> list[dict[str, Any]]:
    return [
        {"label": _("Found a unit"), "url": reverse("org:found_unit"), "main": True},
        {"label": _("Import"), "url": reverse("org:import_units")},
    ]


def _nothing(at: Asked, first: bool) -> Empty:
    if first:
        words = _("Fill in the template and import it, or found the first unit by hand.")
        return Empty(_("There are no units yet."), words, reverse("org:import_units"), _("Import"))
    return Empty(_("No unit exists on %(day)s.") % {"day": at.day}, _("Choose another day."))


def _opened(request: HttpRequest) -> list[int]:
    found = [int(one) for one in request.GET.get("open", "").split(".") if one.isdecimal() and len(one) < 19]
    return list(dict.fromkeys(found))[:OPENED]


def _branches(shown: tree.Shown, opened: list[int], at: Asked) -> list[dict[str, Any]]:
    """Each root with its branches: nested values for the template, the node's own among them."""
    kept = {"on": at.day} if at.day != at.today else {}
    kept |= {"known": at.known_day} if at.known_day else {}
    below: dict[int | None, list[tree.Node]] = {}
    for node in shown.nodes:
        below.setdefault(node.parent, []).append(node)

    before, after = reverse("org:unit", args=[0]).rsplit("0", 1)  # looked up once, not for each of thousands
    after += at.query

    def toggle(unit: int) -> str:
        now = [one for one in opened if one != unit] if unit in opened else [*opened, unit]
        return "?" + urlencode({**kept, "open": ".".join(map(str, now))}) + f"#unit-{unit}"

    def branch(node: tree.Node, depth: int) -> dict[str, Any]:
        return {
            **node._asdict(),
            "url": f"{before}{node.unit}{after}",
            "open": depth < 2,
            "opened": node.unit in opened,
            "toggle": "" if shown.whole or not node.direct else toggle(node.unit),
            "below": [branch(one, depth + 1) for one in below.get(node.unit, ())],
        }

    return [branch(node, 0) for node in below.get(None, ())]


def _found(request: HttpRequest, at: Asked, words: str, only: frozenset[int] | None) -> dict[str, Any]:
    rows = once_called(standing_at(at.day, at.known), words)
    page = paged(request, rows if only is None else rows.filter(pk__in=only))
    ids = [unit.pk for unit in page]
    names, paths = tree.called(ids, at.day, at.known), tree.paths(ids, at.day, at.known)
    lines = []
    for unit in page:
        name, short = names.get(unit.pk, (unit.name, unit.short))
        today = "" if unit.name == name else _("today: %(name)s") % {"name": unit.name}
        url = reverse("org:unit", args=[unit.pk]) + at.query
        cells = [
            Cell(unit.code, _("Unit code"), "code"),
            Cell(name, _("Unit name"), head=True, url=url, note=today),
            Cell(short, _("Abbreviation")),
            Cell(" / ".join(above for _id, above in paths[unit.pk]), _("Under")),
        ]
        lines.append(Row(str(unit.pk), name, cells))
    columns = [Column(_("Unit code"), "code"), Column(_("Unit name")), Column(_("Abbreviation")), Column(_("Under"))]
    empty = Empty(
        _("No unit is called so on that day."),
        _("Try fewer characters, the abbreviation, pinyin initials or the code."),
    )
    return {"table": Table(_("Units found"), columns, lines, empty), "pager": pager(request, page)}


@require_safe
@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit as of a day: its names, its place, what stands under it, its posts, what happened to it."""
    actor, at = acting(request), asked(request)
    only = open_to(actor, at.today)
    if only is not None and pk not in only:
        raise Http404
    unit = get_object_or_404(Unit, pk=pk)
    names = sorted(tree.names_of([pk], at.known).get(pk, {}), key=lambda one: one.start)
    now = named(names, at.day)
    lives = tree.lives_of(pk, at.known)
    stands = any(start <= at.day < until for start, until in lives)
    inside = only is None
    page = paged(request, tree.right_under(pk, at.day, at.known, only))
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
        "pager": pager(request, page),
        "timeline": _history(pk) if inside else None,
        "aside": inside,
        "pictures_url": _pictures(pk, at) if stands else "",
    }
    return render(request, "org/unit.html", context)


def _pictures(pk: int, at: Asked) -> str:
    url = ports.pictures(pk)
    return url + at.query.replace("?", "&", 1) if url else ""


def _crumbs(pk: int, at: Asked, name: str) -> list[tuple[str, str]]:
    above = tree.paths([pk], at.day, at.known)[pk]
    way = [(called, reverse("org:unit", args=[one]) + at.query) for one, called in above]
    return [(_("Units"), reverse("org:units") + at.query), *way, (name, "")]


def _facts(unit: Unit, names: Any, lives: Any, at: Asked, inside: bool) -> list[Fact]:
    now = named(names, at.day)
    others = [one for one in names if one != now]
    found = [
        Fact(_("Unit name"), now.name if now else unit.name),
        Fact(_("Abbreviation"), now.short if now else unit.short),
        Fact(_("Unit code"), unit.code),
        Fact(_("Existing"), "; ".join(_stretch(start, until) for start, until in lives)),
        Fact(_("Division code"), unit.division),
        Fact(_("Credit code"), unit.credit),
    ]
    if unit.remark:
        found.append(Fact(_("Remark"), unit.remark, long=True))
    if others:
        said = (f"{one.name} ({_stretch(one.start, one.until)})" for one in others)
        found.append(Fact(_("Other names"), "; ".join(said), long=True))
    if inside:
        count = ports.count_waiting(units=[unit.pk])
        found.append(Fact(_("Open matters"), str(count), note=_("with it today")))
    return found


def _stretch(start: Any, until: Any) -> str:
    if until == FOREVER:
        return _("from %(start)s") % {"start": start}
    return _("from %(start)s to before %(until)s") % {"start": start, "until": until}


def _children(at: Asked, page: Any, only: frozenset[int] | None) -> dict[str, Any]:
    lines = []
    for node in tree.nodes(list(page), at.day, at.known, only):
        url = reverse("org:unit", args=[node.unit]) + at.query
        cells = [
            Cell(node.code, _("Unit code"), "code"),
            Cell(node.name, _("Unit name"), head=True, url=url),
            Cell(node.short, _("Abbreviation")),
            Cell(str(node.beneath), _("Units beneath"), "number"),
        ]
        lines.append(Row(str(node.unit), node.name, cells))
    columns = [Column(_("Unit code"), "code"), Column(_("Unit name")), Column(_("Abbreviation"))]
    table = Table(
        _("Units right under it"),
        [*columns, Column(_("Units beneath"), "number")],
        lines,
        Empty(_("No unit stands under it on that day.")),
    )
    return {"id": "under", "title": table.caption, "count": page.paginator.count, "table": table}


def _posts(pk: int, at: Asked) -> dict[str, Any]:
    lines = []
    for post, tenures in posts_on(pk, at.day):
        who = "、".join(one.person.name + (_(" (deputy)") if one.deputy else "") for one in tenures)
        cells = [
            Cell(post.title, _("Post"), head=True, url=reverse("org:post", args=[post.pk]) + at.query),
            Cell(str(ROLES[Role(post.role)]), _("Role")),
            Cell(who or _("vacant"), _("Held by"), url=_person(tenures, at)),
        ]
        lines.append(Row(str(post.pk), post.title, cells))
    table = Table(
        _("Posts"),
        [Column(_("Post")), Column(_("Role")), Column(_("Held by"))],
        lines,
        Empty(_("No posts on that day.")),
    )
    return {"id": "posts", "title": table.caption, "count": len(lines), "table": table}


def _person(tenures: Any, at: Asked) -> str:
    return reverse("org:person", args=[tenures[0].person_id]) + at.query if tenures else ""


def _history(pk: int) -> list[dict[str, Any]]:
    rows = ports.history(f"unit:{pk}", HISTORY)
    return [{"at": one.at, "who": "", "words": one.words, "entry": one.entry, "main": True} for one in rows]


def _orders(unit: Unit) -> list[dict[str, str]]:
    labels = {
        "rename": _("Rename"),
        "move": _("Move to another place"),
        "amend": _("Correct particulars"),
        "merge": _("Merge"),
        "split": _("Split"),
        "close": _("Close the unit"),
    }
    found = [{"label": _("Found a unit under it"), "url": reverse("org:found_unit") + f"?parent={unit.pk}"}]
    found += [{"label": label, "url": reverse("org:order", args=[unit.pk, name])} for name, label in labels.items()]
    accounts = reverse("org:open_accounts") + f"?unit={unit.pk}"
    return [*found, {"label": _("Open accounts for those without one"), "url": accounts}]
