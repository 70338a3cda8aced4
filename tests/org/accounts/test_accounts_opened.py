"""Accounts opened by an administrator: nobody types a password for another, a link is handed over; by one or by two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from faults.threads import at_once
from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.base.texts.pinyin import pinyin_slug
from luoshi.kernel.messages.models import Message
from luoshi.org.accounts.actions import opening
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.accounts.rules.accounts import is_valid_username, suggest_free_username
from luoshi.org.actors.models import Tenure, User
from luoshi.org.people.actions import people
from luoshi.org.people.actions.dual_control import TwoPersons
from luoshi.org.people.models import Proposal
from luoshi.org.proposals import actions as proposals
from office import FOUNDED, NOW, Office
from opened_accounts import client, of, refused, without
from signing import NEW, journaled, sign_in, who

EVERYBODY = ["supervisor", "leader", "head", "clerk", "stranger", "collector", "outside", "auditor"]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


# Names


def test_a_name_is_suggested_in_pinyin_and_gets_the_first_free_number() -> None:
    assert [pinyin_slug(words) for words in ("柯干事", "欧阳 娜娜", "吕绿", "Ann 李", "·")] == [
        "keganshi",
        "ouyangnana",
        "lvlv",
        "annli",
        "",
    ]
    assert [suggest_free_username("lihua", taken) for taken in (set(), {"lihua"}, {"lihua", "lihua2"}, {"lihua2"})] == [
        "lihua",
        "lihua2",
        "lihua3",
        "lihua",
    ]
    assert (suggest_free_username("", set()), suggest_free_username("LiHua", {"lihua"})) == ("user", "LiHua2")
    assert len(suggest_free_username("长" * 80, {"长" * 56})) <= 60


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("keganshi2", True),
        ("柯干事", True),
        ("ke.gan-shi_1@kx", True),
        ("", False),
        ("ke ganshi", False),
        ("a/b", False),
    ],
)
def test_an_account_is_called_by_letters_and_digits_without_blanks(name: str, may: bool) -> None:
    assert is_valid_username(name) is may
    assert not is_valid_username("x" * 61)


# One


def test_an_account_is_opened_from_the_persons_page_and_its_owner_alone_chooses_the_password(office: Office) -> None:
    person, here = without(office, "纪干事"), client(office, "admin")
    assert f'href="{of(person)}"' in here.get(f"/people/{person.pk}/").text
    asked = here.get(of(person))
    assert 'value="jiganshi"' in asked.text
    assert 'type="password"' not in asked.text and "一张启用单只能用一次" in asked.text
    made = here.post(of(person), {"username": "jiganshi", "hours": "24"})
    assert (made.status_code, made.headers["Cache-Control"].count("no-store")) == (200, 1)
    user = User.objects.get(person=person)
    assert (user.username, user.has_usable_password(), user.password_since, user.is_active) == (
        "jiganshi",
        False,
        None,
        True,
    )
    ((_, (slip,)),) = made.context["units"]
    assert (slip.person, slip.username, slip.until) == (
        "纪干事",
        "jiganshi",
        NOW + timedelta(hours=24),
    )
    assert slip.address.startswith("http://testserver/reset/")
    assert all(code in made.text for code in (slip.code, "jiganshi", "纪干事", "2026-03-21 10:00", "云岭县科学技术局"))
    link = OneTimeLink.objects.get()
    assert (link.user, link.until) == (user, slip.until)
    owner = Client()
    owner.get(slip.address)
    assert owner.post("/reset/", {"new": "jiganshi-2026", "again": "jiganshi-2026"}).status_code == 422
    assert owner.post("/reset/", {"new": NEW, "again": NEW}).status_code == 302
    sign_in(owner, "jiganshi", NEW)
    assert who(owner) == "纪干事"  # and is asked for no other password
    assert Client().get(slip.address, follow=True).status_code == 410
    assert f'href="{of(person)}"' not in here.get(f"/people/{person.pk}/").text


def test_it_is_journaled_and_told_and_neither_secret_nor_code_is_kept_anywhere(office: Office) -> None:
    person = without(office, "康新来")
    page = client(office, "admin").post(of(person), {"username": "kangxinlai"})
    user, until = User.objects.get(person=person), (NOW + timedelta(hours=72)).isoformat()
    entries = [journal_row for journal_row in journaled() if journal_row[0] == f"account:{user.pk}"]
    assert entries == [
        (f"account:{user.pk}", "account.open", {"username": "kangxinlai", "person": "康新来"}),
        (f"account:{user.pk}", "account.slip", {"until": until}),
    ]
    assert list(Message.objects.filter(person=person).values_list("code", flat=True)) == ["account.slip"]
    slip = page.context["units"][0][1][0]
    kept = str(list(OneTimeLink.objects.values())) + str(journaled()) + str(list(Message.objects.values()))
    assert not [code for code in (slip.address.split("/")[-2], slip.code, slip.code.replace("-", "")) if code in kept]
    journal = client(office, "auditor").get("/journal/").text
    assert "管小理为康新来开通账号kangxinlai" in journal
    assert "kangxinlai" in client(office, "auditor", "en").get("/journal/").text


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_else_opens_accounts(office: Office, name: str) -> None:
    person, here = without(office, "康新来"), client(office, name)
    for url, sent in ((of(person), {"username": "kang"}), ("/people/accounts/", {f"take_{person.pk}": "on"})):
        assert (here.get(url).status_code, here.post(url, sent).status_code) == (404, 404)
        assert url not in here.get(f"/people/{person.pk}/").text + here.get("/people/").text
        assert Client().post(url, sent)["Location"].startswith("/sign-in/")
    with pytest.raises(OrgError) as caught:
        opening.open_accounts({person.pk: "kang"}, office.actor(name), at=NOW)
    assert caught.value.code == "refused"
    assert (User.objects.filter(person=person).count(), OneTimeLink.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("clerk", "账号 clerk 已有人使用。"),
        ("CLERK", "账号 CLERK 已有人使用。"),
        ("ke gan", "账号为 1 至 60 个字母或数字，可以夹用 . @ + - _，不能有空格。"),
        ("", "请填写。"),
        ("机密★10年", "这里有国家秘密标志（绝密、机密或秘密），系统没有保存任何内容。"),
    ],
)
def test_a_name_that_will_not_do_is_refused_with_its_reason_and_nothing_is_done(
    office: Office, sent: str, said: str
) -> None:
    person = without(office, "康新来")
    page = client(office, "admin").post(of(person), {"username": sent})
    assert (page.status_code, refused(page)) == (422, {"username": [said]})
    assert ("机密★" in page.text, f'value="{sent}"' in page.text) == (False, "机密" not in sent)
    assert (User.objects.filter(person=person).count(), OneTimeLink.objects.count()) == (0, 0)


@pytest.mark.control("8.1.4.1 a", "one account a person")
def test_nobody_gets_a_second_account_not_even_the_administrator(office: Office) -> None:
    here = client(office, "admin")
    for name in ("clerk", "admin"):
        url = of(office.people[name])
        page = here.post(url, {"username": "another"})
        assert page.status_code == 422
        said = f"{office.people[name].name}已有账号：{name}。"
        assert refused(page) == {"username": [said]}
        led = here.get(url, follow=True)
        assert led.redirect_chain == [(f"/people/{office.people[name].pk}/", 302)] and said in led.text
    assert not User.objects.filter(username="another").exists()
    assert OneTimeLink.objects.count() == 0


def test_who_holds_no_post_today_gets_none(office: Office) -> None:
    here = client(office, "admin")
    nobody = people.enter_person("无岗人", PROGRAM, at=NOW)
    later = people.enter_person("下月人", PROGRAM, at=NOW)
    post = people.set_up_post(office.units["bureau"], "下月岗", Role.CLERK, FOUNDED, PROGRAM, at=NOW)
    people.appoint_to_post(later, post, NOW.date() + timedelta(9), PROGRAM, at=NOW)
    before = without(office, "离任人")
    Tenure.objects.filter(person=before).update(until=NOW.date())
    for person in (nobody, later, before):
        assert of(person) not in here.get(f"/people/{person.pk}/").text
        page = here.post(of(person), {"username": "wugang"})
        assert (page.status_code, refused(page)) == (
            422,
            {"username": [f"{person.name}今天不在任何岗位。请先任命岗位：没有岗位，登录后无事可办。"]},
        )
        assert person.name not in here.get("/people/accounts/").text
    assert here.get("/people/999999/account/").status_code == 404
    deputy = people.enter_person("代理人", PROGRAM, at=NOW)
    Tenure.objects.create(
        person=deputy, post=post, start=NOW.date(), until=NOW.date() + timedelta(9), deputy=True
    )  # whoever deputises works here too
    assert here.post(of(deputy), {"username": "daili"}).status_code == 200


def test_of_eight_who_open_the_same_accounts_at_once_one_does_it_and_the_others_are_told(real_office: Office) -> None:
    found = [without(real_office, name) for name in ("李华", "王敏", "赵静")]
    more = [without(real_office, f"同名{number}") for number in range(8)]
    admin = real_office.actor("admin")

    def same(number: int) -> int:
        people_in_turn = found if number % 2 else found[::-1]
        return len(opening.open_accounts({person.pk: f"u{person.pk}" for person in people_in_turn}, admin, at=NOW))

    def namesake(number: int) -> int:
        return len(opening.open_accounts({more[number].pk: "tongming"}, admin, at=NOW))

    for act, made in ((same, 3), (namesake, 1)):
        assert sorted(map(str, at_once(act))) == [str(made)] + ["incomplete"] * 7
    assert (User.objects.filter(person__in=found).count(), OneTimeLink.objects.count()) == (3, 4)
    assert User.objects.filter(username="tongming").count() == 1


# Two persons


def test_for_a_guarded_role_one_proposes_another_confirms_and_the_proposer_makes_the_link(office: Office) -> None:
    office.person("second", "管二", "desk", Role.ADMINISTRATOR)
    person = without(office, "督新人", "desk", Role.SUPERVISOR)
    first, second = client(office, "admin"), client(office, "second")
    assert "双人" in first.get(of(person)).text
    page = first.post(of(person), {"username": "duxinren"})
    assert (page.status_code, page["Location"]) == (302, "/people/changes/")
    row = Proposal.objects.get()
    assert (row.act, row.outcome, User.objects.filter(person=person).count()) == ("open", "", 0)
    assert OneTimeLink.objects.count() == 0
    assert "为督新人开通账号 duxinren，由提出人生成设置密码的链接" in second.get("/people/changes/").text
    again = first.post(of(person), {"username": "duxinren"})
    assert (again.status_code, Proposal.objects.count()) == (422, 1)
    assert first.post(f"/people/changes/{row.pk}/confirm/").status_code == 403
    namesake = without(office, "独辛壬")  # what waits is not suggested to another
    assert 'value="duxinren2"' in first.get(of(namesake)).text
    assert second.post(f"/people/changes/{row.pk}/confirm/").status_code == 302
    user = User.objects.get(person=person)
    assert (user.username, user.has_usable_password(), OneTimeLink.objects.count()) == ("duxinren", False, 0)
    assert second.get(of(person))["Location"] == f"/people/{person.pk}/"  # who confirmed gets no link
    assert of(person) in first.get("/people/changes/").text
    led = first.get(of(person))
    assert led["Location"] == f"/accounts/{user.pk}/reset-link/"
    made = first.post(led["Location"])
    ((_, (slip,)),) = made.context["units"]
    assert (slip.person, slip.username, slip.code in made.text) == ("督新人", "duxinren", True)
    owner = Client()
    owner.get(slip.address)
    assert owner.post("/reset/", {"new": NEW, "again": NEW}).status_code == 302
    once = first.post(led["Location"])  # one confirmation, one link: another is proposed
    assert (once.status_code, OneTimeLink.objects.count()) == (302, 1)
    entries = [(step, given.get("proposed by"), given.get("confirmed by")) for _, step, given in journaled()][-5:]
    assert entries[:2] == [("account.open", "管小理", None), ("account.slip", None, "管二")]


@pytest.mark.control("8.1.4.2 d", "no administrator opens a guarded account alone")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.SUPERVISOR])
def test_no_administrator_opens_a_guarded_account_alone_while_another_could_confirm(office: Office, role: Role) -> None:
    person = without(office, "要害人", "county", role)
    with pytest.raises(TwoPersons):
        opening.open_accounts({person.pk: "yaohai"}, office.actor("admin"), at=NOW)
    User.objects.filter(username="auditor").update(is_active=False)  # nor by stopping the other first
    page = client(office, "admin").post(of(person), {"username": "yaohai"})
    assert (page.status_code, "没有" in page.text) == (422, True)
    assert (User.objects.filter(person=person).count(), Proposal.objects.count()) == (0, 0)


def test_where_nobody_could_confirm_one_does_it_and_the_journal_says_so(office: Office) -> None:
    Tenure.objects.filter(post__role=Role.AUDITOR).delete()
    person = without(office, "新审计", "county", Role.AUDITOR)
    page = client(office, "admin").post(of(person), {"username": "xinshenji"})
    assert page.status_code == 200
    assert [given.get("alone") for _, step, given in journaled() if step == "account.open"][-1] is True


def test_only_a_second_person_confirms_and_what_is_no_longer_sound_is_not_carried_out(office: Office) -> None:
    person = without(office, "督新人", "desk", Role.SUPERVISOR)
    names = {"person": "督新人", "account": "duxinren"}
    given = {"person": person.pk, "username": "duxinren", "names": names}
    row = proposals.submit_rights_change("open", given, office.actor("admin"), at=NOW)
    assert row is not None
    for name in ("admin", "supervisor", "clerk"):
        with pytest.raises(OrgError) as caught:
            proposals.confirm_rights_change(row, office.actor(name), at=NOW)
        assert caught.value.code == "refused"
    people.open_account(people.enter_person("同名", PROGRAM, at=NOW), "duxinren", None, PROGRAM, at=NOW)
    with pytest.raises(OrgError) as taken:
        proposals.confirm_rights_change(row, office.actor("auditor"), at=NOW)
    assert taken.value.code == "incomplete"
    row.refresh_from_db()
    assert (row.outcome, User.objects.filter(person=person).count()) == ("", 0)
