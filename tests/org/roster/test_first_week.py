"""In an office's first week one sheet of people leads to a slip for each of them, supervisors and auditors too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from luoshi.evidence.journal.models import Entry
from luoshi.org.accounts.actions.slips import print_slips
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.actors.models import Tenure, User
from luoshi.org.people.actions.dual_control import TwoPersons
from luoshi.org.people.models import Proposal
from luoshi.org.roster.actions import Roster, RosterOutcome, import_roster, plan_roster_import
from luoshi.org.roster.rules import RosterRow
from office import NOW, TODAY
from young_office import Young

THREE = (("杜示例", "督查员"), ("林示例", "分管领导"), ("柯示例", "联络员"))


@pytest.fixture
def young(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Young:
    settings.SECOND_FACTOR, settings.ADDRESS = "off", "http://10.0.0.5:8000"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Young()


def brought_in(young: Young, *more: tuple[str, str], at: Any = NOW) -> RosterOutcome:
    rows = [RosterRow(n, "YL", name, f"1380000000{n}", role=role) for n, (name, role) in enumerate((*THREE, *more))]
    roster = Roster(rows, TODAY)
    agreed = plan_roster_import(roster).digest()
    return import_roster(roster, young.actor("admin", at), at=at, agreed=agreed)


def chosen_on(page: Any) -> dict[str, str]:
    return {line.take.html_name: "on" for line in page.context["lines"] if line.take is not None}


def test_a_supervisor_a_leader_and_a_clerk_get_their_slips_together(young: Young) -> None:
    done = brought_in(young)
    assert (len(done.accounts), done.waiting, done.alone) == (3, [], ["杜示例"])
    here = young.browser("admin")
    page = here.get("/people/slips/")
    assert sorted(chosen_on(page)) == sorted(f"take_{pk}" for pk in done.accounts)
    printed = here.post("/people/slips/", chosen_on(page))
    assert printed.text.count('<article class="slip"') == 3 and OneTimeLink.objects.filter(ended=None).count() == 3
    assert Tenure.objects.get(person__name="杜示例").until == TODAY + timedelta(7)  # until a second person confirms it


def test_also_beside_an_auditor_who_has_not_signed_in_yet(young: Young) -> None:
    done = brought_in(young, ("申示例", "审计员"))
    assert len(done.accounts) == 4 and done.waiting == []
    here = young.browser("admin")
    page = here.get("/people/slips/")
    assert len(chosen_on(page)) == 4
    assert here.post("/people/slips/", chosen_on(page)).text.count('<article class="slip"') == 4
    alone = Entry.objects.filter(step="account.slip").values_list("subject", flat=True)
    assert len(set(alone)) == 4
    again = here.get("/people/slips/")  # printed again while nobody has used theirs
    assert len(chosen_on(again)) == 4


def test_once_an_auditor_has_signed_in_it_takes_two_for_a_slip_of_a_guarded_role(young: Young) -> None:
    done = brought_in(young, ("申示例", "审计员"))
    User.objects.filter(person__name="申示例").update(last_login=NOW)
    here = young.browser("admin")
    page = here.get("/people/slips/")
    assert sorted(line.name for line in page.context["lines"] if line.cannot) == ["杜示例"]
    supervisor = User.objects.get(person__name="杜示例")
    with pytest.raises(TwoPersons):
        print_slips([supervisor.pk], young.actor("admin"), at=NOW, hours=4)
    assert not OneTimeLink.objects.exists() and supervisor.pk in done.accounts


def test_after_the_first_week_it_takes_two_to_appoint(young: Young, monkeypatch: pytest.MonkeyPatch) -> None:
    young.auditor(signed=True)
    later = NOW + timedelta(8)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    done = brought_in(young, at=later)
    assert (len(done.accounts), done.waiting, done.alone) == (2, ["杜示例"], [])
    assert Proposal.objects.filter(act="appoint", outcome="").count() == 1
    assert not User.objects.filter(person__name="杜示例").exists()
