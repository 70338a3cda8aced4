"""Lists that the office edits: from a day on, for a unit, with a source; records keep the words of their day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.state import ModelState
from django.utils.translation import override

from code_list_cases import KEPT, project, put, trials, words
from declared_lines import changed
from linked.models import AREAS, LEVELS, Project
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.code_lists import queries
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.code_lists.definitions import CodeListItem, List, decimal_column, integer_column
from luoshi.kernel.code_lists.models import ListVersion
from luoshi.kernel.history.queries.history import record_events
from luoshi.kernel.kinds import fields
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import CHANNELS
from office import NOW, TODAY, Office
from sample_line import one_kind

OWN = {"town": {"points": "1"}, "city": {"points": "3", "weight": "0.5"}}  # as the program declares them
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def refused(office: Office, *args: Any, **more: Any) -> tuple[str, str]:
    before = list(ListVersion.objects.values_list()), Entry.objects.count()
    with pytest.raises(RecordError) as caught:
        put(office, *args, **more)
    assert (list(ListVersion.objects.values_list()), Entry.objects.count()) == before
    return caught.value.code, caught.value.what


def test_until_the_office_sets_a_version_the_programs_own_items_hold(office: Office) -> None:
    assert words(None, TODAY) == ["Town", "City", "Nation"]
    assert queries.code_ranks(LEVELS, None, TODAY) == {"town": 1, "city": 2, "nation": 3}
    assert queries.column_values(LEVELS, "points", None, TODAY) == {"town": 1, "city": 3}  # unset is not 0
    assert queries.column_values(LEVELS, "weight", None, TODAY) == {"city": Decimal("0.5")}
    assert queries.column_values(LEVELS, "must", None, TODAY) == {"town": False, "city": False, "nation": False}


def test_a_version_holds_from_its_day_on_and_what_was_before_stays(office: Office) -> None:
    put(office, [("nation", "State"), ("city", "City")], TOMORROW)
    assert [words(None, day) for day in (TODAY, TOMORROW)] == [["Town", "City", "Nation"], ["State", "City"]]
    assert queries.code_ranks(LEVELS, None, TOMORROW) == {"nation": 1, "city": 2}


def test_a_units_own_version_holds_for_it_and_those_beneath_it(office: Office) -> None:
    put(office, [*KEPT, ("school", "School")])
    put(office, [("city", "Borough")], unit="kexie")
    of = {name: words(office.units[name].pk, TODAY) for name in ("county", "kexie", "society", "bureau")}
    for_all = ["Town", "City", "Nation", "School"]
    assert of == {"county": for_all, "kexie": ["Borough"], "society": ["Borough"], "bureau": for_all}


def test_a_word_that_stays_the_programs_own_goes_on_being_translated(office: Office) -> None:
    rows = [ListItemInput(channel.code, channel.word) for channel in queries.items_in_force(CHANNELS, None, TODAY)]
    set_version(CHANNELS, None, rows[::-1], TODAY, "办法", office.actor("admin"), at=NOW, seen=0)
    said = {}
    for language in ("en", "zh-hans"):
        with override(language):
            said[language] = queries.code_word(CHANNELS, "hotline", None, TODAY)
    assert said == {"en": "Hotline", "zh-hans": "热线电话"}


@pytest.mark.parametrize(
    ("who", "allowed"), [("admin", True), ("auditor", False), ("supervisor", False), ("clerk", False)]
)
def test_only_an_administrator_sets_a_list(office: Office, who: str, allowed: bool) -> None:
    if allowed:
        put(office, KEPT[:2], who=who)
        assert words(None, TODAY) == ["Town", "City"]
    else:
        assert refused(office, KEPT[:2], who=who) == ("refused", "Only an administrator can set lists.")


@pytest.mark.parametrize(
    ("items", "columns", "said"),
    [
        ([], {}, "A list needs at least one item."),
        ([("town", "Town")], {}, "“City” cannot be removed: the program needs it. You can rename it."),
        ([("city", "")], {}, "Enter the name of the item."),
        (
            [*KEPT, ("Big One", "Big")],
            {},
            "“Big One” is not a valid code: use lower-case letters a to z, digits and _, at most 40.",
        ),
        ([*KEPT, ("town", "Hamlet")], {}, "The code “town” occurs twice."),
        ([*KEPT, ("a", "Town")], {}, "“Town” occurs twice."),
        (KEPT, {"town": {"points": "1.5"}}, "Points: “1.5” is not a whole number."),
        (KEPT, {"town": {"weight": "0.00001"}}, "“0.00001” is not a number with at most four decimal places."),
        (KEPT, {"town": {"weight": "NaN"}}, "“NaN” is not a number with at most four decimal places."),
        (KEPT, {"town": {"must": "maybe"}}, "Must: “maybe” is neither yes nor no."),
        (KEPT, {"town": {"area": "west"}}, "Area: “west” is not in the list “Areas”."),
        (KEPT, {"town": {"note": "x" * 201}}, "At most 200 characters."),
        (KEPT, OWN, "Nothing differs from what is in force then."),
    ],
)
def test_what_is_no_sound_list_is_refused_and_nothing_is_written(
    office: Office, items: list[tuple[str, str]], columns: dict[str, dict[str, str]], said: str
) -> None:
    code, what = refused(office, items, **columns)
    assert code == "incomplete"
    assert said in what


def test_it_needs_a_source_and_bears_no_marking(office: Office) -> None:
    assert "Enter the source of the list" in refused(office, KEPT[:2], source=" ")[1]
    with pytest.raises(RecordError, match="state secret"):
        put(office, [*KEPT, ("a", "绝密★")])
    assert not ListVersion.objects.exists()


def test_a_code_that_was_taken_out_is_never_used_for_anything_else_and_may_come_back(office: Office) -> None:
    put(office, KEPT[1:])
    wanted = [ListItemInput("city", "City"), ListItemInput("town", "Tower", new=True)]
    with pytest.raises(RecordError, match="never changes its meaning"):
        set_version(
            LEVELS, None, wanted, TOMORROW, "办法", office.actor("admin"), at=NOW, seen=ListVersion.objects.get().pk
        )
    put(office, [("city", "City"), ("town", "Town")], TOMORROW)
    assert words(None, TOMORROW) == ["City", "Town"]


def test_columns_are_kept_in_their_one_form(office: Office) -> None:
    put(office, KEPT, town={"points": "007", "weight": "1.50", "must": "是", "area": "South", "note": "a  b"})
    assert ListVersion.objects.get().items[0]["values"] == {
        "points": "7",
        "weight": "1.5",
        "must": "1",
        "area": "south",
        "note": "a b",
    }
    assert queries.column_values(LEVELS, "weight", None, TODAY) == {"town": Decimal("1.5")}
    assert queries.column_values(LEVELS, "must", None, TODAY)["town"] is True


@pytest.mark.parametrize(
    ("unit", "start", "allowed"),
    [
        ("", date(2026, 2, 1), False),  # a version held on that day
        ("", date(2025, 12, 1), True),  # none held in December, and January keeps its own
        ("kexie", date(2025, 12, 1), False),  # it would go on into January
        ("kexie", TODAY, True),
        ("", TOMORROW, True),
    ],
)
def test_a_day_that_is_past_keeps_the_version_that_it_had(
    office: Office, unit: str, start: date, allowed: bool
) -> None:
    put(office, KEPT[:2], date(2026, 1, 1))
    if allowed:
        put(office, [("city", "Stadt")], start, unit)
        assert words(office.units["kexie"].pk, date(2026, 1, 15)) == ["Town", "City"]
    else:
        assert refused(office, [("city", "Stadt")], start, unit)[0] == "guarded"


def test_what_is_yet_to_come_can_be_corrected_and_the_first_try_stays_to_be_read(office: Office) -> None:
    put(office, KEPT[:2], TOMORROW)
    put(office, KEPT[1:], TOMORROW)
    assert words(None, TOMORROW) == ["City", "Nation"]
    assert [len(version.items) for version in queries.list_versions(LEVELS)] == [2, 2]


def test_no_version_is_ever_changed(office: Office) -> None:
    made = put(office, KEPT[:2])
    with pytest.raises(Exception, match="append-only"):
        ListVersion.objects.filter(pk=made.pk).update(start=TOMORROW)


def test_each_change_is_one_entry_that_says_what_was_and_what_is(office: Office) -> None:
    put(office, [("city", "City"), ("port", "Port")], unit="kexie", port={"points": "2"})
    entry = Entry.objects.filter(step="list.set").get()
    assert entry.subject == "list:linked.levels"
    data = entry.payload.data
    assert "Port (port; Points: 2)" in data
    assert "Town (town; Points: 1)" in data


def test_who_did_not_see_the_newest_version_is_told(office: Office) -> None:
    seen = put(office, KEPT[:2]).pk
    rows, actor = [ListItemInput("city", "Stadt")], office.actor("admin")
    set_version(LEVELS, None, rows, TOMORROW, "办法", actor, at=NOW, seen=seen)
    with pytest.raises(RecordError, match="Changed in the meantime by 管小理") as caught:
        set_version(LEVELS, None, [ListItemInput("city", "Ville")], TOMORROW, "办法", actor, at=NOW, seen=seen)
    assert caught.value.code == "changed"
    assert words(None, TOMORROW) == ["Stadt"]


def test_of_two_who_set_a_version_at_once_the_second_is_told(real_office: Office) -> None:
    start, told = Barrier(2), []

    def one(word: str) -> None:
        try:
            start.wait()
            actor = real_office.actor("admin")
            set_version(LEVELS, None, [ListItemInput("city", word)], TODAY, "办法", actor, at=NOW, seen=0)
        except RecordError as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(word,)) for word in ("Stadt", "Ville")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["changed"]
    assert ListVersion.objects.count() == Entry.objects.filter(step="list.set").count() == 1


def test_a_record_shows_the_word_of_its_day_also_when_the_item_is_gone(office: Office) -> None:
    with trials() as kind:
        old = project(office, kind, "town")
        put(office, [("city", "City"), ("nation", "Nation")], TOMORROW)
        put(office, [("city", "Stadt"), ("nation", "Nation")], TODAY + timedelta(days=2))
        later = NOW + timedelta(days=3)
        new = project(office, kind, "city", at=later)
        assert [fields.field_text(version, "reach") for version in (old, new)] == ["Town", "Stadt"]
        assert [dict(event.given).get("Reach") for event in record_events(old)] == ["Town"]


def test_a_form_takes_code_or_word_of_what_is_in_force_and_nothing_else(office: Office) -> None:
    put(office, [("city", "City"), ("nation", "State")])
    with trials() as kind:
        assert [project(office, kind, text).reach for text in ("city", "State", " c ity")] == ["city", "nation", "city"]
        for wrong in ("town", "Town", "x" * 300):
            with pytest.raises(RecordError) as caught:
                project(office, kind, wrong)
            assert "is not in the list “Levels” today. Choices: City、State." in caught.value.what


def test_a_form_goes_by_the_records_unit_and_keeps_what_the_record_bears(office: Office) -> None:
    with trials() as kind:
        old = project(office, kind, "town")
        put(office, [("city", "Borough")], unit="kexie")
        clerk = office.actor("clerk")
        assert take(old, "grade", clerk, {"reach": "town"}, at=NOW).record.reach == "town"
        assert take(old, "grade", clerk, {"reach": "Borough"}, at=NOW).record.reach == "city"
        with pytest.raises(RecordError, match="Choices: Borough"):
            take(old, "grade", clerk, {"reach": "nation"}, at=NOW)


def test_lists_are_claimed_once_in_the_program(office: Office) -> None:
    other = List("linked.levels", "Others", {"a": "A"})
    field: Any = Project._meta.get_field("reach")
    with trials() as kind:
        assert kind.record.code_lists() == (LEVELS, AREAS)
        with one_kind(changed(kind, name="twice")):  # the same list may be read by two kinds
            assert queries.kinds_using_list(LEVELS)[1].name == "twice"
        field.code_list = other
        try:
            twice = one_kind(changed(kind, name="twice"))
            with pytest.raises(ValueError, match=r"list linked\.levels is declared by kind trials .* twice"), twice:
                pass
        finally:
            field.code_list = LEVELS


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"items": {"a": "A"}, "fixed": "b"}, "the fixed code b is no item"),
        ({"items": {"A b": "A"}}, "A b is no code"),
        ({"items": {"a": CodeListItem("A", {"points": "1"})}}, "item a: no column points"),
        (
            {"items": {"a": CodeListItem("A", {"w": "1.0"})}, "columns": {"w": decimal_column("W")}},
            "is not as it would be kept",
        ),
        (
            {"items": {"a": CodeListItem("A", {"w": "x"})}, "columns": {"w": integer_column("W")}},
            "is not a whole number",
        ),
    ],
)
def test_a_list_that_is_declared_wrongly_stops_the_start(declared: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        List("linked.wrong", "Wrong", **declared)


def test_migrations_know_the_plain_column_alone() -> None:
    found = ModelState.from_model(Project).fields["reach"]
    assert found.deconstruct()[1] == "django.db.models.CharField"
    assert found.deconstruct()[3] == {"max_length": 40, "blank": True, "verbose_name": "reach"}
