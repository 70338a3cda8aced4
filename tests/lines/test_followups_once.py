"""A household counts once, however often it was asked, in figures, tables and reports; none tells of one alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from office import NOW, TODAY, Office
from soil_office import Station
from test_followups import asked_again, household, report, tells_of_few
from trying_rows import Trying


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_figures_count_a_household_as_the_report_does(office: Office) -> None:
    """S000-66: two surveys in a year are one change, and who once introduced something new has done so."""
    at = Trying(office)
    tells_of_few(office)
    often = asked_again(at, household(at, "甲", "yes", "40000"), "49000", new="yes", day=TODAY - timedelta(days=9))
    asked_again(at, often, "41800", new="no", day=TODAY - timedelta(days=3))
    asked_again(at, household(at, "丙", "yes", "40000"), "41800", new="no")
    for name in "乙丁":
        asked_again(at, household(at, name, "no", "40000"), "40700", new="no")
    issued = at.does(report(at), "issue", finding="有效")
    told = {name: at.counts("followups", name)[""] for name in ("trained_change", "effect", "trained_new")}
    assert told == {"trained_change": "1800", "effect": "1100", "trained_new": "50"}
    assert (issued.trained_change, issued.effect) == (1800, 1100)


def test_two_surveys_of_one_household_are_not_two_households(office: Office) -> None:
    at = Trying(office)
    tells_of_few(office)
    first = asked_again(at, household(at, "甲", "yes", "40000"), "41800")
    again = at.opens("followups", person=first.person.number, sort="training", trained="yes", year=2025,
                     baseline_on="2025-03-01", base_income="40000")  # fmt: skip
    asked_again(at, again, "41800")
    assert at.counts("followups", "trained_change") == {}


def test_a_table_of_a_year_keeps_whom_was_asked_in_it(office: Office) -> None:
    """S000-97: also a household that is asked again in the next year."""
    at = Trying(office)
    record = asked_again(
        at, household(at, "甲", "", sort="fertilising", baseline_on="2024-03-01"), None, day="2025-05-01"
    )
    record = asked_again(at, record, None, day=TODAY)
    for year in ("2024", "2025"):
        assert record.number in at.reads("/followups/tables/fertilising/", day=f"{year}-12-31"), year
    assert at.counts("followups", "fertilising", first="2025-01-01", last="2025-12-31") == {"": "1"}


def test_a_survey_that_was_given_up_asked_nobody_about_a_card(office: Office) -> None:
    at = Station(office)
    at.telephones()
    at.formula()
    card = at.card(at.checked(at.point("A1", village := at.village()), "A1"), "幻种麦")
    card = at.does(card, "hand", handed_on=TODAY)
    asked = household(at, "幻回访", "", sort="card", card=card.number)
    assert village and card.number not in at.reads("/followups/coverage/cards/")
    at.does(asked, "drop", reason="误登")
    assert card.number in at.reads("/followups/coverage/cards/")


def test_no_correction_moves_the_days_of_a_report(office: Office) -> None:
    at = Trying(office)
    for name, trained in (("甲", "yes"), ("乙", "no")):
        asked_again(at, household(at, name, trained, "40000"), "41000")
    issued = at.does(report(at), "issue", finding="有效")
    moved = {"reason": "误填", "from_day": "2020-01-01", "to_day": "2020-12-31"}
    at.refused(issued, "put_right", "supervisor", **moved)
    issued.refresh_from_db()
    assert issued.from_day.year == 2026


def test_two_reports_together_tell_no_income_of_one(office: Office) -> None:
    """3 times the second mean less 2 times the first would be what the third household earns."""
    at = Trying(office)
    tells_of_few(office)
    for name, trained in (("甲", "yes"), ("乙", "yes"), ("丙", "no"), ("丁", "no")):
        asked_again(at, household(at, name, trained, "40000"), "41800", day="2026-03-10")
    first, draft = at.does(report(at), "issue", finding="有效"), report(at)
    asked_again(at, household(at, "戊", "yes", "0"), "99999")
    assert first.number in at.refused(draft, "issue", finding="有效")
    asked_again(at, household(at, "己", "yes", "0"), "88888")
    assert at.does(draft, "issue", finding="有效").trained == 4
