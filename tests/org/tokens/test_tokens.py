"""Access tokens: what one gives, how long it holds, and that its secret is nowhere."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.errors import OrgError
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.org.actors.models import User
from luoshi.org.tokens.actions.tokens import authenticate_token, create_token, revoke_token
from luoshi.org.tokens.models import Token, TokenUse
from luoshi.org.tokens.queries import every_scope
from luoshi.org.tokens.rules import ScopeAct, TokenStatus, is_scope_allowed, scopes_of, token_expiry_day, token_state
from office import NOW, TODAY, Office

HERE = "10.20.0.7"
DAY = date(2026, 3, 20)


@pytest.mark.control("8.1.4.2 e-g", "a token's scope gives its own act and no other")
@given(
    st.sets(st.sampled_from(scopes_of(["appeals", "care"]))),
    st.sampled_from(["appeals", "care"]),
    st.sampled_from(ScopeAct),
)
def test_a_scope_gives_its_own_act_in_its_own_area_and_no_other(scopes: set[str], area: str, act: ScopeAct) -> None:
    assert is_scope_allowed(frozenset(scopes), area, act) is bool(scopes & {act.value, f"{area}:{act}"})


def test_a_person_at_a_page_needs_no_scope() -> None:
    assert all(is_scope_allowed(None, "appeals", act) for act in ScopeAct)


@pytest.mark.parametrize(
    ("ended", "active", "day", "expected"),
    [
        (None, True, DAY, TokenStatus.VALID),
        (None, True, DAY + timedelta(days=89), TokenStatus.VALID),
        (None, True, DAY + timedelta(days=90), TokenStatus.EXPIRED),
        (NOW, True, DAY, TokenStatus.ENDED),
        (NOW, True, DAY + timedelta(days=99), TokenStatus.ENDED),
        (None, False, DAY, TokenStatus.DISABLED),
    ],
)
def test_a_token_holds_on_its_days_alone(
    ended: datetime | None, active: bool, day: date, expected: TokenStatus
) -> None:
    assert token_state(ended, token_expiry_day(DAY, 90), active, day) is expected


def made(office: Office, who: str = "clerk", **more: Any) -> tuple[Token, str]:
    given: dict[str, Any] = {"name": "报表程序", "scopes": ["read"], "days": 90, **more}
    return create_token(given["name"], given["scopes"], given["days"], office.actor(who), at=NOW)


def steps() -> list[str]:
    return list(Entry.objects.filter(subject__startswith="token:").order_by("pk").values_list("step", flat=True))


@pytest.mark.control("8.1.4.1 c", "no token's secret is in a table")
def test_the_secret_is_in_no_table(office: Office) -> None:
    _token, secret = made(office)
    authenticate_token(secret, HERE, at=NOW)
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            assert secret not in repr(cursor.fetchall()) and secret[7:] not in repr(cursor.fetchall())
    assert re.fullmatch(r"luoshi_[\w-]{43}", secret)


@pytest.mark.control("8.1.4.3 a-b", "making, ending and using a token are entries")
def test_making_ending_and_the_first_use_a_day_from_an_address_are_journaled(office: Office) -> None:
    token, secret = made(office)
    for address in (HERE, HERE, "10.20.0.8", HERE):
        authenticate_token(secret, address, at=NOW)
    authenticate_token(secret, HERE, at=NOW + timedelta(days=1))
    revoke_token(token.pk, office.actor("clerk"), at=NOW + timedelta(days=1))
    revoke_token(token.pk, office.actor("clerk"), at=NOW + timedelta(days=2))
    token.refresh_from_db()
    assert steps() == ["token.make", "token.use", "token.use", "token.use", "token.end"]
    assert (token.used, token.ended, TokenUse.objects.count()) == (
        TODAY + timedelta(days=1),
        NOW + timedelta(days=1),
        3,
    )
    said = Payload.objects.filter(entry__step="token.use").order_by("pk").values_list("data", flat=True)
    assert [HERE in secret_tried for secret_tried in said] == [True, False, True]


def test_a_known_token_needs_one_query(office: Office, django_assert_num_queries: Any) -> None:
    _token, secret = made(office)
    authenticate_token(secret, HERE, at=NOW)
    with django_assert_num_queries(1):
        authenticate_token(secret, HERE, at=NOW)


def test_a_token_that_holds_no_more_is_told_why(office: Office) -> None:
    token, secret = made(office, days=1)
    codes = []
    for at in (NOW + timedelta(days=1), NOW):
        with pytest.raises(OrgError) as caught:
            if at == NOW:
                revoke_token(token.pk, office.actor("clerk"), at=NOW)
            authenticate_token(secret, HERE, at=at)
        codes.append(caught.value.code)
    User.objects.filter(person=office.people["clerk"]).update(is_active=False)
    for secret_tried in (secret, secret + "x", "", "luoshi_"):
        with pytest.raises(OrgError) as caught:
            authenticate_token(secret_tried, HERE, at=NOW)
        codes.append(caught.value.code)
    assert codes == [
        "token.expired",
        "token.ended",
        "token.disabled",
        "token.unknown",
        "token.unknown",
        "token.unknown",
    ]


def test_a_person_without_an_account_has_no_working_token(office: Office) -> None:
    _token, secret = made(office)
    User.objects.filter(person=office.people["clerk"]).delete()
    with pytest.raises(OrgError) as caught:
        authenticate_token(secret, HERE, at=NOW)
    assert caught.value.code == "token.disabled"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "字" * 61}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["read", "appeals:delete"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
    ],
)
def test_a_token_without_sense_is_not_made(office: Office, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(OrgError) as caught:
        made(office, **wrong)
    assert (caught.value.code, list(caught.value.fields), Token.objects.count()) == ("incomplete", [field], 0)


def test_two_live_tokens_have_two_names_and_there_are_at_most_twenty(office: Office) -> None:
    token, _secret = made(office)
    with pytest.raises(OrgError) as caught:
        made(office)
    assert list(caught.value.fields) == ["name"]
    revoke_token(token.pk, office.actor("clerk"), at=NOW)
    made(office)
    made(office, "head")
    for number in range(19):
        made(office, name=f"程序{number}")
    with pytest.raises(OrgError) as caught:
        made(office, name="又一个")
    assert (caught.value.code, Token.objects.filter(ended=None).count()) == ("token.too_many", 21)


def test_a_token_makes_no_token(office: Office) -> None:
    from dataclasses import replace

    actor = replace(office.actor("clerk"), scopes=frozenset({"write"}))
    with pytest.raises(OrgError) as caught:
        create_token("又一个", ["read"], 30, actor, at=NOW)
    assert (caught.value.code, Token.objects.count()) == ("refused", 0)


def test_another_persons_token_cannot_be_ended(office: Office) -> None:
    token, secret = made(office)
    with pytest.raises(OrgError) as caught:
        revoke_token(token.pk, office.actor("head"), at=NOW)
    assert (caught.value.code, authenticate_token(secret, HERE, at=NOW)) == ("missing", token)


def test_every_kind_has_its_scopes(db: None) -> None:
    assert every_scope()[:5] == ["read", "write", "look", "units:read", "people:read"]
    assert set(every_scope()) >= {"appeals:read", "appeals:write", "appeals:look"}


def signed_in(office: Office, who: str = "clerk") -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(User.objects.get(person=office.people[who]), "django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_shows_a_token_once_and_never_again(office: Office) -> None:
    client = signed_in(office)
    asked = {"name": "热线平台", "scopes": ["appeals:write"], "days": "30"}
    answer = client.post("/me/tokens/new/", asked)
    secret = re.findall(r"luoshi_[\w-]{43}", answer.text)
    token = Token.objects.get()
    assert (answer.status_code, answer["Cache-Control"], len(secret)) == (200, "no-store", 1)
    assert authenticate_token(secret[0], HERE, at=datetime.now(UTC)) == token and token.scopes == ["appeals:write"]
    listed = client.get("/me/tokens/").text
    assert "热线平台" in listed and "Appeals: write" in listed and "luoshi_" not in listed
    again = client.post("/me/tokens/new/", asked)
    assert (again.status_code, Token.objects.count()) == (422, 1) and "热线平台" in again.text


def test_the_page_ends_ones_own_token_alone(office: Office) -> None:
    mine, _secret = made(office)
    other, _secret = made(office, "head")
    client = signed_in(office)
    assert client.get(f"/me/tokens/{mine.pk}/end/").status_code == 200
    assert (client.post(f"/me/tokens/{other.pk}/end/").status_code, client.post(f"/me/tokens/{mine.pk}/end/").url) == (
        404,
        "/me/tokens/",
    )
    ended = dict(Token.objects.values_list("pk", "ended"))
    assert (ended[mine.pk] is not None, ended[other.pk]) == (True, None)


def test_the_pages_need_a_session(office: Office) -> None:
    token, secret = made(office)
    for path in ("/me/tokens/", "/me/tokens/new/", f"/me/tokens/{token.pk}/end/"):
        answer = Client(headers={"Authorization": f"Bearer {secret}"}).get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/")


@pytest.mark.parametrize("count", [3, 19])
def test_many_tokens_need_no_more_queries_than_few(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        made(office, name=f"程序{number}")
    client = signed_in(office)
    with django_assert_max_num_queries(13):
        assert client.get("/me/tokens/").text.count("程序") >= count
