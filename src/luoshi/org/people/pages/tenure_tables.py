"""Tables of tenures, charges, mandates and open work, for the pages of people and posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base import lateness
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.rights.rules.rights import Role
from luoshi.dates.lateness import LATE
from luoshi.dates.workdays import ONE_DAY
from luoshi.org.actors.models import ROLES, Charge, Mandate, Post, Tenure
from luoshi.org.actors.view_dates import ViewDates
from luoshi.org.base.ports import Pending, Pendings
from luoshi.org.people.rules import RoleTenure, Uncovered, uncovered_periods
from luoshi.org.tree import queries as tree
from luoshi.org.tree.models import FOREVER, Unit

YEAR = timedelta(days=365)  # how far back and ahead a post's page looks for days without a holder

Names = Mapping[int, str]
"""Names of units on the day that a page shows, by id."""


def format_last_day(until: date) -> str:
    """Return the last day of a period, or "" if it is open-ended."""
    return "" if until == FOREVER else (until - ONE_DAY).isoformat()


def format_tenure_period(start: date, until: date) -> str:
    """Return a period in words."""
    if until == FOREVER:
        return _("from %(start)s on") % {"start": start}
    return _("%(start)s to %(last)s") % {"start": start, "last": format_last_day(until)}


def units_called(units: Iterable[Unit], at: ViewDates) -> Names:
    """Return the names of units on the requested day; empty, without a query, for today: units hold today's name."""
    if at.day == at.today:
        return {}
    return {
        unit: name
        for unit, (name, _short) in tree.unit_names_on_day({unit.pk for unit in units}, at.day, at.belief_time).items()
    }


def unit_name_on_day(unit: Unit, names: Names) -> str:
    """Return a unit's name on the day, or today's if it had none then."""
    return names.get(unit.pk, unit.name)


def post_called(post: Post, names: Names) -> str:
    """Return a post with its unit's name on the day."""
    return f"{unit_name_on_day(post.unit, names)} {post.title}"


def format_held_post(tenure: Tenure, names: Names) -> str:
    """Return a post as a person holds it, marked if as deputy."""
    post = post_called(tenure.post, names)
    return _("%(post)s (deputy)") % {"post": post} if tenure.deputy else post


def tenure_light(start: date, until: date, day: date) -> Light:
    """Return the light for the state of a period on a day: ended, not begun or in force."""
    if until <= day:
        return Light("done", _("ended"))
    if start > day:
        return Light("waiting", _("not begun"))
    return Light("steady", _("in force"))


def build_table_card(id: str, title: str, table: DataTable, count: int, note: str = "") -> dict[str, Any]:
    """Return the context of a table in its card, for ``luoshi/_card.html``."""
    return {"id": id, "title": title, "count": count, "table": table, "note": note}


def build_pending_card(id: str, title: str, found: Pendings, day: date, count: int | None = None) -> dict[str, object]:
    """Return the card of open work: a table of what the user may read, and counts by kind of the rest.

    Args:
        count: of all open work, if the card is of one post among several; otherwise ``found`` has it.
    """
    table = build_pending_table(found.rows, day, format_unread_counts(found))
    note = _("; ").join(filter(None, [format_unread_counts(found) if found.rows else "", format_further_count(found)]))
    return build_table_card(id, title, table, found.count if count is None else count, note)


def format_unread_counts(found: Pendings) -> str:
    """Return the counts by kind of open items that the user may not read, noting those only this post can do; or ""."""
    counts: dict[str, int] = {}
    for unread_kind in found.unread:
        counts[unread_kind.kind] = counts.get(unread_kind.kind, 0) + unread_kind.count
    if not counts:
        return ""
    alone = {unread_kind.kind for unread_kind in found.unread if unread_kind.alone}
    lone = _("%(kind)s: %(n)d (nobody else can continue some of them)")
    said = [(lone if kind in alone else _("%(kind)s: %(n)d")) % {"kind": kind, "n": n} for kind, n in counts.items()]
    words = _("Only counted, because you may not read them: %(counts)s.")
    return words % {"counts": _("; ").join(said)}


