"""Entries read as sentences, in Chinese and in English, whatever they hold."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest
from django.db import transaction
from django.utils import translation

import luoshi
from entries import answered, closed, lift, run
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.privacy.erasing.actions import execute_erasure, propose_erasure
from luoshi.desk.privacy.unmasking.actions import unmask_fields
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.entries import subject_names
from luoshi.kernel.history.sentences import entry_sentence
from luoshi.kernel.history.system_steps import SENTENCES
from luoshi.kernel.kinds.models import Record
from luoshi.org.proposals.actions import ACTS
from luoshi.org.tree.rules.orders import Order
from luoshi.org.unit_import.actions import sheets as unit_import
from luoshi.plans.twins.actions import twins
from office import NOW, TODAY, Office

HERE = Path(luoshi.__file__).parent
ROOMS = ("evidence", "org", "kernel", "desk", "facts", "plans", "commitments", "parts", "lines", "site", "cli")


def _first_words(function: str, at: int) -> set[str]:
    """The words with which a function is called anywhere at one of its places."""
    found = set()
    for words in (path.read_text(encoding="utf-8") for room in ROOMS for path in (HERE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(words)) if f"{function}(" in words else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function:
                found |= {part.value for part in _parts(node.args[at]) if isinstance(part, ast.Constant)}
    assert found
    return found


def _parts(arg: ast.expr) -> list[ast.expr]:
    return [*_parts(arg.body), *_parts(arg.orelse)] if isinstance(arg, ast.IfExp) else [arg]


def told(language: str = "zh-hans", *, plain: bool = True, **asked: object) -> list[str]:
    rows = Entry.objects.filter(**asked).select_related("person", "record", "payload__erased_by").order_by("pk")
    with translation.override(language):
        called = subject_names([row.subject for row in rows])
        return [entry_sentence(row, plain=plain, names=called) for row in rows]


def test_what_happened_to_an_appeal_reads_in_chinese(office: Office) -> None:
    record = closed(office)
    assert told(record=record.pk) == [
        "杜察云登记了诉2026-0001“建议增设科普活动室”（渠道：热线电话；受理单位：云岭县督查室；未记入日志：反映人；"
        "诉求内容：周末孩子没有去处）。",
        "杜察云将诉2026-0001“建议增设科普活动室”交云岭县科学技术协会：“分级交办”（等级：一般）。",
        "柯干事对诉2026-0001“建议增设科普活动室”办理“答复”（答复：列入今年为民办实事计划）。",
        "柯干事对诉2026-0001“建议增设科普活动室”办理“告知本人”（告知方式和经办人：电话；告知日期：2026-03-20）。",
        "杜察云对诉2026-0001“建议增设科普活动室”办理“办结”（满意度：满意）。",
    ]


def test_the_same_reads_in_english(office: Office) -> None:
    record = answered(office)
    assert told("en", record=record.pk)[1:] == [
        "杜察云 handed 诉2026-0001 “建议增设科普活动室” to 云岭县科学技术协会: “Grade and assign” (Grade: Ordinary).",
        "柯干事 took the step “Answer” on 诉2026-0001 “建议增设科普活动室” (Answer: 列入今年为民办实事计划).",
    ]


def test_who_may_not_read_the_record_learns_its_number_and_the_step(office: Office) -> None:
    record = answered(office)
    assert told(record=record.pk, plain=False)[1:] == [
        "杜察云对诉2026-0001办理“分级交办”。",
        "柯干事对诉2026-0001办理“答复”。",
    ]


def test_looks_and_erasures_read_as_what_they_are(office: Office) -> None:
    record = answered(office)
    unmask_fields(record, office.actor("supervisor"), "回访", at=NOW)
    order = propose_erasure(record, "当事人申请", "个人信息保护法第四十七条", office.actor("supervisor"), at=NOW)
    assert told(record=record.pk)[-2:] == [
        "杜察云查看了诉2026-0001“建议增设科普活动室”的受保护内容（字段：反映人、联系方式；原因：回访）。",
        "杜察云提请删除诉2026-0001“建议增设科普活动室”的内容（依据：个人信息保护法第四十七条；原因：当事人申请）。",
    ]
    execute_erasure(order, record.number, office.actor("admin"), at=NOW)
    assert told(record=record.pk)[-2:] == [
        "杜察云提请删除诉2026-0001“已按规定删除”的内容（内容已于2026-03-20按规定删除）。",
        "管小理按规定删除了诉2026-0001“已按规定删除”的内容"
        "（依据：个人信息保护法第四十七条；清空的条目数：5；提出人：杜察云；原因：当事人申请）。",
    ]


def test_units_people_and_posts_are_called_by_their_names(office: Office) -> None:
    unit, person = office.units["town"], office.people["clerk"]
    assert told(subject=f"unit:{unit.pk}")[0].startswith("程序设立单位青石镇，自2020-01-01起（")
    lines = told(subject=f"person:{person.pk}")
    assert lines[0] == "程序登记了人员柯干事。"
    assert lines[1].startswith("程序任柯干事为云岭县科学技术协会 柯干事岗（")


def test_an_entry_with_a_payload_that_makes_no_sense_still_reads(office: Office) -> None:
    record = answered(office)
    with transaction.atomic():
        journal_act(record, "a step of an older program", PROGRAM, {"列": [{"a": [1, None, True]}]}, at=NOW)
        journal_act("unit:999999", "unit.move", PROGRAM, {}, at=NOW)
        journal_act("", "", PROGRAM, {"x": "%(who)s {0} <b>"}, at=NOW)
    lift()
    rows = list(Entry.objects.order_by("pk"))
    run("UPDATE records_payload SET data = '[1' WHERE entry_id = %s", rows[-4].pk)
    run("DELETE FROM records_payload WHERE entry_id = %s", rows[-5].pk)
    run("UPDATE records_entry SET subject = 'unknown:1' WHERE id = %s", rows[-3].pk)
    for language in ("zh-hans", "en"):
        lines = told(language)
        assert len(lines) == len(rows) and all(lines)
    assert told()[-2:] == ["程序调整了单位unit:999999的隶属，自…起。", "程序：，（x：%(who)s {0} <b>）。"]


def test_a_record_whose_kind_is_no_longer_declared_still_reads(office: Office) -> None:
    record = answered(office)
    Record.objects.filter(pk=record.pk).update(kind="gone")
    lift()
    run("UPDATE records_entry SET subject = %s WHERE record_id = %s", f"gone:{record.pk}", record.pk)
    assert told(record=record.pk, plain=False)[-1] == "程序：answer，诉2026-0001。".replace("程序", "柯干事")


# Where the name of a step is put together or handed on: as it stands there, and the names that it can be.
COMPOSED: dict[tuple[str, str], set[str]] = {
    ("plans/rows/actions/editing.py", "f'row.{name}'"): {f"row.{name}" for name in _first_words("edit_plan_rows", 1)},
    ("plans/twins/actions/search.py", "SEARCH"): {twins.SEARCH},
    ("plans/twins/actions/twins.py", "step"): {twins.LINK, twins.APART, twins.UNLINK},
    ("org/accounts/actions/accounts.py", "event"): {
        "account.reset_link",
        "account.first_link",
    },
    ("org/proposals/actions.py", "f'proposal.{act}'"): {f"proposal.{act}" for act in ACTS},
    ("org/proposals/actions.py", "f'proposal.{outcome}'"): {f"proposal.{name}" for name in _first_words("_decide", 1)},
    ("desk/privacy/unmasking/actions.py", "step"): {Entry.OPENED, Entry.SHUT},
    ("org/unit_import/actions/sheets.py", "step"): set(unit_import._STEPS.values()),
    ("org/units/actions.py", "name"): {f"unit.{argument.__name__.lower()}" for argument in get_args(Order)},
    ("site/signin/events.py", "event"): {"account.sign_in_failed", "account.sign_in_refused"},
    ("kernel/steps/actions/stages.py", "step.name"): set(),  # of a life cycle: its label is its sentence
    ("kernel/steps/actions/refusals.py", "Entry.REFUSED"): {Entry.REFUSED},
}

# Tuples of three that look like an act among many and are none.
NO_ACTS = {
    ("cli/line.py", "f'lines/{name}/test_*.py'"),
    ("parts/calls/applicant/queries.py", "call"),
    ("parts/slots/exclusion.py", "tuple(args)"),
}


def _journaled() -> tuple[set[str], set[tuple[str, str]]]:
    """Every step's name that stands as plain text where something is journaled; and where it does not, what does."""
    found, composed = set(), set()
    for path in [file for room in ROOMS for file in (HERE / room).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                ours = ast.unparse(node.func).rpartition(".")[0] in ("", "actions")
                places = (
                    {"journal": [1], "journal_act": [1], "journal_sign_in_event": [0]}.get(name, []) if ours else []
                )
                args = [node.args[at] for at in places if len(node.args) > at]
            elif isinstance(node, ast.Tuple) and len(node.elts) == 3 and _is_act(node):
                args = [node.elts[1]]
            else:
                continue
            for argument in [part for arg in args for part in _parts(arg)]:
                if isinstance(argument, ast.Constant):
                    found |= {argument.value} if isinstance(argument.value, str) else set()
                else:
                    composed.add((path.relative_to(HERE).as_posix(), ast.unparse(argument)))
    return found, composed


def _is_act(node: ast.Tuple) -> bool:
    """Whether a tuple is subject, step and given of an act among many."""
    if any(isinstance(element, ast.Starred) for element in node.elts):
        return False
    return isinstance(node.elts[0], ast.JoinedStr) or isinstance(node.elts[2], ast.Dict)


def test_every_step_that_is_journaled_outside_a_life_cycle_has_its_sentence() -> None:
    plain, composed = _journaled()
    assert composed - COMPOSED.keys() - NO_ACTS == set()
    assert NO_ACTS - composed == set()
    assert COMPOSED.keys() - composed == set()
    steps = {step for step in plain.union(*COMPOSED.values()) if step and step.isascii()}
    assert {"erase", "unit.found", "account.sign_in", "row.merge", "twin.apart", "year.decided", "lights.set"} <= steps
    proposed = {f"proposal.{act}" for act in ACTS}  # one sentence for all of them
    assert sorted(steps - proposed - SENTENCES.keys()) == [] and "proposal." in SENTENCES


@pytest.mark.parametrize("step", sorted(SENTENCES))
def test_every_sentence_is_there_in_both_languages(step: str) -> None:
    with translation.override("zh-hans"):
        chinese = str(SENTENCES[step])
    with translation.override("en"):
        english = str(SENTENCES[step])
    assert chinese != english and TODAY
    holes = {word.split(")s")[0] for word in english.split("%(")[1:]}
    assert holes == {word.split(")s")[0] for word in chinese.split("%(")[1:]}
