"""A long search for twins in a browser: begun by a button, followed by the page itself, then the pairs."""

from __future__ import annotations

import pytest

from accessible import violations
from luoshi.plans.twins.actions.search import search_later
from luoshi.plans.twins.models import TwinSearch
from luoshi.plans.twins.queries import search as searches
from plans import published

OWN = (
    "云岭县科协2026年工作计划\n一、科普\n建设科普示范基地3个，更新展品120件。（牵头单位：县科协；完成时限：11月底前）\n"
)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_follows_the_search_and_shows_what_was_found(visit, live, real_office, monkeypatch, scripts):
    monkeypatch.setattr(searches, "AT_ONCE", 1)
    published(real_office)
    own = published(real_office, OWN, unit=real_office.units["kexie"].pk)
    page = visit("supervisor", f"/plans/{own.pk}/twins/", java_script_enabled=scripts)
    assert violations(page) == [] if scripts else True
    page.click("#search button")
    page.wait_for_selector("#search progress")
    assert violations(page) == [] if scripts else True
    found = TwinSearch.objects.get()
    search_later.call(found.pk, found.run)
    if scripts:
        page.wait_for_selector("#search:not([data-going])", timeout=10_000)  # nobody pressed anything
    page.click("#search a")
    page.wait_for_selector(".pair__acts")
    assert "科普示范基地" in page.inner_text(".pair")
