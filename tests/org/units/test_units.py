"""Units are founded, named, moved and closed from a day on, and nothing they owe is lost."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from luoshi.base.errors import OrgError
from luoshi.kernel.duties.models import Duty
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from luoshi.org.actors.models import Post, Tenure
from luoshi.org.orders.actions import unit_closures
from luoshi.org.orders.rules import Estate
from luoshi.org.tree.models import Succession, Unit
from luoshi.org.tree.queries import exists_on, placements_on, unit_names_on_day, unit_paths, visible_tree
from luoshi.org.tree.rules.particulars import Particulars
from luoshi.org.units import actions as units
from luoshi.org.units.queries import once_called, readable_unit_ids, standing_on
from office import FOUNDED, NOW, TODAY, Office
from unit_orders import AUTUMN, SPRING, appeal, steps, whole

NOBODY = Estate(None)


def tree(day: date = TODAY) -> dict[str, str]:
    """Unit → the unit above it, by the names of that day."""
    names = {
        unit: name
        for unit, (name, _) in unit_names_on_day(placements_on(day).values_list("unit_id", flat=True), day).items()
    }
    above = dict.fromkeys(placements_on(day).filter(depth=0).values_list("unit_id", flat=True), "")
    above |= dict(placements_on(day).filter(depth=1).values_list("unit_id", "ancestor__name"))
    return {names[unit]: parent for unit, parent in above.items()}


# Names


def test_a_name_holds_from_its_day_and_the_old_one_before(office: Office) -> None:
    town = office.units["town"]
    units.rename_unit(town, "青石街道", "青石", SPRING, office.actor("admin"), at=NOW)
    town.refresh_from_db()
    assert (town.name, town.short, town.initials) == ("青石街道", "青石", "qsjdqs")
    assert unit_names_on_day([town.pk], SPRING - timedelta(1)) == {town.pk: ("青石镇", "")}
    assert unit_names_on_day([town.pk], SPRING) == {town.pk: ("青石街道", "青石")}
    assert steps(town) == ["unit.found", "unit.rename"]


def test_a_name_of_a_later_day_holds_when_that_day_begins(office: Office) -> None:
    town, admin = office.units["town"], office.actor("admin")
    units.rename_unit(town, "青石街道", "", AUTUMN, admin, at=NOW)
    town.refresh_from_db()
    assert town.name == "青石镇"
    unit_closures.day_begins(AUTUMN - timedelta(1), NOW)
    town.refresh_from_db()
    assert town.name == "青石镇"
    for _again in range(2):
        unit_closures.day_begins(AUTUMN, NOW)
        town.refresh_from_db()
        assert (town.name, town.initials) == ("青石街道", "qsjd")


def test_a_name_known_late_holds_up_to_the_next_that_is_recorded(office: Office) -> None:
    town, admin = office.units["town"], office.actor("admin")
    units.rename_unit(town, "青石街道", "", SPRING, admin, at=NOW)
    units.rename_unit(town, "青石乡", "", date(2024, 1, 1), admin, at=NOW + timedelta(1))
    found = [unit_names_on_day([town.pk], day)[town.pk][0] for day in (FOUNDED, date(2024, 1, 1), SPRING)]
    assert found == ["青石镇", "青石乡", "青石街道"]
    believed_before = unit_names_on_day([town.pk], date(2024, 1, 1), NOW + timedelta(hours=1))
    assert believed_before == {town.pk: ("青石镇", "")}


@pytest.mark.parametrize(
    ("name", "day", "code"),
    [
        ("青石镇", TODAY, "unit.same_name"),
        ("", TODAY, "incomplete"),
        ("镇" * 121, TODAY, "incomplete"),
        ("青石街道", FOUNDED - timedelta(1), "unit.not_there"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_changes_nothing(office: Office, name: str, day: date, code: str) -> None:
    before = whole()
    with pytest.raises(OrgError) as caught:
        units.rename_unit(office.units["town"], name, "", day, office.actor("admin"), at=NOW)
    assert (caught.value.code, whole()) == (code, before)


# Founding, moving


def test_codes_are_checked_when_a_unit_is_founded(office: Office) -> None:
    before, admin, county = whole(), office.actor("admin"), office.units["county"]
    with pytest.raises(OrgError) as caught:
        units.establish_unit(
            "红岩乡", "town 2", county, TODAY, admin, at=NOW, division="53012", credit="91530000MA6K1X2Y3"
        )
    assert (caught.value.code, sorted(caught.value.fields)) == ("incomplete", ["code", "credit", "division"])
    with pytest.raises(OrgError, match="town"):
        units.establish_unit("红岩乡", "town", county, TODAY, admin, at=NOW)
    assert whole() == before


def test_only_an_administrator_gives_orders(office: Office) -> None:
    before, town, kexie = whole(), office.units["town"], office.units["kexie"]
    for who in sorted(set(office.people) - {"admin"}):
        actor = office.actor(who)
        for act in (
            lambda actor=actor: units.establish_unit("红岩乡", "hy", town, TODAY, actor, at=NOW),
            lambda actor=actor: units.rename_unit(town, "红岩乡", "", TODAY, actor, at=NOW),
            lambda actor=actor: units.move_unit(town, kexie, TODAY, actor, at=NOW),
            lambda actor=actor: units.amend_unit(town, actor, at=NOW, remark="x"),
            lambda actor=actor: unit_closures.close_unit(town, TODAY, NOBODY, actor, at=NOW),
            lambda actor=actor: unit_closures.merge_units([town], kexie, TODAY, NOBODY, actor, at=NOW),
            lambda actor=actor: unit_closures.split_unit(
                town, [Particulars("a", "a")], TODAY, True, NOBODY, actor, at=NOW
            ),
        ):
            with pytest.raises(OrgError) as caught:
                act()
            assert caught.value.code == "refused"
    assert whole() == before


def test_what_is_tried_is_not_done(office: Office) -> None:
    before, admin = whole(), office.actor("admin")
    made = units.dry_run_action(
        lambda: units.establish_unit("红岩乡", "hy", office.units["county"], TODAY, admin, at=NOW)
    )
    assert (made.name, whole()) == ("红岩乡", before)
    with pytest.raises(OrgError):
        units.dry_run_action(
            lambda: units.establish_unit("红岩乡", "town", office.units["county"], TODAY, admin, at=NOW)
        )
    assert whole() == before


def test_nothing_is_half_written_where_the_journal_fails(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before, admin, town = whole(), office.actor("admin"), office.units["town"]
    appeal(office, "town")
    before = whole()
    for name in ("units.actions.journal_act", "orders.actions.unit_closures.journal_many"):
        monkeypatch.setattr(f"luoshi.org.{name}", lambda *_, **__: 1 / 0)
    for act in (
        lambda: units.establish_unit("红岩乡", "hy", town, TODAY, admin, at=NOW),
        lambda: units.rename_unit(town, "红岩乡", "", TODAY, admin, at=NOW),
        lambda: units.move_unit(town, office.units["kexie"], TODAY, admin, at=NOW),
        lambda: unit_closures.merge_units([town], office.units["bureau"], TODAY, NOBODY, admin, at=NOW),
    ):
        with pytest.raises(ZeroDivisionError):
            act()
    assert whole() == before


def test_the_tree_of_a_day_and_as_it_was_believed_then(office: Office) -> None:
    town, admin = office.units["town"], office.actor("admin")
    later = NOW + timedelta(days=3)
    units.move_unit(town, office.units["bureau"], SPRING, admin, at=later)
    assert tree(SPRING)["青石镇"] == "云岭县科学技术局" and tree(SPRING - timedelta(1))["青石镇"] == "云岭县"
    then = placements_on(SPRING, NOW + timedelta(days=1)).get(unit=town, depth=1)
    assert then.ancestor == office.units["county"]
    assert unit_paths([town.pk], SPRING)[town.pk] == [
        (office.units["county"].pk, "云岭县"),
        (office.units["bureau"].pk, "云岭县科学技术局"),
    ]


# Closing


def test_a_unit_that_owes_something_does_not_close_without_an_heir(office: Office) -> None:
    appeal(office, "town")
    before = whole()
    with pytest.raises(OrgError) as caught:
        unit_closures.close_unit(office.units["town"], TODAY, NOBODY, office.actor("admin"), at=NOW)
    assert (caught.value.code, sorted(caught.value.fields)) == ("unit.no_heir", ["heir"])
    assert "1" in caught.value.what and whole() == before


def test_an_heir_that_ends_too_or_is_not_there_is_none(office: Office) -> None:
    appeal(office, "town")
    admin, kexie, town = office.actor("admin"), office.units["kexie"], office.units["town"]
    later = units.establish_unit("新设局", "new", office.units["county"], AUTUMN, admin, at=NOW)
    before = whole()
    for heir in (town, later):
        with pytest.raises(OrgError) as caught:
            unit_closures.merge_units([town], kexie, TODAY, Estate(heir.pk), admin, at=NOW)
        assert caught.value.code == "unit.dead_heir"
    assert whole() == before


def test_a_merged_unit_hands_over_all_it_owes_with_an_entry_each(office: Office) -> None:
    kexie, bureau, admin = office.units["kexie"], office.units["bureau"], office.actor("admin")
    first, second, other = appeal(office), appeal(office), appeal(office, "town")
    Record.objects.filter(pk=second.pk).update(owner=office.posts["clerk"])
    done = unit_closures.merge_units([kexie], bureau, TODAY, NOBODY, admin, at=NOW)
    assert (done.unit, done.reached, done.later) == (bureau, 2, False)
    assert [(moved_thing.reference, unit) for moved_thing, unit in done.things] == [
        (first.reference, bureau),
        (second.reference, bureau),
    ]
    assert not exists_on(kexie.pk, TODAY) and tree()["云岭县茶叶学会"] == "云岭县科学技术局"
    moved = Post.objects.get(title="柯干事岗", unit=bureau)
    rows = Appeal.objects.order_by("pk").values_list("unit", "owner", "version", "due")
    assert list(rows) == [
        (bureau.pk, None, 3, first.due),
        (bureau.pk, moved.pk, 3, second.due),
        (office.units["town"].pk, None, 2, other.due),
    ]
    assert set(Duty.objects.filter(record__in=[first, second]).values_list("unit", flat=True)) == {bureau.pk}
    assert [steps(built) for built in (first, other)] == [["file", "assign", "handed_over"], ["file", "assign"]]
    assert steps(kexie) == ["unit.found", "unit.merge"] and steps(bureau)[-1] == "unit.take_in"
    assert list(Succession.objects.values_list("unit", "heir", "done")) == [(kexie.pk, bureau.pk, NOW)]


def test_posts_of_a_merged_unit_go_on_in_its_heir_and_their_holders_act_there(office: Office) -> None:
    kexie, bureau, admin = office.units["kexie"], office.units["bureau"], office.actor("admin")
    record = appeal(office)
    unit_closures.merge_units([kexie], bureau, TODAY, NOBODY, admin, at=NOW)
    old = office.posts["clerk"]
    old.refresh_from_db()
    assert (old.unit, old.until) == (kexie, TODAY)
    assert Tenure.objects.get(post=old).until == TODAY
    assert [seat.unit for seat in office.actor("clerk").seats] == [bureau.pk]
    assert [seat.unit for seat in office.actor("clerk", TODAY - timedelta(1)).seats] == [kexie.pk]
    take(record, "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)


def test_posts_that_end_give_what_they_own_to_the_post_named(office: Office) -> None:
    kexie, bureau, admin = office.units["kexie"], office.units["bureau"], office.actor("admin")
    record = appeal(office)
    Record.objects.filter(pk=record.pk).update(owner=office.posts["clerk"])
    estate = Estate(bureau.pk, posts="end", owner=office.posts["stranger"].pk)
    unit_closures.close_unit(kexie, TODAY, estate, admin, at=NOW, children_to=bureau)
    assert Appeal.objects.values_list("unit", "owner").get() == (bureau.pk, office.posts["stranger"].pk)
    assert (office.actor("clerk").seats, office.actor("head").seats) == ((), ())
    assert not Post.objects.filter(unit=bureau, title="柯干事岗").exists()


def test_single_things_go_to_another_unit_than_the_rest(office: Office) -> None:
    kexie, bureau, town = (office.units[unit_key] for unit_key in ("kexie", "bureau", "town"))
    first, second = appeal(office), appeal(office)
    estate = Estate(bureau.pk, each={second.reference: town.pk})
    unit_closures.merge_units([kexie], bureau, TODAY, estate, office.actor("admin"), at=NOW)
    assert dict(Appeal.objects.values_list("pk", "unit")) == {first.pk: bureau.pk, second.pk: town.pk}


def test_what_a_later_closing_leaves_open_goes_over_when_its_day_has_come(office: Office) -> None:
    kexie, bureau, admin = office.units["kexie"], office.units["bureau"], office.actor("admin")
    record = appeal(office)
    done = unit_closures.merge_units([kexie], bureau, AUTUMN, NOBODY, admin, at=NOW)
    assert done.later and Appeal.objects.get().unit == kexie and exists_on(kexie.pk, TODAY)
    later = appeal(office)  # comes in between
    unit_closures.day_begins(AUTUMN - timedelta(1), NOW)
    assert {item.unit for item in Appeal.objects.all()} == {kexie}
    for _again in range(2):
        unit_closures.day_begins(AUTUMN, NOW + timedelta(days=165))
    assert {item.unit for item in Appeal.objects.all()} == {bureau}
    assert [steps(built)[2:] for built in (record, later)] == [["handed_over"], ["handed_over"]]


def test_where_the_heir_itself_has_ended_its_own_heir_takes_over(office: Office) -> None:
    kexie, bureau, town, admin = (
        *(office.units[unit_key] for unit_key in ("kexie", "bureau", "town")),
        office.actor("admin"),
    )
    appeal(office)
    unit_closures.merge_units([kexie], bureau, AUTUMN, NOBODY, admin, at=NOW)
    unit_closures.merge_units([bureau], town, AUTUMN, NOBODY, admin, at=NOW)
    assert not exists_on(bureau.pk, AUTUMN)
    unit_closures.day_begins(AUTUMN, NOW + timedelta(days=165))
    assert Appeal.objects.get().unit == town


def test_a_post_with_wide_rights_does_not_move_by_an_order_of_one_person(office: Office) -> None:
    before = whole()
    with pytest.raises(OrgError) as caught:
        unit_closures.merge_units(
            [office.units["desk"]], office.units["bureau"], TODAY, NOBODY, office.actor("admin"), at=NOW
        )
    assert (caught.value.code, whole()) == ("unit.guarded_post", before)


def test_a_unit_splits_into_new_ones_of_which_one_goes_on_with_the_rest(office: Office) -> None:
    kexie, county, admin = office.units["kexie"], office.units["county"], office.actor("admin")
    appeal(office)
    into = [Particulars("kx1", "云岭县科普中心"), Particulars("kx2", "云岭县学会服务中心", "学会中心")]
    estate = Estate("kx2")
    done = unit_closures.split_unit(kexie, into, TODAY, False, estate, admin, at=NOW, parent=county, children_to="kx2")
    assert (done.unit.code, done.reached) == ("kx2", 4)
    assert {name: above for name, above in tree().items() if "科普" in name or "学会" in name} == {
        "云岭县科普中心": "云岭县",
        "云岭县学会服务中心": "云岭县",
        "云岭县茶叶学会": "云岭县学会服务中心",
    }
    assert Appeal.objects.get().unit == done.unit
    assert steps(kexie) == ["unit.found", "unit.split"] and steps(done.unit) == ["unit.found"]


def test_a_split_that_keeps_the_unit_moves_nothing_of_its_own(office: Office) -> None:
    kexie, admin = office.units["kexie"], office.actor("admin")
    appeal(office)
    done = unit_closures.split_unit(
        kexie, [Particulars("kx1", "科普部")], TODAY, True, NOBODY, admin, at=NOW, parent=office.units["county"]
    )
    assert (done.unit, done.things, done.posts, done.reached) == (kexie, (), (), 3)
    assert exists_on(kexie.pk, TODAY) and Appeal.objects.get().unit == kexie


def test_several_units_merge_into_a_new_one(office: Office) -> None:
    kexie, bureau, county = (office.units[unit_key] for unit_key in ("kexie", "bureau", "county"))
    appeal(office)
    new = Particulars("kj", "云岭县科技和科协委员会", "县科委")
    done = unit_closures.merge_units([kexie, bureau], new, SPRING, NOBODY, office.actor("admin"), at=NOW, parent=county)
    assert tree()["云岭县茶叶学会"] == "云岭县科技和科协委员会" and Appeal.objects.get().unit == done.unit
    assert {seat.unit for who in ("clerk", "head", "stranger") for seat in office.actor(who).seats} == {done.unit.pk}


def test_orders_that_do_not_hold_together_say_so_and_change_nothing(office: Office) -> None:
    before, admin, kexie = whole(), office.actor("admin"), office.units["kexie"]
    for act, code in (
        (lambda: units.move_unit(kexie, office.units["society"], TODAY, admin, at=NOW), "tree.cycle"),
        (lambda: units.move_unit(kexie, office.units["county"], TODAY, admin, at=NOW), "tree.same_parent"),
        (lambda: units.move_unit(kexie, None, FOUNDED - timedelta(1), admin, at=NOW), "tree.before_founding"),
        (
            lambda: unit_closures.close_unit(kexie, TODAY, Estate(office.units["town"].pk), admin, at=NOW),
            "tree.has_children",
        ),
        (lambda: unit_closures.split_unit(kexie, [], TODAY, True, NOBODY, admin, at=NOW), "tree.nothing"),
    ):
        with pytest.raises(OrgError) as caught:
            act()
        assert (caught.value.code, whole()) == (code, before)
        assert "%(" not in caught.value.what


# Reading


def test_outside_persons_see_only_the_way_to_their_own_unit(office: Office) -> None:
    own = {office.units[unit_key].pk for unit_key in ("society", "kexie", "county")}
    assert readable_unit_ids(office.actor("outside"), TODAY) == own
    assert [readable_unit_ids(office.actor(who), TODAY) for who in ("clerk", "auditor", "admin", "collector")] == [
        None
    ] * 4
    nodes = visible_tree(TODAY, [], only=readable_unit_ids(office.actor("outside"), TODAY)).nodes
    assert [(node.name, node.direct, node.beneath) for node in nodes] == [
        ("云岭县", 1, 2),
        ("云岭县科学技术协会", 1, 1),
        ("云岭县茶叶学会", 0, 0),
    ]


@pytest.mark.parametrize("words", ["青石镇", "石街", "青街", "qsjd", "town"])
def test_a_unit_is_found_by_present_and_former_names_abbreviation_initials_and_code(office: Office, words: str) -> None:
    units.rename_unit(office.units["town"], "青石街道", "青街", SPRING, office.actor("admin"), at=NOW)
    assert [unit.code for unit in once_called(standing_on(TODAY), words)] == ["town"]


@pytest.mark.parametrize("count", [3, 30])
def test_the_tree_needs_as_many_queries_for_many_units_as_for_few(
    office: Office, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        office.unit(f"v{number:02}", f"第{number}村", "town")
    with django_assert_num_queries(5):  # type: ignore[operator]
        found = visible_tree(TODAY, [])
    assert (len(found.nodes), found.whole) == (6 + count, True)


# Two administrators at once


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_never_make_a_circle(real_office: Office) -> None:
    admin, kexie, bureau = real_office.actor("admin"), real_office.units["kexie"], real_office.units["bureau"]
    gate, said = Barrier(2), []

    def go(unit: Unit, under: Unit) -> None:
        gate.wait()
        try:
            units.move_unit(unit, under, TODAY, admin, at=NOW)
            said.append("moved")
        except OrgError as error:
            said.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=go, args=pair) for pair in ((kexie, bureau), (bureau, kexie))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["moved", "tree.cycle"]
    assert sorted(tree().values()).count("云岭县") == 3
