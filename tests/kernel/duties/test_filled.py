"""What stood in the database before due dates had a unit, a holder and a name gets them."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection

from luoshi.kernel.duties.models import Duty, Occurrence
from office import TODAY, Office


def test_rows_of_before_are_of_the_unit_and_post_that_have_the_duty(office: Office) -> None:
    kexie, town, clerk = office.units["kexie"], office.units["town"], office.posts["clerk"]
    monthly = Duty.objects.create(
        name="report", unit=kexie, owner=clerk, rule={"kind": "every", "every": "P1M"}, start=TODAY
    )
    once = Duty.objects.create(name="answer", unit=kexie, rule={"kind": "date", "due": "2026-03-31"}, start=TODAY)
    over = Duty.objects.create(
        name="report", unit=kexie, rule={"kind": "days", "days": ["12-31"]}, start=TODAY, ended=TODAY
    )
    march, due = (date(2026, 3, 1), date(2026, 3, 31)), date(2026, 3, 31)
    Occurrence.objects.create(duty=monthly, unit=town, first=march[0], last=march[1], due=due, first_due=due)
    Occurrence.objects.create(duty=once, unit=town, due=due, first_due=due)
    import_module("luoshi.kernel.migrations.0006_occurrences").fill(apps, SimpleNamespace(connection=connection))
    rows = Occurrence.objects.order_by("pk").values_list("unit", "holder", "name")
    assert list(rows) == [(kexie.pk, clerk.pk, "2026-03"), (kexie.pk, None, "")]
    laid = {duty.pk: duty.laid for duty in Duty.objects.all()}
    assert laid == {monthly.pk: TODAY, once.pk: None, over.pk: None}
