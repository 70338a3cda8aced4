"""Through the pages: nothing marked, lying or harmful is ever written, and a clerk reads why."""

from __future__ import annotations

import http.client
import io
import os
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import waitress
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from entries import appeal
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.site.connections.server import open_server
from making import docx, p, packed, pdf, xlsx
from office import NOW, Office
from on_disk import bytes_of
from pictures import jpeg, png

SECRET = "青鸾七号方案"  # what must be found nowhere
MARKED = "国家秘密标志"
ROWS = f"<sheetData><row><c t='inlineStr'><is><t>{SECRET}</t></is></c></row></sheetData>"
HEADED = "<headerFooter><oddHeader>&amp;L机密★1年</oddHeader></headerFooter>"
WATERMARK = '<w:hdr xmlns:w="w" xmlns:v="v"><v:textpath string="秘密"/></w:hdr>'


def with_part(pack: bytes, name: str, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(pack)) as old:
        return packed({member: old.read(member) for member in old.namelist()} | {name: part})


MARKED_FILES = {
    "name": (f"机密★{SECRET}.txt", b"x"),
    "name of a folder": (f"【机密】{SECRET}.docx", docx(p("通知"))),
    "name of what is not even taken": (f"（秘密）{SECRET}.exe", b"MZ\0"),
    "text": ("a.txt", f"机密★1年\n{SECRET}".encode()),
    "text in gb18030": ("a.txt", f"机密★1年\n{SECRET}".encode("gb18030")),
    "table": ("a.csv", f"密级：秘密\n{SECRET},1\n".encode()),
    "docx": ("a.docx", docx(p("机密★1年") + p(SECRET))),
    "docx without its star": ("a.docx", docx(p("机密") + p(SECRET))),
    "docx header": ("a.docx", docx(p(SECRET), header=p("秘密★5年"))),
    "docx footer": ("a.docx", docx(p(SECRET), footer=p("绝密★长期"))),
    "docx watermark": ("a.docx", with_part(docx(p(SECRET)), "word/header7.xml", WATERMARK)),
    "docx hidden": ("a.docx", docx(p(SECRET) + p("机密★", run="<w:vanish/>"))),
    "docx text box": (
        "a.docx",
        docx(
            p(SECRET)
            + "<w:p><w:r><w:drawing><wps:txbx><w:txbxContent>"
            + p("机密★三年")
            + "</w:txbxContent></wps:txbx></w:drawing></w:r></w:p>"
        ),
    ),
    "xlsx header": ("a.xlsx", xlsx(ROWS + HEADED)),
    "xlsx first rows": ("a.xlsx", xlsx(ROWS.replace(SECRET, "秘密★10年"))),
    "pdf": ("a.pdf", pdf(["机密★1年", SECRET])),
    "pdf header": ("a.pdf", pdf([SECRET] * 60, header="秘密★3年")),
}


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path / "data"
    (tmp_path / "temporary").mkdir()
    settings.DATA.mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


@pytest.fixture
def record(office: Office) -> Record:
    """An appeal that waits for the answer of 县科协."""
    to = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    return take(appeal(office), "assign", office.actor("supervisor"), to, at=NOW).record


@pytest.fixture
def send(office: Office, record: Record) -> Callable[..., Any]:
    """Sends the answer's form as the clerk of 县科协, with these files."""
    client = Client()
    client.force_login(office.people["clerk"].user)

    def sent(*files: tuple[str, bytes], answer: str = "列入计划", **more: str) -> Any:
        given = {"answer": answer, "files": [SimpleUploadedFile(name, data) for name, data in files], **more}
        return client.post(f"{record.get_absolute_url()}answer/", given)

    return sent


_WRITTEN: list[str] = []
_WATCH = {"on": False, "hooked": False}


def _audit(event: str, values: tuple[Any, ...]) -> None:
    if _WATCH["on"] and event == "open" and isinstance(values[0], str | bytes | os.PathLike):
        _path, mode, flags = values
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (mode is None and flags & (os.O_WRONLY | os.O_RDWR)):
            _WRITTEN.append(os.fsdecode(values[0]))


