"""Values for template fragments. Templates neither query nor decide; they get these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

T = TypeVar("T")
PAGE = 50
ORDER = "order-by"  # the sort parameter in a list's URL: with a hyphen, so that no filter field has this name


@dataclass(frozen=True)
class Light:
    """A status light: ``code`` is its shape and colour, ``label`` is always shown, ``why`` is an explanation.

    ``key`` is the word that filters and programs use, where several lights share a shape.
    """

    code: str
    label: str
    why: str = ""
    key: str = ""


@dataclass(frozen=True)
class CountLink:
    """How many have this light; ``url`` is the list of exactly these, if there is one."""

    light: Light
    count: int
    url: str = ""


class LinkShape:
    """What may be a link: the templates say of one that leads out of the program that it does."""

    url: str

    @property
    def external(self) -> bool:
        """Whether the link leads out of the program."""
        return self.url.startswith(("http://", "https://"))


@dataclass(frozen=True)
class DataCell(LinkShape):
    """The content of a cell of a list; ``full`` is what ``text`` says in short, for its tooltip.

    ``share`` is drawn as a bar: whole per cent, at most 100.
    """

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
    full: str = ""
    share: int | None = None


@dataclass(frozen=True)
class DataRow:
    """A row of a list; ``cannot`` says why it may not be selected, ``panel`` is the URL of what stands beside it."""

    key: str
    name: str
    cells: Sequence[DataCell]
    cannot: str = ""
    panel: str = ""


@dataclass(frozen=True)
class DataColumn:
    """A column header; ``sort_url`` if the list can be sorted by it."""

    label: str
    kind: str = "text"
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Empty:
    """The text for an empty list, and what to do next."""

    words: str
    next: str = ""
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class DataTable:
    """A list as ``luoshi/_table.html`` shows it; ``dense``: rows of one height, long cells are cut."""

    caption: str
    columns: Sequence[DataColumn]
    rows: Sequence[DataRow]
    empty: Empty
    select: bool = False
    wide: bool = False
    shown: bool = False
    total: Sequence[DataCell] | None = None
    dense: bool = False


@dataclass(frozen=True)
class LabelledFact(LinkShape):
    """A label and value of a definition list."""

    label: str
    text: str
    url: str = ""
    light: Light | None = None
    note: str = ""
    long: bool = False
    steps: Sequence[dict[str, str]] = ()


@dataclass(frozen=True)
class ValueCourse:
    """How a reported value went: the last one in words, the points of its line or "", and all of them in words."""

    label: str
    text: str
    points: str = ""
    words: str = ""


@dataclass(frozen=True)
class FormSide:
    """What stands beside a form that reports: how its values went, who checks it, and by when it is due.

    Attributes:
        period: "month" if the values are those of months, else of the form's own periods.
        people: who checks it, by name; it may be empty.
    """

    courses: Sequence[ValueCourse] = ()
    checker: str = ""
    people: Sequence[str] = ()
    due: date | None = None
    period: str = "month"


class ActionLink(TypedDict):
    """A link or button of ``luoshi/_actions.html``."""

    label: str
    url: str
    main: NotRequired[bool]


def list_query_string(request: HttpRequest, **changes: object) -> str:
    """Return this list's query string with some parameters changed; None removes one. It starts with "?"."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = str(value)
    return "?" + asked.urlencode()


def paginate_rows(
    request: HttpRequest,
    rows: QuerySet[Model, T] | Sequence[T],
    size: int = PAGE,
    count: int | None = None,
    *,
    card: str = "",
) -> Page[T]:
    """Return the requested page of a list, or the nearest there is.

    Args:
        count: how many rows there are, if known already: they are not counted again.
        card: the name of its card, on a page with several; its pages are requested with ?card=….
    """
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    here = not card or request.GET.get("card") == card
    return paginator.get_page(request.GET.get("page") if here else 1)


def build_pager(request: HttpRequest, page: Page[T], *, card: str = "") -> dict[str, object] | None:
    """Return the context of ``luoshi/_pager.html`` for a long list; None if all is on one page.

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
    """Return the header of a sortable column: one click sorts, another reverses the order."""
    now = request.GET.get(ORDER, "")
    state = "ascending" if now == name else "descending" if now == "-" + name else ""
    return DataColumn(
        label, kind, list_query_string(request, **{ORDER: "-" + name if now == name else name}, page=None), state
    )
