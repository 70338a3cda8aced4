"""Unit queries: the units of a day, found by name, abbreviation, code or pinyin initials."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db.models import Q, QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.sheets.names import NamedRow, NameMatches, match_names
from luoshi.base.texts.pinyin import pinyin_initials
from luoshi.org.actors.models import Charge, Post, Tenure
from luoshi.org.actors.queries import current_placements
from luoshi.org.tree.models import ALWAYS, Unit, UnitName, in_sight, own_order
from luoshi.org.tree.queries import placements_on
from luoshi.org.tree.rules.particulars import free_code
from luoshi.org.units.models import UnitRequest


def standing_on(day: date) -> QuerySet[Unit]:
    """Return the units that exist on a day."""
    return Unit.objects.filter(pk__in=current_placements(day).filter(depth=0).values("unit"))


def standing_unit(pk: int | None, day: date) -> Unit | None:
    """Return the unit with this id if it exists on a day, else None. One query; none without an id."""
    return standing_on(day).filter(pk=pk).first() if pk else None


def standing_names(units: Collection[int], day: date) -> dict[int, str]:
    """Map those of these units that exist on a day to their names. One query."""
    return dict(standing_on(day).filter(pk__in=units).values_list("pk", "name"))


def standing_at(day: date, at: datetime | None) -> QuerySet[Unit]:
    """Return the units that exist on a day, as believed at a moment, or now."""
    return Unit.objects.filter(pk__in=placements_on(day, at).filter(depth=0).values("unit"))


def found_exactly(units: QuerySet[Unit], words: str) -> list[Unit]:
    """Return the units with this id, code, full name or abbreviation; at most three. One query."""
    if "\x00" in words:  # PostgreSQL does not accept it in a query
        return []
    asked = Q(code=words) | Q(name=words) | Q(short=words)
    if words.isdecimal() and len(words) < 19:
        asked |= Q(pk=int(words))
    return list(units.filter(asked)[:3])


def units_by_name_end(units: QuerySet[Unit], end: str) -> list[Unit]:
    """Return the units whose names end with these words, in the order of their codes. One query."""
    if "\x00" in end:
        return []
    return list(units.filter(name__endswith=end).order_by("code", "pk"))


def units_by_exact_words(words: str, day: date) -> list[Unit]:
    """Return the units of a day that ``found_exactly`` finds.

    One query of a fixed shape, because each step sends it; once in a request that only reads.
    """
    return list(keep_answer((units_by_exact_words, words, day), lambda: _ask_for_units(words, day)))


def _ask_for_units(words: str, day: date) -> list[Unit]:
    if "\x00" in words:
        return []
    if words.isdecimal() and len(words) < 19:
        return _MEANT_BY_ID.rows(words=words, id=int(words), day=day)
    return _MEANT.rows(words=words, day=day)


def _meant(asked: Q) -> QuerySet[Unit]:
    words = ValueSlot.text("words")
    return standing_on(ValueSlot.day("day")).filter(asked | Q(code=words) | Q(name=words) | Q(short=words))[:3]


_MEANT = SqlStatement(lambda: _meant(Q()))
_MEANT_BY_ID = SqlStatement(lambda: _meant(Q(pk=ValueSlot.number("id"))))


def find_named_units(words: Collection[str], actor: Actor, day: date) -> dict[str, NameMatches[Unit]]:
    """Return for each word the units of a day that it may mean, among those that the actor may read.

    By code, name, abbreviation or credit code, former name, id or initials. At most two queries, however many words,
    and one more if a word is none of a unit's present names.
    """
    seen = readable_unit_ids(actor, day)
    units = standing_on(day) if seen is None else standing_on(day).filter(pk__in=sorted(seen))
    found = list(units.order_by(*own_order()))
    matches = match_names(words, _named_units(found, {}))
    if open_words := [word for word, match in matches.items() if not match.exact]:
        former: dict[int, list[str]] = {}
        names = UnitName.objects.filter(known_to=ALWAYS, until__lte=day, unit__in=units.values("pk"))
        for unit, name, short in names.values_list("unit_id", "name", "short"):
            former.setdefault(unit, []).extend((name, short))
        matches |= match_names(open_words, _named_units(found, former)) if former else {}
    return matches


def _named_units(units: Iterable[Unit], former: Mapping[int, Collection[str]]) -> list[NamedRow[Unit]]:
    """Return units with all by which they are known; a present name counts before one that another unit had."""
    return [
        NamedRow(
            unit,
            ([unit.code], [unit.name], [unit.short, unit.credit], former.get(unit.pk, ()), [str(unit.pk)]),
            [unit.initials] if unit.initials else [],
            [unit.name, unit.short],
        )
        for unit in units
    ]


WHOLE = 300  # units of a tree that is offered whole as checkboxes


def merging_with(unit: Unit, day: date) -> tuple[list[tuple[str, list[tuple[int, str]]]], bool]:
    """Return the units a unit could merge with, by name, grouped by parent; and whether these are all.

    Siblings and children come first; of a tree too large for one list only they are offered. Three queries.
    """
    rows = placements_on(day).filter(depth=1).select_related("unit", "ancestor").order_by(*own_order("unit__"))
    above = next((row.ancestor_id for row in placements_on(day).filter(unit=unit, depth=1)), None)
    whole = rows.count() <= WHOLE
    if not whole:
        rows = rows.filter(ancestor__in=[unit.pk, *([above] if above else [])])
    groups: dict[int, tuple[str, list[tuple[int, str]]]] = {}
    for row in sorted(rows, key=lambda row: row.ancestor_id not in (above, unit.pk)):
        if row.unit_id != unit.pk:
            groups.setdefault(row.ancestor_id, (row.ancestor.name, []))[1].append((row.unit_id, row.unit.name))
    return list(groups.values()), whole


def proposed_code(name: str) -> str:
    """Suggest a code for a new unit of this name: its pinyin initials, with a number if they are taken. One query."""
    return proposed_codes([name])[name]


def proposed_codes(names: Iterable[str]) -> dict[str, str]:
    """Suggest different codes for several new units. One query."""
    taken, found = {code.casefold() for code in Unit.objects.values_list("code", flat=True)}, {}
    for name in names:
        found[name] = free_code(pinyin_initials(name), taken)
        taken.add(found[name].casefold())
    return found


def search_units(units: QuerySet[Unit], words: str) -> QuerySet[Unit]:
    """Return the units whose name, abbreviation, code or pinyin initials contain the words."""
    asked = Q(name__icontains=words) | Q(short__icontains=words) | Q(code__startswith=words)
    if words.isascii() and words.isalnum():
        asked |= Q(initials__contains=words.lower())
    return units.filter(asked).order_by(*own_order())


def once_called(units: QuerySet[Unit], words: str) -> QuerySet[Unit]:
    """Return the units that ``search_units`` finds, and those whose past, present or future names contain the words."""
    called = Q(name__icontains=words) | Q(short__icontains=words)
    named = UnitName.objects.filter(called, in_sight(), known_to=ALWAYS)
    asked = Q(pk__in=named.values("unit")) | Q(code__startswith=words)
    if words.isascii() and words.isalnum():
        asked |= Q(initials__contains=words.lower())
    return units.filter(asked).order_by(*own_order())


def own_units(actor: Actor) -> QuerySet[Unit]:
    """Return the units of the actor's own posts, by name. One query when read."""
    return Unit.objects.filter(pk__in=sorted(actor.units)).order_by("name", "pk")


