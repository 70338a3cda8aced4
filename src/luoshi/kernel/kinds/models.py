"""The base models of records and of rows inside them, and the series from which numbers come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from django.db import connection, models
from django.db.models import Q
from django.db.models.base import ModelBase
from django.utils.translation import gettext_lazy as _

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.rights.rules.rights import RightsSubject
from luoshi.kernel.kinds.addresses import record_address
from luoshi.kernel.kinds.language.places import DeclarationError, module_file
from luoshi.kernel.kinds.language.row_rules import RowLine
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.org.actors.models import Person, Post
from luoshi.org.tree.models import Unit

FEW = 4  # up to so many records are locked one by one by a prepared statement: 0.1 ms each; building a query takes 1

R = TypeVar("R", bound=models.Model)


# What a model may override of what each record has: labels of stored values, its manager, what evidence compares.
SAID_ANEW = frozenset(("CALLED", "Meta", "RIGHTLY_UNSEEN", "get_absolute_url", "objects", "uncompared_columns"))


def _is_taken(name: str, value: object, bases: Iterable[type]) -> bool:
    """Whether a name in a model's class is that of every record or row, or, for a field, of every Django model."""
    parents = [part for base in bases for part in base.__mro__]
    if any(name in vars(part) for part in parents if part.__module__ == __name__):
        return not name.startswith("__") and name not in SAID_ANEW
    return isinstance(value, models.Field) and hasattr(models.Model, name)


