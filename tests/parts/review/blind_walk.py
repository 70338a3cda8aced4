"""A walker that goes through every address of a blind round as each role and looks for names on the wrong side.

Whatever names somebody bears a mark that stands nowhere else: 秘题0003 is the title of the fourth application. It
leaks if an answer bears a mark that the reader may not know: in its body, a file inside it, a header, an error.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from multiprocessing import get_context
from typing import Any
from urllib.parse import quote, unquote

from calling import published_call
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from drawing_seats import drawn, set_up
from openpyxl import Workbook
from reviewing import approve, expert, mark_form, prepared, score

from full import in_turn
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.actors.models import User
from luoshi.parts.calls.models import Application
from luoshi.parts.review.models import ReviewRound, ReviewSheet
from office import NOW, Office
from programs import Program, program

MARK = re.compile(r"秘[题人企件员评见分]\d{4}")
KINDS = ("calls", "applications", "rounds", "assessed", "marksheets", "markforms", "seatdraws", "experts", "persons",
         "organisations", "objections", "integrity", "clearances", "advices", "services")  # fmt: skip
LINK = re.compile(r'(?:href|src|action|hx-get|data-url)="(/[^"#]*)"')
DIRECTORY = re.compile(r"^/(people|units|posts)/")
ELSEWHERE = re.compile(r"^/(sign-out|language|static|account|help|join|demo|open/paper)")
PAGES = ("", "new/", "quick/", "choose/", "print/", "export/", "figures/", "figures/sheet/", "import/template/")

ASKED = ("秘题0000", "秘人0000", "秘企0000", "秘评0000", "秘员0000")
ROWS = 50  # seats that one form takes: more assessors are drawn
ALIKE = 12  # links of one shape that are followed
FAILURES = 20  # so many say that the server is broken: the rest of the walk would prove nothing
Leak = tuple[str, str]  # address and mark


@dataclass(frozen=True)
class Depth:
    """How many values are tried of what an address takes; all addresses and parameters are asked anyhow.

    Attributes:
        words: of the names searched for; ``records``: of each kind, on which every page and step is asked, while the
            page of a record itself is asked of all; None: all.
    """

    words: int | None = None
    records: int | None = None


WHOLE = Depth()
SAMPLE = Depth(words=1, records=4)
LONG = Depth(records=26)


@dataclass
class Reader:
    """Somebody who goes through everything, with what they may know; by program too, if they have a token."""

    name: str
    client: Client
    known: set[str] = field(default_factory=set)
    program: Program | None = None


@dataclass
class BlindRound:
    """A blind round with its readers, and the marks of all that is in it."""

    office: Office
    readers: list[Reader]
    marks: set[str]
    pks: list[tuple[str, int]]


def blind_round(office: Office, objects: int, assessors: int, size: int = 2, after: str = "no") -> BlindRound:
    """A round that is open; authors and assessors have accounts of their own.

    Args:
        after: "no": half of the sheets are given; "yes": the chair writes first opinions before there are marks.
    """
    call = published_call(office)
    form = mark_form(office, size=size)
    for number in range(objects):
        _application(office, call, number)
    people = [expert(office, f"秘评{number:04d}") for number in range(assessors)]
    if assessors <= ROWS:
        round_ = approve(office, prepared(office, call, people, form, after=after))
    else:
        round_ = prepared(office, call, [], form, after=after, seating="drawn", ground="")
        drawn(office, set_up(office, round_, assessors))
        round_ = take(ReviewRound.objects.get(pk=round_.pk), "open", office.actor("supervisor"), {}, at=NOW).record
    for place, sheet in enumerate(ReviewSheet.objects.select_related("assessor").order_by("pk")):
        if place % 2 == 0 and after == "no":
            name = sheet.assessor.title.removeprefix("评委")
            score(office, name, sheet, 91, 82, 73)
            ReviewSheet.objects.filter(pk=sheet.pk).update(opinion=f"秘见{place:04d}")
    assert round_.blind == "yes"
    every = [(record.kind, record.pk) for record in Record.objects.filter(kind__in=KINDS).order_by("pk")]
    marks = {f"秘{sort}{number:04d}" for sort in "题人企件员" for number in range(objects)}
    marks |= {f"秘评{number:04d}" for number in range(assessors)}
    return BlindRound(office, list(_readers(office)), marks, every)


def _application(office: Office, call: Any, number: int) -> None:
    """An application that passed the formal check; its leader has an account."""
    clerk, bureau = office.actor("stranger"), office.units["bureau"].pk

    def entered(kind: str, title: str, **more: Any) -> Any:
        return begin(get_kind(kind), clerk, {"unit": bureau, "title": f"{title}{number:04d}", **more}, at=NOW).record

    account = office.person(f"作者{number}", f"秘人{number:04d}", "society", Role.OUTSIDE)
    leader, member = entered("persons", "秘人"), entered("persons", "秘员")
    type(leader).objects.filter(pk=leader.pk).update(as_person=account.pk)
    firm = entered("organisations", "秘企", sort="enterprise")
    given = {"unit": bureau, "call": call.number, "title": f"秘题{number:04d}", "cls": "main", "summary": "提高效率"}
    given |= {"branch": "machines", "leader": leader.number, "applicant": firm.number}
    given |= {"members": [{"person": member.number, "part": "试验"}]}
    files = {"paper": [SimpleUploadedFile(f"秘件{number:04d}.xlsx", _workbook(f"秘题{number:04d}"))]}
    record = begin(get_kind("applications"), clerk, given, at=NOW, files=files).record
    for step, who in (("send", "stranger"), ("certify", "bureau head"), ("check", "supervisor")):
        record = take(record, step, office.actor(who), {}, at=NOW).record


def _workbook(title: str) -> bytes:
    book, made = Workbook(), io.BytesIO()
    book.properties.title = title
    book.active["A1"] = title
    book.save(made)
    return made.getvalue()


def _readers(office: Office) -> Iterator[Reader]:
    yield Reader("visitor", Client())
    objects, sheets = Application.objects.order_by("pk"), ReviewSheet.objects.select_related("assessor")
    registered = {f"秘企{number:04d}" for number in range(objects.count())}  # not that they apply
    yield Reader("elsewhere", _client(office, "collector"), registered, program(office, "collector", ("read",)))
    everything = {f"秘{sort}{number:04d}" for sort in "题人企件员" for number in range(objects.count())}
    yield Reader("unit", _client(office, "stranger"), everything, program(office, "stranger", ("read",)))
    for number in (0, objects.count() - 1):
        yield Reader("author", _client(office, f"作者{number}"), {f"秘{sort}{number:04d}" for sort in "题人企件员"})
    chair = "秘评0000"
    yield Reader("chair", _client(office, chair), {chair, *_opinions(chair)})
    for name in dict.fromkeys(sheet.assessor.title.removeprefix("评委") for sheet in sheets.order_by("pk")[:3]):
        yield Reader("assessor", _client(office, name), {name, *_opinions(name)})


def _opinions(name: str) -> set[str]:
    return set(ReviewSheet.objects.filter(assessor__title=f"评委{name}").values_list("opinion", flat=True))


def _client(office: Office, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(person=office.people[name]))
    return client


def few_addresses(blind: BlindRound) -> Iterator[str]:
    """The addresses at which a name would be met first: lists, exports, searches and records of the round."""
    for name in ("applications", "assessed", "marksheets", "rounds", "persons", "organisations"):
        for path in ("", "export/", f"?q={quote(ASKED[0])}"):
            yield f"/{name}/{path}"
    yield f"/search/?q={quote(ASKED[1])}"
    for kind, pk in blind.pks:
        if kind in ("applications", "assessed", "marksheets"):
            yield f"/{kind}/{pk}/"


def all_addresses(blind: BlindRound, depth: Depth = WHOLE) -> Iterator[str]:
    """Each list, export, figure, step and record by number, and questions whose answer could tell."""
    asked = _some(ASKED, depth.words)
    for name in (kind.name for kind in list_kinds()):
        for path in (*PAGES, "columns/", "views/"):
            yield f"/{name}/{path}"
        for words in asked:
            for query in ("?q={}", "choose/?q={}", "?q={}&sort=-title", "print/?q={}", "export/?q={}"):
                yield f"/{name}/" + query.format(quote(words))
        for column in ("title", "leader", "applicant", "assessor", "score", "rank", "unit", "call", "round"):
            yield f"/{name}/?sort={column}"
            yield f"/{name}/?{column}=1"
            yield f"/{name}/figures/?by={column}"
    for words in ASKED:
        yield f"/search/?q={quote(words)}"
        yield f"/all/find/?q={quote(words)}"
        yield f"/open/ask/?number={quote(words)}"
    for attachment in _some(Attachment.objects.filter(record__kind__in=KINDS).order_by("pk"), depth.records):
        for more in ("", "shown/", "1.png"):
            yield f"/applications/{attachment.record_id}/files/{attachment.pk}/{more}"
            yield f"/marksheets/{attachment.record_id}/files/{attachment.pk}/{more}"
    for kind, pk in blind.pks:
        yield f"/{kind}/{pk}/"
    for kind, pk in _some_records(blind, depth):
        for path in ("panel/", "look/", "double/", *(f"{step}/" for step in get_kind(kind).cycle.by_name)):
            yield f"/{kind}/{pk}/{path}"
        yield f"/review-rounds/{pk}/bundle.json"
        yield f"/review-draws/{pk}/proof.json"


def _some(values: Iterable[Any], count: int | None) -> list[Any]:
    """The first and the last of these, and others in turn; None: all."""
    every = list(values)
    if count is None or count >= len(every):
        return every
    return list(dict.fromkeys([every[0], every[-1], *in_turn(every, count)]))[:count]


def _some_records(blind: BlindRound, depth: Depth) -> Iterator[tuple[str, int]]:
    by_kind: dict[str, list[int]] = {}
    for kind, pk in blind.pks:
        by_kind.setdefault(kind, []).append(pk)
    for kind, pks in by_kind.items():
        yield from ((kind, pk) for pk in _some(pks, depth.records))


def shape_of(path: str) -> str:
    """An address without its values: what it is the address of, and which parameters it takes."""
    return re.sub(r"\d+|=[^&]*", "#", path)


def api_paths(blind: BlindRound, depth: Depth = WHOLE) -> Iterator[str]:
    """What a program can ask."""
    for name in KINDS:
        yield f"{name}?limit=100"
        for words in ("秘题0000", "秘人0000", "秘评0000"):
            yield f"{name}?q={quote(words)}"
    for kind, pk in blind.pks:
        yield f"{kind}/{pk}"
    for kind, pk in _some_records(blind, depth):
        yield f"{kind}/{pk}/history"


def words_of_answer(answer: Any) -> str:
    """All that an answer says: its body, the parts of a workbook or document, and its headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = [" ".join(f"{name}: {unquote(str(value))}" for name, value in answer.headers.items())]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            said += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
            said += packed.namelist()
    else:
        said.append(body.decode("utf-8", "replace"))
    text = unescape(" ".join(said))
    return text + " " + unquote(text) if "%E7" in text else text


