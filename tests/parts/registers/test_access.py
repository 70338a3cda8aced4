"""People from outside: invited by whoever keeps their entry, with what records give them and nothing of the office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.translation import override

from housekeeping_office import House, ten
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.digests.actions import send_digests
from luoshi.desk.privacy.erasing.actions import ERASED, erase_content
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.verification import journal_findings
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message, Outgoing
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.societies.models import Member
from luoshi.org.actors.models import Person as Account
from luoshi.org.actors.models import User
from luoshi.org.people.actions.posts import appoint_to_post
from luoshi.parts.registers.models import Person
from office import Office
from on_disk import rows_with

SOCIETIES = get_kind("societies")

DAY = date(2026, 3, 20)
NEW = "Shushan-2026-xin"


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with override("en"):
        yield


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(office, lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at))
    made.on(2026, 3, 20)
    return made


def entry(house: House, name: str = "幻外人", **more: Any) -> Any:
    given = {"title": name, "unit": str(house.office.units["kexie"].pk), **more}
    return begin(get_kind("persons"), house.office.actor("clerk"), given, at=ten(DAY)).record


def does(house: House, one: Any, step: str, who: str = "clerk", day: date = DAY, **given: Any) -> Any:
    fresh = type(one)._default_manager.get(pk=one.pk)
    return take(fresh, step, house.office.actor(who, day), given, at=ten(day)).record


def guest(house: House, name: str = "幻外人", username: str = "guest1") -> tuple[Any, Client]:
    """Somebody from outside who enabled the account by their slip, signed in."""
    one = does(house, entry(house, name), "invite", username=username)
    house.office.people[username] = one.as_person
    client = Client()
    client.force_login(User.objects.get(username=username))
    client.cookies["django_language"] = "en"
    return one, client


def society(house: House, name: str = "幻茶叶学会") -> Any:
    unit = str(house.office.units["kexie"].pk)
    given = {"title": name, "sort": "enterprise", "unit": unit}
    body = begin(get_kind("organisations"), house.office.actor("clerk"), given, at=ten(DAY)).record
    given = {"organisation": body.number, "sort": "society", "founded": "2020-05-06", "unit": unit}
    return begin(SOCIETIES, house.office.actor("clerk"), given, at=ten(DAY)).record


def entrusted(house: House, to: Any, **more: Any) -> Any:
    one = society(house)
    return does(house, one, "entrust", keepers=[{"person": to.number, "from_day": "2026-03-20", **more}])


def test_an_invited_person_enables_the_account_by_the_slip_that_is_shown_once(house: House) -> None:
    one = entry(house, phone="13900000000", email="huan@example.cn")
    page = house.client("clerk").post(f"{one.get_absolute_url()}invite/", {"username": "huan"})
    assert page.status_code == 302
    one = Person.objects.get(pk=one.pk)
    assert (one.as_person.name, one.as_person.email) == ("幻外人", "huan@example.cn")
    assert "Not enabled yet" in house.reads("clerk", one.get_absolute_url())
    slip = house.client("clerk").post(f"/access/{one.pk}/slip/", {"hours": "24"})
    (code,) = re.findall(r'slip__code">([^<]+)<', slip.text)
    (link,) = re.findall(r"(/reset/[\w-]{20,}/)", slip.text) or [""]
    client = Client()
    assert client.post("/sign-in/", {"login": "huan", "password": ""}).status_code != 302
    led = client.post("/enable/", {"username": "huan", "code": code}) if not link else client.get(link)
    assert led.status_code == 302
    assert client.post("/reset/", {"new": NEW, "again": NEW}).url == "/"  # signed in, too
    assert not User.objects.get(username="huan").is_unused
    assert house.client("clerk").post(f"/access/{one.pk}/slip/", {"hours": "24"}).status_code == 422
    steps = Entry.objects.filter(subject=f"account:{User.objects.get(username='huan').pk}").order_by("pk")
    said = [history_step.step for history_step in steps]
    assert said[:4] == ["account.open", "account.slip", "account.activate", "account.password"]


def test_whoever_does_not_keep_the_entry_invites_nobody_and_prints_nothing(house: House) -> None:
    one = entry(house)
    for who, status in (("stranger", 404), ("leader", 404), ("outside", 404), ("admin", 404)):
        assert house.client(who).post(f"{one.get_absolute_url()}invite/", {"username": "x"}).status_code == status, who
    one = does(house, one, "invite", username="huan")
    for who in ("stranger", "leader", "outside", "admin"):
        assert house.client(who).post(f"/access/{one.pk}/slip/", {"hours": "24"}).status_code == 404, who
    assert house.client("supervisor").post(f"/access/{one.pk}/slip/", {"hours": "24"}).status_code == 200


def test_no_account_is_called_as_another_or_as_none_could_be(house: House) -> None:
    one = entry(house)
    for name, why in (("CLERK", "is already taken"), ("两 个", "no spaces"), ("", "required")):
        with pytest.raises(RecordError, match=why):
            does(house, one, "invite", username=name)
    assert Account.objects.filter(name="幻外人").count() == 0
    does(house, one, "invite", username="huan")
    with pytest.raises(RecordError, match="Somebody signs in as this person already"):
        does(house, one, "invite", username="huan2")


def test_of_who_holds_a_post_the_register_neither_prints_slips_nor_stops_anything(house: House) -> None:
    one = entry(house, "柯主席")
    one = does(house, one, "account", "supervisor", as_person=str(house.office.people["head"].pk))
    assert house.client("clerk").get(f"/access/{one.pk}/slip/").status_code == 404
    with pytest.raises(RecordError, match="holds a post here"):
        does(house, one, "shut_out", reason="试")
    assert User.objects.get(person=house.office.people["head"]).is_active


def test_who_is_to_hold_a_post_from_tomorrow_gets_no_slip_from_the_register(house: House) -> None:
    one, _client = guest(house)
    appoint_to_post(
        one.as_person, house.office.posts["admin"], DAY + timedelta(days=1), PROGRAM, at=ten(DAY), deputy=True
    )
    assert house.client("clerk").post(f"/access/{one.pk}/slip/", {"hours": "24"}).status_code == 404
    with pytest.raises(RecordError, match="holds a post here"):
        does(house, one, "shut_out", reason="试")


def test_shut_out_they_are_out_at_the_next_request_and_let_in_they_sign_in_again(house: House) -> None:
    one, client = guest(house)
    assert client.get("/").status_code == 200
    does(house, one, "shut_out", reason="不再担任")
    assert client.get("/").status_code == 302
    assert not User.objects.get(username="guest1").is_active
    with pytest.raises(RecordError):
        does(house, one, "let_in", "clerk", reason="试")
    does(house, one, "let_in", "supervisor", reason="重新担任")
    assert User.objects.get(username="guest1").is_active


def test_what_they_are_reached_by_follows_their_entry(house: House) -> None:
    one, _client = guest(house)
    does(house, one, "identify", identity="", phone="13900000001", email="new@example.cn")
    found = Account.objects.get(pk=Person.objects.get(pk=one.pk).as_person_id)
    assert found.email == "new@example.cn" and found.phone.endswith("0001")
    with pytest.raises(RecordError, match="valid email"):
        does(house, one, "identify", identity="", phone="", email="no address")


def test_a_society_keeps_its_entry_and_members_by_an_account_of_its_own(house: House) -> None:
    one, client = guest(house)
    own, other = entrusted(house, one), society(house, "幻农技协会")
    page = client.get(own.get_absolute_url())
    assert page.status_code == 200 and "enrol/" in page.text and "entrust/" not in page.text
    assert client.get(other.get_absolute_url()).status_code == 404
    sent = {"member": "幻新会员", "position": "高级农艺师", "from_day": "2026-03-20"}
    assert client.post(f"{own.get_absolute_url()}enrol/", sent).status_code == 302
    member = Member.objects.get(record=own.pk)
    assert member.person.title == "幻新会员" and member.person.unit_id == own.unit_id
    assert client.get(member.person.get_absolute_url()).status_code == 404  # the register is the association's
    assert "幻新会员" in client.get(own.get_absolute_url()).text
    assert client.post(f"{own.get_absolute_url()}act/", {"active": "2026-03-19"}).status_code == 302
    for step in ("end", "lapse", "entrust", "support"):
        assert client.post(f"{own.get_absolute_url()}{step}/", {"reason": "试"}).status_code == 403, step
    assert client.get("/societies/").text.count(own.number) == 1


def test_for_several_by_mandates_of_their_days_and_an_ended_one_ends_at_the_next_request(house: House) -> None:
    one, client = guest(house)
    first, second = entrusted(house, one, to_day="2026-04-30"), entrusted(house, one)
    assert [client.get(record.get_absolute_url()).status_code for record in (first, second)] == [200, 200]
    user = User.objects.get(username="guest1")
    house.on(2026, 4, 30)
    client.force_login(user)
    assert client.get(first.get_absolute_url()).status_code == 200
    house.on(2026, 5, 1)
    client.force_login(user)
    assert [client.get(record.get_absolute_url()).status_code for record in (first, second)] == [404, 200]
    assert client.post(f"{first.get_absolute_url()}act/", {"active": "2026-04-30"}).status_code == 404


def test_they_see_nothing_of_the_office_nor_of_others(house: House) -> None:
    one, client = guest(house)
    other, _theirs = guest(house, "幻别人", "guest2")
    own = entrusted(house, one)
    inside = ("柯主席", "杜察云", "林分管", "幻别人", other.number, "青石镇")
    home = client.get("/").text
    assert not [word for word in inside if word in home]
    for path in ("/people/", "/units/", "/search/?q=柯", "/search/?q=幻", "/persons/", "/organisations/", "/journal/",
                 "/commitments/", "/plans/", "/children/", "/funds/", "/publicity/", "/objections/", "/messages/",
                 "/lists/", "/board/", "/mine/", "/societies/", "/inspections/", f"/people/{other.as_person_id}/",
                 other.get_absolute_url(), f"/societies/{own.pk + 1}/",
                 "/objections/new/?about=困2026-0001"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code in (200, 302, 403, 404), path
        found = [word for word in inside if word in answer.text.replace("q=柯", "").replace("q=幻", "")]
        assert not found, (path, found)


def test_an_expired_slip_and_anothers_code_open_nothing(house: House) -> None:
    made = {}
    for name in ("huan1", "huan2"):
        one = does(house, entry(house, name), "invite", username=name)
        slip = house.client("clerk").post(f"/access/{one.pk}/slip/", {"hours": "24"})
        (made[name],) = re.findall(r'slip__code">([^<]+)<', slip.text)
    client = Client()
    assert client.post("/enable/", {"username": "huan1", "code": made["huan2"]}).status_code == 422
    later = DAY + timedelta(days=2)
    house.on(later.year, later.month, later.day)
    client.post("/enable/", {"username": "huan1", "code": made["huan1"]})
    client.post("/reset/", {"new": NEW, "again": NEW})
    assert all(user.is_unused for user in User.objects.filter(username__startswith="huan"))
    assert User.objects.filter(username__startswith="huan", last_login=None).count() == 2


def test_what_is_decided_about_theirs_is_told_on_the_page_and_by_mail_as_a_count(house: House, settings: Any) -> None:
    settings.MAIL_URL, settings.ADDRESS = "smtp://localhost?from=a@example.cn", "https://luoshi.example.cn"
    one, client = guest(house)
    does(house, one, "identify", identity="", phone="", email="huan@example.cn")
    own = entrusted(house, one)
    does(house, own, "lapse", "supervisor", reason="全年没有活动")
    assert "There is a new decision" in client.get("/inbox/").text
    list(send_digests(ten(date(2026, 3, 23))))
    sent = Outgoing.objects.get(person=Person.objects.get(pk=one.pk).as_person_id)
    assert sent.channel == "mail" and own.title not in str(sent.values)


def digest_of(house: House, one: Any, day: date) -> Any:
    """What the message of the day tells them; None where there is none."""
    house.on(day.year, day.month, day.day)
    list(send_digests(ten(day)))
    person = Person.objects.get(pk=one.pk).as_person_id
    last = Message.objects.filter(person=person, code="digest", occasion=f"digest:{day}").first()
    return last and last.values


def test_what_falls_due_and_what_is_late_of_theirs_waits_for_them_and_is_told_once_a_day(
    house: House, settings: Any
) -> None:
    settings.MAIL_URL, settings.ADDRESS = "smtp://localhost?from=a@example.cn", "https://luoshi.example.cn"
    one, client = guest(house)
    does(house, one, "identify", identity="", phone="", email="huan@example.cn")
    own = entrusted(house, one)
    does(house, own, "term", term_to="2026-03-31", reason="章程")
    assert digest_of(house, one, date(2026, 3, 23)) is None  # its term ends in more than five working days
    assert digest_of(house, one, date(2026, 3, 30)) == {"waiting": 1, "soon": 1}
    assert digest_of(house, one, date(2026, 4, 2)) == {"waiting": 1, "late": 1}
    sent = Outgoing.objects.filter(person=Person.objects.get(pk=one.pk).as_person_id)
    assert {outgoing.channel for outgoing in sent} == {"mail"} and own.title not in str(
        [outgoing.values for outgoing in sent]
    )
    client.force_login(User.objects.get(username="guest1"))
    home = client.get("/")
    assert own.title in home.text and f"/societies/{own.pk}/congress/" in home.text
    given = {"congress": "2026-04-01", "term_from": "2026-04-01", "term_to": "2031-03-31"}
    assert client.post(f"{own.get_absolute_url()}congress/", given).status_code == 302
    assert digest_of(house, one, date(2026, 4, 3)) is None
    assert own.title not in client.get("/").text


def test_of_what_others_owe_for_it_a_society_is_told_nothing(house: House) -> None:
    one, client = guest(house)
    own = entrusted(house, one)
    assert digest_of(house, one, date(2027, 1, 5)) is None  # the host's support of 2026 is missed
    own = type(own)._default_manager.get(pk=own.pk)
    assert own.due and own.due < date(2027, 1, 5)
    client.force_login(User.objects.get(username="guest1"))
    assert own.title not in client.get("/").text


@pytest.mark.control("PIPL 19, 47", "who was from outside is erased with their entry: name, account and contact")
def test_erased_with_their_entry_nothing_of_them_is_left_and_the_session_is_over(house: House) -> None:
    one, client = guest(house, "幻将忘记", "forgotten1")
    one = does(house, one, "identify", phone="13900001234", email="forgotten@mail.invalid")
    assert client.get("/inbox/").status_code == 200
    with transaction.atomic():
        erase_content(one, {"basis": "request"}, house.office.actor("admin"), ten(DAY))
    for words in ("幻将忘记", "forgotten1", "13900001234", "forgotten@mail.invalid"):
        assert rows_with(words) == [], words
    assert client.get("/inbox/").status_code == 302
    account = Account.objects.get(pk=one.as_person_id)
    assert account.name == ERASED and not account.user.is_active and account.user.username.startswith("erased-")
    seal_all()
    assert {found.code for found in journal_findings()} == {"erased"}


def test_who_holds_a_post_stays_when_an_entry_of_theirs_is_erased(house: House) -> None:
    one = entry(house, "柯干事")
    does(house, one, "account", "supervisor", as_person=str(house.office.people["clerk"].pk))
    one = Person.objects.get(pk=one.pk)
    with transaction.atomic():
        erase_content(one, {"basis": "request"}, house.office.actor("admin"), ten(DAY))
    clerk = Account.objects.get(pk=house.office.people["clerk"].pk)
    assert clerk.name == "柯干事" and clerk.user.is_active
