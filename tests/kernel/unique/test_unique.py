"""What must not be there twice is refused, or kept as a doubt on which somebody rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from linked.models import Body
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.bulk.actions import staged
from luoshi.desk.bulk.actions.bulk import begin_many, check_many
from luoshi.desk.bulk.actions.imports import keep_import
from luoshi.desk.bulk.actions.staged import begin_import
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.lists.views.models import ImportRun
from luoshi.desk.org_ports.actions.holders import RecordHolder
from luoshi.desk.privacy.erasing.actions import erase_content
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true, evaluate_conditions
from luoshi.kernel.conditions.queries.faults import condition_faults
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Double, Is, Some
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.kernel.unique.actions import keep_keys, make_missing, rule_on
from luoshi.kernel.unique.models import UniqueKey
from luoshi.kernel.unique.queries import double_marks, open_doubts, outdated_rules
from luoshi.org.base.ports import Heir
from office import NOW, TODAY, Office
from sample_line import one_kind
from unique_kinds import founded, given, kind

CARD = Unique("unit card")
LIKELY = Unique("sort card from_day", where=Is(state="active"), clash="doubt", who="desk")


def numbers(condition: Any, day: Any = TODAY) -> list[str]:
    return list(
        Body.objects.filter(definitely_true(condition, Body, day)).order_by("number").values_list("number", flat=True)
    )


def refusal(error: pytest.ExceptionInfo[RecordError]) -> tuple[str, str]:
    return error.value.code, error.value.what


def test_a_second_one_is_refused_by_name_to_who_may_see_the_first(office: Office) -> None:
    with one_kind(kind(CARD)) as of:
        first = founded(office, of, "ＡＢ 12")
        with pytest.raises(RecordError) as error:
            founded(office, of, "a b１2")
        assert refusal(error) == ("guarded", f"{first.number} 已有相同内容：单位、Card。")
        founded(office, of, "a b１2", unit="town")
        founded(office, of, "")
        founded(office, of, "")  # without a card: no double
        assert Body.objects.count() == UniqueKey.objects.count() + 2 == 4


def test_who_may_not_see_the_first_is_told_that_there_is_one(office: Office) -> None:
    with one_kind(kind(Unique("card"))) as of:
        founded(office, of, "12")
        with pytest.raises(RecordError) as error:
            founded(office, of, "12", "stranger", unit="bureau")
        assert refusal(error)[1] == "已有内容相同的一件，您无权查看：Card。"
        program = replace(office.actor("supervisor"), scopes=frozenset(("bodies:write",)))
        with pytest.raises(RecordError) as error:
            begin(of, program, given(office, "12"), at=NOW)
        assert refusal(error)[1] == "已有内容相同的一件，您无权查看：Card。"


def test_what_is_put_right_erased_or_handed_over_frees_its_key(office: Office) -> None:
    desk = office.actor("supervisor")
    with one_kind(kind(CARD)) as of:
        first, second = founded(office, of, "1"), founded(office, of, "2")
        with pytest.raises(RecordError) as error:
            take(second, "put_right", desk, {"card": " 1", "reason": "误录"}, at=NOW)
        assert refusal(error)[0] == "guarded"
        take(first, "put_right", desk, {"card": "3", "reason": "误录"}, at=NOW)
        second = take(second, "put_right", desk, {"card": "1", "reason": "误录"}, at=NOW).record
        erase_content(second, {"reason": ""}, PROGRAM, NOW)
        assert founded(office, of, "1").number == "团2026-0003"


def test_two_that_a_merger_makes_stay_both_until_one_goes(office: Office) -> None:
    desk = office.actor("supervisor")
    with one_kind(kind(Unique("unit card", who="desk"))) as of:
        first, second = founded(office, of, "1"), founded(office, of, "1", unit="town")
        Body.objects.filter(pk=second.pk).update(unit=first.unit_id)
        keep_keys(of, [second.pk], desk, TODAY)
        assert (numbers(Double()), UniqueKey.objects.filter(sole=True).count()) == ([second.number], 1)
        second = take(Body.objects.get(pk=second.pk), "count", office.actor("clerk"), {"size": "9"}, at=NOW).record
        with pytest.raises(RecordError):
            founded(office, of, "1")
        erase_content(first, {"reason": ""}, PROGRAM, NOW)
        assert numbers(Double()) == []
        with pytest.raises(RecordError):  # it took the place of the one that has gone
            founded(office, of, "1")


def test_a_merger_of_units_is_stopped_by_no_double(office: Office) -> None:
    with one_kind(kind(CARD)) as of:
        first, second = founded(office, of, "1"), founded(office, of, "1", unit="town")
        third = founded(office, of, "2", unit="town")
        heir = Heir(office.units["kexie"].pk)
        moved = {f"bodies:{record.pk}": heir for record in (second, third)}
        assert RecordHolder().hand_over(moved, PROGRAM, day=TODAY, at=NOW, why="合并") == 2
        assert numbers(Double()) == [second.number]
        assert list(Body.objects.filter(open_doubts(of)).order_by("number")) == [first, second]
        with pytest.raises(RecordError):
            founded(office, of, "2")
        founded(office, of, "2", unit="town")


def test_a_doubt_is_kept_until_somebody_rules_or_the_first_has_gone(office: Office) -> None:
    desk = office.actor("supervisor")
    with one_kind(kind(LIKELY)) as of:
        first, second, third = (founded(office, of, "茶叶 学会") for _ in range(3))
        assert numbers(Double()) == [second.number, third.number]
        assert numbers(~Double()) == [first.number]
        assert evaluate_conditions([Double(), ~Double()], second, TODAY) == [True, False]
        assert Body.objects.filter(definitely_false(Double(), Body, TODAY)).count() == 1
        mark = double_marks(of, [first.pk, second.pk], desk, TODAY)
        assert [(mark_found.record, mark_found.number, mark_found.ruled) for mark_found in mark.values()] == [
            (second.pk, first.number, None)
        ]

        rule_on(second, False, "两个学会", first.pk, desk, at=NOW)
        assert numbers(Double()) == [third.number]
        rule_on(second, True, "是同一个", first.pk, desk, at=NOW)
        assert numbers(Double()) == [second.number, third.number]
        assert double_marks(of, [second.pk], desk, TODAY)[second.pk].ruled is True
        steps = Entry.objects.filter(record=second.pk).order_by("pk").values_list("step", flat=True)
        assert list(steps) == ["found", "double.not", "double.is"]

        ended = take(first, "end", desk, {"to_day": "2026-03-10", "reason": "注销"}, at=NOW).record
        assert numbers(Double()) == [third.number]  # of the second: what was ruled was said of another
        with pytest.raises(RecordError) as error:
            rule_on(second, True, "是同一个", ended.pk, desk, at=NOW)
        assert refusal(error)[0] == "changed"


def test_a_ruling_is_of_one_pair(office: Office) -> None:
    desk = office.actor("supervisor")
    with one_kind(kind(LIKELY)) as of:
        first, second, third = (founded(office, of, "1") for _ in range(3))
        rule_on(third, False, "两个学会", first.pk, desk, at=NOW)
        assert numbers(Double()) == [second.number]
        erase_content(first, {"reason": ""}, PROGRAM, NOW)
        assert numbers(Double()) == [third.number]  # of the second nobody said it


def test_doubles_are_asked_of_over_links_and_beside_other_conditions(office: Office) -> None:
    with one_kind(kind(LIKELY)) as of:
        top, other, first, second = (founded(office, of, card) for card in ("a", "b", "1", "1"))
        Body.objects.filter(pk=second.pk).update(part_of=top)
        Body.objects.filter(pk=first.pk).update(part_of=other)
        with_doubles = Some("bodies", via="part_of", where=Double() & Is(sort="farm"))
        for choice in (False, True):
            found = Body.objects.filter(definitely_true(with_doubles, Body, TODAY, each=choice))
            assert list(found) == [top]
        assert evaluate_conditions([with_doubles, ~with_doubles], top, TODAY) == [True, False]
        assert evaluate_conditions([with_doubles], other, TODAY) == [False]
        assert list(condition_faults(with_doubles, of)) == []
    with one_kind(kind()) as of:
        assert "give their kind a part Unique" in "".join(condition_faults(Double(), of))


def test_who_does_not_rule_is_refused_and_a_reason_is_needed(office: Office) -> None:
    with one_kind(kind(LIKELY)) as of:
        first, second = founded(office, of, "1"), founded(office, of, "1")
        said = []
        for who, reason in (("clerk", "x"), ("stranger", "x"), ("supervisor", " ")):
            with pytest.raises(RecordError) as error:
                rule_on(second, True, reason, first.pk, office.actor(who), at=NOW)
            said.append(refusal(error)[0])
        assert said == ["refused", "missing", "incomplete"]


def test_a_sheet_names_the_double_of_each_row_before_anything_is_written(office: Office) -> None:
    desk = office.actor("supervisor")
    with one_kind(kind(CARD, LIKELY)) as of:
        there = founded(office, of, "9")
        rows = [given(office, words) for words in ("1", "2", " ９", "1", "")] + [given(office, "2", unit="town")]
        checked = check_many(of, desk, rows, at=NOW, numbers=range(5, 11))
        assert [list(row.wrong.values()) for row in checked] == [
            [], [], [[f"{there.number} 已有相同内容：单位、Card。"]], [["第 5 行已有相同内容：单位、Card。"]], [], [],
        ]  # fmt: skip
        assert [list(row.doubts) for row in checked][4:] == [[], ["第 6 行已有相同内容：Sort、Card、From。"]]
        with pytest.raises(RecordError) as error:
            begin_many(of, desk, rows, at=NOW)
        assert (refusal(error)[0], Body.objects.count()) == ("incomplete", 1)
        made = begin_many(of, desk, [rows[0], rows[1], rows[5]], at=NOW)
        assert numbers(Double()) == [made[2].number]
        with pytest.raises(RecordError):
            founded(office, of, "2")


@pytest.mark.parametrize("count", [3, 12])
def test_keys_of_many_take_as_many_queries(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    with one_kind(kind(CARD, LIKELY)) as of:
        made = begin_many(of, office.actor("supervisor"), [given(office, str(n)) for n in range(count)], at=NOW)
        Body.objects.update(card="same")
        with django_assert_max_num_queries(20):
            keep_keys(of, [record.pk for record in made], PROGRAM, TODAY)
        assert (len(numbers(Double())), UniqueKey.objects.filter(sole=True).count()) == (count - 1, 1)


def test_keys_are_made_anew_where_the_declaration_changed(office: Office) -> None:
    def wrong(of: CompiledKind) -> list[str]:
        return [rule.rule(kind.name) for kind, rule in outdated_rules() if kind is of]

    with one_kind(kind()) as of:
        founded(office, of, "1")
        founded(office, of, "1")
    with one_kind(kind(CARD)) as of:
        assert wrong(of) == ["bodies:unit.card"]
        make_missing()
        assert (wrong(of), numbers(Double())) == ([], ["团2026-0002"])
    with one_kind(kind(LIKELY)) as of:
        make_missing()
        rules = set(UniqueKey.objects.values_list("rule", flat=True))
        assert (wrong(of), rules) == ([], {"bodies:sort.card.from_day"})


@pytest.mark.parametrize(
    ("unique", "says"),
    [
        (Unique(""), "say the fields that are compared"),
        (Unique("cart"), "no field cart"),
        (Unique("card", clash="warn"), "clash is “refuse” or “doubt”"),
        (Unique("card", clash="doubt"), "nobody rules on a doubt"),
        (Unique("card", who="boss"), "unknown relation boss"),
        (Unique("card", where=Is(part_of__sort="farm")), "where names only the record's state and its own fields"),
        (Unique("card", where=~Double()), "where names only the record's state and its own fields"),
    ],
)
def test_what_cannot_hold_does_not_start(unique: Unique, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kind(unique)


def test_without_numbers_nobody_knows_which_counts() -> None:
    with pytest.raises(ValueError, match="give it a prefix"):
        kind(CARD, prefix="")


def test_a_long_sheet_is_taken_out_where_the_same_came_in_meanwhile(office: Office, monkeypatch: Any) -> None:
    desk = office.actor("supervisor")
    with one_kind(kind(CARD)) as of:
        rows = [KeptLine(at, given(office, str(at))) for at in range(2, 62)]
        run = begin_import(keep_import(of, desk, "学会.xlsx", "0" * 64, rows, at=NOW), of, desk, at=NOW)
        plain = staged.check_many

        def then_meanwhile(*args: Any, **more: Any) -> Any:
            checked = plain(*args, **more)
            founded(office, of, "50")  # of the second step: the first is written by then
            return checked

        monkeypatch.setattr(staged, "check_many", then_meanwhile)
        staged.carry_on(run.pk)
        run.refresh_from_db()
        assert (run.state, Body.objects.count()) == (ImportRun.OUT, 1)
        founded(office, of, "4")  # nothing of the sheet holds its key any more
