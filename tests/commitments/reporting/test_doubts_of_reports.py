"""A report whose figures look doubtful goes through, with the word on them; whoever checks it sees both."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from assigned import act, at, running
from luoshi.commitments.progress.models import Progress
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import to_date
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.indicator import Indicator
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import signed_in
from office import Office
from plans import published

TEXT = "云岭县2026年工作要点\n县科协开展科技培训600人次，12月底前完成。\n"
SAID = {"obstacles": "无", "following": "继续", "period": ""}


def test_a_slip_in_a_report_goes_along_and_stands_before_who_checks_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = running(office, published(office, TEXT), "科技培训", at(2, 2))
    name = f"value_{one.targets.get(ended=None).pk}"
    with override("en"):
        for month, value in ((2, "80"), (3, "120"), (4, "165"), (5, "210")):
            one = act(office, one, "report", "clerk", at(month, 26), words="按月推进。", **SAID, **{name: value})
        given = {"words": "按月推进。", "doubted": "含线上", **SAID, name: "2600"}
        one = act(office, one, "report", "clerk", at(6, 26), **given)
    assert [bool(progress.doubted) for progress in Progress.objects.order_by("pk")] == [False] * 4 + [True]
    said = Progress.objects.order_by("pk").last().doubted  # type: ignore[union-attr]
    assert "about 10 times the pace so far" in said and said.endswith("含线上")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(6, 27))
    page = signed_in(office, "supervisor", "en").get(one.get_absolute_url()).content.decode()
    assert "Doubtful: " in page and "含线上" in page
    assert one.reported == date(2026, 6, 26)


@pytest.fixture
def told(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[Commitment, str]:
    """A matter with 80 and 120 reported in February and March, and the field of its target; it is April."""
    one = running(office, published(office, TEXT), "科技培训", at(2, 2))
    name = f"value_{one.targets.get(ended=None).pk}"
    for month, value in ((2, "80"), (3, "120")):
        one = act(office, one, "report", "clerk", at(month, 26), words="按月推进。", **SAID, **{name: value})
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(4, 20))
    return one, name


WAYS = ["page", "card"]


def weigh(office: Office, told: tuple[Commitment, str], way: str, value: str, who: str = "clerk") -> str:
    """The answer to a value that is being typed, while the words are still missing."""
    one, name = told
    prefix = f"r{one.pk}-" if way == "card" else ""
    url = "/mine/report/" if way == "card" else f"{one.get_absolute_url()}report/"
    answer = signed_in(office, who, "en").post(url, {"row": one.pk, "weigh": "1", f"{prefix}{name}": value})
    assert answer.status_code == 200, answer.status_code
    assert f"id_{prefix}{name}_doubt" in answer.text
    return answer.text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("value", "doubt"),
    [
        ("1600", "about 10 times the pace so far"),
        ("12a", "Enter a number"),
        ("160", None),
        ("", None),
    ],
)
def test_a_value_is_doubted_while_it_is_typed_and_nothing_is_reported(
    office: Office, told: tuple[Commitment, str], way: str, value: str, doubt: str | None
) -> None:
    text = weigh(office, told, way, value)
    assert (doubt in text) if doubt else ("<p>" not in text)
    assert Progress.objects.count() == 2


@pytest.mark.parametrize("way", WAYS)
def test_a_stranger_has_no_value_weighed(office: Office, told: tuple[Commitment, str], way: str) -> None:
    one, name = told
    url = "/mine/report/" if way == "card" else f"{one.get_absolute_url()}report/"
    sent = {"row": one.pk, "weigh": "1", name: "1600", f"r{one.pk}-{name}": "1600"}
    answer = signed_in(office, "stranger", "en").post(url, sent, headers={"HX-Request": "true"})
    assert f"{name}_doubt" not in answer.text and answer.status_code in (404, 422)


def test_a_total_that_fell_is_recorded_with_the_report_as_it_was_said_while_typed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "云岭县2026年工作要点\n县科协投入科普经费200万元，12月底前完成。\n"
    one = running(office, published(office, text), "科普经费", at(2, 2))
    target = one.targets.get(ended=None)
    Indicator.objects.filter(pk=target.indicator_id).update(aspect="amount")
    name = f"value_{target.pk}"
    one = act(office, one, "report", "clerk", at(3, 26), words="按月推进。", **SAID, **{name: "120"})
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(4, 20))
    said = "a total to date does not fall"
    assert said in weigh(office, (one, name), "page", "119") and said not in weigh(office, (one, name), "page", "120")
    with override("en"):
        act(office, one, "report", "clerk", at(4, 20), words="核减重复。", **SAID, **{name: "119"})
    assert said in Progress.objects.order_by("pk").last().doubted  # type: ignore[union-attr]


@pytest.mark.parametrize("way", WAYS)
def test_the_last_value_and_that_of_a_year_before_stand_under_the_field(
    office: Office, told: tuple[Commitment, str], way: str
) -> None:
    one, name = told
    fact = Fact.objects.get(value=80)
    Fact.objects.create(
        indicator=fact.indicator,
        unit=fact.unit,
        breakdown=fact.breakdown,
        entry=fact.entry,
        period=encode_period(to_date(date(2025, 4, 30))),
        value=95,
    )
    prefix = f"r{one.pk}-" if way == "card" else ""
    url = f"/mine/report/?row={one.pk}" if way == "card" else f"{one.get_absolute_url()}report/"
    text = signed_in(office, "clerk", "en").get(url).text
    field = text[text.index(f'name="{prefix}{name}"') :].split("</div>\n", 3)
    history = " ".join(field)
    assert "last reported: 120人次 (2026-03-26)" in history and "a year before: 95人次" in history
