"""Within how many days a unit may object is one value: that of reviews counts for schemes of assessment, too.

What an office set for schemes alone stays set, with its days and sources. Where both were set, the longer of those in
force counts from each day on: no unit loses a day. The journal keeps what was set.
"""

from datetime import UTC, date, datetime
from typing import Any

from django.db import migrations

WAS, IS = "assess.object_days", "review.object_days"
ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)  # of a place in the tree: believed until further notice


def make_one(apps: Any, editor: Any) -> None:
    """Keep one value for each day, for all and for each unit that has one of its own."""
    parameters = apps.get_model("records", "Parameter").objects
    if not parameters.filter(name=IS).exists():
        parameters.filter(name=WAS).update(name=IS)
        return
    rows = list(parameters.filter(name__in=(WAS, IS)).order_by("start", "pk"))
    found = []
    for unit in {row.unit_id for row in rows}:
        first = min(row.start for row in rows if row.unit_id == unit)
        for day in sorted({row.start for row in rows if row.start >= first}):
            above = _list_above(apps, unit, day)
            longest = max(_list_in_force(rows, above, day), key=lambda row: int(row.value))
            if _says_so_already(found, unit, longest):
                continue
            said = {"value": longest.value, "source": longest.source, "entry_id": longest.entry_id}
            found.append(parameters.model(name=IS, unit_id=unit, start=day, **said))
    parameters.filter(name__in=(WAS, IS)).delete()
    parameters.bulk_create(found)


def _says_so_already(found: list[Any], unit: int | None, longest: Any) -> bool:
    before = [row for row in found if row.unit_id == unit][-1:]
    return [(row.value, row.source) for row in before] == [(longest.value, longest.source)]


def _list_above(apps: Any, unit: int | None, day: date) -> list[int | None]:
    """List a unit and those above it on a day, the nearest first, and None for all."""
    if unit is None:
        return [None]
    places = apps.get_model("org", "Placement").objects
    there = places.filter(unit=unit, known_to=ALWAYS, start__lte=day, until__gt=day).order_by("depth")
    return [*(there.values_list("ancestor", flat=True) or [unit]), None]


def _list_in_force(rows: list[Any], above: list[int | None], day: date) -> list[Any]:
    """List for each of both names the row that holds on a day, that of the nearest unit."""
    found = []
    for name in (IS, WAS):
        latest = {row.unit_id: row for row in rows if row.name == name and row.start <= day}
        found += [latest[unit] for unit in above if unit in latest][:1]
    return found


def make_two(apps: Any, editor: Any) -> None:
    """Give both names the one value."""
    parameters = apps.get_model("records", "Parameter").objects
    for row in parameters.filter(name=IS):
        row.pk, row.name = None, WAS
        row.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [
        ("assess", "0002_plan_is_linked"),
        ("org", "0005_office_address"),
        ("records", "0018_moved_tasks"),
    ]
    operations = [migrations.RunPython(make_one, make_two, elidable=True)]