def format_further_count(waiting: Pendings) -> str:
    """Return the sentence that more items are open than listed, with the number; "" if all are listed."""
    said = _("%(shown)d of %(count)d are listed, those due first; the other %(further)d are handed over too.")
    values = {"shown": waiting.count - waiting.further, "count": waiting.count, "further": waiting.further}
    return said % values if waiting.further else ""


def _stretch(start: date, until: date, day: date) -> list[DataCell]:
    return [
        DataCell(start.isoformat(), _("First day"), "date"),
        DataCell(format_last_day(until) or _("until further notice"), _("Last day"), "date"),
        DataCell("", _("State"), "light", light=tenure_light(start, until, day)),
    ]


def _heads(*first: str, acts: bool = True) -> list[DataColumn]:
    heads = [
        *map(DataColumn, first),
        DataColumn(_("First day"), "date"),
        DataColumn(_("Last day"), "date"),
        DataColumn(_("State"), "light"),
    ]
    return [*heads, DataColumn(_("Actions"), "steps")] if acts else heads


def _acts(cells: list[DataCell], steps: list[dict[str, str]], acts: bool) -> list[DataCell]:
    return [*cells, DataCell("", _("Actions"), "steps", steps=steps)] if acts else cells


def _end(name: str, row: Tenure | Mandate, day: date) -> list[dict[str, str]]:
    return [{"label": _("End"), "url": reverse(f"org:{name}", args=[row.pk])}] if row.until > day else []


def tenures_of_person(rows: Iterable[Tenure], at: ViewDates, keeps: bool, names: Names) -> DataTable:
    """Return the posts of one person; with ``keeps`` each can be ended."""
    found, day = [], at.day
    for row in rows:
        until = min(row.until, row.post.until)
        cells = [
            DataCell(
                post_called(row.post, names),
                _("Post"),
                head=True,
                url=_post(row.post_id, at),
            ),
            DataCell(str(ROLES[Role(row.post.role)]), _("Role")),
            DataCell(_("as deputy") if row.deputy else _("as holder"), _("Kind of tenure")),
            *_stretch(row.start, until, day),
        ]
        found.append(DataRow(str(row.pk), str(row.post), _acts(cells, _end("end_tenure", row, day), keeps)))
    empty = Empty(
        _("Does not hold a post."), _("Work belongs to posts: somebody without a post has nothing to do here.")
    )
    return DataTable(_("Posts"), _heads(_("Post"), _("Role"), _("Kind of tenure"), acts=keeps), found, empty)


def tenures_in_post(rows: Iterable[Tenure], at: ViewDates, keeps: bool) -> DataTable:
    """Return all tenures of one post."""
    found, day = [], at.day
    for row in rows:
        cells = [
            DataCell(
                row.person.name, _("Full name"), head=True, url=reverse("org:person", args=[row.person_id]) + at.query
            ),
            DataCell(_("as deputy") if row.deputy else _("as holder"), _("Kind of tenure")),
            *_stretch(row.start, row.until, day),
        ]
        found.append(DataRow(str(row.pk), row.person.name, _acts(cells, _end("end_tenure", row, day), keeps)))
    empty = Empty(_("Nobody has held this post."), _("Its matters wait until somebody is appointed."))
    return DataTable(_("Who holds it"), _heads(_("Full name"), _("Kind of tenure"), acts=keeps), found, empty)


def days_without_holder(post: Post, rows: Iterable[Tenure], day: date) -> list[Uncovered]:
    """List the periods without a holder in the year up to a day, and those already known in the year after it."""
    first, end = max(post.start, day - YEAR), min(post.until - ONE_DAY, day + YEAR)
    held: dict[bool, list[RoleTenure]] = {True: [], False: []}
    for row in rows:
        held[row.deputy].append(RoleTenure(row.person_id, row.start, row.until - ONE_DAY))
    return uncovered_periods(held[False], held[True], first, end)


