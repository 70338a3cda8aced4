"""What a line has the office set, as its ``office.toml`` says it; and what such a file may not say."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from luoshi.desk.declarations.office import office, parse_office_file
from luoshi.figures.bounds import Bound
from luoshi.kernel.code_lists.definitions import CodeListItem
from luoshi.lines.activities.models import Activity

HEAD = 'group = "集市 | Fairs"\n'
SORTS = """
[lists.fairs.sorts]
label = "摊位类别 | Sorts"
fixed = "talk"
items = '''
talk  | 讲解 | Talk
trial | 体验 | Trial
'''
"""
RANKS = """
[lists.fairs.ranks]
label = "等次 | Ranks"
columns = '''
points | 分值 | Points    | whole
of     | 类别 | Of a sort | fairs.sorts
'''
items = '''
first | 一等奖 | First prize | 3 | talk
last  | 优秀奖 | Last prize
'''
"""
HOURS = """
[values.fairs.hours]
label = "学时怎样合计 | How hours are put together"
read  = "mode"
unset = "无法计算。 | It is not computable."
suggested = '''
sum | 办法没有写明 | The rule leaves it open | 合计 | All together
max | 办法没有写明 | The rule leaves it open
'''
"""


def test_lists_say_their_items_in_both_languages_with_columns_and_what_is_fixed() -> None:
    found = parse_office_file("fairs/office.toml", HEAD + SORTS + RANKS).lists
    sorts, ranks = found["fairs.sorts"], found["fairs.ranks"]
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = [*map(str, (sorts.group, sorts.label, *sorts.items.values()))]
    assert said == {"zh-hans": ["集市", "摊位类别", "讲解", "体验"], "en": ["Fairs", "Sorts", "Talk", "Trial"]}
    assert (sorts.fixed, list(ranks.items)) == ("talk", ["first", "last"])
    assert isinstance(ranks.items["first"], CodeListItem) and ranks.values_of("first") == {"points": "3", "of": "talk"}
    assert ranks.values_of("last") == {} and ranks.needs() == (ranks, sorts)


def test_values_say_how_they_are_read_and_shown_what_follows_and_what_is_suggested() -> None:
    text = HEAD + HOURS + HOURS.replace("fairs.hours", "fairs.days").replace('"mode"', '"bound"').split("suggested")[0]
    found = parse_office_file("fairs/office.toml", text).values
    hours, days = found["fairs.hours"], found["fairs.days"]
    assert (hours.read("sum"), days.read("≥36")) == ("sum", Bound("≥", 36))
    with override("zh-hans"):
        assert [str(group) for group in (hours.group, hours.label, hours.unset)] == [
            "集市",
            "学时怎样合计",
            "无法计算。",
        ]
        assert [(choice.value, str(choice.source), str(choice.label)) for choice in hours.suggested] == [
            ("sum", "办法没有写明", "合计"),
            ("max", "办法没有写明", ""),
        ]
        assert [str(words) for words in (hours.words("sum"), hours.words("max"), days.words("≥36"))] == [
            "合计",
            "max",
            "≥36",
        ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file: group is not there: write group = …"),
        ('group = "集市"', "group: a language is missing: write “中文 | English”"),
        ('group = "Fairs | 集市"', "group: the English is Chinese: write “中文 | English”, in this order"),
        ("group = 3", "the file.group: it is no text: write it between quotation marks"),
        (HEAD + 'groups = ""', "nothing is called groups: take it out, or write one of group"),
        (HEAD + "lists = 3", r"lists.: its name has two parts: \[lists.kind.name\]"),
        (HEAD + "[lists.sorts]\nlabel = ''", r"lists.sorts: its name has two parts: \[lists.sorts.name\]"),
        (HEAD + SORTS + SORTS, r"Cannot declare \('lists', 'fairs', 'sorts'\) twice"),
        (
            HEAD + SORTS.replace("fixed", "fix"),
            "lists.fairs.sorts: nothing is called fix: take it out, or write one of",
        ),
        (HEAD + SORTS.replace("label", "# label"), "lists.fairs.sorts: label is not there: write label = …"),
        (HEAD + SORTS.replace("| Trial", ""), "lists.fairs.sorts.items: “trial | 体验” has 2 parts: write code | 中文"),
        (HEAD + SORTS.replace("| Trial", "|"), "lists.fairs.sorts.items, trial: a language is missing"),
        (HEAD + SORTS.replace("| Trial", "| Trial | 3"), "“trial | 体验 | Trial | 3” has 4 parts"),
        (HEAD + SORTS.replace("trial", "Trial day"), "lists.fairs.sorts: Trial day is no code: small letters"),
        (HEAD + SORTS.replace("trial", "talk "), "lists.fairs.sorts.items: talk stands there twice: take one out"),
        (HEAD + SORTS.replace('"talk"', '"walk"'), "lists.fairs.sorts: the fixed code walk is no item"),
        (HEAD + SORTS.replace('"talk"', "3"), "lists.fairs.sorts.fixed: it is no text"),
        (HEAD + RANKS, "columns, of: fairs.sorts is no way to read it and no list that stands before it: write one of"),
        (HEAD + SORTS + RANKS.replace("3 |", "3.5 |"), "lists.fairs.ranks: “3.5” is not a whole number"),
        (
            HEAD + HOURS.replace('"mode"', '"metre"'),
            "values.fairs.hours.read: metre is no way to read it: write one of",
        ),
        (HEAD + HOURS.replace("max ", "min "), "values.fairs.hours.suggested: min is no value that is read as mode"),
        (HEAD + HOURS.replace("| All together", ""), "values.fairs.hours.suggested, sum: a language is missing"),
        (HEAD + HOURS.replace("unset", "# unset"), "values.fairs.hours: unset is not there: write unset = …"),
    ],
)
def test_what_does_not_hold_is_said_with_its_file_its_place_and_what_to_write(text: str, says: str) -> None:
    with override("en"), pytest.raises(ValueError, match=f"^fairs/office.toml: .*{says}".replace("|", r"\|")):
        parse_office_file("fairs/office.toml", text)


def test_a_module_finds_what_stands_beside_it_and_is_told_what_does_not() -> None:
    found = office("luoshi.lines.activities.line")
    field = Activity._meta.get_field("sort")
    assert found is office("luoshi.lines.activities.models")
    assert found.lists["activities.sorts"] is getattr(field, "code_list", None)
    with pytest.raises(
        ValueError, match=r"activities/office.toml has no \[lists.activities.sort\]: .*, activities.parts"
    ):
        found.lists["activities.sort"]
    with pytest.raises(ValueError, match=r"luoshi.lines: no office.toml lies beside its code"):
        office("luoshi.lines.models")


def test_a_law_names_one_of_the_suggested_values() -> None:
    given = HEAD + HOURS.replace("suggested =", 'law = "max"\nsuggested =')
    hours = parse_office_file("fairs/office.toml", given).values["fairs.hours"]
    assert [suggestion.law for suggestion in hours.suggested] == [False, True]
    assert hours.law is not None and hours.law.value == "max"
    assert parse_office_file("fairs/office.toml", HEAD + HOURS).values["fairs.hours"].law is None
    with pytest.raises(ValueError, match=r"values\.fairs\.hours\.law: mean is none of the suggested values"):
        parse_office_file("fairs/office.toml", given.replace('"max"', '"mean"'))
