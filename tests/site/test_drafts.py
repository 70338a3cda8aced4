"""Words typed before a time-out are there afterwards: each form that takes words keeps a draft, or says why not."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml import html

import addresses
from appeal_factory import filed
from drafts import NOT_KEPT, lacking
from luoshi.desk.lists.views.models import BulkRun
from office import Office


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "off"


@pytest.mark.full  # in a usual run the walk in tests/browser looks at the same, at half of the pages
def test_each_form_that_takes_words_keeps_a_draft_or_says_why_not(office: Office) -> None:
    addresses.furnish(office)
    walk, clients = addresses.pages(office), dict[Any, Client]()
    found: dict[str, list[str]] = {}
    for page in walk:
        if page.who not in clients:
            clients[page.who] = addresses.client(office, page.who) if page.who else Client()
        answer = clients[page.who].get(page.path, follow=True)
        if "html" in answer["Content-Type"] and (names := lacking(answer.content.decode())):
            found.setdefault(page.name, []).extend(names)
    assert {name: sorted(set(found[name])) for name in found.keys() - NOT_KEPT.keys()} == {}
    assert NOT_KEPT.keys() - found.keys() == set()  # nothing is named that needs no reason


def test_a_bulk_steps_form_is_found_again_with_its_rows_after_signing_in(office: Office) -> None:
    rows = filed(office, 3)
    client = addresses.client(office, "supervisor")
    chosen = {"row": [str(row.pk) for row in rows[:2]], "step": "assign"}
    preview = html.fromstring(client.post("/appeals/bulk/?state=received", chosen).content.decode())
    (form,) = [character for character in preview.iter("form") if character.get("data-draft")]
    assert form.get("data-draft") == "bulk:appeals:assign"
    given = {character.get("name"): character.get("value") or "" for character in form.iter("input")} | {
        "grade": "ordinary"
    }
    led = Client().post(str(form.get("action")), given)
    assert led.status_code == 302 and led["Location"].startswith("/sign-in/?next=")
    asked = parse_qs(urlsplit(led["Location"]).query)["next"][0]
    again = client.get(asked)
    (found,) = [
        character for character in html.fromstring(again.content.decode()).iter("form") if character.get("data-draft")
    ]
    assert (found.get("data-draft"), found.get("action")) == ("bulk:appeals:assign", "/appeals/bulk/?state=received")
    assert [character.get("value") for character in found.iter("input") if character.get("name") == "bulk_rows"] == [
        given["bulk_rows"]
    ]
    assert all(row.title in again.content.decode() for row in rows[:2])
    assert not BulkRun.objects.exists()
    for wrong in ("bulk_rows=x&bulk_step=assign", "bulk_rows=1:1&bulk_step=none", "bulk_rows=&bulk_step=assign"):
        assert client.get(f"/appeals/bulk/?{wrong}").status_code in (302, 404, 422)


def test_who_comes_back_is_led_to_no_other_site(office: Office) -> None:
    led = Client().post("/appeals/bulk/", {"come_back": "https://example.com/"})
    assert parse_qs(urlsplit(led["Location"]).query)["next"] == ["/appeals/bulk/"]
