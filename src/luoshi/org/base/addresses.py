"""What may stand for an id in an address, ``<id:pk>``: as many digits as every database can hold."""

from __future__ import annotations

from django.urls.converters import IntConverter, register_converter


class Id(IntConverter):
    """At most 18 digits: a longer one fits no column, so that the address leads nowhere instead of to an error."""

    regex = "[0-9]{1,18}"


def register_id_converter() -> None:
    """Make ``<id:…>`` known, once when the program starts."""
    register_converter(Id, "id")
