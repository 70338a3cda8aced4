"""Signing up by oneself: where it is open, by a code, consent kept, accepted or at once; and attacks."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import given as samples
from hypothesis import strategies as some
from signing_up import CONSENT, DAY, TYPED, asks, code_of, does, enters, moving, opens, says, signed_up, somebody, words

from faults.threads import at_once
from housekeeping_office import House, ten
from luoshi.base.forms.fields import decrypt_text
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.mail import NotSent
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import begin
from luoshi.org.accounts.actions import outside_people
from luoshi.org.actors.models import User
from luoshi.parts.registers.models import Person
from luoshi.parts.signups import actions, queries
from luoshi.parts.signups.models import SignUp
from luoshi.parts.signups.rules import code_as_kept, generate_signup_code, parse_signup_contact
from office import Office


def test_it_is_there_only_where_a_unit_opened_it_says_what_it_tells_and_can_send_a_code(
    house: House, settings: Any
) -> None:
    client = somebody()
    assert client.get("/join/").status_code == 404
    says(house, queries.OPEN, "是")
    assert client.get("/join/").status_code == 404  # nothing is told about personal information
    says(house, queries.CONSENT, CONSENT)
    page = words(client.get("/join/"))
    assert CONSENT in page and "云岭县科学技术协会" in page and "云岭县科学技术局" not in page
    assert "Sign up" in words(client.get("/open/")) and "Sign up from outside the office" in words(
        client.get("/sign-in/")
    )
    settings.MAIL_URL = ""
    cache.clear()  # a setting changes where the program begins anew
    assert client.get("/join/").status_code == 404 and "Sign up" not in words(client.get("/open/"))
    settings.MAIL_URL = "smtp://mail.invalid"
    says(house, queries.OPEN, "否")
    assert client.get("/join/").status_code == 404 and "sign up" not in words(client.get("/sign-in/"))


def test_opened_for_all_it_is_the_topmost_unit_that_takes_them(house: House) -> None:
    says(house, queries.OPEN, "是", None)
    says(house, queries.CONSENT, CONSENT, None)
    assert [unit.name for unit in queries.open_units(DAY)] == ["云岭县"]


def test_who_signs_up_is_accepted_enters_the_register_and_signs_in(
    house: House, sent: list[tuple[str, str]], django_capture_on_commit_callbacks: Any
) -> None:
    opens(house)
    one = signed_up(house, sent)
    assert sent[0][0] == "guang@mail.invalid" and "15 minutes" in sent[0][1]
    assert (one.state, one.title, one.consent, one.agreed) == ("asked", "幻阳光", CONSENT, DAY)
    assert decrypt_text(one.contact) == "guang@mail.invalid" and Message.objects.filter(code="signups.asked").exists()
    for who, status in (("clerk", 200), ("supervisor", 200), ("stranger", 404), ("leader", 404)):
        assert house.client(who).get(one.get_absolute_url()).status_code == status, who
    assert "guang@" not in house.reads("clerk", one.get_absolute_url())  # shown to who asks, and that is journaled
    with django_capture_on_commit_callbacks(execute=True):
        accepted = does(house, one, "accept", username="yangguang")
    entry = Person.objects.get(pk=accepted.entry.pk)
    assert (entry.title, entry.state, decrypt_text(entry.email)) == ("幻阳光", "active", "guang@mail.invalid")
    to, letter = sent[-1]
    assert to == "guang@mail.invalid" and "yangguang" in letter
    link = re.search(r"https://office\.invalid(\S+)", letter)
    assert link
    client = somebody()
    page = client.get(link[1], follow=True)
    assert page.status_code == 200
    password = "Yunling-2026-kexie"
    address = page.request["PATH_INFO"]
    client.post(
        address, {"new_password1": password, "new_password2": password, "password1": password, "password2": password}
    )
    user = User.objects.get(username="yangguang")
    assert user.is_active and user.person == entry.as_person


def test_accepted_as_somebody_whom_the_register_knows(house: House, sent: list[tuple[str, str]]) -> None:
    opens(house)
    given = {"title": "幻阳光", "unit": str(house.office.units["kexie"].pk)}
    known = begin(get_kind("persons"), house.office.actor("clerk"), given, at=ten(DAY)).record
    one = signed_up(house, sent)
    accepted = does(house, one, "accept", username="yangguang", entry=known.number)
    assert accepted.entry.pk == known.pk and Person.objects.count() == 1
    other = signed_up(house, sent, contact="other@mail.invalid")
    with pytest.raises(RecordError, match="signs in as this person already"):
        does(house, other, "accept", username="another", entry=known.number)
    with pytest.raises(RecordError, match="is already taken"):
        does(house, other, "accept", username="yangguang")
    other.refresh_from_db()
    assert other.state == "asked" and User.objects.filter(username="another").count() == 0


def test_where_nobody_is_looked_at_a_password_is_chosen_at_once(house: House, sent: list[tuple[str, str]]) -> None:
    opens(house, "是")
    client = somebody()
    answer = enters(client, asks(client, house), code_of(sent))
    assert answer.status_code == 302, words(answer)
    one = SignUp.objects.get()
    assert one.state == "accepted" and one.entry and one.entry.as_person
    assert client.get(answer["Location"], follow=True).status_code == 200
    user = User.objects.get(person=one.entry.as_person)
    assert user.username == "z20260001" and user.is_unused
    assert len(sent) == 1  # the page itself leads on
    outside_people.invite_outside_person("幻另一人", "z20260002", house.office.actor("admin"), at=ten(DAY))
    again = enters(client, asks(client, house, contact="two@mail.invalid"), code_of(sent))
    assert again.status_code == 302 and SignUp.objects.count() == 2
    assert User.objects.filter(username="z20260002-2").exists()  # another was called so


def test_another_code_a_late_one_and_what_was_altered_sign_nobody_up(
    house: House, sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(house)
    client = somebody()
    first = asks(client, house)
    of_first = code_of(sent)
    second = asks(client, house, contact="two@mail.invalid")
    assert "not the code" in words(enters(client, second, of_first if of_first != code_of(sent) else "x"))
    assert enters(client, first, "").status_code == 422
    for torn in (first[:-2] + "xx", "", "x" * 9000, first.replace(":", ".")):
        assert enters(client, torn, of_first).status_code == 422
    import time

    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 16 * 60)
    assert "start again" in words(enters(client, first, of_first))
    assert not SignUp.objects.exists()
    assert of_first not in first and generate_signup_code() != ""


def test_the_same_code_signs_up_once_and_who_waits_waits_once(house: House, sent: list[tuple[str, str]]) -> None:
    opens(house)
    client = somebody()
    sealed = asks(client, house)
    code = code_of(sent)
    for _time in range(3):
        assert "Your contact is verified" in words(enters(client, sealed, code))
    assert SignUp.objects.count() == 1
    sealed = asks(client, house)  # the page says the same to who is known
    answer = enters(client, sealed, code_of(sent))
    assert answer.status_code == 422 and "is waiting for acceptance" in words(answer)
    assert SignUp.objects.count() == 1


def test_what_cannot_be_is_said_and_nothing_is_sent(house: House, sent: list[tuple[str, str]]) -> None:
    opens(house)
    client = somebody()
    for more in ({"contact": "13800000000"}, {"contact": "nobody"}, {"contact": "a@b"}, {"agree": ""}, {"name": ""},
                 {"purpose": "x" * 301}, {"unit": str(house.office.units["bureau"].pk)}, {"unit": "0"},
                 {"purpose": "绝密★一年"}, {"contact": "a@mail.invalid\nBcc: b@mail.invalid"}):  # fmt: skip
        assert asks(client, house, 422, **more) == ""
    assert sent == []


def test_a_message_that_did_not_leave_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    opens(house)

    def fails(*_given: str) -> None:
        raise NotSent("refused")

    monkeypatch.setitem(actions.CARRIERS, "mail", fails)
    client = somebody()
    answer = client.post("/join/", {**TYPED, "unit": str(house.office.units["kexie"].pk)})
    assert answer.status_code == 422 and "could not be sent" in words(answer)


def test_a_slow_server_of_mail_holds_up_nobody_else(
    house: House, sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(house)
    monkeypatch.setattr(actions, "WAIT", 0.01)
    with actions._SENDING, actions._SENDING:
        answer = somebody().post("/join/", {**TYPED, "unit": str(house.office.units["kexie"].pk)})
    assert answer.status_code == 422 and "Too many messages" in words(answer) and sent == []
    assert asks(somebody(), house)


def test_a_hundred_sign_ups_are_slowed_down(house: House, sent: list[tuple[str, str]], settings: Any) -> None:
    opens(house)
    settings.ASKS_PER_MINUTE = 10
    client = somebody()
    given = {**TYPED, "unit": str(house.office.units["kexie"].pk)}
    answers = [client.post("/join/", {**given, "contact": f"n{n}@mail.invalid"}).status_code for n in range(100)]
    assert answers.count(429) == 90 and len(sent) == 10


def test_who_tries_codes_is_stopped(house: House, sent: list[tuple[str, str]], settings: Any) -> None:
    opens(house)
    client = somebody()
    sealed = asks(client, house)
    settings.CODES_PER_MINUTE = 5
    said = [words(enters(client, sealed, f"{n:06}")) for n in range(8)]
    assert (
        sum("not the code" in refusal for refusal in said) == 5
        and sum("Too many requests" in refusal for refusal in said) == 3
    )


def test_the_page_says_the_same_of_who_is_known_and_who_is_not(house: House, sent: list[tuple[str, str]]) -> None:
    opens(house)
    signed_up(house, sent)

    def said(contact: str) -> str:
        answer = somebody().post("/join/", {**TYPED, "contact": contact, "unit": str(house.office.units["kexie"].pk)})
        return words(answer)

    assert said("guang@mail.invalid") == said("nobody@mail.invalid")


def test_refused_they_have_nothing_and_a_program_signs_nobody_up(house: House, sent: list[tuple[str, str]]) -> None:
    opens(house)
    one = signed_up(house, sent)
    refused = does(house, one, "refuse", reason="查无此单位")
    assert refused.state == "refused" and not User.objects.filter(person__name="幻阳光").exists()
    with pytest.raises(RecordError):
        begin(get_kind("signups"), house.office.actor("clerk"), {"title": "x"}, at=ten(DAY))
    with pytest.raises(RecordError):
        does(house, one, "accept", who="stranger", username="x1")
    assert Entry.objects.filter(record=one.pk, step="sign_up").get().person is None


def test_in_a_demonstration_the_code_is_shown_and_nothing_leaves(
    house: House, sent: list[tuple[str, str]], settings: Any
) -> None:
    settings.DEMO = True
    opens(house)
    client = somebody()
    given = {**TYPED, "unit": str(house.office.units["kexie"].pk)}
    page = client.post("/join/", given)
    code = re.search(r"the code is (\d{6})", words(page))
    sealed = re.search(r'name="sealed" value="([^"]*)"', page.text)
    assert code and sealed and sent == []
    assert "Your contact is verified" in words(enters(client, unescape(sealed[1]), code[1]))


@pytest.mark.django_db(transaction=True)
def test_eight_who_enter_one_code_at_once_sign_up_once(
    real_office: Office, monkeypatch: pytest.MonkeyPatch, sent: list[tuple[str, str]]
) -> None:
    house = moving(real_office, monkeypatch)
    opens(house)
    sealed = asks(somebody(), house)
    found = queries.unseal_signup(sealed)
    assert found
    unit = house.office.units["kexie"]
    at_once(lambda number: actions.sign_up(found, unit, source="10.0.0.9", at=ten(DAY))[0].pk)
    assert SignUp.objects.count() == 1


@samples(some.text(max_size=60))
def test_a_contact_is_an_address_a_number_or_nothing(typed: str) -> None:
    way, found = parse_signup_contact(typed)
    assert (way == "") is (found == "") and not set(found) & set("\r\n\0 <>\"',;")
    assert way != "sms" or (len(found) == 11 and found.isdigit())


def test_contacts_and_codes_are_read_however_they_are_typed() -> None:
    assert parse_signup_contact(" Guang@Mail.Example ") == ("mail", "Guang@mail.example")
    assert (
        parse_signup_contact("+86 138-0000-0000")
        == parse_signup_contact("１３８００００００００")
        == ("sms", "13800000000")
    )
    assert parse_signup_contact("0871-1234567") == ("", "") and code_as_kept(" １２３ 456 ") == "123456"
    assert {len(generate_signup_code()) for _one in range(50)} == {6}
