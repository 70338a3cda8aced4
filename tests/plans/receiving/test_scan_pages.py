"""The pages of a scan: its progress, the look at a doubtful marking, strips beside the rows, figures compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Document
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.receiving.actions import scanning
from luoshi.plans.receiving.actions.checking import confirm_scan_figures
from luoshi.plans.receiving.actions.receiving import add_documents, convert_later
from luoshi.plans.receiving.actions.rereading import read_as
from luoshi.plans.rows.actions.correct import confirm_rows
from luoshi.plans.rows.queries.picture_strips import list_row_strips
from luoshi.reading.errors import ReadError
from many_appeals import signed_in
from office import NOW, Office
from plans import PUBLISH, by, decided, row_of, step
from scans_told import picture, read_scan, send_scan, tell_pages

PAGES = (
    ("青崖县2026年科普工作要点", "一、建设科普示范基地1?2个。（县科协牵头）"),
    ("二、举办科普讲座30场。（县科协牵头）", "三、开?展培训。（县科协牵头）"),
)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def scan(office: Office, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """A plan of two photographed pages that were read."""
    tell_pages(monkeypatch, PAGES, stamps=1)
    plan = send_scan(office, ("1.jpg", picture(250)), ("2.jpg", picture(240)))
    read_scan(plan)
    return plan


def test_the_form_takes_pictures_in_the_order_given(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_pages(monkeypatch, PAGES)
    client = signed_in(office, "supervisor")
    given = {"origin": "document", "unit": office.units["desk"].pk, "received": "2026-07-06", "pages": "as_sent"}
    files = [SimpleUploadedFile("b.jpg", picture(1)), SimpleUploadedFile("a.jpg", picture(2))]
    answer = client.post("/plans/receive/", {**given, "documents": files})
    plan = Plan.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{plan.pk}/converting/")
    page = client.get(answer["Location"]).content.decode()
    assert "b.jpg" in page and "等 2 个文件" in page and "等待识别" in page
    assert "b.jpg" not in client.get("/plans/").content.decode()  # before it is read, nothing of it is in any list
    Conversion.objects.update(state="converting", pages=12, done=3)
    page = client.get(answer["Location"]).content.decode()
    assert "正在识别第 4 页，共 12 页" in page and 'max="12" value="3"' in page
    read_scan(plan)
    assert [file.name for file in Document.objects.get().files.order_by("place")] == ["b.jpg", "a.jpg"]
    assert client.get(f"/plans/{plan.pk}/converting/").status_code == 200


def test_only_the_keeper_sees_a_held_page_and_only_to_look_at_a_marking(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_pages(monkeypatch, PAGES)
    real = scanning.assemble_scan

    def doubtful(*args: Any, cleared: bool, **given: Any) -> Any:
        if not cleared:
            raise ReadError("load.secret_unclear")
        return real(*args, cleared=cleared, **given)

    monkeypatch.setattr(scanning, "assemble_scan", doubtful)
    plan = send_scan(office)
    one = plan.conversions.get()
    url = f"/plans/{plan.pk}/converting/{one.pk}/page/1.jpg"
    keeper = signed_in(office, "supervisor")
    assert keeper.get(url).status_code == 404  # nobody has to look yet
    read_scan(plan)
    answer = keeper.get(url)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store" and answer.content == picture()
    assert [signed_in(office, who).get(url).status_code for who in ("clerk", "auditor")] == [404, 404]
    assert keeper.get(url.replace("/1.jpg", "/3.jpg")).status_code == 404
    page = keeper.get(f"/plans/{plan.pk}/converting/").content.decode()
    assert "没有一页标有密级" in page and 'name="again"' not in page
    assert keeper.post(f"/plans/{plan.pk}/converting/{one.pk}/", {"again": "1"}).status_code == 302
    one.refresh_from_db()
    assert one.state == "failed"
    assert (
        signed_in(office, "clerk").post(f"/plans/{plan.pk}/converting/{one.pk}/", {"unmarked": "1"}).status_code == 404
    )
    keeper.post(f"/plans/{plan.pk}/converting/{one.pk}/", {"unmarked": "1"})
    assert read_scan(plan).state == "done" and keeper.get(url).status_code == 404


def test_of_a_marked_scan_the_page_says_who_and_when_and_no_name(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_pages(monkeypatch, [("机密★1年", "青崖县2026年科普工作要点")])
    plan = send_scan(office, ("甲事.jpg", picture()))
    one = read_scan(plan)
    assert one.said == "marked" and Entry.objects.filter(step="refused.marked").count() == 1
    page = signed_in(office, "supervisor").get(f"/plans/{plan.pk}/converting/").content.decode()
    assert "甲事" not in page and "已拒收的文件" in page and 'name="again"' not in page


def test_each_row_has_the_strip_of_its_page_with_the_doubtful_characters(office: Office, scan: Plan) -> None:
    first, second = row_of(scan, "示范基地"), row_of(scan, "讲座30场")
    strips = list_row_strips(scan, [first.pk, second.pk])
    (one,) = strips[first.pk]
    assert (one.page, one.size) == (1, (59_528, 84_189)) and len(one.marks) == 1
    assert [piece.words for piece in one.pieces if piece.unsure] == ["1"]
    assert "".join(piece.words for piece in one.pieces) in scan.sources.get().document.text
    assert strips[second.pk][0].page == 2 and strips[second.pk][0].marks == ()
    keeper = signed_in(office, "supervisor")
    found = json.loads(keeper.get(f"/plans/{scan.pk}/strips/?rows={first.pk},{second.pk},x,999999").content)
    assert set(found) == {str(first.pk), str(second.pk)} and '<span class="unsure">1</span>' in found[str(first.pk)]
    assert signed_in(office, "clerk").get(f"/plans/{scan.pk}/strips/?rows={first.pk}").status_code == 404
    page = keeper.get(f"/plans/{scan.pk}/correct/").content.decode()
    assert "data-unsure-figure" in page and "印章" in page and "data-scan" in page


def test_the_original_is_the_pages_as_read_and_comes_as_it_was_and_searchable(office: Office, scan: Plan) -> None:
    keeper, url = signed_in(office, "supervisor"), f"/plans/{scan.pk}/original/1/"
    page = keeper.get(url + "?at=5-9").content.decode()
    assert f"{url}2.jpg" in page and "leaf__marks" in page and "数字尚未与图片核对" in page
    answer = keeper.get(f"{url}2.jpg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert keeper.get(f"{url}3.jpg").status_code == 404
    assert b"".join(keeper.get(f"{url}?file=2").streaming_content) == picture(240)  # type: ignore[attr-defined]
    searchable = b"".join(keeper.get(f"{url}?file=searchable").streaming_content)  # type: ignore[attr-defined]
    assert searchable.startswith(b"%PDF")
    assert signed_in(office, "clerk").get(f"{url}2.jpg").status_code == 404


def test_figures_are_compared_by_a_person_and_until_then_every_page_says_so(office: Office, scan: Plan) -> None:
    client, source = signed_in(office, "supervisor"), scan.sources.get()
    said = "数字未核对"
    assert said in client.get(f"/plans/{scan.pk}/").content.decode()
    checked = f"/plans/{scan.pk}/original/1/checked/"
    assert signed_in(office, "clerk").post(checked).status_code == 404
    with pytest.raises(RecordError) as refused:
        confirm_scan_figures(scan, 1, office.actor("clerk"), at=NOW)
    assert refused.value.code == "refused"
    with pytest.raises(RecordError) as refused:  # a figure that was hard to recognise still waits
        confirm_scan_figures(scan, 1, office.actor("supervisor"), at=NOW)
    assert refused.value.code == "incomplete" and "1" in refused.value.what
    row = row_of(scan, "示范基地")
    confirm_rows(scan, {row.pk: row.version}, by(office))
    review = client.get(f"/plans/{scan.pk}/review/").content.decode()
    assert "数字尚未核对的扫描件" in review
    assert client.post(checked).status_code == 302
    source.refresh_from_db()
    assert source.figures_checked_by_id == office.actor("supervisor").person
    confirm_scan_figures(scan, 1, office.actor("supervisor"), at=NOW)
    assert Entry.objects.filter(step="row.figures_checked").count() == 1
    for path in ("", "correct/", "review/", "original/1/"):
        page = client.get(f"/plans/{scan.pk}/{path}").content.decode()
        assert said not in page and "数字尚未与图片核对" not in page, path


def test_a_commitment_leads_to_its_place_in_the_picture(office: Office, scan: Plan) -> None:
    plan = step(office, decided(office, scan), "publish", **PUBLISH)
    commitment = plan.commitments.get(words__contains="讲座")
    page = signed_in(office, "supervisor").get(f"/commitments/{commitment.pk}/").content.decode()
    assert "1.jpg +1 第 2 页" in page and "数字未核对" in page and "#page-2" in page


def test_a_second_scan_joins_a_plan_under_correction(
    office: Office, scan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_pages(monkeypatch, [("四、新增科普点位9处。（县科协牵头）",)])
    done = add_documents(scan, [SimpleUploadedFile("3.jpg", picture(9))], "", office.actor("supervisor"), at=NOW)
    assert done.sources == [] and scan.conversions.count() == 2
    one = scan.conversions.order_by("-pk")[0]
    assert convert_later.func(one.pk, one.run) and scan.sources.count() == 2
    title = scan.title
    scan.refresh_from_db()
    assert scan.title == title


def test_the_page_of_a_plan_with_scans_takes_no_more_statements_for_more_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for count in (3, 12):
        lines = [f"{n}.建设示范基地{n}?个。（县科协牵头）" for n in range(1, count + 1)]
        tell_pages(monkeypatch, [["青崖县2026年科普工作要点", *lines]], stamps=2)
        plan = send_scan(office, (f"{count}.jpg", picture(count)))
        read_scan(plan)
        client = signed_in(office, "supervisor")
        with django_assert_max_num_queries(60) as counted:
            client.get(f"/plans/{plan.pk}/correct/")
        rows = ",".join(str(pk) for pk in plan.rows.values_list("pk", flat=True))
        with django_assert_max_num_queries(20) as strips:
            client.get(f"/plans/{plan.pk}/strips/?rows={rows}")
        if count == 3:
            few = (len(counted), len(strips))
    assert (len(counted), len(strips)) <= few


def test_a_sources_kind_is_read_anew_with_its_doubts(office: Office, scan: Plan) -> None:
    read_as(scan, 1, "notice", "", by(office))
    row = row_of(scan, "示范基地")
    assert "recognised_figure" in row.figures.get().doubts
    assert Source.objects.get().figures_checked_at is None
