"""Tenants as the operator of their platform tells of them from outside."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.platforms.models import Tenant
from many_appeals import signed_in
from office import NOW, TODAY, Office
from trying_rows import Trying


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def platform(trying: Trying, title: str) -> Any:
    return trying.opens("platforms", title=title, sort="makerspace", from_day="2025-07-01")


def came(trying: Trying, where: Any, name: str) -> Any:
    given = {"platform": where.number, "organisation": trying.firm(name).number, "came": "new", "from_day": TODAY}
    return trying.opens("tenants", "enter", **given)


def test_the_operator_of_a_platform_proposes_and_tells_of_its_own_tenants(trying: Trying) -> None:
    """S000-25, S000-26: whoever keeps the platform from outside sees its tenants, and nobody else's."""
    own, other = platform(trying, "示例众创空间"), platform(trying, "另一众创空间")
    here, there = came(trying, own, "幻甲公司"), came(trying, other, "幻乙公司")
    keeper = trying.outsider("operator", "幻运营")
    assert trying.api("operator").get("tenants").data["rows"] == []
    trying.does(own, "keepers", "supervisor", keepers=[{"person": keeper.number, "from_day": TODAY}])
    assert [row["number"] for row in trying.api("operator").get("tenants").data["rows"]] == [here.number]
    assert signed_in(trying.office, "operator").get(f"/tenants/{there.pk}/").status_code == 404
    assert trying.asks(there, "settle", "operator", {"settled_on": TODAY}).status_code == 404
    here = trying.does(here, "tell", "operator", talents=3)
    trying.refused(here, "edit", "operator", came="moved", origin="省城", talents=3)
    here = trying.does(here, "settle", "operator", settled_on=TODAY)
    assert (here.state, here.came, here.talents) == ("settled", "new", 3)  # shares are counted by how it came
    trying.does(own, "propose", "operator", tenant="幻丙公司", origin="邻县")
    proposed = Tenant.objects.get(state="candidate")
    assert (proposed.organisation.title, proposed.origin, proposed.platform_id) == ("幻丙公司", "邻县", own.pk)
    assert proposed.unit_id == own.unit_id == proposed.organisation.unit_id
    proposed = trying.does(proposed, "describe", "operator", came="moved", sector="digital")
    trying.refused(proposed, "tell", "operator", talents=3)
    for record, step, given in (
        (here, "describe", {"came": "moved"}),
        (proposed, "admit", {"came": "new", "sector": "digital", "from_day": TODAY}),
        (proposed, "refuse", {"reason": "试"}),
        (here, "leave", {"to_day": TODAY, "reason": "试"}),
    ):
        trying.refused(record, step, "operator", **given)
    assert trying.asks(other, "propose", "operator", {"tenant": "幻丁公司"}).status_code == 404
    trying.refused(own, "propose", "clerk", tenant="幻丁公司")  # whoever is inside has the tenant's own form
    admitted = trying.does(proposed, "admit", "supervisor", came="new", sector="digital", from_day=TODAY)
    assert admitted.state == "admitted" and not get_kind("tenants").record.objects.filter(title="幻丁公司")


def test_of_many_tenants_the_operator_is_found_by_few_questions(
    trying: Trying, django_assert_max_num_queries: Any
) -> None:
    from luoshi.kernel.rights.queries.holders import holders_by_record

    own = platform(trying, "示例众创空间")
    keeper = trying.outsider("operator", "幻运营")
    trying.does(own, "keepers", "supervisor", keepers=[{"person": keeper.number, "from_day": TODAY}])
    tenants = [came(trying, own, f"幻{n}公司") for n in range(5)]
    person = trying.office.people["operator"].pk
    with django_assert_max_num_queries(2):
        found = holders_by_record(tenants, TODAY)
    assert found == {tenant.pk: {"platform.keepers": frozenset({person})} for tenant in tenants}


def test_a_tenant_proposed_again_is_no_second_tenant(trying: Trying) -> None:
    """S000-25: the operator names a firm that is there already."""
    own = platform(trying, "示例众创空间")
    here = came(trying, own, "幻甲公司")
    keeper = trying.outsider("operator", "幻运营")
    trying.does(own, "keepers", "supervisor", keepers=[{"person": keeper.number, "from_day": TODAY}])
    trying.refused(own, "propose", "operator", tenant="幻甲公司")
    assert [*Tenant.objects.values_list("pk", flat=True)] == [here.pk]


def test_nothing_happens_to_a_tenant_before_it_came(trying: Trying) -> None:
    here = came(trying, platform(trying, "示例众创空间"), "幻甲公司")
    assert "早于入驻日期" in trying.refused(here, "settle", "clerk", settled_on="2020-01-01")
    here = trying.does(here, "settle", "clerk", settled_on=TODAY)
    assert "早于入驻日期" in trying.refused(here, "produce", "clerk", producing_on="2020-01-01")
    assert trying.counts("tenants", "producing", first="2020-01-01", last="2020-12-31") in ({}, {"": "0"})
    trying.refused(here, "edit", "clerk", came="", origin="", sector="", talents=1)  # shares are counted by it


def test_no_correction_makes_a_platform_part_of_itself(trying: Trying) -> None:
    own = platform(trying, "示例众创空间")
    trying.refused(own, "put_right", "supervisor", reason="误填", part_of=own.number)
