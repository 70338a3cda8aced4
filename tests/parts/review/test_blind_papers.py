"""Papers for assessors of a blind round: whoever made or sent them is named neither in, nor on, nor beside them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from docx import Document
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas
from reviewing import opened, sheets_of

from luoshi.base.record_errors import RecordError
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import User
from luoshi.parts.calls.models import Application
from luoshi.parts.review.models import ReviewRound
from office import NOW, Office
from pictures import exif, jpeg

NAME, FIRM = "Huan Lishan", "Yunling Tea Machines"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def docx() -> bytes:
    paper, out = Document(), io.BytesIO()
    paper.add_paragraph("履带式采茶机的技术方案")
    said = paper.core_properties
    said.author = said.last_modified_by = said.title = said.comments = NAME
    said.category = said.keywords = FIRM
    paper.save(out)
    plain = io.BytesIO()
    with zipfile.ZipFile(out) as pack, zipfile.ZipFile(plain, "w") as made:
        for info in pack.infolist():
            data = pack.read(info)
            if info.filename == "docProps/app.xml":
                data = data.replace(b"</Properties>", f"<Company>{FIRM}</Company></Properties>".encode())
            made.writestr(info, data)
    return plain.getvalue()


def xlsx() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = "产量"  # type: ignore[index]
    book.properties.creator = book.properties.lastModifiedBy = NAME
    book.properties.title = FIRM
    book.save(out)
    return out.getvalue()


def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    canvas.setAuthor(NAME)
    canvas.setTitle(NAME)
    canvas.setProducer(FIRM)
    canvas.setCreator(FIRM)
    canvas.drawString(100, 700, "A tea harvester on tracks")
    canvas.save()
    return out.getvalue()


PAPERS = {"docx": docx, "xlsx": xlsx, "pdf": pdf, "jpg": lambda: jpeg(exif(1, NAME.encode()))}


def everything_in(data: bytes) -> bytes:
    """The bytes of a file and, if it is a package, of all its parts."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        return b"".join(info.filename.encode() + pack.read(info) for info in pack.infolist())


def attach(office: Office, name: str, data: bytes) -> None:
    """The applicant's side attaches a paper without names."""
    files = {"blind": [ContentFile(data, name)]}
    take(Application.objects.get(), "attach_blind", office.actor("clerk"), {}, files=files, at=NOW)


def assessor(office: Office) -> tuple[Client, Any]:
    """The browser of an assessor, and the sheet."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(person=office.people["a"]))
    return client, sheets_of(office, "a")[0]


@pytest.mark.parametrize("ending", PAPERS)
def test_an_assessor_gets_a_paper_without_the_name_of_its_file_its_maker_and_its_giver(
    office: Office, ending: str
) -> None:
    opened(office, projects=1)
    planted = PAPERS[ending]()
    assert NAME.encode() in everything_in(planted)
    attach(office, "别的.pdf", pdf())
    attach(office, f"申报人0的申报书.{ending.upper()}", planted)
    client, sheet = assessor(office)
    page = client.get(sheet.get_absolute_url()).text
    giver = office.people["clerk"].name
    assert f"材料2.{ending}" in page and "申报书" not in page and giver not in page
    found = Attachment.objects.get(name__startswith="申报人0")
    answer = client.get(f"{sheet.get_absolute_url()}files/{found.pk}/")
    assert answer.status_code == 200
    sent = everything_in(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert NAME.encode() not in sent and FIRM.encode() not in sent
    head = answer.headers["Content-Disposition"]
    assert head.endswith(f"%E6%9D%90%E6%96%992.{ending}")
    ReviewRound.objects.update(blind="no")
    page = client.get(sheet.get_absolute_url()).text
    assert "申报人0的申报书" in page and giver in page


def spoilt() -> bytes:
    """A document with a part in another coding, in which names are not found."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as pack, zipfile.ZipFile(out, "w") as made:
        for info in pack.infolist():
            part = pack.read(info)
            made.writestr(info, part.decode().encode("utf-16") if info.filename == "word/settings.xml" else part)
    return out.getvalue()


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("材料.docx", docx())
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "made", "says"),
    [
        ("材料.zip", packed, "pdf, docx, xlsx, jpg, jpeg, png"),
        ("材料.docx", spoilt, "文件中有无法去除的作者信息。 请重新打印成 PDF。"),
    ],
    ids=["a kind that cannot be cleaned", "names that cannot be removed"],
)
def test_a_paper_that_cannot_be_cleaned_is_refused_and_says_so(
    office: Office, name: str, made: Callable[[], bytes], says: str
) -> None:
    opened(office, projects=1)
    with pytest.raises(RecordError) as refused:
        attach(office, name, made())
    assert name in str(refused.value) and says in str(refused.value)
    assert not Attachment.objects.exists()


def test_the_part_for_papers_without_names_takes_what_can_be_cleaned() -> None:
    assert get_kind("applications").nameless_files == {"blind"}
