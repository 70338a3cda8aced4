"""What was received, shown as it was: pages of a PDF, the build of other documents, the scan beside a transcript."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.store import path_of
from luoshi.kernel.files.models import Document, Evidence
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.detail.originals.pages import originals
from luoshi.plans.receiving.actions.receiving import receive_plan, take_in
from luoshi.reading.errors import ReadError
from luoshi.reading.load import pictures
from making import docx, merged, p, pdf, table, xlsx
from many_appeals import signed_in
from markup import flat
from office import NOW, Office
from pdfs import raw, scanned, side
from plans import PUBLISH, TEXT, decided, published, received, step

SAMPLES = Path(__file__).parents[4] / "samples"
PRINTED = (SAMPLES / "11-decision-division.pdf").read_bytes()
WORDS = "请县科协6月底前提出方案。"
WHO = ("supervisor", "clerk", "head", "leader", "auditor", "stranger", "collector", "outside", "admin")


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA = tmp_path
    cache.clear()
    with override("en"):
        yield


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def plan_of(office: Office, name: str, data: bytes) -> Plan:
    given = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters"}
    return receive_plan([file(name, data)], "", given, office.actor("supervisor"), at=NOW, again=True).plan


def transcript(office: Office, name: str, data: bytes) -> Plan:
    given = {"origin": "remark", "unit": office.units["desk"].pk, "rhythm": "quarters", "title": "关于科普馆的批示"}
    scan = file(name, data)
    return receive_plan([], WORDS, given, office.actor("supervisor"), at=NOW, picture=scan, again=True).plan


def photograph() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 3), (200, 40, 30)).save(out, "PNG")
    return out.getvalue()


# ---- the page


def test_a_pdf_is_shown_by_its_pages_and_its_text_is_one_step_away(office: Office) -> None:
    plan = plan_of(office, "分工.pdf", PRINTED)
    browser = signed_in(office, "supervisor", "en")
    html = " ".join(browser.get(f"/plans/{plan.pk}/original/1/").content.decode().split())
    for number in (1, 2, 3):
        url = f"/plans/{plan.pk}/original/1/{number}.png"
        assert f'<img src="{url}" width="893" height="1263" loading="lazy"' in html
        assert f"<figcaption>{number} / 3</figcaption>" in html
    assert "?as=text" in html and "<article" not in html
    text = browser.get(f"/plans/{plan.pk}/original/1/?as=text").content.decode()
    assert "<article" in text and "<img" not in text.split("<main")[1]
    whole = browser.get(f"/plans/{plan.pk}/original/1/?file=1")
    assert b"".join(whole.streaming_content) == PRINTED and "attachment" in whole["Content-Disposition"]


def test_a_page_comes_with_the_headers_of_files_and_is_drawn_once_for_a_browser(
    office: Office, monkeypatch: Any
) -> None:
    plan = plan_of(office, "分工.pdf", PRINTED)
    url, browser = f"/plans/{plan.pk}/original/1/1.png", signed_in(office, "supervisor", "en")
    answer = browser.get(url)
    assert (answer.status_code, answer["Content-Type"], side(answer.content)) == (200, "image/png", (893, 1263))
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff" and "private" in answer["Cache-Control"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    monkeypatch.setattr(pictures, "render_pdf_page", lambda *_: pytest.fail("drawn again"))
    again = browser.get(url, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert signed_in(office, "stranger", "en").get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 404


@pytest.mark.parametrize("number", ["0", "4", "99999999999999999999"])
def test_a_page_that_the_pdf_does_not_have_is_not_found(office: Office, number: str) -> None:
    plan = plan_of(office, "分工.pdf", PRINTED)
    browser = signed_in(office, "supervisor", "en")
    assert browser.get(f"/plans/{plan.pk}/original/1/{number}.png").status_code == 404
    assert browser.get(f"/plans/{plan.pk}/original/{number}/1.png").status_code == (404 if number != "1" else 200)


def test_only_a_pdf_has_pages(office: Office) -> None:
    plan = plan_of(office, "要点.docx", (SAMPLES / "01-work-points-2025.docx").read_bytes())
    browser = signed_in(office, "supervisor", "en")
    assert browser.get(f"/plans/{plan.pk}/original/1/1.png").status_code == 404
    assert browser.get(f"/plans/{plan.pk}/picture/1/").status_code == 404
    assert browser.get(f"/plans/{plan.pk}/picture/1/1.png").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_sent_there_and_head_answers_like_get(office: Office, method: str) -> None:
    plan = plan_of(office, "分工.pdf", PRINTED)
    browser = signed_in(office, "supervisor", "en")
    for url in ("original/1/", "original/1/1.png", "picture/1/", "picture/1/1.png", "labels/1/"):
        assert getattr(browser, method)(f"/plans/{plan.pk}/{url}").status_code == 405, url
    head = browser.head(f"/plans/{plan.pk}/original/1/1.png")
    assert (head.status_code, head["Content-Type"]) == (200, "image/png")


def kept(plan: Plan, data: bytes, *, picture: bool = False) -> None:
    """Put other bytes where the plan's file lies, as a file that was taken before limits were what they are."""
    import hashlib

    from luoshi.evidence import store

    source = plan.sources.get()
    evidence = source.picture if picture else source.document.evidence
    assert evidence
    sha256 = hashlib.sha256(data).hexdigest()
    store.store_content(sha256, data)
    Evidence.objects.filter(pk=evidence.pk).update(sha256=sha256, size=len(data))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf(["通知"], password="x"), "protected by a password"),
        (PRINTED[:3000], "damaged or incomplete"),
        (raw("0 0 595 842", pages=10_000), "too many or too large"),
    ],
    ids=["locked", "cut off", "10000 pages"],
)
def test_where_pages_cannot_be_drawn_a_sentence_says_why_and_the_text_is_there(
    office: Office, data: bytes, said: str
) -> None:
    plan = plan_of(office, "分工.pdf", PRINTED)
    kept(plan, data)
    browser = signed_in(office, "supervisor", "en")
    answer = browser.get(f"/plans/{plan.pk}/original/1/")
    assert answer.status_code == 200 and said in answer.content.decode() and "?as=text" in answer.content.decode()
    drawn = browser.get(f"/plans/{plan.pk}/original/1/1.png")
    assert (drawn.status_code, drawn["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert said in drawn.content.decode() and "sandbox" in drawn["Content-Security-Policy"]
    assert "<article" in browser.get(f"/plans/{plan.pk}/original/1/?as=text").content.decode()


def test_a_page_that_could_not_be_drawn_in_time_is_not_tried_again_at_once(office: Office, monkeypatch: Any) -> None:
    plan = plan_of(office, "分工.pdf", PRINTED)
    asked: list[int] = []

    def slow(data: bytes, number: int) -> bytes:
        asked.append(number)
        raise ReadError("load.too_slow", format="pdf", seconds=10)

    monkeypatch.setattr(pictures, "render_pdf_page", slow)
    browser = signed_in(office, "supervisor", "en")
    answers = [browser.get(f"/plans/{plan.pk}/original/1/{number}.png") for number in (1, 1, 2)]
    assert [answer.status_code for answer in answers] == [422] * 3 and asked == [1, 2]
    assert "took too long" in answers[1].content.decode()


def test_while_too_many_pages_are_drawn_one_is_asked_to_come_again(office: Office, monkeypatch: Any) -> None:
    plan = plan_of(office, "分工.pdf", PRINTED)
    monkeypatch.setattr(originals, "_WAIT", 0.01)
    browser = signed_in(office, "supervisor", "en")
    with originals._in_turn(), originals._in_turn():
        drawn = browser.get(f"/plans/{plan.pk}/original/1/1.png")
        page = browser.get(f"/plans/{plan.pk}/original/1/")
    assert drawn.status_code == 503 and drawn["Retry-After"]
    assert page.status_code == 200 and "Reload this page" in page.content.decode()
    assert browser.get(f"/plans/{plan.pk}/original/1/1.png").status_code == 200


def test_a_file_that_was_changed_on_the_disk_is_not_shown(office: Office) -> None:
    plan = plan_of(office, "分工.pdf", PRINTED)
    evidence = plan.sources.get().document.evidence
    path_of(evidence.sha256).write_bytes(scanned())
    browser = signed_in(office, "supervisor", "en")
    for url in ("original/1/", "original/1/1.png", "original/1/?file=1"):
        assert browser.get(f"/plans/{plan.pk}/{url}").status_code == 404


def test_fifty_pages_stand_on_one_and_the_rest_follow(office: Office) -> None:
    plan = plan_of(office, "分工.pdf", PRINTED)
    kept(plan, raw("0 0 595 842", pages=120))
    browser = signed_in(office, "supervisor", "en")
    html = browser.get(f"/plans/{plan.pk}/original/1/").content.decode()
    assert html.count("<figure") == 50 and "Pages 1 to 50 of 120" in html and 'href="?from=51"' in html
    last = browser.get(f"/plans/{plan.pk}/original/1/?from=101").content.decode()
    assert last.count("<figure") == 20 and "Pages 101 to 120 of 120" in last and 'rel="next"' not in last
    for odd in ("0", "-3", "x", "9" * 30, "１"):
        assert browser.get(f"/plans/{plan.pk}/original/1/", {"from": odd}).content.decode().count("<figure") == 50


# ---- who may see it


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("is_published", [False, True])
def test_who_may_read_the_plan_sees_what_it_was_made_from_and_nobody_else(
    office: Office, who: str, is_published: bool
) -> None:
    plan = published(office) if is_published else received(office)
    actor = office.actor("supervisor")
    if not is_published:
        take_in(plan, file("分工.pdf", PRINTED), actor, at=NOW)
    take_in_scan(plan, office)
    browser = signed_in(office, who, "en")
    urls = ["original/1/", "original/1/?as=text", "picture/1/", "picture/1/1.png"]
    urls += [] if is_published else ["original/2/", "original/2/1.png", "original/2/?file=1"]
    may = browser.get(f"/plans/{plan.pk}/").status_code == 200
    named = {"clerk", "head", "stranger"}  # 县科协 and 县科技局 have rows in it
    assert may is (who in {"supervisor", "auditor"} or (is_published and who in named))
    assert {browser.get(f"/plans/{plan.pk}/{url}").status_code for url in urls} == {200 if may else 404}


def test_a_document_of_an_amendment_is_there_for_the_units_named_once_that_is_published(office: Office) -> None:
    plan = step(office, published(office), "amend", reason="补充任务")
    later = NOW + timedelta(hours=1)
    take_in(plan, file("未发布的分工.pdf", PRINTED), office.actor("supervisor"), at=later)
    browsers = {who: signed_in(office, who, "en") for who in ("clerk", "stranger", "supervisor", "auditor")}
    urls = ["original/2/", "original/2/?as=text", "original/2/1.png", "original/2/?file=1", "found/2/?line=1"]

    def answers(who: str) -> set[int]:
        return {browsers[who].get(f"/plans/{plan.pk}/{url}").status_code for url in urls}

    def named_on_page(who: str) -> bool:
        return "未发布的分工" in browsers[who].get(f"/plans/{plan.pk}/").content.decode()

    for who in browsers:
        keeps = who in ("supervisor", "auditor")
        assert 404 not in answers(who) if keeps else answers(who) == {404}, who
        assert named_on_page(who) is keeps and browsers[who].get(f"/plans/{plan.pk}/original/1/").status_code == 200
    take(
        decided(office, Plan.objects.get(pk=plan.pk)),
        "reissue",
        office.actor("supervisor"),
        PUBLISH,
        at=later + timedelta(hours=1),
    )
    for who in browsers:
        assert 404 not in answers(who) and named_on_page(who), who


def test_a_leader_sees_what_plans_of_the_units_in_charge_were_made_from(office: Office) -> None:
    own = received(office, who="clerk", unit=office.units["kexie"].pk)
    other = received(office)
    browser = signed_in(office, "leader", "en")
    assert browser.get(f"/plans/{own.pk}/original/1/").status_code == 200
    assert browser.get(f"/plans/{other.pk}/original/1/").status_code == 404


def take_in_scan(plan: Plan, office: Office) -> None:
    """Give the plan's transcript its scan."""
    from luoshi.evidence.received.files import looked_through
    from luoshi.kernel.files.actions.files import store_evidence

    looked = looked_through(file("批示.pdf", scanned()))
    assert not isinstance(looked, RecordError)
    evidence = store_evidence(looked, office.actor("supervisor"), at=NOW)
    plan.sources.filter(place=1).update(picture=evidence, picture_name=looked.name)


# ---- a scan beside its transcript


def test_a_scanned_pdf_stands_beside_its_transcript_with_a_way_to_all_pages(office: Office) -> None:
    data = scanned()
    plan = transcript(office, "批示.pdf", data)
    browser = signed_in(office, "supervisor", "en")
    first, all_pages = f"/plans/{plan.pk}/picture/1/1.png", f"/plans/{plan.pk}/picture/1/"
    for url in ("correct/", "original/1/"):
        html = browser.get(f"/plans/{plan.pk}/{url}").content.decode()
        assert f'src="{first}"' in html and f'href="{all_pages}"' in html and "All pages of the scan" in html
    drawn = browser.get(first)
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/png")
    html = browser.get(all_pages).content.decode()
    assert html.count("<figure") == 3 and "批示.pdf" in html
    assert b"".join(browser.get(f"{all_pages}?file=1").streaming_content) == data


def test_a_photograph_is_its_own_first_and_only_page(office: Office) -> None:
    plan = transcript(office, "批示.png", photograph())
    browser = signed_in(office, "supervisor", "en")
    html = browser.get(f"/plans/{plan.pk}/correct/").content.decode()
    assert f'src="/plans/{plan.pk}/picture/1/1.png"' in html and "All pages of the scan" not in html
    for url in ("picture/1/", "picture/1/1.png"):
        answer = browser.get(f"/plans/{plan.pk}/{url}")
        assert b"".join(answer.streaming_content) == photograph() and answer["Content-Type"] == "image/png"
        assert "sandbox" in answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
        assert "private" in answer["Cache-Control"]
    assert browser.get(f"/plans/{plan.pk}/picture/1/2.png").status_code == 404


def test_the_form_takes_a_scan_as_a_pdf(office: Office) -> None:
    browser = signed_in(office, "supervisor", "en")
    given = {
        "words": WORDS,
        "origin": "remark",
        "unit": office.units["desk"].pk,
        "picture": file("批示.pdf", scanned()),
    }
    answer = browser.post("/plans/receive/", given)
    plan = Plan.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{plan.pk}/correct/")
    assert plan.sources.get().picture_name == "批示.pdf"
    more = {"words": "再请县科技局配合。", "picture": file("又.pdf", scanned(1))}
    assert browser.post(f"/plans/{plan.pk}/receive/", more).status_code == 302
    assert list(plan.sources.order_by("place").values_list("picture_name", flat=True)) == ["批示.pdf", "又.pdf"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("批示.docx", docx(p("甲")), "neither a picture nor a PDF"),
        ("批示.txt", "请提出方案。".encode(), "neither a picture nor a PDF"),
        ("批示.pdf", pdf(["通知"], password="x"), "protected by a password"),
        ("批示.pdf", b"%PDF-1.4\nnothing", "damaged or incomplete"),
    ],
)
def test_what_is_no_scan_is_refused_with_a_sentence_and_the_words_stay_in_the_form(
    office: Office, name: str, data: bytes, said: str
) -> None:
    browser = signed_in(office, "supervisor", "en")
    given = {"words": WORDS, "origin": "remark", "unit": office.units["desk"].pk, "picture": file(name, data)}
    answer = browser.post("/plans/receive/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode() and WORDS in answer.content.decode()
    assert not Plan.objects.exists() and not Document.objects.exists() and not Evidence.objects.exists()


def test_a_marked_scan_takes_the_words_with_it(office: Office) -> None:
    with pytest.raises(RecordError) as refused:
        transcript(office, "批示.pdf", pdf(["机密★3年", "县科协提出方案。"]))
    assert refused.value.code == "marked"
    assert not Plan.objects.exists() and not Document.objects.exists() and not Evidence.objects.exists()
    assert Entry.objects.filter(step="refused.marked").count() == 1


# ---- the build of other documents


def test_a_document_is_shown_by_its_build_and_nothing_of_its_own_markup_is_let_through(office: Office) -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;新建基地3个。"
    rows = table(["序号", "任务", "责任单位"], ["1", "新建场馆1座", merged("县科协", down="restart")],
                 ["2", "&lt;img src=x onerror=alert(1)&gt;", merged("", down="continue")])  # fmt: skip
    data = docx(p("云岭县2026年科普工作要点") + p("一、阵地建设") + p(evil) + rows)
    plan = plan_of(office, "要点.docx", data)
    html = flat(signed_in(office, "supervisor", "en").get(f"/plans/{plan.pk}/original/1/").content.decode())
    assert '<p class="paper__title">云岭县2026年科普工作要点</p>' in html
    assert '<h2 class="paper__head paper__head--1">一、阵地建设</h2>' in html
    assert '<th scope="col">责任单位</th>' in html and '<td rowspan="2">县科协</td>' in html
    assert "<script>alert" not in html and "<img src=x" not in html and evil in html


def test_a_workbook_is_shown_as_a_table(office: Office) -> None:
    cells = ["序号", "重点任务", "责任单位"], ["1", "新建科普场馆1座", "县科协"]
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{"ABC"[at]}{n}" t="inlineStr"><is><t>{cell}</t></is></c>' for at, cell in enumerate(row))
        + "</row>"
        for n, row in enumerate(cells, 1)
    )
    plan = plan_of(office, "台账.xlsx", xlsx(f"<sheetData>{rows}</sheetData>"))
    html = flat(signed_in(office, "supervisor", "en").get(f"/plans/{plan.pk}/original/1/").content.decode())
    assert '<th scope="col">重点任务</th>' in html and "<td>新建科普场馆1座</td>" in html


def test_a_long_text_is_shown_in_parts(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr(originals, "LINES", 3)
    plan = received(office, TEXT)
    browser = signed_in(office, "supervisor", "en")
    first = browser.get(f"/plans/{plan.pk}/original/1/").content.decode()
    assert "Lines 1 to 3 of 9" in first and "青石镇" not in first.split("<article")[1]
    assert "青石镇" in browser.get(f"/plans/{plan.pk}/original/1/?from=4").content.decode().split("<article")[1]
