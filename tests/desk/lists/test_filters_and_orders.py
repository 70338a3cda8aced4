"""A list's order and its filters have names of their own: a field called sort narrows, and nothing is overwritten."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.http import QueryDict

from declared_lines import changed
from luoshi.base.forms.shapes import ORDER
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.desk.lists.queries.names import filter_faults
from luoshi.desk.lists.views.models import SavedView
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from many_appeals import signed_in
from office import NOW, TODAY, Office
from programs import program

ACTIVITIES = get_kind("activities")


def _held(office: Office) -> None:
    for later, (sort, place) in enumerate((("lecture", "白鹭社区"), ("film", "石塘村"), ("lecture", "青石村"))):
        given = {"held": TODAY, "sort": sort, "place": place, "unit": office.units["kexie"].pk}
        begin(ACTIVITIES, office.actor("clerk"), given, at=NOW + timedelta(minutes=later))


def test_a_kind_with_a_field_called_sort_is_narrowed_by_it_and_ordered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    _held(office)
    asked = QueryDict(f"sort=lecture&{ORDER}=number")
    rows = filter_records(ACTIVITIES, office.actor("clerk"), TODAY, asked).qs
    assert [row.place for row in rows] == ["白鹭社区", "青石村"]
    page = signed_in(office, "clerk").get(f"/activities/?sort=lecture&{ORDER}=-number").text
    assert "石塘村" not in page and page.index("青石村") < page.index("白鹭社区")
    assert f'href="?{ORDER}=-number"' in page  # the filter is named, and taken away without the order
    answer = program(office, "clerk").get("activities?sort=film").data
    assert [row["title"] for row in answer["rows"]] == ["石塘村 放映"]


def test_a_filter_that_would_mean_something_else_in_the_address_stops_the_start() -> None:
    countings = get_kind("countings")
    assert list(filter_faults(countings)) == []
    both = changed(countings, parts=(*countings.parts, Figure("all", "All", on="since")))
    assert list(filter_faults(both)) == ["filter figure: lists ask by this name already"]
    assert list(filter_faults(get_kind("inspections"))) == []  # of the day ``on`` two ends are asked for, never ``on``


def test_a_kept_view_keeps_its_order_under_the_new_name(office: Office) -> None:
    person = office.people["clerk"]
    views = {"by_due": "sort=-due&state=told", "by_words": "q=sort%3Dx&state=told"}
    for name, asked in views.items():
        SavedView.objects.create(kind="appeals", person=person, name=name, asked=asked)
    import_module("luoshi.kernel.migrations.0012_order_by").rename_orders(apps, None)
    kept = dict(SavedView.objects.values_list("name", "asked"))
    assert kept == {"by_due": "order-by=-due&state=told", "by_words": "q=sort%3Dx&state=told"}
