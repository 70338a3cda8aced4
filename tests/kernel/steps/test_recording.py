"""代录: a secretary with a mandate records what a leader decided, from a signed sheet, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor, Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.history.queries.history import record_events
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.recording import recordable_steps
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.actors.models import Mandate, Tenure
from luoshi.org.actors.queries import actor_under_mandate
from luoshi.org.people.actions import people
from luoshi.org.people.actions.mandates import give_mandate
from office import NOW, TODAY, Office
from sample_line import approvals

DAY = timedelta(days=1)
BASIS = "云政办〔2026〕3号"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def approval() -> Iterator[CompiledKind]:
    with approvals() as kind:
        yield kind


@pytest.fixture
def secretary(office: Office) -> Office:
    """The office with a clerk of the county itself, whose own unit has none of the matters."""
    office.person("secretary", "文秘书", "county", Role.CLERK)
    return office


@pytest.fixture
def mandate(secretary: Office) -> Mandate:
    leader, clerk = secretary.posts["leader"], secretary.posts["secretary"]
    return give_mandate(leader, clerk, TODAY - DAY, TODAY + 10 * DAY, BASIS, secretary.actor("admin"), at=NOW)


def ask(office: Office, kind: CompiledKind) -> Record:
    given = {"title": "请批流动科技馆方案", "words": "下乡三天", "channel": "letter", "unit": office.units["kexie"].pk}
    return begin(kind, office.actor("clerk"), {**given, "owner": office.posts["clerk"].pk}, at=NOW).record


def acting(office: Office, mandate: Mandate, day: date = TODAY) -> Actor:
    found = actor_under_mandate(office.actor("secretary", day), mandate.pk, day)
    assert found is not None
    return found


def sheet(office: Office, **more: Any) -> dict[str, Any]:
    tenure = Tenure.objects.get(post=office.posts["leader"], deputy=False)
    return {"reason": "同意", "signer": str(tenure.pk), "signed": TODAY.isoformat(), **more}


def scan(words: str = "签批单第一页") -> dict[str, Any]:
    return {"sheet": [SimpleUploadedFile("签批单.txt", words.encode())]}


def state(record: Record) -> str:
    return Record.objects.get(pk=record.pk).state


def test_a_decision_is_recorded_with_both_names_the_mandate_and_the_scan(
    secretary: Office, mandate: Mandate, approval: CompiledKind
) -> None:
    record = ask(secretary, approval)
    taken = take(record, "approve", acting(secretary, mandate), sheet(secretary), at=NOW, files=scan())
    person, post = secretary.people["secretary"], secretary.posts["leader"]
    assert taken.entry.actor == f"person:{person.pk} post:{post.pk} mandate mandate:{mandate.pk}"
    said = record_events(taken.record)[-1]
    assert (said.actor, said.signer, said.via, said.step) == ("文秘书", "林分管", "mandate", "approve")
    assert [(attachment.part, attachment.name, attachment.record_id) for attachment in Attachment.objects.all()] == [
        ("sheet", "签批单.txt", record.pk)
    ]
    assert state(record) == "approved"


def test_the_mandate_is_no_right_to_any_other_step(secretary: Office, mandate: Mandate, approval: CompiledKind) -> None:
    record, leader = ask(secretary, approval), acting(secretary, mandate)
    with pytest.raises(RecordError) as caught:
        take(record, "reject", leader, sheet(secretary, why="经费不足"), at=NOW, files=scan())
    assert caught.value.code == "refused"
    with pytest.raises(RecordError) as caught:
        begin(approval, leader, {}, at=NOW)
    assert (caught.value.code, state(record), Record.objects.count()) == ("refused", "asked", 1)


@pytest.mark.parametrize(
    ("given", "files", "field"),
    [
        ({}, {}, "sheet"),
        ({"signer": ""}, scan(), "signer"),
        ({"signed": ""}, scan(), "signed"),
        ({"signed": (TODAY + DAY).isoformat()}, scan(), "signed"),
        ({"signed": (TODAY - DAY).isoformat()}, scan(), "signed"),
        ({"reason": ""}, scan(), "reason"),
    ],
)
def test_without_scan_signer_day_or_the_steps_own_words_it_is_refused(
    secretary: Office,
    mandate: Mandate,
    approval: CompiledKind,
    given: dict[str, str],
    files: dict[str, Any],
    field: str,
) -> None:
    record = ask(secretary, approval)
    with pytest.raises(RecordError) as caught:
        take(record, "approve", acting(secretary, mandate), sheet(secretary, **given), at=NOW, files=files)
    assert (caught.value.code, list(caught.value.fields), state(record)) == ("incomplete", [field], "asked")
    assert (Attachment.objects.count(), Entry.objects.filter(record=record).count()) == (0, 1)


def test_only_who_held_the_leaders_post_can_have_signed(
    secretary: Office, mandate: Mandate, approval: CompiledKind
) -> None:
    record, head = ask(secretary, approval), Tenure.objects.get(post=secretary.posts["head"])
    with pytest.raises(RecordError) as caught:
        take(record, "approve", acting(secretary, mandate), sheet(secretary, signer=head.pk), at=NOW, files=scan())
    assert list(caught.value.fields) == ["signer"]
    own = people.appoint_to_post(
        secretary.people["secretary"], secretary.posts["leader"], TODAY, PROGRAM, at=NOW, until=TODAY + DAY, deputy=True
    )
    with pytest.raises(RecordError) as caught:  # who deputises acts, and does not record what they signed themselves
        take(record, "approve", acting(secretary, mandate), sheet(secretary, signer=own.pk), at=NOW, files=scan())
    assert (list(caught.value.fields), state(record)) == (["signer"], "asked")


def test_only_a_secretary_with_a_mandate_in_force_is_offered_it(
    secretary: Office, mandate: Mandate, approval: CompiledKind
) -> None:
    record = ask(secretary, approval)

    def offered(who: str, day: date) -> list[str]:
        return [recordable.step.name for recordable in recordable_steps(record, secretary.actor(who, day), day)]

    days = [TODAY - 2 * DAY, TODAY - DAY, TODAY + 9 * DAY, TODAY + 10 * DAY]
    assert [offered("secretary", day) for day in days] == [[], ["approve", "note"], ["approve", "note"], []]
    assert [offered(who, TODAY) for who in ("clerk", "leader", "admin", "stranger")] == [[], [], [], []]


def test_what_the_secretary_may_do_themselves_is_not_recorded_for_another(
    secretary: Office, mandate: Mandate, approval: CompiledKind
) -> None:
    record = ask(secretary, approval)
    Mandate.objects.filter(pk=mandate.pk).update(secretary=secretary.posts["clerk"])  # whose unit may note it anyway
    assert [recordable.step.name for recordable in recordable_steps(record, secretary.actor("clerk"), TODAY)] == [
        "approve"
    ]


def page(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who].user)
    return client


def test_the_page_shows_the_button_asks_for_the_sheet_and_records(
    secretary: Office, mandate: Mandate, approval: CompiledKind
) -> None:
    record, client = ask(secretary, approval), page(secretary, "secretary")
    here, url = f"/approvals/{record.pk}/", f"/approvals/{record.pk}/approve/?mandate={mandate.pk}"
    assert url in client.get(here).text
    form = client.get(url).text
    assert 'name="sheet"' in form and "林分管" in form and "multipart/form-data" in form
    refused = client.post(url, sheet(secretary))
    assert (refused.status_code, state(record)) == (422, "asked")
    done = client.post(url, {**sheet(secretary), "sheet": scan()["sheet"][0]})
    assert (done.status_code, state(record)) == (302, "approved")
    shown = client.get(here).text
    assert "文秘书" in shown and "林分管" in shown and "代录" in shown


def test_no_page_of_it_is_there_for_others_or_after_the_last_day(
    secretary: Office, mandate: Mandate, approval: CompiledKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = ask(secretary, approval)
    here = f"/approvals/{record.pk}/"
    url = here + f"approve/?mandate={mandate.pk}"
    assert [page(secretary, who).get(url).status_code for who in ("clerk", "leader", "stranger")] == [404, 404, 404]
    assert page(secretary, "secretary").get(here + f"reject/?mandate={mandate.pk}").status_code == 404
    assert page(secretary, "secretary").get(here + "approve/?mandate=9e9").status_code == 404
    late = NOW + 10 * DAY
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    assert timezone.localdate() == mandate.until
    client = page(secretary, "secretary")
    assert [client.get(here).status_code, client.get(url).status_code] == [404, 404]
    assert client.post(url, {**sheet(secretary), "sheet": scan()["sheet"][0]}).status_code == 404
    assert state(record) == "asked"


def test_work_goes_on_though_no_leader_ever_signs_in(
    secretary: Office, mandate: Mandate, approval: CompiledKind
) -> None:
    secretary.people["leader"].user.delete()
    record = ask(secretary, approval)
    take(record, "approve", acting(secretary, mandate), sheet(secretary), at=NOW, files=scan())
    assert take(record, "finish", secretary.actor("clerk"), {}, at=NOW).record.state == "closed"
