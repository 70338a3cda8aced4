"""The pages that pages.py measures, each with the least SQL by hand that answers its question.

By hand asks for what this page alone shows: its rows and numbers, by indexes and columns that are there, without menu,
session and right. A clerk's rows are narrowed to what the clerk sees, since that is the page's question; a supervisor
of the whole county sees all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from two_years import AT, Ground

DAY = AT.date().isoformat()
SHOWN = (  # the columns of a list
    "SELECT r.id, r.number, r.title, r.state, r.due, u.name, c.supports, c.until, c.reached, l.light"
    " FROM records_record r JOIN ledger_commitment c ON c.record_ptr_id = r.id"
    " JOIN ledger_currentlight l ON l.commitment_id = r.id JOIN org_unit u ON u.id = r.unit_id"
)
OURS = "r.kind = 'commitments'"
NEWEST = "ORDER BY r.opened DESC, r.id DESC LIMIT 50"
CAPPED = "SELECT COUNT(*) FROM (SELECT 1 FROM records_record r WHERE {} LIMIT 1001) capped"
MONTHS = "SUBSTR(CAST(COALESCE(l.binds, l.until) AS text), 1, 7), SUBSTR(CAST(l.closed AS text), 1, 7)"
CURVE = f"SELECT {MONTHS}, COUNT(*) FROM ledger_currentlight l"
BY_UNIT = "SELECT l.unit_id, l.light, COUNT(*) FROM ledger_currentlight l"
BY_STATE = "SELECT l.light, l.state, COUNT(*) FROM ledger_currentlight l"
LATE = "SELECT unit_id, MIN(pressing) FROM ledger_currentlight WHERE light = 'late'"
UNREAD = (
    'SELECT m.id, m.code, m."values", m.at, r.title FROM records_message m JOIN records_record r ON r.id = m.record_id'
    " WHERE m.post_id = {} AND m.read IS NULL AND m.done IS NULL ORDER BY m.at DESC, m.id DESC LIMIT {}"
)
DUE = (  # the days of a calendar: what falls due by day and duty, and how much of it is done
    "SELECT o.due, d.name, COUNT(*), COUNT(o.settled) FROM records_occurrence o JOIN records_duty d ON d.id = o.duty_id"
    " WHERE o.dropped IS NULL AND o.due BETWEEN '{}' AND '{}' {} GROUP BY 1, 2"
)
OWED = (
    "SELECT COUNT(*), COUNT(CASE WHEN o.settled <= '{day}' THEN 1 END) FROM ledger_commitment c"
    " JOIN records_duty d ON d.record_id = c.record_ptr_id AND d.name = 'report'"
    " JOIN records_occurrence o ON o.duty_id = d.id WHERE c.plan_id = {plan} AND o.due <= '{day}' AND o.dropped IS NULL"
)
SUMMED = (  # units one level beneath, with what stands in their subtrees
    "SELECT p.ancestor_id, l.light, COUNT(*) FROM org_placement p JOIN ledger_currentlight l ON l.unit_id = p.unit_id"
    " WHERE p.known_to > '{day}' AND p.until > '{day}' AND p.ancestor_id IN {of} GROUP BY 1, 2"
)


@dataclass(frozen=True)
class Page:
    """A page, who asks for it, the statements by hand, and the milliseconds that it shall not exceed.

    Attributes:
        kind: what its rows are.
        goal: milliseconds of CPU; with ``floor_goal`` that many times by hand suffice where that is over 40 ms.
    """

    name: str
    who: str
    address: str
    kind: str
    by_hand: tuple[str, ...]
    goal: int = 120
    floor_goal: float = 1.5


def list_pages(ground: Ground, vendor: str) -> Iterator[Page]:
    """Yield all pages, for the ids of an office and ``sqlite`` or ``postgresql``."""
    yield from _homes(ground)
    yield from _lists(ground, vendor)
    yield from _counts(ground)
    yield from _plans(ground)
    yield from _single(ground)


def _beneath(unit: int) -> str:
    return (
        f"(SELECT unit_id FROM org_placement WHERE ancestor_id = {unit} AND known_to > '{DAY}' AND until > '{DAY}'"
        f" AND start <= '{DAY}')"
    )


def _seen(ground: Ground) -> str:
    """What a clerk sees of a list that is read until its page is full: one's own unit and beneath, what it supports."""
    party = f"SELECT 1 FROM records_party p WHERE p.record_id = r.id AND p.unit_id = {ground.kexie}"
    return f"(r.unit_id IN {_beneath(ground.kexie)} OR EXISTS ({party}))"


