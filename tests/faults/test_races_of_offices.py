"""Several administrators at once: the tree stays a tree, a post has one holder, a change of rights is decided once."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date
from time import sleep

from django.db import transaction

from appeal_factory import rows
from faults.threads import EIGHT, at_once
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.lists.views.actions import save_view
from luoshi.desk.lists.views.models import SavedView
from luoshi.desk.privacy.erasing.actions import execute_erasure, propose_erasure
from luoshi.desk.privacy.erasing.models import Erasure
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.appeals.models import Appeal
from luoshi.org.actors.models import Post, Tenure, User
from luoshi.org.departures.actions import Handing, process_departure
from luoshi.org.people.actions import people, posts
from luoshi.org.tree.models import ALWAYS, Placement, Unit
from luoshi.org.tree.queries import edges_now, placement_as_place
from luoshi.org.tree.rules.orders import Close
from luoshi.org.tree.rules.tree import places_from_edges
from luoshi.org.units import actions as units
from luoshi.org.units.queries import standing_on
from office import FOUNDED, NOW, TODAY, Office

FROM = date(2026, 4, 1)


def tree_is_sound() -> bool:
    """The rows that are believed are exactly those that the edges make, which would tell of a circle."""
    believed = {placement_as_place(row) for row in Placement.objects.filter(known_to=ALWAYS)}
    return believed == places_from_edges(edges_now())


def test_units_moved_into_each_other_at_once_make_no_circle(real_office: Office) -> None:
    ring = [real_office.units[name] for name in ("kexie", "bureau", "town")]
    admin = real_office.actor("admin")

    def move(number: int) -> str:
        unit, parent = ring[number % 3], ring[(number + 1) % 3]
        units.move_unit(unit, parent, FROM, admin, at=NOW)
        return "moved"

    found = at_once(move, 3)
    assert Counter(found) == {"moved": 2, "tree.cycle": 1}
    assert tree_is_sound()
    assert Entry.objects.filter(step="unit.move").count() == 2


def test_eight_founding_a_unit_of_one_code_found_one(real_office: Office) -> None:
    admin, county = real_office.actor("admin"), real_office.units["county"]
    found = at_once(lambda number: units.establish_unit(f"云岭县气象局{number}", "qxj", county, FROM, admin, at=NOW).pk)
    assert Counter(outcome if isinstance(outcome, str) else "founded" for outcome in found) == {
        "founded": 1,
        "unit.code_taken": EIGHT - 1,
    }
    assert Unit.objects.filter(code="qxj").count() == 1 and tree_is_sound()


def test_a_post_given_to_eight_at_once_has_one_holder(real_office: Office) -> None:
    admin = real_office.actor("admin")
    many = [people.enter_person(f"候选{number}", PROGRAM, at=NOW) for number in range(EIGHT)]
    post = posts.set_up_post(real_office.units["bureau"], "科员", Role.CLERK, FROM, admin, at=NOW)
    found = at_once(lambda number: posts.appoint_to_post(many[number], post, FROM, admin, at=NOW).person_id)
    assert Counter(outcome if isinstance(outcome, str) else "holds" for outcome in found) == {
        "holds": 1,
        "tenure.held": EIGHT - 1,
    }
    held = Tenure.objects.get(post=post)
    assert held.person_id in found
    assert Entry.objects.filter(step="person.appoint", subject=f"person:{held.person_id}").count() == 1


def test_roles_that_exclude_each_other_are_not_given_at_once(real_office: Office) -> None:
    person = people.enter_person("新来人", PROGRAM, at=NOW)
    wanted = [Role.AUDITOR, Role.CLERK] * (EIGHT // 2)
    made = [
        posts.set_up_post(real_office.units["county"], f"岗{at}", role, FROM, PROGRAM, at=NOW)
        for at, role in enumerate(wanted)
    ]
    at_once(lambda number: posts.appoint_to_post(person, made[number], FROM, PROGRAM, at=NOW).pk)
    assert len(set(Tenure.objects.filter(person=person).values_list("post__role", flat=True))) == 1


def test_eight_posts_of_one_title_at_once_are_one(real_office: Office) -> None:
    admin, bureau = real_office.actor("admin"), real_office.units["bureau"]
    found = at_once(lambda _: posts.set_up_post(bureau, "局长", Role.HEAD, FROM, admin, at=NOW).pk)
    assert Counter(outcome if isinstance(outcome, str) else "set up" for outcome in found) == {
        "set up": 1,
        "post.exists": EIGHT - 1,
    }
    assert Post.objects.filter(unit=bureau, title="局长").count() == 1


def test_eight_accounts_of_one_name_at_once_are_one(real_office: Office) -> None:
    admin = real_office.actor("admin")
    many = [people.enter_person(f"同名{number}", PROGRAM, at=NOW) for number in range(EIGHT)]
    found = at_once(lambda number: people.open_account(many[number], "tongming", None, admin, at=NOW).pk)
    assert (
        sum(not isinstance(outcome, str) for outcome in found) == User.objects.filter(username="tongming").count() == 1
    )


def test_eight_setting_a_value_from_one_day_set_it_once(real_office: Office) -> None:
    admin, days = real_office.actor("admin"), get_kind("appeals").parameters[0]
    at_once(lambda number: set_value(days, None, str(10 + number), TODAY, "县规〔2026〕1号", admin, at=NOW))
    assert Parameter.objects.count() == 1
    assert Entry.objects.filter(step="parameter.set").latest("pk").pk == Parameter.objects.get().entry_id


def test_eight_saving_a_view_of_one_name_keep_one(real_office: Office) -> None:
    supervisor = real_office.actor("supervisor")
    at_once(lambda number: save_view(get_kind("appeals"), supervisor, "我的", f"state=received&n={number}", None))
    assert SavedView.objects.count() == 1


def test_an_erasure_is_ordered_and_carried_out_once(real_office: Office) -> None:
    supervisor, admin = real_office.actor("supervisor"), real_office.actor("admin")
    record = begin(get_kind("appeals"), supervisor, rows(real_office, 1)[0], at=NOW).record
    ordered = at_once(lambda _: propose_erasure(record, "申请", "个保法第四十七条", supervisor, at=NOW))
    order = Erasure.objects.get()
    assert Counter(outcome if isinstance(outcome, str) else "ordered" for outcome in ordered) == {
        "ordered": 1,
        "guarded": EIGHT - 1,
    }
    done = at_once(lambda _: execute_erasure(order, record.number, admin, at=NOW).step)
    assert Counter(done) == {"erase": 1, "changed": EIGHT - 1}


def test_a_unit_that_closes_while_matters_come_to_it_leaves_none_behind(real_office: Office) -> None:
    admin, desk = real_office.actor("admin"), real_office.actor("supervisor")
    waiting = [begin(get_kind("appeals"), desk, row, at=NOW).record for row in rows(real_office, 2)]
    for turn in range(4):
        code = f"passing{turn}"
        unit = units.establish_unit("云岭县临时办", code, real_office.units["county"], FOUNDED, admin, at=NOW)
        given = rows(real_office, 2, unit=str(unit.pk))

        def act(number: int, unit: Unit = unit, given: list[dict[str, str]] = given, turn: int = turn) -> str:
            if number % 4 == 0:
                begin(get_kind("appeals"), desk, given[0], at=NOW)
            elif number % 4 == 1:
                begin_many(get_kind("appeals"), desk, given, at=NOW)
            elif number == 2 and turn < len(waiting):
                assigned = {"grade": "ordinary", "unit": str(unit.pk)}
                take(waiting[turn], "assign", desk, assigned, at=NOW)
            else:
                units.execute_tree_orders([Close(unit.pk, TODAY)], admin, at=NOW, said={})
            return ""

        at_once(act)
        closed = not standing_on(TODAY).filter(pk=unit.pk).exists()
        assert closed != Appeal.objects.filter(unit=unit).exists()


def test_who_leaves_while_they_take_a_step_waits_for_it_and_hands_over_what_it_left(real_office: Office) -> None:
    """The step has the record and names the person; who leaves has the person and waits for the record."""
    given = {"title": "办理专利补助", "words": "怎样申请？"}
    one = begin(get_kind("services"), real_office.actor("clerk"), given, at=NOW).record
    plan = {real_office.posts["clerk"].pk: Handing(to=real_office.posts["head"])}
    taken = threading.Event()

    def press(number: int) -> object:
        if number:
            taken.wait(30)
            return process_departure(
                real_office.people["clerk"], TODAY, plan, real_office.actor("admin"), at=NOW, why="调离"
            )
        with transaction.atomic():
            took = take(
                one, "hand", real_office.actor("clerk"), {"second": str(real_office.posts["stranger"].pk)}, at=NOW
            )
            taken.set()
            sleep(0.5)
            return took

    _took, left = at_once(press, 2)
    fresh = Record.objects.get(pk=one.pk)
    assert (left.moved, fresh.owner, fresh.state) == (1, real_office.posts["head"], "handed")
