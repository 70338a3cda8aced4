"""A sheet names units and records as people call them; what is not clear is asked once and remembered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linked.models import Body, Project
from linked_kinds import BODIES, PROJECTS, linked_kinds, made
from luoshi.desk.bulk.actions.checking import check_many
from luoshi.desk.bulk.names.actions import remember_names
from luoshi.desk.lists.views.models import NameAnswer
from luoshi.kernel.kinds.forms.choosers import Looking, RecordsOf
from luoshi.kernel.search.names.queries import find_named_records
from many_appeals import signed_in, workbook
from office import NOW, TODAY, Office

TEA, RICE, BEES = "云岭县茶叶学会（总会）", "青石镇水稻协会", "云岭县养蜂协会"


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with linked_kinds():
        yield


@pytest.fixture
def bodies(office: Office) -> dict[str, Body]:
    """Two of 县科协, one of 县科技局."""
    kexie, bureau = office.units["kexie"], office.units["bureau"]
    return {
        "tea": made(BODIES, 1, kexie, TEA, card="91370100MA3C123456"),
        "rice": made(BODIES, 2, kexie, RICE),
        "bees": made(BODIES, 3, bureau, BEES, card="52370100MJD000000X"),
    }


def checked(office: Office, *words: str, who: str = "clerk") -> list[Any]:
    rows = [{"title": f"项目{at}", "body": word} for at, word in enumerate(words)]
    return [row.values.get("body") for row in check_many(PROJECTS, office.actor(who), rows, at=NOW)]


def upload(client: Client, *words: str) -> str:
    data = workbook([["Title", "Body"], *([f"项目{at}", word] for at, word in enumerate(words))])
    answer = client.post("/trials/import/", {"file": SimpleUploadedFile("项目.xlsx", data)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


@pytest.mark.parametrize(
    "words",
    [
        "体2026-0001",
        f"体2026-0001 {TEA}",
        "91370100ma3c123456",
        TEA,
        "云岭县茶叶学会(总会)",
        "云岭县 茶叶学会（总会）",
        "ylxcyxhzh",
        "YLXCYXHZH",
    ],
)
def test_a_cell_names_a_record_by_number_code_whole_name_or_initials(words: str, office: Office, bodies: Any) -> None:
    assert checked(office, words) == [bodies["tea"]]


def test_a_name_stored_in_another_width_is_the_same_name(office: Office, bodies: Any) -> None:
    wide = made(BODIES, 4, office.units["kexie"], "ＡＢ１２ 蚕桑　合作社")
    assert checked(office, "AB12 蚕桑 合作社") == [wide]


@pytest.mark.parametrize("words", [BEES, "体2026-0003", "52370100MJD000000X", "ylxyfxh", "养蜂"])
def test_what_one_may_not_see_is_unknown_in_every_way_and_never_offered(
    words: str, office: Office, bodies: Any
) -> None:
    (row,) = check_many(PROJECTS, office.actor("clerk"), [{"title": "甲", "body": words}], at=NOW)
    (none,) = check_many(PROJECTS, office.actor("clerk"), [{"title": "甲", "body": "没有的"}], at=NOW)
    assert row.wrong["body"] == [none.wrong["body"][0].replace("没有的", words)]
    page = signed_in(office, "clerk", "en").get(upload(signed_in(office, "clerk", "en"), words)).content.decode()
    assert BEES not in page.replace(f"“{words}”", "") and f'value="{bodies["bees"].pk}"' not in page
    assert checked(office, words, who="supervisor") == [bodies["bees"] if words != "养蜂" else None]


def test_what_is_not_clear_is_asked_once_for_equal_cells_and_remembered(office: Office, bodies: Any) -> None:
    client = signed_in(office, "clerk", "en")
    there = upload(client, "茶叶", "水稻", "茶 叶", RICE)
    page = client.get(there)
    questions = page.context["names"].questions
    assert [(question.word, question.lines) for question in questions] == [("茶叶", (2, 4)), ("水稻", (3,))]
    assert [pk for pk, _label in questions[0].choices] == [str(bodies["tea"].pk)]
    picks = {f"pick_{question.key}": question.choices[0][0] for question in questions}
    assert client.post(there, {"names": "1", **picks}).status_code == 302
    assert client.get(there).context["names"] is None
    client.post(there)
    assert [project.body for project in Project.objects.order_by("pk")] == [
        bodies[n] for n in ("tea", "rice", "tea", "rice")
    ]
    assert checked(office, "茶叶") == [bodies["tea"]]  # from now on
    assert "茶叶" not in str(NameAnswer.objects.values_list())


def test_an_answer_may_be_typed_and_must_name_one(office: Office, bodies: Any) -> None:
    client = signed_in(office, "clerk", "en")
    there = upload(client, "老名字")
    (question,) = client.get(there).context["names"].questions
    assert question.choices == ()
    refused = client.post(there, {"names": "1", f"other_{question.key}": BEES})  # not theirs to see
    assert refused.status_code == 422 and "This names nothing that you may choose here" in refused.content.decode()
    assert not NameAnswer.objects.exists()
    assert client.post(there, {"names": "1", f"other_{question.key}": TEA}).status_code == 302
    client.post(there)
    assert Project.objects.get().body == bodies["tea"]


def test_a_record_that_was_not_offered_cannot_be_picked(office: Office, bodies: Any) -> None:
    client = signed_in(office, "clerk", "en")
    there = upload(client, "茶叶")
    (question,) = client.get(there).context["names"].questions
    refused = client.post(there, {"names": "1", f"pick_{question.key}": str(bodies["bees"].pk)})
    assert refused.status_code == 422 and not NameAnswer.objects.exists()


def test_an_answer_counts_in_ones_unit_as_far_as_one_may_see(office: Office, bodies: Any) -> None:
    remember_names(
        PROJECTS, office.actor("clerk"), {("body", "蜂会"): bodies["bees"].pk, ("body", "茶会"): bodies["tea"].pk}
    )
    assert checked(office, "茶会", "蜂会") == [bodies["tea"], None]
    assert checked(office, "茶会", who="supervisor") == [None]  # another unit
    remember_names(PROJECTS, office.actor("clerk"), {("body", "茶会"): bodies["rice"].pk})
    assert checked(office, "茶会") == [bodies["rice"]]


def test_two_of_one_name_are_asked_about(office: Office, bodies: Any) -> None:
    twin = made(BODIES, 5, office.units["kexie"], TEA)
    there = upload(signed_in(office, "clerk", "en"), TEA)
    (question,) = signed_in(office, "clerk", "en").get(there).context["names"].questions
    assert {pk for pk, _label in question.choices} == {str(bodies["tea"].pk), str(twin.pk)}


@pytest.mark.parametrize("words", ["kexie", "云岭县科学技术协会", "ylxkxjsxh"])
def test_a_unit_is_named_by_code_name_or_initials(words: str, office: Office) -> None:
    (row,) = check_many(BODIES, office.actor("clerk"), [{"title": "甲", "unit": words}], at=NOW)
    assert row.values["unit"] == office.units["kexie"]


def _queries(office: Office, count: int, first: int) -> int:
    """How many queries it takes to find what two links of each of so many lines mean, each named in another way."""
    rows = [
        {
            "title": f"新{first + at}",
            "unit": "kexie",
            "part_of": f"第{first + at}茶叶合作社" if at % 2 else f"体2026-{first + at:04d}",
        }
        for at in range(count)
    ]
    with CaptureQueriesContext(
        connection,
    ) as found:
        got = check_many(BODIES, office.actor("clerk"), rows, at=NOW)
    assert [row.values["part_of"].title for row in got] == [f"第{first + at}茶叶合作社" for at in range(count)]
    return len(found)


def test_many_lines_need_few_queries_to_be_found(office: Office) -> None:
    for at in range(100, 430):
        made(BODIES, at, office.units["kexie"], f"第{at}茶叶合作社")
    few, many = _queries(office, 30, 100), _queries(office, 300, 130)
    assert many <= few + 30, (few, many)  # a few for every fifty or hundred words, not one for each


@pytest.mark.parametrize(
    "words", ["%", "_", "'", '"', "\x00", "茶*x", "()", "NEAR(a b)", "a" * 9000, "９" * 400, "-", "学 x" * 300]
)
def test_hostile_words_find_nothing_and_break_nothing(words: str, office: Office, bodies: Any) -> None:
    looking = Looking(RecordsOf(BODIES), office.actor("clerk"), TODAY)
    assert find_named_records(looking, [words, TEA])[TEA].only == bodies["tea"]
    assert find_named_records(looking, [words])[words].only is None
