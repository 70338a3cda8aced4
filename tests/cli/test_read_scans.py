"""The command ``luoshi read`` on scans and photographs, with and without text recognition."""

import io
import json

import jsonschema
import pytest

from luoshi.cli import main
from luoshi.cli.inputs import DocumentInput, join_pictures
from luoshi.schema import reading_schema
from sheets_drawn import blank_sheet, need_recognition, to_bytes, to_pdf, write_lines

pytestmark = pytest.mark.usefixtures("surroundings")
TITLE, TASK = "青崖县科协2025年工作要点", "举办科普讲座12场，培训80人。"


def sheet(*lines):
    return write_lines(blank_sheet(), lines)


@pytest.fixture
def recognises():
    need_recognition()


@pytest.mark.parametrize(
    ("names", "documents"),
    [
        (["page1.png", "page2.png"], [["page1.png", "page2.png"]]),
        (["p10.jpg", "p9.jpg", "p1.jpg"], [["p1.jpg", "p9.jpg", "p10.jpg"]]),
        (
            ["scan.pdf", "photo.jpg", "page1.png", "page2.png"],
            [["scan.pdf"], ["photo.jpg"], ["page1.png", "page2.png"]],
        ),
        (["a1.png", "b1.png", "a1.jpg"], [["a1.png"], ["b1.png"], ["a1.jpg"]]),
        (["x/1.png", "y/2.png"], [["x/1.png"], ["y/2.png"]]),
        (["plan1.docx", "plan2.docx"], [["plan1.docx"], ["plan2.docx"]]),
        (["第1页.jpg", "第2页.jpg"], [["第1页.jpg", "第2页.jpg"]]),
    ],
)
def test_pictures_named_alike_but_for_a_number_are_pages_of_one(names, documents):
    joined = join_pictures([DocumentInput(name, name) for name in names])
    assert [[document.path, *document.further] for document in joined] == documents


def test_pictures_found_in_a_folder_are_not_joined():
    found = [DocumentInput("p1.png", "p1.png", walked=True), DocumentInput("p2.png", "p2.png", walked=True)]
    assert join_pictures(found) == found


def test_pages_photographed_one_by_one_are_one_ledger(tmp_path, capsys, recognises):
    for number, page in enumerate((sheet(TITLE), sheet(TASK)), 1):
        (tmp_path / f"page{number}.jpg").write_bytes(to_bytes(page))
    pages = [str(tmp_path / f"page{number}.jpg") for number in (2, 1)]
    assert main(["read", *pages, "--format", "json", "--with-text", "--lang", "zh"]) == 0
    said = capsys.readouterr()
    made = json.loads(said.out)
    (document,) = made if isinstance(made, list) else [made]
    assert document["source"] == "page1.jpg" and document["text"].index("工作要点") < document["text"].index("讲座12场")
    assert {12, 80} <= {quantity["value"] for quantity in document["quantities"]}
    assert "数字须对照原件核对" in said.err
    jsonschema.Draft202012Validator(json.loads(reading_schema())).validate(document)
    assert isinstance(document["unsure"], list)


def test_each_picture_is_its_own_document_if_asked(tmp_path, capsys, recognises):
    for number in (1, 2):
        (tmp_path / f"page{number}.jpg").write_bytes(to_bytes(sheet(f"第{number}份要点。")))
    assert main(["read", *map(str, sorted(tmp_path.glob("*.jpg"))), "--apart", "--format", "json"]) == 0
    assert [document["source"] for document in json.loads(capsys.readouterr().out)] == ["page1.jpg", "page2.jpg"]


def test_standard_input_may_be_a_scan(monkeypatch, capsys, recognises):
    stdin = io.TextIOWrapper(io.BytesIO(to_pdf([sheet(TITLE, TASK)])))
    monkeypatch.setattr("sys.stdin", stdin)
    assert main(["read", "-", "--format", "json", "--with-text"]) == 0
    assert "讲座12场" in json.loads(capsys.readouterr().out)["text"]


def test_a_doubtful_figure_is_a_doubt_of_its_row(tmp_path, capsys, recognises, monkeypatch):
    import luoshi.ocr
    from luoshi.reading.model import UnsureText

    read_scans = luoshi.ocr.read_scans

    def doubtful(files, **given):
        from dataclasses import replace

        document = read_scans(files, **given)
        at = document.text.index("12")
        return replace(document, unsure=(UnsureText(at, at + 1, "ocr.figure", 0, 1, 2, 3, 4),))

    monkeypatch.setattr("luoshi.ocr.read_scans", doubtful)
    (tmp_path / "a.png").write_bytes(to_bytes(sheet(TITLE, TASK), "PNG"))
    assert main(["read", str(tmp_path / "a.png"), "--format", "json"]) == 0
    made = json.loads(capsys.readouterr().out)
    doubts = {quantity["value"]: quantity["doubts"] for quantity in made["quantities"]}
    assert "recognised_figure" in doubts[12] and "recognised_figure" not in doubts[80]
    assert any("recognised_words" in statement["doubts"] for statement in made["statements"])
    assert made["unsure"] == [
        {"start": made["unsure"][0]["start"], "end": made["unsure"][0]["end"], "quote": "1", "page": 1}
        | {"code": "ocr.figure", "box": [1, 2, 3, 4]}
    ]


