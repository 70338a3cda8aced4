"""The pages of figures: of a unit, of an indicator with its parts and pictures, and where one comes from."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luoshi.base.rights.rules.rights import Role
from luoshi.boards.base.models import FigureBoard
from luoshi.boards.building.actions import TileChoice, add_tile, create_board, share_board
from luoshi.boards.places.actions import replace_grid, replace_map
from luoshi.boards.places.rules import DrawnMap, MapPlace
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.bulletins.models import Bulletin
from luoshi.facts.countings.actions import adopt_figures
from luoshi.facts.countings.models import Counting
from luoshi.facts.foreign_tables.models import ForeignTable
from luoshi.facts.indicators.models import Definition
from luoshi.facts.supplies.models import Supply
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from many_appeals import workbook
from office import Office

NO_PAGES = {
    **dict.fromkeys(("figures_sheet", "coverage_sheet", "held_sheet"), "takes POST"),
    "foreign_book": "a workbook",
    "unit_book": "a workbook",
    "indicator_book": "a workbook",
    "indicator_picture": "a picture",
    "settled": "takes POST",
    "board_new": "takes POST",
    "board_export": "takes POST",
    "board_grid": "a workbook",
}


def furnish(office: Office) -> None:
    """An indicator with parts and bands, a yearbook that tells two years of it, and a board with all pictures."""
    at = timezone.now()
    desk, year = office.actor("supervisor", timezone.localdate(at)), timezone.localdate(at).year
    given: dict[str, Any] = {
        "title": "科普受众",
        "unit": office.units["desk"].pk,
        "code": "audience",
        "measure": "人次",
        "nature": "flow",
        "period": "year",
        "ranked": "年度考核办法第八条",
        "parts": [{"name": "女", "axis": "性别"}, {"name": "农民", "within": True}],
        "bands": [{"name": "较少", "below": "500"}, {"name": "较多", "least": "500"}],
    }
    one = begin(get_kind("indicators"), desk, given, at=at).record
    values = [
        {"indicator": one.number, "unit": office.units[unit].pk, "period": str(of), "value": value, "part": part}
        for unit, of, value, part in (
            ("kexie", year - 1, "800", ""),
            ("kexie", year - 2, "640", ""),
            ("kexie", year - 1, "300", "女"),
            ("bureau", year - 1, "120", ""),
        )
    ]
    source = {"title": "云岭县统计年鉴", "unit": office.units["desk"].pk, "place": "第12页"}
    adopt_figures(["activities.events"], "month", office.units["desk"], desk, at=at)
    grid = [["云岭县科普统计表", None, None], ["指标", "本年", "上年"], ["科普受众", None, None]]
    file = {"workbook": [SimpleUploadedFile("科普统计表.xlsx", workbook(grid))]}
    table = {"title": "科普统计表", "unit": office.units["desk"].pk, "of": "市科协"}
    begin(get_kind("foreign_tables"), desk, table, at=at, files=file)
    first = begin(get_kind("supplies"), desk, {**source, "values": values[:2]}, at=at).record
    for sort, title in (("flash", "科普快报"), ("final", "科普核定公报")):
        seal_all()
        given = {"title": title, "unit": office.units["desk"].pk, "sort": sort, "period": str(year - 1)}
        given |= {"of": office.units["county"].pk, "by_unit": True, "chosen": [{"indicator": one.number}]}
        take(begin(get_kind("bulletins"), desk, given, at=at).record, "publish", desk, {}, at=at)
        if sort == "flash":
            take(first, "put_right", desk, {"values": values}, at=at)
    _board(office, Definition.objects.get(pk=one.pk))


def _board(office: Office, one: Definition) -> None:
    """A board of the desk with each picture, shared with the units' clerks; a grid and a map."""
    at = timezone.now()
    desk = office.actor("supervisor", timezone.localdate(at))
    units = [office.units[name].pk for name in ("kexie", "bureau")]
    replace_grid([(unit, 1, column) for column, unit in enumerate(units, 1)], desk, at=at)
    shapes = [
        MapPlace("县科协", (((0, 0), (500, 0), (500, 400)),), units[0]),
        MapPlace("湖", (((0, 0), (9, 9)),), None),
    ]
    replace_map(DrawnMap(shapes, 500, 400), "冀S(2023)035号", "0" * 64, desk, at=at)
    board = create_board(desk, "科普数据看板", at=at)
    for tile in (
        TileChoice("activities", "events"),
        TileChoice(indicator=one),
        TileChoice("activities", "events", cut="month", picture="matrix"),
        TileChoice("activities", "events", cut="sort", picture="bars"),
        TileChoice(indicator=one, cut="month", picture="matrix"),
        TileChoice(indicator=one, cut="unit", picture="places", period="newest"),
        TileChoice(indicator=one, cut="unit", picture="map", period="newest"),
        TileChoice(picture="doubts"),
    ):
        add_tile(board.pk, desk, tile, at=at)
    share_board(board.pk, desk, Role.CLERK, office.units["kexie"], None, at=at)


def pages() -> list[tuple[Any, ...]]:
    """Of the county, of an indicator in it and in a unit beneath, where a value comes from, and the yearbook."""
    one, supply = Definition.objects.get(code="audience"), Supply.objects.get(title="云岭县统计年鉴")
    table = ForeignTable.objects.get()
    first, second = Bulletin.objects.order_by("pk")
    fact = Fact.objects.filter(indicator=one.indicator_id, ended=None).order_by("pk").first()
    assert fact is not None
    board = FigureBoard.objects.get().pk
    return [
        ("board_list", "supervisor", "/boards/"),
        ("board_list", "clerk", "/boards/"),
        ("board_view", "supervisor", f"/boards/{board}/"),
        ("board_view", "clerk", f"/boards/{board}/"),
        ("board_view", "supervisor", f"/boards/{board}/?screen=1"),
        ("board_build", "supervisor", f"/boards/{board}/build/?figure=k:activities.events&cut=sort"),
        ("board_choose", "supervisor", f"/boards/{board}/choose/"),
        ("board_places", "supervisor", "/boards/places/"),
        ("countable", "supervisor", "/indicator-library/counted/"),
        ("detail", "supervisor", Counting.objects.get().get_absolute_url()),
        ("foreign", "supervisor", f"/figures/tables/{table.pk}/?period={timezone.localdate().year - 1}"),
        ("detail", "supervisor", table.get_absolute_url()),
        ("unit_figures", "supervisor", "/figures/"),
        ("indicator_figures", "supervisor", f"/figures/{one.pk}/"),
        ("indicator_figures", "clerk", f"/figures/{one.pk}/"),
        ("fact", "supervisor", f"/figures/facts/{fact.pk}/"),
        ("list", "supervisor", "/supplies/"),
        ("detail", "supervisor", supply.get_absolute_url()),
        ("new", "supervisor", "/supplies/new/"),
        ("compared", "supervisor", f"/figures/bulletins/{first.pk}/{second.pk}/"),
        ("detail", "supervisor", second.get_absolute_url()),
        ("new", "supervisor", "/bulletins/new/"),
    ]
