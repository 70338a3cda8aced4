"""What a template may hold, what is wrong with one and where, and that a hostile one reaches nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from docx_templates import template, with_parts, words_of
from luoshi.base.record_errors import RecordError
from luoshi.commitments.letters.models import OUT
from luoshi.papers.actions import render_template_examples
from luoshi.papers.fields import FIELDS, LETTER, ROW
from luoshi.papers.queries import load_shipped_template
from luoshi.papers.rules import as_written, group_paper_items
from luoshi.papers.template_messages import format_template_fault
from luoshi.reading.errors import ReadError
from luoshi.writing.template_faults import find_template_faults
from luoshi.writing.template_filling import fill_docx_template

LOOP = [["{%tr for 项 in 事项清单 %}", ""], ["{{ 项.序号 }}", "{{项.事项}}"], ["{%tr endfor %}", ""]]


def said(data: bytes) -> list[str]:
    from dataclasses import asdict

    with override("en"):
        return [format_template_fault(asdict(fault)) for fault in find_template_faults(data, LETTER.template_names)]


@pytest.mark.parametrize("form", OUT)
def test_what_is_shipped_is_sound_and_says_every_item(form: str) -> None:
    assert said(load_shipped_template(form)) == []
    words = words_of(fill_docx_template(load_shipped_template(form), LETTER.examples(3)))
    assert words.count("建成乡镇农机服务站12个") == 3
    assert "{" not in words and "督〔2026〕3号" in words


def test_a_row_for_each_item_and_words_that_look_like_markup_stay_words() -> None:
    odd = "A<b>&“{{ 编号 }}”\u0001\x0b" + "甲"
    values = LETTER.by_both_names({"number": odd}, [{"no": "1", "words": odd}, {"no": "2", "words": "乙\n丙"}])
    words = words_of(fill_docx_template(template("号：{{ number }}", rows=LOOP), values))
    shown = "A<b>&“{{ 编号 }}”甲"
    assert words == f"号：{shown}\n1 | {shown}\n2 | 乙\n丙"


@pytest.mark.parametrize(
    ("data", "sentences"),
    [
        (
            template("好", "第{{ 编好 }}号"),
            ["Body, paragraph 2, at “第{{ 编好 }}号”: there is no field “编好”. Did you mean “编号”?"],
        ),
        (
            template(rows=[["{%tr for 项 in 事项清单 %}"], ["{{ 项.事情 }}"], ["{%tr endfor %}"]]),
            ["Body, table 1, row 2, cell 1, at “{{ 项.事情 }}”: there is no field “项.事情”. Did you mean “事项”?"],
        ),
        (template("x", header="{{ q }}"), ["Header, paragraph 1, at “{{ q }}”: there is no field “q”. "
                                           "See the list of fields."]),
        (template("｛｛编号｝｝"), ["Body, paragraph 1, at “｛｛编号｝｝”: the braces are full-width. "
                                    "Write {{ and }} with half-width braces."]),
        (template("{% if 编号 %}有"), ["Body, paragraph 1, at “{% if 编号 %}有”: "
                                       "“if” begins here but does not end."]),
        (template("{% endfor %}"), ["Body, paragraph 1, at “{% endfor %}”: “endfor” ends something that was not begun "
                                    "here."]),
        (template("{{ 事项清单 }}"), ["Body, paragraph 1, at “{{ 事项清单 }}”: “事项清单” is a list: write it row "
                                      "by row, as the page of fields shows."]),
        (template("x", title="{{ 编号 }}"), ["Template: there are fields in the document's properties (title, author …)"
                                              ". Remove them."]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(data: bytes, sentences: list[str]) -> None:
    assert said(data) == sentences


HOSTILE = [
    "{{ ''.__class__ }}",
    "{{ 编号.__class__ }}",
    "{{ 编号.format(1) }}",
    "{{ 编号|length }}",
    "{{ 编号 * 999999999 }}",
    "{{ 事项清单[0] }}",
    "{{ range(9) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{% set a = 1 %}",
    "{% include 'x' %}",
    "{% import 'os' as os %}",
    "{% for a in range(1000000000) %}x{% endfor %}",
    "{% for a in 事项清单 %}{% for b in 事项清单 %}x{% endfor %}{% endfor %}",
    "{% for a in 事项清单 recursive %}x{% endfor %}",
    "{% for 编号 in 事项清单 %}x{% endfor %}",
    "{% if 编号.upper() %}x{% endif %}",
    "{% if 编号 is defined %}x{% endif %}",
    "{%- if 编号 -%}x{% endif %}",
    "{% colspan 编号 %}",
    "{# 说明 #}",
    "{{ 编号",
    "编号 }}",
    "{{ }}",
    "{{r 编号 }}",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_but_fields_lists_and_conditions_is_taken(words: str) -> None:
    assert said(template(words)) != []


def test_a_tag_that_hides_outside_of_words_is_found() -> None:
    data = template("字")
    body = "word/document.xml"
    attribute = with_parts(data, {body: "…"})
    assert said(attribute) == []
    import zipfile
    from io import BytesIO

    with zipfile.ZipFile(BytesIO(data)) as package:
        xml = package.read(body).decode()
    hidden = xml.replace("<w:p>", '<w:p w:rsidR="{{ 编号.__class__ }}">', 1)
    assert hidden != xml
    assert said(with_parts(data, {body: hidden})) != []
    split = xml.replace("<w:t>字</w:t>", "<w:t>{</w:t></w:r></w:p><w:p><w:r><w:t>{ cycler }}</w:t>")
    assert split != xml
    assert said(with_parts(data, {body: split})) != []


TOO_MUCH = {
    "nested conditions": (template(*["{%p if 编号 %}"] * 190, "x", *["{%p endif %}"] * 190), "20 at most"),
    "the same in one paragraph": (template("{% if 编号 %}" * 190 + "x" + "{% endif %}" * 190), "20 at most"),
    "a number of many digits": (
        template("{% if 编号 == " + "9" * 200_000 + " %}x{% endif %}"),
        "400 characters at most",
    ),
    "the same in a field": (template("{{ " + "9" * 200_000 + " }}"), "400 characters at most"),
    "a number past all bounds": (template("{% if 编号 == 1e999 %}x{% endif %}"), "is not a field"),
    "a chain of conditions": (template("{% if " + " and ".join(["编号"] * 5000) + " %}x{% endif %}"), "400 characters"),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_python_could_not_compile_is_told_as_a_sentence(what: str) -> None:
    data, words = TOO_MUCH[what]
    (sentence_of_fault,) = said(data)
    assert words in sentence_of_fault
    with pytest.raises(RecordError) as caught:
        render_template_examples(data, "a.docx")
    assert caught.value.code == "template"


def test_as_many_conditions_within_one_another_as_may_be_are_taken_and_filled() -> None:
    assert said(template("{% if 编号 %}" * 20 + "x" + "{% endif %}" * 20)) == []
    assert "甲" in words_of(
        fill_docx_template(template("{% if 编号 %}" * 20 + "甲" + "{% endif %}" * 20), {"编号": "1"})
    )


def _hidden(attribute: str) -> bytes:
    import zipfile
    from io import BytesIO

    data = template("字")
    with zipfile.ZipFile(BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode()
    return with_parts(data, {"word/document.xml": xml.replace("<w:p>", f'<w:p w:rsidR="{attribute}">', 1)})


@pytest.mark.parametrize("tag", ["{% if 编号 == " + "9" * 9000 + " %}x{% endif %}",
                                 "{% if 编号 %}" * 150 + "{% endif %}" * 150])  # fmt: skip
def test_the_same_outside_of_words_is_told_too(tag: str) -> None:
    with override("en"):
        assert any("written wrongly" in fault for fault in said(_hidden(tag)))


RELS = "word/_rels/document.xml.rels"
LINK = '<Relationship Id="rX" Type="http://x/attachedTemplate" Target="http://a.example/t.dotm" TargetMode="External"/>'


def _body(inner: str) -> bytes:
    import zipfile
    from io import BytesIO

    data = template("字")
    with zipfile.ZipFile(BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode()
    return with_parts(data, {"word/document.xml": xml.replace("<w:t>字</w:t>", inner)})


OF_HEADER = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r9" Type="http://x/image" {}/></Relationships>'
)
FETCHES = (
    '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:p><w:fldSimple w:instr="INCLUDETEXT x"/></w:p></w:hdr>'
)


def _related(attributes: str, name: str = "word/_rels/header1.xml.rels") -> bytes:
    return template("字", extra={name: OF_HEADER.format(attributes)})


def _linked() -> bytes:
    import zipfile
    from io import BytesIO

    data = template("字")
    with zipfile.ZipFile(BytesIO(data)) as package:
        xml = package.read(RELS).decode()
    return with_parts(data, {RELS: xml.replace("</Relationships>", LINK + "</Relationships>")})


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (_linked(), "http://a.example"),
        (_related('Target="../x.png" TargetMode="external"'), "../x.png"),
        (
            _related('Target="http://b.example" TargetMode="External"', "word/_rels/header1.xml.RELS"),
            "http://b.example",
        ),
        (_related('Target="file:///c:/x.png"'), "file:///c:/x.png"),
        (_related('Target="//b.example/x.png"'), "//b.example/x.png"),
        (template("字", extra={"word/Header1.xml": FETCHES}), "INCLUDETEXT"),
        (template("字", extra={"word/other.part": FETCHES}), "INCLUDETEXT"),
        (_body('<w:instrText>INCLUDETEXT "c:/x.docx"</w:instrText>'), "INCLUDETEXT"),
        (_body('<w:fldChar w:fldCharType="begin"/><w:instrText> DDEAUTO c</w:instrText>'), "DDEAUTO"),
        (_body('<w:t>x</w:t></w:r><w:fldSimple w:instr="INCLUDEPICTURE x"/><w:r>'), "INCLUDEPICTURE"),
        (_body("<w:object/>"), "embedded"),
        (template("x", extra={"word/embeddings/a.bin": "x"}), "a.bin"),
        (template("x", extra={"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]>…"}), "damaged"),
        (template("x", extra={"word/document.xml": "…" + " " * 700_000}), "large"),
        (template(*["{{ 编号 }}" for _ in range(401)]), "400"),
        (b"PK no", "damaged"),
    ],
)
def test_what_reaches_outside_or_is_too_much_is_refused(data: bytes, word: str) -> None:
    (one, *_more) = said(data)
    assert word in one


def test_word_s_own_page_numbers_are_taken() -> None:
    assert said(_body('<w:fldChar w:fldCharType="begin"/><w:instrText> PAGE </w:instrText>')) == []


def test_a_template_is_tried_in_another_process_and_refused_with_its_places() -> None:
    assert render_template_examples(load_shipped_template("slip"), "督办单.docx")[:2] == b"PK"
    with override("en"), pytest.raises(RecordError, match="Did you mean “编号”") as caught:
        render_template_examples(template("{{ 编好 }}"), "a.docx")
    assert list(caught.value.fields) == ["file"]
    torn = template(rows=[["{%tr for 项 in 事项清单 %}{{ 项.事项 }}{%tr endfor %}"]])
    with override("en"), pytest.raises(RecordError, match="each needs its own"):
        render_template_examples(torn, "a.docx")


def test_both_names_of_a_field_mean_the_same_and_each_has_an_example() -> None:
    found: dict[str, Any] = LETTER.examples(1)
    assert all(found[field.name] == found[field.english] == field.example for field in FIELDS)
    assert all(field.example and str(field.means) for field in (*FIELDS, *ROW))
    assert found[LETTER.items][0]["事项"] == found["items"][0]["words"]


def test_numbers_are_written_as_papers_write_them() -> None:
    assert as_written("督2026-0003") == ("督〔2026〕3号", "2026", "3")
    assert as_written("督2026-10000")[0] == "督〔2026〕10000号"
    assert as_written("") == ("", "", "")


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 2)), max_size=150), st.booleans())
@settings(max_examples=30, deadline=None)
def test_each_item_stands_on_one_paper_with_its_own_unit(of: list[tuple[int, int]], each: bool) -> None:
    items = [(at, unit, desk) for at, (unit, desk) in enumerate(of)]
    papers = group_paper_items(items, each=each)
    assert sorted(pk for some in papers for pk in some) == list(range(len(of)))
    assert all(len({of[pk] for pk in some}) == 1 and 1 <= len(some) <= (1 if each else 60) for some in papers)


def test_the_items_past_sixty_go_on_the_next_paper() -> None:
    assert group_paper_items([(at, 1, 2) for at in range(61)], each=False) == [list(range(60)), [60]]


@pytest.mark.parametrize(
    ("code", "said"),
    [("load.too_slow", "took too long"), ("load.damaged", "cannot be opened")],
)
def test_a_template_that_stops_its_process_is_refused_for_its_reason(
    monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    def stop(*_given: object) -> None:
        raise ReadError(code, format="docx", seconds=15)

    monkeypatch.setattr("luoshi.papers.actions.workers.call_in_worker", stop)
    with override("en"), pytest.raises(RecordError) as refused:
        render_template_examples(b"PK", "template.docx")
    assert said in str(refused.value.fields)
