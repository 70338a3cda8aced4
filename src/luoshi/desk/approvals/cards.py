"""The card that shows a record's progress in its approval chain."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.approvals import queries
from luoshi.desk.approvals.chains import Chain, Level
from luoshi.desk.approvals.models import Approval, Round
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of

_ = words_now(__name__)

FEW = 3  # posts that are named; the rest is counted


def chain_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List for each chain that has begun who approved and who is next. No query without a chain."""
    return [card for chain in kind_of(record).every(Chain) if (card := _card(chain, record, day))]


def _card(chain: Chain, record: Record, day: date) -> dict[str, object] | None:
    current = queries.round_of(record, chain.name)
    if current is None:
        return None
    given = queries.given_in(current)
    if not given and record.state not in chain.states:
        return None  # it was sent back or refused before anybody approved
    rows = [_row(chain, level, record, current, given, day) for level in chain.levels]
    title = _("Approval")
    heads = [DataColumn(_("Level")), DataColumn(_("Who")), DataColumn(_("On"), "date"), DataColumn(_("Status"))]
    table = DataTable(title, heads, rows, Empty(""))
    told = [(fields.field_label(kind_of(record), name), fields.field_text(record, name)) for name in chain.decides]
    decided = "；".join(f"{label} {words}" for label, words in told if words)
    return {"id": f"chain-{chain.name}", "title": f"{title}：{decided}" if decided else title, "count": None,
            "table": table, "more": None}  # fmt: skip


def _row(chain: Chain, level: Level, record: Record, current: Round, given: list[Approval], day: date) -> DataRow:
    relation = kind_of(record).rights.by_name[level.who]
    label = str(relation.label)
    done = [approval for approval in given if approval.level == level.who]
    waits = record.state == chain.state(level.who)
    if done and not waits:
        last = timezone.localdate(done[-1].entry.at).isoformat()
        cells = [DataCell("、".join(_name(approval) for approval in done), _("Who")), DataCell(last, _("On"), "date")]
        cells += [DataCell(_("Approved"), _("Status"), light=Light("done", ""))]
    elif level.who not in current.levels.split():
        cells = [
            DataCell("", _("Who")),
            DataCell("", _("On"), "date"),
            DataCell(_not_asked(level, record, current), _("Status")),
        ]
    elif waits:
        names = [str(post) for post in queries.waited_for(record, relation, current, day)]
        said_of = "、".join(names[:FEW])
        if len(names) > FEW:
            said_of = _("%(names)s and %(more)d more") % {"names": said_of, "more": len(names) - FEW}
        said = DataCell(_("Waits"), _("Status"))
        if not names:
            words = _("%(unit)s has no “%(who)s”: set up a post for it. The level cannot be skipped.")
            words = words % {"who": label, "unit": record.unit}
            said = DataCell(words, _("Status"), light=Light("red", _("Stopped")))
        cells = [DataCell(said_of, _("Who")), DataCell("", _("On"), "date"), said]
    else:
        cells = [DataCell("", _("Who")), DataCell("", _("On"), "date"), DataCell(_("Not yet"), _("Status"))]
    return DataRow(level.who, label, [DataCell(label, head=True), *cells])


def _name(one: Approval) -> str:
    post = f"（{one.post}）" if one.post else ""
    who = f"{one.person.name}{post}"
    return _("%(who)s as deputy") % {"who": who} if one.deputy else who


def _not_asked(level: Level, record: Record, current: Round) -> str:
    name = level.above[0] if level.above else ""
    said = {"field": fields.field_label(kind_of(record), name), "figure": fields.field_text(record, name)}
    said["border"] = str(queries.border_of_round(level, record, current))
    return _("Not required: %(field)s, %(figure)s, is not above %(border)s") % said
