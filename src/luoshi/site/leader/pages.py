"""A leader's page, which fits one screen and one sheet of A4, and the lists behind its figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, build_pager, paginate_rows
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.leaders import queries as asks
from luoshi.desk.leaders.actions import have_seen
from luoshi.kernel.history.queries.entries import may_read
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.org.actors.models import Post
from luoshi.org.actors.queries import list_seats
from luoshi.site.leader.decisions import build_word_table
from luoshi.site.leader.matters import build_leader_matters
from luoshi.site.today.faces import NARROW, build_curve_section
from luoshi.site.today.lists import ROWS, TITLES, YEAR, build_record_table

WORD, CHANGED = 4, 4  # rows that fit one screen of 1366 × 768, and one sheet
EACH, LATE = (
    3,
    9,
)  # late matters of one unit, and in total: nobody would read a page of hundreds
LABELS = {
    "late": gettext_lazy("Late in my field"),
    "unreported": gettext_lazy("Reports missing in my field"),
    "week": gettext_lazy("Due this week in my field"),
    "word": gettext_lazy("For me to decide"),
}
TONES = {"late": "late", "unreported": "late", "week": "soon", "word": ""}
NOTHING = {
    "late": gettext_lazy("Nothing is late in your field."),
    "unreported": gettext_lazy("No report is missing in your field."),
    "week": gettext_lazy("Nothing more is due this week in your field."),
    "word": gettext_lazy("You have nothing to decide."),
}


@require_safe
@login_required
def leader_overview(request: HttpRequest, post: int | None = None) -> HttpResponse:
    """Show four figures, late matters by unit with who has them, what waits for the leader's word, and changes."""
    day = timezone.localdate()
    actor = request_actor(request)
    mine = asks.leader_posts(actor, day)
    chosen = next((leader_post for leader_post in mine if post in (None, leader_post.pk)), None)
    if chosen is None:
        raise Http404
    return render(request, "leader.html", _context(chosen, mine, actor, day))


@require_safe
@login_required
def leader_figure_list(request: HttpRequest, post: int, which: str) -> HttpResponse:
    """Show all that a figure counts, by unit; ``?unit=…`` limits it to one unit."""
    day, actor = timezone.localdate(), request_actor(request)
    chosen = leader_post_of(actor, post, day)
    if which not in (*asks.FIGURES, *YEAR):
        raise Http404
    leader = as_leader(chosen, day)
    if which in YEAR:
        return _year_list(request, chosen, leader, which, day)
    rows, label = asks.figure_records(which, leader, day), str(LABELS[which])
    own = reverse("leader", args=[post])
    crumbs = [(_("Home"), reverse("home")), (_("For the leader"), own), (label, "")]
    asked, counted = request.GET.get("unit", ""), _counted(leader, day)
    if of_one := asked.isdecimal() and len(asked) < 19:
        rows = rows.filter(unit=int(asked))
    some = paginate_rows(request, asks.order_by_unit(rows), count=None if of_one else counted[which])
    found = list(some)
    narrowed = bool(of_one and found)
    context = {
        "title": _("%(figure)s: %(unit)s") % {"figure": label, "unit": found[0].unit} if narrowed else label,
        "crumbs": crumbs,
        "leader": _named(chosen, day),
        "day": day,
        "counts": _figures(chosen, counted, which),
        "which": which,
        "count": some.paginator.count,
        "table": build_word_table(found, label, str(NOTHING[which]), actor, day) if which == "word" else None,
        "units": [] if which == "word" else _grouped(found, chosen, actor, day),
        "empty": Empty(str(NOTHING[which]), "", own, _("For the leader")),
        "pager": build_pager(request, some),
        "every_url": reverse("leader_list", args=[post, which]) if narrowed else "",
    }
    return render(request, "leader_list.html", context)


def _year_list(request: HttpRequest, post: Post, leader: Actor, which: str, day: date) -> HttpResponse:
    """Show what the curve of the year counts of the leader's field."""
    some = paginate_rows(request, ROWS[which](leader, day))
    title, own = str(TITLES[which]), reverse("leader", args=[post.pk])
    context = {
        "title": title,
        "crumbs": [(_("Home"), reverse("home")), (_("For the leader"), own), (title, "")],
        "leader": _named(post, day),
        "day": day,
        "counts": _figures(post, _counted(leader, day), ""),
        "which": which,
        "count": some.paginator.count,
        "table": build_record_table(title, list(some), day),
        "units": [],
        "empty": Empty(_("None."), "", own, _("For the leader")),
        "pager": build_pager(request, some),
    }
    return render(request, "leader_list.html", context)


def leader_post_of(actor: Actor, post: int, day: date) -> Post:
    """Return the leader's post in a URL if the user may open its page; else raise Http404."""
    chosen = next((leader_post for leader_post in asks.leader_posts(actor, day) if leader_post.pk == post), None)
    if chosen is None:
        raise Http404
    return chosen


def as_leader(post: Post, day: date) -> Actor:
    """Return an actor with only the rights of this post, without its holder's other posts."""
    return Actor(0, "", list_seats([(post, "own")], day))


@require_POST
@login_required
def leader_changes_seen(request: HttpRequest, post: int) -> HttpResponse:
    """Record that the leader has seen the changes."""
    at = timezone.now()
    have_seen(leader_post_of(request_actor(request), post, timezone.localdate(at)), request_actor(request), at=at)
    return HttpResponseRedirect(reverse("leader", args=[post]))


