"""What the designed fields of a call ask for, and how an answer to one is read and shown. Pure.

An answer is kept under the label of its field, as it is read on pages and in the journal: text, a number or a day as
canonical text, chosen words as a list, a table as a list of rows by column, a file as its hash and name.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

SORTS = ("text", "long", "number", "money", "day", "yes", "choice", "choices", "table", "file")
CELL_SORTS = ("text", "number", "money", "day")  # of the columns of a table
# The same as an office writes them, and as pages and sheets say them, so that a sheet can be brought in again.
CELL_WORDS = {
    "单行文字": "text", "文字": "text", "line of text": "text",
    "数字": "number", "数值": "number",
    "金额": "money", "金额（元）": "money", "amount of money (yuan)": "money",
    "日期": "day",
}  # fmt: skip
LONGEST = {"text": 200, "long": 4000}  # characters, where the field sets no other limit
MOST_LINES = 50  # of a table
PLACES = {"number": 4, "money": 2}
YES, NO = "yes", "no"
SAID = {"yes": YES, "是": YES, "true": YES, "1": YES, "no": NO, "否": NO, "false": NO, "0": NO}

Answer: TypeAlias = str | list[str] | list[dict[str, str]] | dict[str, str]
Answers: TypeAlias = dict[str, Answer]


@dataclass(frozen=True, slots=True)
class DesignedField:
    """A field of a call's form.

    Attributes:
        key: the id of the row by which it stays the same field though its label changes.
        most: the most characters of a text, or the largest number.
        options: the words to choose from; of a table its columns.
        open: assessors read the answer, too; all others are hidden from them.
    """

    key: int
    label: str
    sort: str
    must: bool = False
    open: bool = False
    most: int | None = None
    options: tuple[str, ...] = ()
    hint: str = ""

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns of a table: label and sort; without one it is text."""
        return tuple(_column(words) for words in self.options)


@dataclass
class ReadAnswers:
    """Answers that were understood, and by label what is wrong with the others: code and values."""

    values: Answers = field(default_factory=dict)
    wrong: dict[str, list[tuple[str, dict[str, object]]]] = field(default_factory=dict)


def _column(words: str) -> tuple[str, str]:
    label, _bar, sort = words.replace("｜", "|").partition("|")
    said = sort.strip().casefold()
    return label.strip(), CELL_WORDS.get(said, said) or "text"


def format_options(text: str, names: Mapping[str, str]) -> str:
    """Return choices or columns as typed, but the sort of a column in words: it is read from them again.

    Args:
        names: the words for the sorts.
    """
    lines = []
    for line in split_options(text):
        label, sort = _column(line)
        lines.append(f"{label}｜{names.get(sort, sort)}" if "|" in line or "｜" in line else line)
    return "\n".join(lines)


