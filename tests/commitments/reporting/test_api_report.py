"""A report through the API states the values of its targets, checked as on the page; what is not asked is refused."""

from __future__ import annotations

from typing import Any

import pytest

from assigned import at, running
from luoshi.commitments.progress.models import Progress
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import Fact
from luoshi.plans.base.models.commitment import Commitment
from luoshi.site.api import openapi_description
from many_appeals import signed_in
from office import Office
from plans import published
from programs import Program, program, said

DAY = at(6, 20)
THREE = """云岭县2026年工作要点
一、阵地建设
新建科普示范基地3个，培训人员600人次。（牵头单位：县科协；完成时限：9月底前）
县科协每季度召开1次联席会议。
"""
SAID = {"words": "已建成两个。", "obstacles": "无", "following": "继续"}


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: DAY)


@pytest.fixture
def base(office: Office) -> Commitment:
    return running(office, published(office, THREE), "科普示范基地", at(3, 23))


@pytest.fixture
def clerk(office: Office) -> Program:
    return program(office, "clerk", at=DAY)


def report(asks: Program, one: Commitment, step: str = "report", **given: Any) -> Any:
    version = Commitment.objects.get(pk=one.pk).version
    return asks.post(f"commitments/{one.pk}/steps/{step}", {"seen": version, "given": {**SAID, **given}})


def test_the_values_of_targets_go_in_and_come_out_exactly(clerk: Program, base: Commitment) -> None:
    told = clerk.get(f"commitments/{base.pk}").data
    names = {target["quote"]: target["field"] for target in told["targets"]}
    assert [(target["value"], target["reached"]) for target in told["targets"]] == [("3", None), ("600", None)]
    (asked,) = [row for row in clerk.get(f"commitments/{base.pk}/steps").data["rows"] if row["name"] == "report"]
    assert {*names.values()} <= {*asked["asks"]["properties"]} and "percent" not in asked["asks"]["properties"]
    bases, people = names["3个"], names["600人次"]
    answer = report(clerk, base, **{bases: 2, people: "400.5"})
    assert said(answer) == (200, "")
    told = clerk.get(f"commitments/{base.pk}").data
    assert [(target["reached"], target["reported"]) for target in told["targets"]] == [
        ("2", "2026-06-20"),
        ("400.5", "2026-06-20"),
    ]
    (one,) = told["reports"]
    ids = [row["id"] for row in told["targets"]]
    assert one["values"] == [{"target": ids[0], "value": "2"}, {"target": ids[1], "value": "400.5"}]
    assert (one["words"], one["reached"], one["taken_back"]) == ("已建成两个。", "66.66%", False)


def test_the_page_shows_what_the_api_was_given_and_the_api_what_the_page_was(
    office: Office, clerk: Program, base: Commitment
) -> None:
    bases = clerk.get(f"commitments/{base.pk}").data["targets"][0]["field"]
    assert said(report(clerk, base, **{bases: "2"})) == (200, "")
    browser = signed_in(office, "clerk", "en")
    assert "2个, short by 1个" in browser.get(base.get_absolute_url()).content.decode()
    version = str(Commitment.objects.get(pk=base.pk).version)
    given = {**SAID, bases: "3", "seen": version}
    assert browser.post(f"{base.get_absolute_url()}report/", given).status_code == 302
    assert clerk.get(f"commitments/{base.pk}").data["targets"][0]["reached"] == "3"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("value_{target}", "两个", "Enter a number."),
        ("value_{target}", "2.00001", "no more than 4 decimal places"),
        ("value_{target}", "1" * 20, "no more than 19 digits"),
        ("value_{target}", 2.5, "This must be text."),
        ("value_{target}", True, "This must be text."),
        ("value_{target}", ["2"], "This must be text."),
        ("value_{other}", "2", "This matter does not ask for: value_"),
        ("value_999999", "2", "This matter does not ask for: value_999999."),
        ("percent", "50", "This matter does not ask for: percent."),
        ("count", 1, "This matter does not ask for: count."),
        ("value_", "2", "There is no such field here."),
        ("value_01", "2", "There is no such field here."),
        ("value_x", "2", "There is no such field here."),
        ("worth", "2", "There is no such field here."),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    office: Office, clerk: Program, base: Commitment, name: str, value: Any, words: str
) -> None:
    other = Commitment.objects.exclude(pk=base.pk).get().targets.first()
    known = {"target": base.targets.order_by("place")[0].pk, "other": other.pk if other else 0}
    answer = report(clerk, base, **{name.format(**known): value})
    assert said(answer) == (422, "incomplete")
    assert words in str(answer.data["fields"]) and (name.format(**known) in str(answer.data) or "target" in name)
    assert not Progress.objects.exists() and not Fact.objects.exists()
    assert not Entry.objects.filter(step="report").exists()