def _context(post: Post, mine: list[Post], actor: Actor, day: date) -> dict[str, object]:
    leader = as_leader(post, day)
    since = asks.last_leader_look(post.pk, day)
    changed, changes = asks.changed_since(leader, day, since, CHANGED)
    word = asks.waiting_for_word(leader, day, WORD)
    late = asks.group_due_by_unit(asks.figure_records("late", leader, day), EACH, LATE)
    counted = {"late": sum(group.count for group in late), "word": word.count}
    others = [{"label": str(other), "url": reverse("leader", args=[other.pk])} for other in mine if other.pk != post.pk]
    title = _("For the leader")
    every = {which: reverse("leader_list", args=[post.pk, which]) for which in asks.FIGURES}
    return {
        "title": title,
        "bare": True,
        "crumbs": [(_("Home"), reverse("home")), (title, "")],
        "leader": _named(post, day),
        "day": day,
        "actions": others,
        "counts": _figures(post, _counted(leader, day, counted)),
        "curve": build_curve_section(leader, day, NARROW, post.pk),
        "seen_url": reverse("leader_seen", args=[post.pk]),
        "late": {
            "title": str(LABELS["late"]),
            "count": counted["late"],
            "units": _of_units(late, every["late"], post, actor, day),
            "further": [_more(group, every["late"], f"{group.name} {group.count}") for group in late if not group.rows],
            "empty": Empty(str(NOTHING["late"])),
        },
        "parts": [
            {
                "id": "word",
                "title": str(LABELS["word"]),
                "count": word.count,
                "table": build_word_table(word.rows, str(LABELS["word"]), str(NOTHING["word"]), actor, day),
                "more": _all_of(word, every["word"]),
            },
            {
                "id": "changed",
                "title": _("Changed since I last looked"),
                "count": changes,
                "table": _changed(changed),
                "more": _further_changes(changed, changes - len(changed), actor),
            },
        ],
    }


def _named(post: Post, day: date) -> dict[str, str]:
    holder = asks.holder_of_post(post, day)
    return {"name": str(holder.person) if holder else _("not held"), "post": str(post)}


def _counted(leader: Actor, day: date, known: dict[str, int] | None = None) -> dict[str, int]:
    """Count each figure; counts already known are not queried again."""
    known = known or {}
    return {
        figure: known[figure] if figure in known else asks.figure_records(figure, leader, day).count()
        for figure in asks.FIGURES
    }


def _figures(post: Post, counted: dict[str, int], here: str = "") -> list[dict[str, object]]:
    """Return the four figures, each with a link to the list of exactly what it counts."""
    return [
        {
            "label": str(LABELS[figure]),
            "count": count,
            "tone": TONES[figure],
            "url": reverse("leader_list", args=[post.pk, figure]),
            "here": figure == here,
        }
        for figure, count in counted.items()
    ]


def _of_units(
    found: Sequence[asks.UnitRecords], url: str, post: Post, actor: Actor, day: date
) -> list[dict[str, object]]:
    """Return the units with the shown matters, and a link to all of a unit's matters if there are more."""
    shown = [group for group in found if group.rows]
    rows = build_leader_matters([record for group in shown for record in group.rows], post, actor, day)
    made = []
    for group in shown:
        more = group.count > len(group.rows)
        made.append(
            {
                "id": group.unit,
                "name": group.name,
                "count": group.count,
                "rows": [rows[record.pk] for record in group.rows],
                "all": _more(group, url, _("All %(n)d") % {"n": group.count}) if more else None,
            }
        )
    return made


def _more(one: asks.UnitRecords, url: str, label: str) -> dict[str, str]:
    return {"label": label, "url": f"{url}?unit={one.unit}"}


def _grouped(found: list[Record], post: Post, actor: Actor, day: date) -> list[dict[str, object]]:
    """Group the matters of one page of a list by unit."""
    rows = build_leader_matters(found, post, actor, day)
    return [
        {"id": unit.pk, "name": unit.name, "count": None, "rows": [rows[record.pk] for record in some], "all": None}
        for unit, some in ((unit, list(some)) for unit, some in groupby(found, lambda one: one.unit))
    ]


def _all_of(part: asks.LeaderPart, url: str) -> list[dict[str, str]]:
    further = part.count - len(part.rows)
    return [{"label": _("%(n)d more matters") % {"n": further}, "url": url}] if further else []


def _further_changes(changed: list[asks.ChangedRecord], further: int, actor: Actor) -> list[dict[str, str]]:
    """Return the link to further changes: to the journal for users who may read it, else to the lists."""
    if further <= 0:
        return []
    label = _("%(n)d more matters") % {"n": further}
    if may_read(actor):
        return [{"label": label, "url": reverse("records:journal")}]
    names = sorted({change.record.kind for change in changed})
    return [
        {
            "label": label if len(names) == 1 else str(get_kind(name).label),
            "url": reverse("records:list", args=[name]),
        }
        for name in names
    ]


def _changed(changed: list[asks.ChangedRecord]) -> DataTable:
    rows, said = [], _("%(step)s (%(who)s, %(at)s)")
    for change in changed:
        at = timezone.localtime(change.last.at).strftime("%m-%d %H:%M")
        cells = [
            DataCell(change.record.title, _("Title"), head=True, url=change.record.get_absolute_url()),
            DataCell(
                said % {"step": change.last.label, "who": change.last.actor or _("the program"), "at": at},
                _("What happened"),
            ),
        ]
        rows.append(DataRow(str(change.record.pk), change.record.title, cells))
    columns = [DataColumn(_("Title")), DataColumn(_("What happened"))]
    return DataTable(
        _("Changed since I last looked"), columns, rows, Empty(_("Nothing changed since you last looked."))
    )