def uncovered_days(rows: Iterable[Uncovered], day: date) -> DataTable:
    """List each period without a holder: first and last day, number of days, and whether a deputy acted."""
    found = []
    for row in rows:
        over = row.last >= day + YEAR  # the page looks no further, and nobody is appointed after that either
        cells = [
            DataCell(row.first.isoformat(), _("First day"), "date", head=True),
            DataCell(_("until somebody is appointed") if over else row.last.isoformat(), _("Last day"), "date"),
            DataCell("" if over else str((row.last - row.first).days + 1), _("Days"), "number"),
            DataCell(
                "",
                _("Deputy for the work"),
                "light",
                light=Light("steady", _("a deputy")) if row.deputised else Light("soon", _("nobody")),
            ),
        ]
        found.append(DataRow(row.first.isoformat(), row.first.isoformat(), cells))
    heads = [
        DataColumn(_("First day"), "date"),
        DataColumn(_("Last day"), "date"),
        DataColumn(_("Days"), "number"),
        DataColumn(_("Deputy for the work"), "light"),
    ]
    return DataTable(_("Days without a holder"), heads, found, Empty(_("It is held on every day.")))


def build_charges_table(rows: Iterable[Charge], day: date, names: Names) -> DataTable:
    """Return the units that a post answers for."""
    found = [
        DataRow(
            str(row.pk),
            str(row.unit),
            [DataCell(unit_name_on_day(row.unit, names), _("Unit"), head=True), *_stretch(row.start, row.until, day)],
        )
        for row in rows
    ]
    return DataTable(
        _("Answers for"), _heads(_("Unit"), acts=False), found, Empty(_("For its own unit and the subordinate units."))
    )


def build_mandates_table(rows: Iterable[Mandate], at: ViewDates, keeps: bool) -> DataTable:
    """Return mandates: leader's post, secretary's post and paper of each."""
    found, day = [], at.day
    for row in rows:
        cells = [
            DataCell(str(row.leader), _("Leader's post"), head=True, url=_post(row.leader_id, at)),
            DataCell(str(row.secretary), _("Recorded by"), url=_post(row.secretary_id, at)),
            DataCell(row.basis, _("Basis")),
            *_stretch(row.start, row.until, day),
        ]
        found.append(DataRow(str(row.pk), row.basis, _acts(cells, _end("end_mandate", row, day), keeps)))
    heads = _heads(_("Leader's post"), _("Recorded by"), _("Basis"), acts=keeps)
    return DataTable(_("Mandates"), heads, found, Empty(_("No mandates.")))


def _post(pk: int, at: ViewDates) -> str:
    return reverse("org:post", args=[pk]) + at.query


def build_pending_table(rows: Iterable[Pending], day: date, else_waits: str = "") -> DataTable:
    """Return the open work that the user may read; ``else_waits`` is shown instead if there is none."""
    found = []
    for row in rows:
        light = lateness.due_date_light(row.due, day, row.due_in_period) if row.due is not None and row.runs else None
        alone = Light("soon", _("nobody else")) if not row.owned and not row.others else None
        whose = _("the post itself") if row.owned else "、".join(row.others[:3]) + ("…" if len(row.others) > 3 else "")
        cells = [
            DataCell(row.number or row.kind, _("Number"), "code", head=True, url=row.url),
            DataCell(row.kind, _("Kind")),
            DataCell(row.title, _("Title")),
            DataCell(row.state, _("State")),
            DataCell(
                row.due.isoformat() if row.due else "",
                _("Due"),
                "date",
                light=light if light and light.key == LATE else None,
            ),
            DataCell(whose, _("Others who can continue"), light=alone),
        ]
        found.append(DataRow(row.reference, row.number, cells))
    heads = [DataColumn(_("Number"), "code"), DataColumn(_("Kind")), DataColumn(_("Title")), DataColumn(_("State"))]
    empty = Empty(else_waits or _("These posts have no open matters."))
    return DataTable(
        _("Waits on these posts"),
        [*heads, DataColumn(_("Due"), "date"), DataColumn(_("Others who can continue"))],
        found,
        empty,
    )
