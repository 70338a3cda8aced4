"""Which address stands on what is printed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from luoshi.org.address.models import OfficeAddress
from luoshi.org.address.rules import is_local
from luoshi.org.base.errors import OrgError


def known_address() -> str:
    """The address that the settings name, else the one that was said last; "" where there is none. One query."""
    said = settings.ADDRESS or OfficeAddress.objects.order_by("-pk").values_list("address", flat=True).first()
    return said or ""


def own_address(request: HttpRequest) -> str:
    """The address by which this request came."""
    return f"{request.scheme}://{request.get_host()}"


def printable_url(request: HttpRequest, path: str = "") -> str:
    """A path as it stands on paper and in a square, with the address in front by which others reach it. One query.

    Where none is known it is that of the request, unless that leads every computer to itself. A demonstration is looked
    at on the computer that it runs on.

    Raises:
        OrgError: ``address``: nobody has said yet how others reach this office.
    """
    known = known_address()
    address = known or own_address(request)
    if is_local(address) and not (settings.DEMO or known):
        what = _("What would be printed leads to this computer alone: %(address)s opens nothing elsewhere.")
        remedy = _("Let an administrator say the office's address first, under Getting started, step 1.")
        raise OrgError("address", what % {"address": address}, remedy=remedy)
    return address + path
