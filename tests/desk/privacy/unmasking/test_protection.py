"""Protected fields with people and words of their own; who opened a record that keeps it, and who was not let in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from declared_lines import changed, declared
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.codes.contact import mask_name
from luoshi.desk.api.reading import get_readable_record
from luoshi.desk.privacy.unmasking.actions import keep_opened, unmask_fields
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import make_kind
from luoshi.lines.appeals.models import Appeal
from office import NOW, Office

NAME, PHONE = "王小明", "13800138000"
FILES = make_kind(
    Kind(
        name="files_kept",
        label="Files kept",
        one="File",
        record=Appeal,
        cycle=Cycle(
            {"open": "Open", "shut": "Shut"},
            "shut",
            (
                Step("enter", "Enter", "> open", "unit", "title speaker contact unit"),
                Step("note", "Note", "open > shut", "unit", "words"),
            ),
        ),
        rights=Rights(
            (
                Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),
                Relation("desk", "Desk", reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
            ),
            sees=("unit", "desk"),
        ),
        shows="words",
        prefix="档",
        parts=(
            Protected(
                {"speaker": mask_name}, "unit desk", "Show whose file this is", plain="speaker", to="unit", logged=True
            ),
            Protected({"contact": stars}, "desk", "Show the telephone", "Only the desk telephones."),
        ),
    )
)


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with declared(Line("files_kept", "Files kept", (FILES.declaration,))):
        yield


def file(office: Office, unit: str = "kexie", count: int = 1) -> Any:
    """Files of a unit, written past the steps; the last of them."""
    for _ in range(count):
        number = f"档2026-{Appeal.objects.count() + 1:04}"
        made = Appeal.objects.create(
            kind="files_kept", number=number, title="一份档案", state="open", opened=NOW, unit=office.units[unit],
            speaker=NAME, contact=PHONE,
        )  # fmt: skip
    return made


def client(office: Office, who: str) -> Client:
    found = Client()
    found.force_login(office.people[who].user)
    return found


def kept(step: str = Entry.OPENED) -> int:
    return Entry.objects.filter(step=step).count()


def test_each_reads_what_is_theirs_and_looks_at_the_rest_under_its_own_words(office: Office) -> None:
    one = file(office)
    url = f"/files_kept/{one.pk}/"
    own, desk = (client(office, who).get(url).text for who in ("clerk", "supervisor"))
    assert (NAME in own, PHONE in own, "Show whose file" in own, "Show the telephone" in own) == (True, *(False,) * 3)
    assert (NAME in desk, "王**" in desk, PHONE in desk) == (False, True, False)
    assert "Show whose file" in desk and "Show the telephone" in desk
    shown = client(office, "supervisor").post(f"{url}look/", {"reason": "回访", "part": "1"}).text
    assert PHONE in shown and NAME not in shown and "Show whose file" in shown
    assert "Show the telephone" not in shown
    entry = Entry.objects.get(step="look")
    assert '"contact"' in entry.payload.data and '"speaker"' not in entry.payload.data
    refused = client(office, "clerk").post(f"{url}look/", {"reason": "想知道", "part": "1"})
    assert refused.status_code == 403 and "Only the desk telephones." in refused.text and PHONE not in refused.text
    assert kept("look.refused") == 1
    for part in ("7", "x", "-1", "9" * 400):
        assert client(office, "clerk").post(f"{url}look/", {"reason": "想知道", "part": part}).status_code in (200, 404)
    both = unmask_fields(one, office.actor("supervisor"), "回访", at=NOW)
    assert [shown.value for shown in both] == [NAME, PHONE]
    assert [shown.value for shown in unmask_fields(one, office.actor("clerk"), "回访", at=NOW)] == [NAME]


def test_who_opens_a_file_is_kept_once_an_hour_whichever_way_it_is_opened(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, desk = file(office), client(office, "supervisor")
    for path in ("", "", "?card=opened"):
        assert desk.get(f"/files_kept/{one.pk}/{path}").status_code == 200
    assert kept() == 1
    assert client(office, "clerk").get(f"/files_kept/{one.pk}/note/").status_code == 200  # its form shows it too
    assert kept() == 2
    page = desk.get(f"/files_kept/{one.pk}/").text
    assert "打开记录" in page and "打开了" in page and page.count("柯干事") >= 1
    later = NOW + timedelta(minutes=61)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert client(office, "supervisor").get(f"/files_kept/{one.pk}/").status_code == 200
    assert kept() == 3
    assert not Entry.objects.filter(step=Entry.SHUT).exists()


def test_a_program_and_a_sheet_open_it_too(office: Office) -> None:
    one = file(office, count=3)
    request = RequestFactory().get("/")
    request.user = office.people["clerk"].user  # type: ignore[assignment]
    request.actor = office.actor("clerk")  # type: ignore[attr-defined]
    assert get_readable_record(FILES, request, one.pk).pk == one.pk
    assert kept() == 1
    assert client(office, "supervisor").post("/files_kept/export/").status_code == 200
    assert kept() == 4


def test_who_is_not_let_in_stands_in_the_journal_once_an_hour(office: Office) -> None:
    one, stranger = file(office), client(office, "stranger")
    for _ in range(3):
        assert stranger.get(f"/files_kept/{one.pk}/").status_code == 404
    assert stranger.get(f"/files_kept/{one.pk}/note/").status_code == 404
    entry = Entry.objects.get(step=Entry.SHUT)
    assert (entry.record_id, entry.person) == (one.pk, office.people["stranger"])
    for missing in (one.pk + 1000, 2**63 - 1):
        assert stranger.get(f"/files_kept/{missing}/").status_code == 404
    assert kept(Entry.SHUT) == 1 and kept() == 0
    assert "未获准打开" in client(office, "supervisor").get(f"/files_kept/{one.pk}/").text


def test_one_reads_the_names_of_ones_own_in_their_list_without_a_look(office: Office) -> None:
    file(office, "bureau")
    file(office)
    own, desk = (client(office, who).get("/files_kept/").text for who in ("clerk", "supervisor"))
    assert own.count(NAME) == 1 and NAME not in desk and PHONE not in own
    assert kept() == 1  # of the row that was shown by name
    assert NAME not in client(office, "clerk").get("/files_kept/print/").text
    sheet = b"".join(client(office, "clerk").post("/files_kept/export/"))  # type: ignore[arg-type]
    assert sheet[:2] == b"PK"


@pytest.mark.parametrize("count", [3, 12])
def test_more_rows_need_no_more_queries(office: Office, count: int) -> None:
    file(office, count=count)
    looking = client(office, "clerk")
    looking.get("/files_kept/")  # they are kept now
    with CaptureQueriesContext(connection) as asked:
        assert looking.get("/files_kept/").text.count(NAME) == count
    assert len(asked) == 19


def test_two_pages_at_once_are_one_entry(real_office: Office) -> None:
    one, actor = file(real_office), real_office.actor("supervisor")

    def opened(_turn: int) -> None:
        keep_opened([one], actor, NOW)
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(opened, range(8)))
    assert kept() == 1


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ((Protected({"contact": stars}, "desk"), Protected({"contact": stars}, "unit")), "contact is protected twice"),
        ((Protected({"contact": stars}, "desk", plain="contact"),), "neither without the other"),
        ((Protected({"contact": stars}, "desk", plain="speaker", to="unit"),), "speaker is plain to somebody"),
        ((Protected({"contact": stars}, "desk", rows="ties.phone"),), "ties.phone is no masked column of rows"),
        ((Protected({"contact": stars}, "desk", plain="contact", to="nobody"),), "unknown relation nobody"),
    ],
)
def test_a_wrong_protection_stops_the_start(parts: Any, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        changed(FILES, parts=parts)


def test_a_kind_may_be_logged_without_masked_fields_and_is_as_confidential(office: Office) -> None:
    logged = changed(FILES, name="logged_files", parts=(Protected({}, "desk", logged=True),), prefix="留")
    assert logged.is_confidential and FILES.is_confidential and not changed(FILES, parts=()).is_confidential
    one = file(office)
    with declared(Line("logged_files", "Logged", (logged.declaration,))), override("en"):
        Appeal.objects.update(kind="logged_files")
        url = f"/logged_files/{one.pk}/"
        desk, own = (client(office, who).get(url).text for who in ("supervisor", "clerk"))
        assert kept() == 2 and ("打开记录" in desk, "打开记录" in own) == (True, False)
        assert f"{url}look/" not in desk  # there is nothing to look at


def test_a_kind_without_protection_keeps_nothing(office: Office) -> None:
    bare = changed(FILES, name="bare_files", parts=(), prefix="裸")
    one = file(office)
    with declared(Line("bare_files", "Bare", (bare.declaration,))), override("en"):
        Appeal.objects.update(kind="bare_files")
        assert client(office, "supervisor").get(f"/bare_files/{one.pk}/").status_code == 200
        with pytest.raises(RecordError, match="no such matter"):
            unmask_fields(Appeal.objects.get(), office.actor("supervisor"), "看看", at=NOW)
    assert kept() == 0
