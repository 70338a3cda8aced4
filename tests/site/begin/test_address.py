"""The address of the office: asked first, tried by the person's browser, and never localhost on paper by accident."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from luoshi.evidence.journal.models import Entry
from luoshi.org.actors.models import User
from luoshi.org.address.models import OfficeAddress
from luoshi.org.address.rules import is_local
from many_appeals import signed_in
from office import Office

HERE = "http://10.0.0.5:8000"


@pytest.fixture(autouse=True)
def _hosts(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "10.0.0.5", "testserver"]
    settings.SECOND_FACTOR = "off"


@pytest.fixture
def admin(office: Office) -> Client:
    """The administrator, at the computer on which the program runs."""
    client = signed_in(office, "admin", "en")
    client.defaults["HTTP_HOST"] = "localhost:8000"
    return client


def says(admin: Client, address: str, **more: str) -> Any:
    return admin.post("/begin/address/", {"address": address, **more})


def number_at(page: Any) -> str:
    """What another browser finds under the address that the page says to open."""
    found = re.search(r'href="([^"]*/begin/address/tried/[^"]*)"', page.text)
    assert found
    parts = urlsplit(unescape(found[1]))
    other = Client(HTTP_HOST=parts.netloc).get(f"{parts.path}?{parts.query}")
    shown = re.search(r"<strong>(\d{4})</strong>", other.text)
    assert shown, other.text
    return shown[1]


def test_an_address_is_kept_once_a_browser_has_opened_it(admin: Client) -> None:
    tried = says(admin, HERE + "/")
    number = number_at(tried)
    assert tried.status_code == 200 and not OfficeAddress.objects.exists()
    wrong = says(admin, HERE, number=f"{(int(number) + 1) % 10_000:04}")
    assert wrong.status_code == 422 and "not the number" in wrong.text and not OfficeAddress.objects.exists()
    assert says(admin, HERE, number=number).status_code == 302
    assert [stored_address.address for stored_address in OfficeAddress.objects.all()] == [HERE]
    assert Entry.objects.filter(step="address.set").count() == 1
    assert HERE in admin.get("/begin/").text


def test_the_number_is_shown_under_the_address_that_was_asked_for_alone(admin: Client) -> None:
    page = says(admin, HERE).text
    path = unescape(re.search(r'href="http://10\.0\.0\.5:8000([^"]*)"', page)[1])  # type: ignore[index]
    assert Client(HTTP_HOST="10.0.0.5:8000").get(path).status_code == 200
    assert Client(HTTP_HOST="localhost:8000").get(path).status_code == 404
    assert Client(HTTP_HOST="10.0.0.5:8000").get(path + "x").status_code == 404
    assert Client(HTTP_HOST="10.0.0.5:8000").get("/begin/address/tried/").status_code == 404


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("10.0.0.5", "must begin with http://"),
        ("http://localhost:8000", "leads to that computer itself"),
        ("http://127.0.0.1:8000", "does not accept 127.0.0.1"),
        ("http://elsewhere.example", "LUOSHI_HOSTS=“localhost elsewhere.example”"),
        ("javascript:alert(1)", "must begin with http://"),
    ],
)
def test_what_is_no_address_of_this_server_is_told(admin: Client, address: str, words: str) -> None:
    refused = says(admin, address)
    assert refused.status_code == 422 and words in unescape(refused.text) and not OfficeAddress.objects.exists()


def test_the_address_at_which_the_page_is_open_needs_no_test_and_another_one_does(admin: Client) -> None:
    admin.defaults["HTTP_HOST"] = "10.0.0.5:8000"
    assert 'name="alone" value="on"' not in admin.get("/begin/address/").text
    assert says(admin, "http://localhost:8000").status_code == 422
    assert says(admin, HERE).status_code == 302
    assert [stored_address.address for stored_address in OfficeAddress.objects.all()] == [HERE]


def test_on_a_lone_computer_one_press_says_so(admin: Client) -> None:
    page = admin.get("/begin/address/").text
    assert 'name="alone" value="on"' in page and 'value="http://localhost:8000"' in page
    assert says(admin, "http://localhost:8000", alone="on").status_code == 302
    assert 'name="alone" value="on"' not in admin.get("/begin/address/").text


def test_it_is_the_administrators_alone(office: Office) -> None:
    for who in ("clerk", "supervisor", "auditor"):
        assert signed_in(office, who).get("/begin/address/").status_code == 404, who
    assert Client().get("/begin/address/").status_code == 302


def test_no_slip_and_no_square_carries_localhost_unless_somebody_says_so(office: Office, admin: Client) -> None:
    office.people["clerk"].user.delete()
    path = f"/people/{office.people['clerk'].pk}/account/"
    given = {"username": "clerk-anew"}
    refused = admin.post(path, given)
    assert "works only on this computer" in refused.text and "http://localhost:8000/" not in _slip(refused)
    assert not User.objects.filter(username="clerk-anew").exists()  # nothing was done
    assert says(admin, "http://localhost:8000", alone="on").status_code == 302  # said so
    made = admin.post(path, given)
    assert made.status_code == 200 and "http://localhost:8000/" in _slip(made)


def _slip(page: Any) -> str:
    return " ".join(re.findall(r"https?://[^\s<\"]+", page.text))


def test_what_is_printed_carries_the_address_that_was_said(office: Office, admin: Client) -> None:
    office.people["clerk"].user.delete()
    says(admin, HERE, number=number_at(says(admin, HERE)))
    made = admin.post(f"/people/{office.people['clerk'].pk}/account/", {"username": "clerk-anew"})
    assert HERE + "/" in _slip(made) and "localhost" not in _slip(made)


@pytest.mark.parametrize(
    ("address", "local"),
    [("http://localhost", True), ("http://a.localhost:1", True), ("http://127.8.9.1", True),
     ("http://[::1]:8000", True),
     ("http://0.0.0.0:8000", True), ("http://10.0.0.5", False), ("https://luoshi.example", False)],
)  # fmt: skip
def test_what_leads_every_computer_to_itself_is_local(address: str, local: bool) -> None:
    assert is_local(address) is local
