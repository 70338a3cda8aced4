"""Form fields for the values of targets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luoshi.figures.written_units import Own, parse_typed_figure


class TargetValueField(forms.DecimalField):
    """A value typed in the target's own unit and stored in the base unit: 2200 in 万元 becomes 22000000 元.

    A number that carries its own magnitude or unit (0.22亿元) is converted accordingly.
    """

    def __init__(self, *, own: Own | None = None, **kwargs: Any) -> None:
        self.own = own or Own()
        given = {"required": False, "max_digits": 19, "decimal_places": 4, **kwargs}
        given.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**given)

    def to_python(self, value: Any) -> Any:
        """Return the value in the base unit.

        Refuse more than four decimals or 15 digits before them in the typed unit.
        """
        if value in self.empty_values:
            return None
        try:
            return parse_typed_figure(str(value), self.own)
        except ValueError as wrong:
            raise ValidationError(self._error_text(str(wrong)), code="invalid") from None

    def _error_text(self, why: str) -> str:
        if why == "unit":
            return _("Enter a number in %(unit)s, or one with a unit that can be converted to it.") % {
                "unit": self.own.unit or "—"
            }
        if why == "both":
            return _("The column head already says “%(unit)s”: enter the number alone, or with its full unit.") % {
                "unit": self.own.unit
            }
        if why == "ends":
            return _("This cannot be converted exactly to %(unit)s: enter it in that unit.") % {"unit": self.own.unit}
        return str(self.error_messages["invalid"])
