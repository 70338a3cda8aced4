"""Model fields: encrypted text, order numbers, and exact decimals."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models
from django.forms import CharField, DecimalField, Textarea, TextInput
from django.forms import Field as FormField
from django.utils.translation import gettext_lazy as _

from luoshi.base.errors import OrgError

if TYPE_CHECKING:  # Django's own fields take no type arguments at run time
    _Text = models.TextField[str, str]
    _Number = models.PositiveIntegerField[str | int | None, str]
    _Whole = models.BigIntegerField[Decimal | int | None, Any]
else:
    _Text, _Number, _Whole = models.TextField, models.PositiveIntegerField, models.BigIntegerField

LOST = _("(cannot be decrypted: its key is missing)")


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("There are no keys for encrypted fields: luoshi serve makes them.")
    return MultiFernet([Fernet(key) for key in keys])


class Undecrypted(str):
    """Placeholder for a text whose key is missing, on page, API and sheet: a sentence that says so.

    When saved, it writes the original ciphertext back: nothing is lost if the key returns.
    """

    __slots__ = ("token",)
    token: str

    def __str__(self) -> str:
        return self  # a plain copy would be saved like user input


def _undecrypted(token: str) -> Undecrypted:
    made = Undecrypted(LOST)
    made.token = token
    return made


def encrypt_bytes(data: bytes) -> bytes:
    """Encrypt bytes that are kept in a file for a while, as ``EncryptedText`` does."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(data)


def decrypt_bytes(data: bytes) -> bytes | None:
    """Decrypt bytes; None if no key fits."""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(data)
    except InvalidToken:
        return None


def mask_protected_text(text: str, mask: Callable[[str], str]) -> str:
    """Mask a protected text for display. A text that cannot be decrypted is shown as its placeholder."""
    return text if isinstance(text, Undecrypted) else mask(text)


def decrypt_text(text: str) -> str:
    """Return a text that is used, not only shown.

    Raises:
        OrgError: ``undecrypted``.
    """
    if isinstance(text, Undecrypted):
        remedy = _("The server administrator must restore the key file (field.keys) from a backup.")
        raise OrgError("undecrypted", str(_("The required content cannot be decrypted.")), remedy=str(remedy))
    return text


class OneLineField(CharField):
    """A name or a number: line breaks and other runs of spaces become one space."""

    def to_python(self, value: object) -> str:
        """Return the text on one line."""
        return " ".join((super().to_python(value) or "").split())


class EncryptedText(_Text):
    """Text that the database holds only encrypted (Fernet: AES-128-CBC with HMAC-SHA-256).

    The keys are ``settings.FIELD_KEYS``, outside the database, newest first: the first key encrypts, all keys decrypt.
    Text that no key decrypts becomes ``Undecrypted``. It cannot be searched or sorted by.
    Source: GB/T 22239-2019 8.1.4.8; sheet 09.

    Attributes:
        long: a text of several lines; otherwise a name or number, with a single-line form field.
    """

    def __init__(self, *args: Any, long: bool = False, **kwargs: Any) -> None:
        self.long = long
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> FormField | None:
        """Return a single-line form field, or a multi-line one for a long text."""
        if self.long:
            return super().formfield(**{"widget": Textarea(attrs={"rows": 3}), **kwargs})
        return super().formfield(**{"widget": TextInput, "form_class": OneLineField, **kwargs})

    def get_prep_value(self, value: str | None) -> str | None:
        if isinstance(value, Undecrypted):
            return value.token
        value = super().get_prep_value(value)
        return _box(tuple(settings.FIELD_KEYS)).encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        if not value:
            return value
        try:
            return _box(tuple(settings.FIELD_KEYS)).decrypt(value.encode()).decode()
        except (InvalidToken, ImproperlyConfigured):
            return _undecrypted(value)


class OrderNumber(_Number):
    """A number that orders a list (排序号): digits as text, "" for none; rows without one come last.

    The column always holds an integer, ``LAST`` for none: SQLite sorts NULL first and PostgreSQL last, and an index can
    serve a plain ``ORDER BY``.
    """

    LAST = 1_000_000

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": "", **kwargs})

    def to_python(self, value: Any) -> str:
        """Return the digits, or "" for none."""
        return "" if value in (None, "", self.LAST, str(self.LAST)) else str(int(value))

    def get_prep_value(self, value: object) -> Any:
        return self.LAST if value in (None, "") else super().get_prep_value(value)

    def from_db_value(self, value: int | None, expression: object, connection: object) -> str:
        return "" if value is None or value >= self.LAST else str(value)


class Fixed(_Whole):
    """A ``Decimal`` with at most four decimal places, stored as a 64-bit integer of 1/10,000: exact on every database.

    Django's own DecimalField is a float on SQLite. A value that does not fit is refused, never rounded.

    Args:
        least: the smallest value that forms, sheets and programs accept: 0 for hours or money that cannot be negative.
        most: the largest value.
        places: the most decimal places: 2 for money that is paid.

    Raises:
        ValidationError: ``fixed`` for more than four decimal places, ``range`` beyond ±922,337,203,685,477.5807.
    """

    SCALE, LARGEST = 4, 2**63 - 1

    def __init__(
        self,
        *args: Any,
        least: int | Decimal | None = None,
        most: int | Decimal | None = None,
        places: int = SCALE,
        **kwargs: Any,
    ) -> None:
        self.taken = {"decimal_places": places, "min_value": least, "max_value": most}
        super().__init__(*args, **kwargs)

    def clone(self) -> Fixed:
        _name, _path, args, kwargs = self.deconstruct()  # the accepted range concerns neither the column nor migrations
        made = type(self)(*args, **kwargs)
        made.taken = self.taken
        return made

    def to_python(self, value: object) -> Decimal | None:
        """Return the value as a Decimal without trailing zeros."""
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except InvalidOperation:
            raise ValidationError(_("“%(value)s” is not a number."), code="invalid", params={"value": value}) from None

    def get_prep_value(self, value: object) -> int | None:
        exact = self.to_python(value)
        if exact is None:
            return None
        units = exact.scaleb(self.SCALE) if exact.is_finite() else None
        if units is None or units != units.to_integral_value():
            raise ValidationError(_("%(value)s has more than four decimal places."), "fixed", {"value": value})
        if abs(units) > self.LARGEST:
            raise ValidationError(_("%(value)s is too large."), code="range", params={"value": value})
        return int(units)

    def from_db_value(self, value: int | None, expression: object, connection: object) -> Decimal | None:
        return None if value is None else decimal_from_units(value)

    def validate(self, value: object, model_instance: models.Model | None) -> None:
        """Refuse what cannot be stored when a form is validated, not only when it is saved."""
        super().validate(value, model_instance)
        self.get_prep_value(value)

    def formfield(self, **kwargs: Any) -> FormField | None:
        return models.Field.formfield(self, form_class=DecimalField, **{**self.taken, **kwargs})

    @property
    def validators(self) -> list[Callable[[object], None]]:
        """No validators: the stored value is range-checked, not the typed one."""
        return []


def decimal_from_units(units: int) -> Decimal:
    """Return the value of this many 1/10,000, without trailing zeros."""
    whole, rest = divmod(units, 10**Fixed.SCALE)
    return Decimal(whole) if not rest else Decimal(units).scaleb(-Fixed.SCALE).normalize()


def fits_fixed_field(value: Decimal) -> bool:
    """Return True if ``Fixed`` can store a value."""
    try:
        Fixed().get_prep_value(value)
    except ValidationError:
        return False
    return True
