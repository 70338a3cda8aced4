"""Supply and demand with what came of it, the goal of five years, and workstations that are active."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.contracts.line import VALUES as CONTRACT_VALUES
from luoshi.lines.contracts.models import ContractNode
from luoshi.lines.sharing.line import VALUES
from office import NOW, TODAY, Office
from pictures import png
from programs import program
from sharing_office import add_firms

NEEDS, CONTRACTS, STATIONS = get_kind("needs"), get_kind("contracts"), get_kind("stations")
DAY = timedelta(days=1)
YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def firms(office: Office) -> list[Any]:
    return add_firms(office)


def put(office: Office, value: Any, text: str) -> None:
    set_value(value, None, text, date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)


def post(office: Office, org: Any, thing: str, sort: str = "request", *, checked: bool = True, **more: Any) -> Any:
    given = {"title": thing, "sort": sort, "org": org.number, "thing": thing, "posted": TODAY.isoformat(),
             "unit": office.units["kexie"].pk, **more}  # fmt: skip
    need = begin(NEEDS, office.actor("clerk"), given, at=NOW).record
    return take(need, "check", office.actor("supervisor"), {}, at=NOW).record if checked else need


def done(office: Office, record: Any, step: str, who: str = "clerk", **given: Any) -> Any:
    return take(record, step, office.actor(who), given, at=NOW).record


def missed(office: Office, need: Any) -> Any:
    return done(office, need, "miss", missed=TODAY.isoformat(), found="外省厂家")


def contract(office: Office, firms: list[Any], sort: str = "partner", *, draft: bool = False, **more: Any) -> Any:
    parties = [{"org": firm.number, "part": "member"} for firm in firms[:2]]
    given = {"title": "合作", "sort": sort, "unit": office.units["kexie"].pk, "signatories": parties, **more}
    if sort == "joint":
        given["split"] = [{"org": firm.number, "percent": "50"} for firm in firms[:2]]
    if draft:
        return begin(CONTRACTS, office.actor("clerk"), given, at=NOW).record
    given = {"signed": TODAY.isoformat(), "from_day": TODAY.isoformat(), **given}
    paper = {"paper": [SimpleUploadedFile("合同.png", png())]}
    return begin(CONTRACTS, office.actor("clerk"), given, at=NOW, step="enter_signed", files=paper).record


def test_unmet_requests_of_three_firms_for_one_part_are_one_line_on_top(office: Office, firms: list[Any]) -> None:
    """Acceptance example L4.5: the same part in three spellings; a part that one firm lacks stands below it."""
    for firm, spelling in zip(firms, ("采茶机 切刀", "采茶机切刀", "采茶机切刀 "), strict=True):
        missed(office, post(office, firm, spelling))
    missed(office, post(office, firms[0], "采茶机切刀", posted=(TODAY - DAY).isoformat()))  # a firm counts once
    missed(office, post(office, firms[1], "打包机皮带"))
    post(office, firms[2], "打包机皮带")  # not unmet yet
    api = program(office, "supervisor")
    lines = api.get("needs/figures?first=2026-01-01&last=2026-12-31&by=thing").data["lines"]
    told = [(line["label"].strip(), _value(line, "lacking"), _value(line, "unmet")) for line in lines]
    assert told[0][1:] == ("3", "4") and told[1][1:] == ("1", "1") and len(told) == 2, told
    client = Client()
    client.force_login(office.people["supervisor"].user)
    page = client.get("/needs/figures/?first=2026-01-01&last=2026-12-31&by=thing").text
    assert page.index("采茶机") < page.index("打包机皮带")


def _value(line: Any, name: str) -> str:
    return str(next(figure["value"] for figure in line["figures"] if figure["name"] == name))


def test_a_demand_is_signed_only_once_a_signed_contract_names_it(office: Office, firms: list[Any]) -> None:
    need = post(office, firms[0], "保鲜技术", "demand")
    offer = post(office, firms[1], "保鲜技术", "offer")
    need = done(office, need, "match", matches={"offer": offer.number, "day": TODAY.isoformat()})
    need = done(office, need, "negotiate")
    contract(office, firms, "development", draft=True, need=need.number)
    with pytest.raises(RecordError, match="没有已签订的合同"):
        done(office, need, "sign", done=TODAY.isoformat())
    contract(office, firms, "development", need=need.number, title="技术开发")
    need = done(office, need, "sign", done=TODAY.isoformat())
    assert need.state == "signed"
    found = compute_figures(NEEDS, ("posted", "matched", "signed", "signed_share"), YEAR, office.actor("clerk"), TODAY)
    ((_key, values),) = found.items()
    assert [value.round_value(1) for value in values.values()] == [2, 1, 1, 100]


def test_an_offer_is_matched_with_demands_and_never_matched_itself(office: Office, firms: list[Any]) -> None:
    offer, need = post(office, firms[1], "保鲜技术", "offer"), post(office, firms[0], "保鲜技术", "demand")
    with pytest.raises(RecordError):
        done(office, offer, "match", matches={"offer": need.number, "day": TODAY.isoformat()})
    with pytest.raises(RecordError):  # a demand is no offer
        done(office, need, "match", matches={"offer": need.number, "day": TODAY.isoformat()})
    own = post(office, firms[0], "保鲜技术服务", "offer")
    for match in ({"org": firms[0].number}, {"offer": own.number}):
        with pytest.raises(RecordError, match="不能与本机构自身对接"):
            done(office, need, "match", matches={**match, "day": TODAY.isoformat()})
    assert done(office, need, "match", matches={"offer": offer.number, "day": TODAY.isoformat()}).state == "matched"
    with pytest.raises(RecordError):  # who posts does not check
        take(post(office, firms[0], "烘干", checked=False), "check", office.actor("clerk"), {}, at=NOW)


def test_an_unmet_request_that_is_matched_later_is_unmet_no_more(office: Office, firms: list[Any]) -> None:
    need = missed(office, post(office, firms[0], "切刀"))
    need = done(office, need, "match", matches={"org": firms[1].number, "day": TODAY.isoformat()})
    assert (need.state, need.missed) == ("matched", None)
    need = done(office, need, "meet", done=TODAY.isoformat())
    assert need.closed is not None
    with pytest.raises(RecordError):  # a demand for technology ends with a contract
        demand = post(office, firms[0], "保鲜技术", "demand")
        demand = done(office, demand, "match", matches={"org": firms[1].number, "day": TODAY.isoformat()})
        done(office, demand, "meet", done=TODAY.isoformat())


def test_twelve_of_sixteen_partners_are_in_force_three_short_of_fifteen(office: Office, firms: list[Any]) -> None:
    """Acceptance example L4.4, by page and API: agreements that ended yesterday are in no stock."""
    put(office, CONTRACT_VALUES["contracts.partners"], "≥15")
    unit = office.units["kexie"].pk
    entries = [{"title": "云岭县科学技术协会", "as_unit": unit}, *({"title": f"幻研究院{n:02}"} for n in range(16))]
    ours, *partners = (
        begin(get_kind("organisations"), office.actor("clerk"), {"unit": unit, "sort": "other", **entry}, at=NOW).record
        for entry in entries
    )
    first = {"signed": "2025-01-01", "from_day": "2025-01-01"}
    for number, partner in enumerate(partners):
        last = {"to_day": (TODAY - DAY).isoformat()} if number < 4 else {}
        contract(office, [ours, partner], title=f"合作协议{number}", **first, **last)
    contract(office, [ours, partners[15]], title="又一份协议", **first)  # S001-16: whoever has two is one partner
    asked = {"first": "2026-01-01", "last": TODAY.isoformat()}
    api = program(office, "supervisor")
    total = api.get(f"contracts/figures?first=2026-01-01&last={TODAY}").data["total"]
    partners = next(figure for figure in total if figure["name"] == "partners")
    assert (partners["value"], partners["target"], partners["met"]) == ("12", "≥15", False)
    client = Client()
    client.force_login(office.people["supervisor"].user)
    assert "≥15：未达到，差3 家" in client.get("/contracts/figures/", asked).text


def test_the_goal_of_five_years_adds_up_its_years_and_each_year_stands_apart(office: Office, firms: list[Any]) -> None:
    """S001-16: joint projects and results since the first year of the goal, against its targets."""
    put(office, CONTRACT_VALUES["contracts.span"], "2024–2028")
    put(office, CONTRACT_VALUES["contracts.joint"], "≥3")
    put(office, CONTRACT_VALUES["contracts.introduced"], "≥1")
    for place, day in enumerate(("2023-12-31", "2024-01-01", "2025-06-01", TODAY.isoformat())):
        contract(office, firms, "joint", title=f"联合项目{place}", signed=day, from_day=day)
    project = contract(office, firms, "joint", title="再一项", signed="2025-06-01", from_day="2025-06-01")
    for place, day in enumerate(("2025-07-01", TODAY.isoformat())):
        done(office, project, "introduce", results={"name": f"成果{place}", "sort": "technique", "day": day})
    total = program(office, "supervisor").get(f"contracts/figures?first=2026-01-01&last={TODAY}").data["total"]
    told = {figure["name"]: (figure["value"], figure["met"]) for figure in total}
    assert told["joint"][0] == "1" and told["introduced"][0] == "1"
    assert told["joint_together"] == ("4", True) and told["introduced_together"] == ("2", True)


def test_alliances_in_force_are_counted_by_level_and_renewal_is_owed_at_their_end(
    office: Office, firms: list[Any]
) -> None:
    """S001-11: expired alliances count nowhere; those that run say when they are to be renewed."""
    last = TODAY + 30 * DAY
    alliance = contract(office, firms, "alliance", level="province", to_day=last.isoformat())
    contract(office, firms, "alliance", title="旧联盟", level="city", signed="2025-01-01", from_day="2025-01-01",
             to_day=(TODAY - DAY).isoformat())  # fmt: skip
    (key,) = compute_figures(CONTRACTS, ("alliances",), FigureSpan(TODAY, TODAY), office.actor("clerk"), TODAY).values()
    assert key["alliances"].exact == 1
    assert alliance.due == last
    renewed = {"from_day": (last + DAY).isoformat(), "to_day": (last + 365 * DAY).isoformat()}
    paper = {"paper": [SimpleUploadedFile("续签.png", png())]}
    alliance = take(alliance, "renew", office.actor("clerk"), renewed, at=NOW, files=paper).record
    assert alliance.due == last + 365 * DAY


def test_milestones_of_a_contract_are_due_and_met_on_their_days(office: Office, firms: list[Any]) -> None:
    """S000-37: contract R&D with milestones, each with its own day."""
    project = contract(office, firms, "development", need="")
    nodes = [{"name": "中期", "due": (TODAY - DAY).isoformat()}, {"name": "验收", "due": (TODAY + DAY).isoformat()}]
    project = done(office, project, "nodes", nodes=nodes)
    assert project.due == TODAY - DAY
    first, second = ContractNode.objects.filter(record=project.pk).order_by("place").values_list("pk", flat=True)
    stored = [{"id": first, "done": TODAY.isoformat()}, {"id": second}]
    project = done(office, project, "nodes", nodes=stored)
    (duty,) = [duty for duty in duties_of_record(project, TODAY) if duty.standings]
    assert [standing.state for standing in duty.standings] == ["met_late", "due_soon"]
    with pytest.raises(RecordError):  # what is to come has not been reached
        done(office, project, "nodes", nodes=[{**stored[0]}, {**stored[1], "done": (TODAY + DAY).isoformat()}])


def station(office: Office, host: Any, **more: Any) -> Any:
    given = {"title": "专家工作站", "sort": "expert", "host": host.number, "unit": office.units["kexie"].pk, **more}
    record = begin(STATIONS, office.actor("clerk"), given, at=NOW).record
    return done(office, record, "review", "supervisor", opinion="同意。")


FOUNDED = {"founded": TODAY.isoformat(), "from_day": TODAY.isoformat()}


def test_a_station_is_founded_with_a_valid_contract_of_an_expert_only(office: Office, firms: list[Any]) -> None:
    """S002-73: not without one, not with one that ended, not with one of another sort."""
    record = station(office, firms[0])
    contract(office, firms, "expert", station=record.number, title="旧协议", signed="2025-01-01",
             from_day="2025-01-01", to_day=(TODAY - DAY).isoformat())  # fmt: skip
    contract(office, firms, "partner", station=record.number)
    with pytest.raises(RecordError, match="有效专家协议"):
        done(office, record, "found", "supervisor", **FOUNDED)
    contract(office, firms, "expert", station=record.number, title="专家协议")
    record = done(office, record, "found", "supervisor", **FOUNDED)
    assert record.state == "founded"
    with pytest.raises(RecordError):  # who applies does not found
        done(office, station(office, firms[1]), "found", **FOUNDED)
    assert [duty.label for duty in duties_of_record(record, TODAY)] == ["年度考核"]
    record = done(office, record, "assess", "supervisor", assessed=TODAY.isoformat(), verdict="good")
    assert str(record.verdict) == "good"


def test_a_station_is_active_with_a_contract_a_running_topic_and_enough_hours(office: Office, firms: list[Any]) -> None:
    record = station(office, firms[0])
    contract(office, firms, "expert", station=record.number, title="专家协议")
    record = done(office, record, "found", "supervisor", **FOUNDED)
    (coverage,) = STATIONS.every(Coverage)
    cells = list(coverage.conditions.values())

    def active() -> list[Any]:
        record.refresh_from_db()
        return evaluate_conditions(cells, record, TODAY)

    assert active() == [True, False, None]
    over = {"problem": "旧课题", "from_day": "2025-01-01", "to_day": "2025-12-31", "hours": "30"}
    record = done(office, record, "topics", topics=[over])
    assert active() == [True, False, None]  # nobody set how many hours are enough
    put(office, VALUES["stations.hours"], "≥40")
    running = {"problem": "苦涩味调控", "from_day": TODAY.isoformat(), "hours": "10"}
    record = done(office, record, "topics", topics=[{**over}, running])
    assert (record.hours, active()) == (40, [True, True, True])
    client = Client()
    client.force_login(office.people["supervisor"].user)
    assert client.get("/stations/coverage/active/").status_code == 200
