"""S000-93, S000-95: suppliers chosen by a sealed tender, their points in the villages, and training in the field."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from calling import CLOSES, OPENS, published_call

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.calls import actions
from luoshi.parts.calls.line import VALUES
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.calls.rules import SETTLING
from office import NOW, TODAY, Office
from soil_office import Station
from trying_rows import PDF

AFTER = CLOSES + SETTLING + timedelta(minutes=1)


@pytest.fixture
def station(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Station:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Station(office)


def test_a_tender_is_opened_by_two_and_its_winner_is_published_before_it_supplies(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = station.office
    set_value(VALUES["calls.publicity"], None, "5日", TODAY, "云农发〔2026〕3号", office.actor("admin"), at=NOW)
    call = published_call(office, "tender", sealed="yes")
    firm = station.firm("云岭幻肥农资有限公司")
    stranger, unit = office.actor("stranger"), office.units["bureau"].pk
    bidder = begin(get_kind("persons"), stranger, {"unit": unit, "title": "幻投标"}, at=OPENS).record
    given = {"unit": unit, "call": call.number, "title": "配方肥供应报价", "summary": "每吨报价", "cls": "main",
             "leader": bidder.number, "applicant": firm.number}  # fmt: skip
    bid = begin(get_kind("applications"), stranger, given, at=NOW).record
    bid = take(bid, "send", stranger, {}, at=NOW).record
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER)
    actions.end_windows(AFTER)
    call = Call.objects.get(pk=call.pk)
    take(call, "ask_opening", office.actor("supervisor"), {}, at=AFTER)
    with pytest.raises(RecordError):  # the same person does not open it
        take(Call.objects.get(pk=call.pk), "open_all", office.actor("supervisor"), {}, at=AFTER)
    assert take(Call.objects.get(pk=call.pk), "open_all", office.actor("leader"), {}, at=AFTER).record.unsealed_at
    bid = Application.objects.get(pk=bid.pk)
    for step, who, given in (
        ("certify", "supervisor", {}),
        ("check", "supervisor", {}),
        ("assess", "supervisor", {"cls": "main", "score": "92", "rank": 1, "opinion": "价格和配送最优"}),
        ("publish", "supervisor", {}),
    ):
        bid = take(bid, step, office.actor(who), given, at=AFTER).record
    with pytest.raises(RecordError, match="公示"):  # its publicity is not over
        take(bid, "approve", office.actor("supervisor"), {}, at=AFTER)
    later = AFTER + timedelta(days=10)
    bid = take(bid, "approve", office.actor("supervisor"), {}, at=later).record
    assert bid.state == "approved"
    supplied_under_contract(station, bid, firm)


def supplied_under_contract(station: Station, bid: Any, firm: Any) -> None:
    """A supply is agreed with the bidder who was chosen, and how it went is assessed in the end."""
    parties = [{"org": firm.number, "part": "provider"}, {"org": station.firm("云岭县农技站").number, "part": "client"}]
    draft = station.opens("contracts", title="配方肥供应", sort="supply", signatories=parties)
    signing = {"signed": TODAY, "from_day": TODAY, "amount": "800000", "paper": PDF}
    assert "请填写中选报价" in station.refused(draft, "sign", **signing)
    draft = station.does(draft, "amend", "supervisor", title="配方肥供应", sort="supply", bid=bid.number)
    contract = station.does(draft, "sign", **signing)
    assert "配方肥供应" in station.reads("/contracts/", face="supplies")
    assert bid.number in station.reads(f"/contracts/{contract.pk}/")
    for step, who, given in (
        ("perform", "clerk", {}),
        ("settle", "clerk", {}),
        ("assess", "supervisor", {"effect": "按时送到村，抽检合格"}),
    ):
        contract = station.does(contract, step, who, **given)
    assert contract.state == "assessed" and contract.bid == bid


def test_a_supplier_has_points_in_villages_whose_quality_is_checked(station: Station) -> None:
    firm = station.firm("云岭幻肥农资有限公司")
    village = station.opens("soilvillages", village=station.village().number, begun="2026-01-05", households=3,
                            sown="100")  # fmt: skip
    point = {"org": firm.number, "spot": "供销社门市", "from_day": "2026-02-01", "checked_on": TODAY, "quality": "mark"}
    station.does(village, "supply", points=[point, point | {"spot": "村委会", "quality": "good"}])
    assert station.counts("soilvillages", "passed") == {"": "50"}
    assert station.counts("soilvillages", "points", "points.quality") == {"标识不全": "1", "合格": "1", "": "2"}


def test_field_schools_visits_and_roving_guidance_are_activities_by_audience(station: Station) -> None:
    """S000-95: three kinds of training, three audiences, by season."""
    village = station.village()
    for sort, group in (("school", "demo"), ("visit", "dealers"), ("roving", "technicians")):
        station.opens("activities", held=TODAY, sort=sort, group=group, place=village.number, attendance=30,
                      theme="春季追肥")  # fmt: skip
    told = station.counts("activities", "events", "sort")
    assert [told[sort] for sort in ("田间学校", "现场观摩", "巡回指导")] == ["1", "1", "1"]
    assert station.counts("activities", "attendance", "group")["农资经销商"] == "30"
