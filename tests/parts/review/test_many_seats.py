"""A round with more assessors than a small form has rows: it can be changed, and nobody is lost by that."""

from __future__ import annotations

from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from calling import checked, moment, person, published_call
from drawing_seats import drawn, prepared_draw, set_up
from reviewing import CLOSES, mark_form, prepared

from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.kernel.kinds.language.rows import MOST_EDITED, Rows
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.review.models import ReviewRound, ReviewSeat
from many_appeals import signed_in
from office import NOW, TODAY, Office
from programs import Program, program

MANY = 60


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def fill_pool(office: Office, n: int, branch: str = "machines") -> list[str]:
    """Take so many people into the pool; their numbers in the register."""
    unit, clerk = office.units["kexie"].pk, office.actor("clerk")
    names = [{"unit": unit, "title": f"评委{number:03d}"} for number in range(n)]
    people = begin_many(get_kind("persons"), clerk, names, at=NOW)
    rows = [
        {"unit": unit, "person": person.number, "consent": TODAY, "branches": [{"branch": branch}]} for person in people
    ]
    for expert in begin_many(get_kind("experts"), clerk, rows, at=NOW):
        take(expert, "accept", office.actor("supervisor"), {"from_day": TODAY}, at=NOW)
    return [person.number for person in people]


def drawn_round(office: Office, n: int) -> ReviewRound:
    """A round in preparation for which so many were drawn."""
    fill_pool(office, n)
    round_ = prepared_draw(office)
    drawn(office, set_up(office, round_, n))
    assert len(seats_of(round_)) == n
    return ReviewRound.objects.get(pk=round_.pk)


def seats_of(round_: ReviewRound) -> list[tuple[int, int | None, int | None]]:
    """The seats of a round as they are stored."""
    rows = ReviewSeat.objects.filter(record=round_.pk).order_by("place")
    return list(rows.values_list("pk", "person", "draw"))


class ShownForm(HTMLParser):
    """What a browser sends back of a page's form of a step, as it was shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self.area = self.choice = ""
        self.feed(page.split("<main", 1)[1])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "input" and (said.get("type") not in ("checkbox", "radio", "file") or "checked" in said):
            self.sent[name] = value
        elif tag == "textarea":
            self.area, self.sent[name] = name, ""
        elif tag == "select":
            self.choice = name
        elif tag == "option" and "selected" in said:
            self.sent[self.choice] = value

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self.area], self.area = self.sent[self.area].removeprefix("\n"), ""


def edited_on_its_page(office: Office, round_: ReviewRound, **given: Any) -> Any:
    """The answer to the form of the round as its page shows it, with some values changed."""
    clerk = signed_in(office, "clerk", "en")
    page = clerk.get(f"/rounds/{round_.pk}/edit/").text
    return clerk.post(f"/rounds/{round_.pk}/edit/", {**ShownForm(page).sent, **given})


def edited_by(asks: Program, round_: ReviewRound, **given: Any) -> Any:
    """The answer of the API to a change of the round that says all fields it asks for."""
    same = {name: str(getattr(round_, name) or "") for name in ("stage", "seating", "ground", "blind", "after")}
    same |= {"call": round_.call.number, "form": round_.form.number, "from_at": moment(NOW), "to_at": moment(CLOSES)}
    version = ReviewRound.objects.get(pk=round_.pk).version
    return asks.post(f"rounds/{round_.pk}/steps/edit", {"seen": version, "given": {**same, **given}})


def title_of(round_: ReviewRound) -> str:
    return str(ReviewRound.objects.get(pk=round_.pk).title)


def test_a_drawn_round_with_sixty_seats_is_changed_on_its_page_and_by_a_program(office: Office) -> None:
    round_, asks = drawn_round(office, MANY), program(office, "clerk")
    before = seats_of(round_)
    done = edited_on_its_page(office, round_, title="会评（改期）")
    assert done.status_code == 302, done.context["form"].errors
    assert (title_of(round_), seats_of(round_)) == ("会评（改期）", before)
    for title, named in (("初评", {}), ("终评", {"seats": [{"id": pk} for pk, _person, _draw in before]})):
        answer = edited_by(asks, round_, title=title, **named)
        assert answer.status_code == 200, answer.text[:600]
        assert (title_of(round_), seats_of(round_)) == (title, before)


def test_more_seats_than_a_form_takes_stay_as_they_are_and_it_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a draw of more than a request carries: the rest of the round can be changed all the same."""
    round_, asks = drawn_round(office, 6), program(office, "clerk")
    part = next(part for part in get_kind("rounds").every(Rows) if part.name == "seats")
    monkeypatch.setitem(vars(part), "most", 5)
    before, words = seats_of(round_), "There are 6 rows, more than a form takes (5): they stay as they are."
    page = signed_in(office, "clerk", "en").get(f"/rounds/{round_.pk}/edit/").text
    assert words in page and 'name="seats-' not in page
    assert edited_on_its_page(office, round_, title="会评（改期）").status_code == 302
    assert edited_by(asks, round_, title="终评").status_code == 200
    refused = edited_by(asks, round_, title="初评", seats=[])
    assert refused.status_code == 422 and words in refused.text
    assert (title_of(round_), seats_of(round_)) == ("终评", before)


def test_a_form_takes_a_hundred_and_twenty_named_assessors_and_says_when_it_is_full(office: Office) -> None:
    numbers = fill_pool(office, MOST_EDITED + 1)
    call, form = published_call(office), mark_form(office)
    checked(office, call, leader=person(office, "申报人").number)
    round_ = prepared(office, call, [SimpleNamespace(number=number) for number in numbers[:-1]], form)
    assert edited_on_its_page(office, round_, title="会评（改期）").status_code == 302
    round_ = ReviewRound.objects.get(pk=round_.pk)
    assert (round_.title, len(seats_of(round_))) == ("会评（改期）", MOST_EDITED)
    with pytest.raises(RecordError) as refused:
        take(round_, "seat", office.actor("clerk"), {"seats": {"person": numbers[-1]}}, at=NOW)
    assert f"最多 {MOST_EDITED} 行" in str(refused.value)
