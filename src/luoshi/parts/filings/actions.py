"""Take what people file without an account, and make appeals of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.evidence.received.files import Received
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.registry import get_kind
from luoshi.org.tree.models import Unit
from luoshi.parts.filings.models import Filing
from luoshi.parts.filings.queries import filed_with_key, is_full, source_hash
from luoshi.parts.filings.rules import filing_title, generate_query_code

_ = words_now(__name__)


class FilingValues(TypedDict):
    """What the form checked; ``key`` is of the page, so that a page files once."""

    words: str
    place: str
    speaker: str
    contact: str
    unit: Unit
    photos: list[Received]
    key: str


def scan_filing(given: Mapping[str, object], photos: Sequence[UploadedFile], *, at: datetime) -> None:
    """Scan what somebody files before anything is written, and strip photographs of places and devices.

    Raises:
        RecordError: ``busy``; ``marked``, which is journaled.
    """
    check_sent(given, {"photos": list(photos)}, PROGRAM, at=at, strip=get_kind("filings").strips)


def file_appeal(given: FilingValues, *, source: str, at: datetime) -> Filing:
    """Take a filing of somebody who is not signed in; repeating the request returns the first one. It is no appeal yet.

    Args:
        given: its photos went through ``scan_filing``.
        source: the address of the request; only its keyed hash is kept.

    Raises:
        RecordError: ``guarded``: too much from this address.
    """
    if (there := filed_with_key(given["key"])) is not None:
        return there
    came_from = source_hash(source)
    if is_full(given["unit"], came_from, at):
        what = _("Too much was filed from the same network.")
        raise RecordError("guarded", what, remedy=_("Try again tomorrow, or call the office."))
    row = {
        **given,
        "title": filing_title(given["words"]),
        "code": generate_query_code(),
        "source": came_from,
    }
    try:
        with transaction.atomic():
            made = open_many(get_kind("filings"), [row], PROGRAM, at=at, says=("title", "unit", "photos"))[0]
    except IntegrityError:  # sent twice at the same moment
        there = filed_with_key(given["key"])
        if there is None:
            raise
        return there
    return cast(Filing, made)


def take_in_filing(took: Took[Filing]) -> None:
    """Open an appeal of what was filed, at the unit that received it, and link it."""
    filing = took.record
    told = "\n".join(filter(None, [filing.words, filing.place]))
    row = {
        "title": filing.title,
        "words": told,
        "channel": "web",
        "speaker": filing.speaker,
        "contact": filing.contact,
        "unit": filing.unit,
        "desk": filing.unit,
    }
    appeal = open_many(get_kind("appeals"), [row], took.actor, at=took.at, says=("title", "unit", "channel"))[0]
    took.set_fields(appeal=appeal)
