"""The type of a text that is translated where it is shown, not where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise  # only the stubs have it

Label: TypeAlias = "_StrOrPromise"  # a plain text, or what ``gettext_lazy`` returns
