"""The pages of people and posts: who sees what, found as people type, a bounded number of queries, both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appeal_factory import appeal
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.desk.lists.queries import pending
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.actors.models import Mandate, Person, Post, Tenure
from luoshi.org.people.actions import people
from luoshi.org.people.models import Proposal
from office import FOUNDED, NOW, TODAY, Office
from sample_line import approvals

DAY = timedelta(days=1)
EVERYBODY = ["admin", "supervisor", "leader", "head", "clerk", "stranger", "collector", "outside", "auditor"]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def approval() -> Iterator[CompiledKind]:
    with approvals() as found:
        yield found


def client(office: Office, who: str) -> Client:
    made = Client()
    made.force_login(office.people[who].user)
    return made


@pytest.mark.parametrize("who", [person_key for person_key in EVERYBODY if person_key != "outside"])
def test_everybody_of_the_office_sees_names_and_posts_and_a_masked_number(office: Office, who: str) -> None:
    here = client(office, who)
    listed, one = here.get("/people/"), here.get(f"/people/{office.people['leader'].pk}/")
    post = here.get(f"/posts/{office.posts['leader'].pk}/")
    assert (listed.status_code, one.status_code, post.status_code) == (200, 200, 200)
    assert all("林分管" in page.text for page in (listed, one, post))
    assert all("139****0000" in page.text for page in (listed, one))
    assert not any("13900000000" in page.text for page in (listed, one, post))


@pytest.mark.control("PIPL 25", "who is not signed in sees no person and no post")
def test_nobody_who_is_not_signed_in_sees_any_of_it(office: Office) -> None:
    urls = ["/people/", "/posts/", f"/people/{office.people['leader'].pk}/", "/people/find/?q=林", "/people/changes/"]
    answers = [Client().get(url) for url in urls]
    assert [answer.status_code for answer in answers] == [302] * len(urls)
    assert all(answer["Location"].startswith("/sign-in/") for answer in answers)


@pytest.mark.control("8.1.4.11", "a masked number is shown after a reason, and each look is an entry")
def test_a_number_is_shown_once_after_a_reason_and_each_look_is_journaled(office: Office) -> None:
    url, here = reverse("org:look_at_person", args=[office.people["leader"].pk]), client(office, "clerk")
    assert (here.get(url).status_code, here.post(url, {"reason": " "}).status_code) == (405, 422)
    shown = here.post(url, {"reason": "通知开会"})
    assert ("13900000000" in shown.text, shown["Cache-Control"]) == (True, "no-store")
    refused = client(office, "outside").post(url, {"reason": "推销"})
    assert (refused.status_code, "13900000000" in refused.text, "139****0000" in refused.text) == (404, False, False)
    steps = Entry.objects.filter(step__startswith="person.look").order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["person.look", "person.look_refused"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("q=林", ["林分管"]),
        ("q=lfg", ["林分管"]),
        ("q=LFG", ["林分管"]),
        ("unit=云岭县科学技术协会", ["柯干事", "柯主席", "外来人"]),
        ("unit=没有这个单位", []),
        ("role=auditor", ["申审计"]),
        ("role=clerk&unit=kexie", ["柯干事"]),
        ("standing=none", ["无岗人"]),
    ],
)
def test_the_list_is_narrowed_as_asked(office: Office, asked: str, names: list[str]) -> None:
    people.enter_person("无岗人", PROGRAM, at=NOW)
    page = client(office, "clerk").get(f"/people/?{asked}")
    assert sorted(row.name for row in page.context["table"].rows) == sorted(names)


@pytest.mark.parametrize("url", ["/people/", "/posts/", "/people/find/?q=员", "/posts/find/?q=员"])
def test_more_rows_need_no_more_queries(office: Office, url: str) -> None:
    here, counts = client(office, "admin"), []
    here.get(url)  # that this page was used today is noted once
    for size in (2, 40):
        for number in range(size):
            person = people.enter_person(f"员工{size}{number}", PROGRAM, at=NOW)
            post = people.set_up_post(
                office.units["town"], f"员{size}{number}", Role.COLLECTOR, FOUNDED, PROGRAM, at=NOW
            )
            people.appoint_to_post(person, post, FOUNDED, PROGRAM, at=NOW)
        with CaptureQueriesContext(connection) as caught:
            assert here.get(url).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1] < 17


def test_choosers_find_people_and_posts_as_one_types(office: Office) -> None:
    here = client(office, "clerk")
    leader = {"key": str(office.people["leader"].pk), "label": "林分管", "note": "云岭县 林分管岗"}
    post = {"key": str(office.posts["leader"].pk), "label": "云岭县 林分管岗", "note": "林分管"}
    assert here.get("/people/find/", {"q": "lfg"}).json() == {"options": [leader], "more": False}
    assert here.get("/posts/find/", {"q": "lfg"}).json() == {"options": [post], "more": False}
    assert here.get("/people/find/", {"q": " "}).json() == {"options": [], "more": False}


def admins_urls(office: Office) -> list[str]:
    person, post = office.people["clerk"].pk, office.posts["clerk"].pk
    tenure = Tenure.objects.get(post=post).pk
    names = [("correct_person", person), ("appoint_person", person), ("leave", person), ("appoint_to", post)]
    names += [("deputise", post), ("charges", post), ("give_mandate", post), ("end_post", post), ("end_tenure", tenure)]
    return ["/people/new/", "/posts/new/", *(reverse(f"org:{name}", args=[pk]) for name, pk in names)]


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_an_administrator_does_is_not_there_for_anyone_else(office: Office, who: str) -> None:
    here = client(office, who)
    for url in admins_urls(office):
        expected = 200 if who == "admin" else 404
        assert (url, here.get(url).status_code) == (url, expected)
        assert (url, here.post(url, {}).status_code) == (url, 422 if who == "admin" else 404)
    assert here.get("/people/changes/").status_code == (200 if who in ("admin", "auditor") else 404)


def test_a_person_is_entered_given_a_post_and_found(office: Office) -> None:
    here = client(office, "admin")
    done = here.post("/people/new/", {"name": "曾云", "phone": "13800138000", "email": ""})
    person = Person.objects.get(name="曾云")
    assert (done.status_code, done["Location"]) == (302, f"/people/{person.pk}/")
    again = here.post("/people/new/", {"name": "曾云"})
    assert (again.status_code, Person.objects.filter(name="曾云").count()) == (422, 1)
    here.post("/posts/new/", {"unit": "青石镇", "title": "站长", "role": "head", "start": "2026-03-01"})
    post = Post.objects.get(title="站长")
    given = {"post": "青石镇 站长", "start": "2026-03-20", "last": "2026-03-31"}
    assert here.post(f"/people/{person.pk}/appoint/", given).status_code == 302
    tenure = Tenure.objects.get(person=person)
    assert (tenure.post, tenure.start, tenure.until, tenure.deputy) == (post, TODAY, TODAY + 12 * DAY, False)


def test_a_chosen_key_counts_only_where_it_still_means_the_words(office: Office) -> None:
    here, post = client(office, "admin"), office.posts["head"]
    url, leader = f"/posts/{post.pk}/deputy/", office.people["leader"].pk
    given = {"person": "柯干事", "person_key": str(leader), "start": "2026-03-20", "last": "2026-03-21"}
    assert here.post(url, given).status_code == 302
    assert Tenure.objects.get(post=post, deputy=True).person == office.people["clerk"]


def test_of_two_people_of_one_name_the_list_decides(office: Office) -> None:
    first, second = (people.enter_person("李云", PROGRAM, at=NOW) for _ in range(2))
    here, url = client(office, "admin"), f"/posts/{office.posts['head'].pk}/deputy/"
    given = {"person": "李云", "start": "2026-03-20", "last": "2026-03-21"}
    refused = here.post(url, given)
    assert (refused.status_code, "从列表中选择" in refused.text) == (422, True)
    assert here.post(url, {**given, "person_key": str(second.pk)}).status_code == 302
    assert Tenure.objects.get(deputy=True).person == second != first


def test_a_mandate_is_given_and_ended(office: Office) -> None:
    here, leader = client(office, "admin"), office.posts["leader"]
    given = {
        "secretary": "云岭县科学技术协会 柯干事岗",
        "start": "2026-03-20",
        "last": "2026-12-31",
        "basis": "云政办〔2026〕3号",
    }
    assert here.post(f"/posts/{leader.pk}/mandate/", given).status_code == 302
    row = Mandate.objects.get()
    assert (row.leader, row.secretary, row.until.isoformat()) == (leader, office.posts["clerk"], "2027-01-01")
    assert here.post(f"/mandates/{row.pk}/end/", {"last": "2026-03-31"}).status_code == 302
    assert Mandate.objects.get().until.isoformat() == "2026-04-01"


def test_charges_are_changed_from_a_day(office: Office) -> None:
    here, post = client(office, "admin"), office.posts["leader"]
    url = f"/posts/{post.pk}/charges/"
    assert "云岭县科学技术协会" in here.get(url).text
    given = {"start": "2026-04-01", "unit_0": "云岭县科学技术协会", "unit_1": "青石镇", "unit_2": ""}
    assert here.post(url, given).status_code == 302
    found = list(post.charges.order_by("pk").values_list("unit__name", "start", "until"))
    assert [(name, start.isoformat()) for name, start, _ in found] == [
        ("云岭县科学技术协会", "2020-01-01"),
        ("青石镇", "2026-04-01"),
    ]


def test_fields_in_charge_are_changed_and_journaled(office: Office) -> None:
    here, post = client(office, "admin"), office.posts["leader"]
    url = f"/posts/{post.pk}/fields/"
    assert url in here.get(f"/posts/{post.pk}/").text
    assert here.post(url, {"fields_in_charge": "农业、水利"}).status_code == 302
    post.refresh_from_db()
    assert post.fields == "农业、水利" and "农业、水利" in here.get(f"/posts/{post.pk}/").text
    entry = Entry.objects.get(step="post.fields")
    assert (entry.subject, json.loads(entry.payload.data)) == (
        f"post:{post.pk}",
        {"fields": {"old": "", "new": "农业、水利"}},
    )
    assert here.post(url, {"fields_in_charge": "农业、水利"}).status_code == 422
    assert client(office, "clerk").post(url, {"fields_in_charge": "财政"}).status_code in (403, 404)
    assert Entry.objects.filter(step="post.fields").count() == 1


def test_two_persons_meet_on_the_page_of_changes(office: Office) -> None:
    url = f"/posts/{office.posts['supervisor'].pk}/deputy/"
    given = {"person": "纪干事", "start": "2026-03-20", "last": "2026-03-31"}
    said = client(office, "admin").post(url, given, follow=True)
    row = Proposal.objects.get()
    assert "由第二人复核后生效" in said.text and not Tenure.objects.filter(deputy=True).exists()
    confirm = f"/people/changes/{row.pk}/confirm/"
    own = client(office, "admin").get("/people/changes/").text
    assert ("纪干事" in own, confirm in own) == (True, False)
    assert client(office, "admin").post(confirm).status_code == 403
    auditor = client(office, "auditor")
    assert confirm in auditor.get("/people/changes/").text
    assert auditor.post(confirm).status_code == 302
    assert Tenure.objects.get(deputy=True).person == office.people["stranger"]


def test_a_leavers_page_lists_all_and_hands_it_over_in_one_step(office: Office, approval: CompiledKind) -> None:
    asked = {"title": "流动科技馆下乡", "words": "三天", "channel": "letter", "unit": office.units["kexie"].pk}
    record = begin(approval, office.actor("clerk"), {**asked, "owner": office.posts["clerk"].pk}, at=NOW).record
    take(record, "approve", office.actor("leader"), {"reason": "同意"}, at=NOW)
    here, clerk, post = client(office, "admin"), office.people["clerk"], office.posts["clerk"]
    url = f"/people/{clerk.pk}/leave/"
    page = here.get(url).text
    assert '<span class="count">1</span>' in page and "Approval：1 件" in page  # no case content by administering
    for said in ("Approved", "流动科技馆下乡", f'href="{record.get_absolute_url()}"'):
        assert said not in page, said
    given = {"day": "2026-03-20", "why": "调离"}
    assert here.post(url, given).status_code == 422
    done = here.post(url, {**given, f"to_{post.pk}": "云岭县科学技术协会 柯主席岗"})
    assert (done.status_code, done["Location"]) == (302, f"/people/{clerk.pk}/")
    record.refresh_from_db()
    assert (record.owner, Person.objects.get(pk=clerk.pk).user.is_active) == (office.posts["head"], False)


def test_a_page_that_cannot_list_all_says_how_much_further_waits(
    office: Office, approval: CompiledKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "MOST", 1)
    asked = {"title": "流动科技馆下乡", "words": "三天", "channel": "letter", "unit": office.units["kexie"].pk}
    for _ in range(3):
        record = begin(approval, office.actor("clerk"), {**asked, "owner": office.posts["clerk"].pk}, at=NOW).record
        take(record, "approve", office.actor("leader"), {"reason": "同意"}, at=NOW)
    clerk, post = office.people["clerk"].pk, office.posts["clerk"].pk
    for url in (f"/people/{clerk}/leave/", f"/people/{clerk}/", f"/posts/{post}/"):
        page = client(office, "admin").get(url).text
        assert '<span class="count">3</span>' in page and "共 3 件，列出最先到期的 1 件，另有 2 件" in page, url


@pytest.mark.control("8.1.4.2 c", "a leaver's session ends with the account")
def test_a_session_of_a_leaver_ends_with_the_account(office: Office) -> None:
    leaver = client(office, "clerk")
    assert leaver.get("/people/").status_code == 200
    given = {"day": "2026-03-20", "why": "调离", f"successor_{office.posts['clerk'].pk}": ""}
    client(office, "admin").post(f"/people/{office.people['clerk'].pk}/leave/", given)
    assert leaver.get("/people/").status_code == 302


def test_a_deputys_step_says_so_in_the_timeline(office: Office) -> None:
    people.appoint_to_post(
        office.people["stranger"], office.posts["clerk"], TODAY, PROGRAM, at=NOW, until=TODAY + DAY, deputy=True
    )
    given = {"title": "增设活动室", "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    record = appeal(office, **given)
    to = {"grade": "urgent", "unit": office.units["kexie"].pk}
    take(record, "assign", office.actor("supervisor"), to, at=NOW)
    take(record, "answer", office.actor("stranger"), {"answer": "列入计划"}, at=NOW)
    page = client(office, "supervisor").get(f"/appeals/{record.pk}/").text
    assert "纪干事（代理）" in page or "纪干事 (代理)" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_either_language_whole(office: Office, language: str) -> None:
    here = client(office, "admin")
    here.cookies["django_language"] = language
    for url in ["/people/", "/posts/", "/people/changes/", *admins_urls(office)]:
        heading = here.get(url).text.split("<h1>")[1].split("</h1>")[0]
        assert (url, heading.isascii()) == (url, language == "en")
    page = here.get(f"/people/{office.people['leader'].pk}/").text
    assert ("任职情况" in page, "Posts held" in page) == (language != "en", language == "en")
