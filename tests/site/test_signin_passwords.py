"""Changing a password: each rule on its page, and what is open where it must be changed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.test import Client

from luoshi.org.accounts.models import OldPassword
from luoshi.org.actors.models import User
from office import Office
from signing import NEW, PASSWORD, Clock, journaled, sign_in, who

LOCKED = "失败次数过多，已锁定。请 15 分钟后再试，或联系管理员。"


def user(name: str) -> User:
    return User.objects.get(username=name)


def change(client: Client, new: str, old: str = PASSWORD) -> list[str]:
    """Change the password on its page; what is said against it."""
    page = client.post("/account/password/", {"old": old, "new": new, "again": new})
    if page.status_code == 302:
        return []
    return [sentence for sentences in page.context["form"].errors.values() for sentence in sentences]


@pytest.mark.control(
    "8.1.4.1 a", "a password too short, of too few classes, common, or with one's own name is refused with each reason"
)
@pytest.mark.parametrize(
    ("new", "reasons"),
    [
        (NEW, []),
        ("Short-72x", ["太短：至少 10 个字符。"]),
        ("Abc12345", ["太短：至少 10 个字符。", "这个密码太常见了。"]),
        ("Password123", ["这个密码太常见了。"]),
        (
            "aaaaaaaaaa1!",
            ["aaa、123、qwe 这样重复或连续的字符不计入长度：计入的不足 10 个。", "不同的字符太少：至少 6 个。"],
        ),
        ("qingshicha72", ["太简单：大写字母、小写字母、数字、其他字符中至少用 3 种。"]),
        ("Kegan-clerk-9", ["包含了您的账号、姓名或电话号码。"]),
        ("柯干事-Tea-2026", ["包含了您的账号、姓名或电话号码。"]),
        ("KeGanShi-2026", ["包含了您的账号、姓名或电话号码。"]),
        ("Tea-Qs-cha-13900000000", ["包含了您的账号、姓名或电话号码。"]),
        (PASSWORD, ["是您最近 5 个密码之一。"]),
    ],
)
def test_a_new_password_must_be_sound(office: Office, client: Client, new: str, reasons: list[str]) -> None:
    sign_in(client, "clerk")
    assert change(client, new) == reasons
    assert user("clerk").check_password(PASSWORD if reasons else new)


@pytest.mark.control("8.1.4.1 a", "none of the last five passwords is taken again")
def test_none_of_the_last_five_passwords_comes_back(office: Office, client: Client) -> None:
    sign_in(client, "clerk")
    row = [PASSWORD, *(f"Cha-Ye-number-{n}" for n in range(5))]
    for old, new in pairwise(row):
        assert change(client, new, old) == []
        said = [change(client, words, new) for words in row[max(0, row.index(new) - 4) : row.index(new) + 1]]
        assert all(faults == ["是您最近 5 个密码之一。"] for faults in said)
    assert OldPassword.objects.count() == 4
    assert change(client, PASSWORD, row[-1]) == []


@pytest.mark.control("8.1.4.10", "a changed password ends all other sessions")
def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(office: Office, client: Client) -> None:
    other = Client()
    sign_in(client, "clerk")
    sign_in(other, "clerk")
    assert change(client, NEW) == []
    assert (who(client), who(other)) == ("柯干事", "")
    assert journaled()[-1] == (f"account:{user('clerk').pk}", "account.password", {"source": "127.0.0.1"})


def test_the_present_password_is_asked_for_and_counted(office: Office, client: Client) -> None:
    sign_in(client, "clerk")
    for _ in range(4):
        assert change(client, NEW, "Wrong-2026-x") == ["这不是您现在的密码。"]
    assert change(client, NEW, "Wrong-2026-x") == [LOCKED]
    assert change(client, NEW) == [LOCKED]
    page = client.post("/account/password/", {"old": PASSWORD, "new": NEW, "again": NEW + "x"})
    assert page.status_code == 429


def test_the_two_new_passwords_must_be_alike(office: Office, client: Client) -> None:
    sign_in(client, "clerk")
    page = client.post("/account/password/", {"old": PASSWORD, "new": NEW, "again": NEW + "x"})
    assert (page.status_code, page.context["form"].errors) == (422, {"again": ["两次输入的不一样。"]})


@pytest.mark.control("8.1.4.1 a", "after 90 days only the page to change it is open")
@pytest.mark.parametrize(("days", "stays"), [(89, True), (91, False)])
def test_after_ninety_days_only_the_change_page_is_open(
    office: Office, client: Client, clock: Clock, days: int, stays: bool
) -> None:
    User.objects.update(password_since=clock.now)
    clock.on(days=days)
    sign_in(client, "clerk")
    assert bool(who(client)) is stays
    if stays:
        return
    assert client.get("/appeals/?page=2").url == "/account/password/?next=%2Fappeals%2F%3Fpage%3D2"
    page = client.get("/account/password/?next=%2Fappeals%2F")
    assert "超过 90 天" in page.text
    assert client.get("/account/second-factor/").status_code in (200, 302)
    done = client.post("/account/password/?next=%2Fappeals%2F", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert done.url == "/appeals/"
    assert who(client) == "柯干事"


@pytest.mark.control("8.1.4.1 a", "a password that another gave is changed at the first sign-in")
def test_a_password_given_by_another_must_be_changed_at_the_first_sign_in(office: Office, client: Client) -> None:
    User.objects.filter(username="clerk").update(password_since=None)
    sign_in(client, "clerk")
    assert client.get("/").url == "/account/password/?next=%2F"
    dialog = {"HX-Request": "true", "HX-Target": "dialog", "HX-Current-URL": "http://testserver/"}
    assert client.get("/appeals/new/", headers=dialog).headers["HX-Redirect"].startswith("/account/password/")
    asked = client.get("/units/find/?q=x", headers={"Accept": "application/json"})
    assert asked.status_code == 403
    assert client.get("/account/password/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
