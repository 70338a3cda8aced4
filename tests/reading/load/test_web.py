"""HTML: what the page shows, a block a line; its own furniture stays, its scripts go."""

from __future__ import annotations

import pytest

from luoshi.reading.errors import ReadError
from luoshi.reading.load import load_document
from luoshi.reading.model import ReaderNote


def lines(page: str, encoding: str = "utf-8") -> list[str]:
    return load_document("a.html", page.encode(encoding)).text.splitlines()


def test_blocks_become_lines_and_inline_elements_do_not() -> None:
    page = """<html><head><title>题</title><script>var a = "<p>假</p>";</script><style>p{}</style></head><body>
      <ul><li><a>首页</a></li><li>政务公开 | 列表</li></ul><h1>关于<b>某事</b>的通知</h1>
      <p>到2025年，&nbsp;&ldquo;建成&rdquo;3家
      以上；GDP
      growth</p><div>甲<br>乙</div>尾</body></html>"""
    assert lines(page) == [
        "首页",
        "政务公开 ｜ 列表",
        "关于某事的通知",
        "到2025年， “建成”3家以上；GDP growth",
        "甲",
        "乙",
        "尾",
    ]


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "gb18030", "utf-8"])
def test_the_page_says_its_encoding(encoding: str) -> None:
    assert lines(f'<html><meta charset="{encoding}"><p>全县</p></html>', encoding) == ["全县"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_page_without_or_with_a_wrong_label_is_read_all_the_same(encoding: str) -> None:
    page = "<html>{}<p>全县建成高标准农田</p></html>"
    assert lines(page.format(""), encoding) == ["全县建成高标准农田"]
    wrong = "utf-8" if encoding == "gb18030" else "iso-2022-kr"
    assert (
        lines(f'<html><meta charset="{wrong}"><p>全县建成高标准农田</p></html>', encoding)[-1] == "全县建成高标准农田"
    )


def test_data_tables_become_rows_and_layout_tables_lines() -> None:
    data = (
        "<table><tr><th>序号<th>任务<th>单位<tr><td>1<td>甲|乙<td rowspan=2>县工信局<br>县发改局<tr><td>2<td><p>丙</p>"
        "<tr><td colspan=3>二、农业</table>"
    )
    document = load_document("a.html", f"<html><table><tr><td>左栏</td><td>{data}</td></tr></table></html>".encode())
    assert document.text.splitlines() == [
        "左栏", "序号 | 任务 | 单位", "1 | 甲｜乙 | 县工信局 县发改局", "2 | 丙 | 县工信局 县发改局", "二、农业",
    ]  # fmt: skip
    assert [document.text[start:end] for start, end in document.joined] == ["县工信局 县发改局"]


@pytest.mark.parametrize("span", ["99999999999", "-1", "x", "0", "65534"])
def test_absurd_spans_cost_nothing(span: str) -> None:
    page = (
        f"<html><table><tr><td rowspan={span} colspan={span}>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table></html>"
    )
    assert "甲" in load_document("a.html", page.encode()).text


def test_hidden_words_are_left_out_and_said() -> None:
    document = load_document(
        "a.html", "<html><p>甲</p><div style='display: none'>藏着</div><p hidden>藏</p></html>".encode()
    )
    assert (document.text, document.notes) == ("甲\n", (ReaderNote("load.hidden", {"characters": 3}),))


@pytest.mark.parametrize("tag", ["div", "font", "b", "table><tr><td", "ul><li", "blockquote"])
@pytest.mark.parametrize("depth", [200, 600, 20_000])
def test_deep_pages_are_read_or_refused_but_never_cut_off(tag: str, depth: int) -> None:
    try:
        assert "末尾" in load_document("a.html", ("<html>" + f"<{tag}>x" * depth + "末尾").encode()).text
    except ReadError as error:
        assert (error.code, error.values["what"]) == ("load.too_large", "depth")
        assert depth > 600


def test_what_web_systems_call_xls_or_doc_is_read_as_the_page_it_is() -> None:
    page = "<table><tr><td>序号</td><td>任务</td></tr><tr><td>1</td><td>甲</td></tr></table>".encode()
    for name in ("a.xls", "a.doc"):
        document = load_document(name, page)
        assert (document.format, document.text) == ("html", "序号 | 任务\n1 | 甲\n")
        assert document.notes[0].code == "load.other_format"


def test_a_web_archive_is_read() -> None:
    archive = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=gbk\n"
        "Content-Transfer-Encoding: base64\n\nPGh0bWw+PHA+yKvP2DwvcD48L2h0bWw+\n--x--\n"
    )
    assert load_document("a.doc", archive.encode()).text == "全县\n"


def test_old_pages_read_line_by_line_in_pre() -> None:
    assert lines("<html><pre>一、甲\n二、乙</pre></html>") == ["一、甲", "二、乙"]
