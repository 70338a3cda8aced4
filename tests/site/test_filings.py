"""An appeal filed without an account: kept apart, asked for by number and code, taken in, joined or declined."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from hypothesis import given as each
from hypothesis import strategies as st
from PIL import Image

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence import store
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.appeals.models import Appeal
from luoshi.parts.filings.line import OPEN
from luoshi.parts.filings.models import Filing
from luoshi.parts.filings.queries import OF_ADDRESS
from luoshi.parts.filings.rules import filing_title
from many_appeals import signed_in
from office import NOW, TODAY, Office

PAGE, ASK = "/file/", "/open/filings/ask/"


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def opened(office: Office, unit: str = "desk") -> None:
    set_value(OPEN, office.units[unit], "是", TODAY, "《办法》第六条", office.actor("admin"), at=NOW)


def photo(name: str = "a.jpg") -> SimpleUploadedFile:
    from io import BytesIO

    data = BytesIO()
    picture = Image.new("RGB", (40, 30), "green")
    exif = picture.getexif()
    exif[0x010F], exif[0x8825] = "SecretPhone", {1: "N", 2: (30.0, 1.0, 2.0)}
    picture.save(data, "JPEG", exif=exif)
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def sent(client: Client, office: Office, **more: Any) -> Any:
    unit = office.units["desk"].pk
    said = {
        "words": "路灯坏了。晚上很黑",
        "place": "溪口村口",
        "contact": "13800138000",
        "unit": unit,
        "key": uuid4().hex,
    }
    return client.post(PAGE, {**said, **more})


def filed(office: Office, **more: Any) -> Filing:
    assert sent(Client(), office, **more).status_code == 200
    return Filing.objects.latest("pk")


def test_nobody_files_until_the_office_opens_it(office: Office) -> None:
    client = Client()
    assert client.get(PAGE).status_code == 404 and sent(client, office).status_code == 404
    assert client.get("/file/notice/").status_code == 404 and "/file/" not in client.get("/open/").text
    opened(office)
    assert client.get(PAGE).status_code == 200 and "/file/" in client.get("/open/").text


def test_it_is_kept_apart_with_its_photo_and_the_desk_is_told(office: Office) -> None:
    opened(office)
    page = sent(Client(), office, photos=[photo(), photo("b.jpg")])
    filing = Filing.objects.get()
    assert (page.status_code, filing.state, filing.title) == (200, "filed", "路灯坏了")
    assert filing.number in page.text and re.search(rf"\b{filing.code}\b", page.text)
    assert not Appeal.objects.exists() and filing.opener_id is None
    assert {message.asks for message in Message.objects.filter(code="filings.came")} == {"take_in"}
    (first, _second) = Attachment.objects.filter(record=filing.pk)
    evidence = Evidence.objects.get(pk=first.evidence_id)
    assert b"SecretPhone" not in store.path_of(evidence.sha256).read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact, code FROM filings_filing")
        assert all("13800138000" not in str(value) and filing.code not in str(value) for value in cursor.fetchone())


def test_number_and_code_say_how_it_stands_and_a_wrong_pair_says_the_same_as_an_unknown_number(office: Office) -> None:
    opened(office)
    filing = filed(office)
    client = Client()
    client.cookies["django_language"] = "en"

    def asked(number: str, fact: str) -> str:
        cache.clear()
        page = client.post(ASK, {"number": number, "fact": fact}).text
        return re.sub(r"value=\"[^\"]*\"|nonce=\"[^\"]*\"", "", page)

    assert "Filed" in asked(filing.number, filing.code)
    wrong = f"{(int(filing.code) + 1) % 1_000_000:06}"
    assert asked(filing.number, wrong) == asked("来2026-9999", filing.code)
    assert asked(filing.number, "13800138000") == asked(filing.number, wrong)  # the contact is no code
    desk = office.actor("supervisor")
    appeal: Any = take(filing, "take_in", desk, {}, at=NOW).record.appeal
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    take(appeal, "assign", desk, given, at=NOW)
    told = asked(filing.number, filing.code)
    assert "Taken in" in told and "With the unit" in told and appeal.number not in told and "路灯" not in told


def test_taken_in_it_is_an_appeal_with_all_that_was_said(office: Office) -> None:
    opened(office)
    filing = filed(office, speaker="王小明")
    taken: Any = take(filing, "take_in", office.actor("supervisor"), {}, at=NOW).record
    appeal = Appeal.objects.get()
    assert (taken.state, taken.appeal_id) == ("taken", appeal.pk)
    assert (appeal.title, appeal.words, appeal.channel) == ("路灯坏了", "路灯坏了。晚上很黑\n溪口村口", "web")
    assert (appeal.speaker, appeal.contact, appeal.unit) == ("王小明", "13800138000", office.units["desk"])


def test_the_same_matter_is_joined_and_what_is_none_is_declined(office: Office) -> None:
    opened(office)
    desk = office.actor("supervisor")
    given = {"title": "路灯不亮", "words": "村口", "channel": "hotline", "unit": office.units["desk"].pk}
    appeal = begin(get_kind("appeals"), desk, given, at=NOW).record
    joined: Any = take(filed(office), "join", desk, {"appeal": appeal.number}, at=NOW).record
    declined = take(filed(office), "decline", desk, {"reason": "邻里纠纷"}, at=NOW).record
    assert (joined.state, joined.appeal_id, declined.state) == ("joined", appeal.pk, "declined")
    assert Appeal.objects.count() == 1
    assert joined.number in signed_in(office, "supervisor").get(appeal.get_absolute_url()).text


@pytest.mark.parametrize("who", ["stranger", "admin"])
def test_others_neither_read_it_nor_take_it_in(office: Office, who: str) -> None:
    opened(office)
    filing = filed(office)
    client = signed_in(office, who)
    assert client.get(filing.get_absolute_url()).status_code in (403, 404)
    url = f"/filings/{filing.pk}/take_in/"
    assert client.post(url, {"seen": filing.version}).status_code in (403, 404)
    assert Filing.objects.get().state == "filed" and not Appeal.objects.exists()
    auditor = signed_in(office, "auditor")  # reads, without who it was
    assert "138" not in auditor.get(filing.get_absolute_url()).text.split("main")[1]
    assert auditor.post(url, {"seen": filing.version}).status_code == 403


def test_nobody_files_by_hand_or_by_the_api(office: Office) -> None:
    assert get_kind("filings").cycle.first.who == ()
    client = signed_in(office, "supervisor")
    assert client.get("/filings/new/").status_code in (403, 404) and not Filing.objects.exists()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"words": ""}, "必填"),
        ({"words": "字" * 2001}, "2000"),
        ({"words": "机密★5年的事"}, "国家秘密"),
        ({"key": "nothing"}, ""),
        ({"unit": "999999"}, ""),
        ({"photos": SimpleUploadedFile("a.exe", b"MZ" + b"0" * 99)}, ""),
        ({"photos": SimpleUploadedFile("a.jpg", b"not a picture")}, ""),
        ({"photos": SimpleUploadedFile("a.pdf", b"%PDF-1.4 nothing")}, ""),
    ],
)
def test_what_is_bent_is_refused_and_nothing_is_kept(office: Office, said: dict[str, Any], why: str) -> None:
    opened(office)
    answer = sent(Client(), office, **said)
    assert answer.status_code == 422 and why in answer.text
    assert not Filing.objects.exists() and not Attachment.objects.exists()


def test_four_photos_are_one_too_many(office: Office) -> None:
    opened(office)
    assert sent(Client(), office, photos=[photo(f"{number}.jpg") for number in range(4)]).status_code == 422
    assert not Filing.objects.exists()


def test_sent_twice_it_is_filed_once(office: Office) -> None:
    opened(office)
    key = uuid4().hex
    first, second = sent(Client(), office, key=key), sent(Client(), office, key=key)
    assert first.status_code == second.status_code == 200
    filing = Filing.objects.get()
    assert filing.code in second.text


def test_an_address_files_so_many_a_day_and_another_still_may(office: Office, settings: Any) -> None:
    opened(office)
    settings.ASKS_PER_MINUTE = 0
    for _number in range(OF_ADDRESS):
        assert sent(Client(), office).status_code == 200
    refused = sent(Client(), office)
    assert refused.status_code == 422 and Filing.objects.count() == OF_ADDRESS
    assert sent(Client(REMOTE_ADDR="192.0.2.9"), office).status_code == 200


def test_the_pace_of_an_address_is_limited(office: Office, settings: Any) -> None:
    opened(office)
    settings.ASKS_PER_MINUTE = 2
    assert [sent(Client(), office).status_code for _again in range(3)] == [200, 200, 429]


def test_the_entry_holds_no_word_of_who_filed(office: Office) -> None:
    opened(office)
    filing = filed(office, speaker="王小明")
    entry = Entry.objects.filter(record=filing.pk).first()
    assert entry is not None and entry.person_id is None
    assert "13800138000" not in str(entry.payload.words if hasattr(entry.payload, "words") else entry.payload)
    assert PROGRAM.person == 0


@each(st.text(max_size=300))
def test_a_title_is_the_first_sentence_and_never_long(written: str) -> None:
    title = filing_title(written)
    assert len(title) <= 30 and "\n" not in title
    assert title.rstrip("…") in written


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("路灯坏了。晚上很黑", "路灯坏了"),
        ("  渠道漏水\n在溪口村", "渠道漏水"),
        ("一" * 40, "一" * 29 + "…"),
        ("。。。井盖没了", "井盖没了"),
    ],
)
def test_titles(written: str, title: str) -> None:
    assert filing_title(written) == title
