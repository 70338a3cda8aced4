"""The orders in which a list can be sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import Case, F, QuerySet, When
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.ordering import NEWEST, RecordId

SORTED = {"number": "opened", "unit": "unit__name", "state": "state", "due": "due"}


class Ordered(django_filters.OrderingFilter):
    """Sort as requested; empty values come last, and equal ones by opening date, so that pages never overlap."""

    descending_fmt = _("%s, descending")

    def __init__(
        self, *args: Any, states: Sequence[str] = (), lists: Mapping[str, Listed] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lists = lists or {}  # fields whose codes have an order of their own
        self.states = states  # in the order of the life cycle, which is not alphabetical

    def filter(self, qs: QuerySet[Record], value: Sequence[str] | None) -> QuerySet[Record]:
        order: list[OrderBy] = []
        for asked in value or ():
            name = self.param_map[asked.removeprefix("-")]
            if name == "opened":  # never empty: the usual order, or that from its other end
                newest = asked.startswith("-")
                return qs.order_by(*order, *(NEWEST if newest else ("opened", RecordId().asc())))
            by: F | Case = F(name)
            if name in self.lists and (places := self.lists[name].ranks_now()):
                by = Case(*(When(**{name: code}, then=place) for code, place in places.items()), default=None)
            if name == "state":
                by = Case(*(When(state=state, then=place) for place, state in enumerate(self.states)), default=0)
            order.append(OrderBy(by, descending=asked.startswith("-"), nulls_last=True))
        return qs.order_by(*order, *NEWEST) if order else qs