@pytest.fixture
def written() -> Iterator[list[str]]:
    """The files that this process opens for writing, also those that are gone at once."""
    if not _WATCH["hooked"]:
        sys.addaudithook(_audit)  # there is no taking it off
        _WATCH["hooked"] = True
    _WRITTEN.clear()
    _WATCH["on"] = True
    yield _WRITTEN
    _WATCH["on"] = False


def rows() -> str:
    """All that the database holds, as one text."""
    found = []
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found.append(repr(cursor.fetchall()))
    return "\n".join(found)


def disk(tmp_path: Path) -> list[str]:
    return sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())


def holding(words: str) -> list[str]:
    """Files of the database that hold these words."""
    place = Path(str(connection.settings_dict["NAME"]))
    found = place.parent.glob(place.name + "*") if connection.vendor == "sqlite" else []
    return [path.name for path in found if words.encode() in bytes_of(path)]


@pytest.mark.parametrize("case", MARKED_FILES)
def test_a_marked_file_stops_before_anything_is_written_anywhere(
    case: str, send: Callable[..., Any], record: Record, tmp_path: Path, written: list[str]
) -> None:
    name, data = MARKED_FILES[case]
    before = Entry.objects.count()
    response = send(("普通.txt", b"plain"), (name, data), answer=f"见{SECRET}附件")
    assert (response.status_code, MARKED in response.content.decode()) == (422, True)
    assert [path for path in written if path != os.devnull] == []
    assert (disk(tmp_path), Evidence.objects.count(), holding(SECRET)) == ([], 0, [])
    assert SECRET not in rows() and name not in rows()
    entry = Entry.objects.order_by("pk").last()
    size = len(b"plain") + len(data) + len(f"见{SECRET}附件".encode())
    assert entry and (Entry.objects.count(), entry.subject, entry.step, entry.record) == (
        before + 1,
        "upload",
        "refused.marked",
        None,
    )
    assert entry.person.name == "柯干事" and size <= int((entry.payload.data or "").strip('{}"bytes: ')) < size + 99  # type: ignore[union-attr]
    assert Record.objects.get(pk=record.pk).state == "assigned"


def test_the_same_file_without_its_marking_is_found_in_every_place_that_was_looked_at(
    send: Callable[..., Any], tmp_path: Path, written: list[str]
) -> None:
    data = docx(p(SECRET))
    assert send((f"{SECRET}.docx", data), answer=f"见{SECRET}附件").status_code == 302
    assert SECRET in rows() and (connection.vendor != "sqlite" or len(disk(tmp_path)) == 1)
    assert [path for path in written if str(tmp_path / "data" / "files") in path]
    assert Attachment.objects.get().name == f"{SECRET}.docx"


@pytest.mark.parametrize("words", ["商业秘密", "保守国家秘密", "秘密投票", "机密文件"])
def test_what_only_speaks_of_secrets_is_taken(words: str, send: Callable[..., Any]) -> None:
    text = f"关于{words}的说明"
    assert send((f"{text}.docx", docx(p(text))), answer=f"{words}工作已安排").status_code == 302
    assert Attachment.objects.get().name == f"{text}.docx"


@pytest.mark.parametrize("words", [f"机密★1年\n{SECRET}", f"{SECRET}\n\n秘 密\n", f"{SECRET} 绝密☆"])
def test_a_marking_among_typed_words_stops_them_and_they_are_not_shown_again(
    words: str, send: Callable[..., Any], tmp_path: Path, written: list[str]
) -> None:
    response = send(answer=words)
    page = response.content.decode()
    assert (response.status_code, MARKED in page, SECRET in page) == (422, True, False)
    assert page.count(MARKED) == 2  # in the summary and at the field
    assert " data-forget" in page
    assert (SECRET in rows(), holding(SECRET), disk(tmp_path)) == (False, [], [])
    assert [path for path in written if path != os.devnull] == []
    assert Entry.objects.order_by("pk").last().step == "refused.marked"  # type: ignore[union-attr]


def test_a_marking_in_a_matter_that_is_being_entered_stops_it(office: Office) -> None:
    client = Client()
    client.force_login(office.people["supervisor"].user)
    given = {
        "title": f"{SECRET}（机密★）",
        "words": "见标题",
        "channel": "hotline",
        "unit": "云岭县督查室",
        "speaker": "王小明",
    }
    page = client.post("/appeals/new/", given)
    assert page.status_code == 422 and SECRET not in page.content.decode() and SECRET not in rows()
    assert "王小明" in page.content.decode() and Record.objects.count() == 0  # the other words are still there


