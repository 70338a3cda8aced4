"""Rounds without a call: talents, experts and organisations are assessed by the same seats, sheets and ranking."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from calling import moment, person, published_call
from django.test import Client
from reviewing import CLOSES, approve, expert, mark_form, score, sheets_of
from test_review import client_of, ranked, refusal, table_of, words_of

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.review.bundles.pages import DOCUMENTS
from luoshi.parts.review.cards import show_round, show_sheet
from luoshi.parts.review.line import VALUES
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet
from luoshi.parts.review.queries import all_seats, list_subjects, objects_of_round
from office import NOW, TODAY, Office


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def talent(office: Office, name: str, of: Any = None) -> Any:
    """A talent of the association."""
    of = of or person(office, name)
    given = {"unit": office.units["kexie"].pk, "person": of.number, "origin": "brought", "from_day": TODAY}
    return begin(get_kind("talents"), office.actor("clerk"), {**given, "sorts": []}, at=NOW).record


def without_call(office: Office, of: str, people: list[Any], numbers: str = "", **more: Any) -> Any:
    """A round of records of a kind, in preparation, with what was brought in."""
    seats = [{"person": seated.number, "branch": "", "chair": False} for seated in people]
    given = {"unit": office.units["kexie"].pk, "title": "人才评价", "of": of, "stage": "meeting"}
    given |= {"form": mark_form(office).number, "from_at": moment(NOW), "to_at": moment(CLOSES), "seats": seats}
    given |= {"blind": "no", "after": "no", "seating": "named", "ground": "领域窄", **more}
    round_ = begin(get_kind("rounds"), office.actor("clerk"), given, at=NOW).record
    return take(round_, "gather", office.actor("clerk"), {"numbers": numbers}, at=NOW).record


def test_talents_are_ranked_by_the_sheets_of_their_assessors(office: Office) -> None:
    """S003-16: a scheme with a version and weights, and a round on talents."""
    first, second = talent(office, "幻才一"), talent(office, "幻才二")
    round_ = approve(office, without_call(office, "talents", [expert(office, "a"), expert(office, "b")]))
    rows = objects_of_round(round_.pk)
    assert [(row.about_id, row.title) for row in rows] == [(first.pk, first.number), (second.pk, second.number)]
    for name, of_first, of_second in (("a", (90, 80, 70), (60, 60, 60)), ("b", (80, 80, 80), (70, 60, 50))):
        for sheet in sheets_of(office, name):
            score(office, name, sheet, *(of_first if sheet.assessed.about_id == first.pk else of_second))
    round_ = ranked(office, round_)
    found = {row.about_id: (row.rank, row.adjusted) for row in Assessed.objects.filter(round=round_.pk)}
    assert found == {first.pk: (1, Decimal("80.75")), second.pk: (2, Decimal("60.75"))}
    round_ = take(round_, "decide", office.actor("leader"), {}, at=NOW).record
    cards = show_round(round_, office.actor("supervisor"), TODAY)
    assert "幻才一" in words_of([card for card in cards if card["id"] == "ranking"])
    agrees, *files = table_of(cards, "recomputed").rows
    assert agrees.cells[0].light.code == "green" and len(files) == len(DOCUMENTS)
    assert round_.number in client_of(office, "supervisor").get(first.get_absolute_url()).text


def test_nobody_outside_is_told_of_a_round_on_people(office: Office) -> None:
    talent(office, "幻才一")
    round_ = approve(office, without_call(office, "talents", [expert(office, "a"), expert(office, "b")]))
    for name in "ab":
        for sheet in sheets_of(office, name):
            score(office, name, sheet, 90, 80, 70)
    round_ = take(ranked(office, round_), "decide", office.actor("leader"), {}, at=NOW).record
    anybody = Client()
    set_value(VALUES["review.open"], None, "yes", TODAY, "云科协发〔2026〕3号", office.actor("admin"), at=NOW)
    listed = anybody.get("/open/rounds/")
    assert listed.status_code == 200 and round_.title not in listed.text
    assert anybody.get(f"/open/rounds/{round_.pk}/").status_code == 404
    for name in ("bundle.json", "heads.json", "result.html", "check_review.py"):
        assert anybody.get(f"/open/rounds/{round_.pk}/{name}").status_code == 404
        assert anybody.get(f"/review-rounds/{round_.pk}/{name}").status_code == 302
    inside = client_of(office, "clerk").get(f"/review-rounds/{round_.pk}/bundle.json").text  # who reads the round
    assert "幻才一" not in inside and "评委" not in inside
    assert client_of(office, "stranger").get(f"/review-rounds/{round_.pk}/bundle.json").status_code == 404


def test_who_is_assessed_assesses_nothing_in_the_round(office: Office) -> None:
    """The quality of experts: of four in the pool three sit in the round, and two of these are assessed in it."""
    people = [expert(office, name) for name in "abcd"]
    experts = {pooled.person_id: pooled for pooled in get_kind("experts").record.objects.all()}
    asked = f"{experts[people[0].pk].number}，{experts[people[1].pk].number}"
    round_ = without_call(office, "experts", people[:3], asked)
    assert Assessed.objects.filter(round=round_.pk).count() == 2
    said = refusal(lambda: approve(office, round_))
    assert "缺 1 人" in said
    assert not ReviewSheet.objects.exists()
    take(round_, "seat", office.actor("clerk"), {"seats": {"person": people[3].number}}, at=NOW)
    approve(office, ReviewRound.objects.get(pk=round_.pk))
    assert {sheet.assessor_id for sheet in ReviewSheet.objects.all()} == {people[2].pk, people[3].pk}


def test_a_blind_round_shows_an_assessor_no_name(office: Office) -> None:
    one = talent(office, "幻才一")
    approve(office, without_call(office, "talents", [expert(office, "a"), expert(office, "b")], blind="yes"))
    (sheet,) = sheets_of(office, "a")
    assert "幻才一" not in words_of(show_sheet(sheet, office.actor("a"), TODAY))
    page = client_of(office, "a").get(sheet.get_absolute_url()).text
    assert one.number in page and "幻才一" not in page
    ReviewRound.objects.update(blind="no")
    sheet = ReviewSheet.objects.get(pk=sheet.pk)
    assert "幻才一" in words_of(show_sheet(sheet, office.actor("a"), TODAY))


@pytest.mark.parametrize("wrong", [{"of": "appeals"}, {"of": ""}, {"of": "talents", "call": "first"}])
def test_a_round_is_of_a_call_or_of_one_kind_that_can_be_assessed(office: Office, wrong: dict[str, str]) -> None:
    call = published_call(office)
    wrong = {**wrong, **({"call": call.number} if "call" in wrong else {})}
    with pytest.raises(RecordError):
        without_call(office, wrong.pop("of"), [expert(office, "a")], **wrong)
    assert not ReviewRound.objects.exists()


def test_a_round_keeps_to_what_was_brought_in(office: Office) -> None:
    """What is unknown or unreadable is refused by number; the kind does not change once something is in it."""
    mine, gone = talent(office, "幻才一"), talent(office, "幻才二")
    take(gone, "leave", office.actor("clerk"), {"to_day": TODAY, "reason": "外调"}, at=NOW)
    judge = expert(office, "a")
    for numbers in (gone.number, "才2026-9999", f"{mine.number} 人2026-0001"):
        with pytest.raises(RecordError):
            without_call(office, "talents", [judge], numbers)
    assert not Assessed.objects.exists()
    round_ = without_call(office, "talents", [judge], mine.number)
    seats = [{"id": seat.pk, "person": judge.number, "branch": "", "chair": False} for seat in all_seats(round_.pk)]
    given = {"title": "人才评价", "of": "experts", "stage": "meeting", "form": round_.form.number, "blind": "no"}
    given |= {"after": "no", "seating": "named", "ground": "领域窄", "seats": seats}
    given |= {"from_at": moment(NOW), "to_at": moment(CLOSES)}
    said = refusal(lambda: take(round_, "edit", office.actor("clerk"), given, at=NOW))
    assert mine.number in said
    assert ReviewRound.objects.get(pk=round_.pk).of == "talents"
    assert "没有尚未纳入" in refusal(lambda: take(round_, "gather", office.actor("clerk"), {"numbers": ""}, at=NOW))


def test_only_what_one_reads_can_be_brought_in(office: Office) -> None:
    """A stranger's round finds no talent of another unit."""
    one = talent(office, "幻才一")
    round_ = ReviewRound(of="talents")
    assert [row.pk for row in list_subjects(round_, office.actor("supervisor"), TODAY)] == [one.pk]
    assert list_subjects(round_, office.actor("stranger"), TODAY) == []


def test_reading_the_objects_costs_the_same_for_three_and_for_twelve(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    judges = [expert(office, "a"), expert(office, "b")]
    for number in range(12):
        talent(office, f"幻才{number}")
    round_ = approve(office, without_call(office, "talents", judges))
    with django_assert_max_num_queries(2):
        rows = objects_of_round(round_.pk)
        assert len({row.thing.person_id for row in rows}) == 12 and {row.cls for row in rows} == {""}
