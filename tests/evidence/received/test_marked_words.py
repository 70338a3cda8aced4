"""Words that bear the marking of a state secret get into no entry, whichever page or action they are typed into.

Nor do characters that nobody sees get into a line, nor such as turn the writing into any words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from appeal_factory import appeal
from luoshi.base.errors import OrgError, Refusal
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.lists.views.models import SavedView
from luoshi.desk.privacy.erasing.actions import lift_hold, place_hold, propose_erasure
from luoshi.desk.privacy.erasing.models import Erasure, Hold
from luoshi.evidence.journal.actions.journal import journal_act, journal_many
from luoshi.evidence.journal.models import Entry, Payload, Unsealed
from luoshi.kernel.duties.models import Parameter as Value
from luoshi.kernel.kinds.models import Record
from luoshi.org.accounts.actions import accounts
from luoshi.org.actors.models import Mandate, Person, User
from luoshi.org.people.actions import people
from luoshi.org.people.actions.mandates import give_mandate
from luoshi.org.people.models import Proposal
from luoshi.org.tokens.models import Token
from luoshi.org.tree.models import Unit, UnitName
from luoshi.org.units import actions as units
from office import NOW, TODAY, Office
from programs import program
from unit_orders import HEAD, workbook

TABLES = (Entry, Payload, Unsealed, Unit, UnitName, Person, Mandate, Proposal, Token, Hold, Erasure, Value, SavedView)
MARKED = [
    "机密★10年",
    "绝密★启用前",
    "【秘密】",
    "密级：机密",
    "会议通知\n秘密★\n请查收",
    "機密★长期",
    "机\u200b密★10年",
]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def whole() -> list[Any]:
    """All rows of all tables that these acts write."""
    return [list(table._default_manager.order_by("pk").values_list()) for table in TABLES]


def matter(office: Office) -> Record:
    given = {"title": "科普活动室", "words": "周末开放", "channel": "web", "unit": office.units["desk"].pk}
    return appeal(office, **given)


def client(office: Office, who: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(person=office.people[who]))
    return made


# The last door: the journal itself


@pytest.mark.parametrize("words", MARKED)
def test_no_entry_is_written_with_a_marking_in_it(office: Office, words: str) -> None:
    before = whole()
    for given in ({"why": words}, {"names": {"plan": ["县科协", words]}}, {"unit": Unit(pk=1, name=words)}):
        with pytest.raises(RecordError) as caught, transaction.atomic():
            journal_act("unit:1", "unit.rename", PROGRAM, given, at=NOW)
        assert (caught.value.code, list(caught.value.fields)) == ("marked", list(given))
        assert words not in caught.value.what + caught.value.remedy
        with pytest.raises(RecordError), transaction.atomic():
            journal_many(
                [("unit:1", "unit.rename", {"why": "更名"}), ("unit:2", "unit.rename", given)], PROGRAM, at=NOW
            )
    assert whole() == before


@pytest.mark.parametrize(
    "words", ["商业秘密保护培训", "保守国家秘密", "秘密投票", "机密级以下不在本系统办理", "密码已更换"]
)
def test_who_only_speaks_of_secrets_is_let_through(office: Office, words: str) -> None:
    with transaction.atomic():
        entry = journal_act("unit:1", "unit.rename", PROGRAM, {"why": words}, at=NOW)
    assert words in Payload.objects.get(entry=entry).data


ACTS: dict[str, Callable[[Office, str], object]] = {
    "rename": lambda o, w: units.rename_unit(o.units["town"], w, "", TODAY, o.actor("admin"), at=NOW),
    "found": lambda o, w: units.establish_unit(
        "红岩乡", "hy", o.units["county"], TODAY, o.actor("admin"), at=NOW, remark=w
    ),
    "enter": lambda o, w: people.enter_person(w, o.actor("admin"), at=NOW),
    "mandate": lambda o, w: give_mandate(
        o.posts["leader"], o.posts["clerk"], TODAY, TODAY + timedelta(9), w, o.actor("admin"), at=NOW
    ),
    "stop": lambda o, w: accounts.set_account_active(o.people["clerk"].user, False, o.actor("admin"), at=NOW, why=w),
    "look": lambda o, w: people.reveal_contact(o.people["clerk"], o.actor("head"), w, at=NOW),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_of_the_organisation_is_undone_as_a_whole(office: Office, act: str) -> None:
    before = whole()
    with pytest.raises(Refusal) as caught:
        ACTS[act](office, "机密★10年")
    assert (caught.value.code, whole()) == ("marked", before)
    ACTS[act](office, "工作需要")
    assert whole() != before


def test_holds_and_erasures_refuse_it_and_journal_that_they_did(office: Office) -> None:
    record, supervisor = matter(office), office.actor("supervisor")
    kept = place_hold(record, "审计", TODAY, supervisor, at=NOW)
    before = [list(model._default_manager.values_list()) for model in (Hold, Erasure)]
    for act in (
        lambda: place_hold(record, "秘密★", TODAY, supervisor, at=NOW),
        lambda: lift_hold(kept, "秘密★", supervisor, at=NOW),
        lambda: propose_erasure(record, "重复", "【机密】", supervisor, at=NOW),
    ):
        with pytest.raises(RecordError) as caught:
            act()
        assert caught.value.code == "marked"
        last = Entry.objects.order_by("pk").last()
        assert last is not None and (last.step, last.person) == ("refused.marked", office.people["supervisor"])
    assert [list(model._default_manager.values_list()) for model in (Hold, Erasure)] == before


# The pages: the field says so, what was typed is not shown again, and that it was refused stands in the journal

PAGES: dict[str, tuple[str, Callable[[Office], str], dict[str, str], str]] = {
    "enter a person": ("admin", lambda o: "/people/new/", {"name": "李新"}, "name"),
    "end a post": (
        "admin",
        lambda o: f"/posts/{o.posts['clerk'].pk}/end/",
        {"last": "2026-03-20", "why": "撤岗"},
        "why",
    ),
    "rename a unit": (
        "admin",
        lambda o: f"/units/{o.units['town'].pk}/rename/",
        {"name": "青石街道", "day": "2026-03-20"},
        "name",
    ),
    "found a unit": (
        "admin",
        lambda o: "/units/found/",
        {"name": "红岩乡", "code": "hy", "day": "2026-03-20"},
        "remark",
    ),
    "make a token": ("clerk", lambda o: "/me/tokens/new/", {"name": "热线", "scopes": "read", "days": "90"}, "name"),
    "set a hold": (
        "supervisor",
        lambda o: "/journal/holds/new/",
        {"number": "诉2026-0001", "reason": "审计"},
        "reason",
    ),
    "propose an erasure": (
        "supervisor",
        lambda o: "/journal/erasures/new/",
        {"number": "诉2026-0001", "reason": "重复", "basis": "条例"},
        "basis",
    ),
    "set a value": (
        "admin",
        lambda o: "/values/appeals.answer_days/set/",
        {"value": "15", "start": "2026-03-20", "source": "文件"},
        "source",
    ),
    "save a view": ("clerk", lambda o: "/appeals/views/save/", {"name": "本周"}, "name"),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_form_refuses_it_at_its_field_and_shows_it_no_more(office: Office, page: str) -> None:
    who, path, given, field = PAGES[page]
    matter(office)
    here, before = client(office, who), [list(table._default_manager.values_list()) for table in TABLES[3:]]
    entries = Entry.objects.count()
    answer = here.post(path(office), {**given, field: "机密★10年"})
    assert (answer.status_code, "机密★10年" in answer.text) == (422, False)
    assert "不予" in answer.text or "国家秘密" in answer.text
    assert "data-forget" in answer.text or "data-draft" not in answer.text
    assert [list(table._default_manager.values_list()) for table in TABLES[3:]] == before
    (entry,) = Entry.objects.order_by("pk")[entries:]
    assert (entry.step, entry.person, entry.record_id) == ("refused.marked", office.people[who], None)
    assert Payload.objects.get(entry=entry).data.startswith('{"bytes":')
    assert here.post(path(office), given).status_code in (200, 302)


def test_a_look_for_a_marked_reason_is_refused_and_journaled_without_it(office: Office) -> None:
    answer = client(office, "clerk").post(f"/people/{office.people['head'].pk}/look/", {"reason": "机密★10年"})
    assert (answer.status_code, "13900000000" in answer.text) == (422, False)
    assert Entry.objects.order_by("pk").last().step == "refused.marked"  # type: ignore[union-attr]
    assert not Payload.objects.filter(data__contains="机密").exists()


def test_a_dropped_order_with_a_marked_reason_stays(office: Office) -> None:
    order = propose_erasure(matter(office), "重复", "条例", office.actor("supervisor"), at=NOW)
    here = client(office, "supervisor")
    answer = here.post(f"/journal/erasures/{order.pk}/", {"drop": "1", "why": "机密★10年"})
    assert (answer.status_code, "机密★10年" in answer.text) == (422, False)
    assert Erasure.objects.get().dropped is None
    assert here.post(f"/journal/erasures/{order.pk}/", {"drop": "1", "why": "误提"}).status_code == 302


def test_a_workbook_of_units_with_a_marking_in_any_cell_is_not_even_kept(office: Office) -> None:
    rows = [(f"u{number}", f"第{number}中心", None, "county") for number in range(200)]
    data = workbook(HEAD, *rows, ("hy", "红岩乡", "机密★", "county"))
    folder = Path(settings.DATA) / "trials"
    before, kept = whole()[3:], sorted(folder.glob("*"))
    sent = {"file": SimpleUploadedFile("单位.xlsx", data), "day": "2026-03-20"}
    answer = client(office, "admin").post("/units/import/", sent)
    assert (answer.status_code, "机密★" in answer.text) == (422, False)
    assert (whole()[3:], sorted(folder.glob("*"))) == (before, kept)
    assert Entry.objects.order_by("pk").last().step == "refused.marked"  # type: ignore[union-attr]


def test_both_rooms_errors_are_of_one_type_and_a_page_of_one_shows_what_the_other_refuses(office: Office) -> None:
    assert issubclass(OrgError, Refusal) and issubclass(RecordError, Refusal)
    with pytest.raises(Refusal):
        accounts.set_account_active(office.people["clerk"].user, False, office.actor("admin"), at=NOW, why="机密★10年")


# The same doors against characters that nobody sees


@pytest.mark.parametrize("act", ACTS)
def test_no_act_takes_what_turns_the_writing(office: Office, act: str) -> None:
    before = whole()
    with pytest.raises(Refusal) as caught:
        ACTS[act](office, "青石\u202e镇")
    refused = caught.value
    assert refused.code in ("unseen", "incomplete") and whole() == before
    assert "U+202E" in f"{refused.what} {dict(refused.fields)}"


@pytest.mark.parametrize("page", PAGES)
def test_a_form_refuses_at_its_field_what_nobody_sees(office: Office, page: str) -> None:
    who, path, given, field = PAGES[page]
    matter(office)
    here, before = client(office, who), whole()
    for character in "\u3164\u202e":
        answer = here.post(path(office), {**given, field: f"青石{character}镇"})
        assert answer.status_code == 422
        assert f"“青石”后面有一个看不见的字符（U+{ord(character):04X}）" in answer.text
    assert whole() == before


def test_a_step_refuses_it_in_a_line_and_a_program_too(office: Office) -> None:
    given = {"title": "科普\u3164活动室", "words": "周末\u3164开放", "channel": "web", "unit": office.units["desk"].pk}
    asks = program(office, "supervisor")
    answer = asks.post("appeals", {"given": given})
    said = answer.data["fields"]
    assert (answer.status_code, list(said), "U+3164" in said["title"][0], Record.objects.count()) == (
        422,
        ["title"],
        True,
        0,
    )
    given |= {"title": "科普活动室", "words": "周末\u202e开放"}
    answer = asks.post("appeals", {"given": given})
    assert (answer.status_code, list(answer.data["fields"]), Record.objects.count()) == (422, ["words"], 0)
    given["words"] = "周末\u3164开放"
    assert asks.post("appeals", {"given": given}).status_code == 201


def test_a_workbook_of_units_says_in_which_row_it_is(office: Office) -> None:
    data = workbook(HEAD, ("hy", "红岩\u3164乡", None, "county"))
    sent = {"file": SimpleUploadedFile("单位.xlsx", data), "day": "2026-03-20"}
    answer = client(office, "admin").post("/units/import/", sent, follow=True)
    assert "看不见的字符（U+3164）" in answer.text and not Unit.objects.filter(code="hy").exists()