@dataclass
class WalkOfReader:
    """What one reader's walk took and found; ``met``: something that the reader knows stood in an answer."""

    requests: int = 0
    leaks: list[Leak] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    met: bool = False


def walk(blind: BlindRound, reader: Reader, depth: Depth | None) -> WalkOfReader:
    """Go through the addresses as one reader.

    Args:
        depth: all addresses, and whatever their pages link to; None: the few at which a name would be met first.
    """
    found = WalkOfReader()
    forbidden = {mark for mark in blind.marks if mark not in reader.known}

    def look(answer: Any, address: str, path: str) -> str:
        words = words_of_answer(answer)
        found.leaks += [(address, mark) for mark in _leaked(words, path, forbidden, reader)]
        found.met = found.met or any(mark in reader.known for mark in MARK.findall(words))
        if answer.status_code >= 500:
            found.failures.append(address)
            assert len(found.failures) < FAILURES, (reader.name, found.failures)
        return words

    addresses = few_addresses(blind) if depth is None else all_addresses(blind, depth)
    queue = deque(["/", "/mine/", "/inbox/", "/apply/", "/my-reviews/", *addresses])
    seen: set[str] = set()
    alike: Counter[str] = Counter()
    while queue:
        path = queue.popleft()
        if path in seen or ELSEWHERE.match(path):
            continue
        seen.add(path)
        answer = reader.client.get(path)
        words = look(answer, path, path)
        if depth is not None and answer.headers.get("Content-Type", "").startswith("text/html"):
            for link in LINK.findall(words):
                shape = shape_of(link)
                alike[shape] += 1
                if link not in seen and alike[shape] <= ALIKE:
                    queue.append(link)
    for path in api_paths(blind, depth) if depth is not None and reader.program is not None else ():
        answer = reader.program.get(path)  # type: ignore[union-attr]
        seen.add(f"/api/{path}")
        look(answer, f"/api/{path}", path)
    found.requests = len(seen)
    return found


