"""What is done to the pixels of a page before it is read: light, stamps, sheets in photographs, ruled lines."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw

from luoshi.ocr.areas import PixelBox
from luoshi.ocr.characters import SeenCharacter
from luoshi.ocr.ink import even_light, separate_ink
from luoshi.ocr.lines import (
    PlacedCharacter,
    TextLine,
    cut_box,
    find_blanks,
    find_cut_sides,
    find_gaps,
    find_unread,
    has_ink,
    place_characters,
    split_lines,
    without_repeats,
)
from luoshi.ocr.page import _find_bare
from luoshi.ocr.photographs import find_sheet, lay_flat
from luoshi.ocr.ruled_lines import RuledLine, drop_strokes_within, erase_lines, find_ruled_lines, follow_lines
from luoshi.ocr.stamps import find_rings
from sheets_drawn import blank_sheet, draw_stamp, draw_table, write_lines


def test_what_is_written_under_a_stamp_stays_and_the_stamp_goes() -> None:
    plain = write_lines(blank_sheet(), ["青崖县科学技术协会", "2025年3月1日"], top=1800)
    ink = separate_ink(np.asarray(draw_stamp(plain, 420, 1850)))
    before = separate_ink(np.asarray(plain)).dark
    assert (ink.dark & ~before).sum() < 0.02 * before.sum()
    assert (before & ~ink.dark).sum() < 0.05 * before.sum()
    assert ink.has_red and not separate_ink(np.asarray(plain)).has_red


def test_uneven_light_is_evened_and_writing_stays_dark() -> None:
    sheet = np.asarray(write_lines(blank_sheet(), ["全年不少于12次"] * 8)).astype(np.float32)
    slope = np.linspace(1.0, 0.45, sheet.shape[1], dtype=np.float32)[None, :, None]
    dim = (sheet * slope).astype(np.uint8)
    even = even_light(dim)
    paper = even[40:200].reshape(-1, 3)
    assert paper.min() > 225
    assert (separate_ink(dim).dark & (sheet[:, :, 0] < 100)).sum() > 0.9 * (sheet[:, :, 0] < 100).sum()


def photographed(sheet: Image.Image, corners: list[tuple[int, int]], size: tuple[int, int]) -> np.ndarray:
    """The sheet with its corners at these places of a dark picture."""
    wide, high = sheet.size
    own = [(0, 0), (wide, 0), (wide, high), (0, high)]
    rows, given = [], []
    for (x, y), (u, v) in zip(corners, own, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        given += [u, v]
    numbers = np.linalg.solve(np.array(rows, dtype=float), np.array(given, dtype=float)).tolist()
    return np.asarray(sheet.transform(size, Image.Transform.PERSPECTIVE, numbers, fillcolor=(62, 50, 44)))


@pytest.mark.parametrize(
    "corners",
    [
        [(150, 160), (1500, 120), (1540, 2050), (100, 2110)],
        [(300, 100), (1580, 300), (1400, 2150), (90, 1950)],
    ],
)
def test_the_corners_of_a_sheet_are_found_to_a_hundredth(corners: list[tuple[int, int]]) -> None:
    sheet = write_lines(blank_sheet(), ["六月底前举办培训班1期"] * 20)
    picture = photographed(sheet, corners, (1654, 2260))
    found = find_sheet(picture)
    assert found is not None and np.abs(found - np.array(corners)).max() < 24
    flat = lay_flat(picture)
    assert flat is not None and flat[30:-30, 30:-30].mean() > 180


def test_a_scan_is_no_photograph_of_a_sheet() -> None:
    for sheet in (blank_sheet(), write_lines(blank_sheet(), ["全县科协工作要点"] * 22)):
        assert lay_flat(np.asarray(sheet)) is None
    assert lay_flat(np.full((900, 700, 3), 40, dtype=np.uint8)) is None


def test_the_rules_of_a_table_are_found_and_those_of_characters_are_not() -> None:
    rows = [["序号", "任务", "单位"], ["1", "培训12期", "科普部"], ["2", "调研3次", "办公室"]]
    sheet = draw_table(write_lines(blank_sheet(), ["王田里二十一日工作"] * 2, size=64), rows)
    dark = np.asarray(sheet.convert("L")) < 150
    lines = find_ruled_lines(dark)
    assert (sum(line.is_upright for line in lines), sum(not line.is_upright for line in lines)) == (4, 4)
    left = erase_lines(np.asarray(sheet.convert("L")), lines)
    assert not find_ruled_lines(left < 150)
    assert (left[300:450] == np.asarray(sheet.convert("L"))[300:450]).all()


def test_the_upright_rules_of_a_low_row_are_found_between_its_rules() -> None:
    sheet = blank_sheet()
    pen = ImageDraw.Draw(sheet)
    for y in (500, 550, 600, 900):
        pen.line((200, y, 1400, y), fill=0, width=3)
    for x in (200, 1400):
        pen.line((x, 500, x, 900), fill=0, width=3)
    for x in (600, 1000):  # in the row of heads alone, lower than the shortest line that is looked for
        pen.line((x, 500, x, 550), fill=0, width=3)
    lines = find_ruled_lines(np.asarray(sheet.convert("L")) < 150)
    assert {round(line.left, -1) for line in lines if line.is_upright} == {200, 600, 1000, 1400}


def test_underlined_words_keep_their_characters() -> None:
    sheet = write_lines(blank_sheet(), ["负责单位县科技局"])
    ImageDraw.Draw(sheet).line((220, 362, 900, 362), fill=0, width=3)
    grey = np.asarray(sheet.convert("L"))
    lines = find_ruled_lines(grey < 150)
    assert len(lines) == 1
    assert (erase_lines(grey, lines)[:350] == grey[:350]).all()


def test_a_grey_stamp_is_found_by_its_ring_and_text_is_none() -> None:
    sheet = write_lines(blank_sheet(), ["全年举办培训班12期，培训480人"] * 20)
    small = np.asarray(sheet.convert("L").resize((413, 584), Image.Resampling.BOX)) < 215
    assert find_rings(small) == []
    stamped = draw_stamp(sheet, 900, 1200).convert("L")
    (ring,) = find_rings(np.asarray(stamped.resize((413, 584), Image.Resampling.BOX)) < 215)
    assert abs(ring.left + ring.right - 2 * 900 / 4) <= 6 and abs(ring.top + ring.bottom - 2 * 1200 / 4) <= 6
    assert abs(ring.right - ring.left - 2 * 165 / 4) <= 8


def test_a_small_page_has_no_ring() -> None:
    assert find_rings(np.ones((20, 20), dtype=bool)) == []


def test_the_strokes_of_a_stamp_are_no_rules_but_pieces_of_rules_are() -> None:
    rule, piece = RuledLine(100, 500, 600, 503), RuledLine(700, 501, 800, 504)
    stroke, box = RuledLine(720, 560, 820, 563), PixelBox(650, 400, 950, 700, 0)
    assert drop_strokes_within([rule, piece, stroke], [box]) == [rule, piece]
    assert drop_strokes_within([rule, piece, stroke], []) == [rule, piece, stroke]


def test_two_figures_beside_each_other_are_parted_by_their_paper() -> None:
    sheet = write_lines(blank_sheet(), ["15820 17100"], top=100, left=100)
    grey = np.asarray(sheet.convert("L"))[90:180, 90:500]
    inked = np.flatnonzero((grey < 150).any(axis=0))
    edges = np.flatnonzero(np.diff(inked) > 1)
    starts, ends = [inked[0], *inked[edges + 1]], [*inked[edges], inked[-1]]
    digits = [
        SeenCharacter(char, 1.0, float(start + end) / 2)
        for char, start, end in zip("1582017100", starts, ends, strict=True)
    ]
    box = PixelBox(0, 0, grey.shape[1], grey.shape[0], 0)
    (blank,) = find_blanks(grey, box, digits, 44)
    assert digits[4].middle < blank < digits[5].middle
    placed = list(place_characters(box, digits, 44, frozenset({blank})))
    assert (
        placed[5].left - placed[4].right
        > 44 / 5
        >= max(after.left - before.right for before, after in pairwise(placed) if before is not placed[4])
    )
    assert not find_blanks(grey, box, digits[:5], 44)


def test_two_lines_in_one_box_are_two() -> None:
    sheet = write_lines(blank_sheet(), ["增长", "计划"], top=100, left=100)
    grey = np.asarray(sheet.convert("L"))
    box = PixelBox(90, 95, 300, 240, 0)
    first, second = split_lines(grey, box, 50)
    assert 90 <= first.top < first.bottom <= second.top < second.bottom <= 240
    assert split_lines(grey, box, 140) == [box] and split_lines(grey, box._replace(bottom=165), 50) == [
        box._replace(bottom=165)
    ]


def test_ink_between_two_characters_that_was_not_read_is_a_gap() -> None:
    grey = np.full((60, 400), 255, dtype=np.uint8)
    for left in (0, 50, 100, 150):
        grey[10:50, left + 5 : left + 40] = 0
    box, at = PixelBox(0, 0, 400, 60, 0), lambda left: PlacedCharacter("二", 1.0, left, 8, left + 46, 52)
    read = [at(0), at(50), at(150)]
    assert list(find_gaps(grey, box, read, 46)) == [1, 2]
    assert list(find_gaps(grey, box, [at(0), at(50), at(100), at(150)], 46)) == []
    grey[:, 100:146] = 255  # a blank
    assert list(find_gaps(grey, box, read, 46)) == []


CELLS = ["培训科技辅导员45人", "培训科技辅导员和教师45人"]  # the second is longer than its cell


@pytest.mark.parametrize(("words", "cut"), [(CELLS[0], False), (CELLS[1], True)])
def test_text_that_runs_into_a_rule_is_cut_off_there_and_no_other(words: str, cut: bool) -> None:
    grey = np.asarray(draw_table(blank_sheet(), [["任务", "单位", "时限"], [words, "", "六月底前"]]).convert("L"))
    rules = find_ruled_lines(grey < 150)
    upright = [rule for rule in rules if rule.is_upright]
    clean = erase_lines(grey, rules)
    box = PixelBox(235, 605, 690, 665, 0)
    (part, *rest) = cut_box(box, upright)
    assert find_cut_sides(clean, part, upright, []) == (False, cut)
    assert [find_cut_sides(clean, other, upright, []) for other in rest] == (
        [(True, False)] if cut else [(False, False)]
    )
    assert find_cut_sides(clean, PixelBox(1040, 605, 1230, 665, 0), upright, []) == (False, False)


def test_ink_beyond_a_rule_that_is_too_narrow_to_be_read_is_found() -> None:
    grey, rule = np.full((60, 400), 255, dtype=np.uint8), RuledLine(300, 0, 303, 60)
    grey[10:50, 312:320] = 0  # the 1 of a 41 that stands over the rule
    box = PixelBox(20, 5, 330, 55, 0)
    (part,) = cut_box(box, [rule])
    (piece,) = find_unread(grey, box, [rule], [box])
    assert find_cut_sides(grey, part, [rule], [piece]) == (False, True)
    assert find_unread(grey, box, [rule], [box, PixelBox(310, 5, 390, 55, 0)]) == []  # it is the next cell's
    assert find_unread(np.full_like(grey, 255), box, [rule], [box]) == []


def test_a_line_all_of_which_another_box_holds_is_no_unread_line() -> None:
    box = PixelBox(100, 100, 500, 150, 0)
    read = tuple(PlacedCharacter("年", 1.0, 100 + 40 * at, 105, 140 + 40 * at, 145) for at in range(10))
    over = TextLine(box._replace(left=200, right=420), read[3:6])
    empty = TextLine(PixelBox(100, 600, 300, 650, 0), ())
    assert without_repeats([TextLine(box, read), over, empty]) == [TextLine(box, read), empty]


def test_a_box_that_says_nothing_takes_no_characters_of_those_that_do() -> None:
    date = tuple(PlacedCharacter("1", 0.99, 300 + 40 * at, 105, 340 + 40 * at, 145) for at in range(4))
    line = TextLine(PixelBox(300, 100, 460, 150, 0), date)
    chance = TextLine(PixelBox(200, 50, 600, 300, 0), (PlacedCharacter("女", 0.2, 250, 50, 550, 300),))
    assert without_repeats([chance, line])[0] == line


def test_a_silent_box_with_no_ink_of_its_own_is_bare() -> None:
    grey = np.full((400, 700), 230, dtype=np.uint8)
    grey[105:145, 300:460] = 0
    read = TextLine(PixelBox(295, 100, 465, 150, 0), (PlacedCharacter("年", 0.99, 300, 105, 340, 145),))
    over = TextLine(PixelBox(200, 50, 600, 300, 0), (PlacedCharacter("女", 0.2, 250, 50, 550, 300),))
    assert _find_bare([read, over], grey) == [over] and _find_bare([read], grey) == []
    grey[200:206, 300:306] = 60
    assert _find_bare([read, over], grey) == []


def test_a_box_has_ink_or_none() -> None:
    grey = np.full((60, 60), 222, dtype=np.uint8)
    assert not has_ink(grey, PixelBox(5, 5, 50, 50, 0))
    grey[20, 20] = 90
    assert not has_ink(grey, PixelBox(5, 5, 50, 50, 0))
    grey[20:23, 20:23] = 90
    assert has_ink(grey, PixelBox(5, 5, 50, 50, 0))


def test_a_line_that_drifts_is_followed_and_leaves_what_stands_beside_it() -> None:
    sheet = blank_sheet()
    pen = ImageDraw.Draw(sheet)
    pen.line((500, 400, 512, 1000), fill=0, width=3)
    pen.rectangle((507, 420, 510, 450), fill=0)  # a 1 at the right of its upper end
    grey = np.asarray(sheet.convert("L"))
    drifting, straight = RuledLine(499, 400, 514, 1000), RuledLine(300, 400, 303, 1000)
    pieces = follow_lines(grey < 150, [drifting, straight])
    assert straight in pieces and all(piece.right - piece.left <= 6 for piece in pieces)
    assert [piece.top for piece in pieces[:-1]] == [400 + 48 * at for at in range(13)] and pieces[-2].bottom == 1000
    left = erase_lines(grey, pieces) < 150
    assert left[420:451, 507:511].all() and left.sum() == 31 * 4
    level = follow_lines((grey < 150).T, [RuledLine(400, 499, 1000, 514)])
    assert [RuledLine(piece.top, piece.left, piece.bottom, piece.right) for piece in level] == pieces[:-1]
