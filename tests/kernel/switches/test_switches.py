"""Lines of work switched on and off: what is off stands nowhere, what has records is only read, and all comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from appeal_factory import appeal
from full import turned
from luoshi.base.errors import OrgError
from luoshi.base.record_errors import RecordError
from luoshi.desk.digests.queries import open_by_date
from luoshi.desk.lists.queries.inbox import waiting_records
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.duties.models import Duty, Parameter
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import (
    current_snapshot,
    get_kind,
    install_snapshot,
    installed_snapshot,
    keep_snapshot,
    list_kinds,
    list_lines,
)
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.kernel.switches import queries
from luoshi.kernel.switches.actions import set_lines_in_use
from luoshi.kernel.switches.models import LineSwitch
from luoshi.kernel.switches.queries import (
    install_line_uses,
    needs_of_lines,
    refresh_line_uses,
    switchable_lines,
)
from luoshi.kernel.switches.rules import list_missing_needs
from many_appeals import signed_in
from office import NOW, TODAY, Office
from programs import program


@pytest.fixture(autouse=True)
def all_on_again(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each request reads what is off, as the first of a process; afterwards everything is on."""
    settings.LINES_EVERY, settings.SECOND_FACTOR = 0.0, "off"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield
    install_snapshot(installed_snapshot().with_uses(frozenset(), frozenset()))


def switch_off(office: Office, *names: str, at: datetime = NOW) -> None:
    used = {line.name for line in switchable_lines()} - {*names}
    set_lines_in_use(used, office.actor("admin"), at=at)
    install_line_uses()


def switch_on_all(office: Office) -> None:
    set_lines_in_use({line.name for line in switchable_lines()}, office.actor("admin"), at=NOW)
    install_line_uses()


