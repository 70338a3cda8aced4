"""Descriptions of what the product gives out, for programs that take it in."""

from importlib.resources import files

SCHEMAS = {"read": "reading", "match": "match", "compare": "compare"}


def schema_text(command: str) -> str:
    """The JSON Schema (2020-12) of a command's ``--format json``, as JSON text.

    Args:
        command: read, match or compare.
    """
    return (files(__package__) / f"{SCHEMAS[command]}.schema.json").read_text(encoding="utf-8")


def reading_schema() -> str:
    """The JSON Schema of ``luoshi read --format json``."""
    return schema_text("read")
