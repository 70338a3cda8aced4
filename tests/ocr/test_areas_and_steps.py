"""Connected areas, the decoding of steps, skew, spelling: parts of recognition that need no network of neurons."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw

from luoshi.ocr.areas import PixelBox, find_areas
from luoshi.ocr.characters import decode_steps
from luoshi.ocr.deskew import find_skew, turn_level
from luoshi.ocr.spelling import is_page_number, spell_line, spell_page_number


def flooded(mask: np.ndarray) -> set[PixelBox]:
    """The same areas, found pixel by pixel."""
    left = {(int(row), int(column)) for row, column in zip(*np.nonzero(mask), strict=True)}
    found = set()
    while left:
        waiting, members = [left.pop()], []
        while waiting:
            row, column = waiting.pop()
            members.append((row, column))
            near = {(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)} & left
            left -= near
            waiting += near
        rows, columns = [row for row, _ in members], [column for _, column in members]
        found.add(PixelBox(min(columns), min(rows), max(columns) + 1, max(rows) + 1, len(members)))
    return found


@given(arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_areas_are_those_that_a_flood_finds(mask: np.ndarray) -> None:
    assert sorted(find_areas(mask)) == sorted(flooded(mask))


def steps(*best: int, likely: float = 0.9) -> np.ndarray:
    found = np.full((len(best), 4), (1 - likely) / 3, dtype=np.float32)
    found[np.arange(len(best)), best] = likely
    return found


@pytest.mark.parametrize(
    ("best", "text"), [((), ""), ((0, 0), ""), ((1, 1, 0, 2), "甲乙"), ((1, 0, 1), "甲甲"), ((2, 2, 3, 3, 0), "乙 ")]
)
def test_steps_become_characters(best: tuple[int, ...], text: str) -> None:
    found = decode_steps(steps(*best), ["", "甲", "乙", " "])
    assert "".join(char for char, _likely, _middle in found) == text
    assert all(likely == pytest.approx(0.9) for _char, likely, _middle in found)


def test_a_character_is_where_its_steps_are() -> None:
    (_, _, first), (_, _, second) = decode_steps(steps(0, 1, 1, 1, 0, 0, 2), ["", "甲", "乙", " "])
    assert (first, second) == (pytest.approx(2.0), pytest.approx(6.0))


@pytest.mark.parametrize("degrees", [-3.2, -0.7, 0.0, 0.4, 2.5])
def test_skew_is_found_to_a_tenth_of_a_degree(degrees: float) -> None:
    sheet = Image.new("L", (1600, 2200), 255)
    pen = ImageDraw.Draw(sheet)
    for line in range(24):
        for word in range(30):
            if (line * 7 + word * 3) % 5:
                pen.rectangle((200 + word * 40, 300 + line * 70, 232 + word * 40, 330 + line * 70), fill=0)
    turned = np.asarray(sheet.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255))
    found = find_skew(turned < 128)
    assert found == pytest.approx(-degrees, abs=0.1)
    level = turn_level(np.repeat(turned[:, :, None], 3, axis=2), found)
    assert level.shape == (2200, 1600, 3) and abs(find_skew(level[:, :, 0] < 128)) <= 0.1


def test_an_empty_sheet_lies_level() -> None:
    assert find_skew(np.zeros((900, 600), dtype=bool)) == 0.0


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ("（牵头：科普部)", "（牵头：科普部）"),
        ("(四)建好阵地", "（四）建好阵地"),
        ("说明:", "说明："),
        ("出让500亩,盘活", "出让500亩，盘活"),
        ("上午12:30开会", "上午12:30开会"),
        ("共1,000人", "共1,000人"),
        ("第3,5条", "第3，5条"),
        ("（联系电话：0563-7120045)", "（联系电话：0563-7120045）"),
        ("(GB/T 9704)规定", "(GB/T 9704)规定"),
        ("GB/T 9704 (2012)", "GB/T 9704 (2012)"),
        ("青科协发[2025]3号", "青科协发〔2025〕3号"),
        ("青科协发（2025）3号", "青科协发〔2025〕3号"),
        ("在（2025）年", "在（2025）年"),
    ],
)
def test_marks_are_as_wide_as_chinese_writes_them(seen: str, written: str) -> None:
    assert "".join(spell_line(seen)) == written


@given(st.lists(st.sampled_from([*"年度(（):：,，12A ", "[", "]"]), max_size=12))
def test_spelling_changes_nothing_but_marks(line: list[str]) -> None:
    written = spell_line(line)
    assert len(written) == len(line)
    assert all(old in "():,[]（）：，" for old, new in zip(line, written, strict=True) if old != new)


@pytest.mark.parametrize(
    ("seen", "number"), [("一2一", True), ("—12—", True), ("-3-", True), ("第2页", False), ("一", False)]
)
def test_a_page_number_is_known_by_its_dashes(seen: str, number: bool) -> None:
    assert is_page_number(seen) is number


def test_a_page_numbers_dashes_are_dashes() -> None:
    assert "".join(spell_page_number("一12一")) == "—12—"


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ("培训3一5期", "培训3—5期"), ("2021一2025年", "2021—2025年"), ("一2人", "一2人"), ("第一1次", "第一1次"),
        ("增长4.7%0以内", "增长4.7‰以内"), ("4.7%o", "4.7‰"), ("%0", "‰"), ("增长5%", "增长5%"),
        ("5%0.3", "5%0.3"), ("占50%05年", "占50%05年"),
    ],
)  # fmt: skip
def test_dashes_between_figures_and_per_mille_are_what_they_were(seen: str, written: str) -> None:
    assert "".join(spell_line(list(seen))) == written
