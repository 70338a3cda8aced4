"""Soil: what becomes of advice cards whose sample was corrected after it was checked."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from luoshi.kernel.messages.models import Message
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions import stages
from luoshi.lines.soil.models import SoilCard, SoilSample
from luoshi.papers.models import Issued
from luoshi.papers.paper_declaration import CHECK
from office import NOW, TODAY, Office
from soil_office import Station

RIGHT = {"n": Decimal("12.039"), "p": Decimal("7.545"), "k": Decimal("4.022")}  # sheet 04, 4.5: T 90, 12, 130
WRONG = {"n": "60"}  # need 12.0, soil 4.95: 18.553


@pytest.fixture
def station(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Station:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    station = Station(office)
    station.telephones()
    station.formula()
    set_value(CHECK, None, "yes", TODAY, "云农发〔2026〕3号", office.actor("admin"), at=NOW)
    return station


def doses(card: Any) -> dict[str, Decimal]:
    now = SoilCard.objects.get(pk=card.pk)
    return {name: getattr(now, name) for name in RIGHT}


def state(card: Any) -> tuple[str, bool]:
    now = SoilCard.objects.get(pk=card.pk)
    return now.state, now.outdated_on is not None


def corrected(station: Station, sample: Any, **given: Any) -> Any:
    return station.does(sample, "put_right", "supervisor", **given, reason="化验单抄错")


def scanned(client: Client, paper: Issued) -> str:
    asked = {"number": paper.number, "code": paper.code}
    page = client.get("/open/paper/", asked).content.decode()
    return unescape(re.sub(r"\s+", " ", strip_tags(page[page.index("<main") :])))


def told(code: str) -> int:
    return Message.objects.filter(code=f"soilcards.{code}").values("record").distinct().count()


def test_a_card_not_handed_out_is_reckoned_anew_and_its_old_code_is_superseded(
    station: Station, client: Client
) -> None:
    """What is printed and posted follows the sample; what it said before stands in its history."""
    sample = station.checked(station.point("D001", station.village()), **WRONG)
    made = station.card(sample)
    posted = station.card(sample, plot="二号地")
    posted = station.does(posted, "post", postings={"spot": "board", "day": TODAY})
    assert doses(made) == doses(posted) == RIGHT | {"n": Decimal("18.553")}
    old = Issued.objects.get(record=posted.pk)
    corrected(station, sample, n="90")
    assert doses(made) == doses(posted) == RIGHT
    assert state(made) == state(posted) == ("made", False)  # what was posted is to be posted anew
    page = scanned(client, old)
    assert "18.553" not in page and "已被后来的文书取代" in page
    new = Issued.objects.get(record=posted.pk, ended=None)
    assert "12.039" in scanned(client, new)
    advice = SoilCard.objects.get(pk=posted.pk).advice  # sheet 04, 4.7: 16.40, 19.75, 6.70; 57.5, 69.0, 23.5
    assert all(f"{amount} 公斤" in advice for amount in ("16.4", "57.5", "19.8", "69", "6.7", "23.5"))
    page = station.reads(f"/soilcards/{posted.pk}/", "clerk")
    assert "18.553" in page and sample.number in page and "重算日期" in page
    assert told("renewed") == 2


def test_a_card_that_a_household_has_is_outdated_until_it_is_made_anew(station: Station, client: Client) -> None:
    station.value("soilcards.renewal", "5个工作日")
    sample = station.checked(station.point("D001", station.village()), **WRONG)
    card = station.does(station.card(sample), "hand", handed_on=TODAY)
    old = Issued.objects.get(record=card.pk)
    corrected(station, sample, n="90")
    assert state(card) == ("outdated", True) and doses(card)["n"] == Decimal("18.553")
    card = SoilCard.objects.get(pk=card.pk)
    assert str(card.due) == "2026-03-27" and told("outdated") == 1
    assert "已失效" in scanned(client, old)
    assert card.number in station.reads("/soilcards/", "clerk", state="outdated")
    firm = station.firm("云岭幻肥农资有限公司")
    order = {"mode": "mixing", "what": "urea", "org": firm.number, "day": TODAY, "amount": "60"}
    station.refused(card, "order", orders=order)  # nothing is bought by doses that are wrong
    assert station.asks(card, "remake", "leader", {}).status_code in (403, 404)
    card = station.does(card, "remake")
    assert state(card) == ("made", False) and doses(card) == RIGHT
    assert (card.handed_on, card.renewed_on, card.due) == (None, TODAY, None)
    assert "18.553" not in scanned(client, old) and "已被后来的文书取代" in scanned(client, old)
    card = station.does(card, "hand", handed_on=TODAY)
    assert card.state == "handed" and station.counts("soilcards", "cards")[""] == "1"


def test_only_a_correction_that_changes_a_dose_touches_a_card(station: Station) -> None:
    """pH and what stays at nothing this season change no dose; a card taken back stays so."""
    sample = station.checked(station.point("D001", station.village()), k="400")  # 0 of K₂O
    made, handed = station.card(sample), station.card(sample, plot="二号地")
    void = station.does(station.card(sample, plot="三号地"), "void", reason="地块已流转")
    handed = station.does(handed, "hand", handed_on=TODAY)
    versions = [SoilCard.objects.get(pk=card.pk).version for card in (made, handed, void)]
    corrected(station, sample, ph="7.5", om="26")
    corrected(station, sample, k="500")
    now = [SoilCard.objects.get(pk=card.pk) for card in (made, handed, void)]
    assert [card.version for card in now] == versions
    assert [card.state for card in now] == ["made", "handed", "void"]


def test_a_sample_corrected_back_lets_the_card_of_a_household_stand_again(station: Station, client: Client) -> None:
    sample = station.checked(station.point("D001", station.village()))
    handed = station.does(station.card(sample), "hand", handed_on=TODAY)
    asked = station.does(station.card(sample, plot="二号地"), "hand", handed_on=TODAY)
    asked = station.does(asked, "survey", used="yes", surveyed_on=TODAY)
    sample = corrected(station, sample, p="20")
    assert state(handed) == ("outdated", True) and state(asked) == ("surveyed", True)
    papers = [Issued.objects.get(record=card.pk) for card in (handed, asked)]
    assert all("已失效" in scanned(client, paper) for paper in papers)
    sample = corrected(station, sample, p="25")  # still not what the cards say
    assert state(handed) == ("outdated", True)
    corrected(station, sample, p="12")
    assert state(handed) == ("handed", False) and state(asked) == ("surveyed", False)
    assert all("7.545" in scanned(client, paper) for paper in papers)


def test_where_no_dose_follows_any_more_a_card_is_taken_back(station: Station) -> None:
    """A result that was never measured, or a soil without a formula, leaves nothing to advise."""
    sample = station.checked(station.point("D001", station.village()))
    card = station.card(sample)
    corrected(station, sample, n="")
    assert state(card) == ("void", False) and told("withdrawn") == 1
    assert "无法计算" in station.reads(f"/soilcards/{card.pk}/", "clerk")
    other = station.checked(station.point("D002", station.village("白溪村")), code="S2")
    made, handed = station.card(other), station.card(other, plot="二号地")
    handed = station.does(handed, "hand", handed_on=TODAY)
    corrected(station, other, soil="red")
    assert state(made) == ("void", False) and state(handed) == ("outdated", True)
    assert "没有施行中的" in station.refused(handed, "remake")
    station.formula(soil="red", c_n="0.60")
    handed = station.does(handed, "remake")
    assert handed.soil == "red" and doses(handed)["n"] == Decimal("10.263")


def test_the_cards_are_locked_before_their_sample(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a step on a card, which reads its sample: in another order two people could wait for each other."""
    sample = station.checked(station.point("D001", station.village()))
    card = station.card(sample)
    order: list[str] = []
    lock, get_locked = SoilCard.lock, SoilSample.get_locked

    def locked_cards(pks: Any) -> None:
        order.extend(f"card {pk}" for pk in pks)
        lock(pks)

    def locked_sample(pk: int) -> SoilSample:
        order.append("sample")
        return get_locked(pk)

    monkeypatch.setattr(SoilCard, "lock", locked_cards)
    monkeypatch.setattr(SoilSample, "get_locked", locked_sample)
    corrected(station, sample, n="60")
    assert order[:2] == [f"card {card.pk}", "sample"]


