"""By whatever door a document comes into a plan: nothing marked, lying or harmful is kept, and its words stay words."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from full import paired
from hostile import harmless
from ledger_books import ROWS, brought_in, ledger_of, plan_of, saved, sent, workbook
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Document, Evidence
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import PlanRow
from making import docx, p, pdf
from many_appeals import signed_in
from office import Office
from pictures import jpeg, png
from plans import published, step
from test_hostile_uploads import DTD, MARKED_FILES, SECRET, disk, rows, with_part

SCRIPT, IMAGE = "<script>alert(1)</script>", "<img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://x","新建基地3个")'
WORDS = [
    f"云岭县2026年{SCRIPT}工作要点",
    "一、" + IMAGE,
    f"县科协新建{SCRIPT}科普基地3个，6月底前建成。",
    FORMULA + "。",
]
HARMFUL = {
    "a program as a picture": ("照片.jpg", b"MZ\x90\0" + b"\0" * 200),
    "a page as a pdf": ("说明.pdf", b"<html><script>alert(1)</script></html>"),
    "one picture as another": ("图.png", jpeg()),
    "a page": ("页.html.exe", b"<script>alert(1)</script>"),
    "macros": ("a.docx", with_part(docx(p("新建基地3个。")), "word/vbaProject.bin", "x")),
    "a bomb": ("a.docx", with_part(docx(p("新建基地3个。")), "word/media/x.bin", "\0" * 9_000_000)),
    "a bomb of a sheet": ("a.xlsx", with_part(workbook(), "xl/media/x.bin", "\0" * 9_000_000)),
    "cut off": ("a.docx", docx(p("新建基地3个。"))[:-40]),
    "a password": ("a.pdf", pdf(["新建基地3个。"], password="1")),
    "an entity": ("a.docx", with_part(docx(p("x")), "word/document.xml", DTD.format("/etc/passwd") + "<w:document/>")),
    "nothing": ("空.txt", b""),
}
NAMES = {
    "../../../x": "x",
    "..\\..\\y": "y",
    "/etc/z": "z",
    "a\u202etxt.exe": "atxt.exe",
    "CON": "CON",
    IMAGE: "img src=x onerror=alert(1)",
}
DOORS = ("new", "amendment", "scan", "sheet")


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path / "data"
    (tmp_path / "temporary").mkdir()
    settings.DATA.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


@pytest.fixture
def client(office: Office) -> Client:
    return signed_in(office, "supervisor")


@pytest.fixture
def send(office: Office, client: Client, tmp_path: Path) -> Callable[..., Any]:
    """Sends a file by one of the doors."""
    plans: dict[str, Plan] = {}

    def given(door: str, name: str, data: bytes) -> Any:
        file = SimpleUploadedFile(name, data)
        asked = {"origin": "document", "unit": office.units["desk"].pk}
        if door == "new":
            return client.post("/plans/receive/", {**asked, "documents": [file]})
        if door == "scan":
            return client.post("/plans/receive/", {**asked, "words": "县科协新建科普基地3个。", "picture": file})
        return client.post(f"/plans/{plans[door].pk}/{'receive' if door == 'amendment' else 'sheet'}/",
                           {"documents" if door == "amendment" else "file": [file]})  # fmt: skip

    plans["amendment"] = step(office, published(office), "amend", reason="有误")
    plans["sheet"] = plan_of(office, "supervisor", "desk")
    return given


def as_typed(data: bytes) -> bytes:
    """The workbook with what begins as a formula typed as words, as one does with an apostrophe."""
    book = load_workbook(io.BytesIO(data))
    for cell in (cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"):
        cell.data_type = "s"
    return saved(book)


def left() -> tuple[int, ...]:
    """How much of documents there is."""
    return tuple(model.objects.count() for model in (Plan, Source, PlanRow, Document, Evidence))


@pytest.mark.parametrize(("case", "door"), paired(list(MARKED_FILES), DOORS))
def test_a_marked_file_comes_in_by_no_door(case: str, door: str, send: Callable[..., Any], tmp_path: Path) -> None:
    name, data = MARKED_FILES[case]
    before = left()
    answer = send(door, name, data)
    page = harmless(answer, (case, door))
    assert (answer.status_code, "国家秘密标志" in page, SECRET in page) == (422, True, False)
    assert (left(), disk(tmp_path), SECRET in rows(), name in rows()) == (before, [], False, False)
    assert Entry.objects.order_by("pk").last().step == "refused.marked"  # type: ignore[union-attr]


@pytest.mark.control("8.1.4.4", "documents that lie or harm come in by no door")
@pytest.mark.parametrize(("case", "door"), paired(list(HARMFUL), DOORS))
def test_what_lies_or_harms_comes_in_by_no_door(case: str, door: str, send: Callable[..., Any], tmp_path: Path) -> None:
    before = left()
    answer = send(door, *HARMFUL[case])
    page = harmless(answer, (case, door))
    assert (answer.status_code, left(), disk(tmp_path)) == (422, before, [])
    assert "root:" not in page and "alert(1)</script>" not in page


@pytest.mark.parametrize(("name", "door"), paired(NAMES, DOORS))
def test_a_name_leads_nowhere_and_is_words(
    name: str, door: str, send: Callable[..., Any], client: Client, tmp_path: Path
) -> None:
    data = {"scan": png(), "sheet": workbook()}.get(door) or "县科协新建科普画廊5处。".encode()
    ending = {"scan": ".png", "sheet": ".xlsx"}.get(door, ".txt")
    answer = send(door, name + ending, data)
    assert answer.status_code == 302
    assert all(words.startswith(("data/files/", "data/trials/")) and ".." not in words for words in disk(tmp_path))
    shown = harmless(client.get(answer["Location"]), name)
    assert IMAGE not in shown and "../" not in shown.replace("\\", "/").split("<main")[1]


@pytest.mark.control("8.1.4.4", "scripts and formulas in a document stay words")
@pytest.mark.parametrize("door", ["new", "amendment", "sheet"])
def test_scripts_and_formulas_in_a_document_stay_words_on_every_page_and_in_the_workbook(
    door: str, send: Callable[..., Any], client: Client
) -> None:
    if door == "sheet":
        plan = Plan.objects.latest("pk")
        lines = [
            [SCRIPT],
            ROWS[1],
            *[[n, IMAGE, words, "3个", "县科协", SCRIPT, "9月底前", FORMULA] for n, words in enumerate(WORDS, 1)],
        ]
        assert brought_in(client, plan, as_typed(workbook(lines, merged=()))).status_code == 302
    else:
        answer = send(door, "要点.docx", docx("".join(p(escape(words)) for words in WORDS)))
        assert answer.status_code == 302
        plan = Plan.objects.get(pk=int(answer["Location"].split("/")[2]))
    assert plan.rows.filter(words__contains=SCRIPT).exists()
    row = plan.rows.filter(words__contains=SCRIPT).latest("pk")
    paths = ["", "correct/", "review/", "print/", f"row/{row.pk}/", "original/1/", "receive/", "sheet/"]
    seen = 0
    for path in paths:
        answer = client.get(f"/plans/{plan.pk}/{path}")
        page = harmless(answer, path)
        assert SCRIPT not in page and IMAGE not in page, path
        seen += answer.status_code == 200 and "&lt;script&gt;alert(1)" in page
    assert seen >= 2
    book = load_workbook(io.BytesIO(ledger_of(client, plan)))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value]
    assert any(SCRIPT in str(cell.value) for cell in cells)
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


@pytest.mark.control("8.1.4.4", "an edited ledger that comes back harms nothing")
@pytest.mark.parametrize("what", ["words", "marked cell", "marked head", "bomb", "macros"])
def test_an_edited_ledger_that_comes_back_harms_nothing(office: Office, what: str, tmp_path: Path) -> None:
    plan, client = plan_of(office), signed_in(office, "clerk")
    brought_in(client, plan, workbook())
    book = load_workbook(io.BytesIO(ledger_of(client, plan)))
    sheet, before = book.worksheets[0], [left(), disk(tmp_path)]
    if what == "words":
        sheet["D4"], sheet["D5"] = SCRIPT + "新建基地3个", FORMULA
    elif what == "marked cell":
        sheet["D4"] = f"机密★1年 {SECRET}"
    elif what == "marked head":
        sheet["D4"], sheet.oddHeader.left.text = SECRET, "机密★1年"
    data = as_typed(saved(book))
    if what in ("bomb", "macros"):
        part = ("xl/media/x.bin", "\0" * 9_000_000) if what == "bomb" else ("xl/vbaProject.bin", "x")
        data = with_part(data, *part)
    answer = sent(client, plan, data, "台账.xlsx")
    page = harmless(answer, what)
    if what != "words":
        assert (answer.status_code, [left(), disk(tmp_path)], SECRET in rows()) == (422, before, False)
        assert SECRET not in page
        return
    there = answer["Location"]
    page = harmless(client.get(there), what)
    assert SCRIPT not in page and "&lt;script&gt;" in page
    form = client.get(there)
    given = {"agreed": form.context["agreed"], **dict.fromkeys(form.context["form"].fields, "drop")}
    assert client.post(there, given).status_code == 302
    assert plan.rows.filter(words__contains=SCRIPT).count() == 1
    again = load_workbook(io.BytesIO(ledger_of(client, plan)))
    assert [cell for line in again.worksheets[0].iter_rows() for cell in line if cell.data_type == "f"] == []
