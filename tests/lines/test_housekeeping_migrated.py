"""Kilometres and costs that were decimals of Django's become exact ones, and go back, to the last cent."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ProjectState

from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.housekeeping.models import Trip
from office import NOW, TODAY, Office

MIGRATION = import_module("luoshi.lines.housekeeping.migrations.0002_exact").Migration("0002_exact", "housekeeping")
DRIVEN = (("86.5", "449.99"), ("0", "0.01"), ("186.5", "9999999999.99"), ("12", None), (None, None))


def before() -> ProjectState:
    """The models as they were."""
    state = ProjectState.from_apps(apps)
    for name, digits, places in (("km", 8, 1), ("cost", 12, 2)):
        was: Any = models.DecimalField(max_digits=digits, decimal_places=places, null=True)
        state.alter_field("housekeeping", "trip", name, was, preserve_default=True)
    return state


def rows(model: Any) -> list[tuple[str | None, ...]]:
    found = model._base_manager.order_by("pk").values_list("km", "cost")
    return [tuple(None if amount is None else f"{amount.normalize():f}" for amount in row) for row in found]


@pytest.mark.django_db(transaction=True)
def test_every_value_is_the_same_before_and_after_and_back_again(real_office: Office) -> None:
    clerk, head, desk = (real_office.actor(person_key) for person_key in ("clerk", "head", "supervisor"))
    given = {"title": "送展品到青石镇", "day": TODAY.isoformat(), "unit": str(real_office.units["kexie"].pk)}
    for km, cost in DRIVEN:
        trip = begin(get_kind("trips"), clerk, given, at=NOW).record
        take(trip, "approve", head, {}, at=NOW)
        if km is not None:
            take(trip, "use", desk, {"km": km}, at=NOW)
        if cost is not None:
            take(trip, "settle", desk, {"cost": cost}, at=NOW)
    assert rows(Trip) == list(DRIVEN)
    with connection.schema_editor() as editor:
        was = MIGRATION.unapply(before(), editor)
    try:
        assert rows(was.apps.get_model("housekeeping", "Trip")) == list(DRIVEN)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM housekeeping_trip WHERE cost < 450")
            assert cursor.fetchone() == (2,)  # as they were kept: yuan, not 1/10,000 of one
    finally:
        with connection.schema_editor() as editor:
            MIGRATION.apply(before(), editor)
    assert rows(Trip) == list(DRIVEN)
    assert Trip.objects.aggregate(of_all=models.Sum("cost"))["of_all"] == sum(
        item.cost for item in Trip.objects.exclude(cost=None)
    )


def test_the_border_of_warning_is_that_of_funds_and_goes_back(office: Office) -> None:
    set_so = {"value": "90", "start": TODAY, "source": "云政办发〔2026〕8号"}
    Parameter.objects.create(name="housekeeping.trip_border", **set_so)
    moved = import_module("luoshi.lines.housekeeping.migrations.0003_trip_fund")
    moved.rename(apps, None)
    assert [(parameter.name, parameter.value) for parameter in Parameter.objects.all()] == [("funds.border", "90")]
    moved.name_back(apps, None)
    assert Parameter.objects.get().name == "housekeeping.trip_border"
