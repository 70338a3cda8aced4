"""Add named reasons to look twice at a result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from luoshi.reading.model import UNCLEAR_ROLE, Aspect, Assignment, Quantity, TextStatement
from luoshi.reading.name_doubts import doubts_about_name
from luoshi.reading.structure import Span, TableRow
from luoshi.reading.words import load_lexicon_table, trie_pattern

_EDGE = r"，；。：,;:（）()\n|"
_LEFT, _RIGHT = re.compile(rf"(?s:.*)[{_EDGE}]"), re.compile(rf"[^{_EDGE}]*")
_BEFORE, _BEHIND = 64, 20  # code points in which a name is looked for
_EARLIER = 3  # names of earlier figures that may apply to this one
_LAND = frozenset({"亩", "公顷", "平方米"})
_RATES, _OF_RATES = ("率", "比例", "比重", "占比"), frozenset({"%", "‰", None, "倍", "个百分点"})
_ALONE = "name_unsupported"
_KEPT = frozenset({"no_indicator", UNCLEAR_ROLE})  # shown however little they weigh
_SAID = ("note", "table")  # rules of a note or column that says who leads: the text beside it is a task
_LEAST = 3  # code points of a name that is more than a common part

# Doubts about a name, which also apply to figures that take the name over.
_OF_NAMES = frozenset(
    {"name_unclear", "name_says_little", "name_headless", "name_holds_actor", "name_unlike_figure", "name_joined"}
    | {"name_unsupported", "name_doubted_before", "rule_rarely_right"}
)


def add_document_doubts(
    text: str,
    statements: list[TextStatement],
    quantities: list[Quantity],
    assignments: list[Assignment],
    joined: tuple[Span, ...],
) -> None:
    """Add to each record the doubts that need all records, and remove those that others settle."""
    owed = {
        (assignment.start, assignment.end)
        for assignment in assignments
        if assignment.lead and assignment.rule.startswith(_SAID)
    }
    for text_statement in statements:
        if (
            text_statement.role == "task"
            and text_statement.doubts
            and (text_statement.start, text_statement.end) in owed
        ):
            text_statement.doubts = [code for code in text_statement.doubts if code != "role_weak"]
    for at, quantity in enumerate(quantities):
        statement = statements[quantity.statement] if quantity.statement is not None else None
        earlier = quantities[at - _EARLIER if at > _EARLIER else 0 : at]
        quantity.doubts = _weighed(text, statement, quantity, earlier)
    if joined:
        for assignment in assignments:
            if any(start < assignment.end and assignment.start < end for start, end in joined):
                assignment.doubts.append("cell_joined")


def add_column_doubts(statements: Sequence[TextStatement], rows: Sequence[TableRow]) -> None:
    """Doubt the statements of tables whose column of tasks was guessed; the figures in them are no worse for it."""
    guessed = {row.start for row in rows if row.chosen == "guessed"}
    for statement in statements:
        if statement.row is not None and statement.row[0] in guessed:
            statement.doubts.append("column_guessed")


@cache
def _points() -> tuple[dict[str, int], int]:
    words = load_lexicon_table("aspects")["doubt"]
    return words["points"], words["enough"]


@cache
def _measures() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], re.Pattern[str]]:
    """Return the endings of names of shares, sums and areas, and the pattern for figures per item."""
    words = load_lexicon_table("aspects")["doubt"]["words"]
    return tuple(words["shares"]), tuple(words["sums"]), tuple(words["areas"]), re.compile(trie_pattern(words["each"]))


def _weighed(text: str, statement: TextStatement | None, quantity: Quantity, earlier: list[Quantity]) -> list[str]:
    """Return the doubts about a quantity if together they weigh enough for a second look.

    Each sign has points in ``lexicon/aspects.toml``, measured on labelled documents. Alone most signs occur with more
    right figures than wrong ones. Doubts about the amount itself are always kept, and so is a name that was not found.
    ``earlier`` are the figures before it, whose names may also apply to it.
    """
    points, enough = _points()
    name = quantity.indicator
    begin = max(statement.start if statement else 0, quantity.start - _BEFORE)
    edge = _LEFT.match(text, begin, quantity.start)
    left = text[edge.end() if edge else begin : quantity.start]
    right = _RIGHT.match(text, quantity.end, quantity.end + _BEHIND)[0]  # type: ignore[index]
    signs = [*quantity.doubts, *_signs(quantity, statement), *_of_place(name, text, begin, quantity, left, right)]
    if _shares_doubt(name, earlier):
        signs.append("name_doubted_before")
    weight = sum([points.get(sign, 0) for sign in signs])
    # Checked last, and only if it would tip the balance or is shown: it costs more than all the others.
    if weight + points[_ALONE] >= enough and _stands_alone(
        name, [left, *[figure.indicator for figure in earlier], right]
    ):
        signs.append(_ALONE)
        weight += points[_ALONE]
    if weight < enough:
        return [sign for sign in signs if "." in sign or sign in _KEPT]
    return [sign for sign in dict.fromkeys(signs) if sign[0] != "_"] or ["context_guessed"]


def _signs(quantity: Quantity, statement: TextStatement | None) -> list[str]:
    """Return the signs against a quantity by itself; signs that begin with ``_`` only weigh and are not shown."""
    name = quantity.indicator
    found = doubts_about_name(name, quantity.rule.partition("/")[2]) if name else ("no_indicator",)
    out = [sign for sign in found if sign not in quantity.doubts] if found else []
    if name and _unlike(name, quantity.unit, quantity.aspect):
        out.append("name_unlike_figure")
    if statement and statement.doubts:
        out.append("role_weak")
    if quantity.bound != "eq":
        out.append("_bounded")
    if quantity.aspect == "ratio":
        out.append("aspect_guessed")
    if quantity.period is None and quantity.role in ("actual", "target"):
        out.append("period_unknown")
    return out


def _unlike(name: str, unit: str | None, kind: Aspect) -> bool:
    """Check whether a name does not suit such a figure: a share's ends in 率 or 比重, a sum's in money, a figure per
    item has 每, and a count is not a rate."""
    shares, sums, areas, each = _measures()
    if kind == "share":
        return not name.endswith(shares)
    if kind == "per":
        return not each.search(name)
    if "每" in name and kind != "frequency":
        return True
    if kind == "level" and unit not in _OF_RATES and name.endswith(_RATES):
        return True  # 自家3个棚 is not a 成活率
    return (unit == "元" and not name.endswith(sums)) or (unit in _LAND and not name.endswith(areas))


def _of_place(name: str, text: str, begin: int, quantity: Quantity, left: str, right: str) -> list[str]:
    """Return the signs against a name by the place of its words; ``left``, ``right``: its clause's other words."""
    out = []
    if text.find(name, begin, quantity.start) < 0:
        behind = text.find(name, quantity.end, quantity.end + _BEHIND) >= 0
        out.append("_behind" if behind else "name_joined")
    if len(left) <= 1:
        out.append("carried")
    if "其中" in left:
        out.append("_part")
    if right[:1] == "的":
        out.append("picks_out")
    return out


def _shares_doubt(name: str, earlier: list[Quantity]) -> bool:
    """Check whether an earlier figure with this name, or with one that contains it, is doubted: both have the same
    doubt."""
    for figure in earlier:
        if figure.doubts and name in figure.indicator and (len(name) > _LEAST or name == figure.indicator):
            return any(doubt in _OF_NAMES for doubt in figure.doubts)
    return False


@lru_cache(maxsize=64)  # only the few figures after a name need it
def _chars(words: str) -> frozenset[str]:
    return frozenset(words)


def _stands_alone(name: str, others: list[str]) -> bool:
    """Check whether none of the other words near a figure shares most of its characters with its name.

    The threshold is a Dice coefficient of 0.6 of the two character sets. The other words are independent evidence: the
    clause left and right of the figure, and the names of the figures before it.
    """
    chars = _chars(name)
    for words in others:
        other = _chars(words)
        if other and len(chars & other) >= 0.3 * (len(chars) + len(other)):
            return False
    return True
