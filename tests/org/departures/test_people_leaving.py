"""Who leaves: nothing waits on nobody, all goes over in one step, the account stops that day, nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from appeal_factory import appeal
from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.desk.lists.queries import pending
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.actors.models import Person, Tenure, User
from luoshi.org.base import ports
from luoshi.org.departures.actions import Handing, process_departure
from luoshi.org.people.actions import people, posts
from luoshi.org.tree.models import FOREVER
from office import FOUNDED, NOW, TODAY, Office
from sample_line import approvals

DAY = timedelta(days=1)


@pytest.fixture
def approval() -> Iterator[CompiledKind]:
    with approvals() as found:
        yield found


def owned(office: Office, approval: CompiledKind, owner: str = "clerk") -> Record:
    """A matter that the owner's post is to carry out, approved by the leader."""
    given = {"title": "流动科技馆下乡", "words": "三天", "channel": "letter", "unit": office.units["kexie"].pk}
    record = begin(approval, office.actor("clerk"), {**given, "owner": office.posts[owner].pk}, at=NOW).record
    return take(record, "approve", office.actor("leader"), {"reason": "同意"}, at=NOW).record


def assigned(office: Office, unit: str) -> Record:
    """An appeal that a unit's head or clerk answers."""
    given = {"title": "增设科普活动室", "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    record = appeal(office, **given)
    to = {"grade": "urgent", "unit": office.units[unit].pk}
    return take(record, "assign", office.actor("supervisor"), to, at=NOW).record


def newcomer(office: Office, name: str = "解放") -> Person:
    return people.enter_person(name, PROGRAM, at=NOW)


def test_all_that_waits_on_a_post_is_told_and_who_else_could_go_on(office: Office, approval: CompiledKind) -> None:
    mine, shared = owned(office, approval), assigned(office, "kexie")
    alone = assigned(office, "bureau")
    found = ports.pending_on_posts([office.posts["clerk"].pk], office.people["clerk"].pk, office.actor("clerk"), TODAY)
    assert [(row.reference, row.title, row.post, row.owned, row.others) for row in found.rows] == [
        (mine.reference, "流动科技馆下乡", office.posts["clerk"].pk, True, ()),
        (shared.reference, "增设科普活动室", office.posts["clerk"].pk, False, ("柯主席",)),
    ]
    stranger = ports.pending_on_posts(
        [office.posts["stranger"].pk], office.people["stranger"].pk, office.actor("admin"), TODAY
    )
    # The administrator hands it over and does not read it: how many of a kind, and that nobody else can go on.
    assert (stranger.rows, stranger.count, stranger.further) == ([], 1, 0)
    assert stranger.unread == (ports.Unread("诉求", office.posts["stranger"].pk, 1, True),)
    auditor = office.actor("auditor")
    read = ports.pending_on_posts([office.posts["stranger"].pk], office.people["stranger"].pk, auditor, TODAY)
    assert [(row.reference, row.title) for row in read.rows] == [(alone.reference, "增设科普活动室")]
    assert read.unread == ()


def test_a_successor_takes_the_post_with_all_that_waits_on_it(office: Office, approval: CompiledKind) -> None:
    record, clerk, after = owned(office, approval), office.people["clerk"], newcomer(office)
    post = office.posts["clerk"]
    left = process_departure(
        clerk, TODAY, {post.pk: Handing(successor=after)}, office.actor("admin"), at=NOW, why="调离"
    )
    assert (left.moved, left.successors) == (0, ("解放",))
    assert list(Tenure.objects.filter(post=post).order_by("pk").values_list("person", "start", "until")) == [
        (clerk.pk, FOUNDED, TODAY),
        (after.pk, TODAY, FOREVER),
    ]
    assert (User.objects.get(person=clerk).is_active, Person.objects.filter(pk=clerk.pk).exists()) == (False, True)
    assert (office.actor("clerk").seats, Record.objects.get(pk=record.pk).owner) == ((), post)
    entry = Entry.objects.get(subject=f"person:{clerk.pk}", step="person.leave")
    assert entry.person == office.people["admin"]


def test_what_a_post_owns_goes_to_another_post_with_an_entry_each(office: Office, approval: CompiledKind) -> None:
    record, head = owned(office, approval), office.posts["head"]
    plan = {office.posts["clerk"].pk: Handing(to=head)}
    left = process_departure(office.people["clerk"], TODAY, plan, office.actor("admin"), at=NOW, why="退休")
    fresh = Record.objects.get(pk=record.pk)
    assert (left.moved, fresh.owner, fresh.version) == (1, head, record.version + 1)
    assert take(fresh, "finish", office.actor("head"), {}, at=NOW).record.state == "closed"
    assert list(Entry.objects.filter(record=record).order_by("pk").values_list("step", flat=True)) == [
        "ask",
        "approve",
        "handed_over",
        "finish",
    ]


@pytest.mark.control("8.1.4.2 c", "a leaver hands over all that waits on them")
def test_nothing_is_left_waiting_on_nobody(office: Office, approval: CompiledKind) -> None:
    owned(office, approval)
    assigned(office, "bureau")
    admin = office.actor("admin")
    for who, field in (("clerk", "to"), ("stranger", "successor")):
        post = office.posts[who]
        with pytest.raises(OrgError) as caught:
            process_departure(office.people[who], TODAY, {}, admin, at=NOW)
        assert (caught.value.code, list(caught.value.fields)) == ("leave.left", [f"{field}_{post.pk}"])
        assert office.actor(who).seats and office.people[who].user.is_active
    with pytest.raises(OrgError) as caught:  # a role is not handed to a post of another unit
        plan = {office.posts["stranger"].pk: Handing(to=office.posts["head"])}
        process_departure(office.people["stranger"], TODAY, plan, admin, at=NOW)
    assert caught.value.code == "leave.left"


def test_what_no_page_lists_any_more_is_not_left_on_nobody_either(
    office: Office, approval: CompiledKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "MOST", 1)
    shared, admin = assigned(office, "kexie"), office.actor("admin")
    mine = [owned(office, approval) for _ in range(3)]  # without a date: behind the appeal, and behind the page's end
    post, clerk = office.posts["clerk"], office.people["clerk"]
    listed = ports.pending_on_posts([post.pk], clerk.pk, admin, TODAY)
    assert (listed.unread, listed.count, listed.further) == ((ports.Unread("诉求", post.pk, 1, False),), 4, 3)
    assert shared.reference not in str(listed)
    with pytest.raises(OrgError) as caught:
        process_departure(clerk, TODAY, {}, admin, at=NOW)
    assert (caught.value.code, list(caught.value.fields)) == ("leave.left", [f"to_{post.pk}"])
    left = process_departure(clerk, TODAY, {post.pk: Handing(to=office.posts["head"])}, admin, at=NOW)
    assert left.moved == 3
    assert {Record.objects.get(pk=record.pk).owner for record in mine} == {office.posts["head"]}


def test_what_nobody_else_can_go_on_with_is_found_behind_the_end_of_the_page(
    office: Office, approval: CompiledKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "MOST", 1)
    post, stranger = office.posts["stranger"], office.people["stranger"]
    other = people.set_up_post(office.units["kexie"], "兼职", Role.CLERK, FOUNDED, PROGRAM, at=NOW)
    people.appoint_to_post(stranger, other, FOUNDED, PROGRAM, at=NOW)
    for unit in ("kexie", "bureau"):
        assigned(office, unit)
    with pytest.raises(OrgError) as caught:
        process_departure(stranger, TODAY, {}, office.actor("admin"), at=NOW)
    assert list(caught.value.fields) == [f"successor_{post.pk}"]


def test_work_is_not_handed_to_a_post_that_nobody_holds(office: Office, approval: CompiledKind) -> None:
    owned(office, approval)
    empty = people.set_up_post(office.units["kexie"], "空岗", Role.CLERK, FOUNDED, PROGRAM, at=NOW)
    for to in (empty, office.posts["clerk"]):  # the leaver's own is no other post
        with pytest.raises(OrgError) as caught:
            plan = {office.posts["clerk"].pk: Handing(to=to)}
            process_departure(office.people["clerk"], TODAY, plan, office.actor("admin"), at=NOW)
        assert caught.value.code in ("post.vacant", "post.owns")
    assert office.actor("clerk").seats


def test_work_does_not_go_to_another_post_of_the_leaver_that_nobody_takes_over(
    office: Office, approval: CompiledKind
) -> None:
    record, clerk = owned(office, approval), office.people["clerk"]
    other = people.set_up_post(office.units["kexie"], "兼职", Role.HEAD, FOUNDED, PROGRAM, at=NOW)
    people.appoint_to_post(clerk, other, FOUNDED, PROGRAM, at=NOW)
    plan = {office.posts["clerk"].pk: Handing(to=other)}
    with pytest.raises(OrgError) as caught:
        process_departure(clerk, TODAY, plan, office.actor("admin"), at=NOW)
    assert caught.value.code == "post.vacant"
    plan[other.pk] = Handing(successor=newcomer(office))
    process_departure(clerk, TODAY, plan, office.actor("admin"), at=NOW)
    assert Record.objects.get(pk=record.pk).owner == other


def test_a_leaver_deputises_no_more_and_what_was_ahead_is_taken_away(office: Office) -> None:
    clerk, head = office.people["clerk"], office.posts["head"]
    people.appoint_to_post(clerk, head, TODAY - DAY, PROGRAM, at=NOW, until=TODAY + 5 * DAY, deputy=True)
    people.appoint_to_post(clerk, head, TODAY + 9 * DAY, PROGRAM, at=NOW, until=TODAY + 12 * DAY, deputy=True)
    process_departure(clerk, TODAY, {}, office.actor("admin"), at=NOW)
    assert list(Tenure.objects.filter(person=clerk).order_by("pk").values_list("until", flat=True)) == [TODAY, TODAY]


def test_leaving_is_not_entered_ahead(office: Office) -> None:
    with pytest.raises(OrgError) as caught:
        process_departure(office.people["clerk"], TODAY + DAY, {}, office.actor("admin"), at=NOW)
    assert (caught.value.code, office.people["clerk"].user.is_active) == ("leave.ahead", True)


def test_a_successor_whose_roles_exclude_the_post_hinders_the_whole_leaving(office: Office) -> None:
    plan = {office.posts["clerk"].pk: Handing(successor=office.people["auditor"])}
    with pytest.raises(OrgError) as caught:
        process_departure(office.people["clerk"], TODAY, plan, office.actor("admin"), at=NOW)
    assert caught.value.code == "role.excluded"
    assert (len(office.actor("clerk").seats), User.objects.get(person=office.people["clerk"]).is_active) == (1, True)


def test_a_post_ends_only_when_what_it_owns_has_another(office: Office, approval: CompiledKind) -> None:
    record, post, admin = owned(office, approval), office.posts["clerk"], office.actor("admin")
    with pytest.raises(OrgError) as caught:
        posts.end_post(post, TODAY + DAY, admin, at=NOW, why="撤并")
    assert caught.value.code == "post.owns"
    moved = posts.end_post(post, TODAY + DAY, admin, at=NOW, to=office.posts["head"], why="撤并")
    assert (moved, Record.objects.get(pk=record.pk).owner) == (1, office.posts["head"])
    assert [bool(office.actor("clerk", day).seats) for day in (TODAY, TODAY + DAY)] == [True, False]
