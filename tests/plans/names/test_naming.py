"""What a document's names mean on a day, by the tree of that day, in a fixed number of queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.org.tree.models import UnitsMark
from luoshi.org.units import actions as units
from luoshi.plans.names import queries as naming
from luoshi.plans.names.queries import names_for
from office import FOUNDED, NOW, TODAY, Office

pytestmark = pytest.mark.django_db


def test_names_are_seen_from_the_keeper(office):
    names = names_for(office.units["desk"].pk, TODAY)
    asked = ["云岭县科学技术协会", "县科协", "科技局", "各乡镇", "各学会", "县直各部门", "市科协", "有关单位"]
    by_pk = {unit.pk: name for name, unit in office.units.items()}
    assert [(names.of(words).how, [by_pk[unit] for unit in names.of(words).units]) for words in asked] == [
        ("exact", ["kexie"]),
        ("short", ["kexie"]),
        ("short", ["bureau"]),
        ("group", ["town"]),
        ("group", ["society"]),
        ("group", ["bureau", "kexie"]),
        ("none", []),
        ("none", []),
    ]


def test_the_issuers_words_are_its_own(office):
    desk = office.units["desk"].pk
    assert names_for(desk, TODAY).of("我局").how == "none"
    assert names_for(desk, TODAY, "云岭县科学技术局").of("我局").units == (office.units["bureau"].pk,)


def test_units_have_the_names_and_places_of_the_day(office):
    day = date(2026, 6, 1)
    units.rename_unit(office.units["bureau"], "云岭县工业信息化和科学技术局", "工科局", day, PROGRAM, at=NOW)
    office.unit("water", "云岭县水利局", "county", day)
    desk, bureau = office.units["desk"].pk, office.units["bureau"].pk
    before, after = names_for(desk, day - timedelta(days=1)), names_for(desk, day)
    assert (before.of("工科局").how, after.of("工科局").units) == ("none", (bureau,))
    assert before.of("云岭县科学技术局").units == (bureau,)
    assert (before.of("县水利局").how, after.of("县水利局").how) == ("none", "short")


def test_a_keeper_that_does_not_yet_exist_knows_whole_names_only(office):
    names = names_for(office.units["desk"].pk, FOUNDED - timedelta(days=1))
    assert names.of("云岭县科学技术协会").how == "none"


@pytest.mark.parametrize("count", [3, 12])
def test_12_units_need_no_more_queries_than_3(office, count, django_assert_num_queries):
    for number in range(count):
        office.unit(f"village-{number}", f"第{number}村", "town")
    with django_assert_num_queries(6):  # the mark before and after
        names = names_for(office.units["desk"].pk, TODAY)
    assert len(names.of("各村").units) == count


def test_asked_again_names_take_two_queries_until_a_unit_changes(office, django_assert_num_queries):
    desk = office.units["desk"].pk
    names_for(desk, TODAY)
    with django_assert_num_queries(2):
        assert names_for(desk, TODAY).of("县科协").units == (office.units["kexie"].pk,)
    with django_assert_num_queries(2):  # another view of units that are known already
        assert names_for(office.units["bureau"].pk, TODAY).of("我局").units == (office.units["bureau"].pk,)


def _rename(office: Office) -> None:
    units.rename_unit(office.units["bureau"], "云岭县工业信息化和科学技术局", "工科局", TODAY, PROGRAM, at=NOW)


def _found(office: Office) -> None:
    office.unit("industry", "工科局", "county")


def _past_all_actions(office: Office) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO org_unitname (unit_id, name, short, start, until, known_from, known_to) "
            "SELECT unit_id, '云岭县教育局', '工科局', start, until, known_from, known_to FROM org_unitname "
            "WHERE unit_id = %s",
            [office.units["society"].pk],
        )


@pytest.mark.parametrize("change", [_rename, _found, _past_all_actions])
def test_a_change_of_units_is_seen_at_once_whoever_made_it(office, change):
    desk = office.units["desk"].pk
    assert names_for(desk, TODAY).of("工科局").how == "none"
    change(office)
    assert names_for(desk, TODAY).of("工科局").how != "none"


def test_a_move_is_seen_at_once(office):
    desk = office.units["desk"].pk
    assert names_for(desk, TODAY).of("各学会").units == (office.units["society"].pk,)
    units.move_unit(office.units["society"], office.units["town"], TODAY, PROGRAM, at=NOW)
    assert names_for(desk, TODAY).of("各学会").units == ()


def test_a_division_code_is_seen_at_once(office):
    before = names_for(office.units["desk"].pk, TODAY)
    units.amend_unit(office.units["bureau"], PROGRAM, at=NOW, division="530100")
    assert names_for(office.units["desk"].pk, TODAY) is not before


def test_what_was_rolled_back_was_never_seen(office):
    desk = office.units["desk"].pk
    before = names_for(desk, TODAY)
    with transaction.atomic():
        _rename(office)
        assert names_for(desk, TODAY).of("工科局").how == "short"
        transaction.set_rollback(True)
    assert names_for(desk, TODAY).of("工科局").how == before.of("工科局").how == "none"
    with transaction.atomic():
        _found(office)  # as many rows as there were in what was rolled back
        assert names_for(desk, TODAY).of("工科局").units == (office.units["industry"].pk,)


def test_units_that_change_while_they_are_read_are_read_again(office, monkeypatch):
    read, desk = naming._read, office.units["desk"].pk

    def disturbed(day):
        found = read(day)
        if len(calls) < 2:
            calls.append(1)
            office.unit(f"late-{len(calls)}", f"第{len(calls)}村", "town")
        return found

    calls: list[int] = []
    monkeypatch.setattr(naming, "_read", disturbed)
    assert len(names_for(desk, TODAY).of("各村").units) == 2


def test_without_a_mark_nothing_is_kept(office):
    desk = office.units["desk"].pk
    UnitsMark.objects.all().delete()
    assert names_for(desk, TODAY).of("工科局").how == "none"
    _rename(office)
    assert names_for(desk, TODAY).of("工科局").how == "short"