def _homes(ground: Ground) -> Iterator[Page]:
    kexie, posts = ground.kexie, ground.posts
    open_here = f"r.unit_id = {kexie} AND {OURS} AND r.closed IS NULL AND r.batch_id IS NULL"
    waits = f"SELECT r.state, COUNT(*), MIN(r.due), COUNT(CASE WHEN r.due < '{DAY}' THEN 1 END)"
    at_desk = (
        f" FROM records_party p JOIN records_record r ON r.id = p.record_id WHERE p.unit_id = {ground.desk}"
        " AND p.name = 'desk' AND r.closed IS NULL AND r.state IN ('reported', 'checking', 'verified', 'suspended')"
    )
    in_charge = f"WHERE l.unit_id IN {_beneath(kexie)}"
    first = f"{SHOWN} WHERE {open_here} ORDER BY r.due, r.id LIMIT 50"
    mine = (waits + f" FROM records_record r WHERE {open_here} GROUP BY 1", first)
    supported = (
        f"{SHOWN} JOIN records_party p ON p.record_id = r.id WHERE p.unit_id = {kexie} AND p.name = 'support'"
        " AND r.closed IS NULL ORDER BY r.due, r.id LIMIT 50"
    )
    yield Page(
        "home", "supervisor", "/", "commitments",
        (f"{BY_UNIT} GROUP BY 1, 2", f"{LATE} GROUP BY 1", f"{CURVE} GROUP BY 1, 2", waits + at_desk + " GROUP BY 1",
         UNREAD.format(posts["supervisor"], 10)),
        60,
    )  # fmt: skip
    yield Page("home", "clerk", "/", "commitments", (*mine, UNREAD.format(posts["clerk"], 10)), 60)
    yield Page(
        "home", "leader", "/", "commitments",
        (f"{BY_UNIT} {in_charge} GROUP BY 1, 2", f"{CURVE} {in_charge} GROUP BY 1, 2",
         f"{LATE} AND unit_id IN {_beneath(kexie)} GROUP BY 1",
         f"{SHOWN} WHERE r.unit_id IN {_beneath(kexie)} AND {OURS} AND l.light = 'late' ORDER BY r.due, r.id LIMIT 10"),
        100,
    )  # fmt: skip
    yield Page("my rows", "clerk", "/mine/", "commitments", (*mine, supported), 60)
    yield Page("report of the month", "clerk", "/mine/report/", "commitments", (first,), 60)
    yield Page("inbox", "clerk", "/inbox/", "messages", (UNREAD.format(posts["clerk"], 50),), 60)
    checked = f"{OURS} AND r.state IN ('reported', 'checking')"
    yield Page(
        "reports to check", "supervisor", "/verify/", "commitments",
        (f"SELECT COUNT(*) FROM records_record r WHERE {checked}",
         f"{SHOWN} WHERE {checked} ORDER BY c.done, r.id LIMIT 1"),
        60,
    )  # fmt: skip


def _lists(ground: Ground, vendor: str) -> Iterator[Page]:
    newest, own = f"{SHOWN} WHERE {OURS} {NEWEST}", _seen(ground)
    of_plan = f"WHERE plan_id = {ground.plan} ORDER BY opened DESC, commitment_id DESC LIMIT 50"
    late = "WHERE light = 'late' ORDER BY opened DESC, commitment_id DESC LIMIT 50"
    due = f"{SHOWN} WHERE r.id IN (SELECT id FROM records_record WHERE kind = 'commitments' AND due IS NOT NULL"
    by_due = f"{due} ORDER BY due, id LIMIT 50) ORDER BY r.due, r.id"
    by_due_last = f"{due} ORDER BY due DESC, id DESC LIMIT 50) ORDER BY r.due, r.id"
    one = f"{SHOWN} WHERE {OURS} AND r.number = '事2026-077777' AND NOT r.number = ''"  # for the index of numbers
    ends = newest.replace(" DESC", "")

    def found(word: str) -> tuple[str, ...]:
        return (_search(word, vendor),)

    cases = (
        ("first page", "supervisor", "", (newest, CAPPED.format(OURS))),
        ("first page", "clerk", "", (f"{SHOWN} WHERE {OURS} AND {own} {NEWEST}", CAPPED.format(f"{OURS} AND {own}"))),
        ("of one plan", "supervisor", f"plan={ground.plan}",
         (f"{SHOWN} WHERE r.id IN (SELECT commitment_id FROM ledger_currentlight {of_plan}) {NEWEST}",)),
        ("by due date", "supervisor", "order-by=due", (by_due,)),
        ("last page", "supervisor", "page=1000000", (ends,)),
        ("last page, by due", "supervisor", "order-by=due&page=1000000",
         (by_due_last,)),
        ("a word that all hold", "supervisor", "q=科普示范", found("科普示范")),
        ("a rare word", "supervisor", "q=7777", found("7777")),
        ("one commitment", "supervisor", "q=事2026-077777", (one,)),
        ("what is not there", "supervisor", "q=獬豸", found("獬豸")),
        ("late", "supervisor", "due=late",
         (f"{SHOWN} WHERE r.id IN (SELECT commitment_id FROM ledger_currentlight {late}) {NEWEST}",)),
    )  # fmt: skip
    for name, who, asked, by_hand in cases:
        address = "/commitments/" + (f"?{asked}" if asked else "")
        yield Page(f"list, {name}", who, address, "commitments", by_hand, 60)
    for name, word in (("a word that all hold", "科普示范"), ("a rare word", "7777"), ("not there", "獬豸")):
        yield Page(f"search, {name}", "supervisor", f"/search/?q={word}", "records", found(word), 60)