@dataclass
class Walked:
    """What a walk of all readers took and found.

    Attributes:
        leaks: reader, address, mark; ``failures``: reader and address where the server failed.
        strangers: readers who met nothing that they know: their walk would prove nothing.
    """

    requests: int = 0
    leaks: list[tuple[str, str, str]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def walk_all(
    blind: BlindRound, depth: Depth, tell: Callable[[str], object] = lambda line: None, processes: int = 1
) -> Walked:
    """Go through the addresses as each reader.

    Args:
        tell: gets a line after each reader, and one in the end.
        processes: so many readers walk at once, each process with a connection of its own: what it reads must have
            been committed.
    """
    found, since = Walked(), time.monotonic()
    walk_as = partial(_walk_as, blind, depth)
    with ExitStack() as open_pools:
        if processes > 1:
            _SHARED[:] = [walk_as]
            connections.close_all()  # an open one would be copied, and two processes write past each other
            pool = open_pools.enter_context(get_context("fork").Pool(processes))  # all copied here, by this thread
            walks: Iterable[tuple[int, WalkOfReader, float]] = pool.imap_unordered(
                _walk_shared, range(len(blind.readers)), chunksize=1
            )
        else:
            walks = map(walk_as, range(len(blind.readers)))
        for place, walked, seconds in walks:
            name = blind.readers[place].name
            found.requests += walked.requests
            found.leaks += [(name, path, mark) for path, mark in walked.leaks]
            found.failures += [(name, path) for path in walked.failures]
            if blind.readers[place].known and not walked.met:
                found.strangers.append(name)
            tell(f"{name}: {walked.requests} requests, {seconds:.0f} s, {len(walked.leaks)} leaks")
    tell(f"all: {found.requests} requests, {time.monotonic() - since:.0f} s, {len(found.leaks)} leaks")
    return found


_SHARED: list[Callable[[int], tuple[int, WalkOfReader, float]]] = []  # what a copied process has without pickling


def _walk_shared(place: int) -> tuple[int, WalkOfReader, float]:
    return _SHARED[0](place)


def _walk_as(blind: BlindRound, depth: Depth, place: int) -> tuple[int, WalkOfReader, float]:
    """Walk as the reader at a place; return it, what the walk found, and its seconds."""
    begun = time.monotonic()
    return place, walk(blind, blind.readers[place], depth), time.monotonic() - begun


def _leaked(words: str, path: str, forbidden: Iterable[str], reader: Reader) -> set[str]:
    asked = set(MARK.findall(unquote(path)))  # what the reader typed is said back
    found = set(MARK.findall(words))
    if DIRECTORY.match(path):  # who has an account, not who assesses or applies
        found = {mark for mark in found if mark[:2] not in ("秘评", "秘人")}
    opinions = {mark for mark in found if mark[1] in "见分"} - reader.known
    return {mark for mark in found if mark in forbidden and mark not in asked} | opinions
