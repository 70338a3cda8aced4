"""The pages of import and export: a workbook is tried, its report read, and then confirmed or given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.base.sheets import trials
from luoshi.org.tree.models import Unit
from luoshi.org.unit_import import sheets
from luoshi.org.units import actions as units
from office import NOW, TODAY, Office
from unit_orders import HEAD, SPRING, packed, whole, workbook

# Its pages


@pytest.fixture
def client(office: Office, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    made = Client(headers={"accept-language": "zh-hans"})
    made.force_login(office.people["admin"].user)
    return made


@pytest.fixture(autouse=True)
def _no_trials_of_others() -> None:
    for path in kept():
        path.unlink()


def kept() -> list[Path]:
    return sorted((Path(settings.DATA) / "trials").glob("*"))


def send(client: Client, data: bytes, name: str = "单位.xlsx") -> Any:
    return client.post("/units/import/", {"file": SimpleUploadedFile(name, data), "day": "2026-03-20"})


def test_a_workbook_is_tried_reported_row_by_row_and_imported_when_confirmed(client: Client) -> None:
    before = whole()
    answer = send(client, workbook(HEAD, ("hy", "红岩乡", None, "county"), ("town", "青石街道")))
    assert answer.status_code == 302 and whole() == before and len(kept()) == 2
    report = client.get(answer["Location"])
    words = report.content.decode()
    assert "红岩乡" in words and (report.context["changes"], report.context["wrong"]) == (2, 0)
    assert "青石街道" in client.get(answer["Location"] + "?show=renamed").content.decode()
    done = client.post(answer["Location"], {"agreed": report.context["agreed"]})
    assert (done.status_code, done["Location"], kept()) == (302, "/units/", [])
    assert Unit.objects.get(code="hy").name == "红岩乡"
    assert client.get(answer["Location"]).status_code == 404
    assert client.post(answer["Location"], {"agreed": "x"})["Location"] == "/units/import/"


def test_a_wrong_row_leaves_no_way_to_confirm(client: Client) -> None:
    answer = send(client, workbook(HEAD, ("hy", "红岩乡", None, "nowhere")))
    before, report = whole(), client.get(answer["Location"])
    assert 'name="agreed"' not in report.content.decode() and report.context["wrong"] == 1
    assert client.post(answer["Location"], {"agreed": report.context["agreed"]}).status_code == 302
    assert whole() == before
    client.post(answer["Location"], {"drop": "1"})
    assert kept() == []


def test_a_trial_that_is_stale_shows_its_new_report(client: Client, office: Office) -> None:
    answer = send(client, workbook(HEAD, ("town", "青石街道")))
    seen = client.get(answer["Location"]).context["agreed"]
    units.rename_unit(office.units["town"], "青石街道", "", TODAY, office.actor("admin"), at=NOW)
    back = client.post(answer["Location"], {"agreed": seen})
    assert back["Location"] == answer["Location"]
    assert client.get(back["Location"]).context["changes"] == 0


def test_a_trial_is_only_for_who_made_it_and_its_file_must_be_what_was_tried(client: Client, office: Office) -> None:
    answer = send(client, workbook(HEAD, ("hy", "红岩乡", None, "county")))
    other = Client()
    other.force_login(office.people["clerk"].user)
    seen, before = client.get(answer["Location"]).context["agreed"], whole()
    assert other.get(answer["Location"]).status_code == 404
    token = answer["Location"].split("/")[-2]
    assert trials.find_trial(token, office.people["clerk"].pk) is None
    assert trials.find_trial("../../secret", office.people["admin"].pk) is None
    next(path for path in kept() if path.suffix == ".xlsx").write_bytes(
        workbook(HEAD, ("evil", "别的", None, "county"))
    )
    assert client.post(answer["Location"], {"agreed": seen})["Location"] == "/units/import/"
    assert whole() == before and kept() == []


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"no workbook", "单位.xlsx"),
        (workbook(("甲", "乙")), "单位.xlsx"),
        (workbook(("机密★1年",), HEAD, ("hy", "红岩乡", None, "county")), "单位.xlsx"),
        (workbook(HEAD, ("hy", "红岩乡", None, "county")), "【秘密】单位.xlsx"),
        (packed(**{"[Content_Types].xml": b"x", "xl/worksheets/sheet1.xml": b"0" * 60_000_000}), "单位.xlsx"),
    ],
)
def test_a_file_that_may_not_be_taken_is_refused_and_nothing_of_it_kept(client: Client, data: bytes, name: str) -> None:
    before = Unit.objects.count()
    answer = send(client, data, name)
    assert answer.status_code == 422 and answer.context["form"].errors["file"]
    assert (kept(), Unit.objects.count()) == ([], before)


def test_what_an_earlier_version_tried_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(trials, "SHAPE", trials.SHAPE - 1)
        token = trials.save_trial(b"x", {"person": 1}, NOW)
        assert trials.find_trial(token, 1) is not None
    assert trials.find_trial(token, 1) is None


def test_trials_go_after_a_day() -> None:
    token = trials.save_trial(b"x", {"person": 1}, NOW)
    trials.sweep_expired_trials(NOW)
    assert trials.find_trial(token, 1) is not None
    trials.sweep_expired_trials(datetime.now(NOW.tzinfo) + timedelta(hours=25))
    assert trials.find_trial(token, 1) is None and kept() == []


def test_template_and_export_come_as_workbooks(client: Client) -> None:
    for url in ("/units/template.xlsx", "/units/export.xlsx", f"/units/export.xlsx?on={SPRING}"):
        answer = client.get(url)
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
        assert sheets.read_unit_workbook(answer.content).rows