def _search(word: str, vendor: str) -> str:
    """The newest records that hold a word: the grams are read, newest first, until fifty texts hold it too."""
    from luoshi.kernel.search.rules import parse_question

    needed = parse_question(word)[1]
    if vendor == "postgresql":
        grams = " & ".join(f"''{gram}''" for gram in needed)
        key, table, hit = "record_id", "records_grams g JOIN", f"g.grams @@ '{grams}'::tsquery"
    else:
        grams = " ".join(f'"{gram}"' for gram in needed)
        key, table, hit = "rowid", "records_grams g CROSS JOIN", f"records_grams MATCH '{grams}'"
    joined = SHOWN.replace("FROM records_record r", f"FROM {table} records_record r ON r.id = g.{key}")
    holds = f"(r.title LIKE '%{word}%' OR r.number LIKE '%{word}%')"
    return f"{joined} WHERE {hit} AND {holds} ORDER BY g.{key} DESC LIMIT 50"


def _counts(ground: Ground) -> Iterator[Page]:
    kexie, county = ground.kexie, ground.county
    party = f"SELECT record_id FROM records_party WHERE unit_id = {kexie}"
    by_clerk = f"(l.unit_id IN {_beneath(kexie)} OR l.commitment_id IN ({party}))"
    beneath = f"WHERE l.unit_id IN {_beneath(kexie)}"
    for name, who, asked, where in (
        ("board", "supervisor", "", ""),
        ("board, a unit's", "clerk", "", f"WHERE {by_clerk}"),
        ("board, one plan", "supervisor", f"?plan={ground.plan}", f"WHERE l.plan_id = {ground.plan}"),
        ("board, a unit and beneath", "supervisor", f"?unit={kexie}", beneath),
    ):
        yield Page(name, who, f"/board/{asked}", "commitments", (f"{BY_STATE} {where} GROUP BY 1, 2",))
    children = f"(SELECT unit_id FROM org_placement WHERE ancestor_id = {{}} AND depth <= 1 AND until > '{DAY}')"
    for name, asked, of in (
        ("progress, the roots", "", f"({county})"),
        ("progress, beneath the county", f"?unit={county}", children.format(county)),
        ("progress, a unit", f"?unit={kexie}", children.format(kexie)),
    ):
        yield Page(name, "supervisor", f"/units/progress/{asked}", "units", (SUMMED.format(day=DAY, of=of),))
    of_unit = f"AND o.unit_id = {kexie}"
    all_seen = f"AND (o.unit_id IN {_beneath(kexie)} OR d.record_id IN ({party}))"
    for name, who, asked, first, last, of in (
        ("calendar, this month", "supervisor", "", "2026-10-01", "2026-10-31", ""),
        ("calendar, a quarter's end", "supervisor", "?month=2026-09", "2026-09-01", "2026-09-30", ""),
        ("calendar, last year", "supervisor", "?month=2025-06", "2025-06-01", "2025-06-30", ""),
        ("calendar, a unit's own", "clerk", "", "2026-10-01", "2026-10-31", of_unit),
        ("calendar, all a unit sees", "clerk", "?of=all&month=2026-09", "2026-09-01", "2026-09-30", all_seen),
    ):
        yield Page(name, who, f"/calendar/{asked}", "due dates", (DUE.format(first, last, of),))
    yield Page(
        "pictures", "supervisor", "/pictures/", "commitments",
        (f"{BY_UNIT} GROUP BY 1, 2", f"{CURVE} GROUP BY 1, 2",
         "SELECT l.unit_id, SUBSTR(CAST(COALESCE(l.binds, l.until) AS text), 1, 7), l.matter, COUNT(*)"
         " FROM ledger_currentlight l GROUP BY 1, 2, 3"),
    )  # fmt: skip
    yield Page("the auditor's questions", "auditor", "/audit/", "entries", tuple(_audit()))


