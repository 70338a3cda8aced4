"""Error numbers: a clerk reads one out, and it leads to its line in the log.

Every refusal with a page of its own has a number. So does a form shown again because somebody else was first or the
user has no right to the matter (403, 404, 409). A form shown again because of its input (422) has none: the message at
the field says what to do, nobody has to be asked, and the log would fill with empty fields.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import Refusal

LOG = logging.getLogger("luoshi.errors")
# Letters and digits that cannot be confused when read out on the telephone.
READABLE = "2345679ACDEFGHJKMNPQRTUVWXY"


def generate_error_number() -> str:
    """Generate a number that can be read out: the day and five letters, for instance 1120-K7QFM."""
    day = timezone.localdate().strftime("%m%d")
    return day + "-" + "".join(secrets.choice(READABLE) for _ in range(5))


def log_numbered_error(request: HttpRequest, status: int, note: str = "") -> dict[str, str | datetime]:
    """Log a new error number; return number and time as ``luoshi/_problem.html`` shows them.

    The log line holds number, status, method, path, account and a short note; never what was sent.
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
    """Return the sentence over a redisplayed form: what is wrong, what to do, and the error number if it has one."""
    said = [error.what, error.remedy]
    if status != 422:
        said.append(
            _("Number of this report: %(number)s.")
            % {"number": log_numbered_error(request, status, error.code)["number"]}
        )
    return " ".join(filter(None, map(str, said)))
