"""With whom a matter is, as its page says: whose work it is, else whoever takes its next step."""

from __future__ import annotations

from datetime import date

import pytest

from appeal_factory import appeal
from assigned import act, finished, issued, running, verified
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import Post
from luoshi.org.units import actions as units
from many_appeals import signed_in
from office import NOW, Office
from plans import published

WORDS = "新建科普示范基地"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def shown(office: Office, record: Record, query: str = "", who: str = "supervisor") -> str:
    answer = signed_in(office, who).get(record.get_absolute_url() + query)
    holder: str = answer.context["now"]["holder"]
    assert holder in answer.content.decode()
    return holder


def test_a_commitment_goes_from_the_desk_to_its_unit_and_its_doer_and_back_for_the_check(office: Office) -> None:
    plan = published(office)
    one = plan.commitments.get(words__contains=WORDS)
    desk, unit = str(office.units["desk"]), str(office.units["kexie"])
    assert shown(office, one) == desk  # to be sent out
    one = issued(office, plan, WORDS)
    assert shown(office, one) == unit
    one = act(office, one, "accept", "clerk", owner=office.posts["clerk"].pk)
    assert shown(office, one) == str(office.posts["clerk"])
    assert shown(office, one, who="clerk") == str(office.posts["clerk"])
    one = finished(office, one)
    assert shown(office, one) == desk
    one = verified(office, one)
    assert one.state == "verified"
    assert shown(office, one) == str(office.posts["leader"])  # a leader closes it, named by the post


def test_what_is_closed_stays_with_who_did_it(office: Office) -> None:
    one = verified(office, finished(office, running(office, published(office), WORDS)))
    one = act(office, one, "close_it", "leader", mark="A")
    assert one.closed is not None and shown(office, one) == str(office.posts["clerk"])


def test_an_appeal_is_with_the_office_that_assigns_it_then_with_the_unit_that_answers(office: Office) -> None:
    one = appeal(office, unit=str(office.units["town"].pk))
    assert shown(office, one) == str(office.units["desk"])
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    take(one, "assign", office.actor("supervisor"), given, at=NOW)
    assert shown(office, Record.objects.get(pk=one.pk)) == str(office.units["kexie"])


def test_where_nobody_is_there_to_take_the_next_step_it_is_with_the_unit(office: Office) -> None:
    plan = published(office)
    one = issued(office, plan, WORDS)
    Post.objects.filter(unit=office.units["kexie"]).update(until=date(2026, 3, 1))
    assert shown(office, one) == str(office.units["kexie"])


def test_the_name_is_that_of_the_day_that_was_asked_for(office: Office) -> None:
    spring = date(2026, 3, 1)
    units.rename_unit(office.units["desk"], "云岭县督查考核办公室", "", spring, office.actor("admin"), at=NOW)
    one = published(office).commitments.get(words__contains=WORDS)
    assert shown(office, one) == "云岭县督查考核办公室"
    assert shown(office, one, "?on=2026-02-28") == "云岭县督查室"
