"""Fields and definition lists as HTML: every value is escaped, and each state of a field has its mark."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from luoshi.base.forms.shapes import LabelledFact, Light
from luoshi.site.templatetags.fields import render_facts, render_field, render_must_mark
from test_table_html import HOSTILE, Document

STAR = '<span class="must"><span aria-hidden="true">*</span><span class="visually-hidden"> 必填</span></span>'


class Asked(forms.Form):
    """A field of each kind."""

    words = forms.CharField(label=HOSTILE, help_text=HOSTILE, widget=forms.Textarea)
    amount = forms.DecimalField(label="金额（元）", required=False)
    tick = forms.BooleanField(label=HOSTILE)
    ways = forms.ChoiceField(label=HOSTILE, help_text=HOSTILE, choices=[("a", HOSTILE)], widget=forms.RadioSelect)
    fixed = forms.CharField(disabled=True)
    read = forms.CharField(widget=forms.TextInput(attrs={"readonly": True}))


def test_hostile_words_stay_words_in_every_field_and_fact() -> None:
    form = Asked({"words": "", "amount": HOSTILE, "ways": HOSTILE})
    form.add_error("words", HOSTILE)
    form.fields["amount"].history = [HOSTILE]
    fact = LabelledFact(HOSTILE, HOSTILE, "/?" + HOSTILE, Light(HOSTILE, HOSTILE, HOSTILE), HOSTILE,
                        steps=[{"url": "/?" + HOSTILE, "label": HOSTILE}])  # fmt: skip
    facts = {"facts": [fact, LabelledFact(HOSTILE, HOSTILE)], "narrow": True}
    for page in (
        render_to_string("luoshi/_fields.html", {"form": form}),
        render_to_string("luoshi/_facts.html", facts),
    ):
        assert "script" not in Document(page).tags
        assert any(HOSTILE in words for words in Document(page).words)


@pytest.mark.parametrize(
    ("name", "must"), [("words", STAR), ("amount", ""), ("tick", STAR), ("fixed", ""), ("read", "")]
)
def test_only_what_must_be_filled_in_and_can_be_is_marked(name, must) -> None:
    assert render_must_mark(Asked()[name]) == must
    assert (STAR in render_field(Asked()[name])) is bool(must)


def test_a_number_stands_in_a_box_with_its_unit_and_room_for_its_doubts() -> None:
    page = render_field(Asked(auto_id="%s")["amount"], weighs=True)
    assert re.sub(r"\n", "", page) == (
        '<div class="field"><label for="amount">金额<span class="visually-hidden">（元）</span></label>'
        '<div class="unit"><input type="number" name="amount" step="any" id="amount">'
        '<span aria-hidden="true">元</span></div>'
        '<div class="doubt" id="amount_doubt" role="status"></div></div>'
    )


def test_an_error_stands_at_its_field_which_names_it() -> None:
    page = render_field(Asked({}, auto_id="%s")["words"])
    assert '<div class="field field--wide field--wrong">' in page
    assert re.search(r'<ul class="field__errors" id="words_error">\n<li>[^<]+</li>\n</ul>', page)
    assert 'aria-describedby="words_helptext words_error"' in page
    ways = render_field(Asked({}, auto_id="%s")["ways"])
    assert ways.startswith('<fieldset class="field field--wide field--wrong" id="ways" aria-describedby="ways_helptext')
    assert ways.endswith("</fieldset>")


def test_a_fact_says_what_is_not_given_and_leads_out_openly() -> None:
    assert '<span class="soft">未填</span>' in render_facts([LabelledFact("甲", "")])
    assert 'href="https://a.b" rel="noopener noreferrer"' in render_facts([LabelledFact("甲", "乙", "https://a.b")])
    assert '<span class="facts__words"><i>安全</i></span>' in render_facts(
        [LabelledFact("甲", mark_safe("<i>安全</i>"))]
    )
    assert render_facts(None) == ""
