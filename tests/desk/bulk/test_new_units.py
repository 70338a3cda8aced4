"""Units in a sheet that the tree lacks: entered on one page by an administrator, asked for by all others."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from asked_columns import told, upload
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.desk.lists.views.models import ImportRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.messages.models import Message
from luoshi.lines.appeals.models import Appeal
from luoshi.org.people.actions import people
from luoshi.org.tree.models import Placement, Unit
from many_appeals import signed_in, workbook
from office import FOUNDED, NOW, Office

HEADS = ["标题", "诉求内容", "渠道", "反映人", "联系方式", "受理单位"]
ROW = ["路灯不亮", "巷口", "热线电话", "王小明", "13800138000"]
NEW = ["云岭县飞鸟保护站", "云岭县湿地中心"]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def sheet(client: Client, units: list[str]) -> str:
    return str(upload(client, workbook([HEADS, *([*ROW, unit] for unit in units)]))["Location"])


def new_url(client: Client, there: str, said: str) -> str:
    ((words, url),) = client.get(there).context["new_names"]
    assert said in words
    return str(url)


def administrator_too(office: Office, name: str) -> Client:
    """The client of somebody who is also an administrator, as in a small office."""
    post = people.set_up_post(office.units["desk"], "系统管理岗", Role.ADMINISTRATOR, FOUNDED, PROGRAM, at=NOW)
    people.appoint_to_post(office.people[name], post, FOUNDED, PROGRAM, at=NOW)
    return signed_in(office, name, "en")


def test_who_may_enter_units_enters_all_of_them_on_one_page(office: Office) -> None:
    client = administrator_too(office, "clerk")
    there = sheet(client, [*NEW, NEW[0]])
    url = new_url(client, there, "Enter 2 units")
    refused = client.post(url, {"words": NEW, "parent": "没有的单位"})
    assert refused.status_code == 422 and not Unit.objects.filter(name__in=NEW).exists()
    assert client.post(url, {"words": NEW, "parent": "kexie"})["Location"] == there
    units = Unit.objects.filter(name__in=NEW).order_by("pk")
    parents = [Placement.objects.get(unit=unit, depth=1).ancestor for unit in units]
    assert [unit.name for unit in units] == NEW and parents == [office.units["kexie"]] * 2
    assert client.get(there).context["names"] is None
    assert [entry.step for entry in Entry.objects.filter(step="unit.found", person=office.people["clerk"])] == [
        "unit.found"
    ] * 2
    assert client.get(url).status_code == 404  # nothing is unknown any more


def test_who_may_not_enter_units_asks_and_the_sheet_goes_on_when_they_are_there(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    there = sheet(client, [*NEW, NEW[0]])
    url = new_url(client, there, "Ask for 2 units")
    page = client.get(url)
    assert "parent" not in page.context["form"].fields and page.context["form"].fields["words"].initial == NEW
    assert client.post(url, {"words": NEW})["Location"] == there
    for _twice in range(2):  # each once a day
        assert client.post(url, {"words": NEW}).status_code == 302
    asked = [(message.person, message.values["unit"]) for message in Message.objects.filter(code="units.wanted")]
    assert asked == [(office.people["admin"], f"云岭县督查室 / {name}") for name in NEW]
    assert Entry.objects.filter(step="import.units", subject="appeals").exists()
    assert not Unit.objects.filter(name__in=NEW).exists() and ImportRun.objects.get().state == ImportRun.ASKED
    office.unit("birds", NEW[0], "desk")
    kept = ImportRun.objects.get().rows
    assert "2 rows are right and new." in told(client.get(there)) and ImportRun.objects.get().rows == kept
    (question,) = client.get(there).context["names"].questions
    assert question.word == NEW[1] and "2 rows are right and new." in told(client.get(there))
    office.unit("marsh", NEW[1], "desk")
    assert client.get(there).context["names"] is None
    assert client.post(there).status_code == 302
    assert sorted(appeal.unit.name for appeal in Appeal.objects.all()) == sorted([*NEW, NEW[0]])


def test_nothing_is_checked_again_while_nothing_became_clear(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(office, "supervisor", "en")
    there = sheet(client, NEW)

    def refuse(*_given: Any, **_more: Any) -> None:
        raise AssertionError("checked again")

    monkeypatch.setattr("luoshi.desk.bulk.actions.trial._tried_lines", refuse)
    assert client.get(there).status_code == 200


@pytest.mark.parametrize(("words", "why"), [([], "required"), (["云岭县别的局"], "云岭县别的局")])
def test_what_the_sheet_does_not_name_is_not_asked_for(office: Office, words: list[str], why: str) -> None:
    client = signed_in(office, "supervisor", "en")
    url = new_url(client, sheet(client, NEW), "Ask for 2 units")
    answer = client.post(url, {"words": words})
    assert answer.status_code == 422 and why in told(answer)
    assert not Message.objects.filter(code="units.wanted").exists()
    assert signed_in(office, "clerk").get(url).status_code == 404  # another's sheet
