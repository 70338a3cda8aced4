"""Entries come in by a sheet as they are typed; a link to a register that says what cannot be does not start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from deals import DEALS, deals
from django.core.files.uploadedfile import SimpleUploadedFile

from linked.models import Deal
from luoshi.desk.declarations.registration import check_declarations
from luoshi.evidence.journal.models import Payload
from luoshi.parts.registers.models import Organisation, Person
from many_appeals import lines_of, signed_in, workbook
from office import Office

HEADS = {
    "organisations": ["名称*", "维护单位*", "类别*", "统一社会信用代码", "负责人"],
    "persons": ["姓名*", "维护单位*", "身份证号码", "所在机构", "职务"],
}
CREDIT, NUMBER = "516300005000002340", "630102190103071238"


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with deals():
        yield


def sent(office: Office, name: str, *rows: list[str]) -> Any:
    """What comes of a sheet that the supervision office sends and, where it is sound, says yes to."""
    client = signed_in(office, "supervisor", "zh-hans")
    template = b"".join(client.get(f"/{name}/import/template/").streaming_content)

    heads = lines_of(template)[2]  # below the title and the step
    at = {head: place for place, head in enumerate(heads)}
    named = [[row.get(head, "") for head in at] for row in (dict(zip(HEADS[name], row, strict=True)) for row in rows)]
    wanted = [column for column in HEADS[name] if column.rstrip("*") not in {head.rstrip("*") for head in at}]
    assert not wanted, (wanted, heads)
    answer = client.post(f"/{name}/import/", {"file": SimpleUploadedFile("档案.xlsx", workbook([heads, *named]))})
    return client.post(answer["Location"]) if answer.status_code == 302 else answer


def test_a_sheet_brings_in_entries_and_what_stands_twice_is_named_by_its_row(office: Office) -> None:
    both = (["云岭县茶叶协会", "kexie", "社会组织", CREDIT, "施茶香"], ["云岭县蜂业协会", "kexie", "社会组织", "", ""])
    assert sent(office, "organisations", *both).status_code == 302
    tea = Organisation.objects.get(credit=CREDIT)
    again = sent(office, "organisations", ["茶协", "kexie", "社会组织", CREDIT.lower(), ""])
    assert tea.number in again.text and Organisation.objects.count() == 2
    rows = [["施茶香", "kexie", NUMBER, tea.number, "会长"], ["同一人", "kexie", NUMBER, "", ""]]
    assert "身份证号码" in sent(office, "persons", *rows).text and not Person.objects.exists()
    assert sent(office, "persons", rows[0]).status_code == 302
    person = Person.objects.get()
    assert (person.organisation.pk, person.sex, str(person.birth)) == (tea.pk, "male", "1901-03-07")
    assert not [payload for payload in Payload.objects.values_list("data", flat=True) if NUMBER in str(payload)]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"known": ("credit",)}, "known=credit: of organisations no field of this name has dates: say one of title"),
        ({"as_of": "way"}, "as_of=way is no date of its records"),
        ({"fills": {"colour": "head"}}, "fills colour from head: one of them is no field"),
        ({"again": ("colour",)}, "again=colour is no field"),
    ],
)
def test_a_link_that_says_what_cannot_be_does_not_start(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], fault: str
) -> None:
    link = Deal._meta.get_field("organisation")
    check_declarations()
    for name, value in said.items():
        monkeypatch.setattr(link, name, value)
    with pytest.raises(ValueError, match=f"kind deals, link organisation: {fault}"):
        check_declarations()


def test_what_is_protected_in_a_register_is_never_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    link: Any = Deal._meta.get_field("person")
    assert "phone" not in link.filled_by().values()
    monkeypatch.setattr(link, "fills", {"contact": "phone"})
    assert list(link.own_faults(DEALS)) == [
        "fills contact from phone, which is protected: it is shown to nobody who has not asked for it"
    ]
    assert link.filled_by() == {}