DTD = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file://{}">]>'


@pytest.mark.control("8.1.4.4", "files that lie or harm: macros, bombs, entities, encrypted, disguised")
@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("照片.jpg", b"MZ\x90\0" + b"\0" * 200, "文件内容与扩展名 .jpg 不符"),
        ("说明.pdf", b"<html><script>alert(1)</script></html>", "文件内容与扩展名 .pdf 不符"),
        ("图.png", jpeg(), "文件内容与扩展名 .png 不符"),
        ("页.html", b"<script>alert(1)</script>", "不接收这类文件"),
        ("图.svg", b"<svg onload='alert(1)'/>", "不接收这类文件"),
        ("a.docx", with_part(docx(p("x")), "word/vbaProject.bin", "x"), "文件含有宏或控件"),
        ("a.docx", with_part(docx(p("x")), "word/media/x.bin", "\0" * 9_000_000), "文件解压后大得反常"),
        ("a.docx", docx(p("x"))[:-40], "文件已损坏"),
        ("a.pdf", pdf(["x"], password="1"), "文件设有密码"),
        ("空.txt", b"", "文件是空的"),
    ],
)
def test_what_lies_or_harms_is_refused_in_words_and_nothing_is_kept(
    name: str, data: bytes, said: str, send: Callable[..., Any], tmp_path: Path, record: Record
) -> None:
    response = send((name, data))
    page = response.content.decode()
    assert (response.status_code, said in page, name in page) == (422, True, True)
    assert "列入计划" in page  # what was typed is still there
    assert (disk(tmp_path), Evidence.objects.count(), Record.objects.get(pk=record.pk).state) == ([], 0, "assigned")


