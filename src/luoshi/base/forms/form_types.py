"""Types that Django names only for type checkers: lazy words, and what forms are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import BaseRenderer
from django.forms.utils import ErrorList
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField
    from django.utils.functional import _StrOrPromise

    StrOrPromise: TypeAlias = _StrOrPromise
    FormFiles: TypeAlias = MultiValueDict[str, UploadedFile] | None
else:
    StrOrPromise = str | Promise
    FormFiles = MultiValueDict | None

FormData: TypeAlias = Mapping[str, object] | None


class FormOptions(TypedDict, total=False):
    """What every form takes besides its data and files, by keyword."""

    auto_id: bool | str
    prefix: str | None
    initial: MutableMapping[str, object] | None
    error_class: type[ErrorList]
    label_suffix: str | None
    empty_permitted: bool
    field_order: Iterable[str] | None
    use_required_attribute: bool | None
    renderer: BaseRenderer | None
    bound_field_class: type[BoundField] | None
