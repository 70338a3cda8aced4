"""Cells, lights and rows as HTML: every value is escaped, whatever it says and wherever it stands."""

from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from luoshi.base.forms.shapes import CountLink, DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.site.templatetags.tables import render_cell, render_light

HOSTILE = "\"'><script title='x'>alert(1)</script>&lt;{{ 1 }}%(name)s"
ATTRIBUTES = {
    *(
        "aria-hidden",
        "class",
        "data-all",
        "data-label",
        "data-panel",
        "data-row",
        "height",
        "href",
        "hx-get",
        "hx-target",
    ),
    *("name", "preserveaspectratio", "rel", "role", "scope", "title", "type", "value", "viewbox", "width"),
}
LIGHT = Light(HOSTILE, HOSTILE, HOSTILE)
STEP = {"url": "/?" + HOSTILE, "label": HOSTILE}
FULL = {"label": HOSTILE, "kind": HOSTILE, "note": HOSTILE, "light": LIGHT, "steps": [STEP]}
CELLS = {
    "text": DataCell(HOSTILE, **FULL),
    "head": DataCell(HOSTILE, HOSTILE, HOSTILE, head=True, url="/?" + HOSTILE),
    "dialog": DataCell(HOSTILE, **FULL, url="/?" + HOSTILE, dialog=True, full=HOSTILE),
    "outer link": DataCell(HOSTILE, **FULL, url="https://" + HOSTILE),
    "share": DataCell(HOSTILE, **FULL, share=40),
    "short": DataCell(HOSTILE, **FULL, full=HOSTILE),
    "hash": DataCell(HOSTILE, HOSTILE, "hash"),
    "counted": DataCell("", HOSTILE, counted=[CountLink(LIGHT, 3, "/?" + HOSTILE), CountLink(LIGHT, 12_345)]),
}


class Document(HTMLParser):
    """The elements of a page, the names of their attributes, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.values, self.words = [], set(), [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}
        self.values += [value for _name, value in attrs]

    def handle_data(self, data) -> None:
        self.words.append(data)


def make_table(*cells: DataCell, **changes) -> DataTable:
    row = DataRow(HOSTILE, HOSTILE, cells, cannot=changes.pop("cannot", ""), panel="/?" + HOSTILE)
    return DataTable("表", [DataColumn("列")], [row], Empty("无"), **changes)


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("cannot", ["", HOSTILE])
def test_hostile_words_stay_words_in_every_cell(name, cannot) -> None:
    table = make_table(CELLS[name], select=True, cannot=cannot, total=[DataCell("合计", head=True), CELLS[name]])
    page = Document(render_to_string("luoshi/_table.html", {"table": table}))
    assert "script" not in page.tags
    assert page.attributes <= ATTRIBUTES
    assert any(HOSTILE in words for words in page.words) and "/?" + HOSTILE in page.values


def test_safe_strings_are_kept_and_lazy_ones_and_numbers_written_as_templates_write_them() -> None:
    assert render_cell(DataCell(mark_safe("<i>安全</i>"))) == "<i>安全</i>"
    assert render_cell(DataCell(gettext_lazy("Title"))) == "标题"
    assert render_cell(DataCell("a < b", kind="hash")) == "<code>a &lt; b</code>"


def test_a_link_says_where_it_leads_and_a_head_repeats_its_words() -> None:
    assert render_cell(DataCell("甲", url="/a/")) == '<a href="/a/">甲</a>'
    assert render_cell(DataCell("甲", url="/a/", head=True)) == '<a href="/a/" title="甲">甲</a>'
    outer = render_cell(DataCell("甲", url="https://a.example/", full="甲乙"))
    assert outer == '<a href="https://a.example/" rel="noopener noreferrer" title="甲乙">甲</a>'


def test_a_light_gives_its_word_and_a_short_reason_stays_on_its_line() -> None:
    assert render_light(None) == ""
    assert render_light(Light("late", "迟")) == '<span class="light light--late">迟</span>'
    assert 'light__why--short">十个字的理由</span>' in render_light(Light("late", "迟", "十个字的理由"))
    assert 'class="light__why">' in render_light(Light("late", "迟", "比十个字要长一些的理由"))


def test_an_empty_cell_is_void_and_one_with_a_light_says_why() -> None:
    empty, light, noted = DataCell(), DataCell(light=Light("late", "迟", "因")), DataCell(light=LIGHT, note="注")
    page = render_to_string("luoshi/_table.html", {"table": make_table(empty, light, noted)})
    assert page.count("cell--void") == 1 and page.count('<td role="cell" title="因" class="cell--text"') == 1
