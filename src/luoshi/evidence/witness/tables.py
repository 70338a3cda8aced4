"""The tables that are compared with what the program wrote: every own table, unless its model says why not.

A model says so by ``uncompared = "why"``, or for single columns by ``uncompared_columns = (("column", "why"),)``. The
tables of third-party apps are named here. Any other table is refused at start-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from luoshi.evidence.witness.rules.rows import Shape

# By the label of a third-party app. Permissions follow from posts and tenures, which are compared.
OTHERS = {
    "auth": "the framework's groups, which nothing here asks",
    "contenttypes": "the framework's list of models",
    "sessions": "who is signed in now",
    "axes": "failed attempts to sign in",
    "account": "addresses that the sign-in library keeps",
    "mfa": "second factors, as the sign-in library keeps them",
    "socialaccount": "links to an OpenID Connect provider, as the sign-in library keeps them",
    "django_tasks_database": "tasks of the background work",
}
_SORTS = {
    "CharField": "text",
    "TextField": "text",
    "EmailField": "text",
    "BigAutoField": "whole",
    "IntegerField": "whole",
    "BigIntegerField": "whole",
    "SmallIntegerField": "whole",
    "PositiveIntegerField": "whole",
    "PositiveSmallIntegerField": "whole",
    "PositiveBigIntegerField": "whole",
    "BooleanField": "flag",
    "DateField": "day",
    "DateTimeField": "moment",
    "JSONField": "json",
    "BinaryField": "bytes",
    "UUIDField": "uuid",
}


@cache
def table_shapes() -> Mapping[str, Shape]:
    """Return the shapes of the compared tables by name. A new model is compared without registration.

    Raises:
        ImproperlyConfigured: A table is neither compared nor exempt, or a column type has no normal form.
    """
    made = {}
    for model in apps.get_models(include_auto_created=True):
        if not is_own_model(model):
            if model._meta.app_label not in OTHERS:
                raise ImproperlyConfigured(
                    f"The table {model._meta.db_table} of the app {model._meta.app_label} is not compared with the "
                    "journal: say why in luoshi.evidence.witness.tables.OTHERS."
                )
        elif not why_not(model):
            made[model._meta.db_table] = model_shape(model)
    return made


def is_own_model(model: type[models.Model]) -> bool:
    """Return whether a model belongs to Luoshi or to a line of work that declares its kinds on it."""
    return apps.get_app_config(model._meta.app_label).name.split(".")[0] not in _LIBRARIES


def why_not(model: type[models.Model]) -> str:
    """Return why a model's table is not compared; "" if it is."""
    return str(getattr(model, "uncompared", ""))


def not_compared() -> Mapping[str, str]:
    """Return what is not compared, and why: third-party apps, tables, and columns as ``table.column``."""
    found = dict(OTHERS)
    for model in apps.get_models(include_auto_created=True):
        if is_own_model(model):
            table = model._meta.db_table
            found |= {table: why_not(model)} if why_not(model) else _columns_left_out(model)
    return found


def _columns_left_out(model: type[models.Model]) -> dict[str, str]:
    return {f"{model._meta.db_table}.{name}": why for name, why in getattr(model, "uncompared_columns", ())}


def model_shape(model: type[models.Model]) -> Shape:
    """Return how a model's own table is compared; its parents' tables have shapes of their own."""
    meta, left = model._meta, dict(getattr(model, "uncompared_columns", ()))
    columns = tuple(
        (str(field.column), _sort(field)) for field in meta.local_concrete_fields if field.column not in left
    )
    return Shape(meta.db_table, str(meta.pk.column), columns)


def loose_shapes() -> Iterator[Shape]:
    """Yield shapes of the uncompared parts of own tables: at least their storage form can be checked.

    The lease is left out: its times come from the database, which SQLite spells differently.
    """
    for model in apps.get_models(include_auto_created=True):
        if is_own_model(model) and model._meta.db_table != "records_lease":
            meta, left = model._meta, dict(getattr(model, "uncompared_columns", ()))
            loose = [field for field in meta.local_concrete_fields if why_not(model) or field.column in left]
            columns = tuple((str(column.column), _sort(column)) for column in loose if _internal_type(column) in _SORTS)
            if columns:
                yield Shape(meta.db_table, str(meta.pk.column), columns)


def _internal_type(field: models.Field) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return str(field.get_internal_type())


def _sort(field: models.Field) -> str:
    sort = _SORTS.get(_internal_type(field))
    if sort is None:
        raise ImproperlyConfigured(f"{field.model.__name__}.{field.name}: {type(field).__name__} cannot be compared")
    return sort


_LIBRARIES = frozenset({"django", "allauth", "axes", "django_tasks_db"})
