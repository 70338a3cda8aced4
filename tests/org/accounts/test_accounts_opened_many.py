"""Accounts opened for many people at once: all of them or none, with slips by unit."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.kernel.messages.models import Message
from luoshi.org.accounts.actions import accounts, opening
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.actors.models import User
from luoshi.org.people.actions.dual_control import TwoPersons
from office import NOW, Office
from opened_accounts import client, of, refused, usernames, without
from signing import journaled


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_accounts_are_opened_for_all_of_a_unit_and_those_beneath_it_with_slips_by_unit(office: Office) -> None:
    one, namesake = without(office, "李华", "kexie"), without(office, "李华", "society", Role.OUTSIDE)
    other, far = without(office, "王敏", "kexie"), without(office, "远处人", "town", Role.COLLECTOR)
    here, unit = client(office, "admin"), office.units["kexie"]
    url = f"/people/accounts/?unit={unit.pk}"
    assert url in here.get(f"/units/{unit.pk}/").text
    assert "/people/accounts/" in here.get("/people/").text
    page = here.get(url)
    assert [line.name for line in page.context["lines"]] == ["李华", "王敏", "李华"]
    assert "远处人" not in page.text and "远处人" in here.get("/people/accounts/").text
    fields = page.context["form"]
    suggested = {name: fields[name].value() for name in fields.fields if name.startswith("name_")}
    assert sorted(suggested.values()) == ["lihua", "lihua2", "wangmin"]
    sent = suggested | {f"take_{pk}": "on" for pk in (one.pk, namesake.pk, other.pk)}
    made = here.post(url, sent)
    assert made.status_code == 200
    units = {name: [slip.person for slip in slips] for name, slips in made.context["units"]}
    assert units == {"云岭县科学技术协会": ["李华", "王敏"], "云岭县茶叶学会": ["李华"]}
    slips = [slip for _, slips in made.context["units"] for slip in slips]
    assert len({slip.address for slip in slips}) == 3 and all(slip.code in made.text for slip in slips)
    assert sorted(User.objects.filter(person__in=[one, namesake, other]).values_list("username", flat=True)) == [
        "lihua",
        "lihua2",
        "wangmin",
    ]
    assert not User.objects.filter(person=far).exists()
    assert Message.objects.filter(code="account.slip").count() == 3
    assert "在岗的人员都已有账号" in here.get(url).text
    again = here.post(url, sent)
    assert (again.status_code, OneTimeLink.objects.count()) == (422, 3)
    assert "李华已有账号：lihua。" in again.text


def test_who_is_not_chosen_gets_none_and_one_must_be_chosen(office: Office) -> None:
    one, other = without(office, "李华"), without(office, "王敏")
    here, names = client(office, "admin"), {}
    page = here.post("/people/accounts/", {f"name_{one.pk}": "lihua", f"name_{other.pk}": "wangmin"})
    assert (page.status_code, refused(page)) == (422, {"__all__": ["请至少选择一人。"]})
    names = {f"name_{one.pk}": "lihua", f"name_{other.pk}": "wangmin", f"take_{other.pk}": "on"}
    assert here.post("/people/accounts/", names).status_code == 200
    assert (User.objects.filter(person=one).count(), usernames()["王敏"]) == (0, "wangmin")


def test_all_are_opened_or_none_and_each_fault_stands_at_its_person(office: Office) -> None:
    found = [without(office, name) for name in ("李华", "王敏", "赵静", "孙强")]
    names = ("lihua", "clerk", "zhao jing", "LIHUA")
    sent = {f"take_{person.pk}": "on" for person in found}
    sent |= {f"name_{person.pk}": name for person, name in zip(found, names, strict=True)}
    before = User.objects.count()
    page = client(office, "admin").post("/people/accounts/", sent)
    wrong = "账号为 1 至 60 个字母或数字，可以夹用 . @ + - _，不能有空格。"
    assert (page.status_code, refused(page)) == (
        422,
        {
            "__all__": ["尚未开通任何账号：要么全部开通，要么一个也不开通。"],
            f"name_{found[1].pk}": ["账号 clerk 已有人使用。"],
            f"name_{found[2].pk}": [wrong],
            f"name_{found[3].pk}": ["账号 LIHUA 已有人使用。"],
        },
    )
    assert 'value="zhao jing"' in page.text  # what was typed is there still
    assert (User.objects.count(), OneTimeLink.objects.count(), Message.objects.count()) == (before, 0, 0)


def test_a_failure_in_the_middle_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [without(office, name) for name in ("李华", "王敏")]
    before, entries = User.objects.count(), len(journaled())

    def fails(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("luoshi.org.base.ports.notify_people", fails)
    with pytest.raises(RuntimeError):
        opening.open_accounts({person.pk: f"u{person.pk}" for person in found}, office.actor("admin"), at=NOW)
    assert (User.objects.count(), OneTimeLink.objects.count(), len(journaled())) == (before, 0, entries)


def test_guarded_roles_are_shown_among_many_but_opened_on_their_own_pages(office: Office) -> None:
    guarded, other = without(office, "督新人", "desk", Role.SUPERVISOR), without(office, "王敏")
    here = client(office, "admin")
    page = here.get("/people/accounts/")
    assert [(line.name, bool(line.cannot)) for line in page.context["lines"]] == [("督新人", True), ("王敏", False)]
    sent = {f"take_{person.pk}": "on" for person in (guarded, other)} | {
        f"name_{person.pk}": f"u{person.pk}" for person in (guarded, other)
    }
    assert here.post("/people/accounts/", sent).status_code == 200
    assert (User.objects.filter(person=guarded).count(), User.objects.filter(person=other).count()) == (0, 1)
    with pytest.raises(TwoPersons):
        opening.open_accounts({guarded.pk: "duxinren"}, office.actor("admin"), at=NOW)


def test_nobody_and_somebody_who_is_not_there_are_refused(office: Office) -> None:
    names: dict[int, str]
    for names in ({}, {999999: "nobody"}):
        with pytest.raises(OrgError) as caught:
            opening.open_accounts(names, office.actor("admin"), at=NOW)
        assert caught.value.code == "missing"
    page = client(office, "admin").post("/people/accounts/", {"take_999999": "on", "take_x": "on"})
    assert (page.status_code, "不在名册中" in page.text) == (404, True)


def test_a_link_that_ran_out_is_made_anew_from_the_persons_page(office: Office) -> None:
    person, here = without(office, "李华"), client(office, "admin")
    here.post(of(person), {"username": "lihua"})
    user = User.objects.get(person=person)
    url = f"/accounts/{user.pk}/reset-link/"
    assert url in here.get(f"/people/{person.pk}/").text
    assert here.post(url).context["units"][0][1][0].username == "lihua"
    assert OneTimeLink.objects.filter(ended=None).count() == 1


def test_more_people_need_no_more_queries(office: Office) -> None:
    here, counts = client(office, "admin"), []
    here.get("/people/accounts/")  # that this page was used today is noted once
    for size in (2, 40):
        found = [without(office, f"员工{size}号", ("town", "bureau")[number % 2]) for number in range(size)]
        with CaptureQueriesContext(connection) as asked:
            page = here.get("/people/accounts/")
        fields = page.context["form"]
        sent = {name: fields[name].value() for name in fields.fields if name.startswith("name_")}
        sent |= {f"take_{person.pk}": "on" for person in found}
        with CaptureQueriesContext(connection) as done:
            made = here.post("/people/accounts/", sent)
        assert sum(len(slips) for _, slips in made.context["units"]) == size
        counts.append((len(asked), len(done)))
    assert counts[0] == counts[1]
    assert (counts[0][0] <= 15, counts[0][1] <= 39) == (True, True)


def test_a_hundred_at_a_time_and_the_page_says_how_many_more_there_are(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr("luoshi.org.proposals.pages.accounts.MOST", 2)
    for name in ("李华", "王敏", "赵静"):
        without(office, name)
    page = client(office, "admin").get("/people/accounts/")
    assert len(page.context["lines"]) == 2
    assert "先显示 2 人，另有 1 人未显示" in page.text


def test_in_english_both_pages_and_the_slip_are_english(office: Office) -> None:
    person, other, here = without(office, "李华"), without(office, "王敏"), client(office, "admin", "en")
    assert "you never learn the password." in here.get(of(person)).text
    assert "Either all accounts are opened, or none." in here.get("/people/accounts/").text
    slip = here.post(of(person), {"username": "lihua"}).text
    assert "Good until" in slip and not re.search("账号|密码", re.sub(r"<title>.*?</title>", "", slip, flags=re.DOTALL))
    refused_page = here.post(of(other), {"username": "lihua"})
    assert refused(refused_page) == {"username": ["The account name lihua is already taken."]}


def test_a_stopped_account_is_not_opened_again(office: Office) -> None:
    accounts.set_account_active(User.objects.get(username="clerk"), False, PROGRAM, at=NOW)
    page = client(office, "admin").post(of(office.people["clerk"]), {"username": "again"})
    assert (page.status_code, refused(page)) == (422, {"username": ["柯干事已有账号：clerk。"]})
