"""Find the records that many words mean: by number, code, name, abbreviation or initials, in few queries.

Only records that the actor may read and that the link lets through are found: a word that means another record is as
unknown as one that means none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from luoshi.base.sheets.names import NamedRow, NameMatches, fold_name, match_names, may_be_initials
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import MOST, ChooserResult, Looking
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.search.grams_index import ids_holding_any
from luoshi.kernel.search.links.queries import list_spellings, records_by_number, target_sources, typed_words
from luoshi.kernel.search.models import INITIALS, Passage
from luoshi.kernel.search.rules import parse_question
from luoshi.kernel.unique.models import UniqueKey
from luoshi.kernel.unique.queries import unique_digest

MANY = 100  # words in one query
SOME = 50  # words in one question to the index of grams
LOOKED = 2000  # records read for one such question, the newest first
_WIDE = str.maketrans("()[],:;!?-", "（）［］，：；！？－")  # signs that Chinese names have in full width
Found = dict[str, NameMatches[Record]]
Words = Mapping[str, str]  # as they were sent, and as they are looked for
Source = tuple[QuerySet[Record], CompiledKind | None]  # of no kind: of those whose records have no names of their own


@dataclass(frozen=True)
class CommonNaming:
    """By what the records of kinds are named that have neither codes nor other names: number and title."""

    name: str = ""
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    masked_fields: tuple[str, ...] = ()

    def every(self, sort: type[Unique]) -> tuple[Unique, ...]:
        """Return no rule by which a column of its own would identify a record."""
        return ()


UNNAMED = CommonNaming()
Naming = CompiledKind | CommonNaming


def find_named_records(looking: Looking, words: Sequence[str]) -> Found:
    """Return for each word the records that it may mean.

    For every hundred words two queries, one for each rule that identifies a record by one protected field, and for
    words found by none of these one more each by name and initials, and two for fifty by parts of names. So many for
    each kind with codes or other names of its own, where the link leads to several, and once for all the others.
    """
    asked = {word: typed_words(word) for word in dict.fromkeys(words)}
    sources = target_sources(looking)
    found: Found = {}
    for way in (_numbered, _identified, _called, _near):
        left = {word: said for word, said in asked.items() if word not in found and said}
        found |= _find_among(sources, way, left)
    return {word: found.get(word, NameMatches()) for word in asked}


def _find_among(sources: Sequence[Source], way: Callable[..., Found], words: Words) -> Found:
    """Find the records that words mean in one way: those of every source together."""
    found: Found = {}
    for rows, kind in sources:
        for word, matches in way(rows, kind or UNNAMED, words).items():
            there = found.get(word, NameMatches())
            found[word] = NameMatches(
                (*there.exact, *matches.exact), (*there.spoken, *matches.spoken), (*there.near, *matches.near)
            )
    return found


def records_by_name(looking: Looking, words: str) -> ChooserResult:
    """Return the records with exactly this number or code or, if there are none, this name or abbreviation.

    One query or two for a number or a code, at most four more for a name.
    """
    found = records_by_number(looking, words)
    said = typed_words(words)
    if found.records or not said:
        return found
    sources = target_sources(looking)
    for way in (_called, _alike):
        if matches := _find_among(sources, way, {words: said}).get(words):
            exact = matches.exact
            return ChooserResult(list(exact[:MOST]), len(exact) > MOST)
    return ChooserResult([])


def _numbered(rows: QuerySet[Record], kind: Naming, words: Words) -> Found:
    """Find records by number, which counts first, or by a code; "number title", as sheets show it, is one too."""
    found: Found = {}
    for some in _chunks({word: said for word, said in words.items() if any(sign.isdigit() for sign in said)}, MANY):
        forms = {word: list_spellings(said) for word, said in some.items()}
        every = {form for spellings in forms.values() for form in spellings}
        is_one = Q(number__in=every)
        for code in kind.codes:
            is_one |= Q(**{f"{code}__in": every})
        by_form: dict[str, list[Record]] = {}
        by_code: dict[str, list[Record]] = {}
        for record in rows.filter(is_one):
            by_form.setdefault(record.number, []).append(record)
            for code in kind.codes:
                by_code.setdefault(str(getattr(record, code)), []).append(record)
        for word, spellings in forms.items():
            for known in (by_form, by_code):
                if same := list(dict.fromkeys(record for form in spellings for record in known.get(form, ()))):
                    found[word] = NameMatches(tuple(same))
                    break
    return found


def _identified(rows: QuerySet[Record], kind: Naming, words: Words) -> Found:
    """Find records by one protected field that no two of them share, such as the identity number.

    Its values are stored encrypted: equal ones have equal digests.
    """
    rules = [
        unique for unique in kind.every(Unique) if len(unique.fields) == 1 and {*unique.fields} & {*kind.masked_fields}
    ]
    found: Found = {}
    for unique in rules if any(any(sign.isdigit() for sign in said) for said in words.values()) else ():
        rule = unique.rule(kind.name)
        digests = {word: unique_digest(rule, [said]) for word, said in words.items()}
        for some in _chunks({word: digest for word, digest in digests.items() if digest}, MANY):
            keys = UniqueKey.objects.filter(rule=rule, digest__in=set(some.values()))
            pks = dict(keys.values_list("record", "digest"))
            there: dict[str, list[Record]] = {}
            for record in rows.filter(pk__in=pks) if pks else ():
                there.setdefault(pks[record.pk], []).append(record)
            found |= {word: NameMatches(tuple(there[digest])) for word, digest in some.items() if digest in there}
    return found


def _called(rows: QuerySet[Record], kind: Naming, words: Words) -> Found:
    """Find records by their whole name or abbreviation, as it is usually stored."""
    found: Found = {}
    for some in _chunks(words, MANY) if "title" not in kind.masked_fields else ():
        every = {form for said in some.values() for form in _forms(said)}
        is_one = Q(title__in=every)
        for name in kind.aliases:
            is_one |= Q(**{f"{name}__in": every})
        found |= _exactly(some, kind, list(rows.filter(is_one)))
    return found


def _alike(rows: QuerySet[Record], kind: Naming, words: Words) -> Found:
    """Find the same however the name is stored: by the grams of its normalised form."""
    return _exactly(words, kind, [record for some in _chunks(words, SOME) for record in _with_grams(rows, kind, some)])


def _exactly(words: Words, kind: Naming, records: Sequence[Record]) -> Found:
    matches = match_names(words.values(), [_named(kind, record, "") for record in records])
    return {word: matches[said] for word, said in words.items() if matches[said].exact}


def _near(rows: QuerySet[Record], kind: Naming, words: Words) -> Found:
    """Find records by name however it is stored, by initials, and those whose names contain the word."""
    found: Found = {}
    for some in _chunks(words, SOME) if "title" not in kind.masked_fields else ():
        initials = _initials(some)
        spoken = list(rows.filter(pk__in=initials)) if initials else []
        records = {record.pk: record for record in [*_with_grams(rows, kind, some), *spoken]}
        named = [_named(kind, record, initials.get(pk, "")) for pk, record in records.items()]
        matches = match_names(some.values(), named)
        found |= {word: matches[said] for word, said in some.items() if matches[said].list_offered()}
    return found


def _initials(words: Words) -> dict[int, str]:
    """Return the initials of the records of any kind whose initials one of the words is, by id."""
    asked = {fold_name(said) for said in words.values() if may_be_initials(said)}
    if not asked:
        return {}
    return dict(Passage.objects.filter(part=INITIALS, text__in=asked).values_list("record", "text"))


def _with_grams(rows: QuerySet[Record], kind: Naming, words: Words) -> list[Record]:
    """Return the newest records whose own words contain those of one of these names."""
    names = {said: parse_question(said) for said in words.values() if len(fold_name(said)) > 1}
    wanted = list({tuple(needed) for parts, needed in names.values() if parts and needed})
    if "title" in kind.masked_fields or not wanted:
        return []
    return list(rows.filter(pk__in=ids_holding_any(wanted)).order_by("-pk")[:LOOKED])


def _named(kind: Naming, record: Record, initials: str) -> NamedRow[Record]:
    aliases = [str(getattr(record, name) or "") for name in kind.aliases]
    return NamedRow(record, ([record.title], aliases), [initials] if initials else [], [record.title, *aliases])


def _forms(said: str) -> set[str]:
    """Return a name as it is usually stored: as typed, in half width, and with Chinese signs."""
    plain = unicodedata.normalize("NFKC", said)
    return {said, plain, plain.translate(_WIDE)}


def _chunks(words: Words, most: int) -> Iterator[dict[str, str]]:
    every = list(words.items())
    for first in range(0, len(every), most):
        yield dict(every[first : first + most])