def readable_unit_ids(actor: Actor, day: date) -> frozenset[int] | None:
    """Return the units that the actor may read; None: all, since a unit's name is no secret. At most one query.

    People from outside and people without a post today see only the path from the root to the units of their posts.
    """
    if actor.roles - {Role.OUTSIDE}:
        return None
    rows = current_placements(day).filter(unit__in=sorted(actor.units))
    return frozenset(rows.values_list("ancestor_id", flat=True))


def posts_on(unit: int, day: date) -> list[tuple[Post, list[Tenure]]]:
    """Return the posts in a unit on a day with their holders and deputies then. Two queries."""
    posts = list(Post.objects.filter(unit=unit, start__lte=day, until__gt=day).order_by("pk"))
    held = Tenure.objects.filter(post__in=posts, start__lte=day, until__gt=day).select_related("person")
    by_post: dict[int, list[Tenure]] = {}
    for tenure in held.order_by("deputy", "pk"):
        by_post.setdefault(tenure.post_id, []).append(tenure)
    return [(post, by_post.get(post.pk, [])) for post in posts]


def charged_with(units: Collection[int], day: date) -> QuerySet[Charge]:
    """Return the charges over these units that posts of other units have on or after a day."""
    rows = Charge.objects.filter(unit__in=list(units), until__gt=day, post__until__gt=day)
    return rows.exclude(post__unit__in=list(units)).select_related("post__unit", "unit").order_by("pk")


def open_unit_requests() -> QuerySet[UnitRequest]:
    """Return the requests for missing units that nobody has answered, the oldest first."""
    return UnitRequest.objects.filter(closed=None).order_by("asked", "pk")


def list_unit_requests() -> list[UnitRequest]:
    """List the open requests with who asks and for which unit. One query."""
    return list(open_unit_requests().select_related("person", "whose"))


def count_requested_units(actor: Actor) -> int:
    """Count the missing units, by their names, that wait for this administrator; 0 for everybody else, unasked."""
    if Role.ADMINISTRATOR not in actor.roles:
        return 0
    return open_unit_requests().order_by().values("name").distinct().count()
