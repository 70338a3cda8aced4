"""Two schemas are told apart thing by thing; in what order columns came is no difference."""

from __future__ import annotations

from luoshi.evidence.witness.rules.schema import Difference, compare_schemas, schema_digest, table_parts

ONE = """CREATE TABLE "a" ("id" integer NOT NULL, "n" varchar(5) NOT NULL CHECK ("n" IN ('x,)', 'y')), "m" bool NULL)"""
OTHER = (
    """CREATE TABLE "a" ("id" integer NOT NULL, "m" bool NULL, "n" varchar(5) NOT NULL CHECK ("n" IN ('x,)', 'y')))"""
)


def test_columns_in_another_order_are_the_same_table_and_another_constraint_is_not() -> None:
    assert table_parts(ONE) == table_parts(OTHER)
    assert table_parts(ONE) != table_parts(OTHER.replace("'y'", "'z'"))
    assert table_parts(ONE) != table_parts(ONE + " WITHOUT ROWID")
    assert table_parts(ONE) != table_parts(ONE.replace("bool NULL", "bool NOT NULL"))


def test_what_is_gone_foreign_or_other_is_named_in_order() -> None:
    made, there = {"index a": "1", "table b": "2", "table c": "3"}, {"table b": "2", "table c": "4", "view d": "5"}
    assert list(compare_schemas(made, there)) == [
        Difference("index a", "gone"),
        Difference("table c", "other"),
        Difference("view d", "foreign"),
    ]
    assert schema_digest(made) == schema_digest(dict(reversed(made.items()))) != schema_digest(there)
