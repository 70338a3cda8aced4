"""Units of a page of rates stand in tree order: by order number, those without one last."""

from __future__ import annotations

from datetime import date

from luoshi.commitments.statistics.rates.queries import in_tree_order
from luoshi.org.tree.models import Unit
from office import Office


def test_units_go_by_number_and_those_without_one_come_last(office: Office) -> None:
    for name, sort in (("town", "10"), ("bureau", "9"), ("kexie", "")):
        Unit.objects.filter(pk=office.units[name].pk).update(sort=sort)
    keys = {office.units[name].pk: name for name in ("kexie", "town", "bureau")}
    places = in_tree_order(list(keys), date(2026, 3, 2))
    assert [keys[unit] for unit in sorted(keys, key=places.__getitem__)] == ["bureau", "town", "kexie"]
