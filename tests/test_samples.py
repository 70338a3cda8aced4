"""The sample documents: made by the script, the same bytes each time, and such as their formats promise."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from luoshi.codes.divisions import load_division_table
from luoshi.reading.load import load_document
from luoshi.site.demo.papers import load_demo_paper

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
DEMONSTRATION = ROOT / "src/luoshi/site/demo/documents"
PLACES = ("芷川市", "青崖县", "岚溪县", "槐坪县", "桐荫区", "石鼓坪区")


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    subprocess.run([sys.executable, ROOT / "tools/samples/make.py", folder], check=True, capture_output=True)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_script_makes_what_is_in_the_folder_byte_for_byte(made):
    now, kept = contents(made), contents(SAMPLES)
    assert sorted(now) == sorted(kept)
    assert [name for name in now if now[name] != kept[name]] == []


def test_the_demonstration_begins_from_three_of_them_in_the_year_that_it_needs(tmp_path):
    script = "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import make"
    script += "; make.make_demonstration(pathlib.Path(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", script, ROOT / "tools/samples", tmp_path], check=True)
    kept = {name: data for name, data in contents(DEMONSTRATION).items() if not name.endswith(".py")}
    assert contents(tmp_path) == kept and len(kept) == 3
    for name in kept:
        words = load_document(name, load_demo_paper(name, 2031)).text
        assert (name, "2031年" in words, "2025年" in words, "云岭" in words) == (name, True, False, True)
        assert [place for place in PLACES if place[:2] in words] == []
        assert load_demo_paper(name, 2031) == load_demo_paper(name, 2031)


def test_there_are_twelve_in_five_formats():
    assert len(contents(SAMPLES)) == 12
    assert {path.suffix for path in SAMPLES.iterdir()} == {".docx", ".html", ".pdf", ".txt", ".xlsx"}


def test_their_places_are_invented():
    levels = ("province", "prefecture", "county", "township")
    assert [name for name in PLACES if load_division_table().find_by_name(name, levels=levels)] == []


def test_word_files_have_numbers_merged_cells_a_text_box_and_footnotes():
    found: set[str] = set()
    for path in SAMPLES.glob("*.docx"):
        docx.Document(str(path))  # opens
        with zipfile.ZipFile(path) as package:
            body = package.read("word/document.xml").decode()
            marks = ("w:numPr", "w:vMerge", "w:gridSpan", "w:txbxContent", "w:footnoteReference")
            found |= {mark for mark in marks if mark in body}
    assert found == {"w:numPr", "w:vMerge", "w:gridSpan", "w:txbxContent", "w:footnoteReference"}


def test_pdf_files_have_several_pages_and_a_text_layer_with_running_heads():
    for path in SAMPLES.glob("*.pdf"):
        with pypdfium2.PdfDocument(path) as file:
            pages = [page.get_textpage().get_text_range() for page in file]
        assert len(pages) >= 3
        assert all(f"— {number} —" in page for number, page in enumerate(pages, 1))
        assert "县" in pages[0] or "市" in pages[0]


def test_the_task_table_has_merged_cells():
    sheet = openpyxl.load_workbook(SAMPLES / "02-task-division-2025.xlsx").active
    assert len(sheet.merged_cells.ranges) > 10


def test_two_files_are_in_the_encoding_of_old_systems():
    for name in ("08-soil-test-plan.txt", "12-enterprise-service.html"):
        content = (SAMPLES / name).read_bytes()
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")
        assert "实施" in content.decode("gb18030")
