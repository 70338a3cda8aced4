"""A board as picture, workbook and document: the same numbers, hidden alike, journaled; maps with their number."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from board_samples import board_of, kind_tile
from counted_kinds import FIGURES, counted_kinds, event
from luoshi.boards.base.models import FigureBoard
from luoshi.boards.building.actions import TileChoice
from luoshi.boards.places.models import GridPlace, OfficeMap
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.small_numbers import SMALL
from many_appeals import signed_in, workbook
from office import NOW, Office

pytestmark = pytest.mark.django_db
NUMBER = "冀S（2023）035号"
AREAS = [("青石镇", 103), ("云岭县科学技术局", 104), ("云中乡", 105)]


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds() as found:
        yield found


@pytest.fixture
def protected() -> Iterator[CompiledKind]:
    figures = [figure for figure in FIGURES if "cost" not in figure.columns]
    with counted_kinds(*figures, Protected({"cost": stars}, "desk")) as found:
        yield found


def geojson() -> SimpleUploadedFile:
    def area(name: str, west: int) -> dict[str, Any]:
        ring = [[west, 30], [west + 1, 30], [west + 1, 31], [west, 31], [west, 30]]
        return {"properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    data = {"type": "FeatureCollection", "features": [area(*place) for place in AREAS]}
    return SimpleUploadedFile("map.geojson", json.dumps(data, ensure_ascii=False).encode())


def grid(*rows: list[object]) -> SimpleUploadedFile:
    return SimpleUploadedFile("grid.xlsx", workbook([["地方", "行", "列"], *rows]))


def exported(office: Office, board: FigureBoard, form: str, who: str = "supervisor") -> bytes:
    answer = signed_in(office, who).post(f"/boards/{board.pk}/export/{form}/")
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]


def furnished(office: Office) -> FigureBoard:
    """A board of all pictures, with a grid and a map, and events of today."""
    today = timezone.localdate()
    for name, sort in (("town", "talk"), ("town", "fair"), ("bureau", "talk")):
        event(office.units[name], today, sort=sort, attendance=820_000)
    client = signed_in(office, "supervisor")
    rows = [["青石镇", 1, 1], ["云岭县科学技术局", 2, 2]]
    assert client.post("/boards/places/", {"op": "grid", "file": grid(*rows)}).status_code == 302
    sent = {"op": "map", "map": geojson(), "approval": f" {NUMBER} "}
    assert client.post("/boards/places/", sent).status_code == 302
    pictures = (("", "number"), ("sort", "bars"), ("month", "matrix"), ("unit", "places"), ("unit", "map"))
    tiles = [kind_tile("events", cut=cut, picture=picture) for cut, picture in pictures]
    return board_of(office, *tiles, kind_tile("visits"), TileChoice(picture="doubts"), shared="clerk")


def test_each_file_has_the_numbers_and_the_number_of_the_map(office: Office, kind: CompiledKind) -> None:
    board = furnished(office)
    svg = exported(office, board, "svg").decode()
    words = [element.text for element in ElementTree.fromstring(svg).iter() if element.text]
    assert {"月调度", "青石镇", "云中乡", "3", "2"} <= {*words} and any(NUMBER in word for word in words)
    assert "href" not in svg and "<script" not in svg
    png = exported(office, board, "png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    book = load_workbook(io.BytesIO(exported(office, board, "xlsx")))
    sheets = {sheet.title: list(sheet.values) for sheet in book}
    assert [row[:3] for row in next(iter(sheets.values()))][3] == ("Events", 3, "场")
    assert [row[:2] for row in next(iter(sheets.values()))][4] == ("Visits", 2_460_000)
    assert ("青石镇", 2) in [row[:2] for rows in sheets.values() for row in rows]
    assert all(
        any(NUMBER in str(cell) for row in rows for cell in row if cell)
        for title, rows in sheets.items()
        if title.startswith("4 ")
    )
    paper = Document(io.BytesIO(exported(office, board, "docx")))
    text = "\n".join(line.text for line in paper.paragraphs)
    assert NUMBER in text and "月调度" in text and len(paper.inline_shapes) == 1
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert {"Events", "3", "青石镇", "2", "Visits", "2,460,000"} <= cells
    assert [*Entry.objects.filter(step="board.export").values_list("subject", flat=True)] == [f"board:{board.pk}"] * 4


def test_page_and_screen_carry_the_number_of_the_map(office: Office, kind: CompiledKind) -> None:
    board = furnished(office)
    client = signed_in(office, "supervisor")
    for address in (f"/boards/{board.pk}/", f"/boards/{board.pk}/?screen=1"):
        page = client.get(address).content.decode()
        assert f"审图号: {NUMBER}" in page and 'aria-label="青石镇 2场"' in page
    assert (
        "rail" not in client.get(f"/boards/{board.pk}/?screen=1").content.decode().split("<main")[0].split("<nav")[-1]
    )


def test_files_are_for_who_may_see_the_board_and_count_what_they_may(office: Office, protected: CompiledKind) -> None:
    """A clerk's file hides what their page hides: the supervisor's file of the same board has the number."""
    today = timezone.localdate()
    for at in range(4):
        event(
            office.units["bureau" if at > 2 else "kexie"], max(today.replace(month=1, day=1), today - timedelta(days=1))
        )
    set_value(SMALL, None, "3", today.replace(month=1, day=1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    board = board_of(office, kind_tile("events"), shared="clerk")
    numbers = {}
    for who in ("supervisor", "clerk"):
        book = load_workbook(io.BytesIO(exported(office, board, "xlsx", who)))
        numbers[who] = [row[1] for row in book.worksheets[0].values][3]
        assert (">4<" in exported(office, board, "svg", who).decode()) is (who == "supervisor")
    assert numbers == {"supervisor": 4, "clerk": "不显示"}
    for who in ("head", "outside", "admin"):
        assert signed_in(office, who).post(f"/boards/{board.pk}/export/xlsx/").status_code == 404
    assert signed_in(office, "supervisor").post(f"/boards/{board.pk}/export/pdf/").status_code == 404
    assert signed_in(office, "supervisor").get(f"/boards/{board.pk}/export/svg/").status_code == 405


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["没有的镇", 1, 1]], "没有的镇"),
        ([["青石镇", 0, 1]], "第 2 行"),
        ([["青石镇", "左", 1]], "第 2 行"),
        ([["青石镇", 1, 1], ["青石镇", 1, 2]], "第 3 行"),
        ([["青石镇", 1, 1], ["云岭县科学技术局", 1, 1]], "第 3 行"),
        ([], "没有"),
    ],
)
def test_a_wrong_grid_is_refused_and_the_one_in_use_stays(office: Office, rows: list[list[object]], words: str) -> None:
    client = signed_in(office, "supervisor")
    assert client.post("/boards/places/", {"op": "grid", "file": grid(["青石镇", 3, 3])}).status_code == 302
    answer = client.post("/boards/places/", {"op": "grid", "file": grid(*rows)})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert [*GridPlace.objects.values_list("row", "column")] == [(3, 3)]
    again = client.get("/boards/places/grid.xlsx")
    assert [row[:3] for row in load_workbook(io.BytesIO(again.content)).active.values][3] == ("青石镇", 3, 3)  # type: ignore[union-attr]


@pytest.mark.parametrize("sent", [{"approval": NUMBER}, {"approval": ""}, {"approval": "没有号"}, {}])
def test_no_map_without_its_number_and_no_number_without_a_map(office: Office, sent: dict[str, str]) -> None:
    client = signed_in(office, "supervisor")
    file = {} if sent.get("approval") == NUMBER else {"map": geojson()}
    assert client.post("/boards/places/", {"op": "map", **sent, **file}).status_code == 422
    broken = {"op": "map", "map": SimpleUploadedFile("map.json", b"{}"), "approval": NUMBER}
    assert client.post("/boards/places/", broken).status_code == 422
    assert not OfficeMap.objects.exists()


def test_grid_and_map_are_set_by_who_supervises_or_administers(office: Office) -> None:
    for who, code in (("supervisor", 200), ("admin", 200), ("clerk", 404), ("leader", 404), ("auditor", 404)):
        assert signed_in(office, who).get("/boards/places/").status_code == code, who
        assert signed_in(office, who).get("/boards/places/grid.xlsx").status_code == code
    assert (
        signed_in(office, "clerk").post("/boards/places/", {"op": "grid", "file": grid(["青石镇", 1, 1])}).status_code
        == 404
    )


def test_without_grid_or_map_a_tile_says_so(office: Office, kind: CompiledKind) -> None:
    board = board_of(office, *[kind_tile("events", cut="unit", picture=picture) for picture in ("places", "map")])
    page = signed_in(office, "supervisor").get(f"/boards/{board.pk}/").content.decode()
    assert "还没有地方方格图" in page and "还没有地图" in page
