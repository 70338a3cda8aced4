"""S000-93, S000-95: suppliers chosen by a sealed tender, their points in the villages, and training in the field."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from calling import CLOSES, OPENS, moment, published_call
from reviewing import expert, mark_form, score, sheets_of

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
    bid = take(bid, "certify", office.actor("supervisor"), {}, at=AFTER).record
    set_value(VALUES["calls.supplement"], None, "5日", TODAY, "云农发〔2026〕3号", office.actor("admin"), at=NOW)
    with pytest.raises(RecordError, match="已经开封"):  # it would change its price
        take(bid, "return", office.actor("supervisor"), {"reason": "补正"}, at=AFTER)
    bid = take(bid, "check", office.actor("supervisor"), {}, at=AFTER).record
    by_hand = {"cls": "main", "score": "92", "rank": 1, "opinion": "价格和配送最优"}
    with pytest.raises(RecordError, match="在评审轮次中评审"):
        take(bid, "assess", office.actor("supervisor"), by_hand, at=AFTER)
    bid = reviewed(office, call, bid)
    with pytest.raises(RecordError, match="不能手工更正"):
        take(bid, "put_right", office.actor("supervisor"), {"score": "99", "reason": "补分"}, at=AFTER)
    with pytest.raises(RecordError, match="不能手工更正"):
        take(bid, "put_right", office.actor("supervisor"), {"sort": "projects", "reason": "类别填错"}, at=AFTER)
    bid = take(bid, "publish", office.actor("supervisor"), {}, at=AFTER).record
    with pytest.raises(RecordError, match="公示"):  # its publicity is not over
        take(bid, "approve", office.actor("supervisor"), {}, at=AFTER)
    later = AFTER + timedelta(days=10)
    bid = take(bid, "approve", office.actor("supervisor"), {}, at=later).record
    assert bid.state == "approved"
    other = station.firm("云岭另一农资有限公司")
    for wrong in ({"applicant": other.number}, {"summary": "每吨低价"}):
        with pytest.raises(RecordError, match="内容不能更正"):
            take(bid, "put_right", office.actor("supervisor"), {**wrong, "reason": "填错"}, at=later)
    supplied_under_contract(station, bid, firm)


def reviewed(office: Office, call: Any, bid: Any) -> Any:
    """A bid after a round of review: two assessors of the pool give marks, the leader confirms."""
    people = [expert(office, name) for name in "ab"]
    given = {
        "unit": office.units["kexie"].pk,
        "title": "供肥评标",
        "call": call.number,
        "stage": "meeting",
        "form": mark_form(office).number,
        "from_at": moment(AFTER),
        "to_at": moment(AFTER + timedelta(days=3)),
        "blind": "no",
        "after": "no",
        "seating": "named",
        "ground": "领域窄，库中人少",
        "seats": [{"person": seated.number, "branch": "", "chair": not place} for place, seated in enumerate(people)],
    }
    round_ = begin(get_kind("rounds"), office.actor("clerk"), given, at=AFTER).record
    for step, who, said in (("gather", "clerk", {}), ("approve", "leader", {})):
        round_ = take(round_, step, office.actor(who), said, at=AFTER).record
    for name, mark in (("a", 90), ("b", 94)):
        (sheet,) = sheets_of(office, name)
        score(office, name, sheet, mark, mark, mark, at=AFTER)
    for step, who, said in (
        ("close", "supervisor", {"reason": "评分完毕"}),
        ("rank", "supervisor", {}),
        ("decide", "leader", {}),
    ):
        round_ = take(type(round_).objects.get(pk=round_.pk), step, office.actor(who), said, at=AFTER).record
    bid = Application.objects.get(pk=bid.pk)
    assert (bid.state, str(bid.score), bid.rank) == ("assessed", "92", 1)
    return bid


def test_a_tender_that_is_not_sealed_is_not_published(station: Station) -> None:
    """S000-93: open and fair; other calls are sealed as the office likes."""
    with pytest.raises(RecordError, match="密封"):
        published_call(station.office, "tender")
    for sort, other, more in (("projects", "tender", {}), ("tender", "contest", {"sealed": "yes", "title": "供肥"})):
        call = published_call(station.office, sort, **more)
        assert call.state == "published"
        with pytest.raises(RecordError, match="发布时已经确定"):  # no correction goes round it
            take(call, "put_right", station.office.actor("supervisor"), {"sort": other, "reason": "误填"}, at=NOW)


def supplied_under_contract(station: Station, bid: Any, firm: Any) -> None:
    """A supply is agreed with the bidder who was chosen, and how it went is assessed in the end."""
    parties = [{"org": firm.number, "part": "provider"}, {"org": station.firm("云岭县农技站").number, "part": "client"}]
    draft = station.opens("contracts", title="配方肥供应", sort="supply", signatories=parties)
    signing = {"signed": TODAY, "from_day": TODAY, "amount": "800000", "paper": PDF}
    assert "请填写中选报价" in station.refused(draft, "sign", **signing)
    draft = station.does(draft, "amend", "supervisor", title="配方肥供应", sort="supply", bid=bid.number)
    rival = [{"org": station.firm("云岭未中选农资有限公司").number, "part": "provider"}, parties[1]]
    draft = station.does(draft, "parties", signatories=rival)
    assert "不是这一受托方" in station.refused(draft, "sign", **signing)
    draft = station.does(draft, "parties", signatories=parties)
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
