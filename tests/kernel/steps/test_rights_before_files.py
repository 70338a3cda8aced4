"""No file is opened for who has no right to send it: opening one costs the server more than sending it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from appeal_factory import filed
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.received import files
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions.receiving import add_documents, receive_plan
from many_appeals import signed_in
from office import NOW, Office
from plans import received
from programs import program
from sent_files import answer, assigned, sent


@pytest.fixture(autouse=True)
def _place_and_moment(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were opened, by whomever."""
    names: list[str] = []
    ask = files.workers.call_in_worker

    def noted(call: str, data: bytes, limits: Any, given: dict[str, Any]) -> Any:
        names.append(given["name"])
        return ask(call, data, limits, given)

    monkeypatch.setattr(files.workers, "call_in_worker", noted)
    return names


@pytest.fixture
def record(office: Office) -> Record:
    return assigned(office)


GIVEN = {"answer": "列入计划"}


@pytest.mark.parametrize(("who", "code"), [("auditor", "refused"), ("stranger", "missing")])
def test_a_step_that_is_not_theirs_opens_no_file_and_is_journaled(
    office: Office, record: Record, opened: list[str], who: str, code: str
) -> None:
    with pytest.raises(RecordError) as caught:
        take(record, "answer", office.actor(who), GIVEN, at=NOW, files={"files": [sent()]})
    assert (caught.value.code, opened) == (code, [])
    assert Entry.objects.filter(step=Entry.REFUSED).count() == 1
    answer(office, record, sent())
    assert opened == ["佐证.txt"]


@pytest.mark.parametrize("who", ["auditor", "stranger"])
def test_neither_page_nor_program_opens_a_file_without_the_right(
    office: Office, record: Record, opened: list[str], who: str
) -> None:
    page = signed_in(office, who).post(f"/appeals/{record.pk}/answer/", {**GIVEN, "files": sent()})
    content = {"name": "佐证.txt", "content": base64.b64encode(b"words").decode()}
    asked = {"seen": 2, "given": {**GIVEN, "files": [content]}}
    told = program(office, who).post(f"appeals/{record.pk}/steps/answer", asked)
    assert (page.status_code, told.status_code) in ((403, 403), (404, 404))
    assert opened == []
    assert program(office, "clerk").post(f"appeals/{record.pk}/steps/answer", asked).status_code == 200
    assert opened == ["佐证.txt"]


def test_whoever_may_open_no_such_record_opens_no_file(office: Office, opened: list[str]) -> None:
    with pytest.raises(RecordError) as caught:
        begin(get_kind("appeals"), office.actor("auditor"), {"title": "甲"}, at=NOW, files={"files": [sent()]})
    assert (caught.value.code, opened) == ("refused", [])
    with pytest.raises(RecordError):  # the form takes no files; they are looked through all the same
        begin(get_kind("appeals"), office.actor("supervisor"), {"title": "甲"}, at=NOW, files={"files": [sent()]})
    assert opened == ["佐证.txt"]


def test_a_plan_is_begun_and_enlarged_by_its_keepers_alone(office: Office, opened: list[str]) -> None:
    given = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters"}
    for who in ("outside", "auditor"):
        with pytest.raises(RecordError) as caught:
            receive_plan([sent("要点.txt")], "", given, office.actor(who), at=NOW)
        assert caught.value.code == "refused"
    assert opened == [] and not Plan.objects.exists()
    plan = received(office)
    with pytest.raises(RecordError) as caught:
        add_documents(plan, [sent("要点.txt")], "", office.actor("clerk"), at=NOW)
    assert (caught.value.code, opened) == ("refused", [])
    receive_plan([sent("要点.txt", "县科协新建科普馆2个。")], "", given, office.actor("supervisor"), at=NOW)
    assert opened == ["要点.txt"]


@pytest.mark.parametrize("page", ["/appeals/import/", "/plans/new/", "/units/import/"])
def test_no_sheet_is_opened_for_who_may_bring_in_none(office: Office, opened: list[str], page: str) -> None:
    answered = signed_in(office, "auditor").post(page, {"file": sent("甲.xlsx"), "documents": sent("甲.xlsx")})
    assert (answered.status_code, opened) == (404, [])


def test_a_repeated_request_gets_the_first_answer_though_the_step_is_no_longer_theirs(office: Office) -> None:
    (record,), once, clerk = filed(office, 1), uuid4(), office.actor("clerk")
    take(record, "assign", office.actor("supervisor"), {"grade": "ordinary", "unit": office.units["kexie"].pk}, at=NOW)
    for repeated in (False, True):
        done = take(record, "answer", clerk, GIVEN, at=NOW, once=once, files={"files": [sent()]})
        assert done.repeated is repeated
    assert Attachment.objects.count() == 1


def test_the_key_of_another_matter_opens_no_door(office: Office, opened: list[str]) -> None:
    first, other, once = assigned(office), assigned(office, title="又一件"), uuid4()
    take(first, "answer", office.actor("clerk"), GIVEN, at=NOW, once=once, files={"files": [sent()]})
    opened.clear()
    with pytest.raises(RecordError):
        take(other, "close", office.actor("clerk"), {"mark": 4}, at=NOW, once=once, files={"files": [sent()]})
    assert opened == []


def test_a_busy_server_says_when_to_come_again(office: Office, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "WAIT", 0.01)
    path, clerk = f"/appeals/{record.pk}/answer/", signed_in(office, "clerk")
    with files._in_turn(), files._in_turn():
        page = clerk.post(path, {**GIVEN, "files": sent()})
        content = {"name": "佐证.txt", "content": base64.b64encode(b"words").decode()}
        told = program(office, "clerk").post(
            f"appeals/{record.pk}/steps/answer", {"seen": 2, "given": {**GIVEN, "files": [content]}}
        )
        desk, to = signed_in(office, "supervisor"), reverse("records:import", args=["appeals"])
        sheet = desk.post(to, {"file": sent("甲.xlsx")})
    assert (page.status_code, page.headers["Retry-After"], "列入计划" in page.text) == (503, "10", True)
    assert (told.status_code, told.data["code"]) == (503, "busy")
    assert (sheet.status_code, sheet.headers["Retry-After"]) == (503, "10")
    assert not Attachment.objects.exists()
    assert clerk.post(path, {**GIVEN, "files": sent()}).status_code == 302
