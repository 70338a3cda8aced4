"""Descriptions of what the product gives out, for programs that take it in."""

from importlib.resources import files


def reading_schema() -> str:
    """The JSON Schema (2020-12) of ``luoshi read --format json``, as JSON text."""
    return (files(__package__) / "reading.schema.json").read_text(encoding="utf-8")