class NamedApart(ModelBase):
    """The metaclass of records and rows: nothing of theirs takes the place of what each of them has.

    Django itself refuses a field of a parent model, without its place; a method or a property, such as ``subject`` or
    ``check``, it would let a field replace, and each page about such a record would fail.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, object], **kwargs: object) -> type:
        module = str(attrs["__module__"])
        if module != __name__:
            for taken in (own for own, value in attrs.items() if _is_taken(own, value, bases)):
                what = "record" if any(part.__name__ == "Record" for part in bases[0].__mro__) else "row"
                raise DeclarationError(
                    f"{module_file(module)}: {name}.{taken}: each {what} has something of this name "
                    "already: call it otherwise"
                )
        return super().__new__(cls, name, bases, attrs, **kwargs)


class ValidManager(models.Manager[R]):
    """Manager of valid rows: no rows that an import is still writing, none that were removed with their import."""

    def get_queryset(self) -> models.QuerySet[R]:
        return super().get_queryset().filter(batch=None)


class Record(models.Model, metaclass=NamedApart):
    """A record of any kind, with a life cycle. A kind's own fields are in a one-to-one model (``KindRecord``)."""

    # If 30,000 rows became valid at once, each would be signed twice. `verify` checks the rows that are out of sight.
    uncompared_columns = (("batch_id", "whether it is out of sight, which the import itself tells"),)

    RIGHTLY_UNSEEN: ClassVar[models.Q] = models.Q(batch__state__in=("writing", "leaving")) | models.Q(
        batch__state="out", erased__isnull=False
    )

    # Labels of stored values, by field name, for fields without choices whose values are no words.
    CALLED: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    kind = models.CharField(max_length=32, editable=False)
    number = models.CharField(_("number"), max_length=40, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=32, editable=False)
    title = models.CharField(_("title"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="records", verbose_name=_("unit"))
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="records", verbose_name=_("responsible post")
    )
    # The post that decides on it, where the kind has such a relation and the post is known.
    decider = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("leader who assigned it"),
        editable=False,
    )
    opener = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    due = models.DateField(_("due"), null=True, blank=True, editable=False)
    # The due date ends a period: the record is late from the next day on, even if that day is a day off.
    due_in_period = models.BooleanField(default=False, editable=False)
    opened = models.DateTimeField(_("opened"), editable=False)
    closed = models.DateTimeField(_("closed"), null=True, editable=False)
    erased = models.DateTimeField(null=True, editable=False)  # erased by the retention rules; the row stays
    version = models.PositiveIntegerField(default=1, editable=False)
    # The import that is still writing it, or with which it was removed; no query finds it then. None: it is valid.
    batch = models.ForeignKey(
        "records.ImportRun", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    objects = ValidManager()

    class Meta:
        indexes = (
            models.Index(fields=["kind", "state", "due", "id"]),
            models.Index(fields=["kind", "-opened", "-id"]),
            models.Index(fields=["kind", "due", "-opened", "-id"], name="records_by_due"),  # a list by due date
            models.Index(fields=["unit", "kind", "due", "id"]),
            # What waits for a unit, and for a desk above all units (``desk.lists.queries.inbox``).
            models.Index(
                fields=["unit", "kind", "state", "due"],
                condition=Q(closed=None, batch=None),
                name="records_open_by_unit",
            ),
            models.Index(
                fields=["kind", "state", "due", "unit"],
                condition=Q(closed=None, batch=None),
                name="records_open_by_state",
            ),
            models.Index(
                fields=["owner", "due"],
                condition=Q(closed=None, batch=None, owner__isnull=False),
                name="records_open_by_owner",
            ),
            models.Index(fields=["decider"], condition=Q(decider__isnull=False), name="records_by_decider"),
            models.Index(fields=["batch", "id"], condition=Q(batch__isnull=False), name="records_of_batch"),
        )
        constraints = (
            models.UniqueConstraint(fields=["kind", "number"], condition=~Q(number=""), name="record_of_number"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """The record's name in the journal."""
        return f"{self.kind}:{self.pk}"

    @classmethod
    def code_lists(cls) -> tuple[Any, ...]:
        """Return all code lists that the model's fields use, with the lists that these depend on."""
        found = [field.code_list for field in cls._meta.get_fields() if hasattr(field, "code_list")]
        return tuple(dict.fromkeys(need for of in found for need in of.needs()))

    def get_absolute_url(self) -> str:
        return record_address(self.kind, self.pk)

    def subject(self, above: frozenset[int]) -> RightsSubject:
        """Return the facts that decide relations to the record; ``above``: its unit and the units above it today."""
        return RightsSubject(self.unit_id, above, self.owner_id, self.opener_id, self.decider_id)

    @classmethod
    def get_locked(cls, pk: int) -> Self:
        """Return a fresh copy, locked until the transaction ends, since two people may submit at once."""
        # Lock first, then read. In one statement, PostgreSQL would join the changed row with the unit as it was before
        # the wait and find nothing; it would also lock the unit and so block all its other records.
        if connection.features.has_select_for_update:
            _LOCK.rows(pk=pk)
        return cls.fresh(pk)

    @classmethod
    def lock(cls, pks: Iterable[int]) -> None:
        """Lock several records, in ascending order of id. One query; up to ``FEW`` records take one each.

        The common order avoids deadlocks between transactions that lock several records.
        """
        if connection.features.has_select_for_update:
            pks = sorted(set(pks))
            if len(pks) <= FEW:
                for pk in pks:
                    _LOCK.rows(pk=pk)
                return
            rows = Record.objects.select_for_update(no_key=True).filter(pk__in=pks)
            list(rows.order_by("pk").values_list("pk"))

    @classmethod
    def fresh(cls, pk: int) -> Self:
        """Return a fresh copy with its unit. One query."""
        found: Self
        for found in _fresh(cls).rows(pk=pk):
            return found
        raise cls.DoesNotExist(f"{cls.__name__} {pk}")


class KindRecord(Record):
    """Base class of a kind's model: a one-to-one child of ``Record``, without a reverse name on it.

    Django derives reverse names from class names, in one namespace for all lines: two classes Contract, or a field
    ``call`` beside a class Call, would clash.
    """

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="+")

    class Meta:
        abstract = True


class Row(models.Model, metaclass=NamedApart):
    """The base model of rows: they belong to a record, in an order, and are deleted with its content.

    A row keeps its id while it exists, since figures that count rows link to it.
    """

    # Labels of stored values, by field name, for fields without choices whose values are no words.
    CALLED: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False, editable=False)
    place = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        indexes = (models.Index(fields=["record", "place", "id"]),)

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"

    @classmethod
    def list_rows(cls, record: Record) -> models.QuerySet[Any]:
        """Return the rows of a record in their order, with what they link to."""
        rows: Any = cls._default_manager
        pointing = [field.name for field in cls._meta.concrete_fields if field.is_relation and field.name != "record"]
        found: models.QuerySet[Any] = rows.filter(record=record.pk).order_by("place", "pk")
        return found.select_related(*pointing) if pointing else found

    @classmethod
    def lines_of(cls, records: Iterable[int], columns: tuple[str, ...]) -> dict[int, list[RowLine]]:
        """Return these columns of the rows of records, by the record's id and in their order. One query."""
        rows: Any = cls._default_manager
        found: dict[int, list[RowLine]] = {}
        stored = rows.filter(record__in=list(records)).order_by("record", "place", "pk")
        for record, pk, *values in stored.values_list("record_id", "pk", *columns):
            found.setdefault(record, []).append(RowLine(pk, dict(zip(columns, values, strict=True))))
        return found


_LOCK = SqlStatement(
    lambda: Record.objects.select_for_update(no_key=True).filter(pk=ValueSlot.number("pk")).values_list("pk"),
)


@cache
def _fresh(model: type[R]) -> SqlStatement[R]:
    return SqlStatement(lambda: model._base_manager.filter(pk=ValueSlot.number("pk")), related=("unit",))


def row_model(part: Rows) -> type[Row]:
    """Return the table of rows; raise TypeError if its model is no ``Row``."""
    if not issubclass(part.model, Row):
        raise TypeError(f"rows {part.name}: {part.model.__name__} is no table of rows: let it inherit from Row")
    return part.model


class Party(models.Model):
    """A further unit of a record and its role, for instance a supporting unit or one that is kept informed."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="parties")
    name = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="party_to")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record", "name", "unit"], name="party_once"),)
        indexes = (models.Index(fields=["unit", "name", "record"]),)

    def __str__(self) -> str:
        return f"{self.name} {self.unit_id}"


class Sequence(models.Model):
    """The last number given in a series, for instance the appeals of a year. Gapless: taken in the same transaction."""

    name = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"