@pytest.mark.control("8.1.4.4", "no XML entity reads another file")
def test_an_entity_of_another_file_is_never_resolved(send: Callable[..., Any], tmp_path: Path) -> None:
    other = tmp_path / "temporary" / "other.txt"
    other.write_text(SECRET)
    body = (
        DTD.format(other) + '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    )
    page = send(("a.docx", with_part(docx(p("x")), "word/document.xml", body)))
    assert page.status_code == 422 and "文件已损坏" in page.content.decode()
    assert SECRET not in page.content.decode() and SECRET not in rows()


@pytest.mark.control("8.1.4.4", "a file over the limit never reaches the disk")
def test_a_file_over_the_limit_is_refused_by_its_size_and_never_on_the_disk(
    send: Callable[..., Any], settings: Any, tmp_path: Path, written: list[str]
) -> None:
    settings.UPLOAD_LIMIT = settings.REQUEST_LIMIT = 3_000_000
    page = send(("大.txt", b"x" * 3_000_001))
    assert page.status_code == 422 and "文件超过 3 MB" in page.content.decode()
    assert [path for path in written if path != os.devnull] == [] and disk(tmp_path) == []
    assert send(("a.txt", b"x" * 1_600_000), ("b.txt", b"y" * 1_600_000)).status_code == 422
    assert send(("a.txt", b"x" * 1_400_000), ("b.txt", b"y" * 1_400_000)).status_code == 302


def test_more_files_than_allowed_are_refused(send: Callable[..., Any], tmp_path: Path) -> None:
    page = send(*[(f"{n}.txt", b"x") for n in range(21)])
    assert page.status_code == 422 and "一次最多 20 个文件" in page.content.decode() and disk(tmp_path) == []


@pytest.mark.control("8.1.4.4", "names that would leave their folder are made harmless")
def test_names_that_would_leave_their_folder_or_deceive_the_eye_are_kept_harmless(
    office: Office, record: Record, tmp_path: Path
) -> None:
    client = Client()
    client.force_login(office.people["clerk"].user)
    names = [
        "../../../x.txt",
        "..\\..\\y.txt",
        "/etc/z.txt",
        "a\u202etxt.exe.txt",
        "CON.txt",
        "长" * 200 + ".txt",
        "b\r\nX: y.txt",
    ]
    parts = ['--B\r\nContent-Disposition: form-data; name="answer"\r\n\r\n好\r\n']
    parts += [
        f'--B\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n{n}\r\n'
        for n, name in enumerate(names[:-1])
    ]
    body = ("".join(parts) + "--B--\r\n").encode()
    sent = client.post(f"{record.get_absolute_url()}answer/", body, content_type="multipart/form-data; boundary=B")
    assert sent.status_code == 302
    kept = list(Attachment.objects.order_by("pk").values_list("name", flat=True))
    assert kept == ["x.txt", "y.txt", "z.txt", "atxt.exe.txt", "_CON.txt", "长" * 96 + ".txt"]
    assert all(name.startswith("data/files/") and len(name.rpartition("/")[2]) == 64 for name in disk(tmp_path))
    for attachment in Attachment.objects.all():
        given = client.get(f"{record.get_absolute_url()}files/{attachment.pk}/")["Content-Disposition"]
        assert given.startswith("attachment; filename") and "\n" not in given and "/" not in given


def test_signed_out_nobody_sends_a_file(record: Record, tmp_path: Path) -> None:
    sent = Client().post(f"{record.get_absolute_url()}answer/", {"files": SimpleUploadedFile("a.txt", b"x")})
    assert (sent.status_code, disk(tmp_path)) == (302, [])


SCANNER = """
import sys
data = open(sys.argv[1], "rb").read()
open(sys.argv[0] + ".log", "ab").write(data[:9] + b"|")
sys.exit(1 if b"EICAR" in data else 0)
"""


@pytest.mark.control("8.1.4.4", "the office's virus scanner has its say first")
def test_the_offices_virus_scanner_has_its_say_before_anything_is_kept(
    send: Callable[..., Any], settings: Any, tmp_path: Path
) -> None:
    scanner = tmp_path / "scan ner.py"
    scanner.write_text(SCANNER)
    settings.SCAN_COMMAND = f'"{sys.executable}" "{scanner}"'
    page = send(("a.txt", b"good one"), ("b.txt", b"EICAR bad"))
    assert page.status_code == 422 and "b.txt: 病毒扫描未通过" in page.content.decode()
    assert Evidence.objects.count() == 0 and disk(tmp_path) == ["scan ner.py", "scan ner.py.log"]
    assert send(("机密★.txt", b"marked")).status_code == 422
    assert send(("a.png", png())).status_code == 302
    assert (tmp_path / "scan ner.py.log").read_bytes() == b"good one|EICAR bad|" + png()[:9] + b"|"


@pytest.mark.control("8.1.4.4", "a scanner that does not answer lets nothing pass")
@pytest.mark.parametrize("command", ["/nowhere/scan", '"unclosed'])
def test_a_scanner_that_does_not_answer_lets_nothing_pass(
    command: str, send: Callable[..., Any], settings: Any, tmp_path: Path
) -> None:
    settings.SCAN_COMMAND = command
    page = send(("a.txt", b"x"))
    assert page.status_code == 422 and "病毒扫描程序没有响应" in page.content.decode() and disk(tmp_path) == []


@pytest.mark.parametrize("ours", [True, False], ids=["as we start it", "as it comes"])
def test_the_server_writes_large_requests_to_the_disk_unless_it_is_told_not_to(
    ours: bool, written: list[str], settings: Any
) -> None:
    seen: list[int] = []

    def answer(environ: dict[str, Any], start: Any) -> list[bytes]:
        seen.append(len(environ["wsgi.input"].read()))
        start("200 OK", [])
        return [b""]

    settings.SMALL_LIMIT = 6_000_000  # what more needs is tried in test_connections.py
    server = open_server(answer, "127.0.0.1", 0) if ours else waitress.create_server(answer, host="127.0.0.1", port=0)

    def run() -> None:
        with suppress(OSError):  # it is closed under its feet
            server.run()

    threading.Thread(target=run, daemon=True).start()
    asked = http.client.HTTPConnection("127.0.0.1", int(server.effective_port), timeout=20)
    asked.request("POST", "/", body=b"x" * 5_000_000)
    assert asked.getresponse().status == 200 and seen == [5_000_000]
    asked.close()
    server.close()
    assert (written == []) is ours
