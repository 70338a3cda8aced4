"""Ready values for the fragments of the pages: a template neither asks nor decides, it gets these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = 50
ORDER = "order-by"  # what a list's order is called in its address: with a hyphen, as no field that it is narrowed by


@dataclass(frozen=True)
class Light:
    """How something stands: its code is its shape and colour; the label is always said; ``why`` in words beside it.

    ``key`` is the word by which lists are narrowed and programs are told, where several lights share a shape.
    """

    code: str
    label: str
    why: str = ""
    key: str = ""


@dataclass(frozen=True)
class CountLink:
    """How many stand so; ``url`` is the list of exactly these, where there is one."""

    light: Light
    count: int
    url: str = ""


@dataclass(frozen=True)
class DataCell:
    """What stands in a cell of a list."""

    text: str = ""
    label: str = ""
    kind: str = "text"  # text, number, date, code, light, steps
    head: bool = False
    url: str = ""
    dialog: bool = False
    light: Light | None = None
    note: str = ""
    steps: Sequence[dict[str, str]] = ()
    counted: Sequence[CountLink] = ()


@dataclass(frozen=True)
class DataRow:
    """A row of a list; ``cannot`` says why it may not be chosen."""

    key: str
    name: str
    cells: Sequence[DataCell]
    cannot: str = ""


@dataclass(frozen=True)
class DataColumn:
    """The head of a column; ``sort_url`` where the list can be sorted by it."""

    label: str
    kind: str = "text"
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Empty:
    """What is said where there is nothing, and what to do next."""

    words: str
    next: str = ""
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class DataTable:
    """A list as ``luoshi/_table.html`` shows it."""

    caption: str
    columns: Sequence[DataColumn]
    rows: Sequence[DataRow]
    empty: Empty
    select: bool = False
    wide: bool = False
    shown: bool = False
    total: Sequence[DataCell] | None = None


@dataclass(frozen=True)
class LabelledFact:
    """A label and a value of a definition list."""

    label: str
    text: str
    url: str = ""
    light: Light | None = None
    note: str = ""
    long: bool = False


def list_query_string(request: HttpRequest, **changes: Any) -> str:
    """The address of this list with some of what was asked changed; None takes it away. Starts with "?"."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = str(value)
    return "?" + asked.urlencode()


def paginate_rows(
    request: HttpRequest, rows: QuerySet | Sequence[Any], size: int = PAGE, count: int | None = None, *, card: str = ""
) -> Page:
    """The page of a list that was asked for, or the nearest there is.

    Args:
        count: how many rows there are, where that is known already: they are not counted again.
        card: the name of the card that it is, on a page with several: its page is asked for with this as ?card=….
    """
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    here = not card or request.GET.get("card") == card
    return paginator.get_page(request.GET.get("page") if here else 1)


def build_pager(request: HttpRequest, page: Page, *, card: str = "") -> dict[str, Any] | None:
    """Where one stands in a long list, for ``luoshi/_pager.html``; None where all is on one page.

    ``card`` as for ``paginate_rows``.
    """
    own, place = ({"card": card}, f"#{card}") if card else ({}, "")
    paginator = page.paginator
    if paginator.num_pages < 2:
        return None
    pages = []
    for number in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        gap = not isinstance(number, int)
        url = "" if gap else list_query_string(request, page=number, **own) + place
        pages.append({"label": str(number), "url": url, "here": number == page.number, "gap": gap})
    return {
        "first": page.start_index(),
        "last": page.end_index(),
        "count": paginator.count,
        "previous_url": list_query_string(request, page=page.number - 1, **own) + place if page.has_previous() else "",
        "next_url": list_query_string(request, page=page.number + 1, **own) + place if page.has_next() else "",
        "pages": pages,
    }


def sortable_column(request: HttpRequest, label: str, name: str, kind: str = "text") -> DataColumn:
    """The head of a column by which the list can be sorted: a press sorts, another turns it round."""
    now = request.GET.get(ORDER, "")
    state = "ascending" if now == name else "descending" if now == "-" + name else ""
    return DataColumn(
        label, kind, list_query_string(request, **{ORDER: "-" + name if now == name else name}, page=None), state
    )
