"""OFD: characters by their places become paragraphs; what repeats or refers to itself is no trap."""

from __future__ import annotations

import pytest

from luoshi.reading.errors import ReadError
from luoshi.reading.load import load_document
from luoshi.reading.load.ofd import _deltas
from making import broken, ofd, ofd_line, packed

LONG = "到二〇二五年全县建成高标准农田三万亩以上，新培育高新技术企业十家以上，粮食总产量稳定在二十二万吨。"


def page(*paragraphs: str) -> str:
    rows = [line for paragraph in paragraphs for line in broken(paragraph)]
    return "".join(
        ofd_line(words, str(28 + indent * 5.6 / 16), str(37 + 10 * at)) for at, (indent, words) in enumerate(rows)
    )


def test_lines_become_paragraphs_over_pages() -> None:
    document = load_document("a.ofd", ofd(page("一、总体要求", LONG), page("二、目标任务", LONG)))
    assert document.text.splitlines() == ["一、总体要求", LONG, "二、目标任务", LONG]
    assert document.pages == (0, len("一、总体要求\n" + LONG + "\n"))


def test_text_is_ordered_by_place_not_by_file() -> None:
    assert (
        load_document("a.ofd", ofd(ofd_line("下面的话。", "28", "60") + ofd_line("上面的话。", "28", "40"))).text
        == "上面的话。\n下面的话。\n"
    )


def test_ruled_tables_become_rows() -> None:
    def rule(x1: int, y1: int, x2: int, y2: int) -> str:
        data = f"M {x1} {y1} L {x2} {y2}"
        return (
            f'<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
        )

    rules = "".join(rule(20, y, 180, y) for y in (40, 60, 80)) + "".join(rule(x, 40, x, 80) for x in (20, 60, 180))
    words = "".join(ofd_line(text, x, y) for text, x, y in [
        ("序号", "25", "45"), ("任务", "70", "45"), ("1", "25", "65"), ("建成农田", "70", "65"),
    ])  # fmt: skip
    assert load_document("a.ofd", ofd(rules + words)).text == "序号 | 任务\n1 | 建成农田\n"


def test_repeated_steps_are_taken_only_as_often_as_there_are_characters() -> None:
    assert _deltas("g 999999 4.5", 3) == [4.5, 4.5, 4.5]
    assert _deltas("1 g 2 3 nan g x", 9) == [1.0, 3.0, 3.0, 0.0]


def test_documents_of_pictures_are_scanned() -> None:
    with pytest.raises(ReadError) as caught:
        load_document("a.ofd", ofd('<ofd:ImageObject Boundary="0 0 210 297"/>'))
    assert (caught.value.code, caught.value.values) == ("load.scanned", {"format": "ofd", "pages": 1})


@pytest.mark.parametrize("location", ["OFD.xml", "../../x", "", "Doc_0/None.xml"])
def test_references_that_lead_nowhere_or_back_are_damage(location: str) -> None:
    root = f'<o xmlns="http://www.ofdspec.org/2016"><DocBody><DocRoot>{location}</DocRoot></DocBody></o>'
    with pytest.raises(ReadError) as caught:
        load_document("a.ofd", packed({"OFD.xml": root}))
    assert caught.value.code == "load.damaged"
