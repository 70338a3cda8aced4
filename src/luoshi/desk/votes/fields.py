"""The column that a counted vote writes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazily

from luoshi.base.forms.form_types import StrOrPromise

RESULTS = (("passed", lazily("carried")), ("failed", lazily("not carried")), ("void", lazily("void: no quorum")))
LONGEST = max(len(code) for code, _word in RESULTS)


def result_field(label: StrOrPromise) -> models.CharField[str, str]:
    """Return the column that a ``Vote`` writes."""
    return models.CharField(label, max_length=LONGEST, choices=RESULTS, blank=True, editable=False)