def test_what_recurs_is_counted_and_what_has_no_target_is_told_in_per_cent(office: Office, clerk: Program) -> None:
    plan = published(office, "云岭县2026年工作要点\n县科协每季度召开联席会议1次。\n县科协要在年底前抓好宣传报道。\n")
    meeting = running(office, plan, "联席会议", at(3, 23))
    value = {target["field"]: "1" for target in clerk.get(f"commitments/{meeting.pk}").data["targets"]}
    assert said(report(clerk, meeting, count=1, **value)) == (200, "")
    assert clerk.get(f"commitments/{meeting.pk}").data["reports"][0]["count"] == 1
    news = running(office, plan, "宣传报道", at(3, 23))
    assert said(report(clerk, news, percent="37.5")) == (200, "")
    assert clerk.get(f"commitments/{news.pk}").data["reports"][0]["reached"] == "37.5%"


def test_a_figure_that_a_page_did_not_ask_for_is_refused_there_too(office: Office, base: Commitment) -> None:
    version = str(Commitment.objects.get(pk=base.pk).version)
    given = {**SAID, "value_999999": "7", "seen": version}
    answer = signed_in(office, "clerk", "en").post(f"{base.get_absolute_url()}report/", given)
    assert answer.status_code == 422 and "This matter does not ask for: value_999999." in answer.content.decode()
    assert not Progress.objects.exists()


def test_a_part_is_given_its_share_through_the_api(office: Office, clerk: Program, base: Commitment) -> None:
    target = clerk.get(f"commitments/{base.pk}").data["targets"][0]["id"]
    given = {"unit": office.units["society"].pk, "words": "建一个", "due": "2026-08-31", f"share_{target}": "1"}
    version = Commitment.objects.get(pk=base.pk).version
    wrong = clerk.post(f"commitments/{base.pk}/steps/split", {"seen": version, "given": {**given, "share_999999": "1"}})
    assert said(wrong) == (422, "incomplete") and not Commitment.objects.filter(split_from=base).exists()
    done = clerk.post(f"commitments/{base.pk}/steps/split", {"seen": version, "given": given})
    assert said(done) == (200, "")
    part = Commitment.objects.get(split_from=base)
    assert [str(part_target.value) for part_target in part.targets.all()] == ["1"]


def test_the_description_names_the_values_of_targets() -> None:
    shapes = openapi_description("en")["components"]["schemas"]
    pattern = shapes["CommitmentsReportGiven"]["patternProperties"]["^value_[1-9][0-9]{0,17}$"]
    assert pattern["title"] == "The value reached of a target in its own unit, by the target's id"
    assert pattern["type"] == "string"
    assert {"count", "percent"} <= {*shapes["CommitmentsReportGiven"]["properties"]}
    assert "^share_[1-9][0-9]{0,17}$" in shapes["CommitmentsSplitGiven"]["patternProperties"]
    assert {"targets", "reports"} <= {*shapes["CommitmentsRecord"]["required"]}
