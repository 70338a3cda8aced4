"""Who orders about units hands over what is open without reading what it is about, unless they may read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.org.base import ports
from luoshi.org.people.actions import people
from luoshi.org.tree.models import Unit
from office import FOUNDED, NOW, TODAY, Office
from unit_orders import appeal

TITLE = "建议增设科普活动室"
ESTATE = {"heir": "bureau", "day": "2026-03-20", "posts": "end", "children_to": "bureau"}
ORDERS: dict[str, dict[str, Any]] = {
    "close": ESTATE,
    "merge": {"heir": "bureau", "others": [], "day": "2026-03-20", "posts": "move"},
    "split": {
        "into": "kx1,科普中心\nkx2,学会中心",
        "heir": "kx2",
        "children_to": "kx2",
        "day": "2026-03-20",
        "posts": "move",
    },
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def signed_in(office: Office, who: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(office.people[who].user)
    return client


def text(page: HttpResponse) -> str:
    return str(page.content.decode())


def also_clerk(office: Office) -> None:
    """The administrator of a small office is its clerk besides."""
    post = people.set_up_post(office.units["kexie"], "兼干事", Role.CLERK, FOUNDED, PROGRAM, at=NOW)
    people.appoint_to_post(office.people["admin"], post, FOUNDED, PROGRAM, at=NOW)


@pytest.mark.parametrize("name", ORDERS)
def test_an_administrator_sees_number_and_kind_but_no_title_at_any_step_of_an_order(office: Office, name: str) -> None:
    records = [appeal(office), appeal(office), appeal(office, "society")]
    client, url = signed_in(office, "admin"), f"/units/{office.units['kexie'].pk}/{name}/"
    given = {**ORDERS[name], f"each_appeals_{records[1].pk}": "青石镇"}
    if "others" in given:
        given["others"] = [office.units["society"].pk]
    form = client.get(url)
    wrong = client.post(url, {**given, "heir": ""})
    preview = client.post(url, given)
    assert (form.status_code, wrong.status_code, preview.status_code) == (200, 422, 200)
    for page in (form, wrong, preview):
        assert TITLE not in text(page)
        assert not [record for record in records if record.get_absolute_url() in text(page)]
    assert f"诉求 {records[0].number}" in text(preview) or f"#{records[0].pk}" in text(preview)
    done = client.post(url, {**given, "agreed": preview.context["agreed"]}, follow=True)
    assert done.status_code == 200 and TITLE not in text(done)
    assert Record.objects.get(pk=records[1].pk).unit == office.units["town"]
    pages = [f"/units/{unit.pk}/" for unit in Unit.objects.all()] + ["/units/", "/people/", "/people/changes/"]
    assert [page for page in pages if TITLE in text(client.get(page))] == []


def test_what_the_journal_keeps_of_an_order_tells_no_title(office: Office) -> None:
    appeal(office)
    client, url = signed_in(office, "admin"), f"/units/{office.units['kexie'].pk}/close/"
    before = Entry.objects.order_by("-pk")[0].pk
    agreed = client.post(url, ESTATE).context["agreed"]
    assert client.post(url, {**ESTATE, "agreed": agreed}).status_code == 302
    kept = list(Payload.objects.filter(entry__gt=before).values_list("data", flat=True))
    assert kept and not [payload for payload in kept if TITLE in str(payload)]


def test_what_an_administrator_may_read_as_a_clerk_keeps_its_title(office: Office) -> None:
    mine, _foreign = appeal(office), appeal(office, "bureau")
    also_clerk(office)
    client, kexie = signed_in(office, "admin"), office.units["kexie"]
    own, other = client.get(f"/units/{kexie.pk}/close/"), client.get(f"/units/{office.units['bureau'].pk}/close/")
    assert (own.status_code, other.status_code) == (200, 200)
    assert (TITLE in text(own), TITLE in text(other)) == (True, False)
    found = ports.open_items(office.actor("admin"), TODAY, units=[kexie.pk])
    assert [found_item.url for found_item in found] == [mine.get_absolute_url()]


def test_a_holder_tells_each_asker_what_that_asker_may_read(office: Office) -> None:
    record = appeal(office)
    units = [office.units["kexie"].pk]
    plain = f"{kind_of(record).one} {record.number or f'#{record.pk}'}"
    whole = (f"{plain} {TITLE}", record.get_absolute_url())
    found = {}
    for who in ("admin", "auditor", "stranger", "supervisor", "clerk"):
        found[who] = [
            (open_item.title, open_item.url) for open_item in ports.open_items(office.actor(who), TODAY, units=units)
        ]
    found["program"] = [(open_item.title, open_item.url) for open_item in ports.open_items(PROGRAM, TODAY, units=units)]
    assert found == {
        "admin": [(plain, "")],
        "auditor": [whole],
        "stranger": [(plain, "")],
        "supervisor": [whole],
        "clerk": [whole],
        "program": [(plain, "")],
    }
