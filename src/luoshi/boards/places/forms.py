"""The forms of the grid and of the map."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.boards.places.rules import MOST_BYTES
from luoshi.org.base.screened_forms import ScreenedForm


class GridForm(ScreenedForm):
    """The sheet of the grid."""

    file = forms.FileField(
        label=gettext_lazy("Sheet with place, row and column (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class MapForm(ScreenedForm):
    """The office's own map with its approval number."""

    map = forms.FileField(
        label=gettext_lazy("Map of the office’s own (GeoJSON)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json"}),
        help_text=gettext_lazy("Each area has its name as the property “name” or “名称”, as the unit is called here."),
    )
    approval = forms.CharField(
        label=gettext_lazy("Approval number of the map"),
        max_length=40,
        help_text=gettext_lazy("As on the approved map, such as GS(2024)0650号. It is printed on every copy."),
    )

    def clean_map(self) -> object:
        """Refuse a file that is too large, before it is read."""
        sent = self.cleaned_data["map"]
        if sent.size > MOST_BYTES:
            raise ValidationError(_("The map is too large: at most %(n)d MB.") % {"n": MOST_BYTES // 1_000_000})
        return sent