def split_options(text: str) -> tuple[str, ...]:
    """Return the lines of a field's options without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def design_faults(fields: Sequence[DesignedField]) -> list[tuple[str, str]]:
    """Return what a design lacks before it can be published, as code and label.

    Codes: "twice" (two fields of one label), "options" (fewer than two words to choose from), "columns" (a table
    without asked), "column" (a column of an unknown sort), "repeated" (two options or columns of one name).
    """
    found = []
    labels = [asked.label for asked in fields]
    for at, asked in enumerate(fields):
        if asked.label in labels[:at]:
            found.append(("twice", asked.label))
        names = [name for name, _sort in asked.columns]
        if asked.sort in ("choice", "choices") and len(asked.options) < 2:
            found.append(("options", asked.label))
        elif asked.sort == "table" and not names:
            found.append(("columns", asked.label))
        elif asked.sort == "table" and any(not name or sort not in CELL_SORTS for name, sort in asked.columns):
            found.append(("column", asked.label))
        elif asked.sort in ("choice", "choices", "table") and len({*names}) < len(names):
            found.append(("repeated", asked.label))
    return found


def read_answers(fields: Sequence[DesignedField], sent: Mapping[str, object]) -> ReadAnswers:
    """Read what was sent by label; the asked rule for page, API and sheet. Empty ones are left out.

    Codes of what is wrong: "unknown", "long" (most), "number", "places" (most), "negative", "large" (most), "day",
    "yes", "option" (word), "several", "lines" (most), "column" (name), "cell" (line, column, and the code inside).
    """
    found = ReadAnswers()
    by_label = {asked.label: asked for asked in fields}
    for label, value in sent.items():
        asked = by_label.get(label)
        if asked is None:
            found.wrong[label] = [("unknown", {})]
            continue
        try:
            answer = _read_one(asked, value)
        except _Wrong as error:
            found.wrong[label] = error.said
            continue
        if answer:
            found.values[label] = answer
    return found


class _Wrong(Exception):
    def __init__(self, *said: tuple[str, dict[str, object]]) -> None:
        self.said = list(said)


def _read_one(asked: DesignedField, value: object) -> Answer:
    if asked.sort == "table":
        return _read_table(asked, value)
    if asked.sort == "choices":
        return _read_choices(asked, value)
    if asked.sort == "file":
        return _read_file(value)
    return _read_text(asked.sort, value, asked)


def _read_text(sort: str, value: object, asked: DesignedField | None = None) -> str:
    """Return a single value as canonical text; "" for none."""
    if isinstance(value, bool):
        value = YES if value else NO
    if value is not None and not isinstance(value, str | int):
        raise _Wrong(("several", {}))
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    most = asked.most if asked else None
    if not text:
        return ""
    if sort in PLACES:
        return _read_number(sort, text, most)
    if sort == "day":
        try:
            return date.fromisoformat(unicodedata.normalize("NFKC", text)).isoformat()
        except ValueError:
            raise _Wrong(("day", {})) from None
    if sort == "yes":
        if (said := SAID.get(text.casefold())) is None:
            raise _Wrong(("yes", {}))
        return said
    if sort == "choice" and asked is not None:
        if text not in asked.options:
            raise _Wrong(("option", {"word": text[:40], "words": "、".join(asked.options[:20])}))
        return text
    limit = most or LONGEST[sort]
    if len(text) > limit:
        raise _Wrong(("long", {"most": limit, "n": len(text)}))
    return text if sort == "long" else " ".join(text.split("\n"))


def _read_number(sort: str, text: str, most: int | None) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise _Wrong(("number", {})) from None
    if not number.is_finite() or abs(number.adjusted()) > 14:
        raise _Wrong(("number", {}))
    if number != round(number, PLACES[sort]):
        raise _Wrong(("places", {"most": PLACES[sort]}))
    if sort == "money" and number < 0:
        raise _Wrong(("negative", {}))
    if most is not None and number > most:
        raise _Wrong(("large", {"most": most}))
    return f"{number.normalize():f}" if number else "0"


def _read_choices(asked: DesignedField, value: object) -> list[str]:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
        raise _Wrong(("several", {}))
    chosen = [str(word).strip() for word in words if str(word).strip()]
    if strange := [word for word in chosen if word not in asked.options]:
        raise _Wrong(("option", {"word": strange[0][:40], "words": "、".join(asked.options[:20])}))
    return [word for word in asked.options if word in chosen]


def _read_table(asked: DesignedField, value: object) -> list[dict[str, str]]:
    lines = [] if value in (None, "") else value
    if not isinstance(lines, list | tuple) or not all(isinstance(line, Mapping) for line in lines):
        raise _Wrong(("table", {}))
    columns, made, wrong = dict(asked.columns), [], []
    for at, line in enumerate(lines, 1):
        row: dict[str, str] = {}
        for name, cell in line.items():
            if name not in columns:
                wrong.append(("column", {"line": at, "name": str(name)[:40]}))
                continue
            try:
                row[name] = _read_text(columns[name], cell)
            except _Wrong as error:
                wrong += [("cell", {"line": at, "column": name, "code": code, **more}) for code, more in error.said]
        if any(row.values()):
            made.append({name: row.get(name, "") for name in columns})
    if len(made) > MOST_LINES:
        wrong.append(("lines", {"most": MOST_LINES}))
    if wrong:
        raise _Wrong(*wrong)
    return made


def _read_file(value: object) -> dict[str, str]:
    if value in (None, "", {}):
        return {}
    if not isinstance(value, Mapping) or {*value} != {"sha256", "name"} or not all(map(_is_text, value.values())):
        raise _Wrong(("file", {}))
    return {"sha256": str(value["sha256"]), "name": str(value["name"])}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200


def list_lacking(
    fields: Iterable[DesignedField], answers: Mapping[str, Answer], attached: Collection[str]
) -> list[DesignedField]:
    """List the fields that must be answered and are not, or whose answer the design no longer takes.

    Args:
        attached: hashes of the files that are attached; a file that was taken away is no answer.
    """
    every = list(fields)
    sent: dict[str, object] = {asked.label: answers[asked.label] for asked in every if asked.label in answers}
    found = read_answers(every, sent)
    lacking = []
    for asked in every:
        answer = found.values.get(asked.label)
        gone = isinstance(answer, dict) and answer["sha256"] not in attached
        if asked.label in found.wrong or (asked.must and (not answer or gone)):
            lacking.append(asked)
    return lacking


def carry_answers(
    before: Iterable[DesignedField], after: Iterable[DesignedField], answers: Mapping[str, Answer]
) -> Answers:
    """Return the answers given to one version of a design as answers to another: renamed fields keep theirs.

    What the other version does not ask is left out.
    """
    labels = {asked.key: asked.label for asked in before}
    carried: Answers = {}
    for asked in after:
        was = labels.get(asked.key, asked.label)
        if was in answers:
            carried[asked.label] = answers[was]
    return carried


def format_answer(asked: DesignedField, answer: Answer, yes: str, no: str) -> str:
    """Return an answer as text: chosen words joined, a table a line each row, a file by its name."""
    if isinstance(answer, dict):
        return answer.get("name", "")
    if isinstance(answer, list):
        lines = [" · ".join(row.values()) for row in answer if isinstance(row, dict)]
        return "\n".join(lines) if lines else "、".join(word for word in answer if isinstance(word, str))
    return {YES: yes, NO: no}.get(answer, answer) if asked.sort == "yes" else answer


def parse_lines(text: str) -> dict[str, object]:
    """Read a cell of a sheet: “label：answer” a line; a line without a label goes on with the answer before it."""
    found: dict[str, object] = {}
    last = ""
    for line in text.splitlines():
        label, colon, words = line.replace("：", ":", 1).partition(":")
        if colon and label.strip():
            last = label.strip()
            found[last] = words.strip()
        elif last and line.strip():
            found[last] = f"{found[last]}\n{line.strip()}"
    return found


def fields_as_data(fields: Iterable[DesignedField]) -> list[dict[str, object]]:
    """Return a design as plain JSON, as a version of it is kept."""
    return [{**asdict(asked), "options": list(asked.options)} for asked in fields]


def fields_from_data(data: Iterable[Mapping[str, object]]) -> list[DesignedField]:
    """Return a design from plain JSON."""
    made = [DesignedField(**row) for row in data]  # type: ignore[arg-type]
    return [replace(asked, options=tuple(asked.options)) for asked in made]


def digest_fields(fields: Iterable[DesignedField]) -> str:
    """Return the SHA-256 of a design in canonical JSON."""
    said = json.dumps(fields_as_data(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