def _audit() -> Iterator[str]:
    moves = "'grant', 'return', 'resume', 'send_again', 'reopen', 'do_again', 'ask_extension'"
    yield f"SELECT step, COUNT(*) FROM records_entry WHERE step IN ({moves}) GROUP BY 1"
    yield (
        "SELECT COUNT(*) FROM records_record r WHERE r.kind = 'commitments' AND r.state IN ('closed', 'archived')"
        " AND NOT EXISTS (SELECT 1 FROM records_attachment a WHERE a.record_id = r.id)"
    )
    yield (
        "SELECT COUNT(*) FROM records_entry e WHERE e.step IN ('check', 'verify', 'close_it', 'close_for', 'grant')"
        " AND EXISTS (SELECT 1 FROM records_entry o WHERE o.record_id = e.record_id AND o.person_id = e.person_id"
        " AND o.step IN ('report', 'ask_extension'))"
    )
    yield "SELECT COUNT(*) FROM records_bulkrun"
    yield (
        "SELECT COUNT(*) FROM records_entry v JOIN ledger_progress p ON p.commitment_id = v.record_id"
        " WHERE v.step = 'verify' AND p.figures > 0 AND p.entry_id > v.id"
    )


def _plans(ground: Ground) -> Iterator[Page]:
    of_plan, plan = f"WHERE l.plan_id = {ground.plan}", ground.plan
    states = f"SELECT state, COUNT(*) FROM ledger_currentlight WHERE plan_id = {plan} GROUP BY 1"
    curve = f"{CURVE} {of_plan} GROUP BY 1, 2"
    targets = (
        "SELECT t.id, t.quote, t.value FROM facts_target t JOIN ledger_commitment c ON c.record_ptr_id = t.record_id"
        f" WHERE c.plan_id = {plan} AND t.ended IS NULL"
    )
    late = f"{SHOWN} WHERE c.plan_id = {plan} AND l.light = 'late' ORDER BY r.due, r.id LIMIT 200"
    left = f"{SHOWN} WHERE c.plan_id = {plan} AND r.closed IS NULL ORDER BY c.place LIMIT 300"
    owed = OWED.format(day=DAY, plan=plan)
    for name, address, by_hand in (
        ("a plan", "", (states, curve)),
        ("a plan's progress", "progress/", (states, owed, late)),
        ("a plan's progress since a day", "progress/?since=2026-09-01", (states, owed, late)),
        ("a plan's figures", "figures/", (states, targets)),
        ("a plan's year", "year/", (states, left)),
    ):
        yield Page(name, "supervisor", f"/plans/{plan}/{address}", "commitments", by_hand)


def _single(ground: Ground) -> Iterator[Page]:
    pk = ground.commitment
    record = f"SELECT * FROM records_record r JOIN ledger_commitment c ON c.record_ptr_id = r.id WHERE r.id = {pk}"
    history = f"SELECT e.at, e.step, n.name FROM records_entry e LEFT JOIN org_person n ON n.id = e.person_id WHERE e.record_id = {pk}"  # noqa: E501
    said = f"SELECT * FROM ledger_progress WHERE commitment_id = {pk}"
    given = f"SELECT p.name, u.name FROM records_party p JOIN org_unit u ON u.id = p.unit_id WHERE p.record_id = {pk}"
    dates = f"SELECT o.* FROM records_duty d JOIN records_occurrence o ON o.duty_id = d.id WHERE d.record_id = {pk}"
    targets = f"SELECT * FROM facts_target WHERE record_id = {pk}"
    detail = (record, history, said, given, dates, targets)
    for who in ("supervisor", "clerk"):
        yield Page("a commitment", who, f"/commitments/{pk}/", "commitment", detail, 30)
    form = (record, f"{said} ORDER BY id DESC LIMIT 1", dates, targets)
    yield Page("form of a report", "clerk", f"/commitments/{pk}/report/", "commitment", form, 30)
    yield Page(
        "home of a line", "supervisor", "/appeals/", "appeals",
        ("SELECT r.number, r.title, r.state, r.due, u.name FROM records_record r JOIN org_unit u ON u.id = r.unit_id"
         f" WHERE r.kind = 'appeals' {NEWEST}",),
        60,
    )  # fmt: skip
    yield Page(
        "a line's figures", "supervisor", "/appeals/figures/", "appeals",
        ("SELECT state, COUNT(*) FROM records_record WHERE kind = 'appeals' GROUP BY 1",),
    )  # fmt: skip
