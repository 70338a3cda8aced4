"""Messages: each is told once, to whoever holds the post today, in their language; and the digest of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from hypothesis import given as each
from hypothesis import strategies as st

from appeal_factory import appeal
from luoshi.base.rights.rules.rights import PROGRAM, Relation, Role, UnitPlace
from luoshi.desk.digests.actions import send_digests
from luoshi.desk.digests.queries import digest_counts
from luoshi.desk.digests.rules import DigestCounts, make_digest
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.journal.queries.seals import head_of_day
from luoshi.kernel.base.messages import render_message
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.actions.messages import send_message, set_messages_read, tell
from luoshi.kernel.messages.models import Message, Outgoing
from luoshi.kernel.messages.queries.messages import (
    count_unread_messages,
    inbox_messages,
    newest_unread_messages,
    readable_message_records,
)
from luoshi.kernel.rights.queries.rights import posts_in
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import Post
from luoshi.org.people.actions import people
from office import NOW, TODAY, Office

ASKED = {"title": "建议增设科普活动室", "words": "周末孩子没有去处", "channel": "hotline", "speaker": "王小明"}
SATURDAY = datetime(2026, 3, 21, 1, 0, tzinfo=UTC)


def file(office: Office, title: str = "建议增设科普活动室") -> Record:
    given = {**ASKED, "title": title, "unit": office.units["desk"].pk}
    return appeal(office, **given)


def assign(office: Office, record: Record, unit: str = "kexie") -> Record:
    given = {"grade": "ordinary", "unit": office.units[unit].pk}
    return take(record, "assign", office.actor("supervisor"), given, at=NOW).record


def told(office: Office, name: str, which: str = "all") -> list[str]:
    return [message.code for message in inbox_messages(office.actor(name), which)]


def signed_in(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(office.people[name].user)
    return client


def page(office: Office, name: str, address: str = "/inbox/") -> str:
    return signed_in(office, name).get(address).content.decode()


def test_an_assigned_appeal_is_told_to_the_units_head_and_clerk_and_to_no_one_else(office: Office) -> None:
    assign(office, file(office))
    assert {name: told(office, name) for name in office.people} == {
        **{name: [] for name in office.people},
        "head": ["appeals.assigned"],
        "clerk": ["appeals.assigned"],
    }


def test_what_comes_back_is_told_to_the_desk(office: Office) -> None:
    returned = assign(office, file(office))
    take(returned, "return", office.actor("clerk"), {"reason": "不属我单位职责"}, at=NOW)
    take(assign(office, file(office)), "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)
    assert told(office, "supervisor") == ["appeals.answered", "appeals.returned"]
    assert told(office, "admin") == told(office, "stranger") == []


def test_a_message_is_done_when_its_step_was_taken_or_can_no_longer_be(office: Office) -> None:
    answered, recalled, open_still = (assign(office, file(office)) for _ in range(3))
    take(answered, "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)
    take(recalled, "recall", office.actor("supervisor"), {"reason": "另作安排"}, at=NOW)
    asked = {message.record_id: message.done for message in inbox_messages(office.actor("head"), "all")}
    assert asked == {answered.pk: NOW, recalled.pk: NOW, open_still.pk: None}
    assert [message.record_id for message in inbox_messages(office.actor("head"), "asked")] == [open_still.pk]
    assert count_unread_messages(office.actor("head")) == 1


def test_the_same_occasion_is_told_once_however_often_it_is_sent(office: Office) -> None:
    post, person = office.posts["clerk"].pk, office.people["auditor"].pk
    for _ in range(3):
        send_message("digest", {}, posts=[post], people=[person], occasion="test", at=NOW)
    send_message("digest", {}, posts=[post], occasion="another", at=NOW)
    assert sorted(Message.objects.values_list("post", "person", "occasion"), key=str) == sorted(
        [(post, None, "test"), (None, person, "test"), (post, None, "another")], key=str
    )


def test_nothing_is_told_of_a_step_that_did_not_happen(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    record = file(office)
    monkeypatch.setattr("luoshi.kernel.steps.actions.steps.remember_request", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        assign(office, record)
    assert Message.objects.count() == 0


def test_who_deputises_today_reads_the_posts_messages_and_who_has_left_it_does_not(office: Office) -> None:
    assign(office, file(office))
    days = {"start": TODAY, "until": TODAY + timedelta(days=3)}
    people.appoint_to_post(office.people["stranger"], office.posts["clerk"], actor=PROGRAM, at=NOW, deputy=True, **days)
    assert told(office, "stranger") == ["appeals.assigned"]
    assert list(inbox_messages(office.actor("stranger", TODAY + timedelta(days=3)), "all")) == []


def test_each_reader_gets_the_sentence_in_their_language(office: Office) -> None:
    assign(office, file(office))
    values = Message.objects.values_list("values", flat=True)[0]
    with translation.override("zh-hans"):
        chinese = render_message("appeals.assigned", values)
    with translation.override("en"):
        english = render_message("appeals.assigned", values)
    assert chinese == "杜察云交云岭县科学技术协会答复，期限：—"
    assert english == "杜察云 asks 云岭县科学技术协会 for an answer. Due: —"


def test_no_words_of_the_matter_stand_in_a_message_and_its_title_goes_with_the_right_to_read_it(office: Office) -> None:
    record = assign(office, file(office, "反映某干部家事"))
    assert "家事" not in str(list(Message.objects.values_list("values", "occasion")))
    assert "反映某干部家事" in page(office, "clerk") and "appeals" in str(readable_of(office, "clerk"))
    Record.objects.filter(pk=record.pk).update(unit=office.units["bureau"])
    gone = page(office, "clerk")
    assert "反映某干部家事" not in gone and "已不在您可见范围内的事项" in gone


def readable_of(office: Office, name: str) -> list[str]:
    rows = list(inbox_messages(office.actor(name), "all"))
    known = readable_message_records(rows, office.actor(name), TODAY)
    return [row.code for row in rows if row.record_id in known]


def test_the_newest_unread_are_the_first_of_that_view(office: Office) -> None:
    post, person = office.posts["clerk"].pk, office.people["clerk"].pk
    for number in range(8):
        to = {"posts": [post]} if number % 3 else {"people": [person]}
        send_message("digest", {}, occasion=str(number), at=NOW + timedelta(hours=-number // 2), **to)
    send_message("digest", {}, posts=[office.posts["head"].pk], occasion="another's", at=NOW)
    clerk = office.actor("clerk")
    Message.objects.filter(occasion="3").update(read=NOW)
    every = [message.pk for message in inbox_messages(clerk, "unread")]
    assert len(every) == 7
    for most in (1, 4, 20):
        assert [message.pk for message in newest_unread_messages(clerk, most)] == every[:most]


def test_a_message_is_opened_and_marked_by_those_it_is_for_alone(office: Office) -> None:
    record = assign(office, file(office))
    client, other = signed_in(office, "clerk"), signed_in(office, "stranger")
    pk = inbox_messages(office.actor("clerk"), "unread")[0].pk
    assert other.post(f"/inbox/{pk}/open/").status_code == 404
    assert set_messages_read([pk], office.actor("stranger"), read=True, at=NOW) == 0
    assert client.get(f"/inbox/{pk}/open/").status_code == 405
    answer = client.post(f"/inbox/{pk}/open/")
    assert (answer.status_code, answer["Location"]) == (302, f"/appeals/{record.pk}/")
    assert (count_unread_messages(office.actor("clerk")), count_unread_messages(office.actor("head"))) == (0, 1)


def test_many_are_marked_at_once_and_back(office: Office) -> None:
    for _ in range(60):
        assign(office, file(office))
    client = signed_in(office, "clerk")
    client.post("/inbox/mark/?show=unread", {"step": "read", "every": "1"})
    assert count_unread_messages(office.actor("clerk")) == 0
    one = inbox_messages(office.actor("clerk"), "all")[0]
    client.post("/inbox/mark/?show=all", {"step": "unread", "row": [str(one.pk)]})
    assert [row.pk for row in inbox_messages(office.actor("clerk"), "unread")] == [one.pk]


def test_the_top_bar_and_home_show_how_many_are_unread(office: Office) -> None:
    for _ in range(3):
        assign(office, file(office))
    home = page(office, "clerk", "/")
    assert home.count('class="count">3</span>') >= 2


@pytest.mark.parametrize("count", [2, 45])
def test_the_inbox_needs_no_more_queries_for_many_than_for_few(
    office: Office, count: int, django_assert_max_num_queries: object
) -> None:
    for _ in range(count):
        assign(office, file(office))
    client = signed_in(office, "clerk")
    with django_assert_max_num_queries(19):  # type: ignore[operator]
        answer = client.get("/inbox/")
    assert answer.content.decode().count("formaction=") == count


def test_nobody_is_told_a_code_without_a_sentence(office: Office) -> None:
    record = assign(office, file(office))
    took = Took(record, Entry.objects.latest("pk"), {}, office.actor("supervisor"), NOW, TODAY)
    with pytest.raises(KeyError, match=r"appeals\.nothing"):
        tell("unit", "appeals.nothing")(took)


@pytest.mark.parametrize("relation", ["desk", "unit", "leader", "audit"])
def test_posts_in_a_relation_are_those_whose_holders_stand_in_it(office: Office, relation: str) -> None:
    from luoshi.kernel.rights.queries.rights import relations_to_record

    record = assign(office, file(office))
    declared = get_kind("appeals").rights.by_name[relation]
    found = set(posts_in(declared, record, TODAY).values_list("pk", flat=True))
    holders = {
        post.pk
        for name, post in office.posts.items()
        if relation in relations_to_record(record, office.actor(name), TODAY)
    }
    assert found == holders and (found or relation == "none")


@pytest.mark.parametrize("relation", ["desk", "unit", "leader", "speaker", "owner"])
@pytest.mark.parametrize("acting", ["supervisor", "head", "clerk", "leader"])
def test_all_in_a_relation_are_told_once_and_who_took_the_step_is_not(
    office: Office, relation: str, acting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Relation("owner", "Owner", reaches=((Role.HEAD, UnitPlace.OWN),), owner=True)
    monkeypatch.setitem(get_kind("appeals").rights.by_name, "owner", owner)
    record = assign(office, file(office))
    record.owner = office.posts["clerk"]
    asked, actor = get_kind("appeals").rights.by_name[relation], office.actor(acting)
    with transaction.atomic():
        entry = journal_act(record, "instruct", actor, {}, at=NOW, seat=office.posts[acting].pk)
        took = Took(record, entry, {}, actor, NOW, TODAY, office.posts[acting].pk)
        for _ in range(2):
            tell(relation, "appeals.word", asks="answer")(took)
    posts = set(posts_in(asked, record, TODAY).values_list("pk", flat=True)) - {office.posts[acting].pk}
    people = {record.opener_id} - {actor.person} if asked.opener else set()
    found = list(Message.objects.filter(occasion=f"entry:{entry.pk}:appeals.word"))
    assert sorted((message.post_id or 0, message.person_id or 0) for message in found) == sorted(
        [*((post, 0) for post in posts), *((0, person) for person in people)]
    )
    said = {"who": actor.name, "unit": str(record.unit), "due": ""}
    assert all(
        message.values == said and (message.asks, message.at, message.record_id) == ("answer", NOW, record.pk)
        for message in found
    )


def test_an_ended_post_or_charge_stands_in_no_relation(office: Office) -> None:
    record = assign(office, file(office))
    desk = get_kind("appeals").rights.by_name["desk"]
    assert [post.pk for post in posts_in(desk, record, TODAY)] == [office.posts["supervisor"].pk]
    office.posts["supervisor"].charges.update(until=TODAY)
    assert list(posts_in(desk, record, TODAY)) == []
    other = people.set_up_post(office.units["county"], "督查", Role.SUPERVISOR, TODAY, PROGRAM, at=NOW)
    assert [post.pk for post in posts_in(desk, record, TODAY)] == [other.pk]
    Post.objects.filter(pk=other.pk).update(until=TODAY + timedelta(days=1))
    assert list(posts_in(desk, record, TODAY + timedelta(days=1))) == []


@each(
    st.builds(DigestCounts, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.sampled_from(["", "7 abc"]),
)
def test_a_digest_says_what_is_more_than_nothing_on_working_days_alone(
    counts: DigestCounts, day: date, head: str
) -> None:
    from luoshi.dates.workdays import is_workday

    found = make_digest(counts, day, {"head": head})
    anything = bool(head or counts.waiting or counts.late or counts.soon or counts.unread)
    assert (found is not None) is (is_workday(day) and anything)
    assert all(found.values()) if found else True


def test_everyone_with_something_waiting_gets_one_digest_a_day_and_others_none(office: Office) -> None:
    assign(office, file(office))
    seal_all()
    for _ in range(2):
        list(send_digests(NOW))
    digests = Message.objects.filter(code__startswith="digest")
    said = {digest.person.name: digest.values for digest in digests if digest.person}
    assert said == {
        "柯主席": {"waiting": 1, "unread": 1},
        "柯干事": {"waiting": 1, "unread": 1},
    }
    assert Outgoing.objects.count() == 0  # no mail server is named


def test_the_auditors_digest_carries_yesterdays_head_also_where_nothing_waits(office: Office) -> None:
    seal_all()
    tomorrow = NOW + timedelta(days=3)  # Monday; the last entries are Friday's
    head = head_of_day(TODAY)
    assert head is not None
    list(send_digests(tomorrow))
    audits = Message.objects.get(person=office.people["auditor"])
    assert (audits.code, audits.values) == ("digest.journal", {"head": f"{head.number} {head.head}"})


def test_on_a_free_day_and_where_nothing_waits_it_is_quiet(office: Office) -> None:
    assign(office, file(office))
    list(send_digests(SATURDAY))
    assert Message.objects.filter(code__startswith="digest").count() == 0


def test_yesterdays_digest_makes_room_for_todays(office: Office) -> None:
    assign(office, file(office))
    list(send_digests(NOW))
    list(send_digests(NOW + timedelta(days=3)))
    assert [
        message.occasion for message in inbox_messages(office.actor("clerk"), "unread") if message.code == "digest"
    ] == ["digest:2026-03-23"]
    assert digest_counts(office.actor("clerk"), TODAY).unread == 1
