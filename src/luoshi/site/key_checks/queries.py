"""Find what the available keys cannot read."""

from __future__ import annotations

from django.apps import apps

from luoshi.base.forms.fields import EncryptedText, Undecrypted


def unreadable_columns() -> list[str]:
    """List the encrypted columns ("table.column") whose first value no key decrypts. One query per column."""
    found = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, EncryptedText):
                rows = model._default_manager.exclude(**{field.name: ""}).order_by("pk")
                if isinstance(rows.values_list(field.name, flat=True).first(), Undecrypted):
                    found.append(f"{model._meta.db_table}.{field.column}")
    return found
