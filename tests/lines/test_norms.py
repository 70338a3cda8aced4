"""What is particular to plans and rules: versions by days, what is refused before issue, the basis of a decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.coverage import count_coverage
from luoshi.desk.figures.queries.figures import FigureSpan
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.norms.line import VALUES
from luoshi.parts.norms.models import Norm
from office import NOW, TODAY, Office
from pdfs import raw

DAY = timedelta(days=1)
REPORTS = {"reports": [{"name": "基层调研报告", "author": "县科协", "day": TODAY}]}
WHOLE = {"content": "按次数奖励", "procedure": "申请、审核、兑现", "method": "逐项核对", "consequence": "通报批评"}
LAW = {"source": "law", "article": "第四条"}


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def proposed(office: Office, title: str = "奖励办法", sort: str = "rule", **more: Any) -> Any:
    given = {"unit": office.units["kexie"].pk, "title": title, "sort": sort, **more}
    return begin(get_kind("norms"), office.actor("clerk"), given, at=NOW).record


def approved(office: Office, one: Any, **text: Any) -> Any:
    clerk = office.actor("clerk")
    one = take(one, "draft", clerk, {**WHOLE, **text}, at=NOW).record
    one = take(one, "circulate", clerk, {"until": TODAY + 9 * DAY}, at=NOW).record
    one = take(one, "argue", clerk, {"argued_on": TODAY, "argument": "可行"}, at=NOW).record
    one = take(one, "approve_desk", office.actor("supervisor"), {}, at=NOW).record
    return take(one, "approve_leader", office.actor("leader"), {}, at=NOW).record


def issued(office: Office, one: Any, document: str = "11号", first: date = TODAY, **more: Any) -> Any:
    given = {"issuer": "县科协", "document": document, "issued_on": TODAY, "from_day": first, **more}
    files = {"text": SimpleUploadedFile("办法.pdf", raw("0 0 300 300"))}
    return take(one, "issue", office.actor("clerk"), given, at=NOW, files=files).record


def refused(call: Any) -> str:
    with override("en"), pytest.raises(RecordError) as caught:
        call()
    return str(caught.value)


def second(office: Office, first: Any, from_day: date) -> Any:
    new = approved(office, proposed(office, "奖励办法（修订）", replaces=first.number, **REPORTS))
    return issued(office, new, "12号", from_day)


def test_an_act_is_judged_by_the_version_of_its_day(office: Office) -> None:
    """Example N6.1: version 2 from tomorrow; a decision of today rests on version 1, and not on version 2."""
    old = issued(office, approved(office, proposed(office)), first=TODAY - 30 * DAY)
    new = second(office, old, TODAY + DAY)
    old = Norm.objects.get(pk=old.pk)
    assert (old.state, old.to_day, new.state, new.from_day) == ("revised", TODAY, "issued", TODAY + DAY)
    third = approved(office, proposed(office, "实施细则"))
    said = refused(lambda: issued(office, third, "13号", basis=[{**LAW, "norm": new.number}]))
    assert "not in force on the day" in said
    assert issued(office, third, "13号", basis=[{**LAW, "norm": old.number}]).state == "issued"


def test_the_last_day_of_a_version_still_counts_and_the_day_after_does_not(office: Office) -> None:
    old = issued(office, approved(office, proposed(office)), first=TODAY - 30 * DAY)
    second(office, old, TODAY)  # version 1 ended yesterday
    third = approved(office, proposed(office, "实施细则"))
    assert "not in force" in refused(lambda: issued(office, third, "13号", basis=[{**LAW, "norm": old.number}]))


@pytest.mark.parametrize("lacks", ["content", "procedure", "method", "consequence"])
def test_a_rule_without_one_of_its_four_is_not_issued_and_a_plan_is(office: Office, lacks: str) -> None:
    """Example N6.2, for each of the four."""
    words = {"content": "its content", "procedure": "its steps", "method": "its method", "consequence": "a breach"}
    one = approved(office, proposed(office), **{lacks: ""})
    assert words[lacks] in refused(lambda: issued(office, one))
    plan = approved(office, proposed(office, "五年规划", "plan"), **{lacks: ""})
    assert issued(office, plan).state == "issued"


def test_a_change_without_a_report_is_not_issued(office: Office) -> None:
    """Example N6.3; and a version is replaced once, from a later day than its first."""
    old = issued(office, approved(office, proposed(office)), first=TODAY - 30 * DAY)
    bare = approved(office, proposed(office, "修订", replaces=old.number))
    assert "cites at least one report" in refused(lambda: issued(office, bare, "12号"))
    early = approved(office, proposed(office, "修订二", replaces=old.number, **REPORTS))
    assert "after the first day" in refused(lambda: issued(office, early, "14号", TODAY - 30 * DAY))
    assert Norm.objects.get(pk=old.pk).state == "issued"
    issued(office, early, "14号")
    assert Norm.objects.get(pk=old.pk).state == "revised"


def test_every_opinion_is_answered_before_the_argument(office: Office) -> None:
    """Example N6.4: 12 opinions, 9 adopted, 3 not, with the reason: 12 of 12 answered."""
    clerk = office.actor("clerk")
    one = take(proposed(office), "draft", clerk, WHOLE, at=NOW).record
    one = take(one, "circulate", clerk, {"until": TODAY}, at=NOW).record
    argue = {"argued_on": TODAY, "argument": "可行"}
    lines = [{"giver": f"单位{n}", "day": TODAY, "opinion": "意见", "adopted": "yes"} for n in range(9)]
    lines += [
        {"giver": f"乡镇{n}", "day": TODAY, "opinion": "意见", "adopted": "no", "why": "无依据"} for n in range(3)
    ]
    unanswered = [*lines[:11], {**lines[11], "adopted": "", "why": ""}]
    one = take(one, "respond", clerk, {"opinions": unanswered}, at=NOW).record
    assert "乡镇2" in refused(lambda: take(one, "argue", clerk, argue, at=NOW))
    one = take(one, "respond", clerk, {"opinions": [*lines[:11], {**lines[11], "why": ""}]}, at=NOW).record
    assert "needs a reason" in refused(lambda: take(one, "argue", clerk, argue, at=NOW))
    one = take(one, "respond", clerk, {"opinions": lines}, at=NOW).record
    assert take(one, "argue", clerk, argue, at=NOW).record.state == "argued"
    kind, span = get_kind("norms"), FigureSpan(date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))
    counted = {}
    for name in ("opinions", "answered"):
        query = FigureQuery(span, by="", figure=name)
        (_key, _name, cells), *_rest = figure_grid(kind, query, office.actor("supervisor"), TODAY).lines
        counted[name] = cells[0].value.exact if cells[0].value else None
    assert counted == {"opinions": 12, "answered": 100}


def test_a_decision_without_a_basis_is_listed_and_not_refused(office: Office, client: Client) -> None:
    """Example N6.5."""
    issued(office, approved(office, proposed(office, "没有依据的办法")))
    issued(office, approved(office, proposed(office, "有依据的办法")), "12号", basis=[LAW])
    client.force_login(office.people["supervisor"].user)
    page = client.get("/norms/coverage/based/").text
    assert "没有依据的办法" in page and "有依据的办法" not in page.replace("没有依据的办法", "")


def test_a_roadmap_has_nodes_and_roadmaps_in_force_are_compared_with_the_office_s_number(office: Office) -> None:
    set_value(VALUES["norms.roadmaps"], None, ">=2", TODAY, "要点", office.actor("admin"), at=NOW)
    one = approved(office, proposed(office, "茶业路线图", "roadmap"))
    assert "has nodes" in refused(lambda: issued(office, one))
    nodes = {"nodes": [{"technology": "绿色防控", "year": 2028, "aim": ""}]}
    issued(office, approved(office, proposed(office, "果业路线图", "roadmap"), **nodes))
    kind, span = get_kind("norms"), FigureSpan(date(TODAY.year, 1, 1), TODAY)
    grid = figure_grid(kind, FigureQuery(span, by="sort", figure="in_force"), office.actor("supervisor"), TODAY)
    counts = {key: cells[0].value.exact for key, _name, cells in grid.lines if cells[0].value}
    assert counts["roadmap"] == 1


@pytest.mark.parametrize(("sort", "value"), [("system", "norms.systems"), ("mechanism", "norms.mechanisms")])
def test_systems_and_mechanisms_in_force_are_compared_with_the_office_s_number(
    office: Office, sort: str, value: str
) -> None:
    set_value(VALUES[value], None, ">=5", TODAY, "要点", office.actor("admin"), at=NOW)
    for number in range(5):
        issued(office, approved(office, proposed(office, f"文件{number}", sort)), f"{number}号")
    kind, span = get_kind("norms"), FigureSpan(date(TODAY.year, 1, 1), TODAY)
    grid = figure_grid(kind, FigureQuery(span, by="sort", figure="in_force"), office.actor("supervisor"), TODAY)
    counts = {key: cells[0].value.exact for key, _name, cells in grid.lines if cells[0].value}
    assert counts[sort] == 5


def test_a_finding_may_not_rest_on_a_rule_that_is_over(office: Office) -> None:
    """The basis of a decision in another line: experts' findings."""
    unit, clerk, desk = office.units["kexie"].pk, office.actor("clerk"), office.actor("supervisor")
    old = issued(office, approved(office, proposed(office)), first=TODAY - 30 * DAY)
    new = second(office, old, TODAY)
    person = begin(get_kind("persons"), clerk, {"unit": unit, "title": "幻立山"}, at=NOW).record
    given = {"unit": unit, "sort": "misconduct", "person": person.number, "day": TODAY, "finding": "论文不是本人成果"}
    event = take(begin(get_kind("integrity"), clerk, given, at=NOW).record, "check", desk, {"reason": "查"}, at=NOW)

    def decide(norm: Any) -> Any:
        basis = [{"source": "regulations", "norm": norm.number, "article": "第八条"}]
        given = {"weight": "note", "basis": basis}
        return take(event.record, "decide", office.actor("leader"), given, at=NOW).record

    assert "第八条" in refused(lambda: decide(old))
    assert decide(new).state == "decided"


def test_five_mechanisms_are_listed_with_whether_each_is_in_force(office: Office) -> None:
    """S003-16: evaluation, project review, movement, reward, income; what ended yesterday is in force no longer."""
    names = ("人才评价机制", "项目评审机制", "人才流动机制", "人才奖励机制", "收入激励机制")
    first, second, *_rest = [proposed(office, name, "mechanism") for name in names]
    issued(office, approved(office, first), "21号")
    over = issued(office, approved(office, second), "22号", TODAY - 9 * DAY, to_day=TODAY - DAY)
    assert over.state == "issued"
    (mechanisms,) = [found for found in get_kind("norms").every(Coverage) if found.name == "mechanisms"]
    whole = count_coverage(get_kind("norms"), mechanisms, office.actor("supervisor"), TODAY, TODAY)[None]
    assert (whole.entries, whole.cells["force"].yes, whole.cells["force"].no) == (5, 1, 4)
