"""People from one sheet: previewed, corrected, made in one go; and the same for one person in one form."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from luoshi.base.errors import OrgError
from luoshi.base.texts import pinyin
from luoshi.evidence.journal.models import Entry
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.actors.models import Person, Post, Tenure, User
from luoshi.org.people.models import Proposal
from luoshi.org.proposals import actions as proposals
from luoshi.org.roster import actions, sheets
from luoshi.org.roster.actions import Roster, import_roster, plan_roster_import, refusal_of
from luoshi.org.roster.rules import RosterRow
from luoshi.org.tree.models import Unit
from office import NOW, TODAY, Office
from opened_accounts import client
from rosters import FAMILY, HEADS, sheet, sixty


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    for path in kept():
        path.unlink()


def kept() -> list[Path]:
    return sorted((Path(settings.DATA) / "trials").glob("*"))


def send(here: Client, data: bytes) -> Any:
    return here.post("/people/import/", {"file": SimpleUploadedFile("花名册.xlsx", data)})


def line(unit: str, name: str, phone: str, post: str, role: str, fields: str = "") -> list[Any]:
    return [1, unit, name, phone, post, role, fields]


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Unit, Person, Post, Tenure, User, Entry, OneTimeLink))


def preview(here: Client, rows: Sequence[Sequence[Any]]) -> tuple[str, Any]:
    led = send(here, sheet(rows))
    assert led.status_code == 302, led.text
    return led.url, here.get(led.url)


def test_sixty_people_of_twelve_unknown_units_are_previewed_made_and_given_slips(office: Office) -> None:
    here, before = client(office, "admin"), counted()
    url, page = preview(here, sixty())
    assert (page.context["wrong"], page.context["changes"], counted()) == (60, 0, before)
    assert "没有名为“云岭县发展改革局”的单位" in page.text and "agreed" not in page.text
    form = page.context["form"]
    assert len(form.rows()) == 12
    sent = {name: form[name].value() or "" for name in form.fields} | {"everything": "on"}
    sent["parent"] = str(office.units["county"].pk)
    page = here.get(here.post(url, sent).url)
    assert (page.context["wrong"], page.context["changes"], counted()) == (0, 60, before)
    done = here.post(url, {"agreed": page.context["agreed"]})
    assert (done.url, kept()) == ("/people/slips/", [])
    made = [now - then for now, then in zip(counted(), before, strict=True)]
    assert made[:5] == [12, 60, 60, 60, 60] and made[6] == 0
    first = Unit.objects.get(name="云岭县发展改革局")
    assert (first.code, first.sort) == ("YLXFZGGJ", "10")
    assert Post.objects.get(unit=first, title="副局长").fields == "分管业务"
    assert Person.objects.get(name="甘示例").phone == "13800000000"
    page = here.get("/people/slips/")
    names = [line.name for line in page.context["lines"]]
    assert [name[0] for name in names] == [surname for surname in FAMILY for _ in range(5)]  # in the order of the sheet
    again = preview(here, sixty())[1]
    assert (again.context["wrong"], again.context["changes"]) == (0, 0)


def test_a_preview_reads_in_the_language_of_the_page_and_not_in_that_in_which_it_was_tried(office: Office) -> None:
    url, page = preview(client(office, "admin"), [line("县科协", "甘示例", "13800000001", "专干", "填报员")])
    assert "专干 (单位联络员)" in page.text
    english = client(office, "admin", "en").get(url).text
    assert "专干 (Unit clerk)" in english and "单位联络员" not in english


def test_what_is_wrong_is_said_row_by_row_and_nothing_is_written(office: Office) -> None:
    here = client(office, "admin")
    before = counted()
    rows = [
        line("县科协", "乔示例", "13800000001", "干事", "联络员"),
        line("云岭县科学技术协会", "安示例", "138", "干事", "大总管"),
        line("云岭县科学技术协会", "", "13800000002", "干事", "联络员"),
    ]
    url, page = preview(here, rows)
    assert page.context["counts"][0]["count"] == 3 and counted() == before
    assert "角色“大总管”不能识别" in page.text and "邻近的有：云岭县科学技术协会" in page.text
    assert "1380000000" not in "".join(path.read_text() for path in kept() if path.suffix == ".json")
    assert (
        next(path for path in kept() if path.suffix == ".xlsx").read_bytes()[:2] != b"PK"
    )  # sealed: it holds telephones
    form = page.context["form"]
    meant = here.post(url, {"unit_0": str(office.units["kexie"].pk), "code_0": "x"})
    assert meant.status_code == 302 and form.names == ["县科协"]
    assert here.get(url).context["counts"][0]["count"] == 2
    refused = here.post(url, {"agreed": here.get(url).context["agreed"]}, follow=True)
    assert "未导入任何内容" in refused.text and counted() == before


def test_a_preview_that_no_longer_holds_is_not_carried_out(office: Office) -> None:
    roster = Roster([RosterRow(2, office.units["kexie"].code, "乔示例", role="联络员")], TODAY)
    agreed = plan_roster_import(roster).digest()
    import_roster(roster, office.actor("admin"), at=NOW, agreed=agreed)
    before = counted()
    with pytest.raises(OrgError) as caught:
        import_roster(roster, office.actor("admin"), at=NOW, agreed=agreed)
    assert (caught.value.code, counted()) == ("changed", before)


@pytest.mark.parametrize("name", ["supervisor", "leader", "head", "clerk", "collector", "outside", "auditor"])
def test_only_an_administrator_imports_people_or_prints_slips(office: Office, name: str) -> None:
    here = client(office, name)
    for url in ("/people/import/", "/people/import/template.xlsx", "/people/new/", "/people/slips/"):
        assert here.get(url).status_code == 404, url
    assert here.post("/people/slips/", {}).status_code == 404
    roster = Roster([RosterRow(2, office.units["kexie"].code, "乔示例", role="联络员")], TODAY)
    with pytest.raises(OrgError) as caught:
        import_roster(roster, office.actor(name), at=NOW, agreed=plan_roster_import(roster).digest())
    assert caught.value.code == "refused"


def test_the_preview_of_one_administrator_is_nobody_elses(office: Office) -> None:
    url, _page = preview(client(office, "admin"), [line("青石镇", "乔示例", "13800000001", "干事", "联络员")])
    assert client(office, "clerk").get(url).status_code == 404


def test_for_a_guarded_role_it_still_takes_two(office: Office) -> None:
    here = client(office, "admin")
    rows = [
        line("云岭县督查室", "乔示例", "13800000001", "督查专员", "督查员"),
        line("云岭县督查室", "安示例", "13800000002", "干事", "联络员"),
    ]
    url, page = preview(here, rows)
    assert "乔示例" in page.context["guarded"] and page.context["refusal"] == ""
    done = here.post(url, {"agreed": page.context["agreed"]}, follow=True)
    assert "乔示例" in done.text and not User.objects.filter(person__name="乔示例").exists()
    assert not Tenure.objects.filter(person__name="乔示例").exists()
    assert User.objects.get(person__name="安示例").is_unused
    waits = Proposal.objects.get(act="appoint", outcome="")
    proposals.confirm_rights_change(waits, office.actor("auditor"), at=NOW)
    assert Tenure.objects.filter(person__name="乔示例", post__title="督查专员").count() == 1


def test_where_nobody_could_confirm_it_the_preview_says_so(office: Office) -> None:
    here = client(office, "admin")
    User.objects.filter(person=office.people["auditor"]).update(is_active=False)
    url, page = preview(here, [line("云岭县督查室", "乔示例", "13800000001", "督查专员", "督查员")])
    assert page.context["refusal"] and page.context["refusal"] in page.text and 'name="agreed"' not in page.text
    assert here.post(url, {"agreed": page.context["agreed"]}).url == url
    assert not Person.objects.filter(name="乔示例").exists()


def test_nobody_appoints_themselves_by_a_sheet(office: Office) -> None:
    rows = [line("青石镇", "管小理", "13900000000", "干事", "联络员")]
    here = client(office, "admin")
    url, page = preview(here, rows)
    here.post(url, {"agreed": page.context["agreed"]})
    assert Tenure.objects.filter(person=office.people["admin"]).count() == 1
    assert Proposal.objects.filter(act="appoint", outcome="").count() == 1


def test_a_marked_workbook_is_refused_and_nothing_of_it_kept(office: Office) -> None:
    answer = send(client(office, "admin"), sheet([line("青石镇", "乔示例", "", "干事", "联络员", "机密★10年")]))
    assert (answer.status_code, kept()) == (422, [])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nothing", sheet([], ("甲", "乙")), sheet([])])
def test_what_is_no_roster_is_refused_in_words(office: Office, data: bytes) -> None:
    answer = send(client(office, "admin"), data)
    assert (answer.status_code, kept()) == (422, [])


def test_the_template_can_be_read_back_and_its_examples_are_sound() -> None:
    read = sheets.read_roster_workbook(sheets.build_roster_template())
    assert (read.rows[0].unit, read.rows[0].role, read.unread) == ("云岭县督查室", "督查员", [])


def test_more_rows_need_no_more_queries(office: Office) -> None:
    counts = []
    for size in (3, 12):
        rows = [
            RosterRow(n, office.units["town"].code, f"员{size}工{n}", f"1380{size:03d}{n:04d}", role="联络员")
            for n in range(size)
        ]
        roster = Roster(rows, TODAY, "花名册.xlsx", "0" * 64)
        with CaptureQueriesContext(connection) as asked:
            import_roster(roster, office.actor("admin"), at=NOW, agreed=plan_roster_import(roster).digest())
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_one_person_is_entered_with_post_and_account_in_one_form(office: Office) -> None:
    here, unit = client(office, "admin"), office.units["town"]
    given = {"name": "乔示例", "phone": "13800000001", "unit": unit.name, "title": "农技员", "role": "clerk"}
    done = here.post("/people/new/", given | {"fields_in_charge": "农业"})
    person = Person.objects.get(name="乔示例")
    assert done.url == f"/people/slips/?take_{person.pk}=1"
    assert (person.user.username, Post.objects.get(title="农技员").fields) == ("qiaoshili", "农业")
    page = here.get(done.url)
    assert [line.name for line in page.context["lines"] if line.take.value()] == ["乔示例"]
    again = here.post("/people/new/", given | {"title": "统计员", "phone": ""})
    assert again.status_code == 302  # of the same unit: the same person
    other = here.post("/people/new/", given | {"unit": office.units["bureau"].name, "phone": ""})
    assert (other.status_code, list(other.context["form"].errors)) == (422, ["name"])
    other = here.post("/people/new/", given | {"unit": office.units["bureau"].name, "phone": "", "namesake": "on"})
    assert other.status_code == 302 and Person.objects.filter(name="乔示例").count() == 2
    assert HEADS[1] == "单位"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"role": ""}, "role"), ({"phone": "99"}, "phone"), ({"name": ""}, "name"), ({"username": "clerk"}, "username")],
)
def test_what_is_wrong_in_the_form_stands_at_its_field(office: Office, changed: dict[str, str], field: str) -> None:
    given = {"name": "乔示例", "phone": "13800000001", "unit": "青石镇", "role": "clerk"} | changed
    page = client(office, "admin").post("/people/new/", given)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_a_sheet_takes_five_hundred_people_and_says_where_the_others_go(office: Office) -> None:
    rows = [line("青石镇", f"员工{n}", f"138{n:08d}", "干事", "联络员") for n in range(501)]
    here = client(office, "admin")
    answer = send(here, sheet(rows))
    assert (answer.status_code, kept()) == (422, [])
    assert answer.context["form"].errors["file"] == ["工作表超过 500 行。 未作任何保存。 请拆成几个文件。"]
    said = "每张表最多 500 人，其余的另做一张表导入。"
    assert said in here.get("/people/import/").text
    assert len(sheets.read_roster_workbook(sheet(rows[:500])).rows) == 500
    notes = load_workbook(io.BytesIO(sheets.build_roster_template())).worksheets[-1]
    assert said in [cell for row in notes.iter_rows(values_only=True) for cell in row]


def test_names_are_read_before_others_have_to_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    readings = pinyin._readings

    def watched() -> Any:
        inside.append(len(connection.savepoint_ids))
        return readings()

    monkeypatch.setattr(pinyin, "_readings", watched)
    code = office.units["town"].code
    people = [("乔示例", "联络员"), ("安示例", "采集员")]
    roster = Roster(
        [RosterRow(n, code, name, f"1380000000{n}", role=role) for n, (name, role) in enumerate(people)], TODAY
    )
    agreed, outside = plan_roster_import(roster), len(connection.savepoint_ids)
    assert refusal_of(roster, agreed, office.actor("admin"), at=NOW) is None
    import_roster(roster, office.actor("admin"), at=NOW, agreed=agreed.digest())
    assert set(inside) == {outside}


def test_with_a_sheet_come_two_hundred_units_and_not_one_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_UNITS", 2)
    names = ["云岭县甲局", "云岭县乙局", "云岭县丙局"]
    rows = [RosterRow(n, name, f"员工{n}", f"1380000000{n}", role="联络员") for n, name in enumerate(names)]
    roster = Roster(rows, TODAY, made={name: f"X{n}" for n, name in enumerate(names)})
    with pytest.raises(OrgError, match="至多"):
        import_roster(roster, office.actor("admin"), at=NOW, agreed=plan_roster_import(roster).digest())
    assert not Unit.objects.filter(name__in=names).exists()
    roster = Roster(rows[:2], TODAY, made=roster.made)
    assert import_roster(roster, office.actor("admin"), at=NOW, agreed=plan_roster_import(roster).digest()).units == 2
