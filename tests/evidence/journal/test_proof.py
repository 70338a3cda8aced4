"""What an entry is as bytes, and that whatever is done to a sealed journal is found and named."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.evidence.journal.rules import merkle
from luoshi.evidence.journal.rules.export import ProofError, read_export, read_heads, write_export
from luoshi.evidence.journal.rules.proof import (
    IntegrityFinding,
    canonical_json,
    check_sealed_lines,
    entry_bytes,
    payload_hash,
)
from sealed_journals import (
    CASES,
    DAMAGED,
    HEAD,
    NO_HEADS,
    SIZE,
    THROUGH_WINDOWS,
    WHOLE,
    journal,
    salt,
    sealed,
    tampered,
    told,
)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc中文\n", max_size=3), inner, max_size=3),
    max_leaves=8,
)


def test_there_is_one_way_to_write_a_value():
    assert (
        canonical_json({"b": [1, True, None], "a": '说"\n', "件": {}})
        == '{"a":"说\\"\\n","b":[1,true,null],"件":{}}'.encode()
    )
    assert canonical_json({"a": 1, "b": 2}) == canonical_json({"b": 2, "a": 1})


@pytest.mark.parametrize("value", [1.5, date(2026, 3, 1), {"a": [0.0]}, (1, 2), {1: "a"}, b"a", {"a"}])
def test_what_could_be_written_in_two_ways_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


def test_half_a_character_is_refused():
    with pytest.raises(ValueError, match="surrogates not allowed"):
        canonical_json({"a": "\ud800"})


@given(values, values)
@settings(max_examples=60)
def test_two_values_are_never_written_alike(one, other):
    assert (canonical_json(one) == canonical_json(other)) is (repr(_sorted(one)) == repr(_sorted(other)))


def _sorted(value):
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(part) for part in value] if isinstance(value, list) else value


def test_the_hash_of_a_payload_is_salted():
    assert payload_hash(salt(1), b"{}") == hashlib.sha256(salt(1) + b"{}").hexdigest()
    assert payload_hash(salt(1), b"{}") != payload_hash(salt(2), b"{}")
    with pytest.raises(ValueError, match="a salt has 16 bytes, not 0"):
        payload_hash(b"", b"{}")


def test_an_entry_is_sealed_as_these_bytes():
    data = entry_bytes(
        entry="1003", at="2026-03-02T09:01:00+08:00", actor="张三", subject="", step="file", payload_hash="ab"
    )
    assert data.decode() == (
        '{"actor":"张三","at":"2026-03-02T09:01:00+08:00","entry":"1003","payload_hash":"ab","step":"file","subject":""}'
    )


@pytest.mark.parametrize("name", CASES)
def test_what_was_done_to_a_journal_is_found_and_named(name):
    case = CASES[name]()
    assert list(check_sealed_lines(case.lines, heads=case.heads, size=case.size, head=case.head)) == case.findings


@pytest.mark.parametrize("name", CASES)
def test_an_export_is_read_as_it_was_written(name):
    case = CASES[name]()
    header, lines = read_export(write_export(case.header, case.lines))
    assert (header, list(lines)) == (case.header, case.lines)


def test_only_an_erasure_that_the_journal_proves_is_not_broken():
    codes = {finding.code for make in CASES.values() for finding in make().findings}
    assert {code for code in codes if not IntegrityFinding(code, 1).is_broken} == {"erased"}


@pytest.mark.control("8.1.4.3 c-d", "no field of an export can be changed unseen")
@given(
    st.integers(1, SIZE),
    st.sampled_from(["entry", "at", "actor", "subject", "step", "payload_hash", "payload", "salt", "leaf", "head"]),
)
@settings(max_examples=60)
def test_no_field_of_any_line_can_be_changed_unseen(number, name):
    line = WHOLE[number - 1]
    value = getattr(line, name)
    if value is None:
        return
    lines = [
        replace(line, **{name: f"{value[:-1]}{'0' if value[-1] != '0' else '1'}"}) if entry_kept is line else entry_kept
        for entry_kept in WHOLE
    ]
    assert next(finding.number for finding in check_sealed_lines(lines, size=SIZE) if finding.is_broken) in (number, 7)


@given(st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=SIZE + 5))
@settings(max_examples=100)
def test_a_journal_of_other_lines_or_in_another_order_is_never_whole(order):
    lines = [WHOLE[at] for at in order]
    broken = [line for line in check_sealed_lines(lines, size=SIZE, head=HEAD) if line.is_broken]
    assert bool(broken) is (lines != WHOLE)


@given(st.integers(1, 90), st.data())
@settings(max_examples=60)
def test_one_dropped_entry_is_named_wherever_it_stood(size, data):
    lines = journal(size)
    number = data.draw(st.integers(1, size))
    found = [
        line
        for line in check_sealed_lines(lines[: number - 1] + lines[number:], size=size)
        if line.code in ("dropped", "truncated")
    ]
    assert found == [IntegrityFinding("truncated" if number == size else "dropped", number, {"to": number})]


@given(st.integers(4, 90), st.booleans(), st.data())
@settings(max_examples=60)
def test_two_neighbours_exchanged_are_named_wherever_they_stood(size, renumber, data):
    lines = journal(size)
    at = data.draw(st.integers(0, size - 2))
    first, second = lines[at], lines[at + 1]
    lines[at : at + 2] = (
        [replace(second, number=first.number), replace(first, number=second.number)] if renumber else [second, first]
    )
    found = [line for line in check_sealed_lines(lines, size=size) if line.code not in ("erased", "missing", "header")]
    assert found == [IntegrityFinding("swapped", first.number, {"other": second.number})]


@given(st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_what_is_found_whole_is_the_journal_or_one_rewritten_with_all_its_seals(rng):
    lines = tampered(rng).lines
    if not any(line.is_broken for line in check_sealed_lines(lines)):
        assert lines == sealed(lines)


def test_a_known_head_too_short_to_prove_anything_is_refused():
    with pytest.raises(ValueError, match="number 3 has less than 32 digits"):
        list(check_sealed_lines(WHOLE, heads={3: "ab" * 15}))


def test_a_long_journal_is_checked_in_little_memory():
    def lines():
        tree = merkle.Peaks()
        for number in range(1, 4001):
            line = told(number, {"a": number})
            leaf = merkle.hash_leaf(
                entry_bytes(
                    entry=line.entry,
                    at=line.at,
                    actor=line.actor,
                    subject=line.subject,
                    step=line.step,
                    payload_hash=line.payload_hash,
                )
            )
            tree = tree.append(leaf)
            yield replace(line, leaf=leaf.hex(), head=tree.head().hex())

    tracemalloc.start()
    try:
        assert list(check_sealed_lines(lines())) == []
        assert tracemalloc.get_traced_memory()[1] < 400_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_export_is_refused_with_its_line(name):
    data, expected = DAMAGED[name]
    with pytest.raises(ProofError) as raised:
        list(read_export(io.BytesIO(data))[1])
    assert (raised.value.code, raised.value.values) == expected


def test_an_export_may_have_passed_through_windows():
    assert list(read_export(io.BytesIO(THROUGH_WINDOWS))[1]) == WHOLE


def test_heads_are_read_as_they_stand_on_papers():
    head = HEAD.upper()
    groups = " ".join(head[at : at + 8] for at in range(0, 64, 8))
    text = f"10 {HEAD}\r\n\n 20：{groups}\n30, {HEAD[:32]}\n10\t{HEAD}"
    assert read_heads(text) == {10: HEAD, 20: HEAD, 30: HEAD[:32]}
    assert read_heads("") == {}


@pytest.mark.parametrize("line", NO_HEADS)
def test_what_is_no_head_is_refused_with_its_line(line):
    with pytest.raises(ProofError) as raised:
        read_heads(f"10 {HEAD}\n{line}")
    assert (raised.value.code, raised.value.values) == ("heads.line", {"line": 2})