def filed(office: Office, title: str = "增设科普活动室") -> Record:
    asked = {"title": title, "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    return appeal(office, **asked)


def assigned(office: Office) -> Record:
    Parameter.objects.create(name="appeals.answer_days", value="10", start=TODAY, source="云办发〔2026〕1号")
    to = {"grade": "urgent", "unit": office.units["kexie"].pk}
    return take(filed(office), "assign", office.actor("supervisor"), to, at=NOW).record


def test_a_line_without_records_stands_nowhere_and_says_so_where_it_is_addressed(office: Office) -> None:
    clerk, supervisor = signed_in(office, "clerk"), signed_in(office, "supervisor")
    before = supervisor.get("/").text
    assert "/appeals/" in before and "诉求" in before
    switch_off(office, "appeals")
    assert get_kind("appeals") not in list_kinds() and "appeals" not in [line.name for line in list_lines()]
    for page in ("/", "/values/", "/search/?words=诉求", "/api/docs", "/help/start/"):
        assert "/appeals/" not in supervisor.get(page).text, page
    for address in ("/appeals/", "/appeals/new/", "/appeals/import/", "/appeals/1/", "/appeals/figures/"):
        answer = clerk.get(address)
        assert answer.status_code == 404 and "本单位没有启用“诉求”" in answer.text, address
        assert "管理员可以在“开始使用”" in answer.text
    assert clerk.post("/appeals/new/", {"title": "x"}).status_code == 404
    assert Client().get("/appeals/").status_code == 302  # who is not signed in learns nothing


def test_the_api_says_that_a_line_is_off_and_describes_it_no_more(office: Office) -> None:
    client = signed_in(office, "supervisor")
    assert any(path.startswith("/api/appeals") for path in client.get("/api/openapi.json").json()["paths"])
    switch_off(office, "appeals", "funding")
    described = client.get("/api/openapi.json").json()["paths"]
    assert not any(path.startswith(("/api/appeals", "/api/funding", "/api/expenses")) for path in described)
    for address in ("/api/appeals", "/api/appeals/1", "/api/appeals/1/steps/assign"):
        answer = client.get(address)
        assert answer.status_code == 404 and "本单位没有启用“诉求”" in json.dumps(answer.json(), ensure_ascii=False)


def test_pages_of_a_line_that_is_off_are_refused_like_its_kinds(office: Office) -> None:
    client = signed_in(office, "supervisor")
    assert client.get("/who-is-due/").status_code == 200
    switch_off(office, "societies")
    answer = client.get("/who-is-due/")
    assert answer.status_code == 404 and "本单位没有启用“学会与基层组织”" in answer.text
    chapters = client.get("/help/start/").text
    assert "/help/societies/" not in chapters and "/help/contracts/" in chapters


def test_nothing_begins_in_a_line_that_is_off_also_not_in_code(office: Office) -> None:
    switch_off(office, "appeals")
    given = {"title": "x", "words": "y", "channel": "web", "unit": office.units["desk"].pk}
    with pytest.raises(RecordError, match="本单位已停用“诉求”") as refused:
        begin(get_kind("appeals"), office.actor("supervisor"), given, at=NOW)
    assert refused.value.code == "refused" and not Record.objects.filter(kind="appeals").exists()


def test_a_line_with_records_is_only_read(office: Office) -> None:
    record = assigned(office)
    clerk, supervisor = signed_in(office, "clerk"), signed_in(office, "supervisor")
    page = f"/appeals/{record.pk}/"
    assert waiting_records(office.actor("clerk"), TODAY).exists() and f"{page}answer/" in clerk.get(page).text
    switch_off(office, "appeals")
    assert current_snapshot().read_only == {"appeals"} and not current_snapshot().off
    # Read, found, exported, with its history.
    assert clerk.get(page).status_code == 200 and "增设科普活动室" in clerk.get(page).text
    assert "增设科普活动室" in clerk.get("/search/?q=科普活动室").text
    assert "增设科普活动室" in supervisor.get("/appeals/").text
    assert supervisor.post("/appeals/export/").status_code == 200
    assert clerk.get(f"/api/appeals/{record.pk}").json()["steps"] == []
    # No step is offered, none is taken.
    assert f"{page}answer/" not in clerk.get(page).text and "/appeals/new/" not in supervisor.get("/appeals/").text
    for answer in (clerk.get(f"{page}answer/"), clerk.post(f"{page}answer/", {"answer": "好", "seen": "2"})):
        assert "本单位已停用“诉求”" in answer.text and answer.status_code == 403
    for name in ("new", "import", "bulk"):
        form = supervisor.get(f"/appeals/{name}/")
        assert form.status_code == 403 and "本单位已停用“诉求”" in form.text, name
    with pytest.raises(RecordError, match="本单位已停用“诉求”"):
        take(record, "answer", office.actor("clerk"), {"answer": "好"}, at=NOW)
    given = {"title": "又一件", "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    with pytest.raises(RecordError, match="本单位已停用“诉求”"):
        begin(get_kind("appeals"), office.actor("supervisor"), given, at=NOW)
    assert Record.objects.get(pk=record.pk).version == record.version
    assert Entry.objects.filter(step=Entry.REFUSED, record=record.pk).exists()


def test_reminders_and_duties_of_what_is_only_read_stop_and_come_back(office: Office) -> None:
    record = assigned(office)
    later = TODAY + timedelta(days=60)
    Duty.objects.filter(record=record.pk).update(laid=TODAY)
    switch_off(office, "appeals")
    assert not waiting_records(office.actor("clerk"), TODAY).exists()
    assert open_by_date(later) == {"open": 0, "late": 0}
    assert "近期" not in signed_in(office, "clerk").get(f"/appeals/{record.pk}/").text
    assert list(roll_out_all(later)) == []  # its duties wait
    switch_on_all(office)
    assert waiting_records(office.actor("clerk"), TODAY).exists() and open_by_date(later)["late"] == 1
    assert list(roll_out_all(later)) == [None]
    done = take(record, "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)
    assert done.record.state == "answered"


def test_jobs_of_a_line_stop_with_it(office: Office) -> None:
    assert current_snapshot().stopped_jobs == frozenset()
    switch_off(office, "housekeeping")
    assert current_snapshot().stopped_jobs == {"roster"}


def test_on_again_everything_is_as_it_was(office: Office) -> None:
    kinds = {kind.name: kind for kind in list_kinds()}
    switch_off(office, "appeals", "contracts")
    switch_on_all(office)
    assert {kind.name: kind for kind in list_kinds()} == kinds  # the very same, with all that was made of them
    assert signed_in(office, "supervisor").get("/appeals/new/").status_code == 200


def test_a_request_goes_on_with_the_lines_with_which_it_began(office: Office) -> None:
    with keep_snapshot():
        switch_off(office, "appeals")
        assert get_kind("appeals") in list_kinds()
        assert filed(office).state == "received"
    assert current_snapshot().off == {"appeals"}
    install_line_uses()  # the record that was begun meanwhile is not lost: the line is only read
    assert (current_snapshot().off, current_snapshot().read_only) == (frozenset(), {"appeals"})


def test_each_process_reads_it_again_after_a_while_and_at_once_before_it_changes_anything(
    office: Office, settings: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """What another process wrote: this one has read that everything is on."""
    settings.LINES_EVERY = 1.0
    monkeypatch.setattr(queries, "_read_at", None)
    with django_assert_num_queries(1):
        refresh_line_uses(100.0)
    LineSwitch.objects.create(line="appeals", on=False, at=NOW)
    with django_assert_num_queries(0):
        refresh_line_uses(100.9)
    assert not current_snapshot().off
    with django_assert_num_queries(2):
        refresh_line_uses(100.9, at_once=True)
    assert current_snapshot().off == {"appeals"}
    LineSwitch.objects.update(on=True)
    refresh_line_uses(101.0)
    assert current_snapshot().off == {"appeals"}
    refresh_line_uses(102.0)
    assert not current_snapshot().off
    LineSwitch.objects.create(line="ledger", on=False, at=NOW)  # nothing that cannot be switched off goes
    LineSwitch.objects.create(line="gone", on=False, at=NOW)
    refresh_line_uses(104.0)
    assert not current_snapshot().off


def test_an_outage_leaves_what_was_read_last(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_off(office, "appeals")

    def fail() -> None:
        raise queries.DatabaseError("away")

    monkeypatch.setattr(queries, "install_line_uses", fail)
    refresh_line_uses(1.0, at_once=True)
    assert current_snapshot().off == {"appeals"}


@pytest.mark.parametrize("who", ["supervisor", "auditor", "clerk", "leader"])
def test_only_an_administrator_switches(office: Office, who: str) -> None:
    with pytest.raises(OrgError, match="只有管理员"):
        set_lines_in_use(set(), office.actor(who), at=NOW)
    assert not LineSwitch.objects.exists()
    switch_off(office, "appeals")
    assert LineSwitch.objects.get(line="appeals").on is False


def test_each_change_is_journaled_and_only_changes_are(office: Office) -> None:
    switch_off(office, "appeals", "contracts")
    switch_off(office, "appeals")
    found = Entry.objects.filter(subject="office", step__startswith="line.").order_by("pk")
    assert [(entry.step, json.loads(entry.payload.data)["line_of_work"]) for entry in found if entry.payload] == [
        ("line.off", "appeals"),
        ("line.off", "contracts"),
        ("line.on", "contracts"),
    ]
    page = signed_in(office, "auditor").get("/journal/").text
    assert "停用业务“诉求”" in page and "启用业务“合同与协议”" in page


def test_a_line_on_which_others_build_is_switched_off_only_with_them(office: Office) -> None:
    with pytest.raises(OrgError) as refused:
        switch_off(office, "funds")
    assert "要用到“资金”" in refused.value.what and "没有改动" in refused.value.remedy
    assert not LineSwitch.objects.exists()
    builders = [name for name, needs in needs_of_lines().items() if "funds" in needs]
    switch_off(office, "funds", *builders)
    assert current_snapshot().off == {"funds", *builders}


def test_an_unknown_line_and_one_that_is_always_on_are_refused(office: Office) -> None:
    for name in ("nosuch", "ledger"):
        with pytest.raises(OrgError, match=name):
            set_lines_in_use({name}, office.actor("admin"), at=NOW)
    assert not LineSwitch.objects.exists()


def test_needs_are_named_in_order() -> None:
    needs = {"a": frozenset({"b", "c"}), "b": frozenset[str](), "d": frozenset({"b"})}
    assert list(list_missing_needs(needs, {"a", "d"})) == [("a", "b"), ("a", "c"), ("d", "b")]
    assert not list(list_missing_needs(needs, {"a", "b", "c"}))


def test_a_form_asks_for_nothing_of_a_line_that_is_off(office: Office) -> None:
    client = signed_in(office, "supervisor")
    assert 'name="activity"' in client.get("/contracts/new/").text
    switch_off(office, "activities", "registrations")
    page = client.get("/contracts/new/")
    assert page.status_code == 200 and 'name="activity"' not in page.text


@pytest.mark.parametrize("name", turned([line.name for line in switchable_lines()], 2))
def test_every_line_can_be_switched_off_with_what_builds_on_it(office: Office, name: str) -> None:
    """Home, search, values, help, API and each remaining list and form still answer."""
    switch_off(office, name, *(other for other, needs in needs_of_lines().items() if name in needs))
    client = signed_in(office, "supervisor")
    lists = [f"/{kind.name}/" for kind in list_kinds()]
    forms = [f"/{kind.name}/new/" for kind in list_kinds()]
    for page in ("/", "/search/?q=云岭", "/help/start/", "/api/docs", "/api/openapi.json", *lists, *forms):
        assert client.get(page).status_code in (200, 404), page
    leader, admin = signed_in(office, "leader"), signed_in(office, "admin")
    assert leader.get("/").status_code == admin.get("/values/").status_code == 200


def test_every_line_says_what_it_is_for(office: Office) -> None:
    assert [line.name for line in switchable_lines() if not str(line.about)] == []


def test_an_optional_link_to_a_line_that_is_off_is_offered_nowhere_until_it_is_on_again(office: Office) -> None:
    clerk = signed_in(office, "clerk")

    def where_activity_stands() -> list[str]:
        """Name the places of contracts, of another line, that speak of the activity a contract was signed at."""
        kind, form = get_kind("contracts"), clerk.get("/contracts/new/?step=enter_signed").text
        schemas = clerk.get("/api/openapi.json").json()["components"]["schemas"]
        schemas = json.dumps({name: schema for name, schema in schemas.items() if "ontract" in name})
        template = load_workbook(BytesIO(b"".join(clerk.get("/contracts/import/template/?step=enter_signed"))))
        return [
            place
            for place, there in {
                "form": 'name="activity"' in form,
                "filters": 'name="activity"' in clerk.get("/contracts/").text,
                "program": '"activity"' in schemas,
                "sheet": "签约活动" in [cell.value for sheet in template for row in sheet for cell in row],
                "page": "activity" in kind.shows,
                "face": any("activity" in face.asks for face in kind.every(Face)),
                "correction": "activity" in kind.cycle.by_name["put_right"].sets,
            }.items()
            if there
        ]

    everywhere = ["form", "filters", "program", "sheet", "page", "face", "correction"]
    assert where_activity_stands() == everywhere
    switch_off(office, "activities", "registrations")
    assert where_activity_stands() == []
    given = {"title": "茶园托管", "sort": "partner", "unit": office.units["kexie"].pk, "activity": "动2026-0001"}
    answer = program(office, "clerk").post("contracts", {"given": given})
    assert answer.status_code == 422 and "activity" in json.dumps(answer.data)
    switch_on_all(office)
    assert where_activity_stands() == everywhere


def test_a_link_to_a_line_that_is_only_read_stays(office: Office) -> None:
    kind = get_kind("contracts")
    kept = installed_snapshot().with_uses(frozenset(), frozenset({"activities"}))
    assert kept.kinds["contracts"] is kind and "activity" in kept.kinds["contracts"].shows
