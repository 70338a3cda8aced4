"""The JSON Schemas of the product's output, for programs that read it."""

from importlib.resources import files

SCHEMAS = {"read": "reading", "match": "match", "compare": "compare"}


def schema_text(command: str) -> str:
    """Return the JSON Schema (2020-12) of a command's ``--format json``, as JSON text.

    Args:
        command: read, match or compare.
    """
    return (files(__package__) / f"{SCHEMAS[command]}.schema.json").read_text(encoding="utf-8")


def reading_schema() -> str:
    """Return the JSON Schema of ``luoshi read --format json``."""
    return schema_text("read")
