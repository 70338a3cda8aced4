"""Characters that nobody sees: what they are, where they are refused, and that no form leaves them in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms
from django.utils import translation

from luoshi.base.texts.invisible_characters import Unseen, clean_invisible_characters, first_unseen
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.org.base.screened_forms import ScreenedForm, unseen_sentence
from luoshi.site.signin.forms import Focused


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("云岭县科学技术局", None),
        ("Yunling, 2026 (㎡) 𠮷 é e\u0301 👍\ufe0f 葛\U000e0100", None),  # variation selectors are for rare characters
        ("", None),
        ("张三\u202e四李", Unseen("U+202E", "张三")),
        ("\u2067张三", Unseen("U+2067", "")),
        ("云岭县科学技术局\u200b办公室", Unseen("U+200B", "云岭县科学技术局")),
        ("一二三四五六七八九十十一\ufeff", Unseen("U+FEFF", "三四五六七八九十十一")),
        *(
            (f"甲{character}乙", Unseen(f"U+{ord(character):04X}", "甲"))
            for character in "\u00ad\u200c\u200d\u200e\u2028\u2060\u3164"
        ),
        ("甲\U000e0041乙", Unseen("U+E0041", "甲")),
    ],
)
def test_a_line_holds_none(words: str, found: Unseen | None) -> None:
    assert first_unseen(words) == found


def test_in_a_text_only_what_turns_the_writing_counts() -> None:
    assert first_unseen("从网页\u200b粘来的\n👨\u200d👩\u200d👧\u200e", line=False) is None
    assert first_unseen("第一行\n第\u202d二行", line=False) == Unseen("U+202D", "第一行\n第")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", "“张三”后面有一个看不见的字符（U+202E）：请重新输入这几个字。"),
        ("en", "There is an invisible character (U+202E) after “张三”: type these words again."),
    ],
)
def test_the_sentence_says_which_and_where(language: str, said: str) -> None:
    with translation.override(language):
        assert (unseen_sentence("张三\u202e"), unseen_sentence("张三")) == (said, "")


class Asked(ScreenedForm):
    name = forms.CharField()
    words = forms.CharField(widget=forms.Textarea)
    mail = forms.EmailField(required=False)
    password = forms.CharField(widget=forms.PasswordInput, required=False)


def test_a_form_refuses_them_by_field() -> None:
    sent = {"name": "张\u3164三", "words": "一\u200b\n\u202e二", "mail": "a\u2066@b.cn", "password": "\u200b"}
    assert list(Asked(sent).errors) == ["mail", "name", "words"]
    assert Asked({"name": "张三", "words": "一\u200b\n二"}).errors == {}


def test_what_word_leaves_in_words_is_cleaned_before_anything_looks_at_them() -> None:
    sent = {"name": "张\u200b三\u2028丰\ue000", "words": "一\u2028二\ue5cf\ufeff\n三\u00ad", "password": "\u200b密码"}
    form = Asked(sent)
    assert form.errors == {}
    assert form.cleaned_data == {"name": "张三 丰", "words": "一\n二\n三", "mail": "", "password": "\u200b密码"}
    assert (sent["name"], form["name"].value()) == ("张\u200b三\u2028丰\ue000", "张三 丰")  # shown again it is clean


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("plain words", "plain words"),
        ("甲\u200c乙\u200d丙\U000f0001\U00100000", "甲乙丙"),
        ("👨\u200d👩\u200d👧 می\u200cخواهم", "👨\u200d👩\u200d👧 می\u200cخواهم"),
        ("第一段\u2029第二段", "第一段\n第二段"),
        ("葛\U000e0100 𠮷 é", "葛\U000e0100 𠮷 é"),
        ("张三\u202e四李", "张三\u202e四李"),  # who turns words means to deceive: that is refused, not put right
    ],
)
def test_cleaned_words_say_the_same(words: str, kept: str) -> None:
    assert clean_invisible_characters(words) == kept and clean_invisible_characters(kept) == kept


def _below(parent: type) -> Iterator[type]:
    for subclass in parent.__subclasses__():
        yield from (subclass, *_below(subclass))


def test_no_form_takes_a_line_without_looking(db: None) -> None:
    import luoshi.site.urls  # noqa: F401  with which every page's forms are there

    looked = (ScreenedForm, StepForm, Focused)
    takes = [
        f"{form_class.__module__}.{form_class.__name__}"
        for form_class in _below(forms.BaseForm)
        if form_class.__module__.startswith("luoshi.") and not issubclass(form_class, looked)
        for field in form_class.base_fields.values()  # type: ignore[attr-defined]
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.Textarea)
    ]
    assert set(takes) <= SEARCHES


SEARCHES = {"luoshi.org.people.pages.people.PeopleFilterForm", "luoshi.org.people.pages.posts.PostsFilterForm"}
SEARCHES |= {"luoshi.site.open.forms.AskForm", "luoshi.commitments.about_tables.pages.AboutTableForm"}
"""Forms whose words are only looked for, and kept nowhere."""
