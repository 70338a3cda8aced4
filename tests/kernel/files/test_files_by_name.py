"""Files of a name of their own: what they may be, what must be there, what takes whose place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils.datastructures import MultiValueDict

from declared_lines import changed
from linked.kinds import BODIES
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office
from sample_line import one_kind
from sent_files import sent

LICENCE = Files("licence", "Business licence", "txt pdf", must=True, most=1)
PHOTOS = Files("photos", "Photographs", bare=True)


def kind(*parts: Files) -> CompiledKind:
    _found, *others = BODIES.cycle.all_steps
    asked = Step("found", "Found", "> active", "desk unit", "unit sort from_day licence", on="from_day")
    again = Step("renew", "Renew", "active >", "unit", "licence photos")
    own = [step for step in others if step.name not in ("put_right",)]
    cycle = replace(BODIES.cycle, all_steps=(asked, again, *own))
    return changed(BODIES, cycle=cycle, corrects=(), parts=parts, titled="{unit} {sort}")


@pytest.fixture
def bodies(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[CompiledKind]:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with one_kind(kind(LICENCE, PHOTOS)) as made:
        yield made


def given(office: Office) -> dict[str, str]:
    return {"unit": str(office.units["kexie"].pk), "sort": "farm", "from_day": "2026-03-02"}


def files(**named: Any) -> Any:
    return MultiValueDict({name: list(some) for name, some in named.items()})


def founded(office: Office, of: CompiledKind, **named: Any) -> Any:
    return begin(of, office.actor("clerk"), given(office), at=NOW, files=files(**named)).record


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({}, "请填写"),
        ({"licence": [sent("营业执照.csv")]}, "不是这里要求的格式：txt, pdf"),
        ({"licence": [sent("一.txt", "一"), sent("二.txt", "二")]}, "1"),
    ],
)
def test_what_is_asked_for_comes_or_nothing_is_written(
    office: Office, bodies: CompiledKind, named: Any, says: str
) -> None:
    with pytest.raises(RecordError) as refused:
        founded(office, bodies, **named)
    assert list(refused.value.fields) == ["licence"] and says in refused.value.fields["licence"][0]
    assert Attachment.objects.count() == 0 and bodies.record.objects.count() == 0


def test_each_file_says_what_it_is_and_a_later_one_takes_the_place_of_the_one_before(
    office: Office, bodies: CompiledKind
) -> None:
    record = founded(office, bodies, licence=[sent("旧执照.txt", "旧")])
    some = files(licence=[sent("新执照.txt", "新")], photos=[sent("一.txt", "一"), sent("二.txt", "二")])
    take(record, "renew", office.actor("clerk"), {}, at=NOW, files=some)
    assert list(Attachment.objects.order_by("pk").values_list("part", "name")) == [
        ("licence", "旧执照.txt"), ("licence", "新执照.txt"), ("photos", "一.txt"), ("photos", "二.txt"),
    ]  # fmt: skip
    client = Client()
    client.force_login(office.people["clerk"].user)
    page = client.get(record.get_absolute_url()).text
    assert page.count("已被替换") == 1 and page.index("旧执照.txt") < page.index("已被替换") < page.index("新执照.txt")
    assert "Business licence" in page and "Photographs" in page and "缺少" not in page


def test_from_a_sheet_none_can_come_and_the_page_says_what_is_missing(office: Office, bodies: CompiledKind) -> None:
    (record,) = begin_many(bodies, office.actor("clerk"), [given(office)], at=NOW)
    client = Client()
    client.force_login(office.people["clerk"].user)
    assert "缺少：Business licence。" in client.get(record.get_absolute_url()).text
    some = files(licence=[sent("执照.txt", "新")])
    take(record, "renew", office.actor("clerk"), {}, at=NOW, files=some)
    assert "缺少" not in client.get(record.get_absolute_url()).text


def test_the_page_asks_for_them_by_their_names(office: Office, bodies: CompiledKind) -> None:
    client = Client()
    client.force_login(office.people["clerk"].user)
    page = client.get("/bodies/new/").text
    assert "Business licence" in page and 'accept=".txt,.pdf"' in page and "multipart/form-data" in page
    assert client.post("/bodies/new/", given(office)).status_code == 422
    assert client.post("/bodies/new/", {**given(office), "licence": sent("执照.txt")}).status_code == 302
    assert bodies.strips == "pictures"  # one of them comes without places


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ((LICENCE, PHOTOS, Files("seal", "Seal")), "files seal: no step asks for them"),
        ((replace(LICENCE, endings="exe txt"), PHOTOS), "files licence: exe is never taken"),
        ((replace(LICENCE, endings="zip pdf", nameless=True), PHOTOS), "nothing removes the names from zip"),
        ((replace(LICENCE, endings="", nameless=True), PHOTOS), "nothing removes the names from doc"),
        ((LICENCE, PHOTOS, replace(LICENCE, label="Other")), "two sorts of files have one name"),
        ((PHOTOS,), "asks licence, which is no field"),
    ],
)
def test_files_that_cannot_be_do_not_start(parts: tuple[Files, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kind(*parts)
