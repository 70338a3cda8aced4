"""The pages of the year's close and of the next year's plan: seen before it is done, and for its keeper alone."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.utils.translation import override

from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from office import Office
from plans import published
from years import closing, of


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What the actions say is read here in English, whatever the office's language."""
    with override("en"):
        yield


def test_the_page_of_the_years_close_shows_what_it_will_do_before_it_does(office: Office) -> None:
    plan = published(office)
    client, url = signed_in(office, "supervisor", "en"), f"/plans/{plan.pk}/year/"
    page = client.get(url).content.decode()
    assert page.count('<select name="row_') == plan.commitments.count()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    base = of(plan, "科普示范基地")
    group = next(word for word in seen.split() if word.startswith(f"{base.pk}:")).split(":")[2]
    sent = {"seen": seen, f"all_{group}": "close", f"row_{base.pk}": "carry", "reason": "年终", "then": "look"}
    answer = client.post(url, sent)
    ahead = answer.content.decode()
    assert answer.status_code == 200 and "Nothing has been changed yet" in ahead and "carry it over" in ahead
    assert not plan.commitments.exclude(state="listed").exists()
    hidden = ahead.split('name="seen" value="')[1].split('"')[0]
    chosen = {f"row_{word.partition(':')[0]}": "" for word in hidden.split()}
    chosen = {name: ahead.split(f'name="{name}" value="')[1].split('"')[0] for name in chosen}
    answer = client.post(url, {"seen": hidden, **chosen, "reason": "年终", "then": "do"})
    assert answer.status_code == 302
    states = {commitment.words: commitment.state for commitment in plan.commitments.all()}
    assert states[base.words] == "carried" and "lapsed" in states.values()
    assert "not yet in a published plan" in client.get(url).content.decode()


def test_the_page_says_what_is_missing_and_keeps_what_was_chosen(office: Office) -> None:
    plan = published(office)
    client, url = signed_in(office, "supervisor", "en"), f"/plans/{plan.pk}/year/"
    one = of(plan, "科普示范基地")
    seen = f"{one.pk}:{one.version}:0"
    answer = client.post(url, {"seen": seen, f"row_{one.pk}": "carry", "then": "look"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Enter the reason." in page and '<option value="carry" selected>' in page
    assert client.post(url, {"seen": seen, "reason": "年终", "then": "look"}).status_code == 422
    for bad in ({"seen": "x"}, {"seen": seen, f"row_{one.pk}": "burn", "reason": "年终"}, {"row_99": "close"}):
        assert client.post(url, bad).status_code == 422, bad
    assert Commitment.objects.get(pk=one.pk).state == "listed"


def test_a_row_decided_meanwhile_stops_the_whole_and_says_so(office: Office) -> None:
    plan = published(office)
    client, url = signed_in(office, "supervisor", "en"), f"/plans/{plan.pk}/year/"
    one, other = of(plan, "科普示范基地"), of(plan, "联席会议")
    sent = {"seen": f"{one.pk}:1:0 {other.pk}:1:0", f"row_{one.pk}": "carry", f"row_{other.pk}": "close"}
    closing(office, plan, 科普示范基地="close")
    answer = client.post(url, {**sent, "reason": "年终", "then": "look"})
    assert answer.status_code == 409 and "decided by others in the meantime" in answer.content.decode()
    assert client.post(url, {**sent, "reason": "年终", "then": "do"}).status_code in (409, 422)
    assert Commitment.objects.get(pk=other.pk).state == "listed"


def test_the_page_of_the_next_plan_begins_it(office: Office) -> None:
    plan = published(office)
    client, url = signed_in(office, "supervisor", "en"), f"/plans/{plan.pk}/next/"
    assert "still open" in client.get(url).content.decode()
    sent = {"title": "2027年要点", "year": "2027", "which": "all", "once": str(uuid4())}
    assert client.post(url, sent).status_code == 422 and Plan.objects.count() == 1
    closing(office, plan, rest="close")
    page = client.get(url).content.decode()
    assert 'value="云岭县2027年科普工作要点"' in page and 'value="2027"' in page
    for bad in ({"title": ""}, {"year": "2026"}, {"year": "二〇二七"}, {"which": "none"}, {"title": "机密★一年"}):
        assert client.post(url, {**sent, **bad}).status_code == 422, bad
        assert Plan.objects.count() == 1
    answer = client.post(url, sent)
    new = Plan.objects.latest("pk")
    assert answer.status_code == 302 and answer["Location"] == f"/plans/{new.pk}/correct/"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("who", ["clerk", "head", "stranger", "leader", "auditor"])
def test_the_pages_of_the_year_are_there_for_its_keeper_alone(office: Office, who: str) -> None:
    plan = published(office)
    for url in (f"/plans/{plan.pk}/year/", f"/plans/{plan.pk}/next/"):
        assert signed_in(office, "supervisor").get(url).status_code == 200
        client = signed_in(office, who)
        assert (client.get(url).status_code, client.post(url, {}).status_code) == (404, 404)