def test_cards_follow_the_village_of_their_sample(station: Station) -> None:
    sample = station.checked(station.point("D001", station.village()))
    card, other = station.card(sample), station.village("白溪村")
    corrected(station, sample, village=other.number)
    assert SoilCard.objects.get(pk=card.pk).village_id == other.pk


def test_cards_of_a_void_sample_are_taken_back_or_outdated(station: Station) -> None:
    sample = station.checked(station.point("D001", station.village()))
    handed = station.does(station.card(sample), "hand", handed_on=TODAY)
    made = station.card(sample, "幻另户")
    station.does(sample, "void", reason="混样")
    assert (state(handed), state(made)) == (("outdated", True), ("void", False))
    assert Message.objects.filter(record=handed.pk, code="soilcards.outdated").exists()
    assert "已作废" in station.reads(f"/soilcards/{made.pk}/")


def test_no_correction_changes_a_formula_by_which_cards_were_made(station: Station) -> None:
    card = station.card(station.checked(station.point("D001", station.village())))
    station.refused(SoilCard.objects.get(pk=card.pk).formula, "put_right", "supervisor", c_n="0.60", reason="抄错")
    assert doses(card) == RIGHT


def test_a_card_goes_by_the_sample_as_it_is_and_not_as_its_form_found_it(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another transaction corrects the sample after the form was read and before its lock is got."""
    sample = station.checked(station.point("D001", station.village()), **WRONG)
    given, lock = station.card_of(sample), stages.STAGES["locks"]

    def wait_for_lock(batch: Any) -> None:
        if batch.kind.name == "soilcards":
            SoilSample.objects.filter(pk=sample.pk).update(n=Decimal("90"))
        lock(batch)

    monkeypatch.setitem(stages.STAGES, "locks", wait_for_lock)
    assert doses(station.begins("soilcards", "make", given)) == RIGHT


def test_orders_are_of_cards_that_stand_and_their_days_in_order(station: Station) -> None:
    sample = station.checked(station.point("D001", station.village()), **WRONG)
    card, firm = station.card(sample), station.firm("云岭幻肥农资有限公司")
    order = {"mode": "mixing", "what": "urea", "org": firm.number, "day": TODAY, "amount": "60"}
    station.refused(card, "deliver", orders=[order | {"mixed": "2026-03-01"}])
    station.refused(card, "order", orders=order | {"applied": "2026-03-01"})
    station.does(card, "hand", handed_on=TODAY)
    corrected(station, sample, n="90")
    card = SoilCard.objects.get(pk=card.pk)
    assert card.state == "outdated"
    station.refused(card, "deliver", orders=[order])
    assert station.counts("soilcards", "ordered") in ({}, {"": "0"})
