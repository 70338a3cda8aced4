"""The journal as people read it: the entries that an actor may see, filtered, with what their sentences need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.rights.queries.access import readable_kinds
from luoshi.kernel.rights.queries.sealing import sealed_records
from luoshi.org.actors.models import Person, Post, User
from luoshi.org.tree.models import Unit

# Subjects that reveal nothing of a case. Of other entries without a record only the auditor sees the content.
SYSTEM = frozenset(
    {"account", "journal", "list", "outgoing", "parameter", "person", "post", "proposal", "token", "unit", "upload"}
)
CALLED = 100  # maximum number of units, people or accounts that a search text may match
READERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.SUPERVISOR})


def may_read(actor: Actor) -> bool:
    """Return whether the actor may open the journal at all. No query."""
    return not READERS.isdisjoint(actor.roles)


def may_export(actor: Actor) -> bool:
    """Return whether the actor may export the whole journal with its contents: only the auditor may. No query."""
    return Role.AUDITOR in actor.roles


def journal_readable_records(actor: Actor, day: date) -> QuerySet[Record]:
    """Return the records of all kinds that the actor may read."""
    return Record.objects.filter(readable_kinds(list_kinds(), actor, day))


def visible_entries(actor: Actor, day: date) -> QuerySet[Entry]:
    """Return the entries that the actor may see, newest first, with all that their sentences need.

    Auditors and administrators see that each entry exists; supervisors see the entries of records that they may read.
    The content of an entry is shown only where its record may be read (`in_clear`). Of sealed records nobody sees even
    that there is one, unless they may read the record: it would tell who takes part.
    """
    found = Entry.objects.select_related("person", "record", "payload__erased_by", "seal").order_by("-pk")
    if {Role.AUDITOR, Role.ADMINISTRATOR}.isdisjoint(actor.roles):
        return found.filter(record__in=journal_readable_records(actor, day)) if may_read(actor) else found.none()
    return found.exclude(pk__in=sealed_entries(day).values("pk"))


def sealed_entries(day: date) -> QuerySet[Entry]:
    """Select the entries about records that are sealed. No query yet."""
    return Entry.objects.filter(record__in=sealed_records(list_kinds(), day).values("pk"))


def in_clear(shown: Iterable[Entry], actor: Actor, day: date) -> set[int]:
    """Return the ids of the entries whose content the actor may read. One query."""
    rows = list(shown)
    known = journal_readable_records(actor, day).filter(pk__in={row.record_id for row in rows if row.record_id})
    seen = set(known.values_list("pk", flat=True))
    every = Role.AUDITOR in actor.roles
    return {row.pk for row in rows if (row.record_id in seen if row.record_id else every or _of_the_system(row))}


def _of_the_system(entry: Entry) -> bool:
    return entry.subject.partition(":")[0] in SYSTEM


def subject_names(subjects: Collection[str]) -> dict[str, str]:
    """Return the names of units, people, posts, accounts and values by "unit:5". At most one query per sort."""
    wanted: dict[str, set[int]] = {}
    for subject in subjects:
        sort, _colon, key = subject.partition(":")
        if key.isdecimal():
            wanted.setdefault(sort, set()).add(int(key))
    rows: Mapping[str, QuerySet[Model]] = {
        "unit": Unit.objects.only("name"),
        "person": Person.objects.only("name"),
        "post": Post.objects.select_related("unit"),
        "account": User.objects.only("username"),
    }
    found = {f"parameter:{parameter.name}": str(parameter.label) for kind in list_kinds() for parameter in kind.values}
    found |= {
        f"list:{code_list.name}": str(code_list.label) for kind in list_kinds() for code_list in kind.code_lists()
    }
    found |= {kind.name: str(kind.label) for kind in list_kinds()}
    found["account"] = str(_("an account that does not exist"))
    return found | {
        f"{sort}:{row.pk}": str(row)
        for sort, keys in wanted.items()
        if sort in rows
        for row in rows[sort].filter(pk__in=keys)
    }


# Labels of subjects that are not records, and of the words beside them in the sealed form.
SUBJECTS = {
    "unit": _("Unit"),
    "person": _("Person"),
    "post": _("Post"),
    "account": _("Account"),
    "token": _("Access token"),
    "proposal": _("Change of rights"),
    "parameter": _("Value"),
    "list": _("List of codes"),
    "journal": _("Journal"),
    "outgoing": _("Message"),
    "upload": _("File sent"),
    "version": _("version"),
    "deputy": _("deputy"),
    "mandate": _("mandate"),
    "program": _("the program"),
}
GROUPS = {
    "unit.": _("Units"),
    "person.": _("People"),
    "post.": _("Posts"),
    "account.": _("Accounts and signing in"),
    "token.": _("Access tokens"),
    "mandate.": _("Mandates"),
    "proposal.": _("Changes of rights by two persons"),
    "parameter.": _("Values"),
    "list.": _("Lists of codes"),
    "receive": _("Documents received"),
    "download": _("Files downloaded"),
    "handed_over": _("Handed over"),
    "export": _("Lists exported"),
    "import": _("Sheets imported"),
    "refused": _("Attempts refused"),
    "look": _("Protected fields viewed"),
    "erasure.": _("Orders to erase"),
    "erase": _("Erasures"),
    "hold.": _("Orders to keep"),
    "journal.": _("Exports of the journal"),
}


def step_choices() -> list[tuple[str, list[tuple[str, StrOrPromise]]]]:
    """List the steps of each kind as "kind:step", then the groups of other entries by the prefix of their names."""
    found: list[tuple[str, list[tuple[str, StrOrPromise]]]] = [
        (str(kind.label), [(f"{kind.name}:{name}", step.label) for name, step in kind.cycle.by_name.items()])
        for kind in list_kinds()
    ]
    return [*found, (str(_("Other")), list(GROUPS.items()))]


class JournalFilter(django_filters.FilterSet):
    """The journal's filters: days, person, subject, step, and waiting for a seal."""

    first = django_filters.DateFilter(label=_("First day"), method="from_day", widget=forms.DateInput({"type": "date"}))
    last = django_filters.DateFilter(label=_("Last day"), method="to_day", widget=forms.DateInput({"type": "date"}))
    person = django_filters.CharFilter(label=_("Who did it (name)"), method="by_person")
    subject = django_filters.CharFilter(label=_("Number, unit, person or account"), method="by_subject")
    step = django_filters.ChoiceFilter(
        label=_("Step"), choices=step_choices, method="by_step", empty_label=_("all steps")
    )
    unsealed = django_filters.BooleanFilter(
        label=_("Waits for its seal"), method="by_seal", widget=forms.CheckboxInput()
    )

    def filter_queryset(self, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        """Return the filtered entries; none if a filter is invalid, so that never more is shown than was meant."""
        return queryset.none() if self.form.errors else super().filter_queryset(queryset)

    def from_day(self, rows: QuerySet[Entry], name: str, day: date) -> QuerySet[Entry]:
        """Return the entries of this day and later."""
        return rows.filter(at__gte=_begins(day))

    def to_day(self, rows: QuerySet[Entry], name: str, day: date) -> QuerySet[Entry]:
        """Return the entries of this day and earlier."""
        return rows.filter(at__lt=_begins(day + timedelta(days=1))) if day < date.max else rows

    def by_person(self, rows: QuerySet[Entry], name: str, words: str) -> QuerySet[Entry]:
        """Return the entries of people whose names contain these words."""
        return rows.filter(person__in=Person.objects.filter(name__icontains=words.strip()))

    def by_subject(self, rows: QuerySet[Entry], name: str, words: str) -> QuerySet[Entry]:
        """Return the entries that match a record number, a name with these words, or a sealed subject ("unit:5")."""
        asked = words.strip()
        meant = [asked, *(f"{sort}:{pk}" for sort, found in _called(asked) for pk in found[:CALLED])]
        return rows.filter(Q(subject__in=meant) | Q(record__in=Record.objects.filter(number__iexact=asked)))

    def by_step(self, rows: QuerySet[Entry], name: str, asked: str) -> QuerySet[Entry]:
        """Return the entries of one step of a kind, or of one group of other entries."""
        kind, colon, step = asked.partition(":")
        if colon:
            return rows.filter(record__kind=kind, step=step)
        return rows.filter(step__startswith=asked)

    def by_seal(self, rows: QuerySet[Entry], name: str, asked: bool) -> QuerySet[Entry]:
        """Return only the entries that wait for their seals, if ``asked``."""
        return rows.filter(seal=None) if asked else rows


def _called(words: str) -> list[tuple[str, QuerySet[Model, int]]]:
    """Return the ids of units, people and accounts whose names contain these words."""
    if not words or "\x00" in words:
        return []
    named: dict[str, QuerySet[Model]] = {
        "unit": Unit.objects.filter(Q(name__icontains=words) | Q(short__icontains=words)),
        "person": Person.objects.filter(name__icontains=words),
        "account": User.objects.filter(Q(username__iexact=words) | Q(person__name__icontains=words)),
    }
    return [(sort, found.order_by("pk").values_list("pk", flat=True)) for sort, found in named.items()]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
