"""What a sheet of people would make, tried on plain values: no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.rights.rules.rights import Role
from luoshi.org.roster.rules import (
    KnownPerson,
    KnownPost,
    RosterPlan,
    RosterRow,
    World,
    plan_roster_rows,
    role_of,
    similar_unit_ids,
)
from luoshi.org.roster.words import CHIEF, ROLE_OF

TOP, FARM, SCIENCE = 1, 2, 3
PHONE, OTHER = "13800000001", "13800000002"


def world(**more: object) -> World:
    called = {TOP: "云岭县", FARM: "云岭县农业农村局", SCIENCE: "云岭县科学技术协会"}
    units = {name: frozenset({unit}) for unit, name in called.items()} | {"县科协": frozenset({SCIENCE})}
    given = {"people": {}, "posts": {}, "accounts": frozenset()} | more
    return World(units, called, frozenset({TOP}), **given)  # type: ignore[arg-type]


def made(*rows: RosterRow, known: World | None = None, **more: object) -> RosterPlan:
    options = {"meant": {}, "made": ()} | more
    return plan_roster_rows(rows, known or world(), options["meant"], options["made"], lambda name: f"u{len(name)}")  # type: ignore[arg-type]


def row(number: int = 2, **more: object) -> RosterRow:
    values = {"unit": "县科协", "name": "乔示例", "phone": PHONE, "title": "干事", "role": "联络员"} | more
    return RosterRow(number, **values)  # type: ignore[arg-type]


def codes(found: RosterPlan) -> list[list[str]]:
    return [[remark.code for remark in verdict.said] for verdict in found.verdicts]


def test_a_row_makes_a_post_a_person_and_an_account_by_the_words_people_write() -> None:
    found = made(row(fields="科普"), row(3, unit="云岭县", name="安示例", phone=OTHER, role="主要领导", title=""))
    assert [(entry.unit, entry.title, entry.role, entry.fields, entry.account) for entry in found.entries] == [
        (SCIENCE, "干事", Role.CLERK, "科普", "u3"),
        (TOP, "主要领导", Role.LEADER, "", "u32"),
    ]
    assert (found.wrong_rows, found.counts()["new"]) == ([], 2)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"unit": "县科"}, "roster.no_unit_near"),
        ({"unit": "泽州市甲乙丙"}, "roster.no_unit"),
        ({"unit": ""}, "roster.missing"),
        ({"name": ""}, "roster.missing"),
        ({"role": ""}, "roster.missing"),
        ({"role": "大总管"}, "roster.role"),
        ({"phone": "1380000"}, "roster.phone"),
        ({"email": "nobody"}, "roster.email"),
        ({"title": "长" * 61}, "roster.long"),
        ({"name": "乔\u200b例"}, "roster.unseen"),
        ({"username": "a b"}, "roster.account"),
        ({"username": "Admin"}, "roster.account_taken"),
        ({"charges": ("没有的局",)}, "roster.no_unit"),
    ],
)
def test_what_is_wrong_is_said_and_makes_nothing(changed: dict[str, object], code: str) -> None:
    found = made(row(**changed), known=world(accounts=frozenset({"admin"})))
    assert (codes(found), found.entries) == ([[code]], [])


def test_an_unknown_unit_is_made_or_another_is_meant_only_where_somebody_said_so() -> None:
    asked = made(row(unit="县农业局"))
    assert asked.unknown == {"县农业局": (FARM,)}
    assert made(row(unit="县农业局"), meant={"县农业局": FARM}).entries[0].unit == FARM
    assert made(row(unit="县农业局"), made=["县农业局"]).entries[0].unit == "县农业局"


def test_two_units_called_alike_are_told_apart_by_code() -> None:
    twice = World({"办公室": frozenset({1, 2})}, {1: "办公室", 2: "办公室"}, frozenset(), {}, {}, frozenset())
    assert codes(made(row(unit="办公室"), known=twice)) == [["roster.several_units"]]


def test_the_same_title_twice_in_a_unit_gets_a_number_and_a_vacant_post_is_filled() -> None:
    posts = {(SCIENCE, "干事"): KnownPost(7, Role.CLERK), (SCIENCE, "局长"): KnownPost(8, Role.HEAD, held=99)}
    found = made(
        row(),
        row(3, name="安示例", phone=OTHER),
        row(4, name="康示例", title="局长", phone=""),
        known=world(posts=posts),
    )
    assert [(entry.post, entry.title) for entry in found.entries] == [(7, "干事"), (None, "干事2"), (None, "局长2")]
    assert [[doubt.code for doubt in verdict.doubts] for verdict in found.verdicts] == [
        [],
        ["roster.title"],
        ["roster.title"],
    ]


KNOWN = KnownPerson(5, PHONE, True, ((7, FARM, Role.CLERK),))


@pytest.mark.parametrize(
    ("changed", "person", "code"),
    [
        ({}, 5, ""),  # name and telephone
        ({"phone": OTHER}, None, ""),  # another telephone: another person
        ({"phone": ""}, None, "roster.namesake"),  # holds a post elsewhere: nobody can know
        ({"phone": "", "unit": "云岭县农业农村局"}, 5, ""),  # in the same unit
        ({"phone": "", "another": True}, None, ""),  # somebody said so
    ],
)
def test_nobody_is_given_a_namesakes_account(changed: dict[str, object], person: int | None, code: str) -> None:
    found = made(row(**changed), known=world(people={"乔示例": (KNOWN,)}))
    assert [entry.person for entry in found.entries] == ([] if code else [person])
    assert codes(found)[0][0] == (code or "roster.new_post")


def test_a_sheet_that_was_imported_changes_nothing_a_second_time() -> None:
    known = KnownPerson(5, PHONE, True, ((7, SCIENCE, Role.CLERK),))
    posts = {(SCIENCE, "干事"): KnownPost(7, Role.CLERK, held=5)}
    found = made(row(), row(3), known=world(people={"乔示例": (known,)}, posts=posts))
    assert ([verdict.kind for verdict in found.verdicts], found.entries) == (["unchanged", "unchanged"], [])


def test_roles_that_exclude_each_other_are_refused_also_between_two_rows() -> None:
    found = made(row(role="审计员", title="审计"), row(3, role="管理员", title="管理"))
    assert codes(found)[1] == ["roster.excluded"]
    held = KnownPerson(5, PHONE, True, ((7, FARM, Role.SUPERVISOR),))
    assert codes(made(row(role="管理员"), known=world(people={"乔示例": (held,)}))) == [["roster.excluded"]]


def test_one_person_with_two_posts_gets_one_account() -> None:
    found = made(row(), row(3, title="督导员"))
    assert [(entry.key, entry.account) for entry in found.entries] == [
        (f"乔示例/{PHONE}", "u3"),
        (f"乔示例/{PHONE}", ""),
    ]


def test_every_role_can_be_named_and_the_chief_is_leader_at_the_top_and_head_beneath() -> None:
    assert set(ROLE_OF.values()) == set(Role) and all(role_of(role.value, top=False) == role for role in Role)
    assert {role_of(words, top=True) for words in CHIEF} == {Role.LEADER}
    assert {role_of(words, top=False) for words in CHIEF} == {Role.HEAD}


def test_the_nearest_names_come_first_and_a_stranger_has_none() -> None:
    called = world().called
    assert similar_unit_ids("县农业局", called)[0] == FARM and similar_unit_ids("科协", called)[0] == SCIENCE
    assert similar_unit_ids("某某有限责任公司", called) == ()


@given(
    st.lists(
        st.builds(
            RosterRow,
            st.integers(2, 9),
            st.sampled_from(["县科协", "无", ""]),
            st.sampled_from(["甲乙", "丙丁", ""]),
            st.sampled_from([PHONE, "", "1"]),
            title=st.sampled_from(["干事", ""]),
            role=st.sampled_from(["联络员", "管理员", "审计员", "？"]),
        ),
        max_size=8,
    )
)
def test_whatever_is_sent_each_row_has_a_verdict_and_titles_and_accounts_are_never_given_twice(
    rows: list[RosterRow],
) -> None:
    found = made(*rows)
    assert len(found.verdicts) == len(rows)
    titles = [(entry.unit, entry.title) for entry in found.entries]
    accounts = [entry.account for entry in found.entries if entry.account]
    assert len(set(titles)) == len(titles) and len(set(accounts)) == len(accounts)
    assert len(found.entries) == found.counts()["new"]
