from __future__ import annotations

import pytest

from luoshi.codes.industries import check_industry_code, industry_sections, section_of
from luoshi.codes.model import CodeRemark


def test_the_sections_cover_01_to_97_without_gap_or_overlap():
    covered = [number for section in industry_sections() for number in range(section.first, section.last + 1)]
    assert covered == list(range(1, 98))
    assert "".join(section.letter for section in industry_sections()) == "ABCDEFGHIJKLMNOPQRST"


@pytest.mark.parametrize(
    ("code", "letter"), [("7511", "M"), ("9519", "S"), ("A0111", "A"), ("01", "A"), ("732", "M"), ("B", "B")]
)
def test_a_code_has_the_letter_of_its_division(code, letter):
    assert section_of(code).letter == letter


@pytest.mark.parametrize("code", ["98", "00", "0", "01111", "", "X", "AA01"])
def test_what_is_no_code_has_no_section(code):
    assert section_of(code) is None


def test_a_letter_that_is_not_its_own_is_named_with_the_right_one():
    assert check_industry_code("C0111").errors == (CodeRemark("industry.letter", {"letter": "C", "right": "A"}),)
    assert check_industry_code("a0111").value == "0111"
