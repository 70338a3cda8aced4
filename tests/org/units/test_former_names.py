"""A sheet of earlier years names units as they were called then: by a former name, if no unit has it now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.org.units.actions import rename_unit
from luoshi.org.units.queries import find_named_units
from office import NOW, TODAY, Office

BEFORE = TODAY - timedelta(days=30)


def renamed(office: Office, unit: str, name: str, short: str = "", day: date = BEFORE) -> None:
    rename_unit(office.units[unit], name, short, day, office.actor("admin"), at=NOW)


def meant(office: Office, word: str, who: str = "supervisor") -> Any:
    return find_named_units([word], office.actor(who), TODAY)[word]


def test_a_unit_is_found_by_the_name_that_it_had(office: Office) -> None:
    old = office.units["kexie"].name
    renamed(office, "kexie", "云岭县科学技术普及中心")
    assert meant(office, old).only == meant(office, "云岭县科学技术普及中心").only == office.units["kexie"]


def test_a_name_that_another_unit_has_now_is_that_unit(office: Office) -> None:
    old = office.units["kexie"].name
    renamed(office, "kexie", "云岭县科学技术普及中心")
    renamed(office, "bureau", old)
    assert meant(office, old).only == office.units["bureau"]


def test_a_former_name_of_two_units_is_asked_about(office: Office) -> None:
    renamed(office, "kexie", "云岭县旧名", day=BEFORE - timedelta(days=9))
    renamed(office, "kexie", "云岭县科学技术普及中心")
    renamed(office, "bureau", "云岭县旧名", day=BEFORE - timedelta(days=5))
    renamed(office, "bureau", "云岭县科技局")
    match = meant(office, "云岭县旧名")
    assert match.only is None and {*match.exact} == {office.units["kexie"], office.units["bureau"]}


def test_a_name_that_begins_tomorrow_is_none_yet_and_a_hidden_unit_stays_hidden(office: Office) -> None:
    renamed(office, "society", "云岭县名茶学会", day=TODAY + timedelta(days=1))
    assert meant(office, "云岭县名茶学会").only is None
    old = office.units["kexie"].name
    renamed(office, "kexie", "云岭县科学技术普及中心")
    seen = meant(office, "云岭县科学技术普及中心", "outside").only
    assert meant(office, old, "outside").only == seen


def test_present_names_need_no_further_query_and_former_ones_one(office: Office) -> None:
    old = office.units["kexie"].name
    renamed(office, "kexie", "云岭县科学技术普及中心")
    actor, counts = office.actor("supervisor"), []
    for words in (["kexie"], [old], [old, "云岭县督查室", "没有的单位", "也没有的"]):
        with CaptureQueriesContext(connection) as found:
            find_named_units(words, actor, TODAY)
        counts.append(len(found))
    assert counts[1] == counts[2] == counts[0] + 1
