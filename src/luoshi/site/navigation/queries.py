"""What a person pinned and uses, the views of an area's lists, the records seen last, and what the palette looks up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import DateField, PositiveSmallIntegerField, Value
from django.urls import reverse

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.names import may_be_initials
from luoshi.desk.lists.views.models import COLUMNS, SavedView
from luoshi.desk.lists.views.queries import offered_views
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.rights.queries.access import readable_kinds
from luoshi.kernel.search.queries import first_with_initials, first_with_own_words
from luoshi.org.actors.models import Person
from luoshi.org.people.queries.people import in_view, search_people
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import readable_unit_ids, search_units
from luoshi.site.navigation.models import PageUse, PinnedPage

USED_WITHIN = 90  # days
VIEWS = 6


@dataclass(frozen=True)
class MenuHabits:
    """URLs that a person pinned, in their order; on how many days each was used, and those used on the day itself."""

    pinned: list[str] = field(default_factory=list)
    days: dict[str, int] = field(default_factory=dict)
    today: frozenset[str] = frozenset()


def menu_habits(person: int, day: date) -> MenuHabits:
    """Return what the person pinned and used in the ninety days up to this day. One query: every page asks it."""
    return keep_answer((menu_habits, person, day), lambda: _ask_for_habits(person, day)) if person else MenuHabits()


def _ask_for_habits(person: int, day: date) -> MenuHabits:
    since = day - timedelta(days=USED_WITHIN)
    no_day, no_place = Value(None, output_field=DateField()), Value(None, output_field=PositiveSmallIntegerField())
    pins = PinnedPage.objects.filter(person=person).values_list("page", "place", no_day)
    uses = PageUse.objects.filter(person=person, day__gt=since).values_list("page", no_place, "day")
    pinned: list[tuple[int, str]] = []
    days: dict[str, int] = {}
    today = set()
    for page, place, on in pins.union(uses, all=True):
        if place is not None:
            pinned.append((place, page))
            continue
        days[page] = days.get(page, 0) + 1
        if on == day:
            today.add(page)
    return MenuHabits([page for _place, page in sorted(pinned)], days, frozenset(today))


def views_of_area(kinds: Collection[str], actor: Actor) -> list[tuple[str, str]]:
    """Return label and URL of the person's own views of these kinds' lists, then of those shared. One query."""
    if not kinds:
        return []
    rows = SavedView.objects.filter(offered_views(actor), kind__in=sorted(kinds)).exclude(name=COLUMNS)
    views = sorted(rows, key=lambda view: (view.person_id != actor.person, view.kind, view.place, view.pk))
    return [(view.name, reverse("records:list", args=[view.kind]) + "?" + view.asked) for view in views[:VIEWS]]


def seen_records(ids: Sequence[int], kinds: Collection[CompiledKind], actor: Actor, day: date) -> list[Record]:
    """Return these records in their order, as far as the actor may read them. At most one query."""
    if not ids:
        return []
    found = Record.objects.filter(readable_kinds(kinds, actor, day), pk__in=ids).in_bulk()
    return [found[pk] for pk in ids if pk in found]


def find_records(question: str, actor: Actor, day: date, most: int) -> list[Record]:
    """Return the newest records that the actor may read with these words in number or fields, then by initials.

    At most six queries.
    """
    rows = Record.objects.filter(readable_kinds(list_kinds(), actor, day))
    found = {record.pk: record for record in first_with_own_words(rows, question, most)}
    if may_be_initials(question) and len(found) < most:
        found |= {record.pk: record for record in first_with_initials(rows, question, most)}
    return [*found.values()][:most]


def find_units(question: str, actor: Actor, day: date, most: int) -> list[Unit]:
    """Return units that the actor may read by name, abbreviation, code or initials. At most two queries."""
    ids = readable_unit_ids(actor, day)
    units = Unit.objects.all() if ids is None else Unit.objects.filter(pk__in=ids)
    return list(search_units(units, question)[:most])


def find_people(question: str, actor: Actor, day: date, most: int) -> list[Person]:
    """Return people whom the actor may see by name or initials. At most three queries."""
    view, people = in_view(actor, day), search_people(question)
    return list((people if view is None else people.filter(pk__in=view.people))[:most])
