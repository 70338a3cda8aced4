"""What is entered in the field arrives once, by whoever may enter it, and is refused with both versions."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from declared_lines import changed
from luoshi.desk.fieldwork.part import FieldWork
from luoshi.kernel.kinds.language.places import DeclarationError
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.soil.models import SoilSample
from luoshi.lines.soil.samples import IN_THE_FIELD
from many_appeals import signed_in
from office import NOW, TODAY, Office
from soil_office import Station

SEND = "/field/soilsamples/sample/send/"


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def station(office: Office) -> Station:
    return Station(office)


def entry(office: Office, point: Any, who: str = "clerk", **more: Any) -> dict[str, Any]:
    """What the telephone sends."""
    account = office.people[who].pk
    return {"once": str(uuid4()), "account": account, "about": point.pk, "newest": 0, "taken": TODAY, "cores": "16",
            **more}  # fmt: skip


def test_an_entry_arrives_once_and_what_is_due_first_stands_on_top(office: Office, station: Station) -> None:
    village = station.village()
    station.value("soilpoints.cycle", "36")
    point = station.point("T-1", village)
    due = station.point("T-2", village, sampled="2023-04-10")
    browser = signed_in(office, "clerk")
    page = browser.get("/soilsamples/field/").content.decode()
    assert page.index(due.number) < page.index(point.number) and "2026-04-10" in page
    assert point.number not in browser.get("/soilsamples/field/?q=T-2").content.decode()
    taken = browser.get(f"/soilsamples/field/take/?pk={point.pk}").json()
    assert [form["step"] for form in taken["forms"]] == ["sample", "near", "read"]
    assert [record["number"] for record in taken["records"]] == [point.number] and taken["records"][0]["newest"] == 0
    assert any("T-1" in fact for fact in taken["records"][0]["facts"])
    sent = entry(office, point)
    first, again = browser.post(SEND, sent), browser.post(SEND, sent)
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    sample = SoilSample.objects.get()
    assert (sample.point_id, sample.cores, sample.unit_id, sample.sort) == (point.pk, 16, point.unit_id, "original")


def test_only_who_may_enter_it_takes_along_and_sends(office: Office, station: Station) -> None:
    point = station.point("T-1", station.village())
    leader, stranger = signed_in(office, "leader"), signed_in(office, "stranger")
    assert leader.get("/soilsamples/field/").status_code == leader.get("/soilsamples/field/take/").status_code == 404
    assert leader.post(SEND, entry(office, point, "leader")).status_code == 404
    assert point.number not in stranger.get("/soilsamples/field/").content.decode()  # enters for a unit of their own
    assert stranger.get(f"/soilsamples/field/take/?pk={point.pk}").json()["records"] == []
    answer = stranger.post(SEND, entry(office, point, "stranger"))
    assert answer.status_code == 409 and point.number not in answer.content.decode()
    assert Client().post(SEND, entry(office, point)).json() == {"outcome": "signed_out"}
    other = signed_in(office, "supervisor").post(SEND, entry(office, point, "clerk"))
    assert (other.status_code, other.json()) == (403, {"outcome": "other_account"})
    assert Client().get("/field/session/").status_code == 401
    assert signed_in(office, "clerk").get("/field/session/").json()["account"] == str(office.people["clerk"].pk)
    assert not SoilSample.objects.exists()


def test_a_later_entry_is_a_conflict_until_the_person_sends_it_all_the_same(office: Office, station: Station) -> None:
    point = station.point("T-1", station.village())
    theirs = station.sample(point, taken="2026-03-18", cores=18)
    browser, mine = signed_in(office, "clerk"), entry(office, point)
    answer = browser.post(SEND, mine)
    told = answer.json()
    assert answer.status_code == 409 and told["may_send"] and theirs.number in str(told["theirs"])
    assert "2026-03-18" in str(told["theirs"]) and SoilSample.objects.count() == 1
    known = entry(office, point, newest=theirs.pk)
    assert browser.post(SEND, known).status_code == 200  # it was there when the point was taken along
    assert browser.post(SEND, {**mine, "anyway": "1"}).status_code == 200 and SoilSample.objects.count() == 3


def test_a_point_that_was_given_up_keeps_the_entry_with_the_reason(office: Office, station: Station) -> None:
    point = station.point("T-1", station.village())
    station.does(point, "give_up", to_day=TODAY, reason="已征地")
    answer = signed_in(office, "clerk").post(SEND, entry(office, point))
    told = answer.json()
    assert answer.status_code == 409 and not told["may_send"] and not SoilSample.objects.exists()
    assert point.number in str(told["theirs"])


def test_what_is_wrong_is_said_by_field_and_nothing_is_written(office: Office, station: Station) -> None:
    point = station.point("T-1", station.village())
    browser = signed_in(office, "clerk")
    wrong = browser.post(SEND, entry(office, point, taken="2026-13-40"))
    assert wrong.status_code == 422 and "taken" in wrong.json()["fields"]
    assert browser.post(SEND, {**entry(office, point), "once": "nothing"}).status_code == 422
    assert browser.post(SEND, {**entry(office, point), "about": "x" * 40}).status_code == 422
    assert browser.post(SEND, {**entry(office, point), "about": "99999999"}).status_code == 409
    assert browser.post("/field/soilsamples/bring/send/", entry(office, point)).status_code == 404
    assert browser.get("/appeals/field/").status_code == 404 and not SoilSample.objects.exists()


def test_the_kept_page_names_nobody(office: Office) -> None:
    page = signed_in(office, "clerk").get("/field/")
    assert page.status_code == 200 and office.people["clerk"].name not in page.content.decode()
    worker = Client().get("/field/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript") and "/field/" in worker.content.decode()


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (FieldWork("lab", IN_THE_FIELD), "does not ask for lab"),
        (FieldWork("nothing", IN_THE_FIELD), "nothing is no link"),
        (FieldWork("point", {}), "no step is named"),
        (FieldWork("point", {"send": "code"}), "send does not begin a record"),
        (FieldWork("point", {"sample": "code photos taken"}), "photos needs a connection"),
        (FieldWork("point", {"sample": "code moisture taken"}), "sample does not ask for moisture"),
        (FieldWork("point", {"sample": "code"}), "sample requires taken"),
    ],
)
def test_a_declaration_that_cannot_work_stops_the_start(part: FieldWork, words: str) -> None:
    kind = get_kind("soilsamples")
    with pytest.raises(DeclarationError, match=words):
        changed(kind, parts=(*(other for other in kind.declaration.parts if not isinstance(other, FieldWork)), part))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (FieldWork("point", IN_THE_FIELD, shows="colour"), "soilpoints has no field colour"),
        (FieldWork("point", IN_THE_FIELD, shows="longitude"), "longitude is protected"),
        (FieldWork("point", IN_THE_FIELD, duty="sleep"), "soilpoints has no duty sleep"),
    ],
)
def test_what_it_names_of_the_visited_kind_is_checked_too(part: FieldWork, words: str) -> None:
    assert [fault for fault in part.cross_faults(get_kind("soilsamples")) if words in fault]
