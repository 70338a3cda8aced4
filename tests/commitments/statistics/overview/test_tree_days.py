"""The tree as of a day on the pages of the ledger: who stood under whom, under which name; the lights are today's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from assigned import at
from ledger_rows import commitments
from luoshi.org.units import actions as units
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from office import Office

MOVED = at(6, 1)
BEFORE = f"on={MOVED.date() - timedelta(days=1)}"


@pytest.fixture
def plan(office: Office, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Since June 县科协 has another name and stands beneath the town."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(10, 30))
    made = commitments(office, 3)
    kexie, admin = office.units["kexie"], office.actor("admin", MOVED.date())
    units.rename_unit(kexie, "云岭县科普联合会", "", MOVED.date(), admin, at=MOVED)
    units.move_unit(kexie, office.units["town"], MOVED.date(), admin, at=MOVED)
    return made


def words(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode().split('<main class="page"')[1].split("</main>")[0]


def test_every_page_of_units_calls_them_as_on_the_day_asked_for(office: Office, plan: Plan) -> None:
    one = Commitment.objects.filter(plan=plan, unit=office.units["kexie"]).first()
    assert one is not None
    client, county = signed_in(office, "supervisor"), office.units["county"].pk
    new, old = "云岭县科普联合会", "云岭县科学技术协会"
    for url in (
        f"/commitments/{one.pk}/?",
        "/commitments/?",
        f"/plans/{plan.pk}/progress/?",
        "/board/?",
        f"/search/?q={one.number}&",
    ):
        now, then = words(client, url), words(client, url + BEFORE)
        then = then.split("timeline")[0]  # what was written in the journal stays as it was written
        assert new in now and new not in then and old in then, url
        assert "2026-05-31" in client.get(url + BEFORE).content.decode(), url
    tree = f"/units/progress/?unit={county}&"
    assert old in words(client, tree + BEFORE) and old not in words(client, tree) and new not in words(client, tree)


def test_the_branches_of_a_day_hold_what_stood_beneath_them_and_lead_to_exactly_those(
    office: Office, plan: Plan
) -> None:
    client, kexie, town = signed_in(office, "supervisor"), office.units["kexie"], office.units["town"].pk
    mine = Commitment.objects.filter(plan=plan, unit=kexie).count()
    others = Commitment.objects.filter(plan=plan, unit=office.units["town"]).count()
    for asked, expected in (("", others + mine), (BEFORE, others)):
        page = client.get(f"/units/progress/?unit={town}&{asked}")
        board = client.get(f"/board/?unit={town}&{asked}")
        assert [row.name for row in page.context["table"].rows if row.key == str(kexie.pk)] == (
            ["云岭县科普联合会"] if not asked else []
        )
        assert board.context["counts"][0]["count"] == expected, asked
    for row in client.get(f"/units/progress/?{BEFORE}&unit={office.units['county'].pk}").context["table"].rows:
        every = row.cells[2]
        if every.url:
            assert BEFORE in every.url and len(client.get(every.url).context["table"].rows) == int(every.text), row.name


def test_links_of_a_day_keep_the_day(office: Office, plan: Plan) -> None:
    client = signed_in(office, "supervisor")
    for url in (
        "/commitments/?",
        "/board/?",
        "/search/?q=科普&",
        f"/units/progress/?unit={office.units['county'].pk}&",
    ):
        ways = [part.split('"')[0] for part in words(client, url + BEFORE).split('href="')[1:]]
        rows = [
            way for way in ways if way.startswith(("/commitments/", "/units/progress/")) and way != "/units/progress/"
        ]
        assert rows, url
        lost = [
            row for row in rows if BEFORE not in row and not any(x in row for x in ("/new/", "/import/", "/views/"))
        ]
        assert not lost, (url, lost[:5])
