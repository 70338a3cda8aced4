"""The filters by tags, and the choice of columns with tags."""

from __future__ import annotations

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.desk.tags.part import NO_TAG, Tags, lists_in_use, tag_parameter
from luoshi.kernel.code_lists.fields import KnownChoice
from luoshi.kernel.kinds.compiled.kind import CompiledKind

SHOW = "show"  # the parameter with the columns that are switched on


class TagChoice(KnownChoice):
    """Any tag that the list ever had, or none."""

    def offers(self) -> list[tuple[str, str]]:
        """Return every code with today's word, those in force first, then the choice of records without a tag."""
        return [*super().offers(), (NO_TAG, str(_("no tag")))]


class TagFilter(django_filters.Filter):
    """A tag of one list."""

    field_class = TagChoice


class ColumnsFilter(django_filters.Filter):
    """Columns that are switched on; it filters nothing."""

    field_class = forms.MultipleChoiceField


def make_tag_filters(kind: CompiledKind, several: type[forms.Widget]) -> dict[str, django_filters.Filter]:
    """Return the filters by a kind's tags, and the choice of their columns; nothing if it has none.

    Args:
        several: the widget for the columns.
    """
    found: dict[str, django_filters.Filter] = {
        tag_parameter(code_list): TagFilter(label=code_list.label, code_list=code_list, method="by_tag")
        for part in kind.every(Tags)
        for code_list in part.lists
    }
    if found:
        found[SHOW] = ColumnsFilter(label=_("Further columns"), method="keep_rows", widget=several, required=False)
    return found


def offer_used_lists(kind: CompiledKind, form: forms.Form) -> None:
    """Leave out of a filter form the lists to which nobody gave items yet."""
    if SHOW not in form.fields:
        return
    used = {tag_parameter(code_list): str(code_list.label) for code_list in lists_in_use(kind)}
    for part in kind.every(Tags):
        for code_list in part.lists:
            if tag_parameter(code_list) not in used:
                del form.fields[tag_parameter(code_list)]
    columns: forms.MultipleChoiceField = form.fields[SHOW]  # type: ignore[assignment]
    columns.choices = list(used.items())
    if not used:
        del form.fields[SHOW]
