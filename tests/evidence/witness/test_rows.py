"""A row in its one form: alike on both databases, and another where it is stored or spelled otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.evidence.witness.rules.rows import Shape, read_json

MOMENT = "2026-03-18T01:02:03.000400+00:00"
# Of each sort: as the program stores it on SQLite, as PostgreSQL prints it, its JSON there, and the one form.
ALIKE: list[tuple[str, Any, str, str, Any]] = [
    ("text", "县", "县", '"县"', "县"),
    ("whole", 7, "7", "7", 7),
    ("flag", 1, "t", "true", True),
    ("day", "2026-03-18", "2026-03-18", '"2026-03-18"', "2026-03-18"),
    (
        "moment",
        "2026-03-18 01:02:03.000400",
        "2026-03-18 09:02:03.0004+08",
        '"2026-03-18T09:02:03.0004+08:00"',
        MOMENT,
    ),
    ("json", '{"b": 1, "a": [1.50, null]}', '{"a": [1.50, null], "b": 1}', '{"a": [1.50, null], "b": 1}', None),
    ("decimal", 7.5, "7.50", "7.50", "7.5"),
    ("bytes", b"\x00\xff", "\\x00ff", '"\\\\x00ff"', "00ff"),
    ("uuid", "0" * 31 + "1", "00000000-0000-0000-0000-000000000001", '"00000000-0000-0000-0000-000000000001"', None),
]


def shape(sort: str) -> Shape:
    return Shape("t", "id", (("x", sort),))


@pytest.mark.parametrize(("sort", "stored", "printed", "as_json", "form"), ALIKE, ids=[alike[0] for alike in ALIKE])
def test_what_the_program_stores_has_one_form_on_both_databases(
    sort: str, stored: Any, printed: str, as_json: str, form: Any
) -> None:
    of = shape(sort)
    found = of.postgresql_values([printed])
    if sort == "json":  # Python writes no 1.50: what the program stores is what its own JSON says
        stored, printed = stored.replace("1.50", "1.5"), printed.replace("1.50", "1.5")
        found, as_json = of.postgresql_values([printed]), as_json.replace("1.50", "1.5")
    assert of.sqlite_values([stored]) == found == of.of({"x": read_json(as_json)}) and of.odd(found) == []
    assert form is None or found == [form]


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("whole", 7.5),
        ("whole", 7.0),
        ("whole", "7"),
        ("whole", b"7"),
        ("text", b"x"),
        ("text", 7),
        ("flag", 2),
        ("flag", "1"),
        ("day", "2026-3-18"),
        ("day", "20260318"),
        ("day", "2026-03-18 00:00:00"),
        ("moment", "2026-03-18T01:02:03.000400"),
        ("moment", "2026-03-18 01:02:03.0004"),
        ("moment", "2026-03-18 01:02:03+00:00"),
        ("moment", 1773795723),
        ("moment", "no moment"),
        ("json", '{"a":1}'),
        ("json", '{"a": 1, "a": 2}'),
        ("json", "null"),
        ("json", "["),
        ("json", "[" * 100_000),
        ("json", b"{}"),
        ("bytes", "00ff"),
        ("uuid", "0" * 8 + "-" + "0" * 24),
        ("uuid", "A" * 32),
    ],
)
def test_another_storage_class_or_spelling_on_sqlite_is_never_taken_for_the_value(sort: str, value: Any) -> None:
    of = shape(sort)
    assert of.odd(of.sqlite_values([value])) == ["x"]


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("whole", "7.5"),
        ("whole", "07"),
        ("flag", "true"),
        ("day", "infinity"),
        ("day", "0044-03-15 BC"),
        ("moment", "infinity"),
        ("moment", "2026-03-18 01:02:03"),
        ("json", "null"),
        ("bytes", "00ff"),
    ],
)
def test_what_another_type_of_column_would_print_is_never_taken_for_the_value(sort: str, value: str) -> None:
    of = shape(sort)
    assert of.odd(of.postgresql_values([value])) == ["x"]


def test_numbers_in_json_are_no_text_and_none_is_rounded() -> None:
    of = shape("json")
    forms = ["[1.5]", '["1.5"]', "[1]", "[1.0]", '["1"]', "[1e2]", "[100]", "[" + "9" * 5000 + "]"]
    assert len({str(of.postgresql_values([form])) for form in forms}) == len(forms)
