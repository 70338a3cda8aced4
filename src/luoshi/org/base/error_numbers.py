"""The number of an error: a clerk reads it out, and it leads to its line in the log.

Every refusal that ends in a page of its own bears one, and so does a form that is shown again because somebody else
was first or the matter is not theirs (403, 404, 409). A form that is shown again because of what was typed (422) bears
none: it says at its field what to do, nobody need be asked, and the log would fill with empty fields.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.org.base.errors import Refusal

LOG = logging.getLogger("luoshi.errors")
# Letters and digits that cannot be mistaken for each other when read out on the telephone.
READABLE = "2345679ACDEFGHJKMNPQRTUVWXY"


def generate_error_number() -> str:
    """A number that a clerk can read out: the day and five letters, for instance 1120-K7QFM."""
    day = timezone.localdate().strftime("%m%d")
    return day + "-" + "".join(secrets.choice(READABLE) for _ in range(5))


def log_numbered_error(request: HttpRequest, status: int, note: str = "") -> dict[str, Any]:
    """A new number and its moment, as ``luoshi/_problem.html`` shows them, once both stand in the log.

    The log's line: number, status, method, path, account and a word for what it was; never what was sent.
    """
    known = generate_error_number()
    user = getattr(request, "user", None)
    who = user.pk if user is not None and user.is_authenticated else "-"
    LOG.log(
        logging.ERROR if status >= 500 else logging.WARNING,
        "%s %s %s %s account=%s %s",
        known, status, request.method, request.path, who, note,
    )  # fmt: skip
    return {"number": known, "at": timezone.now()}


def over_the_form(request: HttpRequest, error: Refusal, status: int) -> str:
    """What a form that is shown again says over its fields: what is wrong, what to do, and the number where one is."""
    said = [error.what, error.remedy]
    if status != 422:
        said.append(
            _("Number of this report: %(number)s.")
            % {"number": log_numbered_error(request, status, error.code)["number"]}
        )
    return " ".join(filter(None, map(str, said)))
