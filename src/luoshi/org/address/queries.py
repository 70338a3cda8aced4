"""The address to print on slips and notices."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.org.address.models import OfficeAddress
from luoshi.org.address.rules import is_local


def known_address() -> str:
    """Return the address in the settings, else the one entered last; "" if there is none. One query."""
    said = settings.ADDRESS or OfficeAddress.objects.order_by("-pk").values_list("address", flat=True).first()
    return said or ""


def own_address(request: HttpRequest) -> str:
    """Return the address that this request used."""
    return f"{request.scheme}://{request.get_host()}"


def printable_url(request: HttpRequest, path: str = "") -> str:
    """Return the full URL of a path, for paper and QR codes, at the address where others reach the office. One query.

    If no address is known, use the request's, unless it is a loopback address. A demonstration may use that too: it is
    viewed on the computer that runs it.

    Raises:
        OrgError: ``address``: nobody has entered yet how others reach this office.
    """
    known = known_address()
    address = known or own_address(request)
    if is_local(address) and not (settings.DEMO or known):
        what = _("The printed address works only on this computer: %(address)s does not open on any other device.")
        remedy = _("An administrator must first enter the office's address under Getting started, step 1.")
        raise OrgError("address", what % {"address": address}, remedy=remedy)
    return address + path
