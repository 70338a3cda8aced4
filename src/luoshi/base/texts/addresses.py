"""The URL converter for ids: no more digits than every database can hold."""

from __future__ import annotations

from django.urls.converters import IntConverter, register_converter


class Id(IntConverter):
    """At most 18 digits. A longer id fits no column, so its URL is not found instead of causing an error."""

    regex = "[0-9]{1,18}"


def register_id_converter() -> None:
    """Register ``<id:…>``, once when the program starts."""
    register_converter(Id, "id")
