"""A leader's page: one screen, and the same as one sheet of A4."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.org.actors.models import Post
from luoshi.org.actors.queries import seats
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Light, Row, Table
from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.records.journal.queries.journal import may_read
from luoshi.records.kinds import fields
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import kind
from luoshi.records.leaders import queries as asks
from luoshi.records.leaders.actions import have_seen
from luoshi.records.lists.pages.shown import lights_of

WORD, LATE, CHANGED = 4, 5, 6  # rows that fit one screen of 1366 × 768, and one sheet


@require_safe
@login_required
def page(request: HttpRequest, post: int | None = None) -> HttpResponse:
    """What waits for the leader's word, what is late in their field and why, what changed since they last looked."""
    day = timezone.localdate()
    actor = acting(request)
    mine = asks.leader_posts(actor, day)
    chosen = next((one for one in mine if post in (None, one.pk)), None)
    if chosen is None:
        raise Http404
    return render(request, "leader.html", _context(chosen, mine, actor, day))


@require_POST
@login_required
def seen(request: HttpRequest, post: int) -> HttpResponse:
    """Notes that the leader has seen what changed."""
    at = timezone.now()
    chosen = next((one for one in asks.leader_posts(acting(request), timezone.localdate(at)) if one.pk == post), None)
    if chosen is None:
        raise Http404
    have_seen(chosen, acting(request), at=at)
    return HttpResponseRedirect(reverse("leader", args=[post]))


def _context(post: Post, mine: list[Post], actor: Actor, day: date) -> dict[str, Any]:
    holder = post.tenures.filter(start__lte=day, until__gt=day, deputy=False).select_related("person").first()
    as_leader = Actor(0, "", seats([(post, "own")], day))
    since = asks.looked(post.pk, day)
    changed, changes = asks.changed_since(as_leader, day, since, CHANGED)
    word = asks.waiting_for_word(as_leader, day, WORD)
    late = asks.late_in_field(as_leader, day, LATE)
    others = [{"label": str(other), "url": reverse("leader", args=[other.pk])} for other in mine if other.pk != post.pk]
    title = _("For the leader")
    return {
        "title": title,
        "bare": True,
        "crumbs": [(_("Home"), reverse("home")), (title, "")],
        "leader": {"name": str(holder.person) if holder else _("not held"), "post": str(post)},
        "day": day,
        "actions": others,
        "seen_url": reverse("leader_seen", args=[post.pk]),
        "since": since,
        "parts": [
            _part("word", _("Waits for my word"), word, _records(word.rows, day), _("Nothing waits for your word."))
            | {"more": _further(word, _for_word)},
            _part("late", _("Late in my field"), late, _late(late.rows, day), _("Nothing is late in your field."))
            | {"more": _further(late, lambda _kind: "?due=late")},
            {
                "id": "changed",
                "title": _("Changed since I last looked"),
                "count": changes,
                "table": _changed(changed),
                "more": _further_changes(changed, changes - len(changed), actor),
            },
        ],
    }


def _part(name: str, title: str, part: asks.Part, rows: list[Row], empty: str) -> dict[str, Any]:
    columns = [Column(_("Title")), Column(_("Unit")), Column(_("Due"), "date"), Column(_("How it stands"))]
    return {
        "id": name,
        "title": title,
        "count": part.count,
        "table": Table(title, columns, rows, Empty(empty)),
    }


def _further(part: asks.Part, asked: Callable[[Kind], str]) -> list[dict[str, str]]:
    """Where all rows of a part are: for each kind its list, narrowed to these; nothing where all are shown."""
    further = part.count - len(part.rows)
    if not further:
        return []
    lists = [(kind(name), count) for name, count in sorted(part.kinds.items())]
    said = [
        _("%(n)d further") % {"n": further} if len(lists) == 1 else f"{declared.label} {count}"
        for declared, count in lists
    ]
    return [
        {"label": label, "url": reverse("records:list", args=[declared.name]) + asked(declared)}
        for label, (declared, _count) in zip(said, lists, strict=True)
    ]


def _for_word(declared: Kind) -> str:
    """The filter for the states in which a main step is a leader's."""
    theirs = {
        name for name, one in declared.rights.by_name.items() if any(role == Role.LEADER for role, _ in one.reaches)
    }
    steps = [one for one in declared.cycle.steps if one.tone == "main" and not theirs.isdisjoint(one.who)]
    states = {state for one in steps for state in one.before}
    return "?" + urlencode([("state", state) for state in declared.cycle.states if state in states])


def _further_changes(changed: list[asks.Changed], further: int, actor: Actor) -> list[dict[str, str]]:
    """Where the further changes are: in the journal, for who may read it, else in the lists."""
    if further <= 0:
        return []
    label = _("%(n)d further") % {"n": further}
    if may_read(actor):
        return [{"label": label, "url": reverse("records:journal")}]
    names = sorted({one.record.kind for one in changed})
    return [
        {
            "label": label if len(names) == 1 else str(kind(name).label),
            "url": reverse("records:list", args=[name]),
        }
        for name in names
    ]


def _row(record: Record, light: Light, stands: str) -> Row:
    light = replace(light, why="")  # how it stands says it, and a row has two lines
    cells = [
        Cell(record.title, _("Title"), head=True, url=record.get_absolute_url()),
        Cell(str(record.unit), _("Unit")),
        Cell(fields.text(record.due), _("Due"), "date", light=light),
        Cell(stands, _("How it stands")),
    ]
    return Row(str(record.pk), record.title, cells)


def _records(rows: Any, day: date) -> list[Row]:
    lights = lights_of(rows, day)
    return [_row(one, lights[one.pk], str(one.declared.cycle.states[one.state])) for one in rows]


def _late(rows: Any, day: date) -> list[Row]:
    """How long, in which state, and the reason: the last words that the unit gave, if it gave any."""
    given, lights = asks.reasons_of(rows), lights_of(rows, day)
    found = []
    for one in rows:
        words = _("%(how)s, %(state)s") % {
            "how": lights[one.pk].why,
            "state": one.declared.cycle.states[one.state],
        }
        label, reason = given.get(one.pk, ("", ""))
        said = _("%(label)s: %(value)s") % {"label": label, "value": Truncator(reason).chars(40)}
        found.append(_row(one, lights[one.pk], _("; ").join([words, said if reason else _("no reason given yet")])))
    return found


def _changed(changed: list[asks.Changed]) -> Table:
    rows, said = [], _("%(step)s (%(who)s, %(at)s)")
    for one in changed:
        at = timezone.localtime(one.last.at).strftime("%m-%d %H:%M")
        cells = [
            Cell(one.record.title, _("Title"), head=True, url=one.record.get_absolute_url()),
            Cell(
                said % {"step": one.last.label, "who": one.last.actor or _("the program"), "at": at}, _("What happened")
            ),
        ]
        rows.append(Row(str(one.record.pk), one.record.title, cells))
    columns = [Column(_("Title")), Column(_("What happened"))]
    return Table(_("Changed since I last looked"), columns, rows, Empty(_("Nothing changed since you last looked.")))
