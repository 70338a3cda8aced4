"""Names said once: for all rows that print them and for later papers; taken back, forgotten, or asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.messages.models import Message
from luoshi.org.actors.models import User
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowUnit
from luoshi.plans.names.models import Alias
from luoshi.plans.names.queries import names_for
from luoshi.plans.names.rules.aliases import NameMeaning, name_similarity
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.name_resolution import NameStatement, forget_name_meaning, say_names
from luoshi.plans.rows.queries.correction_page import load_correction_page
from luoshi.plans.rows.queries.name_resolution import Panel, unclear_names_panel
from luoshi.plans.rows.queries.row_answers import names_of_plan
from office import TODAY, Office
from plans import by, in_order, received

TEXT = (
    "云岭县2026年科普工作要点\n一、培训\n"
    + "".join(f"{number}.举办第{number}期科普培训班。（责任单位：飞鸟科）\n" for number in range(1, 5))
    + "5.走访农户30户。（责任单位：望海站；配合单位：飞鸟科）\n6.建设科普馆1座。（责任单位：县科技局）\n"
)


@pytest.fixture
def plan(office: Office) -> Plan:
    return received(office, TEXT)


def shown(plan: Plan) -> Panel:
    return unclear_names_panel(load_correction_page(plan).choosing, names_of_plan(plan, TODAY))


def of(plan: Plan, name: str) -> dict[int, int]:
    return {row.pk: row.version for row in in_order(plan) if name in [unit.name for unit in row.units.all()]}


def named(plan: Plan, name: str) -> list[tuple[str, str | None]]:
    rows = RowUnit.objects.filter(row__plan=plan, name=name).order_by("row__place", "place")
    return [(row.role, row.unit and row.unit.name) for row in rows.select_related("unit")]


def client(who: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=who))
    return made


def test_each_name_stands_there_once_with_its_places(office: Office, plan: Plan) -> None:
    found = shown(plan)
    assert [(name.name, name.count, name.sure) for name in found.names] == [("飞鸟科", 5, False), ("望海站", 1, False)]
    assert (found.places, found.more) == (6, 0)


def test_one_word_settles_a_name_in_all_rows_and_in_later_papers(office: Office, plan: Plan) -> None:
    last, bureau = Entry.objects.latest("pk").pk, office.units["bureau"]
    say_names(plan, of(plan, "飞鸟科"), {"飞鸟科": NameStatement(NameMeaning(bureau.pk))}, by(office))
    assert named(plan, "飞鸟科") == [*[("lead", bureau.name)] * 4, ("support", bureau.name)]
    assert [name.name for name in shown(plan).names] == ["望海站"]
    assert not [row for row in in_order(plan) if "unit_unknown" in row.doubts and "走访" not in row.words]
    (entry,) = Entry.objects.filter(pk__gt=last)
    assert entry.step == "row.names"
    later = received(office, TEXT.replace("培训班", "科普集市"))
    assert {unit for _role, unit in named(later, "飞鸟科")} == {bureau.name}
    assert [name.name for name in shown(later).names] == ["望海站"]


def test_it_holds_for_this_desk_and_no_other(office: Office, plan: Plan) -> None:
    say_names(plan, of(plan, "飞鸟科"), {"飞鸟科": NameStatement(NameMeaning(office.units["bureau"].pk))}, by(office))
    assert names_for(office.units["desk"].pk, TODAY).of("飞鸟科").how == "said"
    assert names_for(office.units["kexie"].pk, TODAY).of("飞鸟科").how == "none"


def test_nobody_takes_a_name_out_and_leaves_the_rows(office: Office, plan: Plan) -> None:
    say_names(plan, of(plan, "飞鸟科"), {"飞鸟科": NameStatement()}, by(office))
    assert named(plan, "飞鸟科") == []
    assert [row.doubts.count("no_lead") for row in in_order(plan) if "培训班" in row.words] == [1] * 4
    assert named(received(office, TEXT.replace("培训班", "科普集市")), "飞鸟科") == []


def test_a_word_for_many_opens_to_the_units_of_the_tree(office: Office, plan: Plan) -> None:
    for number, name in enumerate(("白沙镇", "黑水乡")):
        office.unit(f"more{number}", name, "county")
    (choice,) = [shown_choice for shown_choice in shown(plan).together if "乡镇" in shown_choice.label]
    assert choice.label.endswith("（3）")
    say_names(plan, of(plan, "望海站"), {"望海站": NameStatement(choice.meaning)}, by(office))
    assert sorted(named(plan, "望海站")) == [("lead", name) for name in ("白沙镇", "青石镇", "黑水乡")]
    (row,) = [row for row in in_order(plan) if "走访" in row.words]
    assert row.each and "several_leads" not in row.doubts


def test_it_is_taken_back_as_one_with_what_was_remembered(office: Office, plan: Plan) -> None:
    before = named(plan, "飞鸟科"), [row.doubts for row in in_order(plan)]
    say_names(plan, of(plan, "飞鸟科"), {"飞鸟科": NameStatement(NameMeaning(office.units["bureau"].pk))}, by(office))
    correct.undo_last_edit(plan, by(office))
    assert (named(plan, "飞鸟科"), [row.doubts for row in in_order(plan)]) == before
    assert not Alias.objects.exists()


def test_what_others_said_since_stays_when_it_is_taken_back(office: Office, plan: Plan) -> None:
    say_names(plan, of(plan, "飞鸟科"), {"飞鸟科": NameStatement(NameMeaning(office.units["bureau"].pk))}, by(office))
    other = received(office, TEXT.replace("培训班", "科普集市"))
    office.person("second", "杜二察", "desk", Role.SUPERVISOR, ["county"])
    say_names(
        other,
        of(other, "飞鸟科"),
        {"飞鸟科": NameStatement(NameMeaning(office.units["kexie"].pk))},
        by(office, "second"),
    )
    correct.undo_last_edit(plan, by(office))
    assert Alias.objects.get().unit == office.units["kexie"]


def test_what_is_remembered_is_forgotten_by_who_keeps_the_plan_alone(office: Office, plan: Plan) -> None:
    say_names(plan, of(plan, "飞鸟科"), {"飞鸟科": NameStatement()}, by(office))
    for who in ("clerk", "admin", "auditor"):
        with pytest.raises(RecordError):
            forget_name_meaning(plan, "飞鸟科", by(office, who))
    assert shown(plan).remembered == [("飞鸟科", "")]
    forget_name_meaning(plan, "飞鸟科", by(office))
    assert not Alias.objects.exists() and Entry.objects.latest("pk").step == "row.forget"
    with pytest.raises(RecordError, match="没有记住"):
        forget_name_meaning(plan, "飞鸟科", by(office))


def test_a_unit_that_is_not_there_is_asked_of_the_administrators_and_suggested_once_it_is(
    office: Office, plan: Plan
) -> None:
    say_names(plan, of(plan, "飞鸟科"), {"飞鸟科": NameStatement(new="飞鸟保护科")}, by(office))
    (message,) = Message.objects.filter(code="units.wanted")
    assert (message.person, message.values["unit"]) == (office.people["admin"], "云岭县督查室 / 飞鸟保护科")
    assert not Unit.objects.filter(name="飞鸟保护科").exists() and not Alias.objects.exists()
    assert len(named(plan, "飞鸟科")) == 5
    office.unit("birds", "飞鸟科", "desk")
    (found,) = [name for name in shown(plan).names if name.name == "飞鸟科"]
    assert found.sure and found.choices[0].label == "飞鸟科"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "至少明确一个"),
        ({"没有这个": NameStatement()}, "没有条目写有"),
        ({"飞鸟科": NameStatement(NameMeaning(unit=999_999))}, "没有这个单位"),
        ({"飞鸟科": NameStatement(NameMeaning(word="各星球"))}, "没有这个单位"),
    ],
)
def test_what_means_nothing_is_refused(office: Office, plan: Plan, told: dict[str, NameStatement], words: str) -> None:
    with pytest.raises(RecordError, match=words):
        say_names(plan, of(plan, "飞鸟科"), told, by(office))
    assert not Alias.objects.exists()


def test_departments_of_who_issued_it_come_first(office: Office) -> None:
    for number, name in enumerate(("办公室", "飞禽保护部", "鸟类监测科")):
        office.unit(f"own{number}", name, "kexie")
    plan = received(office, TEXT.replace("云岭县2026", "云岭县科学技术协会2026"), issuer="云岭县科学技术协会")
    (birds,) = [name for name in shown(plan).names if name.name == "飞鸟科"]
    labels = [choice.label for choice in birds.choices]
    assert labels[:2] == ["鸟类监测科", "飞禽保护部"] and all(choice.own for choice in birds.choices)
    assert name_similarity("飞鸟科", "鸟类监测科") == 2


def test_without_scripts_the_panel_is_sent_whole_or_one_by_one(office: Office, plan: Plan) -> None:
    browser = client("supervisor")
    assert "飞鸟科" in browser.get(f"/plans/{plan.pk}/correct/").content.decode()

    def fields() -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in shown(plan).names:
            found |= {f"name-{name.number}": name.name, f"rows-{name.number}": name.rows, f"is-{name.number}": "nobody"}
        return found

    first = {**fields(), "only": "1", "other-1": "云岭县科学技术局"}
    assert browser.post(f"/plans/{plan.pk}/rows/names/", first).status_code == 302
    assert (named(plan, "望海站"), len(named(plan, "飞鸟科"))) == ([("lead", "云岭县科学技术局")], 5)
    browser.post(f"/plans/{plan.pk}/rows/names/", fields())
    assert named(plan, "飞鸟科") == []
    browser.post(f"/plans/{plan.pk}/rows/forget/", {"name": "望海站"})
    assert [alias.name for alias in Alias.objects.all()] == ["飞鸟科"]


def test_a_stray_row_of_another_plan_is_not_touched(office: Office, plan: Plan) -> None:
    other = received(office, TEXT.replace("培训班", "科普集市"))
    with pytest.raises(RecordError):
        say_names(plan, of(other, "飞鸟科"), {"飞鸟科": NameStatement()}, by(office))
    assert len(named(other, "飞鸟科")) == 5 and PlanRow.objects.filter(plan=other).exists()
