"""People and posts: who may change them, for which days rights hold, what needs two persons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM, Actor, Role, Seat
from luoshi.base.rights.rules.roles import RoleHolding, find_role_conflict
from luoshi.evidence.journal.models import Entry
from luoshi.org.accounts.actions import accounts
from luoshi.org.actors.models import Person, Post, Tenure
from luoshi.org.actors.queries import actor_of, actor_under_mandate, usable_mandates
from luoshi.org.people.actions import people, posts
from luoshi.org.people.actions.dual_control import TwoPersons
from luoshi.org.people.actions.mandates import end_mandate, give_mandate
from luoshi.org.people.queries.people import search_people
from luoshi.org.tree.models import FOREVER
from office import FOUNDED, NOW, TODAY, Office

DAY = timedelta(days=1)
FIRST, AFTER = date(2026, 4, 1), date(2026, 4, 11)  # ten days, up to and with the 10th


def newcomer(office: Office, name: str = "曾云", account: str = "") -> Person:
    person = people.enter_person(name, PROGRAM, at=NOW)
    if account:
        people.open_account(person, account, "Yunling-2026", PROGRAM, at=NOW)
    return person


def clerk_post(office: Office, unit: str = "kexie", title: str = "秘书") -> Post:
    return people.set_up_post(office.units[unit], title, Role.CLERK, FOUNDED, PROGRAM, at=NOW)


def seat(post: Post, basis: str = "own") -> Seat:
    return Seat(post.pk, post.unit_id, Role(post.role), frozenset({post.unit_id}), basis)  # type: ignore[arg-type]


def around(first: date, after: date) -> list[date]:
    return [first - DAY, first, after - DAY, after]


def test_a_tenure_gives_rights_on_its_days_and_on_no_other(office: Office) -> None:
    person, post = newcomer(office), clerk_post(office)
    people.appoint_to_post(person, post, FIRST, PROGRAM, at=NOW, until=AFTER)
    held = [actor_of(person, day).seats for day in around(FIRST, AFTER)]
    assert held == [(), (seat(post),), (seat(post),), ()]


def test_a_deputy_acts_with_the_rights_of_the_post_and_no_longer(office: Office) -> None:
    person, post = newcomer(office), office.posts["leader"]
    people.appoint_to_post(person, post, FIRST, PROGRAM, at=NOW, until=AFTER, deputy=True)
    over = frozenset({office.units["kexie"].pk})
    acting = (Seat(post.pk, post.unit_id, Role.LEADER, over, "deputy"),)
    assert [actor_of(person, day).seats for day in around(FIRST, AFTER)] == [(), acting, acting, ()]
    assert office.actor("leader", FIRST).seats == (Seat(post.pk, post.unit_id, Role.LEADER, over, "own"),)


def test_a_charge_reaches_on_its_days_and_its_end_never_reaches_further(office: Office) -> None:
    post, admin = office.posts["leader"], office.actor("admin")
    posts.change_charges(post, [office.units["bureau"]], FIRST, admin, at=NOW)
    posts.change_charges(post, [office.units["town"]], AFTER, admin, at=NOW)
    reach = [next(iter(office.actor("leader", day).seats)).charges for day in around(FIRST, AFTER)]
    kexie, bureau, town = (frozenset({office.units[name].pk}) for name in ("kexie", "bureau", "town"))
    assert reach == [kexie, bureau, bureau, town]
    post.charges.filter(start=AFTER).delete()
    assert next(iter(office.actor("leader", AFTER).seats)).charges == frozenset()  # not the whole county


def test_a_post_without_charges_answers_for_its_own_unit_up_to_the_day_of_its_first(office: Office) -> None:
    posts.change_charges(office.posts["head"], [office.units["town"]], FIRST, office.actor("admin"), at=NOW)
    reach = [next(iter(office.actor("head", day).seats)).charges for day in (FIRST - DAY, FIRST)]
    assert reach == [frozenset({office.units["kexie"].pk}), frozenset({office.units["town"].pk})]


def test_a_post_that_ended_gives_no_rights_though_the_tenure_went_on(office: Office) -> None:
    Post.objects.filter(pk=office.posts["clerk"].pk).update(until=AFTER)
    assert [bool(office.actor("clerk", day).seats) for day in (AFTER - DAY, AFTER)] == [True, False]


def test_a_mandate_holds_on_its_days_while_both_posts_are_held(office: Office) -> None:
    leader, clerk = office.posts["leader"], office.posts["clerk"]
    row = give_mandate(leader, clerk, FIRST, AFTER, "云政办〔2026〕3号", office.actor("admin"), at=NOW)
    by_day = [actor_under_mandate(office.actor("clerk", day), row.pk, day) for day in around(FIRST, AFTER)]
    assert [actor and actor.behalf for actor in by_day] == [None, row.pk, row.pk, None]
    acting = by_day[1]
    assert acting is not None and acting.name == "柯干事"
    assert acting.seats == (
        Seat(leader.pk, leader.unit_id, Role.LEADER, frozenset({office.units["kexie"].pk}), "mandate"),
    )
    assert actor_under_mandate(office.actor("head", FIRST), row.pk, FIRST) is None
    Tenure.objects.filter(post=leader).update(until=FIRST + DAY)  # the leader has left: nobody can have decided
    assert [bool(usable_mandates(office.actor("clerk", day), day)) for day in (FIRST, FIRST + DAY)] == [True, False]


def test_a_mandate_needs_a_leader_a_last_day_and_a_paper(office: Office) -> None:
    with pytest.raises(OrgError) as caught:
        give_mandate(office.posts["clerk"], office.posts["clerk"], FIRST, FOREVER, " ", office.actor("admin"), at=NOW)
    assert sorted(caught.value.fields) == ["basis", "last", "leader", "secretary"]


def test_a_mandate_ends_on_the_day_named(office: Office) -> None:
    admin = office.actor("admin")
    row = give_mandate(office.posts["leader"], office.posts["clerk"], TODAY, AFTER, "云政办〔2026〕3号", admin, at=NOW)
    end_mandate(row, FIRST, admin, at=NOW)
    held = [bool(actor_under_mandate(office.actor("clerk", day), row.pk, day)) for day in (FIRST - DAY, FIRST)]
    assert held == [True, False]


def test_a_stopped_account_has_no_rights_from_that_moment(office: Office) -> None:
    clerk = office.people["clerk"]
    before = office.actor("clerk").seats
    accounts.set_account_active(clerk.user, False, office.actor("admin"), at=NOW)
    assert (bool(before), office.actor("clerk").seats) == (True, ())
    accounts.set_account_active(clerk.user, True, office.actor("admin"), at=NOW)
    assert office.actor("clerk").seats == before


def test_who_has_no_account_holds_a_post_all_the_same(office: Office) -> None:
    person, post = newcomer(office), clerk_post(office)
    people.appoint_to_post(person, post, FIRST, PROGRAM, at=NOW)
    assert actor_of(person, FIRST).seats == (seat(post),)


@pytest.mark.control("8.1.4.2 d", "nobody but an administrator changes posts")
@pytest.mark.parametrize("who", ["supervisor", "leader", "head", "clerk", "collector", "outside", "auditor"])
def test_nobody_but_an_administrator_changes_people_and_posts(office: Office, who: str) -> None:
    actor, person, post = office.actor(who), newcomer(office), clerk_post(office)
    before = Entry.objects.count()
    for act in (
        lambda: people.enter_person("李四", actor, at=NOW),
        lambda: people.correct_person(person, "李四", "", "", actor, at=NOW),
        lambda: people.set_up_post(office.units["town"], "站长", Role.HEAD, FOUNDED, actor, at=NOW),
        lambda: people.appoint_to_post(person, post, FIRST, actor, at=NOW),
        lambda: posts.end_tenure(Tenure.objects.get(post=office.posts["clerk"]), FIRST, actor, at=NOW),
        lambda: posts.end_post(office.posts["clerk"], FIRST, actor, at=NOW),
        lambda: posts.change_charges(post, [office.units["town"]], FIRST, actor, at=NOW),
        lambda: give_mandate(office.posts["leader"], post, FIRST, AFTER, "云政办〔2026〕3号", actor, at=NOW),
    ):
        with pytest.raises(OrgError) as caught:
            act()
        assert caught.value.code == "refused"
    assert Entry.objects.count() == before


@pytest.mark.control("8.1.4.3 a-b", "each change of posts is an entry")
def test_a_post_is_held_by_one_at_a_time_and_each_change_is_journaled(office: Office) -> None:
    admin, post = office.actor("admin"), clerk_post(office)
    first, second = newcomer(office, "单立人"), newcomer(office, "解放")
    people.appoint_to_post(first, post, TODAY, admin, at=NOW)
    with pytest.raises(OrgError, match="单立人"):
        people.appoint_to_post(second, post, FIRST, admin, at=NOW)
    with pytest.raises(OrgError) as caught:
        people.appoint_to_post(first, post, FIRST, admin, at=NOW, deputy=True)
    assert caught.value.code == "tenure.twice"
    after = posts.end_tenure(Tenure.objects.get(post=post), FIRST, admin, at=NOW, successor=second)
    assert after is not None and (after.start, after.until) == (FIRST, FOREVER)
    steps = Entry.objects.filter(subject=f"person:{first.pk}").order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["person.enter", "person.appoint", "person.end_tenure"]


def test_a_tenure_that_has_not_begun_is_taken_away_and_one_that_has_keeps_its_first_day(office: Office) -> None:
    admin, post, person = office.actor("admin"), clerk_post(office), newcomer(office)
    people.appoint_to_post(person, post, FIRST, admin, at=NOW)
    posts.end_tenure(Tenure.objects.get(post=post), TODAY, admin, at=NOW)
    assert not Tenure.objects.filter(post=post).exists()
    people.appoint_to_post(person, post, TODAY, admin, at=NOW)
    posts.end_tenure(Tenure.objects.get(post=post), TODAY, admin, at=NOW)
    assert Tenure.objects.filter(post=post).values_list("start", "until").get() == (TODAY, TODAY + DAY)


@pytest.mark.parametrize("start", [FOUNDED - DAY, AFTER])
def test_nobody_holds_a_post_outside_its_days(office: Office, start: date) -> None:
    post = clerk_post(office)
    Post.objects.filter(pk=post.pk).update(until=AFTER)
    with pytest.raises(OrgError) as caught:
        people.appoint_to_post(newcomer(office), post, start, office.actor("admin"), at=NOW)
    assert caught.value.code == "tenure.outside"


@pytest.mark.control("8.1.4.2 d", "roles that exclude each other are never one person's")
@pytest.mark.parametrize(
    ("holds", "new", "refused"),
    [
        ("admin", Role.AUDITOR, True),
        ("admin", Role.SUPERVISOR, True),
        ("admin", Role.CLERK, False),
        ("auditor", Role.CLERK, True),
        ("auditor", Role.ADMINISTRATOR, True),
        ("supervisor", Role.ADMINISTRATOR, True),
        ("clerk", Role.SUPERVISOR, False),
        ("leader", Role.AUDITOR, True),
    ],
)
@pytest.mark.parametrize("deputy", [False, True])
def test_roles_that_exclude_each_other_are_never_one_persons(
    office: Office, holds: str, new: Role, refused: bool, deputy: bool
) -> None:
    post = people.set_up_post(office.units["desk"], "新岗", new, FOUNDED, PROGRAM, at=NOW)
    person, tenure = office.people[holds], Tenure.objects.get(person=office.people[holds])
    if refused:
        with pytest.raises(OrgError) as caught:
            people.appoint_to_post(person, post, TODAY, PROGRAM, at=NOW, deputy=deputy)
        assert caught.value.code == "role.excluded"
        Tenure.objects.filter(pk=tenure.pk).update(until=FIRST)
    people.appoint_to_post(person, post, FIRST, PROGRAM, at=NOW, deputy=deputy)
    assert Tenure.objects.filter(person=person, post=post).count() == 1


@pytest.mark.parametrize(
    ("start", "until", "share"), [(1, 10, False), (1, 11, True), (12, 15, True), (19, 25, True), (20, 25, False)]
)
def test_roles_exclude_each_other_on_every_day_that_they_share(start: int, until: int, share: bool) -> None:
    held = RoleHolding(Role.CLERK, date(2026, 1, 10), date(2026, 1, 20))
    new = RoleHolding(Role.AUDITOR, date(2026, 1, start), date(2026, 1, until))
    assert find_role_conflict([held], new) == (held if share else None)


@pytest.mark.control("8.1.4.2 d", "what gives wide rights is refused to one person alone")
def test_what_gives_wide_rights_is_refused_to_one_person_alone(office: Office) -> None:
    admin, person = office.actor("admin"), newcomer(office)
    guarded = [office.posts[name] for name in ("admin", "supervisor", "auditor")]
    for post in guarded:
        with pytest.raises(TwoPersons):
            people.appoint_to_post(person, post, FIRST, admin, at=NOW, deputy=True)
        with pytest.raises(TwoPersons):
            posts.change_charges(post, [office.units["town"]], FIRST, admin, at=NOW)
    with pytest.raises(TwoPersons):
        posts.end_tenure(Tenure.objects.get(post=office.posts["auditor"]), FIRST, admin, at=NOW)
    with pytest.raises(TwoPersons):  # nobody appoints themselves
        people.appoint_to_post(office.people["admin"], clerk_post(office), FIRST, admin, at=NOW)
    assert not Tenure.objects.filter(post__in=guarded, person=person).exists()


def test_the_last_administrator_cannot_be_ended(office: Office) -> None:
    tenure = Tenure.objects.get(post=office.posts["admin"])
    with pytest.raises(OrgError) as caught:
        posts.end_tenure(tenure, FIRST, office.actor("admin"), at=NOW)
    assert caught.value.code == "administrator.last"
    assert Tenure.objects.get(pk=tenure.pk).until == FOREVER


def test_the_only_administrator_appoints_the_first_auditor_alone_and_no_second(office: Office) -> None:
    Tenure.objects.filter(post=office.posts["auditor"]).update(until=TODAY)
    admin, post = office.actor("admin"), office.posts["auditor"]
    people.appoint_to_post(newcomer(office, account="zengyun"), post, TODAY, admin, at=NOW)
    second = people.set_up_post(office.units["desk"], "审计二", Role.AUDITOR, FOUNDED, admin, at=NOW)
    with pytest.raises(TwoPersons):
        people.appoint_to_post(newcomer(office, "解放"), second, TODAY, admin, at=NOW)


@pytest.mark.parametrize("typed", ["曾", "zy", "cy", "ZY", "云"])
def test_a_person_is_found_by_characters_and_by_initials_in_any_reading(office: Office, typed: str) -> None:
    person = newcomer(office, "曾云")
    assert person in search_people(typed)


def test_a_corrected_name_is_found_by_its_new_initials_and_the_journal_keeps_no_number(office: Office) -> None:
    person = people.correct_person(
        newcomer(office, "曾云"), "仇英", "139 0000 1234", "qiu@example.cn", office.actor("admin"), at=NOW
    )
    assert (person.phone, list(search_people("qy"))) == ("13900001234", [person])
    assert not Entry.objects.filter(payload__data__contains="13900001234").exists()


@pytest.mark.control("8.1.4.3 a-b", "a look at a number is an entry, also when refused")
def test_a_look_needs_a_reason_and_is_journaled_also_when_refused(office: Office) -> None:
    person = office.people["leader"]
    seen = people.reveal_contact(person, office.actor("clerk"), "通知开会", at=NOW)
    assert seen == {"phone": "13900000000", "email": ""}
    for who, code in (("outside", "refused"), ("clerk", "incomplete")):
        with pytest.raises(OrgError) as caught:
            people.reveal_contact(person, office.actor(who), "", at=NOW)
        assert caught.value.code == code
    with pytest.raises(OrgError, match=r"."):
        people.reveal_contact(
            person, Actor(office.people["head"].pk, "柯主席"), "好奇", at=NOW
        )  # signed in, but without a post
    steps = Entry.objects.filter(subject=f"person:{person.pk}", step__startswith="person.look").order_by("pk")
    assert [(entry.step, entry.person_id) for entry in steps] == [
        ("person.look", office.people["clerk"].pk),
        ("person.look_refused", office.people["outside"].pk),
        ("person.look_refused", office.people["head"].pk),
    ]


def test_no_number_that_is_none_is_kept(office: Office) -> None:
    with pytest.raises(OrgError) as caught:
        people.enter_person("李四", office.actor("admin"), at=NOW, phone="2345")
    assert list(caught.value.fields) == ["phone"]
