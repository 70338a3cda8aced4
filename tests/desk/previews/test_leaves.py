"""Files are shown in place: made by the worker within bounds, kept by their hash, only for who may have the file."""

from __future__ import annotations

import io
import struct
import threading
import zipfile
from base64 import b64decode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import docx
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from PIL import Image

from assigned import running
from luoshi.desk.previews.actions import making
from luoshi.desk.previews.pages import preview_files
from luoshi.desk.previews.rules.packed import names
from luoshi.desk.previews.rules.picture_steps import scale_picture
from luoshi.desk.previews.rules.preview_modes import PIXELS, is_displayable_size, preview_mode
from luoshi.kernel.files import preview_cache
from luoshi.kernel.files.actions.files import let_go
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.reading.errors import ReadError
from luoshi.reading.load import DEFAULT
from luoshi.reading.load import office as soffice
from many_appeals import signed_in
from office import NOW, Office
from pdfs import raw, scanned, side
from pictures import exif, jpeg, png
from plans import published
from sent_files import answer, assigned, sent

REMEDY = "apt-get install libreoffice-writer libreoffice-calc, or https://www.libreoffice.org"
PDF = scanned(3)
BASE = "科普示范基地"


@pytest.fixture(autouse=True)
def _alone(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA = tmp_path
    cache.clear()  # what was asked for in another test
    with override("en"):
        yield


def reported(office: Office, **files: bytes) -> Commitment:
    """A commitment that is reported done with these files, ``a_pdf=b"…"``."""
    one = running(office, published(office), BASE)
    evidence = [SimpleUploadedFile(name.replace("_", "."), data) for name, data in files.items()]
    take(one, "finish", office.actor("clerk"), {"words": "已完成"}, at=NOW, files={"evidence": evidence})
    return Commitment.objects.get(pk=one.pk)


def worked() -> list[bool]:
    """The worker does what was asked for."""
    tasks = [
        result for result in DBTaskResult.objects.order_by("id") if result.task_path == making.make_later.module_path
    ]
    DBTaskResult.objects.filter(pk__in=[task.pk for task in tasks]).delete()
    return [making.make_later.func(*task.args_kwargs["args"]) for task in tasks]


def seen(one: Commitment) -> Any:
    """Its first file as a page shows it."""
    return preview_files(one, list(Attachment.objects.filter(record=one.pk)), at=timezone.now())[0]


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name, data in files.items():
            pack.writestr(name.replace("_", "/"), data)
    return out.getvalue()


def test_pages_are_made_by_the_worker_once_and_shown(office: Office) -> None:
    one = reported(office, a_pdf=PDF)
    file = Attachment.objects.get()
    assert preview_cache.load_preview(file.evidence.sha256) is None and worked() == [True]
    found = seen(one)
    assert (found.way, [leaf["number"] for leaf in found.leaves], found.rest) == ("pages", [1, 2, 3], "")
    client = signed_in(office, "supervisor", "en")
    answer_ = client.get(found.leaves[2]["url"])
    assert (answer_.status_code, answer_["Content-Type"], side(answer_.content)) == (200, "image/png", (893, 1263))
    assert answer_["X-Content-Type-Options"] == "nosniff" and "default-src 'none'" in answer_["Content-Security-Policy"]
    assert "private" in answer_["Cache-Control"] and "sandbox" in answer_["Content-Security-Policy"]
    assert client.get(found.leaves[2]["url"], headers={"If-None-Match": answer_["ETag"]}).status_code == 304
    assert client.get(found.url + "4.png").status_code == 404
    assert making.make_later.func(file.evidence_id) is False  # twice does no more
    assert seen(one) == found and worked() == []


def test_whoever_may_not_have_the_file_sees_no_page_of_it(office: Office) -> None:
    one = reported(office, a_pdf=PDF)
    other = assigned(office)
    answer(office, other, sent())
    worked()
    url, file = seen(one).url, Attachment.objects.get(record=one.pk)
    elsewhere = Attachment.objects.get(record=other.pk)
    for who, status in {"supervisor": 200, "clerk": 200, "stranger": 404, "outside": 404, "collector": 404}.items():
        client = signed_in(office, who, "en")
        assert (who, client.get(url + "1.png").status_code) == (who, status)
        assert client.get(url + "shown/").status_code == status
    assert Client().get(url + "1.png").status_code == 302
    clerk, sha256 = signed_in(office, "clerk", "en"), file.evidence.sha256
    # Neither by another matter's address nor by its hash.
    wrong = [f"/appeals/{other.pk}/files/{file.pk}/1.png", f"/commitments/{one.pk}/files/{elsewhere.pk}/1.png"]
    wrong += [f"/commitments/{one.pk}/files/{sha256}/1.png", f"/leaves/{sha256[:2]}/{sha256}/1.png"]
    wrong += [f"/static/leaves/{sha256[:2]}/{sha256}/1.png", url + "../../1.png"]
    assert [clerk.get(path).status_code for path in wrong] == [404] * len(wrong)


def test_files_of_protected_matters_are_only_downloaded_which_is_journaled(office: Office) -> None:
    record = assigned(office)
    answer(office, record, SimpleUploadedFile("说明.pdf", PDF))
    (file,) = Attachment.objects.all()
    making.make_later.func(file.evidence_id)
    assert preview_files(record, [file], at=timezone.now())[0].way == "none"
    assert signed_in(office, "clerk").get(f"/appeals/{record.pk}/files/{file.pk}/1.png").status_code == 404


def test_of_a_long_file_the_first_pages_are_made(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PAGES", 2)
    one = reported(office, a_pdf=PDF)
    worked()
    found = seen(one)
    assert (len(found.leaves), found.rest) == (2, "Further pages: 1. Download the file to see them.")


def test_a_page_of_any_size_is_bounded(office: Office) -> None:
    one = reported(office, a_pdf=raw("0 0 14400 14400"))
    worked()
    (leaf,) = seen(one).leaves
    assert side(preview_cache.read_page_image(Attachment.objects.get().evidence.sha256, 1) or b"") == (
        leaf["width"],
        leaf["height"],
    )
    assert max(leaf["width"], leaf["height"]) <= 2400


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(200)


def test_without_libreoffice_it_says_how_to_install_it_and_shows_what_needs_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soffice, "find_libreoffice", lambda: None)
    one = reported(office, a_doc=OLE, b_jpg=jpeg(), c_pdf=PDF)
    assert worked() == [True]  # the PDF alone
    files = preview_files(one, list(Attachment.objects.filter(record=one.pk).order_by("pk")), at=timezone.now())
    assert [file.way for file in files] == ["none", "picture", "pages"]
    assert "apt-get install libreoffice-writer libreoffice-calc" in files[0].fault and "download" in files[0].fault
    page = signed_in(office, "supervisor", "en").get(files[0].part_url).content.decode()
    assert "apt-get install" in page and f'href="{files[0].url}"' in page


def test_what_cannot_be_made_says_why_and_is_not_tried_at_every_look(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*given: Any) -> bytes:
        raise ReadError("load.too_slow", format="doc", seconds=1)

    monkeypatch.setattr(soffice, "find_libreoffice", lambda: "/usr/bin/soffice")
    monkeypatch.setattr(soffice, "convert_with_libreoffice", slow)
    one = reported(office, a_doc=OLE)
    assert worked() == [False]
    assert (seen(one).way, seen(one).fault) == ("none", "Generating the pages took too long. Download the file.")
    cache.clear()
    assert worked() == []
    monkeypatch.setattr(making, "PATIENCE", -1)  # later it is tried again
    assert seen(one).way == "waits" and worked() == [False]
    making.given_up(Attachment.objects.get().evidence_id)
    monkeypatch.undo()
    assert "damaged or incomplete" in seen(one).fault


class _Listening(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def test_a_documents_links_are_not_followed(need_tool: Callable[[str, str], str], tmp_path: Path) -> None:
    """A picture on another server, which would tell who looks when, and one on this disk; nothing else is left out."""
    need_tool("soffice", REMEDY)
    server = HTTPServer(("127.0.0.1", 0), _Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "secret.png"
    secret.write_bytes(png())
    links = [f"http://127.0.0.1:{server.server_port}/seen.png", secret.as_uri()]
    document = docx.Document()
    document.add_paragraph("情况报告")
    for link in links:
        document.add_picture(io.BytesIO(png()))
        blip = document.element.body.xpath(".//a:blip")[-1]
        blip.attrib.pop(qn("r:embed"))
        blip.set(qn("r:link"), document.part.relate_to(link, RELATIONSHIP_TYPE.IMAGE, is_external=True))
    out = io.BytesIO()
    document.save(out)
    pages = soffice.convert_with_libreoffice("docx", out.getvalue(), "pdf", making.LIMITS)
    server.shutdown()
    assert _Listening.asked == []
    assert b"/Subtype/Image" not in pages.replace(b" ", b"")


def test_erasing_a_file_takes_its_pages_with_it(office: Office, django_capture_on_commit_callbacks: Any) -> None:
    one = reported(office, a_pdf=PDF)
    worked()
    (sha256,) = Evidence.objects.values_list("sha256", flat=True)
    assert preview_cache.read_page_image(sha256, 1)
    with django_capture_on_commit_callbacks(execute=True):
        let_go(one)
    assert preview_cache.load_preview(sha256) is None and preview_cache.read_page_image(sha256, 1) is None


def test_room_is_made_by_what_was_not_used_for_longest_and_by_what_is_no_more(office: Office) -> None:
    import os

    reported(office, a_pdf=PDF)
    worked()
    kept = Evidence.objects.get().sha256
    old, gone = "a" * 64, "b" * 64
    for sha256 in (old, gone):
        preview_cache.save_preview(sha256, {"count": 0, "sizes": []}, [bytes(100)])
    os.utime(preview_cache.preview_folder() / "aa" / old, (1, 1))
    size = sum(path.stat().st_size for path in preview_cache.preview_folder().rglob("*") if path.is_file())
    assert set(preview_cache.prune_preview_cache(timezone.now().timestamp(), size - 1)) == {kept, gone}
    making.prune_previews(timezone.now())
    assert [preview_cache.load_preview(sha256) is None for sha256 in (kept, old, gone)] == [False, True, True]


def test_a_container_is_shown_by_the_names_in_it(office: Office) -> None:
    one = reported(office, a_zip=packed(photos_1=b"x" * 2000, list=b"y"))
    worked()
    assert (seen(one).way, [name for name, _size in seen(one).names]) == ("names", ["photos/1", "list"])


def test_names_of_chinese_windows_are_read_and_bounded() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("AAAAAAAA.txt", b"")
        pack.writestr("b" * 300, b"")
        pack.writestr("c", b"")
    data = out.getvalue().replace(b"AAAAAAAA", "现场照片".encode("gbk"))
    found, _more = names(data, making.LIMITS, most=2)
    assert (found["count"], found["names"][0][0], len(found["names"][1][0])) == (3, "现场照片.txt", 160)
    with pytest.raises(ReadError):
        names(b"PK" + bytes(40), making.LIMITS, most=2)


def test_words_and_films_are_shown_as_what_they_are(office: Office) -> None:
    one = reported(office, a_txt="已开展活动".encode(), b_mp4=b"\0\0\0\x18ftypisom" + bytes(40))
    worked()
    words, film = preview_files(one, list(Attachment.objects.filter(record=one.pk).order_by("pk")), at=timezone.now())
    assert (words.way, words.words.strip(), film.way) == ("words", "已开展活动", "film")
    page = signed_in(office, "supervisor").get(film.part_url).content.decode()
    assert "<video" in page and "controls" in page and "autoplay" not in page
    answer_ = signed_in(office, "supervisor").get(film.url + "?show=1")
    assert answer_["Content-Type"] == "video/mp4" and "sandbox" in answer_["Content-Security-Policy"]


def test_a_picture_is_shown_unless_it_claims_more_points_than_a_browser_can_hold() -> None:
    assert is_displayable_size(jpeg(exif(6, b"x"))) and is_displayable_size(png())
    huge = bytearray(png())
    huge[16:24] = struct.pack(">II", PIXELS, 2)
    assert (
        not is_displayable_size(bytes(huge))
        and not is_displayable_size(b"\xff\xd8\xff")
        and not is_displayable_size(b"\x89PNG")
        and not is_displayable_size(b"")
    )
    assert [preview_mode(media) for media in ("image/png", "video/mp4", "application/x-other")] == [
        "picture",
        "film",
        "none",
    ]


def photo(width: int, height: int, sideways: int = 1, kind: str = "JPEG") -> bytes:
    """A picture of noise with a red left half; a JPEG says which side is up, and who took it."""
    seed = Image.effect_noise((width, height), 90).convert("RGB")
    seed.paste((200, 0, 0), (0, 0, width // 2, height))
    out, said = io.BytesIO(), Image.Exif()
    said[0x0112], said[0x013B] = sideways, "摄影：柯干事"
    seed.save(out, kind, **({"exif": said, "quality": 95} if kind == "JPEG" else {}))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_picture_is_shown_by_smaller_copies_and_whole_on_demand(office: Office, kind: str) -> None:
    one = reported(office, **{f"a_{'jpg' if kind == 'JPEG' else 'png'}": photo(2000, 1000, kind=kind)})
    file = Attachment.objects.get()
    assert worked() == [True]
    found = seen(one)
    assert [(leaf["width"], leaf["height"]) for leaf in found.leaves] == [(320, 160), (1280, 640)]
    client = signed_in(office, "supervisor", "en")
    small, middle = (client.get(leaf["url"]) for leaf in found.leaves)
    assert (
        small["Content-Type"] == middle["Content-Type"] == "image/jpeg" and "nosniff" in small["X-Content-Type-Options"]
    )
    assert len(small.content) < len(middle.content) < file.evidence.size / 2
    assert Image.open(io.BytesIO(small.content)).size == (320, 160)
    page = client.get(found.part_url).text
    assert "320w" in page and "1280w" in page and f"{found.url}?show=1" in page


def test_a_copy_stands_upright_and_says_nothing_of_who_took_it() -> None:
    steps, _ = scale_picture(photo(2000, 1000, sideways=6), DEFAULT)
    small = Image.open(io.BytesIO(b64decode(steps["steps"][0]["jpeg"])))  # type: ignore[index]
    assert small.size == (320, 640) and not small.getexif() and "exif" not in small.info
    red, _green, blue = small.getpixel((160, 20))  # type: ignore[misc]
    assert red > 150 and blue < 60  # what was left is above


@pytest.mark.parametrize(
    ("width", "widths"), [(200, [200]), (600, [320, 600]), (1280, [320, 1280]), (4000, [320, 1280])]
)
def test_no_copy_is_wider_than_the_picture(width: int, widths: list[int]) -> None:
    steps, _ = scale_picture(photo(width, 400), DEFAULT)
    assert [step["width"] for step in steps["steps"]] == widths  # type: ignore[attr-defined]


def test_what_is_clear_in_a_picture_is_white_in_its_copy() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(out, "PNG")
    steps, _ = scale_picture(out.getvalue(), DEFAULT)
    copy = Image.open(io.BytesIO(b64decode(steps["steps"][0]["jpeg"])))  # type: ignore[index]
    assert copy.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", photo(900, 900)[:2000], b"GIF89a" + b"\0" * 40])
def test_a_broken_picture_or_another_format_has_no_copies(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"load\.damaged"):
        scale_picture(data, DEFAULT)


def test_a_small_picture_is_shown_as_it_is_and_nothing_is_made(office: Office) -> None:
    one = reported(office, a_png=png())
    assert (seen(one).way, worked()) == ("picture", [])


def test_whoever_may_not_have_a_picture_sees_no_copy_of_it(office: Office) -> None:
    one = reported(office, a_jpg=photo(2000, 1500))
    assert worked() == [True]
    url = seen(one).url
    for who, status in {"supervisor": 200, "clerk": 200, "stranger": 404, "outside": 404}.items():
        client = signed_in(office, who, "en")
        assert [client.get(f"{url}{step}.png").status_code for step in (1, 2)] == [status] * 2, who
    assert signed_in(office, "clerk", "en").get(f"{url}3.png").status_code == 404
