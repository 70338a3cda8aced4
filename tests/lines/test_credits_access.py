"""Who may read somebody's credits, and who reads them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from luoshi.evidence.journal.models import Entry
from many_appeals import signed_in
from office import NOW, TODAY, Office
from test_credits import Clock, given_of, learner, school, sets, stored
from trying_rows import Trying


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


def opened_by(record: Any, step: str = Entry.OPENED) -> list[str]:
    """Who is in the access log of a record, in order."""
    return [entry.person.name for entry in Entry.objects.filter(record=record.pk, step=step).order_by("pk")]


def test_who_reads_somebody_s_credits_is_kept(office: Office) -> None:
    """S000-54: what somebody learned, used and was certified is personal: who opened it, and who was refused."""
    at = Trying(office)
    sets(office)
    who, one = learner(at), school(at)
    kept = stored(at, who, one, "证1", grade="良好")
    use = at.opens("credituses", title="免修", learner=who.number, provider=one.number, amount="1")
    statement = at.opens("creditstatements", learner=who.number, as_of=TODAY)
    reader, stranger = office.people["leader"].name, office.people["stranger"].name
    for record in (kept, use, statement):
        address = f"/{record.kind}/{record.pk}/"
        assert reader not in opened_by(record)
        at.reads(address, "leader")
        at.reads(address, "leader")
        assert opened_by(record).count(reader) == 1  # once an hour
        assert signed_in(office, "stranger").get(address).status_code == 404
        assert at.api("stranger").get(f"{record.kind}/{record.pk}").status_code == 404
        assert opened_by(record, Entry.SHUT) == [stranger]
        card = at.reads(address, "clerk")
        assert "打开记录" in card and reader in card
        assert "打开记录" not in at.reads(address, "leader")
    assert "良好" not in at.reads(f"/credits/{kept.pk}/") and "良好" not in str(
        at.api("clerk").get(f"credits/{kept.pk}").data
    )
    look = f"credits/{kept.pk}/look"
    assert at.api("clerk").post(look, {"reason": "核对"}).data["protected"] == {"grade": "良好"}
    assert at.api("leader").post(look, {"reason": "核对"}).status_code == 403


def test_a_provider_enters_and_reads_its_own_credits_and_no_others(office: Office, clock: Clock) -> None:
    """S000-54: provider and bank office: the provider tells the result, two persons of the bank verify it."""
    at = Trying(office)
    sets(office)
    who, one, other = learner(at), school(at), school(at, "云岭幻职业学院")
    row = {"person": at.outsider("registrar", "幻教务").number, "from_day": TODAY}
    at.does(one, "keepers", "supervisor", keepers=[row])
    asked, theirs = (
        at.opens("credits", "ask", title="茶叶审评", learner=who.number, sort="course", provider=to, issuer=to)
        for to in (one.number, other.number)
    )
    assert (asked.state, asked.learner_id, asked.person_id) == ("asked", who.pk, who.person_id)
    elsewhere = stored(at, who, other, "证9")
    assert [row["number"] for row in at.api("registrar").get("credits").data["rows"]] == [asked.number]
    for record in (theirs, elsewhere):
        assert at.api("registrar").get(f"credits/{record.pk}").status_code == 404
        assert signed_in(office, "registrar").get(f"/credits/{record.pk}/").status_code == 404
    given = given_of(who, one, "证1", grade="良好")
    result = {name: given[name] for name in ("title", "sort", "certificate", "day", "amount", "passed")}
    at.refused(theirs, "tell", "registrar", **result)
    at.refused(asked, "complete", "registrar", **given)  # for whom it counts is the bank's to say
    told = at.does(asked, "tell", "registrar", **result)
    assert (told.state, told.amount, told.learner_id) == ("deposited", 3, who.pk)
    at.refused(told, "verify_desk", "registrar")
    kept = at.does(at.does(told, "verify_desk", "supervisor"), "verify_leader", "leader")
    use = at.opens("credituses", title="免修", learner=who.number, provider=one.number, amount="1")
    assert kept.state == "stored" and "茶叶审评" in at.reads(f"/credits/{kept.pk}/", "registrar")
    assert [row["number"] for row in at.api("registrar").get("credituses").data["rows"]] == [use.number]
    at.refused(use, "undo", "registrar", reason="试")
    at.refused(kept, "revoke", "registrar", reason="试")
    assert at.api("registrar").post("credits", {"given": given | {"day": TODAY.isoformat()}}).status_code in (403, 404)
    row |= {"id": at.api("supervisor").get(f"organisations/{one.pk}").data["rows"]["keepers"][0]["id"]}
    at.does(one, "end", to_day=TODAY)  # even then somebody has to be able to end it
    at.does(one, "keepers", "supervisor", keepers=[row | {"to_day": TODAY}])
    assert at.api("registrar").get(f"credits/{kept.pk}").status_code == 200  # the last day is one of them
    clock.at((NOW + timedelta(days=1)).date())
    assert at.api("registrar").get(f"credits/{kept.pk}").status_code == 404


def test_a_learner_reads_their_own_statement_alone(office: Office) -> None:
    """S000-54: the credit statement goes to the learner, who reads it with an account from outside."""
    at = Trying(office)
    sets(office)
    own = at.opens("learners", person=at.outsider("pupil", "幻自己").number, area="rural")
    other, one = learner(at, "别人"), school(at)
    for person, certificate in ((own, "幻结1"), (other, "幻结2")):
        stored(at, person, one, certificate)
    mine, theirs = (
        at.opens("creditstatements", learner=person.number, as_of=TODAY) for person in (own, other)
    )  # fmt: skip
    page = at.reads(f"/creditstatements/{mine.pk}/", "pupil")
    assert "测土配方施肥" in page and "幻结1" in page and "幻结2" not in page
    assert signed_in(office, "pupil").get(f"/creditstatements/{theirs.pk}/").status_code == 404
    assert [row["number"] for row in at.api("pupil").get("creditstatements").data["rows"]] == [mine.number]
    at.refused(mine, "withdraw", "pupil", reason="试")
