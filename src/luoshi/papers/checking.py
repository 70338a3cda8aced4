"""Checks an uploaded template in a worker process, within limits of time and memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from jinja2 import TemplateError

from luoshi.base.texts.qr_codes import square_png
from luoshi.writing.template_faults import UNREADABLE, TemplateFault, TemplateFields, find_template_faults
from luoshi.writing.template_filling import NotFilled, fill_docx_template


def check_template(
    data: bytes,
    limits: object,  # the process enforces them
    *,
    plain: list[str],
    lists: dict[str, list[str]],
    values: dict[str, Any],
    drawn: Sequence[str] = (),
) -> tuple[dict[str, object], bytes]:
    """Return the faults of a template, ``{"faults": [...]}``, and if there are none, the paper filled with ``values``.

    ``drawn``: the plain fields that are pictures.
    Called by ``reading.load.workers.call_in_worker``.
    """
    found = find_template_faults(data, TemplateFields(plain, lists))
    made = b""
    if not found:
        try:
            made = fill_docx_template(data, values | dict.fromkeys(drawn, square_png("7K2M-9QXD-04TR-VB6N")))
        except (NotFilled, TemplateError, *UNREADABLE):
            found = [TemplateFault("filled")]
    return {"faults": [asdict(fault) for fault in found]}, made
