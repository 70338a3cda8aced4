"""Set a version of a code list from a day on: completely and with its source, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.locks import Lock, acquire_lock
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.kernel.code_lists import cache, queries, texts
from luoshi.kernel.code_lists.definitions import LONGEST, List
from luoshi.kernel.code_lists.models import ListVersion
from luoshi.kernel.code_lists.rules import CodeListRow, made_code, version_changes, version_faults
from luoshi.kernel.duties.rules.setting import is_rewriting_past
from luoshi.org.actors.queries import ancestor_unit_ids
from luoshi.org.tree.models import Unit


@dataclass(frozen=True)
class ListItemInput:
    """An item as requested; a new one without ``code`` gets one. ``new``: the code must not have been used before."""

    code: str
    word: str
    values: Mapping[str, str] = field(default_factory=dict)
    new: bool = False


def set_version(
    of: List,
    unit: Unit | None,
    wanted: Sequence[ListItemInput],
    start: date,
    source: str,
    actor: Actor,
    *,
    at: datetime,
    seen: int,
) -> ListVersion:
    """Set the items of a list, in order, from a day on: for all (None), or for a unit and its subtree.

    Versions for days before today stay. A version from today or later may be replaced: the replaced one remains
    readable.

    Args:
        seen: The newest version that concerned the unit when the user looked (``queries.newest_version_id``), 0 for
            none.

    Raises:
        RecordError: refused; incomplete (with the sentences by ``fields``: ``source``, ``start``, ``items``, or
            ``row_0`` …); guarded (it would change past days); changed (somebody set another version meanwhile).
    """
    if Role.ADMINISTRATOR not in actor.roles:
        raise RecordError("refused", _("Only an administrator can set lists."))
    words = [text for wanted_row in wanted for text in (wanted_row.word, *wanted_row.values.values())]
    check_sent({"items": words, "source": source}, None, actor, at=at)
    source, today = source.strip(), timezone.localdate(at)
    with transaction.atomic():
        acquire_lock(Lock.PARAMETERS)
        cache.clear_list_cache()
        rows = validate_list_rows(of, wanted, source)
        _refuse_changed(of, unit, seen, today)
        versions = queries.all_rows(of)
        reach = {None, *(ancestor_unit_ids([unit.pk], today)[unit.pk] if unit else ())}
        same = [version.start for version in versions if version.unit == (unit.pk if unit else None)]
        if is_rewriting_past(start, today, same, [version.start for version in versions if version.unit in reach]):
            raise RecordError(
                "guarded",
                _("Another version of the list is in force from %(day)s on: past days keep theirs.") % {"day": start},
                where=str(of.label),
                remedy=_("Set it from today on."),
                fields={"start": [_("Set it from today on.")]},
            )
        before = texts.listing_rows(queries.items_in_force(of, unit.pk if unit else None, start))
        after = [(row, queries.word_of(of, row)) for row in rows]
        if not version_changes(before, after, tuple(of.columns)):
            words_now = _("Nothing differs from what is in force then.")
            raise RecordError("incomplete", words_now, fields={"items": [words_now]})
        given = {"from": start, "source": source, "unit": unit, "is": texts.format_list_rows(of, after)}
        given |= {"was": texts.format_list_rows(of, before)}
        given = {name: value for name, value in given.items() if value is not None}
        entry = journal_act(f"list:{of.name}", "list.set", actor, given, at=at)
        items = [{"code": row.code, "word": row.word, "values": dict(row.values)} for row in rows]
        made = ListVersion.objects.create(name=of.name, unit=unit, start=start, source=source, items=items, entry=entry)
    cache.clear_list_cache()
    return made


def validate_list_rows(of: List, wanted: Sequence[ListItemInput], source: str | None = None) -> list[CodeListRow]:
    """Return the rows of a version with codes, normalised values, and "" for a word that is the program's own.

    Args:
        source: None if it is not required yet, for a trial.

    Raises:
        RecordError: incomplete, with the sentences of each wrong row.
    """
    known = queries.known_list_codes(of)
    wrong: dict[str, list[str]] = {}
    rows: list[tuple[CodeListRow, str, bool]] = []
    taken = {*known, *(wanted_row.code for wanted_row in wanted)}
    for at, wanted_row in enumerate(wanted):
        code = wanted_row.code or made_code(taken)
        taken.add(code)
        values, sentences = _values(of, wanted_row.values)
        word = " ".join(wanted_row.word.split())
        if len(word) > LONGEST:
            sentences.append(_("At most %(most)d characters.") % {"most": LONGEST})
        if sentences:
            wrong[f"row_{at}"] = sentences
        own = "" if word in of.own_words(code) else word
        rows.append((CodeListRow(code, own, values), word, wanted_row.new and bool(wanted_row.code)))
    if not rows:
        wrong["items"] = [_("A list needs at least one item.")]
    for fault in version_faults(rows, known, of.fixed.split()):
        wrong.setdefault("items" if fault.row is None else f"row_{fault.row}", []).append(
            texts.format_version_fault(of, fault)
        )
    if source is not None and not source:
        wrong["source"] = [_("Enter the source of the list: a document and its number, or a decision.")]
    if source and len(source) > LONGEST:
        wrong["source"] = [_("At most %(most)d characters.") % {"most": LONGEST}]
    if wrong:
        every = " ".join(sentence for sentences in wrong.values() for sentence in sentences)
        raise RecordError("incomplete", every, where=str(of.label), remedy=_("Nothing was saved."), fields=wrong)
    return [row for row, _word, _new in rows]


def _values(of: List, given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    sentences: list[str] = []
    for name, column in of.columns.items():
        text = " ".join(given.get(name, "").split())
        try:
            plain = column.plain(text)
        except ValueError as error:
            sentences.append(f"{column.label}: {error}")
            continue
        if plain and column.of is not None:
            code = queries.match_code(column.of, plain, None, timezone.localdate())
            if code is None and plain not in queries.code_choices(column.of, timezone.localdate()):
                told = {"text": plain, "list": column.of.label}
                sentences.append(f"{column.label}: " + _("“%(text)s” is not in the list “%(list)s”.") % told)
                continue
            plain = code or plain
        if plain:
            found[name] = plain
    return found, sentences


def _refuse_changed(of: List, unit: Unit | None, seen: int, today: date) -> None:
    newest = queries.newest_version_id(of, unit, today)
    if newest == seen:
        return
    entry = ListVersion.objects.select_related("entry__person").get(pk=newest).entry
    who, when = entry.person.name if entry.person else "?", timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M")
    raise RecordError(
        "changed",
        _("Changed in the meantime by %(who)s at %(at)s.") % {"who": who, "at": when},
        where=str(of.label),
        remedy=_("What you typed is kept. Look at what changed and decide again."),
    )