@pytest.mark.parametrize(("language", "words"), [("zh", "make scan"), ("en", "make scan")])
def test_without_recognition_one_line_names_the_command(tmp_path, capsys, monkeypatch, language, words):
    monkeypatch.setattr("luoshi.cli.job._recognises", lambda: False)
    (tmp_path / "a.pdf").write_bytes(to_pdf([blank_sheet()]))
    assert main(["read", str(tmp_path / "a.pdf"), "--lang", language]) == 1
    said = capsys.readouterr().err
    assert words in said and "Traceback" not in said and len(said.strip().splitlines()) == 1


def test_a_photograph_in_a_telephones_own_format_says_how_to_send_it(tmp_path, capsys, recognises):
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 100)
    assert main(["read", str(tmp_path / "a.heic"), "--lang", "zh"]) == 1
    assert "JPEG" in capsys.readouterr().err


def test_a_marked_scan_is_refused_also_when_someone_says_it_is_clear(tmp_path, capsys, recognises):
    (tmp_path / "a.jpg").write_bytes(to_bytes(sheet("机密★1年", "", TITLE, TASK)))
    assert main(["read", str(tmp_path / "a.jpg"), "--cleared", "--lang", "zh"]) == 1
    said = capsys.readouterr()
    assert "机密" in said.err and not said.out


def test_an_unclear_marking_stops_and_goes_on_when_a_person_has_looked(tmp_path, capsys, recognises, monkeypatch):
    (tmp_path / "a.jpg").write_bytes(to_bytes(sheet(TITLE, TASK)))
    monkeypatch.setattr("luoshi.ocr.looks_marked", lambda line: "工作要点" in line)
    assert main(["read", str(tmp_path / "a.jpg"), "--lang", "zh"]) == 1
    said = capsys.readouterr()
    assert "--cleared" in said.err and not said.out
    assert main(["read", str(tmp_path / "a.jpg"), "--cleared", "--lang", "zh"]) == 0


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_the_pages_of_a_scan_are_counted(tmp_path, monkeypatch, capsys, recognises):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    (tmp_path / "a.pdf").write_bytes(to_pdf([sheet(TITLE), sheet(TASK)]))
    assert main(["read", str(tmp_path / "a.pdf"), "--format", "json", "--lang", "zh"]) == 0
    assert "正在识别各页" in terminal.getvalue() and "1/2" in terminal.getvalue()
    assert json.loads(capsys.readouterr().out)["source"] == "a.pdf"


def text_layer(path):
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(path) as pages:
        return [page.get_textpage().get_text_range() for page in pages], pages[0].get_size()


def test_a_scan_is_saved_as_a_pdf_that_can_be_searched(tmp_path, capsys, recognises):
    (tmp_path / "a.pdf").write_bytes(
        to_pdf([sheet(TITLE, "各乡镇（街道）科协："), sheet(TASK, "调研3次，走访企业25家。")])
    )
    out = tmp_path / "out"
    assert main(["read", str(tmp_path / "a.pdf"), "--out", str(out), "--format", "json", "--searchable"]) == 0
    (first, second), size = text_layer(out / "a.pdf")
    assert "工作要点" in first and "讲座12场" in second.replace(" ", "")
    assert size == pytest.approx((595, 842), abs=1)
    from luoshi.reading.load import load_path

    again = load_path(out / "a.pdf")
    assert "讲座12场" in again.text.replace(" ", "")


def test_the_text_of_a_searchable_pdf_stands_where_it_is_printed(tmp_path, recognises):
    import pypdfium2 as pdfium

    from luoshi.ocr import read_scans
    from luoshi.ocr.searchable import make_searchable_pdf

    pictures = []
    document = read_scans([("a.jpg", to_bytes(sheet(TASK)))], pictures=pictures)
    with pdfium.PdfDocument(make_searchable_pdf(document, pictures)) as pages:
        found = pages[0].get_textpage().search("12")
        box = pages[0].get_textpage().get_charbox(found.get_next()[0])
    place = document.places[0]
    assert place.left / 100 < box[0] < place.right / 100
    assert abs((842 - box[3]) - place.top / 100) < 12


def test_a_searchable_pdf_needs_a_folder_and_never_takes_the_place_of_the_scan(tmp_path, capsys, recognises):
    scan = to_pdf([sheet(TASK)])
    (tmp_path / "a.pdf").write_bytes(scan)
    assert main(["read", str(tmp_path / "a.pdf"), "--searchable"]) == 2
    assert "--out" in capsys.readouterr().err
    assert main(["read", str(tmp_path / "a.pdf"), "--out", str(tmp_path), "--format", "json", "--searchable"]) == 0
    assert (tmp_path / "a.pdf").read_bytes() == scan and (tmp_path / "a-2.pdf").exists()
